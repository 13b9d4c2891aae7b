"""What a hindcast says in words: the skill by lead, and what to be wary of."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from sim.evidence.skill import BEST
from sim.scenario.load import Case

ALONE: Final = (
    "one case alone teaches no baseline and no rate of surprises: give others too, and those that learn "
    "stand beside the model"
)


def cautions(cases: Sequence[Case]) -> list[str]:
    """Warn of cases whose forecasts rest on parameters that may have been learnt from them."""
    said = []
    if own := [case.scenario.name for case in cases if case.posterior is None]:
        said.append(
            f"{', '.join(own)}: forecast with the default parameters, which were learnt from seven of the "
            "cases that ship; --posterior takes sets that have not learnt from the case"
        )
    if shared := [case.scenario.name for case in cases if case.posterior and not case.posterior.apart]:
        said.append(
            f"{', '.join(shared)}: no parameter sets are named as having left the case out; those that are "
            "for no case in particular are taken"
        )
    return said


def sentences(folder: Path) -> list[str]:
    """Say by mode and lead what the model scores, and against which baselines it is better or worse."""
    table = pd.read_csv(folder / "skill.csv")
    said = []
    main = table[(table["measure"] == "rps_degrees") & (table["years"] == "all")]
    for (mode, lead), part in main.groupby(["mode", "lead"]):
        ahead = "1 year" if lead == 1 else f"{lead} years"
        model = float(part.loc[part["forecaster"] == "model", "score"].iloc[0])
        others = part[~part["forecaster"].str.startswith("model") & (part["forecaster"] != BEST)]
        best = others.sort_values("score").iloc[0]
        held = part[(part["forecaster"] == BEST) & part["skill"].notna()]
        against = "".join(
            f" Against the best chosen on other cases: skill {row['skill']:+.3f} ({row['low']:+.3f} to "
            f"{row['high']:+.3f}), {row['verdict']}."
            for row in held.to_dict("records")
        )
        # Against a baseline without fault there is no skill, and so no verdict.
        said_of_best = best["verdict"] if isinstance(best["verdict"], str) else "without fault"
        counts = {v: ", ".join(others.loc[others["verdict"] == v, "forecaster"]) for v in ("better", "worse")}
        said.append(
            f"{mode}, {ahead} ahead: model {model:.3f}, lowest baseline {best['forecaster']} "
            f"{best['score']:.3f} ({said_of_best}). Better than {counts['better'] or 'none'}; worse than "
            f"{counts['worse'] or 'none'}.{against}"
        )
    return said
