"""How measured ladders agree with the coding of the cases that ship, by the rules kept and by others.

    python -m tools.measured

It writes the part of `docs/world.md` between its two marks, and nothing else of it, and the agreement of each
pair in `docs/world/measured_agreement.csv`.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from jinja2 import Environment, StrictUndefined
from numpy.typing import NDArray

from sim.datasets import indicators, spans
from sim.datasets.grid import Grid, Until, practised, repeated, signed, standing
from sim.datasets.measured import UNKNOWN, WARM_UP, WEAK, YEARS, Measured, measure
from sim.frames import write_frame
from sim.ladder.agreement import kappa
from sim.ladder.assess import assess
from sim.ladder.events import by_pair
from sim.ladder.ladder import MILITARY
from sim.ladder.party import Party
from sim.ladder.rules import AGREEMENT_YEARS, DEGREES
from sim.scenario import facts
from sim.scenario.load import Case, load

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "world.md"
TEMPLATE = Path(__file__).with_suffix(".md.j2")
OMISSIONS = ROOT / "docs" / "world" / "omissions.csv"
TABLE = ROOT / "docs" / "world" / "measured_agreement.csv"
BEGIN, END = "<!-- measured: python -m tools.measured -->", "<!-- end of measured -->"

DRAWS, SEED, LEVEL = 1000, 0, 0.9
"""Draws of pairs for intervals, and their coverage."""

YEARS_APART: Final = 2
"""Years by which the first year of an indicator may differ."""

Cells = NDArray[np.int8]
"""Degrees `[indicator, year]` over `YEARS`, `UNKNOWN` where there are none."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Coded:
    """What the cases that ship have of a pair, by the codes that figures are recorded under.

    Attributes
    ----------
    cases
        The cases that code it.
    degrees
        The lower median of their degrees where there are several.
    """

    cases: tuple[str, ...]
    degrees: Cells


@dataclass(frozen=True)
class Agreement:
    """How the coding of a pair and what is measured of it agree on an indicator.

    Attributes
    ----------
    pair, cases
        The pair, and the cases that code it.
    counts
        Years by the degree coded and the degree measured: 3 x 3.
    begins
        First year above none, coded and measured; None where never, or where it is the first compared.
    """

    pair: Pair
    cases: tuple[str, ...]
    counts: NDArray[np.int_]
    begins: tuple[int | None, int | None]

    @property
    def off(self) -> int:
        """Degrees by which the cells differ, in sum."""
        return int((np.abs(np.subtract.outer(range(3), range(3))) * self.counts).sum())


def coding(*, blind: bool = True) -> dict[Pair, Coded]:
    """Return what the cases that ship have of each pair that they code.

    Parameters
    ----------
    blind
        Whether rows are left out that were coded since a data set has them.
    """
    omissions = pd.read_csv(OMISSIONS)
    left_out = set(zip(omissions["case"], omissions["id"], strict=True)) if blind else set()
    found: dict[Pair, list[tuple[str, Cells]]] = {}
    for path in sorted((ROOT / "scenarios").glob("*/scenario.toml")):
        case = load(path)
        for pair, degrees in _coded(case, left_out):
            found.setdefault(pair, []).append((case.scenario.name, degrees))
    return {
        pair: Coded(tuple(name for name, _ in of_cases), _lower_median([cells for _, cells in of_cases]))
        for pair, of_cases in found.items()
    }


def _coded(case: Case, left_out: Container[tuple[str, str]]) -> Iterator[tuple[Pair, Cells]]:
    first, last = case.scenario.record or (case.scenario.start, case.scenario.end)
    years = range(max(first, YEARS.start), min(last, YEARS[-1]) + 1)
    shared = by_pair([event for event in case.observed if (case.scenario.name, event.id) not in left_out])
    for pair in combinations(sorted(state.code for state in case.scenario.states), 2):
        events = shared.get(pair, [])
        if any(event.counts(MILITARY) for event in events):
            path = assess(events, Party.pair(*pair), MILITARY, years, fragility=False)
            alive = np.array([facts.are_states(*pair, year) for year in years])
            degrees = np.full((len(MILITARY), len(YEARS)), UNKNOWN, np.int8)
            degrees[:, years.start - YEARS.start : years.stop - YEARS.start] = np.where(
                alive, path.degrees.T, UNKNOWN
            )
            one, other = sorted(facts.record_of(code) or code for code in pair)
            yield (one, other), degrees


