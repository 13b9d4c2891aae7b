"""The page of a hindcast: how well the record is forecast from past years, beside baselines."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from sim.evidence.skill import BEST
from sim.results.marks import read_cautions
from sim.scenario.load import Case
from sim.show import hindcast_figures, hindcasting
from sim.show.measures import forecaster, measure
from sim.show.page import Page, Picture, Section, Table, Text
from sim.show.pages.wording import COUNT, SIGNED, THREE, Cells, worded
from sim.words import later, listed, name, say, say_many

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MODES: Final = {
    "conditional": later("with later shocks given"),
    "forecast": later("with nothing later known"),
}
"""What a forecast knows."""

CAPTIONS: Final = {
    "skill": later("How much less the model errs than each baseline, by years ahead, with 90% intervals."),
    "reliability": later(
        "How often what was given so much chance then came: on the diagonal chances are right."
    ),
    "fans": later("Forecasts of the index from each origin beside what then came."),
}
"""What the figures show."""


def page(cases: Sequence[Case], folder: Path) -> Page:
    """Return the page of a hindcast's folder."""
    sentences = hindcasting.sentences(folder)
    figures = dict(hindcast_figures.drawings(folder, cases))
    skill = pd.read_csv(folder / "skill.csv", keep_default_na=False)
    return Page(
        title=say(
            "Forecasts from past years: {cases}", cases=listed([name(case.scenario.title) for case in cases])
        ),
        question=say_many(
            "How well would the model have forecast {count:d} case from what was known at the time, beside "
            "simple baselines?",
            "How well would the model have forecast {count:d} cases from what was known at the time, beside "
            "simple baselines?",
            len(cases),
        ),
        answer=sentences[:2],
        sections=[
            Section("", list(_pictures(figures, list(figures)[:1]))),
            Section(
                say("Mode by mode, lead by lead"), [Text(sentences[2:], listed=True), *_against_best(skill)]
            ),
            Section(
                say("How far to trust it"),
                [Text([*read_cautions(folder), *([hindcasting.alone()] if len(cases) == 1 else [])])],
            ),
            Section(
                say("Reliability, and forecasts beside what came"),
                list(_pictures(figures, list(figures)[1:])),
            ),
            Section(say("Every baseline"), [_every(skill)], folded=True),
        ],
        terms=("skill", "rps_degrees", "rps_stage", "crps_index", "log_degrees"),
        footer=say("A verdict needs five cases with two origins each, and an interval that excludes zero."),
    )


def _pictures(figures: Mapping[str, Callable[[], "Figure"]], chosen: Sequence[str]) -> Iterator[Picture]:
    return (Picture(key, say(CAPTIONS[key]), figures[key], headed=True) for key in chosen)


CELLS: Final[Cells] = {
    "mode": lambda code: say(MODES[code]) if code in MODES else str(code),
    "lead": COUNT,
    "measure": measure,
    "forecaster": forecaster,
    "score": THREE,
    "skill": SIGNED,
    "low": SIGNED,
    "high": SIGNED,
    "verdict": hindcasting.verdict_said,
}
"""How the columns of `skill.csv` are written."""


def _against_best(skill: pd.DataFrame) -> Iterator[Table]:
    """Show the skill against the baseline that served best on other cases."""
    rows = skill[(skill["forecaster"] == BEST) & (skill["years"] == "all")]
    if len(rows):
        yield Table(worded(rows, CELLS), say("Against the baseline that served best on other cases"))


def _every(skill: pd.DataFrame) -> Table:
    rows = skill[(skill["measure"] == "rps_degrees") & (skill["years"] == "all")]
    note = say("Other measures, and years with and without a change, stand in skill.csv.")
    return Table(worded(rows, CELLS), "", note)
