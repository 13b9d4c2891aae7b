"""Every case that ships: checked, assessed, run small and scored, unedited."""

import csv

import pandas as pd
import pytest

import sim as house
from sim.experiments.check import check_input
from sim.experiments.shocks import LEAST_SHARE, explained, joined, live_without, shocks_of, with_lives
from sim.ladder.event_files import read_events
from sim.ladder.events import pairs_of
from sim.ladder.ladder import MILITARY
from sim.scenario.load import load, pair_under_study
from sim.show import cases
from sim.verbs import assess as assess_verb
from sim.verbs import run as run_verb
from tests.conftest import ROOT
from tests.reference.test_twin import agree

pytestmark = pytest.mark.usefixtures("undrawn")

FOLDERS = sorted(path.parent for path in (ROOT / "scenarios").glob("*/scenario.toml"))
FILES = sorted((ROOT / "scenarios").rglob("*.toml"))
RECORDS = sorted((ROOT / "scenarios").glob("*/events*.csv"))
CODINGS = ROOT / "scenarios" / "russia_china" / "codings"
VARIANTS = [path for path in FILES if path.name != "scenario.toml" and path.parent.name != "sweeps"]


def named(path):
    return str(path.relative_to(ROOT / "scenarios"))


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_twelve_cases_ship():
    assert len(FOLDERS) == 12
    assert all((folder / "README.md").is_file() for folder in FOLDERS)
    assert all(len(list(folder.glob("*.toml"))) > 1 for folder in FOLDERS)


@pytest.mark.parametrize("path", [*FILES, *RECORDS, *CODINGS.glob("*.csv")], ids=named)
def test_every_file_checks(path):
    assert check_input(path) == []


@pytest.mark.parametrize("path", RECORDS, ids=named)
def test_every_event_has_its_source_and_says_how_sure_it_is(path):
    rows = rows_of(path)
    assert all(row["source"] and row["title"] for row in rows)
    # The rows of the paper that the first case began with are marked in their own way.
    other_rows = [row for row in rows if not row["id"].startswith("RC")]
    sure = ("certainty: high", "certainty: medium", "certainty: low")
    assert all(row["note"].startswith(sure) for row in other_rows)


def test_the_other_reading_of_the_paper_is_its_record_with_five_exercises_high():
    record = {row["id"]: row for row in rows_of(CODINGS.parent / "events.csv")}
    other = rows_of(CODINGS / "exercises_high_from_2005.csv")
    paper = [i for i, row in record.items() if row["actors"] == "CHN;RUS" and row["dimension"] == "military"]
    assert [row["id"] for row in other] == paper
    moved = [row for row in other if row != record[row["id"]]]
    assert [row["id"] for row in moved] == ["RC039", "RC044", "RC047", "RC058", "RC069"]
    for row in moved:
        assert row == record[row["id"]] | {"degree": "high", "note": row["note"]}


def test_the_layer_after_the_paper_begins_where_the_paper_is_silent():
    after = rows_of(CODINGS.parent / "events_after.csv")
    assert {row["actors"] for row in after} == {"CHN;RUS", "CHN;USA", "RUS;USA"}
    assert min(row["date"] for row in after if row["actors"] == "CHN;RUS") == "2018"
    assert min(row["date"] for row in after if "USA" in row["actors"]) == "2023"


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_arms_industry_steps_from_value_to_value_of_its_scale(folder):
    case = load(folder)
    years = range(case.scenario.start, case.scenario.end + 1)
    for state in case.scenario.states:
        levels = case.drivers.level("industry", state.code, state.industry, years)
        assert set(levels) <= {0.0, 0.2, 0.5, 1.0}, state.code
        assert "of world arms exports" in state.source


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_a_shock_that_does_not_fade_says_why(folder):
    for shock in load(folder).scenario.shocks:
        assert shock.half_life is not None or "lasts" in shock.source, shock.id


