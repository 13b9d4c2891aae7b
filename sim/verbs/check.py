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
from sim.scenario.check import to_judge
from sim.verbs.frame import Telling

if TYPE_CHECKING:
    import pandas as pd


def check(
    files: Annotated[
        Annotated[Sequence[str | Path], Field(min_length=1)],
        typer.Argument(metavar="FILE...", help="Scenarios, events, drivers, sweeps, ladders."),
    ],
) -> Telling:
    """Check input files: every fault of each, with its place and what is expected.

    Example: sim check my_case

    Parameters
    ----------
    files
        Scenarios or folders of cases, events, drivers, sweeps, ladders.
    """
    paths = [case_path(Path(file)) for file in files]
    faults = [fault for path in paths for fault in check_input(path)]
    wrong = [fault for fault in faults if not fault.warning]
    notes = [f"note: {note}" for note in map(to_judge, paths) if note]
    all_clear = [] if wrong else [f"{len(paths)} checked: no fault, {len(faults)} warnings"]
    tables = {"faults": partial(_table, faults)}
    return Telling(all_clear, [*faults, *notes], tables=tables, status=2 if wrong else 0)


def _table(faults: Sequence[Fault]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame([asdict(fault) for fault in faults], columns=list(Fault.__dataclass_fields__))
