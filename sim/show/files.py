"""Figures as files: what they are called, and in which formats."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, count
from pathlib import Path
from typing import Any, Final

from matplotlib.figure import Figure

from sim.files import whole

Draw = Callable[[], Figure]
"""What draws a picture when it is asked for."""

SHARP: Final = 300
"""Dots an inch of what is no vector graphic, and of images within one that is."""

FORMATS: Final[dict[str, dict[str, Any]]] = {
    "svg": {"metadata": {"Date": None}, "dpi": SHARP},
    "pdf": {"metadata": {"CreationDate": None}, "dpi": SHARP},
    "png": {"dpi": SHARP},
}
"""Formats of figures, and how each is written: the same bytes for the same figure."""

USUAL: Final = ("svg", "png")
"""Formats of what is drawn beside a page."""


def save(figure: Figure, folder: Path, name: str, formats: Sequence[str] = USUAL) -> list[Path]:
    """Write a figure in some formats; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    # Names of outcomes are free, and a picture lies in its folder.
    stem = re.sub(r"[/\\\0]", "_", name)
    paths = [folder / f"{stem}.{ending}" for ending in formats]
    for path, ending in zip(paths, formats, strict=True):
        with whole(path) as file:
            figure.savefig(file, format=ending, **FORMATS[ending])
    return paths


def apart(drawings: Iterable[tuple[str, Draw]]) -> Iterator[tuple[str, Draw]]:
    """Give the later of two pictures that would be one file a number."""
    taken: set[str] = set()
    for name, draw in drawings:
        numbered = chain([name], (f"{name}-{n}" for n in count(2)))
        free = next(candidate for candidate in numbered if candidate.casefold() not in taken)
        taken.add(free.casefold())
        yield free, draw
