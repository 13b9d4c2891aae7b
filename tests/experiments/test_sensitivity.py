"""Sensitivity: what a user sees of it, and that its arithmetic finds what is known."""

import sys
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import sim
from sim import cli
from sim.experiments import morris
from sim.experiments.design import Range
from sim.experiments.sensitivity import saltelli, sample, screened, shared_out, study
from sim.faults import InputError, need
from sim.files import read_json
from sim.scenario.parameters import PARAMETERS
from sim.show import sensitivity as analyses
from tests.conftest import CASE

SWEEP = (
    'name = "s"\nscenario = "scenario.toml"\nruns = 8\nseed = 3\ndesign = "latin-hypercube"\npoints = 8\n'
    '[ranges]\n"parameters.cost" = [-0.2, 0.5]\n"parameters.concert" = [0.0, 1.0]\n[outcomes]\n'
    'index = { measure = "mean-index", pair = "CHN-RUS", year = 2022 }\n'
    'advanced = { measure = "stage-chance", pair = "CHN-RUS", stage = "advanced", by = 2022 }\n'
)


@pytest.fixture
def sweep_file(tmp_path):
    def write(text=SWEEP):
        folder = tmp_path / "case"
        folder.mkdir(exist_ok=True)
        for name in ("scenario.toml", "events.csv", "events_after.csv", "drivers.csv"):
            (folder / name).write_bytes((CASE / name).read_bytes())
        path = folder / "sweep.toml"
        path.write_text(text)
        return path

    return write


def test_the_command_ranks_the_ranges_of_a_sweep(sweep_file, tmp_path, capsys, monkeypatch):
    out = tmp_path / "out"
    command = ["sim", "sensitivity", str(sweep_file()), "--points", "30", "--outcome", "index", "--out", out]
    monkeypatch.setattr(sys, "argv", list(map(str, command)))
    with suppress(SystemExit):
        cli.main()
    printed = capsys.readouterr().out
    assert "Mean index of China-Russia, 2022 is moved by cost of a rung (c_0) (" in printed
    assert "Mean index of China-Russia, 2022 hardly heeds occasions common to a group" in printed
    frame = pd.read_csv(out / "sensitivity.csv")
    assert list(frame.columns) == [
        *("outcome", "scenario", "range", "method", "mu_star", "mu_star_low", "mu_star_high", "mu", "sigma"),
        *("points", "noise"),
    ]
    cost, concert = (frame[frame["range"] == f"parameters.{name}"].iloc[0] for name in ("cost", "concert"))
    assert cost["mu"] < -0.3
    assert concert["mu_star"] == 0
    assert set(frame["points"]) == {30}
    assert (out / "figures" / "tornado-russia-china-index.svg").is_file()


def test_a_scenario_varies_all_parameters_for_its_pair_under_study():
    result = sim.sensitivity(CASE, points=8 * (len(PARAMETERS) + 1), runs=2)
    frame = result.tables["sensitivity"]
    assert set(frame["range"]) == {f"parameters.{name}" for name in PARAMETERS}
    assert list(frame["outcome"].unique()) == ["index_CHN-RUS", "advanced_CHN-RUS"]
    assert result.figures == [f"tornado-russia-china-{name}_CHN-RUS" for name in ("index", "advanced")]
    assert all(isinstance(result.plot(name), Figure) for name in result.figures)
    assert any("more --points" in sentence for sentence in result.sentences)


def test_sobol_shares_out_the_variance_of_a_sweep(sweep_file, tmp_path):
    result = sim.sensitivity(sweep_file(), "sobol", points=100, outcomes=["index"], out=tmp_path / "out")
    frame = result.tables["sensitivity"].set_index("range")
    assert len(result.tables["points"]) == 16 * 4
    assert frame.loc["parameters.cost", "first"] > 0.5
    assert frame.loc["parameters.concert", "total_high"] == 0
    assert isinstance(result.plot(), Figure)
    before = (tmp_path / "out" / "sensitivity.csv").read_bytes()
    sim.sensitivity(sweep_file(), "sobol", 100, ["index"], resume=True, out=tmp_path / "out")
    assert (tmp_path / "out" / "sensitivity.csv").read_bytes() == before


def test_sobol_finds_the_known_indices_of_ishigami():
    shares = saltelli(3, 2048, seed=0)
    x = np.pi * (2 * shares - 1)
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    indices = shared_out(shares, y, seed=0)
    np.testing.assert_allclose(indices["first"], [0.3139, 0.4424, 0.0], atol=0.02)
    np.testing.assert_allclose(indices["total"], [0.5576, 0.4424, 0.2437], atol=0.02)
    assert ((indices["total_low"] < indices["total"]) & (indices["total"] < indices["total_high"])).all()
    pd.testing.assert_frame_equal(indices, shared_out(shares, y, seed=0))


def plain(ranges):
    return {str(n): Range(low=0, high=1) for n in range(ranges)}


