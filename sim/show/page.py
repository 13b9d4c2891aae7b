"""A page: one self-contained file that answers a question first, then shows what the answer rests on."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup as Html

from sim.files import BEGUN, MARK, read_json, whole
from sim.plain import drawable
from sim.results import marks
from sim.show import charts
from sim.show.by_rule import by_rule_in_words
from sim.show.files import save
from sim.show.measures import glossary
from sim.show.picture import HEADING
from sim.words import enumerated, later, numerals, say, say_many, spoken

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

STYLE: Final = Path(__file__).with_name("page.css")

FIGURES: Final = re.compile(
    r"[-+\u2212\u200e\u200f\u061c]*\d[\d.,\u066b\u066c\u00a0 ]*[%\u066a\u061c ]*(?:\([^()]*\d[^()]*\))?"
)
"""A cell that holds a number, maybe with its interval, and nothing else."""

FRAME: Final = re.compile(r'height="[\d.]+pt" viewBox="0 0 ([\d.]+) ([\d.]+)"')
"""How high a picture is, as it begins."""

LINE: Final = re.compile(r"<text [^>]*?font-size: ([\d.]+)px[^>]*?(?:translate|rotate)\([^)]*? ([\d.]+)\)")
"""A line of text in a picture: the size of its letters, and where it stands."""

DESCENT: Final = 0.3
"""How far letters reach below their line, in sizes of theirs."""

NO_CHARTS: Final = later(
    "Charts that can be hovered and switched come with the extra page: pip install rapprochement[page]."
)
"""What is said in a line where only figures are shown."""

PROVENANCE: Final = {
    "scenario": later("scenario"),
    "scenario_hash": later("SHA-256 of the scenario"),
    "seed": later("seed"),
    "runs": later("lives"),
    "started": later("started"),
    "platform": later("platform"),
}
"""What a mark says of how a result came about, as far as it says it."""


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
    headed
        Whether its heading says more than the page does, and so stands on the page too.
    """

    name: str
    caption: str
    draw: Callable[[], "Figure"]
    chart: Mapping[str, Any] | None = None
    headed: bool = False


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


def write_page(
    folder: Path, page: Page, command: str = "", mark: Mapping[str, Any] | None = None
) -> list[Path]:
    """Draw the figures of a page and write its `report.html`; return the files.

    Parameters
    ----------
    folder
        The result that it shows.
    page
        What it says and shows, in the language that is spoken.
    command, mark
        What made the result, and what its mark says, where it does not stand there yet.
    """
    files = {
        picture.name: save(picture.draw(), folder / "figures", picture.name) for picture in _pictures(page)
    }
    headed = {picture.name: picture.headed for picture in _pictures(page)}
    drawn = {
        name: inlined(paths[0].read_text(encoding="utf-8"), n, headed=headed[name])
        for n, (name, paths) in enumerate(files.items())
    }
    mark = mark or next(filter(None, (read_json(folder / name) for name in (MARK, *BEGUN))), {})
    page = replace(page, answer=[*page.answer, *by_rule_in_words(mark)])
    with whole(folder / "report.html") as file:
        file.write(rendered(page, drawn, {"command": command, **mark}).encode())
    return [folder / "report.html", *(path for paths in files.values() for path in paths)]


def rendered(page: Page, drawn: Mapping[str, Html], mark: Mapping[str, Any]) -> str:
    """Write a page out, given its figures by name and what is known of how the result came about."""
    wanted = any(picture.chart for picture in _pictures(page))
    library = charts.library() if wanted else None
    text: str = _template().render(
        page=page,
        drawn=drawn,
        language=spoken(),
        style=Html(STYLE.read_text(encoding="utf-8")),
        glossary=glossary(page.terms),
        command=mark.get("command"),
        provenance=list(_provenance(mark)),
        library=library and Html(library),
        no_charts=say(NO_CHARTS) if wanted and library is None else "",
        locale=charts.locale(),
    )
    return text


def _pictures(page: Page) -> Iterator[Picture]:
    blocks = (block for section in page.sections for block in section.blocks)
    return (block for block in blocks if isinstance(block, Picture))


def _provenance(mark: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Go through what a mark says of how a result came about."""
    for key, term in PROVENANCE.items():
        if key in mark:
            value = mark[key]
            yield say(term), say("{count:,}", count=value) if key == "runs" else numerals(str(value))
    versions = mark.get("versions", marks.versions())
    yield say("versions"), enumerated([f"{name} {version}" for name, version in versions.items()])


def inlined(svg: str, number: int, *, headed: bool = True) -> Html:
    """Return a picture as it stands within a page, with names that no other picture there has."""
    picture = svg[svg.index("<svg") :]
    if not headed:
        picture = _without_heading(picture)
    # Its style would be the style of all that stands on the page.
    picture = re.sub(r"<(metadata|style)\b.*?</\1>", "", picture, flags=re.DOTALL)
    picture = re.sub(r'\bid="', f'id="f{number}-', picture)
    picture = re.sub(r'(href="|url\()#', rf"\1#f{number}-", picture)
    return Html(picture)


def _without_heading(picture: str) -> str:
    """Return a picture without its heading, and without the room that this takes above the panels."""
    heading = re.search(rf'<g id="{HEADING}">.*?</g>', picture, flags=re.DOTALL)
    frame = FRAME.search(picture)
    lines = LINE.findall(heading[0]) if heading else []
    if not (heading and frame and lines):
        return picture
    size, baseline = map(float, lines[-1])
    cut = baseline + DESCENT * size
    height = float(frame[2]) - cut
    cropped = f'height="{height:g}pt" viewBox="0 {cut:g} {frame[1]} {height:g}"'
    return picture.replace(heading[0], "", 1).replace(frame[0], cropped, 1)


def _template() -> Any:
    pages = Environment(
        loader=PackageLoader("sim", "show"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_held,
    )
    pages.globals |= {"say": say, "say_many": say_many}
    pages.filters |= {"json": _json, "kind": lambda block: type(block).__name__}
    pages.filters["numbers"] = _numbers
    return pages.get_template("page.html")


def _numbers(frame: "pd.DataFrame") -> list[bool]:
    """Tell of each column whether most of what stands in it are numbers."""
    columns = ([str(cell) for cell in frame.iloc[:, n] if str(cell)] for n in range(frame.shape[1]))
    return [2 * sum(map(bool, map(FIGURES.fullmatch, cells))) > len(cells) for cells in columns]


def _json(value: Any) -> Html:
    """Write a value as JSON that cannot end the script it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Html(text.replace("<", "\\u003c"))


def _held(value: Any) -> Any:
    """Leave out of text what no page can hold; what is markup already has gone this way."""
    return drawable(value) if type(value) is str else value
