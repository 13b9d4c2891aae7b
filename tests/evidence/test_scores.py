"""Scores and baselines, checked against what they mean."""

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from sim import files, frames
from sim.evidence import scores
from sim.evidence.baselines import BASELINES, climatology, line, persistence
from sim.evidence.scores import HEADLINES, coverage, ranked_probability_score, score
from sim.experiments.ensemble import Counted, simulate
from sim.frames import read_frame
from sim.results import tables
from sim.results.tables import observed_trajectories, read_counts, read_trajectories, write_counts
from sim.scenario.load import load
from sim.show.naming import Naming
from sim.show.scoring import verdicts
from sim.verbs.compare import compare
from sim.verbs.run import make as run
from sim.world.model import World
from tests.conftest import CASE, ROOT

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
    of_pair = lives[lives["pair"] == "CHN-RUS"]
    index = sum(n * of_pair[f"i{n}"].astype(int) for n in range(1, 8)) / 56
    table = pd.DataFrame({"year": of_pair["year"], "index": index})
    observed = pd.read_csv(tmp_path / "r" / "observed.csv")
    observed_index = observed[observed["pair"] == "CHN-RUS"].set_index("year")["index"]
    values = []
    for year, group in table.groupby("year"):
        x = group["index"].to_numpy()
        values.append(abs(x - observed_index[year]).mean() - abs(x[:, None] - x[None]).mean() / 2)
    frame = pd.read_csv(tmp_path / "r" / "scores.csv")
    frame = frame[frame["pair"] == "CHN-RUS"]
    scored = frame[(frame["measure"] == "crps_index") & (frame["forecaster"] == "model")]["score"].iloc[0]
    assert float(scored) == pytest.approx(np.mean(values), abs=2e-4)


@pytest.fixture
def lived():
    """A case of pairs and a group with its tally and what was observed, in memory."""
    case = load(ROOT / "scenarios" / "us_japan_australia", ["runs=333"])
    (chunk,) = simulate(case)
    return case, chunk.tally, observed_trajectories(case)


def test_a_folder_read_back_holds_what_was_counted_and_observed(lived, tmp_path):
    case, tally, observed = lived
    write_counts(tmp_path, case, tally, observed)
    counted = read_counts(tmp_path, case)
    for name in (field.name for field in fields(Counted)):
        np.testing.assert_array_equal(getattr(counted, name), getattr(tally, name), name)
    read_back = read_trajectories(tmp_path / "observed.csv", case.ladder)
    assert list(read_back) == list(observed)
    for pair, path in observed.items():
        for name, value in {**vars(path), "name": str(path.name)}.items():
            np.testing.assert_equal(getattr(read_back[pair], name), value, f"{pair}, {name}")


def test_scores_are_made_in_memory_with_one_world_for_all_pairs(lived, monkeypatch):
    case, tally, observed = lived
    worlds = []
    monkeypatch.setattr(scores, "World", lambda case: worlds.append(case) or World(case))
    monkeypatch.setattr(frames.pd, "read_csv", lambda *arguments, **named: pytest.fail("a table was read"))
    assert len(observed) > 1
    assert set(score(case, tally, observed)["pair"]) == set(observed)
    assert len(worlds) == 1


def test_a_finished_folder_has_the_scores_of_its_run_and_is_read_once(small, tmp_path, monkeypatch):
    folder, read = tmp_path / "r", []
    run(load(small, ["runs=333"]), folder, report=False)
    scored = (folder / "scores.csv").read_bytes()
    monkeypatch.setattr(
        tables, "read_frame", lambda path, **named: read.append(path.name) or read_frame(path, **named)
    )
    compare(folder)
    assert (folder / "scores.csv").read_bytes() == scored
    assert sorted(read) == ["degrees.csv", "index.csv", "observed.csv", "passages.csv", "stages.csv"]


def test_a_run_writes_its_mark_once_and_its_folder_signs_it(small, tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr(files, "_sum", lambda content: written.append(content) or files.SUM)
    run(load(small, ["runs=20"]), tmp_path / "r", report=False)
    assert len(written) == 2


def test_many_pairs_are_counted_not_listed():
    rows = [
        (f"P{n}", measure, forecaster, {"model": 0.2 + n / 100, "line": 0.1}.get(forecaster, 0.25))
        for n in range(10)
        for measure in HEADLINES
        for forecaster in ("model", "persistence", "climatology", "line")
    ]
    sentences = verdicts(pd.DataFrame(rows, columns=["pair", "measure", "forecaster", "score"]), Naming({}))
    assert len(sentences) == 4
    assert "better than no change (0.250) on 5 and worse on 4" in sentences[2]
    assert "better than straight line (0.100) on 0 and worse on 10" in sentences[2]


def test_verdicts_say_where_a_baseline_wins():
    rows = [("A-B", m, f, s) for m in ("rps_degrees", "rps_stage", "crps_index") for f, s in
            {"model": 0.2, "persistence": 0.9, "climatology": 0.1, "line": 0.201}.items()]  # fmt: skip
    sentences = verdicts(pd.DataFrame(rows, columns=["pair", "measure", "forecaster", "score"]), Naming({}))
    assert "no change (0.900), worse than long-run average (0.100) and as well as " in sentences[0]
    assert "within the sample" in sentences[-1]
