"""The table of quantities against the tables of a scenario, which begin them, and shocks, which move them."""

from typing import get_args

from sim.scenario.quantities import MOST_AUTONOMY, PAIR, QUANTITIES, STATE, TOWARD, most
from sim.scenario.schema import Kind, PairTable, StateTable, ThreatTable


def of(owner):
    return {quantity for quantity, whose in QUANTITIES.items() if whose is owner}


def test_the_tables_of_a_scenario_begin_every_quantity_of_theirs():
    assert of(STATE) == set(StateTable.model_fields) - {"code", "name", "source"}
    assert of(PAIR) == set(PairTable.model_fields) - {"states", "proximity", "ladder", "source"}
    assert of(TOWARD) == {"threat"}
    assert set(ThreatTable.model_fields) == {*TOWARD.keys, "level", "source"}


def test_shocks_move_quantities_or_an_indicator():
    assert set(get_args(Kind)) <= {*QUANTITIES, "indicator"}


def test_all_are_shares_but_autonomy():
    assert {quantity for quantity in QUANTITIES if most(quantity) != 1} == {"autonomy"}
    assert most("autonomy") == MOST_AUTONOMY == 5
