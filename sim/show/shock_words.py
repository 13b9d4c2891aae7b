"""What each shock did, in words and in the cells of a table; the same for terms of the model."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from sim.experiments.shocks import END, HORIZONS, LEAST_SHARE, explained
from sim.scenario.load import Case, pair_under_study
from sim.show.answer import capital
from sim.show.measures import heading
from sim.show.naming import naming_of
from sim.show.value_names import parameter
from sim.words import later, name, numerals, say, say_in, say_many

WORTH_SAYING: Final = 0.005
"""Effect on the index below which it is left to the table."""

MOST_NAMED: Final = 3
"""Shocks, or terms, whose effects a sentence tells."""

RAISED: Final[Mapping[str, str]] = {
    "shock": later("{what} raised the index of {pair} {when} by {size}"),
    "mechanism": later("{what} raises the index of {pair} {when} by {size}"),
}
LOWERED: Final[Mapping[str, str]] = {
    "shock": later("{what} lowered the index of {pair} {when} by {size}"),
    "mechanism": later("{what} lowers the index of {pair} {when} by {size}"),
}
"""What is said first of a shock, and of a term of the model."""

RAISED_TOO: Final[Mapping[str, str]] = {
    "shock": later("{what} raised it by {size}"),
    "mechanism": later("{what} raises it by {size}"),
}
LOWERED_TOO: Final[Mapping[str, str]] = {
    "shock": later("{what} lowered it by {size}"),
    "mechanism": later("{what} lowers it by {size}"),
}
"""What is said of further ones."""

AFTER: Final[Mapping[str, str]] = {
    "1": later("in the first year after"),
    "3": later("in the third year after"),
    "5": later("in the fifth year after"),
}
"""When an effect is measured, by its horizon."""

IDLE: Final = {
    "shock": later("These shocks change fewer than {share:.0%} of lives within five years: {names}."),
    "mechanism": later("These terms of the model change fewer than {share:.0%} of lives: {names}."),
}
"""What is said of what moves hardly a life."""

IDLE_AS_EXPECTED: Final = later(
    "These shocks change fewer than {share:.0%} of lives within five years, as their sources say: {names}."
)
"""The same of shocks whose sources explain it."""

Row = Mapping[Any, Any]


def kind_of(table: pd.DataFrame) -> str:
    """Return whether a table tells of each `shock` or of each `mechanism`."""
    return str(table.columns[0])


def studied(case: Case) -> str:
    """Return what sentences call the pair under study."""
    return naming_of(case).party_in_sentence(pair_under_study(case))


def when(row: Row) -> str:
    """Return the year of a shock, or the years between which it is drawn; of a term nothing."""
    if "shock" not in row:
        return ""
    first, last = (numerals(str(row[end])) for end in ("first", "last"))
    return first if first == last else say("{first}-{last}", first=first, last=last)


def called(case: Case, row: Row) -> str:
    """Return what is left out by the name that a reader knows it by: a shock's, or a term's."""
    if "shock" not in row:
        return parameter(str(row["mechanism"]))
    names = (shock.name for shock in case.scenario.shocks if shock.id == row["shock"] and shock.name)
    first = next(names, None)
    return name(first) if first else str(row["name"])


def in_sentence(case: Case, row: Row) -> str:
    """Return what a sentence calls what is left out: a shock with its year, a term as one of the model."""
    if "shock" in row:
        return say("{shock} ({year})", shock=called(case, row), year=when(row))
    return say("the term {term}", term=called(case, row))


def shock_sentence(case: Case, table: pd.DataFrame) -> str:
    """Say in one sentence which shocks, or terms, moved the index of the pair under study most.

    In the last year; where none did so then, in the latest year after it in which one did.

    Parameters
    ----------
    case
        The scenario.
    table
        Its `shocks.csv` or `mechanisms.csv`.
    """
    kind = kind_of(table)
    for horizon in (END, *map(str, reversed(HORIZONS))):
        if told := _worth_telling(case, table, horizon):
            first, *others = told
            at = say("in {year:d}", year=int(first["year"])) if horizon == END else say(AFTER[horizon])
            message = RAISED[kind] if first["index_effect"] > 0 else LOWERED[kind]
            lead = say(message, what=in_sentence(case, first), pair=studied(case), when=at, size=_size(first))
            rest = [
                say(
                    RAISED_TOO[kind] if row["index_effect"] > 0 else LOWERED_TOO[kind],
                    what=in_sentence(case, row),
                    size=_size(row),
                )
                for row in others
            ]
            return say("{sentence}.", sentence=say("; ").join([capital(lead), *rest]))
    message = (
        later("No shock moves the index of {pair} by {size} or more.")
        if kind == "shock"
        else later("No term of the model moves the index of {pair} by {size} or more.")
    )
    return say(message, pair=studied(case), size=WORTH_SAYING)


def _worth_telling(case: Case, table: pd.DataFrame, horizon: str) -> list[Row]:
    """Choose what a sentence tells of the pair under study at a horizon, the largest effect first."""
    rows = table[(table["pair"] == pair_under_study(case)) & (table["horizon"].astype(str) == horizon)]
    sure = (rows["index_low"] > 0) | (rows["index_high"] < 0)
    told = rows[sure & (rows["index_effect"].abs() >= WORTH_SAYING)]
    order = told["index_effect"].abs().sort_values(ascending=False, kind="stable").index
    return list(told.loc[order].head(MOST_NAMED).to_dict("records"))


def _size(row: Row) -> str:
    low, high = sorted((abs(row["index_low"]), abs(row["index_high"])))
    return say("{size:.3f} ({low:.3f} to {high:.3f})", size=abs(row["index_effect"]), low=low, high=high)


def sentences(case: Case, table: pd.DataFrame, threats: pd.DataFrame) -> list[str]:
    """Say what moved the pair under study most, in how many lives, and what that did to threats."""
    ends = table[(table["pair"] == pair_under_study(case)) & (table["horizon"].astype(str) == END)]
    widest = ends.sort_values("differ", ascending=False, kind="stable").head(1).to_dict("records")
    top = (_worth_telling(case, table, END) or widest)[0]
    return [shock_sentence(case, table), _in_how_many_lives(case, top), *_threats(case, top, threats)]


def _in_how_many_lives(case: Case, row: Row) -> str:
    message = (
        later(
            "Without {what} {share:.0%} of lives have {pair} at some other degree within five years, and "
            "{any_pair:.0%} any pair."
        )
        if "shock" in row
        else later(
            "Without {what} {share:.0%} of lives have {pair} at some other degree in some year, and "
            "{any_pair:.0%} any pair."
        )
    )
    return say(
        message,
        what=in_sentence(case, row),
        pair=studied(case),
        share=row["differ"],
        any_pair=row["differ_any"],
    )


def _threats(case: Case, row: Row, threats: pd.DataFrame) -> list[str]:
    """Say of the threats that it moved most where they stood before, and after with it and without."""
    kind = "shock" if "shock" in row else "mechanism"
    moved, naming = threats[threats[kind] == row[kind]], naming_of(case)
    if not len(moved):
        return []
    order = moved["effect"].abs().sort_values(ascending=False, kind="stable").index
    told = [
        say(
            "{by} from {of} {before:.2f}, {present:.2f} and {absent:.2f}",
            by=naming.state(threat["by"]),
            of=naming.state_in_sentence(threat["of"]),
            before=threat["before"],
            present=threat["with"],
            absent=threat["without"],
        )
        for threat in moved.loc[order].head(MOST_NAMED).to_dict("records")
    ]
    return [
        say(
            "Threats perceived in {before:d}, and in {after:d} with it and without: {threats}.",
            before=int(moved["year_before"].iloc[0]),
            after=int(moved["year_after"].iloc[0]),
            threats=say("; ").join(told),
        )
    ]


def caution(case: Case, table: pd.DataFrame) -> str:
    """Name what moves hardly a life; say nothing where all of it does."""
    kind = kind_of(table)
    idle = table[table["inert"].astype(bool)].drop_duplicates(kind).to_dict("records")
    expected = [row for row in idle if explained(case, row[kind])]
    told = {IDLE[kind]: [row for row in idle if row not in expected], IDLE_AS_EXPECTED: expected}
    return " ".join(
        say(message, share=LEAST_SHARE, names=say("; ").join(in_sentence(case, row) for row in rows))
        for message, rows in told.items()
        if rows
    )


def cells(case: Case, table: pd.DataFrame, party: str, brief: bool = False) -> pd.DataFrame:
    """Return the effects on the index of a pair or group as a worded table.

    Parameters
    ----------
    case
        The scenario.
    table
        Its `shocks.csv` or `mechanisms.csv`.
    party
        The pair or group.
    brief
        Give half the width of the interval instead of its bounds.
    """
    of_party = table[table["pair"] == party]
    parts = of_party.groupby(kind_of(table), sort=False)
    return pd.DataFrame([_cells(case, part, brief) for _, part in parts])


def _cells(case: Case, effects: pd.DataFrame, brief: bool) -> dict[str, str]:
    """Word the effects of a shock or term on a pair, by horizon."""
    by_horizon: dict[str, Row] = {str(row["horizon"]): row for row in effects.to_dict("records")}
    end = by_horizon[END]
    lead = (
        {heading("year"): when(end), heading("shock"): called(case, end)}
        if "shock" in end
        else {heading("mechanism"): called(case, end)}
    )
    steps = {
        say_many("{count:d} year on", "{count:d} years on", years): _at(by_horizon.get(str(years)))
        for years in HORIZONS
    }
    return {
        **lead,
        **steps,
        numerals(str(end["year"])): _with_interval(end, brief),
        heading("lives"): say("{share:.0%}", share=end["differ"]),
    }


def _at(row: Row | None) -> str:
    return "" if row is None else signed(row["index_effect"])


def _with_interval(row: Row, brief: bool) -> str:
    """Write an effect and its interval; the bounds are left out where they are as good as one."""
    effect, low, high = (row[f"index_{part}"] for part in ("effect", "low", "high"))
    half = (high - low) / 2
    if float(f"{half:.3f}") == 0:
        return signed(effect)
    if brief:
        return say("{effect} ±{half:.3f}", effect=signed(effect), half=half)
    return say("{effect} ({low} to {high})", effect=signed(effect), low=signed(low), high=signed(high))


def signed(value: float) -> str:
    """Write an effect with its sign; one that would be read as nothing as 0."""
    text = f"{value:+.3f}"
    return numerals("0" if float(text) == 0 else text)


def threat_cells(case: Case, threats: pd.DataFrame) -> pd.DataFrame:
    """Return the threats before and after as a worded table."""
    return pd.DataFrame([_threat_cells(case, row) for row in threats.to_dict("records")])


def _threat_cells(case: Case, row: Row) -> dict[str, str]:
    kind = "shock" if "shock" in row else "mechanism"
    return {
        heading(kind): called(case, row),
        heading("threat"): naming_of(case).perceived(row["by"], row["of"]),
        say("the year before"): _in_year(row["before"], row["year_before"]),
        say_in("threat", "with"): _in_year(row["with"], row["year_after"]),
        say_in("threat", "without"): say("{threat:.2f}", threat=row["without"]),
        heading("effect"): signed(row["effect"]),
    }


def _in_year(threat: float, year: int) -> str:
    return say("{threat:.2f} in {year:d}", threat=threat, year=int(year))
