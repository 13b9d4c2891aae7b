"""What a terminal is shown: the answer, tables that fit, summaries in full, substitutes for what it lacks."""

import os
import pty
import subprocess
import sys

import pandas as pd
import pytest
from rich.progress import Progress

from sim.show import terminal
from sim.show.progress import RateColumn
from sim.verbs import VERBS

NAMES = [verb.replace("_", "-") for verb in VERBS]


def as_a_process(*arguments, **environment):
    """Run the command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "sim", *map(str, arguments)],
        capture_output=True,
        env=os.environ | environment,
        check=False,
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_every_verb_has_an_example_of_it(sim, name):
    status, out, _ = sim(name, "-h")
    assert status == 0
    assert f"Example: sim {name}" in " ".join(out.split())


def test_the_summaries_of_verbs_are_not_cut(sim, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    status, out, _ = sim("--help")
    assert status == 0
    assert "..." not in out.replace("[ARGS]...", "")
    assert max(map(len, out.splitlines())) <= 80
    assert all(f"\n  {name} " in out for name in NAMES)


def test_the_version_is_told(sim):
    assert sim("--version")[1].startswith("rapprochement ")


def test_the_answer_comes_first_and_the_table_of_the_pair_under_study_fits(sim, small, tmp_path):
    _, out, _ = sim("run", small, "--no-report", "--out", tmp_path / "r")
    answer, _, rest = out.partition("\n")
    assert answer.startswith("Aland and Beland, 2009, in 40 lives: ")
    tables = rest[rest.index("Lives in 2009 (2 more pairs by --all)") :]
    assert max(map(len, tables.splitlines())) <= 80
    assert "Beland-Celand" not in tables
    _, out, _ = sim("run", small, "--no-report", "--out", tmp_path / "r", "--all")
    assert "Beland-Celand" in out
    assert "--all" not in out


def test_an_assessment_of_many_pairs_says_the_one_under_study(sim, tmp_path):
    _, out, _ = sim("assess", "russia_china", "--out", tmp_path / "a")
    assert out.startswith("China and Russia, 2025: ")
    assert "China and the United States, 2025" not in out
    table = out[out.index("China-Russia (2 more pairs by --all)") : out.index("\nWrote ")]
    assert max(map(len, table.splitlines())) <= 80
    _, out, _ = sim("assess", "russia_china", "--out", tmp_path / "a", "--all")
    assert "China and the United States, 2025: " in out
    assert "\nChina-United States" in out


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_terminal_that_lacks_a_character_gets_a_substitute(tmp_path, language):
    plain = {"PYTHONIOENCODING": "ascii", "LANG": "C", "LC_ALL": "C"}
    done = as_a_process("assess", "russia_china", "--lang", language, "--out", tmp_path / "a", **plain)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("ascii")


def test_colours_are_left_out_where_none_are_wanted(tmp_path):
    leading, following = pty.openpty()
    environment = os.environ | {"NO_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": "80"}
    command = [sys.executable, "-m", "sim", "assess", "russia_china", "--out", str(tmp_path / "a")]
    process = subprocess.Popen(command, stdout=following, stderr=following, env=environment)
    os.close(following)
    shown = b""
    while True:
        try:
            shown += os.read(leading, 65536)
        except OSError:
            break
    assert process.wait() == 0
    assert b"China and Russia, 2025" in shown
    # Bold and dim are no colours.
    assert not any(b"\x1b[%dm" % code in shown for code in (*range(30, 38), *range(90, 98)))
    assert b"\x1b[38" not in shown


def test_progress_tells_its_rate():
    bar = Progress()
    for _ in range(3):
        bar.add_task("", total=100_000)
    tasks = bar.tasks
    for task, speed in zip(tasks, (None, 1234.4, 0.05), strict=True):
        task.finished_speed = speed
    assert [RateColumn().render(task).plain for task in tasks] == ["", "1,234 a second", "3.0 a minute"]


@pytest.mark.parametrize("across", [45, 60])
def test_no_number_of_a_table_is_cut_however_narrow(capsys, monkeypatch, across):
    monkeypatch.setattr(terminal, "NARROW", across)
    words = "a sentence of many words that can be broken where it has to be"
    frame = pd.DataFrame({"what is told": [words], "a number": ["-0.0123"], "another": ["99 %"]})
    terminal.show([], [("", frame)])
    out = capsys.readouterr().out
    assert "-0.0123" in out
    assert "99 %" in out
    assert all(word in out for word in words.split())
    assert max(map(len, out.splitlines())) <= across
