"""Tables of results as people read them: names for codes, headings for columns, numbers as sentences have."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd

from sim.show.measures import heading
from sim.words import later, say

Cells = Mapping[str, Callable[[Any], str] | str]
"""By column what writes its cells: a function, or the form of a number."""

TWO, THREE, SHARE, COUNT = (
    later(form) for form in ("{number:.2f}", "{number:.3f}", "{number:.0%}", "{number:,.0f}")
)
"""How the numbers of a column are written."""

SMALL: Final = later("{number:.3g}")
SIGNED: Final = later("{number:+.3f}")


def worded(frame: pd.DataFrame, cells: Cells) -> pd.DataFrame:
    """Return the columns of a table that are named, with their headings, each cell in words.

    Parameters
    ----------
    frame
        The table.
    cells
        What writes the cells of those columns.
    """
    return pd.DataFrame(
        {
            heading(column): [_written(value, cell) for value in frame[column]]
            for column, cell in cells.items()
            if column in frame
        }
    )


def _written(value: Any, cell: Callable[[Any], str] | str) -> str:
    if value is None or value == "" or (isinstance(value, float) and pd.isna(value)):
        return ""
    return say(cell, number=float(value)) if isinstance(cell, str) else cell(value)
