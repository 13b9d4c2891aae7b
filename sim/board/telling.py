"""What the dashboard says, in the language that is spoken: labels of controls, sentences, rows of tables."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import pandas as pd

from sim.board.lives import Lives, verdict_counts
from sim.board.settings import Variant
from sim.board.variant import Quantity
from sim.faults import Fault
from sim.ladder.assess import Trajectory
from sim.ladder.events import Event
from sim.ladder.ladder import Ladder
from sim.ladder.verdict import judge
from sim.scenario.load import Case
from sim.scenario.parameters import PARAMETERS
from sim.scenario.schema import Shock
from sim.show.answer import percents
from sim.show.by_rule import by_rule_in_words, by_rule_of
from sim.show.naming import Naming, degrees, labels_of, naming_of, verdicts_of
from sim.words import enumerated, later, name, numerals, say, say_many

SHARED: Final = {
    "interest": later("shared interest"),
    "trust": later("trust"),
    "dispute": later("dispute"),
    "interdependence": later("interdependence"),
}
"""What quantities of a pair are called."""

EFFECTS: Final = {
    "advance": later("advances"),
    "sustain": later("sustains"),
    "regress": later("sets back"),
    "end": later("ends"),
}
BASES: Final = {
    "practice": later("practice"),
    "agreement": later("agreement"),
    "institution": later("institution"),
    "statement": later("statement"),
}
"""What effects and bases of events are called."""

LEAST_SAID: Final = 0.0005
"""Difference of the index that is told as none."""

Row = dict[str, Any]
"""What a template is given of one thing."""


def shock_name(shock: Shock) -> str:
    """Return what a shock is called."""
    return name(shock.name) if shock.name else shock.id


def shock_rows(case: Case, variant: Variant) -> list[Row]:
    """Say which shocks there are, each once, in the order of their years, and whether they happen."""
    shocks = {shock.id: shock for shock in sorted(case.scenario.shocks, key=lambda shock: shock.span)}
    return [
        {
            "id": shock.id,
            "label": shock_name(shock),
            "year": _years(*shock.span),
            "on": shock.id not in variant.dropped,
            "note": "" if shock.chance >= 1 else say("in {chance:.0%} of lives", chance=shock.chance),
        }
        for shock in shocks.values()
    ]


def _years(first: int, last: int) -> str:
    return str(first) if first == last else say("{first} to {last}", first=str(first), last=str(last))


def quantity_rows(
    case: Case, quantities: Iterable[Quantity], variant: Variant, refused: Mapping[str, str]
) -> list[Row]:
    """Say which numbers can be moved, each with its range, its value and what is wrong with it.

    Parameters
    ----------
    case
        The case.
    quantities
        The numbers.
    variant
        What differs from the case.
    refused
        What was written for a number and could not be taken, by its path.
    """
    naming = naming_of(case)
    return [
        {
            "path": quantity.path,
            "label": quantity_name(naming, quantity.path),
            "low": quantity.low,
            "high": quantity.high,
            "step": 0.01,
            "value": variant.values.get(quantity.path, quantity.default),
            "text": refused.get(quantity.path, f"{variant.values.get(quantity.path, quantity.default):g}"),
            "default": say("{value} in the case", value=numerals(f"{quantity.default:g}")),
            "back": say("Back to the value of the case"),
            "changed": quantity.path in variant.values,
            "fault": say("Not a number that can be.") if quantity.path in refused else "",
        }
        for quantity in quantities
    ]


def quantity_name(naming: Naming, path: str) -> str:
    """Return what a number is called beside its control."""
    kind, _, rest = path.partition(".")
    if kind == "parameters":
        return say(PARAMETERS[rest].meaning)
    key, _, quantity = rest.rpartition(".")
    if kind == "threats":
        by, of = key.split(">")
        return naming.perceived(by, of)
    return say("{quantity}: {pair}", quantity=say(SHARED[quantity]), pair=naming.party(key))


def verdict_sentence(lives: Lives, pair: str, record: Trajectory | None) -> str:
    """Say where the lives of a pair stand at the end, and where it was seen."""
    called, naming = verdicts_of(lives.case.ladder), naming_of(lives.case)
    shares = [
        say("{verdict} {share:d}%", verdict=verdict, share=share)
        for verdict, share in zip(called, percents(verdict_counts(lives, pair)), strict=True)
        if share
    ]
    sentence = say(
        "{party}, {year}, in {lives}: {verdicts}.",
        party=naming.party(pair),
        year=str(lives.years[-1]),
        lives=say_many("{count:,} life", "{count:,} lives", lives.count),
        verdicts=enumerated(shares),
    )
    return " ".join([sentence, *_seen(lives.case.ladder, record)])


def _seen(ladder: Ladder, record: Trajectory | None) -> Iterator[str]:
    if record is not None:
        verdict = verdicts_of(ladder)[judge(record.degrees[-1], ladder).number]
        yield say("Observed in {year}: {verdict}.", year=str(record.years[-1]), verdict=verdict)


def arm_names() -> tuple[str, str]:
    """Return what the two variants are called."""
    return say("first variant"), say("second variant")


def difference_sentence(table: pd.DataFrame) -> str:
    """Say what the second variant changes of the index in the last year, life by life."""
    last = table.iloc[-1]
    year, mean = str(last["year"]), float(last["mean_difference"])
    if last["share_same"] == 1:
        return say("In {year} no life of the second variant differs from its twin.", year=year)
    bounds = sorted((abs(last["low"]), abs(last["high"])))
    shares = percents([last["share_lower"], last["share_same"], last["share_higher"]])
    lives = say(
        "Life by life it is lower in {lower:d}%, the same in {same:d}% and higher in {higher:d}%.",
        **dict(zip(("lower", "same", "higher"), shares, strict=True)),
    )
    if abs(mean) < LEAST_SAID or last["low"] <= 0 <= last["high"]:
        sentence = say(
            "The index in {year} is not told apart from unchanged ({low:+.3f} to {high:+.3f}).",
            year=year,
            low=float(last["low"]),
            high=float(last["high"]),
        )
    else:
        message = (
            later(
                "In the second variant the index in {year} is higher by {size:.3f} ({low:.3f} to {high:.3f})."
            )
            if mean > 0
            else later(
                "In the second variant the index in {year} is lower by {size:.3f} ({low:.3f} to {high:.3f})."
            )
        )
        sentence = say(message, year=year, size=abs(mean), low=float(bounds[0]), high=float(bounds[1]))
    return f"{sentence} {lives}"


def ladder_grid(table: pd.DataFrame, ladder: Ladder) -> Row:
    """Show the share of lives at each degree, indicator by indicator and year by year.

    The table has the columns of `degrees.csv`.
    """
    none, low, high = degrees()
    rows = []
    for label, (_, of_indicator) in zip(labels_of(ladder), table.groupby("indicator"), strict=True):
        cells = [
            {
                "value": round(row["low"] + 2 * row["high"], 2),
                "title": say(
                    "{year}: {none} {none_share:d}%, {low} {low_share:d}%, {high} {high_share:d}%",
                    year=str(row["year"]),
                    none=none,
                    low=low,
                    high=high,
                    **dict(
                        zip(
                            ("none_share", "low_share", "high_share"),
                            percents([row["none"], row["low"], row["high"]]),
                            strict=True,
                        )
                    ),
                ),
            }
            for row in of_indicator.to_dict("records")
        ]
        rows.append({"label": label, "cells": cells})
    return {"years": sorted(int(year) for year in table["year"].unique()), "rows": rows[::-1]}


def record_grid(record: Trajectory, counts: Mapping[tuple[int, int], int]) -> Row:
    """Show the observed degrees, and on how many events each rests."""
    years, called = [int(year) for year in record.years], degrees()
    rows = []
    for position, label in enumerate(labels_of(record.ladder)):
        cells = [
            {
                "value": int(record.degrees[t, position]),
                "title": say(
                    "{year}: {degree}, by {events}",
                    year=str(year),
                    degree=called[record.degrees[t, position]],
                    events=say_many(
                        "{count:,} event", "{count:,} events", counts.get((year, position + 1), 0)
                    ),
                ),
            }
            for t, year in enumerate(years)
        ]
        rows.append({"label": label, "cells": cells})
    return {"years": years, "rows": rows[::-1]}


def _events(count: int) -> str:
    return say_many("{count:,} event", "{count:,} events", count)


def event_rows(events: Iterable[Event]) -> list[Row]:
    """Say what events were: when, what, of what kind, and by which source."""
    called = degrees()
    return [
        {
            "date": str(event.date)
            if event.end_date is None
            else say("{first} to {last}", first=str(event.date), last=str(event.end_date)),
            "title": event.title,
            "what": enumerated(
                [
                    say(EFFECTS[event.effect]),
                    *([called[event.level]] if event.level else []),
                    say(BASES[event.basis]),
                ]
            ),
            "source": event.source,
            "note": event.note,
        }
        for event in events
    ]


def fault_sentences(faults: Iterable[Fault]) -> list[str]:
    """Say what is wrong, or doubtful."""
    return [str(fault) for fault in faults]


def unread(case: Case) -> list[str]:
    """Say of how many events of the record no coder has read the candidate."""
    return by_rule_in_words(by_rule_of([case]))


def degree_key() -> list[Row]:
    """Say which shade is which degree."""
    return [{"value": n, "label": called} for n, called in enumerate(degrees())]
