"""The command: what the page begins with, and what is refused before it."""

import sys

import pytest

from sim.board import serving
from sim.board.settings import Settings

pytest.importorskip("uvicorn", reason="the extra `dashboard` is not installed")


@pytest.fixture
def begun(monkeypatch):
    """What the page would have begun with, in place of a server."""
    settings = []
    monkeypatch.setattr(serving, "serve", lambda given, port, announce: settings.append(given))
    return settings


def test_it_begins_with_the_case_and_the_language_that_are_named(sim, begun, small):
    assert sim("dashboard")[0] == sim("dashboard", "us_india", "--lang", "ar")[0] == 0
    assert sim("dashboard", small)[0] == 0
    assert begun == [
        Settings(case="russia_china"),
        Settings(case="us_india", language="ar"),
        Settings(case=str(small / "scenario.toml")),
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["rusia_china"], "russia_china"),
        (["russia_china", "--port", "70000"], "--port"),
        (["russia_china", "--lang", "zz"], "--lang"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_served(sim, begun, arguments, told):
    status, _, errors = sim("dashboard", *arguments)
    assert (status, begun) == (2, [])
    assert told in errors


def test_without_the_extra_the_remedy_is_named(sim, monkeypatch):
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    status, _, errors = sim("dashboard")
    assert status == 2
    assert 'pip install "rapprochement[dashboard]"' in errors
