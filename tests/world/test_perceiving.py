"""What states come to fear and to trust: without deals, so that only what happens to them tells.

Every life has parameters of its own, drawn from the plausible ranges of all.
"""

import numpy as np
import pytest

from tests.world.made import (
    AAA,
    ALONE,
    BBB,
    CCC,
    SHOCK,
    fear,
    lived,
    pact,
    quarrel,
    supposed,
    surely,
    three,
)

CLAIM = SHOCK.format("claim", 2005, "dispute", 'pair = ["AAA", "BBB"]', 0.5)


def alone(folder, *tables, without=(), **values):
    return supposed(folder, *tables, without=(*ALONE, *without), **values)


def after(life, quantity="T", by=AAA, of=BBB):
    """What one holds of another, in the mean of the years from 2006 on `[life]`."""
    return getattr(life, quantity)[6:, by, of].mean(axis=0)


def test_the_start_rests_while_nothing_happens(tmp_path):
    (life,) = lived(alone(tmp_path, *three(between=0.2, dispute=0.3)))
    for name, start in (("T", 0.2), ("R", 0.3), ("D", 0.3), ("I", 0.5), ("E", 0.1)):
        np.testing.assert_allclose(getattr(life, name)[:, AAA, BBB], start, atol=1e-12)
    np.testing.assert_allclose(life.T[:, AAA, CCC], 0.4, atol=1e-12)


@pytest.mark.parametrize("level", [0.0, 0.5, 0.9, 0.99])
def test_no_level_of_threat_is_so_high_that_another_shock_tells_nothing(level, tmp_path):
    crisis = fear(2005, "AAA", "CCC", 0.35), fear(2005, "BBB", "CCC", 0.35)
    moved, calm = lived(*(alone(tmp_path, *three(*extra, common=level)) for extra in (crisis, ())))
    assert (after(moved, of=CCC) - after(calm, of=CCC) > 0.1 * (1 - level)).all()
    dealing, idle = lived(*(supposed(tmp_path, *three(*extra, common=level)) for extra in (crisis, ())))
    assert (dealing.ladder[5:11, 0] != idle.ladder[5:11, 0]).any(axis=(0, 1)).mean() > 0.1


def test_the_order_of_shocks_leaves_no_trace(tmp_path):
    """War, settlement and another crisis add up in any order; trust, which remembers, is left out."""
    ends = []
    for order in ((0.5, -0.35, 0.2), (-0.35, 0.2, 0.5), (0.2, 0.5, -0.35)):
        shocks = [fear(2002 + n, "AAA", "CCC", c, f"s{n}") for n, c in enumerate(order)]
        (life,) = lived(alone(tmp_path, *three(*shocks, common=0.6), without=["breach"], revision=1.0))
        ends.append(life.T[-1, AAA, CCC])
    np.testing.assert_allclose(ends[1:], [ends[0]] * 2, atol=1e-12)


def test_what_was_added_can_be_taken_away(tmp_path):
    shocks = [fear(2002, "AAA", "CCC", 0.5, "war"), fear(2006, "AAA", "CCC", -0.5, "peace")]
    (life,) = lived(alone(tmp_path, *three(*shocks, common=0.9), without=["breach"], revision=1.0))
    assert (life.T[4, AAA, CCC] > 0.93).all()
    np.testing.assert_allclose(life.T[-1, AAA, CCC], 0.9, atol=1e-12)


def test_who_fears_one_side_comes_to_fear_the_other_as_the_two_align(tmp_path):
    """AAA fears CCC, with whom BBB allies: the more it fears, the more; without the dilemma not at all."""
    told = []
    for level, without in ((0.6, ()), (0.3, ()), (0.6, ("dilemma",))):
        cases = (
            alone(tmp_path, *three(*extra, common=level), without=without)
            for extra in (pact(2005, "BBB", "CCC"), ())
        )
        allied, apart = lived(*cases)
        assert (allied.T[:5] == apart.T[:5]).all()
        told.append(after(allied) - after(apart))
    assert surely(told[0], told[1])
    assert surely(told[1], 0)
    np.testing.assert_allclose(told[2], 0, atol=1e-12)


def test_fear_answers_fear(tmp_path):
    """In the year after, as no state sees what another changes within a step; trust left out of it."""
    for without in ((), ("hostility",)):
        alarm = fear(2005, "BBB", "AAA", 0.5)
        cases = (alone(tmp_path, *three(*extra), without=("breach", *without)) for extra in ((alarm,), ()))
        feared, calm = lived(*cases)
        assert surely(after(feared), after(calm)) == (not without)
        assert (feared.T[5, AAA, BBB] == calm.T[5, AAA, BBB]).all()


def test_a_claim_by_a_near_and_strong_state_is_a_threat(tmp_path):
    def told(**paths):
        cases = (
            alone(tmp_path, *three(*extra), paths={"pairs.AAA-BBB.proximity": 0.5, **paths})
            for extra in ((CLAIM,), ())
        )
        claimed, calm = lived(*cases)
        return after(claimed) - after(calm)

    plain = told()
    assert surely(plain, 0)
    assert surely(told(**{"pairs.AAA-BBB.proximity": 1.0}), plain)
    assert surely(told(**{"states.BBB.capability": 0.6}), plain)


def test_trust_reassures(tmp_path):
    """The two fear each other; trust that comes takes some of it away."""
    thaw = SHOCK.format("thaw", 2005, "trust", 'pair = ["AAA", "BBB"]', 0.4)
    for without in ((), ("reassurance",)):
        cases = (alone(tmp_path, *three(*e, between=0.4), without=without) for e in ((thaw,), ()))
        trusting, wary = lived(*cases)
        assert surely(after(wary), after(trusting)) == (not without)


def test_trust_follows_alignment_its_own_and_that_with_common_partners(tmp_path):
    between_them = pact(2005, "AAA", "BBB")
    common = [*pact(2005, "AAA", "CCC", "one"), *pact(2005, "BBB", "CCC", "other")]
    nothing, allied, partners = lived(
        *(alone(tmp_path, *three(*extra, common=0.0)) for extra in ((), between_them, common))
    )
    assert surely(after(allied, "R"), after(nothing, "R"), by=0.05)
    assert surely(after(partners, "R"), after(nothing, "R"), by=0.05)


def test_trust_is_lost_to_fear(tmp_path):
    feared, calm = lived(*(alone(tmp_path, *three(*extra)) for extra in (quarrel(2005), ())))
    assert surely(after(calm, "R"), after(feared, "R"), by=0.05)


def test_confidence_measures_settle_disputes_the_more_the_higher_their_degree(tmp_path):
    left = [
        lived(alone(tmp_path, *three(dispute=0.4, ladder=f"ladder = [{degree}, 0, 0, 0, 0, 0, 0]\n")))[0]
        for degree in (0, 1, 2)
    ]
    none, low, high = (life.D[8, AAA, BBB] for life in left)
    np.testing.assert_allclose(none, 0.4, atol=1e-12)
    assert surely(none, low)
    assert surely(low, high)
