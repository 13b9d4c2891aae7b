"""Whatever becomes of a result folder: what reads it back does, or says in lines what is wrong with it.

Seeded, so that every run tries the same. `SIM_FUZZ=8000 pytest -n 0 tests/test_damage.py` tries more.
"""

import json
import os
import random
import re
import shutil
import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim import cli
from sim.evidence import calibrate, checks
from sim.files import BEGUN, MARK, READ_BACK, files_of_result
from sim.show.picture import Picture
from sim.verbs import calibrate as calibrate_verb
from sim.verbs import replay as replay_verb
from sim.verbs import sweep as sweep_verb
from tests.conftest import DRIVERS, EVENTS, SMALL, files, in_this_process, stand_in

FOLDERS = max(1, int(os.environ.get("SIM_FUZZ", "200")) // 100)
"""Damaged folders of each kind."""

LONGEST = 300
"""Seconds within which every command ends."""

MORE = """\
E4,2001,2007,AAA;BBB,military,3,low,advance,practice,Tanks,book,
E5,2003,,AAA;CCC,military,2,low,advance,practice,Talks,book,
E6,2006,,AAA;BBB,military,3,high,advance,practice,Factory,book,
E7,2008,,AAA;BBB,military,4,high,advance,practice,Fleets,book,
"""

SWEEP = """\
name = "swept"
scenario = "scenario.toml"
runs = 2
design = "latin-hypercube"
points = 64
[ranges]
"parameters.threat" = [0.0, 3.0]
"pairs.AAA-BBB.trust" = [0.0, 0.9]
[outcomes]
index = { measure = "mean-index", pair = "AAA-BBB", year = 2009 }
first = { measure = "first-passage", pair = "AAA-BBB", stage = "moderate" }
"""

MADE = {
    "run": "run small --runs 20",
    "sweep": "sweep small/sweep.toml",
    "sensitivity": "sensitivity small/sweep.toml --points 12",
    "discovery": "discover sweep --outcome index --above 0.285",
    "hindcast": "hindcast small other --origins 2003:2003 --leads 1,3",
    "calibration": "calibrate small other --sets 64 --train 2001:2005",
    "assessment": "assess small/events.csv",
    "agreement": "agree small/events.csv small/events.csv",
    "contrast": "contrast small small/calm.toml --runs 20",
    "shocks": "shocks small --runs 20",
    "cases": "compare-cases small other",
}
"""What makes each kind of result; the folder is called by its kind."""

READING = {
    "run": [
        *("report R", "compare R", "check R/scenario.toml"),
        "run R/scenario.toml --no-report --out fresh --force",
        "contrast R R/scenario.toml --out fresh --force",
        "assess R/events.csv --out fresh --force",
    ],
    "sweep": [
        "discover R --outcome index --above 0.285 --out fresh --force",
        "run small --point R:3 --no-report --out fresh --force",
    ],
    "calibration": [
        "run small --posterior R/posterior.parquet --no-report --out fresh --force",
        "hindcast small --posterior R/posterior.parquet --origins 2003:2003 --leads 1 --out fresh --force",
    ],
}
"""What reads a kind of result back, beside `replay`."""

RESUMED = ("sweep", "sensitivity", "calibration")

VALUES = [
    None,
    True,
    0,
    -1,
    10**400,
    "",
    "x",
    "../x",
    "scenario small",
    "sim run small --runs 2",
    [],
    [1],
    {},
    {"a": {"b": 1}},
]


def command(text, folder=""):
    """Call a command; return its status and what it says of faults."""
    sys.argv = ["sim", *(part.replace("R", folder, 1) if part[:1] == "R" else part for part in text.split())]
    try:
        cli.main()
    except SystemExit as end:
        return end.code or 0
    return 0


class HangError(BaseException):
    """What nothing but the test catches."""


@contextmanager
def ending(seconds):
    """Fail what does not end."""

    def hang(*_):
        raise HangError(f"{sys.argv} does not end")

    before = signal.signal(signal.SIGALRM, hang)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def patched():
    """Draw nothing, calibrate briefly, and run again in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Picture, "savefig", stand_in)
        patch.setattr(checks, "LIVES", 16)
        patch.setattr(calibrate_verb, "GENERATION", 16)
        patch.setattr(calibrate, "LEAST_SETS", 10.0)
        patch.setattr(calibrate, "SAMPLE", 20)
        patch.setattr(sweep_verb.sweeps, "points_per_batch", lambda _: 16)
        patch.setattr(replay_verb, "subprocess", SimpleNamespace(run=in_this_process))
        yield patch


@pytest.fixture(scope="module")
def made(patched, tmp_path_factory):
    """A folder with two cases and a result of each kind, and a sweep and a calibration that were stopped."""
    folder = tmp_path_factory.mktemp("made")
    texts = {"scenario.toml": SMALL, "events.csv": EVENTS + MORE, "drivers.csv": DRIVERS}
    for name in ("small", "other"):
        (folder / name).mkdir()
        for file, text in texts.items():
            (folder / name / file).write_text(text if name == "small" else _of_other_states(text))
    (folder / "small" / "sweep.toml").write_text(SWEEP)
    (folder / "small" / "calm.toml").write_text(
        'name = "calm"\nextends = "scenario.toml"\ndrop = ["crisis"]\n'
    )
    patched.chdir(folder)
    for kind, text in MADE.items():
        assert command(f"{text} --quiet --out {kind}") == 0, kind
    for kind in ("sweep", "calibration"):
        _stop(patched, kind)
    for kind in [*MADE, *(f"stopped-{kind}" for kind in ("sweep", "calibration"))]:
        (folder / kind / "mine").mkdir()
        (folder / kind / "mine" / "thesis.md").write_text("years of work")
    return folder


def _of_other_states(text):
    """Make another case of one, so that each teaches the other."""
    return re.sub(r"([A-C])\1\1", r"\1\1X", text.replace('"small"', '"other"'))


def _stop(patched, kind):
    """Begin a result again elsewhere and stop it halfway."""
    with pytest.MonkeyPatch.context() as patch:
        module, name = {
            "sweep": (sweep_verb.sweeps, "write_part"),
            "calibration": (calibrate_verb, "write_part"),
        }[kind]
        write, done = getattr(module, name), []

        def stop(*given):
            done.append(write(*given))
            if len(done) == 2:
                raise KeyboardInterrupt

        patch.setattr(module, name, stop)
        assert command(f"{MADE[kind]} --quiet --out stopped-{kind}") == 130


def harm(folder, chance):
    """Damage a file of a result; return its name and what was done."""
    name = chance.choice([name for name in files(folder) if not name.startswith("mine")])
    if chance.random() < 0.4:
        name = chance.choice([mark for mark in (MARK, *BEGUN) if (folder / mark).is_file()])
    act = chance.choice([*HARMS, *(["key", "key", "key", "list"] if name in (MARK, *BEGUN) else [])])
    path = folder / name
    content = path.read_bytes()
    if act == "key":
        return name, f"key {_other_key(path, chance)}"
    if act == "list":
        path.write_text(json.dumps([json.loads(content)]))
        return name, act
    path.unlink()
    HARMS[act](path, content, chance)
    return name, act


def _other_key(path, chance):
    """Leave out a key of a mark, or give it another value."""
    mark = json.loads(path.read_text())
    inside, key = mark, chance.choice(list(mark))
    while isinstance(inside[key], dict) and inside[key] and chance.random() < 0.5:
        inside, key = inside[key], chance.choice(list(inside[key]))
    if chance.random() < 0.4:
        del inside[key]
    else:
        inside[key] = chance.choice(VALUES)
    path.write_text(json.dumps(mark))
    return f"{key} {inside.get(key, 'gone')!r:.40}"


def _equal_size(path, content, chance):
    """Change digits, so that nothing but the values is another."""
    changed = bytearray(content)
    digits = [n for n, byte in enumerate(changed) if chr(byte).isdigit()] or range(len(changed))
    for _ in range(3):
        at = chance.choice(digits)
        changed[at] = ord(str((changed[at] + 1) % 10))
    path.write_bytes(changed)


def _folder(path, content, chance):
    path.mkdir()
    if chance.random() < 0.5:
        (path / "notes.md").write_text("mine")


def _another(path, _, chance):
    # Of two marks of one folder the one tells of its files what the other does.
    beside = [other for other in sorted(path.parent.iterdir()) if other.is_file() and other.suffix != ".json"]
    path.write_bytes(chance.choice(beside).read_bytes() if beside else b"")


HARMS = {
    "gone": lambda *_: None,
    "cut": lambda path, content, chance: path.write_bytes(content[: chance.randrange(len(content))]),
    "empty": lambda path, *_: path.write_bytes(b""),
    "a line": lambda path, *_: path.write_text("\n"),
    "a folder": _folder,
    "a pipe": lambda path, *_: os.mkfifo(path),
    "a link to itself": lambda path, *_: path.symlink_to(path.name),
    "a link to nothing": lambda path, *_: path.symlink_to("nowhere"),
    "a link to a device": lambda path, *_: path.symlink_to("/dev/zero"),
    "UTF-16": lambda path, content, _: path.write_bytes(content.decode("latin-1").encode("utf-16")),
    "Latin-1": lambda path, content, _: path.write_bytes(content.replace(b"e", b"\xe9")),
    "equal size": _equal_size,
    "noise": lambda path, content, chance: path.write_bytes(chance.randbytes(len(content))),
    "longer": lambda path, content, _: path.write_bytes(content * 2),
    "another file": _another,
}
"""What becomes of a file: each takes its place, what it held, and chance."""


def commands(kind):
    """Return what is done with a result of a kind: it is read back, gone on with, and written anew."""
    of = kind.removeprefix("stopped-")
    read = [*READING.get(kind, []), "replay R"]
    anew = [f"{MADE[of]} --out R"]
    if of in RESUMED:
        anew.insert(0, f"{MADE[of]} --out R --resume")
    return [*read, *anew, f"{MADE[of]} --out R --force"]


@pytest.mark.parametrize("kind", [*MADE, "stopped-sweep", "stopped-calibration"])
def test_a_damaged_result_is_read_or_refused(made, tmp_path, capsys, monkeypatch, kind):
    monkeypatch.chdir(tmp_path)
    for name in ("small", "other", "sweep"):
        shutil.copytree(made / name, tmp_path / name)
    wrong = []
    for number in range(FOLDERS):
        folder = tmp_path / f"r{number}"
        shutil.copytree(made / kind, folder)
        noted = [name for name in files_of_result(folder) if Path(name).suffix in READ_BACK]
        name, act = harm(folder, random.Random(f"{kind} {number}"))
        others = _of_others(folder)
        for text in commands(kind):
            try:
                with ending(LONGEST):
                    status = command(f"{text} --quiet", folder.name)
                said = capsys.readouterr().err
                _check_end(text, status, said)
                if text in READING.get(kind, []) and _is_needed(text, name) and name in noted:
                    assert (status, name in said) == (2, True), (status, said)
                assert _of_others(folder) == others
                assert all(path.name.endswith("-anew") for path in tmp_path.glob(".r*"))
            except (Exception, HangError) as error:
                wrong.append(f"{kind} {number}, {name}, {act}: {text}: {type(error).__name__}: {error}"[:900])
        shutil.rmtree(folder)
    assert not wrong, "\n".join(wrong)


def _of_others(folder):
    """Return what the files hold that a result did not write, wherever they stand."""
    return sorted(path.read_text() for end in ("thesis*", "notes*") for path in folder.rglob(end))


def _is_needed(text, name):
    """Say whether a command reads a file back, so that it has to refuse another in its place."""
    if text.startswith(("report", "compare", "discover")):
        # Scores are made anew from the rest.
        return name != "scores.csv"
    return (name == "posterior.parquet" and "--posterior" in text) or (
        name == "points.parquet" and "--point" in text
    )


def _check_end(text, status, said):
    """A command is done, or says in lines that steer no terminal what is wrong and what to do."""
    assert status in ((0, 1, 2) if text.startswith("replay") else (0, 2)), (status, said)
    if status == 2:
        lines = [line for line in said.splitlines() if not line.startswith(("warning:", "caution:"))]
        assert lines
        for line in lines:
            assert line.isprintable(), line
            assert ": found " in line or "warning: " in line, line
            assert "expected " in line or "--resume" in line, line
