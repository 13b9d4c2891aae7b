"""Text of users on its way through the command: kept as it is, and never taken for anything else."""

import os
import subprocess
import sys

import pandas as pd
import pytest

import sim as house
from sim.frames import guarded, read_frame, write_frame
from sim.plain import drawable, printable, stand_in
from sim.results.tables import write_csv
from sim.scenario.load import load
from sim.verbs.run import make as run
from sim.verbs.run import show
from tests.conftest import EVENTS, ROOT, files

pytestmark = pytest.mark.usefixtures("undrawn")

MARKUP = "x [/] [red]y[/b] :smile: $5 and $6"


def edited(small, *pairs):
    path = small / "scenario.toml"
    text = path.read_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)
    return small


def test_brackets_and_colons_are_printed_as_they_stand(sim, small, tmp_path):
    edited(
        small,
        ('en = "Aland"', f'en = "{MARKUP}"'),
        ('en = "Small"', f'en = "{MARKUP}"'),
        ('id = "crisis"', f'id = "crisis"\nname = "{MARKUP}"'),
    )
    status, out, _ = sim("run", small, "--runs", 20, "--out", tmp_path / "[b]r[" / "[red]")
    assert status == 0
    assert "[b]r[/[red]/: " in out.replace("\n", "")
    assert MARKUP in " ".join(out.split())
    assert "$5 and $6" in (tmp_path / "[b]r[" / "[red]" / "report.html").read_text()
    status, out, _ = sim("shocks", small, "--runs", 20, "--out", tmp_path / "s")
    assert (status, MARKUP in " ".join(out.split())) == (0, True)


def test_the_id_of_an_event_is_no_number(small, tmp_path):
    names = ["001", "1e1", "NA", "=1+2", "'-x", "<b>"]
    rows = [
        f"{name},2002,,AAA;BBB,military,{rung},low,advance,institution,Council,book,"
        for rung, name in enumerate(names, start=1)
    ]
    (small / "events.csv").write_text("\n".join([EVENTS.splitlines()[0], *rows, ""]))
    run(load(small, ["runs=10"]), tmp_path / "r", report=False)
    assert set(read_frame(tmp_path / "r" / "evidence.csv")["event"]) == set(names)
    show(tmp_path / "r")
    assert (tmp_path / "r" / "report.html").is_file()


def test_a_group_may_be_called_by_a_number(small, tmp_path):
    groups = '[[groups]]\nname = "2020"\nmembers = ["AAA", "BBB", "CCC"]\n\n[parameters]'
    edited(small, ("[parameters]", groups))
    house.run(small, runs=10, out=tmp_path / "r")
    assert "pairs-of-2020.svg" in files(tmp_path / "r" / "figures")


def test_formulas_are_guarded_in_tables_and_given_back(tmp_path):
    cells = ["=HYPERLINK(1)", "+a", "@b", "-c", "\tt", "'=d", "'e", "f", "-0.5", "NA", "1e-3"]
    expected = ["'=HYPERLINK(1)", "'+a", "'@b", "'-c", "'\tt", "''=d", "'e", "f", "-0.5", "NA", "1e-3"]
    assert [guarded(cell) for cell in cells] == expected
    write_csv(tmp_path / "a.csv", ({"event": cell} for cell in cells), ["event"])
    write_frame(pd.DataFrame({"event": cells}), tmp_path / "b.csv")
    write_frame(pd.DataFrame({"event": cells}), tmp_path / "c.csv", "%.6g")
    for name in ("a.csv", "b.csv", "c.csv"):
        assert "\n=" not in (tmp_path / name).read_text()
        assert list(read_frame(tmp_path / name)["event"]) == cells


def test_titles_of_formulas_reach_no_table(sim, small, tmp_path):
    (small / "events.csv").write_text(EVENTS.replace("Council", '"=HYPERLINK(""x"")"'))
    status, _, _ = sim("agree", small / "events.csv", small / "events.csv", "--out", tmp_path / "a")
    assert (status, ",=HYPER" in (tmp_path / "a" / "matched.csv").read_text()) == (0, False)


