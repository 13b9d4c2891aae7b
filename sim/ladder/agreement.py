"""Agreement of two codings of the same history: events matched, and kappa over events and indicator-years."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.stats import t as student

from sim.ladder.assess import Trajectory, assess
from sim.ladder.events import BASES, EFFECTS, FALLS, Event, by_pair, distinct, of_pairs
from sim.ladder.hardly_meant import unlike
from sim.ladder.ladder import Ladder
from sim.ladder.party import Party
from sim.ladder.rules import DEGREES

Counts = NDArray[np.int_]
Sides = tuple[Event | None, Event | None]
"""An event as the first and the second coding have it; None where one has no such event."""

YEARS_APART: Final = 1
"""Years by which two codings may date the same event differently."""

BLOCK_YEARS: Final = 10
"""Years left out together for intervals: the longest time for which one event lights a cell by itself."""

LEAST_BLOCKS: Final = 5
"""Blocks below which no interval is given."""

LEVEL: Final = 0.9
"""Coverage of the intervals."""


@dataclass(frozen=True)
class Comparison:
    """What two codings say of some pairs of states.

    Attributes
    ----------
    ladder
        The ladder they are scored on.
    names
        The pairs, such as `CHN-PAK`.
    paths
        The trajectory of each by the first coding and by the second, over the same years.
    events
        Their events matched one to one.
    """

    ladder: Ladder
    names: list[Party]
    paths: list[tuple[Trajectory, Trajectory]]
    events: list[Sides]

    @property
    def matched(self) -> list[tuple[Event, Event]]:
        """Those events that both codings have."""
        return [(one, other) for one, other in self.events if one is not None and other is not None]


def compare(
    first: Sequence[Event],
    second: Sequence[Event],
    pairs: Sequence[tuple[str, str]],
    years: range,
    ladder: Ladder,
    years_apart: int = YEARS_APART,
) -> Comparison:
    """Lay two codings of some pairs side by side over consecutive years.

    Only what counts on the ladder, and each event once: rows that say the same would find partners of their
    own.
    """
    codings = [
        distinct(event for event in of_pairs(events, pairs) if event.counts(ladder))
        for events in (first, second)
    ]
    names = [Party.pair(*pair) for pair in pairs]
    trajectories = [
        [
            assess(shared.get(pair, []), name, ladder, years, fragility=False)
            for pair, name in zip(pairs, names, strict=True)
        ]
        for shared in map(by_pair, codings)
    ]
    matched = match(codings[0], codings[1], years_apart)
    within = [sides for sides in matched if any(side and side.year in years for side in sides)]
    return Comparison(ladder, names, list(zip(*trajectories, strict=True)), within)


def match(first: Sequence[Event], second: Sequence[Event], years_apart: int = YEARS_APART) -> list[Sides]:
    """Match the events of two codings one to one, by actors, date and title; degree and basis play no part.

    Two events match where they share two actors or more, are on the same indicator, both build up or both
    set back, and are dated at most `years_apart` years from each other. Of all matchings the one with the
    most matches is taken, and of these the one whose dates lie nearest and whose titles share most words, a
    title without a common word weighing as much as a year. What is left over stands with None, all in order
    of dates.
    """
    never = 1e6
    distance = np.full((len(first), len(second)), never)
    for n, a in enumerate(first):
        for m, b in enumerate(second):
            if abs(a.year - b.year) <= years_apart and _comparable(a, b):
                distance[n, m] = _apart(a, b) + unlike(a, b)
    alike = distance < never
    rows, columns = linear_sum_assignment(distance)
    partner = {int(n): int(m) for n, m in zip(rows, columns, strict=True) if alike[n, m]}
    matched: list[Sides] = [
        (event, second[partner[n]] if n in partner else None) for n, event in enumerate(first)
    ]
    partnered = set(partner.values())
    matched += [(None, event) for m, event in enumerate(second) if m not in partnered]
    return sorted(matched, key=lambda sides: min(side.date.order for side in sides if side))


def _comparable(a: Event, b: Event) -> bool:
    shared = set(a.actors) & set(b.actors)
    return len(shared) > 1 and a.rung == b.rung and (a.effect in FALLS) == (b.effect in FALLS)


def _apart(a: Event, b: Event) -> float:
    """Return the years between the middles of what two dates cover."""
    return abs(_middle(a) - _middle(b))


def _middle(event: Event) -> float:
    year, *rest = event.date
    if not rest:
        return year + 0.5
    month, *days = rest
    return year + (month - 0.5 if not days else month - 1 + days[0] / 31) / 12


def kappa(counts: Counts, ordered: bool) -> Any:
    """Return Cohen's kappa: 1 where two coders always agree, 0 where no more than by chance.

    What chance gives is taken within each stratum: that both find one indicator empty and another full is no
    agreement on any year of either.

    Parameters
    ----------
    counts
        `[..., stratum, category of the first, category of the second]`.
    ordered
        Whether being two categories apart is twice as bad as one (linear weights), or all the same.

    Returns
    -------
    ndarray
        `[...]`; nan where in every stratum both coders know one category only.

    References
    ----------
    Cohen, J. (1960) and, weighted, (1968); strata: Barlow, Lai and Azen (1991).
    """
    categories = np.arange(counts.shape[-1])
    gap = np.abs(categories[:, np.newaxis] - categories)
    cost = gap if ordered else gap > 0
    total = np.maximum(counts.sum(axis=(-2, -1), keepdims=True), 1)
    chance = counts.sum(axis=-1, keepdims=True) * counts.sum(axis=-2, keepdims=True) / total
    with np.errstate(divide="ignore", invalid="ignore"):
        return 1 - (cost * counts).sum(axis=(-3, -2, -1)) / (cost * chance).sum(axis=(-3, -2, -1))


@dataclass(frozen=True)
class Question:
    """Something on which two coders agree or not.

    Attributes
    ----------
    name
        What is asked.
    ordered
        Whether its categories have an order.
    counts
        `[block, stratum, category of the first, category of the second]`; the interval comes from leaving
        out one block after another.
    """

    name: str
    ordered: bool
    counts: Counts

    def row(self) -> dict[str, object]:
        """Give cases, the share agreed on, kappa, its interval, and from how many blocks that is."""
        whole = self.counts.sum(axis=0)
        cases = int(whole.sum())
        value = float(kappa(whole, self.ordered))
        low, high = self._interval(value)
        return {
            "question": self.name,
            "cases": cases,
            "agreed": round(float(np.trace(whole, axis1=-2, axis2=-1).sum() / cases), 4) if cases else "",
            **{
                name: "" if np.isnan(number) else round(number, 4)
                for name, number in (("kappa", value), ("low", low), ("high", high))
            },
            "blocks": len(self.counts),
        }

    def _interval(self, value: float) -> tuple[float, float]:
        """Return the interval of a kappa by the jackknife over blocks, its bias taken off (Tukey 1958)."""
        blocks = len(self.counts)
        if blocks < LEAST_BLOCKS:
            return np.nan, np.nan
        without = kappa(self.counts.sum(axis=0) - self.counts, self.ordered)
        middle = value + (blocks - 1) * (value - without.mean())
        half = student.ppf((1 + LEVEL) / 2, blocks - 1) * np.sqrt((blocks - 1) * np.var(without))
        return float(middle - half), min(float(middle + half), 1.0)


def questions(compared: Comparison) -> list[Question]:
    """Ask what can be asked: of each matched event its degree, effect and basis; of each year its cells."""
    matched = compared.matched
    falls = [int(one.effect in FALLS) for one, _ in matched]
    of_events = [
        Question("degree of event", True, _of_events(matched, "degree", DEGREES[1:])),
        Question("effect of event", False, _of_events(matched, "effect", EFFECTS, falls)),
        Question("basis of event", False, _of_events(matched, "basis", BASES)),
    ]
    first, second = (np.stack([path[n].degrees for path in compared.paths], axis=1) for n in (0, 1))
    stages = [np.stack([path[n].stage for path in compared.paths], axis=1) for n in (0, 1)]
    of_indicators = [
        Question(f"{label}, by year", True, _of_years(first[..., k], second[..., k], len(DEGREES)))
        for k, label in enumerate(compared.ladder.labels)
    ]
    all_cells = [cells.reshape(len(cells), -1) for cells in (first, second)]
    return [
        *of_events,
        *of_indicators,
        Question("all indicators, by year", True, _of_years(all_cells[0], all_cells[1], len(DEGREES))),
        Question("stage, by year", True, _of_years(stages[0], stages[1], len(compared.ladder.stage_names))),
    ]


def _of_events(
    matched: Sequence[tuple[Event, Event]], column: str, names: Sequence[str], strata: Sequence[int] = ()
) -> Counts:
    """Count matched events by what each coder says, each event a block; falls have no degree."""
    coded = [[getattr(side, column) for side in sides] for sides in matched]
    coded_by_both = [n for n, values in enumerate(coded) if all(values)]
    counts = np.zeros((len(coded_by_both), max(strata, default=0) + 1, len(names), len(names)), np.int_)
    for block, n in enumerate(coded_by_both):
        first, second = map(names.index, coded[n])
        counts[block, strata[n] if strata else 0, first, second] = 1
    return counts


def _of_years(first: NDArray[Any], second: NDArray[Any], categories: int) -> Counts:
    """Count cells `[year, stratum]` by what each coder says, ten years a block."""
    years, strata = np.indices(first.shape)
    blocks = -(-len(first) // BLOCK_YEARS)
    counts = np.zeros((blocks, first.shape[1], categories, categories), np.int_)
    np.add.at(counts, (years // BLOCK_YEARS, strata, first, second), 1)
    return counts
