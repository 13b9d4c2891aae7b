"""Tables as a spreadsheet saves them, workbooks and semicolons, and CSV that it opens rightly."""

import contextlib
import csv
import datetime
import io
import struct
import zipfile

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import sim.faults
from sim.experiments.sweep import read_points
from sim.faults import InputError
from sim.frames import read_frame
from sim.ladder.event_files import COLUMNS, read_events
from sim.results.tables import write_csv
from sim.scenario.check import check_case_file, to_judge
from sim.scenario.drivers import read_drivers
from sim.scenario.load import input_texts, load, scenario_hash
from sim.verbs.replay import compared
from sim.verbs.run import make as run
from tests.conftest import DRIVERS, EVENTS

openpyxl = pytest.importorskip("openpyxl", reason="the extra excel is not installed")


def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


def workbook(path, *sheets):
    """Write a workbook, a list of rows for each of its sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet {number}")
        for row, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells, start=1):
                sheet.cell(row, column, cell)
                if isinstance(cell, str):
                    sheet.cell(row, column).data_type = "s"
    book.save(path)
    return path


def edited(path, edit):
    """Change a workbook as one would in Excel."""
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return path


def faults(read, path, *more):
    with pytest.raises(InputError) as caught:
        read(path, *more)
    return [str(fault).removeprefix(f"{path}: ") for fault in caught.value.faults]


@pytest.fixture
def events_book(tmp_path):
    return workbook(tmp_path / "events.xlsx", rows_of(EVENTS))


# What is read.


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="_\ufffe\uffff"),
    max_size=12,
)
codes = st.from_regex(r"\A[A-Z]{3}\Z")
dates = st.one_of(
    st.integers(1000, 9999).map(str),
    st.dates(datetime.date(1000, 1, 1)).map(lambda date: date.isoformat()),
    st.dates(datetime.date(1000, 1, 1)).map(lambda date: date.isoformat()[:7]),
)
event_rows = st.lists(
    st.tuples(
        dates,
        st.lists(codes, min_size=2, max_size=4, unique=True).map(";".join),
        st.integers(1, 7),
        st.sampled_from(["low", "high"]),
        words,
        words,
        words,
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(rows=[("1000", "AAA;AAB", 1, "low", "", "", ',"')])
@given(rows=event_rows)
def test_events_are_the_same_from_a_workbook_from_semicolons_and_from_commas(tmp_path, rows):
    table = [list(COLUMNS)]
    for n, (date, actors, indicator, degree, *text) in enumerate(rows):
        table.append(
            [f"E{n}", date, "", actors, "military", str(indicator), degree, "advance", "practice", *text]
        )
    for name, delimiter in (("commas.csv", ","), ("semicolons.csv", ";")):
        with (tmp_path / name).open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(table)
    typed = [
        [int(cell) if cell.isdigit() and n in (1, 5) else cell for n, cell in enumerate(row)] for row in table
    ]
    workbook(tmp_path / "events.xlsx", typed)
    expected = read_events(tmp_path / "commas.csv")
    assert len(expected) == len(rows)
    assert read_events(tmp_path / "semicolons.csv") == expected
    assert read_events(tmp_path / "events.xlsx") == expected


@pytest.mark.parametrize(
    ("number_format", "read"),
    [
        ("yyyy-mm-dd", "2003-04-01"),
        ("d. mmmm yyyy", "2003-04-01"),
        ("[$-409]mmm\\-yy;@", "2003-04"),
        ("mm/yyyy", "2003-04"),
        ("yyyy", "2003"),
        ('yyyy "d."', "2003"),
        ("yyyy-mm-dd hh:mm", "2003-04-01"),
    ],
)
def test_a_date_is_read_as_far_as_excel_shows_it(events_book, number_format, read):
    def date(book):
        cell = book.active["B3"]
        cell.value, cell.number_format = datetime.datetime(2003, 4, 1), number_format

    assert str(read_events(edited(events_book, date))[1].date) == read


def test_numbers_as_text_blank_rows_blank_columns_and_notes_beside_do_not_matter(tmp_path):
    header, *rows = rows_of(EVENTS)
    table = [[], [None, *header, None], [], *([None, *row, ""] for row in rows), [], []]
    path = workbook(tmp_path / "events.xlsx", [], table, [])
    assert read_events(path) == read_events(workbook(tmp_path / "plain.xlsx", rows_of(EVENTS)))


def test_text_with_line_ends_and_escapes_is_read_as_in_csv(tmp_path):
    (tmp_path / "events.csv").write_text(EVENTS.replace("Talks", '"one\r\ntwo"'), newline="")
    path = workbook(tmp_path / "events.xlsx", rows_of(EVENTS.replace("Talks", '"one_x000D_\ntwo"')))
    assert read_events(path) == read_events(tmp_path / "events.csv")


def test_formulas_count_by_the_values_saved_with_them(tmp_path, events_book):
    # Excel saves values; openpyxl does not, so one is put in as Excel would.
    edited(events_book, lambda book: book.active.__setitem__("B2", "=1990+8"))
    edited(events_book, lambda book: book.active.__setitem__("L2", '=""'))
    path = tmp_path / "saved.xlsx"
    with zipfile.ZipFile(events_book) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                content = content.replace(b"<f>1990+8</f><v />", b"<f>1990+8</f><v>1998</v>")
                content = content.replace(b'<f>""</f><v />', b'<f>""</f><v></v>').replace(
                    b'r="L2"', b'r="L2" t="str"'
                )
            new.writestr(name, content)
    (tmp_path / "events.csv").write_text(EVENTS)
    assert read_events(path) == read_events(tmp_path / "events.csv")


@pytest.mark.parametrize(
    ("value", "read"),
    [("0,5", 0.5), ("0.5", 0.5), ("1", 1.0), (",5", 0.5), ("5,0e-1", 0.5), ("0,125", 0.125)],
)
def test_drivers_parted_by_semicolons_may_have_a_decimal_comma(tmp_path, value, read):
    path = tmp_path / "drivers.csv"
    path.write_text(f"year;quantity;subject;value\n2002;capability;AAA;{value}\n")
    assert read_drivers(path).values == {("capability", "AAA"): {2002: read}}


def test_a_decimal_comma_beside_a_point_is_refused_with_its_line(tmp_path):
    path = tmp_path / "drivers.csv"
    path.write_text("year;quantity;subject;value\n2002;capability;AAA;0,5\n2003;capability;AAA;0.6\n")
    assert faults(read_drivers, path) == [
        "line 3, value: found '0.6'; expected a decimal comma, as in other rows, or in every row a point"
    ]


def test_a_comma_in_words_stays_where_cells_are_parted_by_semicolons(tmp_path):
    path = tmp_path / "events.csv"
    with path.open("w", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows_of(EVENTS.replace("Talks", '"1,5"')))
    assert read_events(path)[0].title == "1,5"


def test_drivers_in_a_workbook(tmp_path):
    (tmp_path / "drivers.csv").write_text(DRIVERS)
    typed = [[float(cell) if cell[:1].isdigit() else cell for cell in row] for row in rows_of(DRIVERS)]
    path = workbook(tmp_path / "drivers.xlsx", typed)
    assert read_drivers(path) == read_drivers(tmp_path / "drivers.csv")


# What is refused, with row and column as Excel shows them.


def test_faults_of_cells_name_them_as_excel_does(events_book):
    def spoil(book):
        sheet = book.active
        sheet["B2"], sheet["D3"], sheet["F4"], sheet["A4"] = "soon", "AAA", 9, "E1"

    said = faults(read_events, edited(events_book, spoil))
    assert [line.partition(": ")[0] for line in said] == [
        *("cell B2, date", "cell D3, actors", "cell A4, id", "cell F4, indicator")
    ]
    assert "(first in row 2)" in said[2]


def test_faults_of_drivers_name_the_cell(tmp_path):
    path = workbook(tmp_path / "drivers.xlsx", rows_of(DRIVERS.replace("0.6", "much")))
    assert faults(read_drivers, path)[0].startswith("cell D3, value: found 'much'")


REFUSED = {
    "two tables": (lambda book: book.create_sheet("Notes").append(["a"]), "2 sheets that hold something: "),
    "a hidden one": (
        lambda book: (
            book.create_sheet("Notes").append(["a"]),
            setattr(book["Notes"], "sheet_state", "hidden"),
        ),
        "move the other sheets, hidden ones too",
    ),
    "a merged header": (lambda book: book.active.merge_cells("A1:B1"), "cells A1:B1: found merged cells"),
    "merged rows": (lambda book: book.active.merge_cells("B2:B3"), "unmerge them"),
    "an error": (lambda book: book.active.__setitem__("C3", "#N/A"), "cell C3: found #N/A; expected a value"),
    "no value": (
        lambda book: book.active.__setitem__("B2", "=1990+8"),
        "cell B2: found a formula that was saved without its value; expected a value: open the workbook",
    ),
    "a lost column": (lambda book: book.active.delete_cols(2), "row 1: found no column date"),
    "a far cell": (
        lambda book: book.active.__setitem__("XFD1048576", 1),
        "sheet Sheet 1: found cells down to XFD1048576; expected 100,000 rows",
    ),
    "nothing": (lambda book: book.active.delete_rows(1, 9), "found no header"),
}


@pytest.mark.parametrize(("edit", "said"), REFUSED.values(), ids=REFUSED)
def test_a_workbook_that_is_no_plain_table_is_refused_with_the_remedy(sim, events_book, edit, said):
    path = edited(events_book, edit)
    assert any(said in fault for fault in map(str, faults(read_events, path)))
    status, _, err = sim("assess", path)
    assert status == 2
    assert "Traceback" not in err


def older(path):
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def locked(path):
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    )


def truncated(path):
    path.write_bytes(path.read_bytes()[:-900])


def renamed(path):
    path.write_text(EVENTS)


def huge(path):
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/zeros.bin", bytes(50_000_000))


def with_sheet(path, content):
    """Put other content in the place of the one sheet."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in {**parts, "xl/worksheets/sheet1.xml": content}.items():
            package.writestr(name, part)


