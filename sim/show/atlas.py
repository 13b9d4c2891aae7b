"""The atlas in cells and in words: where pairs stand, what is not known of them, which groups show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.frames import read_frame
from sim.ladder.ladder import MILITARY, Ladder
from sim.ladder.party import Party
from sim.show.arranging import arrange
from sim.show.naming import Naming, stages_of
from sim.words import first_of, later, listed, name, numerals, say, say_many

Levels = NDArray[np.int_]
"""Stages by their numbers, the same from either side: `[state, other]`."""

MOST_NAMED: Final = 3
"""Members of a group that a line of text names."""


@dataclass(frozen=True)
class Atlas:
    """Pairs of states by stage, states in an order in which groups show.

    Attributes
    ----------
    year
        The end of which it shows.
    naming
        What its states are called.
    ladder
        The ladder whose stages these are.
    states
        Codes, in order.
    groups
        Members of each group by its number: they stand side by side.
    level
        The stage that the two reach, as measured; of lives the most likely stage `[state, other]`.
    still
        The stage that they reach with what was last known and would still stand; of lives the same.
    unknown
        How many indicators that are measured well are unknown; of lives 0.
    share
        Share of lives at that stage; 1 of what is measured.
    simulated
        Whether it shows lives.
    """

    year: int
    naming: Naming
    ladder: Ladder
    states: Sequence[str]
    groups: Mapping[int, Sequence[str]]
    level: Levels
    still: Levels
    unknown: Levels
    share: NDArray[np.float64]
    simulated: bool

    def among(self, states: Sequence[str]) -> "Atlas":
        """Return the part of it that some states make up."""
        kept = [n for n, code in enumerate(self.states) if code in set(states)]
        part = np.ix_(kept, kept)
        groups = {n: [code for code in group if code in set(states)] for n, group in self.groups.items()}
        return Atlas(
            self.year,
            self.naming,
            self.ladder,
            [self.states[n] for n in kept],
            {n: group for n, group in groups.items() if group},
            self.level[part],
            self.still[part],
            self.unknown[part],
            self.share[part],
            self.simulated,
        )

    @property
    def stages(self) -> list[int]:
        """The numbers of the stages that any pair is at, the highest first."""
        there = set(np.unique(self.level)) | set(np.unique(self.still))
        return sorted((int(number) for number in there - {0}), reverse=True)

    @property
    def pairs(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Positions of the first and of the second state of all pairs."""
        first, second = np.triu_indices(len(self.states), 1)
        return first, second


def arranged(table: pd.DataFrame, ladder: Ladder = MILITARY) -> pd.DataFrame:
    """Return the states of `atlas.csv` in order, with the group and the ties of each: `states.csv`."""
    simulated = "share" in table
    states = _states_of(table)
    level = _matrix(table, states, _numbers(table["stage" if simulated else "reach_still"], ladder))
    placed = arrange(level / len(ladder.stages))
    group_of = {n: number for number, span in enumerate(placed.groups, start=1) for n in placed.order[span]}
    return pd.DataFrame(
        {
            "state": [states[n] for n in placed.order],
            "group": [group_of.get(n, "") for n in placed.order],
            "ties": [int((level[n] > 0).sum()) for n in placed.order],
        }
    )


def read(folder: Path, naming: Naming, ladder: Ladder = MILITARY) -> Atlas:
    """Read an atlas from its tables."""
    table, states = (
        read_frame(folder / "atlas.csv", blank=True),
        read_frame(folder / "states.csv", blank=True),
    )
    codes, simulated = list(states["state"].astype(str)), "share" in table
    level = _numbers(table["stage" if simulated else "reach"], ladder)
    still = level if simulated else _numbers(table["reach_still"], ladder)
    numbers = sorted({int(number) for number in states["group"] if str(number)})
    return Atlas(
        year=int(table["year"].iloc[0]),
        naming=naming,
        ladder=ladder,
        states=codes,
        groups={n: list(states["state"][states["group"].astype(str) == str(n)]) for n in numbers},
        level=_matrix(table, codes, level),
        still=_matrix(table, codes, still),
        unknown=_matrix(
            table, codes, np.zeros(len(table), int) if simulated else table["unknown"].to_numpy(int)
        ),
        share=_matrix(table, codes, table["share"].to_numpy(float) if simulated else np.ones(len(table))),
        simulated=simulated,
    )


def _states_of(table: pd.DataFrame) -> list[str]:
    return sorted({code for pair in table["pair"] for code in Party(pair).states})


def _numbers(stages: pd.Series, ladder: Ladder) -> Levels:
    return np.array([ladder.stage_names.index(stage) for stage in stages], int)


def _matrix(table: pd.DataFrame, states: Sequence[str], values: NDArray[Any]) -> NDArray[Any]:
    """Lay a value of each pair out from either side."""
    position = {code: n for n, code in enumerate(states)}
    matrix = np.zeros((len(states), len(states)), values.dtype)
    for pair, value in zip(table["pair"], values, strict=True):
        one, other = (position[code] for code in Party(pair).states)
        matrix[one, other] = matrix[other, one] = value
    return matrix


