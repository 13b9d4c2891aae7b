"""The figure of a sweep of many ranges: an outcome over each, and over each two, while all others vary."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from numpy.typing import NDArray

from sim.experiments.design import Outcome, Range
from sim.scenario.load import Case
from sim.show import style, value_names
from sim.show.grids import SHADES, hatch
from sim.show.picture import Picture, styled
from sim.show.style import COLOURS, SINGLE, look
from sim.show.sweep_axes import (
    FEW_VALUES,
    Side,
    Values,
    blanks_key,
    broken,
    mark,
    outcome_axis,
    side,
)
from sim.show.sweep_lines import NORMAL_95, UNKNOWN

MOST_RANGES: Final = 5
MOST_RANGES_IN_A_COLUMN: Final = 3
"""Ranges drawn against one another: those that move the outcome most."""

BINS: Final = 6
"""Stretches of a range whose points go together, where it has more than a few values."""

SMALL: Final = 7
"""Points of the letters within the figure."""


class Cut(NamedTuple):
    """A range cut into stretches.

    Attributes
    ----------
    codes
        Which stretch each point lies in.
    values
        The value of each stretch: its only one, or the middle.
    side
        Where they are drawn.
    """

    codes: NDArray[np.int64]
    values: list[Any]
    side: Side


@styled
def pairs(
    title: str, table: pd.DataFrame, ranges: Mapping[str, Range], name: str, measured: Outcome, case: Case
) -> Picture:
    """Draw an outcome over each range, in the diagonal, and below over each two of them.

    Everywhere the mean over all points there; of years the median, as a year may never come. In the
    diagonal with the 95% interval of the mean.

    Parameters
    ----------
    title
        What stands above.
    table
        The points of one scenario, with `failed` and the outcome.
    ranges
        The ranges by their paths; of many those are drawn that move the outcome most.
    name, asked
        The outcome: its column, and what is measured.
    case
        The scenario.
    """
    lived = table[table["failed"].isna()]
    values = lived[name].to_numpy(float)
    if measured.measure == "first-passage":
        values = np.where(np.isfinite(values), values, np.inf)
    cuts = _most_moving({path: cut(span, lived[path]) for path, span in ranges.items()}, values, measured)
    count = len(cuts)
    panel = (look().width_mm - 24) / count
    figure = style.canvas(0.86 * panel * count + 16)
    axes = figure.subplots(count, count, squeeze=False, sharex="col")
    for ax in axes[np.triu_indices(count, 1)]:
        ax.set_visible(False)
    paths, scale = list(cuts), _scale(cuts, values, measured)
    blanks = set()
    for n, path in enumerate(paths):
        _alone(axes[n, n], cuts[path], values, measured, scale)
        axes[n, n].set_xlim(cuts[path].side.edges[[0, -1]])
    for across, up in combinations(range(count), 2):
        blanks |= _two(axes[up, across], cuts[paths[across]], cuts[paths[up]], values, measured, scale)
    _mark_outer(axes, {path: (ranges[path], cuts[path]) for path in paths}, panel, case)
    _colour_key(figure, axes, scale, measured, value_names.outcome_heading(measured, case))
    if explained := blanks_key(np.array(sorted(blanks), str), measured, case):
        style.key(figure, explained)
    style.head(figure, title)
    return figure


def most_ranges() -> int:
    """Return how many ranges there is room for."""
    return MOST_RANGES if look().width_mm > SINGLE else MOST_RANGES_IN_A_COLUMN


def cut(span: Range, values: "pd.Series[Any]") -> Cut:
    """Cut a range into stretches: one for each of its values where they are few."""
    listed = list(span.values) if span.values is not None else sorted(pd.unique(values))
    if span.values is not None or len(listed) <= FEW_VALUES:
        codes = np.array([listed.index(value) for value in values])
        return Cut(codes, listed, side(span, listed))
    on_scale = np.log if span.scale == "log" else np.asarray
    ends = on_scale(np.array([span.low, span.high], float))
    edges = np.linspace(float(ends[0]), float(ends[1]), BINS + 1)
    codes = np.clip(np.digitize(on_scale(values.to_numpy(float)), edges) - 1, 0, BINS - 1)
    middles = (edges[1:] + edges[:-1]) / 2
    back = np.exp if span.scale == "log" else np.asarray
    return Cut(codes, list(back(middles)), Side(back(middles), back(edges)))


def centre(values: Values, measured: Outcome) -> float:
    """Return the mean of an outcome over some points; of years the median, infinite where it never comes."""
    if not len(values):
        return float("nan")
    # Of an even number of years the lower in the middle, as half of the points are there by then.
    return float(
        np.quantile(values, 0.5, method="lower") if measured.measure == "first-passage" else np.mean(values)
    )


def _along(piece: Cut, values: Values, measured: Outcome) -> Values:
    return np.array([centre(values[piece.codes == n], measured) for n in range(len(piece.values))])


def _most_moving(cuts: Mapping[str, Cut], values: Values, measured: Outcome) -> dict[str, Cut]:
    """Choose the ranges over which the outcome's means differ most, in the order of the sweep."""
    spread = {
        path: float(np.nanstd(_finite(_along(piece, values, measured)))) for path, piece in cuts.items()
    }
    chosen = sorted(spread, key=lambda path: -spread[path])[: most_ranges()]
    return {path: piece for path, piece in cuts.items() if path in chosen}


