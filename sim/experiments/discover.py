"""Discovery: the region of the ranges in which an outcome passes a threshold.

The Patient Rule Induction Method of Friedman and Fisher (1999), Bump hunting in high-dimensional data,
Statistics and Computing 9, 123-143; coverage, density and quasi-p-values as in Bryant and Lempert (2010),
Thinking inside the box, Technological Forecasting and Social Change 77, 34-49.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

Points = Mapping[str, NDArray[Any]]
Mask = NDArray[np.bool_]
Side = tuple[float, float] | frozenset[Any]
"""What a box allows of a range: from a value to another, both included; or some of its words."""

Box = dict[str, Side]

PATIENCE: Final = 0.05
"""Share of a box's points that a peel takes off, or a paste puts on."""

LEAST_POINTS: Final = 20
"""Points below which a box is not peeled further."""

LEAST_HALVED: Final = 200
"""Points from which one half can show what a region found in the other is worth."""

CHANCE: Final = 0.05
"""Quasi-p-value above which a restriction is given up."""


SHUFFLES: Final = 99
FEWER_SHUFFLES: Final = 19
"""Of the outcome over the points, to tell how often chance gives a region as good."""

MANY_VALUES: Final = 500_000
"""Points times ranges above which a shuffle takes so long that fewer must do."""


@dataclass(frozen=True)
class Quality:
    """How good a box is.

    Attributes
    ----------
    coverage
        Share of all points of interest that lie in it.
    density
        Share of its points that are of interest.
    mass
        Share of all points that lie in it.
    points
        How many lie in it.
    """

    coverage: float
    density: float
    mass: float
    points: int

    @property
    def balance(self) -> float:
        """Harmonic mean of coverage and density."""
        total = self.coverage + self.density
        return 2 * self.coverage * self.density / total if total else 0.0


@dataclass(frozen=True)
class Region:
    """What was found.

    Attributes
    ----------
    box
        Its restricted ranges, the least likely to be chance first.
    trajectory
        Every box of the peeling, from all points inwards.
    chosen
        Number of the box in the trajectory that was taken on.
    quality
        Of the region.
    quasi_p
        By restricted range: the chance of as many points of interest without the restriction.
    """

    box: Box
    trajectory: list[Box]
    chosen: int
    quality: Quality
    quasi_p: dict[str, float]


def discover(points: Points, interest: Mask) -> Region:
    """Find the box that best balances coverage and density.

    All ranges are peeled one thin slice at a time; of the boxes passed, the one with the greatest harmonic
    mean of coverage and density is taken; what was peeled too far is pasted on again; restrictions that
    chance would give are given up.

    Parameters
    ----------
    points
        Values by range `[point]`: numbers, or words of which no order is assumed.
    interest
        Whether the outcome passes the threshold `[point]`.
    """
    trajectory = peel(points, interest)
    balances = [quality(points, interest, box).balance for box in trajectory]
    chosen = int(np.argmax(balances))
    box = paste(points, interest, trajectory[chosen])
    box, chances = _without_chance(points, interest, box)
    order = sorted(chances, key=chances.__getitem__)
    measured = quality(points, interest, box)
    return Region({name: box[name] for name in order}, trajectory, chosen, measured, chances)


def held_out(points: Points, interest: Mask, seed: int = 0) -> Quality | None:
    """Find a region in one half of the points, drawn at random, and return its quality in the other.

    Nothing is returned where halves are too small to be peeled.
    """
    if len(interest) < LEAST_HALVED:
        return None
    order = np.random.default_rng(seed).permutation(len(interest))
    sought_in, tried_on = order[::2], order[1::2]
    region = discover({name: values[sought_in] for name, values in points.items()}, interest[sought_in])
    return quality(
        {name: values[tried_on] for name, values in points.items()}, interest[tried_on], region.box
    )


def shuffles(points: Points) -> int:
    """Return how often the outcome is shuffled over so many points."""
    return SHUFFLES if sum(map(len, points.values())) <= MANY_VALUES else FEWER_SHUFFLES


def as_good(points: Points, interest: Mask, reference: Quality, seed: int = 0) -> Iterator[bool]:
    """Say of shuffle after shuffle whether a region is found in it that is as good as one found.

    The outcome is shuffled over the points, so that no range has to do with it; a region is as good that
    has a restriction and balances coverage and density no worse.
    """
    random = np.random.default_rng(seed)
    for _ in range(shuffles(points)):
        by_chance = discover(points, random.permutation(interest))
        yield bool(by_chance.box) and by_chance.quality.balance >= reference.balance


def whole(points: Points) -> Box:
    """Return the box of all points."""
    return {name: _span(values) for name, values in points.items()}


def _span(values: NDArray[Any]) -> Side:
    if np.issubdtype(values.dtype, np.number):
        return float(values.min()), float(values.max())
    return frozenset(values.tolist())


