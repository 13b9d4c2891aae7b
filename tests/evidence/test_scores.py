"""Scores and baselines, checked against what they mean."""

import numpy as np
import pandas as pd
import pytest

from sim.evidence.baselines import BASELINES, climatology, line, persistence
from sim.evidence.scores import HEADLINES, coverage, ranked_probability_score, score, verdicts
from sim.scenario.load import load
from sim.verbs.run import make as run
from tests.conftest import CASE

OBSERVED = np.array([0, 0, 1, 2, 2])


@pytest.mark.parametrize("name", BASELINES)
def test_shares_of_every_baseline_add_up(name):
    shares = BASELINES[name](OBSERVED, 1, 3)
    assert shares.shape == (5, 3)
    assert np.allclose(shares.sum(axis=1), 1)
    assert (shares >= 0).all()


def test_what_each_baseline_says():
    assert (persistence(OBSERVED, 1, 3)[:, 1] == 1).all()
    assert climatology(OBSERVED, 0, 3)[3].tolist() == [0.4, 0.2, 0.4]
    # The least-squares line through 0, 0, 1, 2, 2 rises by 0.6 a year from -0.2, cut off at 0.
    assert np.allclose(line(OBSERVED, 0, 3)[:, 0], [1, 0.6, 0, 0, 0])
    assert np.allclose(line(OBSERVED, 0, 3)[:, 2], [0, 0, 0, 0.6, 1])


def test_the_ranked_probability_score_by_hand():
    shares = np.array([[0.2, 0.5, 0.3], [1.0, 0.0, 0.0]])
    by_hand = ((0.2**2 + 0.3**2) + 0) / 2
    assert ranked_probability_score(shares, np.array([1, 0])) == pytest.approx(by_hand)


def test_coverage_counts_the_years_inside_the_band():
    shares = np.array([[0.96, 0.04, 0], [0.5, 0.5, 0], [0.04, 0.92, 0.04]])
    assert coverage(shares, np.array([1, 1, 1])) == pytest.approx(2 / 3)


def test_the_crps_of_the_index_is_that_of_its_lives(tmp_path):
    """It equals the mean of |x - y| - |x - x'| / 2 over the lives (Gneiting and Raftery 2007)."""
    run(load(CASE, ["runs=60"]), tmp_path / "r", report=False)
    lives = pd.read_parquet(tmp_path / "r" / "lives.parquet")
    own = lives[lives["pair"] == "CHN-RUS"]
    index = sum(n * own[f"i{n}"].astype(int) for n in range(1, 8)) / 56
    table = pd.DataFrame({"year": own["year"], "index": index})
    observed = pd.read_csv(tmp_path / "r" / "observed.csv")
    seen = observed[observed["pair"] == "CHN-RUS"].set_index("year")["index"]
    values = []
    for year, group in table.groupby("year"):
        x = group["index"].to_numpy()
        values.append(abs(x - seen[year]).mean() - abs(x[:, None] - x[None]).mean() / 2)
    frame = score(tmp_path / "r")
    frame = frame[frame["pair"] == "CHN-RUS"]
    given = frame[(frame["measure"] == "crps_index") & (frame["forecaster"] == "model")]["score"].iloc[0]
    assert given == pytest.approx(np.mean(values), abs=2e-4)


def test_many_pairs_are_counted_not_listed():
    rows = [
        (f"P{n}", measure, forecaster, {"model": 0.2 + n / 100, "line": 0.1}.get(forecaster, 0.25))
        for n in range(10)
        for measure in HEADLINES
        for forecaster in ("model", "persistence", "climatology", "line")
    ]
    said = verdicts(pd.DataFrame(rows, columns=["pair", "measure", "forecaster", "score"]))
    assert len(said) == 4
    assert "better than persistence (0.250) on 5 and worse on 4" in said[2]
    assert "better than line (0.100) on 0 and worse on 10" in said[2]


def test_verdicts_say_where_a_baseline_wins():
    rows = [("A-B", m, f, s) for m in ("rps_degrees", "rps_stage", "crps_index") for f, s in
            {"model": 0.2, "persistence": 0.9, "climatology": 0.1, "line": 0.201}.items()]  # fmt: skip
    said = verdicts(pd.DataFrame(rows, columns=["pair", "measure", "forecaster", "score"]))
    assert "better than persistence (0.900), worse than climatology (0.100), as well as line" in said[0]
    assert "within the sample" in said[-1]
