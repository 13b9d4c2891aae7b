"""The figures and the words of a sensitivity analysis."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from math import isnan
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from sim.experiments.sensitivity import METHODS, Study
from sim.scenario.load import Case
from sim.show import value_names
from sim.show.files import apart
from sim.show.tornado import tornado
from sim.words import enumerated, first_of, later, name, say, say_many

MATTERS: Final = {"morris": 0.1, "sobol": 0.05}
"""What a range must have to matter: of the largest mean effect (Morris), of the variance (Sobol)."""

MOVED: Final[Mapping[str, str]] = {
    "morris": later(
        "{outcome} is moved by {ranges} (mean size of the change over the whole range, 95% interval)."
    ),
    "sobol": later("{outcome} is moved by {ranges} (share of variance with interactions, 95% interval)."),
}
UNMOVED: Final[Mapping[str, str]] = {
    "morris": later("{outcome} hardly heeds {ranges}: below {share:.0%} of the largest mean effect."),
    "sobol": later(
        "{outcome} hardly heeds {ranges}: below {share:.0%} of the variance, interactions included."
    ),
}
OPEN: Final[Mapping[str, str]] = {
    "morris": later(
        "{outcome} may heed {ranges}: intervals lie across {share:.0%} of the largest mean effect."
    ),
    "sobol": later(
        "{outcome} may heed {ranges}: intervals lie across {share:.0%} of the variance, interactions "
        "included."
    ),
}
"""What is said of ranges that matter, that do not, and of which that is open; by method."""

MOST_NAMED: Final = 6
"""Ranges that a sentence tells in figures; the table has all."""

MOSTLY_ALONE: Final = 0.95
"""Sum of first-order indices from which interactions are left unsaid."""

NOISE_WORTH_SAYING: Final = 0.05
"""Share of an outcome's variance from which the noise of its lives earns a remark."""

PRINTED: Final = {"morris": ("mu_star", "mu", "sigma"), "sobol": ("first", "total")}
"""Measures of each method, as they are printed."""


