"""A small case, written as a user writes one."""

import pytest

from sim.faults import InputError
from sim.scenario.load import load

BASE = """\
name = "base"
title = "Three states"
start = 2000
end = 2005
runs = 20
seed = 7

[[states]]
code = "CCC"
name = "Third"
capability = 0.2

[[states]]
code = "AAA"
name = { en = "First", ar = "أول" }
capability = 0.5

[[states]]
code = "BBB"
name = "Second"
capability = 0.3
autonomy = 2.0

[[pairs]]
states = ["BBB", "AAA"]
trust = 0.4
dispute = 0.2

[[threats]]
by = "AAA"
of = "CCC"
level = 0.6

[[threats]]
by = "BBB"
of = "CCC"
level = 0.5

[[shocks]]
id = "crisis"
year = 2002
kind = "threat"
by = "AAA"
of = "CCC"
change = 0.35
half_life = 6

[[shocks]]
id = "crisis"
year = 2002
kind = "dispute"
pair = ["CCC", "AAA"]
change = 0.2

[[shocks]]
years = [2003, 2004]
name = "Trade War!"
kind = "interdependence"
pair = ["AAA", "BBB"]
change = -0.1
chance = 0.5

[parameters]
threat = 0.6
"""

EVENTS = """\
id,date,end_date,actors,dimension,indicator,degree,effect,basis,title,source,note
E1,1999,2005,AAA;BBB,military,1,low,advance,practice,Hot line,book,
E2,2001,,AAA;BBB,military,2,high,advance,institution,Yearly talks,book,
"""

DRIVERS = """\
year,quantity,subject,value
2001,capability,AAA,0.5
2003,capability,AAA,0.7
2002,interest,BBB-AAA,0.5
2002,threat,AAA>CCC,0.4
"""

VARIANT = 'name = "variant"\nextends = "scenario.toml"\n'


def write(folder, text=BASE, name="scenario.toml", **more):
    """Write a scenario and, by keyword, `events` and `drivers` beside it; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    for kind, table in more.items():
        (folder / f"{kind}.csv").write_text(table, encoding="utf-8")
        text = f'{kind} = "{kind}.csv"\n' + text
    path.write_text(text, encoding="utf-8")
    return path


def faults(path, sets=()):
    """Load what must be refused; return its faults."""
    with pytest.raises(InputError) as caught:
        load(path, sets)
    assert not any("\n" in str(fault) for fault in caught.value.faults)
    return caught.value.faults


def marked(text, mark="# here"):
    """Return the lines, from 1, of a text that carry a mark."""
    return [number for number, line in enumerate(text.splitlines(), start=1) if mark in line]
