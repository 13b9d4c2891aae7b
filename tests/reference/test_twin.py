"""The fast model lives the lives of the plain one: events one by one, degrees, and state variables."""

import tempfile
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.ladder.events import EFFECTS
from sim.ladder.ladder import ladder_toml
from sim.scenario.load import load
from sim.world.log import SIMULATED_BASES, channels
from sim.world.model import World
from sim.world.past import Past, Record
from tests.conftest import CASE, ROOT
from tests.ladder.toy import TOY
from tests.reference.random_scenarios import SHIPPED, cases, file_of, ladders
from tests.reference.twin import Twin

PAIR_QUANTITIES = {"I": "interest", "R": "trust", "D": "dispute", "E": "interdependence", "A": "alignment"}
STATE_QUANTITIES = {"g": "capability", "a": "autonomy", "z": "industry", "built_for": "built_for"}


def fast_events(world, lives):
    """The events of each life of the fast model, as the twin writes them, in an order of their own."""
    rows, names = world.log.columns(lives), channels(world.ladder)
    found = [[] for _ in range(lives)]
    for cells in zip(*rows.values(), strict=True):
        row = dict(zip(rows, map(int, cells), strict=True))
        found[row["life"]].append(
            (
                row["year"],
                world.parties[row["pair"]],
                names[row["channel"]],
                row["degree"],
                EFFECTS[row["effect"]],
                SIMULATED_BASES[row["basis"]],
                row["end_date"] or None,
            )
        )
    return [sorted(events, key=str) for events in found]


def agree(case, lives, until=None):
    """Live some lives in both models, year by year, every life held to the record up to a year if given."""
    past = None if until is None else Past(Record(case), np.array(until))
    world = World(case, lives[-1] + 1, past=past)
    twins = [Twin(case, life, until and until[life]) for life in lives]
    while world.running:
        world.step()
        for life, twin in zip(lives, twins, strict=True):
            twin.step()
            if not twin.draw.close_calls:
                same_year(world, twin, life)
    found = fast_events(world, lives[-1] + 1)
    for life, twin in zip(lives, twins, strict=True):
        if twin.draw.close_calls:
            warnings.warn(f"life {life}: a draw on its threshold, {twin.draw.close_calls}", stacklevel=1)
            continue
        plain = sorted((tuple(row.values()) for row in twin.events), key=str)
        assert in_force(plain, twin.until) == in_force(found[life], twin.until), life
    return twins


def in_force(events, until):
    """Leave out when institutions of held years end: the record took their place in the year they began."""
    return [(*event[:-1], None) if until and event[0] <= until else event for event in events]


def same_year(world, twin, life):
    place = f"life {life}, {world.year}"
    for number, party in enumerate(world.parties):
        assert list(world.degrees[number, :, life]) == twin.degrees[party], (place, party)
    for number, pair in enumerate(world.pairs):
        i, j = (world.codes.index(code) for code in pair)
        for fast, plain in PAIR_QUANTITIES.items():
            for a, b in ((i, j), (j, i)):
                value = getattr(world, fast)[a, b, life]
                assert abs(value - getattr(twin, plain)[pair]) < 1e-9, (place, pair, plain)
        # A threat of 1e-17, which rounding makes of none, is 1e-8 under the root of the balance of threat.
        assert abs(world.used_to[number, life] - twin.used_to[pair]) < 1e-6, (place, pair, "purpose used to")
    for (i, j), value in twin.threat.items():
        a, b = world.codes.index(i), world.codes.index(j)
        assert abs(world.T[a, b, life] - value) < 1e-9, (place, i, j, "threat")
    for a, code in enumerate(world.codes):
        for fast, plain in STATE_QUANTITIES.items():
            values = getattr(world, fast)
            value = values[a, life % values.shape[1]]
            assert abs(value - getattr(twin, plain)[code]) < 1e-9, (place, code, plain)


def test_200_lives_of_russia_and_china():
    agree(load(CASE), range(200))


@pytest.mark.parametrize("file", sorted(CASE.glob("*.toml")), ids=lambda path: path.stem)
def test_20_lives_of_every_variant_of_russia_and_china(file):
    agree(load(file), range(20))


