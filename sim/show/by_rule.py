"""What every result says that rests on candidates which no coder has read."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sim.files import MARK, read_json
from sim.ladder.event_files import candidates_in
from sim.ladder.events import Event, distinct
from sim.results.marks import BY_RULE, LEARNT_BY_RULE
from sim.scenario.load import Case
from sim.words import say_many


def by_rule(events: Iterable[Event]) -> dict[str, int]:
    """Return what the mark of a result says of candidates that were accepted by rule; nothing without any."""
    _, accepted = candidates_in(distinct(events))
    return {BY_RULE: accepted} if accepted else {}


def by_rule_of(cases: Collection[Case]) -> dict[str, int]:
    """Return the same of the records of cases, and of those that their parameters were learnt from."""
    learnt = max((_learnt(case) for case in cases), default=0)
    known = {LEARNT_BY_RULE: learnt} if learnt else {}
    return by_rule(event for case in cases for event in case.observed) | known


def _learnt(case: Case) -> int:
    """Count what a posterior was learnt from: it stands beside the mark of its calibration, or of a run."""
    mark = read_json(case.posterior.path.parent / MARK) if case.posterior else {}
    calibrated = str(mark.get("identity", "")).startswith("calibration ")
    return int(mark.get(BY_RULE if calibrated else LEARNT_BY_RULE, 0))


def by_rule_in_words(mark: Mapping[str, Any]) -> list[str]:
    """Say what a mark says of candidates that were accepted by rule."""
    return list(_sentences(mark))


def _sentences(mark: Mapping[str, Any]) -> Iterator[str]:
    if BY_RULE in mark:
        yield say_many(
            "{count:,} event of the record is a candidate accepted by rule: no coder has read it.",
            "{count:,} events of the record are candidates accepted by rule: no coder has read them.",
            mark[BY_RULE],
        )
    if LEARNT_BY_RULE in mark:
        yield say_many(
            "{count:,} event that the parameters were learnt from is a candidate accepted by rule.",
            "{count:,} events that the parameters were learnt from are candidates accepted by rule.",
            mark[LEARNT_BY_RULE],
        )
