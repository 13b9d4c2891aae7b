"""`sim check`: every fault of input files."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import Field

from sim.experiments.check import check_input
from sim.faults import Fault
from sim.scenario.bundled import case_path
from sim.scenario.check import candidates_left, case_of, to_judge
from sim.verbs.frame import Telling
from sim.verbs.parameters import Lang, language
from sim.words import enumerated, say, say_many, speaking

if TYPE_CHECKING:
    import pandas as pd


def check(
    files: Annotated[
        Annotated[Sequence[str | Path], Field(min_length=1)],
        typer.Argument(metavar="FILE...", help="Scenarios, events, drivers, sweeps, ladders."),
    ],
    lang: Lang = None,
) -> Telling:
    """Check input files: every fault of each, with its place and what is expected.

    Example: sim check my_case

    Parameters
    ----------
    files
        Scenarios or folders of cases, events, drivers, sweeps, ladders.
    lang
        Language of what is said where all is well; faults are in English.
    """
    paths = [case_path(Path(file)) for file in files]
    faults = [fault for path in paths for fault in check_input(path)]
    wrong = [fault for fault in faults if not fault.warning]
    notes = [f"note: {note}" for note in map(to_judge, paths) if note]
    if not wrong:
        notes += [f"note: {note}" for path in paths for note in candidates_left(path)]
    code = language(lang)
    with speaking(code):
        all_clear = [] if wrong else [_all_clear(len(paths), len(faults)), *_next(files)]
    tables = {"faults": partial(_table, faults)}
    return Telling(all_clear, [*faults, *notes], tables=tables, status=2 if wrong else 0, lang=code)


def _all_clear(files: int, warnings: int) -> str:
    """Say that no fault was found, and of how much there is a warning."""
    checked = say_many("{count:,} checked: no fault", "{count:,} checked: no fault", files)
    warned = say_many("{count:,} warning", "{count:,} warnings", warnings)
    return enumerated([checked, warned])


def _next(files: Sequence[str | Path]) -> list[str]:
    """Say what can be done with a case that is sound and has a record."""
    path = case_path(Path(files[0]))
    case = case_of(path) if len(files) == 1 and (path.is_dir() or path.suffix == ".toml") else None
    if case is None or not case.observed:
        return []
    return [say("Next: sim assess {case}, sim run {case}.", case=files[0])]


def _table(faults: Sequence[Fault]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame([asdict(fault) for fault in faults], columns=list(Fault.__dataclass_fields__))