def _lower_median(of_cases: Sequence[Cells]) -> Cells:
    """Return the lower median of the degrees of several codings, where any has one."""
    ordered = np.sort(np.stack(of_cases), axis=0)
    unknown = (ordered == UNKNOWN).sum(axis=0)
    middle = np.minimum(unknown + (len(of_cases) - unknown - 1) // 2, len(of_cases) - 1)
    return np.asarray(np.take_along_axis(ordered, middle[np.newaxis], axis=0)[0])


def agreements(
    coded: Mapping[Pair, Coded], measured: Measured, degrees: NDArray[np.int8], number: int
) -> list[Agreement]:
    """Lay the coding of an indicator beside measured degrees `[pair, year]`, where both have any."""
    position = {pair: place for place, pair in enumerate(measured.pairs)}
    found = []
    for pair, hand in coded.items():
        ours, theirs = hand.degrees[number - 1], degrees[position[pair]]
        both = (ours != UNKNOWN) & (theirs != UNKNOWN)
        if both.any():
            counts = np.zeros((len(DEGREES), len(DEGREES)), int)
            np.add.at(counts, (ours[both], theirs[both]), 1)
            begins = (_begins(ours, both), _begins(theirs, both))
            found.append(Agreement(pair, hand.cases, counts, begins))
    return found


def _begins(degrees: NDArray[np.int8], both: NDArray[np.bool_]) -> int | None:
    above = np.flatnonzero(both & (degrees > 0))
    first = np.flatnonzero(both)[0]
    return YEARS[above[0]] if len(above) and above[0] > first else None


def weighted(found: Sequence[Agreement]) -> tuple[float, NDArray[np.float64]]:
    """Return the weighted kappa over all cells of all pairs, and that of draws of pairs."""
    counts = np.stack([agreement.counts for agreement in found])
    drawn = np.random.default_rng(SEED).integers(0, len(counts), (DRAWS, len(counts)))
    of_draws = kappa(counts[drawn].sum(axis=1)[:, np.newaxis], ordered=True)
    return float(kappa(counts.sum(axis=0)[np.newaxis], ordered=True)), np.asarray(of_draws)


def _interval(values: NDArray[np.float64], form: str) -> str:
    low, high = np.nanquantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return f"{low:{form}} to {high:{form}}"


def _without(*left_out: str) -> Callable[[Grid], Until]:
    """Return the rule for indicator 1 without some of its parts."""

    def rule(grid: Grid) -> Until:
        promised = indicators.confidence(grid)[0] if not left_out else grid.empty()
        if "promises" not in left_out:
            promised = standing(grid, spans.pacts(grid.number, "nonagg"))
        settled = [span for span in spans.settled() if span.table not in left_out]
        return np.stack([np.maximum(practised(grid, settled), promised), grid.empty()])

    return rule


def _ten_years_of_promises(grid: Grid) -> Until:
    texts = signed(grid, spans.pacts(grid.number, "nonagg"), spans.CONFIDENCE_YEARS)
    return np.stack([np.maximum(practised(grid, spans.settled()), texts), grid.empty()])


def _without_meetings(grid: Grid) -> Until:
    general, allied = standing(grid, spans.general_agreements()), indicators.alliance(grid)[0]
    return np.stack([np.maximum(general, allied), np.minimum(general, allied)])


def _exercises_as_consultations(grid: Grid) -> Until:
    low, high = indicators.consultations(grid)
    return np.stack([np.maximum(low, indicators.exercises(grid)[0]), high])


def _arms(grid: Grid, window: int = spans.ARMS_YEARS, *, training: bool = True) -> Until:
    given = [*spans.deliveries("low"), *(spans.training() if training else ())]
    low = practised(grid, [span._replace(lapse=window) for span in given])
    high = practised(grid, spans.deliveries("high"))
    return np.stack([np.maximum(low, high), high])


def _agreements_on_arms(grid: Grid) -> Until:
    low, high = indicators.arms(grid)
    categories = {"TREX", "DIC", "RESEARCH", "PROCUREMENT"}
    texts = []
    for row in facts.rows_of("agreements"):
        if categories & set(row["categories"].split()):
            one, other = Party.read(row["pair"]).states
            year = int(row["signed"][:4])
            texts.append(spans.Span(one, other, year, spans.OPEN, "agreements", row["id"]))
    return np.stack([np.maximum(low, signed(grid, texts, spans.CONFIDENCE_YEARS)), high])


def _exercises(grid: Grid, low: float, high: float) -> Until:
    held = list(spans.exercises(grid.number))
    return np.stack([repeated(grid, held, spans.EXERCISE_YEARS, least) for least in (low, high)])


def _command(grid: Grid, by_treaty: str) -> Until:
    low, high = indicators.command(grid)
    if by_treaty == "high":
        return np.stack([low, np.maximum(high, standing(grid, spans.pacts(grid.number, "command")))])
    return np.stack([np.maximum(standing(grid, spans.commands("low")), high), high])


def _forces(grid: Grid, *, bridged: bool = True, support: bool = True) -> Until:
    by_degree = [
        practised(
            grid,
            [span if bridged or span.one != "USA" else span._replace(lapse=0) for span in spans.forces(d)],
        )
        for d in ("low", "high")
    ]
    if support:
        by_degree[0] = np.maximum(by_degree[0], practised(grid, spans.support()))
    return np.stack([np.maximum(*by_degree), by_degree[1]])


def _alliance(grid: Grid, low: str) -> Until:
    _, high = indicators.alliance(grid)
    consult = {
        "standing": standing(grid, spans.pacts(grid.number, "consul", "neutral", of_two=True)),
        "of many": signed(grid, spans.pacts(grid.number, "consul", "neutral"), AGREEMENT_YEARS),
        "none": high,
    }
    return np.stack([np.maximum(consult[low], high), high])


VARIANTS: Final[tuple[tuple[int, str, Callable[[Grid], Until]], ...]] = (
    (1, "claims that were settled alone", _without("promises", "settlements")),
    (1, "without promises of peace", _without("promises")),
    (1, "without treaties of the World Treaty Index", _without("settlements")),
    (1, "promises of peace for ten years", _ten_years_of_promises),
    (2, "without meetings of allies", _without_meetings),
    (2, "low also where exercises are", _exercises_as_consultations),
    (3, "without training", partial(_arms, training=False)),
    (3, "four years in place of six", partial(_arms, window=4)),
    (3, "low also for agreements on arms and training, ten years", _agreements_on_arms),
    (4, "low from 0.3 on", partial(_exercises, low=0.3, high=4)),
    (4, "low from 0.5 on", partial(_exercises, low=0.5, high=4)),
    (4, "high from 5 on", partial(_exercises, low=1, high=5)),
    (4, "high from 3 on", partial(_exercises, low=1, high=3)),
    (5, "the list alone", partial(_command, by_treaty="none")),
    (5, "treaties that set up a command high", partial(_command, by_treaty="high")),
    (6, "no year bridged of American forces", partial(_forces, bridged=False)),
    (6, "without troops in support", partial(_forces, support=False)),
    (7, "pacts to consult low as long as they stand", partial(_alliance, low="standing")),
    (7, "pacts of many to consult low too", partial(_alliance, low="of many")),
    (7, "pacts to consult none", partial(_alliance, low="none")),
)
"""Other rules that were tried: the indicator, what is otherwise, the rule."""


def tried(measured: Measured, rule: Callable[[Grid], Until], number: int) -> NDArray[np.int8]:
    """Return the degrees of an indicator `[pair, year]` by another rule, where it is known."""
    grid = Grid(measured.codes, range(YEARS.start - WARM_UP, YEARS.stop))
    until = rule(grid)[..., -len(YEARS) :]
    degrees = (until >= np.asarray(YEARS)).sum(axis=0)
    known = measured.degrees[:, number - 1] != UNKNOWN
    return np.where(known, degrees, UNKNOWN).astype(np.int8)


def section(coded: Mapping[Pair, Coded], measured: Measured) -> str:
    """Write the section."""

    def found(number: int, degrees: NDArray[np.int8]) -> list[Agreement]:
        return agreements(coded, measured, degrees, number)

    every = coding(blind=False)
    of_rules = {n: found(n, measured.degrees[:, n - 1]) for n in range(1, len(MILITARY) + 1)}
    template = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=False)
    text: str = template.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        begin=BEGIN,
        end=END,
        level=f"{LEVEL:.0%}",
        draws=f"{DRAWS:,}",
        apart=YEARS_APART,
        weak=f"{', '.join(map(str, WEAK[:-1]))} and {WEAK[-1]}",
        indicators=[
            [*_row(of_rule, number, measured), _kappa(every, measured, number)]
            for number, of_rule in of_rules.items()
        ],
        variants=[
            _variant(number, called, of_rules[number], found(number, tried(measured, rule, number)))
            for number, called, rule in VARIANTS
        ],
    )
    return text


