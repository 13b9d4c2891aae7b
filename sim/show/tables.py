"""What the command shows while it works, and how it writes numbers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isinf
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

MANY: Final = 1000
"""From here numbers are written without what follows the point."""


@contextmanager
def progress(what: str, total: int, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Show how many of something are done, and how long the rest will take; give what counts them."""
    bar = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    hidden = quiet or not console.is_terminal
    with Progress(*bar, console=console, disable=hidden, transient=True) as shown:
        task = shown.add_task("", total=total)
        yield lambda done: shown.advance(task, done)


def number(value: float) -> str:
    """Write a number with three digits that count; whole ones, such as years, in full."""
    if isinf(value):
        return "never"
    return f"{value:.0f}" if value == round(value) or abs(value) >= MANY else f"{value:.3g}"
