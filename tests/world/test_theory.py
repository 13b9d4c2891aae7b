"""What theory demands of the model, as small ensembles with common draws and margins chance cannot cross."""

import numpy as np
import pytest

from sim.experiments.ensemble import live
from sim.scenario.load import load
from sim.world.model import World

LIVES = 300

STATE = '[[states]]\ncode = "{}"\nname = "{}"\ncapability = {}\n'
PAIR = (
    '[[pairs]]\nstates = ["{}", "{}"]\nproximity = 0.5\ninterest = {}\ntrust = {}\ndispute = {}\n'
    "interdependence = 0.1\n{}"
)
THREAT = '[[threats]]\nby = "{}"\nof = "{}"\nlevel = {}\n'
SHOCK = '[[shocks]]\nid = "{}"\nyear = {}\nkind = "{}"\n{}\nchange = {}\n'
ALLIED = "ladder = [1, 2, 2, 2, 1, 1, 2]\n"


def scenario(tmp_path, *tables, sets=(), years=(2000, 2030), name="theory"):
    head = f'name = "{name}"\ntitle = "Theory"\nstart = {years[0]}\nend = {years[1]}\nseed = 5\n'
    path = tmp_path / f"{name}.toml"
    path.write_text(head + "\n".join(tables))
    return load(path, sets)


def three(*extra, common=0.4, between=0.0, interest=0.5, trust=0.3, dispute=0.05, ladder=""):
    """AAA and BBB, whom CCC threatens alike."""
    return [
        *(STATE.format(code, code, share) for code, share in (("AAA", 0.25), ("BBB", 0.25), ("CCC", 0.5))),
        PAIR.format("AAA", "BBB", interest, trust, dispute, ladder),
        *(PAIR.format(code, "CCC", 0.1, 0.1, 0.05, "") for code in ("AAA", "BBB")),
        *(THREAT.format(code, "CCC", common) for code in ("AAA", "BBB")),
        THREAT.format("AAA", "BBB", between),
        THREAT.format("BBB", "AAA", between),
        *extra,
    ]


def degrees(case, lives=LIVES):
    """Ladders `[life, year, pair, indicator]`."""
    return live(case, 0, lives, keep=lives).degrees.astype(int)


def index(case, pair=0):
    """Mean index of a pair over lives, year by year."""
    return (degrees(case)[:, :, pair] * np.arange(1, 8)).sum(axis=-1).mean(axis=0) / 56


def test_a_greater_common_threat_never_lowers_alignment(tmp_path):
    levels = [index(scenario(tmp_path, *three(common=c))).mean() for c in (0.0, 0.2, 0.4, 0.6, 0.8)]
    assert (np.diff(levels) > 0).all(), levels


def test_threat_between_partners_lowers_alignment(tmp_path):
    levels = [index(scenario(tmp_path, *three(between=b))).mean() for b in (0.0, 0.2, 0.4, 0.6)]
    assert (np.diff(levels) < -0.02).all(), levels


def test_a_common_enemy_that_befriends_one_partner_lowers_alignment(tmp_path):
    turn = SHOCK.format("turn", 2010, "threat", 'by = "BBB"\nof = "CCC"', -0.4)
    lasting, turned = (index(scenario(tmp_path, *three(*extra))) for extra in ((), (turn,)))
    assert (lasting[:10] == turned[:10]).all()
    assert turned[-5:].mean() < lasting[-5:].mean() - 0.1


def test_autonomy_costs_lower_the_rungs_that_bind_first(tmp_path):
    """The dearer autonomy, the fewer of the rungs that stood are left, and the fewer the more they bind."""
    tables = three(common=0.7, interest=0.7, trust=0.5)
    free, dear = (
        (degrees(scenario(tmp_path, *tables, sets=[f"states.AAA.autonomy={a}"]))[:, :, 0] > 0).mean(
            axis=(0, 1)
        )
        for a in (1.0, 1.6)
    )
    left = dear / free
    assert left[[0, 1]].min() > left[3] > left[2] > left[4:].max()
    assert left[6] < 0.6


