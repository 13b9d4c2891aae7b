"""Posterior samples: every life has a parameter set of its own, whatever runs beside it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiments.ensemble import simulate
from sim.faults import InputError
from sim.scenario.load import load
from sim.scenario.posterior import read_posterior
from sim.scenario.values import with_values
from sim.world.model import World
from tests.reference.test_twin import agree

SETS = pd.DataFrame({"trust": [0.1, 0.4, 0.9], "opportunity": [0.1, 0.5, 0.9]})


@pytest.fixture
def posterior(tmp_path):
    path = tmp_path / "posterior.parquet"
    SETS.to_parquet(path, index=False)
    return path


def degrees(case, keep=40):
    return np.concatenate([chunk.degrees for chunk in simulate(case, keep)])


def lived(world):
    while world.running:
        world.step()
    return world.degrees


def test_a_run_with_a_posterior_can_be_repeated_from_its_folder(small, posterior, tmp_path):
    result = sim.run(small, posterior=posterior, report=False, out=tmp_path / "run")
    again = sim.run(tmp_path / "run" / "scenario.toml", report=False, out=tmp_path / "again")
    pd.testing.assert_frame_equal(result.tables["lives"], again.tables["lives"])
    assert not result.tables["lives"].equals(sim.run(small, report=False).tables["lives"])


def test_each_life_has_one_of_the_sets_whole(small, posterior):
    world = World(load(small, ["parameters.habit=0.3"], posterior), lives=200)
    drawn = pd.DataFrame({name: world.parameters[name] for name in SETS})
    assert set(map(tuple, drawn.to_numpy())) == set(map(tuple, SETS.to_numpy()))
    assert world.parameters["habit"] == 0.3
    assert drawn["trust"].value_counts().min() > 40


def test_more_lives_keep_the_first(small, posterior):
    few, many = (load(small, [f"runs={runs}"], posterior) for runs in (20, 40))
    np.testing.assert_array_equal(degrees(few), degrees(many)[:20])


def test_side_by_side_equals_alone(small, posterior):
    drawn, plain = load(small, posterior=posterior), load(small)
    beside = lived(World([drawn, plain, with_values(drawn, {"parameters.habit": 0.5})], lives=8))
    np.testing.assert_array_equal(beside[..., :8], lived(World(drawn, lives=8)))
    np.testing.assert_array_equal(beside[..., 8:16], lived(World(plain, lives=8)))


def test_what_is_given_is_not_drawn(small, posterior):
    assert load(small, ["parameters.opportunity=0.3", "parameters.trust=0.2"], posterior).posterior is None
    world = World(with_values(load(small, posterior=posterior), {"parameters.opportunity": 0.3}), lives=4)
    assert world.parameters["opportunity"] == 0.3


def test_the_plain_model_lives_the_same_lives(small, posterior):
    drawn = load(small, posterior=posterior)
    world = World(drawn, lives=6)
    for life in range(6):
        of_life = {f"parameters.{name}": float(world.parameters[name][life]) for name in SETS}
        alone = with_values(replace(drawn, posterior=None), of_life)
        np.testing.assert_array_equal(
            lived(World(alone, 1, life))[..., 0], lived(World(drawn, 1, life))[..., 0]
        )
        agree(alone, range(1))


def test_the_sets_of_a_fold_are_those_that_have_not_seen_the_case(tmp_path):
    path = tmp_path / "folds.parquet"
    SETS.assign(held_out=["", "small", ""]).to_parquet(path, index=False)
    assert list(read_posterior(path, "small").values["trust"]) == [0.4]
    assert list(read_posterior(path, "other").values["trust"]) == [0.1, 0.9]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"thread": [1.0]}, "column thread: found no parameter.*did you mean threat"),
        ({"threat": [1.0, -1.0]}, "row 1, threat: found -1; expected a finite number from 0 on"),
        ({"missing": [float("nan")]}, "row 0, missing: found nan; expected a finite number from 0 to 1"),
        ({"threat": ["much"]}, "column threat: found .*string; expected numbers"),
        ({"threat": []}, "no parameter sets"),
        ({"power": [0.0], "threat": [0.0], "interest": [0.0]}, "all 0"),
    ],
)
def test_faults_of_the_file(table, said, small, tmp_path):
    path = tmp_path / "posterior.parquet"
    pd.DataFrame(table).to_parquet(path, index=False)
    with pytest.raises(InputError, match=said):
        load(small, posterior=path)


def test_a_file_that_is_none(small, tmp_path):
    (tmp_path / "text.parquet").write_text("threat\n1\n")
    for name, said in (
        ("none.parquet", "found no such file"),
        ("text.parquet", "expected a Parquet file of parameter sets"),
    ):
        with pytest.raises(InputError, match=said):
            load(small, posterior=tmp_path / name)


def test_a_variant_in_a_folder_below_finds_the_sets_of_what_it_extends(small, posterior):
    head = (small / "scenario.toml").read_text()
    (small / "scenario.toml").write_text('posterior = "sets.parquet"\n' + head)
    posterior.rename(small / "sets.parquet")
    (small / "variants").mkdir()
    below = small / "variants" / "v.toml"
    below.write_text('name = "below"\nextends = "../scenario.toml"\n')
    assert load(below).posterior.sets == len(SETS)