def lying(path):
    """Unpack to far more than the directory says."""
    with_sheet(path, bytes(50_000_000))
    path.write_bytes(path.read_bytes().replace(struct.pack("<L", 50_000_000), struct.pack("<L", 50)))


def other(path):
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")


def laughing(path):
    """Put entities of entities of entities where rows are meant."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    root = f'<!DOCTYPE worksheet [<!ENTITY e0 "ha">{entities}]><worksheet>&e11;</worksheet>'
    with_sheet(path, f'<?xml version="1.0"?>{root}'.encode())


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            older,
            "an older Excel (.xls); expected one saved as .xlsx, or save the sheet as CSV UTF-8",
        ),
        (locked, "a workbook with a password; expected one without"),
        (truncated, "a workbook that is damaged"),
        (renamed, "no workbook; expected one that Excel saved as .xlsx"),
        (huge, "bytes once unpacked; expected 20,000,000 at most"),
        (lying, "a workbook that cannot be read"),
        (other, "a workbook that cannot be read"),
        (laughing, "a workbook that cannot be read"),
    ],
)
def test_what_is_no_workbook_gets_one_fault(sim, events_book, spoil, said):
    spoil(events_book)
    for verb in ("assess", "check"):
        status, _, err = sim(verb, events_book)
        assert status == 2
        (line,) = err.strip().splitlines()
        assert said in line


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_workbook_is_read_or_refused(tmp_path, events_book, damage):
    content = bytearray(events_book.read_bytes())
    for position, byte in damage:
        content[position % len(content)] = byte
    path = tmp_path / "damaged.xlsx"
    path.write_bytes(content)
    with contextlib.suppress(InputError):
        read_events(path)


def test_an_older_workbook_by_its_own_name_is_refused(sim, tmp_path):
    older(tmp_path / "events.xls")
    status, _, err = sim("assess", tmp_path / "events.xls")
    assert status == 2
    assert "a workbook or a document; expected text in UTF-8; a spreadsheet saves it as CSV UTF-8" in err


def test_without_the_extra_it_is_named(monkeypatch, events_book):
    def lacks(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(sim.faults, "import_module", lacks)
    (fault,) = faults(read_events, events_book)
    assert 'pip install "rapprochement[excel]"' in fault


# Verbs.


def in_excel(small):
    """Turn the events and drivers of the small case into workbooks."""
    for name in ("events", "drivers"):
        workbook(small / f"{name}.xlsx", rows_of((small / f"{name}.csv").read_text()))
        (small / f"{name}.csv").unlink()
    path = small / "scenario.toml"
    path.write_text(path.read_text().replace(".csv", ".xlsx"))
    return path


def test_verbs_take_workbooks_of_events(sim, small, events_book, tmp_path):
    status, _, err = sim("assess", events_book)
    assert (status, err) == (0, "")
    status, _, err = sim("agree", events_book, small / "events.csv")
    assert (status, err) == (0, "")
    kappa = pd.read_csv(next((tmp_path / "results").glob("agree*/agreement.csv")))
    assert (kappa["agreed"].dropna() == 1).all()
    assert sim("check", events_book)[0] == 0


def test_a_scenario_in_excel_lives_as_in_csv_and_again_without_excel(small, tmp_path):
    in_csv = load(small)
    in_workbooks = load(in_excel(small))
    assert in_workbooks.observed == in_csv.observed
    assert in_workbooks.drivers == in_csv.drivers
    run(in_workbooks, tmp_path / "out", report=False)
    assert (tmp_path / "out" / "events.csv").read_text() == EVENTS
    again = load(tmp_path / "out")
    assert scenario_hash(again) == scenario_hash(in_workbooks)
    assert input_texts(again) == input_texts(in_workbooks)
    assert check_case_file(small) == []
    assert to_judge(small) == ""


# What is written.


def test_csv_carries_a_mark_exactly_where_it_holds_more_than_ascii(tmp_path):
    for name, text, marked in (
        ("plain", "Talks", False),
        ("arabic", "محادثات", True),
        ("accented", "Élan", True),
    ):
        path = tmp_path / f"{name}.csv"
        write_csv(path, [{"title": text, "year": 2001}], ("title", "year"))
        assert path.read_bytes().startswith(b"\xef\xbb\xbf") is marked
        assert pd.read_csv(path)["title"].tolist() == read_frame(path)["title"].tolist() == [text]


def test_a_result_whose_inputs_are_in_arabic_opens_in_excel_is_read_and_replayed(small, tmp_path):
    (small / "events.csv").write_text(EVENTS.replace("Talks", "محادثات"), encoding="utf-8")
    run(load(small), tmp_path / "out", report=False)
    assert (tmp_path / "out" / "events.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert load(tmp_path / "out").observed == load(small).observed
    assert compared(tmp_path / "out").differences == []


@pytest.mark.usefixtures("undrawn")
def test_a_sweep_writes_points_and_outcomes_side_by_side_also_when_it_is_gone_on_with(sim, small):
    (small / "sweep.toml").write_text(
        'name = "fear"\nscenario = "scenario.toml"\ndesign = "grid"\nruns = 5\nseed = 1\n'
        '[ranges]\n"parameters.threat" = { values = [0.2, 0.4] }\n'
        '[outcomes]\nindex_2009 = { measure = "mean-index", pair = "AAA-BBB", year = 2009 }\n'
    )
    status, _, err = sim("sweep", small / "sweep.toml", "--out", small / "out")
    assert (status, err) == (0, "")
    content = (small / "out" / "points_and_outcomes.csv").read_bytes()
    joined = pd.read_csv(io.BytesIO(content))
    pd.testing.assert_frame_equal(joined, read_points(small / "out"), check_dtype=False)
    assert list(joined.columns) == [
        "point",
        "parameters.threat",
        "scenario",
        "index_2009",
        "index_2009_se",
        "failed",
    ]
    for name in ("points_and_outcomes.csv", "run.json"):
        (small / "out" / name).unlink()
    assert sim("sweep", small / "sweep.toml", "--out", small / "out", "--resume")[0] == 0
    assert (small / "out" / "points_and_outcomes.csv").read_bytes() == content
