"""`sim discover`: where in a sweep an outcome passes a threshold."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from sim.experiments.discover import Region
from sim.frames import read_frame
from sim.scenario.bundled import found
from sim.show import discovery
from sim.verbs.frame import How, Making
from sim.verbs.parameters import RESULTS
from sim.verbs.result import Short


def discover(
    sweep: Annotated[
        str | Path, typer.Argument(metavar="SWEEP", help="A finished sweep's result folder, or its file.")
    ],
    outcome: Annotated[str, typer.Option(metavar="NAME", help="One of the sweep's outcomes.")],
    above: Annotated[float | None, typer.Option(metavar="X", help="Where it lies above X.")] = None,
    below: Annotated[float | None, typer.Option(metavar="X", help="Where it lies below X.")] = None,
) -> Making:
    """Find the region of a sweep's ranges in which an outcome lies above or below a threshold.

    Example: sim discover results/first_six --outcome advanced --above 0.5

    Parameters
    ----------
    sweep
        The sweep's result folder, or its file, whose result is looked for below `results/`.
    outcome
        One of the sweep's outcomes.
    above, below
        The threshold; with both, what lies between.
    """
    asked = discovery.read(found(Path(sweep)), outcome, above, below, RESULTS)
    regions: list[Region] = []

    def make(folder: Path, how: How) -> Sequence[Path]:
        region, written = discovery.run(asked, folder, **vars(how))
        regions.append(region)
        return written

    return Making(
        ["discover", *asked.named], make, lambda _: dict(discovery.drawings(asked, regions[-1])), _short
    )


def _short(folder: Path) -> Short:
    frame = read_frame(folder / "box.csv", blank=True)
    return [("Limits of the region", frame)] if len(frame) else []
