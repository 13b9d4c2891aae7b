"""What the dashboard says of one life: a year of it, what each state perceives and weighs, why they deal."""

from collections.abc import Sequence
from typing import Any, Final

from sim.board.life import WEIGHED, Rung, Side, Year
from sim.board.telling import Row, shock_name
from sim.ladder.ladder import Ladder
from sim.scenario.load import Case
from sim.show.naming import Naming, degrees, labels_of, naming_of, stages_of
from sim.words import enumerated, later, numerals, say

REASONS: Final = {
    "power": later("balance of power: help against the stronger"),
    "threat": later("balance of threat: common enemies"),
    "interest": later("balance of interest: shared aims"),
    "interdependence": later("trade and projects"),
    "trust": later("trust"),
    "partner_threat": later("fear of the partner"),
}
"""What a state weighs, by the parameter that is its weight."""


def life_grid(years: Sequence[Year], ladder: Ladder) -> Row:
    """Show the degrees of one life."""
    called = degrees()
    rows = [
        {
            "label": label,
            "cells": [
                {
                    "value": year.rungs[n].stands,
                    "title": say(
                        "{year}: {degree}", year=str(year.year), degree=called[year.rungs[n].stands]
                    ),
                }
                for year in years
            ],
        }
        for n, label in enumerate(labels_of(ladder))
    ]
    return {"years": [year.year for year in years], "rows": rows[::-1]}


def year_sentences(case: Case, pair: str, year: Year) -> list[str]:
    """Say what a year of a life brought, and where the two stand at its end."""
    stage = stages_of(case.ladder)[year.stage]
    sentences = [
        say(
            "At the end of {year} the stage of {party} is: {stage}; the index is {index:.2f}.",
            year=str(year.year),
            party=naming_of(case).party_in_sentence(pair),
            stage=stage,
            index=year.index,
        )
    ]
    if year.shocks:
        names = enumerated([shock_name(shock) for shock in year.shocks])
        sentences.append(say("Shocks of the year: {names}.", names=names))
    crisis = (
        later("The two are in a crisis (its chance was {chance:.0%}): what either no longer wants is broken.")
        if year.crisis
        else later("No crisis comes between them (its chance was {chance:.0%}).")
    )
    sentences.append(say(crisis, chance=year.crisis_chance))
    if year.met:
        sentences.append(say("They act together in forums."))
    if year.traded:
        sentences.append(say("They begin an economic project."))
    return sentences


def perceived_rows(case: Case, year: Year) -> Row:
    """Say what threat each of the two perceives from every state."""
    naming = naming_of(case)
    codes = [state.code for state in case.scenario.states]
    rows = [
        [naming.state(code), *(_bar(side.threats.get(code), 1.0) for side in year.sides)] for code in codes
    ]
    return {"heads": ["", *(naming.state(side.state) for side in year.sides)], "rows": rows}


def weighed_rows(case: Case, year: Year) -> Row:
    """Say what speaks for and against dealing, on each side, and what it comes to."""
    naming = naming_of(case)
    sums = [sum(side.weighed.values()) for side in year.sides]
    most = max(map(abs, [0.01, *sums, *(value for side in year.sides for value in side.weighed.values())]))
    rows: list[list[Any]] = [
        [say(REASONS[reason]), *(_bar(side.weighed[reason], most) for side in year.sides)]
        for reason in WEIGHED
    ]
    rows.append([say("all together"), *(_bar(total, most) for total in sums)])
    return {"heads": ["", *(naming.state(side.state) for side in year.sides)], "rows": rows}


def _bar(value: float | None, most: float) -> Row | str:
    """Return a number with a bar, as a share of the most there can be; nothing where there is none."""
    if value is None:
        return ""
    return {
        # Next to nothing below zero is written as nothing.
        "text": numerals(f"{round(value, 2) + 0.0:.2f}"),
        "bar": round(min(abs(value) / most, 1), 3),
        "against": value < 0,
    }


def rung_rows(case: Case, year: Year) -> Row:
    """Say, indicator by indicator, how likely a deal was, what was drawn, and why they dealt or not."""
    naming, called = naming_of(case), degrees()
    sides = [naming.state(side.state) for side in year.sides]
    heads = [
        say("indicator"),
        say("what they did, and why"),
        say("stood at"),
        say("occasion"),
        *(say("{state} willing", state=side) for side in sides),
        say("chance of a deal"),
        say("drawn"),
    ]
    rows = []
    for label, rung in zip(labels_of(case.ladder), year.rungs, strict=True):
        occasion = say("stands already") if rung.stood else _chance(rung.occasion)
        chances = [occasion, *map(_chance, rung.willing), _chance(rung.low)]
        drawn = numerals(f"{rung.drawn:.0%}")
        rows.append([label, why(rung, year, naming), called[rung.stood], *chances, drawn])
    return {"heads": heads, "rows": rows}


def _chance(chance: float) -> Row:
    return {"text": numerals(f"{chance:.0%}"), "bar": round(chance, 3), "against": False}


def why(rung: Rung, year: Year, naming: Naming) -> str:
    """Say what two states did about an indicator, and why."""
    if rung.breaks:
        return say("They break it off, in the crisis.")
    if rung.deal:
        message = (
            later("They deal, at the high degree: the draw is within the chance.")
            if rung.deal == 2
            else later("They deal, at the low degree: the draw is within the chance.")
        )
        return say(message)
    if rung.hindered_by == 2:
        return say("No deal: above all, there is hardly an occasion.")
    side: Side = year.sides[rung.hindered_by or 0]
    return say("No deal: {state} is the less willing.", state=naming.state_in_sentence(side.state))
