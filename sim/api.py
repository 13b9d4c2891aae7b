"""Every verb as one function: what the command does, returned as tables and figures.

The functions are reached as `sim.run`, `sim.assess` and so on.
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial, wraps
from inspect import signature
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import pandas as pd
from matplotlib.figure import Figure
from pydantic import Field, ValidationError, validate_call

from sim.evidence.calibrate import FREE, Prior
from sim.evidence.hindcast import LEADS, Plan
from sim.experiments.design import read_sweep
from sim.experiments.sensitivity import study
from sim.experiments.sweep import read_points
from sim.faults import Fault, InputError, from_pydantic, nearest, shown
from sim.frames import read_frame
from sim.reading import INTEGER
from sim.scenario.bundled import found
from sim.scenario.load import load
from sim.show import (
    agreeing,
    assessment,
    calibrating,
    calibration_figures,
    cases,
    contrasting,
    discovery,
    figures,
    hindcast_figures,
    hindcasting,
    replaying,
    report,
    results,
    running,
    sweeping,
)
from sim.show import sensitivity as analyses
from sim.show import shocks as omissions

Place = str | Path
Places = Annotated[Sequence[Place], Field(min_length=1)]
AtLeastOne = Annotated[int, Field(ge=1)]
FromZero = Annotated[int, Field(ge=0)]

Given = ParamSpec("Given")
Made = TypeVar("Made")


def _checked(function: Callable[Given, Made]) -> Callable[Given, Made]:
    """Refuse wrong arguments as wrong files are refused: by an `InputError` that names them."""
    checked = validate_call(function)

    @wraps(function)
    def call(*arguments: Given.args, **named: Given.kwargs) -> Made:
        try:
            return checked(*arguments, **named)
        except ValidationError as error:
            if error.title != function.__name__:
                raise
            raise InputError(_argument_faults(error, list(signature(function).parameters))) from None

    return call


def _argument_faults(error: ValidationError, names: list[str]) -> list[Fault]:
    """Translate what is wrong with arguments: one fault for each of them."""
    place = f"sim.{error.title}"
    faults: dict[str, Fault] = {}
    for entry, fault in zip(error.errors(), from_pydantic(error, place, "", names), strict=True):
        first = entry["loc"][0]
        name = names[first] if isinstance(first, int) and first < len(names) else str(first)
        told = replace(fault, place=name)
        if entry["type"] == "unexpected_positional_argument":
            told = Fault(place, "", f"more than {len(names)} arguments", f"{len(names)} at most")
        if entry["type"] == "missing_argument":
            told = Fault(place, name, "nothing", "a value")
        if entry["type"] == "unexpected_keyword_argument":
            expected = "one of " + ", ".join(names)
            told = Fault(place, "", f"no argument {name}", expected, nearest(name, names))
        faults.setdefault(name, told)
    return list(faults.values())


@dataclass(frozen=True)
class Result:
    """What a verb made.

    Attributes
    ----------
    folder
        The result folder. Where no `out` was given it is temporary, and goes with the result.
    tables
        Its tables by name, as the files are called.
    sentences
        What it says in words, where it does.
    verdict
        Of `assess`, `run` and `contrast`: the verdict in words on each pair or group, by its label.
    """

    folder: Path
    tables: dict[str, pd.DataFrame]
    sentences: list[str] = field(default_factory=list)
    _figures: Mapping[str, Callable[[], Figure]] = field(default_factory=dict, repr=False)
    _keeper: tempfile.TemporaryDirectory[str] | None = field(default=None, repr=False)
    verdict: dict[str, str] = field(default_factory=dict)

    @property
    def figures(self) -> list[str]:
        """Names of the figures that `plot` draws."""
        return list(self._figures)

    def plot(self, name: str | None = None) -> Figure:
        """Draw a figure by its name; without one, the first.

        Raises
        ------
        InputError
            Where there is no figure of the name.
        """
        names = self.figures
        wanted = names[0] if name is None and names else str(name)
        if wanted not in self._figures:
            expected = "one of " + ", ".join(names) if names else "a result that has figures"
            raise InputError([Fault("plot", "", wanted, expected, nearest(wanted, names))])
        return self._figures[wanted]()


def _place(out: Place | None) -> tuple[Path, tempfile.TemporaryDirectory[str] | None]:
    if out is not None:
        return Path(out), None
    keeper = tempfile.TemporaryDirectory(prefix="sim-")
    return Path(keeper.name) / "result", keeper


def _tables(folder: Path) -> dict[str, pd.DataFrame]:
    inputs = ("events", "drivers")
    tables = {p.stem: read_frame(p) for p in sorted(folder.glob("*.csv")) if p.stem not in inputs}
    return tables | {p.stem: pd.read_parquet(p) for p in sorted(folder.glob("*.parquet"))}


def _sets(runs: int | None, seed: int | None, values: Mapping[str, Any] | None) -> list[str]:
    given = {"--runs": runs, "--seed": seed, **(values or {})}
    huge = {path: v for path, v in given.items() if isinstance(v, int) and v.bit_length() > 64}
    if huge:
        raise InputError([Fault("sim", path.strip("-"), shown(v), INTEGER) for path, v in huge.items()])
    return [f"{path}={value}" for path, value in given.items() if value is not None]


@_checked
def assess(
    events: Place,
    pair: str | None = None,
    group: str | None = None,
    first: int | None = None,
    last: int | None = None,
    windows: Place | None = None,
    ladder: Place | None = None,
    out: Place | None = None,
    force: bool = False,
) -> Result:
    """Score coded events on the ladder: `trajectory`, `evidence`, `verdicts` and, for a group, `group`.

    Raises
    ------
    InputError
        With every fault of the file, or where it holds no such pair.
    """
    folder, keeper = _place(out)
    result = assessment.assess_file(
        found(Path(events)),
        pair,
        group,
        first,
        last,
        None if windows is None else Path(windows),
        None if ladder is None else str(ladder),
    )
    assessment.write(result, folder, force, command="sim.assess")
    drawn = assessment.drawings(result)
    verdict = results.read_verdict(folder)
    return Result(folder, _tables(folder), list(verdict.values()), drawn, keeper, verdict)


@_checked
def agree(
    first: Place,
    second: Place,
    pair: str | None = None,
    since: int | None = None,
    last: int | None = None,
    windows: Place | None = None,
    ladder: Place | None = None,
    out: Place | None = None,
    force: bool = False,
) -> Result:
    """Compare two codings of one history: tables `agreement` and `matched`, a figure a pair, sentences.

    Raises
    ------
    InputError
        With every fault of both files, or where neither holds such a pair.
    """
    folder, keeper = _place(out)
    spans = None if windows is None else Path(windows)
    compared = agreeing.read(
        (found(Path(first)), found(Path(second))),
        pair,
        since,
        last,
        spans,
        None if ladder is None else str(ladder),
    )
    agreeing.write(compared, folder, command="sim.agree", force=force)
    said = results.read_sentences(folder)
    return Result(folder, _tables(folder), said, agreeing.drawings(compared), keeper)


@_checked
def run(
    scenario: Place,
    runs: AtLeastOne | None = None,
    seed: FromZero | None = None,
    values: Mapping[str, Any] | None = None,
    jobs: AtLeastOne = 1,
    keep: FromZero = 1000,
    posterior: Place | None = None,
    out: Place | None = None,
    force: bool = False,
) -> Result:
    """Simulate a scenario: tables `stages`, `verdicts`, `degrees`, `lives`, `events`, `scores` and others.

    Parameters
    ----------
    scenario
        A TOML file, or a folder with `scenario.toml`.
    runs, seed
        Lives and seed, instead of the scenario's.
    values
        Values by their paths, such as `{"parameters.threat": 2.0}`.
    jobs
        Processes; they change no bit.
    keep
        Lives to keep one by one.
    posterior
        A file of parameter sets, of which each life draws one.
    out
        Folder to write; without it a temporary one.
    force
        Replace another result that stands there.
    """
    folder, keeper = _place(out)
    sets = Path(posterior) if posterior is not None else None
    case = load(found(Path(scenario)), _sets(runs, seed, values), sets)
    running.run(case, folder, command="sim.run", jobs=jobs, keep=keep, report=False, force=force)
    drawn = report.drawings(case, report.read_tables(folder))
    verdict = results.read_verdict(folder)
    return Result(folder, _tables(folder), list(verdict.values()), drawn, keeper, verdict)


@_checked
def contrast(
    base: Place,
    variant: Place,
    runs: AtLeastOne | None = None,
    seed: FromZero | None = None,
    since: int | None = None,
    jobs: AtLeastOne = 1,
    out: Place | None = None,
    force: bool = False,
) -> Result:
    """Compare two scenarios life by life: `contrast`, `verdicts`, `passages`, `pairing`, and sentences.

    With `since` both start from what was observed up to that year, and live freely from the next; shocks
    and drivers act as each scenario says all along.
    """
    folder, keeper = _place(out)
    one, other = load(found(Path(base)), _sets(runs, seed, None)), load(found(Path(variant)))
    contrasting.run(one, other, folder, since=since, command="sim.contrast", jobs=jobs, force=force)
    tables = _tables(folder)
    said = results.read_sentences(folder)
    drawn = contrasting.drawings(one, other, tables["contrast"], since)
    return Result(folder, tables, said, drawn, keeper, results.read_verdict(folder))


@_checked
def compare_cases(
    scenarios: Places, pairs: Sequence[str] = (), out: Place | None = None, force: bool = False
) -> Result:
    """Put the records of many cases on one scale: table `cases`, and how they differ in sentences."""
    folder, keeper = _place(out)
    loaded = [load(found(Path(path))) for path in scenarios]
    said, _ = cases.write(loaded, pairs, folder, force, command="sim.compare_cases")
    tables = _tables(folder)
    chosen = [(one.case, one.name) for one in cases.leading(cases.observe(loaded), pairs)]
    drawn = {
        "ages": partial(figures.ages, tables["cases"], chosen),
        "cases": partial(figures.small_multiples, tables["cases"], loaded[0].ladder),
    }
    return Result(folder, tables, said, drawn, keeper)


@_checked
def shocks(
    scenario: Place,
    mechanisms: bool = False,
    runs: AtLeastOne | None = None,
    seed: FromZero | None = None,
    values: Mapping[str, Any] | None = None,
    posterior: Place | None = None,
    jobs: AtLeastOne = 1,
    out: Place | None = None,
    force: bool = False,
) -> Result:
    """Leave out every shock in turn, life by life: tables `shocks` and `threats`, a figure and sentences.

    Parameters
    ----------
    scenario
        A TOML file, or a folder with `scenario.toml`.
    mechanisms
        Set each term of the model to 0 instead: table `mechanisms`.
    runs
        Lives, instead of the scenario's, or of fewer where its pairs are many.
    seed
        Instead of the scenario's.
    values
        Values by their paths, such as `{"parameters.threat": 2.0}`.
    posterior
        A file of parameter sets, of which each life draws one.
    jobs
        Processes; they change no bit.
    out
        Folder to write; without it a temporary one.
    force
        Replace another result that stands there.
    """
    folder, keeper = _place(out)
    sets = Path(posterior) if posterior is not None else None
    case = load(found(Path(scenario)), _sets(runs, seed, values), sets)
    command, every = "sim.shocks", runs is not None
    omissions.run(
        case, folder, mechanisms=mechanisms, every_life=every, command=command, jobs=jobs, force=force
    )
    tables = _tables(folder)
    drawn = omissions.drawings(case, tables["mechanisms" if mechanisms else "shocks"])
    return Result(folder, tables, results.read_sentences(folder), drawn, keeper)


@_checked
def sweep(
    file: Place,
    jobs: AtLeastOne = 1,
    scheduler: str | None = None,
    resume: bool = False,
    out: Place | None = None,
    force: bool = False,
) -> Result:
    """Run a scenario at many points of its values: tables `points` and `outcomes`, and both as `table`.

    A grid of two ranges has a figure for each outcome. With the address of a Dask `scheduler` its workers
    live the points, and the result is the same to the bit.
    """
    folder, keeper = _place(out)
    asked = read_sweep(found(Path(file)))
    sweeping.run(
        asked, folder, command="sim.sweep", jobs=jobs, scheduler=scheduler, resume=resume, force=force
    )
    table = read_points(folder)
    drawn = dict(sweeping.drawings(asked, table))
    return Result(folder, {**_tables(folder), "table": table}, [], drawn, keeper)


@_checked
def sensitivity(
    source: Place,
    method: str = "morris",
    points: AtLeastOne | None = None,
    outcomes: Sequence[str] = (),
    runs: AtLeastOne | None = None,
    jobs: AtLeastOne = 1,
    resume: bool = False,
    out: Place | None = None,
    force: bool = False,
) -> Result:
    """Measure which values move the outcomes: table `sensitivity`, a tornado for each, and sentences.

    Parameters
    ----------
    source
        A scenario, all of whose parameters are varied over their plausible ranges, or a sweep file.
    method
        `morris`, a screening, or `sobol`, shares of variance.
    points
        Points at most, instead of the method's usual.
    outcomes
        Those wanted, instead of all of the sweep or the two of the scenario's pair under study.
    runs
        Lives at each point.
    jobs
        Processes; they change no bit.
    resume
        Go on in `out` where it was stopped.
    out
        Folder to write; without it a temporary one.
    force
        Replace another result that stands there.
    """
    folder, keeper = _place(out)
    asked = study(found(Path(source)), method, points, outcomes, runs)
    analyses.run(asked, folder, command="sim.sensitivity", jobs=jobs, resume=resume, force=force)
    tables = _tables(folder)
    drawn = dict(analyses.drawings(asked, tables["sensitivity"]))
    return Result(folder, tables, results.read_sentences(folder), drawn, keeper)


@_checked
def discover(
    sweep: Place,
    outcome: str,
    above: float | None = None,
    below: float | None = None,
    out: Place | None = None,
    force: bool = False,
) -> Result:
    """Find where in a finished sweep an outcome passes a threshold: tables `box`, `peeling`, and sentences.

    Parameters
    ----------
    sweep
        The sweep's result folder, or its file, whose result is looked for below `results/`.
    outcome
        One of the sweep's outcomes.
    above, below
        The threshold; with both, what lies between.
    out
        Folder to write; without it a temporary one.
    force
        Replace another result that stands there.
    """
    folder, keeper = _place(out)
    asked = discovery.read(found(Path(sweep)), outcome, above, below, Path("results"))
    region, _ = discovery.run(asked, folder, command="sim.discover", force=force)
    drawn = dict(discovery.drawings(asked, region))
    return Result(folder, _tables(folder), results.read_sentences(folder), drawn, keeper)


@_checked
def hindcast(
    scenarios: Places,
    origins: tuple[int, int] | None = None,
    leads: Sequence[int] = LEADS,
    posterior: Place | None = None,
    jobs: AtLeastOne = 1,
    out: Place | None = None,
    force: bool = False,
) -> Result:
    """Forecast records from past years beside baselines: tables `hindcast`, `skill`, `forecasts`, sentences.

    Parameters
    ----------
    scenarios
        Cases with coded events; each is forecast with baselines that the others teach.
    origins
        First and last year between which forecasts are made.
    leads
        Years ahead.
    posterior
        A file of parameter sets: for each case those that have not learnt from it, where it has such.
    jobs
        Processes; they change no bit.
    out
        Folder to write; without it a temporary one.
    force
        Replace another result that stands there.
    """
    folder, keeper = _place(out)
    sets = Path(posterior) if posterior is not None else None
    loaded = [load(found(Path(path)), posterior=sets, held_out=True) for path in scenarios]
    first, last = origins or (None, None)
    plan = Plan(leads=hindcasting.leads_of(leads), first=first, last=last)
    hindcasting.run(loaded, plan, folder, command="sim.hindcast", jobs=jobs, force=force)
    drawn = dict(hindcast_figures.drawings(folder, loaded))
    return Result(folder, _tables(folder), hindcasting.sentences(folder), drawn, keeper)


@_checked
def calibrate(
    scenarios: Places,
    train: tuple[int, int] | None = None,
    sets: Annotated[int, Field(ge=64)] = calibrating.SETS,
    jobs: AtLeastOne = 1,
    resume: bool = False,
    out: Place | None = None,
    force: bool = False,
) -> Result:
    """Learn one set of parameters for some cases: tables `parameters` and `posterior`, and sentences.

    Parameters
    ----------
    scenarios
        Cases with coded events.
    train
        First and last year of the forecasts that are learnt from.
    sets
        Parameter sets of the bank.
    jobs
        Processes; they change no bit.
    resume
        Go on in `out` where it was stopped.
    out
        Folder to write; without it a temporary one.
    force
        Replace another result that stands there.
    """
    folder, keeper = _place(out)
    loaded = [load(found(Path(path))) for path in scenarios]
    plan = Plan() if train is None else Plan(first=train[0], last=train[1], end=train[1])
    calibrating.run(
        loaded, plan, folder, sets=sets, jobs=jobs, resume=resume, command="sim.calibrate", force=force
    )
    tables = _tables(folder)
    drawn = dict(calibration_figures.drawings(Prior(FREE), tables["posterior"], tables["parameters"]))
    return Result(folder, tables, results.read_sentences(folder), drawn, keeper)


@_checked
def replay(results: Place) -> Result:
    """Run again what a result says of itself: what differs, in sentences, and file by file in a table."""
    again = replaying.replay(Path(results))
    table = pd.DataFrame({"difference": again.differences})
    return Result(Path(results), {"differences": table}, again.sentences)
