"""Assessment: the trajectory of a pair, year by year, and the evidence for every cell of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.ladder import books as ledger
from sim.ladder.books import FOREVER, Books, window_column
from sim.ladder.events import Event, chronological
from sim.ladder.ladder import Ladder
from sim.ladder.rules import DEGREES, DORMANT_YEARS, HIGH
from sim.ladder.stages import STANDINGS, Stages, index, stages

SIGNALS = ("advance", "regress", "leap", "paper", "tension", "dormant")
"""Names of the signals, in the order they are written."""


@dataclass(frozen=True)
class Trajectory:
    """The ladder of one pair (or group) over consecutive years.

    Attributes
    ----------
    name
        The pair, `CHN-RUS`, or the group, `A+B+C`.
    ladder
        The ladder it is scored on.
    years
        `[year]`.
    degrees
        `[year, indicator]`, 0 none, 1 low, 2 high.
    reach, stage, degree, standing
        `[year]`, as in `sim.ladder.stages.Stages`.
    index
        `[year]`, from 0 to the ladder's `index_maximum`.
    signals
        For each year the names of its signals.
    fragile
        `[year]`: events without any one of which the stage or its degree would be another; rows that say the
        same are one event.
    """

    name: str
    ladder: Ladder
    years: NDArray[np.int_]
    degrees: NDArray[np.int16]
    reach: NDArray[np.int16]
    stage: NDArray[np.int16]
    degree: NDArray[np.int16]
    standing: NDArray[np.int16]
    index: NDArray[np.int16]
    signals: list[tuple[str, ...]]
    fragile: NDArray[np.int_]

    def rows(self) -> Iterator[dict[str, object]]:
        """Go through the rows of `trajectory.csv`."""
        stage = self.ladder.stage_names
        for t, year in enumerate(self.years):
            yield {
                "year": int(year),
                "pair": self.name,
                **{f"i{k + 1}": DEGREES[d] for k, d in enumerate(self.degrees[t])},
                "stage": stage[self.stage[t]],
                "degree": DEGREES[self.degree[t]] if self.stage[t] else "",
                "reach": stage[self.reach[t]],
                "standing": STANDINGS[self.standing[t]],
                "index": round(int(self.index[t]) / self.ladder.index_maximum, 4),
                "signals": ";".join(self.signals[t]),
                "fragile": int(self.fragile[t]),
            }


@dataclass(frozen=True)
class Evidence:
    """One event that a cell of the trajectory rests on."""

    year: int
    pair: str
    indicator: int
    degree: str
    event: str


def enter(books: Books, event: Event, present: NDArray[np.int16]) -> None:
    """Enter one event in the books `[indicator, copy]`, in the copies where it is present (1, else 0)."""
    page = books[event.rung]
    degree = present * np.int16(event.level)
    until = FOREVER if event.end_year is None else event.end_year
    if event.effect == "end":
        ledger.close(page, present > 0)
    elif event.effect == "regress":
        ledger.regress(page, present > 0)
    else:
        if event.effect == "advance":
            ledger.advance(page, degree)
        if event.basis == "practice":
            ledger.practise(page, degree, event.last_active_year)
        elif event.basis == "institution":
            ledger.found(page, degree, int(until))
        else:
            ledger.sign(page, degree, event.year, int(until))


def books_of(events: Sequence[Event], ladder: Ladder) -> Books:
    """Enter the events that count, in order, in the books of one copy: shape `[indicator, 1]`."""
    books = Books.empty(len(ladder), 1)
    for event in chronological(events):
        if event.counts(ladder):
            enter(books, event, np.ones(1, np.int16))
    return books


def default_years(events: Sequence[Event], ladder: Ladder) -> range:
    """Return the years from a ladder's first event to the last that is dated or, being practice, ends."""
    counted = [event for event in events if event.counts(ladder)]
    first = min(event.year for event in counted)
    return range(first, max(event.last_active_year for event in counted) + 1)


def assess(
    events: Sequence[Event],
    name: str,
    ladder: Ladder,
    years: range | None = None,
    fragility: bool = True,
) -> Trajectory:
    """Score the events of one pair or group on a ladder.

    Parameters
    ----------
    events
        Those of the pair; what does not count on the ladder is passed over.
    name
        Name of the pair or group.
    ladder
        The ladder.
    years
        Consecutive years to show; by default those of `default_years`.
    fragility
        Whether to count, by leaving out each event in turn, what each year hangs on.
    """
    counted = [event for event in chronological(events) if event.counts(ladder)]
    years = default_years(counted, ladder) if years is None else years
    shown = range(years.start - 1, years.stop)
    lacking = {told: n for n, told in enumerate(dict.fromkeys(event.told for event in counted), start=1)}
    degrees, paper = _yearly(counted, shown, lacking if fragility else {}, ladder)
    result = stages(degrees, ladder)
    altered = (result.stage != result.stage[:, :1]) | (result.degree != result.degree[:, :1])
    whole = Stages(result.reach[:, 0], result.stage[:, 0], result.degree[:, 0], result.standing[:, 0])
    total = index(degrees)[:, 0]
    signals = _signals(counted, shown, whole, total, paper, ladder)
    return Trajectory(
        name=name,
        ladder=ladder,
        years=np.array(years, np.int_),
        degrees=degrees[1:, :, 0],
        reach=whole.reach[1:],
        stage=whole.stage[1:],
        degree=whole.degree[1:],
        standing=whole.standing[1:],
        index=total[1:],
        signals=signals,
        fragile=altered[1:].sum(axis=1),
    )


