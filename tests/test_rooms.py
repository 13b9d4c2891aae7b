"""Imports run one way: who may know of whom."""

import ast

import pytest

from sim.verbs import VERBS
from tests.conftest import ROOT

ROOMS = {
    "ladder": set(),
    "words": {"ladder"},
    "scenario": {"ladder", "words"},
    "datasets": {"ladder", "scenario", "words"},
    "world": {"ladder", "scenario"},
    "experiments": {"ladder", "scenario", "world"},
    "evidence": {"ladder", "scenario", "world", "experiments"},
    "results": {"ladder", "scenario", "world", "experiments"},
    "show": {"ladder", "scenario", "world", "experiments", "evidence", "results", "words"},
    "board": {"ladder", "scenario", "world", "experiments", "evidence", "results", "words", "show"},
}
"""Which rooms a room may import from."""


def imported(path):
    """The modules that a file imports, also inside functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_knows_of_those_below_it_alone(room):
    for path in (ROOT / "sim" / room).rglob("*.py"):
        known = {name.split(".")[1] for name in imported(path) if name.startswith("sim.")}
        rooms = known & {*ROOMS, "verbs"}
        assert rooms <= {room, *ROOMS[room]}, path


def test_the_package_knows_of_nothing_outside_itself():
    for path in (ROOT / "sim").rglob("*.py"):
        assert not {name.split(".")[0] for name in imported(path)} & {"tools", "tests", "benchmarks"}, path


def test_every_verb_is_a_file_and_every_file_a_verb():
    files = {path.stem for path in (ROOT / "sim" / "verbs").glob("*.py")}
    assert files - set(VERBS) == {"__init__", "command", "frame", "parameters", "result", "shell"}
    assert set(VERBS) <= files
