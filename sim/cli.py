"""The command `sim`: one verb a function, nothing else."""

import errno
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Annotated, Any, Final, TextIO, cast

import typer
from typer.core import TyperGroup

from sim.stopping import STOPPED


class Verbs(TyperGroup):
    """The verbs of the command: one line says where it is told to stop."""

    def make_context(self, *arguments: Any, **named: Any) -> Any:
        """Read what was asked."""
        with _told_to_stop():
            return super().make_context(*arguments, **named)

    def invoke(self, ctx: Any) -> Any:
        """Do it."""
        with _told_to_stop():
            return super().invoke(ctx)


@contextmanager
def _told_to_stop() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt as told:
        _stop(": ".join(["interrupted", *getattr(told, "__notes__", [])]), STOPPED)


app = typer.Typer(
    cls=Verbs,
    name="sim",
    help="Measure and simulate military alignment between states.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

RESULTS: Final = Path("results")


def _found(given: Any) -> Any:
    """Let the cases that ship be named without their path."""
    from sim.scenario.bundled import found

    if isinstance(given, Path):
        return found(given)
    return [found(path) for path in given] if given else given


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"rapprochement {version('rapprochement')}")
        raise typer.Exit


Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but faults.")]
Out = Annotated[
    Path | None, typer.Option(help="Folder to write; by default below results/.", show_default=False)
]
LadderName = Annotated[
    str | None,
    typer.Option(metavar="NAME|FILE", help="A ladder that ships, or a file; by default the military one."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace another result; files of others stay.")]


def main() -> None:
    """Run the command: status 2 where the input is wrong, 1 for anything else, 130 where interrupted."""
    from sim.faults import InputError
    from sim.plain import Spoken, speak_plainly

    speak_plainly()
    _refuse_bytes(sys.argv)
    try:
        with redirect_stdout(cast("TextIO", Spoken(sys.stdout))):
            try:
                app()
            finally:
                sys.stdout.flush()
    except InputError as error:
        _stop(str(error), 2)
    except MemoryError as error:
        found = f"memory is short ({error})" if str(error) else "memory is short"
        _stop(f"the system: {found}: ask for fewer lives, points or processes", 1)
    except OSError as error:
        # What a path cannot be is wrong input; where one cannot write is not.
        status = 2 if error.errno in (errno.ENAMETOOLONG, errno.ELOOP) else 1
        _stop(f"{error.filename or 'the system'}: {error.strerror or error}", status)


def _stop(message: str, status: int) -> None:
    from sim.plain import printable

    print("\n".join(printable(line) for line in message.split("\n")), file=sys.stderr)
    sys.exit(status)


def _refuse_bytes(arguments: list[str]) -> None:
    """Refuse an argument that is no text: nothing could be written of it in a result."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            _stop(f"the command: found {argument!a}; expected text in UTF-8", 2)


def _options(**given: int | None) -> list[str]:
    """Return values that have options of their own, as `sim.scenario.load.load` takes them."""
    return [f"--{name}={value}" for name, value in given.items() if value is not None]


def _command() -> str:
    """Return the command as it was given, for `run.json`."""
    return shlex.join(["sim", *sys.argv[1:]])


def _named(name: str, parts: list[str]) -> str:
    """Name a folder by what it is of, such as a scenario and the values that were set."""
    from sim.plain import shortened

    return shortened("-".join([name, *(re.sub(r"[^A-Za-z0-9.=_+-]+", "_", part) for part in parts)]))


def _caution(folder: Path) -> None:
    """Print what a result warns of."""
    from sim.show.results import read_cautions

    for sentence in read_cautions(folder):
        print(f"caution: {sentence}", file=sys.stderr)


def _say_how_long(sweep: Any) -> None:
    """Print, before a sweep of days begins, what it will take."""
    from sim.experiments.cost import caution

    if said := caution(sweep.cases, len(sweep.points)):
        print(f"caution: {said}", file=sys.stderr)


@contextmanager
def _resumable(folder: Path) -> Iterator[None]:
    """Say, where a sweep or a calibration is interrupted or cannot write, how to go on."""
    from sim.show.folders import unfinished

    try:
        yield
    except OSError as error:
        if unfinished(folder):
            said = f"{error.strerror or error}: what is finished stands in {folder}; go on with --resume"
            raise OSError(error.errno, said, error.filename) from error
        raise
    except KeyboardInterrupt as told:
        if unfinished(folder):
            told.add_note(f"what is finished stands in {folder}; go on with --resume")
        raise


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Measure and simulate military alignment between states."""


@app.command()
def assess(
    events: Annotated[
        Path,
        typer.Argument(
            metavar="EVENTS.csv", callback=_found, help="Coded events, or a scenario: all events it names."
        ),
    ],
    pair: Annotated[str | None, typer.Option(metavar="A-B", help="One pair of states.")] = None,
    group: Annotated[str | None, typer.Option(metavar="A,B,C", help="Three or more states.")] = None,
    first: Annotated[int | None, typer.Option("--from", metavar="Y", help="First year shown.")] = None,
    last: Annotated[int | None, typer.Option("--to", metavar="Y", help="Last year shown.")] = None,
    ladder: LadderName = None,
    windows: Annotated[
        Path | None, typer.Option(metavar="FILE", help="TOML: years practice stays live, by indicator.")
    ] = None,
    out: Out = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Score coded events on the ladder: a verdict, trajectory, evidence for every cell, and a figure."""
    from sim.show import assessment, tables

    result = assessment.assess_file(events, pair, group, first, last, windows, ladder)
    folder = out or RESULTS / f"assess-{events.parent.resolve().name}-{events.stem}"
    written = assessment.write(result, folder, force, command=_command())
    for caution in assessment.cautions(result):
        print(caution, file=sys.stderr)
    if not quiet:
        tables.print_verdict(folder)
        for trajectory in result.trajectories:
            tables.print_trajectory(trajectory)
        tables.print_written(folder, written)


@app.command()
def agree(
    first: Annotated[Path, typer.Argument(metavar="FIRST.csv", callback=_found, help="One coder's events.")],
    second: Annotated[
        Path, typer.Argument(metavar="SECOND.csv", callback=_found, help="Another's, of the same history.")
    ],
    pair: Annotated[str | None, typer.Option(metavar="A-B", help="One pair of states.")] = None,
    since: Annotated[int | None, typer.Option("--from", metavar="Y", help="First year compared.")] = None,
    last: Annotated[int | None, typer.Option("--to", metavar="Y", help="Last year compared.")] = None,
    ladder: LadderName = None,
    windows: Annotated[
        Path | None, typer.Option(metavar="FILE", help="TOML: years practice stays live, by indicator.")
    ] = None,
    out: Out = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Compare two codings of one history: events matched, and kappa over events and indicator-years."""
    from sim.show import agreeing, tables

    compared = agreeing.read((first, second), pair, since, last, windows, ladder)
    names = [f"{path.parent.resolve().name}-{path.stem}" for path in (first, second)]
    folder = out or RESULTS / ("agree-" + "-".join(names))
    written = agreeing.write(compared, folder, command=_command(), force=force)
    for caution in agreeing.cautions(compared):
        print(caution, file=sys.stderr)
    if not quiet:
        tables.print_agreement(folder)
        tables.print_written(folder, written)


@app.command()
def run(
    scenario: Annotated[
        Path,
        typer.Argument(
            metavar="SCENARIO", callback=_found, help="A TOML file, or a folder with scenario.toml."
        ),
    ],
    runs: Annotated[int | None, typer.Option(metavar="N", help="Lives, instead of the scenario's.")] = None,
    seed: Annotated[int | None, typer.Option(metavar="N", help="Seed, instead of the scenario's.")] = None,
    jobs: Annotated[int, typer.Option(metavar="N", min=1, help="Processes, one a core at most.")] = 1,
    keep: Annotated[str, typer.Option(metavar="N", help="Lives to keep one by one, or all.")] = "1000",
    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="Set a value, e.g. parameters.threat=2.0; repeatable."
        ),
    ] = None,
    point: Annotated[
        str | None, typer.Option(metavar="SWEEP:N", help="One point of a sweep's result folder, alone.")
    ] = None,
    posterior: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Parameter sets of sim calibrate: each life draws one of them."),
    ] = None,
    report: Annotated[bool, typer.Option("--report/--no-report", help="Draw figures and the report.")] = True,
    out: Out = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Simulate a scenario: an ensemble of lives, scored beside what was observed."""
    from sim.scenario.load import load
    from sim.show import running, tables

    asked = [*(sets or []), *_options(runs=runs, seed=seed)]
    if point is None:
        case = load(scenario, asked, posterior)
    else:
        from sim.faults import Fault, InputError
        from sim.show import sweeping

        if posterior is not None:
            raise InputError([Fault("--posterior", "", "--point too", "one of the two: a point has values")])
        case = sweeping.at_point(scenario, point, asked)
    for caution in case.warnings:
        print(caution, file=sys.stderr)
    folder = out or RESULTS / _named(case.scenario.name, sets or [])
    kept = running.lives_to_keep(keep, case.scenario.runs)
    written = running.run(
        case,
        folder,
        command=_command(),
        jobs=jobs,
        keep=kept,
        report=report,
        force=force,
        quiet=quiet,
    )
    if not quiet:
        tables.print_run(folder)
        tables.print_written(folder, written)


@app.command()
def compare(
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="The folder of a finished run.")],
    quiet: Quiet = False,
) -> None:
    """Score a finished run against what was observed, beside naive baselines."""
    from sim.evidence.scores import scope, score, write_scores
    from sim.show import tables

    frame = score(results)
    path = write_scores(results, frame)
    if not quiet:
        tables.print_scores(frame)
        if said := scope(results):
            print(said)
        tables.print_written(results, [path])


@app.command("compare-cases")
def compare_cases(
    scenarios: Annotated[
        list[Path], typer.Argument(metavar="SCENARIO...", callback=_found, help="Cases with coded events.")
    ],
    pairs: Annotated[
        str | None,
        typer.Option(metavar="A-B,C-D", help="What to put into words: the rest against the first."),
    ] = None,
    out: Out = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Put the observed trajectories of many cases on one scale, and say how they differ."""
    from sim.scenario.load import load
    from sim.show import cases, tables

    wanted = [name.strip() for name in pairs.split(",")] if pairs else []
    loaded = [load(path) for path in scenarios]
    folder = out or RESULTS / _named("compare", [*(case.scenario.name for case in loaded), *wanted])
    said, written = cases.write(loaded, wanted, folder, force, command=_command())
    if not quiet:
        for sentence in said:
            print(sentence)
        tables.print_written(folder, written)


@app.command()
def contrast(
    scenario: Annotated[
        Path, typer.Argument(metavar="SCENARIO", callback=_found, help="What is compared with.")
    ],
    variant: Annotated[Path, typer.Argument(metavar="VARIANT", callback=_found, help="What differs.")],
    runs: Annotated[int | None, typer.Option(metavar="N", help="Lives, instead of the scenario's.")] = None,
    seed: Annotated[int | None, typer.Option(metavar="N", help="Seed, instead of the scenario's.")] = None,
    since: Annotated[
        int | None,
        typer.Option("--from", metavar="Y", help="Start both from what was observed up to a year."),
    ] = None,
    jobs: Annotated[int, typer.Option(metavar="N", min=1, help="Processes, one a core at most.")] = 1,
    out: Out = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Compare two scenarios life by life, with common random numbers, intervals and words."""
    from sim.scenario.load import load
    from sim.show import contrasting, tables

    base, other = load(scenario, _options(runs=runs, seed=seed)), load(variant)
    start = f"-from-{since}" if since is not None else ""
    folder = out or RESULTS / f"contrast-{base.scenario.name}-{other.scenario.name}{start}"
    written = contrasting.run(base, other, folder, since=since, command=_command(), jobs=jobs, force=force)
    for caution in contrasting.cautions(base, other, since):
        print(caution, file=sys.stderr)
    if not quiet:
        tables.print_contrast(folder)
        tables.print_written(folder, written)


@app.command()
def shocks(
    scenario: Annotated[
        Path,
        typer.Argument(
            metavar="SCENARIO", callback=_found, help="A TOML file, or a folder with scenario.toml."
        ),
    ],
    mechanisms: Annotated[
        bool, typer.Option("--mechanisms", help="Set each term of the model to 0 instead.")
    ] = False,
    runs: Annotated[
        int | None,
        typer.Option(metavar="N", help="Lives, instead of the scenario's, or of fewer where pairs are many."),
    ] = None,
    seed: Annotated[int | None, typer.Option(metavar="N", help="Seed, instead of the scenario's.")] = None,
    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="Set a value, e.g. parameters.threat=2.0; repeatable."
        ),
    ] = None,
    posterior: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Parameter sets of sim calibrate: each life draws one of them."),
    ] = None,
    jobs: Annotated[int, typer.Option(metavar="N", min=1, help="Processes, one a core at most.")] = 1,
    out: Out = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Say what each shock did: each left out in turn, life by life, with intervals and words."""
    from sim.scenario.load import load
    from sim.show import shocks as omissions
    from sim.show import tables

    case = load(scenario, [*(sets or []), *_options(runs=runs, seed=seed)], posterior)
    for caution in case.warnings:
        print(caution, file=sys.stderr)
    name = f"{case.scenario.name}-{'mechanisms' if mechanisms else 'shocks'}"
    folder = out or RESULTS / _named(name, sets or [])
    written = omissions.run(
        case,
        folder,
        mechanisms=mechanisms,
        every_life=runs is not None,
        command=_command(),
        jobs=jobs,
        force=force,
        quiet=quiet,
    )
    _caution(folder)
    if not quiet:
        tables.print_shocks(folder)
        tables.print_written(folder, written)


@app.command()
def sweep(
    file: Annotated[
        Path, typer.Argument(metavar="SWEEP.toml", callback=_found, help="Ranges, a design, and outcomes.")
    ],
    jobs: Annotated[int, typer.Option(metavar="N", min=1, help="Processes, one a core at most.")] = 1,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, whose workers then do it.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where it was stopped.")] = False,
    out: Out = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Run a scenario at many points of its values; what is finished survives any interruption."""
    from sim.experiments.design import read_sweep
    from sim.show import sweeping, tables

    asked = read_sweep(file)
    _say_how_long(asked)
    folder = out or RESULTS / asked.file.name
    with _resumable(folder):
        written = sweeping.run(
            asked,
            folder,
            command=_command(),
            jobs=jobs,
            scheduler=scheduler,
            resume=resume,
            force=force,
            quiet=quiet,
        )
    _caution(folder)
    if not quiet:
        tables.print_sweep(folder)
        tables.print_written(folder, written)


@app.command()
def discover(
    sweep: Annotated[
        Path,
        typer.Argument(
            metavar="SWEEP", callback=_found, help="A finished sweep's result folder, or its file."
        ),
    ],
    outcome: Annotated[str, typer.Option(metavar="NAME", help="One of the sweep's outcomes.")],
    above: Annotated[float | None, typer.Option(metavar="X", help="Where it lies above X.")] = None,
    below: Annotated[float | None, typer.Option(metavar="X", help="Where it lies below X.")] = None,
    out: Out = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Find the region of a sweep's ranges in which an outcome lies above or below a threshold."""
    from sim.show import discovery, tables

    asked = discovery.read(sweep, outcome, above, below, RESULTS)
    folder = out or RESULTS / _named("discover", asked.named)
    _, written = discovery.run(asked, folder, command=_command(), force=force, quiet=quiet)
    if not quiet:
        tables.print_discovery(folder)
        tables.print_written(folder, written)


@app.command()
def sensitivity(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="SCENARIO|SWEEP", callback=_found, help="All parameters, or a sweep's ranges."
        ),
    ],
    method: Annotated[
        str, typer.Option(metavar="morris|sobol", help="Screening, or shares of variance.")
    ] = "morris",
    points: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Points at most, instead of the method's usual.")
    ] = None,
    outcome: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="An outcome, instead of all; repeatable.")
    ] = None,
    runs: Annotated[int | None, typer.Option(metavar="N", min=1, help="Lives at each point.")] = None,
    jobs: Annotated[int, typer.Option(metavar="N", min=1, help="Processes, one a core at most.")] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where it was stopped.")] = False,
    out: Out = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Measure which values move the outcomes: all parameters of a scenario, or the ranges of a sweep."""
    from sim.experiments.sensitivity import study
    from sim.show import sensitivity as analyses
    from sim.show import tables

    asked = study(source, method, points, outcome or [], runs)
    _say_how_long(asked.sweep)
    folder = out or RESULTS / asked.sweep.file.name
    with _resumable(folder):
        written = analyses.run(
            asked, folder, command=_command(), jobs=jobs, resume=resume, force=force, quiet=quiet
        )
    _caution(folder)
    if not quiet:
        tables.print_sensitivity(folder, analyses.PRINTED[method])
        tables.print_written(folder, written)


@app.command()
def hindcast(
    scenarios: Annotated[
        list[Path], typer.Argument(metavar="SCENARIO...", callback=_found, help="Cases with coded events.")
    ],
    origins: Annotated[
        str | None, typer.Option(metavar="Y:Y", help="Years between which origins lie.")
    ] = None,
    leads: Annotated[
        str | None, typer.Option(metavar="N:N", help="Years ahead, or a list; by default 1,3,5,10.")
    ] = None,
    posterior: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Parameter sets of sim calibrate: for each case those without it."),
    ] = None,
    windows: Annotated[
        Path | None, typer.Option(metavar="FILE", help="TOML: years practice stays live, by indicator.")
    ] = None,
    jobs: Annotated[int, typer.Option(metavar="N", min=1, help="Processes, one a core at most.")] = 1,
    out: Out = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Forecast the record from past years by what was then known, beside baselines, and score it."""
    from dataclasses import replace

    from sim.ladder.ladder import read_windows
    from sim.scenario.load import load
    from sim.show import hindcasting, tables

    plan = hindcasting.plan_of(origins, leads)
    cases = [load(path, posterior=posterior, held_out=True) for path in scenarios]
    if windows is not None:
        cases = [replace(case, ladder=read_windows(windows, case.ladder)) for case in cases]
    folder = out or RESULTS / _named("hindcast", [case.scenario.name for case in cases])
    written = hindcasting.run(cases, plan, folder, jobs=jobs, command=_command(), force=force, quiet=quiet)
    for caution in hindcasting.cautions(cases):
        print(caution, file=sys.stderr)
    if not quiet:
        for sentence in hindcasting.sentences(folder):
            print(sentence)
        if len(cases) == 1:
            print(hindcasting.ALONE)
        tables.print_written(folder, written)


