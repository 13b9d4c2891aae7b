"""Shocks on figures: numbered above the panels at their years, and listed below."""

from collections.abc import Mapping, Sequence
from typing import Final, cast

from matplotlib.axes import Axes

from sim.show.picture import Picture
from sim.show.style import FAINT, INK, list_below, look, text_side, width_of
from sim.words import numerals, say

MOST_LISTED: Final = 60
"""Shocks up to which each has its number and stands in a list; of more the figure says how many a year."""

LABELS_MM: Final = 18.0
"""Width beside a panel that its labels may take."""


def mark_shocks(axes: Sequence[Axes], occurrences: Sequence[tuple[int, str]]) -> None:
    """Mark shocks `(year, name)` in panels that have their years and titles.

    They are numbered above the first row of panels and listed below all; of more than `MOST_LISTED` it is
    said how many a year has, and there is no list.
    """
    if not occurrences:
        return
    by_year: dict[int, list[str]] = {}
    for year, name in sorted(occurrences):
        by_year.setdefault(year, []).append(name)
    for ax in axes:
        for year in by_year:
            ax.axvline(year, color=FAINT, lw=0.6, zorder=0.5)
    counted, first = len(occurrences) > MOST_LISTED, 1
    marks, listed = {}, []
    for year, names in by_year.items():
        numbers = [say("{number:d}", number=first + n) for n in range(len(names))]
        marks[year] = numerals(str(len(names))) if counted else _span(numbers)
        listed += [
            say("{number}. {name} ({year:d})", number=number, year=year, name=name)
            for number, name in zip(numbers, names, strict=True)
        ]
        first += len(names)
    for ax in axes:
        if _is_first_row(ax):
            _number_years(ax, marks)
    if not counted:
        list_below(cast(Picture, axes[0].figure), listed)


def _is_first_row(ax: Axes) -> bool:
    position = ax.get_subplotspec()
    return position is None or position.is_first_row()


def _span(numbers: Sequence[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"


def _number_years(ax: Axes, marks: Mapping[int, str], size: float = 7) -> None:
    """Write marks above years, on as many levels as keep them apart."""
    first, last = ax.get_xlim()
    position = ax.get_subplotspec()
    panels = 1 if position is None else position.get_gridspec().ncols
    mm_per_year = (look().width_mm / panels - LABELS_MM) / (last - first)
    ends: list[float] = []
    for year, text in marks.items():
        half = (width_of(text, size) / 2 + 0.4) / mm_per_year
        level = next((n for n, end in enumerate(ends) if end <= year - half), len(ends))
        ends[level : level + 1] = [year + half]
        ax.annotate(
            text,
            (year, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 1 + level * (size + 1)),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=size,
            color=INK,
            annotation_clip=False,
        )
    ax.set_title(ax.get_title(loc=text_side()), loc=text_side(), pad=4 + len(ends) * (size + 1))
