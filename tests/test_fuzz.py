"""Whatever a file of a user holds: it is read, or refused in lines, and nothing is written.

Seeded, so that every run tries the same. `SIM_FUZZ=20000 pytest -n 0 tests/test_fuzz.py` tries more.
"""

import csv
import datetime
import io
import os
import random
import re
import sys
import tomllib
from copy import deepcopy

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import tomli_w
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from sim import cli
from sim.experiments.check import check_input
from sim.experiments.design import read_sweep
from sim.faults import InputError
from sim.ladder.event_files import read_events
from sim.ladder.ladder import read_windows
from sim.scenario.drivers import read_drivers
from sim.scenario.load import load, resolved_toml, scenario_hash
from sim.scenario.parameters import PARAMETERS
from sim.scenario.posterior import read_posterior
from sim.verbs import assess as assess_verb
from tests.conftest import files
from tests.scenario.cases import BASE, DRIVERS, EVENTS, VARIANT

INPUTS = int(os.environ.get("SIM_FUZZ", "200"))
"""Inputs a reader."""

ODD = [
    *("", " ", "\n", "\r", "\t", "\x00", "\x0b", "\x1b"),
    *("\x85", "\u2028", "\u202e", "\ufeff", "'", '"', '"""'),
    *("0", "-1", "1", "2", "3.5", "1e1", "0_1", "1e308"),
    *("-1e308", "1e400", "nan", "-inf", "9" * 30, "9" * 5000),
    *("0x" + "f" * 40, "٣", "½", "2000-01-01", "2001"),
    *("9999", "10000", "true", "[]", "{}", "[[1]]", "[" * 99),
    *("=", ".", ",", ";", "-", ">", "#", "[", "]", "[["),
    *("]]", "{", "}", "$", "\\", "[/b]", ":smile:", "é", "أ"),
    *("AAA", "BBB", "ZZZ", "AAA-BBB", "AAA>CCC", "crisis", "threat", "high", "end", "states", "parameters"),
    *("../x", "/dev/zero", "/", "x" * 300, "scenario.toml"),
    *("events.csv", "a\\u0000b", "'a'", '"a"', "a.b.c"),
    *("extends = 'scenario.toml'\n", "[shocks]\n"),
    *("[[groups]]\nname = '1'\n", "drop = [1]\n", "focus = 'A'\n"),
]
"""What takes the place of a part of a file, or of a cell of a table."""

VALUES = [
    *("", "x", "AAA", "AAA-BBB", "crisis", "low", "end"),
    *("a\x00b", "\u202e", "x" * 5000, "../x", "events.csv"),
    *(0, -1, 1, 2, 2001, 9999, 10_000, 10**400, 0.5, 1e308, -1e308, float("nan"), float("inf"), True),
    *([], [1], ["AAA"], ["AAA", "BBB"], ["AAA", ["AAA"]]),
    *([[]], [{}], {}, {"en": 1}, {"ar": "أ"}, {"": {"": ""}}),
    *(datetime.date(2000, 1, 1), datetime.datetime(2000, 1, 1), datetime.time(1), {"low": 1, "high": 0}),
    *([0.1, 0.2], {"values": [1, "a"]}, {"values": [[1], {}]}, {"low": 0, "high": 1e308, "integer": True}),
]
"""What takes the place of a value of a tree."""

KEYS = [
    *("", "x", "id", "name", "states", "parameters", "en"),
    *("a.b", "end", "start", "scenario", "point", "x" * 300),
    *("pairs.AAA-BBB.states", "states.AAA.code", "states.AAA.name"),
    *("shocks.crisis.kind", "shocks.crisis.year"),
    *("shocks.trade-war.years", "groups.All.members"),
    *("groups.All.quorum", "threats.AAA>CCC.of", "pairs.X.trust"),
    *("parameters.nothing", "parameters", "threats..", "drop", "extends", "focus", "seed", "runs", "title"),
]
"""What takes the place of a key of a tree."""

WINDOWS = "1 = 10\n2 = 5\n3 = 6\n"

SWEEP = """\
name = "sweep"
scenario = "scenario.toml"
runs = 5
design = "grid"
steps = 2

[ranges]
"parameters.threat" = [0.1, 0.9]
"pairs.AAA-BBB.trust" = { low = 0.1, high = 0.5, scale = "log" }
"shocks.crisis.scale" = { values = [0, 1] }

[outcomes]
index = { measure = "mean-index", pair = "AAA-BBB", year = 2004 }
chance = { measure = "stage-chance", pair = "AAA-BBB", stage = "moderate", by = 2004 }
threat = { measure = "mean-threat", by = "AAA", of = "CCC", year = 2003 }
"""

