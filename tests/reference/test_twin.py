"""The fast model lives the lives of the plain one: events one by one, degrees, and state variables."""

import json
import tempfile
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario.load import load
from sim.scenario.parameters import PARAMETERS
from sim.world.log import BASES, CHANNELS, EFFECTS
from sim.world.model import World
from tests.conftest import CASE
from tests.reference.twin import Twin

PAIR_QUANTITIES = {
    **{"I": "interest", "R": "trust", "D": "dispute", "E": "interdependence", "A": "alignment"},
    **{"forum": "forum", "commerce": "commerce"},
}


def fast_events(world, lives):
    """The events of each life of the fast model, as the twin writes them, in an order of their own."""
    rows = world.log.rows(lives)
    found = [[] for _ in range(lives)]
    for cells in zip(*rows.values(), strict=True):
        row = dict(zip(rows, map(int, cells), strict=True))
        found[row["life"]].append(
            (
                row["year"],
                world.parties[row["pair"]],
                CHANNELS[row["channel"]],
                row["degree"],
                EFFECTS[row["effect"]],
                BASES[row["basis"]],
                row["end_date"] or None,
            )
        )
    return [sorted(events, key=str) for events in found]


def agree(case, lives):
    """Live the first lives in both models, year by year."""
    world = World(case, lives=lives)
    twins = [Twin(case, life) for life in range(lives)]
    while world.running:
        world.step()
        for life, twin in enumerate(twins):
            twin.step()
            if not twin.draw.close_calls:
                same_year(world, twin, life)
    for life, (twin, events) in enumerate(zip(twins, fast_events(world, lives), strict=True)):
        if twin.draw.close_calls:
            warnings.warn(f"life {life}: a draw on its threshold, {twin.draw.close_calls}", stacklevel=1)
            continue
        assert sorted((tuple(row.values()) for row in twin.events), key=str) == events, life


def same_year(world, twin, life):
    place = f"life {life}, {world.year}"
    for number, party in enumerate(world.parties):
        assert list(world.degrees[number, :, life]) == twin.degrees[party], (place, party)
    for pair in world.pairs:
        i, j = (world.codes.index(code) for code in pair)
        for fast, plain in PAIR_QUANTITIES.items():
            for a, b in ((i, j), (j, i)):
                value = getattr(world, fast)[a, b, life]
                assert abs(value - getattr(twin, plain)[pair]) < 1e-9, (place, pair, plain)
    for (i, j), value in twin.threat.items():
        a, b = world.codes.index(i), world.codes.index(j)
        assert abs(world.T[a, b, life] - value) < 1e-9, (place, i, j, "threat")
        assert abs(world.Q[a, b, life] - twin.posture[i, j]) < 1e-9, (place, i, j, "posture")
    for code in twin.codes:
        a = world.codes.index(code)
        assert abs(world.g[a, life % world.g.shape[1]] - twin.capability[code]) < 1e-9, (place, code)
        assert abs(world.a[a, life % world.a.shape[1]] - twin.autonomy[code]) < 1e-9, (place, code)


def test_200_lives_of_russia_and_china():
    agree(load(CASE), 200)


@pytest.mark.parametrize("file", sorted(CASE.glob("*.toml")), ids=lambda path: path.stem)
def test_20_lives_of_every_variant(file):
    agree(load(file), 20)


CODES = ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF")
SHARES = st.integers(0, 20).map(lambda n: n / 20)
CHANGES = st.integers(-10, 10).map(lambda n: n / 20)


def table(heading, **values):
    """Write a table in TOML; values that are None are left out."""
    lines = [f"{key} = {json.dumps(value)}" for key, value in values.items() if value is not None]
    return "\n".join([f"[[{heading}]]", *lines])


@st.composite
def shocks(draw, codes, number):
    kind = draw(
        st.sampled_from(
            [
                "threat",
                "threat",
                "dispute",
                "trust",
                "interest",
                "interdependence",
                "autonomy",
                "capability",
                "indicator",
            ]
        )
    )
    one, other = draw(st.permutations(codes))[:2]
    when = {"year": draw(st.integers(2000, 2007))}
    if draw(st.booleans()):
        first = draw(st.integers(2000, 2004))
        when = {"years": [first, first + draw(st.integers(0, 3))]}
    shared = {"id": f"s{number}", **when, "chance": draw(st.sampled_from([1.0, 1.0, 0.5]))}
    values = {"kind": kind}
    if kind == "threat":
        values |= {"by": one, "of": other}
    elif kind in ("autonomy", "capability"):
        values |= {"state": one}
    else:
        values |= {"pair": [one, other]}
    if kind == "indicator":
        values |= {"indicator": draw(st.integers(1, 7)), "scale": draw(st.sampled_from([1.0, 1.0, 0.0]))}
        others = [shared | {"id": f"s{number}-{again}"} for again in range(draw(st.integers(0, 2)))]
        return "\n".join(
            table("shocks", **occurs, **values, **draw(imposed())) for occurs in (shared, *others)
        )
    values |= {"change": draw(CHANGES), "half_life": draw(st.sampled_from([None, 2.0, 5.5]))}
    values |= {"scale": 1.0}
    tables = [table("shocks", **shared, **values)]
    if kind == "threat" and draw(st.booleans()):
        tables.append(
            table("shocks", **shared, kind="threat", by=other, of=one, change=draw(CHANGES), scale=1.0)
        )
    return "\n".join(tables)


