"""The page of an assessment: the verdict, the trajectory it ends, and the events that every cell rests on."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from sim.ladder.assess import Trajectory
from sim.ladder.events import Event
from sim.ladder.party import Party
from sim.ladder.rules import DEGREES
from sim.ladder.verdict import judge
from sim.scenario.check import case_of
from sim.scenario.load import pair_under_study
from sim.show import charts
from sim.show.answer import naming_of_record, of_record
from sim.show.assessment import Assessment, drawings
from sim.show.measures import heading
from sim.show.naming import Naming, stages_of, verdicts_of
from sim.show.page import Block, Markup, Page, Picture, Section, Table, Text
from sim.show.pages.ladder import Titles, ladder_table, titles_of
from sim.show.report import MOST_SHOWN
from sim.show.subject import Subject
from sim.words import name, say, say_many


def page(assessment: Assessment, folder: Path) -> Page:
    """Return the page of an assessment."""
    naming, order = naming_of_record(assessment.path), _in_order(assessment)
    first, *others = order[:MOST_SHOWN]
    verdicts = of_record(assessment.path, assessment.trajectories)
    return Page(
        title=naming.party(first.name),
        question=say(
            "How far has the {ladder} of {pair} come by {year:d}, and on what does that rest?",
            ladder=name(assessment.ladder.title),
            pair=naming.party_in_sentence(first.name),
            year=int(first.years[-1]),
        ),
        answer=[verdicts[first.name], _index_sentence(first, naming)],
        sections=[
            Section("", _figures(assessment, order[:MOST_SHOWN], naming)),
            Section(
                say("The evidence: each cell opens the coded events it rests on"),
                [_evidence(assessment, first, naming)],
            ),
            Section(say("How far to trust it"), [Text(list(_trust(assessment, first, naming)))]),
            *_all_verdicts(order, naming),
            *(_other(assessment, path, naming) for path in others),
        ],
        terms=("verdict", "stage", "reach", "index"),
        footer=say(
            "Nothing here is simulated: the same events give the same ladder, whoever reads them. What was "
            "not coded does not count."
        ),
    )


def _in_order(assessment: Assessment) -> list[Trajectory]:
    """Put the group first, then the pair under study, then the pairs with the most events."""
    case = case_of(assessment.path)
    studied = pair_under_study(case) if case else ""
    events = dict(zip((path.name for path in assessment.trajectories), assessment.events, strict=True))
    return sorted(
        assessment.trajectories,
        key=lambda path: (not Party(path.name).is_group, path.name != studied, -len(events[path.name])),
    )


def _index_sentence(path: Trajectory, naming: Naming) -> str:
    """Say where the index stands in the last year, and when it was highest."""
    index = path.index / path.ladder.index_maximum
    top = int(np.argmax(index))
    return say(
        "The index of {pair} stands at {last:.2f} in {year:d}; its highest was {most:.2f}, first in "
        "{when:d}.",
        pair=naming.party_in_sentence(path.name),
        last=float(index[-1]),
        year=int(path.years[-1]),
        most=float(index[top]),
        when=int(path.years[top]),
    )


def _figures(assessment: Assessment, shown: list[Trajectory], naming: Naming) -> list[Block]:
    """Show the ladder of the first, to be hovered for its events, and its dimensions side by side."""
    figures, first = drawings(assessment), shown[0]
    blocks: list[Block] = []
    if (trajectory := f"trajectory-{first.name}") in figures:
        caption = say(
            "The observed ladder of {pair}: stage above, the degree of each indicator below.",
            pair=naming.party_in_sentence(first.name),
        )
        blocks.append(Picture(trajectory, caption, figures[trajectory], _chart(assessment, shown, naming)))
    if (dimensions := f"dimensions-{first.name}") in figures:
        caption = say("The dimensions of alignment side by side; they are not added up.")
        blocks.append(Picture(dimensions, caption, figures[dimensions]))
    return blocks


def _chart(assessment: Assessment, shown: list[Trajectory], naming: Naming) -> charts.Spec:
    rows = [
        {"pair": path.name, "year": int(year), "indicator": number, "observed": DEGREES[degree]}
        for path in shown
        for year, degrees in zip(path.years, path.degrees, strict=True)
        for number, degree in enumerate(degrees, start=1)
    ]
    titles: Titles = {}
    for path in shown:
        titles |= titles_of(path, _events_of(assessment, path))
    subject = Subject("", naming, assessment.ladder, [path.name for path in shown], list(naming.states))
    return charts.ladder(subject, pd.DataFrame(rows), titles)


def _events_of(assessment: Assessment, path: Trajectory) -> list[Event]:
    position = [other.name for other in assessment.trajectories].index(path.name)
    return assessment.events[position]


def _evidence(assessment: Assessment, path: Trajectory, naming: Naming) -> Markup:
    called = say("The observed ladder of {pair}", pair=naming.party_in_sentence(path.name))
    return Markup(ladder_table(path, _events_of(assessment, path), called))


def _trust(assessment: Assessment, path: Trajectory, naming: Naming) -> Iterator[str]:
    """Say how many events it rests on, and in how many years it hangs on a single one."""
    counted = sum(event.counts(assessment.ladder) for event in _events_of(assessment, path))
    yield say_many(
        "The ladder of {pair} rests on {count:,} coded event.",
        "The ladder of {pair} rests on {count:,} coded events.",
        counted,
        pair=naming.party_in_sentence(path.name),
    )
    fragile = int(np.count_nonzero(path.fragile))
    yield say(
        "In {fragile:d} of {years:d} years the stage or its degree would be another without one of them.",
        fragile=fragile,
        years=len(path.years),
    )
    yield say(
        "What another coder makes of the same history, and what becomes of the ladder then, sim agree tells."
    )


def _all_verdicts(order: list[Trajectory], naming: Naming) -> Iterator[Section]:
    """Show the verdict on every pair in its last year, where there is more than one."""
    if len(order) < 2:
        return
    rows = [
        {
            heading("pair"): naming.party(path.name),
            heading("year"): say("{year:d}", year=int(path.years[-1])),
            heading("verdict"): verdicts_of(path.ladder)[judge(path.degrees[-1], path.ladder).number],
            heading("stage"): stages_of(path.ladder)[path.stage[-1]],
            heading("reach"): stages_of(path.ladder)[path.reach[-1]],
            heading("index"): say("{index:.2f}", index=float(path.index[-1]) / path.ladder.index_maximum),
        }
        for path in order
    ]
    yield Section(say("All pairs"), [Table(pd.DataFrame(rows))], folded=True)


def _other(assessment: Assessment, path: Trajectory, naming: Naming) -> Section:
    """Show the ladder of another pair."""
    figures = drawings(assessment)
    captions = {
        f"trajectory-{path.name}": say("The observed ladder."),
        f"dimensions-{path.name}": say("The dimensions of alignment side by side; they are not added up."),
    }
    pictures = [Picture(key, caption, figures[key]) for key, caption in captions.items() if key in figures]
    return Section(naming.party(path.name), [*pictures, _evidence(assessment, path, naming)], folded=True)