def drawings(study: Study, frame: pd.DataFrame) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Go through the figures: a tornado for each scenario and outcome."""
    return apart(_drawings(study, frame))


def _drawings(study: Study, frame: pd.DataFrame) -> Iterator[tuple[str, Callable[[], Figure]]]:
    cases = {case.scenario.name: case for case in study.sweep.cases}
    for (scenario, code), rows in frame.groupby(["scenario", "outcome"], sort=False):
        case, ranked = cases[str(scenario)], _ranked(study.method, rows)
        outcome = value_names.outcome_heading(study.sweep.file.outcomes[str(code)], case)
        names = [value_names.value(path, case) for path in ranked["range"]]
        picture = partial(tornado, _title(study, case, rows), outcome, names, ranked, study.method)
        yield f"tornado-{scenario}-{code}", picture


def _title(study: Study, case: Case, rows: pd.DataFrame) -> str:
    """Say what is drawn, of which scenario, by which method and from how much."""
    method = say("Morris's screening") if study.method == "morris" else say("Sobol's shares of variance")
    points = say_many("{count:,} point", "{count:,} points", int(rows["points"].iloc[0]))
    lives = say_many("{count:,} life", "{count:,} lives", study.sweep.file.runs)
    what = say(
        "What moves the outcome: {method}, {points} of {lives}", method=method, points=points, lives=lives
    )
    return f"{what}\n{name(case.scenario.title)}"


def _ranked(method: str, own: pd.DataFrame) -> pd.DataFrame:
    return own.sort_values(METHODS[method].measure, ascending=False, kind="stable")


def failures(table: pd.DataFrame) -> list[str]:
    """Say how many points failed, if any, and how the first did."""
    reasons = table["failed"].dropna()
    if not len(reasons):
        return []
    return [
        say_many(
            "{count:,} point failed, with: {reason}.",
            "{count:,} points failed, the first with: {reason}.",
            len(reasons),
            reason=reasons.iloc[0],
        )
    ]


@dataclass(frozen=True)
class Ranking:
    """The ranges of a study by how much they move one outcome in one scenario.

    Attributes
    ----------
    study
        What was analysed.
    case
        The scenario.
    outcome
        What the outcome is called where a sentence begins with it.
    rows
        The rows of `sensitivity.csv`, the range that moves it most first.
    """

    study: Study
    case: Case
    outcome: str
    rows: pd.DataFrame

    @property
    def measure(self) -> str:
        """The column by which ranges are ranked."""
        return METHODS[self.study.method].measure

    def names(self, rows: pd.DataFrame) -> list[str]:
        """Return what the ranges of some rows are called."""
        return [value_names.value(path, self.case) for path in rows["range"]]


def rankings(study: Study, frame: pd.DataFrame) -> Iterator[Ranking]:
    """Go through the outcomes of a study, scenario by scenario."""
    cases = {case.scenario.name: case for case in study.sweep.cases}
    for (scenario, code), rows in frame.groupby(["scenario", "outcome"], sort=False):
        case = cases[str(scenario)]
        outcome = value_names.outcome_heading(study.sweep.file.outcomes[str(code)], case)
        if len(cases) > 1:
            outcome = say("{outcome} ({scenario})", outcome=outcome, scenario=name(case.scenario.title))
        yield Ranking(study, case, outcome, _ranked(study.method, rows))


def sentences(study: Study, frame: pd.DataFrame) -> list[str]:
    """Say of each outcome what matters, what does not, and what the design is too small to tell."""
    told = []
    for ranking in rankings(study, frame):
        told += [*_what_matters(ranking), *_too_small(ranking)]
    if study.own_draws:
        told.append(
            say(
                'Points share their draws here, though the sweep says draws = "own": with others at each '
                "point chance would pass for an effect."
            )
        )
    return told


def _what_matters(ranking: Ranking) -> Iterator[str]:
    """Sort the ranges by whether their whole interval lies above, below or across what matters."""
    rows, measure, method = ranking.rows, ranking.measure, ranking.study.method
    bar = MATTERS[method] * (rows[measure].max() if method == "morris" else 1)
    above, below = rows[f"{measure}_low"] > bar, rows[f"{measure}_high"] < bar
    about = {"outcome": ranking.outcome, "share": MATTERS[method]}
    if above.any():
        yield say(MOVED[method], **about, ranges=_figures(ranking, rows[above]))
    if below.any():
        yield say(UNMOVED[method], **about, ranges=enumerated(ranking.names(rows[below])))
    if not (above | below).all():
        yield say(OPEN[method], **about, ranges=enumerated(ranking.names(rows[~(above | below)])))
    if method == "sobol":
        alone = max(float(rows["first"].sum()), 0)
        message = (
            later(
                "{outcome}: ranges alone account for about {alone:.0%} of its variance, the rest comes of "
                "several together."
            )
            if alone < MOSTLY_ALONE
            else later(
                "{outcome}: ranges alone account for about {alone:.0%} of its variance, they hardly interact."
            )
        )
        yield say(message, outcome=ranking.outcome, alone=min(alone, 1))


def _figures(ranking: Ranking, rows: pd.DataFrame) -> str:
    """Name ranges with what is measured of each, and its interval."""
    columns = [ranking.measure, f"{ranking.measure}_low", f"{ranking.measure}_high"]
    told = [
        say(
            "{range} ({middle:.2f}; {low:.2f} to {high:.2f})", range=called, middle=middle, low=low, high=high
        )
        for called, (middle, low, high) in zip(
            ranking.names(rows), rows[columns].itertuples(index=False), strict=True
        )
    ]
    return first_of(told, MOST_NAMED)


def _too_small(ranking: Ranking) -> Iterator[str]:
    """Warn where intervals are too wide to go by, points were left out, or lives are too few."""
    rows, measure, study = ranking.rows, ranking.measure, ranking.study
    first = rows.iloc[0]
    rivals = rows[rows[f"{measure}_high"] > first[f"{measure}_low"]]
    points, noise = int(first["points"]), float(first["noise"])
    if first[f"{measure}_high"] - first[f"{measure}_low"] > first[measure]:
        yield say_many(
            "{outcome}: {count:,} point is too few, the interval of {range} is wider than its value; ask for "
            "more with --points.",
            "{outcome}: {count:,} points are too few, the interval of {range} is wider than its value; ask "
            "for more with --points.",
            points,
            outcome=ranking.outcome,
            range=ranking.names(rows)[0],
        )
    if len(rivals) > 1:
        yield say(
            "{outcome}: which comes first is open among {ranges}, whose intervals overlap; more --points "
            "would narrow them.",
            outcome=ranking.outcome,
            ranges=first_of(ranking.names(rivals), MOST_NAMED),
        )
    if points < len(study.shares):
        yield say(
            "{outcome}: {left:,} of {total:,} points were left out, every trajectory with a point that has "
            "no value.",
            outcome=ranking.outcome,
            left=len(study.shares) - points,
            total=len(study.shares),
        )
    if isnan(noise):
        yield say(
            "{outcome}: how much of it is chance is unknown, some points have no standard error.",
            outcome=ranking.outcome,
        )
    if noise > NOISE_WORTH_SAYING:
        yield say_many(
            "{outcome}: at most {noise:.0%} of its variance over the points is chance among {count:,} life; "
            "most of it cancels, as points share draws.",
            "{outcome}: at most {noise:.0%} of its variance over the points is chance among {count:,} lives; "
            "most of it cancels, as points share draws.",
            study.sweep.file.runs,
            outcome=ranking.outcome,
            noise=noise,
        )
