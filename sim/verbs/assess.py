"""`sim assess`: coded events in, trajectory with evidence out."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import pandas as pd
import typer

from sim.faults import Fault, InputError, nearest
from sim.files import files_in, write_mark
from sim.ladder import dimensions
from sim.ladder.assess import Trajectory, evidence
from sim.ladder.assess import assess as trajectory_of
from sim.ladder.event_files import candidates_in, events_of_table, read_events, read_rows
from sim.ladder.events import Event, by_pair, check_burden, pairs_of
from sim.ladder.groups import Group, assess_group, group_rows, of_group
from sim.ladder.ladder import Ladder, ladder_toml
from sim.ladder.party import Party
from sim.ladder.rules import HIGH, LOW
from sim.ladder.verdict import judge
from sim.reading import is_folder
from sim.results.folders import new_folder
from sim.results.measured import write_measured
from sim.results.tables import write_csv
from sim.scenario import facts
from sim.scenario.bundled import case_path
from sim.scenario.check import case_of
from sim.scenario.facts import reading
from sim.scenario.load import Case, load
from sim.scenario.new import codes_of
from sim.show import measured as measuring
from sim.show.answer import naming_of_record, of_record
from sim.show.assessment import Assessment, cautions, drawings
from sim.show.by_rule import by_rule
from sim.show.measured import MeasuredPairs
from sim.show.measures import heading
from sim.show.naming import SIGNALS_CALLED, degrees, labels_of, stages_of
from sim.verbs.frame import PLAINLY, Drawings, How, Making
from sim.verbs.parameters import (
    CaseGiven,
    Every,
    FirstYear,
    LadderName,
    LastYear,
    Pair,
    SourceFolder,
    Windows,
    known_pair,
    ladder_meant,
    newer_tables,
    path_or_none,
    years_shown,
)
from sim.verbs.result import Short
from sim.words import enumerated, numerals, say, say_many, spoken

if TYPE_CHECKING:
    from sim.show.page import Page

MARKS: Final = ("·", "○", "●")
"""Degrees in the short table, by their numbers."""

LESS: Final = "choose by --pair or --group, --from and --to"
"""What makes less to assess."""


def assess(
    events: Annotated[
        CaseGiven | pd.DataFrame | None,
        typer.Argument(metavar="EVENTS.csv", help="Coded events, or a scenario: all events it names."),
    ] = None,
    pair: Pair = None,
    group: Annotated[str | None, typer.Option(metavar="A,B,C", help="Three or more states.")] = None,
    since: FirstYear = None,
    last: LastYear = None,
    ladder: LadderName = None,
    windows: Windows = None,
    measured: Annotated[
        str | Sequence[str] | None,
        typer.Option(metavar="A,B,...", help="Instead of events: what public data sets measure of states."),
    ] = None,
    source: SourceFolder = None,
    every: Every = False,
) -> Making:
    """Score coded events on the ladder: a verdict, trajectory, evidence for every cell, and a figure.

    With --measured no event is read: degrees are what public data sets know, and what they do not know stays
    unknown.

    Example: sim assess russia_china --pair CHN-RUS

    Parameters
    ----------
    events
        A file of events, a table with the columns of one, or a case: all events it names.
    pair
        One pair of states, such as `CHN-RUS`.
    group
        Three or more states, joined by commas.
    since, last
        First and last year shown.
    ladder
        A ladder that ships, or a file; by default that of the case, or the military one.
    windows
        A TOML file: years that practice stays live, by indicator.
    measured
        Two or more states, whose ladders are measured from public data sets instead of read from events.
    source
        A folder with newer releases of data sets, by the names of their publishers (`sim sources`).
    every
        Say and show every pair, not the one under study alone.
    """
    if measured is not None:
        _refuse_beside_measured(events, pair, group, ladder, windows)
        pairs = measure_pairs(measured, since, last, source)
        return _measuring(pairs, every)
    if source is not None:
        raise InputError([Fault("--source", "", "a folder of data sets", "--measured A,B beside it")])
    if events is None:
        expected = "a file of events, a scenario, or --measured A,B"
        raise InputError([Fault("EVENTS", "", "nothing", expected)])
    scale = None if ladder is None else str(ladder)
    record = case_path(Path(events)) if isinstance(events, str | Path) else events
    result = read(record, pair, group, since, last, path_or_none(windows), scale)
    return Making(
        ["assess", *result.named],
        partial(make, result),
        lambda folder: drawings(result),
        lambda folder: _short(result, every),
        cautions=cautions(result),
        lang=case.language if (case := case_of(result.path)) else None,
        page=partial(_page, result),
        every=every,
    )


def _page(assessment: Assessment, folder: Path) -> "Page":
    from sim.show.pages.assess import page

    return page(assessment, folder)


def _short(assessment: Assessment, every: bool) -> Short:
    """Show the ladder of each pair: years down, indicators across, and at the end what their numbers are."""
    naming = naming_of_record(assessment.path)
    by_party = {path.name: path for path in assessment.trajectories}
    shown = list(of_record(assessment.path, assessment.trajectories))[: None if every else 1]
    tables = [(naming.party(party), _worded(by_party[party])) for party in shown]
    left_out = len(by_party) - len(shown)
    if left_out:
        tables[0] = (_with_others(tables[0][0], left_out), tables[0][1])
    title = say("Indicators: {low} low, {high} high", low=MARKS[LOW], high=MARKS[HIGH])
    return [*tables, (title, pd.DataFrame({"": labels_of(assessment.ladder)}))]


def _with_others(pair: str, left_out: int) -> str:
    return say_many(
        "{pair} ({count:,} more pair by --all)", "{pair} ({count:,} more pairs by --all)", left_out, pair=pair
    )


def _worded(path: Trajectory) -> pd.DataFrame:
    stages, called = stages_of(path.ladder), degrees()
    return pd.DataFrame(
        {
            heading("year"): numerals(str(year)),
            **{
                heading(column): MARKS[degree]
                for column, degree in zip(path.ladder.columns, path.degrees[t], strict=True)
            },
            heading("stage"): enumerated(
                [stages[path.stage[t]], *([called[path.degree[t]]] if path.stage[t] else [])]
            ),
            heading("reach"): stages[path.reach[t]],
            heading("index"): say("{index:.2f}", index=float(path.index[t]) / path.ladder.index_maximum),
            heading("signals"): enumerated([say(SIGNALS_CALLED[signal]) for signal in path.signals[t]]),
        }
        for t, year in enumerate(path.years)
    )


def _refuse_beside_measured(
    events: object, pair: object, group: object, ladder: object, windows: object
) -> None:
    """Refuse what chooses among coded events where none are read."""
    given = {"EVENTS": events, "--pair": pair, "--group": group, "--ladder": ladder, "--windows": windows}
    beside = [option for option, value in given.items() if value is not None]
    if beside:
        expected = "one alone: data sets measure all pairs of the states, on the military ladder"
        raise InputError([Fault(", ".join(["--measured", *beside]), "", "one beside the other", expected)])


def measure_pairs(
    states: str | Sequence[str],
    first: int | None = None,
    last: int | None = None,
    source: str | Path | None = None,
) -> MeasuredPairs:
    """Measure all pairs of some states over the years asked for, or those in which any two are states.

    Raises
    ------
    InputError
        Where a state is unknown or named twice, or in none of the years any two are states.
    """
    from sim.datasets.measured import WEAK, measure, measured_ladders, years_within

    named = states.split(",") if isinstance(states, str) else states
    codes = codes_of([name.strip() for name in named], "--measured")
    records = [facts.record_of(code) or code for code in codes]
    if shared := [code for code, record in zip(codes, records, strict=True) if records.count(record) > 1]:
        expected = "one of them: their figures are recorded under one code"
        raise InputError([Fault("--measured", "", ",".join(shared), expected)])
    tables, read_instead = newer_tables(source)
    with reading(tables):
        years = years_within(records, first, last)
        ladders = measured_ladders(measure(codes, years))
        releases = {row["table"]: row["release"] for row in facts.rows_of("coverage")}
    return MeasuredPairs(ladders, WEAK, releases, read_instead)


def _measuring(pairs: MeasuredPairs, every: bool) -> Making:
    def page_of(folder: Path) -> "Page":
        from sim.show.pages.measured import page

        return page(pairs)

    def drawn(folder: Path) -> Drawings:
        from sim.show.measured_figures import drawings

        return drawings(pairs)

    return Making(
        ["measured", "-".join(sorted({code for ladder in pairs.ladders for code in ladder.name.states}))],
        partial(make_measured, pairs),
        drawn,
        lambda folder: measuring.short(pairs, every),
        cautions=measuring.cautions(pairs),
        page=page_of,
        every=every,
    )


def make_measured(pairs: MeasuredPairs, folder: Path, how: How = PLAINLY) -> list[Path]:
    """Write what is measured of pairs, figures and what it says in words in a folder; return the files."""
    labels = [ladder.name for ladder in pairs.ladders]
    identity = f"measured ladders of {', '.join(labels)}"
    cells = hashlib.sha256(b"".join(ladder.degrees.tobytes() for ladder in pairs.ladders)).hexdigest()
    years = pairs.ladders[0].years
    request = {"pairs": labels, "years": [years[0], years[-1]], "cells": cells, "releases": pairs.releases}
    with new_folder(folder, {"identity": identity, **request}, how.force) as fresh:
        write_measured(fresh, pairs.ladders, pairs.weak, pairs.releases)
        mark = {
            "identity": identity,
            "command": how.command,
            "lang": spoken().code,
            "verdict": measuring.verdicts(pairs),
            "ladder": pairs.ladders[0].ladder.name,
            "releases": pairs.releases,
        }
        write_mark(fresh, mark)
        how.draw(fresh)
    return files_in(folder)


def read(
    source: Path | Case | pd.DataFrame,
    pair: str | None = None,
    group: str | None = None,
    first: int | None = None,
    last: int | None = None,
    windows: Path | None = None,
    ladder: str | None = None,
) -> Assessment:
    """Assess one pair, one group, or all pairs of a file or table of events, or of the record of a scenario.

    Raises
    ------
    InputError
        With every fault of the file, or where it holds no such pair.
    """
    if pair and group:
        raise InputError([Fault("--pair", "", f"{pair} beside --group {group}", "one of the two")])
    path, events, scale = _record(source, ladder, windows)
    if group:
        members = [member.strip() for member in group.split(",")]
        return _assess_group(path, events, members, (first, last), scale)
    pairs = pairs_of(events, scale)
    if not pairs:
        raise InputError([_no_event(path, scale)])
    chosen = [known_pair(pair, pairs, scale)] if pair else pairs
    shared = by_pair(events)
    selected = [shared[states] for states in chosen]
    years = [years_shown(pair_events, scale, first, last) for pair_events in selected]
    check_burden(zip(selected, years, strict=True), str(path), LESS)
    trajectories = [
        trajectory_of(pair_events, Party.pair(*states), scale, shown)
        for states, pair_events, shown in zip(chosen, selected, years, strict=True)
    ]
    return Assessment(path, scale, trajectories, selected, None, dimensions.beside(trajectories, selected))


def _no_event(path: Path, scale: Ladder) -> Fault:
    """Return the fault of a file without events that count, with the candidates that wait in it."""
    file = path.is_file() and path.suffix != ".toml"
    waiting = candidates_in(read_rows(path, scale))[0] if file else 0
    if not waiting:
        return Fault(str(path), "", f"no {scale.name} event", "one at least, besides statements")
    found = f"no {scale.name} event, {waiting:,} candidates that are not accepted"
    return Fault(str(path), "accept", found, "yes where you have judged one, or sim candidates --accept")


def _record(
    source: Path | Case | pd.DataFrame, ladder: str | None, windows: Path | None
) -> tuple[Path, list[Event], Ladder]:
    """Read a file or table of events, or all layers of a scenario; return its name, and the ladder, too."""
    if isinstance(source, pd.DataFrame):
        scale = ladder_meant(ladder, windows)
        return Path("table"), events_of_table(source, scale), scale
    if isinstance(source, Path) and not is_folder(source) and source.suffix != ".toml":
        scale = ladder_meant(ladder, windows)
        return source, read_events(source, scale), scale
    case = source if isinstance(source, Case) else load(source)
    path = case.path if isinstance(source, Case) else source
    if not case.observed:
        raise InputError([Fault(str(path), "events", "no record", "a scenario that names its events")])
    return path, case.observed, ladder_meant(ladder, windows, case.ladder)


def _assess_group(
    path: Path,
    events: list[Event],
    members: Sequence[str],
    span: tuple[int | None, int | None],
    ladder: Ladder,
) -> Assessment:
    states = sorted({state for pair in pairs_of(events, ladder) for state in pair})
    faults = [
        Fault(
            "--group",
            "",
            f"no {ladder.name} event of {member}",
            "one of " + ", ".join(states),
            nearest(member, states),
        )
        for member in members
        if member not in states
    ]
    if len(set(members)) < max(3, len(members)):
        faults.append(Fault("--group", "", ",".join(members), "three or more states, each once"))
    if faults:
        raise InputError(faults)
    pairs = list(combinations(sorted(members), 2))
    involved = [event for event in events if len(set(event.actors) & set(members)) > 1]
    if not any(event.counts(ladder) for event in involved):
        no_event = f"no {ladder.name} event that two members share"
        raise InputError([Fault(str(path), "", no_event, "one at least")])
    years, shared = years_shown(involved, ladder, *span), by_pair(events)
    selected = [of_group(events, Group.of(members)), *(shared.get(pair, []) for pair in pairs)]
    check_burden(((party_events, years) for party_events in selected), str(path), LESS)
    together, pairwise = assess_group(events, Group.of(members), ladder, years)
    scored = [together, *pairwise]
    return Assessment(path, ladder, scored, selected, Group.of(members), dimensions.beside(scored, selected))


def _judged(trajectory: Trajectory) -> Iterator[dict[str, object]]:
    """Go through the rows of `verdicts.csv`."""
    for year, held in zip(trajectory.years, trajectory.degrees, strict=True):
        yield {"year": int(year), "pair": trajectory.name, **judge(held, trajectory.ladder).row()}


def _request(assessment: Assessment) -> dict[str, object]:
    """Return what makes an assessment what it is."""
    text = "\n".join(repr(event) for events in assessment.events for event in events)
    return {
        "events": hashlib.sha256(text.encode()).hexdigest(),
        "pairs": [path.name for path in assessment.trajectories],
        "years": [[int(path.years[0]), int(path.years[-1])] for path in assessment.trajectories],
        "ladders": [
            hashlib.sha256(ladder_toml(ladder).encode()).hexdigest() for ladder in assessment.ladders
        ],
    }


def make(assessment: Assessment, folder: Path, how: How = PLAINLY) -> list[Path]:
    """Write tables, figures and the verdicts in words in a folder of their own; return the files."""
    identity = f"assessment of {assessment.path.resolve().parent.name}/{assessment.path.name}"
    with new_folder(folder, {"identity": identity, **_request(assessment)}, how.force) as fresh:
        for ladder in assessment.ladders:
            _write_tables(assessment, ladder, fresh)
        if assessment.beside:
            paths = [*assessment.trajectories, *assessment.beside]
            write_csv(fresh / "dimensions.csv", dimensions.rows(paths), dimensions.COLUMNS)
        mark = {
            "identity": identity,
            "command": how.command,
            "lang": spoken().code,
            "verdict": of_record(assessment.path, assessment.trajectories, assessment.beside),
            "events": assessment.path.name,
            "ladder": assessment.ladder.name,
            "windows": list(assessment.ladder.windows),
            **by_rule(event for events in assessment.events for event in events),
        }
        write_mark(fresh, mark)
        how.draw(fresh)
    return files_in(folder)


def _write_tables(assessment: Assessment, ladder: Ladder, folder: Path) -> None:
    """Write what is scored on one ladder; files of others than the one under study end in their name."""
    scored = assessment.on(ladder)
    end = "" if ladder == assessment.ladder else f"-{ladder.name}"
    rows = [row for path, _ in scored for row in path.rows()]
    write_csv(folder / f"trajectory{end}.csv", rows, list(rows[0]))
    grounds = [vars(ground) for path, events in scored for ground in evidence(events, path)]
    write_csv(folder / f"evidence{end}.csv", grounds, ("year", "pair", "indicator", "degree", "event"))
    judged = [row for path, _ in scored for row in _judged(path)]
    write_csv(folder / f"verdicts{end}.csv", judged, list(judged[0]))
    if assessment.group and ladder == assessment.ladder:
        columns = ("year", "group", "weakest", "median", *ladder.stage_names)
        write_csv(folder / "group.csv", group_rows(assessment.group, assessment.trajectories[1:]), columns)
