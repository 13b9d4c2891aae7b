"""What theory demands of each term, whatever the parameters: by lives that share their draws.

Every life has parameters of its own, drawn from the plausible ranges of all, so that no sign hangs on what
was fitted; margins are such that chance cannot cross them.
"""

from itertools import pairwise

import numpy as np
import pytest

from sim.scenario.parameters import MECHANISMS
from sim.world.model import World
from tests.world.made import (
    AAA,
    ALLIED,
    BBB,
    EVENT,
    LIVES,
    SHOCK,
    fear,
    lived,
    pact,
    quarrel,
    relief,
    supposed,
    surely,
    three,
)

CLAIM = SHOCK.format("claim", 2005, "dispute", 'pair = ["AAA", "BBB"]', 0.5)
THAW = SHOCK.format("thaw", 2005, "trust", 'pair = ["AAA", "BBB"]', 0.4)
PRIDE = SHOCK.format("pride", 2000, "autonomy", 'state = "AAA"', 0.6)
COLLAPSE = SHOCK.format("collapse", 2000, "capability", 'state = "AAA"', -0.2)
ALL_THREE = '[[groups]]\nname = "All"\nmembers = ["AAA", "BBB", "CCC"]\nquorum = 1.0\n'
MANY = 4000
"""Lives of a single year."""


def alignment(life):
    return life.index().mean(axis=0)


def alignment_of_all(life):
    return life.index(3).mean(axis=0)


def years_with(rung):
    return lambda life: life.live(rung).mean(axis=0)


def mean(quantity):
    return lambda life: getattr(life, quantity)[:, AAA, BBB].mean(axis=0)


RAISES, LOWERS = 1, -1
TERMS = {
    "power": (three(third=0.8), alignment, RAISES),
    "threat": (three(), alignment, RAISES),
    "interest": (three(), alignment, RAISES),
    "interdependence": (three(), alignment, RAISES),
    "trust": (three(), alignment, RAISES),
    "partner_threat": (three(between=0.3), alignment, LOWERS),
    "danger": (three(dispute=0.4), years_with(1), RAISES),
    "asymmetry": (three(industry=1.0), years_with(3), RAISES),
    "era": (three(), alignment, RAISES),
    "openness": (three(), alignment, RAISES),
    "capability_scale": (three(third=0.98), alignment, LOWERS),
    "resumption": (three(), alignment, RAISES),
    "habit": (three(ladder=ALLIED), alignment, RAISES),
    "concert": (three(ALL_THREE, common=0.0), alignment_of_all, RAISES),
    "disillusion": (three(*relief(2005), ladder=ALLIED), years_with(7), LOWERS),
    "grievance": (three(CLAIM), mean("T"), RAISES),
    "reassurance": (three(THAW, between=0.4), mean("T"), LOWERS),
    "hostility": (three(fear(2005, "BBB", "AAA", 0.5)), mean("T"), RAISES),
    "dilemma": (three(*pact(2005, "BBB", "CCC")), mean("T"), RAISES),
    "wear": (three(dispute=0.4, ladder="ladder = [2, 0, 0, 0, 0, 0, 0]\n"), mean("D"), LOWERS),
    "familiarity": (three(), mean("R"), RAISES),
    "breach": (three(*quarrel(2005)), mean("R"), LOWERS),
    "forum": (three(), mean("I"), RAISES),
    "commerce": (three(), mean("E"), RAISES),
}
"""Of each term a world in which it tells, what it moves there, and which way."""


def test_every_term_of_the_model_has_its_sign():
    assert set(TERMS) == set(MECHANISMS)


@pytest.mark.parametrize("term", TERMS)
def test_a_term_moves_what_theory_says(term, tmp_path):
    tables, measure, sign = TERMS[term]
    whole, without = lived(*(supposed(tmp_path, *tables, without=left) for left in ((), (term,))))
    assert surely(sign * measure(whole), sign * measure(without))


