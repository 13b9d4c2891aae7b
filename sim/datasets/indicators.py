"""The rules by which data sets measure the indicators of the ladder: one function each.

Each returns until when it stands at low and at high, by what is known of each year: `[2, pair, year]`.
"""

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.datasets.grid import NO_PAIR, OPEN, Grid, Span, Until, practised, repeated, signed, standing
from sim.datasets.proposals import grouped
from sim.ladder.party import Party
from sim.ladder.rules import AGREEMENT_YEARS
from sim.scenario import facts
from sim.scenario.facts import KINDS, Row

CONFIDENCE_YEARS: Final = 10
"""Years for which a treaty on borders or peace, or a claim that was settled, counts (indicator 1)."""

ARMS_YEARS: Final = 6
"""Years for which a delivery, or a year of training, counts (indicator 3)."""

EXERCISE_YEARS: Final = 3
EXERCISES: Final = (1.0, 4.0)
"""Years within which exercises count, and what they have to weigh for low and high (indicator 4).

Each weighs one, shared among the others who took part: one of the two alone is low, one of them a year high.
"""

FORCES_YEARS: Final = {"USA": 2}
OTHER_FORCES_YEARS: Final = 3
SUPPORT_YEARS: Final = 2
"""Years for which forces stationed, by sender, and troops in support count after their last (indicator 6)."""

AMERICAS: Final = range(200)
AFRICA: Final = (*range(400, 600), 600, 615, 616, 620, 625, 651)
ARAB: Final = (
    *(435, 520, 522, 581, 600, 615, 616, 620, 625, 645, 651, 652, 660, 663, 666, 670, 678, 679, 680),
    *(690, 692, 694, 696, 698),
)
REGIONS: Final = (AMERICAS, AFRICA, ARAB)
"""Numbers of states (Correlates of War) among whom pacts of many are seldom more than paper."""

LEFT_TO_NATO: Final = "3130"
"""Treaty (ATOP) that has a command by its text and left it to another: the Western European Union."""

BEYOND_PAPER: Final = ("CAN", "USA")
"""A pair of one of these regions whose pacts are more."""


def confidence(grid: Grid) -> Until:
    """Measure indicator 1: low under a promise of peace, and ten years after a treaty on borders or peace.

    A territorial claim that was settled counts as such a treaty. High cannot be measured.
    """
    settled = [
        *(
            _of_pair(row, int(row["last"]), int(row["last"]))
            for row in facts.rows_of("claims")
            if row["settled"] and row["last"]
        ),
        *(
            _of_pair(row, int(row["signed"][:4]), int(row["signed"][:4]))
            for row in facts.rows_of("settlements")
        ),
    ]
    promised = _more_than_paper(grid, standing(grid, list(_pacts(grid, "nonagg"))))
    return np.stack([np.maximum(practised(grid, settled, CONFIDENCE_YEARS), promised), grid.empty()])


def consultations(grid: Grid) -> Until:
    """Measure indicator 2: low under a general agreement on defence or an alliance of two that meets.

    High under both an agreement and an alliance, and where partners in a defence pact meet.
    """
    general = standing(
        grid,
        [
            _of_pair(row, int(row["signed"][:4]), int(row["last"] or OPEN))
            for row in facts.rows_of("agreements")
            if row["type"] == "general"
        ],
    )
    allied, defended = alliance(grid)
    meeting = np.minimum(standing(grid, list(_pacts(grid, "contact"))), _pact_of_two(grid))
    high = np.maximum(np.minimum(general, allied), np.minimum(meeting, defended))
    return _nested(np.maximum.reduce([general, allied, meeting]), high)


def arms(grid: Grid) -> Until:
    """Measure indicator 3: low for six years after major arms or training, high after arms under licence."""
    rows = list(facts.rows_of("deliveries"))
    given = [*_between(rows, "low", "supplier", "recipient")]
    given += [
        (row["sender"], row["recipient"], int(row["first"]), int(row["last"]))
        for row in facts.rows_of("training")
    ]
    licensed = list(_between(rows, "high", "supplier", "recipient"))
    return _nested(practised(grid, given, ARMS_YEARS), practised(grid, licensed, ARMS_YEARS))


def exercises(grid: Grid) -> Until:
    """Measure indicator 4: by the weight of the exercises of four years."""
    spans: list[Span] = []
    weights: list[float] = []
    for row in facts.rows_of("exercises"):
        states = [code for code in row["states"].split(";") if code in grid.number]
        others = row["states"].count(";") + int(row["others"] or 0)
        for one, other in combinations(states, 2):
            spans.append((one, other, int(row["first"]), int(row["last"])))
            weights.append(1 / others)
    return np.stack([repeated(grid, spans, weights, EXERCISE_YEARS, least) for least in EXERCISES])


