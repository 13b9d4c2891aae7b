"""`sim assess`: coded events in, trajectory with evidence out."""

from functools import partial
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from sim.ladder.assess import Trajectory
from sim.scenario.bundled import found
from sim.show import assessment
from sim.verbs.frame import Making
from sim.verbs.parameters import CaseGiven, LadderName, Last, Pair, Since, Windows, path_or_none
from sim.verbs.result import Short

MARKS = {"none": "·", "low": "low", "high": "HIGH"}


def assess(
    events: Annotated[
        CaseGiven | pd.DataFrame,
        typer.Argument(metavar="EVENTS.csv", help="Coded events, or a scenario: all events it names."),
    ],
    pair: Pair = None,
    group: Annotated[str | None, typer.Option(metavar="A,B,C", help="Three or more states.")] = None,
    since: Since = None,
    last: Last = None,
    ladder: LadderName = None,
    windows: Windows = None,
) -> Making:
    """Score coded events on the ladder: a verdict, trajectory, evidence for every cell, and a figure.

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
    """
    scale = None if ladder is None else str(ladder)
    given = found(Path(events)) if isinstance(events, str | Path) else events
    result = assessment.assess_file(given, pair, group, since, last, path_or_none(windows), scale)
    return Making(
        ["assess", *result.named],
        lambda folder, how: assessment.write(result, folder, **how.noted),
        lambda folder: assessment.drawings(result),
        lambda folder: _short(result.trajectories),
        cautions=assessment.cautions(result),
    )


def _short(trajectories: list[Trajectory]) -> Short:
    """Show the ladder of each pair: years down, indicators across, and at the end what their numbers are."""
    tables = [(path.name, pd.DataFrame(map(partial(_row, path), path.rows()))) for path in trajectories]
    names = pd.DataFrame({"": trajectories[0].ladder.labels})
    return [*tables, ("Indicators", names)]


def _row(path: Trajectory, row: dict[str, object]) -> dict[str, object]:
    stage = " ".join(str(row[key]) for key in ("stage", "degree") if row[key])
    cells = {name.removeprefix("i"): MARKS[str(row[name])] for name in path.ladder.columns}
    ends = {key: row[key] for key in ("standing", "reach")}
    index = f"{row['index']:.2f}"
    return {"year": row["year"], **cells, "stage": stage, **ends, "index": index, "signals": row["signals"]}
