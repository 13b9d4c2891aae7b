"""`sim atlas`: where the world's pairs stand in a year, and which are likely to climb or to fall."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import pandas as pd
import typer
from pydantic import Field

from sim.evidence.scores import check_finished
from sim.faults import Fault, InputError, nearest
from sim.files import MARK, files_in, read_json, write_mark
from sim.frames import read_frame
from sim.ladder.ladder import MILITARY, Ladder
from sim.ladder.party import Party
from sim.reading import whole_number
from sim.results import folders, marks
from sim.results.marks import read_cautions
from sim.results.prospects import LISTS, write_prospects
from sim.results.tables import write_csv
from sim.scenario.facts import code_of, reading, record_of, regions, states_of
from sim.scenario.load import Case, load, scenario_hash
from sim.scenario.new import codes_of
from sim.show.measures import heading
from sim.show.naming import Naming, naming_in, naming_of
from sim.show.progress import progress
from sim.verbs.frame import PLAINLY, Drawings, How, Making
from sim.verbs.parameters import Jobs, Seed, SourceFolder, newer_tables
from sim.verbs.result import Short
from sim.words import say, spoken

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.datasets.atlas import Standing
    from sim.show.page import Page

AHEAD: Final = 5
"""Years that pairs are forecast ahead."""

USUAL: Final = 50
"""States that are shown where none are named: as many as a page has room for."""

MOST_PRINTED: Final = 5
"""Pairs of either list that a terminal shows."""


def atlas(
    world: Annotated[
        int | str | Path,
        typer.Argument(metavar="YEAR|RESULT", help="A year, or the folder of a finished run."),
    ],
    states: Annotated[
        str | Sequence[str] | None,
        typer.Option(metavar="A,B,...", help="Codes, names, regions, or all; by default the best tied."),
    ] = None,
    year: Annotated[
        int | None, typer.Option(metavar="Y", help="Of a run: the year, by default its last.")
    ] = None,
    runs: Annotated[
        Annotated[int, Field(ge=1)], typer.Option(metavar="N", help="Lives of the forecast.")
    ] = 100,
    seed: Seed = None,
    source: SourceFolder = None,
    jobs: Jobs = 1,
) -> Making:
    """Show where the world's pairs stand in a year, which groups they form, and who may climb or fall next.

    Where they stand is measured by public data sets, and what these do not know stays unknown. Who may climb
    or fall is forecast: the model lives the world on from that year, by nothing that became known later.

    Example: sim atlas 2010

    Parameters
    ----------
    world
        A year from 1950 to 2023; or the folder of a finished run, whose lives are shown instead.
    states
        Codes or names of states, regions, or `all`; by default the 50 with the most ties, of a run all.
    year
        Of a run: the year that is shown, by default its last.
    runs, seed
        Lives of the forecast, and their seed.
    source
        A folder with newer releases of data sets, by the names of their publishers (`sim sources`).
    jobs
        Processes; they change no bit.
    """
    number = whole_number(str(world))
    named = [name.strip() for name in (states.split(",") if isinstance(states, str) else states or [])]
    if number is None:
        return _of_run(Path(str(world)), named, year)
    if year is not None:
        expected = "none beside a year: it is for the folder of a run"
        raise InputError([Fault("--year", "", str(year), expected)])
    tables, _ = newer_tables(source)
    with reading(tables):
        asked = _measured(number, named, runs, seed)
    naming = naming_in(number)
    return Making(
        ["atlas", str(number), *named],
        partial(make, asked, jobs=jobs),
        partial(_drawings, naming, MILITARY),
        partial(_short, naming, MILITARY),
        page=partial(_page, naming, MILITARY),
    )


@dataclass(frozen=True)
class Asked:
    """An atlas of what is measured.

    Attributes
    ----------
    standing
        Where all pairs stand.
    states
        Those that are shown.
    case
        The world that is lived on.
    best
        Whether those shown are the states with the most ties.
    """

    standing: "Standing"
    states: Sequence[str]
    case: Case
    best: bool


def _measured(year: int, named: Sequence[str], runs: int, seed: int | None) -> Asked:
    """Measure where pairs stand in a year, and make the world of it that is lived on.

    Raises
    ------
    InputError
        Where nothing is measured in the year, or a state is unknown or none then.
    """
    from sim.datasets.atlas import standing, world
    from sim.datasets.measured import YEARS, measure

    if year not in YEARS:
        expected = f"a year from {YEARS[0]} to {YEARS[-1]}, or the folder of a finished run"
        raise InputError([Fault("WORLD", "", str(year), expected)])
    measured = measure(years=range(YEARS.start, year + 1))
    stands = standing(measured, year)
    chosen = _chosen(named, stands)
    return Asked(stands, chosen, world(measured, year, year + AHEAD, runs, seed), best=not named)


def _chosen(named: Sequence[str], stands: "Standing") -> list[str]:
    """Return the records of states that are named, or of regions or all; else of those with the most ties."""
    if not named:
        return sorted(list(stands.ties())[:USUAL])
    many = {name: states_of(name, stands.year, stands.year) for name in named if code_of(name) is None}
    codes = codes_of([code for name in named for code in many.get(name) or [name]], "--states", regions())
    absent = [code for code in codes if record_of(code) not in stands.states]
    if absent:
        expected = f"states of {stands.year}"
        raise InputError([Fault("--states", "", code, expected) for code in absent])
    return sorted({str(record_of(code)) for code in codes})


def make(asked: Asked, folder: Path, how: How = PLAINLY, *, jobs: int = 1) -> list[Path]:
    """Live the world on, and write where its pairs stand and are likely to go; return the files.

    Raises
    ------
    InputError
        Where something else stands in the folder's place.
    """
    from sim.datasets.atlas import COLUMNS
    from sim.experiments.prospects import prospects
    from sim.show import atlas as shown
    from sim.show import atlas_words as words

    stands, case = asked.standing, asked.case
    identity = f"atlas of {stands.year}"
    rows = list(stands.rows(asked.states))
    request = {
        "identity": identity,
        "states": list(asked.states),
        "runs": case.scenario.runs,
        "seed": case.scenario.seed,
        "measured": hashlib.sha256(repr(rows).encode()).hexdigest(),
        "world": scenario_hash(case),
    }
    watch = marks.Stopwatch()
    with folders.new_folder(folder, request, how.force) as fresh:
        write_csv(fresh / "atlas.csv", rows, COLUMNS)
        shown.arranged(pd.DataFrame(rows)).to_csv(fresh / "states.csv", index=False)
        parts = []
        with progress(heading("lives"), case.scenario.runs, how.quiet) as advance:
            for part in prospects(case, stands.counted, jobs):
                parts.append(part)
                advance(part.lives)
        write_prospects(fresh, case, reduce(add, parts), asked.states)
        watch.lap("simulate")
        naming = naming_in(stands.year)
        seen = shown.read(fresh, naming)
        said = [
            *shown.sentences(seen, len(stands.states), best=asked.best),
            *shown.not_measured(stands.year, stands.latest()),
            *(words.likely(which, table, naming) for which, table in _lists(fresh).items()),
        ]
        mark: dict[str, object] = {
            "identity": identity,
            "command": how.command,
            "lang": spoken().code,
            "sentences": said,
            "states": len(stands.states),
            "scenario": case.scenario.name,
            "scenario_hash": request["world"],
            "seed": case.scenario.seed,
            "runs": case.scenario.runs,
            "versions": marks.versions(),
            "started": watch.started,
            "seconds": watch.seconds,
        }
        write_mark(fresh, mark)
        how.draw(fresh)
    return files_in(folder)


def _lists(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the lists of an atlas that have any pair; that of a run has none."""
    paths = {which: folder / f"{which}.csv" for which in LISTS}
    tables = {which: read_frame(path, blank=True) for which, path in paths.items() if path.is_file()}
    return {which: table for which, table in tables.items() if len(table)}