def moved(case, shocks, lives):
    """Share of lives that each shock moves within five years, of those in which it happens."""
    fewer = with_lives(case, lives)
    study = joined(fewer, shocks, live_without(fewer, shocks))
    return {shock.key: study.moved_anywhere(n) / shock.chance for n, shock in enumerate(shocks)}


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_every_shock_moves_something_or_says_why_not(folder):
    """Few lives clear most; the rest are lived oftener, and what chance could turn is let pass."""
    case = load(folder)
    shares = moved(case, shocks_of(case), 60)
    doubtful = [shock for shock in shocks_of(case) if shares[shock.key] < 1 / 8]
    if doubtful:
        shares |= moved(case, doubtful, 400)
    inert = {key for key, share in shares.items() if share < 0.6 * LEAST_SHARE}
    telling = {key for key, share in shares.items() if share > 2 * LEAST_SHARE}
    said = {key for key in shares if explained(case, key)}
    assert inert <= said
    assert not telling & said, "the reason has gone"


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_every_case_names_a_pair_under_study_that_has_a_record(folder):
    assert "\nfocus = " in (folder / "scenario.toml").read_text(encoding="utf-8")
    case = load(folder)
    assert sum(event.counts(case.ladder) for event in case.events_of(pair_under_study(case))) > 10


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_every_case_is_assessed_run_and_scored(folder, tmp_path):
    events = read_events(folder / "events.csv")
    assessed = assess_verb.read(folder / "events.csv")
    assert len(assessed.trajectories) == len(pairs_of(events, MILITARY))
    case = load(folder, ["runs=20"])
    run_verb.make(case, tmp_path / "run", report=False)
    scores = pd.read_csv(tmp_path / "run" / "scores.csv")
    seen = pd.read_csv(tmp_path / "run" / "observed.csv")["pair"].unique()
    assert set(scores["pair"]) == set(seen)
    assert {"model", "persistence", "climatology", "line"} <= set(scores["forecaster"])


@pytest.mark.parametrize("path", VARIANTS, ids=named)
def test_every_variant_runs(path, tmp_path):
    run_verb.make(load(path, ["runs=4"]), tmp_path / "run", report=False)
    assert (tmp_path / "run" / "stages.csv").is_file()


def test_the_twin_agrees_on_the_groups_that_ship():
    for name in ("sco", "us_japan_australia", "asean"):
        agree(load(ROOT / "scenarios" / name), range(1))


def test_a_future_has_nothing_observed_beside_it_and_shocks_by_chance(tmp_path):
    future = load(ROOT / "scenarios" / "russia_china" / "futures" / "by_chance.toml", ["runs=40"])
    assert future.lies_ahead
    house.run(future, out=tmp_path / "run")
    assert not (tmp_path / "run" / "observed.csv").exists()
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "not prophecies" in page
    start = pd.read_csv(tmp_path / "run" / "stages.csv")
    first = start[(start["year"] == 2026) & (start["pair"] == "CHN-RUS")]
    assert first["index_mean"].item() > 0.4


def test_cases_on_one_scale(tmp_path):
    loaded = [
        load(ROOT / "scenarios" / name) for name in ("russia_china", "us_india", "sco", "china_pakistan")
    ]
    said = house.compare_cases(loaded, ["CHN-RUS", "IND-USA"], out=tmp_path / "cases").sentences
    first = "In 2023, India and the United States stand at the advanced stage at low degree (index 0.52) and "
    assert said[0].startswith(f"{first}China and Russia at ")
    older = cases.leading(cases.observe([loaded[0], loaded[3]]), [])
    assert [one.name for one in older] == ["CHN-RUS", "CHN-PAK"]
    assert (
        "At the same age, 34 years after the start (1994 and 2025), China and Pakistan"
        in cases.sentences(older)[1]
    )
    table = pd.read_csv(tmp_path / "cases" / "cases.csv")
    assert set(table["case"]) == {"russia-china", "us-india", "sco", "china-pakistan"}
    assert "SCO" in set(table["pair"])
    assert table["index"].between(0, 1).all()
    assert (tmp_path / "cases" / "report.html").is_file()
