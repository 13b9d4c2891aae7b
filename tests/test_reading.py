"""Reading files of every kind: what is no input is told in a line, and never read without end."""

import os

import pytest

from sim.experiments.design import read_sweep
from sim.faults import InputError
from sim.ladder.event_files import read_events
from sim.ladder.ladder import read_windows
from sim.reading import LARGEST, number, parse_toml, parse_value, read_text, read_toml, whole_number
from sim.scenario.drivers import read_drivers
from sim.scenario.load import load
from sim.scenario.posterior import read_posterior
from tests.scenario.cases import BASE, DRIVERS, EVENTS, VARIANT, write

READERS = {
    "text": read_text,
    "TOML": read_toml,
    "events": read_events,
    "drivers": read_drivers,
    "a scenario": load,
    "windows": read_windows,
    "a posterior": read_posterior,
}


def fault(read, *arguments):
    with pytest.raises(InputError) as caught:
        read(*arguments)
    (only,) = caught.value.faults
    return str(only)


@pytest.fixture
def odd(tmp_path):
    """Things that are no files of any use, by their names."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "itself").symlink_to(tmp_path / "itself")
    (tmp_path / "below").symlink_to(tmp_path / "below" / "below")
    (tmp_path / "nothing").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").mkdir()
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(LARGEST + 1)
    return tmp_path


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("pipe", "a device, a pipe"),
        ("/dev/zero", "a device, a pipe"),
        ("itself", "a link to itself"),
        ("below", "a link to itself"),
        ("nothing", "no such file"),
        ("huge", "100,000,000 at most"),
        ("x" * 300, "file name too long"),
        ("a\0b", "a name that no file can have"),
    ],
)
def test_what_is_no_file_is_told_and_not_read(odd, read, name, hint):
    assert hint in fault(read, odd / name)


@pytest.mark.parametrize("read", [read_text, read_events, read_drivers, read_windows, read_posterior])
def test_a_folder_where_a_file_is_meant(odd, read):
    assert "found a folder; expected a file" in fault(read, odd / "folder")


@pytest.mark.parametrize(
    ("content", "place", "hint"),
    [
        (b"a\nb\nc\xe9\n", "line 3", "a byte that is not UTF-8 (0xe9)"),
        (b"a\r\nb\rc\xe9", "line 3", "0xe9"),
        (b"PK\x03\x04\x14\x00", "", "a workbook or another archive; expected text in UTF-8; a spreadsheet"),
        ("date;actors".encode("utf-16"), "", "text in UTF-16"),
        (b"PAR1\x15", "", "a Parquet file"),
    ],
)
def test_text_in_another_encoding_is_told_with_its_line(tmp_path, content, place, hint):
    path = tmp_path / "events.csv"
    path.write_bytes(content)
    said = fault(read_events, path)
    assert hint in said
    assert (f": {place}: " if place else "events.csv: found") in said


def test_every_line_ends_with_a_line_feed(tmp_path):
    path = tmp_path / "text"
    path.write_bytes(b"\xef\xbb\xbfa\r\nb\rc\n")
    assert read_text(path) == "a\nb\nc\n"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (f"a = {'9' * 5000}", "a whole number of thousands of digits"),
        (f"a = {'9' * 400}", "a: found a whole number of 1329 bits"),
        (f"a = 0x{'f' * 5000}", "a whole number of 20000 bits"),
        (f"a = [{9**30}]", "whole numbers of 64 bits at most"),
        (f"a = {'[' * 490}{']' * 490}", "in one another"),
        (f"a = {'[' * 5000}{']' * 5000}", "in one another"),
        ("a" + ".a" * 490 + " = 1", "in one another"),
        ('a.b = "x\\u0000y"', r"a.b: found 'x\x00y'; expected text without control characters"),
        ('a = ["\\u001b[31m"]', "without control characters"),
        ('"\\u0007" = 1', "without control characters"),
        ("a = ?", "line 1: found no TOML (Invalid value)"),
        ("a = ", "found no TOML (Invalid value)"),
    ],
)
def test_what_no_table_can_use_is_refused(text, hint):
    said = fault(parse_toml, text, "x.toml")
    assert hint in said
    assert len(said) < 500


def test_what_a_table_can_use_is_kept():
    text = 'a = "two\\nlines\\tand a tab"\nb = 9223372036854775807\nc = [[[1]]]\n"d e" = "أ\u2028"'
    expected = {"a": "two\nlines\tand a tab", "b": 2**63 - 1, "c": [[[1]]], "d e": "أ\u2028"}
    assert parse_toml(text, "x.toml") == expected


def test_a_value_that_is_no_toml_stands_for_itself():
    assert [parse_value(text, "--set") for text in ("2", "[1, 2]", " low", "'low'")] == [
        2,
        [1, 2],
        "low",
        "low",
    ]
    assert "thousands of digits" in fault(parse_value, "9" * 5000, "--set")


def test_numbers_are_those_that_everybody_writes():
    assert [number(text) for text in ("1", "-0.5", ".5", "5.", "1e-3", " 2 ")] == [1, -0.5, 0.5, 5, 0.001, 2]
    for text in ("", "0_1", "١", "nan", "inf", "0x1", "1 2", "½", "1,5", "--1"):
        assert number(text) is None, text
    assert [whole_number(text) for text in ("0", "007", "9" * 18)] == [0, 7, 10**18 - 1]
    for text in ("", "-1", "1.0", "1_0", "٣", "9" * 5000):
        assert whole_number(text) is None, text


@pytest.mark.parametrize(
    ("row", "hint"),
    [
        ("٢٠٠١,capability,AAA,0.5", "a year from 1 to 9999"),
        (f"{'9' * 5000},capability,AAA,0.5", "a year from 1 to 9999"),
        ("2001,capability,AAA,0_1", "found '0_1'; expected a number from 0 to 1"),
        ("2001,capability,AAA,٠", "a number from 0 to 1"),
        ("2001,capability,AAA,nan", "a number from 0 to 1"),
    ],
)
def test_digits_of_drivers(tmp_path, row, hint):
    path = write(tmp_path, drivers=f"year,quantity,subject,value\n{row}\n").parent / "drivers.csv"
    assert hint in fault(read_drivers, path)


@pytest.mark.parametrize("mark", "\x0b\x0c\x1c\x1e\x85\u2028\u2029")
def test_only_carriage_returns_and_line_feeds_end_a_row(tmp_path, mark):
    path = tmp_path / "events.csv"
    path.write_text(EVENTS.replace("Hot line", f"Hot{mark}line"), encoding="utf-8")
    assert read_events(path)[0].title == f"Hot{mark}line"
    (tmp_path / "drivers.csv").write_text(f"{DRIVERS}2004,interest,AAA-BBB,0.5{mark}\n", encoding="utf-8")
    assert 2004 in read_drivers(tmp_path / "drivers.csv").values["interest", "AAA-BBB"]


def test_a_line_is_found_behind_characters_that_end_none(tmp_path):
    text = f"# a\u2028b\x85c\n{BASE}".replace("start = 2000", "start = 0 # here")
    line = next(n for n, part in enumerate(text.split("\n"), start=1) if "# here" in part)
    assert f"line {line}, start" in fault(load, write(tmp_path, text))


@pytest.mark.parametrize("mark", "\x00\x07\x1b\x7f")
def test_control_characters_in_a_cell(tmp_path, mark):
    path = tmp_path / "events.csv"
    path.write_text(EVENTS.replace("Hot line", f"Hot{mark}line"), encoding="utf-8")
    said = fault(read_events, path)
    assert "line 2, title: found 'Hot\\x" in said
    assert mark not in said


def test_columns_that_a_spreadsheet_left_empty(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text("\n".join(f"{line},," for line in EVENTS.splitlines()))
    assert [event.id for event in read_events(path)] == ["E1", "E2"]
    path.write_text(f"{EVENTS}E3,2001,,AAA;BBB,military,1,low,,practice,,,,,x\n")
    assert "line 4: found 14 cells; expected 12 cells" in fault(read_events, path)


def test_two_columns_without_a_name(tmp_path):
    path = tmp_path / "events.csv"
    header, *rows = EVENTS.splitlines()
    path.write_text("\n".join(f",,{line}" for line in (header, *rows)))
    assert [event.id for event in read_events(path)] == ["E1", "E2"]
    path.write_text("\n".join([f",,{header}", *(f"a,b,{line}" for line in rows)]))
    assert "line 1: found columns of no name; expected each once" in fault(read_events, path)


@pytest.mark.parametrize(
    ("row", "hint"),
    [
        ("E3,2001,1999,AAA;BBB,military,1,low,,practice,,,", "date '2001', end_date '1999'; expected"),
        ("E3,2001,,AAA;BBB,military,,low,,practice,,,", "indicator nothing; expected an indicator"),
        ("E3,2001,,AAA;BBB,military,1,,advance,practice,,,", "degree nothing, effect 'advance'; expected"),
        ("E3,2001,,AAA;BBB,economic,1,,,practice,,,", "a degree, low or high, for what advances"),
        ("E3,٢٠٠١,,AAA;BBB,military,1,low,,practice,,,", "a date YYYY"),
    ],
)
def test_a_row_that_contradicts_itself_shows_what_does(tmp_path, row, hint):
    path = tmp_path / "events.csv"
    path.write_text(f"{EVENTS}{row}\n")
    assert hint in (said := fault(read_events, path))
    assert "{" not in said


def test_a_table_in_another_form(tmp_path):
    assert "a file in TOML; expected a table in CSV" in fault(read_events, write(tmp_path))
    write(tmp_path, events=EVENTS)
    assert "events.csv: found a table in CSV; expected a file in TOML, such as" in fault(
        load, tmp_path / "events.csv"
    )


def test_a_long_chain_of_scenarios(tmp_path):
    write(tmp_path)
    for n in range(1, 1200):
        before = "scenario.toml" if n == 1 else f"v{n - 1}.toml"
        write(tmp_path, VARIANT.replace("scenario.toml", before), f"v{n}.toml")
    assert load(tmp_path / "v50.toml").scenario.name == "variant"
    assert "at most 50 in a row" in fault(load, tmp_path / "v1199.toml")


def test_a_file_at_the_root_of_the_disk(tmp_path, monkeypatch):
    assert "/no-such-file.toml: found no such file" in fault(load, type(tmp_path)("/no-such-file.toml"))
    # A folder that has no other above it stands for the root of the disk.
    monkeypatch.setattr(type(tmp_path), "resolve", lambda path: type(path)("/", path.name))
    write(tmp_path)
    assert load(tmp_path / "scenario.toml").folder == type(tmp_path)("/")


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ('title = "Three states"', 'title = { ar = "ثلاث" }', "title: found no en; expected a value"),
        ('name = "Trade War!"', 'name = "أزمة"', "id of small Latin letters"),
        ('name = "Trade War!"', 'name = { ar = "أزمة" }', "id of small Latin letters"),
        ("runs = 20", "runs = 0", "runs: found 0"),
    ],
)
def test_what_is_missing_is_named(tmp_path, old, new, hint):
    assert hint in fault(load, write(tmp_path, BASE.replace(old, new)))


def test_a_range_of_words_over_a_number(tmp_path):
    write(tmp_path)
    (tmp_path / "sweep.toml").write_text(
        'name = "s"\nscenario = "scenario.toml"\ndesign = "grid"\n'
        '[ranges]\n"parameters.threat" = { values = ["low", "high"] }\n'
        '[outcomes]\na = { measure = "mean-index", pair = "AAA-BBB", year = 2004 }\n'
    )
    assert "ranges, parameters.threat: found 'low'; expected a value from 0" in fault(
        read_sweep, tmp_path / "sweep.toml"
    )


def test_a_value_of_an_option_is_told_of_by_the_option(tmp_path):
    path = write(tmp_path)
    assert fault(load, path, ["--seed=-1"]) == "--seed: found -1; expected greater than or equal to 0"
    assert fault(load, path, ["seed=-1"]) == "--set: seed: found -1; expected greater than or equal to 0"
    assert load(path, ["--runs=3"]).scenario.runs == 3
