"""Running a scenario from first life to report, into one result folder."""

from functools import partial
from pathlib import Path

from sim.experiments.ensemble import simulate
from sim.faults import Fault, InputError
from sim.files import note_all
from sim.reading import whole_number
from sim.results import folders
from sim.results import tables as results
from sim.results.asked import EXTENT, of_case
from sim.scenario.load import Case
from sim.show import answer
from sim.show.tables import progress


def lives_to_keep(text: str, runs: int) -> int:
    """Read the number of lives to keep one by one: a number, or `all`."""
    if text == "all":
        return runs
    number = whole_number(text)
    if number is None:
        raise InputError([Fault("--keep", "", text, "a whole number, or all")])
    return min(number, runs)


def run(
    case: Case,
    folder: Path,
    *,
    command: str = "",
    jobs: int = 1,
    keep: int = 1000,
    report: bool = True,
    force: bool = False,
    quiet: bool = True,
) -> list[Path]:
    """Simulate a case and write its result folder; return the files.

    Raises
    ------
    InputError
        Where something else than this result stands in the folder's place.
    """
    identity = f"scenario {case.scenario.name}"
    extent = {"keep": min(keep, case.scenario.runs), "report": report}
    asked = {"identity": identity, **of_case(case), EXTENT: extent}
    watch = results.Stopwatch()
    with folders.new_folder(folder, asked, force) as fresh:
        with (
            results.Recorder(fresh, case) as recorder,
            progress("lives", case.scenario.runs, quiet) as advance,
        ):
            for chunk in simulate(case, keep, jobs):
                recorder.add(chunk)
                advance(chunk.tally.lives)
        watch.lap("simulate")
        results.write_counts(fresh, case, recorder.counts, results.observed_trajectories(case))
        results.write_inputs(fresh, case)
        note = partial(
            results.write_run,
            fresh,
            case,
            command=command,
            identity=identity,
            jobs=jobs,
            keep=keep,
            watch=watch,
            verdict=answer.of_lives(case, recorder.counts),
        )
        note()
        note_all(fresh)
        _score(fresh, case)
        watch.lap("write")
        if report:
            _leave_out_shocks(fresh, jobs)
            watch.lap("shocks")
            show(fresh)
            watch.lap("report")
        note()
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _score(folder: Path, case: Case) -> None:
    if (folder / "observed.csv").is_file() and not case.scenario.counterfactual:
        from sim.evidence.scores import score, write_scores

        write_scores(folder, score(folder))


def show(folder: Path) -> list[Path]:
    """Draw the figures and write the report of a result folder; return the files."""
    from sim.show.report import write_report

    return [*_leave_out_shocks(folder), *write_report(folder)]


def _leave_out_shocks(folder: Path, jobs: int = 1) -> list[Path]:
    from sim.show.shocks import add_to_run

    return add_to_run(folder, jobs)
