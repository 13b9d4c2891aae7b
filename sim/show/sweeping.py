"""The figures of a sweep."""

from collections.abc import Callable, Iterator
from functools import partial

import pandas as pd
from matplotlib.figure import Figure

from sim.experiments.design import Outcome, Sweep
from sim.scenario.load import Case
from sim.show import grids, sweep_lines, sweep_pairs
from sim.show.files import apart
from sim.words import name, say, say_many


def drawings(sweep: Sweep, table: pd.DataFrame) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Go through the figures of a sweep: each outcome over its ranges, scenario by scenario.

    One range is a line, two are a map, more a map for each two of them.
    """
    return apart(_drawings(sweep, table))


def _drawings(sweep: Sweep, table: pd.DataFrame) -> Iterator[tuple[str, Callable[[], Figure]]]:
    for case in sweep.cases:
        points = table[table["scenario"] == case.scenario.name]
        for outcome_name, outcome in sweep.file.outcomes.items():
            picture = partial(draw, sweep, case, points, outcome_name, outcome)
            yield f"{case.scenario.name}-{outcome_name}", picture


def draw(sweep: Sweep, case: Case, points: pd.DataFrame, outcome_name: str, outcome: Outcome) -> Figure:
    """Draw one outcome of one scenario over the ranges of a sweep."""
    ranges = sweep.file.ranges
    title = _title(sweep, case)
    if len(ranges) == 1:
        path, span = next(iter(ranges.items()))
        return sweep_lines.line(title, points, path, span, outcome_name, outcome, case)
    if len(ranges) > 2:
        note = _note(len(ranges), outcome)
        return sweep_pairs.pairs(f"{title}\n{note}", points, ranges, outcome_name, outcome, case)
    two = grids.heat_map if sweep.file.design == "grid" else grids.point_map
    return two(title, points, ranges, outcome_name, outcome, case)


def _title(sweep: Sweep, case: Case) -> str:
    lives = say_many("{count:,} life a point", "{count:,} lives a point", sweep.file.runs)
    return say("{scenario} ({lives})", scenario=name(case.scenario.title), lives=lives)


def _note(count: int, outcome: Outcome) -> str:
    """Say what a figure of many ranges draws."""
    drawn = min(count, sweep_pairs.most_ranges())
    of = (
        say("the {drawn:d} of {count:d} ranges that move it most", drawn=drawn, count=count)
        if drawn < count
        else say("all {count:d} ranges", count=count)
    )
    if outcome.measure == "first-passage":
        return say("Median over the points at each value, and at each two; {ranges}", ranges=of)
    return say(
        "Mean over the points at each value (with its 95% interval), and at each two; {ranges}", ranges=of
    )