def _row(found: Sequence[Agreement], number: int, measured: Measured) -> list[str]:
    """Write how the coding and what is measured of an indicator agree."""
    value, draws = weighted(found)
    counts = sum((agreement.counts for agreement in found), np.zeros((3, 3), int))
    alike = counts[0, 0] + counts[1:, 1:].sum()
    begins = [agreement.begins for agreement in found if None not in agreement.begins]
    near = sum(abs((coded or 0) - (seen or 0)) <= YEARS_APART for coded, seen in begins)
    years = [YEARS[t] for t in np.flatnonzero((measured.degrees[:, number - 1] != UNKNOWN).any(axis=0))]
    return [
        MILITARY.labels[number - 1] + (", weakly" if number in WEAK else ""),
        f"{years[0]}-{years[-1]}",
        str(len(found)),
        f"{counts.sum():,}",
        f"{np.trace(counts) / counts.sum():.0%}",
        f"{alike / counts.sum():.0%}",
        f"{value:.2f} ({_interval(draws, '.2f')})",
        f"{near} of {len(begins)}",
    ]


def _kappa(coded: Mapping[Pair, Coded], measured: Measured, number: int) -> str:
    found = agreements(coded, measured, measured.degrees[:, number - 1], number)
    return f"{weighted(found)[0]:.2f}"


