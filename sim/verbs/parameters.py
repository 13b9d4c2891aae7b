"""What verbs are given: the same argument is described, spelled and read in the same way by all of them.

An annotation says three things: what a caller in Python may give, how the command spells it, what is allowed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from pydantic import Field

from sim.faults import Fault, InputError, nearest, shown
from sim.ladder.assess import default_years
from sim.ladder.events import Event
from sim.ladder.ladder import MILITARY, Ladder, named, read_windows
from sim.ladder.party import Party
from sim.reading import INTEGER
from sim.scenario.bundled import case_path
from sim.scenario.facts import Tables
from sim.scenario.load import Case, load
from sim.scenario.schema import LONGEST_SPAN
from sim.scenario.values import value_at, with_values
from sim.words import ENGLISH, known, languages

RESULTS: Final = Path("results")
"""Where results go that are not told where."""

CaseGiven = str | Path | Case
"""A scenario file, the folder of a case, the name of a case that ships, or a case already loaded."""

Settings = Mapping[str, Any] | Sequence[str] | None
"""Values by their paths, or a list of `PATH=VALUE`."""

Scenario = Annotated[
    CaseGiven,
    typer.Argument(
        metavar="SCENARIO",
        help="A TOML file, a folder with scenario.toml, or the name of a case that ships.",
    ),
]
Scenarios = Annotated[
    Annotated[Sequence[CaseGiven], Field(min_length=1)],
    typer.Argument(metavar="SCENARIO...", help="Cases with coded events."),
]
Runs = Annotated[
    Annotated[int, Field(ge=1)] | None, typer.Option(metavar="N", help="Lives, instead of the scenario's.")
]
Seed = Annotated[
    Annotated[int, Field(ge=0)] | None, typer.Option(metavar="N", help="Seed, instead of the scenario's.")
]
Values = Annotated[
    Settings,
    typer.Option("--set", metavar="KEY=VALUE", help="Set a value, e.g. parameters.threat=2.0; repeatable."),
]
Posterior = Annotated[
    str | Path | None,
    typer.Option(metavar="FILE", help="Parameter sets of sim calibrate: each life draws one of them."),
]
Jobs = Annotated[
    Annotated[int, Field(ge=1)],
    typer.Option(metavar="N", help="Processes, one a core at most; they change no bit."),
]
Lang = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="CODE",
        help="Language of what is said and drawn: " + ", ".join(languages()) + "; by default the scenario's.",
    ),
]
SourceFolder = Annotated[
    str | Path | None,
    typer.Option(
        "--source", metavar="FOLDER", help="Newer releases of data sets, in place of what is bundled."
    ),
]
Every = Annotated[bool, typer.Option("--all", help="Show every pair, not the one under study alone.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on where it was stopped.")]
FirstYear = Annotated[int | None, typer.Option("--from", metavar="Y", help="First year.")]
LastYear = Annotated[int | None, typer.Option("--to", metavar="Y", help="Last year.")]
Pair = Annotated[str | None, typer.Option(metavar="A-B", help="One pair of states.")]
LadderName = Annotated[
    str | Path | None,
    typer.Option(metavar="NAME|FILE", help="A ladder that ships, or a file; by default the military one."),
]
Windows = Annotated[
    str | Path | None,
    typer.Option(metavar="FILE", help="TOML: years practice stays live, by indicator."),
]


def settings(values: Settings) -> dict[str, Any]:
    """Return values by their paths, whether they came as a mapping or as `KEY=VALUE`.

    Raises
    ------
    InputError
        Where one has no `=`, or is a whole number beyond 64 bits.
    """
    if values is None or isinstance(values, Mapping):
        by_path = dict(values or {})
    else:
        bare = [text for text in values if "=" not in text]
        if bare:
            expected = "KEY=VALUE, such as parameters.threat=2.0"
            raise InputError([Fault("--set", text, "no value", expected) for text in bare])
        by_path = dict(text.split("=", 1) for text in values)
    _refuse_huge(by_path, "--set")
    return by_path


def as_given(values: Settings) -> list[str]:
    """Return values as `KEY=VALUE`, one for each that was given."""
    if values is None or not isinstance(values, Mapping):
        return list(values or [])
    return [f"{path}={value}" for path, value in values.items()]


def _refuse_huge(numbers: Mapping[str, Any], option: str = "") -> None:
    """Refuse whole numbers that no file can hold."""
    huge = {
        name: number
        for name, number in numbers.items()
        if isinstance(number, int) and number.bit_length() > 64
    }
    if huge:
        raise InputError(
            [
                Fault(option or f"--{name}", name if option else "", shown(number), INTEGER)
                for name, number in huge.items()
            ]
        )


def path_or_none(path: str | Path | None) -> Path | None:
    """Return a path where one was given."""
    return None if path is None else Path(path)


def language(chosen: str | None, case: Case | None = None) -> str:
    """Return the language of what is told: the one that was chosen, else that of a case, else English.

    Raises
    ------
    InputError
        Where what was chosen is none that is spoken.
    """
    return known(chosen or (case and case.language) or ENGLISH)


def read_case(
    source: CaseGiven,
    *,
    values: Settings = None,
    runs: int | None = None,
    seed: int | None = None,
    posterior: str | Path | None = None,
    held_out: bool = False,
) -> Case:
    """Load what names a case, or take a loaded one; with values, lives, seed and parameter sets on top.

    Raises
    ------
    InputError
        With every fault of the scenario and what it reads, or of the values.
    """
    changes = {name: value for name, value in (("runs", runs), ("seed", seed)) if value is not None}
    _refuse_huge(changes)
    if not isinstance(source, Case):
        settings(values)
        set_values = [*as_given(values), *(f"--{name}={value}" for name, value in changes.items())]
        return load(case_path(Path(source)), set_values, path_or_none(posterior), held_out)
    if posterior is not None:
        expected = "the path of the scenario: a loaded case has its own"
        raise InputError([Fault("--posterior", "", "parameter sets beside a loaded case", expected)])
    by_path = settings(values)
    for path in by_path:
        value_at(source, path)
    case = with_values(source, by_path) if by_path else source
    return replace(case, scenario=case.scenario.model_copy(update=changes))


def ladder_meant(ladder: str | None, windows: Path | None, default: Ladder = MILITARY) -> Ladder:
    """Return the ladder of a name or file, else the default, with the windows of a file on top.

    Raises
    ------
    InputError
        With every fault of the files.
    """
    chosen = default if ladder is None else named(ladder)
    return chosen if windows is None else read_windows(windows, chosen)


def known_pair(name: str, pairs: Sequence[tuple[str, str]], ladder: Ladder) -> tuple[str, str]:
    """Find a pair by its name, whichever state comes first, among those that have events."""
    wanted = Party.read(name)
    names = {Party.pair(*pair): pair for pair in pairs}
    if wanted not in names:
        expected = "one of " + ", ".join(names)
        no_event = f"no {ladder.name} event of {shown(name)}"
        raise InputError([Fault("--pair", "", no_event, expected, nearest(wanted, names))])
    return names[wanted]


def newer_tables(folder: str | Path | None) -> tuple[Tables, list[str]]:
    """Return the tables of facts with those of a folder's data sets, and which they are.

    Raises
    ------
    InputError
        With every fault of the files.
    """
    if folder is None:
        return Tables(), []
    from sim.datasets import newer

    return newer(Path(folder))


def years_shown(events: Sequence[Event], ladder: Ladder, first: int | None, last: int | None) -> range:
    """Return the years of the events, or those asked for."""
    default = default_years(events, ladder)
    years = range(default.start if first is None else first, (default.stop - 1 if last is None else last) + 1)
    span = f"{years.start} to {years.stop - 1}"
    if not years or not 1 <= years.start <= years[-1] <= 9999:
        raise InputError([Fault("--from, --to", "", span, "years in order, 1 to 9999")])
    if len(years) > LONGEST_SPAN:
        raise InputError([Fault("--from, --to", "", span, f"at most {LONGEST_SPAN} years")])
    return years