def test_with_no_threat_and_no_shared_interest_nobody_climbs_past_confidence_building(tmp_path):
    case = scenario(tmp_path, *three(common=0.0, interest=0.0, trust=0.05, dispute=0.2))
    chunk = live(case, 0, LIVES, keep=LIVES)
    assert (chunk.degrees[:, -1, 0, 2:] > 0).mean() < 0.05
    assert (chunk.stage[:, -1, 0] >= 2).mean() < 0.02


def test_a_settled_alliance_whose_members_threaten_each_other_falls_within_15_years(tmp_path):
    """The common threat stays: it is the threat between them that breaks it."""
    quarrel = [
        SHOCK.format("quarrel", 2005, "threat", f'by = "{a}"\nof = "{b}"', 0.5)
        for a, b in (("AAA", "BBB"), ("BBB", "AAA"))
    ]
    tables = {"common": 0.5, "interest": 0.7, "trust": 0.7, "ladder": ALLIED}
    fallen, stood = (
        live(scenario(tmp_path, *three(*extra, **tables)), 0, LIVES, keep=LIVES).stage[:, 20, 0] < 3
        for extra in (quarrel, ())
    )
    assert fallen.mean() > 0.8
    assert stood.mean() < fallen.mean() - 0.25


def test_disputes_feed_the_first_rung_first(tmp_path):
    """With disputes rung 1 is climbed more and the others less than without them."""
    with_, without = (
        (degrees(scenario(tmp_path, *three(common=0.3, dispute=d)))[:, 5, 0] > 0).mean(axis=0)
        for d in (0.5, 0.0)
    )
    assert with_[0] > without[0] + 0.2
    assert (with_[1:] <= without[1:] + 0.02).all()


def test_an_ally_of_ones_enemy_gains_threat(tmp_path):
    """AAA fears CCC; once BBB and CCC are allied, AAA fears BBB more than if they had not been."""
    shock = (
        '[[shocks]]\nid = "pact"\nyear = 2005\nkind = "indicator"\npair = ["BBB", "CCC"]\n'
        'indicator = {}\ndegree = "high"\n'
    )
    pact = [shock.format(n) for n in (2, 4, 5, 6, 7)]
    threat = [
        live(scenario(tmp_path, *three(*extra, common=0.6)), 0, LIVES).tally.threat_sums[8, 0, 1]
        for extra in ((), pact)
    ]
    assert threat[1] > threat[0] + 0.02 * LIVES / 1e-9


def test_a_shock_of_zero_changes_no_bit(tmp_path):
    shocks = [
        SHOCK.format("zero", 2005, "threat", 'by = "AAA"\nof = "CCC"', 0.0),
        SHOCK.format("nil", 2007, "capability", 'state = "BBB"', 0.0),
        SHOCK.format("never", 2006, "dispute", 'pair = ["AAA", "BBB"]', 0.5) + "chance = 0.0\n",
        '[[shocks]]\nid = "undone"\nyear = 2004\nkind = "indicator"\npair = ["AAA", "BBB"]\nindicator = 2\n'
        'effect = "end"\nscale = 0.0\n',
    ]
    assert same(scenario(tmp_path, *three()), scenario(tmp_path, *three(*shocks)))


def same(one, other):
    """Whether two scenarios give the same lives, to the last bit of their threats."""
    a, b = (live(case, 0, 50, keep=50) for case in (one, other))
    return (a.degrees == b.degrees).all() and (a.tally.threat_sums == b.tally.threat_sums).all()


def test_the_order_of_tables_in_a_file_changes_no_bit(tmp_path):
    shocks = [
        SHOCK.format(f"s{n}", 2003 + n, "threat", 'by = "AAA"\nof = "CCC"', 0.1 + n / 30)
        + "half_life = 3.7\n"
        for n in range(6)
    ]
    tables = three(*shocks)
    assert same(scenario(tmp_path, *tables), scenario(tmp_path, *reversed(tables)))


