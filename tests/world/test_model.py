"""The model as a user meets it: a Mesa model to step, and the same lives however they are run."""

from dataclasses import replace
from hashlib import blake2b
from itertools import combinations

import mesa
import numpy as np
import pytest

from sim.experiments import ensemble
from sim.experiments.ensemble import live, simulate
from sim.ladder.assess import assess
from sim.ladder.events import EFFECTS, Event
from sim.ladder.ladder import MILITARY
from sim.scenario.load import load
from sim.scenario.values import with_values
from sim.world.draws import Draws
from sim.world.log import SIMULATED_BASES, channels
from sim.world.model import World
from tests.conftest import CASE
from tests.world.made import lived, surely


@pytest.fixture(scope="module")
def case():
    return load(CASE)


def test_one_life_is_an_ordinary_mesa_model(case):
    world = World(case)
    assert [state.code for state in world.agents] == ["CHN", "RUS", "USA"]
    while world.running:
        world.step()
    assert (world.year, world.steps) == (2025, 35)
    russia = next(state for state in world.agents if state.code == "RUS")
    assert russia.threat.shape == (3, 1)
    assert russia.threat[2, 0] > russia.threat[0, 0]
    assert 0 <= world.alignment("CHN-RUS")[0] <= 1


def test_mesa_s_data_collector_and_batch_run_work(case):
    class Collected(World):
        def __init__(self, case, lives=1, first_life=0, seed=None):
            super().__init__(case, lives, first_life, seed)
            reporters = {"index": lambda world: float(world.alignment("CHN-RUS").mean())}
            threat = {"of_usa": lambda state: float(state.threat[-1].mean())}
            self.datacollector = mesa.DataCollector(model_reporters=reporters, agent_reporters=threat)

        def step(self):
            super().step()
            self.datacollector.collect(self)

    rows = mesa.batch_run(Collected, {"case": case, "first_life": [0, 1]}, display_progress=False)
    last = [row["index"] for row in rows if row["Step"] == max(r["Step"] for r in rows)]
    alone = [World(case, first_life=life) for life in (0, 1)]
    for world in alone:
        for _ in range(35):
            world.step()
    assert sorted(set(last)) == sorted({float(world.alignment("CHN-RUS")[0]) for world in alone})


