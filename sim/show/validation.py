"""The evidence behind the validation page: calibration, hindcasts and trials in one resumable go.

`python -m sim.show.validation --jobs 2` lives what is not done yet, writes compact tables to
`docs/validation/`, and the page from them; with `--page` it writes the page anew from the tables.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import pandas as pd
import typer

from sim.evidence import recovery, trials
from sim.evidence.hindcast import Plan
from sim.evidence.skill import BEST, best_baselines, means_of
from sim.files import MARK
from sim.scenario.load import Case, load
from sim.scenario.values import with_values
from sim.show import calibrating, hindcasting
from sim.show.validation_page import page

ROOT: Final = Path(__file__).parents[2]
TABLES: Final = ROOT / "docs" / "validation"
PAGE: Final = ROOT / "docs" / "validation.md"
SHIPPED: Final = Path(__file__).with_name("validated.csv")
"""What the report of a run says of the model's skill."""

MAIN, KEPT_BACK = "main", "kept back"
PLAN: Final = Plan()
"""What calibration and the main trial are scored on."""

ONCE: Final = Plan(modes=("conditional",), seeds=1)
"""What trials beside the main one are scored on."""

RECOVERED: Final = ("egypt_soviet_union", "israel_turkey", "russia_china")
"""Small cases whose records are simulated, to find known parameters again."""

BANK: Final = calibrating.SETS
TRUTHS, SETS = 24, 256
"""Known parameter sets, and sets of the bank that they are looked for in."""


def validate(folder: Path, jobs: int) -> None:
    """Live what is not done yet of calibration, hindcasts, trials and recovery."""
    place = folder / "calibration"
    if not (place / MARK).is_file():
        begun = (place / calibrating.MANIFEST).is_file()
        training, kept_back = _cases(trials.TRAINING), _cases(trials.KEPT_BACK)
        calibrating.run(
            training, PLAN, place, kept_back=kept_back, sets=BANK, jobs=jobs, resume=begun, quiet=False
        )
    posterior = place / calibrating.POSTERIOR
    training, kept_back = (_cases(names, posterior) for names in (trials.TRAINING, trials.KEPT_BACK))
    forecast = partial(_forecast, folder, jobs=jobs)
    forecast(MAIN, training, PLAN)
    for name, change in changes().items():
        forecast(name, [change(case) for case in training], ONCE)
    taught = pd.read_csv(folder / MAIN / "hindcast.csv")
    forecast(KEPT_BACK, kept_back, PLAN, teachers=training, taught=taught)
    if not (folder / "recovery.csv").is_file():
        found = recovery.recover(_cases(RECOVERED), truths=TRUTHS, sets=SETS, seed=1, jobs=jobs)
        found.round(5).to_csv(folder / "recovery.csv", index=False)


def changes() -> dict[str, Callable[[Case], Case]]:
    """Return what the trials change in every case, by their names."""
    return {
        "placebo": trials.with_shocks_moved,
        "centres alone": centre_alone,
        **{name: partial(trials.without_term, name=name) for name in trials.ABLATIONS},
        "without doubtful codings": trials.without_doubtful,
        "windows a year shorter": partial(trials.with_windows, by=-1),
        "windows a year longer": partial(trials.with_windows, by=1),
    }


def centre_alone(case: Case) -> Case:
    """Give a case the mean of its posterior in place of its sets."""
    drawn = case.posterior.values.items() if case.posterior is not None else ()
    return with_values(case, {f"parameters.{name}": float(values.mean()) for name, values in drawn})


def _cases(names: Sequence[str], posterior: Path | None = None) -> list[Case]:
    return [load(ROOT / "scenarios" / name, posterior=posterior, held_out=True) for name in names]


def _forecast(
    folder: Path,
    name: str,
    cases: Sequence[Case],
    plan: Plan,
    *,
    jobs: int,
    teachers: Sequence[Case] | None = None,
    taught: pd.DataFrame | None = None,
) -> None:
    if not (folder / name / MARK).is_file():
        print(name)
        hindcasting.run(cases, plan, folder / name, teachers=teachers, taught=taught, jobs=jobs, quiet=False)