def command(grid: Grid) -> Until:
    """Measure indicator 5: by a list of integrated commands; a treaty alone that sets up one is low."""
    spans: dict[str, list[Span]] = {"low": [], "high": []}
    for (_, degree), rows in grouped(facts.rows_of("commands"), "command", "degree"):
        spans[degree] += _together(rows)
    by_treaty = _more_than_paper(grid, standing(grid, list(_pacts(grid, "command", but=LEFT_TO_NATO))))
    return _nested(np.maximum(standing(grid, spans["low"]), by_treaty), standing(grid, spans["high"]))


def _together(rows: list[Row]) -> Iterator[Span]:
    """Go through the spans of years in which any two of the members of a command belonged to it."""
    for one, other in combinations(rows, 2):
        first = max(int(one["first"]), int(other["first"]))
        last = min(int(one["last"] or OPEN), int(other["last"] or OPEN))
        if one["state"] != other["state"]:
            yield one["state"], other["state"], first, last


def forces(grid: Grid) -> Until:
    """Measure indicator 6: by forces stationed, low also for troops in support in an armed conflict.

    Forces stand until they are seen to be gone; a year without a figure, up to two or three, is bridged.
    """
    rows = list(facts.rows_of("troops"))
    senders = sorted({row["sender"] for row in rows})
    by_degree = []
    for degree in ("low", "high"):
        parts = []
        for sender in senders:
            spans = list(_between([row for row in rows if row["sender"] == sender], degree, "sender", "host"))
            bridged = practised(grid, spans, FORCES_YEARS.get(sender, OTHER_FORCES_YEARS))
            parts += [bridged, _in_place(grid, spans)]
        by_degree.append(np.maximum.reduce(parts))
    support = [_of_pair(row, int(row["first"]), int(row["last"])) for row in facts.rows_of("support")]
    by_degree[0] = np.maximum(by_degree[0], practised(grid, support, SUPPORT_YEARS))
    return _nested(*by_degree)


def _in_place(grid: Grid, spans: list[Span]) -> Until:
    """Let what is seen in a year stand from then on, if nothing new happens."""
    until = grid.empty()
    pairs, columns, _ = grid.entries(spans)
    until[pairs, columns] = OPEN
    return until


def alliance(grid: Grid) -> Until:
    """Measure indicator 7: high under a defence pact, low for ten years after a pact of two to consult.

    A pact of two to stay neutral counts as one to consult.
    """
    high = _more_than_paper(grid, standing(grid, list(_pacts(grid, "defense"))))
    texts = signed(grid, list(_pacts(grid, "consul", "neutral")), AGREEMENT_YEARS)
    return _nested(np.minimum(texts, _pact_of_two(grid)), high)


def _pacts(grid: Grid, *kinds: str, but: str = "") -> Iterator[Span]:
    """Go through the spans of years in which two belonged to a treaty, of one of some kinds for either."""
    for (treaty,), rows in grouped(facts.rows_of("treaties"), "treaty"):
        members = [row for row in rows if row["state"] in grid.number and treaty != but]
        for one, other in combinations(members, 2):
            first = max(int(row["entered"][:4]) for row in (one, other))
            last = min(int(row["left"][:4] or OPEN) for row in (one, other))
            if one["state"] != other["state"] and first <= last and any(_is_of(one, other, k) for k in kinds):
                yield one["state"], other["state"], first, last


def _is_of(one: Row, other: Row, kind: str) -> bool:
    """Tell whether a treaty is of a kind for one of two members: an obligation, or a column that is set."""
    return any(kind in row["kinds"].split() if kind in KINDS else bool(row[kind]) for row in (one, other))


def _pact_of_two(grid: Grid) -> Until:
    """Return until when two have any pact of their own."""
    return standing(grid, list(_pacts(grid, "bilateral")))


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


def _of_pair(row: Row, first: int, last: int) -> Span:
    """Return a span of the pair that a row is of."""
    one, other = Party.read(row["pair"]).states
    return one, other, first, last


def _between(rows: list[Row], degree: str, one: str, other: str) -> Iterator[Span]:
    """Go through the spans of a degree in a table of two states."""
    for row in rows:
        if row["degree"] == degree:
            yield row[one], row[other], int(row["first"]), int(row["last"])


def _nested(low: Until, high: Until) -> Until:
    """Stack low and high: what stands at high stands at low as well."""
    return np.stack([np.maximum(low, high), high])