def test_morris_finds_the_slopes_of_a_plane_and_an_interaction():
    points, shares = sample("morris", plain(4), 50, seed=0)
    np.testing.assert_array_equal(points, shares)
    slopes = screened(shares, shares @ np.array([3.0, -2.0, 0.0, 0.0]), [False] * 4, seed=0)
    np.testing.assert_allclose(slopes["mu_star"], [3, 2, 0, 0], atol=1e-9)
    np.testing.assert_allclose(slopes["mu"], [3, -2, 0, 0], atol=1e-9)
    np.testing.assert_allclose(slopes["sigma"], 0, atol=1e-9)
    product = screened(shares, shares[:, 0] * shares[:, 1], [False] * 4, seed=0)
    assert (product["sigma"][:2] > 0.1).all()
    assert (product["mu_star_low"] < product["mu_star"])[:2].all()


KINDS = {
    "two": Range(values=[0.05, 0.35]),
    "five": Range(values=[5, 1, 2, 3, 4]),
    "uneven": Range(values=[0.0, 0.1, 1.0]),
    "few": Range(low=0, high=2, integer=True),
    "many": Range(low=1, high=1000, integer=True),
    "log": Range(low=0.1, high=10, scale="log"),
    "plain": Range(low=-2, high=2),
}
"""Ranges of every kind."""


def test_morris_divides_by_the_moves_really_made():
    points, shares = sample("morris", KINDS, 40, seed=1)
    logs = points.assign(log=np.log10(points["log"]))
    for name in KINDS:
        effects = screened(shares, logs[name].to_numpy(float), [False] * len(KINDS), seed=0).set_index(
            points.columns
        )
        width = logs[name].max() - logs[name].min()
        assert effects.loc[name, "mu_star"] == pytest.approx(width), name
        assert effects.loc[name, "sigma"] == pytest.approx(0, abs=1e-9)
        assert effects["mu_star"].drop(name).max() == 0


def test_morris_visits_every_value_of_a_list_and_of_few_whole_numbers_equally_often():
    points, _ = sample("morris", KINDS, 400, seed=1)
    for name, values in {"two": [0.05, 0.35], "five": [1, 2, 3, 4, 5], "few": [0, 1, 2]}.items():
        shares = points[name].value_counts(normalize=True)
        assert sorted(shares.index) == values
        np.testing.assert_allclose(shares, 1 / len(values), atol=0.03)
    assert set(points["many"]) == {1, 334, 667, 1000}


def test_a_change_of_a_word_is_a_whole_move():
    points, shares = sample("morris", {"word": Range(values=["a", "b", "c"])}, 60, seed=1)
    values = points["word"].map({"a": 0.0, "b": 0.1, "c": 0.3}).to_numpy()
    effects = morris.effects(shares, values, [True])
    assert set(np.abs(effects).round(9).ravel()) == {0.1, 0.2, 0.3}


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_a_seed_of_0_is_a_seed(method):
    one, again, other = (sample(method, plain(3), 8, seed)[1] for seed in (0, 0, 1))
    assert (one == again).all()
    assert (one != other).any()


def test_ranges_of_every_kind_are_sampled_within_themselves(sweep_file):
    ranges = (
        '"shocks.ukraine-2014.year" = { low = 2008, high = 2016, integer = true }\n'
        '"parameters.threat" = { low = 0.1, high = 10, scale = "log" }\n'
        '"parameters.habit" = { values = [0.0, 0.2, 0.4] }\n'
    )
    path = sweep_file(SWEEP.replace('"parameters.cost" = [-0.2, 0.5]\n', ranges))
    points = study(path, "sobol", 600).sweep.points
    assert set(points["parameters.habit"]) == {0.0, 0.2, 0.4}
    assert set(points["shocks.ukraine-2014.year"]) == set(range(2008, 2017))
    assert abs(np.log10(points["parameters.threat"]).mean()) < 0.1
    steps = study(path, "morris", 60).sweep.points
    assert set(steps["parameters.habit"]) == {0.0, 0.2, 0.4}


def test_the_outcomes_are_those_of_the_pair_under_study(small):
    assert list(study(small).sweep.file.outcomes) == ["index_AAA-BBB", "advanced_AAA-BBB"]
    text = (small / "scenario.toml").read_text()
    (small / "scenario.toml").write_text('focus = "BBB-CCC"\n' + text)
    assert list(study(small).sweep.file.outcomes) == ["index_BBB-CCC", "advanced_BBB-CCC"]
    with pytest.raises(InputError, match=r"did you mean index_AAA-BBB\?"):
        study(small, outcomes=["index_AAA-BB"])


IMPOSSIBLE_CORNER = SWEEP.replace(
    '"parameters.cost" = [-0.2, 0.5]\n',
    "".join(f'"parameters.{name}" = {{ values = [0.0, 1.0] }}\n' for name in ("power", "threat", "interest")),
)


