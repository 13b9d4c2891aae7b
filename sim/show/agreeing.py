"""Two codings of the same history side by side, and the folder that results."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from matplotlib.figure import Figure

from sim.faults import Fault, InputError
from sim.ladder.agreement import YEARS_APART, Pairing, match, pairing, questions
from sim.ladder.events import Event, pairs_of, read_events
from sim.ladder.rules import WINDOWS
from sim.show import assessment, figures
from sim.show.results import new_folder, write_csv, write_mark

SIDES: Final = ("first", "second")
TOLD: Final = ("id", "date", "degree", "effect", "basis", "title")
"""What `matched.csv` says of an event on either side."""


@dataclass(frozen=True)
class Comparison:
    """Two files of events of the same pairs.

    Attributes
    ----------
    paths
        The first file and the second.
    pairings
        What both say of each pair.
    """

    paths: tuple[Path, Path]
    pairings: list[Pairing]


def read(
    paths: tuple[Path, Path],
    pair: str | None = None,
    first: int | None = None,
    last: int | None = None,
    windows: Path | None = None,
) -> Comparison:
    """Lay two codings side by side: one pair, or all pairs that either has.

    Raises
    ------
    InputError
        With every fault of both files, or where neither holds such a pair.
    """
    codings, faults = [], []
    for path in paths:
        try:
            codings.append(read_events(path))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    spans = assessment.read_windows(windows) if windows else WINDOWS
    both = [event for coding in codings for event in coding]
    pairs = _chosen(paths, pair, pairs_of(both))
    own = [event for event in both if any(set(states) <= set(event.actors) for states in pairs)]
    years = assessment.years_shown(own, first, last)
    return Comparison(paths, [pairing(codings[0], codings[1], states, years, spans) for states in pairs])


def _chosen(
    paths: tuple[Path, Path], pair: str | None, pairs: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    if not pairs:
        raise InputError([Fault(str(path), "", "no military event", "one in either file") for path in paths])
    return [assessment.known_pair(pair, pairs)] if pair else list(pairs)


def write(compared: Comparison, folder: Path, *, command: str, force: bool = False) -> list[Path]:
    """Write tables, figures and `run.json` in a folder of their own; return the files."""
    names = [f"{path.resolve().parent.name}/{path.name}" for path in compared.paths]
    identity = f"agreement of {names[0]} and {names[1]}"
    asked = [question.row() for question in questions(compared.pairings)]
    said = sentences(compared, {str(row["question"]): row for row in asked})
    with new_folder(folder, identity, force) as fresh:
        write_csv(fresh / "agreement.csv", asked, list(asked[0]))
        columns = ("pair", "indicator", *(f"{name}_{side}" for side in SIDES for name in TOLD))
        write_csv(fresh / "matched.csv", _matched_rows(compared.pairings), columns)
        for name, drawn in drawings(compared).items():
            figures.save(drawn(), fresh / "figures", name)
        write_mark(fresh, {"identity": identity, "command": command, "sentences": said})
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _matched_rows(pairings: Sequence[Pairing]) -> Iterator[dict[str, object]]:
    for one in pairings:
        for sides in one.events:
            indicator = next(event.indicator for event in sides if event)
            told = zip(SIDES, sides, strict=True)
            yield {
                "pair": one.name,
                "indicator": indicator,
                **{f"{name}_{side}": _cell(event, name) for side, event in told if event for name in TOLD},
            }


def _cell(event: Event, name: str) -> object:
    value = getattr(event, name)
    return "-".join(f"{part:02}" for part in value) if name == "date" else value


def sentences(compared: Comparison, rows: Mapping[str, Mapping[str, object]]) -> list[str]:
    """Say in words how far two codings agree."""
    counts = [sum(sides[n] is not None for one in compared.pairings for sides in one.events) for n in (0, 1)]
    found = {apart: sum(_matches(one, apart) for one in compared.pairings) for apart in (0, YEARS_APART, 2)}
    said = [
        f"The first coding has {counts[0]} events, the second {counts[1]}; {found[YEARS_APART]} match on one "
        f"indicator within {YEARS_APART} year, {_share(found[YEARS_APART], counts)} of both "
        f"({_share(found[0], counts)} in the same year, {_share(found[2], counts)} within 2)."
    ]
    for name in ("degree", "effect", "basis"):
        row = rows[f"{name} of event"]
        if row["cases"]:
            said.append(
                f"Of {row['cases']} matched events that have one, both give the same {name} to "
                f"{row['agreed']:.0%}{_kappa(row)}."
            )
    for name, what in (("all indicators", "cells of an indicator and year"), ("stage", "years")):
        row = rows[f"{name}, by year"]
        thing = "degree" if name == "all indicators" else "stage"
        said.append(
            f"Of {row['cases']:,} {what}, both show the same {thing} in {row['agreed']:.0%}{_kappa(row)}."
        )
    return [*said, "Kappa over years flatters: a year resembles the one before."]


def _matches(one: Pairing, apart: int) -> int:
    sides = [[event for event in side if event] for side in zip(*one.events, strict=True)]
    return sum(None not in pair for pair in match(sides[0], sides[1], apart)) if sides else 0


def _share(found: int, counts: Sequence[int]) -> str:
    return f"{2 * found / sum(counts):.0%}" if sum(counts) else "none"


def _kappa(row: Mapping[str, object]) -> str:
    if row["kappa"] == "":
        return " (no kappa: one category alone)"
    weighted = "weighted kappa" if "year" in str(row["question"]) else "kappa"
    interval = f", {row['low']:.2f} to {row['high']:.2f}" if row["low"] != "" else ""
    return f" ({weighted} {row['kappa']:.2f}{interval})"


def drawings(compared: Comparison) -> dict[str, partial[Figure]]:
    """Name the figures, one a pair, by functions that draw them."""
    names = [f"{path.parent.resolve().name}/{path.name}" for path in compared.paths]
    return {f"agreement-{one.name}": partial(side_by_side, one, names) for one in compared.pairings}


def side_by_side(one: Pairing, names: Sequence[str]) -> Figure:
    """Draw the degrees of both codings of a pair, and a mark in each cell where they differ."""
    years = [int(year) for year in one.first.years]
    figure = Figure(figsize=(9, 5.4))
    axes = figure.subplots(2, 1, sharex=True)
    row, column = np.nonzero(one.first.degrees != one.second.degrees)
    for ax, path, name, side in zip(axes, (one.first, one.second), names, SIDES, strict=True):
        figures.shade(ax, path.degrees, years)
        ax.plot(row + years[0] + 0.5, column + 1, ".", color=figures.RECORD, ms=3.5)
        ax.set_title(f"{side} coding: {name}")
    share = np.mean(one.first.degrees == one.second.degrees)
    figures.head(
        figure, f"{one.name}: two codings, {years[0]}-{years[-1]}; {share:.0%} of cells agree, dots differ"
    )
    figures.degree_key(figure)
    return figure