def _drawings(naming: Naming, ladder: Ladder, folder: Path) -> Drawings:
    from sim.show import atlas as shown
    from sim.show import atlas_figures as figures

    mark, lists = read_json(folder / MARK), _lists(folder)
    seen = shown.read(folder, naming, ladder)
    drawn: dict[str, Callable[[], Figure]] = {"atlas": partial(figures.matrix, seen, int(mark["states"]))}
    if lists:
        drawn["prospects"] = partial(figures.prospects, lists, naming, ladder, int(mark["runs"]))
    return drawn


def _short(naming: Naming, ladder: Ladder, folder: Path) -> Short:
    """Show the groups, and the pairs most likely to climb and to fall, with their reasons."""
    from sim.show import atlas as shown
    from sim.show import atlas_words as words

    seen = shown.read(folder, naming, ladder)
    tables = [(say("Groups"), shown.group_table(seen))] if seen.groups else []
    return tables + [
        (say(words.UNDER[which]), words.reasons_table(which, table, naming, ladder, MOST_PRINTED))
        for which, table in _lists(folder).items()
    ]


def _page(naming: Naming, ladder: Ladder, folder: Path) -> "Page":
    from sim.show.pages.atlas import page

    return page(folder, naming, ladder, _lists(folder), _drawings(naming, ladder, folder))


