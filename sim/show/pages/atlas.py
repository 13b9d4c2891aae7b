"""The page of an atlas: where pairs stand, the groups that they form, who is likely to climb or to fall."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from sim.ladder.ladder import Ladder
from sim.results.marks import read_sentences
from sim.show import atlas as shown
from sim.show.atlas import Atlas
from sim.show.atlas_words import UNDER, reasons_table
from sim.show.naming import Naming
from sim.show.page import Page, Picture, Section, Table, Text
from sim.words import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_SHOWN: Final = 20
"""Pairs of either list that stand on the page."""


def page(
    folder: Path,
    naming: Naming,
    ladder: Ladder,
    lists: Mapping[str, pd.DataFrame],
    figures: "Mapping[str, Callable[[], Figure]]",
) -> Page:
    """Return the page of an atlas."""
    atlas, sentences = shown.read(folder, naming, ladder), read_sentences(folder)
    return Page(
        title=say("The atlas of {year:d}", year=atlas.year),
        question=say(
            "Where do the pairs of {count:,} states stand at the end of {year:d}, and which groups show?",
            count=len(atlas.states),
            year=atlas.year,
        ),
        answer=[sentences[0], *sentences[-len(lists) :]] if lists else sentences[:1],
        sections=[
            Section("", [Picture("atlas", _caption(atlas), figures["atlas"], headed=True)]),
            *_groups(atlas),
            *_next(lists, figures, naming, ladder),
            *_trust(atlas, sentences[1 : len(sentences) - len(lists)]),
            Section(say("State by state"), [Table(shown.state_table(atlas))], folded=True),
        ],
        terms=("stage", "reach"),
        footer=_footer(atlas),
    )


def _caption(atlas: Atlas) -> str:
    if atlas.simulated:
        return say(
            "Each cell is a pair, shaded by the stage at which most of its lives are; the larger the "
            "cell, the more lives. States stand beside those that they are most like; groups are framed."
        )
    return say(
        "Each cell is a pair, shaded by the stage that arms, exercises, bases and common defence prove "
        "that it reaches; the early stage is measured too weakly to be shown. States stand beside those "
        "that they are most like. Groups are framed: on the mean every member reaches the moderate "
        "stage with the others."
    )


def _groups(atlas: Atlas) -> Iterator[Section]:
    if atlas.groups:
        yield Section(say("Groups: shares of their pairs at each stage"), [Table(shown.group_table(atlas))])


def _next(
    lists: Mapping[str, pd.DataFrame],
    figures: "Mapping[str, Callable[[], Figure]]",
    naming: Naming,
    ladder: Ladder,
) -> Iterator[Section]:
    """Show who is likely to climb and to fall, and why."""
    if not lists:
        return
    caption = say(
        "Shares of lives in which a pair stands higher, and lower, on the indicators that are measured "
        "well; beside each the indicator most likely to move. Lines are what the number of lives leaves "
        "open (90%)."
    )
    yield Section(
        say("Who is likely to climb, and to fall"),
        [
            Picture("prospects", caption, figures["prospects"], headed=True),
            *(
                Table(reasons_table(which, table, naming, ladder, MOST_SHOWN), say(UNDER[which]))
                for which, table in lists.items()
            ),
        ],
    )


def _trust(atlas: Atlas, sentences: list[str]) -> Iterator[Section]:
    yield Section(say("What is known, and what is not"), [Text(sentences)])


def _footer(atlas: Atlas) -> str:
    if atlas.simulated:
        return say("What is shown are simulated lives, not what is known of any state.")
    return say(
        "Measured is what public data sets know, by fixed rules; an unknown cell is not none. Who may "
        "climb or fall is what the model makes of the world as it was known at the end of that year; on "
        "what it has not learnt from it errs no less than simple rules that know each pair's own past."
    )
