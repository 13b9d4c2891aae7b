"""A page: one self-contained file that answers a question first, then shows what the answer rests on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup as Html

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Text:
    """Paragraphs; or a list of them.

    Attributes
    ----------
    paragraphs
        Whole sentences.
    listed
        Whether they are the items of a list.
    """

    paragraphs: Sequence[str]
    listed: bool = False


@dataclass(frozen=True)
class Picture:
    """A figure, which is saved beside the page too; on a screen a chart may stand in its place.

    Attributes
    ----------
    name
        The name of its files.
    caption
        What it shows, in a sentence: it stands below the figure, and for it where it cannot be seen.
    draw
        Draws it.
    chart
        The same to be hovered and switched, in Vega-Lite.
    """

    name: str
    caption: str
    draw: Callable[[], "Figure"]
    chart: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Table:
    """A table of what is written as it stands: its columns have their names, its cells are worded."""

    frame: "pd.DataFrame"
    title: str = ""
    note: str = ""


@dataclass(frozen=True)
class Markup:
    """What no other block can show."""

    html: Html


Block = Text | Picture | Table | Markup


@dataclass(frozen=True)
class Section:
    """A part of a page under a heading; one that is folded opens on demand."""

    title: str
    blocks: Sequence[Block]
    folded: bool = False


@dataclass(frozen=True)
class Page:
    """What a page says and shows.

    Attributes
    ----------
    title
        What it is about, as people call it.
    question
        What it answers.
    answer
        The answer, in two sentences or few more.
    sections
        The figure that shows it first, then what the answer rests on.
    terms
        Codes of the measures and columns that the glossary explains.
    footer
        What a reader is to keep in mind.
    """

    title: str
    question: str
    answer: Sequence[str]
    sections: Sequence[Section]
    terms: Sequence[str] = ()
    footer: str = ""


def write_page(folder: Path, page: Page, command: str = "") -> list[Path]:
    """Draw the figures of a page and write its `report.html`; return the files.

    Parameters
    ----------
    folder
        The result that it shows.
    page
        What it says and shows, in the language that is spoken.
    command
        What made the result, where its mark does not say so yet.
    """
    raise NotImplementedError