def test_morris_does_without_trajectories_that_hold_a_failed_point(sweep_file):
    result = sim.sensitivity(sweep_file(IMPOSSIBLE_CORNER), points=100, runs=4)
    frame = result.tables["sensitivity"]
    failed = result.tables["outcomes"]["failed"].notna()
    trajectories = failed.to_numpy().reshape(-1, 5).any(axis=1)
    assert 0 < trajectories.sum() < 16
    assert set(frame["points"]) == {100 - 5 * trajectories.sum()}
    assert any(
        f"{5 * trajectories.sum()} of 100 points were left out" in sentence for sentence in result.sentences
    )
    assert any("one weight above 0" in sentence for sentence in result.sentences)


def test_sobol_refuses_a_failed_point_and_says_why(sweep_file):
    with pytest.raises(InputError, match=r"no value at \d+ of 96 points .*one weight above 0.*at all points"):
        sim.sensitivity(sweep_file(IMPOSSIBLE_CORNER), "sobol", points=100, runs=2)


def test_where_a_sweep_has_own_draws_chance_is_not_taken_for_an_effect(sweep_file):
    own_draws = SWEEP.replace("seed = 3", 'seed = 3\ndraws = "own"')
    result = sim.sensitivity(sweep_file(own_draws), points=30, outcomes=["index"])
    frame = result.tables["sensitivity"].set_index("range")
    assert frame.loc["parameters.concert", "mu_star"] == 0
    assert any("Points share their draws here" in sentence for sentence in result.sentences)


def test_an_outcome_that_cannot_be_analysed_leaves_the_others(sweep_file):
    text = SWEEP + 'never = { measure = "stage-chance", pair = "CHN-RUS", stage = "advanced", year = 1991 }\n'
    result = sim.sensitivity(sweep_file(text), points=12, runs=4)
    assert "never" not in set(result.tables["sensitivity"]["outcome"])
    assert any(
        "Not analysed: outcome: never: found 0 at every point" in sentence for sentence in result.sentences
    )


def test_words_warn_of_noise_and_of_open_ranks(sweep_file):
    analysis = study(sweep_file(), "sobol", 100, ["index"])
    row = {"outcome": "index", "scenario": "russia-china", "points": 64, "first": 0.3}
    rows = [
        {**row, "range": "parameters.cost", "total": 0.5, "total_low": 0.2, "total_high": 0.8, "noise": 0.2},
        {**row, "range": "parameters.habit", "total": 0.4, "total_low": 0.1, "total_high": 0.7, "noise": 0.2},
        {**row, "range": "parameters.step", "total": 0.0, "total_low": 0.0, "total_high": 0.1, "noise": 0.2},
    ]
    words = "\n".join(analyses.sentences(analysis, pd.DataFrame(rows)))
    assert "moved by cost of a rung (c_0) (0.50; 0.20 to 0.80), habit" in words
    assert "may heed added cost of the high degree" in words
    assert "64 points are too few" in words
    rows[0]["noise"] = np.nan
    assert any("chance is unknown" in line for line in analyses.sentences(analysis, pd.DataFrame(rows)))
    assert "which comes first is open among cost of a rung (c_0), habit" in words
    assert "ranges alone account for about 90% of its variance" in words
    assert "20% of its variance over the points is chance among 8 lives" in words


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "moris"}, r"did you mean morris\?"),
        ({"points": 11}, "found 11; expected 12 at least for morris over 2 ranges"),
        ({"method": "sobol", "points": 63}, "found 63; expected 64 at least for sobol over 2 ranges"),
        ({"outcomes": ["indx"]}, r"found indx; expected one of index, advanced \(did you mean index\?\)"),
        ({"runs": 0}, "one life at least"),
    ],
)
def test_faults_of_a_sensitivity(sweep_file, options, message):
    with pytest.raises(InputError, match=message):
        study(sweep_file(), **options)


def test_where_salib_is_missing_one_message_says_how_to_get_it(sweep_file, monkeypatch, capsys, tmp_path):
    for name in [*(name for name in sys.modules if name.startswith("SALib.")), "SALib"]:
        monkeypatch.setitem(sys.modules, name, None)
    command = ["sim", "sensitivity", str(sweep_file()), "--method", "sobol", "--out", str(tmp_path / "o")]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert 'pip install "rapprochement[sensitivity]"' in message
    assert not (tmp_path / "o").exists()
    assert need("json", "sensitivity").dumps([]) == "[]"


def test_another_analysis_is_not_written_over(sweep_file, tmp_path):
    sim.sensitivity(sweep_file(), points=12, runs=2, out=tmp_path / "out")
    assert read_json(tmp_path / "out" / "run.json")["method"] == "morris"
    with pytest.raises(InputError, match="found a result of sweep sensitivity-s-morris"):
        sim.sensitivity(sweep_file(), "sobol", points=64, runs=2, out=tmp_path / "out")
