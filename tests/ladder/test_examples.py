"""Each rule of the ladder once, as an example to read."""

from pathlib import Path

import pytest

from sim.ladder.assess import assess
from sim.ladder.event_files import read_events, read_layers
from sim.ladder.events import of_pairs
from sim.ladder.groups import Group, assess_group, group_rows, of_group
from sim.ladder.ladder import MILITARY
from tests.ladder.strategies import event

CASE = Path(__file__).parents[2] / "scenarios" / "russia_china" / "events.csv"


def cells(events, indicator, *years):
    result = assess(events, "AAA-BBB", MILITARY, range(1980, 2040))
    return [int(result.degrees[year - 1980, indicator - 1]) for year in years]


def row(events, year):
    return next(assess(events, "AAA-BBB", MILITARY, range(year, year + 1)).rows())


def ladder(*degrees, date="2000"):
    """Practice of a year at the degrees named for indicators 1 to 7."""
    names = {1: "low", 2: "high"}
    return [
        event(f"i{n}", date=date, indicator=str(n), degree=names[d])
        for n, d in enumerate(degrees, start=1)
        if d
    ]


@pytest.mark.parametrize(("indicator", "window"), [(1, 10), (2, 5), (3, 6), (4, 3), (5, 4), (6, 6), (7, 6)])
def test_practice_is_live_to_the_last_year_of_its_window(indicator, window):
    once = [event(date="2000", indicator=str(indicator))]
    assert cells(once, indicator, 1999, 2000, 2000 + window, 2001 + window) == [0, 1, 1, 0]


def test_practice_runs_to_its_end_and_then_its_window():
    assert cells([event(date="2000", end_date="2004-06", indicator="4")], 4, 2007, 2008) == [1, 0]


def test_an_institution_stands_until_its_end():
    assert cells([event(date="2000", basis="institution")], 1, 2039) == [1]
    assert cells([event(date="2000", end_date="2005", basis="institution")], 1, 2005, 2006) == [1, 0]


def test_paper_counts_as_low_for_ten_years():
    signed = [event(date="2000", indicator="3", degree="high", basis="agreement")]
    assert cells(signed, 3, 2000, 2010, 2011) == [1, 1, 0]
    assert "paper" in row(signed, 2005)["signals"]


def test_practice_gives_an_agreement_its_degree_and_ten_more_years():
    signed = event("a", date="2000", indicator="3", degree="high", basis="agreement")
    practised = event("p", date="2005", indicator="3", degree="low")
    assert cells([signed, practised], 3, 2004, 2005, 2010, 2011, 2015, 2016) == [1, 2, 2, 1, 1, 0]


def test_sustaining_cannot_raise_but_may_revive():
    begun = event("a", date="2000", indicator="4", degree="low")
    kept = event("s", date="2010", indicator="4", degree="high", effect="sustain")
    assert cells([begun, kept], 4, 2004, 2010) == [0, 1]
    assert cells([kept], 4, 2010) == [0]


def test_regresses_add_up_until_an_advance_clears_them():
    high = event("a", date="2000", degree="high")
    falls = [event(f"r{y}", date=str(y), effect="regress", degree="") for y in (2001, 2003)]
    back = event("b", date="2005", degree="low")
    assert cells([high, *falls, back], 1, 2000, 2001, 2003, 2005) == [2, 1, 0, 2]


def test_an_end_comes_last_on_its_date_and_a_year_after_its_months():
    end = event("end", date="2000", effect="end", degree="")
    same, month, later = event("a", date="2000"), event("b", date="2000-12"), event("c", date="2001")
    assert cells([end, same, month], 1, 2000) == [0]
    assert cells([end, same, later], 1, 2001) == [1]
    assert cells([event("end", date="2000-11", effect="end", degree=""), month], 1, 2000) == [1]


@pytest.mark.parametrize(
    ("degrees", "stage", "degree", "standing"),
    [
        ((1,), "none", "", "provisional"),  # alone and low: nothing carries it
        ((1, 1), "early", "low", "settled"),  # company carries it
        ((0, 2), "early", "high", "settled"),  # high carries itself
        ((1, 1, 1), "early", "low", "provisional"),  # consultations are not high: the gate is shut
        ((0, 2, 2), "moderate", "low", "settled"),
        ((0, 2, 1), "early", "high", "provisional"),  # low and alone
        ((0, 2, 2, 2), "moderate", "high", "settled"),
        ((0, 2, 1, 1, 1), "moderate", "low", "provisional"),  # exercises are not high: the gate is shut
        ((0, 2, 2, 2, 1), "moderate", "high", "provisional"),  # one sign of the advanced stage, low and alone
        ((0, 2, 2, 2, 1, 1), "advanced", "low", "settled"),
        ((0, 2, 1, 2, 2, 2), "advanced", "high", "settled"),
        ((0, 0, 0, 0, 0, 0, 2), "none", "", "leap"),  # an alliance out of nothing
        ((0, 0, 1), "none", "", "leap"),
    ],
)
def test_stage_and_standing(degrees, stage, degree, standing):
    result = row(ladder(*degrees), 2000)
    assert (result["stage"], result["degree"], result["standing"]) == (stage, degree, standing)


