"""Military expenditure of a scenario's states: published, estimated where that can be said, else left out."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from sim.scenario.facts import known_states, record_of, spans, yearly

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
        spent = {code: by_year[year] for code, by_year in self.values.items() if year in by_year}
        total = sum(spent.values())
        if len(spent) < len(self.values) or not total:
            return None
        return {code: value / total for code, value in spent.items()}

    def without(self, codes: Collection[str]) -> "Spending":
        """Return what the others spend."""
        return Spending(
            {code: known for code, known in self.values.items() if code not in codes}, self.origins
        )

    def lacking(self, year: int) -> list[str]:
        """Name the states that have no value in a year."""
        return [code for code, by_year in self.values.items() if year not in by_year]

    def origins_in_words(self, years: range) -> dict[str, str]:
        """Say for each state and origin in which of some years it is used."""
        years_used: dict[tuple[str, str], list[int]] = {}
        for (code, year), origin in sorted(self.origins.items()):
            if year in years:
                years_used.setdefault((code, origin), []).append(year)
        words: dict[str, list[str]] = {}
        for (code, origin), used in years_used.items():
            words.setdefault(code, []).append(f"{spans(used)} {origin}")
        return {code: "; ".join(parts) for code, parts in words.items()}


def spending(codes: list[str]) -> Spending:
    """Return what states spend on their military.

    A gap of up to `LONGEST_GAP` years is a straight line, unless a state ends or begins in it. Before the
    first figure and after the last the composite index stands in, at the price that the other states pay for
    theirs. Every other year without a figure is left out.
    """
    figures = Spending()
    for code in codes:
        published, estimated = (_years_as_state(name, code, codes) for name in ("expenditure", "stand_in"))
        figures.values[code] = published | estimated
        figures.origins |= {(code, year): STAND_IN for year in estimated}
    for code in codes:
        _fill_gaps(figures, code)
    _stand_in_index(figures, {code: _years_as_state("cinc", code, codes) for code in codes})
    return figures


def spending_of_year(codes: list[str], year: int) -> dict[str, float]:
    """Return what states spend in a year, by what is known of that year alone.

    Where no figure is published or estimated the composite index stands in, at the price that the other
    states pay for theirs; who has neither is left out.
    """
    shared = Counter(map(record_of, codes))
    stand_in, published, index = (
        {code: {year: value} for code in codes if (value := _of_year(name, code, shared, year)) is not None}
        for name in ("stand_in", "expenditure", "cinc")
    )
    spent = stand_in | published
    price = _price(spent, index, year)
    by_index = {} if price is None else {code: known[year] * price for code, known in index.items()}
    return by_index | {code: known[year] for code, known in spent.items()}


def _of_year(name: str, code: str, shared: Counter[str | None], year: int) -> float | None:
    """Return a table's value of a state in a year in which it is one, as `_years_as_state` does."""
    state = known_states()[code]
    after = state.when[1] if shared[state.record] > 1 else 0
    return yearly(name).get(state.record, {}).get(year) if state.spell(year) and year > after else None


def _years_as_state(name: str, code: str, codes: list[str]) -> dict[int, float]:
    """Return a table's values of a state while it is one, a shared record's from the earlier one's end on."""
    state = known_states().get(code)
    if state is None:
        return {}
    shared = sum(record_of(other) == state.record for other in codes) > 1
    after = state.when[1] if shared else 0
    by_year = yearly(name).get(state.record, {})
    return {year: value for year, value in by_year.items() if state.spell(year) and year > after}


def _fill_gaps(figures: Spending, code: str) -> None:
    by_year, state = figures.values[code], known_states().get(code)
    years = sorted(by_year)
    for before, after in pairwise(years):
        gap = range(before + 1, after)
        if not 0 < len(gap) <= LONGEST_GAP or state is None or state.spell(before) != state.spell(after):
            continue
        for year in gap:
            rise = by_year[after] - by_year[before]
            by_year[year] = by_year[before] + rise * (year - before) / (after - before)
            figures.origins[code, year] = LINE


def _stand_in_index(figures: Spending, index: dict[str, dict[int, float]]) -> None:
    known = {code: dict(by_year) for code, by_year in figures.values.items()}
    for code, by_year in index.items():
        years = known[code]
        for year in by_year:
            if years and min(years) <= year <= max(years):
                continue
            price = _price(known, index, year)
            if price is not None:
                figures.values[code][year] = by_year[year] * price
                figures.origins[code, year] = INDEX


def _price(known: dict[str, dict[int, float]], index: dict[str, dict[int, float]], year: int) -> float | None:
    """Return what a unit of the index costs the states that have both figures in a year."""
    both = [code for code in known if year in known[code] and index.get(code, {}).get(year)]
    if not both:
        return None
    return sum(known[code][year] for code in both) / sum(index[code][year] for code in both)
