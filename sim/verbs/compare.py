"""`sim compare`: a finished run beside what was observed."""

from pathlib import Path
from typing import Annotated

import typer

from sim.evidence.scores import check_finished, score, write_scores
from sim.faults import Fault, InputError
from sim.results.tables import read_counts, read_trajectories
from sim.scenario.load import load
from sim.show.naming import naming_of
from sim.show.scoring import scope, score_tables, verdicts
from sim.verbs.frame import Telling, warned_of
from sim.verbs.parameters import Every, Lang, language
from sim.words import speaking, spoken


def compare(
    results: Annotated[str | Path, typer.Argument(metavar="RESULTS", help="The folder of a finished run.")],
    every: Every = False,
    lang: Lang = None,
) -> Telling:
    """Score a finished run against what was observed, beside naive baselines.

    Example: sim compare results/russia_china

    Parameters
    ----------
    results
        The folder of a finished run.
    every
        Say and show every pair with a record, not the one under study alone.
    lang
        Language of what is said; by default the scenario's.
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
    shown = frame if every else frame[frame["pair"] == frame["pair"].iloc[0]]
    with speaking(language(lang, case)):
        return Telling(
            [*verdicts(shown, naming_of(case)), *filter(None, [scope(case)])],
            short=score_tables(shown, naming_of(case), case.ladder),
            tables={"scores": lambda: frame},
            folder=folder,
            written=[written],
            warned=warned_of(folder),
            lang=spoken().code,
        )
