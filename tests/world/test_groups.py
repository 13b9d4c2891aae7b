"""Groups in the model: a group of two is its pair; occasions shared leave chances as they were."""

import numpy as np
import pytest

from sim.experiments.ensemble import live
from sim.ladder.groups import Group, Member
from sim.scenario.load import load
from sim.world.concert import together
from sim.world.model import World

STATES = "ABCDE"


def scenario(folder, groups, states=3, lives=400):
    codes = [code * 3 for code in STATES[:states]]
    tables = [f'[[states]]\ncode = "{code}"\nname = "{code}"\ncapability = {1 / states}' for code in codes]
    tables += [
        f'[[pairs]]\nstates = ["{a}", "{b}"]\ninterest = 0.7\ntrust = 0.6\ndispute = 0.3'
        for n, a in enumerate(codes)
        for b in codes[n + 1 :]
    ]
    head = f'name = "g"\ntitle = "G"\nstart = 2000\nend = 2019\nruns = {lives}\n'
    path = folder / "g.toml"
    path.write_text(head + "\n".join([*tables, *groups]))
    return load(path)


def group(name, members, quorum=1.0):
    return f'[[groups]]\nname = "{name}"\nmembers = {members}\nquorum = {quorum}'


def test_a_group_of_two_is_its_pair(tmp_path):
    case = scenario(tmp_path, [group("Two", '["AAA", "BBB"]', 0.75)])
    chunk = live(case, 0, 300, keep=300)
    pair, two = (case.scenario.parties.index(name) for name in ("AAA-BBB", "AAA+BBB"))
    assert (chunk.degrees[:, :, pair] == chunk.degrees[:, :, two]).all()
    assert chunk.degrees[:, :, pair].any()
    assert (chunk.tally.pairwise[:, 0, 0] == chunk.tally.stages[:, pair]).all()
    plain = live(scenario(tmp_path, []), 0, 300, keep=300)
    assert (plain.degrees[:, :, pair] == chunk.degrees[:, :, pair]).all()


def test_shared_occasions_bring_deals_together_and_leave_chances_alone(tmp_path):
    together, alone = (
        live(
            scenario(tmp_path, [group("All", '["AAA", "BBB", "CCC"]') + f"\n[parameters]\nconcert = {k}"]),
            0,
            4000,
        )
        for k in (1.0, 0.0)
    )
    parties = ["AAA-BBB", "AAA-CCC", "BBB-CCC", "AAA+BBB+CCC"]
    pair, trio = 0, parties.index("AAA+BBB+CCC")
    values = np.arange(57)
    shared, by_themselves = ((tally.tally.index @ values) / 4000 for tally in (together, alone))
    assert shared[3, pair] == pytest.approx(by_themselves[3, pair], abs=0.6)
    assert shared[1, trio] > 3 * by_themselves[1, trio]


def test_members_count_from_the_year_they_enter():
    of_four = Group("G", (Member("AAA"), Member("BBB"), Member("CCC", 2005), Member("DDD", None, 2003)), 0.75)
    assert of_four.codes(2001) == ["AAA", "BBB", "DDD"]
    assert of_four.codes(2004) == ["AAA", "BBB"]
    assert of_four.codes(2005) == ["AAA", "BBB", "CCC"]
    assert [of_four.least(year) for year in (2001, 2004)] == [3, 2]
    assert of_four.label == "AAA+BBB+CCC+DDD"


def test_an_act_needs_enough_states_that_each_act_with_enough_others():
    codes = ["A", "B", "C", "D"]
    pairs = [(a, b) for n, a in enumerate(codes) for b in codes[n + 1 :]]

    def acts(*chosen):
        return np.array([[[pair in chosen]] for pair in pairs])

    chain = acts(("A", "B"), ("B", "C"), ("C", "D"))
    triangle = acts(("A", "B"), ("B", "C"), ("A", "C"))
    assert not together(chain, pairs, codes, 3).any()
    assert together(triangle, pairs, codes, 3).all()
    assert not together(triangle, pairs, codes, 4).any()
    assert together(np.ones_like(triangle), pairs, codes, 4).all()


def test_ten_states_run_with_their_group(tmp_path):
    codes = [f"S{n}" for n in range(10)]
    tables = [f'[[states]]\ncode = "{code}"\nname = "{code}"\ncapability = 0.1' for code in codes]
    path = tmp_path / "ten.toml"
    members = ", ".join(f'"{code}"' for code in codes)
    head = 'name = "ten"\ntitle = "Ten"\nstart = 2000\nend = 2004\n'
    path.write_text(head + "\n".join([*tables, group("Ten", f"[{members}]", 0.75)]))
    world = World(load(path), lives=10)
    while world.running:
        world.step()
    assert world.degrees.shape == (46, 7, 10)
