"""What a rule proposes, the states that are asked for, and spans of years."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sim.ladder.events import CANDIDATE
from sim.ladder.ladder import MILITARY
from sim.scenario import facts
from sim.scenario.facts import Row

LONGEST_PAUSE: Final = 3
"""Years without a row over which a span goes on: deliveries and exercises are not reported every year."""


@dataclass(frozen=True)
class States:
    """The states that are asked for, and the years."""

    codes: Sequence[str]
    first: int
    last: int

    def among(self, records: Iterable[str], year: int) -> list[str]:
        """Return those of them that records name and that are states in a year.

        Of two that share a record (the Soviet Union and Russia) the later begins where the earlier ends.
        """
        return self.states_among(records, year) if self.first <= year <= self.last else []

    def states_among(self, records: Iterable[str], year: int) -> list[str]:
        """Return the same of any year, also beside the years that are asked for."""
        named = set(records)
        return sorted(code for code in self.codes if self._record(code, year) in named)

    def begin(self) -> list[str]:
        """Return the years from which on any of them is a state."""
        return [str(first) for code in self.codes for first, _ in facts.known_states()[code].spells]

    def _record(self, code: str, year: int) -> str | None:
        state = facts.known_states()[code]
        alone = [other for other in self.codes if facts.record_of(other) == state.record] == [code]
        own = alone or state.record != code or year > state.when[1]
        return state.record if state.spell(year) and own else None


@dataclass(frozen=True)
class Candidate:
    """What a rule proposes."""

    record: str
    actors: Sequence[str]
    date: str
    indicator: str
    degree: str
    basis: str
    title: str
    release: str
    rule: str
    end_date: str = ""
    effect: str = "advance"
    judge: str = ""


def row_of(candidate: Candidate) -> Row:
    """Write a candidate as a row of a file of events."""
    actors = sorted(candidate.actors)
    return {
        "id": "-".join(
            [candidate.record, candidate.indicator, *actors, candidate.date[:4], candidate.degree]
        ),
        "date": candidate.date,
        "end_date": candidate.end_date,
        "actors": ";".join(actors),
        "dimension": MILITARY.name,
        "indicator": candidate.indicator,
        "degree": candidate.degree,
        "effect": candidate.effect,
        "basis": candidate.basis,
        "title": candidate.title,
        "source": f"{candidate.release}, record {candidate.record}",
        "note": f"{CANDIDATE}. Rule: {candidate.rule}",
        "accept": "",
        "judge": candidate.judge,
        "record": candidate.record,
    }


def grouped(rows: Iterable[Row], *columns: str) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """Go through the rows of a table that have the same cells in some columns."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in columns), []).append(row)
    yield from groups.items()


def years_of(row: Row) -> range:
    """Return the years of a row of spans."""
    return range(int(row["first"]), int(row["last"]) + 1)


def spans_of(
    states: States, records: Sequence[str], years: Iterable[int]
) -> Iterator[tuple[list[str], int, int]]:
    """Go through the spans of years in which both are states, each with their codes at that time."""
    by_actors: dict[tuple[str, ...], list[int]] = {}
    for year in sorted(set(years)):
        actors = tuple(states.among(records, year))
        if len(actors) > 1:
            by_actors.setdefault(actors, []).append(year)
    for actors, known in by_actors.items():
        for first, last in runs(known):
            yield list(actors), first, last


def runs(years: Iterable[int]) -> list[tuple[int, int]]:
    """Return first and last years of runs that no longer pause parts."""
    spans: list[tuple[int, int]] = []
    for year in sorted(set(years)):
        if spans and year - spans[-1][1] <= LONGEST_PAUSE + 1:
            spans[-1] = (spans[-1][0], year)
        else:
            spans.append((year, year))
    return spans


def name_in(record: str, year: int) -> str:
    """Return what a record's state was called in a year."""
    states = facts.known_states()
    was = next(
        (s for s in states.values() if s.record == record and s.code != record and s.spell(year)),
        states[record],
    )
    return was.name_en
