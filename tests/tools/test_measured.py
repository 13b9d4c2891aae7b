"""How measured ladders agree with coding: the page says what the tool finds."""

import numpy as np
import pytest

from sim.datasets.measured import UNKNOWN, YEARS, measure
from sim.ladder.ladder import MILITARY
from tools import measured as tool


@pytest.fixture(scope="module")
def world():
    return measure()


@pytest.fixture(scope="module")
def coded():
    return tool.coding()


def cells(*words):
    degrees = np.full((len(MILITARY), len(YEARS)), UNKNOWN, np.int8)
    degrees[0, : len(words)] = words
    return degrees


def test_of_several_codings_the_lower_median_counts_where_any_has_one():
    found = tool._lower_median([cells(0, 2, UNKNOWN), cells(1, 1, UNKNOWN), cells(2, UNKNOWN, UNKNOWN)])
    assert found[0, :3].tolist() == [1, 1, UNKNOWN]


def test_cells_are_compared_where_both_know_them(world):
    pair = ("DEU", "FRA")
    hand = {pair: tool.Coded(("made up",), cells(*[UNKNOWN] * 5, 0, 0, 1))}
    degrees = np.full((len(world.pairs), len(YEARS)), UNKNOWN, np.int8)
    degrees[world.pairs.index(pair), 4:9] = [2, 0, 1, 2, 2]
    (found,) = tool.agreements(hand, world, degrees, 1)
    assert found.counts.tolist() == [[1, 1, 0], [0, 0, 1], [0, 0, 0]]
    assert found.begins == (1957, 1956)
    assert found.off == 2


def test_the_other_rules_differ_from_the_rule_in_use_and_leave_unknown_what_it_does():
    some = measure(
        ["USA", "RUS", "CHN", "KAZ", "KGZ", "DEU", "FRA", "EGY", "PAK", "PHL", "IND", "IRQ", "SYR"]
    )
    for number, called, rule in tool.VARIANTS:
        degrees = tool.tried(some, rule, number)
        kept = some.degrees[:, number - 1]
        assert ((degrees == UNKNOWN) == (kept == UNKNOWN)).all()
        assert (degrees != kept).any(), called


def test_the_page_says_what_is_found(world, coded):
    page = tool.PAGE.read_text(encoding="utf-8").partition(tool.BEGIN)[2].partition(tool.END)[0]
    for number in range(1, len(MILITARY) + 1):
        found = tool.agreements(coded, world, world.degrees[:, number - 1], number)
        assert f"| {' | '.join(tool._row(found, number, world))} | " in page
