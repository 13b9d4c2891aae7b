"""The figures and the words on two codings of one history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from sim.faults import Fault
from sim.ladder.agreement import YEARS_APART, Comparison
from sim.ladder.assess import Trajectory
from sim.plain import first_of
from sim.show import figures
from sim.show.style import Picture, styled

SIDES: Final = ("first", "second")

MOST_TOLD: Final = 5
"""Pairs left out that are named."""


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
    return f"{first_of(names, MOST_TOLD)} here alone"


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
