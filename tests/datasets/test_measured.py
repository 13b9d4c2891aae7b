"""Measured ladders: what data sets know of all pairs and years, and what they do not."""

import numpy as np
import pytest

from sim.datasets import spans
from sim.datasets.measured import UNKNOWN, WEAK, YEARS, measure, measured_ladders, years_within
from sim.faults import InputError
from sim.ladder.books import FOREVER, NEVER
from sim.ladder.ladder import MILITARY
from sim.ladder.partly_known import PartlyKnown
from sim.ladder.party import Party
from sim.ladder.rules import DEGREES
from sim.ladder.stages import stages
from sim.scenario.facts import Tables

EXERCISE = {"id": "x", "name": "", "series": "", "place": "", "command_post": "", "others": ""}


@pytest.fixture(scope="module")
def world():
    return measure()


def of(measured, pair, number):
    """The degrees of an indicator of a pair by year, as words."""
    degrees = measured.degrees[measured.pairs.index(pair), number - 1]
    return {
        year: ("unknown" if degree == UNKNOWN else DEGREES[degree])
        for year, degree in zip(measured.years, degrees.tolist(), strict=True)
    }


def lasting(measured, pair, number, degree, year):
    """The last year in which a degree stands by what was known of a year."""
    place = measured.pairs.index(pair), number - 1, DEGREES.index(degree) - 1
    return measured.lasts[(*place, year - measured.years.start)]


def test_the_alliance_of_japan_and_the_united_states(world):
    pair = ("JPN", "USA")
    alliance, forces, arms = (of(world, pair, number) for number in (7, 6, 3))
    assert alliance[1951] == forces[1951] == "unknown", "Japan was no state"
    assert {alliance[year] for year in range(1952, 2019)} == {"high"}
    assert {forces[year] for year in range(1952, 2024)} == {"high"}
    assert {arms[year] for year in range(1956, 2024)} == {"high"}, "made under licence"
    assert lasting(world, pair, 7, "high", 2000) == lasting(world, pair, 6, "high", 2000) == FOREVER


def test_france_has_one_pair_with_the_federal_republic_and_germany_and_another_with_the_east(world):
    west, east = ("DEU", "FRA"), ("DDR", "FRA")
    assert {of(world, west, 7)[year] for year in range(1955, 2019)} == {"high"}
    assert {of(world, east, 7)[year] for year in range(1955, 1991)} == {"none"}
    command = of(world, west, 5)
    assert (command[1966], command[1967], command[1988], command[1989]) == ("high", "none", "none", "high")
    assert of(world, west, 3)[1980] == "high", "a jet that both made"


def test_the_treaty_of_china_and_the_soviet_union_ends_and_russia_goes_on_with_its_pair(world):
    alliance, arms = of(world, ("CHN", "RUS"), 7), of(world, ("CHN", "RUS"), 3)
    assert alliance[1950] == alliance[1979] == "high"
    assert {alliance[year] for year in range(1982, 1992)} == {"none"}
    assert alliance[2001] == alliance[2011] == "low", "a treaty to consult lapses after ten years"
    assert alliance[2012] == "none"
    assert (arms[1960], arms[1985], arms[1995]) == ("high", "none", "low")
    assert lasting(world, ("CHN", "RUS"), 7, "low", 2005) == 2011


@pytest.mark.parametrize(
    ("number", "pair", "first", "last"),
    [
        (1, ("EGY", "SDN"), 1956, 1999),
        (2, ("EGY", "SDN"), 1985, 2010),
        (3, ("EGY", "SDN"), 1956, 2023),
        (4, ("EGY", "SDN"), 1983, 2010),
        (5, ("EGY", "SDN"), 1956, 2018),
        (6, ("EGY", "USA"), 1952, 2023),
        (6, ("EGY", "FRA"), 1984, 2012),
        (7, ("EGY", "FRA"), 1950, 2018),
    ],
)
def test_an_indicator_is_known_in_the_years_of_its_data_sets_alone(world, number, pair, first, last):
    known = [year for year, degree in of(world, pair, number).items() if degree != "unknown"]
    assert known == list(range(first, last + 1))


@pytest.mark.parametrize("pair", [("EGY", "SDN"), ("FRA", "GBR"), ("CHN", "PAK"), ("CHN", "RUS")])
def test_of_most_pairs_nothing_is_known_of_forces(world, pair):
    assert set(of(world, pair, 6).values()) == {"unknown"}


