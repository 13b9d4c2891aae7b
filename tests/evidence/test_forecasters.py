"""Baselines, each on a record small enough to be worked by hand."""

import numpy as np
import pytest

from sim.evidence import forecasters
from sim.evidence.forecasters import PairYears
from sim.evidence.histories import History, KnownAtOrigin
from sim.ladder.events import Event
from sim.ladder.ladder import MILITARY

FLAT = np.zeros((30, 5))


def event(year, indicator=2, degree="low", basis="practice", **more):
    fields = {"date": str(year), "actors": "AAA;BBB", "dimension": "military", "indicator": str(indicator)}
    fields |= {"degree": degree, "effect": "advance", "basis": basis, "title": "t", "source": "s"}
    return Event.model_validate({**fields, **more})


def at_origin(degrees, events=(), ahead=FLAT):
    ladder = np.array(degrees, np.int16)
    return KnownAtOrigin("AAA-BBB", 1999 + len(ladder), ladder, list(events), ahead, FLAT[0], MILITARY)


def draw(forecaster, known, horizon=5, draws=4000):
    return forecaster(known, horizon, draws, np.random.default_rng(1))


def history(case, degrees, outside=None):
    ladder = np.array(degrees, np.int16)
    around = np.zeros((len(ladder), 5)) if outside is None else outside
    return History(case, "AAA-BBB", 2000, ladder, [], around, MILITARY)


def walked(steps, years, seed):
    """A long record of seven indicators that follow one chain, or one for each year."""
    chance = np.random.default_rng(seed)
    now, ladders = np.ones(7, int), []
    for step in steps if len(steps) == years else [steps] * years:
        now = np.array([chance.choice(3, p=step[degree]) for degree in now])
        ladders.append(now)
    return np.array(ladders)


def test_persistence_holds_the_last_year():
    drawn = draw(forecasters.persistence, at_origin([[0] * 7, [1, 2, 0, 0, 0, 0, 1]]), draws=3)
    assert (drawn == [1, 2, 0, 0, 0, 0, 1]).all()
    assert drawn.shape == (3, 5, 7)


def test_run_off_lets_practice_expire_by_its_window():
    events = [event(2000), event(2000, 4), event(2000, 6, "high", "institution")]
    known = at_origin([[0, 1, 0, 1, 0, 2, 0]], events)
    drawn = draw(forecasters.run_off, known, 7, 2)[0]
    # Known in 2000: talks live for 5 more years, exercises for 3, an institution for good.
    assert drawn[:, 1].tolist() == [1, 1, 1, 1, 1, 0, 0]
    assert drawn[:, 3].tolist() == [1, 1, 1, 0, 0, 0, 0]
    assert drawn[:, 5].tolist() == [2] * 7


def test_the_line_goes_on_and_parts_between_degrees():
    rising = [[n / 4] * 7 for n in range(5)]
    known = KnownAtOrigin("AAA-BBB", 2004, np.array(rising), [], FLAT, FLAT[0], MILITARY)
    drawn = draw(forecasters.line, known)
    # A quarter of a degree a year: 1.25, 1.5, 1.75, 2, and no more than 2.
    assert drawn[..., 0].mean(axis=0) == pytest.approx([1.25, 1.5, 1.75, 2, 2], abs=0.03)


def test_conflictology_resamples_the_last_five_years_whole():
    known = at_origin([[2] * 7, [0] * 7, [0] * 7, [1] * 7, [1] * 7, [1] * 7])
    drawn = draw(forecasters.conflictology, known)
    assert (drawn == drawn[:, :1, :1]).all()
    assert np.bincount(drawn[:, 0, 0], minlength=3) / 4000 == pytest.approx([0.4, 0.6, 0], abs=0.03)


def test_the_chain_recovers_the_rates_that_made_a_record():
    step = [[0.8, 0.15, 0.05], [0.1, 0.7, 0.2], [0.0, 0.1, 0.9]]
    years = PairYears.of([history("a", walked(step, 4000, 2))])
    assert forecasters.transitions(years) == pytest.approx(np.array([step] * 7), abs=0.06)
    drawn = draw(forecasters.markov(years), at_origin([[1] * 7]), 2, 6000)
    assert np.bincount(drawn[:, 0].ravel(), minlength=3) / 42_000 == pytest.approx(step[1], abs=0.02)
    two = np.linalg.matrix_power(np.array(step), 2)[1]
    assert np.bincount(drawn[:, 1].ravel(), minlength=3) / 42_000 == pytest.approx(two, abs=0.02)


def test_the_chain_that_is_given_circumstances_follows_them():
    calm, tense = (
        [[0.9, 0.1, 0], [0.4, 0.6, 0], [0.1, 0.4, 0.5]],
        [[0.5, 0.4, 0.1], [0, 0.6, 0.4], [0, 0.1, 0.9]],
    )
    chance = np.random.default_rng(3)
    levels = np.where(chance.random(1500) < 0.5, 0.1, 0.9)
    around = np.repeat(levels[:, np.newaxis], 5, axis=1)
    record = walked([tense if level > 0.5 else calm for level in levels], 1500, 4)
    chain = forecasters.markov_given(PairYears.of([history("a", record, around)]))
    low, high = (
        draw(chain, at_origin([[1] * 7], ahead=np.full((5, 5), level)))[:, 0].mean() for level in (0.1, 0.9)
    )
    # A year on from low, 0.6 is expected in calm, 1.4 in tension.
    assert low == pytest.approx(0.6, abs=0.15)
    assert high == pytest.approx(1.4, abs=0.15)


def test_climatology_weighs_cases_not_years():
    records = [history("long", [[0] * 7] * 101), history("short", [[2] * 7] * 11)]
    drawn = draw(forecasters.climatology(PairYears.of(records)), at_origin([[1] * 7]))
    assert (drawn == 2).mean() == pytest.approx(0.5, abs=0.02)


def test_climatology_that_is_given_circumstances_looks_at_what_is_near():
    around = [np.full((30, 5), level) for level in (0.1, 0.9)]
    records = [history("a", [[0] * 7] * 30, around[0]), history("b", [[2] * 7] * 30, around[1])]
    forecaster = forecasters.climatology_given(PairYears.of(records))
    assert (draw(forecaster, at_origin([[1] * 7], ahead=np.full((5, 5), 0.85))) == 2).mean() > 0.99


def test_a_mixture_stays_in_its_share_of_draws():
    def up(known, horizon, draws, chance):
        return np.full((draws, horizon, 7), 2, np.int16)

    drawn = draw(forecasters.mixture(0.3, up), at_origin([[0] * 7]))
    assert (drawn == 0).mean() == pytest.approx(0.3, abs=0.03)
    assert (drawn == drawn[:, :1, :1]).all()


def test_the_share_that_stays_is_learnt():
    still = PairYears.of([history("a", [[1] * 7] * 200)])
    jumpy = PairYears.of([history("a", walked([[1 / 3] * 3] * 3, 600, 6))])
    assert forecasters.staying(still) >= 0.9
    assert forecasters.staying(jumpy) < 0.2
