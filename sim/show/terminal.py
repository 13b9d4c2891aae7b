"""What a command prints: the answer first, then short tables, then what was written."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    import pandas as pd

NARROW: Final = 80
"""Letters across of what is to be read at a glance."""

WIDE: Final = 140
"""Letters across where there is no terminal and a table needs more."""


LONGEST_WORDS: Final = 24
"""Letters of a column from which it is one of sentences."""


def console(width: int | None = None) -> Console:
    """Give a console that prints text as it stands; no wider than is read at a glance, unless told so."""
    made = Console(highlight=False, markup=False, emoji=False, width=width)
    return made if width is not None else console(min(made.width, NARROW) if made.is_terminal else NARROW)


def _for_table(table: Table) -> Console:
    """Give a console in which no cell of a table is cut: that of the text, or as wide as it has to be."""
    narrow = console()
    if _least(table) <= narrow.width:
        return narrow
    whole = Console(highlight=False, markup=False, emoji=False)
    return whole if whole.is_terminal else console(WIDE)


def _least(table: Table) -> int:
    """Return the letters across that a table needs: columns of sentences may be broken, others not."""
    columns = [[str(column.header), *map(str, column.cells)] for column in table.columns]
    widths = [max(map(len, cells)) for cells in columns]
    needed = [width if width <= LONGEST_WORDS else LONGEST_WORDS for width in widths]
    return sum(needed) + 2 * (len(needed) - 1)


def show(sentences: Sequence[str], short: Sequence[tuple[str, "pd.DataFrame"]]) -> None:
    """Print what is said, a paragraph each, and short tables under their titles."""
    to = console()
    for sentence in sentences:
        # What reads a pipe wants a sentence in one line.
        to.print(sentence, soft_wrap=not to.is_terminal)
    for title, frame in short:
        to.print()
        table = _table(title, frame)
        _for_table(table).print(table)


def _table(title: str, frame: "pd.DataFrame") -> Table:
    table = Table(title=title or None, title_style="bold", title_justify="left", box=None, pad_edge=False)
    for column in frame.columns:
        table.add_column(str(column).replace("_", " "))
    for row in frame.to_numpy():
        table.add_row(*map(_cell, row))
    return table


def _cell(value: Any) -> str:
    """Write a cell: a number with three digits that count, what is missing as nothing."""
    if value is None or str(value) in ("nan", "<NA>"):
        return ""
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def print_written(folder: Path, files: Sequence[Path]) -> None:
    """Say what was written."""
    names = [str(path.relative_to(folder)) for path in files if path.parent == folder]
    deeper = len(files) - len(names)
    more = f" and {deeper} figures" if deeper else ""
    console().print(f"\nWrote {folder}/: {', '.join(names)}{more}", style="dim")
