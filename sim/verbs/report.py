"""`sim report`: the page and the figures of a finished run, drawn anew; or chosen figures, for a paper."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sim.evidence.scores import check_finished
from sim.faults import Fault, InputError, nearest
from sim.files import note_files
from sim.ladder.party import Party
from sim.scenario.load import Case, load
from sim.verbs.frame import Telling, warned_of
from sim.verbs.parameters import Lang
from sim.verbs.run import show
from sim.words import ENGLISH, known, speaking

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.show.style import Look

Drawing = Callable[[], "Figure"]

NARROWEST, WIDEST = 40.0, 420.0
"""Widths in mm between which labels have room and a page can hold the figure."""

COLUMNS: Final = ("single", "double")
"""Widths by their names: those of a journal's columns."""

Names = str | Sequence[str] | None
"""Names, one by one or joined by commas."""


def report(
    results: Annotated[str | Path, typer.Argument(metavar="RESULTS", help="The folder of a finished run.")],
    formats: Annotated[
        Sequence[str] | None,
        typer.Option("--format", metavar="FORMAT", help="Draw figures alone: svg, pdf or png; repeatable."),
    ] = None,
    width: Annotated[
        str | float | None,
        typer.Option(metavar="MM", help="Draw figures alone, so wide: 89mm, or single or double column."),
    ] = None,
    only: Annotated[
        str | Sequence[str] | None,
        typer.Option(metavar="NAME,...", help="Draw these figures alone, e.g. index,stages or ladder."),
    ] = None,
    pairs: Annotated[
        str | Sequence[str] | None,
        typer.Option(metavar="A-B,...", help="Draw figures alone, of these pairs and groups."),
    ] = None,
    title: Annotated[
        bool, typer.Option("--title/--no-title", help="Draw figures alone, without headings over them.")
    ] = True,
    lang: Lang = None,
) -> Telling:
    """Draw the page and the figures of a finished run anew, or figures alone, for a paper.

    The page is written anew only where none of the options of figures is given.

    Example: sim report results/russia-china --format pdf --width 89mm --only index,stages --pairs CHN-RUS

    Parameters
    ----------
    results
        The folder of a finished run.
    formats
        Formats of the figures: `svg`, `pdf`, `png`; by default `svg` and `png`.
    width
        Their width in mm, `single` (88) or `double` (180).
    only
        Figures by their names, or by what their names begin with: `ladder`.
    pairs
        Pairs and groups that they show.
    title
        Whether each has a heading.
    lang
        Language; by default the scenario's.
    """
    folder = Path(results)
    alone = formats or width is not None or only or pairs or not title
    check_finished(folder)
    case = load(folder / "scenario.toml")
    with speaking(known(lang or case.language or ENGLISH)):
        warned = warned_of(folder)
        if not alone:
            return Telling(folder=folder, written=show(folder), warned=warned)
        written = _draw(folder, case, formats, width, _names(only), _names(pairs), title=title)
    note_files(folder, written)
    return Telling(folder=folder, written=written, warned=warned)


def _names(given: Names) -> list[str]:
    texts = given.split(",") if isinstance(given, str) else given or []
    return [text.strip() for text in texts if text.strip()]


def _draw(
    folder: Path,
    case: Case,
    formats: Sequence[str] | None,
    width: str | float | None,
    only: Sequence[str],
    pairs: Sequence[str],
    *,
    title: bool,
) -> list[Path]:
    """Draw figures alone; return the files.

    Raises
    ------
    InputError
        Where a format, a width, a figure or a pair is none.
    """
    from sim.show import files, report, shock_figures, style

    look = _look(width, title=title)
    endings = _each("--format", formats or files.USUAL, list(files.FORMATS))
    tables = report.read_tables(folder)
    with style.looking(look):
        parties = _parties(case, pairs)
        drawings: dict[str, Drawing] = dict(report.drawings(case, tables, parties))
        if "shocks" in tables:
            drawings["shocks"] = partial(shock_figures.effects, case, tables["shocks"])
        chosen = _chosen(drawings, only)
        return [
            path
            for name in chosen
            for path in files.save(drawings[name](), folder / "figures", name, endings)
        ]


def _look(width: str | float | None, *, title: bool) -> "Look":
    """Read `--width`: mm, or the name of a column.

    Raises
    ------
    InputError
        Where it is no such width.
    """
    from sim.show.style import DOUBLE, SINGLE, Look

    if width is None:
        return Look(titles=title)
    text = str(width).strip().casefold()
    named = dict(zip(COLUMNS, (SINGLE, DOUBLE), strict=True))
    if text in named:
        return Look(named[text], title)
    number = re.fullmatch(r"(\d{1,4}(?:\.\d{1,6})?)\s*(?:mm)?", text)
    if not number or not NARROWEST <= float(number[1]) <= WIDEST:
        expected = f"mm from {NARROWEST:.0f} to {WIDEST:.0f}, such as 89mm, or single or double"
        raise InputError([Fault("--width", "", str(width) or "nothing", expected, nearest(text, COLUMNS))])
    return Look(float(number[1]), title)


def _each(option: str, given: Sequence[str], valid: Sequence[str]) -> list[str]:
    """Return names in their order, each once.

    Raises
    ------
    InputError
        Where one is none of the valid.
    """
    names = list(dict.fromkeys(given))
    expected = "one of " + ", ".join(valid)
    faults = [
        Fault(option, "", name or "nothing", expected, nearest(name, valid))
        for name in names
        if name not in valid
    ]
    if faults:
        raise InputError(faults)
    return names


def _parties(case: Case, pairs: Sequence[str]) -> list[str]:
    """Return pairs and groups by what tables of figures call them, whichever state is named first."""
    groups = {table.group.label: table.group.name for table in case.scenario.groups}
    valid = [groups.get(party, party) for party in case.scenario.parties]
    wanted = [
        name if name in valid else groups.get(Party.read(name), str(Party.read(name))) for name in pairs
    ]
    return _each("--pairs", wanted, valid)


def _chosen(drawings: Mapping[str, Drawing], only: Sequence[str]) -> list[str]:
    """Return the names of figures that are, or begin with, what is wanted."""
    kinds = list(dict.fromkeys(kind for name in drawings for kind in (name, name.partition("-")[0])))
    wanted = _each("--only", only, kinds)
    return [name for name in drawings if not wanted or name in wanted or name.partition("-")[0] in wanted]
