"""`sim compare`: a finished run beside what was observed."""

from pathlib import Path
from typing import Annotated

import typer

from sim.evidence.scores import check_finished, scope, score, verdicts, write_scores
from sim.faults import Fault, InputError
from sim.results.tables import read_counts, read_trajectories
from sim.scenario.load import load
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
    check_finished(folder, "scores.csv")
    case = load(folder / "scenario.toml")
    if case.scenario.counterfactual:
        expected = "a scenario of what happened: this one changes shocks, so nothing observed can judge it"
        raise InputError([Fault(str(folder), "scenario.toml", "a what-if", expected)])
    path = folder / "observed.csv"
    if not path.is_file():
        expected = "a scenario with events to compare"
        raise InputError([Fault(str(folder), path.name, "no year that a record covers", expected)])
    frame = score(case, read_counts(folder, case), read_trajectories(path, case.ladder))
    written = write_scores(folder, frame)
    sentences = [*verdicts(frame), *filter(None, [scope(case)])]
    return Telling(
        sentences,
        short=score_tables(frame),
        tables={"scores": lambda: frame},
        folder=folder,
        written=[written],
    )
