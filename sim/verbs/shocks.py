"""`sim shocks`: what each shock did."""

from functools import partial
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from sim.files import MARK, read_json
from sim.frames import read_frame
from sim.show import shock_words
from sim.show import shocks as omissions
from sim.verbs.frame import Making
from sim.verbs.parameters import Jobs, Posterior, Runs, Scenario, Seed, Values, read_case, settings
from sim.verbs.result import Short


def shocks(
    scenario: Scenario,
    mechanisms: Annotated[
        bool, typer.Option("--mechanisms", help="Set each term of the model to 0 instead.")
    ] = False,
    runs: Runs = None,
    seed: Seed = None,
    values: Values = None,
    posterior: Posterior = None,
    jobs: Jobs = 1,
) -> Making:
    """Say what each shock did: each left out in turn, life by life, with intervals and words.

    Example: sim shocks russia_china

    Parameters
    ----------
    scenario
        A TOML file, a folder with `scenario.toml`, a case that ships, or a loaded one.
    mechanisms
        Set each term of the model to 0 instead: table `mechanisms`.
    runs
        Lives, instead of the scenario's, or of fewer where its pairs are many.
    seed
        Instead of the scenario's.
    values
        Values by their paths, such as `{"parameters.threat": 2.0}`.
    posterior
        A file of parameter sets, of which each life draws one.
    jobs
        Processes; they change no bit.
    """
    case = read_case(scenario, values=values, runs=runs, seed=seed, posterior=posterior)
    table = "mechanisms" if mechanisms else "shocks"
    named = [f"{path}={value}" for path, value in settings(values).items()]
    return Making(
        [case.scenario.name, table, *named],
        lambda folder, how: omissions.run(
            case, folder, mechanisms=mechanisms, every_life=runs is not None, jobs=jobs, **vars(how)
        ),
        lambda folder: omissions.drawings(case, read_frame(folder / f"{table}.csv")),
        partial(_short, table),
        cautions=case.warnings,
    )


def _short(table: str, folder: Path) -> Short:
    pair, effects = read_json(folder / MARK)["pair"], read_frame(folder / f"{table}.csv")
    what = "shock" if shock_words.kind_of(effects) == "shock" else "term of the model"
    title = f"Index of {pair}: effect of each {what}, and its 90 % interval"
    return [(title, pd.DataFrame(shock_words.cells(effects, pair, brief=True)))]
