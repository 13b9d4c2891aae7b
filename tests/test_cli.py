"""The command line, through real files: what each verb writes, prints and refuses."""

import json
import subprocess
import sys

import pandas as pd
import pytest

from sim.results import tables as results
from tests.conftest import CASE, EVENTS, ROOT, files

RUN_FILES = [
    *(
        "channels.csv",
        "degrees.csv",
        "drivers.csv",
        "events.csv",
        "events.parquet",
        "evidence.csv",
        "index.csv",
        "lives.parquet",
    ),
    *("observed.csv", "passages.csv", "run.json", "scenario.toml", "scores.csv", "stages.csv", "threats.csv"),
    "verdicts.csv",
]


def test_assess_writes_trajectory_and_evidence(sim, tmp_path):
    status, out, _ = sim("assess", CASE / "events.csv", "--out", tmp_path / "a")
    assert status == 0
    assert "moderate, high" in out
    frame = pd.read_csv(tmp_path / "a" / "trajectory.csv", keep_default_na=False)
    assert list(frame.columns) == [
        *("year", "pair", "i1", "i2", "i3", "i4", "i5", "i6", "i7", "stage", "degree", "reach"),
        *("standing", "index", "signals", "fragile"),
    ]
    assert list(frame["pair"].unique()) == ["CHN-RUS", "CHN-USA", "RUS-USA"]
    of_pair = frame[frame["pair"] == "CHN-RUS"]
    assert (of_pair["year"].min(), of_pair["year"].max()) == (1991, 2022)
    grounds = pd.read_csv(tmp_path / "a" / "evidence.csv")
    assert list(grounds.columns) == ["year", "pair", "indicator", "degree", "event"]
    assert (tmp_path / "a" / "figures" / "trajectory-CHN-RUS.svg").is_file()


def test_what_would_take_too_long_to_assess_or_to_draw_is_told(sim, tmp_path, monkeypatch):
    header, rows = EVENTS.split("\n")[0], ["A,1001,,AAA;BBB", "B,2001,,AAA;BBB", "C,2001,,AAA;CCC;DDD"]
    path = tmp_path / "events.csv"
    path.write_text("\n".join([header, *(f"{row},military,4,low,advance,practice,t,b," for row in rows)]))
    status, _, faults = sim("assess", path)
    assert (status, faults) == (2, "--from, --to: found 1001 to 2001; expected at most 500 years\n")
    monkeypatch.setattr("sim.show.assessment.MOST_DRAWN", 1)
    status, _, faults = sim("assess", path, "--from", 2000, "--to", 2001, "--out", tmp_path / "a", "--quiet")
    assert (status, faults.count("\n")) == (0, 1)
    assert "found 4 figures; expected 1 at most" in faults
    assert [file for file in files(tmp_path / "a") if file.endswith("svg")] == [
        "figures/trajectory-AAA-BBB.svg"
    ]
    monkeypatch.setattr("sim.ladder.events.MOST_WEIGHED", 5)
    status, _, faults = sim("assess", path, "--pair", "AAA-BBB", "--from", 2000)
    assert (status, faults.count("\n")) == (2, 1)
    assert "6 events times years, all pairs together; expected 5 at most" in faults


def test_assess_shows_the_years_and_windows_asked_for(sim, tmp_path):
    windows = tmp_path / "windows.toml"
    windows.write_text("4 = 0\n5 = 0\n")
    options = (
        "--pair",
        "RUS-CHN",
        "--from",
        2006,
        "--to",
        2008,
        "--windows",
        windows,
        "--out",
        tmp_path / "a",
    )
    assert sim("assess", CASE / "events.csv", *options)[0] == 0
    frame = pd.read_csv(tmp_path / "a" / "trajectory.csv")
    assert frame["year"].tolist() == [2006, 2007, 2008]
    assert set(frame["i5"]) == {"none"}


