"""Many lives a few at a time: the same as in one go, and the same numbers as a run and a contrast give."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import sim
from sim.board import lives as many
from sim.board.lives import contrast_rows, degree_rows, lived, observed, stage_rows, verdict_counts
from sim.board.page import begin, kept, opened
from sim.board.settings import Settings, Variant
from sim.board.simulation import Arms, live_arms, numbers
from sim.board.variant import case_of, of_so_many
from sim.experiments.contrast import contrast, rows
from sim.scenario.load import load
from tests.conftest import CASE


@pytest.fixture(scope="module")
def case():
    return of_so_many(load(CASE), 60)


@pytest.fixture(scope="module")
def arms(case):
    variant = case_of(case, Variant(frozenset({"ukraine-2014"})))
    return list(live_arms([case, variant], []))[-1]


def test_lives_come_piece_by_piece_and_are_those_of_one_go(case, monkeypatch):
    whole = list(lived(case))
    monkeypatch.setattr(many, "PAIR_LIVES", 1)
    monkeypatch.setattr(many, "LEAST", 24)
    pieces = list(lived(case))
    assert [piece.count for piece in pieces] == [24, 48, 60]
    assert [piece.done for piece in pieces] == [0.4, 0.8, 1]
    assert np.array_equal(pieces[-1].degrees, whole[-1].degrees)
    assert np.array_equal(pieces[-1].stage, whole[-1].stage)


def test_the_numbers_are_those_of_a_run(case, arms, tmp_path):
    result = sim.run(CASE, runs=60, report=False, out=tmp_path / "out")
    record = observed(case, "CHN-RUS")
    for name, table in (
        ("stages", stage_rows(arms.lives[0], "CHN-RUS", record)),
        ("degrees", degree_rows(arms.lives[0], "CHN-RUS", record)),
    ):
        written = result.tables[name]
        of_pair = written[written["pair"] == "CHN-RUS"].reset_index(drop=True)
        shared = [column for column in table if column in of_pair]
        assert set(table) - set(shared) <= {"index_p25", "index_p75"}
        pd.testing.assert_frame_equal(table[shared], of_pair[shared], check_dtype=False, atol=2e-6)
    counts = verdict_counts(arms.lives[0], "CHN-RUS")
    last = result.tables["verdicts"][
        (result.tables["verdicts"]["pair"] == "CHN-RUS") & (result.tables["verdicts"]["year"] == 2025)
    ]
    shares = last[list(case.ladder.verdict_names)].to_numpy()[0]
    assert np.array(counts) / 60 == pytest.approx(shares, abs=1e-6)


def test_two_variants_are_compared_as_a_contrast_compares_them(case, arms):
    whole = contrast(*arms.cases)
    expected = pd.DataFrame(rows(whole, case.scenario.seed))
    expected = expected[(expected["pair"] == "CHN-RUS") & (expected["measure"] == "index")]
    table = contrast_rows(*arms.lives, "CHN-RUS", None)
    exact = [name for name in expected if name not in ("low", "high")]
    pd.testing.assert_frame_equal(
        table[exact], expected[exact].reset_index(drop=True), check_dtype=False, atol=2e-6
    )
    # The interval resamples lives for this pair alone.
    assert np.allclose(table[["low", "high"]], expected[["low", "high"]], atol=0.01)


def test_lives_that_are_known_are_not_lived_again(arms):
    again = list(live_arms(arms.cases, arms.lives))
    assert [step.count for step in again] == [60, 120]
    assert all(one is other for one, other in zip(again[-1].lives, arms.lives, strict=True))


def test_the_numbers_to_save_hold_both_variants_and_their_difference(arms):
    both = numbers(arms, "CHN-RUS")
    assert {"first_index_mean", "second_index_mean", "mean_difference", "observed"} <= set(both.columns)
    assert both["mean_difference"].to_numpy() == pytest.approx(
        (both["second_index_mean"] - both["first_index_mean"]).to_numpy(), abs=2e-6
    )
    one = numbers(Arms(arms.cases[:1], arms.lives[:1]), "CHN-RUS")
    assert list(one.columns[:2]) == ["year", "pair"]
    assert len(one) == len(both) == 35


def test_few_lives_are_kept_and_the_latest_stay(arms):
    before = dict.fromkeys(range(9), arms.lives[0])
    left = kept(before, arms.lives)
    assert len(left) == 4
    assert all(any(one is life for one in left.values()) for life in arms.lives)


def test_the_address_may_name_a_case_a_pair_and_a_language():
    started = Settings(case="russia_china")
    assert begin(started, "") == started
    asked = begin(started, "case=us_india&pair=IND-USA&lang=ar")
    assert asked == Settings(case="us_india", pair="IND-USA", language="ar")
    assert begin(started, "lang=zz") == started


@pytest.mark.parametrize("path", ["no_such_case", "no/such/file.toml", "README.md"])
def test_a_scenario_that_cannot_be_read_is_told(path, monkeypatch):
    monkeypatch.chdir(CASE)
    case, faults = opened(path)
    assert case is None
    assert faults


def test_a_scenario_that_cannot_be_lived_is_told_with_every_fault(case_folder):
    path = case_folder / "scenario.toml"
    path.write_text(path.read_text().replace("trust = 0.15", "trust = 1.5"))
    case, faults = opened(str(path))
    assert case is None
    assert len(faults) == 2
    assert "trust" in faults[0]


def test_what_is_observed_is_of_the_years_covered(case):
    record = observed(case, "CHN-RUS")
    assert (record.years[0], record.years[-1]) == (1991, 2025)
    ahead = replace(case, observed=[])
    assert observed(ahead, "CHN-RUS") is None