POINTS = """\
parameters.threat,pairs.AAA-BBB.trust
0.5,0.3
0.6,0.4
"""

GROUPED = BASE + '\n[[groups]]\nname = "All"\nmembers = ["AAA", { code = "BBB", from = 2001 }, "CCC"]\n'


def _scenario(path):
    case = load(path)
    resolved_toml(case)
    scenario_hash(case)


READERS = {
    "events": ("events.csv", EVENTS, read_events),
    "events assessed": ("events.csv", EVENTS, assess_verb.read),
    "drivers": ("drivers.csv", DRIVERS, read_drivers),
    "a scenario": ("scenario.toml", f'events = "events.csv"\ndrivers = "drivers.csv"\n{GROUPED}', _scenario),
    "a variant": ("variant.toml", f'{VARIANT}drop = ["trade-war"]\n[parameters]\nthreat = 0.5\n', _scenario),
    "windows": ("windows.toml", WINDOWS, read_windows),
    "a sweep": ("sweep.toml", SWEEP, read_sweep),
    "points": ("points.csv", POINTS, None),
    "any file": ("any.toml", BASE, check_input),
}


@pytest.fixture
def case(tmp_path):
    """A case in a folder, with a sweep over points of a file."""
    for name, text in {
        "scenario.toml": BASE,
        "events.csv": EVENTS,
        "drivers.csv": DRIVERS,
        "listed.toml": re.sub(r'\n"shocks.*', "", SWEEP.replace('"grid"\nsteps = 2', '"points.csv"')),
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def changed(name, text, chance):
    """Change a file in some places: its values, its cells, or anything at all."""
    kind = chance.randrange(4)
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        if kind == 0:
            return _scrambled(text, chance)
        text = (_other_cells if name.endswith(".csv") else _other_values)(text, chance)
    return text.encode()


def _other_values(text, chance):
    """Change a value or a key of a tree: put another there, leave it out, double it or move it."""
    tree = tomllib.loads(text)
    places = list(_places(tree))
    if not places:
        return text
    (inside, key), (other, there) = chance.choice(places), chance.choice(places)
    act = chance.randrange(6)
    if act < 3:
        inside[key] = deepcopy(chance.choice(VALUES))
    elif act == 3:
        del inside[key]
    elif act == 4:
        inside[key] = deepcopy(other[there])
    elif isinstance(inside, list):
        inside.append(deepcopy(inside[key]))
    else:
        inside[chance.choice(KEYS)] = inside.pop(key)
    return tomli_w.dumps(tree)


def _places(tree):
    for key, value in list(tree.items() if isinstance(tree, dict) else enumerate(tree)):
        yield tree, key
        if isinstance(value, dict | list):
            yield from _places(value)


def _other_cells(text, chance):
    """Change a cell of a table, or leave out or double a row or a column."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    at = chance.randrange(len(rows))
    column = chance.randrange(max(map(len, rows)) or 1)
    act = chance.randrange(10)
    if act == 0:
        rows.insert(at, list(rows[at]))
    elif act == 1 and len(rows) > 1:
        del rows[at]
    elif act == 2:
        rows = [row + row[column : column + 1] for row in rows]
    elif act == 3:
        rows = [row[:column] + row[column + 1 :] for row in rows]
    elif column < len(rows[at]):
        rows[at][column] = chance.choice([*ODD, *chance.choice(rows)])
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue() or "x"


def _scrambled(text, chance):
    """Change letters and bytes: parts are replaced, left out, doubled or moved."""
    parts = re.findall(r"\w+|\s+|.", text)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(parts))
        act = chance.randrange(8)
        if act < 4:
            parts[at] = chance.choice(ODD)
        elif act == 4:
            del parts[at : at + chance.randint(1, 12)]
        elif act == 5:
            parts[at:at] = parts[at : at + chance.randint(1, 30)]
        else:
            other = chance.randrange(len(parts))
            parts[at], parts[other] = parts[other], parts[at]
        parts = parts or ["x"]
    content = "".join(parts).encode()
    if chance.random() < 0.2:
        at = chance.randrange(len(content) + 1)
        content = content[:at] + chance.randbytes(chance.randint(0, 3)) + content[at + 1 :]
    return content


def tried(read, path):
    """Read a file that may be wrong: it is refused in lines that steer no terminal, or not at all."""
    try:
        read(path)
    except InputError as error:
        assert error.faults
        for fault in error.faults:
            assert str(fault).isprintable()
            assert len(str(fault)) < 3000


def fuzzed(test):
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    kept = settings(max_examples=INPUTS, deadline=None, database=None, suppress_health_check=quiet)
    return seed(2026)(kept(test))


@pytest.mark.parametrize(("name", "text", "read"), READERS.values(), ids=READERS)
@fuzzed
@given(number=st.integers(0, 2**32))
def test_a_changed_file_is_read_or_refused(case, name, text, read, number):
    (case / name).write_bytes(changed(name, text, random.Random(number)))
    before = files(case)
    target, read = (case / name, read) if read else (case / "listed.toml", read_sweep)
    tried(read, target)
    assert files(case) == before


def _column(kind, chance):
    """Return values of a column of parameter sets, most of them possible."""
    numbers = [chance.choice([0.1, 0.5, 1.0, 0.0, -1.0, 1e308, float("nan"), float("inf")]) for _ in range(3)]
    made = {
        "numbers": pa.array(numbers),
        "whole": pa.array([0, 1, 2]),
        "gaps": pa.array([0.5, None, 0.1]),
        "nothing": pa.nulls(3),
        "words": pa.array(["a", "", "1"]),
        "flags": pa.array([True, False, None]),
        "lists": pa.array([[1.0], [], None]),
        "huge": pa.array([2**63, 0, 1], pa.uint64()),
        "half": pa.array(np.array([0.5, 1, 0], np.float16)),
        "named": pa.array(["a", "b", "a"]).dictionary_encode(),
    }
    return made[kind].slice(0, chance.choice([3, 3, 3, 0]))


KINDS = ["numbers", "numbers", "whole", "gaps", "nothing", "words", "flags", "lists", "huge", "half", "named"]


def _posterior(chance):
    names = [*chance.sample(sorted(PARAMETERS), 4), "held_out", "power", "threat", "interest", "", "x\x1b[1m"]
    columns = [
        (chance.choice(names), _column(chance.choice(KINDS), chance)) for _ in range(chance.randint(0, 5))
    ]
    length = min((len(values) for _, values in columns), default=0)
    arrays = [values.slice(0, length) for _, values in columns]
    return pa.Table.from_arrays(arrays, names=[name for name, _ in columns])


@fuzzed
@given(number=st.integers(0, 2**32))
def test_a_posterior_is_read_or_refused(tmp_path, number):
    chance = random.Random(number)
    path = tmp_path / "posterior.parquet"
    pq.write_table(_posterior(chance), path)
    content = path.read_bytes()
    if chance.random() < 0.5:
        at = chance.randrange(len(content) + 1)
        rest = chance.choice([b"", content[at + 1 :], chance.randbytes(8) + content[at + 8 :]])
        path.write_bytes(content[:at] + rest)
    tried(read_posterior, path)
    assert files(tmp_path) == ["posterior.parquet"]


COMMANDS = {
    "events.csv": ("assess", "agree"),
    "scenario.toml": ("check", "run", "contrast", "shocks", "hindcast", "calibrate", "sensitivity"),
    "sweep.toml": ("sweep", "sensitivity", "discover"),
}


@pytest.mark.parametrize("name", COMMANDS)
@settings(
    max_examples=max(20, INPUTS // 10), deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
@seed(2026)
@given(number=st.integers(0, 2**32))
def test_a_command_ends_with_status_2_and_writes_nothing(case, monkeypatch, capsys, name, number):
    """A file that is refused, by every verb that reads it."""
    chance = random.Random(number)
    path = case / name
    text = {"events.csv": EVENTS, "scenario.toml": BASE, "sweep.toml": SWEEP}[name]
    path.write_bytes(changed(name, text, chance))
    if not [fault for fault in check_input(path) if not fault.warning]:
        return
    monkeypatch.chdir(case)
    before = files(case)
    for verb in COMMANDS[name]:
        second = {"agree": [name], "contrast": [name], "discover": ["--outcome", "index", "--above", "0"]}
        monkeypatch.setattr(sys, "argv", ["sim", verb, name, *second.get(verb, [])])
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capsys.readouterr().err
        assert (end.value.code, "Traceback" in said) == (2, False), (verb, said)
    assert files(case) == before
