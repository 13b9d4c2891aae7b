"""Pairs and years as arrays: until when what is known of each year lets an indicator stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.datasets.spans import Span
from sim.ladder.books import FOREVER, NEVER

Until = NDArray[np.int16]
"""`[pair, year]`: last year in which a thing that is known of a year stands, if nothing new happens."""

Numbers = NDArray[np.int64]

NO_PAIR: Final = -1

ROUNDING: Final = 1e-9
"""By how much a sum of weights may fall short of a limit that it is meant to reach."""


@dataclass(frozen=True)
class Grid:
    """All pairs of some states, and consecutive years.

    Attributes
    ----------
    codes
        The states, sorted.
    years
        The years, those before the first that is asked for among them, as far as windows reach back.
    """

    codes: tuple[str, ...]
    years: range

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each state."""
        return {code: number for number, code in enumerate(self.codes)}

    @cached_property
    def ends(self) -> tuple[Numbers, Numbers]:
        """Numbers of the two states of each pair, the first before the second: `[pair]`."""
        first, second = np.triu_indices(len(self.codes), 1)
        return first, second

    @cached_property
    def pair_number(self) -> Numbers:
        """The number of the pair of two states by their numbers, `NO_PAIR` for a state with itself."""
        table = np.full((len(self.codes) + 1, len(self.codes) + 1), NO_PAIR)
        first, second = self.ends
        table[first, second] = table[second, first] = np.arange(len(first))
        return table

    def numbers(self, codes: Iterable[str]) -> Numbers:
        """Return the numbers of states; of one that is none of these a number that is of no pair."""
        return np.fromiter((self.number.get(code, len(self.codes)) for code in codes), np.int64)

    def empty(self) -> Until:
        """Return an array in which nothing stands."""
        return np.full((len(self.ends[0]), len(self.years)), NEVER)

    def entries(self, spans: Sequence[Span]) -> tuple[Numbers, Numbers, Numbers]:
        """Return an entry for each year of spans within the grid: pair, column of the year, span's number."""
        pairs = self.pair_number[
            self.numbers(span.one for span in spans), self.numbers(span.other for span in spans)
        ]
        begin = np.maximum(_column(spans, "first"), self.years.start)
        end = np.minimum(_column(spans, "last"), self.years.stop - 1)
        lengths = np.where(pairs == NO_PAIR, 0, np.maximum(end - begin + 1, 0))
        number = np.repeat(np.arange(len(lengths)), lengths)
        offset = np.arange(len(number)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return pairs[number], begin[number] - self.years.start + offset, number


def _column(spans: Sequence[Span], name: str) -> Numbers:
    return np.array([getattr(span, name) for span in spans], np.int64)


def practised(grid: Grid, spans: Iterable[Span]) -> Until:
    """Return until when practice of some years stands: until it lapses after its last."""
    spans, until = list(spans), grid.empty()
    pairs, columns, number = grid.entries(spans)
    stands = columns + grid.years.start + _column(spans, "lapse")[number]
    np.maximum.at(until, (pairs, columns), stands.astype(np.int16))
    return np.maximum.accumulate(until, axis=1)


def in_place(grid: Grid, spans: Iterable[Span]) -> Until:
    """Return until when what is seen of some years stands: for ever; a gap until it lapses is bridged."""
    spans = list(spans)
    until = practised(grid, spans)
    pairs, columns, _ = grid.entries(spans)
    until[pairs, columns] = FOREVER
    return until


def standing(grid: Grid, spans: Iterable[Span]) -> Until:
    """Return until when what stands in some years does: for ever, in its last year to the end of that."""
    return _until_its_end(grid, list(spans), None)


def signed(grid: Grid, spans: Iterable[Span], lapse: int) -> Until:
    """Return until when texts stand that lapse so many years after they were signed, or end before that."""
    return _until_its_end(grid, list(spans), lapse)


def _until_its_end(grid: Grid, spans: Sequence[Span], lapse: int | None) -> Until:
    until = grid.empty()
    pairs, columns, number = grid.entries(spans)
    last, years = _column(spans, "last")[number], columns + grid.years.start
    later = FOREVER if lapse is None else _column(spans, "first")[number] + lapse
    np.maximum.at(until, (pairs, columns), np.where(years < last, later, years).astype(np.int16))
    return until


def repeated(grid: Grid, spans: Iterable[Span], window: int, least: float) -> Until:
    """Return until when practice stands whose weights have to come to so much within a window of years.

    Parameters
    ----------
    grid
        Pairs and years.
    spans
        When it was practised.
    window
        Years before a year within which weights count, besides that year.
    least
        The weight at which it stands.
    """
    spans = list(spans)
    pairs, columns, number = grid.entries(spans)
    by_year = np.zeros((len(grid.ends[0]), len(grid.years)))
    np.add.at(by_year, (pairs, columns), np.array([span.weight for span in spans])[number])
    until, seen = grid.empty(), np.zeros_like(by_year)
    years = np.asarray(grid.years)
    for back in range(window + 1):
        seen[:, back:] += by_year[:, : len(years) - back]
        # What was seen within `back` years still counts `window - back` years from now.
        until = np.maximum(until, np.where(seen >= least - ROUNDING, years + (window - back), NEVER))
    return until.astype(np.int16)
