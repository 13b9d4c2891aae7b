"""The world as it stood: what its pairs begin with, and that nothing later is known in it."""

from dataclasses import replace

import numpy as np
import pytest

from sim.datasets.measured import UNKNOWN, measure
from sim.datasets.origin import standing, world_at
from sim.ladder.books import FOREVER, NEVER
from sim.scenario import facts
from sim.scenario.facts import Tables, reading
from sim.world.model import World

CODES = ("EGY", "FRA", "GBR", "IND", "IRN", "IRQ", "ISR", "PAK", "RUS", "SRB", "TUR", "USA", "YMD")
ORIGIN = 1985
YEARLY = ("votes", "expenditure", "cinc", "stand_in")
SPANS = ("borders", "rivalries", "claims", "disputes", "wars", "industry")


@pytest.fixture(scope="module")
def measured():
    return measure(CODES)


def cut(name, origin):
    """Return the rows of a table as they would stand had all after a year been otherwise."""
    for row in facts.rows_of(name):
        if name in YEARLY:
            yield {key: "" if key.isdigit() and int(key) > origin else text for key, text in row.items()}
        elif name == "trade":
            values = row["thousandths"].split(" ")[: max(origin + 1 - int(row["first"]), 0)]
            yield {**row, "thousandths": " ".join(values)}
        elif name == "treaties":
            if int(row["entered"][:4]) <= origin:
                yield {**row, "left": row["left"] if row["left"][:4] <= str(origin) else ""}
        elif int(row["first"]) <= origin:
            yield {**row, "last": row["last"] if row["last"] and int(row["last"]) <= origin else str(origin)}


def test_nothing_after_the_origin_changes_anything_at_it(measured):
    then = world_at(ORIGIN, ORIGIN + 5, measured)
    column = ORIGIN - measured.years.start + 1
    degrees, lasts = measured.degrees.copy(), measured.lasts.copy()
    degrees[..., column:], lasts[..., column:] = 2, FOREVER
    newer = {name: list(cut(name, ORIGIN)) for name in (*YEARLY, *SPANS, "trade", "treaties")}
    with reading(Tables(newer)):
        otherwise = world_at(ORIGIN, ORIGIN + 5, replace(measured, degrees=degrees, lasts=lasts))
    assert otherwise.scenario == then.scenario
    assert otherwise.observed == then.observed


def test_every_pair_begins_as_it_is_measured_and_with_nothing_where_it_is_unknown(measured):
    case = world_at(ORIGIN, ORIGIN + 1, measured)
    world = World(case)
    rows = [measured.pairs.index(pair) for pair in world.pairs]
    known = measured.degrees[rows, :, ORIGIN - measured.years.start]
    assert (known == UNKNOWN).any()
    assert (known > 0).any()
    assert np.array_equal(world.degrees[..., 0], np.where(known == UNKNOWN, 0, known))


def test_what_stood_once_and_no_more_is_known_as_practised(measured):
    world = World(world_at(ORIGIN, ORIGIN + 1, measured))
    rows = [measured.pairs.index(pair) for pair in world.pairs]
    stood = (measured.degrees[rows, :, : ORIGIN + 1 - measured.years.start] > 0).any(axis=-1)
    lapsed = stood & (world.degrees[..., 0] == 0)
    assert lapsed.sum() > 20
    assert np.array_equal(world.books.practised[..., 0], stood)


def test_what_stands_runs_off_as_it_is_measured(measured):
    now, ahead = ORIGIN - measured.years.start, 10
    case = world_at(ORIGIN, ORIGIN + ahead, measured)
    never = {f"parameters.{name}": 0.0 for name in ("opportunity", "break_opportunity", "disillusion")}
    still = {"habit": -1000.0, **{name.removeprefix("parameters."): value for name, value in never.items()}}
    parameters = {**case.scenario.parameters, **still}
    case = replace(case, scenario=case.scenario.model_copy(update={"parameters": parameters}))
    world = World(case)
    rows = [measured.pairs.index(pair) for pair in world.pairs]
    lasts = measured.lasts[rows][..., now]
    for year in world.years_left():
        left = (lasts >= year).sum(axis=2)
        calm = ~world.broken[..., 0].any(axis=1)
        assert np.array_equal(world.degrees[calm, :, 0], left[calm])


def test_states_are_those_alive_under_the_code_of_their_record(measured):
    codes = [state.code for state in world_at(1985, 1990, measured, CODES).scenario.states]
    assert codes == sorted(CODES)
    later = [state.code for state in world_at(1995, 2000, measured, CODES).scenario.states]
    assert "YMD" not in later


def test_there_are_no_drivers_and_no_shocks(measured):
    case = world_at(ORIGIN, ORIGIN + 5, measured)
    assert not case.drivers.values
    assert not case.scenario.shocks
    assert sum(state.capability for state in case.scenario.states) == pytest.approx(1, abs=0.01)


def test_a_treaty_in_force_is_an_institution_and_a_delivery_practice(measured):
    lasts = np.full_like(measured.lasts, NEVER)
    now = ORIGIN - measured.years.start
    lasts[0, 6, :, now], lasts[0, 2, 0, now] = FOREVER, ORIGIN + 2
    events = list(standing(replace(measured, lasts=lasts), ORIGIN, set(CODES)))
    said = [(e.indicator, e.degree, e.basis, e.year) for e in events]
    assert said == [
        ("3", "low", "practice", ORIGIN - 4),
        ("7", "low", "institution", ORIGIN),
        ("7", "high", "institution", ORIGIN),
    ]
