"""Tables of estimates, and how they are written."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from tools.propositions.panel import Cells
from tools.propositions.resampling import Estimate

Kind = Literal["share", "ratio", "count", "rate"]
"""How a figure is written."""

NOTHING: Final = "-"
"""What stands where there is no figure."""


IN_THE_MEAN: Final = "all rungs in the mean"
"""The row of the geometric mean of odds over rungs."""


@dataclass(frozen=True)
class Table:
    """Figures by row and column.

    Attributes
    ----------
    name
        What it is called in the file of all figures.
    head
        What its rows are.
    kinds
        How the figures of each column are written.
    rows
        Figures by row and column.
    """

    name: str
    head: str
    kinds: Mapping[str, Kind]
    rows: Mapping[str, Mapping[str, Estimate]]

    def column(self, name: str, of: str = "") -> dict[str, Estimate]:
        """Return a column by row; of rows whose names end so, by what is before that."""
        return {row.removesuffix(of): cells[name] for row, cells in self.rows.items() if row.endswith(of)}

    def __str__(self) -> str:
        """Write the table in Markdown."""
        lines = [
            f"| {' | '.join([self.head, *self.kinds])} |",
            f"|{'---|' * (len(self.kinds) + 1)}",
        ]
        for name, row in self.rows.items():
            cells = (_written(row[column], kind) for column, kind in self.kinds.items())
            lines.append(f"| {' | '.join([name, *cells])} |")
        return "\n".join(lines)


def _written(estimate: Estimate, kind: Kind) -> str:
    """Write a figure with its interval, in as many digits as the figure has a meaning for."""
    if not estimate.told:
        return NOTHING
    value, low, high = (
        WRITE[kind](part, estimate.value) for part in (estimate.value, estimate.low, estimate.high)
    )
    return value if estimate.low == estimate.high else f"{value} ({low}-{high})"


def _ratio(value: float, beside: float) -> str:
    return f"{value:.{2 if beside < 2 else 1}f}"


WRITE: Final[Mapping[Kind, Callable[[float, float], str]]] = {
    "share": lambda value, _: percent(value),
    "rate": lambda value, _: f"{100 * value:.2g}%",
    "ratio": _ratio,
    "count": lambda value, _: f"{value:,.0f}",
}
"""How a figure is written beside the one that an interval is of."""


def percent(value: float) -> str:
    """Write a share."""
    return f"{100 * value:.0f}%"


def exact(value: float) -> Estimate:
    """Return a figure that is counted or reckoned, not estimated."""
    return Estimate(value, value, value, int(value) if np.isfinite(value) else 0)


def counted(cells: Cells) -> Estimate:
    """Return how many there are."""
    return exact(float(cells.sum()))


@dataclass(frozen=True)
class Sides:
    """Ratios by the side of 1 that their intervals lie on.

    Attributes
    ----------
    above, below
        Those of which the whole interval does, in words.
    open
        Names of those whose interval holds 1.
    untold
        Names of those without any.
    """

    above: list[str]
    below: list[str]
    open: list[str]
    untold: list[str]

    def verdict(self, wanted: Literal["above", "below"] = "above") -> str:
        """Say whether they are on the side that a proposition wants them on."""
        right, wrong = (self.above, self.below) if wanted == "above" else (self.below, self.above)
        if right and wrong:
            return "mixed"
        if right:
            return "supported in part" if self.open or self.untold else "supported"
        return "not supported" if wrong else "cannot be told"


def by_side(ratios: Mapping[str, Estimate]) -> Sides:
    """Sort ratios by the side of 1 that their intervals lie on."""
    told = {name: ratio for name, ratio in ratios.items() if ratio.told}
    return Sides(
        [_in_words(*item) for item in told.items() if item[1].low > 1],
        [_in_words(*item) for item in told.items() if item[1].high < 1],
        [name for name, ratio in told.items() if ratio.low <= 1 <= ratio.high],
        [name for name in ratios if name not in told],
    )


def _in_words(name: str, ratio: Estimate) -> str:
    return f"{name} {_written(ratio, 'ratio')}"


def listed(names: Sequence[str]) -> str:
    """Write names one after another."""
    return ", ".join(names) or "none"


def as_frame(tables: Iterable[Table]) -> pd.DataFrame:
    """Return every figure of some tables, one a row."""
    rows = [
        {
            "table": table.name,
            "row": name,
            "column": column,
            **{part: float(f"{getattr(estimate, part):.4g}") for part in ("value", "low", "high")},
            "cases": estimate.cases,
        }
        for table in tables
        for name, row in table.rows.items()
        for column, estimate in row.items()
        if estimate.told
    ]
    return pd.DataFrame(rows)
