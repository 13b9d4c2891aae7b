"""Discovery: the region a user is told of, and that the method finds one that was planted."""

import sys
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import sim
from sim import cli
from sim.experiments.discover import (
    as_good,
    discover,
    held_out,
    peel,
    quality,
    quasi_p_values,
    restricted,
    whole,
)
from sim.faults import InputError
from sim.files import note_all, read_json, write_mark
from sim.verbs import discover as discover_verb
from tests.conftest import CASE


@pytest.fixture(autouse=True)
def few_shuffles(monkeypatch):
    monkeypatch.setattr("sim.experiments.discover.SHUFFLES", 4)


SWEEP = (
    'name = "s"\nscenario = "scenario.toml"\nruns = 4\nseed = 3\ndesign = "latin-hypercube"\npoints = 120\n'
    '[ranges]\n"parameters.cost" = [-0.2, 0.5]\n"parameters.concert" = [0.0, 1.0]\n[outcomes]\n'
    'index = { measure = "mean-index", pair = "CHN-RUS", year = 2022 }\n'
)


@pytest.fixture
def finished(tmp_path):
    """Write the folder of a finished sweep whose outcomes are given."""

    def write(points, outcome, scenarios=("one",), name="planted", measure="mean-index"):
        folder = tmp_path / name
        folder.mkdir()
        table = pd.DataFrame(points)
        table.insert(0, "point", range(len(table)))
        table.to_parquet(folder / "points.parquet")
        rows = [
            pd.DataFrame(
                {"point": table["point"], "scenario": s, "y": outcome[s], "y_se": 0.0, "failed": None}
            )
            for s in scenarios
        ]
        pd.concat(rows).to_parquet(folder / "outcomes.parquet")
        asked = {"measure": measure, "pair": "AAA-BBB", "year": 2000, "stage": "early", "quantile": 0.5}
        mark = {"identity": f"sweep {name}", "runs": 9, "outcomes": {"y": asked}}
        write_mark(folder, mark)
        note_all(folder)
        return folder

    return write


def cloud(number=2000, seed=1):
    """Ten ranges of numbers, one of whole numbers and one of words."""
    random = np.random.default_rng(seed)
    points = {f"x{n}": random.random(number) for n in range(10)}
    points["whole"] = random.integers(0, 6, number)
    points["word"] = random.choice(np.array(["east", "north", "south", "west"]), number)
    return points


def test_the_command_says_where_an_outcome_is_high(tmp_path, capsys, monkeypatch):
    case = tmp_path / "case"
    case.mkdir()
    for name in ("scenario.toml", "events.csv", "events_after.csv", "drivers.csv"):
        (case / name).write_bytes((CASE / name).read_bytes())
    (case / "sweep.toml").write_text(SWEEP)
    monkeypatch.chdir(tmp_path)
    for command in (
        ["sweep", "case/sweep.toml", "--quiet"],
        ["discover", "case/sweep.toml", "--outcome", "index", "--above", "0.4"],
    ):
        monkeypatch.setattr(sys, "argv", ["sim", *command])
        with suppress(SystemExit):
            cli.main()
    printed = " ".join(capsys.readouterr().out.split())
    assert "Where cost of a rung (c_0) is at most" in printed
    assert "mean index of China-Russia, 2022 lies above 0.4 at" in printed
    out = tmp_path / "results" / "discover-s-index-above-0.4"
    box = pd.read_csv(out / "box.csv")
    assert box["range"].tolist() == ["parameters.cost"]
    assert box["high"].between(0, 0.4).all()
    assert box["quasi_p"].item() < 0.001
    peeling = pd.read_csv(out / "peeling.csv")
    assert {"coverage", "density", "mass", "restricted"} <= set(peeling.columns)
    assert peeling.iloc[0][["coverage", "mass"]].tolist() == [1, 1]
    assert peeling["chosen"].sum() == 1
    assert {path.name for path in (out / "figures").glob("*.png")} == {"region.png", "trade-off.png"}


def test_a_region_of_several_ranges_is_told_and_drawn(finished):
    points = cloud()
    high = (points["x0"] > 0.3) & (points["x0"] < 0.7) & np.isin(points["word"], ["east", "west"])
    result = sim.discover(finished(points, {"one": high * 1.0}), "y", above=0.5)
    assert "x0 is from 0.3" in result.sentences[0]
    assert "word is east or west" in result.sentences[0]
    assert set(result.tables["box"]["range"]) == {"x0", "word"}
    assert result.figures == ["region", "trade-off"]
    assert all(isinstance(result.plot(name), Figure) for name in result.figures)