def test_nothing_is_known_of_a_pair_before_both_are_states_and_after_one_is_none(world):
    for pair, first, last in (
        (("DDR", "RUS"), 1954, 1990),
        (("RUS", "YMD"), 1967, 1990),
        (("RVN", "USA"), 1954, 1975),
        (("CHN", "KAZ"), 1991, 2023),
    ):
        known = (world.degrees[world.pairs.index(pair)] != UNKNOWN).any(axis=0)
        years = [year for year, any_known in zip(YEARS, known, strict=True) if any_known]
        assert first <= years[0]
        assert years[-1] <= last
    assert of(world, ("RVN", "USA"), 6)[1968] == "high"


def test_every_cell_is_what_still_stands_and_unknown_is_never_none(world):
    year = np.asarray(YEARS, np.int16)
    known = world.degrees != UNKNOWN
    standing = (world.lasts >= year).sum(axis=2)
    assert (world.degrees[known] == standing[known]).all()
    unknown = np.broadcast_to(~known[:, :, np.newaxis], world.lasts.shape)
    assert (world.lasts[unknown] == NEVER).all()
    assert (world.lasts[:, :, 0] >= world.lasts[:, :, 1]).all()
    assert ((world.lasts >= year) | (world.lasts == NEVER)).all()
    assert set(np.unique(world.degrees)) == {UNKNOWN, 0, 1, 2}
    assert world.degrees.dtype == np.int8
    assert world.lasts.dtype == np.int16
    assert not (world.degrees[:, 0] == 2).any(), "confidence cannot be measured at high"


def test_some_states_are_measured_as_among_all_in_whatever_order_and_by_whatever_name(world):
    some = measure(["Soviet Union", "usa", "FRA", "China"])
    assert some.codes == ("CHN", "FRA", "RUS", "USA")
    for codes in (["FRA", "CHN", "USA", "RUS"], ["RUS", "SUN", "FRA", "USA", "CHN"]):
        again = measure(codes)
        assert again.pairs == some.pairs
        assert (again.degrees == some.degrees).all()
    rows = [world.pairs.index(pair) for pair in some.pairs]
    assert (some.degrees == world.degrees[rows]).all()
    assert (some.lasts == world.lasts[rows]).all()
    late = measure(["CHN", "RUS"], range(2000, 2011))
    assert (late.degrees[0] == some.degrees[some.pairs.index(("CHN", "RUS"))][:, 50:61]).all()


def test_the_order_of_rows_changes_no_cell():
    names = ("treaties", "exercises", "deliveries", "troops", "agreements", "settlements", "commands")
    backwards = Tables({name: list(Tables().rows(name))[::-1] for name in names})
    states = ["USA", "RUS", "DEU", "FRA", "TUR", "EGY", "SYR"]
    ahead, back = measure(states), measure(states, tables=backwards)
    assert (ahead.degrees == back.degrees).all()
    assert (ahead.lasts == back.lasts).all()


def exercised(*rows):
    held = [
        {**EXERCISE, "first": str(year), "last": str(year), "states": ";".join(states)}
        for year, states in rows
    ]
    return measure(["FRA", "DEU"], tables=Tables({"exercises": held}))


def test_an_exercise_of_the_two_counts_for_three_years_after_it():
    measured = exercised((1990, ["DEU", "FRA"]))
    assert [year for year, degree in of(measured, ("DEU", "FRA"), 4).items() if degree == "low"] == [
        *range(1990, 1994)
    ]
    for year in range(1990, 1994):
        assert lasting(measured, ("DEU", "FRA"), 4, "low", year) == 1993
    assert lasting(measured, ("DEU", "FRA"), 4, "low", 1994) == NEVER


def test_exercises_with_others_weigh_less_and_last_while_those_seen_reach_the_limit():
    with_another = ["DEU", "FRA", "ITA"]
    measured = exercised((1990, with_another), (1991, with_another), (1993, with_another))
    pair = ("DEU", "FRA")
    assert [year for year, degree in of(measured, pair, 4).items() if degree == "low"] == [*range(1991, 1995)]
    assert [lasting(measured, pair, 4, "low", year) for year in (1990, 1991, 1992, 1993, 1994)] == [
        *(NEVER, 1993, 1993, 1994, 1994)
    ]


def test_runoff_of_exercises_is_that_of_the_rule_whatever_was_held():
    draws = np.random.default_rng(7)
    held = [
        (int(draws.integers(1980, 2010)), ["DEU", "FRA", *("ITA", "USA")[: draws.integers(3)]])
        for _ in range(25)
    ]
    measured = exercised(*held)
    weight = {year: sum(1 / (len(states) - 1) for y, states in held if y == year) for year in YEARS}
    for year in range(1983, 2011):
        for degree, least in (("low", 1.0), ("high", 4.0)):
            stands = [
                later
                for later in range(year, year + 4)
                if sum(weight.get(y, 0) for y in range(later - 3, year + 1)) >= least - 1e-9
            ]
            assert lasting(measured, ("DEU", "FRA"), 4, degree, year) == max(stands, default=NEVER)


