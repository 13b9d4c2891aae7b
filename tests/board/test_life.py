"""One life as it is played: the same as in any ensemble, and explained by what it was decided by."""

import numpy as np
import pytest

from sim.board.life import play
from sim.experiments.ensemble import live
from sim.ladder.party import Party
from sim.scenario.load import load
from tests.conftest import ROOT

CASES = {"russia_china": "CHN-RUS", "us_india": "IND-USA", "sco": "CHN-RUS"}


@pytest.mark.parametrize(("case", "pair"), CASES.items())
def test_a_life_that_is_played_is_the_one_of_its_number_in_an_ensemble(case, pair):
    loaded = load(ROOT / "scenarios" / case)
    chunk = live(loaded, 4, 4, keep=8)
    party = loaded.scenario.parties.index(pair)
    years = play(loaded, pair, 6)
    assert [[rung.stands for rung in year.rungs] for year in years] == chunk.degrees[2, :, party].tolist()
    assert [year.stage for year in years] == chunk.stage[2, :, party].tolist()


@pytest.mark.parametrize(("case", "pair"), CASES.items())
def test_the_chances_that_are_shown_are_those_that_decided(case, pair):
    loaded = load(ROOT / "scenarios" / case)
    dealt = broke = 0
    for life in range(8):
        for year in play(loaded, pair, life):
            for rung in year.rungs:
                draw = 1 - rung.drawn
                breaks = draw < rung.broken
                deal = 0 if breaks else int(draw >= 1 - rung.low) + int(draw >= 1 - rung.high)
                assert (rung.breaks, rung.deal) == (breaks, deal)
                assert rung.low == pytest.approx(np.prod(rung.willing) * (1 if rung.stood else rung.occasion))
                dealt, broke = dealt + bool(deal), broke + breaks
    assert dealt and broke


def test_a_shock_is_told_in_the_year_in_which_it_happens():
    loaded = load(ROOT / "scenarios" / "russia_china")
    by_year = {year.year: {shock.id for shock in year.shocks} for year in play(loaded, "CHN-RUS", 0)}
    for shock in loaded.scenario.shocks:
        if shock.certain:
            assert shock.id in by_year[shock.span[0]]


def test_what_is_perceived_is_of_the_two_alone():
    loaded = load(ROOT / "scenarios" / "us_india")
    first, second = play(loaded, "IND-USA", 0)[0].sides
    states = {state.code for state in loaded.scenario.states}
    assert (first.state, second.state) == tuple(Party("IND-USA").states)
    assert set(first.threats) == states - {"IND"}
    assert set(second.threats) == states - {"USA"}
