"""`sim compare`: a finished run beside what was observed."""

from pathlib import Path
from typing import Annotated

import typer

from sim.evidence.scores import scope, score, verdicts, write_scores
from sim.show.score_tables import score_tables
from sim.verbs.frame import Telling


def compare(
    results: Annotated[str | Path, typer.Argument(metavar="RESULTS", help="The folder of a finished run.")],
) -> Telling:
    """Score a finished run against what was observed, beside naive baselines.

    Example: sim compare results/russia_china

    Parameters
    ----------
    results
        The folder of a finished run.
    """
    folder = Path(results)
    frame = score(folder)
    path = write_scores(folder, frame)
    said = [*verdicts(frame), *filter(None, [scope(folder)])]
    return Telling(said, short=score_tables(frame), tables={"scores": frame}, folder=folder, written=[path])
