"""`sim sweep`: a scenario at many points of its values."""

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from sim.experiments.cost import caution
from sim.experiments.design import read_sweep
from sim.experiments.sweep import read_points
from sim.files import read_json
from sim.scenario.bundled import found
from sim.show import sweeping
from sim.verbs.frame import Making
from sim.verbs.parameters import Jobs, Resume
from sim.verbs.result import Short


def sweep(
    file: Annotated[str | Path, typer.Argument(metavar="SWEEP.toml", help="Ranges, a design, and outcomes.")],
    jobs: Jobs = 1,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, whose workers then do it.")
    ] = None,
    resume: Resume = False,
) -> Making:
    """Run a scenario at many points of its values; what is finished survives any interruption.

    Example: sim sweep russia_china/sweeps/threat_and_interest.toml --jobs 2

    Parameters
    ----------
    file
        A sweep: ranges, a design, and outcomes.
    jobs
        Processes; they change no bit.
    scheduler
        Address of a Dask scheduler, whose workers then live the points: the result is the same to the bit.
    resume
        Go on where it was stopped.
    """
    asked = read_sweep(found(Path(file)))
    return Making(
        [asked.file.name],
        lambda folder, how: sweeping.run(
            asked, folder, jobs=jobs, scheduler=scheduler, resume=resume, **vars(how)
        ),
        lambda folder: dict(sweeping.drawings(asked, read_points(folder))),
        _short,
        cautions=list(filter(None, [caution(asked.cases, len(asked.points))])),
        resumable=True,
    )


def _short(folder: Path) -> Short:
    """Show the spread of each outcome over the points."""
    frame = pd.read_parquet(folder / "outcomes.parquet")
    asked = read_json(folder / "sweep.json").get("outcomes", {})
    rows = []
    for name in (name for name in frame.columns if f"{name}_se" in frame.columns):
        years = asked.get(name, {}).get("measure") == "first-passage"
        form = "{:.0f}" if years else "{:.3f}"
        values, error = frame[name], frame[f"{name}_se"].mean()
        spread = {"least": values.min(), "median": values.median(), "most": values.max()}
        row = {key: "" if pd.isna(value) else form.format(value) for key, value in spread.items()}
        never = int((values.isna() & frame["failed"].isna()).sum()) if years else ""
        rows.append({"outcome": name, **row, "standard error of a point": f"{error:.3f}", "never": never})
    failed = int(frame["failed"].notna().sum())
    title = f"{frame['point'].nunique():,} points" + (f", {failed} failed" if failed else "")
    return [(title, pd.DataFrame(rows))]
