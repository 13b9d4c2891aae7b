"""Sweeps: designs, outcomes, and results that survive being killed."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from benchmarks import kills
from sim.experiments import sweep as sweeps
from sim.experiments.check import check_input
from sim.experiments.design import Range, SweepFile, read_sweep
from sim.experiments.ensemble import simulate
from sim.faults import InputError
from sim.scenario.load import load
from sim.scenario.parameters import PARAMETERS
from sim.scenario.values import with_values
from sim.show import sweeping
from sim.verbs import run as run_verb
from sim.verbs import sweep as sweep_verb
from sim.world.model import World
from tests.conftest import CASE

pytestmark = pytest.mark.usefixtures("undrawn")

HEAD = 'name = "s"\nscenario = "scenario.toml"\nruns = 8\nseed = 3\n'
GRID = HEAD + (
    'design = "grid"\nsteps = 3\n[ranges]\n"parameters.threat" = [0.5, 2.0]\n'
    '"shocks.ukraine-2014.scale" = [0.0, 1.0]\n[outcomes]\n'
    'index = { measure = "mean-index", pair = "CHN-RUS", year = 2025 }\n'
    'advanced = { measure = "stage-chance", pair = "CHN-RUS", stage = "advanced", by = 2025 }\n'
    'first = { measure = "first-passage", pair = "CHN-RUS", stage = "early" }\n'
    'regress = { measure = "regress-chance", pair = "CHN-RUS", year = 2025 }\n'
    'threat = { measure = "mean-threat", by = "RUS", of = "USA", year = 2014 }\n'
)


def test_whole_numbers_of_a_range_are_equally_likely():
    span = Range(low=1, high=3, integer=True)
    shares = (np.arange(30) + 0.5) / 30
    assert [[span.at(share) for share in shares].count(n) for n in (1, 2, 3)] == [10, 10, 10]
    assert span.steps(3) == [1, 2, 3]
    assert span.tried() == [1, 3]
    wide = Range(low=1, high=1000, integer=True, scale="log")
    assert wide.tried() == [1, 1000]
    assert wide.steps(4) == [1, 10, 100, 1000]
    with pytest.raises(ValidationError, match="whole numbers as ends"):
        Range(low=0.5, high=3, integer=True)


def swept(folder, text):
    path = folder / "sweep.toml"
    path.write_text(text)
    return read_sweep(path)


def at(sweep, point):
    values = sweeps.point_values(sweep.points, point)
    return sweeps.case_at(sweep.cases[0], values, sweep.file, point)


def test_a_grid_gives_every_point_its_outcomes(case_folder, tmp_path):
    files = sweep_verb.make(swept(case_folder, GRID), tmp_path / "out")
    assert {"outcomes.parquet", "points.parquet", "run.json", "sweep.json"} <= {path.name for path in files}
    table = sweeps.read_points(tmp_path / "out")
    assert len(table) == 9
    assert table["failed"].isna().all()
    row = table[(table["parameters.threat"] == 2.0) & (table["shocks.ukraine-2014.scale"] == 1.0)].iloc[0]
    alone = load(CASE, ["runs=8", "seed=3", "parameters.threat=2.0"])
    chunk = next(simulate(alone, keep=8))
    index = chunk.degrees[:, -1, 0].astype(int) @ np.arange(1, 8) / 56
    assert row["index"] == pytest.approx(index.mean())
    assert row["index_se"] == pytest.approx(index.std(ddof=1) / 8**0.5)
    assert row["advanced"] == pytest.approx((chunk.stage[:, :, 0] >= 3).any(axis=1).mean())
    assert row["threat"] == pytest.approx(chunk.tally.threat_sums[23, 1, 2] * 1e-9 / 8)


def test_jobs_and_batches_change_no_bit(case_folder, tmp_path, monkeypatch):
    sweep = swept(case_folder, GRID)
    sweep_verb.make(sweep, tmp_path / "one")
    monkeypatch.setattr(sweeps, "points_per_batch", lambda cases: 2)
    sweep_verb.make(sweep, tmp_path / "two", jobs=2)
    one, two = (pd.read_parquet(tmp_path / name / "outcomes.parquet") for name in ("one", "two"))
    pd.testing.assert_frame_equal(one, two, check_exact=True)


def test_a_point_alone_gives_the_same_lives(case_folder, tmp_path):
    sweep_verb.make(swept(case_folder, GRID), tmp_path / "out")
    case = sweep_verb.at_point(case_folder, f"{tmp_path / 'out'}:7", [])
    run_verb.make(case, tmp_path / "run", report=False)
    stages = pd.read_csv(tmp_path / "run" / "stages.csv")
    last = stages[(stages["year"] == 2025) & (stages["pair"] == "CHN-RUS")]
    row = sweeps.read_points(tmp_path / "out").iloc[7]
    assert last["index_mean"].item() == pytest.approx(row["index"], abs=1e-6)
    with pytest.raises(InputError, match="found 9; expected a point from 0 to 8"):
        sweep_verb.at_point(case_folder, f"{tmp_path / 'out'}:9", [])


def test_more_lives_keep_the_first_ones(case_folder):
    fewer, more = (swept(case_folder, GRID.replace("runs = 8", f"runs = {n}")) for n in (8, 16))
    few, many = (next(simulate(at(sweep, 4), keep=8)) for sweep in (fewer, more))
    assert (few.degrees == many.degrees).all()


def test_a_sweep_killed_at_random_and_resumed_equals_the_undisturbed_one(tmp_path):
    assert kills.equal(tmp_path, times=2, seed=1)


def test_another_sweep_is_not_gone_on_with(case_folder, tmp_path):
    sweep_verb.make(swept(case_folder, GRID), tmp_path / "out")
    (tmp_path / "out" / "run.json").unlink()
    other = swept(case_folder, GRID.replace("runs = 8", "runs = 9"))
    with pytest.raises(InputError, match="found another scenarios and another runs"):
        sweep_verb.make(other, tmp_path / "out", resume=True)
    with pytest.raises(InputError, match="begun and not finished"):
        sweep_verb.make(other, tmp_path / "out")


def test_a_point_that_fails_does_not_stop_the_rest(case_folder, tmp_path):
    text = HEAD + (
        'design = "grid"\n[ranges]\n"parameters.power" = { values = [0.0, 1.0] }\n'
        '"parameters.threat" = { values = [0.0, 1.0] }\n"parameters.interest" = { values = [0.0, 1.0] }\n'
        '[outcomes]\nindex = { measure = "mean-index", pair = "CHN-RUS", year = 2025 }\n'
    )
    sweep_verb.make(swept(case_folder, text), tmp_path / "out")
    table = sweeps.read_points(tmp_path / "out")
    assert table["failed"].notna().sum() == 1
    assert "one weight above 0" in table["failed"].dropna().iloc[0]
    assert table["index"].notna().sum() == 7


@pytest.mark.parametrize("draws", ["shared", "own"])
def test_points_that_live_side_by_side_live_as_alone(draws):
    paths = ("parameters.missing", "parameters.habit", "parameters.concert", "pairs.CHN-RUS.trust")
    paths += ("pairs.CHN-RUS.proximity", "states.RUS.autonomy", "threats.RUS>USA.level")
    paths += ("shocks.ukraine-2014.scale", "shocks.ukraine-2022.chance")
    base = load(CASE, ["runs=12"])
    chance = np.random.default_rng(4)
    cases = [with_values(base, dict(zip(paths, chance.random(len(paths)), strict=True))) for _ in range(5)]
    if draws == "own":
        seeds = [{"seed": n} for n in range(5)]
        cases = [
            replace(c, scenario=c.scenario.model_copy(update=s)) for c, s in zip(cases, seeds, strict=True)
        ]
    together = World(cases, 12)
    alone = [World(case, 12) for case in cases]
    while together.running:
        for world in (together, *alone):
            world.step()
        for name in ("degrees", "T", "R", "D", "I", "E", "G", "used_to"):
            one_by_one = [getattr(world, name) for world in alone]
            assert (getattr(together, name) == np.concatenate(one_by_one, axis=-1)).all(), (
                name,
                together.year,
            )


def test_own_draws_differ_from_point_to_point(case_folder):
    sweep = swept(case_folder, GRID.replace("seed = 3", 'seed = 3\ndraws = "own"'))
    seeds = {at(sweep, point).scenario.seed for point in range(9)}
    assert len(seeds) == 9


@pytest.mark.parametrize("design", ["latin-hypercube", "sobol"])
def test_designs_fill_their_ranges(case_folder, design):
    text = GRID.replace('design = "grid"\nsteps = 3', f'design = "{design}"\npoints = 64').replace(
        '"parameters.threat" = [0.5, 2.0]', '"parameters.threat" = { low = 0.1, high = 10, scale = "log" }'
    )
    points = swept(case_folder, text).points
    assert len(points) == 64
    logs = np.log10(points["parameters.threat"])
    assert logs.between(-1, 1).all()
    assert abs(logs.mean()) < 0.05
    assert (points == swept(case_folder, text).points).all().all()


def test_points_come_from_a_file_too(case_folder):
    (case_folder / "points.csv").write_text("shocks.ukraine-2014.scale,parameters.threat\n0.5,1.0\n1.0,1.5\n")
    points = swept(case_folder, GRID.replace('"grid"\nsteps = 3', '"points.csv"')).points
    assert points["parameters.threat"].tolist() == [1.0, 1.5]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("0.5,abc\n", "line 2, parameters.threat: found 'abc'; expected a number from 0.5 to 2"),
        ("0.5,1.0\n1.0,9\n", "line 3, parameters.threat: found '9'; expected a number from 0.5 to 2"),
        ("0.5,1.0,7\n", "line 2: found 3 cells; expected 2 cells"),
        ("", "found no points; expected one row a point"),
    ],
)
def test_wrong_points_of_a_file_are_told_by_line(case_folder, rows, message):
    (case_folder / "points.csv").write_text("shocks.ukraine-2014.scale,parameters.threat\n" + rows)
    with pytest.raises(InputError, match=message):
        swept(case_folder, GRID.replace('"grid"\nsteps = 3', '"points.csv"'))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"parameters.threat"', '"parameters.treat"', r"no such path.*did you mean parameters.threat\?"),
        ("[0.5, 2.0]", "[2.0, 0.5]", "low below high"),
        ("[0.5, 2.0]", "{ low = 0, high = 2, scale = 'log' }", "low above 0 on a log scale"),
        ("[0.5, 2.0]", "[-1.0, 2.0]", "a value from 0 to inf"),
        ('"parameters.threat" = [0.5, 2.0]', '"states.RUS.capability" = [0.1, 0.9]', "a driver overrides"),
        ("[0.5, 2.0]", '[0.5, "x"]', "number"),
        ('"parameters.threat" = [0.5, 2.0]', '"parameters.threat" = [1.0, 1.0]', "low below high"),
        ('"shocks.ukraine-2014.scale"', '"shocks.ukraine-2014.change"', "shocks.ukraine-2014.scale, which"),
        ('"grid"', '"gird"', r"did you mean grid\?"),
        ('"CHN-RUS", year', '"CHN-RUZ", year', r"did you mean CHN-RUS\?"),
        ("year = 2025", "year = 2050", "a year, 1991 to 2025"),
        ("mean-index", "mean-idex", "mean-index"),
        ("steps = 3", "points = 3", "found points for grid; expected no points"),
        ('"mean-index",', '"mean-index", quantile = 0.5,', "no quantile for the measure mean-index"),
        ("[0.5, 2.0]", "{ values = [0.5, 2.0], integer = true }", "no scale and no integer beside values"),
        ("steps = 3", "stepz = 3", r"did you mean steps\?"),
        ('"scenario.toml"', '"scenarios.toml"', r"did you mean scenario.toml\?"),
    ],
)
def test_faults_of_a_sweep(case_folder, old, new, message):
    assert old in GRID
    with pytest.raises(InputError, match=message):
        swept(case_folder, GRID.replace(old, new, 1))


def test_values_set_on_a_loaded_scenario_are_those_of_a_file_that_says_so():
    values = {"parameters.trust": 0.7, "pairs.RUS-CHN.trust": 0.4, "threats.RUS>USA.level": 0.3}
    values["shocks.ukraine-2014.scale"] = 0.5
    quick = with_values(load(CASE), values).scenario
    assert quick.counterfactual
    slow = load(CASE, [f"{path}={value}" for path, value in values.items()]).scenario
    assert quick == slow


def test_check_knows_a_sweep_and_its_faults(case_folder):
    path = case_folder / "sweep.toml"
    path.write_text(GRID)
    assert check_input(path) == []
    path.write_text(GRID.replace("steps = 3", "stepz = 3"))
    assert [fault.nearest for fault in check_input(path)] == ["steps"]
    assert "quantile" in json.dumps(SweepFile.model_json_schema())


def test_the_sweeps_that_ship_are_sound():
    for path in sorted((CASE / "sweeps").glob("*.toml")):
        assert len(read_sweep(path).points) in (49, 2000)
    assert json.loads(json.dumps(sweeps.manifest(read_sweep(path))))["runs"] == 100


def test_the_global_sweep_has_all_parameters_over_their_plausible_ranges():
    """But for the one that acts in groups only."""
    ranges = read_sweep(CASE / "sweeps" / "global.toml").file.ranges
    plausible = {f"parameters.{name}": (p.low, p.high) for name, p in PARAMETERS.items() if name != "concert"}
    assert {path: (span.low, span.high) for path, span in ranges.items()} == plausible


NEVER = GRID.replace("steps = 3", "steps = 2").replace("runs = 8", "runs = 2")


def texts(figure):
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def test_a_year_that_no_life_reaches_is_never_and_the_grid_stands(case_folder, tmp_path):
    sweep = swept(case_folder, NEVER.replace('stage = "early" }', 'stage = "advanced", quantile = 0.99 }'))
    sweep_verb.make(sweep, tmp_path / "out")
    table = sweeps.read_points(tmp_path / "out")
    table["first"] = np.nan
    drawn = dict(sweeping.drawings(sweep, table))["russia-china-first"]()
    assert texts(drawn) == ["never"] * 4
    assert "never: fewer than 99% of lives reach the advanced stage" in drawn.legends[0].texts[0].get_text()


def test_a_point_without_a_value_keeps_its_place_in_the_grid(case_folder):
    sweep = swept(case_folder, GRID)
    table = sweep.points.assign(scenario="russia-china", failed=None, first=np.nan)
    table.loc[4, "first"] = 2001.0
    table.loc[8, "failed"] = "no weight"
    drawn = dict(sweeping.drawings(sweep, table))["russia-china-first"]()
    assert texts(drawn) == ["never"] * 4 + ["2001"] + ["never"] * 3 + ["failed"]


def test_a_logarithmic_range_has_a_logarithmic_axis_and_a_list_its_values(case_folder):
    ranges = '"parameters.threat" = { low = 0.1, high = 10, scale = "log" }'
    text = GRID.replace('"parameters.threat" = [0.5, 2.0]', ranges)
    text = text.replace("[0.0, 1.0]", "{ values = [1, 0, 0.5] }")
    sweep = swept(case_folder, text)
    table = sweep.points.assign(scenario="russia-china", failed=None, index=np.arange(9.0))
    ax = dict(sweeping.drawings(sweep, table))["russia-china-index"]().axes[0]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "linear")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["1.0", "0.0", "0.5"]
    assert ax.texts[3].get_position() == pytest.approx((0.1, 1))


def test_the_command_says_how_many_points_have_no_year(sim, case_folder, tmp_path):
    (case_folder / "sweep.toml").write_text(NEVER.replace('stage = "early" }', 'stage = "advanced" }'))
    status, out, _ = sim("sweep", case_folder / "sweep.toml", "--out", tmp_path / "out")
    table = sweeps.read_points(tmp_path / "out")
    never = table["first"].isna().sum()
    assert status == 0
    assert never > 0
    assert f"at the advanced stage: no year at {never} of 4 points" in out
    assert {path.suffix for path in (tmp_path / "out" / "figures").iterdir()} == {".svg", ".png"}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("point", "another name: the results has a column point"),
        ("scenario", "another name"),
        ("failed", "another name"),
        ("index_se", "index_se is the standard error of index"),
        ("a/b", "found 'a/b'; expected letters, digits"),
        ("../x", "letters, digits"),
        ("", "letters, digits"),
        ("parameters.threat", "another name: a range has a column parameters.threat"),
        ("Index", "found Index beside index"),
    ],
)
def test_names_of_outcomes_that_results_cannot_carry_are_refused(case_folder, name, message):
    with pytest.raises(InputError, match=message):
        swept(case_folder, GRID + f'"{name}" = {{ measure = "mean-index", pair = "CHN-RUS", year = 2000 }}\n')


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ('{ values = [0.5, "x"] }', "all numbers or all words"),
        ("{ values = [0.5, 0.5] }", "each value once"),
        ("{ values = [0.5, -1.0, 2.0] }", "a value from 0 to inf"),
        ('[0.5, 2.0]\n"pairs.CHN-RUS.trust" = [0, 1]\n"pairs.RUS-CHN.trust" = [0, 1]', "another range sets"),
    ],
)
def test_values_of_a_range_that_cannot_be_are_refused(case_folder, new, message):
    with pytest.raises(InputError, match=message):
        swept(case_folder, GRID.replace("[0.5, 2.0]", new, 1))


def test_a_list_of_whole_numbers_stays_whole(case_folder):
    text = GRID.replace(
        '"parameters.threat" = [0.5, 2.0]', '"shocks.ukraine-2022.year" = { values = [2020, 2022] }'
    )
    assert set(swept(case_folder, text).points["shocks.ukraine-2022.year"]) == {2020, 2022}