def test_the_planted_box_is_found_among_ranges_that_do_nothing():
    points = cloud()
    inside = (points["x0"] > 0.3) & (points["x0"] < 0.7) & (points["x3"] < 0.6)
    noisy = inside ^ (np.random.default_rng(2).random(len(inside)) < 0.03)
    region = discover(points, noisy)
    assert set(region.box) == {"x0", "x3"}
    assert region.box["x0"] == pytest.approx((0.3, 0.7), abs=0.03)
    assert region.box["x3"][1] == pytest.approx(0.6, abs=0.03)
    assert region.quality.density > 0.9
    tried = held_out(points, noisy)
    assert tried is not None
    assert tried.density > 0.9


def test_whole_numbers_and_words_are_found_exactly():
    points = cloud()
    region = discover(points, (points["whole"] >= 3) & np.isin(points["word"], ["east", "west"]))
    assert region.box == {"whole": (3.0, 5.0), "word": frozenset({"east", "west"})}
    assert (region.quality.coverage, region.quality.density) == (1.0, 1.0)


def test_peeling_gives_up_coverage_for_density_step_by_step():
    points = cloud()
    interest = (points["x0"] < 0.5) & (points["x1"] < 0.5)
    boxes = peel(points, interest)
    qualities = [quality(points, interest, box) for box in boxes]
    assert boxes[0] == whole(points)
    assert qualities[-1].density == 1
    assert (np.diff([q.mass for q in qualities]) < 0).all()
    assert restricted(points, boxes[0]) == []


def test_quasi_p_values_are_small_only_for_what_matters():
    points = cloud()
    interest = points["x0"] < 0.3
    chances = quasi_p_values(points, interest, {"x0": (0.0, 0.3), "x1": (0.1, 1.0)})
    assert chances["x0"] < 1e-20
    assert chances["x1"] > 0.5


def test_where_nothing_matters_no_region_is_made_up(finished):
    random = np.random.default_rng(5).random(2000)
    result = sim.discover(finished(cloud(), {"one": random}), "y", below=0.3)
    assert result.sentences[0].startswith(
        "No region stands out: mean index of AAA-BBB, 2000 lies below 0.3 at 3"
    )
    assert len(result.tables["box"]) == 0
    assert result.figures == ["trade-off"]


def test_of_several_scenarios_the_scenario_is_a_range_too(finished):
    points = {"x": np.linspace(0, 1, 100)}
    outcomes = {"one": points["x"].copy(), "two": 0 * points["x"]}
    outcomes["one"][0] = np.nan
    result = sim.discover(finished(points, outcomes, ("one", "two")), "y", above=0.5)
    assert "scenario is one" in result.sentences[0]
    assert "1 point without a value was left out: Mean index of AAA-BBB, 2000." in result.sentences


def test_what_a_region_is_worth_is_tried_on_points_it_was_not_sought_in(finished):
    points = cloud(400)
    chance = np.random.default_rng(9).random(400)
    result = sim.discover(finished(points, {"one": chance}), "y", above=0.9)
    assert any("it may be chance" in sentence for sentence in result.sentences)
    few = {name: values[:100] for name, values in points.items()}
    result = sim.discover(finished(few, {"one": few["x0"]}, name="few"), "y", above=0.5)
    assert "Where x0 is at least 0.4" in result.sentences[0]
    assert any("too few points to seek the region in one half" in sentence for sentence in result.sentences)


def test_what_lies_between_two_thresholds_can_be_asked_for(finished):
    points = cloud()
    folder = finished(points, {"one": points["x0"]})
    question = discover_verb.read(folder, "y", 0.4, 0.6, folder.parent)
    assert question.named == ["planted", "y", "above-0.4-and-below-0.6"]
    assert discover(question.points, question.interest).box["x0"] == pytest.approx((0.4, 0.6), abs=0.01)


@pytest.mark.parametrize(
    ("outcome", "above", "below", "message"),
    [
        ("y", None, None, "above=: found nothing; expected a threshold: --above X, --below X, or both"),
        ("y", 0.6, 0.4, "found 0.6; expected a value under --below 0.4"),
        ("z", 0.5, None, "outcome=: found z; expected one of y"),
        (
            "y",
            2,
            None,
            r"y above 2 at 0 of 2,000 points, where it lies from .* to .*; expected 20 points at least",
        ),
        ("y", -1, None, "y above -1 at 2,000 of 2,000 points"),
        ("y", 0.996, None, r"y above 0.996 at \d+ of 2,000 points"),
    ],
)
def test_faults_of_a_discovery(finished, outcome, above, below, message):
    points = cloud()
    with pytest.raises(InputError, match=message):
        sim.discover(finished(points, {"one": points["x0"]}), outcome, above, below)


