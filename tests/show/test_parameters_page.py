"""The page of parameters: each once, and a term that forecasts told from one that does not."""

import pandas as pd
import pytest

from sim.scenario.parameters import PARAMETERS
from tools.validation import terms, trials
from tools.validation.parameters_page import page

ERRORS = {
    "main": (0.1, 0.2),
    "without habit": (0.1, 0.21),
    "without familiarity": (0.1, 0.2),
    "without balance of threat": (0.09, 0.21),
    "without the two channels": (0.1, 0.19),
}
"""Errors one and five years ahead, by trial; seeds of the whole model differ by 0.002."""


@pytest.fixture
def tables(tmp_path):
    rows = [
        {"trial": trial, "forecaster": seed, "group": "seven", "lead": lead, "error": error + apart}
        for trial, errors in ERRORS.items()
        for lead, error in zip((1, 5), errors, strict=True)
        for seed, apart in (("model", 0), ("model-2", 0.002))
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "trials.csv", index=False)
    learnt = {"held_out": "", "parameter": "habit", "mean": 0.2, "sd": 0.1}
    pd.DataFrame([learnt]).to_csv(tmp_path / "parameters.csv", index=False)
    return tmp_path


def row_of(text, name):
    return next(line for line in text.splitlines() if line.startswith(f"| `{name}` |"))


def test_every_parameter_stands_on_the_page_once(tables):
    text = page(tables)
    for name in PARAMETERS:
        assert text.count(f"\n| `{name}` |") == 1, name


def test_a_term_forecasts_where_the_error_rises_by_more_than_a_seed_changes_it(tables):
    text = page(tables)
    assert row_of(text, "habit").endswith("| +0.0 / +10.0 | forecasts at 5 |")
    assert "| 0.20 ± 0.10 |" in row_of(text, "habit")
    assert row_of(text, "familiarity").endswith("| kept because users ask: forecasts nothing |")
    assert row_of(text, "threat").endswith("| forecasts at 5, costs at 1 |")
    said = "kept because users ask: costs at 5 (together with `commerce`) |"
    assert row_of(text, "forum").endswith(said)
    assert "These are `familiarity`, `forum`, `commerce`." in text
    assert "error by 2.0 / 2.0;" in text


def test_a_parameter_is_judged_by_the_trial_that_takes_out_least(monkeypatch):
    terms_of = {"without both": {"habit": 0.0, "breach": 0.0}, "without habit": {"habit": 0.0}}
    monkeypatch.setattr(trials, "ABLATIONS", terms_of)
    assert terms.trial_of("habit", list(terms_of)) == "without habit"
    assert terms.trial_of("breach", list(terms_of)) == "without both"
    assert terms.trial_of("power", list(terms_of)) is None
