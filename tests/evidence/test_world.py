"""The bench of the world: what is scored, and what is learnt from what."""

from dataclasses import replace

import numpy as np
import pytest

from sim.datasets.measured import UNKNOWN, measure
from tools.world import baselines
from tools.world.cells import INDICATORS, Ladder, cells
from tools.world.lives import known_case, live
from tools.world.parts import LEARN_TO, SENDERS, parts

CODES = ("CAN", "EGY", "FRA", "GBR", "IND", "IRN", "ISR", "ITA", "PAK", "RUS", "TUR", "USA")


@pytest.fixture(scope="module")
def measured():
    return measure(CODES)


@pytest.mark.parametrize("indicator", INDICATORS)
def test_only_cells_that_are_known_then_and_later_are_scored(measured, indicator):
    ladder = Ladder.of(measured, indicator)
    scored = cells(ladder, 5, measured.years)
    assert len(scored.pair) > 0
    assert (ladder.degrees[scored.pair, scored.year] != UNKNOWN).all()
    assert (scored.came != UNKNOWN).all()
    assert np.array_equal(scored.came, ladder.degrees[scored.pair, scored.year + 5])


def test_the_model_is_scored_where_a_cell_is_known_and_nowhere_else(measured):
    lived = live(measured, known_case(measured, 1985, 3), [{}, {"opportunity": 0.01}], 2, (1, 3))
    now = 1985 - measured.years.start
    for n, horizon in enumerate((1, 3)):
        known = (measured.degrees[..., [now, now + horizon]] != UNKNOWN).all(axis=-1)
        for k, indicator in enumerate(INDICATORS):
            scores = lived.scores[:, n, k]
            assert np.array_equal(np.isfinite(scores), np.tile(known[:, indicator - 1], (2, 1)))


def test_later_years_are_not_learnt_from_and_earlier_ones_not_scored(measured):
    part = next(part for part in parts(measured, INDICATORS) if part.by_time)
    every = cells(Ladder.of(measured, 3), 5, measured.years)
    first = measured.years.start
    assert (part.learnt(every, 3, 5, first).year + first + 5).max() == LEARN_TO
    assert (part.scored(every, 3, first).year + first).min() == LEARN_TO


def test_pairs_of_unseen_states_share_no_state_with_those_that_are_learnt_from(measured):
    for part in parts(measured, INDICATORS):
        if part.name != "unseen states":
            continue
        for indicator in (3, 4, 7):
            seen = {code for pair in np.array(measured.pairs)[part.learn[indicator]] for code in pair}
            unseen = {code for pair in np.array(measured.pairs)[part.test[indicator]] for code in pair}
            assert not seen & unseen
        hosts = [
            {code for pair in np.array(measured.pairs)[mask[6]] for code in pair} - set(SENDERS)
            for mask in (part.learn, part.test)
        ]
        assert not hosts[0] & hosts[1]


def test_no_baseline_sees_what_comes_after_the_origin(measured):
    ladder = Ladder.of(measured, 3)
    learn = cells(ladder, 3, range(1960, 1980))
    test = cells(ladder, 3, range(1990, 1991))
    later = measured.degrees.copy(), measured.lasts.copy()
    column = 1991 - measured.years.start
    later[0][..., column:], later[1][..., column:] = 0, 0
    otherwise = Ladder.of(replace(measured, degrees=later[0], lasts=later[1]), 3)
    once, again = (baselines.forecasts(one, 3, learn, test) for one in (ladder, otherwise))
    for name, chances in once.items():
        assert np.array_equal(chances, again[name]), name
        assert ((chances >= 0) & (chances <= 1)).all()
        assert (chances[:, 0] >= chances[:, 1] - 1e-12).all()


def test_what_is_sure_and_right_costs_nothing():
    came = np.array([0, 1, 2], np.int8)
    assert np.array_equal(baselines.score((came[:, None] >= [1, 2]).astype(float), came), np.zeros(3))
    assert np.array_equal(baselines.score(np.zeros((3, 2)), came), [0, 1, 2])
