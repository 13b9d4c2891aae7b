"""All of the evidence behind the validation page, each part kept in a folder as it is done."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Final, TypeVar

import pandas as pd
import typer

from sim.evidence.calibrate import FREE, Prior
from sim.evidence.hindcast import Plan
from sim.evidence.skill import skill
from sim.experiments.workers import in_order
from sim.faults import Fault, InputError
from sim.files import MARK, read_json, write_mark
from sim.scenario.load import Case, load, scenario_hash
from sim.show.pages.calibrate import page as calibrate_page
from sim.show.pages.hindcast import page as hindcast_page
from sim.verbs import calibrate as calibrate_verb
from sim.verbs import hindcast as hindcast_verb
from sim.verbs.frame import How
from tools.validation import recovery, trials
from tools.validation.free_runs import free_runs
from tools.validation.page import page
from tools.validation.tables import FALLS, FREE_RUNS, KEPT_BACK, MAIN, compact

ROOT: Final = Path(__file__).parents[2]
TABLES: Final = ROOT / "docs" / "validation"
PAGE: Final = ROOT / "docs" / "validation.md"
SHIPPED: Final = ROOT / "sim" / "show" / "validated.csv"
"""What the report of a run says of the model's skill."""

PLAN: Final = Plan()
"""What calibration and the main trial are scored on."""

ONCE: Final = Plan(modes=("conditional",), seeds=1)
"""What trials beside the main one are scored on."""

RECOVERED: Final = ("egypt_soviet_union", "israel_turkey", "russia_china")
"""Small cases whose records are simulated, to find known parameters again."""

Argument = TypeVar("Argument")
Answer = TypeVar("Answer")

TELLING: Final = How(quiet=False)
"""Results are written with their progress shown."""

BANK: Final = calibrate_verb.BANK_SIZE
TRUTHS, SETS = 24, 256
"""Known parameter sets, and sets of the bank that they are looked for in."""


def validate(folder: Path, jobs: int) -> None:
    """Live what is not done yet of calibration, hindcasts, trials, free runs and recovery."""
    names = {MAIN: trials.TRAINING, KEPT_BACK: trials.KEPT_BACK_CASES, FALLS: present(trials.FALLS_KEPT_BACK)}
    calibration = folder / "calibration"
    _calibrate(calibration, _cases(names[MAIN]), _cases([*names[KEPT_BACK], *names[FALLS]]), jobs)
    cases = {
        group: _cases(folders, calibration / calibrate_verb.POSTERIOR) for group, folders in names.items()
    }
    training = cases[MAIN]
    _forecast(folder, MAIN, training, jobs=jobs)
    scores = pd.read_csv(folder / MAIN / "hindcast.csv")
    _make_trials(folder, training, scores, jobs)
    for group in (KEPT_BACK, FALLS):
        if cases[group]:
            _forecast(folder, group, cases[group], jobs=jobs, teachers=training, taught=scores)
    _run_free(folder, cases, jobs)
    _recover(folder, jobs)


def present(names: Sequence[str]) -> list[str]:
    """Name the cases that ship, and say which do not."""
    here = [name for name in names if (ROOT / "scenarios" / name / "scenario.toml").is_file()]
    for name in names:
        if name not in here:
            print(f"scenarios/{name}: no such case yet, left out")
    return here


def _cases(names: Sequence[str], posterior: Path | None = None) -> list[Case]:
    return [load(ROOT / "scenarios" / name, posterior=posterior, held_out=True) for name in names]


def _calibrate(folder: Path, training: Sequence[Case], kept_back: Sequence[Case], jobs: int) -> None:
    """Learn from the training cases, or refuse what was learnt from others or with other cases kept back."""
    request = calibrate_verb.manifest(training, kept_back, PLAN, Prior(FREE), BANK)
    if (folder / MARK).is_file():
        finished = read_json(folder / MARK)
        if differing := [key for key in request if finished.get(key) != request[key] and key != "version"]:
            expected = "a calibration of what there is now: take the folder away, or name another with --out"
            raise InputError(
                [Fault(str(folder), MARK, f"another {' and another '.join(differing)}", expected)]
            )
        return
    begun = (folder / calibrate_verb.MANIFEST).is_file()
    how = replace(TELLING, page=partial(calibrate_page, training))
    calibrate_verb.make(
        training, PLAN, folder, how, kept_back=kept_back, bank_size=BANK, jobs=jobs, resume=begun
    )


