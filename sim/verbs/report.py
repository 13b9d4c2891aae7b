"""`sim report`: the figures and the page of a finished run, drawn anew."""

from pathlib import Path
from typing import Annotated

import typer

from sim.verbs.frame import Telling
from sim.verbs.run import show


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
    return Telling(folder=folder, written=show(folder))
