"""What changes no bit of any life: shocks of no size, order, words, company, states that stand apart."""

import numpy as np
import pytest

from sim.experiments.ensemble import live
from sim.scenario.values import with_values
from sim.world import band, third
from sim.world.model import World
from tests.world.made import PAIR, SHOCK, STATE, fear, scenario, three

CRISES = [fear(2003 + n, "AAA", "CCC", 0.1 + n / 30, f"s{n}") + "half_life = 3.7\n" for n in range(5)]


def same(one, other):
    """Whether two scenarios give the same lives, to the last bit of their threats."""
    a, b = (live(case, 0, 50, keep=50) for case in (one, other))
    return (a.degrees == b.degrees).all() and (a.tally.threat_sums == b.tally.threat_sums).all()


def test_a_shock_of_zero_changes_no_bit(tmp_path):
    shocks = [
        SHOCK.format("zero", 2005, "threat", 'by = "AAA"\nof = "CCC"', 0.0),
        SHOCK.format("nil", 2007, "capability", 'state = "BBB"', 0.0),
        SHOCK.format("never", 2006, "dispute", 'pair = ["AAA", "BBB"]', 0.5) + "chance = 0.0\n",
        '[[shocks]]\nid = "undone"\nyear = 2004\nkind = "indicator"\npair = ["AAA", "BBB"]\nindicator = 2\n'
        'effect = "end"\nscale = 0.0\n',
    ]
    assert same(scenario(tmp_path, *three()), scenario(tmp_path, *three(*shocks)))


def test_the_order_of_tables_in_a_file_changes_no_bit(tmp_path):
    tables = three(*CRISES)
    assert same(scenario(tmp_path, *tables), scenario(tmp_path, *reversed(tables)))


def test_what_a_file_says_of_a_shock_changes_no_bit(tmp_path):
    shocks = [fear(2003, "AAA", "CCC", 0.1 + n / 30, f"s{n}") for n in range(4)]
    told = [shock + f'source = "{4 - n}"\n' for n, shock in enumerate(shocks)]
    assert same(scenario(tmp_path, *three(*shocks)), scenario(tmp_path, *three(*told)))


def test_a_life_alone_is_the_life_it_is_in_company(tmp_path):
    by_chance = fear(2001, "AAA", "CCC", 0.2, "by-chance") + "chance = 0.999999\n"
    case = scenario(tmp_path, *three(*CRISES, by_chance))
    alone, company = (World(case, lives) for lives in (1, 4))
    for _ in range(10):
        alone.step()
        company.step()
        assert (alone.T[..., 0] == company.T[..., 0]).all()


@pytest.mark.parametrize("sources", ["ab", "ba"])
def test_events_that_shocks_impose_in_a_year_come_in_the_order_of_the_file(tmp_path, sources):
    shock = (
        '[[shocks]]\nid = "{}"\nyear = 2001\nkind = "indicator"\npair = ["AAA", "BBB"]\nindicator = 3\n'
        'effect = "{}"\nsource = "{}"\n'
    )
    fall = shock.format("fall", "regress", sources[0])
    rise = shock.format("rise", "advance", sources[1]) + 'degree = "high"\n'
    quiet = {
        "parameters.opportunity": 0.0,
        "parameters.break_opportunity": 0.0,
        "parameters.disillusion": 0.0,
    }
    for tables, left in (((fall, rise), 2), ((rise, fall), 1)):
        chunk = live(with_values(scenario(tmp_path, *three(*tables)), quiet), 0, 4, keep=4)
        assert (chunk.degrees[:, 1, 0, 2] == left).all()


def test_swapping_two_identical_states_changes_no_distribution(tmp_path):
    """Each of two twins stands to the third alike, though their draws differ."""
    chunk = live(scenario(tmp_path, *three()), 0, 2000, keep=2000)
    a, b = ((chunk.degrees[:, -1, pair].astype(int) * np.arange(1, 8)).sum(axis=-1) / 56 for pair in (1, 2))
    error = np.sqrt((a.var() + b.var()) / len(a))
    assert abs(a.mean() - b.mean()) < 4 * error
    threats = chunk.tally.threat_sums[-1] * 1e-9 / 2000
    assert threats[0, 2] == pytest.approx(threats[1, 2], abs=0.01)


def test_a_fourth_state_that_has_nothing_to_do_with_the_others_changes_nothing_for_them(tmp_path):
    """No threat, no interest, no weight: the lives of the others keep every bit.

    But for how open they are: that is counted by the share of third states, of which it is one more.
    """
    apart = [
        STATE.format("ZZZ", "Nowhere", 0.0, ""),
        *(PAIR.format(code, "ZZZ", 0.0, 0.0, 0.0, 0.0, "") for code in ("AAA", "BBB", "CCC")),
    ]
    closed = {"parameters.opportunity": 0.6, "parameters.openness": 0.0}
    one, four = (
        live(with_values(scenario(tmp_path, *three(*extra)), closed), 0, 50, keep=50) for extra in ((), apart)
    )
    # Pairs stand in the order of their names: AAA-ZZZ comes third.
    assert (one.degrees == four.degrees[:, :, [0, 1, 3]]).all()
    assert one.degrees.any()


@pytest.mark.parametrize(
    "values", [1, 4 * 50, 10**9], ids=["one state at a time", "two bands", "all at once"]
)
def test_how_states_are_banded_changes_no_bit(tmp_path, monkeypatch, values):
    case = scenario(tmp_path, *three(*CRISES))
    whole = live(case, 0, 50, keep=50)
    monkeypatch.setattr(band, "VALUES_AT_ONCE", values)
    banded = live(case, 0, 50, keep=50)
    assert (whole.degrees == banded.degrees).all()
    assert (whole.tally.threat_sums == banded.tally.threat_sums).all()
    assert all((whole.events[name] == banded.events[name]).all() for name in whole.events)


def test_third_states_say_the_same_whatever_lives_beside():
    chance = np.random.default_rng(3)
    T, A = chance.random((2, 7, 7, 9))
    A = np.where(A < 0.6, 0, A)
    A = (A + A.swapaxes(0, 1)) / 2
    for life in range(9):
        one = slice(life, life + 1)
        assert (third.company(T, A)[..., one] == third.company(T[..., one], A[..., one])).all()
        assert (third.common_threat(T)[..., one] == third.common_threat(T[..., one])).all()
        assert (third.common_partners(A)[..., one] == third.common_partners(A[..., one])).all()