def test_assess_reads_a_group_together_and_by_pairs(sim, tmp_path, small):
    events = small / "events.csv"
    events.write_text(
        events.read_text() + "G,2003,,AAA;BBB;CCC,military,2,high,advance,practice,Summit,book,\n"
    )
    assert sim("assess", events, "--group", "AAA,BBB,CCC", "--out", tmp_path / "g")[0] == 0
    frame = pd.read_csv(tmp_path / "g" / "trajectory.csv")
    assert list(frame["pair"].unique()) == ["AAA+BBB+CCC", "AAA-BBB", "AAA-CCC", "BBB-CCC"]
    group = pd.read_csv(tmp_path / "g" / "group.csv")
    assert list(group.columns) == [
        "year",
        "group",
        "weakest",
        "median",
        "none",
        "early",
        "moderate",
        "advanced",
    ]


def test_run_writes_everything_and_can_be_repeated_bit_for_bit(sim, tmp_path, small):
    status, out, _ = sim("run", small, "--no-report", "--out", tmp_path / "one")
    assert status == 0
    assert "Lives in 2009" in out
    assert files(tmp_path / "one") == RUN_FILES
    assert sim("run", tmp_path / "one" / "scenario.toml", "--no-report", "--out", tmp_path / "two")[0] == 0
    for name in set(RUN_FILES) - {"run.json"}:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_run_with_report_and_report_anew(sim, tmp_path):
    out = tmp_path / "case"
    status, told, _ = sim("run", CASE, "--runs", 20, "--out", out)
    assert status == 0
    assert told.count(": the model (") == 3, "the pair under study alone is told in words"
    assert "Scores are within the sample." in told
    assert {"index.svg", "stages.png", "ladder-CHN-RUS.svg", "threats.svg", "scores.png"} <= {
        path.name for path in (out / "figures").iterdir()
    }
    page = (out / "report.html").read_text()
    assert "Joint Sea 2015" in page
    assert 'src="http' not in page
    (out / "report.html").unlink()
    picture = (out / "figures" / "index.svg").read_bytes()
    assert sim("report", out)[0] == 0
    assert (out / "report.html").read_text() == page
    assert (out / "figures" / "index.svg").read_bytes() == picture


def test_jobs_change_no_file_and_more_lives_keep_the_first(sim, tmp_path, small):
    for name, *options in (
        ("one", "--runs", 700),
        ("two", "--runs", 700, "--jobs", 2),
        ("few", "--runs", 30),
    ):
        assert sim("run", small, "--no-report", "--keep", "all", "--out", tmp_path / name, *options)[0] == 0
    for name in set(RUN_FILES) - {"run.json"}:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    for name in ("lives.parquet", "events.parquet"):
        many, few = (pd.read_parquet(tmp_path / run / name) for run in ("one", "few"))
        pd.testing.assert_frame_equal(many[many["life"] < 30].reset_index(drop=True), few)


def test_values_set_change_the_run_and_a_what_if_is_not_scored(sim, tmp_path, small):
    assert sim("run", small, "--no-report", "--out", tmp_path / "a")[0] == 0
    options = ("--set", "shocks.crisis.scale=0", "--set", "parameters.threat=2")
    assert sim("run", small, "--no-report", "--out", tmp_path / "b", *options)[0] == 0
    assert (tmp_path / "a" / "degrees.csv").read_text() != (tmp_path / "b" / "degrees.csv").read_text()
    assert not (tmp_path / "b" / "scores.csv").exists()
    status, _, err = sim("compare", tmp_path / "b")
    assert (status, "what-if" in err) == (2, True)


def test_compare_prints_and_writes_scores(sim, tmp_path, small):
    sim("run", small, "--no-report", "--out", tmp_path / "a")
    (tmp_path / "a" / "scores.csv").unlink()
    status, out, _ = sim("compare", tmp_path / "a")
    assert status == 0
    assert "within the sample" in out
    frame = pd.read_csv(tmp_path / "a" / "scores.csv")
    assert list(frame.columns) == ["pair", "measure", "forecaster", "score"]
    assert set(frame["forecaster"]) == {"model", "persistence", "climatology", "line", "observed"}


