"""The axes of a sweep's figures: ranges on their scales, outcomes in their units, points without a value."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator
from numpy.typing import NDArray

from sim.experiments.design import Outcome, Range
from sim.scenario.load import Case
from sim.show import style, value_names
from sim.show.style import FAINT
from sim.words import numerals, say

Values = NDArray[np.float64]

BLANKS: Final = {"never": "////", "failed": "xxxx", "empty": ""}
"""How cells without a value are hatched: too few lives get there, the model refuses, no point lies there."""

BLANK: Final[dict[str, Any]] = {"facecolor": "white", "edgecolor": FAINT, "lw": 0.5}

FEW_VALUES: Final = 12
"""Different values of a range up to which each is one of its own; of more, neighbours go together."""

FEW_DECIMALS, TINY = 4, 1e-9
"""Forms of numbers that are tried before any is rounded, and what counts as not rounded."""

NARROW: Final = 0.05
"""Spread of a share below which its values need a decimal more to be told apart."""

SIZE: Final = 7
"""Points of the letters of marks on an axis."""


class Side(NamedTuple):
    """Where the values of a range are drawn, and the edges of their cells."""

    middles: Values
    edges: Values


def side(span: Range, values: Sequence[Any]) -> Side:
    """Place some values of a range, in order: those that are listed side by side, others on their scale."""
    if span.values is not None:
        middles = np.arange(len(values), dtype=float)
        return Side(middles, _edges(middles))
    middles = np.asarray(values, float)
    if span.scale == "log":
        return Side(middles, np.exp(_edges(np.log(middles))))
    return Side(middles, _edges(middles))


def _edges(middles: Values) -> Values:
    if len(middles) == 1:
        return np.array([middles[0] - 0.5, middles[0] + 0.5])
    between = (middles[1:] + middles[:-1]) / 2
    first, last = 2 * middles[0] - between[0], 2 * middles[-1] - between[-1]
    return np.concatenate([[first], between, [last]])


def mark(
    ax: Axes, axis: str, span: Range, values: Sequence[Any], length_mm: float, size: float = SIZE
) -> None:
    """Mark the values of a range on an axis of some length: all, or as many as there is room for."""
    scale_axis(ax, axis, span)
    labels = written(values)
    middles = side(span, values).middles
    across = axis == "x"
    needed = max(style.width_of(label, size) for label in labels) + 1.5 if across else size * 0.45
    every = 1 if span.values is not None else max(1, int(np.ceil(needed * len(labels) / length_mm)))
    ruler = getattr(ax, f"{axis}axis")
    ruler.set_major_locator(FixedLocator(list(middles[::every])))
    ruler.set_minor_locator(NullLocator())
    crowded = across and every == 1 and needed * len(labels) > length_mm
    turned = {"rotation": 35, "ha": "right", "rotation_mode": "anchor"} if crowded else {}
    ruler.set_ticklabels(labels[::every], fontsize=size, **turned)


def scale_axis(ax: Axes, axis: str, span: Range) -> None:
    """Scale an axis as its range is."""
    if span.scale == "log":
        ax.set(**{f"{axis}scale": "log"})
    elif span.integer:
        getattr(ax, f"{axis}axis").set_major_locator(MaxNLocator(5, integer=True))


def written(values: Sequence[Any]) -> list[str]:
    """Write values of a range alike: as they are where few decimals do, else so that each is told apart."""
    if any(isinstance(value, str) for value in values):
        return list(map(str, values))
    numbers = [float(value) for value in values]
    gaps = np.diff(sorted(numbers))
    even = len(gaps) > 0 and np.ptp(gaps) <= 0.5 * float(np.median(gaps))
    forms = [f"{{:.{d}f}}" for d in range(7)] if even else [f"{{:.{d}g}}" for d in range(1, 9)]
    room = [
        0.06 * min((abs(number - other) for other in numbers if other != number), default=1)
        for number in numbers
    ]
    exact = next((form for form in forms[:FEW_DECIMALS] if _fits(form, numbers, [TINY] * len(numbers))), None)
    near = next((form for form in forms if _fits(form, numbers, room)), forms[-1])
    return [numerals((exact or near).format(number)) for number in numbers]


def _fits(form: str, numbers: Sequence[float], room: Sequence[float]) -> bool:
    """Tell whether all numbers, as they are written, lie near enough to what they are."""
    return all(
        abs(float(form.format(number)) - number) <= most for number, most in zip(numbers, room, strict=True)
    )


def write_value(value: float, measured: Outcome, spread: float) -> str:
    """Write a value of an outcome in its unit: years whole, chances in percent, others with their decimals.

    Parameters
    ----------
    value
        The value.
    measured
        The outcome.
    spread
        From the least to the greatest value beside it.
    """
    if measured.measure == "first-passage":
        return numerals(f"{value:.0f}")
    if measured.measure in ("stage-chance", "regress-chance"):
        return numerals(f"{value:.0%}" if spread >= NARROW else f"{value:.1%}")
    return numerals(f"{value:.2f}" if spread >= NARROW else f"{value:.3f}")


def outcome_axis(axis: Any, measured: Outcome, spread: float, most: int = 5) -> None:
    """Let an axis, or that of a colour key, mark so many values of an outcome at most, in its unit."""
    axis.set_major_locator(MaxNLocator(most, integer=measured.measure == "first-passage", min_n_ticks=2))
    axis.set_major_formatter(FuncFormatter(lambda value, _: write_value(value, measured, spread)))


def broken(text: str, length_mm: float, size: float = 7.5) -> str:
    """Break the name of an axis into lines that its length has room for."""
    return "\n".join(style.wrapped(text, length_mm, size))


def name_outcome(ax: Axes, measured: Outcome, case: Case, length_mm: float) -> None:
    """Say above a panel which outcome it shows."""
    style.panel_title(ax, broken(value_names.outcome_heading(measured, case), length_mm, 8))


def blanks_key(blanks: NDArray[np.str_], measured: Outcome, case: Case) -> list[Artist]:
    """Explain the points or cells that have no value, where there are any."""
    return [
        Patch(label=label, **{**BLANK, "hatch": BLANKS[blank]})
        for blank, label in blanks_explained(measured, case).items()
        if blank in blanks
    ]


def blanks_explained(measured: Outcome, case: Case) -> dict[str, str]:
    """Say why points or cells have no value."""
    stage = value_names.stage_name(str(measured.stage), case)
    return {
        "never": say(
            "never: fewer than {share:.0%} of lives reach the {stage} stage",
            share=measured.quantile,
            stage=stage,
        ),
        "failed": say("failed: the model refuses these values"),
        "empty": say("no point of the sweep lies here"),
    }


def spread_of(values: Values) -> float:
    """Return how far the known values lie apart."""
    known = values[np.isfinite(values)]
    return float(np.ptp(known)) if len(known) else 0.0
