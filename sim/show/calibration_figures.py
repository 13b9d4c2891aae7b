"""Figures of a calibration: what the data tell of each parameter, and of which together."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import numpy as np
import pandas as pd

from sim.evidence.calibrate import Prior
from sim.show.figures import FAINT, INK, MODEL, RECORD, head
from sim.show.style import Picture, styled

ACROSS: Final = 5
PAIRED: Final = 6
"""Parameters drawn in pairs: those the data tell most of."""


def drawings(
    prior: Prior, posterior: pd.DataFrame, told: pd.DataFrame
) -> Iterator[tuple[str, Callable[[], Picture]]]:
    """Go through the figures: each parameter alone, and the best told in pairs."""
    yield "marginals", partial(marginals, prior, posterior)
    own = told[told["held_out"] == ""].sort_values("narrower", ascending=False)
    sample = posterior[posterior["held_out"] == ""]
    yield "pairs", partial(pairs, sample, list(own["parameter"][:PAIRED]))


@styled
def marginals(prior: Prior, posterior: pd.DataFrame) -> Picture:
    """Draw each parameter's posterior over its prior, and the means of the folds below."""
    names = list(prior.centres)
    rows = -(-len(names) // ACROSS)
    figure = Picture(figsize=(10, 1.9 * rows + 0.6))
    axes = figure.subplots(rows, ACROSS, squeeze=False).ravel()
    before = prior.draw(1024, 0)
    folds = posterior.groupby("held_out")[names].mean()
    for ax, name in zip(axes, names, strict=False):
        low, high = before[name].min(), before[name].max()
        bins = [float(edge) for edge in np.linspace(low, high, 25)]
        after = posterior.loc[posterior["held_out"] == "", name]
        ax.hist(before[name], bins, density=True, color=FAINT, label="prior")
        ax.hist(after, bins, density=True, histtype="step", color=MODEL, lw=1.5, label="posterior")
        ax.plot(folds[name], np.zeros(len(folds)), "|", color=RECORD, ms=9, mew=1.4, label="a case left out")
        ax.set_title(name)
        ax.set_yticks([])
    for ax in axes[len(names) :]:
        ax.set_axis_off()
    axes[0].legend(frameon=False, fontsize=6.5)
    head(
        figure,
        "What the record tells of each parameter: its prior, its posterior from all cases, and (strokes) the "
        "mean with each case left out",
    )
    return figure


@styled
def pairs(sample: pd.DataFrame, names: list[str]) -> Picture:
    """Draw the parameters told best against one another: which the data hold only together."""
    size = len(names)
    figure = Picture(figsize=(1.5 * size + 0.5, 1.5 * size + 0.8))
    axes = figure.subplots(size, size, squeeze=False)
    chance = np.random.default_rng(0)
    for row, down in enumerate(names):
        for column, along in enumerate(names):
            ax = axes[row, column]
            if column > row:
                ax.set_axis_off()
            elif column == row:
                ax.hist(sample[along], 20, color=MODEL)
                ax.set_yticks([])
            else:
                # Sets that were drawn more than once would hide one another.
                points = (
                    sample[name] + chance.normal(0, 0.02 * sample[name].std()) for name in (along, down)
                )
                ax.scatter(*points, s=4, color=INK, alpha=0.35, lw=0)
                ax.set_title(f"r = {sample[along].corr(sample[down]):.2f}", fontsize=7)
            if row == size - 1:
                ax.set_xlabel(along, fontsize=8)
            if column == 0 and row > 0:
                ax.set_ylabel(down, fontsize=8)
            ax.tick_params(labelsize=6)
    head(figure, "Posterior of the parameters that the record tells most of, in pairs")
    return figure