def _finite(values: Values) -> Values:
    return values[np.isfinite(values)] if np.isfinite(values).any() else np.zeros(1)


def _scale(cuts: Mapping[str, Cut], values: Values, measured: Outcome) -> Normalize:
    """Return one scale of colours and heights for all panels."""
    means = [_along(piece, values, measured) for piece in cuts.values()]
    means += [
        _over_two(first, second, values, measured).ravel() for first, second in combinations(cuts.values(), 2)
    ]
    known = _finite(np.concatenate(means))
    return Normalize(float(known.min()), float(known.max()))


def _over_two(across: Cut, up: Cut, values: Values, measured: Outcome) -> Values:
    """Return the centre of an outcome over each two stretches `[up, across]`; NaN where no point lies."""
    return np.array(
        [
            [
                centre(values[(up.codes == row) & (across.codes == column)], measured)
                for column in range(len(across.values))
            ]
            for row in range(len(up.values))
        ]
    )


def _alone(ax: Axes, piece: Cut, values: Values, measured: Outcome, scale: Normalize) -> None:
    """Draw the outcome over one range; of a mean its 95% interval."""
    means = _along(piece, values, measured)
    if measured.measure == "first-passage":
        error = np.zeros(len(means))
    else:
        parts = [values[piece.codes == n] for n in range(len(means))]
        error = np.array(
            [NORMAL_95 * np.std(part, ddof=1) / len(part) ** 0.5 if len(part) > 1 else 0 for part in parts]
        )
    known = np.isfinite(means)
    middles = piece.side.middles
    ax.errorbar(
        middles[known], means[known], yerr=error[known], fmt="o-", color=COLOURS[0], ms=2.5, lw=1, capsize=1.5
    )
    never = middles[np.isinf(means)]
    if len(never):
        ax.plot(never, np.full(len(never), scale.vmax), ms=3, clip_on=False, ls="", **UNKNOWN["never"])
    room = 0.06 * (float(scale.vmax or 0) - float(scale.vmin or 0)) or 0.01
    ax.set_ylim(float(scale.vmin or 0) - room, float(scale.vmax or 0) + room)
    ax.grid(axis="y", color="#e4e4e4", lw=0.4)


def _two(ax: Axes, across: Cut, up: Cut, values: Values, measured: Outcome, scale: Normalize) -> set[str]:
    """Draw the outcome over two ranges; return why cells have no value."""
    grid = _over_two(across, up, values, measured)
    blanks = np.where(np.isfinite(grid), "", np.where(np.isnan(grid), "empty", "never"))
    ax.pcolormesh(across.side.edges, up.side.edges, np.ma.masked_invalid(grid), cmap=SHADES, norm=scale)
    hatch(ax, (across.side, up.side), blanks)
    ax.tick_params(length=0)
    return set(blanks.ravel()) - {""}


def _mark_outer(axes: Any, drawn: Mapping[str, tuple[Range, Cut]], panel_mm: float, case: Case) -> None:
    """Mark and name the ranges below the lowest panels and left of the first."""
    inner = panel_mm - 4
    for n, (path, (span, piece)) in enumerate(drawn.items()):
        marks = piece.values if len(piece.values) <= FEW_VALUES and not _is_cut(piece, span) else _ends(span)
        name = broken(value_names.value(path, case), 0.8 * inner, SMALL)
        for ax in axes[n:, n]:
            mark(ax, "x", span, marks, inner, SMALL)
            ax.tick_params(axis="x", labelbottom=ax is axes[-1, n])
        axes[-1, n].set_xlabel(name, fontsize=SMALL)
        for ax in axes[n, :n]:
            mark(ax, "y", span, marks, inner * 0.8, SMALL)
            ax.tick_params(axis="y", labelleft=ax is axes[n, 0])
        if n:
            axes[n, 0].set_ylabel(name, fontsize=SMALL)


def _is_cut(piece: Cut, span: Range) -> bool:
    return span.values is None and len(piece.side.edges) == BINS + 1 and len(np.unique(piece.codes)) <= BINS


def _ends(span: Range) -> Sequence[Any]:
    return (
        [span.at(0.0), span.at(0.5), span.at(1.0)] if span.scale == "linear" else [span.at(0.0), span.at(1.0)]
    )


def _colour_key(figure: Picture, axes: Any, scale: Normalize, measured: Outcome, name: str) -> None:
    """Show the colours, and what they are of, in the empty half of the figure."""
    spread = float(scale.vmax or 0) - float(scale.vmin or 0)
    for n in range(len(axes)):
        outcome_axis(axes[n, n].yaxis, measured, spread)
        axes[n, n].tick_params(axis="y", labelsize=SMALL, labelleft=n == 0, labelright=n > 0)
        if n:
            axes[n, n].yaxis.tick_right()
    corner = axes[0, 1]
    corner.set_visible(True)
    corner.set_axis_off()
    room = (len(axes) - 1) * (look().width_mm - 24) / len(axes) - 8
    words = corner.text(0.3, 1, broken(name, room, 7), fontsize=7, va="top")
    key = corner.inset_axes((0.3, 0.3, 1.2, 0.1))
    for artist in (words, key):
        artist.set_in_layout(False)
    bar = figure.colorbar(ScalarMappable(scale, SHADES), cax=key, orientation="horizontal")
    bar.outline.set_visible(False)
    bar.ax.tick_params(labelsize=SMALL)
    outcome_axis(bar.ax.xaxis, measured, spread, 3)
