"""The validation page: made whole by one command, from tables that stand beside it."""

import shutil

import pandas as pd
import pytest

from sim.evidence import calibrate, skill, trials
from sim.evidence.forecasters import taught
from sim.evidence.hindcast import Plan
from sim.evidence.histories import histories
from sim.scenario.load import load
from sim.show import calibrating, report, validation
from sim.show.validation_page import page
from tests.conftest import CASE

LITTLE = Plan(leads=(1, 3, 5, 10), first=1967, last=1993, draws=4, seeds=1)


def test_the_page_is_what_its_tables_say():
    assert validation.PAGE.read_text(encoding="utf-8") == page(validation.TABLES)


def test_every_baseline_stands_in_every_table_of_forecasters():
    names = set(taught(histories(load(CASE))))
    heads = [
        line for line in page(validation.TABLES).splitlines() if line.startswith("| ") and "model |" in line
    ]
    assert len(heads) >= 8
    for head in heads:
        assert names <= {cell.strip() for cell in head.split("|")}, head


def test_the_report_says_how_the_model_did_on_cases_it_had_not_seen():
    said = report.skill_said("russia-china")
    assert [sentence.split(",")[0] for sentence in said] == [
        "On 7 cases",
        "On 7 cases",
        "On this case",
        "On this case",
    ]
    assert len(report.skill_said("a-case-of-my-own")) == 2


@pytest.fixture
def little(tmp_path, monkeypatch):
    """The whole of the evidence, so small that it says nothing and takes a minute."""
    monkeypatch.setattr(trials, "TRAINING", ("egypt_soviet_union", "israel_turkey"))
    monkeypatch.setattr(trials, "KEPT_BACK", ("russia_china",))
    monkeypatch.setattr(validation, "changes", dict)
    monkeypatch.setattr(validation, "RECOVERED", ("egypt_soviet_union",))
    monkeypatch.setattr(calibrating, "GENERATION", 16)
    monkeypatch.setattr(skill, "RESAMPLES", 50)
    monkeypatch.setattr(validation, "BANK", 64)
    monkeypatch.setattr(calibrate, "LEAST_SETS", 8.0)
    monkeypatch.setattr(validation, "PLAN", LITTLE)
    monkeypatch.setattr(validation, "ONCE", Plan(**{**vars(LITTLE), "modes": ("conditional",), "seeds": 1}))
    monkeypatch.setattr(validation, "TRUTHS", 2)
    monkeypatch.setattr(validation, "SETS", 32)
    for name in ("TABLES", "PAGE", "SHIPPED"):
        monkeypatch.setattr(validation, name, tmp_path / name.lower())
    return tmp_path / "evidence"


def test_one_command_makes_all_of_it_and_goes_on_where_it_stopped(little):
    validation.main(folder=little, jobs=1, only_page=False)
    text = validation.PAGE.read_text()
    assert text.startswith("# Validation")
    assert "| without threat balance" not in text
    assert "| main |" in text
    table = pd.read_csv(validation.TABLES / "skill.csv")
    assert set(table["trial"]) == {"main", "kept back"}
    shutil.rmtree(little / "kept back")
    before = (little / "main" / "hindcast.csv").stat().st_mtime_ns
    validation.main(folder=little, jobs=1, only_page=False)
    assert (little / "main" / "hindcast.csv").stat().st_mtime_ns == before
    assert validation.PAGE.read_text() == text
