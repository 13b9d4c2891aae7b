"""The world as it stood at the end of a year: a case ready to run, of nothing that became known later.

States and pairs are read off the tables of facts by the rules of `sim new`; the ladder of every pair begins
from what is measured, and what stands of it runs off as the measuring rules have it. No drivers and no shocks
come after.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np

from sim.datasets.measured import Measured
from sim.ladder.events import Event
from sim.ladder.ladder import MILITARY
from sim.ladder.names import Names
from sim.ladder.party import Party
from sim.ladder.rules import DEGREES, HIGH, LOW
from sim.scenario import facts, ties
from sim.scenario.facts.spending import spending_of_year
from sim.scenario.load import Case
from sim.scenario.parameters import PARAMETERS
from sim.scenario.schema import PairTable, Scenario, StateTable, ThreatTable

YEARS_OF_SPENDING: Final = 3
"""Years up to the origin whose mean share a capability is."""


def world_at(origin: int, end: int, measured: Measured, codes: Sequence[str] | None = None) -> Case:
    """Return the world as it stood at the end of a year, to be lived from the next one on.

    Indicators that are unknown of a pair begin with nothing standing.

    Parameters
    ----------
    origin
        The last year that anything is known of.
    end
        The last year to live.
    measured
        Degrees of the pairs, and how long what stands will last.
    codes
        States by the codes that records have; those alive at the origin take part. All that are measured if
        None.
    """
    states = facts.records_in(origin, measured.codes if codes is None else codes)
    pairs = list(combinations(states, 2))
    scenario = Scenario(
        name=f"world-{origin}",
        title=Names(en=f"The world at the end of {origin}"),
        start=origin + 1,
        end=end,
        focus=Party.pair(*states[:2]),
        states=_states(states, origin),
        pairs=[_pair(one, other, origin) for one, other in pairs],
        threats=list(_threats(pairs, origin)),
        parameters={p.name: p.default for p in PARAMETERS.values()},
    )
    observed = [*past(measured, origin, set(states)), *standing(measured, origin, set(states))]
    return Case(scenario, Path(scenario.name), Path(scenario.name), observed)


def _states(codes: list[str], origin: int) -> list[StateTable]:
    """Give each state its share of military expenditure, in the mean of the years in which it is known."""
    shares: dict[str, list[float]] = {code: [] for code in codes}
    for year in range(origin - YEARS_OF_SPENDING + 1, origin + 1):
        spent = spending_of_year(codes, year)
        for code, value in spent.items():
            shares[code].append(value / sum(spent.values()))
    return [
        StateTable(
            code=code,
            name=Names(en=facts.known_states()[code].name_en, ar=facts.known_states()[code].name_ar),
            capability=float(np.mean(shares[code])) if shares[code] else 0.0,
            industry=facts.industry(code, origin) or 0.0,
        )
        for code in codes
    ]


def _pair(one: str, other: str, origin: int) -> PairTable:
    """Read a pair: what holds in a year as of the origin, means of years before a start up to it."""
    near = facts.proximity(one, other, origin)
    return PairTable(
        states=[one, other],
        proximity=near[0] if near else 0.5,
        interest=ties.interest(one, other, origin + 1).value,
        trust=ties.trust(one, other, origin, ties.allied(one, other, origin)).value,
        dispute=ties.dispute(one, other, origin).value,
        interdependence=ties.interdependence(one, other, origin + 1).value,
    )


def _threats(pairs: Sequence[tuple[str, str]], origin: int) -> Iterator[ThreatTable]:
    """Read the threats between states; a rule reads the same from either side."""
    levels = {pair: ties.threat(*pair, origin, ties.allied(*pair, origin)).value for pair in pairs}
    both = levels | {(of, by): level for (by, of), level in levels.items()}
    for by, of in sorted(both):
        yield ThreatTable(by=by, of=of, level=both[by, of])


def standing(measured: Measured, origin: int, states: set[str]) -> Iterator[Event]:
    """Go through events that stand for what is measured at the end of a year.

    What has a last year is practice of the year whose window ends with it; what has none, such as a treaty in
    force, an institution.
    """
    now = origin - measured.years.start
    lasts = measured.lasts[..., now]
    for row, indicator, level in zip(*np.nonzero(lasts >= origin), strict=True):
        pair = measured.pairs[row]
        if states.issuperset(pair):
            yield _event(pair, int(indicator), (LOW, HIGH)[level], int(lasts[row, indicator, level]), origin)


def past(measured: Measured, origin: int, states: set[str]) -> Iterator[Event]:
    """Go through events for what is measured to have stood, and does no more at the end of a year."""
    now = origin - measured.years.start
    stood = measured.degrees[..., : now + 1] > 0
    last = origin - np.argmax(stood[..., ::-1], axis=2)
    for row, rung in zip(*np.nonzero(stood.any(axis=2) & (last < origin)), strict=True):
        pair = measured.pairs[row]
        if states.issuperset(pair):
            yield _event(pair, int(rung), LOW, int(last[row, rung]), origin)


def _event(pair: tuple[str, str], rung: int, degree: int, last: int, origin: int) -> Event:
    practised = last - MILITARY.windows[rung]
    lasting = practised > origin
    return Event.model_validate(
        {
            "date": origin if lasting else practised,
            "actors": ";".join(pair),
            "dimension": MILITARY.name,
            "indicator": str(rung + 1),
            "degree": DEGREES[degree],
            "effect": "advance",
            "basis": "institution" if lasting else "practice",
            "title": "measured",
        }
    )
