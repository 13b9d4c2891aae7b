"""Every case that ships: checked, assessed, run small and scored, unedited."""

import csv

import pandas as pd
import pytest

from sim.evidence.scores import score
from sim.experiments.check import check
from sim.ladder.events import pairs_of, read_events
from sim.scenario.load import load, pair_under_study
from sim.show import assessment, cases, running
from tests.conftest import ROOT
from tests.reference.test_twin import agree

FOLDERS = sorted(path.parent for path in (ROOT / "scenarios").glob("*/scenario.toml"))
FILES = sorted((ROOT / "scenarios").rglob("*.toml"))
VARIANTS = [path for path in FILES if path.name != "scenario.toml" and path.parent.name != "sweeps"]


def named(path):
    return str(path.relative_to(ROOT / "scenarios"))


def test_ten_cases_ship():
    assert len(FOLDERS) == 10
    assert all((folder / "README.md").is_file() for folder in FOLDERS)
    assert all(len(list(folder.glob("*.toml"))) > 1 for folder in FOLDERS)


@pytest.mark.parametrize("path", [*FILES, *(f / "events.csv" for f in FOLDERS)], ids=named)
def test_every_file_checks(path):
    assert check(path) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_every_event_has_its_source_and_says_how_sure_it_is(folder):
    with (folder / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["source"] and row["title"] for row in rows)
    # The rows of the paper that the first case began with are marked in their own way.
    own = [row for row in rows if not row["id"].startswith("RC")]
    sure = ("certainty: high", "certainty: medium", "certainty: low")
    assert all(row["note"].startswith(sure) for row in own)


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_every_case_names_a_pair_under_study_that_has_a_record(folder):
    assert "\nfocus = " in (folder / "scenario.toml").read_text(encoding="utf-8")
    case = load(folder)
    assert sum(event.counts for event in case.events_of(pair_under_study(case))) > 20


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_every_case_is_assessed_run_and_scored(folder, tmp_path):
    events = read_events(folder / "events.csv")
    assessed = assessment.assess_file(folder / "events.csv")
    assert len(assessed.trajectories) == len(pairs_of(events))
    case = load(folder, ["runs=20"])
    running.run(case, tmp_path / "run", report=False)
    scores = score(tmp_path / "run")
    seen = pd.read_csv(tmp_path / "run" / "observed.csv")["pair"].unique()
    assert set(scores["pair"]) == set(seen)
    assert {"model", "persistence", "climatology", "line"} <= set(scores["forecaster"])


@pytest.mark.parametrize("path", VARIANTS, ids=named)
def test_every_variant_runs(path, tmp_path):
    running.run(load(path, ["runs=4"]), tmp_path / "run", report=False)
    assert (tmp_path / "run" / "stages.csv").is_file()


def test_the_twin_agrees_on_the_groups_that_ship():
    for name in ("sco", "us_japan_australia", "asean"):
        agree(load(ROOT / "scenarios" / name), 1)


def test_a_future_has_nothing_observed_beside_it_and_shocks_by_chance(tmp_path):
    future = load(ROOT / "scenarios" / "russia_china" / "futures" / "by_chance.toml", ["runs=40"])
    assert future.lies_ahead
    running.run(future, tmp_path / "run", report=True)
    assert not (tmp_path / "run" / "observed.csv").exists()
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "not prophecies" in page
    start = pd.read_csv(tmp_path / "run" / "stages.csv")
    first = start[(start["year"] == 2023) & (start["pair"] == "CHN-RUS")]
    assert first["index_mean"].item() > 0.4


def test_cases_on_one_scale(tmp_path):
    loaded = [
        load(ROOT / "scenarios" / name) for name in ("russia_china", "us_india", "sco", "china_pakistan")
    ]
    said, written = cases.write(loaded, ["CHN-RUS", "IND-USA"], tmp_path / "cases")
    assert said[0].startswith("In 2022, IND-USA stands at advanced low degree (index 0.52) and CHN-RUS")
    older = cases.leading(cases.observe([loaded[0], loaded[3]]), [])
    assert [one.name for one in older] == ["CHN-RUS", "CHN-PAK"]
    assert "At the same age, 31 years after the start (1991 and 2022), CHN-PAK" in cases.sentences(older)[1]
    table = pd.read_csv(tmp_path / "cases" / "cases.csv")
    assert set(table["case"]) == {"russia-china", "us-india", "sco", "china-pakistan"}
    assert "SCO" in set(table["pair"])
    assert table["index"].between(0, 1).all()
    assert [path.name for path in written if path.suffix == ".html"] == ["report.html"]
