"""Worlds of many pairs: what tables tell of, and what is read back of the rest."""

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiments.ensemble import Threats, live
from sim.results import tables
from sim.scenario.load import load
from sim.verbs import run as verb
from tests.world.made import scenario, three


@pytest.fixture
def many(monkeypatch, tmp_path):
    """A world that counts as one of many pairs, of which one alone comes to much."""
    monkeypatch.setattr(tables, "MANY_PAIRS", 1)
    monkeypatch.setattr(tables, "NOTED", 0.9)
    return scenario(tmp_path, *three(interest=1.0, trust=1.0, trade=1.0), "[parameters]\ninterest = 1.2")


def test_tables_leave_out_the_pairs_that_lives_bring_to_no_stage_and_say_so(many, tmp_path):
    result = sim.run(many.path, runs=40, report=False, out=tmp_path / "out")
    told = set(pd.read_csv(tmp_path / "out" / "stages.csv")["pair"])
    assert told == {"AAA-BBB"}
    for name in ("degrees", "verdicts", "index", "channels"):
        assert set(pd.read_csv(tmp_path / "out" / f"{name}.csv")["pair"]) <= told
    assert any("leave out" in sentence for sentence in result.sentences)


def test_what_tables_leave_out_is_read_back_as_nothing(many, tmp_path):
    sim.run(many.path, runs=40, report=False, out=tmp_path / "out")
    counts = tables.read_counts(tmp_path / "out", load(many.path, ["runs=40"]))
    tally = live(load(many.path, ["runs=40"]), 0, 40).tally
    left_out = [n for n, name in enumerate(many.scenario.parties) if name not in {"AAA-BBB"}]
    for name in ("degrees", "stages", "index", "passages"):
        whole = getattr(counts, name)
        assert (whole.sum(axis=-1) == 40).all()
        same = np.delete(whole, left_out, axis=0 if name == "passages" else 1)
        lived = np.delete(getattr(tally, name), left_out, axis=0 if name == "passages" else 1)
        assert (same == lived).all()
    assert (counts.stages[:, left_out, 0] == 40).all()


def test_threats_are_counted_as_they_are_felt():
    parts = [
        Threats((1, 1, 2, 101), np.array([3, 150]), np.array([2, 1], np.int32)),
        Threats((1, 1, 2, 101), np.array([3, 7]), np.array([1, 4], np.int32)),
    ]
    both = parts[0] + parts[1]
    first, second = both.of_year(0, 10)[0]
    assert (first[[0, 3, 7]] == [3, 3, 4]).all()
    assert (second[[0, 49]] == [9, 1]).all()


def test_fewer_lives_are_kept_of_many_pairs(many, monkeypatch):
    assert verb.few_enough(load(many.path, ["runs=40"])) == 40
    years = many.scenario.end + 1 - many.scenario.start
    monkeypatch.setattr(verb, "ROWS_KEPT", 7 * 3 * years)
    assert verb.few_enough(load(many.path, ["runs=40"])) == 7