def test_draws_are_what_the_counter_says():
    out = np.empty((11, 10))
    Draws(2022, 3, 10).uniform("CHN-RUS", 1999, out)
    key = np.frombuffer(blake2b(b"2022|CHN-RUS", digest_size=16).digest(), "<u8")
    for channel in range(11):
        for life, draw in zip(range(3, 13), out[channel], strict=True):
            counter = [life // 4 * 11 + channel, 1999, 0, 0]
            words = np.random.Philox(key=key, counter=counter).random_raw(4)
            assert draw == (int(words[life % 4]) >> 11) * 2.0**-53


@pytest.mark.parametrize(("first", "lives"), [(0, 1), (3, 1), (4, 7), (250, 250)])
def test_a_life_is_the_same_however_many_live_beside_it(case, first, lives):
    whole = live(case, 0, 500, keep=500)
    part = live(case, first, lives, keep=500)
    assert (part.degrees == whole.degrees[first : first + lives]).all()
    mine = (whole.events["life"] >= first) & (whole.events["life"] < first + lives)
    for name, column in part.events.items():
        assert (column == whole.events[name][mine]).all()


def test_jobs_and_chunks_change_no_bit(case, monkeypatch):
    monkeypatch.setattr(ensemble, "MOST_LIVES_PER_CHUNK", 500)
    fewer = case.scenario.model_copy(update={"runs": 1203})
    shorter = replace(case, scenario=fewer)
    one, two = (list(simulate(shorter, keep=1203, jobs=jobs)) for jobs in (1, 2))
    assert [chunk.first_life for chunk in two] == [0, 500, 1000]
    for a, b in zip(one, two, strict=True):
        assert (a.degrees == b.degrees).all()
        assert (a.tally.index == b.tally.index).all()
        assert (a.tally.threat_sums == b.tally.threat_sums).all()
        assert all((a.events[name] == b.events[name]).all() for name in a.events)


def test_counts_of_chunks_add_up_to_the_lives(case):
    chunks = [live(case, 0, 30, keep=99), live(case, 30, 25, keep=99)]
    total = chunks[0].tally + chunks[1].tally
    degrees = np.concatenate([chunk.degrees for chunk in chunks])
    assert total.lives == 55
    for degree in range(3):
        assert (total.degrees[..., degree] == (degrees == degree).sum(axis=0)).all()
    assert (total.stages.sum(axis=-1) == 55).all()
    assert (total.passages.sum(axis=-1) == 55).all()


def as_event(case, row):
    """Write a simulated event out as a coded one."""
    pairs = list(combinations(sorted(state.code for state in case.scenario.states), 2))
    return Event.model_validate(
        {
            "date": f"{row['year']:04}",
            "end_date": f"{row['end_date']:04}" if row["end_date"] else "",
            "actors": ";".join(pairs[row["pair"]]),
            "dimension": "military",
            "indicator": channels(MILITARY)[row["channel"]],
            "degree": ("", "low", "high")[row["degree"]],
            "effect": EFFECTS[row["effect"]],
            "basis": SIMULATED_BASES[row["basis"]],
        }
    )


IMPOSED = """name = "imposed"
extends = "scenario.toml"
[[shocks]]
id = "pact"
years = [2002, 2006]
chance = 0.6
kind = "indicator"
pair = ["AAA", "BBB"]
indicator = 7
degree = "high"
[[shocks]]
id = "rift"
year = 2007
chance = 0.5
kind = "indicator"
pair = ["AAA", "BBB"]
indicator = 2
effect = "end"
"""


def test_simulated_events_assess_to_the_simulated_ladder(small, variant):
    """The events of a life, written out and assessed as coded ones, give the degrees of that life."""
    (small / "events.csv").write_text((small / "events.csv").read_text().splitlines()[0] + "\n")
    for case in (
        load(small, ["parameters.cost=-0.2", "parameters.break_opportunity=0.9"]),
        load(variant(IMPOSED)),
    ):
        chunk = live(case, 0, 60, keep=60)
        assert EFFECTS.index("end") in chunk.events["effect"]
        rows = [
            dict(zip(chunk.events, cells, strict=True)) for cells in zip(*chunk.events.values(), strict=True)
        ]
        years = range(case.scenario.start, case.scenario.end + 1)
        for life in range(60):
            on_ladder = [row for row in rows if row["life"] == life and row["channel"] < 7]
            for pair in range(3):
                events = [as_event(case, row) for row in on_ladder if row["pair"] == pair]
                assessed = assess(events, "x", MILITARY, years, fragility=False).degrees
                assert (assessed == chunk.degrees[life, :, pair]).all(), (life, pair)


def test_shocks_by_chance_happen_in_their_share_of_lives(variant):
    chunk = live(load(variant(IMPOSED)), 0, 500, keep=500)
    rifts = (chunk.events["effect"] == EFFECTS.index("end")).sum()
    assert 190 < rifts < 310
    pacts = chunk.events["channel"] == 6
    years = chunk.events["year"][pacts]
    _, first = np.unique(chunk.events["life"][pacts], return_index=True)
    assert set(years[first]) >= {2002, 2003, 2004, 2005, 2006}


def test_the_starting_ladder_is_what_was_known_before_the_start(small):
    assert World(load(small)).degrees[0, :, 0].tolist() == [0, 1, 0, 0, 0, 0, 0]
    given = (
        (small / "scenario.toml")
        .read_text()
        .replace("trust = 0.3", "trust = 0.3\nladder = [1, 2, 0, 2, 0, 0, 0]")
    )
    (small / "scenario.toml").write_text(given)
    world = World(load(small, ["parameters.opportunity=0", "parameters.sharpness=100"]), lives=4)
    assert world.degrees[0, :, 0].tolist() == [1, 2, 0, 2, 0, 0, 0]
    assert (world.books.institution[1, 0, 1] > 9999).all()


def test_what_must_be_seen_of_russia_and_china(case):
    """By the defaults the two climb far above the pairs of the United States; lives differ, and some fall."""
    chunk = live(case, 0, 500, keep=500)
    index = (chunk.degrees[:, -1].astype(int) * np.arange(1, 8)).sum(axis=-1) / 56
    assert index[:, 0].mean() > 0.2 + index[:, 1:].mean()
    assert len(np.unique(chunk.stage[:, -1, 0])) >= 3
    yearly = chunk.stage[:, :, 0].astype(int)
    assert (np.diff(yearly, axis=1) < 0).any(), "some life falls back"
    assert (chunk.events["effect"] == EFFECTS.index("regress")).any()


def test_what_brings_russia_and_china_together(case):
    """By the defaults each of the three balances, the crisis of 2014 and the war of 2022."""
    without = [with_values(case, {f"parameters.{name}": 0.0}) for name in ("power", "threat", "interest")]
    without += [load(CASE / f"{name}.toml") for name in ("no_2014", "no_2022", "no_ukraine")]
    whole, *others = (life.index()[-1] for life in lived(case, *without))
    assert all(surely(whole, other) for other in others)
