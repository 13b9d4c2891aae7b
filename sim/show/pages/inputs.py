"""What a scenario starts from and what goes on in it by drivers, each figure with its source."""

from collections.abc import Collection, Iterator
from typing import Final

import pandas as pd

from sim.ladder.party import Party
from sim.scenario.drivers import table_of
from sim.scenario.facts import spans
from sim.scenario.load import Case
from sim.scenario.quantities import PAIR, QUANTITIES, STATE, TOWARD, Owner
from sim.scenario.schema import PairTable, StateTable
from sim.show.measures import heading
from sim.show.naming import naming_of
from sim.show.page import Section, Table
from sim.show.value_names import value as value_called
from sim.words import later, numerals, say

CALLED: Final = {
    "capability": later("capability"),
    "industry": later("arms industry"),
    "autonomy": later("autonomy"),
    "proximity": later("proximity"),
    "interest": later("common interest"),
    "trust": later("trust"),
    "dispute": later("dispute"),
    "interdependence": later("interdependence"),
}
"""What states and pairs begin with."""

KINDS: Final = {STATE: "states", PAIR: "pairs", TOWARD: "threats"}
"""Tables of a scenario by whose their quantities are."""

Row = dict[str, str]


def inputs(case: Case, parties: Collection[str]) -> Section:
    """Show what some pairs and their states start from, and their drivers, with the sources.

    Parameters
    ----------
    case
        The case.
    parties
        Names of pairs; those of groups are passed over.
    """
    pairs = [pair for pair in case.scenario.pairs if pair.key in parties]
    states = {code for pair in pairs for code in pair.states}
    begin = pd.DataFrame([*_states(case, states), *_pairs(case, pairs), *_threats(case, states)])
    driven = pd.DataFrame(_drivers(case, {pair.key for pair in pairs}, states))
    return Section(
        say("What it starts from, and by which sources"),
        [
            Table(begin, say("At the start")),
            *([Table(driven, say("Year by year"))] if len(driven) else []),
        ],
        folded=True,
    )


def _states(case: Case, codes: Collection[str]) -> Iterator[Row]:
    naming = naming_of(case)
    for state in case.scenario.states:
        if state.code in codes:
            usual = state.autonomy == type(state).model_fields["autonomy"].default
            quantities = ["capability", "industry", *([] if usual else ["autonomy"])]
            yield _row(naming.state(state.code), state, quantities)


def _pairs(case: Case, pairs: Collection[PairTable]) -> Iterator[Row]:
    naming = naming_of(case)
    quantities = ["proximity", "interest", "trust", "dispute", "interdependence"]
    return (_row(naming.party(pair.key), pair, quantities) for pair in pairs)


def _row(whose: str, table: StateTable | PairTable, quantities: Collection[str]) -> Row:
    values = [
        say("{quantity} {value:g}", quantity=say(CALLED[name]), value=getattr(table, name))
        for name in quantities
    ]
    return {
        say("whose"): whose,
        say("values"): say("; ").join(values),
        heading("source"): table.source or "",
    }


def _threats(case: Case, codes: Collection[str]) -> Iterator[Row]:
    for threat in case.scenario.threats:
        if {threat.by, threat.of} <= set(codes):
            yield {
                say("whose"): value_called(f"threats.{threat.key}.level", case),
                say("values"): say("{value:g}", value=threat.level),
                heading("source"): threat.source or "",
            }


def _drivers(case: Case, pairs: Collection[str], codes: Collection[str]) -> Iterator[Row]:
    """Go through the drivers: of each the years, its first and last value, and the sources by their years."""
    sources = _sources(case)
    for (quantity, subject), values in case.drivers.values.items():
        owner = QUANTITIES[quantity]
        if not (subject in pairs if owner is PAIR else set(owner.states(subject)) <= set(codes)):
            continue
        years, levels = sorted(values), [values[year] for year in sorted(values)]
        yield {
            say("whose"): _called(case, owner, quantity, subject),
            heading("years"): numerals(spans(years)),
            say("values"): say("{value:g}", value=levels[0])
            if len(set(levels)) == 1
            else say("{first:g} to {last:g}", first=levels[0], last=levels[-1]),
            heading("source"): say("; ").join(
                f"{numerals(spans(told))}: {source}" if len(sources[quantity, subject]) > 1 else source
                for source, told in sources[quantity, subject].items()
            ),
        }


def _called(case: Case, owner: Owner, quantity: str, subject: str) -> str:
    return value_called(f"{KINDS[owner]}.{subject}.{'level' if owner is TOWARD else quantity}", case)


def _sources(case: Case) -> dict[tuple[str, str], dict[str, list[int]]]:
    """Return the sources of drivers by quantity and subject, each with its years."""
    sources: dict[tuple[str, str], dict[str, list[int]]] = {}
    if case.drivers_path is None:
        return sources
    table = table_of(case.drivers_path)
    for _, cells in table.rows:
        row = dict(zip(table.header, cells, strict=True))
        quantity, states = row["quantity"], QUANTITIES[row["quantity"]].states(row["subject"])
        subject = Party.pair(*states) if QUANTITIES[quantity] is PAIR else row["subject"]
        of_subject = sources.setdefault((quantity, subject), {})
        of_subject.setdefault(row.get("source", ""), []).append(int(row["year"]))
    return sources