@pytest.mark.parametrize(
    ("name", "values", "sign"),
    [
        ("common", (0.0, 0.3, 0.6, 0.9), RAISES),
        ("interest", (0.1, 0.4, 0.7), RAISES),
        ("trust", (0.1, 0.4, 0.7), RAISES),
        ("trade", (0.0, 0.4, 0.8), RAISES),
        ("third", (0.4, 0.6, 0.8), RAISES),
        ("between", (0.0, 0.2, 0.4, 0.6), LOWERS),
    ],
)
def test_alignment_follows_step_by_step(name, values, sign, tmp_path):
    """A common threat, shared interest, trust, trade, a power to balance; and fear of the partner.

    The stronger the third, the weaker the two: that they then meet less is told apart.
    """
    cases = (supposed(tmp_path, *three(**{name: v}), without=["capability_scale"]) for v in values)
    steps = [alignment(life) for life in lived(*cases)]
    for before, after in pairwise(steps):
        assert surely(sign * after, sign * before)


def test_a_partner_who_befriends_the_common_enemy_is_less_of_one(tmp_path):
    turn = fear(2010, "BBB", "CCC", -0.4)
    lasting, turned = lived(*(supposed(tmp_path, *three(*extra)) for extra in ((), (turn,))))
    assert (lasting.ladder[:10] == turned.ladder[:10]).all()
    assert surely(lasting.index()[-5:].mean(axis=0), turned.index()[-5:].mean(axis=0))


def test_the_more_a_rung_binds_the_more_of_it_autonomy_costs(tmp_path):
    """Rungs alike but for what they bind: no eras, no danger, and none waits for another."""
    tables = three(common=0.7, interest=0.7)
    free, dear = lived(
        *(
            supposed(tmp_path, *tables, *extra, without=("era", "danger"), missing=1.0)
            for extra in ((), (PRIDE,))
        )
    )
    left = [dear.live(rung).mean() / free.live(rung).mean() for rung in (2, 4, 3, 5, 7)]
    assert (np.diff(left) < -0.02).all(), left


def test_with_no_threat_and_no_shared_interest_there_is_nothing_to_cooperate_for(tmp_path):
    """Danger between the two is met; nothing above talks is begun, however much they trust each other."""
    (life,) = lived(supposed(tmp_path, *three(common=0.0, interest=0.0, trust=0.5, dispute=0.3)))
    assert life.live(1).any()
    assert not life.ladder[:, 0, 2:].any()


def test_disputes_feed_the_first_rung_and_hardly_another(tmp_path):
    disputed, settled = lived(*(supposed(tmp_path, *three(dispute=d)) for d in (0.5, 0.0)))
    more = [(disputed.live(rung).mean() - settled.live(rung).mean()) for rung in range(1, 8)]
    assert more[0] > 0.3, more
    assert max(more[1:]) < 0.1, more


def test_mutual_danger_brings_rivals_to_talk_and_to_nothing_more(tmp_path):
    """No common enemy, no common interest, years before talks spread: arms that both fear are all there is.

    Without the dilemma, by which a third state would come between them.
    """
    rivals, strangers = lived(
        *(
            supposed(
                tmp_path,
                *three(common=0.0, interest=0.0, dispute=0.0, trust=0.1, between=b),
                years=(1950, 1980),
                without=["dilemma"],
            )
            for b in (0.6, 0.0)
        )
    )
    assert not strangers.ladder[:, 0].any()
    assert rivals.live(1).mean() > 0.2
    low, high = ((rivals.ladder[:, 0, 1] == degree).mean() for degree in (1, 2))
    assert low > 0.2
    assert high < 0.1
    assert not rivals.ladder[:, 0, 2:].any()


def test_what_one_has_and_the_other_lacks_is_traded_on_its_rung_alone(tmp_path):
    """In the first year, before one rung tells on another."""
    armed, alike = lived(
        *(supposed(tmp_path, *three(industry=z), years=(2000, 2000)) for z in (1.0, 0.0)), lives=MANY
    )
    assert surely(armed.live(3)[0], alike.live(3)[0])
    others = [rung for rung in range(7) if rung != 2]
    assert (armed.ladder[:, :, others] == alike.ladder[:, :, others]).all()


def test_an_industry_that_lost_its_orders_sells_arms_alone(tmp_path):
    """AAA shrinks, and its industry has been built for more; that it is weaker tells on bases besides."""
    for industry, sells in ((1.0, True), (0.0, False)):
        cases = (
            supposed(
                tmp_path,
                *three(*extra, industry=industry),
                years=(2000, 2000),
                without=("power", "grievance", "capability_scale"),
            )
            for extra in ((COLLAPSE,), ())
        )
        shrunk, whole = lived(*cases, lives=MANY)
        assert surely(shrunk.live(3)[0], whole.live(3)[0]) == sells
        others = [0, 1, 3, 4, 6] if sells else [0, 1, 2, 3, 4, 6]
        assert (shrunk.ladder[:, :, others] == whole.ladder[:, :, others]).all()


