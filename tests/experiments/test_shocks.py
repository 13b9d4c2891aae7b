"""What each shock did: the same lives without it, and without each term of the model."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.experiments.contrast import contrast, rows
from sim.experiments.ensemble import THREAT_UNIT, live
from sim.experiments.shocks import (
    affordable_lives,
    effect_rows,
    explained,
    inert_shocks,
    joined,
    live_without,
    shocks_of,
    terms_of,
    threat_rows,
    with_lives,
    work_of,
)
from sim.scenario.load import load
from sim.scenario.parameters import MECHANISMS, PARAMETERS
from sim.scenario.posterior import Posterior
from tests.conftest import CASE

SHOCK = """
[[shocks]]
id = "{}"
{}
kind = "threat"
by = "AAA"
of = "CCC"
change = 0.4
"""


def lived(case, omissions, jobs=1):
    return joined(case, omissions, live_without(case, omissions, jobs))


def effects(case, omissions, kind="shock"):
    return pd.DataFrame(effect_rows(lived(case, omissions), kind))


def test_effects_that_share_an_id_are_left_out_together(small):
    (crisis,) = shocks_of(load(small))
    assert (crisis.key, crisis.first, crisis.last, crisis.bears) == ("crisis", 2003, 2003, ("AAA>CCC",))
    assert crisis.case.scenario.shocks == []
    assert crisis.horizons == [("1", 2004), ("3", 2006), ("5", 2008), ("end", 2009)]


def test_left_out_is_what_a_variant_that_drops_it_says(small, variant):
    base = load(small, ["runs=200"])
    result = contrast(base, load(variant('name = "calm"\nextends = "scenario.toml"\ndrop = ["crisis"]\n')))
    study = lived(base, shocks_of(base))
    years = [year - 2000 for _, year in study.omissions[0].horizons]
    for measure in ("index", "stage"):
        there = -result.difference(measure)[:, years]
        assert there.any()
        np.testing.assert_array_equal(study.difference(measure, 0), there)
    contrasted = pd.DataFrame(rows(result, 1))
    contrasted = contrasted[(contrasted["measure"] == "index") & (contrasted["year"] == 2009)].set_index(
        "pair"
    )
    mine = pd.DataFrame(effect_rows(study, "shock"))
    mine = mine[mine["horizon"] == "end"].set_index("pair")
    for column, theirs in (("effect", -contrasted["mean_difference"]), ("with", contrasted["base"])):
        pd.testing.assert_series_equal(mine[f"index_{column}"], theirs, check_names=False)


def test_an_interval_holds_its_mean_and_narrows_with_lives(small):
    few, many = (load(small, [f"runs={runs}"]) for runs in (100, 1600))
    wide, narrow = (effects(case, shocks_of(case)) for case in (few, many))
    for table in (wide, narrow):
        assert (table["index_low"] <= table["index_effect"]).all()
        assert (table["index_effect"] <= table["index_high"]).all()
    width = [(table["index_high"] - table["index_low"]).mean() for table in (wide, narrow)]
    assert width[1] < width[0] / 2


def test_a_shock_of_no_size_moves_nothing_and_is_inert(small):
    case = load(small, ["shocks.crisis.scale=0"])
    table = effects(case, shocks_of(case))
    assert (table["index_effect"] == 0).all()
    assert (table["differ_any"] == 0).all()
    assert table["inert"].all()
    assert inert_shocks(case) == ["crisis"]
    assert inert_shocks(load(small, ["runs=400"])) == []


@pytest.mark.parametrize(
    ("source", "excused"),
    [("it moves nothing: the two had broken before", True), ("it moves nothing", False), ("a book", False)],
)
def test_a_source_excuses_what_moves_nothing_by_saying_why(small, source, excused):
    path = small / "scenario.toml"
    path.write_text(path.read_text().replace('id = "crisis"', f'id = "crisis"\nsource = "{source}"', 1))
    case = load(small, ["shocks.crisis.scale=0"])
    assert explained(case, "crisis") == excused
    assert inert_shocks(case) == ([] if excused else ["crisis"])


def test_years_after_a_shock_count_from_its_last_possible_one(small):
    path = small / "scenario.toml"
    path.write_text(path.read_text() + SHOCK.format("later", "years = [2004, 2007]"))
    case = load(small, ["runs=400"])
    study = lived(case, shocks_of(case))
    later = study.omissions[1]
    assert (later.key, later.first, later.last, later.until) == ("later", 2004, 2007, 2009)
    assert later.horizons == [("1", 2008), ("end", 2009)]
    first = study.lived.parted[1].min(axis=0)
    assert set(np.unique(first[first <= 2009])) >= {2004, 2005, 2006, 2007}
    assert first.min() == 2004
    table = pd.DataFrame(effect_rows(study, "shock"))
    assert table[table["shock"] == "later"].groupby("pair").size().tolist() == [2, 2, 2]


def test_a_shock_by_chance_is_judged_by_the_lives_in_which_it_happens(small):
    path = small / "scenario.toml"
    path.write_text(path.read_text() + SHOCK.format("seldom", "year = 2004\nchance = 0.1"))
    case = load(small, ["runs=1000"])
    study = lived(case, shocks_of(case))
    assert 0 < study.moved_anywhere(1) < 0.1
    assert not study.inert(1)
    never = load(small, ["runs=100", "shocks.seldom.chance=0"])
    assert lived(never, shocks_of(never)).inert(1)


def test_threats_are_the_means_of_the_lives(small):
    case = load(small, ["runs=100"])
    row, *others = threat_rows(lived(case, shocks_of(case)), "shock")
    assert others == []
    assert (row["by"], row["of"], row["bears"], row["year_before"], row["year_after"]) == (
        *("AAA", "CCC", True),
        *(2002, 2004),
    )
    with_, without = (live(one, 0, 100).tally.threat_sums for one in (case, shocks_of(case)[0].case))
    assert row["before"] == pytest.approx(with_[2, 0, 2] * THREAT_UNIT / 100, abs=1e-6)
    assert row["with"] == pytest.approx(with_[4, 0, 2] * THREAT_UNIT / 100, abs=1e-6)
    assert row["without"] == pytest.approx(without[4, 0, 2] * THREAT_UNIT / 100, abs=1e-6)
    assert row["effect"] == pytest.approx(row["with"] - row["without"], abs=2e-6)


def test_a_threat_that_no_shock_names_is_told_where_it_moves_most(small):
    path = small / "scenario.toml"
    quarrel = (
        '[[shocks]]\nid = "quarrel"\nyear = 2004\nkind = "dispute"\npair = ["AAA", "BBB"]\nchange = 0.4\n'
    )
    path.write_text(path.read_text() + quarrel)
    case = load(small, ["runs=100"])
    of_quarrel = [
        row for row in threat_rows(lived(case, shocks_of(case)), "shock") if row["shock"] == "quarrel"
    ]
    assert [(row["bears"], {row["by"], row["of"]}) for row in of_quarrel] == [(False, {"AAA", "BBB"})]
    assert of_quarrel[0]["effect"] > 0.01


def test_processes_change_no_bit(small):
    case = load(small, ["runs=4100"])
    one, two = (lived(case, shocks_of(case), jobs) for jobs in (1, 2))
    assert len(list(live_without(case, shocks_of(case)))) == 3
    for name in ("index", "stage", "parted", "threats"):
        np.testing.assert_array_equal(getattr(one.lived, name), getattr(two.lived, name))


def test_a_term_is_taken_out_by_its_parameter(small):
    case = load(small, ["runs=100"])
    terms = terms_of(case)
    assert [term.key for term in terms] == list(MECHANISMS)
    habit = next(n for n, term in enumerate(terms) if term.key == "habit")
    study = lived(case, terms)
    without = live(load(small, ["runs=100", "parameters.habit=0"]), 0, 100, keep=100).degrees[:, -1, 0]
    index = (without * np.arange(1, 8)).sum(axis=-1)
    np.testing.assert_array_equal(study.lived.index[habit, -1, 0, 1], index)
    table = pd.DataFrame(effect_rows(study, "mechanism"))
    assert set(table["year"]) == {2001, 2003, 2005, 2009}


@pytest.mark.parametrize("name", MECHANISMS)
def test_every_term_may_be_nothing(name):
    assert PARAMETERS[name].least <= 0


def test_a_term_taken_out_is_not_drawn_from_a_posterior(small):
    case = load(small)
    sets = Posterior(small / "p.parquet", {name: np.array([0.5, 0.9]) for name in ("habit", "trust")})
    terms = {term.key: term.case for term in terms_of(replace(case, posterior=sets))}
    assert set(terms["habit"].posterior.values) == {"trust"}
    assert terms["habit"].scenario.parameters["habit"] == 0
    assert set(terms["wear"].posterior.values) == {"habit", "trust"}


def test_lives_are_as_many_as_time_allows():
    case = load(CASE)
    assert work_of(case) == 1000 * 3 * len(range(case.scenario.start, case.scenario.end + 1))
    assert affordable_lives(case, 0, work_of(case)) == 1000
    assert affordable_lives(case, 4, work_of(case)) == 200
    assert affordable_lives(case, 50, work_of(case)) == 100
    assert affordable_lives(with_lives(case, 60), 50, 1) == 60
