"""The figures and the words of a sensitivity analysis."""

from collections.abc import Callable, Iterator
from functools import partial
from math import isnan
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from sim.experiments.sensitivity import METHODS, Study
from sim.plain import first_of
from sim.scenario.load import Case
from sim.show import value_names
from sim.show.files import apart
from sim.show.tornado import tornado
from sim.words import name, say, say_many

MATTERS: Final = {"morris": 0.1, "sobol": 0.05}
"""What a range must have to matter: of the largest mean effect (Morris), of the variance (Sobol)."""

UNITS: Final = {
    "morris": ("of the largest mean effect", "mean size of the change over the whole range"),
    "sobol": ("of the variance, interactions included", "share of variance with interactions"),
}
"""What `MATTERS` is a share of, and what the figures of the words are."""

MOST_NAMED: Final = 6
"""Ranges that a sentence tells in figures; the table has all."""

MOSTLY_ALONE: Final = 0.95
"""Sum of first-order indices from which interactions are left unsaid."""

NOISE_WORTH_SAYING: Final = 0.05
"""Share of an outcome's variance from which the noise of its lives earns a remark."""

PRINTED: Final = {"morris": ("mu_star", "mu", "sigma"), "sobol": ("first", "total")}
"""Measures of each method, as they are printed."""


def drawings(asked: Study, frame: pd.DataFrame) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Go through the figures: a tornado for each scenario and outcome."""
    return apart(_drawings(asked, frame))


def _drawings(asked: Study, frame: pd.DataFrame) -> Iterator[tuple[str, Callable[[], Figure]]]:
    cases = {case.scenario.name: case for case in asked.sweep.cases}
    for (scenario, code), rows in frame.groupby(["scenario", "outcome"], sort=False):
        case, ranked = cases[str(scenario)], _ranked(asked.method, rows)
        outcome = value_names.outcome_heading(asked.sweep.file.outcomes[str(code)], case)
        names = [value_names.value(path, case) for path in ranked["range"]]
        picture = partial(tornado, _title(asked, case, rows), outcome, names, ranked, asked.method)
        yield f"tornado-{scenario}-{code}", picture


def _title(asked: Study, case: Case, rows: pd.DataFrame) -> str:
    """Say what is drawn, of which scenario, by which method and from how much."""
    method = say("Morris's screening") if asked.method == "morris" else say("Sobol's shares of variance")
    points = say_many("{count:,} point", "{count:,} points", int(rows["points"].iloc[0]))
    lives = say_many("{count:,} life", "{count:,} lives", asked.sweep.file.runs)
    what = say(
        "What moves the outcome: {method}, {points} of {lives}", method=method, points=points, lives=lives
    )
    return f"{what}\n{name(case.scenario.title)}"


def short(name: str) -> str:
    """Return the path of a range as it is spoken of: parameters by their names alone."""
    return name.removeprefix("parameters.")


def _ranked(method: str, own: pd.DataFrame) -> pd.DataFrame:
    return own.sort_values(METHODS[method].measure, ascending=False, kind="stable")


def failures(table: pd.DataFrame) -> list[str]:
    """Say how many points failed, if any, and how the first did."""
    reasons = table["failed"].dropna()
    return [f"{len(reasons):,} points failed, the first with: {reasons.iloc[0]}."] if len(reasons) else []


def sentences(asked: Study, frame: pd.DataFrame) -> list[str]:
    """Say of each outcome what matters, what does not, and what the design is too small to tell."""
    said = []
    for (scenario, outcome), own in frame.groupby(["scenario", "outcome"], sort=False):
        about = str(outcome) if len(asked.sweep.cases) == 1 else f"{outcome} of {scenario}"
        ranked = _ranked(asked.method, own)
        said += _what_matters(asked.method, about, ranked)
        said += _too_small(asked, about, ranked)
    if asked.own_draws:
        said.append(
            'Points share their draws here, though the sweep says draws = "own": with others at each point '
            "chance would pass for an effect."
        )
    return said


def _what_matters(method: str, about: str, ranked: pd.DataFrame) -> list[str]:
    """Sort the ranges by whether their whole interval lies above, below or across what matters."""
    measure = METHODS[method].measure
    bar = MATTERS[method] * (ranked[measure].max() if method == "morris" else 1)
    above, below = ranked[f"{measure}_low"] > bar, ranked[f"{measure}_high"] < bar
    unit, figure = UNITS[method]
    said = []
    if above.any():
        told = _figures(measure, ranked[above])
        said.append(f"{about} is moved by {told} ({figure}, 95 % interval).")
    if below.any():
        said.append(f"{about} hardly heeds {_names(ranked[below])}: below {MATTERS[method]:.0%} {unit}.")
    if not (above | below).all():
        open_ones = _names(ranked[~(above | below)])
        said.append(f"{about} may heed {open_ones}: intervals lie across {MATTERS[method]:.0%} {unit}.")
    if method == "sobol":
        alone = max(float(ranked["first"].sum()), 0)
        rest = "the rest comes of several together" if alone < MOSTLY_ALONE else "they hardly interact"
        said.append(f"{about}: ranges alone account for about {min(alone, 1):.0%} of its variance, {rest}.")
    return said


def _figures(measure: str, ranked: pd.DataFrame) -> str:
    columns = ["range", measure, f"{measure}_low", f"{measure}_high"]
    rows = ranked[columns].itertuples(index=False)
    told = [f"{short(name)} ({middle:.2f}; {low:.2f} to {high:.2f})" for name, middle, low, high in rows]
    return first_of(told, MOST_NAMED)


def _names(ranked: pd.DataFrame) -> str:
    return ", ".join(map(short, ranked["range"]))


def _first_names(ranked: pd.DataFrame) -> str:
    return first_of(list(map(short, ranked["range"])), MOST_NAMED)


def _too_small(asked: Study, about: str, ranked: pd.DataFrame) -> list[str]:
    """Warn where intervals are too wide to go by, points were left out, or lives are too few."""
    measure = METHODS[asked.method].measure
    first = ranked.iloc[0]
    rivals = ranked[ranked[f"{measure}_high"] > first[f"{measure}_low"]]
    points, noise = int(first["points"]), float(first["noise"])
    said = []
    if first[f"{measure}_high"] - first[f"{measure}_low"] > first[measure]:
        said.append(
            f"{about}: {points:,} points are too few, the interval of {short(first['range'])} is wider than "
            "its value; ask for more with --points."
        )
    if len(rivals) > 1:
        said.append(
            f"{about}: which comes first is open among {_first_names(rivals)}, whose intervals overlap; more "
            "--points would narrow them."
        )
    if points < len(asked.shares):
        left = len(asked.shares) - points
        said.append(
            f"{about}: {left:,} of {len(asked.shares):,} points were left out, every trajectory with a point "
            "that has no value."
        )
    if isnan(noise):
        said.append(f"{about}: how much of it is chance is unknown, some points have no standard error.")
    if noise > NOISE_WORTH_SAYING:
        said.append(
            f"{about}: at most {noise:.0%} of its variance over the points is chance among "
            f"{asked.sweep.file.runs:,} lives; most of it cancels, as points share draws."
        )
    return said
