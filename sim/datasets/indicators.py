"""The rules by which data sets measure the indicators of the ladder: one function each.

Each returns until when it stands at low and at high, by what is known of each year: `[2, pair, year]`.
"""

from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.datasets import spans
from sim.datasets.grid import NO_PAIR, Grid, Until, in_place, practised, repeated, signed, standing
from sim.datasets.spans import EXERCISE_YEARS, Span
from sim.ladder.rules import AGREEMENT_YEARS
from sim.scenario import facts

EXERCISES: Final = (1.0, 4.0)
"""What the exercises of four years weigh for low, as one of the two alone, and for high, as one a year."""

AMERICAS: Final = range(200)
AFRICA: Final = (*range(400, 600), 600, 615, 616, 620, 625, 651)
ARAB: Final = (
    *(435, 520, 522, 581, 600, 615, 616, 620, 625, 645, 651, 652, 660, 663, 666, 670, 678, 679, 680),
    *(690, 692, 694, 696, 698),
)
REGIONS: Final = (AMERICAS, AFRICA, ARAB)
"""Numbers of states (Correlates of War) among whom pacts of many are seldom more than paper."""

BEYOND_PAPER: Final = ("CAN", "USA")
"""A pair of one of these regions whose pacts are more."""

LEFT_TO_NATO: Final = "3130"
"""Treaty (ATOP) that has a command by its text and left it to another: the Western European Union."""


def confidence(grid: Grid) -> Until:
    """Measure indicator 1: low under a promise of peace, and ten years after a treaty on borders or peace.

    A territorial claim that was settled counts as such a treaty. High cannot be measured.
    """
    promised = _more_than_paper(grid, standing(grid, spans.pacts(grid.number, "nonagg")))
    return np.stack([np.maximum(practised(grid, spans.settled()), promised), grid.empty()])


def consultations(grid: Grid) -> Until:
    """Measure indicator 2: low under a general agreement on defence or an alliance of two that meets.

    High under both an agreement and an alliance, and where partners in a defence pact meet.
    """
    general = standing(grid, spans.general_agreements())
    allied, defended = alliance(grid)
    meeting = np.minimum(standing(grid, spans.pacts(grid.number, "contact")), _pact_of_two(grid))
    high = np.maximum(np.minimum(general, allied), np.minimum(meeting, defended))
    return _nested(np.maximum.reduce([general, allied, meeting]), high)


def arms(grid: Grid) -> Until:
    """Measure indicator 3: low for six years after major arms or training, high after arms under licence."""
    given = [*spans.deliveries("low"), *spans.training()]
    return _nested(practised(grid, given), practised(grid, spans.deliveries("high")))


def exercises(grid: Grid) -> Until:
    """Measure indicator 4: by the weight of the exercises of four years."""
    held = list(spans.exercises(grid.number))
    return np.stack([repeated(grid, held, EXERCISE_YEARS, least) for least in EXERCISES])


def command(grid: Grid) -> Until:
    """Measure indicator 5: by a list of integrated commands; a treaty alone that sets up one is low."""
    by_treaty = standing(grid, spans.pacts(grid.number, "command", but=LEFT_TO_NATO))
    low = np.maximum(standing(grid, spans.commands("low")), _more_than_paper(grid, by_treaty))
    return _nested(low, standing(grid, spans.commands("high")))


def forces(grid: Grid) -> Until:
    """Measure indicator 6: by forces stationed, low also for troops in support in an armed conflict.

    Forces stand until they are seen to be gone; a few years without a figure are bridged.
    """
    low = np.maximum(in_place(grid, spans.forces("low")), practised(grid, spans.support()))
    return _nested(low, in_place(grid, spans.forces("high")))


def alliance(grid: Grid) -> Until:
    """Measure indicator 7: high under a defence pact, low for ten years after a pact of two to consult.

    A pact of two to stay neutral counts as one to consult.
    """
    high = _more_than_paper(grid, standing(grid, spans.pacts(grid.number, "defense")))
    return _nested(signed(grid, spans.texts(grid.number), AGREEMENT_YEARS), high)


def _pact_of_two(grid: Grid) -> Until:
    """Return until when two have any pact of their own."""
    return standing(grid, spans.pacts(grid.number, "bilateral"))


def _more_than_paper(grid: Grid, until: Until) -> Until:
    """Let pacts among states of one of the regions count only where the two have one of their own besides."""
    regional = _of_one_region(grid)[:, np.newaxis]
    return np.where(regional, np.minimum(until, _pact_of_two(grid)), until)


def _of_one_region(grid: Grid) -> NDArray[np.bool_]:
    """Tell which pairs are of one region in which pacts of many are seldom more than paper: `[pair]`."""
    inside = np.array([[_in_region(code, number) for code in grid.codes] for number in range(len(REGIONS))])
    first, second = grid.ends
    together = (inside[:, first] & inside[:, second]).any(axis=0)
    beyond = grid.pair_number[tuple(grid.numbers(BEYOND_PAPER))]
    if beyond != NO_PAIR:
        together[beyond] = False
    return np.asarray(together)


@cache
def _in_region(code: str, region: int) -> bool:
    return any(number in REGIONS[region] for number in facts.known_states()[code].numbers)


def _nested(low: Until, high: Until) -> Until:
    """Stack low and high: what stands at high stands at low as well."""
    return np.stack([np.maximum(low, high), high])


def _of_confidence(states: Collection[str]) -> Iterator[Span]:
    yield from spans.settled()
    yield from spans.pacts(states, "nonagg")


def _of_consultations(states: Collection[str]) -> Iterator[Span]:
    yield from spans.general_agreements()
    yield from spans.pacts(states, "contact", "defense")
    yield from spans.texts(states)


def _of_arms(states: Collection[str]) -> Iterator[Span]:
    yield from spans.deliveries("high")
    yield from spans.deliveries("low")
    yield from spans.training()


def _of_command(states: Collection[str]) -> Iterator[Span]:
    yield from spans.commands("high")
    yield from spans.commands("low")
    yield from spans.pacts(states, "command", but=LEFT_TO_NATO)


def _of_forces(states: Collection[str]) -> Iterator[Span]:
    yield from spans.forces("high")
    yield from spans.forces("low")
    yield from spans.support()


def _of_alliance(states: Collection[str]) -> Iterator[Span]:
    yield from spans.pacts(states, "defense")
    yield from spans.texts(states)


RULES: Final[tuple[Callable[[Grid], Until], ...]] = (
    *(confidence, consultations, arms, exercises, command, forces, alliance),
)
"""What measures each indicator, in their order."""

RECORDS: Final[tuple[Callable[[Collection[str]], Iterator[Span]], ...]] = (
    *(_of_confidence, _of_consultations, _of_arms, spans.exercises, _of_command, _of_forces, _of_alliance),
)
"""What each indicator is measured by, in their order."""
