"""Free runs: the errors that a run prints, beside baselines that see no more than the start."""

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.evidence.forecasters import persistence
from sim.scenario.load import load
from sim.scenario.posterior import Posterior
from sim.world.model import World
from tests.conftest import CASE, ROOT
from tools.validation import free_runs as module
from tools.validation.free_runs import BASELINES, DEFAULTS, MODEL, free_runs


@pytest.fixture(scope="module")
def case():
    whole = load(CASE)
    return replace(whole, scenario=whole.scenario.model_copy(update={"runs": 60}))


@pytest.fixture(scope="module")
def others():
    return [load(ROOT / "scenarios" / "israel_turkey")]


@pytest.fixture(scope="module")
def table(case, others):
    return free_runs(case, others)


def test_errors_are_those_that_a_run_prints(table):
    printed = sim.run(CASE, runs=60, report=False).tables["scores"]
    printed = printed[printed["measure"] == "rps_degrees"].set_index(["pair", "forecaster"])["score"]
    scored = table.set_index(["pair", "forecaster"])["score"]
    for pair in ("CHN-RUS", "CHN-USA", "RUS-USA"):
        for name in (MODEL, "persistence"):
            assert scored[pair, name] == pytest.approx(float(printed[pair, name]), abs=5.1e-5)


def test_every_pair_has_the_model_twice_and_each_baseline(table):
    assert set(table.groupby("pair")["forecaster"].agg(frozenset)) == {
        frozenset((MODEL, DEFAULTS, *BASELINES))
    }
    assert set(table["origin"]) == {1990}


def test_sets_that_lives_draw_are_told_from_the_defaults(case, others):
    eager = Posterior(CASE, {"opportunity": np.array([0.9, 1.0])})
    drawn = free_runs(replace(case, posterior=eager), others).set_index(["pair", "forecaster"])["score"]
    plain = free_runs(case, others).set_index(["pair", "forecaster"])["score"]
    assert drawn["CHN-RUS", DEFAULTS] == plain["CHN-RUS", DEFAULTS] == plain["CHN-RUS", MODEL]
    assert drawn["CHN-RUS", MODEL] != plain["CHN-RUS", MODEL]


def test_baselines_see_nothing_of_the_record_but_what_was_before_it(case, others, monkeypatch):
    asked_of_baseline = []

    def spy(known, horizon, draws, chance):
        asked_of_baseline.append((known, horizon))
        return persistence(known, horizon, draws, chance)

    monkeypatch.setattr(module, "baselines_for", lambda cases, held_out: {"markov": spy})
    free_runs(case, others)
    before = World(case).degrees[..., 0]
    for known, horizon in asked_of_baseline:
        assert known.origin == case.scenario.start - 1
        assert all(event.year <= known.origin for event in known.events)
        np.testing.assert_array_equal(known.degrees, [before[case.scenario.parties.index(known.pair)]])
        assert len(known.ahead) == horizon == case.scenario.end - known.origin
    assert [known.pair for known, _ in asked_of_baseline] == ["CHN-RUS", "CHN-USA", "RUS-USA"]
