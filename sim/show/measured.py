"""What is measured of some pairs in one go: what is said and warned of it, its figures and short tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from sim.faults import Fault
from sim.ladder.partly_known import UNKNOWN, PartlyKnown
from sim.ladder.rules import HIGH, LOW, NONE
from sim.show.answer import capital
from sim.show.assessment import MOST_DRAWN
from sim.show.measures import heading
from sim.show.naming import Naming, labels_of, naming_in, stages_of
from sim.words import enumerated, numerals, say, say_many

MARKS: Final = {NONE: "·", LOW: "○", HIGH: "●", UNKNOWN: "?"}
"""Degrees in the short table, by their numbers."""


@dataclass(frozen=True)
class MeasuredPairs:
    """What public data sets measure of some pairs.

    Attributes
    ----------
    ladders
        The measured ladder of each pair, over the same years.
    weak
        Numbers of the indicators that are measured weakly.
    releases
        Data set and release of each table that was read.
    notes
        Which tables were read in place of what is bundled.
    """

    ladders: Sequence[PartlyKnown]
    weak: Sequence[int]
    releases: Mapping[str, str]
    notes: Sequence[str] = ()

    @property
    def naming(self) -> Naming:
        """What the states were called in the last year."""
        return naming_in(self.ladders[0].years[-1])

    @property
    def drawn(self) -> Sequence[PartlyKnown]:
        """The pairs with a figure: those of which most cells are above none."""
        order = sorted(self.ladders, key=lambda ladder: -int((ladder.degrees > 0).sum()))
        chosen = {ladder.name for ladder in order[:MOST_DRAWN]}
        return [ladder for ladder in self.ladders if ladder.name in chosen]


def cautions(pairs: MeasuredPairs) -> list[Fault | str]:
    """Say which releases were read, and warn of figures that are not drawn."""
    notes: list[Fault | str] = [f"note: {note}" for note in pairs.notes]
    if len(pairs.ladders) > MOST_DRAWN:
        expected = f"{MOST_DRAWN} at most: those of which most is known are drawn, fewer states draw all"
        notes.append(Fault("--measured", "", f"{len(pairs.ladders):,} figures", expected, warning=True))
    return notes


def verdicts(pairs: MeasuredPairs) -> dict[str, str]:
    """Say of each pair what stage its ladder allows in the year of which most is known, and in the last."""
    return {ladder.name: " ".join(_verdict(ladder, pairs.naming)) for ladder in pairs.ladders}


def _verdict(ladder: PartlyKnown, naming: Naming) -> list[str]:
    party = capital(naming.party_in_sentence(ladder.name))
    if not ladder.known.any():
        return [say("{party}: nothing is known in these years.", party=party)]
    positions = dict.fromkeys([ladder.best_known(), len(ladder.years) - 1])
    return [
        say(
            "{party}, {year:d}: {stage}; {known}.",
            party=party,
            year=ladder.years[t],
            stage=stage_left_open(ladder, t),
            known=say_many(
                "{count:d} indicator of {all:d} known",
                "{count:d} indicators of {all:d} known",
                int(ladder.known[t]),
                all=len(ladder.ladder),
            ),
        )
        for t in positions
    ]


def stage_left_open(ladder: PartlyKnown, position: int) -> str:
    """Return the stage of a year, or the lowest and the highest that unknown cells allow."""
    names = stages_of(ladder.ladder)
    lowest, highest = (names[bound.stage[position]] for bound in (ladder.lowest, ladder.highest))
    return lowest if lowest == highest else say("{lowest} to {highest}", lowest=lowest, highest=highest)


def index_left_open(ladder: PartlyKnown, position: int) -> str:
    """Return the index of a year, or the lowest and the highest that unknown cells allow."""
    low, high = (float(values[position]) for values in ladder.index)
    if low == high:
        return say("{index:.2f}", index=low)
    return say("{low:.2f} to {high:.2f}", low=low, high=high)


def short(pairs: MeasuredPairs, every: bool) -> list[tuple[str, pd.DataFrame]]:
    """Show the ladder of the first pair, or of each: years down, indicators across, and what they are."""
    shown = pairs.ladders if every else pairs.ladders[:1]
    tables = [(pairs.naming.party(ladder.name), _worded(ladder)) for ladder in shown]
    left_out = len(pairs.ladders) - len(shown)
    if left_out:
        title = say_many(
            "{pair} ({count:,} more pair by --all)",
            "{pair} ({count:,} more pairs by --all)",
            left_out,
            pair=tables[0][0],
        )
        tables[0] = (title, tables[0][1])
    key = say(
        "Indicators: {low} low, {high} high, {unknown} unknown",
        low=MARKS[LOW],
        high=MARKS[HIGH],
        unknown=MARKS[UNKNOWN],
    )
    return [*tables, (key, pd.DataFrame({"": indicators(pairs)}))]


def indicators(pairs: MeasuredPairs) -> list[str]:
    """Name the indicators, and which of them are measured weakly."""
    return [
        enumerated([label, say("measured weakly")]) if number in pairs.weak else label
        for number, label in enumerate(labels_of(pairs.ladders[0].ladder), start=1)
    ]


def _worded(ladder: PartlyKnown) -> pd.DataFrame:
    """Word the years of which anything is known."""
    return pd.DataFrame(
        {
            heading("year"): numerals(str(ladder.years[t])),
            **{
                heading(column): MARKS[degree]
                for column, degree in zip(ladder.ladder.columns, ladder.degrees[t].tolist(), strict=True)
            },
            heading("stage"): stage_left_open(ladder, t),
            heading("index"): index_left_open(ladder, t),
        }
        for t in np.flatnonzero(ladder.known).tolist()
    )