def _forecast(
    folder: Path,
    name: str,
    cases: Sequence[Case],
    *,
    jobs: int,
    teachers: Sequence[Case] | None = None,
    taught: pd.DataFrame | None = None,
) -> None:
    if not _stands(folder / name, _hashes(cases)):
        how = replace(TELLING, page=partial(hindcast_page, cases))
        hindcast_verb.make(cases, PLAN, folder / name, how, teachers=teachers, taught=taught, jobs=jobs)


def _stands(folder: Path, hashes: Mapping[str, str]) -> bool:
    """Tell whether a finished result is of scenarios of some hashes; say what is to be made."""
    lived = read_json(folder / MARK).get("scenarios")
    if lived == hashes:
        return True
    print(folder.name if lived is None else f"{folder.name}, anew: cases or parameter sets have changed")
    return False


def _hashes(cases: Sequence[Case]) -> dict[str, str]:
    return {case.scenario.name: scenario_hash(case) for case in cases}


def _keep(folder: Path, hashes: Mapping[str, str], tables: Mapping[str, pd.DataFrame]) -> None:
    """Write tables, and last the mark by which they are known as done."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).unlink(missing_ok=True)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    write_mark(folder, {"identity": f"validation {folder.name}", "scenarios": hashes})


def changes() -> list[str]:
    """Name the trials."""
    return [*trials.OF_THE_WORLD, *trials.OF_THE_MODEL]


def _make_trials(folder: Path, training: Sequence[Case], scores: pd.DataFrame, jobs: int) -> None:
    """Make every trial that is not done yet, each in a process of its own."""
    baselines = ~scores["forecaster"].str.startswith("model") & (scores["measure"] == trials.MAIN_MEASURE)
    beside = scores[baselines & scores["mode"].isin(ONCE.modes)]
    left = [name for name in changes() if not _stands(folder / name, _hashes(training))]
    work = partial(_make_trial, folder, training, beside)
    _each(work, left, jobs)


def _make_trial(folder: Path, training: Sequence[Case], beside: pd.DataFrame, name: str) -> None:
    scores = trials.trial(training, name, ONCE, beside)
    _keep(folder / name, _hashes(training), {"hindcast": scores, "skill": skill(scores, kinds=["all"])})


def _run_free(folder: Path, cases: dict[str, list[Case]], jobs: int) -> None:
    """Let every case live from its start, beside baselines that the training cases teach."""
    all_cases = [case for group_cases in cases.values() for case in group_cases]
    plain = _hashes([replace(case, posterior=None) for case in all_cases])
    hashes = _hashes(all_cases) | {f"{name}, defaults": digest for name, digest in plain.items()}
    if _stands(folder / FREE_RUNS, hashes):
        return
    tables = [
        table.assign(group=group)
        for group, group_cases in cases.items()
        for table in _each(partial(_free, cases[MAIN]), group_cases, jobs)
    ]
    _keep(folder / FREE_RUNS, hashes, {"free_runs": pd.concat(tables)})


def _free(training: Sequence[Case], case: Case) -> pd.DataFrame:
    return free_runs(case, [other for other in training if other.scenario.name != case.scenario.name])


def _recover(folder: Path, jobs: int) -> None:
    centred = _hashes([calibrate_verb.at_centres(case, FREE) for case in _cases(RECOVERED)])
    if not _stands(folder / "recovery", centred):
        recovered = recovery.recover(_cases(RECOVERED), truths=TRUTHS, bank_size=SETS, seed=1, jobs=jobs)
        _keep(folder / "recovery", centred, {"recovery": recovered.round(5)})


def _each(work: Callable[[Argument], Answer], arguments: Sequence[Argument], jobs: int) -> list[Answer]:
    """Do work in some processes, or in this one."""
    return list(map(work, arguments) if jobs == 1 else in_order(work, arguments, jobs))


def main(
    folder: Annotated[Path, typer.Option("--out", help="Where results go, and are gone on with.")] = Path(
        "results/validation"
    ),
    jobs: Annotated[int, typer.Option(min=1)] = 1,
    only_page: Annotated[bool, typer.Option("--page", help="Write the page from its tables alone.")] = False,
) -> None:
    """Live the evidence, or what is left of it, and write the validation page."""
    if not only_page:
        try:
            validate(folder, jobs)
        except InputError as error:
            print(*error.faults, sep="\n", file=sys.stderr)
            raise typer.Exit(2) from None
        compact(folder, TABLES, SHIPPED)
    PAGE.write_text(page(TABLES), encoding="utf-8")
    print(f"wrote {PAGE}")
