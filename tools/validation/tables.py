"""The tables behind the validation page, made compact from what was lived."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from sim.evidence.skill import BEST, best_baselines, means_of, skill
from sim.files import MARK
from tools.validation import recovery, trials
from tools.validation.free_runs import DEFAULTS, MODE, MODEL

MAIN, KEPT_BACK, FALLS, FREE_RUNS = "main", "kept back", "falls kept back", "free runs"
"""Folders of the cases that are chosen on, of those kept back and of the falls kept back; of free runs."""

SEVEN, FELL, ROSE, FELL_ONCE = "seven", "fell", "rose", "fell, kept back"
"""Groups of cases that are judged apart, besides those kept back."""

OF_DEFAULTS: Final = f"{MODE}, defaults"
"""Mode of free runs by the defaults of the model."""

Scores = Mapping[str, pd.DataFrame]


def compact(folder: Path, tables: Path, shipped: Path) -> None:
    """Write the tables behind the page from a folder of what was lived.

    Parameters
    ----------
    folder
        What `tools.validation` lived.
    tables
        The folder that the tables and figures go to.
    shipped
        The table that reports of runs read.
    """
    tables.mkdir(exist_ok=True)
    names = [name for name in (MAIN, KEPT_BACK, FALLS) if (folder / name / MARK).is_file()]
    scores = {name: pd.read_csv(folder / name / "hindcast.csv") for name in names}
    free = pd.read_csv(folder / FREE_RUNS / "free_runs.csv")
    for name, table in _compact(folder, scores, free).items():
        table.to_csv(tables / f"{name}.csv", index=False)
    groups_overview = pd.read_csv(tables / "overview.csv", keep_default_na=False)
    _shipped(groups_overview).to_csv(shipped, index=False)
    for name in ("parameters", "checks"):
        shutil.copyfile(folder / "calibration" / f"{name}.csv", tables / f"{name}.csv")
    for name in ("skill", "reliability", "fans"):
        shutil.copyfile(folder / MAIN / "figures" / f"{name}.png", tables / f"{name}.png")
    for name in ("marginals", "pairs"):
        shutil.copyfile(folder / "calibration" / "figures" / f"{name}.png", tables / f"{name}.png")


def _compact(folder: Path, scores: Scores, free: pd.DataFrame) -> dict[str, pd.DataFrame]:
    recovered = pd.read_csv(folder / "recovery" / "recovery.csv")
    tried = {name: pd.read_csv(folder / name / "hindcast.csv") for name in _tried(folder, scores)}
    return {
        "cases": pd.concat(_by_case(name, table) for name, table in scores.items()),
        "measures": pd.concat(_by_measure(name, table) for name, table in scores.items()),
        "skill": pd.concat(_skills(folder, scores, tried)),
        "overview": pd.DataFrame(overview(scores, free)).round(5),
        "trials": pd.DataFrame(of_trials({MAIN: scores[MAIN]} | tried)).round(5),
        "free_runs": free[["group", "case", "pair", "forecaster", "score"]].round(5),
        "recovery": recovery.by_temperature(recovered).round(3),
    }


def _tried(folder: Path, scores: Scores) -> list[str]:
    """Name the trials of a folder, in the order of their table."""
    known = [*trials.OF_THE_WORLD, *trials.OF_THE_MODEL]
    return [name for name in known if name not in scores and (folder / name / MARK).is_file()]


def _skills(folder: Path, scores: Scores, tried: Scores) -> Iterator[pd.DataFrame]:
    """Go through the skill of every hindcast and trial."""
    for name in scores:
        yield pd.read_csv(folder / name / "skill.csv").assign(trial=name)
    for name in tried:
        yield pd.read_csv(folder / name / "skill.csv").assign(trial=name)


def _by_case(trial: str, scores: pd.DataFrame) -> pd.DataFrame:
    """Return the main score of each case by lead, in all years and in changed and quiet ones."""
    main_scores = scores[scores["measure"] == trials.MAIN_MEASURE]
    kinds = {
        "all": main_scores,
        "changed": main_scores[main_scores["changed"]],
        "quiet": main_scores[~main_scores["changed"]],
    }
    tables = [_mean(table, ["mode", "case", "lead", "forecaster"], years) for years, table in kinds.items()]
    return pd.concat(tables).assign(trial=trial)


def _by_measure(trial: str, scores: pd.DataFrame) -> pd.DataFrame:
    """Return every measure by lead, cases weighing the same."""
    by_case = _mean(scores, ["mode", "case", "lead", "measure", "forecaster"], "all")
    return _mean(by_case, ["mode", "lead", "measure", "forecaster"], "all").assign(trial=trial)


def _mean(table: pd.DataFrame, keys: list[str], years: str) -> pd.DataFrame:
    return table.groupby(keys, sort=True)["score"].mean().round(5).reset_index().assign(years=years)


def groups(scores: Scores) -> Iterator[tuple[str, pd.DataFrame]]:
    """Go through the groups of cases that are judged apart, with the main scores of each."""
    main = scores[MAIN]
    fell = main["case"].isin(trials.CASES_THAT_FELL)
    yield from ((SEVEN, main), (FELL, main[fell]), (ROSE, main[~fell]))
    if KEPT_BACK in scores:
        kept, (case, pair) = scores[KEPT_BACK], trials.KEPT_BACK_THAT_FELL
        yield KEPT_BACK, kept
        yield FELL_ONCE, kept[(kept["case"] == case) & (kept["pair"] == pair)]
    if FALLS in scores:
        yield FALLS, scores[FALLS]


def overview(scores: Scores, free: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Go through errors of the model beside the best baseline's: of each group, and of each of its cases.

    Columns `group, case, mode, lead, model, best, name, skill, low, high, verdict`; the last four where
    `case` is empty, for the group. The best baseline is for each case the best on the other cases of the
    training set.
    """
    with_free_runs = {name: pd.concat([_main(table), _free(free, name)]) for name, table in scores.items()}
    for group, table in groups(with_free_runs):
        if len(table):
            yield from _of_group(group, table, with_free_runs[MAIN])
            # Each case stands once, with those it is judged with; a pair that fell stands for its group.
            if group not in (SEVEN, FELL_ONCE):
                yield from _of_cases(group, table, with_free_runs[MAIN])


