"""The figures and the words on two codings of one history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim import plain
from sim.faults import Fault
from sim.ladder.agreement import YEARS_APART, Comparison
from sim.ladder.ladder import Ladder
from sim.show import ladder_figures
from sim.show.measures import heading
from sim.show.naming import labels_of, naming_of_known_states
from sim.show.picture import Picture
from sim.words import first_of, later, say

SIDES: Final = ("first", "second")

MOST_TOLD: Final = 5
"""Pairs left out that are named."""

CODINGS: Final = (
    later("The first coding has {pairs} alone: left out, as there is nothing to compare with."),
    later("The second coding has {pairs} alone: left out, as there is nothing to compare with."),
)
"""What is said of pairs that one of the codings alone has."""

SAME: Final[Mapping[str, str]] = {
    "degree of event": later(
        "Of {cases:,} matched events that have one, both give the same degree to {agreed:.0%} ({kappa})."
    ),
    "effect of event": later(
        "Of {cases:,} matched events that have one, both give the same effect to {agreed:.0%} ({kappa})."
    ),
    "basis of event": later(
        "Of {cases:,} matched events that have one, both give the same basis to {agreed:.0%} ({kappa})."
    ),
    "all indicators, by year": later(
        "Of {cases:,} cells of an indicator and year, both show the same degree in {agreed:.0%} ({kappa})."
    ),
    "stage, by year": later("Of {cases:,} years, both show the same stage in {agreed:.0%} ({kappa})."),
}
"""What is said of the questions that are told in words."""

QUESTIONS: Final[Mapping[str, str]] = {
    "degree of event": later("degree of event"),
    "effect of event": later("effect of event"),
    "basis of event": later("basis of event"),
    "all indicators, by year": later("all indicators, by year"),
    "stage, by year": later("stage, by year"),
}
"""What questions are called that are not asked of one indicator."""


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
        Fault(str(path), "", _alone(names), "pairs in both files: these are left out", warning=True)
        for path, names in zip(files.paths, files.left_out, strict=True)
        if names
    ]
    return left + [
        Fault(str(path), "", f"no event of {name}", "one, as the other coding has", warning=True)
        for name, paths in zip(files.compared.names, files.compared.paths, strict=True)
        for path, trajectory in zip(files.paths, paths, strict=True)
        if not trajectory.reach.any() and not trajectory.degrees.any()
    ]


def _alone(parties: Sequence[str]) -> str:
    return f"{plain.first_of(parties, MOST_TOLD)} here alone"


def sentences(files: Files, rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Say in words how far two codings agree."""
    naming = naming_of_known_states()
    told = [
        say(message, pairs=first_of([naming.party(party) for party in parties], MOST_TOLD))
        for message, parties in zip(CODINGS, files.left_out, strict=True)
        if parties
    ]
    told.append(_matches(files))
    return told + [
        say(message, cases=rows[code]["cases"], agreed=rows[code]["agreed"], kappa=_kappa(rows[code]))
        for code, message in SAME.items()
        if rows[code]["cases"]
    ]


def _matches(files: Files) -> str:
    """Say how many events each coding has, and how many of both match."""
    counts = [sum(sides[n] is not None for sides in files.compared.events) for n in (0, 1)]
    shares = {apart: 2 * matched / max(sum(counts), 1) for apart, matched in files.matches.items()}
    return say(
        "The first coding has {first:,} events, the second {second:,}; {matched:,} match on one indicator "
        "within {apart:d} year, {share:.0%} of both ({same_year:.0%} in the same year, {two_years:.0%} "
        "within 2).",
        first=counts[0],
        second=counts[1],
        matched=files.matches[YEARS_APART],
        apart=YEARS_APART,
        share=shares[YEARS_APART],
        same_year=shares[0],
        two_years=shares[2],
    )


def _kappa(row: Mapping[str, Any]) -> str:
    """Say how far two agree beyond chance, with its interval where there is one."""
    if row["kappa"] == "":
        return say("no kappa: one category alone")
    weighted = "year" in row["question"]
    if row["low"] == "":
        message = later("weighted kappa {kappa:.2f}") if weighted else later("kappa {kappa:.2f}")
        return say(message, kappa=row["kappa"])
    message = (
        later("weighted kappa {kappa:.2f}, {low:.2f} to {high:.2f}")
        if weighted
        else later("kappa {kappa:.2f}, {low:.2f} to {high:.2f}")
    )
    return say(message, kappa=row["kappa"], low=row["low"], high=row["high"])


def agreement_table(ladder: Ladder, table: pd.DataFrame) -> pd.DataFrame:
    """Word `agreement.csv`: question by question, on how many cases two codings agree."""
    by_year = {
        f"{label}, by year": say("{indicator}, by year", indicator=called)
        for label, called in zip(ladder.labels, labels_of(ladder), strict=True)
    }
    return pd.DataFrame(
        {
            heading("question"): by_year.get(row["question"]) or say(QUESTIONS[row["question"]]),
            heading("cases"): say("{count:,}", count=int(row["cases"])),
            heading("agreed"): "" if pd.isna(row["agreed"]) else say("{share:.0%}", share=row["agreed"]),
            heading("kappa"): "" if pd.isna(row["kappa"]) else say("{kappa:.2f}", kappa=row["kappa"]),
            say("90% interval"): ""
            if pd.isna(row["low"])
            else say("{low:.2f} to {high:.2f}", low=row["low"], high=row["high"]),
        }
        for row in table.to_dict("records")
    )


def drawings(files: Files) -> dict[str, partial[Picture]]:
    """Name the figures, one a pair, by functions that draw them."""
    compared, naming = files.compared, naming_of_known_states()
    return {
        f"agreement-{name}": partial(ladder_figures.two_codings, *paths, files.names, naming)
        for name, paths in zip(compared.names, compared.paths, strict=True)
    }