@pytest.mark.parametrize("folder", sorted((ROOT / "scenarios").iterdir()), ids=lambda path: path.name)
def test_5_lives_of_every_case_some_held_to_the_record(folder):
    case = load(folder)
    start, end = case.scenario.start, case.scenario.end
    agree(case, range(5), until=[start - 1, start, (start + end) // 2, end - 1, end])


IMPOSED = """\
name = "imposed"
title = "Imposed and undone in a year"
start = 2000
end = 2001
seed = 7
states = [{ code = "AAA", name = "A", capability = 0.1 }, { code = "BBB", name = "B", capability = 0.9 }]
pairs = [{ states = ["AAA", "BBB"], interest = 1.0, trust = 1.0 }]
parameters = { opportunity = 0.15, resumption = 5.0, sharpness = 6.0, cost = -0.2 }

[[shocks]]
id = "begun"
year = 2000
kind = "indicator"
pair = ["AAA", "BBB"]
indicator = 3
effect = "advance"
degree = "low"
source = "a"

[[shocks]]
id = "undone"
year = 2000
kind = "indicator"
pair = ["AAA", "BBB"]
indicator = 3
effect = "regress"
source = "a"
"""


def test_what_was_imposed_and_undone_in_a_year_is_taken_up_again_in_that_year(tmp_path):
    resumed = {}
    for scale in (0.0, 1.0):
        file = tmp_path / f"scale_{scale:.0f}.toml"
        file.write_text(IMPOSED.replace('source = "a"', f'source = "a"\nscale = {scale}'))
        resumed[scale] = {twin.draw.life for twin in agree(load(file), range(40)) if deals(twin, 2000, 3)}
    assert resumed[0.0] < resumed[1.0]
    assert len(resumed[1.0]) > 3 * len(resumed[0.0])


def deals(twin, year, rung):
    """Whether the states of a life themselves dealt at a rung in a year: the last event, unless it is a regress."""
    effects = [e["effect"] for e in twin.events if (e["year"], e["channel"]) == (year, str(rung))]
    return bool(effects) and effects[-1] != "regress"


POSTERIORS = st.none() | st.lists(st.integers(1, 9).map(lambda n: n / 10), min_size=1, max_size=5)
LIVES = (0, 2, 5)
"""Of more than one block of draws: how far apart blocks lie is another on each ladder."""

EXAMPLES = (
    *((st.just(ladder), 36 if ladder.name == "military" else 10) for ladder in (*SHIPPED.values(), TOY)),
    (ladders(), 24),
)
HELD = st.none() | st.lists(st.integers(0, 8), min_size=LIVES[-1] + 1, max_size=LIVES[-1] + 1)


def test_3_lives_of_each_of_90_random_scenarios_on_all_ladders():
    seen = Counter()
    for ladder, examples in EXAMPLES:

        @settings(
            max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        @given(cases(ladder), HELD, POSTERIORS)
        def compare(drawn, held, sets):
            seen.update(live(*drawn, held, sets))

        compare()
    assert set(seen) >= EXERCISED, EXERCISED - set(seen)


EXERCISED = {
    "whole fall of a pair",
    "whole fall of a group",
    "break of a pair",
    "break of a group",
    "break by a leap of fear",
    "break by purpose lost",
    "break by neither",
    "institution of a group",
    "joint diplomacy",
    "economic deal",
}


def live(ladder, files, held, sets):
    """Compare three lives of a random scenario; return what happened in them."""
    with tempfile.TemporaryDirectory() as name:
        folder, posterior = Path(name), None
        for file, text in zip(("scenario.toml", "events.csv", "drivers.csv"), files, strict=True):
            (folder / file).write_text(text)
        if ladder.name not in SHIPPED:
            (folder / file_of(ladder)).write_text(ladder_toml(ladder))
        if sets:
            posterior = folder / "posterior.parquet"
            pd.DataFrame({"trust": sets, "opportunity": sets}).to_parquet(posterior, index=False)
        case = load(folder, posterior=posterior)
        twins = agree(case, LIVES, held and [case.scenario.start - 1 + year for year in held])
    return [what for twin in twins for what in happened(twin)]


def happened(twin):
    """What the states of a life did of their own."""
    imposed = any(shock.kind == "indicator" for shock in twin.scene.shocks)
    for event in twin.events:
        party = "group" if "+" in event["pair"] else "pair"
        if event["channel"] in ("diplomatic", "economic"):
            yield {"diplomatic": "joint diplomacy", "economic": "economic deal"}[event["channel"]]
        elif event["basis"] == "institution":
            yield f"institution of a {party}"
        elif event["effect"] in ("regress", "end") and not imposed:
            yield f"{'whole fall' if event['effect'] == 'end' else 'break'} of a {party}"
    for rise, loss in twin.breaks:
        if max(rise, loss) < 0.01:
            yield "break by neither"
        elif rise > 0.3 or loss > 0.3:
            yield "break by a leap of fear" if rise > loss else "break by purpose lost"