def best_tied(atlas: Atlas, most: int) -> Atlas:
    """Return the part of an atlas that the states with the most ties make up."""
    return atlas.among(_by_ties(atlas, atlas.states)[:most])


def _by_ties(atlas: Atlas, states: Sequence[str]) -> list[str]:
    """Return some states, those with the most ties first, equals in alphabetical order."""
    ties = dict(zip(atlas.states, (atlas.still > 0).sum(axis=1), strict=True))
    return sorted(states, key=lambda code: (-ties[code], code))


def called(atlas: Atlas, number: int) -> str:
    """Return what a group is called: by those of its members that have the most ties."""
    members = _by_ties(atlas, atlas.groups[number])
    return first_of([atlas.naming.state(code) for code in members], MOST_NAMED)


def sentences(atlas: Atlas, of: int, *, best: bool = False) -> list[str]:
    """Say how many pairs are at which stage, of how many nothing is known, and which groups show.

    Parameters
    ----------
    atlas
        What is shown.
    of
        How many states there are in all.
    best
        Whether its states are those with the most ties of them.
    """
    shown = [say("Shown are the states with the most ties.")] if best else []
    return [_counts(atlas, of), *([] if atlas.simulated else _unseen(atlas)), *_on_groups(atlas), *shown]


def _counts(atlas: Atlas, of: int) -> str:
    level = atlas.level[atlas.pairs]
    stages = stages_of(atlas.ladder)
    counts = [
        say("{stage} {count:,}", stage=stages[number], count=int((level == number).sum()))
        for number in [number for number in atlas.stages if (level == number).any()] or [0]
    ]
    values = {"states": len(atlas.states), "pairs": len(level), "year": atlas.year, "counts": listed(counts)}
    if atlas.simulated:
        message = later(
            "Most likely stage of the {pairs:,} pairs of {states:,} states at the end of {year:d}: {counts}."
        )
        return say(message, **values)
    message = later(
        "{pairs:,} pairs of {states:,} of the {all:,} states at the end of {year:d}, by the stage that "
        "they are known to reach: {counts}."
    )
    return say(message, **values, all=of)


def _unseen(atlas: Atlas) -> Iterator[str]:
    """Say of how many pairs nothing is seen, and of how many of these not all is known."""
    level, still, unknown = (cells[atlas.pairs] for cells in (atlas.level, atlas.still, atlas.unknown))
    yield say(
        "Of {unseen:,} more no tie is seen, but not all is known; {none:,} are known to have none.",
        unseen=int(((still == 0) & (unknown > 0)).sum()),
        none=int(((still == 0) & (unknown == 0)).sum()),
    )
    if further := int((still > level).sum()):
        yield say(
            "{count:,} would reach further by what was last known of them and may still stand.", count=further
        )


def not_measured(year: int, latest: Mapping[int, int]) -> list[str]:
    """Say which indicators are not measured in a year, given the last year in which each is."""
    unknown = [
        say(
            "{indicator} (last in {year:d})", indicator=name(MILITARY.indicators[number - 1].short), year=last
        )
        for number, last in latest.items()
        if last < year
    ]
    return (
        [say("Not measured in {year:d}: {indicators}.", year=year, indicators=listed(unknown))]
        if unknown
        else []
    )


def _on_groups(atlas: Atlas) -> Iterator[str]:
    if not atlas.groups:
        yield say("No three states are tied so closely that they form a group.")
        return
    largest = max(atlas.groups, key=lambda number: len(atlas.groups[number]))
    yield say_many(
        "{count:,} group shows; the largest, of {members:,} states: {names}.",
        "{count:,} groups show; the largest, of {members:,} states: {names}.",
        len(atlas.groups),
        members=len(atlas.groups[largest]),
        names=called(atlas, largest),
    )


def group_table(atlas: Atlas) -> pd.DataFrame:
    """Return the groups as a worded table: members, pairs at each stage."""
    stages = stages_of(atlas.ladder)
    rows = []
    for number, group in atlas.groups.items():
        part = atlas.among(group)
        level = part.still[part.pairs]
        rows.append(
            {
                say("group"): numerals(str(number)),
                say("members"): listed([atlas.naming.state(code) for code in _by_ties(atlas, group)]),
                **{stages[k]: say("{share:.0%}", share=float((level == k).mean())) for k in atlas.stages},
            }
        )
    return pd.DataFrame(rows)


def state_table(atlas: Atlas) -> pd.DataFrame:
    """Return the states as a worded table, in order: group, partners at each stage."""
    stages = stages_of(atlas.ladder)
    group_of = {code: n for n, group in atlas.groups.items() for code in group}
    return pd.DataFrame(
        {
            say("state"): atlas.naming.state(code),
            say("group"): numerals(str(group_of.get(code, ""))),
            **{stages[k]: say("{count:,}", count=int((atlas.still[n] == k).sum())) for k in atlas.stages},
        }
        for n, code in enumerate(atlas.states)
    )
