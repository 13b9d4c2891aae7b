"""Calibration: folds that learn nothing of what they leave out, and weights that are what they say."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim as house
from sim.evidence import calibrate
from sim.evidence.bank import Exam, error, score_sets
from sim.evidence.calibrate import FREE, Prior
from sim.evidence.hindcast import Plan, live_origins
from sim.evidence.histories import histories
from sim.evidence.scoring import ranked
from sim.faults import InputError
from sim.ladder.assess import assess
from sim.ladder.ladder import MILITARY
from sim.ladder.party import Party
from sim.scenario.load import load
from sim.scenario.parameters import PARAMETERS
from sim.scenario.values import with_values
from sim.verbs import calibrate as calibrate_verb
from sim.verbs.hindcast import training_plan
from sim.world.model import World
from sim.world.past import Record
from tests.conftest import CASE, ROOT
from tools.validation import recovery, trials

pytestmark = pytest.mark.usefixtures("undrawn")

SHORT = Plan(leads=(1, 3), first=2001, last=2007)


@pytest.fixture(scope="module")
def cases():
    return [load(ROOT / "scenarios" / name) for name in ("israel_turkey", "russia_china", "us_india")]


@pytest.fixture(scope="module")
def exam(cases):
    return Exam.of(cases, SHORT)


def test_sets_of_the_prior_lie_in_their_ranges_about_their_centres():
    parameter_sets = Prior(FREE).draw(512, 1)
    assert list(parameter_sets) == list(FREE)
    for name, centre in FREE.items():
        p = PARAMETERS[name]
        assert parameter_sets[name].between(p.low, p.high).all()
        spread = Prior.spread(name)
        cut = stats.truncnorm((p.low - centre) / spread, (p.high - centre) / spread, centre, spread)
        assert parameter_sets[name].mean() == pytest.approx(cut.mean(), abs=0.02 * (p.high - p.low))
        assert parameter_sets[name].std() == pytest.approx(cut.std(), rel=0.05)


def test_densities_of_prior_and_proposal_are_those_of_their_draws():
    prior = Prior({"partner_threat": 0.7, "trust": 0.6})
    z = prior.positions(prior.draw(1024, 1))
    assert prior.positions(prior.values(z)) == pytest.approx(z)
    low, high = prior.bounds
    one = np.prod([stats.truncnorm(a, b).pdf(x) for a, b, x in zip(low, high, z[0], strict=True)])
    assert np.exp(prior.log_density(z))[0] == pytest.approx(one)
    near, drawn = calibrate.proposal(prior, z[:50], np.full(50, 1 / 50), 400, 1)
    assert ((low <= drawn) & (drawn <= high)).all()
    grid = np.stack(np.meshgrid(*(np.linspace(a, b, 400) for a, b in zip(low, high, strict=True))), -1)
    cell = np.prod((high - low) / 399)
    assert np.exp(near.log_density(grid.reshape(-1, 2))).sum() * cell == pytest.approx(1, abs=0.03)


def test_generations_together_weigh_as_draws_from_the_target():
    """A bank and two nearer generations find mean and spread of a target that is known."""
    prior = Prior({"partner_threat": 1.0, "trust": 0.7})
    goal, width = np.array([0.8, -0.6]), 0.3

    def errors_of(z):
        return ((z - goal) ** 2).sum(axis=1) / (2 * width**2) * calibrate.TEMPERATURE

    drawn, proposals = [prior.positions(prior.draw(512, 3))], []
    for n in range(2):
        z, ratio = calibrate.pooled(prior, drawn, proposals)
        weight = calibrate.tempered(ratio, errors_of(z), calibrate.TEMPERATURE)
        near, fresh = calibrate.proposal(prior, z, weight, 256, n)
        proposals.append(near)
        drawn.append(fresh)
    z, ratio = calibrate.pooled(prior, drawn, proposals)
    weight = calibrate.weights(ratio, errors_of(z), calibrate.TEMPERATURE)
    # The normal prior times the normal score: precisions add.
    precision = 1 + 1 / width**2
    assert weight @ z == pytest.approx(goal / width**2 / precision, abs=0.03)
    assert np.sqrt(weight @ (z - weight @ z) ** 2) == pytest.approx([precision**-0.5] * 2, rel=0.12)
    sample = calibrate.resample(prior.values(z), weight, 300)
    assert prior.positions(sample).mean(axis=0) == pytest.approx(weight @ z, abs=0.03)


def test_a_fold_learns_neither_from_a_case_nor_from_its_pairs(exam, cases):
    pairs = {case.scenario.name: [pair.key for pair in case.scenario.pairs] for case in cases}
    every, *folds = calibrate.folds(exam.keys, pairs, never=["IND-USA"])
    assert [fold.held_out for fold in folds] == ["israel-turkey", "russia-china", "us-india"]
    counts = exam.keys[folds[1].counts]
    assert "CHN-USA" in set(exam.keys[exam.keys["case"] == "us-india"]["pair"])
    assert "CHN-USA" not in set(counts["pair"])
    assert set(counts["case"]) == {"israel-turkey", "us-india"}
    assert "IND-USA" not in set(exam.keys[every.counts]["pair"])


def test_a_set_scored_among_others_scores_as_alone(exam, cases):
    parameter_sets = Prior(FREE).draw(8, 5)
    scores = score_sets(exam, parameter_sets)
    assert scores.shape == (8, len(exam.keys))
    case, rows = cases[0], exam.rows[0]
    one = with_values(case, {f"parameters.{k}": float(v) for k, v in parameter_sets.iloc[3].items()})
    origins = SHORT.origins(case)
    degrees = live_origins([one] * len(origins), origins, Record(case), 8)
    record = next(h for h in histories(case) if h.pair == rows.keys["pair"][5])
    key = rows.keys.iloc[5]
    forecast = degrees[key["origin"] + key["lead"] - record.start, case.scenario.parties.index(key["pair"])]
    first = origins.index(key["origin"]) * 8
    came = record.degrees[key["origin"] + key["lead"] - record.start]
    by_hand = ranked(forecast[:, first : first + 8], came, 3).mean()
    assert scores[3, 5] == pytest.approx(by_hand, abs=1e-6)


def test_the_error_weighs_pairs_then_cases_then_leads():
    keys = pd.DataFrame(
        {
            "case": ["a", "a", "a", "b", "a", "b"],
            "pair": ["p", "p", "q", "r", "p", "r"],
            "lead": [1, 1, 1, 1, 3, 3],
            "persistence": [0.1, 0.3, 0.4, 0.5, 0.2, 0.6],
        }
    )
    one = np.array([[0.1, 0.1, 0.3, 0.2, 0.4, 0.2]])
    first = ((0.1 + 0.3) / 2 + 0.2) / 2 / (((0.2 + 0.4) / 2 + 0.5) / 2)
    assert error(keys, one) == pytest.approx([(first + (0.4 + 0.2) / (0.2 + 0.6)) / 2])


def test_a_calibration_by_command_can_be_stopped_and_gone_on_with(sim, cases, tmp_path, monkeypatch):
    monkeypatch.setattr(calibrate_verb, "GENERATION", 16)
    monkeypatch.setattr(calibrate, "LEAST_SETS", 10.0)
    assert training_plan("2001:2007") == Plan(first=2001, last=2007, end=2007)
    monkeypatch.setattr(calibrate_verb, "training_plan", lambda text: SHORT)
    arguments = ("israel_turkey", "russia_china", "--train", "2001:2007", "--sets", 64, "--out", "whole")
    status, out, _ = sim("calibrate", *arguments)
    assert status == 0
    assert "What the data tell of each parameter" in out
    assert "Wrote whole/: " in out
    posterior = pd.read_parquet(tmp_path / "whole" / "posterior.parquet")
    assert set(posterior["held_out"]) == {"", "israel-turkey", "russia-china"}
    assert posterior.groupby("held_out").size().tolist() == [calibrate.SAMPLE] * 3
    summary = pd.read_csv(tmp_path / "whole" / "parameters.csv", keep_default_na=False)
    assert set(summary["parameter"]) == set(FREE)
    done = []

    def stop(exam, parameter_sets):
        if len(done) == 5:
            raise KeyboardInterrupt
        done.append(len(parameter_sets))
        return score_sets(exam, parameter_sets)

    monkeypatch.setattr(calibrate_verb, "score_sets", stop)
    with pytest.raises(KeyboardInterrupt):
        calibrate_verb.make(cases[:2], SHORT, tmp_path / "stopped", bank_size=64)
    monkeypatch.setattr(calibrate_verb, "score_sets", score_sets)
    with pytest.raises(InputError, match="begun and not finished"):
        calibrate_verb.make(cases[:2], SHORT, tmp_path / "stopped", bank_size=64)
    with pytest.raises(InputError, match="another sets"):
        calibrate_verb.make(cases[:2], SHORT, tmp_path / "stopped", bank_size=128, resume=True)
    calibrate_verb.make(cases[:2], SHORT, tmp_path / "stopped", bank_size=64, resume=True)
    for name in ("posterior.parquet", "parameters.csv"):
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "stopped" / name).read_bytes()
    assert "The data tell" in json.loads((tmp_path / "whole" / "run.json").read_text())["sentences"][0]
    run = house.run(CASE, runs=20, posterior=tmp_path / "whole" / "posterior.parquet")
    years = cases[1].scenario.end - cases[1].scenario.start + 1
    assert len(run.tables["stages"]) == 3 * years


def test_a_calibration_does_not_ask_where_its_own_parameters_stand_now(cases):
    def request(change):
        changed = [with_values(case, change) for case in cases]
        return calibrate_verb.manifest(changed, [], SHORT, Prior(FREE), 64)

    assert request({"parameters.trust": 0.9}) == request({})
    assert request({"parameters.revision": 0.3}) != request({})


def test_what_cannot_be_learnt_from_is_refused(cases, small, tmp_path):
    wrong = [
        ([load(small)], SHORT, "events: found too short a record"),
        ([cases[0], cases[0]], SHORT, "name: found israel-turkey; expected each case once"),
        ([load(CASE / "no_ukraine.toml")], SHORT, "a what-if, which no record can judge"),
        (
            cases[:1],
            Plan(first=2009, last=2009, end=2009),
            "found no origin; expected years within 1991 to 2008",
        ),
        (cases[:1], Plan(first=1950, last=1960, end=1960), "found no origin; expected years within 19"),
    ]
    for wrong_cases, plan, message in wrong:
        with pytest.raises(InputError, match=message):
            calibrate_verb.make(wrong_cases, plan, tmp_path / "out", bank_size=64)
    with pytest.raises(InputError, match="nothing to learn from without what is kept back"):
        calibrate_verb.make(cases[:1], SHORT, tmp_path / "out", kept_back=cases[:1], bank_size=64)
    assert not (tmp_path / "out").exists()


def test_known_parameters_are_found_again_in_part(cases, monkeypatch):
    """A tiny recovery: what the record tells most of follows the truth, and intervals are not too sure."""
    monkeypatch.setattr(recovery, "Plan", lambda: Plan(leads=(1, 3, 5), first=1996, last=2013))
    recovered = recovery.recover(cases[:1], truths=6, bank_size=64, seed=4)
    table = recovery.by_temperature(recovered).set_index("temperature")
    assert table["effective"].is_monotonic_increasing
    assert table.loc[0.8, "in_90%"] > 0.75
    assert table.loc[0.02, "narrower"] > table.loc[0.8, "narrower"]
    assert set(recovery.by_parameter(recovered, 0.1)["parameter"]) == set(FREE)


@pytest.mark.parametrize("name", ["israel_turkey", "russia_china"])
def test_a_simulated_record_is_the_life_it_was_made_from(name):
    case = load(ROOT / "scenarios" / name)
    changed = with_values(case, {"parameters.opportunity": 0.4, "parameters.break_opportunity": 0.5})
    for life in range(6):
        made = recovery.simulated_record(changed, {"sharpness": 3.0}, life)
        world = World(with_values(changed, {"parameters.sharpness": 3.0}), 1, life)
        ladders = []
        while world.running:
            world.step()
            ladders.append(world.degrees[: len(world.pairs), :, 0].copy())
        years = range(case.scenario.start, case.scenario.end + 1)
        for n, pair in enumerate(world.pairs):
            again = assess(made.events_of(Party.pair(*pair)), "x", MILITARY, years, fragility=False).degrees
            np.testing.assert_array_equal(again, np.stack(ladders)[:, n])


def test_what_trials_change_is_what_they_say(cases):
    case = cases[1]
    moved = trials.with_shocks_moved(case)
    years = [(a.span[0], b.span[0]) for a, b in zip(case.scenario.shocks, moved.scenario.shocks, strict=True)]
    assert {later - year for year, later in years} == {5, -5}
    assert all(later <= case.scenario.end for _, later in years)
    doubtful = [event.id for event in case.observed if event.note.startswith("certainty: low")]
    kept = {event.id for event in trials.without_doubtful(case).observed}
    assert doubtful
    assert kept == {event.id for event in case.observed} - set(doubtful)
    for name in trials.ABLATIONS:
        changed = trials.without_term(case, name).scenario.parameters
        assert changed != case.scenario.parameters, name