@app.command()
def calibrate(
    scenarios: Annotated[
        list[Path], typer.Argument(metavar="SCENARIO...", callback=_found, help="Cases with coded events.")
    ],
    train: Annotated[
        str | None, typer.Option(metavar="Y:Y", help="Learn from forecasts made and scored in these years.")
    ] = None,
    keep_back: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="SCENARIO",
            callback=_found,
            help="A case whose pairs teach nothing where they occur in others; repeatable.",
        ),
    ] = None,
    sets: Annotated[int, typer.Option(metavar="N", min=64, help="Parameter sets of the bank.")] = 1024,
    jobs: Annotated[int, typer.Option(metavar="N", min=1, help="Processes, one a core at most.")] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a calibration that stopped.")] = False,
    out: Out = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Learn one set of parameters for all cases from their records, as a sample with what is not known."""
    from sim.scenario.load import load
    from sim.show import calibrating, hindcasting, tables

    plan = hindcasting.training_plan(train)
    cases, kept = ([load(path) for path in paths] for paths in (scenarios, keep_back or []))
    folder = out or RESULTS / _named("calibration", [case.scenario.name for case in cases])
    with _resumable(folder):
        written = calibrating.run(
            cases,
            plan,
            folder,
            kept_back=kept,
            sets=sets,
            jobs=jobs,
            resume=resume,
            command=_command(),
            force=force,
            quiet=quiet,
        )
    _caution(folder)
    if not quiet:
        tables.print_calibration(folder)
        tables.print_written(folder, written)


@app.command()
def report(
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="The folder of a finished run.")],
    quiet: Quiet = False,
) -> None:
    """Draw the figures and the report of a finished run anew."""
    from sim.show import running, tables

    written = running.show(results)
    if not quiet:
        tables.print_written(results, written)


@app.command()
def replay(
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="The folder of any finished result.")],
    quiet: Quiet = False,
) -> None:
    """Run again what a result says of itself, and name the first difference: status 1 where there is one."""
    from sim.show import replaying

    again = replaying.replay(results)
    if not quiet:
        print("\n".join(again.sentences))
    if again.differences:
        raise typer.Exit(1)


@app.command()
def check(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", callback=_found, help="Scenarios, events, drivers, sweeps."),
    ],
    quiet: Quiet = False,
) -> None:
    """Check input files: every fault of each, with its place and what is expected."""
    from sim.experiments.check import check as check_file
    from sim.scenario.check import to_judge

    faults = [fault for file in files for fault in check_file(file)]
    for fault in faults:
        print(fault, file=sys.stderr)
    for note in filter(None, map(to_judge, files)):
        print(f"note: {note}", file=sys.stderr)
    wrong = [fault for fault in faults if not fault.warning]
    if wrong:
        raise typer.Exit(2)
    if not quiet:
        print(f"{len(files)} checked: no fault, {len(faults)} warnings")


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The case's folder, to be made.")],
    states: Annotated[
        str,
        typer.Option(
            metavar="A,B,...",
            help="Codes or names, e.g. USA,India,CHN: the first two are the pair under study.",
        ),
    ],
    first: Annotated[int, typer.Option("--from", metavar="Y", help="First year.")],
    last: Annotated[int, typer.Option("--to", metavar="Y", help="Last year.")],
    quiet: Quiet = False,
) -> None:
    """Begin a case of your own: a commented scenario, figures filled in where they are published."""
    from sim.scenario.new import new as begin

    written, notes = begin(folder, [code.strip() for code in states.split(",")], first, last)
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
    if not quiet:
        print(f"\nWrote {folder}/: {', '.join(path.name for path in written)}")
        print(f"next: judge what says so in {folder}/scenario.toml, code events, then sim check {folder}")


@app.command()
def schema(
    kind: Annotated[
        str, typer.Argument(metavar="scenario|sweep|ladder", help="Which files it is of.")
    ] = "scenario",
    sweep: Annotated[bool, typer.Option("--sweep", help="The same as: sim schema sweep.")] = False,
    quiet: Quiet = False,
) -> None:
    """Print the JSON Schema of scenario files, sweeps or ladders, for editors that complete them."""
    import json

    from sim.experiments.schemas import json_schema

    content = json_schema("sweep" if sweep else kind)
    if not quiet:
        print(json.dumps(content, indent=2, ensure_ascii=False))


@app.command("cases")
def list_cases(quiet: Quiet = False) -> None:
    """List the cases that ship, each with its question: their names stand for their folders."""
    from sim.scenario.bundled import questions
    from sim.show import tables

    if not quiet:
        tables.print_cases(questions())
