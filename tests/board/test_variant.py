"""What a visitor changes: the case that follows, and the file that says so."""

import numpy as np
import pytest

import sim
from sim.board.settings import Settings, Variant
from sim.board.variant import (
    case_of,
    chosen_pair,
    implausible,
    parameters,
    read_value,
    relations,
    threats,
    variant_toml,
)
from sim.experiments.ensemble import live
from sim.faults import InputError
from sim.scenario.load import load
from tests.conftest import CASE

CHANGED = Variant(
    frozenset({"ukraine-2014", "georgia-2008"}),
    {
        "parameters.threat": 0.5,
        "threats.RUS>USA.level": 0.6,
        "pairs.CHN-RUS.interest": 0.7,
        "pairs.CHN-RUS.trust": 0.3,
    },
)


@pytest.fixture(scope="module")
def case():
    return load(CASE)


def test_a_variant_that_is_saved_lives_as_it_was_seen(case, case_folder):
    path = case_folder / "variant.toml"
    path.write_text(variant_toml(case, CHANGED, "changed"), encoding="utf-8")
    seen, saved = live(case_of(case, CHANGED), 0, 8, 8), live(load(path), 0, 8, 8)
    assert np.array_equal(seen.degrees, saved.degrees)
    assert not np.array_equal(seen.degrees, live(case, 0, 8, 8).degrees)


def test_a_variant_that_is_saved_can_be_run(case, case_folder, tmp_path):
    path = case_folder / "variant.toml"
    path.write_text(variant_toml(case, CHANGED, "changed"), encoding="utf-8")
    result = sim.run(path, runs=4, report=False, out=tmp_path / "out")
    assert len(result.tables["stages"]) == 3 * 35


def test_a_shock_with_several_effects_is_dropped_whole(case):
    left = case_of(case, Variant(frozenset({"soviet-end-1991"}))).scenario.shocks
    assert "soviet-end-1991" not in {shock.id for shock in left}
    assert len({shock.id for shock in left}) == len({shock.id for shock in case.scenario.shocks}) - 1


def test_nothing_changed_is_the_case_itself(case):
    assert case_of(case, Variant()) is case


@pytest.mark.parametrize("text", ["much", "", "1e9", "nan", "-0.1"])
def test_what_is_no_possible_number_is_refused(case, text):
    with pytest.raises(InputError):
        read_value(case, "threats.RUS>USA.level", text)


def test_a_number_is_read_as_it_is_written(case):
    assert read_value(case, "threats.RUS>USA.level", " 0.35 ") == 0.35


def test_an_unknown_pair_is_refused_with_the_nearest(case):
    with pytest.raises(InputError) as refused:
        chosen_pair(case, "CHN-RUX")
    assert refused.value.faults[0].nearest == "CHN-RUS"
    assert chosen_pair(case, "RUS-CHN") == chosen_pair(case, None) == "CHN-RUS"


def test_what_can_be_moved_is_there_and_within_its_range(case):
    quantities = [*threats(case, "CHN-RUS"), *relations(case, "CHN-RUS"), *parameters(case)]
    paths = [quantity.path for quantity in quantities]
    assert len(set(paths)) == len(paths)
    assert {"threats.CHN>RUS.level", "pairs.CHN-RUS.interest", "parameters.sharpness"} <= set(paths)
    assert all(quantity.low <= quantity.default <= quantity.high for quantity in quantities)


def test_an_implausible_parameter_is_told_and_taken(case):
    variant = Variant(values={"parameters.threat": 3.0})
    assert [fault.file for fault in implausible(variant)] == ["parameters.threat"]
    assert case_of(case, variant).scenario.parameters["threat"] == 3.0


def test_switching_and_moving_go_back_to_where_they_came_from():
    assert Variant().switched("a").switched("a") == Variant()
    assert Variant().with_value("x", 1.0).with_value("x", None) == Variant()


def test_the_controls_move_one_variant_and_leave_the_other():
    settings = Settings(case="a").comparing(True).moving(Variant(frozenset({"x"})))
    assert settings.variants == (Variant(), Variant(frozenset({"x"})))
    assert settings.shown == settings.variants
    assert settings.comparing(False).shown == (Variant(frozenset({"x"})),)


def test_another_case_begins_unchanged():
    settings = Settings(case="a", language="ar", lives=7).moving(Variant(frozenset({"x"}))).of_case("b")
    assert settings == Settings(case="b", language="ar", lives=7)