def test_a_sweep_that_is_not_finished_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"results/global: found no finished sweep; .* sim sweep makes one"):
        sim.discover(CASE / "sweeps" / "global.toml", "index_2022", above=0.5)


def years(number=100):
    """A range, and the years in which something comes: at half of the points it never does."""
    x = np.linspace(0, 1, number)
    return {"x": x}, np.where(x < 0.5, 1990 + np.round(20 * x), np.nan)


def test_a_year_that_never_comes_is_not_below_one_and_is_above_any(finished):
    points, come = years()
    folder = finished(points, {"one": come}, measure="first-passage")
    early = discover_verb.read(folder, "y", None, 1995, folder.parent)
    assert (len(early.interest), early.left_out) == (100, 0)
    assert early.interest.sum() == (come < 1995).sum()
    late = discover_verb.read(folder, "y", 1995, None, folder.parent)
    assert late.interest.sum() == 100 - (come <= 1995).sum()
    between = discover_verb.read(folder, "y", 1992, 1999, folder.parent)
    assert between.interest.sum() == ((come > 1992) & (come < 1999)).sum()
    result = sim.discover(folder, "y", below=1995)
    assert "at the early stage lies below 1995 at" in result.sentences[0]
    assert f"against {early.interest.mean():.0%} of all" in result.sentences[0]
    assert any("At 50 points the year never comes" in sentence for sentence in result.sentences)
    ticks = [label.get_text() for label in result.plot("region").axes[0].get_yticklabels()]
    assert (ticks[0], ticks[-1]) == ("1990", "never")


def test_a_point_that_failed_is_left_out_and_does_not_never_come(finished):
    points, come = years()
    folder = finished(points, {"one": come}, measure="first-passage")
    table = pd.read_parquet(folder / "outcomes.parquet")
    table.loc[99, "failed"] = "no weight"
    table.to_parquet(folder / "outcomes.parquet")
    note_all(folder)
    question = discover_verb.read(folder, "y", None, 1995, folder.parent)
    assert (len(question.interest), question.left_out) == (99, 1)


def test_limits_are_told_as_what_the_region_includes_and_years_as_years(finished):
    points = {"shocks.a.year": np.tile(np.arange(1985, 2005), 10), "x": np.random.default_rng(1).random(200)}
    result = sim.discover(finished(points, {"one": (points["shocks.a.year"] >= 1995) * 1.0}), "y", above=0.5)
    assert result.sentences[0].startswith("Where year of the shock a is at least 1995, mean")
    legend = [text.get_text() for text in result.plot("region").legends[0].texts]
    assert "the region, its limits included" in legend


def test_it_is_said_how_often_chance_gives_such_a_region(finished, monkeypatch):
    monkeypatch.setattr("sim.experiments.discover.SHUFFLES", 19)
    points = {name: values[:120] for name, values in cloud().items() if name in ("x0", "x1", "x2")}
    result = sim.discover(finished(points, {"one": points["x0"]}), "y", above=0.5)
    expected = "found 0 times in 19: chance would give one with a probability of about 0.05."
    assert any(expected in sentence for sentence in result.sentences)


def test_in_noise_a_region_is_hardly_ever_held_for_more_than_chance(monkeypatch):
    points = {f"x{n}": values for n, values in enumerate(np.random.default_rng(3).random((4, 120)))}
    held = boxes = 0
    monkeypatch.setattr("sim.experiments.discover.SHUFFLES", 19)
    for seed in range(25):
        interest = np.random.default_rng(100 + seed).random(120) < 0.3
        region = discover(points, interest)
        if region.box:
            boxes += 1
            held += sum(as_good(points, interest, region.quality)) == 0
    assert boxes > 0
    assert held <= 2


def test_axes_of_a_region_are_as_its_ranges(finished):
    points = {"year": np.tile(np.arange(1985, 2005), 20), "x": np.random.default_rng(1).random(400) + 0.1}
    folder = finished(points, {"one": ((points["year"] >= 1995) & (points["x"] < 0.6)) * 1.0})
    write_mark(folder, {**read_json(folder / "run.json"), "logarithmic": ["x"]})
    figure = sim.discover(folder, "y", above=0.5).plot("region")
    figure.draw_without_rendering()
    ax = figure.axes[0]
    scales = {ax.get_xlabel(): ax.get_xscale(), ax.get_ylabel(): ax.get_yscale()}
    assert scales == {"year": "linear", "x": "log"}
    years = ax.get_xticks() if ax.get_xlabel() == "year" else ax.get_yticks()
    assert (years == np.round(years)).all()
