"""The validation page: made whole by one command, from tables that stand beside it."""

import shutil
from dataclasses import replace

import pandas as pd
import pytest

from sim.evidence import calibrate, skill
from sim.evidence.forecasters import taught
from sim.evidence.hindcast import Plan
from sim.evidence.histories import histories
from sim.faults import InputError
from sim.scenario.load import load
from sim.scenario.parameters import PARAMETERS
from sim.show.pages.run import skill_table
from sim.verbs import calibrate as calibrate_verb
from tests.conftest import CASE, ROOT
from tools.validation import evidence as validation
from tools.validation import parameters_page, trials
from tools.validation.page import page

JUDGED = pytest.mark.skipif(
    not (validation.TABLES / "overview.csv").is_file(), reason="the new rules have not been judged yet"
)
LITTLE = Plan(leads=(1, 3, 5, 10), first=1967, last=1993, draws=4, seeds=1)


@JUDGED
def test_the_page_is_what_its_tables_say():
    assert validation.PAGE.read_text(encoding="utf-8") == page(validation.TABLES)


@JUDGED
def test_every_baseline_stands_in_every_table_of_forecasters():
    names = set(taught(histories(load(CASE))))
    heads = [
        line
        for line in page(validation.TABLES).splitlines()
        if "| years ahead | model |" in line and "| skill |" not in line
    ]
    assert len(heads) >= 8
    for head in heads:
        assert names <= {cell.strip() for cell in head.split("|")}, head


def test_the_report_says_how_the_model_did_on_cases_it_had_not_seen():
    assert list(skill_table("russia-china")["case"]) == ["7 cases", "7 cases", "this case", "this case"]
    assert list(skill_table("a-case-of-my-own")["case"]) == ["7 cases", "7 cases"]


@pytest.fixture
def little(tmp_path, monkeypatch, undrawn):
    """The whole of the evidence, so small that it says nothing and takes a minute."""
    monkeypatch.setattr(trials, "TRAINING", ("egypt_soviet_union", "israel_turkey", "russia_china"))
    monkeypatch.setattr(trials, "KEPT_BACK_CASES", ("china_vietnam",))
    monkeypatch.setattr(trials, "KEPT_BACK_THAT_FELL", ("china-vietnam", "CHN-VNM"))
    monkeypatch.setattr(trials, "FALLS_KEPT_BACK", ("philippines_us", "atlantis_lemuria"))
    monkeypatch.setattr(validation, "changes", lambda: ["placebo", "without habit"])
    monkeypatch.setattr(validation, "RECOVERED", ("egypt_soviet_union",))
    monkeypatch.setattr(calibrate_verb, "GENERATION", 16)
    monkeypatch.setattr(skill, "RESAMPLES", 50)
    monkeypatch.setattr(validation, "BANK", 64)
    monkeypatch.setattr(calibrate, "LEAST_SETS", 8.0)
    monkeypatch.setattr(validation, "PLAN", LITTLE)
    monkeypatch.setattr(validation, "ONCE", Plan(**{**vars(LITTLE), "modes": ("conditional",), "seeds": 1}))
    monkeypatch.setattr(validation, "TRUTHS", 2)
    monkeypatch.setattr(validation, "SETS", 32)
    for name in ("TABLES", "PAGE", "SHIPPED"):
        monkeypatch.setattr(validation, name, tmp_path / name.lower())
    monkeypatch.setattr(validation, "load", lambda path, **more: load(path, ["runs=100"], **more))
    validation.TABLES.mkdir()
    for name in ("before.csv", "before_free_runs.csv"):
        shutil.copyfile(ROOT / "docs" / "validation" / name, validation.TABLES / name)
    return tmp_path / "evidence"


def test_one_command_makes_all_of_it_and_goes_on_where_it_stopped(little, capsys, monkeypatch):
    validation.main(folder=little, jobs=1, only_page=False)
    assert "scenarios/atlantis_lemuria: no such case yet, left out" in capsys.readouterr().out
    text = validation.PAGE.read_text()
    assert text.startswith("# Validation")
    assert "| main |" in text
    assert "| without habit |" in text
    assert "## Falls kept back" in text
    table = pd.read_csv(validation.TABLES / "skill.csv")
    assert set(table["trial"]) == {"main", "kept back", "falls kept back", "placebo", "without habit"}
    assert "`habit`" in parameters_page.page(validation.TABLES)
    posterior = pd.read_parquet(little / "calibration" / "posterior.parquet")
    assert set(posterior["held_out"]) == {"", "egypt-soviet-union", "israel-turkey", "russia-china"}
    shutil.rmtree(little / "kept back")
    before = (little / "main" / "hindcast.csv").stat().st_mtime_ns
    validation.main(folder=little, jobs=1, only_page=False)
    assert (little / "main" / "hindcast.csv").stat().st_mtime_ns == before
    assert validation.PAGE.read_text() == text
    check_the_groups(validation.TABLES)
    check_what_other_defaults_make_anew(little, monkeypatch, capsys)
    (little / "main" / "run.json").unlink()
    monkeypatch.setattr(trials, "FALLS_KEPT_BACK", ())
    with pytest.raises(InputError, match="another kept_back; expected a calibration of what there is now"):
        validation.validate(little, 1)
    assert not (little / "main" / "run.json").exists()


def check_the_groups(tables):
    """Errors of a group are the means of its cases, and a fall kept back is its pair alone."""
    errors = pd.read_csv(tables / "overview.csv", keep_default_na=False)
    errors = errors[(errors["mode"] == "conditional") & (errors["lead"] == 3)].set_index(["group", "case"])[
        "model"
    ]
    fell = errors["fell", "egypt-soviet-union"], errors["fell", "israel-turkey"]
    assert errors["fell", ""] == pytest.approx(sum(fell) / 2, abs=1e-4)
    assert errors["rose", ""] == errors["rose", "russia-china"]
    assert errors["seven", ""] == pytest.approx((sum(fell) + errors["rose", ""]) / 3, abs=1e-4)
    assert errors["fell, kept back", ""] != errors["kept back", ""]
    assert errors["falls kept back", "philippines-us"] == errors["falls kept back", ""]
    cases = pd.read_csv(tables / "cases.csv").query("mode == 'conditional' and lead == 3 and years == 'all'")
    model = cases[cases["forecaster"] == "model"].set_index("case")["score"]
    assert errors["fell", "israel-turkey"] == pytest.approx(model["israel-turkey"], abs=0.003)
    free = pd.read_csv(tables / "free_runs.csv")
    assert set(free["group"]) == {"main", "kept back", "falls kept back"}


def check_what_other_defaults_make_anew(little, monkeypatch, capsys):
    """What the posterior gives stands; free runs are of the defaults too."""
    capsys.readouterr()
    moved = replace(PARAMETERS["trust"], default=PARAMETERS["trust"].default + 0.05)
    monkeypatch.setitem(PARAMETERS, "trust", moved)
    validation.validate(little, 1)
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "anew" in line] == [
        "free runs, anew: cases or parameter sets have changed"
    ]
