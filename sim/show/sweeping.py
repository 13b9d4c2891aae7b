"""The figures of a sweep."""

from collections.abc import Callable, Iterator
from functools import partial

import pandas as pd
from matplotlib.figure import Figure

from sim.experiments.design import Sweep
from sim.show import figures, grids


def drawings(sweep: Sweep, table: pd.DataFrame) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Go through the figures of a sweep: each outcome over a grid of two ranges."""
    return figures.apart(_drawings(sweep, table))


def _drawings(sweep: Sweep, table: pd.DataFrame) -> Iterator[tuple[str, Callable[[], Figure]]]:
    if sweep.file.design != "grid" or len(sweep.file.ranges) != 2:
        return
    for case in sweep.cases:
        own = table[table["scenario"] == case.scenario.name]
        for name, outcome in sweep.file.outcomes.items():
            title = f"{name}. {case.scenario.title.en} ({sweep.file.runs:,} lives a point)"
            picture = partial(grids.heat_map, title, own, sweep.file.ranges, name, outcome)
            yield f"{case.scenario.name}-{name}", picture
