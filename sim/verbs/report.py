"""`sim report`: the figures and the page of a finished run, drawn anew."""

from pathlib import Path
from typing import Annotated

import typer

from sim.show import running
from sim.verbs.frame import Telling


def report(
    results: Annotated[str | Path, typer.Argument(metavar="RESULTS", help="The folder of a finished run.")],
) -> Telling:
    """Draw the figures and the report of a finished run anew.

    Parameters
    ----------
    results
        The folder of a finished run.
    """
    folder = Path(results)
    return Telling(folder=folder, written=running.show(folder))