def test_the_sharpest_choice_still_breaks_what_nobody_wants(tmp_path):
    enemies = three(between=0.9, interest=0.0, ladder="ladder = [0, 2, 2, 2, 2, 2, 2]")
    sets = [f"parameters.{name}" for name in ("sharpness=100", "break_opportunity=1", "cost=1.5")]
    ladders = degrees(scenario(tmp_path, *enemies, sets=sets, years=(2000, 2004)), 20)
    assert (ladders[:, -1, 0, 1:] == 0).all()


def test_a_life_alone_is_the_life_it_is_in_company(tmp_path):
    shocks = [
        SHOCK.format(f"s{n}", 2001, "threat", 'by = "AAA"\nof = "CCC"', 0.1 + n / 30) + "half_life = 3.7\n"
        for n in range(5)
    ]
    shocks[2] += "chance = 0.999999\n"
    case = scenario(tmp_path, *three(*shocks))
    alone, company = (World(case, lives) for lives in (1, 4))
    for _ in range(6):
        alone.step()
        company.step()
        assert (alone.T[..., 0] == company.T[..., 0]).all()


def test_what_a_file_says_of_a_shock_changes_no_bit(tmp_path):
    shocks = [
        SHOCK.format(f"s{n}", 2003, "threat", 'by = "AAA"\nof = "CCC"', 0.1 + n / 30) + "half_life = 3.7\n"
        for n in range(4)
    ]
    told = [shock + f'source = "{4 - n}"\n' for n, shock in enumerate(shocks)]
    assert same(scenario(tmp_path, *three(*shocks)), scenario(tmp_path, *three(*told)))


@pytest.mark.parametrize("sources", ["ab", "ba"])
def test_events_that_shocks_impose_in_a_year_come_in_the_order_of_the_file(tmp_path, sources):
    shock = (
        '[[shocks]]\nid = "{}"\nyear = 2001\nkind = "indicator"\npair = ["AAA", "BBB"]\nindicator = 3\n'
        'effect = "{}"\nsource = "{}"\n'
    )
    fall = shock.format("fall", "regress", sources[0])
    rise = shock.format("rise", "advance", sources[1]) + 'degree = "high"\n'
    quiet = ["parameters.opportunity=0", "parameters.break_opportunity=0"]
    for tables, left in (((fall, rise), 2), ((rise, fall), 1)):
        chunk = degrees(scenario(tmp_path, *three(*tables), sets=quiet), 4)
        assert (chunk[:, 1, 0, 2] == left).all()


def test_swapping_two_identical_states_changes_no_distribution(tmp_path):
    """Each of two twins stands to the third alike, though their draws differ."""
    chunk = live(scenario(tmp_path, *three()), 0, 2000, keep=2000)
    a, b = ((chunk.degrees[:, -1, pair].astype(int) * np.arange(1, 8)).sum(axis=-1) / 56 for pair in (1, 2))
    error = np.sqrt((a.var() + b.var()) / len(a))
    assert abs(a.mean() - b.mean()) < 4 * error
    threats = chunk.tally.threat_sums[-1] * 1e-9 / 2000
    assert threats[0, 2] == pytest.approx(threats[1, 2], abs=0.01)


def test_an_unconnected_fourth_state_changes_nothing_for_the_others(tmp_path):
    """No threat, no interest, no weight: the lives of the others keep every bit."""
    apart = [
        STATE.format("ZZZ", "Nowhere", 0.0),
        *(PAIR.format(code, "ZZZ", 0.0, 0.0, 0.0, "") for code in ("AAA", "BBB", "CCC")),
    ]
    sets = ["parameters.opportunity=0.6"]
    one = live(scenario(tmp_path, *three(), sets=sets), 0, 50, keep=50)
    four = live(scenario(tmp_path, *three(*apart), sets=sets), 0, 50, keep=50)
    # Pairs stand in the order of their names: AAA-ZZZ comes third.
    before = four.degrees[:, :, [0, 1, 3]]
    assert (one.degrees[:, 0] == before[:, 0]).all()
    assert abs((one.degrees != before).mean()) < 0.02
