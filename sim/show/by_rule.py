"""What every result says that rests on candidates which no coder has read."""

from collections.abc import Iterable

from sim.ladder.event_files import candidates_in
from sim.ladder.events import Event, distinct
from sim.results.marks import BY_RULE
from sim.words import say_many


def by_rule(events: Iterable[Event]) -> dict[str, list[str]]:
    """Return what the mark of a result says of candidates that were accepted by rule; nothing without any."""
    _, accepted = candidates_in(distinct(events))
    if not accepted:
        return {}
    sentence = say_many(
        "{count:,} event of the record is a candidate accepted by rule: no coder has read it.",
        "{count:,} events of the record are candidates accepted by rule: no coder has read them.",
        accepted,
    )
    return {BY_RULE: [sentence]}
