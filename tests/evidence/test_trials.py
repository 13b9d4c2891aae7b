"""Trials: what they change, what baselines would say again, and groups that are what they are called."""

import pandas as pd
import pytest

from sim.evidence.hindcast import Plan, forecast_batches, score_rows
from sim.evidence.histories import histories
from sim.scenario.load import load
from tests.conftest import ROOT
from tools.validation import trials

FEW = Plan(leads=(1, 3), first=1973, last=1977, draws=10, seeds=1, modes=("conditional",))
KEYS = ["case", "pair", "origin", "lead", "forecaster"]


def loaded(*names):
    return [load(ROOT / "scenarios" / name) for name in names]


@pytest.fixture(scope="module")
def cases():
    return loaded("egypt_soviet_union", "china_vietnam")


def scored(cases):
    """The whole hindcast of some cases, by the main measure."""
    rows = pd.concat(
        score_rows(batch, cases[n].ladder)
        for n in range(len(cases))
        for batch in forecast_batches(cases, n, FEW)
    )
    return rows[rows["measure"] == trials.MAIN_MEASURE]


@pytest.fixture(scope="module")
def beside(cases):
    rows = scored(cases)
    return rows[~rows["forecaster"].str.startswith("model")]


def sorted_scores(rows):
    return rows.set_index(KEYS)["score"].sort_index()


def test_baselines_would_say_again_what_is_taken_over(cases, beside):
    taken_over = trials.trial(cases, "without habit", FEW, beside)
    anew = scored([trials.without_term(case, "without habit") for case in cases])
    pd.testing.assert_series_equal(sorted_scores(taken_over), sorted_scores(anew))
    assert not sorted_scores(taken_over).equals(sorted_scores(scored(cases)))


def test_baselines_are_taught_anew_where_they_see_what_is_changed(cases, beside):
    after = sorted_scores(trials.trial(cases, "placebo", FEW, beside))
    before = sorted_scores(beside)
    moved = {key[-1] for key in before.index if after[key] != before[key]}
    assert {"markov-given", "climatology-given"} <= moved
    assert "persistence" not in moved


def test_cases_that_fell_are_among_those_that_teach():
    names = {case.scenario.name for case in loaded(*trials.TRAINING)}
    assert set(trials.CASES_THAT_FELL) < names
    case, pair = trials.KEPT_BACK_THAT_FELL
    kept = {one.scenario.name: one for one in loaded(*trials.KEPT_BACK_CASES)}
    assert pair in {history.pair for history in histories(kept[case])}
    assert not {*trials.TRAINING, *trials.KEPT_BACK_CASES} & set(trials.FALLS_KEPT_BACK)