def test_signals_compare_with_the_year_before_even_unseen():
    events = [event("a", date="2000", indicator="4")]
    assert row(events, 2000)["signals"] == "advance;leap"
    assert row(events, 2001)["signals"] == ""
    assert row(events, 2004)["signals"] == "regress"


def test_old_problems_that_come_back_are_tension():
    settled = [*ladder(0, 2, 2), event("again", date="2002", indicator="1", degree="low")]
    assert "tension" in row(settled, 2002)["signals"]
    assert "tension" not in row([*ladder(0, 1), event("x", date="2002")], 2002)["signals"]


def test_what_stands_without_events_for_ten_years_is_dormant():
    events = [event(date="2000", indicator="2", basis="institution")]
    assert "dormant" not in row(events, 2009)["signals"]
    assert "dormant" in row(events, 2010)["signals"]


def test_fragility_counts_the_events_a_stage_hangs_on():
    hanging = ladder(0, 2)
    doubled = [*hanging, event("second", date="2000", indicator="2", degree="high", title="Another")]
    assert row(hanging, 2000)["fragile"] == 1
    assert row(doubled, 2000)["fragile"] == 0


def test_rows_that_say_the_same_are_one_event_a_stage_hangs_on():
    hanging = ladder(0, 2)
    again = hanging[-1].model_copy(update={"id": "again", "source": "another book"})
    assert row([*hanging, again], 2000)["fragile"] == 1


def test_the_index_weighs_degrees_by_number():
    assert row(ladder(2, 2, 2, 2, 2, 2, 2), 2000)["index"] == 1
    assert row(ladder(1, 0, 2), 2000)["index"] == round(7 / 56, 4)


def test_a_group_needs_a_quorum_and_pairs_are_read_apart():
    three = event("three", actors="AAA;BBB;CCC", indicator="2", degree="high")
    two = event("two", actors="AAA;BBB", indicator="3", degree="high")
    members = ["AAA", "BBB", "CCC", "DDD"]
    assert of_group([three, two], Group.of(members)) == [three]
    together, pairwise = assess_group([three, two], Group.of(members), MILITARY, range(2000, 2001))
    assert together.name == "AAA+BBB+CCC+DDD"
    assert MILITARY.stage_names[together.stage[0]] == "early"
    (said,) = group_rows(Group.of(members), pairwise)
    # Stages of the six pairs: none, none, none, early, early, moderate; the lower of the two in the middle.
    assert (said["weakest"], said["median"]) == ("none", "none")
    assert (said["none"], said["early"], said["moderate"]) == (0.5, 0.3333, 0.1667)


def test_russia_and_china():
    """The trajectory the coded record gives: about to pass the moderate stage."""
    pair_events = of_pairs(read_events(CASE), [("CHN", "RUS")])
    rows = {r["year"]: r for r in assess(pair_events, "CHN-RUS", MILITARY).rows()}
    assert (min(rows), max(rows)) == (1991, 2022)
    stages = {year: r["stage"] for year, r in rows.items()}
    assert stages == {
        1991: "none",
        **dict.fromkeys(range(1992, 2001), "early"),
        **dict.fromkeys(range(2001, 2023), "moderate"),
    }
    assert [y for y, r in rows.items() if r["reach"] == "advanced"] == list(range(2005, 2023))
    assert [y for y, r in rows.items() if (r["stage"], r["degree"]) == ("moderate", "high")] == list(
        range(2015, 2023)
    )
    assert all(rows[year]["standing"] == "provisional" for year in range(2005, 2023))


def test_the_layer_after_the_paper_keeps_what_it_found():
    layers = read_layers([CASE, CASE.with_name("events_after.csv")])
    rows = {r["year"]: r for r in assess(of_pairs(layers, [("CHN", "RUS")]), "CHN-RUS", MILITARY).rows()}
    assert max(rows) == 2025
    last = rows[2025]
    assert (last["stage"], last["degree"], last["standing"]) == ("moderate", "high", "provisional")
    # Without the patrols of the layer the exercises of the paper would be over.
    paper = assess(of_pairs(read_events(CASE), [("CHN", "RUS")]), "CHN-RUS", MILITARY, range(2025, 2026))
    assert (paper.degrees[0, 3], last["i4"]) == (0, "high")


def test_talks_of_a_kind_held_with_others_open_no_gate():
    pair_events = of_pairs(read_events(CASE), [("RUS", "USA")])
    rows = list(assess(pair_events, "RUS-USA", MILITARY, range(1988, 2023)).rows())
    assert {(r["stage"], r["i2"]) for r in rows} == {("early", "none"), ("early", "low")}
    assert [r["year"] for r in rows if r["reach"] == "moderate"] != []