def test_what_steers_a_terminal_is_written_out_in_a_fault(sim, small):
    edited(small, ('code = "CCC"', 'code = "C\u202eCC"'))
    status, _, err = sim("check", small)
    assert status == 2
    assert "\u202e" not in err
    assert "\\u202e" in err
    status, _, err = sim("run", "no\x1b[31m\nsuch")
    assert (status, err.count("\n")) == (2, 1)
    assert err.startswith("no\\x1b[31m\\nsuch: found no such file")


def test_a_long_value_is_cut_in_a_fault(sim, small):
    edited(small, ('by = "BBB"', f'by = "{"B" * 5000}"'))
    _, _, err = sim("check", small)
    assert max(map(len, err.splitlines())) < 600


def test_text_that_is_put_into_other_things():
    assert printable("a\nb\x1b\u202eé أ") == r"a\nb\x1b\u202eé أ"
    assert drawable("a\x00b\x0bc\td") == "a b c\td"
    assert stand_in("Tōkyō · 東京 – ‘x’ → … ×") == "Tokyo . ?? - 'x' -> ... x"


def command(*arguments, encoding=None, stdout=subprocess.PIPE, cwd=None):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    if encoding:
        environment |= {"PYTHONIOENCODING": encoding}
    return subprocess.run(
        [sys.executable, "-m", "sim", *map(str, arguments)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=cwd,
        check=False,
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp932", "cp1252"])
def test_a_terminal_that_lacks_a_character_gets_a_stand_in(small, tmp_path, encoding):
    done = command(
        *("assess", small / "events.csv", "--out", tmp_path / "Ōsaka أ ·", "--to", 2040), encoding=encoding
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert b"saka" in done.stdout
    assert (tmp_path / "Ōsaka أ ·" / "trajectory.csv").is_file()
    done = command("check", tmp_path / "Ōأ.csv", encoding=encoding)
    assert (done.returncode, b"no such file" in done.stderr) == (2, True)


def test_output_that_cannot_be_written_is_blamed_and_no_folder(small, tmp_path):
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = command("assess", small / "events.csv", "--out", tmp_path / "a", stdout=full)
        assert (done.returncode, done.stderr) == (1, b"standard output: No space left on device\n")
        done = command("schema", stdout=full)
        assert (done.returncode, done.stderr) == (1, b"standard output: No space left on device\n")


def test_an_argument_that_is_no_text(tmp_path):
    done = command("check", os.fsdecode(b"caf\xe9.csv"))
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"expected text in UTF-8" in done.stderr


def test_names_that_are_too_long(sim, small, tmp_path):
    for arguments in (
        ("assess", "x" * 300),
        ("run", "x" * 5000),
        ("check", "x" * 300, "y" * 300),
        ("agree", "x" * 300, "y" * 300),
        ("assess", small / "events.csv", "--windows", "x" * 300),
        ("run", small, "--posterior", "x" * 300),
        ("sweep", "x" * 300),
        ("assess", small / "events.csv", "--out", "x" * 300),
        ("run", small, "--out", "x" * 300),
    ):
        status, _, err = sim(*arguments)
        assert (status, "too long" in err.lower()) == (2, True), (arguments[0], err)


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("--seed", -1), "--seed: found -1; expected greater than or equal to 0"),
        (("--runs", 0), "--runs: found 0; expected greater than or equal to 1"),
        (("--runs", 10**12), "--runs: found 1000000000000; expected less than or equal to 10000000"),
        (("--seed", "9" * 30), "--seed: found a whole number of 100 bits"),
        (("--set", "seed=-1"), "--set: seed: found -1"),
        (("--set", f"parameters.threat={'9' * 5000}"), "--set: found a whole number of thousands of digits"),
        (("--keep", "9" * 5000), "--keep: found"),
        (("--keep", "٣"), "--keep: found"),
    ],
)
def test_an_option_is_named_by_its_name(sim, small, arguments, hint):
    status, _, err = sim("run", small, *arguments)
    assert (status, hint in err) == (2, True), err