def test_check_and_schema(sim, small):
    assert sim("check", small, small / "events.csv", small / "drivers.csv", CASE)[0] == 0
    status, out, _ = sim("schema")
    assert (status, '"shocks"' in out, '"partner_threat"' in out) == (0, True, True)
    assert json.loads(out)["properties"]["focus"]["description"].startswith("the pair under study")


def test_what_others_put_beside_a_result_stays(sim, tmp_path, small, undrawn):
    out = tmp_path / "r"
    sim("run", small, "--out", out)
    (out / "notes.md").write_text("years of work")
    (out / "figures" / "mine.png").write_bytes(b"mine")
    assert (out / "report.html").is_file()
    assert sim("run", small, "--no-report", "--force", "--out", out)[0] == 0
    assert (out / "notes.md").read_text() == "years of work"
    assert files(out / "figures") == ["mine.png"]
    assert not (out / "report.html").exists()
    assert sim("report", out)[0] == 0
    assert sim("compare", out)[0] == 0
    assert sim("run", small, "--no-report", "--out", out)[0] == 0
    assert files(out / "figures") == ["mine.png"]


def test_the_name_of_a_folder_stays_short(sim, tmp_path, small):
    sets = [part for n in range(9) for part in ("--set", f"pairs.AAA-BBB.interest=0.{n:050}1")]
    assert sim("run", small, "--no-report", *sets)[0] == 0
    assert [len(path.name) for path in (tmp_path / "results").iterdir()] == [109]


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [
        ("stages.csv", "year,pair\n2000,AAA-BBB\n", "stages.csv: found other bytes; expected"),
        ("run.json", "{", "run.json: found no name of a result"),
        ("run.json", "[]", "run.json: found no name of a result"),
        (
            "run.json",
            '{"identity": "x", "files": {}}',
            "run.json: found other content; expected what was written",
        ),
        ("lives.parquet", "PAR1", "lives.parquet: found other bytes"),
        ("index.csv", None, "index.csv: found no such file"),
    ],
)
@pytest.mark.parametrize("verb", ["report", "compare"])
def test_a_damaged_result_is_told(sim, tmp_path, small, verb, name, text, hint):
    out = tmp_path / "r"
    sim("run", small, "--no-report", "--out", out)
    (out / name).unlink()
    if text is not None:
        (out / name).write_text(text)
    status, _, err = sim(verb, out)
    assert (status, hint in err, len(err.splitlines())) == (2, True, 1), err


def test_values_set_have_a_folder_of_their_own(sim, tmp_path, small):
    assert sim("run", small, "--no-report")[0] == 0
    assert sim("run", small, "--no-report", "--set", "parameters.threat=2")[0] == 0
    assert sorted(path.name for path in (tmp_path / "results").iterdir()) == [
        "small",
        "small-parameters.threat=2",
    ]


def test_an_actor_that_is_no_state_is_warned_of_and_a_record_of_none_refused(sim, small):
    events = small / "events.csv"
    text = events.read_text()
    events.write_text(text.replace("E3,2004,2006,AAA;BBB", "E3,2004,2006,AAA;BBX"))
    for checked in (small, events):
        status, _, err = sim("check", checked)
        assert (
            status,
            "E3: found actor BBX; expected a state of the scenario (did you mean BBB?)" in err,
        ) == (0, True)
    events.write_text(text.replace("AAA;BBB", "AAA;BBX"))
    status, _, err = sim("run", small, "--no-report")
    assert (status, "only events of AAA, BBX; expected one event at least of two states" in err) == (2, True)


def test_a_degree_beside_a_fall_and_a_certainty_that_is_none_are_warned_of(sim, small):
    events = small / "events.csv"
    events.write_text(
        events.read_text() + "E4,2008,,AAA;BBB,military,4,high,end,practice,Over,book,certainty: hgih\n"
    )
    _, _, err = sim("check", events)
    assert "E4: found degree high with effect end; expected no degree" in err
    assert "E4: found certainty: hgih; expected certainty: high, medium or low (did you mean high?)" in err


