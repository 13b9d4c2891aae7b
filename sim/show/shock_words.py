"""What each shock did, in words and in the cells of a table; the same for terms of the model."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from sim.experiments.shocks import END, HORIZONS, LEAST_SHARE, explained
from sim.scenario.load import Case, pair_under_study
from sim.show.answer import party_names

WORTH_SAYING: Final = 0.005
"""Effect on the index below which it is left to the table."""

MOST_NAMED: Final = 3
"""Shocks, or terms, whose effects a sentence tells."""

ORDINALS: Final = {"1": "first", "3": "third", "5": "fifth"}

Row = Mapping[Any, Any]


def kind_of(table: pd.DataFrame) -> str:
    """Return whether a table tells of each `shock` or of each `mechanism`."""
    return str(table.columns[0])


def studied(case: Case) -> str:
    """Return what sentences call the pair under study."""
    return party_names(case)[pair_under_study(case)]


def when(row: Row) -> str:
    """Return the year of a shock, or the years between which it is drawn; of a term nothing."""
    if "shock" not in row:
        return ""
    return str(row["first"]) if row["first"] == row["last"] else f"{row['first']}-{row['last']}"


def spoken(row: Row) -> str:
    """Return what is left out by the name that a reader knows it by."""
    return (
        f"{row['name']} ({when(row)})" if "shock" in row else f"the term {row['mechanism']} ({row['name']})"
    )


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
    for horizon in (END, *map(str, reversed(HORIZONS))):
        told = _worth_telling(case, table, horizon)
        if told:
            first, *others = told
            year = f"in {first['year']}" if horizon == END else f"in the {ORDINALS[horizon]} year after"
            said = f"{spoken(first)} {_verb(first)} the index of {studied(case)} {year} by {_size(first)}"
            rest = [f"{spoken(row)} {_verb(row)} it by {_size(row)}" for row in others]
            return "; ".join([said[0].upper() + said[1:], *rest]) + "."
    what = "shock" if kind_of(table) == "shock" else "term of the model"
    return f"No {what} moves the index of {studied(case)} by {WORTH_SAYING} or more."


def _worth_telling(case: Case, table: pd.DataFrame, horizon: str) -> list[Row]:
    """Choose what a sentence tells of the pair under study at a horizon, the largest effect first."""
    rows = table[(table["pair"] == pair_under_study(case)) & (table["horizon"].astype(str) == horizon)]
    sure = (rows["index_low"] > 0) | (rows["index_high"] < 0)
    told = rows[sure & (rows["index_effect"].abs() >= WORTH_SAYING)]
    order = told["index_effect"].abs().sort_values(ascending=False, kind="stable").index
    return list(told.loc[order].head(MOST_NAMED).to_dict("records"))


def _verb(row: Row) -> str:
    past = "shock" in row
    return ("raised" if past else "raises") if row["index_effect"] > 0 else ("lowered" if past else "lowers")


def _size(row: Row) -> str:
    low, high = sorted((abs(row["index_low"]), abs(row["index_high"])))
    return f"{abs(row['index_effect']):.3f} ({low:.3f} to {high:.3f})"


def sentences(case: Case, table: pd.DataFrame, threats: pd.DataFrame) -> list[str]:
    """Say what moved the pair under study most, in how many lives, and what that did to threats."""
    own = table[(table["pair"] == pair_under_study(case)) & (table["horizon"].astype(str) == END)]
    widest = own.sort_values("differ", ascending=False, kind="stable").head(1).to_dict("records")
    top = (_worth_telling(case, table, END) or widest)[0]
    return [shock_sentence(case, table), _in_how_many_lives(case, top), *_threats(case, top, threats)]


def _in_how_many_lives(case: Case, row: Row) -> str:
    by_when = "within five years" if "shock" in row else "in some year"
    return (
        f"Without {spoken(row)} {row['differ']:.0%} of lives have {studied(case)} at some other degree "
        f"{by_when}, and {row['differ_any']:.0%} any pair."
    )


def _threats(case: Case, row: Row, threats: pd.DataFrame) -> list[str]:
    """Say of the threats that it moved most where they stood before, and after with it and without."""
    kind = "shock" if "shock" in row else "mechanism"
    own = threats[threats[kind] == row[kind]]
    if not len(own):
        return []
    order = own["effect"].abs().sort_values(ascending=False, kind="stable").index
    names = {state.code: state.name.en for state in case.scenario.states}
    told = [
        f"{names[one['by']]} from {names[one['of']]} {one['before']:.2f}, {one['with']:.2f} and "
        f"{one['without']:.2f}"
        for one in own.loc[order].head(MOST_NAMED).to_dict("records")
    ]
    years = own.iloc[0]
    when = f"in {years['year_before']}, and in {years['year_after']} with it and without"
    return [f"Threats perceived {when}: {'; '.join(told)}."]


def caution(case: Case, table: pd.DataFrame) -> str:
    """Name what moves hardly a life; say nothing where all of it does."""
    kind = kind_of(table)
    idle = table[table["inert"].astype(bool)].drop_duplicates(kind).to_dict("records")
    named = [
        f"{spoken(row)}, as its source says" if explained(case, row[kind]) else spoken(row) for row in idle
    ]
    if not named:
        return ""
    what, times = ("shocks", " within five years") if kind == "shock" else ("terms of the model", "")
    return f"These {what} change fewer than {LEAST_SHARE:.0%} of lives{times}: {'; '.join(named)}."


def section(case: Case, table: pd.DataFrame) -> dict[str, Any]:
    """Return what a page says of the pair under study besides the figure."""
    return {
        "pair": pair_under_study(case),
        "kind": kind_of(table),
        "sentence": shock_sentence(case, table),
        "caution": caution(case, table),
        "lives": int(table["lives"].iloc[0]),
        "rows": cells(table, pair_under_study(case)),
    }


def cells(table: pd.DataFrame, party: str, brief: bool = False) -> list[dict[str, str]]:
    """Return the effects on the index of a pair or group as the cells of a table.

    Parameters
    ----------
    table
        `shocks.csv` or `mechanisms.csv`.
    party
        The pair or group.
    brief
        Give half the width of the interval instead of its bounds.
    """
    own = table[table["pair"] == party]
    return [_cells(one, brief) for _, one in own.groupby(kind_of(table), sort=False)]


def _cells(one: pd.DataFrame, brief: bool) -> dict[str, str]:
    by_horizon: dict[str, Row] = {str(row["horizon"]): row for row in one.to_dict("records")}
    end = by_horizon[END]
    name = {"year": when(end), "shock": str(end["name"])} if "shock" in end else {"term": end["mechanism"]}
    after = [str(years) for years in HORIZONS]
    steps = {f"{h} y": signed(by_horizon[h]["index_effect"]) if h in by_horizon else "" for h in after}
    effect, low, high = (end[f"index_{part}"] for part in ("effect", "low", "high"))
    half = f"{(high - low) / 2:.3f}"
    bounds = f" ±{half}" if brief else f" ({signed(low)} to {signed(high)})"
    last = {str(end["year"]): signed(effect) + ("" if float(half) == 0 else bounds)}
    return {**name, **steps, **last, "lives": f"{end['differ']:.0%}"}


def signed(value: float) -> str:
    """Write an effect with its sign; one that would be read as nothing as 0."""
    text = f"{value:+.3f}"
    return "0" if float(text) == 0 else text


def threat_cells(threats: pd.DataFrame) -> list[dict[str, str]]:
    """Return the threats before and after as the cells of a table."""
    return [
        {
            **({"shock": row["name"]} if "shock" in row else {"term": row["mechanism"]}),
            "threat": f"{row['by']} of {row['of']}",
            "the year before": f"{row['before']:.2f} in {row['year_before']}",
            "with": f"{row['with']:.2f} in {row['year_after']}",
            "without": f"{row['without']:.2f}",
            "effect": signed(row["effect"]),
        }
        for row in threats.to_dict("records")
    ]