@st.composite
def imposed(draw):
    """What an event that a shock imposes does, and what its table says of it."""
    effect = draw(st.sampled_from(["advance", "sustain", "regress", "end"]))
    degree = draw(st.sampled_from(["low", "high"])) if effect in ("advance", "sustain") else None
    return {"effect": effect, "degree": degree, "source": draw(st.sampled_from("abc"))}


@st.composite
def groups(draw, codes):
    """None to two groups, some of whose members come and go."""
    tables, labels = [], set()
    for n in range(draw(st.integers(0, 2))):
        chosen = draw(st.permutations(codes))[: draw(st.integers(2, len(codes)))]
        if tuple(sorted(chosen)) in labels:
            continue
        labels.add(tuple(sorted(chosen)))
        members = []
        for code in chosen:
            first, last = draw(
                st.sampled_from([("", ""), ("", ""), (", from = 2003", ""), ("", ", to = 2005")])
            )
            members.append(f'{{ code = "{code}"{first}{last} }}')
        quorum = draw(st.sampled_from([0.5, 0.75, 1.0]))
        tables.append(f'[[groups]]\nname = "G{n}"\nmembers = [{", ".join(members)}]\nquorum = {quorum}')
    return tables


@st.composite
def cases(draw):
    """A random scenario: text of its TOML, its events and its drivers."""
    codes = CODES[: draw(st.sampled_from([2, 3, 3, 4, 5, 6]))]
    text = ['name = "random"', 'title = "Random"', "start = 2000", f"end = {draw(st.integers(2007, 2012))}"]
    text += [f"seed = {draw(st.integers(0, 9999))}", 'events = "events.csv"', 'drivers = "drivers.csv"']
    text += [
        table(
            "states",
            code=code,
            name=code,
            capability=draw(SHARES),
            autonomy=draw(st.sampled_from([0.7, 1.0, 1.4])),
        )
        for code in codes
    ]
    for n, one in enumerate(codes):
        for other in codes[n + 1 :]:
            if draw(st.booleans()):
                values = {
                    name: draw(SHARES)
                    for name in ("proximity", "interest", "trust", "dispute", "interdependence")
                }
                ladder = draw(st.none() | st.lists(st.integers(0, 2), min_size=7, max_size=7))
                text.append(table("pairs", states=[other, one], **values, ladder=ladder))
            for by, of in ((one, other), (other, one)):
                if draw(st.booleans()):
                    text.append(table("threats", by=by, of=of, level=draw(SHARES)))
    text += [draw(shocks(codes, n)) for n in range(draw(st.integers(0, 6)))]
    text += draw(groups(codes))
    text.append("[parameters]")
    for name in draw(st.sets(st.sampled_from(sorted(PARAMETERS)), max_size=12)):
        p = PARAMETERS[name]
        text.append(f"{name} = {p.low + (p.high - p.low) * draw(st.integers(1, 9)) / 10}")
    events = ["id,date,end_date,actors,dimension,indicator,degree,effect,basis,title,source,note"]
    for n in range(draw(st.integers(0, 8))):
        actors = draw(st.permutations(codes))[: draw(st.integers(2, len(codes)))]
        year, effect = (
            draw(st.integers(1985, 2002)),
            draw(st.sampled_from(["advance", "advance", "sustain", "regress", "end"])),
        )
        until = (
            draw(st.sampled_from(["", str(year + 4), str(year + 12)]))
            if effect in ("advance", "sustain")
            else ""
        )
        basis = draw(st.sampled_from(["practice", "agreement", "institution", "statement"]))
        degree = draw(st.sampled_from(["low", "high"]))
        cells = (
            f"E{n}",
            year,
            until,
            ";".join(actors),
            "military",
            draw(st.integers(1, 7)),
            degree,
            effect,
            basis,
            "t",
            "s",
            "",
        )
        events.append(",".join(map(str, cells)))
    drivers = {}
    for _ in range(draw(st.integers(0, 5))):
        one, other = sorted(draw(st.permutations(codes))[:2])
        quantity = draw(
            st.sampled_from(["capability", "interest", "dispute", "trust", "threat", "interdependence"])
        )
        subject = {"capability": one, "threat": f"{other}>{one}"}.get(quantity, f"{one}-{other}")
        drivers[draw(st.integers(1996, 2014)), quantity, subject] = draw(SHARES)
    rows = [
        "year,quantity,subject,value",
        *(",".join(map(str, (*key, value))) for key, value in drivers.items()),
    ]
    return "\n".join(text) + "\n", "\n".join(events) + "\n", "\n".join(rows) + "\n"


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(cases())
def test_3_lives_of_each_of_100_random_scenarios(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in zip(("scenario.toml", "events.csv", "drivers.csv"), files, strict=True):
            (Path(folder) / name).write_text(text)
        agree(load(Path(folder)), 3)
