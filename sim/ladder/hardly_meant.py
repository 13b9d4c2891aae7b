"""Warnings of rows that are allowed and hardly meant."""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Final

from sim.faults import Fault, nearest
from sim.ladder.events import FALLS, Event
from sim.ladder.ladder import MILITARY, Ladder
from sim.reading import MOST_ROWS

CERTAINTIES: Final = ("high", "medium", "low")
"""Words by which a note begins, after `certainty:`."""

ALIKE: Final = 0.5
"""Share of the words of a title that another lacks, below which the two may tell of one event."""

MOST_COMPARED: Final = 100
"""Earlier rows of one indicator and date that a row is compared with, so that checking stays quick."""


def warnings(
    events: Iterable[Event], file: str, states: Collection[str] = (), ladder: Ladder = MILITARY
) -> list[Fault]:
    """Warn of what is allowed and hardly meant.

    Statements that are to lower an indicator, since they change no degree; a degree beside a fall; a
    certainty that is none; events of the ladder on no indicator; where the states of a scenario are given,
    actors that are none of them; and rows that repeat another, or nearly so.
    """
    events = list(events)
    return [
        Fault(file, event.id, found, expected, near, warning=True)
        for event in events
        for found, expected, near in _hardly_meant(event, states, ladder)
    ] + [
        Fault(file, event.id, f"{finding} {other.id}", expected, warning=True)
        for event, other, finding, expected in _repeated(events, ladder)
    ]


def _repeated(events: Iterable[Event], ladder: Ladder) -> Iterator[tuple[Event, Event, str, str]]:
    """Go through rows that say the same as an earlier one, or almost: of one pair, indicator and date."""
    before: dict[tuple[object, ...], list[Event]] = {}
    same: dict[tuple[object, ...], Event] = {}
    for event in events:
        if not event.counts(ladder):
            continue
        if event.content in same:
            yield event, same[event.content], "the same event as", "each event in one row"
            continue
        same[event.content] = event
        earlier = before.setdefault((event.indicator, event.date, event.effect), [])
        other = next((one for one in earlier[-MOST_COMPARED:] if _near(event, one)), None)
        if other is not None:
            expected = "one row, if it is one event: the pair, the indicator and the date are the same"
            yield event, other, "nearly the same event as", expected
        earlier.append(event)


def _near(event: Event, other: Event) -> bool:
    """Say whether two rows of one indicator, date and effect may be one event.

    They may where a pair is in both and all else is coded alike (in one year alone much can happen twice),
    or where the actors are the same and the shorter title has most of its words in the longer.
    """
    alike = event.degree == other.degree and event.basis == other.basis and event.end_date == other.end_date
    if alike and len(event.date) > 1 and len(set(event.actors) & set(other.actors)) > 1:
        return True
    return event.actors == other.actors and unlike(event, other) < ALIKE


def unlike(event: Event, other: Event) -> float:
    """Return the share of the words of the shorter of two titles that the longer lacks; 1 without words."""
    words = [_words(one.title) for one in (event, other)]
    fewest = min(map(len, words))
    return 1 - len(words[0] & words[1]) / fewest if fewest else 1.0


@lru_cache(MOST_ROWS)
def _words(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w{3,}", title.lower()))


def _hardly_meant(event: Event, states: Collection[str], ladder: Ladder) -> Iterator[tuple[str, str, str]]:
    if event.dimension == ladder.name and event.indicator is None and event.basis != "statement":
        yield (
            "no indicator",
            f"one of the {ladder.name} ladder, from 1 to {len(ladder)}: it counts nowhere",
            "",
        )
    falls = event.effect in FALLS
    if falls and event.basis == "statement":
        yield f"a statement with effect {event.effect}", "practice, agreement or institution", ""
    if falls and event.degree:
        yield f"degree {event.degree} with effect {event.effect}", "no degree: a fall has none", ""
    certainty = re.match(r"certainty:\s*(\w*)", event.note)
    if certainty and certainty[1] not in CERTAINTIES and not event.candidate:
        yield (
            f"certainty: {certainty[1]}",
            "certainty: high, medium or low",
            nearest(certainty[1], CERTAINTIES),
        )
    for actor in event.actors if states else ():
        if actor not in states:
            yield f"actor {actor}", "a state of the scenario", nearest(actor, states)