def _variant(number: int, called: str, kept: Sequence[Agreement], other: Sequence[Agreement]) -> list[str]:
    """Write how another rule for an indicator agrees, beside the rule that is kept."""
    (base, base_draws), (value, draws) = weighted(kept), weighted(other)
    cases = sorted({name for agreement in kept for name in agreement.cases})
    by_pair = _compared([[agreement.off for agreement in found] for found in (kept, other)])
    by_case = _compared(
        [
            [sum(agreement.off for agreement in found if name in agreement.cases) for name in cases]
            for found in (kept, other)
        ]
    )
    difference = f"{value - base:+.2f} ({_interval(draws - base_draws, '+.2f')})"
    return [str(number), called, f"{value:.2f}", difference, by_pair, by_case]


def _compared(off: Sequence[Sequence[int]]) -> str:
    """Count where the second is nearer than the first, and where it is farther."""
    sides = list(zip(*off, strict=True))
    return f"{sum(other < kept for kept, other in sides)}, {sum(other > kept for kept, other in sides)}"


def _table(coded: Mapping[Pair, Coded], measured: Measured) -> pd.DataFrame:
    rows = []
    for number in range(1, len(MILITARY) + 1):
        for agreement in agreements(coded, measured, measured.degrees[:, number - 1], number):
            coded_in, measured_in = ("" if year is None else str(year) for year in agreement.begins)
            cells = {
                f"{coded_as}_{measured_as}": int(agreement.counts[a, b])
                for a, coded_as in enumerate(DEGREES)
                for b, measured_as in enumerate(DEGREES)
            }
            rows.append(
                {
                    "pair": "-".join(agreement.pair),
                    "cases": ";".join(agreement.cases),
                    "indicator": number,
                    "cells": int(agreement.counts.sum()),
                    "equal": int(np.trace(agreement.counts)),
                    **cells,
                    "first_coded": coded_in,
                    "first_measured": measured_in,
                }
            )
    return pd.DataFrame(rows).sort_values(["pair", "indicator"])


def main() -> None:
    """Write the section into its page, and the table of pairs."""
    coded, measured = coding(), measure()
    write_frame(_table(coded, measured), TABLE)
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2] if rest else "\n"
    gap = "" if rest else "\n"
    PAGE.write_text(f"{before}{gap}{section(coded, measured)}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
