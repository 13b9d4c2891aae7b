"""The figures and the words of a discovery: where in a sweep an outcome passes a threshold."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.experiments.design import Outcome
from sim.experiments.discover import (
    CHANCE,
    Mask,
    Points,
    Quality,
    Region,
    Side,
    quality,
    restricted,
    shuffles,
    whole,
)
from sim.plain import number
from sim.show import regions, value_names
from sim.show.measures import heading
from sim.words import alternatives, later, listed, numerals, say, say_many

FEW_POINTS: Final = 50
"""Points of a region below which its density earns a caution."""

MOST_LOST: Final = 0.5
"""Share of a region's gain in density that may be lost where it is tried before that earns a caution."""


@dataclass(frozen=True)
class Question:
    """A discovery, ready to make.

    Attributes
    ----------
    sweep, runs
        The name of the sweep, and its lives a point.
    outcome, measured
        The outcome by the sweep's name for it, and what it measures; None in sweeps that do not say.
    above, below
        The threshold: the values that the outcome lies above and below, of which one may be None.
    points
        Values by range `[point]`; of several scenarios, `scenario` is a range too.
    values, interest
        The outcome, and whether it passes the threshold `[point]`; a year that never comes is infinite.
    left_out
        Points without the outcome.
    found
        Digest of what the sweep found.
    logarithmic
        Ranges on a logarithmic scale.
    by_rule
        What the sweep's mark says of candidates that were accepted by rule.
    """

    sweep: str
    runs: int
    outcome: str
    above: float | None
    below: float | None
    points: Points
    values: np.ndarray[Any, Any]
    interest: Mask
    left_out: int
    found: str
    logarithmic: tuple[str, ...] = ()
    measured: Outcome | None = None
    by_rule: Mapping[str, int] = field(default_factory=dict)

    @property
    def threshold(self) -> str:
        """What is asked of the outcome, as files have it: `above 0.5`."""
        sides = {"above": self.above, "below": self.below}
        return " and ".join(f"{side} {value:g}" for side, value in sides.items() if value is not None)

    @property
    def named(self) -> list[str]:
        """What its folder is named by."""
        return [self.sweep, self.outcome, self.threshold.replace(" ", "-")]


def peeling(question: Question, region: Region) -> pd.DataFrame:
    """Return the boxes of the peeling, one row each, and the region in the last."""
    rows = []
    for step, tried in enumerate([*region.trajectory, region.box]):
        found = quality(question.points, question.interest, tried)
        names = restricted(question.points, tried)
        rows.append(
            {
                "step": "region" if step == len(region.trajectory) else step,
                "coverage": found.coverage,
                "density": found.density,
                "mass": found.mass,
                "points": found.points,
                "restricted": len(names),
                "ranges": ";".join(names),
                "chosen": step == region.chosen,
            }
        )
    return pd.DataFrame(rows)


def box(question: Question, region: Region) -> pd.DataFrame:
    """Return the limits of the region, what each is worth, and how likely chance would do as well."""
    columns = (
        "range",
        "low",
        "high",
        "least",
        "most",
        "words",
        "quasi_p",
        "coverage_without",
        "density_without",
    )
    outer = whole(question.points)
    rows: list[list[object]] = []
    for name, side in region.box.items():
        rest = {other: limit for other, limit in region.box.items() if other != name}
        without = quality(question.points, question.interest, rest)
        worth = (region.quasi_p[name], without.coverage, without.density)
        full = outer[name]
        if isinstance(side, frozenset) or isinstance(full, frozenset):
            rows.append([name, *[None] * 4, ";".join(sorted(map(str, side))), *worth])
        else:
            rows.append([name, *side, *full, "", *worth])
    return pd.DataFrame(rows, columns=columns)


def sentences(question: Question, region: Region, tried: Quality | None, chance: float | None) -> list[str]:
    """Say where the outcome passes the threshold, how surely, and what to be careful of."""
    outer, inside, share = whole(question.points), region.quality, float(question.interest.mean())
    passes, outcome = _passes(question), outcome_called(question)
    if region.box:
        limits = [limit(path, side, outer[path]) for path, side in region.box.items()]
        told = [
            say(
                "Where {limits}, {passes} at {density:.0%} of points (density), against {share:.0%} of all; "
                "the region holds {coverage:.0%} of all such points (coverage) and {mass:.0%} of the points.",
                limits=listed(limits),
                passes=passes,
                density=inside.density,
                share=share,
                coverage=inside.coverage,
                mass=inside.mass,
            ),
            *_by_chance(question, chance),
            *_tried(inside, share, tried),
        ]
    else:
        told = [
            say(
                "No region stands out: {passes} at {share:.0%} of all points, and no limit on a range raises "
                "that by more than chance would.",
                passes=passes,
                share=share,
            )
        ]
    if inside.points < FEW_POINTS:
        told.append(
            say_many(
                "The region holds {count:,} point only: its density is uncertain.",
                "The region holds {count:,} points only: its density is uncertain.",
                inside.points,
            )
        )
    if question.left_out:
        told.append(
            say_many(
                "{count:,} point without a value was left out: {outcome}.",
                "{count:,} points without a value were left out: {outcome}.",
                question.left_out,
                outcome=outcome,
            )
        )
    if never := int(np.isinf(question.values).sum()):
        told.append(
            say_many(
                "At {count:,} point the year never comes, which counts as later than any: {outcome}.",
                "At {count:,} points the year never comes, which counts as later than any: {outcome}.",
                never,
                outcome=outcome,
            )
        )
    return told