def test_what_stands_does_so_until_it_is_over_and_practice_lapses():
    agreement = {"id": "a", "pair": "DEU-FRA", "signed": "1990-01-01", "type": "general", "categories": "DCA"}
    arms = {"supplier": "DEU", "recipient": "FRA", "degree": "low", "first": "1990", "last": "1991"}
    none = {name: [] for name in ("treaties", "training", "commands")}
    tables = Tables({**none, "agreements": [{**agreement, "last": "1995"}], "deliveries": [arms]})
    measured, pair = measure(["FRA", "DEU"], tables=tables), ("DEU", "FRA")
    assert [lasting(measured, pair, 2, "low", year) for year in (1990, 1994, 1995, 1996)] == [
        *(FOREVER, FOREVER, 1995, NEVER)
    ]
    assert [lasting(measured, pair, 3, "low", year) for year in (1990, 1991, 1997, 1998)] == [
        *(1996, 1997, 1997, NEVER)
    ]


def test_forces_stand_while_they_are_seen_and_a_short_gap_is_bridged():
    rows = [
        {"sender": "USA", "host": "FRA", "degree": degree, "first": first, "last": last}
        for degree, first, last in (
            ("low", "1960", "1966"),
            ("low", "1968", "1970"),
            ("high", "1960", "1962"),
        )
    ]
    measured, pair = measure(["FRA", "USA"], tables=Tables({"troops": rows, "support": []})), ("FRA", "USA")
    degrees = of(measured, pair, 6)
    assert (degrees[1962], degrees[1964], degrees[1965]) == ("high", "high", "low")
    assert (degrees[1967], degrees[1972], degrees[1973]) == ("low", "low", "none")
    assert lasting(measured, pair, 6, "low", 1966) == FOREVER
    assert lasting(measured, pair, 6, "low", 1967) == 1968


def test_pacts_of_many_within_a_region_are_paper_without_one_of_the_two(world):
    assert set(of(world, ("EGY", "MAR"), 7).values()) <= {"none", "low", "unknown"}
    assert of(world, ("ARG", "USA"), 7)[1980] == "none", "the pact of Rio"
    assert of(world, ("CAN", "USA"), 7)[1980] == "high"


def test_each_cell_above_none_names_its_records_and_no_other_does():
    measured = measure(["FRA", "DEU", "USA", "EGY", "SYR"])
    for ladder in measured_ladders(measured):
        for t, year in enumerate(ladder.years):
            for number in range(1, 8):
                above = ladder.degrees[t, number - 1] > 0
                assert above == bool(ladder.records.get((year, number))), (ladder.name, year, number)


def test_an_unknown_state_is_a_fault():
    with pytest.raises(InputError, match=r"found XQX; expected a code or name of a state"):
        measure(["FRA", "XQX"])


def test_years_are_those_in_which_two_were_states():
    assert years_within(["DDR", "RUS"], None, None) == range(1954, 1991)
    assert years_within(["DEU", "FRA"], 1960, None) == range(1960, 2025)
    with pytest.raises(InputError, match="two of them are states at once"):
        years_within(["DDR", "CZE"], None, None)


def test_unknown_cells_leave_open_every_stage_that_any_filling_leads_to():
    draws = np.random.default_rng(3)
    degrees = draws.integers(UNKNOWN, 3, (300, 7)).astype(np.int8)
    ladder = PartlyKnown(Party.pair("FRA", "DEU"), MILITARY, range(1700, 2000), degrees)
    for _ in range(20):
        filled = np.where(degrees == UNKNOWN, draws.integers(0, 3, degrees.shape), degrees).astype(np.int16)
        found = stages(filled[..., np.newaxis], MILITARY)
        for name in ("stage", "reach"):
            lowest, value, highest = (getattr(x, name) for x in (ladder.lowest, found, ladder.highest))
            assert (lowest <= value[:, 0]).all()
            assert (value[:, 0] <= highest).all()
    low, high = ladder.index
    certain = (degrees != UNKNOWN).all(axis=1)
    assert (low[certain] == high[certain]).all()
    assert (low[~certain] < high[~certain]).all()


def test_what_is_weak_is_told():
    assert WEAK == (1, 2, 5)


def test_a_row_for_each_year_and_pair_of_spans_within_the_years_asked_for():
    assert all(span.first <= span.last for span in spans.pacts({"FRA", "DEU"}, "defense"))
