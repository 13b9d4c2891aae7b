"""What a command prints: the answer first, then short tables, then what was written."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from sim.words import enumerated, numerals, say, say_many

if TYPE_CHECKING:
    import pandas as pd

NARROW: Final = 80
"""Letters across of what is to be read at a glance."""

WIDE: Final = 140
"""Letters across where there is no terminal and a table needs more."""

UNBROKEN: Final = (20, 16, 12, 8)
"""Letters up to which a cell stands in one line: the most that lets the table fit."""

BETWEEN: Final = 2
"""Letters between two columns."""


def console(width: int | None = None) -> Console:
    """Give a console that prints text as it stands; no wider than is read at a glance, unless told so."""
    made = Console(highlight=False, markup=False, emoji=False, width=width)
    return made if width is not None else console(min(made.width, NARROW) if made.is_terminal else NARROW)


def show(sentences: Sequence[str], short: Sequence[tuple[str, "pd.DataFrame"]]) -> None:
    """Print what is said, a paragraph each, and short tables under their titles."""
    to = console()
    for sentence in sentences:
        # What reads a pipe wants a sentence in one line.
        to.print(sentence, soft_wrap=not to.is_terminal)
    for title, frame in short:
        to.print()
        _print_table(title, frame)


def _print_table(title: str, frame: "pd.DataFrame") -> None:
    """Print a table in which no cell is cut: as wide as the text, else as wide as it has to be."""
    heads = [str(column) for column in frame.columns]
    rows = [list(map(_cell, row)) for row in frame.to_numpy()]
    columns = [[head, *cells] for head, *cells in zip(heads, *rows, strict=True)]
    narrow = console()
    for unbroken in UNBROKEN:
        least = [_least(head, cells, unbroken) for head, *cells in columns]
        if _across(least) <= narrow.width:
            break
    to = _for_table(_across(least))
    widths = _widths([max(map(cell_len, cells)) for cells in columns], least, to.width)
    table = Table(title=title or None, title_style="bold", title_justify="left", box=None, pad_edge=False)
    table.show_header = any(heads)
    for head, width in zip(heads, widths, strict=True):
        table.add_column(head, width=width)
    for row in rows:
        table.add_row(*row)
    to.print(table)


def _for_table(needed: int) -> Console:
    """Give a console that is as wide as that of the text, or wider where a table needs it."""
    narrow = console()
    if needed <= narrow.width:
        return narrow
    whole = Console(highlight=False, markup=False, emoji=False)
    return whole if whole.is_terminal else console(WIDE)


def _across(widths: Sequence[int]) -> int:
    return sum(widths) + BETWEEN * (len(widths) - 1)


def _least(head: str, cells: Sequence[str], unbroken: int) -> int:
    """Return the letters across that a column needs: heads and long cells may be broken, words may not."""
    longest_word = max((cell_len(word) for cell in (head, *cells) for word in cell.split()), default=0)
    return max([longest_word, *(min(cell_len(cell), unbroken) for cell in cells)])


def _widths(wanted: Sequence[int], least: Sequence[int], across: int) -> list[int]:
    """Give each column what it needs, and what is left over to those that want more, from the first on."""
    widths, left = list(least), across - _across(least)
    for n, width in enumerate(wanted):
        more = max(min(width - widths[n], left), 0)
        widths[n] += more
        left -= more
    return widths


def _cell(value: Any) -> str:
    """Write a cell: a number with three digits that count, what is missing as nothing."""
    if value is None or str(value) in ("nan", "<NA>"):
        return ""
    return numerals(f"{value:.3g}") if isinstance(value, float) else str(value)


def print_written(folder: Path, files: Sequence[Path]) -> None:
    """Say what was written."""
    beside = [str(path.relative_to(folder)) for path in files if path.parent == folder]
    names = beside or [str(path.relative_to(folder)) for path in files]
    deeper = len(files) - len(names)
    written = enumerated(names)
    if deeper:
        written = say_many(
            "{files} and {count:,} figure", "{files} and {count:,} figures", deeper, files=written
        )
    console().print("\n" + say("Wrote {folder}/: {files}", folder=folder, files=written), style="dim")
