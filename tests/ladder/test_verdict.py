"""The verdict: five answers that leave no hole and never overlap, and what each rests on and lacks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.ladder import verdict as rules
from sim.ladder.ladder import MILITARY
from sim.ladder.stages import reach_and_stage, stages

STAGES, VERDICTS = MILITARY.stage_names, MILITARY.verdict_names
LADDERS = st.lists(st.integers(0, 2), min_size=7, max_size=7)


def judge(degrees):
    return rules.judge(degrees, MILITARY)


def holding(degrees):
    """Name every verdict whose definition holds, each written out alone."""
    whole = stages(np.array(degrees, np.int16)[:, np.newaxis], MILITARY)
    stage, reach = STAGES[whole.stage[0]], STAGES[whole.reach[0]]
    alliance = degrees[6] == 2
    undeclared = stage == "advanced" and degrees[6] < 2
    near = degrees[6] < 2 and (stage, whole.degree[0], reach) == ("moderate", 2, "advanced")
    definitions = {
        "alliance": alliance,
        "undeclared alliance": undeclared,
        "on the way": near,
        "rapprochement": any(degrees) and not (alliance or undeclared or near),
        "none": not any(degrees),
    }
    return [name for name, holds in definitions.items() if holds]


def raised(degrees, choices):
    held = list(degrees)
    for number, degree in choices:
        held[number - 1] = max(held[number - 1], degree)
    return held


@settings(max_examples=400, deadline=None)
@given(LADDERS)
def test_one_verdict_and_only_one_whatever_the_degrees(degrees):
    assert holding(degrees) == [judge(degrees).name]


@settings(max_examples=100, deadline=None)
@given(st.lists(LADDERS, min_size=1, max_size=20))
def test_many_lives_get_the_verdicts_each_would_get_alone(lives):
    degrees = np.array(lives, np.int16).T
    many = rules.verdicts(degrees, *reach_and_stage(degrees, MILITARY), MILITARY)
    assert [VERDICTS[number] for number in many] == [judge(life).name for life in lives]


@settings(max_examples=400, deadline=None)
@given(LADDERS)
def test_the_verdict_agrees_with_the_stage(degrees):
    verdict = judge(degrees)
    stage = STAGES[verdict.stage]
    if stage == "advanced":
        assert verdict.name in ("undeclared alliance", "alliance")
    if verdict.name == "undeclared alliance":
        assert stage == "advanced"
    if verdict.name == "on the way":
        assert (stage, STAGES[verdict.reach]) == ("moderate", "advanced")
    assert (verdict.name == "none") == (STAGES[verdict.reach] == "none")


@settings(max_examples=400, deadline=None)
@given(LADDERS, st.integers(0, 6))
def test_a_higher_degree_never_lowers_the_verdict(degrees, position):
    higher = raised(degrees, [(position + 1, degrees[position] + 1)] if degrees[position] < 2 else [])
    assert judge(higher).number >= judge(degrees).number


@settings(max_examples=400, deadline=None)
@given(LADDERS, st.randoms(use_true_random=False))
def test_what_is_missing_is_enough_and_no_part_of_it_is(degrees, chance):
    verdict = judge(degrees)
    chosen = [chance.choice(lack) for lack in verdict.missing]
    made_up = judge(raised(degrees, chosen))
    if verdict.toward is None:
        assert STAGES[made_up.stage] == "advanced"
        return
    assert made_up.number >= verdict.toward > verdict.number
    for left_out in chosen:
        part = [rung for rung in chosen if rung != left_out]
        assert judge(raised(degrees, part)).number < verdict.toward


@settings(max_examples=400, deadline=None)
@given(LADDERS)
def test_without_what_it_rests_on_a_verdict_is_another(degrees):
    verdict = judge(degrees)
    assert all(degrees[number - 1] == degree > 0 for number, degree in verdict.rests_on)
    fallen = [0 if number in dict(verdict.rests_on) else d for number, d in enumerate(degrees, start=1)]
    assert verdict.number == 0 or not verdict.stage or judge(fallen).stage < verdict.stage


BELOW, NEAR, UNDECLARED = VERDICTS[1:4]


@pytest.mark.parametrize(
    ("degrees", "name", "rests_on", "toward", "missing"),
    [
        ((0,) * 7, "none", "", BELOW, "1 low|2 low|3 low|4 low|5 low|6 low|7 low"),
        ((1, 2, 0, 0, 0, 0, 0), BELOW, "1 low;2 high", NEAR, "3 high;4 high;5 low|6 low|7 low"),
        ((0, 2, 2, 2, 0, 0, 0), BELOW, "3 high;4 high", NEAR, "5 low|6 low|7 low"),
        ((1, 2, 2, 2, 1, 0, 0), NEAR, "3 high;4 high;5 low", UNDECLARED, "5 high|6 low|7 low"),
        ((0, 2, 1, 2, 1, 1, 0), UNDECLARED, "5 low;6 low", "alliance", "7 high"),
        # Two signs of the advanced stage wait for exercises: it is nearer than moderate at high degree.
        ((0, 2, 1, 1, 1, 1, 0), BELOW, "3 low;4 low;5 low;6 low", UNDECLARED, "4 high"),
        # Promised units and pooled resources are no alliance yet.
        ((0, 2, 2, 2, 1, 0, 1), UNDECLARED, "5 low;7 low", "alliance", "7 high"),
        ((0, 0, 0, 0, 0, 0, 1), BELOW, "7 low", NEAR, "2 high;3 high;4 high"),
        # An alliance out of nothing is one; what it lacks lies beneath it.
        ((0, 0, 0, 0, 0, 0, 2), "alliance", "7 high", "", "2 high;3 low;4 high"),
        ((0, 2, 2, 2, 0, 2, 2), "alliance", "6 high;7 high", "", ""),
    ],
)  # fmt: skip
def test_verdicts_by_example(degrees, name, rests_on, toward, missing):
    row = judge(degrees).row()
    assert row == {"verdict": name, "rests_on": rests_on, "toward": toward, "missing": missing}
