"""Assessment: the trajectory of a pair, year by year, and the evidence for every cell of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.ladder import books as ledger
from sim.ladder.books import FOREVER, Books, window_column
from sim.ladder.events import FALLS, Event, chronological
from sim.ladder.ladder import Ladder
from sim.ladder.rules import DEGREES, DORMANT_YEARS, HIGH, LOW
from sim.ladder.stages import STANDINGS, Stages, index, stages

SIGNALS = ("advance", "regress", "leap", "paper", "tension", "dormant")
"""Names of the signals, in the order they are written."""

TOGETHER: Final = 64
"""Events entered before copies of books that no longer differ are left out."""


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
            ledger.establish(page, degree, int(until))
        else:
            ledger.sign(page, degree, event.year, int(until))


def books_of(events: Sequence[Event], ladder: Ladder) -> Books:
    """Enter the events that count, in order, in the books of one copy: shape `[indicator, 1]`."""
    books = Books.empty(len(ladder), 1)
    since_fall: dict[int, set[tuple[object, ...]]] = {}
    for event in chronological(events):
        if not event.counts(ladder):
            continue
        entries = since_fall.setdefault(event.rung, set())
        entry = (event.effect, event.basis, event.degree, event.year, event.end_year)
        # The same once more, with no fall in between, would change nothing: long records are quicker without.
        if entry in entries:
            continue
        entries.add(entry)
        if event.effect in FALLS:
            entries.clear()
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
    degrees, paper = _yearly(counted, shown, ladder, fragility)
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
    events: Sequence[Event], years: range, ladder: Ladder, fragility: bool
) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
    """Return degrees `[year, indicator, copy]` and `paper` `[year]`.

    Copy 0 has all events; where `fragility`, every event without which a year differs is lacking in another.
    """
    books, lacking = Books.empty(len(ladder), 1), list[tuple[object, ...]]()
    windows = window_column(ladder.windows)
    yearly: list[NDArray[np.int16]] = []
    paper = np.zeros(len(years), np.bool_)
    entered = 0
    for t, year in enumerate(years):
        while entered < len(events) and events[entered].year <= year:
            batch = [event for event in events[entered : entered + TOGETHER] if event.year <= year]
            books, lacking = _entered(books, lacking, batch, fragility)
            entered += len(batch)
        yearly.append(ledger.degrees(books, year, windows))
        paper[t] = ledger.paper(books, year)[:, 0].any()
    copies = max(degrees.shape[1] for degrees in yearly)
    # Copies that are not there are as the first.
    return np.stack(
        [degrees[:, [*range(degrees.shape[1]), *[0] * (copies - degrees.shape[1])]] for degrees in yearly]
    ), paper


def _entered(
    books: Books, lacking: list[tuple[object, ...]], events: Sequence[Event], fragility: bool
) -> tuple[Books, list[tuple[object, ...]]]:
    """Enter events in books `[indicator, copy]`, of which each copy but the first lacks what one event says.

    A copy whose books have come to be as the first one's will never differ again, and is left out: so few
    are needed, however many events there are.
    """
    contents = [event.content for event in events] if fragility else []
    new = [content for content in dict.fromkeys(contents) if content not in lacking]
    books = books[:, [*range(len(lacking) + 1), *[0] * len(new)]]
    lacking = [*lacking, *new]
    copy_without = {content: n for n, content in enumerate(lacking, start=1)}
    for n, event in enumerate(events):
        present = np.ones(len(lacking) + 1, np.int16)
        if fragility:
            present[copy_without[contents[n]]] = 0
        enter(books, event, present)
    apart = np.nonzero(_differs(books))[0]
    return books[:, [0, *apart]], [lacking[n - 1] for n in apart]


def _differs(books: Books) -> NDArray[np.bool_]:
    """Tell which copies `[indicator, copy]` differ from the first; beyond two, degrees off are alike."""
    capped = replace(books, regress=np.minimum(books.regress, HIGH))
    unlike = np.concatenate(
        [(array != array[..., :1]).reshape(-1, array.shape[-1]) for array in capped.arrays()]
    )
    return np.asarray(unlike.any(axis=0))


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
    dated = np.searchsorted([event.year for event in events], years, side="right")
    last_active = np.maximum.accumulate([-DORMANT_YEARS, *(event.last_active_year for event in events)])
    names = []
    for t, year in enumerate(years):
        if t == 0:
            continue
        holding = (
            total[t] > total[t - 1],
            total[t] < total[t - 1],
            STANDINGS[result.standing[t]] == "leap" != STANDINGS[result.standing[t - 1]],
            paper[t],
            year in settling and result.stage[t] > 1,
            result.reach[t] > 0 and last_active[dated[t]] <= year - DORMANT_YEARS,
        )
        names.append(tuple(name for name, holds in zip(SIGNALS, holding, strict=True) if holds))
    return names


def evidence(events: Sequence[Event], trajectory: Trajectory) -> Iterator[Evidence]:
    """Go through the events each cell rests on: live ones that reach its degree, and regresses that count."""
    ladder, counted = trajectory.ladder, [e for e in chronological(events) if e.counts(trajectory.ladder)]
    years = [int(year) for year in trajectory.years]
    grounds = [
        _grounds(
            [event for event in counted if event.rung == position],
            years,
            [int(degree) for degree in trajectory.degrees[:, position]],
            ladder,
        )
        for position in range(len(ladder))
    ]
    for t, year in enumerate(years):
        for position, of_indicator in enumerate(grounds):
            degree = DEGREES[trajectory.degrees[t, position]]
            for event in next(of_indicator):
                yield Evidence(year, trajectory.name, position + 1, degree, event.id)


def _grounds(
    events: Sequence[Event], years: Sequence[int], cells: Sequence[int], ladder: Ladder
) -> Iterator[list[Event]]:
    """Go through the years: what the cells of one indicator rest on, given its events in order."""
    page, alone = Books.empty(len(ladder), 1), Books.empty(len(ladder), len(events))
    falls = np.array([event.effect == "regress" for event in events], np.bool_)
    windows = window_column(ladder.windows)
    entered = since = built = 0
    for year, cell in zip(years, cells, strict=True):
        while entered < len(events) and events[entered].year <= year:
            event = events[entered]
            for books in (page, alone[:, entered : entered + 1]):
                enter(books, event, np.ones(1, np.int16))
            entered += 1
            since = entered if event.effect == "end" else since
            built = entered if event.effect == "advance" else built
        if since == entered:
            yield []
            continue
        rung, since_end = events[0].rung, slice(since, entered)
        reached = _degrees_alone(alone[rung, since_end], page[rung], year, windows[rung])
        holds = np.where(falls[since_end], np.arange(since, entered) >= built, reached >= max(cell, 1))
        yield [events[since + n] for n in np.nonzero(holds)[0].tolist()]


def _degrees_alone(alone: Books, page: Books, year: int, window: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return the degree at which each event counts in a year: `[event]`.

    Parameters
    ----------
    alone
        Books in which each event stands alone, `[event]`.
    page
        Those of all of them, `[1]`: they say how high any may count, and feed agreements.
    year, window
        The year, and how many years practice stays live, `[1]`.
    """
    fed = replace(alone, practice=page.practice, institution=page.institution)
    signed = np.stack([ledger.agreement_lasts(fed, level) for level in (LOW, HIGH)])
    none = np.zeros_like(page.regress)
    capped = replace(alone, signed=signed, ceiling=page.ceiling, practised=page.practised, regress=none)
    return ledger.degrees(capped, year, window)
