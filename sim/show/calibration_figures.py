"""Figures of a calibration: what the data tell of each parameter, and of which together."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.evidence.calibrate import Prior
from sim.show import style
from sim.show.picture import Picture, styled
from sim.show.style import COLOURS, FAINT, INK, is_narrow, look
from sim.show.value_names import parameter
from sim.words import say

ACROSS, ACROSS_NARROW = 4, 2
"""Panels beside one another, and in a narrow figure."""

PAIRED, PAIRED_NARROW = 6, 4
"""Parameters drawn in pairs: those the data tell most of; and in a narrow figure."""

SMALL: Final = 7
"""Points of the letters of a panel."""

BINS: Final = 24

PRIOR: Final[dict[str, Any]] = {"color": FAINT, "alpha": 0.7}
POSTERIOR: Final[dict[str, Any]] = {"color": COLOURS[0], "lw": 1.3}
LEFT_OUT: Final[dict[str, Any]] = {"marker": "|", "ls": "", "color": "#000000", "ms": 7, "mew": 1.1}
"""How what was thought before, what is known after, and the mean without each case are drawn."""


def drawings(
    prior: Prior, posterior: pd.DataFrame, told: pd.DataFrame
) -> Iterator[tuple[str, Callable[[], Picture]]]:
    """Go through the figures: each parameter alone, and the best told in pairs."""
    yield "marginals", partial(marginals, prior, posterior)
    of_all = told[told["held_out"] == ""].sort_values("narrower", ascending=False)
    sample = posterior[posterior["held_out"] == ""]
    yield "pairs", partial(pairs, sample, list(of_all["parameter"]))


@styled
def marginals(prior: Prior, posterior: pd.DataFrame) -> Picture:
    """Draw each parameter's posterior over its prior, and the means of the folds below."""
    codes = list(prior.centres)
    across = ACROSS_NARROW if is_narrow() else ACROSS
    lines = -(-len(codes) // across)
    figure = style.canvas(29 * lines)
    axes = figure.subplots(lines, across, squeeze=False).ravel()
    before = prior.draw(1024, 0)
    folds = posterior.groupby("held_out")[codes].mean()
    after = posterior[posterior["held_out"] == ""]
    for ax, code in zip(axes, codes, strict=False):
        edges = [float(edge) for edge in np.linspace(before[code].min(), before[code].max(), BINS + 1)]
        ax.hist(before[code], edges, density=True, **PRIOR)
        ax.hist(after[code], edges, density=True, histtype="step", **POSTERIOR)
        ax.plot(folds[code], np.zeros(len(folds)), **LEFT_OUT)
        _name(ax, code, look().width_mm / across - 4)
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
    for ax in axes[len(codes) :]:
        ax.set_axis_off()
    style.key(
        figure,
        [
            Patch(label=say("before: the prior"), **PRIOR),
            Line2D([], [], label=say("after: the posterior from all cases"), **POSTERIOR),
            Line2D([], [], label=say("its mean with each case left out"), **LEFT_OUT),
        ],
    )
    style.head(figure, say("What the record tells of each parameter"))
    return figure


def _name(ax: Axes, code: str, room_mm: float) -> None:
    style.panel_title(ax, "\n".join(style.wrapped(parameter(code), room_mm, 8)))


@styled
def pairs(sample: pd.DataFrame, codes: list[str]) -> Picture:
    """Draw the parameters told best against one another: which the data hold only together.

    Parameters
    ----------
    sample
        The posterior of all cases, a row a set.
    codes
        The parameters, the best told first.
    """
    drawn = codes[: PAIRED_NARROW if is_narrow() else PAIRED]
    size, panel = len(drawn), (look().width_mm - 14) / len(drawn)
    figure = style.canvas(0.92 * panel * size + 8)
    axes = figure.subplots(size, size, squeeze=False, sharex="col")
    random = np.random.default_rng(0)
    for (row, column), ax in np.ndenumerate(axes):
        along, down = drawn[column], drawn[row]
        if column > row:
            ax.set_axis_off()
        elif column == row:
            ax.hist(sample[along], BINS, color=COLOURS[0])
            ax.set_yticks([])
            ax.spines["left"].set_visible(False)
        else:
            # Sets that were drawn more than once would hide one another.
            points = (sample[code] + random.normal(0, 0.02 * sample[code].std()) for code in (along, down))
            ax.plot(*points, ".", ms=2.4, color=INK, alpha=0.45, mew=0)
            correlation = float(sample[along].corr(sample[down]))
            ax.set_title(say("r = {correlation:.2f}", correlation=correlation), fontsize=SMALL, pad=2)
            ax.tick_params(labelleft=column == 0)
        ax.tick_params(labelsize=SMALL)
        ax.locator_params(nbins=3)
        if row == size - 1:
            ax.set_xlabel(_wrapped(along, panel - 3), fontsize=SMALL)
        if column == 0 and row > 0:
            ax.set_ylabel(_wrapped(down, 0.7 * panel), fontsize=SMALL)
    style.head(
        figure, say("The parameters that the record tells most of, in pairs, with their correlations (r)")
    )
    return figure


def _wrapped(code: str, room_mm: float) -> str:
    return "\n".join(style.wrapped(parameter(code), room_mm, SMALL))
