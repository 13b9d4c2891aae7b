"""Candidates that were accepted by rule, and read by nobody: every result made of them says so."""

import json
from types import SimpleNamespace

import pytest

from sim.board import telling
from sim.evidence import calibrate
from sim.scenario.load import load
from sim.scenario.parameters import PARAMETERS
from sim.verbs import VERBS
from sim.verbs import calibrate as calibrate_verb
from sim.verbs import replay as replay_verb
from tests.conftest import EVENTS, in_this_process

pytestmark = pytest.mark.usefixtures("undrawn")

RECORD = "".join(
    f"C{n},{year},,AAA;BBB,military,{indicator},low,advance,practice,Held,a data set,"
    f"certainty: candidate. Rule: a rule,rule\n"
    for n, (year, indicator) in enumerate([(1999, 3), (2001, 1), (2003, 7), (2005, 6), (2008, 2)])
)

WORDS = "5 events of the record are candidates accepted by rule: no coder has read them."
ARABIC = "5 أحداث"

SWEEP = """\
name = "s"
scenario = "small/scenario.toml"
runs = 4
design = "latin-hypercube"
points = 60
[ranges]
"parameters.threat" = [0.1, 2.0]
"parameters.trust" = [0.1, 2.0]
[outcomes]
index = { measure = "mean-index", pair = "AAA-BBB", year = 2009 }
"""

FOLDERS = {
    "assess": ("small",),
    "agree": ("small/events.csv", "small/events.csv"),
    "run": ("small", "--runs", 10, "--from", 2004),
    "contrast": ("small", "small", "--runs", 12),
    "shocks": ("small", "--runs", 12),
    "sweep": ("sweep.toml",),
    "discover": ("r/sweep", "--outcome", "index", "--above", 0.235),
    "sensitivity": ("small", "--points", 8 * (len(PARAMETERS) + 1), "--runs", 2),
    "compare_cases": ("small",),
    "hindcast": ("small", "--origins", "2001:2007", "--leads", "1,2"),
    "calibrate": ("small", "--sets", 64, "--train", "2001:2008"),
}
"""Verbs that write a folder of a case, and what they are asked."""

AGAIN = {"compare": ("r/run",), "report": ("r/run",), "replay": ("r/assess",)}
"""Verbs that say something of a folder."""

ELSEWHERE = {"check", "candidates", "dashboard"}
"""Verbs that say it in another way: see below, and the tests of candidates."""

OF_NO_CASE = {"new", "atlas", "sources", "schema", "cases"}


@pytest.fixture
def by_rule(small, tmp_path, monkeypatch):
    """The small case, of which most events are candidates accepted by rule."""
    head, *rows = EVENTS.splitlines()
    coded = "\n".join([f"{head},accept", *(f"{row}," for row in rows)])
    (small / "events.csv").write_text(f"{coded}\n{RECORD}")
    (tmp_path / "sweep.toml").write_text(SWEEP)
    monkeypatch.setattr("sim.experiments.discover.SHUFFLES", 4)
    monkeypatch.setattr(calibrate_verb, "GENERATION", 16)
    monkeypatch.setattr(calibrate, "LEAST_SETS", 1.0)
    monkeypatch.setattr(replay_verb, "subprocess", SimpleNamespace(run=in_this_process))
    return small


def test_every_verb_that_reads_a_case_says_what_no_coder_has_read(sim, by_rule, tmp_path):
    assert {*FOLDERS, *AGAIN, *ELSEWHERE, *OF_NO_CASE} == set(VERBS)
    for verb, arguments in FOLDERS.items():
        folder = tmp_path / "r" / verb
        status, _, warned = sim(verb.replace("_", "-"), *arguments, "--out", folder)
        assert (status, WORDS in warned) == (0, True), (verb, warned)
        assert json.loads((folder / "run.json").read_text())["accepted_by_rule"] == 5, verb
        assert WORDS in (folder / "report.html").read_text(encoding="utf-8"), verb
    for verb, arguments in AGAIN.items():
        status, _, warned = sim(verb, *arguments)
        assert (status, WORDS in warned) == (0, True), (verb, warned)


def test_the_dashboard_says_it(by_rule):
    assert telling.unread(load(by_rule)) == [WORDS]


def test_so_does_what_rests_on_parameters_that_were_learnt_from_it(sim, by_rule, tmp_path):
    assert sim("calibrate", *FOLDERS["calibrate"], "--out", "learnt")[0] == 0
    (by_rule / "events.csv").write_text(EVENTS)
    for folder, posterior in (("r", "learnt"), ("again", "r")):
        sets = tmp_path / posterior / "posterior.parquet"
        warned = sim("run", by_rule, "--runs", 10, "--posterior", sets, "--out", folder)[2]
        assert "5 events that the parameters were learnt from are candidates accepted by rule." in warned
        assert "of the record" not in warned


def test_nothing_is_said_where_a_coder_has_read_all(sim, small, tmp_path):
    assert "no coder" not in sim("assess", small, "--out", "r")[2]
    assert "accepted_by_rule" not in json.loads((tmp_path / "r" / "run.json").read_text())
    assert telling.unread(load(small)) == []


def test_it_is_said_in_the_language_of_who_asks(sim, by_rule, tmp_path):
    sim("run", by_rule, "--runs", 10, "--out", "r")
    assert ARABIC in sim("report", "r", "--lang", "ar")[2]
    assert ARABIC in (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
