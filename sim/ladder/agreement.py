"""Agreement of two codings of the same history: events matched, and kappa over events and indicator-years."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from sim.ladder.assess import Trajectory, assess
from sim.ladder.events import BASES, EFFECTS, Event, of_pair
from sim.ladder.rules import DEGREES, INDICATORS, STAGES, WINDOWS

Counts = NDArray[np.int_]

YEARS_APART: Final = 1
"""Years by which two codings may date the same event differently."""

BLOCK_YEARS: Final = 10
"""Years drawn together for intervals: the longest time for which one event lights a cell by itself."""

RESAMPLES: Final = 2000
LEVEL: Final = 0.9
"""Bootstrap samples behind each interval, and its coverage."""


@dataclass(frozen=True)
class Pairing:
    """What two codings say of one pair of states.

    Attributes
    ----------
    name
        The pair, `CHN-PAK`.
    first, second
        Its trajectory by each coding, over the same years.
    events
        Its events matched one to one; None on the side that has no such event.
    """

    name: str
    first: Trajectory
    second: Trajectory
    events: list[tuple[Event | None, Event | None]]

    @property
    def matched(self) -> list[tuple[Event, Event]]:
        """Those that both codings have."""
        return [(one, other) for one, other in self.events if one is not None and other is not None]


def pairing(
    first: Sequence[Event],
    second: Sequence[Event],
    pair: tuple[str, str],
    years: range,
    windows: Sequence[int] = WINDOWS,
) -> Pairing:
    """Lay two codings of a pair side by side over consecutive years; only what counts on the ladder."""
    name = "-".join(pair)
    own = [[event for event in of_pair(events, pair) if event.counts] for events in (first, second)]
    one, other = (assess(events, name, years, windows, fragility=False) for events in own)
    dated = [[event for event in events if event.year in years] for events in own]
    return Pairing(name, one, other, match(dated[0], dated[1]))


def match(
    first: Sequence[Event], second: Sequence[Event], years_apart: int = YEARS_APART
) -> list[tuple[Event | None, Event | None]]:
    """Match the events of two codings one to one, by date and title; degree and basis play no part.

    Two events match where they are on the same indicator, both build up or both set back, and are dated at
    most `years_apart` years from each other. Of all matchings the one with the most matches is taken, and
    of these the one whose dates lie nearest and whose titles share most words, a title without a common word
    weighing as much as a year. What is left over stands with None, all in order of dates.
    """
    never = 1e6
    distance = np.array([[_apart(a, b) + _unlike(a, b) for b in second] for a in first])
    distance = distance.reshape(len(first), len(second))
    alike = np.array(
        [[_comparable(a, b) and abs(a.year - b.year) <= years_apart for b in second] for a in first], bool
    ).reshape(distance.shape)
    rows, columns = linear_sum_assignment(np.where(alike, distance, never))
    partner = {int(n): int(m) for n, m in zip(rows, columns, strict=True) if alike[n, m]}
    matched: list[tuple[Event | None, Event | None]] = [
        (event, second[partner[n]] if n in partner else None) for n, event in enumerate(first)
    ]
    matched += [(None, event) for m, event in enumerate(second) if m not in partner.values()]
    return sorted(matched, key=lambda sides: min(side.date.order for side in sides if side))


def _comparable(a: Event, b: Event) -> bool:
    falls = ("regress", "end")
    return a.rung == b.rung and (a.effect in falls) == (b.effect in falls)


def _apart(a: Event, b: Event) -> float:
    """Return the years between the middles of what two dates cover."""
    return abs(_middle(a) - _middle(b))


def _unlike(a: Event, b: Event) -> float:
    """Return the share of the words of the shorter of two titles that the longer lacks."""
    words = [set(re.findall(r"\w{3,}", event.title.lower())) for event in (a, b)]
    fewest = min(map(len, words))
    return 1 - len(words[0] & words[1]) / fewest if fewest else 1.0


def _middle(event: Event) -> float:
    year, *rest = event.date
    if not rest:
        return year + 0.5
    month, *days = rest
    return year + (month - 0.5 if not days else month - 1 + days[0] / 31) / 12


def kappa(counts: Counts, ordered: bool) -> Any:
    """Return Cohen's kappa: 1 where two coders always agree, 0 where no more than by chance.

    Parameters
    ----------
    counts
        `[..., category of the first, category of the second]`.
    ordered
        Whether being two categories apart is twice as bad as one (linear weights), or all the same.

    Returns
    -------
    ndarray
        `[...]`; nan where both coders know one category only.

    References
    ----------
    Cohen, J. (1960) and, weighted, (1968).
    """
    categories = np.arange(counts.shape[-1])
    gap = np.abs(categories[:, np.newaxis] - categories)
    cost = gap if ordered else gap > 0
    total = counts.sum(axis=(-2, -1), keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = counts.sum(axis=-1, keepdims=True) * counts.sum(axis=-2, keepdims=True) / total
        return 1 - (cost * counts).sum(axis=(-2, -1)) / (cost * chance).sum(axis=(-2, -1))


def crossed(first: Sequence[int] | Counts, second: Sequence[int] | Counts, categories: int) -> Counts:
    """Count how often each category of the first coder meets each of the second's: `[first, second]`."""
    counts = np.zeros((categories, categories), np.int_)
    np.add.at(counts, (np.ravel(first), np.ravel(second)), 1)
    return counts


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
        `[block, category of the first, category of the second]`; blocks are drawn together for intervals.
    """

    name: str
    ordered: bool
    counts: Counts

    def row(self) -> dict[str, object]:
        """Give cases, the share agreed on, kappa, and its interval."""
        whole = self.counts.sum(axis=0)
        value, low, high = float(kappa(whole, self.ordered)), *self._interval()
        shown = {"kappa": value, "low": low, "high": high}
        return {
            "question": self.name,
            "cases": int(whole.sum()),
            "agreed": round(float(np.trace(whole) / whole.sum()), 4) if whole.sum() else "",
            **{name: "" if np.isnan(number) else round(number, 4) for name, number in shown.items()},
        }

    def _interval(self) -> tuple[float, float]:
        blocks = len(self.counts)
        if blocks < 2:
            return np.nan, np.nan
        times = np.random.default_rng(0).multinomial(blocks, np.full(blocks, 1 / blocks), size=RESAMPLES)
        drawn = kappa(np.tensordot(times, self.counts, 1), self.ordered)
        known = drawn[~np.isnan(drawn)]
        if not len(known):
            return np.nan, np.nan
        low, high = np.quantile(known, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
        return float(low), float(high)


def questions(pairings: Sequence[Pairing]) -> list[Question]:
    """Ask what can be asked: of each matched event its degree, effect and basis; of each year its cells."""
    matched = [sides for one in pairings for sides in one.matched]
    asked = [
        Question("degree of event", True, _of_events(matched, "degree", DEGREES[1:])),
        Question("effect of event", False, _of_events(matched, "effect", EFFECTS)),
        Question("basis of event", False, _of_events(matched, "basis", BASES)),
    ]
    for k, indicator in enumerate(INDICATORS):
        cells = [(one.first.degrees[:, k], one.second.degrees[:, k]) for one in pairings]
        name = f"{indicator.number} {indicator.english}, by year"
        asked.append(Question(name, True, _of_years(cells, len(DEGREES))))
    cells = [(one.first.degrees, one.second.degrees) for one in pairings]
    stages = [(one.first.stage, one.second.stage) for one in pairings]
    return [
        *asked,
        Question("all indicators, by year", True, _of_years(cells, len(DEGREES))),
        Question("stage, by year", True, _of_years(stages, len(STAGES))),
    ]


def _of_events(matched: Sequence[tuple[Event, Event]], column: str, names: Sequence[str]) -> Counts:
    """Count matched events by what each coder says, each event a block; falls have no degree."""
    told = [[getattr(side, column) for side in sides] for sides in matched]
    known = [[names.index(value) for value in values] for values in told if all(values)]
    return np.array([crossed([a], [b], len(names)) for a, b in known], np.int_).reshape(
        -1, len(names), len(names)
    )


def _of_years(cells: Sequence[tuple[Any, Any]], categories: int) -> Counts:
    """Count cells `[year, ...]` by what each coder says, ten years of a pair a block."""
    blocks = []
    for first, second in cells:
        for start in range(0, len(first), BLOCK_YEARS):
            part = slice(start, start + BLOCK_YEARS)
            blocks.append(crossed(first[part], second[part], categories))
    return np.array(blocks, np.int_)
