"""Which of two rungs comes first, beside what chance has; and what stands when the last stage begins."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tools.propositions.panel import HIGH, Cells, Panel
from tools.propositions.resampling import LOWER, SEED, UNTOLD, UPPER, Drawn, Estimate
from tools.propositions.rungs import BENEATH, EXERCISES

SHUFFLES: Final = 1000
"""Permutations that chance is read off."""

EARLIER: Final = ((2, 3), (2, 4), (3, 4), (2, 7), (3, 7), (4, 7), (3, 6), (4, 6))
"""Rungs of which the first should stand before the second."""

TINY: Final = 1e-12


@dataclass(frozen=True)
class Sequence:
    """In which order two rungs begin.

    Attributes
    ----------
    both
        Pairs in which both begin within the years in which both are known.
    first, same, second
        Shares of them in which the earlier rung begins first, both in one year, the later rung first.
    chance
        The share that begins with the earlier rung where dates are shuffled among pairs.
    had, mirrored
        Of first beginnings of the later rung, the share before which the earlier one stood; and the reverse.
    """

    earlier: int
    later: int
    both: int
    first: Estimate
    same: float
    second: float
    chance: Estimate
    had: Estimate
    mirrored: Estimate


def sequence(panel: Panel, drawn: Drawn, earlier: int, later: int) -> Sequence:
    """Compare the order of two rungs with chance."""
    known = panel.known(earlier, later)
    firsts = {n: _first_beginning(panel.standing(n), known) for n in (earlier, later)}
    stood = {n: _first(panel.standing(n) & known) for n in (earlier, later)}
    begin = _first(known)
    both = np.flatnonzero((firsts[earlier] >= 0) & (firsts[later] >= 0))
    one, other = firsts[earlier][both], firsts[later][both]
    before = np.zeros(len(known)), np.zeros(len(known))
    before[0][both], before[1][both] = one < other, 1
    return Sequence(
        earlier,
        later,
        len(both),
        drawn.share(*before),
        _mean(one == other),
        _mean(one > other),
        _by_chance(one, other, begin[both]),
        _had(drawn, firsts[later], stood[earlier]),
        _had(drawn, firsts[earlier], stood[later]),
    )


def _first(cells: Cells) -> NDArray[np.intp]:
    """Return the first year of each pair in which something holds; -1 where it never does."""
    return np.where(cells.any(axis=1), cells.argmax(axis=1), -1)


def _first_beginning(standing: Cells, known: Cells) -> NDArray[np.intp]:
    """Return the first year of each pair in which a rung stands, if it was known not to the year before."""
    first = _first(standing & known)
    rows = np.arange(len(first))
    return np.where((first > 0) & known[rows, first - 1], first, -1)


def _had(drawn: Drawn, begins: NDArray[np.intp], stood: NDArray[np.intp]) -> Estimate:
    """Return the share of first beginnings before which another rung stood or had stood."""
    return drawn.share((begins >= 0) & (stood >= 0) & (stood < begins), begins >= 0)


def _by_chance(one: NDArray[np.intp], other: NDArray[np.intp], begin: NDArray[np.intp]) -> Estimate:
    """Shuffle the dates of one rung among pairs that are known from the same year on."""
    if not len(one):
        return UNTOLD
    rng = np.random.default_rng(SEED)
    order = np.argsort(begin, kind="stable")
    shares = []
    for _ in range(SHUFFLES):
        # Sorted by the first known year and then at random: a shuffle within each first year.
        shuffled = np.lexsort((rng.random(len(one)), begin))
        shares.append(_mean(one[order] < other[shuffled]))
    low, high = np.percentile(shares, (LOWER, UPPER))
    return Estimate(float(np.mean(shares)), float(low), float(high), len(one))


def _mean(cells: Cells) -> float:
    return float(np.mean(cells)) if len(cells) else np.nan


@dataclass(frozen=True)
class Beneath:
    """What stands the year before an indicator begins, and in years in which it might have.

    Attributes
    ----------
    begins
        How often it begins.
    observed
        Shares of beginnings with none, some and all of 2, 3 and 4.
    at_risk
        The same shares of pairs without it, each year weighing by its beginnings.
    high
        Share of beginnings with exercises at high.
    """

    where: str
    begins: int
    observed: tuple[Estimate, ...]
    at_risk: tuple[float, ...]
    high: Estimate


def beneath(panel: Panel, drawn: Drawn, indicator: int, where: str, those: Cells, among: Cells) -> Beneath:
    """Count what of 2, 3 and 4 stands where an indicator begins, in those pairs and years.

    Parameters
    ----------
    among
        Pairs and years with which they are compared.
    """
    known = panel.known(*BENEATH)
    begins = panel.begins(indicator) & known & those
    risk = panel.at_risk(indicator) & known & among
    number = np.sum([panel.standing(n) for n in BENEATH], axis=0)
    kinds = (number == 0, (number > 0) & (number < len(BENEATH)), number == len(BENEATH))
    weights = risk * (begins.sum(axis=0) / np.maximum(risk.sum(axis=0), 1))
    of_all = begins.sum(axis=1)
    return Beneath(
        where,
        int(begins.sum()),
        tuple(drawn.share((begins & kind).sum(axis=1), of_all) for kind in kinds),
        tuple(float((weights * kind).sum() / max(weights.sum(), TINY)) for kind in kinds),
        drawn.share((begins & panel.standing(EXERCISES, HIGH)).sum(axis=1), of_all),
    )
