"""Two codings of the same history side by side, and the folder that results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from sim.faults import Fault, InputError
from sim.files import digest, write_mark
from sim.ladder.agreement import YEARS_APART, Comparison, Sides, compare, questions
from sim.ladder.assess import Trajectory
from sim.ladder.events import Event, of_pairs, pairs_of, read_events
from sim.ladder.ladder import Ladder
from sim.show import assessment, figures
from sim.show.folders import new_folder
from sim.show.results import write_csv
from sim.show.style import Picture, styled

SIDES: Final = ("first", "second")
TOLD: Final = ("id", "date", "actors", "degree", "effect", "basis", "title")
"""What `matched.csv` says of an event on either side."""

MOST_TOLD: Final = 5
"""Pairs left out that are named."""

MOST_MATCHED: Final = 2000
"""Events of a coding that are compared with each of the other."""

APART: Final = (0, YEARS_APART, 2)
"""Years by which dates may differ, in counts of matches."""


@dataclass(frozen=True)
class Files:
    """Two files of events of the same history, and what they say of it.

    Attributes
    ----------
    paths
        The first file and the second.
    compared
        Both side by side.
    matches
        Events that match, by the years their dates may be apart.
    left_out
        Pairs that one of the files alone has, by file: with nothing to compare, no pair of the comparison.
    windows
        The name of a file of other windows, said after a comma; empty for the ladder's own.
    """

    paths: tuple[Path, Path]
    compared: Comparison
    matches: dict[int, int]
    left_out: tuple[list[str], list[str]]
    windows: str = ""

    @property
    def names(self) -> list[str]:
        """How the files are called: by their folders and their own names."""
        return [f"{path.resolve().parent.name}/{path.name}" for path in self.paths]


def read(
    paths: tuple[Path, Path],
    pair: str | None = None,
    first: int | None = None,
    last: int | None = None,
    windows: Path | None = None,
    ladder: str | None = None,
) -> Files:
    """Lay two codings side by side: one pair, or all pairs that both have.

    Raises
    ------
    InputError
        With every fault of both files, or where neither holds such a pair.
    """
    scale = assessment.ladder_meant(ladder, windows)
    codings, faults = [], []
    for path in paths:
        try:
            codings.append(read_events(path, scale))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    pairs, left_out = _chosen(paths, codings, pair, scale)
    _check_matchable(paths, codings, pairs, scale)
    both = [event for coding in codings for event in coding]
    own = of_pairs(both, pairs)
    years = assessment.years_shown(own, scale, first, last)
    compared = {apart: compare(codings[0], codings[1], pairs, years, scale, apart) for apart in APART}
    matches = {apart: len(one.matched) for apart, one in compared.items()}
    named = f", windows of {windows.name}" if windows else ""
    return Files(paths, compared[YEARS_APART], matches, left_out, named)


def _check_matchable(
    paths: tuple[Path, Path],
    codings: Sequence[Sequence[Event]],
    pairs: Sequence[tuple[str, str]],
    ladder: Ladder,
) -> None:
    """Refuse more events than can be laid side by side, each with each."""
    counts = [sum(event.counts(ladder) for event in of_pairs(events, pairs)) for events in codings]
    faults = [
        Fault(str(path), "", f"{count:,} events to match", f"{MOST_MATCHED:,} at most: choose by --pair")
        for path, count in zip(paths, counts, strict=True)
        if count > MOST_MATCHED
    ]
    if faults:
        raise InputError(faults)


def _chosen(
    paths: tuple[Path, Path], codings: Sequence[Sequence[Event]], pair: str | None, ladder: Ladder
) -> tuple[list[tuple[str, str]], tuple[list[str], list[str]]]:
    """Return the pairs to compare, and those that are left out as one coding alone has them."""
    first, second = (pairs_of(events, ladder) for events in codings)
    shared = [states for states in first if states in second]
    empty = [path for path, had in zip(paths, (first, second), strict=True) if not had]
    if empty and not (pair and (first or second)):
        raise InputError(
            [Fault(str(path), "", f"no {ladder.name} event", "one in each file") for path in empty]
        )
    if not shared and not empty:
        found, expected = (
            ", ".join("-".join(states) for states in had[:MOST_TOLD]) for had in (first, second)
        )
        raise InputError([Fault(str(paths[1]), "", f"other pairs ({expected})", f"one of {found}")])
    if pair:
        return [assessment.known_pair(pair, sorted({*first, *second}), ladder)], ([], [])
    alone = [["-".join(states) for states in had if states not in shared] for had in (first, second)]
    return shared, (alone[0], alone[1])


def write(files: Files, folder: Path, *, command: str, force: bool = False) -> list[Path]:
    """Write tables, figures and `run.json` in a folder of their own; return the files."""
    years = files.compared.paths[0][0].years
    about = f"{', '.join(files.compared.names)}, {years[0]}-{years[-1]}{files.windows}"
    identity = "agreement of {} and {}: ".format(*files.names) + about
    asked = [question.row() for question in questions(files.compared)]
    said = sentences(files, {str(row["question"]): row for row in asked})
    given = dict(zip(SIDES, map(digest, files.paths), strict=True))
    wanted = {"identity": identity, **given, "windows": list(files.compared.ladder.windows)}
    with new_folder(folder, wanted, force) as fresh:
        write_csv(fresh / "agreement.csv", asked, list(asked[0]))
        columns = ("indicator", *(f"{name}_{side}" for side in SIDES for name in TOLD))
        write_csv(fresh / "matched.csv", map(_matched_row, files.compared.events), columns)
        for name, drawn in drawings(files).items():
            figures.save(drawn(), fresh / "figures", name)
        write_mark(fresh, {"identity": identity, "command": command, "sentences": said})
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _matched_row(sides: Sides) -> dict[str, object]:
    told = [(side, event) for side, event in zip(SIDES, sides, strict=True) if event]
    cells = {f"{name}_{side}": _cell(event, name) for side, event in told for name in TOLD}
    return {"indicator": told[0][1].indicator, **cells}


def _cell(event: Event, name: str) -> object:
    value = getattr(event, name)
    return ";".join(value) if name == "actors" else value


def cautions(files: Files) -> list[Fault]:
    """Warn of pairs that one of the codings does not have: left out, or chosen and without events."""
    left = [
        Fault(str(path), "", _told(names), "pairs in both files: these are left out", warning=True)
        for path, names in zip(files.paths, files.left_out, strict=True)
        if names
    ]
    return left + [
        Fault(str(path), "", f"no event of {name}", "one, as the other coding has", warning=True)
        for name, paths in zip(files.compared.names, files.compared.paths, strict=True)
        for path, trajectory in zip(files.paths, paths, strict=True)
        if not trajectory.reach.any() and not trajectory.degrees.any()
    ]


def _told(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_TOLD} more" if len(names) > MOST_TOLD else ""
    return f"{', '.join(names[:MOST_TOLD])}{more} here alone"


def sentences(files: Files, rows: Mapping[str, Mapping[str, object]]) -> list[str]:
    """Say in words how far two codings agree."""
    counts = [sum(sides[n] is not None for sides in files.compared.events) for n in (0, 1)]
    shares = {apart: f"{2 * found / max(sum(counts), 1):.0%}" for apart, found in files.matches.items()}
    said = [
        f"The {side} coding has {_told(names)}: left out, as there is nothing to compare with."
        for side, names in zip(SIDES, files.left_out, strict=True)
        if names
    ]
    said += [
        f"The first coding has {counts[0]} events, the second {counts[1]}; {files.matches[YEARS_APART]} "
        f"match on one indicator within {YEARS_APART} year, {shares[YEARS_APART]} of both "
        f"({shares[0]} in the same year, {shares[2]} within 2)."
    ]
    for name in ("degree", "effect", "basis"):
        row = rows[f"{name} of event"]
        if row["cases"]:
            said.append(
                f"Of {row['cases']} matched events that have one, both give the same {name} to "
                f"{row['agreed']:.0%}{_kappa(row)}."
            )
    for name, thing, what in (
        ("all indicators", "degree", "cells of an indicator and year"),
        ("stage", "stage", "years"),
    ):
        row = rows[f"{name}, by year"]
        said.append(
            f"Of {row['cases']:,} {what}, both show the same {thing} in {row['agreed']:.0%}{_kappa(row)}."
        )
    return said


def _kappa(row: Mapping[str, object]) -> str:
    if row["kappa"] == "":
        return " (no kappa: one category alone)"
    weighted = "weighted kappa" if "year" in str(row["question"]) else "kappa"
    interval = f", {row['low']:.2f} to {row['high']:.2f}" if row["low"] != "" else ""
    return f" ({weighted} {row['kappa']:.2f}{interval})"


def drawings(files: Files) -> dict[str, partial[Picture]]:
    """Name the figures, one a pair, by functions that draw them."""
    compared = files.compared
    return {
        f"agreement-{name}": partial(side_by_side, name, *paths, files.names)
        for name, paths in zip(compared.names, compared.paths, strict=True)
    }


@styled
def side_by_side(name: str, first: Trajectory, second: Trajectory, files: Sequence[str]) -> Picture:
    """Draw the degrees of a pair by both codings, and a mark in each cell where they differ."""
    years = [int(year) for year in first.years]
    figure = Picture(figsize=(9, 5.4))
    axes = figure.subplots(2, 1, sharex=True)
    row, column = np.nonzero(first.degrees != second.degrees)
    for ax, path, file, side in zip(axes, (first, second), files, SIDES, strict=True):
        figures.shade(ax, path.degrees, years, path.ladder)
        ax.plot(row + years[0] + 0.5, column + 1, ".", color=figures.RECORD, ms=3.5)
        ax.set_title(f"{side} coding: {file}")
    share = np.mean(first.degrees == second.degrees)
    heading = f"{name}: two codings, {years[0]}-{years[-1]}; {share:.0%} of cells agree, dots differ"
    figures.head(figure, heading)
    figures.degree_key(figure)
    return figure