def allowed(values: NDArray[Any], side: Side) -> Mask:
    """Say which values of a range a box allows."""
    if isinstance(side, frozenset):
        return np.isin(values, list(side))
    return (values >= side[0]) & (values <= side[1])


def within(points: Points, box: Box) -> Mask:
    """Say which points lie in a box."""
    inside = np.ones(len(next(iter(points.values()))), bool)
    for name, side in box.items():
        inside &= allowed(points[name], side)
    return inside


def quality(points: Points, interest: Mask, box: Box) -> Quality:
    """Return coverage, density and mass of a box."""
    inside = within(points, box)
    count, hits = int(inside.sum()), int(interest[inside].sum())
    return Quality(hits / max(int(interest.sum()), 1), hits / max(count, 1), count / len(interest), count)


def restricted(points: Points, box: Box) -> list[str]:
    """Name the ranges of which a box excludes any point."""
    return [name for name, side in box.items() if not allowed(points[name], side).all()]


def peel(points: Points, interest: Mask) -> list[Box]:
    """Peel slices off the box of all points until it is pure or small; return every box on the way.

    Each time that slice goes whose loss raises the density most for each point lost.
    """
    boxes = [whole(points)]
    # Only what is in the box: later slices cost little.
    left, wanted = dict(points), interest
    while True:
        hits, count = int(wanted.sum()), len(wanted)
        best, kept, gain = None, wanted, 0.0
        for name, side in _peels(left, boxes[-1]):
            inside = allowed(left[name], side)
            remain = int(inside.sum())
            if remain >= LEAST_POINTS:
                rise = (int(wanted[inside].sum()) / remain - hits / count) / (count - remain)
                if best is None or rise > gain:
                    best, kept, gain = {**boxes[-1], name: side}, inside, rise
        if best is None or hits == count:
            return boxes
        boxes.append(best)
        left, wanted = {name: values[kept] for name, values in left.items()}, wanted[kept]


def _peels(left: Points, box: Box) -> Iterator[tuple[str, Side]]:
    """Go through what each range could be restricted to: one slice less at an end, or one word less."""
    for name, side in box.items():
        values = left[name]
        if isinstance(side, frozenset):
            yield from ((name, side - {word}) for word in sorted(set(values.tolist())))
            continue
        least, most = values.min(), values.max()
        if least < most:
            low, high = np.quantile(values, (PATIENCE, 1 - PATIENCE))
            yield name, (float(values[(values >= low) & (values > least)].min()), side[1])
            yield name, (side[0], float(values[(values <= high) & (values < most)].max()))


def paste(points: Points, interest: Mask, box: Box) -> Box:
    """Put slices on again, the densest result first, as long as the density does not fall."""
    while True:
        now = quality(points, interest, box)
        wider = [{**box, name: side} for name, side in _pastes(points, box)]
        tried = [quality(points, interest, other) for other in wider]
        better = [n for n, candidate in enumerate(tried) if candidate.density >= now.density]
        if not better:
            return box
        box = wider[max(better, key=lambda n: (tried[n].density, tried[n].mass))]


def _pastes(points: Points, box: Box) -> Iterator[tuple[str, Side]]:
    """Go through what each restricted range could be widened to, where that lets points in."""
    slice_size = max(1, int(PATIENCE * within(points, box).sum()))
    for name in restricted(points, box):
        side = box[name]
        free = within(points, {other: limit for other, limit in box.items() if other != name})
        values = points[name][free & ~allowed(points[name], side)]
        if isinstance(side, frozenset):
            yield from ((name, side | {word}) for word in sorted(set(values.tolist())))
            continue
        below, above = np.sort(values[values < side[0]])[::-1], np.sort(values[values > side[1]])
        if len(below):
            yield name, (float(below[:slice_size][-1]), side[1])
        if len(above):
            yield name, (side[0], float(above[:slice_size][-1]))


def quasi_p_values(points: Points, interest: Mask, box: Box) -> dict[str, float]:
    """Return for each restriction the chance of as many points of interest in the box without it.

    The points of the box are taken as draws from the box that lacks the restriction (Bryant and Lempert
    2010). These are no p-values of a test planned beforehand: the box was sought in the same
    points.
    """
    inside = within(points, box)
    hits, count = int(interest[inside].sum()), int(inside.sum())
    chances = {}
    for name in restricted(points, box):
        wider = quality(points, interest, {other: side for other, side in box.items() if other != name})
        chances[name] = float(binom.sf(hits - 1, count, wider.density))
    return chances


def _without_chance(points: Points, interest: Mask, box: Box) -> tuple[Box, dict[str, float]]:
    """Give up restrictions that chance would give, the likeliest first."""
    while True:
        chances = quasi_p_values(points, interest, box)
        box = {name: box[name] for name in chances}
        if not chances or max(chances.values()) <= CHANCE:
            return box, chances
        del box[max(chances, key=chances.__getitem__)]
