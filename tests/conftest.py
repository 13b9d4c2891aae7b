"""What tests share: small scenarios, written as a user would write them."""

import os
import re
import sys
from contextlib import redirect_stderr
from gettext import NullTranslations
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim import cli, words
from sim.show.picture import Picture

ROOT = Path(__file__).parent.parent
CASE = ROOT / "scenarios" / "russia_china"

SMALL = """\
name = "small"
title = { en = "Small" }
start = 2000
end = 2009
runs = 40
seed = 7
events = "events.csv"
record = [2000, 2009]
drivers = "drivers.csv"

[[states]]
code = "AAA"
name = { en = "Aland" }
capability = 0.3

[[states]]
code = "BBB"
name = "Beland"
capability = 0.2

[[states]]
code = "CCC"
name = "Celand"
capability = 0.5

[[pairs]]
states = ["BBB", "AAA"]
proximity = 1.0
interest = 0.5
trust = 0.3
dispute = 0.2
interdependence = 0.1

[[threats]]
by = "AAA"
of = "CCC"
level = 0.5

[[threats]]
by = "BBB"
of = "CCC"
level = 0.4

[[shocks]]
id = "crisis"
year = 2003
kind = "threat"
by = "AAA"
of = "CCC"
change = 0.35
half_life = 5

[[shocks]]
id = "crisis"
year = 2003
kind = "trust"
pair = ["AAA", "CCC"]
change = -0.2

[parameters]
threat = 0.6
"""

EVENTS = """\
id,date,end_date,actors,dimension,indicator,degree,effect,basis,title,source,note
E1,1998,,AAA;BBB,military,2,low,advance,practice,Talks,book,
E2,2002,,AAA;BBB,military,2,high,advance,institution,Council,book,
E3,2004,2006,AAA;BBB,military,4,low,advance,practice,Manoeuvres,book,
"""

DRIVERS = """\
year,quantity,subject,value
2002,capability,AAA,0.4
2006,capability,AAA,0.6
"""


@pytest.fixture
def small(tmp_path):
    """A folder with a small case: scenario, events and drivers."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "scenario.toml").write_text(SMALL)
    (folder / "events.csv").write_text(EVENTS)
    (folder / "drivers.csv").write_text(DRIVERS)
    return folder


@pytest.fixture
def variant(small):
    """Write a variant of the small case and return its path."""

    def write(text, name="variant.toml"):
        (small / name).write_text(text)
        return small / name

    return write


@pytest.fixture
def case_folder(tmp_path):
    """A folder with a copy of the case of Russia and China."""
    folder = tmp_path / "case"
    folder.mkdir()
    for name in ("scenario.toml", "events.csv", "events_after.csv", "drivers.csv"):
        (folder / name).write_bytes((CASE / name).read_bytes())
    return folder


@pytest.fixture
def sim(capsys, monkeypatch, tmp_path):
    """Run the command in a scratch folder; return status, output and faults."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["sim", *map(str, arguments)])
        try:
            cli.main()
            status = 0
        except SystemExit as end:
            status = end.code or 0
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


class Marking(NullTranslations):
    """A catalogue that has every message, with marks around all of it but the values that are put in."""

    def gettext(self, message):
        return re.sub(r"(?:^|(?<=\}))([^{}]+)(?=\{|$)", "⟦\\1⟧", message)

    def pgettext(self, context, message):
        return self.gettext(message)

    def ngettext(self, one, many, count):
        return self.gettext(one if count == 1 else many)


@pytest.fixture
def pseudo_language(monkeypatch):
    """A language, spoken by its code, in which everything that is said by the catalogue stands in marks.

    `unsaid` finds what is not; names that a scenario gives are in marks, too.
    """
    languages = {"en": words.language("en"), "xx": words.Language("xx", Marking(), {})}
    monkeypatch.setattr(words, "languages", lambda: list(languages))
    monkeypatch.setattr(words, "language", languages.__getitem__)
    return "xx"


def unsaid(text):
    """Return the words of a text in the pseudo-language that did not come from the catalogue."""
    return re.findall(r"[^\W\d_]+", re.sub("⟦[^⟧]*⟧", " ", text))


@pytest.fixture
def undrawn(monkeypatch):
    """Let figures be made and not drawn: a stand-in is where each would be; pictures have their own tests."""

    monkeypatch.setattr(Picture, "savefig", stand_in)


def stand_in(figure, file, **_):
    """Write what is where a picture would be."""
    assert figure.axes
    file.write(b"<svg/>")


def in_this_process(given, *, cwd, **_):
    """Run what would be a process `python -m sim` of its own, as `subprocess.run` would."""
    here, arguments, said = Path.cwd(), sys.argv, StringIO()
    os.chdir(cwd or here)
    try:
        sys.argv = ["sim", *given[given.index("sim") + 1 :]]
        with redirect_stderr(said):
            cli.main()
        status = 0
    except SystemExit as end:
        status = end.code or 0
    finally:
        os.chdir(here)
        sys.argv = arguments
    return SimpleNamespace(returncode=status, stderr=said.getvalue())


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
