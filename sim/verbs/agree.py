"""`sim agree`: two codings of one history."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer

from sim.faults import Fault, InputError
from sim.files import digest, files_in, write_mark
from sim.frames import read_frame
from sim.ladder.agreement import YEARS_APART, Sides, compare, questions
from sim.ladder.event_files import read_rows
from sim.ladder.events import Event, of_pairs, pairs_of
from sim.ladder.ladder import Ladder
from sim.ladder.party import Party
from sim.results.folders import new_folder
from sim.results.tables import write_csv
from sim.scenario.bundled import case_path
from sim.show import agreeing
from sim.show.agreeing import MOST_TOLD, SIDES, Files, sentences
from sim.show.by_rule import by_rule
from sim.show.pages import agree as pages
from sim.verbs.frame import PLAINLY, How, Making
from sim.verbs.parameters import (
    FirstYear,
    LadderName,
    LastYear,
    Pair,
    Windows,
    known_pair,
    ladder_meant,
    path_or_none,
    years_shown,
)
from sim.verbs.result import Short
from sim.words import say, spoken

MOST_MATCHED: Final = 2000
"""Events of a coding that are compared with each of the other."""


def agree(
    first: Annotated[str | Path, typer.Argument(metavar="FIRST.csv", help="One coder's events.")],
    second: Annotated[
        str | Path, typer.Argument(metavar="SECOND.csv", help="Another's, of the same history.")
    ],
    pair: Pair = None,
    since: FirstYear = None,
    last: LastYear = None,
    ladder: LadderName = None,
    windows: Windows = None,
) -> Making:
    """Compare two codings of one history: events matched, and kappa over events and indicator-years.

    Example: sim agree china_pakistan/codings/first.csv china_pakistan/codings/second.csv

    Parameters
    ----------
    first, second
        Files of events.
    pair
        One pair, instead of all that both have.
    since, last
        First and last year compared.
    ladder
        A ladder that ships, or a file; by default the military one.
    windows
        A TOML file: years that practice stays live, by indicator.
    """
    scale = None if ladder is None else str(ladder)
    paths = (case_path(Path(first)), case_path(Path(second)))
    compared = read(paths, pair, since, last, path_or_none(windows), scale)
    return Making(
        ["agree", *(f"{path.parent.resolve().name}-{path.stem}" for path in paths)],
        partial(make, compared),
        lambda folder: agreeing.drawings(compared),
        lambda folder: _short(compared, folder),
        cautions=agreeing.cautions(compared),
        page=partial(pages.page, compared),
    )


def _short(files: Files, folder: Path) -> Short:
    table = read_frame(folder / "agreement.csv")
    return [(say("Agreement"), agreeing.agreement_table(files.compared.ladder, table))]


TOLD: Final = ("id", "date", "actors", "degree", "effect", "basis", "title")
"""What `matched.csv` says of an event on either side."""


APART: Final = (0, YEARS_APART, 2)
"""Years by which dates may differ, in counts of matches."""


def read(
    paths: tuple[Path, Path],
    pair: str | None = None,
    first: int | None = None,
    last: int | None = None,
    windows: Path | None = None,
    ladder: str | None = None,
) -> Files:
    """Lay two codings side by side: one pair, or all pairs that both have.

    Raises
    ------
    InputError
        With every fault of both files, or where neither holds such a pair.
    """
    scale = ladder_meant(ladder, windows)
    codings, faults = [], []
    for path in paths:
        try:
            # Candidates are compared as they are proposed; what a coder refused is no part of a coding.
            codings.append([event for event in read_rows(path, scale) if event.accept != "no"])
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    pairs, left_out = _chosen(paths, codings, pair, scale)
    _check_matchable(paths, codings, pairs, scale)
    all_events = [event for coding in codings for event in coding]
    events_compared = of_pairs(all_events, pairs)
    years = years_shown(events_compared, scale, first, last)
    compared = {apart: compare(codings[0], codings[1], pairs, years, scale, apart) for apart in APART}
    matches = {apart: len(agreement.matched) for apart, agreement in compared.items()}
    named = f", windows of {windows.name}" if windows else ""
    return Files(paths, compared[YEARS_APART], matches, left_out, named)


def _check_matchable(
    paths: tuple[Path, Path],
    codings: Sequence[Sequence[Event]],
    pairs: Sequence[tuple[str, str]],
    ladder: Ladder,
) -> None:
    """Refuse more events than can be laid side by side, each with each."""
    counts = [sum(event.counts(ladder) for event in of_pairs(events, pairs)) for events in codings]
    faults = [
        Fault(str(path), "", f"{count:,} events to match", f"{MOST_MATCHED:,} at most: choose by --pair")
        for path, count in zip(paths, counts, strict=True)
        if count > MOST_MATCHED
    ]
    if faults:
        raise InputError(faults)


def _chosen(
    paths: tuple[Path, Path], codings: Sequence[Sequence[Event]], pair: str | None, ladder: Ladder
) -> tuple[list[tuple[str, str]], tuple[list[str], list[str]]]:
    """Return the pairs to compare, and those that are left out as one coding alone has them."""
    first, second = (pairs_of(events, ladder) for events in codings)
    shared = [states for states in first if states in second]
    empty = [path for path, coded in zip(paths, (first, second), strict=True) if not coded]
    if empty and not (pair and (first or second)):
        raise InputError(
            [Fault(str(path), "", f"no {ladder.name} event", "one in each file") for path in empty]
        )
    if not shared and not empty:
        of_first, of_second = (
            ", ".join(Party.pair(*states) for states in coded[:MOST_TOLD]) for coded in (first, second)
        )
        raise InputError([Fault(str(paths[1]), "", f"other pairs ({of_second})", f"one of {of_first}")])
    if pair:
        return [known_pair(pair, sorted({*first, *second}), ladder)], ([], [])
    alone: list[list[str]] = [
        [Party.pair(*states) for states in coded if states not in shared] for coded in (first, second)
    ]
    return shared, (alone[0], alone[1])


def make(files: Files, folder: Path, how: How = PLAINLY) -> list[Path]:
    """Write tables, figures and `run.json` in a folder of their own; return the files."""
    years = files.compared.paths[0][0].years
    about = f"{', '.join(files.compared.names)}, {years[0]}-{years[-1]}{files.windows}"
    identity = "agreement of {} and {}: ".format(*files.names) + about
    rows = [question.row() for question in questions(files.compared)]
    in_words = sentences(files, {str(row["question"]): row for row in rows})
    digests = dict(zip(SIDES, map(digest, files.paths), strict=True))
    request = {"identity": identity, **digests, "windows": list(files.compared.ladder.windows)}
    with new_folder(folder, request, how.force) as fresh:
        write_csv(fresh / "agreement.csv", rows, list(rows[0]))
        columns = ("indicator", *(f"{name}_{side}" for side in SIDES for name in TOLD))
        write_csv(fresh / "matched.csv", map(_matched_row, files.compared.events), columns)
        write_mark(
            fresh,
            {
                "identity": identity,
                "command": how.command,
                "lang": spoken().code,
                "sentences": in_words,
                **by_rule(event for sides in files.compared.events for event in sides if event),
            },
        )
        how.draw(fresh)
    return files_in(folder)


def _matched_row(sides: Sides) -> dict[str, object]:
    coded = [(side, event) for side, event in zip(SIDES, sides, strict=True) if event]
    cells = {f"{name}_{side}": _cell(event, name) for side, event in coded for name in TOLD}
    return {"indicator": coded[0][1].indicator, **cells}


def _cell(event: Event, name: str) -> object:
    value = getattr(event, name)
    return ";".join(value) if name == "actors" else value