def _yearly(
    events: Sequence[Event],
    years: range,
    lacking: Mapping[tuple[object, ...], int],
    ladder: Ladder,
) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
    """Return degrees `[year, indicator, copy]` and `paper` `[year]`.

    Copy 0 has all events; `lacking` says which other lacks an event, by what it says.
    """
    copies = len(lacking) + 1
    books, windows = Books.empty(len(ladder), copies), window_column(ladder.windows)
    degrees = np.zeros((len(years), len(ladder), copies), np.int16)
    paper = np.zeros(len(years), np.bool_)
    entered = 0
    for t, year in enumerate(years):
        while entered < len(events) and events[entered].year <= year:
            present = np.ones(copies, np.int16)
            if lacking:
                present[lacking[events[entered].told]] = 0
            enter(books, events[entered], present)
            entered += 1
        degrees[t] = ledger.degrees(books, year, windows)
        paper[t] = ledger.paper(books, year)[:, 0].any()
    return degrees, paper


def _signals(
    events: Sequence[Event],
    years: range,
    result: Stages,
    total: NDArray[np.int16],
    paper: NDArray[np.bool_],
    ladder: Ladder,
) -> list[tuple[str, ...]]:
    """Name the signals of each year but the first, which only serves to compare."""
    disputes = ladder.rungs("settles_disputes")
    settling = {e.year for e in events if e.rung in disputes and e.effect == "advance" and e.degree == "low"}
    names = []
    for t, year in enumerate(years):
        if t == 0:
            continue
        active = any(e.year <= year and e.last_active_year > year - DORMANT_YEARS for e in events)
        given = (
            total[t] > total[t - 1],
            total[t] < total[t - 1],
            STANDINGS[result.standing[t]] == "leap" != STANDINGS[result.standing[t - 1]],
            paper[t],
            year in settling and result.stage[t] > 1,
            result.reach[t] > 0 and not active,
        )
        names.append(tuple(name for name, holds in zip(SIGNALS, given, strict=True) if holds))
    return names


def evidence(events: Sequence[Event], trajectory: Trajectory) -> Iterator[Evidence]:
    """Go through the events each cell rests on: live ones that reach its degree, and regresses that count."""
    counted = [event for event in chronological(events) if event.counts(trajectory.ladder)]
    for t, year in enumerate(trajectory.years):
        for position in range(len(trajectory.ladder)):
            cell = int(trajectory.degrees[t, position])
            entered = [event for event in counted if event.rung == position and event.year <= year]
            for event in _supporting(entered, int(year), cell, trajectory.ladder):
                yield Evidence(int(year), trajectory.name, position + 1, DEGREES[cell], event.id)


def _supporting(entered: Sequence[Event], year: int, cell: int, ladder: Ladder) -> Iterator[Event]:
    """Go through what one indicator's cell rests on, given its events dated up to the year."""
    since = max((n + 1 for n, event in enumerate(entered) if event.effect == "end"), default=0)
    current = entered[since:]
    last_advance = max((n for n, event in enumerate(current) if event.effect == "advance"), default=-1)
    books = books_of(current, ladder)
    for n, event in enumerate(current):
        if event.effect == "regress":
            if n > last_advance:
                yield event
        elif effective_degree(event, books[event.rung], year, ladder.windows[event.rung]) >= max(cell, 1):
            yield event


def effective_degree(event: Event, page: Books, year: int, window: int) -> int:
    """Return the degree at which an event is live in a year, given the books `[1]` of its indicator."""
    most = min(event.level, int(page.ceiling[0]))
    if event.basis == "practice":
        return most if event.last_active_year + window >= year else 0
    until = FOREVER if event.end_year is None else event.end_year
    if event.basis == "institution":
        return most if until >= year else 0
    own = Books.empty(1)
    ledger.sign(own, np.array([HIGH], np.int16), event.year, int(until))
    own.practice[:], own.institution[:] = page.practice, page.institution
    most = most if page.practised[0] else min(most, 1)
    return max(
        (level for level in range(1, most + 1) if ledger.agreement_lasts(own, level)[0] >= year), default=0
    )
