"""What every result says that rests on candidates which no coder has read."""

from collections.abc import Iterable, Mapping
from typing import Any

from sim.ladder.event_files import candidates_in
from sim.ladder.events import Event, distinct
from sim.results.marks import BY_RULE
from sim.words import say_many


def by_rule(events: Iterable[Event]) -> dict[str, int]:
    """Return what the mark of a result says of candidates that were accepted by rule; nothing without any."""
    _, accepted = candidates_in(distinct(events))
    return {BY_RULE: accepted} if accepted else {}


def by_rule_in_words(mark: Mapping[str, Any]) -> list[str]:
    """Say what a mark says of candidates that were accepted by rule."""
    if BY_RULE not in mark:
        return []
    return [
        say_many(
            "{count:,} event of the record is a candidate accepted by rule: no coder has read it.",
            "{count:,} events of the record are candidates accepted by rule: no coder has read them.",
            mark[BY_RULE],
        )
    ]
