"""What data sets know of pairs: spans of years, each with the record that it stands in."""

from collections.abc import Collection, Iterable, Iterator
from itertools import combinations
from typing import Final, NamedTuple

from sim.datasets.proposals import grouped
from sim.ladder.books import FOREVER
from sim.ladder.party import Party
from sim.ladder.rules import AGREEMENT_YEARS
from sim.scenario import facts
from sim.scenario.facts import KINDS, Row

OPEN: Final = int(FOREVER)
"""Last year of what has not ended."""

CONFIDENCE_YEARS: Final = 10
"""Years for which a treaty on borders or peace, or a claim that was settled, counts (indicator 1)."""

ARMS_YEARS: Final = 6
"""Years for which a delivery, or a year of training, counts (indicator 3)."""

EXERCISE_YEARS: Final = 3
"""Years for which an exercise counts (indicator 4)."""

FORCES_YEARS: Final = {"USA": 2}
OTHER_FORCES_YEARS: Final = 3
SUPPORT_YEARS: Final = 2
"""Years for which forces stationed, by sender, and troops in support count after their last (indicator 6)."""


class Span(NamedTuple):
    """Years in which a data set knows of something between two states.

    Attributes
    ----------
    one, other
        The states, by the codes that their figures are recorded under.
    first, last
        First and last year; `OPEN` where it goes on.
    table, record
        The table of facts, and the record of it in the data set.
    lapse
        Years for which it counts after its last.
    weight
        What each year of it weighs.
    """

    one: str
    other: str
    first: int
    last: int
    table: str
    record: str
    lapse: int = 0
    weight: float = 1.0


def _of_pair(row: Row, first: int, last: int, table: str, record: str, lapse: int = 0) -> Span:
    one, other = Party.read(row["pair"]).states
    return Span(one, other, first, last, table, record, lapse)


def settled() -> Iterator[Span]:
    """Go through claims that were settled, and treaties on borders, territory and peace."""
    for row in facts.rows_of("claims"):
        if row["settled"] and row["last"]:
            year = int(row["last"])
            yield _of_pair(row, year, year, "claims", f"icow-{row['id']}", CONFIDENCE_YEARS)
    for row in facts.rows_of("settlements"):
        year = int(row["signed"][:4])
        yield _of_pair(row, year, year, "settlements", row["id"], CONFIDENCE_YEARS)


def general_agreements() -> Iterator[Span]:
    """Go through general agreements on defence cooperation."""
    for row in facts.rows_of("agreements"):
        if row["type"] == "general":
            yield _of_pair(row, int(row["signed"][:4]), int(row["last"] or OPEN), "agreements", row["id"])


def deliveries(degree: str) -> Iterator[Span]:
    """Go through deliveries of major arms (low), and arms made under licence (high)."""
    for row in facts.rows_of("deliveries"):
        if row["degree"] == degree:
            record = f"sipri-{row['supplier']}-{row['recipient']}"
            yield _sent(row["supplier"], row, "deliveries", record, ARMS_YEARS)


def training() -> Iterator[Span]:
    """Go through years in which a state trained forces of another."""
    for row in facts.rows_of("training"):
        yield _sent(
            row["sender"], row, "training", f"training-{row['sender']}-{row['recipient']}", ARMS_YEARS
        )


def _sent(sender: str, row: Row, table: str, record: str, lapse: int) -> Span:
    other = row.get("recipient") or row["host"]
    return Span(sender, other, int(row["first"]), int(row["last"]), table, record, lapse)


def exercises(states: Collection[str]) -> Iterator[Span]:
    """Go through exercises of some states, each of weight one, shared among the others who took part."""
    for row in facts.rows_of("exercises"):
        taking_part = row["states"].split(";")
        others = len(taking_part) - 1 + int(row["others"] or 0)
        first, last = int(row["first"]), int(row["last"])
        for one, other in combinations([code for code in taking_part if code in states], 2):
            yield Span(one, other, first, last, "exercises", row["id"], EXERCISE_YEARS, 1 / others)


def commands(degree: str) -> Iterator[Span]:
    """Go through the years in which any two belonged to an integrated command of our list."""
    rows = [row for row in facts.rows_of("commands") if row["degree"] == degree]
    for (name,), members in grouped(rows, "command"):
        for one, other in combinations(members, 2):
            first = max(int(one["first"]), int(other["first"]))
            last = min(int(one["last"] or OPEN), int(other["last"] or OPEN))
            if one["state"] != other["state"] and first <= last:
                yield Span(one["state"], other["state"], first, last, "commands", name)


def forces(degree: str) -> Iterator[Span]:
    """Go through forces that a state stationed with another, of a degree by their number."""
    for row in facts.rows_of("troops"):
        if row["degree"] == degree:
            lapse = FORCES_YEARS.get(row["sender"], OTHER_FORCES_YEARS)
            yield _sent(row["sender"], row, "troops", f"troops-{row['sender']}-{row['host']}", lapse)


def support() -> Iterator[Span]:
    """Go through troops sent in support in an armed conflict."""
    for row in facts.rows_of("support"):
        record = f"ucdp-{row['conflict']}-{row['pair']}"
        yield _of_pair(row, int(row["first"]), int(row["last"]), "support", record, SUPPORT_YEARS)


def pacts(states: Collection[str], *kinds: str, of_two: bool = False, but: str = "") -> Iterator[Span]:
    """Go through the years in which two of some states belonged to a treaty that is of a kind for either.

    Parameters
    ----------
    states
        Codes of the states.
    kinds
        Obligations, or columns of the table that are set.
    of_two
        Whether treaties of more than two are left out.
    but
        A treaty that is left out.
    """
    for (treaty,), rows in grouped(facts.rows_of("treaties"), "treaty"):
        members = [
            row
            for row in rows
            if row["state"] in states and treaty != but and (row["bilateral"] or not of_two)
        ]
        for one, other in combinations(members, 2):
            first = max(int(row["entered"][:4]) for row in (one, other))
            last = min(int(row["left"][:4] or OPEN) for row in (one, other))
            if one["state"] != other["state"] and first <= last and _is_of(kinds, (one, other)):
                yield Span(one["state"], other["state"], first, last, "treaties", f"atop-{treaty}")


def _is_of(kinds: Iterable[str], members: Iterable[Row]) -> bool:
    return any(
        kind in row["kinds"].split() if kind in KINDS else bool(row[kind])
        for kind in kinds
        for row in members
    )


def texts(states: Collection[str]) -> Iterator[Span]:
    """Go through pacts of two to consult or to stay neutral, each for ten years, as paper on the ladder."""
    for span in pacts(states, "consul", "neutral", of_two=True):
        yield span._replace(last=min(span.last, span.first + AGREEMENT_YEARS))