def compact(folder: Path) -> None:
    """Write the tables behind the page: means by case, lead, years, measure and forecaster, and skill."""
    TABLES.mkdir(exist_ok=True)
    names = [MAIN, KEPT_BACK, *changes()]
    scores = {name: pd.read_csv(folder / name / "hindcast.csv") for name in (MAIN, KEPT_BACK)}
    pd.concat(_by_case(name, table) for name, table in scores.items()).to_csv(
        TABLES / "cases.csv", index=False
    )
    pd.concat(_by_measure(name, table) for name, table in scores.items()).to_csv(
        TABLES / "measures.csv", index=False
    )
    skills = [pd.read_csv(folder / name / "skill.csv").assign(trial=name) for name in names]
    pd.concat(skills).to_csv(TABLES / "skill.csv", index=False)
    pd.DataFrame(_shipped(scores[MAIN], skills[0])).round(5).to_csv(SHIPPED, index=False)
    shutil.copyfile(folder / "calibration" / "parameters.csv", TABLES / "parameters.csv")
    shutil.copyfile(folder / "calibration" / "checks.csv", TABLES / "checks.csv")
    found = pd.read_csv(folder / "recovery.csv")
    recovery.by_temperature(found).round(3).to_csv(TABLES / "recovery.csv", index=False)
    for source, name in ((folder / MAIN, "skill"), (folder / MAIN, "reliability"), (folder / MAIN, "fans")):
        shutil.copyfile(source / "figures" / f"{name}.png", TABLES / f"{name}.png")
    for name in ("marginals", "pairs"):
        shutil.copyfile(folder / "calibration" / "figures" / f"{name}.png", TABLES / f"{name}.png")


def _shipped(scores: pd.DataFrame, skills: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Go through the model's errors beside the best baseline's: of all cases, and of each."""
    every = skills[(skills["forecaster"] == BEST) & (skills["years"] == "all")]
    own = scores[scores["measure"] == "rps_degrees"]
    for (mode, lead), part in own.groupby(["mode", "lead"]):
        key = {"mode": mode, "lead": lead}
        means = means_of(part)
        chosen, by_case = best_baselines(means, None), means.groupby("case").mean()
        whole = every[(every["mode"] == mode) & (every["lead"] == lead) & (every["measure"] == "rps_degrees")]
        verdict, best = whole["verdict"].iloc[0], whole["score"].iloc[0]
        yield {**key, "case": "", "model": by_case["model"].mean(), "best": best, "verdict": verdict}
        for case, name in chosen.items():
            row = by_case.loc[case]
            yield {**key, "case": case, "model": row["model"], "best": row[name], "verdict": ""}


def _by_case(trial: str, scores: pd.DataFrame) -> pd.DataFrame:
    """Return the main score of each case by lead, in all years and in changed and quiet ones."""
    own = scores[scores["measure"] == "rps_degrees"]
    kinds = {"all": own, "changed": own[own["changed"]], "quiet": own[~own["changed"]]}
    tables = [_mean(table, ["mode", "case", "lead", "forecaster"], years) for years, table in kinds.items()]
    return pd.concat(tables).assign(trial=trial)


def _by_measure(trial: str, scores: pd.DataFrame) -> pd.DataFrame:
    """Return every measure by lead, cases weighing the same."""
    by_case = _mean(scores, ["mode", "case", "lead", "measure", "forecaster"], "all")
    return _mean(by_case, ["mode", "lead", "measure", "forecaster"], "all").assign(trial=trial)


def _mean(table: pd.DataFrame, keys: list[str], years: str) -> pd.DataFrame:
    return table.groupby(keys, sort=True)["score"].mean().round(5).reset_index().assign(years=years)


def main(
    folder: Annotated[Path, typer.Option("--out", help="Where results go, and are gone on with.")] = Path(
        "results/validation"
    ),
    jobs: Annotated[int, typer.Option(min=1)] = 1,
    only_page: Annotated[bool, typer.Option("--page", help="Write the page from its tables alone.")] = False,
) -> None:
    """Live the evidence, or what is left of it, and write the validation page."""
    if not only_page:
        validate(folder, jobs)
        compact(folder)
    PAGE.write_text(page(TABLES), encoding="utf-8")
    print(f"wrote {PAGE}")


if __name__ == "__main__":
    typer.run(main)
