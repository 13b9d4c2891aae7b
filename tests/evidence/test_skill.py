"""Skill: verdicts that hold in all seeds and outside intervals, and a best baseline chosen elsewhere."""

import numpy as np
import pandas as pd
import pytest

from sim.evidence.skill import BEST, skill, verdict


@pytest.fixture(autouse=True)
def three_cases_are_enough(monkeypatch):
    monkeypatch.setattr("sim.evidence.skill.LEAST_CASES", 3)
    monkeypatch.setattr("sim.evidence.skill.RESAMPLES", 1000)


def scores(**errors):
    """Rows of a hindcast of three cases: an error for each forecaster, a little different by origin."""
    rows = []
    for case in ("a", "b", "c"):
        for origin in range(2000, 2020):
            for name, error in errors.items():
                value = error[case] if isinstance(error, dict) else error
                wobble = 1 + 0.05 * np.sin(origin + len(name))
                key = {"mode": "conditional", "case": case, "pair": "AAA-BBB", "origin": origin, "lead": 3}
                row = {
                    "measure": "rps_degrees",
                    "forecaster": name.replace("_", "-"),
                    "score": value * wobble,
                }
                rows.append({**key, **row, "changed": origin % 5 == 0})
    return pd.DataFrame(rows)


def rows_of(table, forecaster, years="all"):
    rows = table[(table["forecaster"] == forecaster) & (table["years"] == years)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_skill_is_the_share_of_a_baseline_s_error_that_is_saved():
    table = skill(scores(model=0.1, model_2=0.1, model_3=0.1, markov=0.2, run_off=0.05))
    assert rows_of(table, "markov")["skill"] == pytest.approx(0.5, abs=0.01)
    assert rows_of(table, "markov")["verdict"] == "better"
    assert rows_of(table, "run-off")["verdict"] == "worse"
    assert rows_of(table, "markov", "changed")["skill"] == pytest.approx(0.5, abs=0.05)


def test_one_seed_that_disagrees_makes_a_tie():
    table = skill(scores(model=0.1, model_2=0.1, model_3=0.11, markov=0.105))
    assert rows_of(table, "markov")["verdict"] == "tie"
    assert verdict(np.array([0.1, 0.2, 0.1]), 0.01, 0.3) == "better"
    assert verdict(np.array([0.1, 0.2, 0.1]), -0.01, 0.3) == "tie"
    assert verdict(np.array([-0.1, -0.2, -0.1]), -0.3, -0.01) == "worse"


def test_an_interval_over_few_cases_that_disagree_holds_zero():
    model = {"a": 0.1, "b": 0.1, "c": 0.4}
    table = skill(scores(model=model, model_2=model, model_3=model, markov=0.25))
    row = rows_of(table, "markov")
    assert row["skill"] > 0
    assert row["low"] < 0 < row["high"]
    assert row["verdict"] == "tie"


def test_cases_weigh_the_same_however_many_origins_they_have():
    table = scores(model={"a": 0.1, "b": 0.2, "c": 0.3}, markov=0.4)
    few = table[(table["case"] != "a") | (table["origin"] < 2003)]
    by_case = few[few["forecaster"] == "model"].groupby("case")["score"].mean()
    assert rows_of(skill(few), "model")["score"] == pytest.approx(by_case.mean(), abs=1e-5)


def test_intervals_are_wide_where_cases_differ_and_narrow_where_origins_alone_do():
    cases_differ = rows_of(skill(scores(model={"a": 0.1, "b": 0.2, "c": 0.3}, markov=0.4)), "markov")
    cases_agree = rows_of(skill(scores(model=0.2, markov=0.4)), "markov")
    widths = [row["high"] - row["low"] for row in (cases_differ, cases_agree)]
    # Three cases drawn with replacement: means of the model's error from 0.1 to 0.3.
    assert 0.2 < widths[0] < 0.6
    assert 0 < widths[1] < 0.05


def test_the_best_baseline_is_chosen_on_other_cases():
    markov, line = {"a": 0.1, "b": 0.3, "c": 0.3}, {"a": 0.5, "b": 0.2, "c": 0.2}
    table = skill(scores(model=0.2, markov=markov, line=line))
    best = rows_of(table, BEST)
    # Over b and c the line is better, so a is held against 0.5; over a and another the chain is.
    assert best["chosen"] == "line, markov"
    assert best["score"] == pytest.approx((0.5 + 0.3 + 0.3) / 3, rel=0.02)


def test_the_best_baseline_of_cases_kept_back_is_chosen_on_those_that_teach():
    taught = scores(model=0.2, markov=0.3, line=0.1)
    table = skill(scores(model=0.2, markov=0.1, line=0.4), taught)
    assert rows_of(table, BEST)["chosen"] == "line"
    assert rows_of(table, BEST)["skill"] == pytest.approx(0.5, abs=0.02)


def test_a_baseline_without_fault_leaves_no_skill_to_speak_of():
    table = skill(scores(model=0.1, persistence=0.0))
    assert np.isnan(rows_of(table, "persistence")["skill"])


def test_no_verdict_from_few_cases_or_a_single_origin():
    table = scores(model=0.1, markov=0.2)
    two = skill(table[table["case"] != "c"])
    assert rows_of(two, "markov")["verdict"] == "too few cases"
    once = skill(table[table["origin"] == 2000])
    assert rows_of(once, "markov")["verdict"] == "too few cases"


def test_origins_whose_years_overlap_are_drawn_together():
    """Errors that go up and down over many origins: runs of them tell less than as many origins apart."""
    table = scores(model=0.1, markov=0.2)
    slow = table["score"] * np.where((table["forecaster"] == "model") & (table["origin"] < 2010), 1.5, 1.0)
    widths = []
    for lead in (1, 10):
        row = rows_of(skill(table.assign(score=slow, lead=lead)), "markov")
        widths.append(row["high"] - row["low"])
    assert widths[1] > 1.3 * widths[0]


def test_an_interval_does_not_depend_on_what_else_is_compared():
    one, other = scores(model=0.1, markov=0.2), scores(model=0.1, markov=0.3).assign(lead=5)
    both = skill(pd.concat([other, one]))
    alone = rows_of(skill(one), "markov")
    beside = rows_of(both[both["lead"] == 3], "markov")
    assert (alone["low"], alone["high"]) == (beside["low"], beside["high"])


def test_cases_whose_origins_fall_in_even_and_odd_years_overlap_no_more():
    table = scores(model=0.1, markov=0.2)
    table = table[table["origin"] % 2 == (table["case"] == "a")].assign(lead=10)
    slow = table["score"] * np.where((table["forecaster"] == "model") & (table["origin"] < 2010), 1.5, 1.0)
    mixed = rows_of(skill(table.assign(score=slow)), "markov")
    assert mixed["high"] - mixed["low"] > 0.02
