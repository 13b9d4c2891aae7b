"""The atlas: where pairs of states stand in a year, by what is measured, and what is not known of them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.datasets.measured import UNKNOWN, WEAK, Measured
from sim.datasets.origin import world_at
from sim.ladder.books import NEVER
from sim.ladder.ladder import MILITARY
from sim.ladder.party import Party
from sim.ladder.rules import DEGREES, HIGH, NONE
from sim.ladder.stages import reach_and_stage
from sim.scenario import facts
from sim.scenario.load import Case
from sim.scenario.parameters import of_world
from sim.scenario.values import with_values

WELL: Final = tuple(number for number in range(1, len(MILITARY) + 1) if number not in WEAK)
"""Indicators that are measured well."""

AT: Final = [number - 1 for number in WELL]
"""Where these stand among all."""

WORDS: Final = {UNKNOWN: "unknown", **dict(enumerate(DEGREES))}
"""Degrees as files have them."""

COLUMNS: Final = (
    *("year", "pair", *MILITARY.columns, "still", "unknown"),
    *("reach", "reach_still", "lowest", "highest"),
)


@dataclass(frozen=True)
class Standing:
    """Where pairs of states stand at the end of a year, by what is measured.

    Attributes
    ----------
    year
        The year.
    states
        Codes of the records of all that were states in it, sorted.
    pairs
        All pairs of them.
    degrees
        What is measured, `UNKNOWN` where nothing is `[pair, indicator]`.
    still
        Of unknown cells the degree that was last known and would stand if nothing had happened since, else
        none `[pair, indicator]`.
    known_in
        The last year, up to this one, that a cell is known in; 0 where it never was `[pair, indicator]`.
    """

    year: int
    states: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    degrees: NDArray[np.int8]
    still: NDArray[np.int8]
    known_in: NDArray[np.int16]

    @cached_property
    def tied(self) -> NDArray[np.bool_]:
        """Which pairs have any tie that is measured well, known or still standing `[pair]`."""
        return np.asarray(((self.degrees > NONE) | (self.still > NONE))[:, AT].any(axis=1))

    @property
    def counted(self) -> NDArray[np.bool_]:
        """What a pair is forecast on: what is measured well and was ever known of it `[pair, indicator]`."""
        return np.asarray((self.known_in > 0) & np.isin(np.arange(len(MILITARY)), AT))

    def latest(self) -> dict[int, int]:
        """Return of each indicator that is measured well the last year that it is known in of any pair."""
        years = self.known_in.max(axis=0)
        return {number: int(years[number - 1]) for number in WELL if years[number - 1]}

    def ties(self) -> dict[str, int]:
        """Return with how many others each state has a tie, the most first; equals in alphabetical order."""
        counts = dict.fromkeys(self.states, 0)
        for pair, tied in zip(self.pairs, self.tied, strict=True):
            for code in pair:
                counts[code] += int(tied)
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def rows(self, states: Collection[str]) -> Iterator[dict[str, object]]:
        """Go through the rows of `atlas.csv` on the pairs of some states.

        `reach` is what the cells prove that are measured well, `reach_still` what they prove with those that
        would still stand; `lowest` and `highest` are the stages that there can be by all that is measured,
        whatever the unknown cells are.
        """
        proven = np.maximum(self.degrees, NONE)
        well = np.isin(np.arange(len(MILITARY)), AT)
        reach, _ = _reach_and_stage(proven * well)
        reach_still, _ = _reach_and_stage(np.maximum(proven, self.still) * well)
        _, lowest = _reach_and_stage(proven)
        _, highest = _reach_and_stage(np.where(self.degrees == UNKNOWN, HIGH, self.degrees))
        names = MILITARY.stage_names
        for n, pair in enumerate(self.pairs):
            if set(pair) <= set(states):
                words = (WORDS[int(degree)] for degree in self.degrees[n])
                still = [f"{k + 1} {DEGREES[degree]}" for k, degree in enumerate(self.still[n]) if degree]
                yield {
                    "year": self.year,
                    "pair": Party.pair(*pair),
                    **dict(zip(MILITARY.columns, words, strict=True)),
                    "still": ";".join(still),
                    "unknown": int((self.degrees[n, AT] == UNKNOWN).sum()),
                    "reach": names[reach[n]],
                    "reach_still": names[reach_still[n]],
                    "lowest": names[lowest[n]],
                    "highest": names[highest[n]],
                }


def standing(measured: Measured, year: int) -> Standing:
    """Return where the pairs that are measured stand at the end of a year."""
    now = year - measured.years.start
    alive = np.array([facts.are_states(*pair, year) for pair in measured.pairs])
    pairs = [pair for pair, both in zip(measured.pairs, alive, strict=True) if both]
    degrees, lasts = measured.degrees[alive, :, : now + 1], measured.lasts[alive, :, :, : now + 1]
    still = (_last_known(degrees, lasts) >= year).sum(axis=-1).astype(np.int8)
    years = np.arange(measured.years.start, year + 1, dtype=np.int16)
    return Standing(
        year,
        tuple(sorted({code for pair in pairs for code in pair})),
        tuple(pairs),
        degrees[..., -1],
        np.where(degrees[..., -1] != UNKNOWN, np.int8(NONE), still),
        ((degrees != UNKNOWN) * years).max(axis=-1),
    )


def with_last_known(measured: Measured, year: int) -> Measured:
    """Return what is measured, with cells unknown in a year as they were last known.

    For a world that begins there. What was last known and would still stand does so as long; what would not
    counts as practised in that year, for nothing tells that it ended: so far unknown is not none. Cells of
    indicators that are measured weakly stay unknown.
    """
    now = year - measured.years.start
    degrees, lasts = measured.degrees[..., : now + 1], measured.lasts.copy()
    well = np.isin(np.arange(1, len(MILITARY) + 1), WELL)
    unknown = (degrees[..., -1] == UNKNOWN) & well
    last_known = _last_known(degrees, lasts[..., : now + 1])
    windows = np.array(MILITARY.windows, np.int16)[:, np.newaxis]
    renewed = np.where(last_known > NEVER, np.maximum(last_known, year + windows), NEVER)
    lasts[..., now] = np.where(unknown[..., np.newaxis], renewed, lasts[..., now])
    return replace(measured, lasts=lasts)


def world(measured: Measured, year: int, end: int, lives: int, seed: int | None = None) -> Case:
    """Return the world of all states at the end of a year, with what was last known, to be lived on.

    Its parameters are those of `sim.scenario.parameters.of_world`.
    """
    case = world_at(year, end, with_last_known(measured, year))
    values = {f"parameters.{name}": value for name, value in of_world().items()}
    changes = {"runs": lives} | ({} if seed is None else {"seed": seed})
    case = with_values(case, values)
    return replace(case, scenario=case.scenario.model_copy(update=changes))


def _last_known(degrees: NDArray[np.int8], lasts: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return how long low and high stand by the last year that a cell is known in: `[pair, indicator, 2]`."""
    known = degrees != UNKNOWN
    latest = known.shape[-1] - 1 - known[..., ::-1].argmax(axis=-1)
    return np.take_along_axis(lasts, latest[:, :, np.newaxis, np.newaxis], axis=-1)[..., 0]


def _reach_and_stage(degrees: NDArray[np.int8]) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    reach, stage = reach_and_stage(degrees.astype(np.int16)[..., np.newaxis], MILITARY)
    return reach[..., 0], stage[..., 0]