def test_years_after_the_record_are_warned_of(sim, tmp_path):
    status, _, err = sim("assess", CASE / "events.csv", "--to", 2040, "--out", tmp_path / "a")
    assert (status, "--to: found 2040; expected years to 2022" in err) == (0, True)


MISTAKES = {
    "a place below a file": (
        ("assess", CASE / "events.csv", "--out", CASE / "events.csv" / "x"),
        "is a file",
    ),
    "no such scenario": (("run", "nowhere"), "no such file"),
    "no such events": (("assess", "nowhere.csv"), "no such file"),
    "a pair unknown": (("assess", CASE / "events.csv", "--pair", "CHN-RSU"), "did you mean CHN-RUS?"),
    "a group too small": (("assess", CASE / "events.csv", "--group", "CHN,RUS"), "three or more"),
    "years out of order": (("assess", CASE / "events.csv", "--from", 2010, "--to", 2000), "in order"),
    "lives to keep": (("run", CASE, "--keep", "some"), "whole number, or all"),
    "no life": (("run", CASE, "--runs", 0), "greater than or equal to 1"),
    "an option unknown": (("run", CASE, "--rums", 3), "--runs"),
    "no result": (("compare", "."), "finished run"),
    "no result to report": (("report", "."), "finished run"),
}


@pytest.mark.parametrize(("arguments", "hint"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_gets_a_message_and_status_2_and_writes_nothing(sim, tmp_path, arguments, hint):
    status, _, err = sim(*arguments)
    assert status == 2
    assert hint in err
    assert "Traceback" not in err
    assert files(tmp_path) == []


def test_faults_of_a_scenario_are_one_line_each(sim, small, tmp_path):
    text = (small / "scenario.toml").read_text()
    (small / "scenario.toml").write_text(
        text.replace("seed = 7", "sed = 7").replace("trust = 0.3", "trust = 3")
    )
    status, _, err = sim("run", small)
    assert (status, len(err.splitlines())) == (2, 2)
    assert not (tmp_path / "results").exists()


def test_nothing_but_a_result_of_the_same_scenario_is_overwritten(sim, tmp_path, small, variant):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    status, _, err = sim("run", small, "--no-report", "--force", "--out", tmp_path / "mine")
    assert (status, "--out" in err) == (2, True)
    assert files(tmp_path / "mine") == ["thesis.txt"]
    out = tmp_path / "r"
    other = variant('name = "other"\nextends = "scenario.toml"\n')
    assert sim("run", small, "--no-report", "--out", out)[0] == 0
    assert sim("run", small, "--no-report", "--out", out)[0] == 0
    status, _, err = sim("run", other, "--no-report", "--out", out)
    assert (status, "--force" in err) == (2, True)
    assert sim("run", other, "--no-report", "--force", "--out", out)[0] == 0


@pytest.mark.parametrize(
    ("fault", "status"), [(OSError(28, "No space left on device"), 1), (KeyboardInterrupt(), 130)]
)
def test_a_run_that_fails_midway_leaves_the_place_as_it_was(sim, tmp_path, small, monkeypatch, fault, status):
    out = tmp_path / "r"
    sim("run", small, "--no-report", "--out", out)
    before = {name: (out / name).read_bytes() for name in files(out)}

    def fail(*_):
        raise fault

    monkeypatch.setattr(results, "write_counts", fail)
    assert sim("run", small, "--no-report", "--out", out)[0] == status
    assert {name: (out / name).read_bytes() for name in files(out)} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r", "small"]


def test_help_is_light():
    heavy = ("pandas", "mesa", "matplotlib", "numpy")
    code = f"import sys, sim.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_record_from_before_a_case_cannot_be_compared(sim, tmp_path):
    status, _, err = sim("compare-cases", ROOT / "scenarios" / "russia_china" / "futures")
    assert (status, "events: found a record that ends before the case begins, in 202" in err) == (2, True), (
        err
    )
    assert not list(tmp_path.glob("results/*"))
