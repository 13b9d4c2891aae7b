"""What the data sets have that the coders of the cases that ship lack, and the reverse: `docs/world.md`.

    python -m tools.candidates

It writes the part of the page between its two marks, and nothing else of it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from sim.datasets.candidates import candidates
from sim.frames import write_frame
from sim.ladder.agreement import kappa
from sim.ladder.assess import assess
from sim.ladder.event_files import events_of_table
from sim.ladder.events import Event, by_pair, distinct
from sim.ladder.ladder import MILITARY
from sim.ladder.party import Party
from sim.scenario.load import Case, load

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "world.md"
LISTS = ROOT / "docs" / "world"
BEGIN, END = "<!-- candidates: python -m tools.candidates -->", "<!-- end of candidates -->"

COVERED = {
    1: (1955, 2017),
    2: (1985, 2010),
    3: (1956, 2024),
    4: (1983, 2010),
    6: (1952, 2023),
    7: (1950, 2018),
}
"""Years in which a data set knows of each indicator and of what lights it; none knows of command."""

SENDERS = {"USA": (1952, 2023), **dict.fromkeys(("FRA", "GBR", "RUS", "SUN"), (1984, 2012))}
"""States whose forces abroad are known, and when: of other pairs nothing is known of indicator 6."""

DEPLOYMENT = 6

MOST_LISTED = 5
"""Candidates of a case that are listed one by one."""

VERDICTS = ("real", "coded otherwise", "false", "cannot be told")
"""What may be said of a candidate that the coding lacks."""

YEARS_APART = 1
"""Years by which the coding may date a thing otherwise."""


@dataclass(frozen=True)
class Compared:
    """A case with its candidates.

    Attributes
    ----------
    case
        The case.
    lacking
        Candidates that leave nothing to judge, of whose indicator the coding has nothing in their years.
    proposed
        How many such candidates there are, by indicator.
    unknown
        Rows of the coding of whose indicator there is no candidate in their years.
    coded
        How many rows of the coding fall within coverage, by indicator.
    cells
        Degrees of coding and candidates, cell by cell within coverage, by indicator: 3 x 3 counts.
    """

    case: Case
    lacking: list[Event]
    proposed: Counter[int]
    unknown: list[Event]
    coded: Counter[int]
    cells: dict[int, np.ndarray]


def compared(case: Case) -> Compared:
    """Lay the coding of a case beside the candidates of the pairs that it codes."""
    first, last = case.scenario.record or (case.scenario.start, case.scenario.end)
    codes = [state.code for state in case.scenario.states]
    rows = candidates(codes, first, last)
    frame = pd.DataFrame(rows).assign(accept="yes")
    proposed = events_of_table(frame.drop(columns=["accept", "judge", "record"]).assign(note=""))
    sure = {row["id"] for row in rows if not row["judge"]}
    ours, theirs = by_pair(case.observed), by_pair(proposed)
    result = Compared(case, [], Counter(), [], Counter(), {rung: np.zeros((3, 3), int) for rung in COVERED})
    shown = range(first, last + 1)
    seen: set[str] = set()
    for pair in (pair for pair in combinations(sorted(codes), 2) if _codes(ours.get(pair, []))):
        coding = assess(ours[pair], Party.pair(*pair), MILITARY, shown).degrees
        events = theirs.get(pair, [])
        data = assess(events, Party.pair(*pair), MILITARY, shown).degrees if _codes(events) else coding * 0
        for rung in COVERED:
            inside = [t for t, year in enumerate(shown) if _covered(rung, pair, year)]
            np.add.at(result.cells[rung], (coding[inside, rung - 1], data[inside, rung - 1]), 1)
        for event in events:
            if event.id in sure and event.id not in seen:
                result.proposed[event.rung + 1] += 1
                if not _lit(coding[:, event.rung], shown, event):
                    result.lacking.append(event)
                seen.add(event.id)
        for event in ours[pair]:
            if event.counts(MILITARY) and event.degree and _covered(event.rung + 1, pair, event.year):
                result.coded[event.rung + 1] += 1
                if not any(_meet(event, other) for other in events):
                    result.unknown.append(event)
    return result


def _codes(events: list[Event]) -> bool:
    return any(event.counts(MILITARY) for event in events)


def _span(event: Event) -> tuple[int, int]:
    return event.year - YEARS_APART, (event.end_year or event.year) + YEARS_APART


def _lit(degrees: np.ndarray, years: range, event: Event) -> bool:
    first, last = _span(event)
    return any(degrees[t] for t, year in enumerate(years) if first <= year <= last)


def _covered(rung: int, pair: tuple[str, str], year: int) -> bool:
    """Tell whether a data set knows of an indicator of a pair in a year, so that no row means none."""
    spans = [COVERED.get(rung, (1, 0))] if rung != DEPLOYMENT else [SENDERS[c] for c in pair if c in SENDERS]
    return any(first <= year <= last for first, last in spans)


def _meet(event: Event, other: Event) -> bool:
    (first, last), (begin, end) = _span(event), (other.year, other.end_year or other.year)
    return event.indicator == other.indicator and first <= end and begin <= last


def lines(results: list[Compared]) -> Iterator[str]:
    """Write the section."""
    yield from [BEGIN, "", "## Candidates beside the coding of the cases that ship", ""]
    yield from [
        "All figures of this section are made by `python -m tools.candidates`. A candidate is a row of `sim",
        "candidates` that leaves nothing to judge; it is *not in the coding* where the coding has nothing",
        "on that pair and indicator in its years, a year more or less. A row of the coding is *not in the",
        "data* where no candidate of its indicator, also of those left to judge, meets its years. Only",
        "years and pairs that a data set covers are counted, and only pairs that the case codes. Cells are",
        "those of a pair, an indicator and a year: the coding beside all candidates as they are proposed.",
        "Both lists in full: [not in the coding](world/not_in_the_coding.csv), [not in the",
        "data](world/not_in_the_data.csv).",
    ]
    yield from ["", "| case | candidates | not in the coding | rows of the coding | not in the data |"]
    yield "|---|---|---|---|---|"
    for result in results:
        yield (
            f"| {result.case.scenario.name} | {result.proposed.total()} | {len(result.lacking)} | "
            f"{result.coded.total()} | {len(result.unknown)} |"
        )
    yield from _by_indicator(results)
    yield from _judged()
    yield from _listed("What the candidates have and the coding lacks", results, "lacking")
    yield from _listed("What the coding has and the data sets lack", results, "unknown")
    yield from ["", END]


def _judged() -> Iterator[str]:
    """Count the verdicts of a second coder on what the coding lacks."""
    judged = pd.read_csv(LISTS / "omissions.csv").drop_duplicates(["case", "candidate"])
    counts = pd.crosstab(judged["case"], judged["verdict"])[list(VERDICTS)]
    yield from [
        "",
        "Before 72 such rows were coded, a second coder, blind to any forecast, read each that the coding",
        "lacked against the codebook and the record in the data set ([verdicts](world/omissions.csv), with",
        "reasons and rows as coded). The real ones now stand in the cases, but for the treaty of 2001",
        "between China and Russia: what counts of that pair the paper decides.",
        "",
        f"| case | {' | '.join(VERDICTS)} |",
        "|---|---|---|---|---|",
    ]
    for case, row in counts.iterrows():
        yield f"| {case} | {' | '.join(map(str, row))} |"
    yield f"| all | {' | '.join(map(str, counts.sum()))} |"


def _listed(head: str, results: list[Compared], which: str) -> Iterator[str]:
    """List the first events of each case."""
    yield from ["", f"{head}, of each case the first ones:", ""]
    for result in results:
        events = distinct(getattr(result, which))
        for event in events[:MOST_LISTED]:
            when = f"{event.year}" + (
                f"-{event.end_year}" if event.end_year not in (None, event.year) else ""
            )
            yield (
                f"- {result.case.scenario.name}, {'-'.join(event.actors)}, {when}, "
                f"indicator {event.indicator}, {event.degree}: {event.title} ({event.source})"
            )
        if len(events) > MOST_LISTED:
            yield f"- {result.case.scenario.name}: {len(events) - MOST_LISTED} more"


def _row(result: Compared, event: Event) -> dict[str, str]:
    told = {
        name: str(getattr(event, name) or "") for name in ("date", "end_date", "indicator", "degree", "basis")
    }
    about = {"title": event.title, "source": event.source}
    return {
        "case": result.case.scenario.name,
        "id": event.id,
        "actors": ";".join(event.actors),
        **told,
        **about,
    }


def _by_indicator(results: list[Compared]) -> Iterator[str]:
    head = "not in the coding | rows of the coding | not in the data | cells equal | weighted kappa |"
    yield from ["", f"| indicator | candidates | {head}", "|---|---|---|---|---|---|---|"]
    for rung in COVERED:
        cells = sum(result.cells[rung] for result in results)
        unknown = sum(event.rung + 1 == rung for result in results for event in result.unknown)
        weighted = float(kappa(cells[np.newaxis], ordered=True))
        lacking = sum(event.rung + 1 == rung for result in results for event in result.lacking)
        yield (
            f"| {MILITARY.labels[rung - 1]} | {sum(r.proposed[rung] for r in results)} | {lacking} | "
            f"{sum(r.coded[rung] for r in results)} | {unknown} | "
            f"{np.trace(cells) / cells.sum():.0%} of {cells.sum():,} | {weighted:.2f} |"
        )


def main() -> None:
    """Write the section into its page."""
    cases = [load(path) for path in sorted((ROOT / "scenarios").glob("*/scenario.toml"))]
    results = [compared(case) for case in cases]
    section = "\n".join(lines(results))
    LISTS.mkdir(exist_ok=True)
    for name, which in (("not_in_the_coding", "lacking"), ("not_in_the_data", "unknown")):
        rows = [_row(result, event) for result in results for event in distinct(getattr(result, which))]
        write_frame(pd.DataFrame(rows), LISTS / f"{name}.csv")
    page = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else "# What the world's pairs say\n\n"
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2] if rest else "\n"
    PAGE.write_text(f"{before}{section}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
