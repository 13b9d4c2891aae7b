"""Military expenditure of a scenario's states: published, estimated where that can be said, else left out."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from sim.scenario.facts import known_states, record_of, spans, yearly

FIRST, LAST = 1945, 2022
"""Years of National Material Capabilities v7 that are bundled."""

LONGEST_GAP: Final = 3
"""Years without a figure up to which a line is drawn between those before and after."""

STAND_IN, LINE, INDEX = "by SIPRI", "interpolated", "by the composite index"
"""Where a value that the main source does not give is from."""


@dataclass
class Spending:
    """Thousand current US dollars by state and year, and where what is not published is from."""

    values: dict[str, dict[int, float]] = field(default_factory=dict)
    origins: dict[tuple[str, int], str] = field(default_factory=dict)

    def shares(self, year: int) -> dict[str, float] | None:
        """Return each state's share of a year's sum; None unless every state has a value."""
        spent = {code: own[year] for code, own in self.values.items() if year in own}
        total = sum(spent.values())
        if len(spent) < len(self.values) or not total:
            return None
        return {code: value / total for code, value in spent.items()}

    def lacking(self, year: int) -> list[str]:
        """Name the states that have no value in a year."""
        return [code for code, own in self.values.items() if year not in own]

    def said(self, years: range) -> dict[str, str]:
        """Say for each state and origin in which of some years it is used."""
        found: dict[tuple[str, str], list[int]] = {}
        for (code, year), origin in sorted(self.origins.items()):
            if year in years:
                found.setdefault((code, origin), []).append(year)
        words: dict[str, list[str]] = {}
        for (code, origin), own in found.items():
            words.setdefault(code, []).append(f"{spans(own)} {origin}")
        return {code: "; ".join(parts) for code, parts in words.items()}


def spending(codes: list[str]) -> Spending:
    """Return what states spend on their military.

    A gap of up to `LONGEST_GAP` years is a straight line, unless a state ends or begins in it. Before the
    first figure and after the last the composite index stands in, at the price that the other states pay for
    theirs. Every other year without a figure is left out.
    """
    found = Spending()
    for code in codes:
        own, estimated = (_own_years(name, code, codes) for name in ("expenditure", "stand_in"))
        found.values[code] = own | estimated
        found.origins |= {(code, year): STAND_IN for year in estimated}
    for code in codes:
        _fill_gaps(found, code)
    _stand_in_index(found, {code: _own_years("cinc", code, codes) for code in codes})
    return found


def _own_years(name: str, code: str, codes: list[str]) -> dict[int, float]:
    """Return a table's values of a state while it is one, a shared record's from the earlier one's end on."""
    state = known_states().get(code)
    if state is None:
        return {}
    shared = sum(record_of(other) == state.record for other in codes) > 1
    after = state.when[1] if shared else 0
    own = yearly(name).get(state.record, {})
    return {year: value for year, value in own.items() if state.spell(year) and year > after}


def _fill_gaps(found: Spending, code: str) -> None:
    own, state = found.values[code], known_states().get(code)
    years = sorted(own)
    for before, after in pairwise(years):
        gap = range(before + 1, after)
        if not 0 < len(gap) <= LONGEST_GAP or state is None or state.spell(before) != state.spell(after):
            continue
        for year in gap:
            own[year] = own[before] + (own[after] - own[before]) * (year - before) / (after - before)
            found.origins[code, year] = LINE


def _stand_in_index(found: Spending, index: dict[str, dict[int, float]]) -> None:
    known = {code: dict(own) for code, own in found.values.items()}
    for code, own in index.items():
        years = known[code]
        for year in own:
            if years and min(years) <= year <= max(years):
                continue
            price = _price(known, index, year)
            if price is not None:
                found.values[code][year] = own[year] * price
                found.origins[code, year] = INDEX


def _price(known: dict[str, dict[int, float]], index: dict[str, dict[int, float]], year: int) -> float | None:
    """Return what a unit of the index costs the states that have both figures in a year."""
    both = [code for code in known if year in known[code] and index[code].get(year)]
    if not both:
        return None
    return sum(known[code][year] for code in both) / sum(index[code][year] for code in both)
