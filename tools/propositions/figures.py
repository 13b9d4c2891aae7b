"""Figures of the propositions: what stands when alliances begin, and odds of beginnings and ends."""

from collections.abc import Mapping, Sequence
from typing import Final

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from sim.show import style
from sim.show.picture import Picture, styled
from sim.show.style import COLOURS, FAINT, MARKERS, STAGES
from tools.propositions.ladder_tables import SHARES
from tools.propositions.order import Beneath
from tools.propositions.resampling import Estimate
from tools.propositions.tables import Table, percent

ROW: Final = 8.5
"""Mm that a row of a figure takes."""

SHADES: Final = dict(zip((f"{share} of 2, 3, 4" for share in SHARES), STAGES, strict=True))
TICKS: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
WIDEST: Final = (0.1, 50)
"""Odds between which intervals are drawn; what is beyond is cut."""

THREATS: Final = {"shared rival": "shared rival: odds", "shared opponent": "shared opponent: odds"}
QUARRELS: Final = {"rivals of one another": "rivals: odds", "clash": "clash: odds", "war": "war: odds"}
"""Columns that are drawn, by what the key calls them."""

THICK, THIN, ROOM = 0.42, 0.2, 0.06
"""Heights of bars, in rows; and the share from which its number has room in one."""

FEWEST: Final = 10
"""Beginnings of alliances below which a place has no bar."""


@styled
def beneath_figure(found: Sequence[Beneath]) -> Picture:
    """Draw what stands beneath where alliances begin, each over what pairs without one had."""
    shown = [one for one in found if one.begins >= FEWEST]
    figure = style.canvas(10 * len(shown) + 12)
    ax = figure.subplots()
    for n, one in enumerate(shown):
        _bar(ax, n - 0.17, [share.value for share in one.observed], THICK)
        _bar(ax, n + 0.2, one.at_risk, THIN)
    ax.set_yticks(range(len(shown)), [f"{one.where} ({one.begins})" for one in shown])
    ax.invert_yaxis()
    ax.set_xlim(0, 1)
    ax.set_xticks((0, 0.5, 1), ["0%", "50%", "100%"])
    ax.tick_params(axis="y", length=0)
    style.shade_key(figure, SHADES)
    style.head(
        figure,
        "What stands the year before alliances and bases begin, 1985-2010 (thick; beginnings in brackets), "
        "and in pairs without them of the same years (thin)",
    )
    return figure


def _bar(ax: Axes, place: float, shares: Sequence[float], height: float) -> None:
    """Draw shares beside one another; those of a thick bar that have room are written."""
    left = 0.0
    for share, shade in zip(shares, SHADES.values(), strict=True):
        ax.barh(place, share, height, left, color=shade, edgecolor="#888888", lw=0.4)
        if height == THICK and share >= ROOM:
            ink = "white" if shade == STAGES[-1] else "#000000"
            ax.text(left + share / 2, place, percent(share), ha="center", va="center", fontsize=7, color=ink)
        left += share


@styled
def odds_figure(threat: Table, regress: Table) -> Picture:
    """Draw the odds of beginnings with a common threat, and of ends with a quarrel, by rung."""
    panels = {
        "Odds of a beginning, with a common threat": _series(threat, THREATS),
        "Odds of an end, with a quarrel between the two": _series(regress, QUARRELS),
    }
    heights = [len(rows) + 0.6 for rows in panels.values()]
    figure = style.canvas(ROW * sum(heights) + 10)
    axes = figure.subplots(len(panels), 1, height_ratios=heights, sharex=True)
    names = [*THREATS, *QUARRELS]
    for ax, (title, rows) in zip(axes, panels.items(), strict=True):
        _forest(ax, rows, names)
        style.panel_title(ax, title)
    looks = zip(names, COLOURS, MARKERS, strict=False)
    style.key(figure, [Line2D([], [], color=c, marker=m, ms=4, lw=1, label=name) for name, c, m in looks])
    style.head(figure, "Odds by circumstances, other terms held, with 90 % intervals over draws of states")
    return figure


def _series(table: Table, names: Mapping[str, str]) -> dict[str, dict[str, Estimate]]:
    """Return what is drawn in each row, by what it is called in the key."""
    return {label: {name: row[column] for name, column in names.items()} for label, row in table.rows.items()}


def _forest(ax: Axes, rows: Mapping[str, Mapping[str, Estimate]], names: Sequence[str]) -> None:
    ax.axvline(1, color=FAINT, lw=1, zorder=0)
    for y, row in enumerate(rows.values()):
        for n, (name, estimate) in enumerate(row.items()):
            place, look = y + 0.24 * (n - (len(row) - 1) / 2), names.index(name)
            if not estimate.told:
                ax.text(1.06, place, "too few", va="center", fontsize=5.5, color="#777777")
                continue
            ax.plot((estimate.low, estimate.high), (place, place), color=COLOURS[look], lw=1)
            ax.plot(estimate.value, place, MARKERS[look], color=COLOURS[look], ms=4)
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xscale("log")
    ax.set_xlim(*WIDEST)
    ax.xaxis.set_major_locator(FixedLocator(TICKS))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.tick_params(axis="y", length=0)
