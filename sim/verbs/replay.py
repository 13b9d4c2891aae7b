"""`sim replay`: a result made again from what it says of itself."""

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from sim.show import replaying
from sim.verbs.frame import Telling


def replay(
    results: Annotated[str | Path, typer.Argument(metavar="RESULTS", help="The folder of any result.")],
) -> Telling:
    """Run again what a result says of itself, and name the first difference: status 1 where there is one.

    Example: sim replay results/russia_china

    Parameters
    ----------
    results
        The folder of any finished result.
    """
    again = replaying.replay(Path(results))
    table = pd.DataFrame({"difference": again.differences})
    return Telling(
        again.sentences, tables={"differences": lambda: table}, status=1 if again.differences else 0
    )
