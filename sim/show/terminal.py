"""What a command prints: the answer first, then short tables, then what was written."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

WIDTH: Final = 140
"""Letters across where there is no terminal."""


def console(width: int | None = None) -> Console:
    """Give a console that prints text as it stands, as wide as the terminal or wide enough for tables."""
    wide = Console(highlight=False, markup=False, emoji=False, width=width)
    if width is None and not wide.is_terminal:
        return console(WIDTH)
    return wide


def show(sentences: Sequence[str], short: Sequence[tuple[str, pd.DataFrame]]) -> None:
    """Print what is said, a paragraph each, and short tables under their titles."""
    to = console()
    for sentence in sentences:
        to.print(sentence)
    for title, frame in short:
        to.print()
        to.print(_table(title, frame))


def _table(title: str, frame: pd.DataFrame) -> Table:
    table = Table(title=title or None, title_style="bold", title_justify="left", box=None, pad_edge=False)
    for column in frame.columns:
        table.add_column(str(column).replace("_", " "))
    for row in frame.to_numpy():
        table.add_row(*map(_cell, row))
    return table


def _cell(value: Any) -> str:
    """Write a cell: a number with three digits that count, what is missing as nothing."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def print_written(folder: Path, files: Sequence[Path]) -> None:
    """Say what was written."""
    names = [str(path.relative_to(folder)) for path in files if path.parent == folder]
    deeper = len(files) - len(names)
    more = f" and {deeper} figures" if deeper else ""
    console().print(f"\nWrote {folder}/: {', '.join(names)}{more}", style="dim")
