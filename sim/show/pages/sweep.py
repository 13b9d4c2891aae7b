"""The pages of a sweep and of a sensitivity analysis: outcomes over the ranges of a scenario's values."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from sim.experiments.design import Range, Sweep
from sim.experiments.sensitivity import Study
from sim.experiments.sweep import read_points
from sim.frames import read_frame
from sim.scenario.load import Case
from sim.show import sensitivity as analyses
from sim.show import sweeping
from sim.show.measures import heading
from sim.show.page import Page, Picture, Section, Table, Text
from sim.show.pages.wording import THREE, Cells, worded
from sim.show.value_names import outcome as outcome_called
from sim.show.value_names import value as value_called
from sim.words import listed, name, say, say_many

if TYPE_CHECKING:
    from matplotlib.figure import Figure

METHODS: Final = {"morris": "Morris", "sobol": "Sobol"}


def page(sweep: Sweep, sentences: Sequence[str], folder: Path) -> Page:
    """Return the page of a sweep's folder, given what it says in words."""
    points, case = read_points(folder), sweep.cases[0]
    figures = dict(sweeping.drawings(sweep, points))
    first, *others = _pictures(sweep, figures)
    return Page(
        title=say("{scenario} over its values", scenario=_titles(sweep)),
        question=say(
            "What becomes of {outcomes}, as {ranges} vary?",
            outcomes=listed([outcome_called(measured, case) for measured in sweep.file.outcomes.values()]),
            ranges=listed([value_called(path, case) for path in sweep.file.ranges]),
        ),
        answer=[*_extremes(sweep, points), *sentences],
        sections=[
            Section("", [first]),
            Section(say("Every outcome"), [*others, _spread(sweep, points)]),
            Section(say("Values that were varied"), [_ranges(sweep)], folded=True),
        ],
        footer=say("Every point and what came of it stands in outcomes.parquet."),
    )


def _titles(sweep: Sweep) -> str:
    return listed([name(case.scenario.title) for case in sweep.cases])


def _pictures(sweep: Sweep, figures: Mapping[str, Callable[[], "Figure"]]) -> Iterator[Picture]:
    called = [
        (case, outcome_called(measured, case))
        for case in sweep.cases
        for measured in sweep.file.outcomes.values()
    ]
    for (figure, draw), (case, outcome) in zip(figures.items(), called, strict=True):
        caption = say("{outcome}: {scenario}.", outcome=outcome, scenario=name(case.scenario.title))
        yield Picture(figure, caption, draw, headed=True)


def _extremes(sweep: Sweep, points: pd.DataFrame) -> Iterator[str]:
    """Say of the first outcome between which values it lies, and where."""
    case, (code, measured) = sweep.cases[0], next(iter(sweep.file.outcomes.items()))
    rows = points[(points["scenario"] == case.scenario.name) & points[code].notna()]
    if not len(rows):
        return
    least, most = (rows.iloc[position] for position in (rows[code].argmin(), rows[code].argmax()))
    yield say(
        "{outcome} lies between {least} (where {least_where}) and {most} (where {most_where}).",
        outcome=outcome_called(measured, case),
        least=_number(least[code], measured.measure),
        least_where=_where(least, sweep, case),
        most=_number(most[code], measured.measure),
        most_where=_where(most, sweep, case),
    )


def _where(row: pd.Series, sweep: Sweep, case: Case) -> str:
    return listed(
        [
            say("{range} is {value}", range=value_called(path, case), value=_plain(row[path]))
            for path in list(sweep.file.ranges)[:MOST_NAMED]
        ]
    )


def _plain(value: object) -> str:
    return say("{value:.3g}", value=float(value)) if isinstance(value, int | float) else str(value)


def _number(value: float, measure: str) -> str:
    return say("{year:.0f}", year=value) if measure == "first-passage" else say("{value:.3f}", value=value)


MOST_NAMED: Final = 4
"""Ranges that a sentence names."""


def _spread(sweep: Sweep, points: pd.DataFrame) -> Table:
    """Show what each outcome comes to over the points."""
    rows = []
    for case in sweep.cases:
        of_case = points[points["scenario"] == case.scenario.name]
        for code, measured in sweep.file.outcomes.items():
            values = of_case[code].dropna()
            spread = [("least", values.min()), ("median", values.median()), ("most", values.max())]
            cells = {what: _number(value, measured.measure) if len(values) else "" for what, value in spread}
            rows.append(
                {
                    heading("scenario"): name(case.scenario.title),
                    heading("outcome"): outcome_called(measured, case),
                    say("least"): cells["least"],
                    say("median"): cells["median"],
                    say("most"): cells["most"],
                    say("standard error of a point"): say("{error:.3f}", error=of_case[f"{code}_se"].mean()),
                }
            )
    count = points["point"].nunique()
    title = say_many(
        "{count:,} point of {lives:,} lives",
        "{count:,} points of {lives:,} lives",
        count,
        lives=sweep.file.runs,
    )
    return Table(pd.DataFrame(rows), title)


def _ranges(sweep: Sweep) -> Table:
    rows = [
        {heading("range"): value_called(path, sweep.cases[0]), say("values"): _values(span)}
        for path, span in sweep.file.ranges.items()
    ]
    return Table(pd.DataFrame(rows))


def _values(span: Range) -> str:
    if span.values is not None:
        return listed([_plain(value) for value in span.values])
    return say("{low} to {high}", low=_plain(span.low), high=_plain(span.high))


def sensitivity_page(plan: Study, folder: Path) -> Page:
    """Return the page of a sensitivity analysis."""
    frame, sweep = read_frame(folder / "sensitivity.csv"), plan.sweep
    figures = dict(analyses.drawings(plan, frame))
    sentences = [*analyses.sentences(plan, frame), *analyses.failures(read_points(folder))]
    first, *others = (
        Picture(key, _tornado_caption(plan), draw, headed=True) for key, draw in figures.items()
    )
    return Page(
        title=say("What moves {scenario}", scenario=_titles(sweep)),
        question=say(
            "Which values of {scenario} move {outcomes}?",
            scenario=_titles(sweep),
            outcomes=listed(
                [outcome_called(measured, sweep.cases[0]) for measured in sweep.file.outcomes.values()]
            ),
        ),
        answer=sentences[:2],
        sections=[
            Section("", [first]),
            Section(say("Every outcome"), [*others, Text(sentences[2:], listed=True)]),
            Section(say("Every range"), [_measured(plan, frame)], folded=True),
        ],
        terms=("mu_star", "total"),
        footer=say(
            "What matters here matters over these ranges: a value that is held fixed, or varied less, moves "
            "less."
        ),
    )


def _tornado_caption(plan: Study) -> str:
    return say(
        "Ranges by how much they move the outcome ({method}), with 95% intervals.",
        method=METHODS[plan.method],
    )


def _measured(plan: Study, frame: pd.DataFrame) -> Table:
    case = plan.sweep.cases[0]
    outcomes = plan.sweep.file.outcomes
    cells: Cells = {
        "outcome": lambda code: outcome_called(outcomes[code], case) if code in outcomes else str(code),
        "range": lambda path: value_called(str(path), case),
        **dict.fromkeys(analyses.PRINTED[plan.method], THREE),
    }
    return Table(worded(frame, cells))
