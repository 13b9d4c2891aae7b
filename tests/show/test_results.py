"""Result folders and pages: quantiles from counts, safe text, what-ifs shown as such."""

import numpy as np
import pytest

import sim as house
from sim.results.tables import quantile
from tests.conftest import CASE

pytestmark = pytest.mark.usefixtures("undrawn")


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95, 1.0])
def test_quantiles_of_counts_are_those_of_the_lives(share):
    lives = np.random.default_rng(3).integers(0, 57, size=41)
    counts = np.bincount(lives, minlength=57)
    assert quantile(counts, share) == np.quantile(lives, share, method="inverted_cdf")


def test_a_what_if_says_so_and_has_no_scores(tmp_path):
    house.run(CASE / "no_ukraine.toml", runs=10, out=tmp_path / "r")
    page = (tmp_path / "r" / "report.html").read_text()
    assert "This is a what-if." in page
    assert "ranked probability" not in page
    assert not (tmp_path / "r" / "scores.csv").exists()


def test_text_of_the_user_cannot_break_the_page(small, tmp_path):
    text = (small / "scenario.toml").read_text().replace('en = "Small"', 'en = "<script>alert(1)</script>"')
    (small / "scenario.toml").write_text(text)
    house.run(small, out=tmp_path / "r")
    assert "<script>alert" not in (tmp_path / "r" / "report.html").read_text()


def test_a_scenario_without_events_is_shown_without_a_record(small, tmp_path):
    text = (small / "scenario.toml").read_text().replace('events = "events.csv"\n', "")
    (small / "scenario.toml").write_text(text)
    house.run(small, out=tmp_path / "r")
    assert not (tmp_path / "r" / "observed.csv").exists()
    assert "not coded" in (tmp_path / "r" / "report.html").read_text()