def _of_run(run: Path, named: Sequence[str], year: int | None) -> Making:
    """Show the lives of a finished run.

    Raises
    ------
    InputError
        Where there is no such run, or it has no such year or state.
    """
    check_finished(run)
    case = load(run / "scenario.toml")
    first, last = case.scenario.start, case.scenario.end
    shown_year = last if year is None else year
    if not first <= shown_year <= last:
        raise InputError([Fault("--year", "", str(year), f"a year from {first} to {last}")])
    codes = [state.code for state in case.scenario.states]
    unknown = [name for name in named if name not in codes and named != ["all"]]
    if unknown:
        expected = "one of " + ", ".join(codes)
        raise InputError([Fault("--states", "", name, expected, nearest(name, codes)) for name in unknown])
    states = list(named) if named and named != ["all"] else codes
    if len(states) < 2:
        raise InputError([Fault("--states", "", ", ".join(states), "two states or more")])
    naming = naming_of(case)
    return Making(
        ["atlas", case.scenario.name, str(shown_year), *named],
        partial(_make_of_run, run, case, states, shown_year),
        partial(_drawings, naming, case.ladder),
        partial(_short, naming, case.ladder),
        lang=case.language,
        page=partial(_page, naming, case.ladder),
    )


def _make_of_run(
    run: Path, case: Case, states: Sequence[str], year: int, folder: Path, how: How = PLAINLY
) -> list[Path]:
    """Write where the pairs of a finished run stand in most of its lives; return the files."""
    from sim.show import atlas as shown

    identity = f"atlas of {case.scenario.name} in {year}"
    stages = read_frame(run / "stages.csv", blank=True)
    rows = list(_most_likely(stages[stages["year"] == year], states, case.ladder))
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    request = {"identity": identity, "states": list(states), "lives": digest}
    with folders.new_folder(folder, request, how.force) as fresh:
        write_csv(fresh / "atlas.csv", rows, list(rows[0]))
        shown.arranged(pd.DataFrame(rows), case.ladder).to_csv(fresh / "states.csv", index=False)
        seen = shown.read(fresh, naming_of(case), case.ladder)
        mark: dict[str, object] = {
            "identity": identity,
            "command": how.command,
            "lang": spoken().code,
            "sentences": shown.sentences(seen, len(case.scenario.states)),
            "cautions": read_cautions(run),
            "states": len(case.scenario.states),
            "run": str(run),
            "scenario": case.scenario.name,
            "scenario_hash": scenario_hash(case),
            "seed": case.scenario.seed,
            "runs": case.scenario.runs,
        }
        write_mark(fresh, mark)
        how.draw(fresh)
    return files_in(folder)


def _most_likely(table: pd.DataFrame, states: Sequence[str], ladder: Ladder) -> Iterator[dict[str, object]]:
    """Go through the pairs of some states, each with its most likely stage; of equals the lower."""
    for row in table.to_dict("records"):
        party = Party(row["pair"])
        if not party.is_group and set(party.states) <= set(states):
            stage = max(ladder.stage_names, key=lambda name: row[name])
            shares = {name: row[name] for name in ladder.stage_names}
            yield {
                "year": int(row["year"]),
                "pair": row["pair"],
                "stage": stage,
                "share": row[stage],
                **shares,
                "index_mean": row["index_mean"],
            }
