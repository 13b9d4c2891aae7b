"""The page of a discovery: where in a sweep an outcome passes a threshold, and how surely."""

from pathlib import Path

from sim.experiments.discover import Region
from sim.frames import read_frame
from sim.results.marks import read_sentences
from sim.show.discovery import Question, drawings, limits_table, what_passes
from sim.show.page import Page, Picture, Section, Table, Text
from sim.show.pages.wording import COUNT, SHARE, Cells, worded
from sim.show.value_names import value as value_called
from sim.words import enumerated, say


def page(question: Question, region: Region, folder: Path) -> Page:
    """Return the page of a discovery's folder."""
    sentences, figures = read_sentences(folder), dict(drawings(question, region))
    captions = {
        "region": say("The region within the ranges that limit it, and the points of the sweep."),
        "trade-off": say(
            "What density costs in coverage, as the region is peeled; the one chosen is marked."
        ),
    }
    pictures = [Picture(key, captions[key], draw) for key, draw in figures.items()]
    return Page(
        title=what_passes(question),
        question=say(
            "Where in the sweep {sweep} is this so? {threshold}.",
            sweep=question.sweep,
            threshold=what_passes(question),
        ),
        answer=sentences[:1],
        sections=[
            Section("", pictures[:1]),
            Section(say("Limits of the region"), [_limits(folder)]),
            Section(say("How far to trust it"), [Text(sentences[1:], listed=True), *pictures[1:]]),
            Section(say("The peeling, step by step"), [_peeling(folder)], folded=True),
        ],
        terms=("coverage", "density"),
        footer=say("A region says where in this sweep, of these ranges, an outcome lies; not why."),
    )


def _limits(folder: Path) -> Table:
    return Table(limits_table(read_frame(folder / "box.csv", blank=True)))


def _peeling(folder: Path) -> Table:
    cells: Cells = {
        "step": str,
        **dict.fromkeys(("coverage", "density", "mass"), SHARE),
        "points": COUNT,
        "ranges": _ranges,
    }
    return Table(worded(read_frame(folder / "peeling.csv", blank=True), cells))


def _ranges(paths: str) -> str:
    return enumerated([value_called(path, None) for path in paths.split(";") if path])
