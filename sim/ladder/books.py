"""The books of an indicator: what events have entered, and the degree that follows from them.

All arrays share one shape `[..., life]`; a degree is 0 (none), 1 (low) or 2 (high). One set of rules
serves the observed events, their copies with one event left out, and every simulated life.

Since an `advance` raises the ceiling to its own degree, every event counts in a year at the lesser of
its degree and the ceiling, whether it advances or sustains. So the latest year for which each degree is
entered, by basis, says all that later years need.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.ladder.rules import AGREEMENT_YEARS, HIGH, LOW

Years = NDArray[np.int16]
Mask = NDArray[np.bool_]

NEVER, FOREVER = np.int16(-20_000), np.int16(20_000)
"""Years before and after all others, with room for windows to be added."""


@dataclass
class Books:
    """What has been entered for indicators since their books were last closed.

    The first axis of `practice`, `institution`, `signed` and `agreement` is the degree: entry 0 holds
    what counts at least as low, entry 1 what counts as high.

    Attributes
    ----------
    practice
        Last year of practice.
    institution
        Last year an institution stands.
    signed
        Last year agreements count by their own date.
    agreement
        Last year agreements may count at all.
    ceiling
        Highest degree of any advance.
    regress
        Degrees taken off since the last advance.
    practised
        Whether there was any practice or institution.
    """

    practice: Years
    institution: Years
    signed: Years
    agreement: Years
    ceiling: Years
    regress: Years
    practised: Mask

    @classmethod
    def empty(cls, *shape: int) -> Self:
        """Open books with nothing in them."""
        practice, institution, signed, agreement = (np.full((2, *shape), NEVER) for _ in range(4))
        ceiling, regress = (np.zeros(shape, np.int16) for _ in range(2))
        return cls(practice, institution, signed, agreement, ceiling, regress, np.zeros(shape, np.bool_))

    def __getitem__(self, index: Any) -> Self:
        """View a part of the books; `index` is of the axes after the degree."""
        with_degree = (slice(None), *(index if isinstance(index, tuple) else (index,)))
        return type(self)(
            self.practice[with_degree],
            self.institution[with_degree],
            self.signed[with_degree],
            self.agreement[with_degree],
            self.ceiling[index],
            self.regress[index],
            self.practised[index],
        )

    def taken(self, place: NDArray[np.intp]) -> Self:
        """Copy some cells, by their position in all axes after the degree: `[cell]`."""
        practice, institution, signed, agreement = (
            np.stack([level.take(place) for level in levels.reshape(2, -1)]) for levels in self._by_degree()
        )
        ceiling, regress = self.ceiling.reshape(-1)[place], self.regress.reshape(-1)[place]
        practised = self.practised.reshape(-1)[place]
        return type(self)(practice, institution, signed, agreement, ceiling, regress, practised)

    def put(self, place: NDArray[np.intp], page: Self) -> None:
        """Enter what was copied of some cells, and changed since."""
        for mine, theirs in zip(self._by_degree(), page._by_degree(), strict=True):
            for level, changed in zip(mine.reshape(2, -1), theirs, strict=True):
                level[place] = changed
        for whole, changed in zip(self._whole(), page._whole(), strict=True):
            whole.reshape(-1)[place] = changed

    def _by_degree(self) -> tuple[Years, ...]:
        return self.practice, self.institution, self.signed, self.agreement

    def _whole(self) -> tuple[Years, Years, Mask]:
        return self.ceiling, self.regress, self.practised

    def arrays(self) -> Iterator[NDArray[Any]]:
        """Go through the arrays, in the order of the fields."""
        return (getattr(self, field.name) for field in fields(self))

    def copy_from(self, other: Self) -> None:
        """Enter what other books, of a shape that broadcasts, hold."""
        for mine, theirs in zip(self.arrays(), other.arrays(), strict=True):
            mine[...] = theirs


def advance(books: Books, degree: Years) -> None:
    """Raise the ceiling to the degree of an advance, and clear all regresses; degree 0 is no event."""
    np.maximum(books.ceiling, degree, out=books.ceiling)
    books.regress *= degree == 0


def practise(books: Books, degree: Years, until: int) -> None:
    """Enter practice whose last year is `until`; degree 0 is no event."""
    _prolong(books.practice, degree, until)
    books.practised |= degree > 0


def establish(books: Books, degree: Years, until: int) -> None:
    """Enter an institution that stands until the end of a year; degree 0 is no event."""
    _prolong(books.institution, degree, until)
    books.practised |= degree > 0


def sign(books: Books, degree: Years, year: int, until: int) -> None:
    """Enter an agreement of a year that never counts past `until`; degree 0 is no event."""
    _prolong(books.signed, degree, min(year + AGREEMENT_YEARS, until))
    _prolong(books.agreement, degree, until)


def regress(books: Books, where: Mask) -> None:
    """Take one degree off."""
    books.regress += where


def dissolve(books: Books, where: Mask, year: int) -> None:
    """Let standing institutions end with a year."""
    np.minimum(books.institution, np.where(where, np.int16(year), FOREVER), out=books.institution)


def close(books: Books, where: Mask) -> None:
    """Close the books: nothing entered so far counts any more."""
    for array in (books.practice, books.institution, books.signed, books.agreement):
        np.copyto(array, NEVER, where=where)
    np.copyto(books.ceiling, 0, where=where)
    np.copyto(books.regress, 0, where=where)
    np.copyto(books.practised, False, where=where)


def _prolong(last: Years, degree: Years, until: int) -> None:
    for level in (LOW, HIGH):
        # Far faster than an operation with `where=`.
        entered = np.where(degree >= level, np.int16(until), NEVER)
        np.maximum(last[level - 1], entered, out=last[level - 1])


def degrees(books: Books, year: int, windows: Years) -> Years:
    """Return the degree of each indicator in a year.

    Parameters
    ----------
    books
        With all events entered that are dated up to the year, and none later.
    year
        The year to assess.
    windows
        Years practice stays live after its last; broadcasts against `[..., indicator, life]`.
    """
    high = live(books, HIGH, year, windows)
    low = live(books, LOW, year, windows)
    raised = low.astype(np.int16) + high
    np.maximum(raised - books.regress, 0, out=raised)
    return raised


def live(books: Books, level: int, year: int, windows: Years) -> Mask:
    """Tell where events live in a year count at least at a degree, low or high."""
    practice, institution = books.practice[level - 1], books.institution[level - 1]
    standing = (practice + windows >= year) | (institution >= year)
    paper = agreement_lasts(books, level) >= year
    if level == HIGH:
        paper &= books.practised
    return np.asarray((standing | paper) & (books.ceiling >= level))


def agreement_lasts(books: Books, level: int) -> Years:
    """Return the last year agreements count at a degree: ten years after signature or practice."""
    practised = np.maximum(books.practice[level - 1], books.institution[level - 1])
    fed = np.minimum(practised + np.int16(AGREEMENT_YEARS), books.agreement[level - 1])
    return np.asarray(np.maximum(fed, books.signed[level - 1]))


def paper(books: Books, year: int) -> Mask:
    """Tell where an agreement is live while there has been no practice and no institution."""
    return np.asarray(~books.practised & (agreement_lasts(books, LOW) >= year) & (books.ceiling >= LOW))


def window_column(windows: Sequence[int]) -> Years:
    """Shape the windows of the indicators as `[indicator, 1]`."""
    return np.array(windows, np.int16)[:, np.newaxis]