def test_an_industry_adapts_to_what_is_wanted_at_home(tmp_path):
    world = World(supposed(tmp_path, *three(COLLAPSE, industry=1.0), conversion=0.3), LIVES)
    built_for = [world.built_for[AAA].copy()]
    for _ in range(25):
        world.step()
        built_for.append(world.built_for[AAA].copy())
    assert (np.diff(built_for, axis=0) < 0).all()
    np.testing.assert_allclose(built_for[0], 0.25)
    np.testing.assert_allclose(built_for[-1], 0.05, atol=1e-3)


@pytest.mark.parametrize(("year", "told"), [(1980, ()), (2000, (2, 4))])
def test_eras_raise_talks_and_exercises_once_they_have_spread(year, told, tmp_path):
    tables = three(ladder="ladder = [0, 1, 0, 1, 0, 0, 0]\n")
    cases = (supposed(tmp_path, *tables, years=(year, year), without=left) for left in ((), ("era",)))
    whole, without = lived(*cases, lives=MANY)
    for rung in range(1, 8):
        with_, less = (life.ladder[0, 0, rung - 1] for life in (whole, without))
        assert surely(with_, less) if rung in told else (with_ == less).all()


def test_states_with_other_ties_find_occasions_sooner(tmp_path):
    """AAA stands with CCC, or with nobody: that tells on what it does with BBB by the term for it alone."""
    friends = pact(2001, "AAA", "CCC")
    for without, sooner in (((), True), (("openness",), False)):
        cases = (
            supposed(
                tmp_path,
                *three(*extra, common=0.0),
                years=(2000, 2002),
                without=(*without, "hostility", "dilemma"),
            )
            for extra in (friends, ())
        )
        tied, alone = lived(*cases, lives=MANY)
        assert surely(tied.index()[2], alone.index()[2]) == sooner


@pytest.mark.parametrize(("weak", "strong"), [(0.001, 0.001), (0.0001, 0.4)])
@pytest.mark.parametrize("scale", [0.01, 0.0])
def test_the_less_two_weigh_together_the_less_they_begin(weak, strong, scale, tmp_path):
    """Two small states, and one beside a great one: in the first year, as the equation says."""
    cases = (
        supposed(
            tmp_path,
            *three(interest=0.9, trust=0.8),
            years=(2000, 2000),
            without=("power", "grievance"),
            paths={"states.AAA.capability": one, "states.BBB.capability": other},
            capability_scale=scale,
        )
        for one, other in ((weak, strong), (0.25, 0.25))
    )
    light, heavy = (life.live(2)[0].mean() for life in lived(*cases, lives=MANY))
    weight = (weak * strong) ** 0.5
    left = (weight / (weight + scale)) / (0.25 / (0.25 + scale))
    assert light == pytest.approx(left * heavy, rel=0.25 if scale else 0)


def test_what_was_practised_once_is_taken_up_again(tmp_path):
    """Talks that lapsed come back sooner than they would begin; of an end nothing is left to take up."""
    past, fall, end = (
        EVENT.format(name, 2000, "AAA", "BBB", 2, what)
        for name, what in (
            ("past", 'degree = "low"'),
            ("fall", 'effect = "regress"'),
            ("end", 'effect = "end"'),
        )
    )
    values = {"resumption": 1.0, "opportunity": 0.4, "openness": 0.0}
    eager = {"common": 0.8, "interest": 0.9, "trust": 0.8}
    for (after, before), years, times in (((past + fall, ""), 1, 2), ((past + end, end), 2, 1)):
        cases = (
            supposed(tmp_path, *three(events, **eager), years=(2000, 1999 + years), **values)
            for events in (after, before)
        )
        again, anew = (life.live(2)[-1].mean() for life in lived(*cases, lives=MANY))
        assert again == pytest.approx(times * anew, rel=0.1 if times > 1 else 0)


def test_joint_diplomacy_needs_a_common_threat(tmp_path):
    together, apart = lived(*(supposed(tmp_path, *three(common=c)) for c in (0.6, 0.0)))
    assert (apart.I[:, AAA, BBB] == 0.5).all()
    assert surely(together.I[-1, AAA, BBB], 0.5, by=0.05)
