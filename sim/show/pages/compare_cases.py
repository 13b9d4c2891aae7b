"""The page of a comparison of cases: their observed trajectories on one scale."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from sim.scenario.load import Case
from sim.show.cases import Observed
from sim.show.measures import heading
from sim.show.naming import naming_of, stages_of
from sim.show.page import Page, Picture, Section, Table, Text
from sim.words import listed, name, say, say_many

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def page(
    cases: Sequence[Case],
    observed: Sequence[Observed],
    sentences: Sequence[str],
    figures: Mapping[str, Callable[[], "Figure"]],
) -> Page:
    """Return the page of a comparison: its cases, what was observed of them, what is said and drawn."""
    titles = [name(case.scenario.title) for case in cases]
    return Page(
        title=say("Cases on one scale: {cases}", cases=listed(titles)),
        question=say_many(
            "How does what was observed in {count:d} case look on one scale?",
            "How does what was observed in {count:d} cases compare on one scale?",
            len(cases),
        ),
        answer=sentences[:2],
        sections=[
            Section(
                "",
                [
                    Picture(
                        "ages",
                        say("Index by years since the start of each case."),
                        figures["ages"],
                        headed=True,
                    )
                ],
            ),
            *(
                [Section(say("Where they differ"), [Text(sentences[2:], listed=True)])]
                if sentences[2:]
                else []
            ),
            Section(
                say("Every pair and group"),
                [
                    Picture(
                        "cases",
                        say(
                            "Index (line) and stage (shade) of every pair and group with a record, on one "
                            "scale."
                        ),
                        figures["cases"],
                        headed=True,
                    ),
                    _every(cases, observed),
                ],
            ),
        ],
        terms=("index", "stage"),
        footer=say(
            "Every trajectory here is observed, from coded events, by the same ladder; nothing is simulated."
        ),
    )


def _every(cases: Sequence[Case], observed: Sequence[Observed]) -> Table:
    by_name = {case.scenario.name: case for case in cases}
    rows = []
    for one in observed:
        case, trajectory = by_name[one.case], one.trajectory
        rows.append(
            {
                heading("case"): name(case.scenario.title),
                heading("pair"): naming_of(case).party(trajectory.name),
                heading("events"): say("{count:,}", count=one.events),
                heading("years"): say(
                    "{first:d}-{last:d}", first=int(trajectory.years[0]), last=int(trajectory.years[-1])
                ),
                say("highest index"): say("{index:.2f}", index=max(one.index)),
                say("last index"): say("{index:.2f}", index=one.index[-1]),
                say("last stage"): stages_of(trajectory.ladder)[trajectory.stage[-1]],
            }
        )
    return Table(pd.DataFrame(rows))
