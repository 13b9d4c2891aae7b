"""The figures of the page: those of reports, of one pair; on the screen, and as files."""

import base64
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import pandas as pd

from sim.board.lives import Lives, contrast_rows, degree_rows, observed, stage_rows
from sim.board.simulation import Arms
from sim.board.telling import arm_names, shock_name
from sim.board.variant import of_so_many
from sim.board.work import DRAWING
from sim.experiments.contrast import differing_shocks
from sim.ladder.assess import Trajectory
from sim.scenario.load import Case
from sim.show import contrast_figures, ladder_figures, run_figures, stage_figures
from sim.show.files import FORMATS
from sim.show.picture import Picture
from sim.show.style import DOUBLE, SINGLE, Look, looking
from sim.show.subject import Subject, subject_of


def draw(arms: Arms, pair: str, kind: str) -> Picture:
    """Draw what the lives of a pair come to: their `index`, their `stages` or their `ladder`.

    Of two variants, the index is that of both with their difference; the rest is that of the second.
    """
    lives, record = arms.lives[-1], observed(arms.cases[0], pair)
    subject = subject_of(of_so_many(lives.case, lives.count))
    if kind == "index" and len(arms.lives) > 1:
        return _two_indices(subject, arms, pair, record)
    return _one(subject, lives, pair, kind, record)


def _two_indices(subject: Subject, arms: Arms, pair: str, record: Trajectory | None) -> Picture:
    rows = contrast_rows(arms.lives[0], arms.lives[1], pair, record)
    shocks = _differing(*arms.cases)
    return contrast_figures.answer(subject.title, subject.naming.party(pair), rows, shocks, arm_names())


def _one(subject: Subject, lives: Lives, pair: str, kind: str, record: Trajectory | None) -> Picture:
    stages = stage_rows(lives, pair, record)
    if kind == "index":
        return run_figures.index(subject, stages, _observed(record))
    if kind == "stages":
        return stage_figures.stages(subject, stages)
    return ladder_figures.ladder_of(subject, pair, degree_rows(lives, pair, record), stages)


def _observed(record: Trajectory | None) -> pd.DataFrame:
    """Return the observed index by year."""
    if record is None:
        return pd.DataFrame({"year": [], "pair": [], "index": []})
    values = record.index / record.ladder.index_maximum
    return pd.DataFrame({"year": record.years, "pair": record.name, "index": values})


def _differing(first: Case, second: Case) -> list[tuple[int, str]]:
    """Return the years and names of the shocks that only one variant has."""
    shocks = [shock for side in differing_shocks(first, second) for shock in side]
    return [(shock.span[0], shock_name(shock)) for shock in shocks]


def on_screen(arms: Arms, pair: str, wide: bool) -> Iterator[Mapping[str, str]]:
    """Draw what the page shows of lives, each figure as the source of an image, as soon as it is drawn.

    They are called `index` and, one for each variant, `stages 0` and so on. The shocks, which stand beside
    them, are not marked.
    """
    full, half = Look(DOUBLE if wide else SINGLE, titles=False), Look(SINGLE, titles=False)
    record = observed(arms.cases[0], pair)
    subject = replace(subject_of(arms.cases[0]), shocks=())
    two = len(arms.lives) > 1
    index = _two_indices if two else _one_index
    drawings: dict[str, Callable[[], Picture]] = {"index": partial(index, subject, arms, pair, record)}
    for n, lives in enumerate(arms.lives):
        drawings[f"stages {n}"] = partial(_one, subject, lives, pair, "stages", record)
    pictures: dict[str, str] = {}
    for name, drawing in drawings.items():
        look = half if two and name != "index" else full
        svg = base64.b64encode(as_file(drawing, "svg", look)).decode()
        pictures = {**pictures, name: f"data:image/svg+xml;base64,{svg}"}
        yield pictures


def _one_index(subject: Subject, arms: Arms, pair: str, record: Trajectory | None) -> Picture:
    return _one(subject, arms.lives[0], pair, "index", record)


def as_file(drawing: Callable[[], Picture], ending: str, look: Look) -> bytes:
    """Return a figure as a file, `svg` or `pdf`."""
    file = io.BytesIO()
    with DRAWING, looking(look):
        drawing().savefig(file, format=ending, **FORMATS[ending])
    return file.getvalue()