def _passes(question: Question) -> str:
    """Say that the outcome passes the threshold."""
    outcome = in_sentence(question)
    above, below = question.above, question.below
    if above is None:
        return say("{outcome} lies below {below}", outcome=outcome, below=_bound(below))
    if below is None:
        return say("{outcome} lies above {above}", outcome=outcome, above=_bound(above))
    return say(
        "{outcome} lies above {above} and below {below}",
        outcome=outcome,
        above=_bound(above),
        below=_bound(below),
    )


def _by_chance(question: Question, chance: float | None) -> list[str]:
    """Say how often a region as good is found where the outcome is shuffled over the points."""
    if chance is None:
        return []
    total = shuffles(question.points)
    message = (
        later(
            "With the outcome shuffled over the points, a region as good was found {times:d} times in "
            "{total:d}: chance would give one with a probability of about {chance:.2f}, so it may well be "
            "chance."
        )
        if chance > CHANCE
        else later(
            "With the outcome shuffled over the points, a region as good was found {times:d} times in "
            "{total:d}: chance would give one with a probability of about {chance:.2f}."
        )
    )
    return [say(message, times=round(chance * (total + 1)) - 1, total=total, chance=chance)]


def _tried(inside: Quality, share: float, tried: Quality | None) -> list[str]:
    """Say how a region does on points in which it was not sought."""
    if tried is None:
        return [say("There are too few points to seek the region in one half and try it on the other.")]
    told = [
        say(
            "Sought in one half of the points, a region has a density of {density:.0%} and a coverage of "
            "{coverage:.0%} in the other half.",
            density=tried.density,
            coverage=tried.coverage,
        )
    ]
    if inside.density - tried.density > MOST_LOST * (inside.density - share):
        told.append(
            say("Much of what sets it apart does not hold there: it may be chance; more points would tell.")
        )
    return told


def limit(path: str, side: Side, full: Side) -> str:
    """Say in words what a box allows of a range."""
    called = value_names.value(path, None)
    if isinstance(side, frozenset) or isinstance(full, frozenset):
        return say("{range} is {words}", range=called, words=alternatives(sorted(map(str, side))))
    low, high = (numerals(number(bound)) for bound in side)
    if side[0] > full[0] and side[1] < full[1]:
        return say("{range} is from {low} to {high}", range=called, low=low, high=high)
    if side[0] > full[0]:
        return say("{range} is at least {low}", range=called, low=low)
    return say("{range} is at most {high}", range=called, high=high)


def limits_table(table: pd.DataFrame) -> pd.DataFrame:
    """Word the limits of a region: each range with its bounds and those of the sweep, from `box.csv`."""
    bounds = ("low", "high", "least", "most")
    limits = table.assign(**{bound: pd.to_numeric(table[bound]) for bound in bounds})
    return pd.DataFrame(
        {
            heading("range"): value_names.value(row["range"], None),
            say("region"): _bounds(row["low"], row["high"]) or alternatives(row["words"].split(";")),
            say("sweep"): _bounds(row["least"], row["most"]),
            say("coverage without it"): say("{share:.0%}", share=row["coverage_without"]),
            say("density without it"): say("{share:.0%}", share=row["density_without"]),
        }
        for row in limits.to_dict("records")
    )


def _bounds(low: float, high: float) -> str:
    if pd.isna(low):
        return ""
    return say("{low} to {high}", low=numerals(number(low)), high=numerals(number(high)))


def in_sentence(question: Question) -> str:
    """Return what the outcome is called within a sentence."""
    return question.outcome if question.measured is None else value_names.outcome(question.measured, None)


def outcome_called(question: Question) -> str:
    """Return what the outcome is called where a line begins with it."""
    if question.measured is None:
        return question.outcome
    return value_names.outcome_heading(question.measured, None)


def what_passes(question: Question) -> str:
    """Say what it is to pass the threshold."""
    outcome, above, below = outcome_called(question), question.above, question.below
    if above is None:
        return say("{outcome}: below {below}", outcome=outcome, below=_bound(below))
    if below is None:
        return say("{outcome}: above {above}", outcome=outcome, above=_bound(above))
    return say(
        "{outcome}: above {above} and below {below}",
        outcome=outcome,
        above=_bound(above),
        below=_bound(below),
    )


def _bound(value: float | None) -> str:
    return numerals(f"{value:g}")


def drawings(question: Question, region: Region) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Go through the figures: the region, where there is one, and what density costs in coverage."""
    if region.box:
        yield "region", partial(_region, question, region)
    yield "trade-off", partial(_trade_off, question, region)


def _region(question: Question, region: Region) -> Figure:
    what = say("Where the threshold is passed, {sweep}", sweep=_size(question))
    return regions.region(
        f"{what}\n{what_passes(question)}",
        question.points,
        question.values,
        question.interest,
        region.box,
        outcome_called(question),
        question.logarithmic,
    )


def _trade_off(question: Question, region: Region) -> Figure:
    what = say("Regions tried on the way to the one chosen, {sweep}", sweep=_size(question))
    return regions.trade_off(f"{what}\n{what_passes(question)}", peeling(question, region))


def _size(question: Question) -> str:
    points = say_many("{count:,} point", "{count:,} points", len(question.interest))
    lives = say_many("{count:,} life", "{count:,} lives", question.runs)
    return say("sweep {name}: {points} of {lives}", name=question.sweep, points=points, lives=lives)