def _main(scores: pd.DataFrame) -> pd.DataFrame:
    return scores[scores["measure"] == trials.MAIN_MEASURE]


def _free(free: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return the free runs of a group as two modes: by sets that have not seen a case, and by defaults."""
    of_group = free[free["group"] == group].drop(columns="group")
    defaults = of_group[of_group["forecaster"] != MODEL].replace(
        {"forecaster": {DEFAULTS: MODEL}, "mode": {MODE: OF_DEFAULTS}}
    )
    return pd.concat([of_group[of_group["forecaster"] != DEFAULTS], defaults])


def _of_cases(group: str, scores: pd.DataFrame, taught: pd.DataFrame) -> Iterator[dict[str, object]]:
    for (mode, lead), part in scores.groupby(["mode", "lead"]):
        means = means_of(part)
        learnt = taught[(taught["mode"] == mode) & (taught["lead"] == lead)]
        chosen, by_case = best_baselines(means, means_of(learnt)), means.groupby("case").mean()
        for case, name in chosen.items():
            row = by_case.loc[case]
            key = {"group": group, "case": case, "mode": mode, "lead": lead}
            yield {**key, "model": row[MODEL], "best": row[name], "name": name}


def _of_group(group: str, scores: pd.DataFrame, taught: pd.DataFrame) -> Iterator[dict[str, object]]:
    skills = skill(scores, taught, kinds=["all"])
    model = skills[skills["forecaster"] == MODEL].set_index(["mode", "lead"])["score"]
    for row in skills[skills["forecaster"] == BEST].to_dict("records"):
        key = {"group": group, "case": "", "mode": row["mode"], "lead": row["lead"]}
        errors = {"model": model[row["mode"], row["lead"]], "best": row["score"], "name": row["chosen"]}
        yield {**key, **errors, **{name: row[name] for name in ("skill", "low", "high", "verdict")}}


def _shipped(groups_overview: pd.DataFrame) -> pd.DataFrame:
    """Return the errors of the seven cases that reports of runs name: of all, then of each."""
    seven = groups_overview[
        groups_overview["group"].isin([SEVEN, FELL, ROSE])
        & ~groups_overview["mode"].isin([MODE, OF_DEFAULTS])
    ]
    seven = seven[(seven["group"] == SEVEN) | (seven["case"] != "")]
    return seven.sort_values(["mode", "lead", "case"])[["mode", "lead", "case", "model", "best", "verdict"]]


def of_trials(tried: Scores) -> Iterator[dict[str, object]]:
    """Go through the model's errors in conditional mode by trial, seed, group and lead.

    Columns `trial, forecaster, group, lead, error`; cases weigh the same.
    """
    for trial, scores in tried.items():
        of_model = scores[(scores["mode"] == "conditional") & scores["forecaster"].str.startswith(MODEL)]
        for group, table in groups({MAIN: _main(of_model)}):
            for lead, part in table.groupby("lead"):
                errors = means_of(part).groupby("case").mean().mean()
                for name, error in errors.items():
                    yield {"trial": trial, "forecaster": name, "group": group, "lead": lead, "error": error}
