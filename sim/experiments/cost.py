"""What an experiment would take of memory and time, said before anything of it is built."""

import os
from collections.abc import Sequence
from typing import Final

from sim.experiments.shocks import work_of
from sim.faults import Fault, InputError
from sim.scenario.load import Case

MOST_POINTS: Final = 10_000_000
MOST_LIVES_A_POINT: Final = 100_000

SECOND: Final = 1_000_000
"""Years of a pair and life that one core lives in a second, roughly (docs/performance.md)."""

LONGEST: Final = 100 * 365 * 86_400
"""Seconds of one core that are not asked for in earnest: a century."""

LONG: Final = 86_400
"""Seconds of one core from which on it is said beforehand: a day."""

POINT_BYTES: Final = 100
"""Bytes that a value of a point takes while the points are laid out and named, measured."""

GIB: Final = 2**30


def check_points(file: str, place: str, points: int, ranges: int, runs: int, cases: Sequence[Case]) -> None:
    """Refuse more points, or more lives at each, than any machine or this one can do.

    Raises
    ------
    InputError
        With what they would take.
    """
    found = f"{points:,} points"
    if points > MOST_POINTS:
        raise InputError([Fault(file, place, found, f"{MOST_POINTS:,} at most")])
    if runs > MOST_LIVES_A_POINT:
        raise InputError([Fault(file, "runs", f"{runs:,} lives", f"{MOST_LIVES_A_POINT:,} a point at most")])
    check_memory(file, place, found, points * ranges * POINT_BYTES)
    seconds = seconds_of(cases, points)
    if seconds > LONGEST:
        found = f"{found} of {runs:,} lives, which take one core some {duration_in_words(seconds)}"
        raise InputError(
            [Fault(file, place, found, f"{duration_in_words(LONGEST)} at most: fewer points or lives")]
        )


def check_memory(file: str, place: str, found: str, needed: int) -> None:
    """Refuse what needs more bytes than this machine has.

    Raises
    ------
    InputError
        With what it would take.
    """
    memory_here = memory()
    if memory_here is not None and needed > memory_here:
        found = f"{found}, which take some {needed / GIB:,.0f} GiB of memory"
        raise InputError([Fault(file, place, found, f"fewer: this machine has {memory_here / GIB:.0f} GiB")])


def memory() -> int | None:
    """Return the bytes of memory of this machine; None where the system does not say."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def seconds_of(cases: Sequence[Case], points: int) -> float:
    """Return roughly how long one core lives some points of scenarios, each with its own number of lives."""
    return points * sum(map(work_of, cases)) / SECOND


def caution(cases: Sequence[Case], points: int) -> str | None:
    """Say how long some points take, where they take long."""
    seconds = seconds_of(cases, points)
    if seconds < LONG:
        return None
    lives, time = cases[0].scenario.runs, duration_in_words(seconds)
    return f"{points:,} points of {lives:,} lives take one core some {time}"


def duration_in_words(seconds: float) -> str:
    """Write a time in days, or in years."""
    days = seconds / 86_400
    return f"{days:,.0f} days" if days < 1000 else f"{days / 365:,.0f} years"
