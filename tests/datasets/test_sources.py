"""Data sets: read in their publishers' formats, and what is bundled of them."""

from importlib.resources import files

import pycountry
import pytest
from babel import Locale

from sim import datasets
from sim.csv_tables import csv_text
from sim.datasets.tables import TABLES
from sim.faults import InputError
from sim.scenario import facts
from tests.datasets.samples import SAMPLES

MOST_BYTES = 5_000_000

SHARED = ("KOR", "COG")
"""States that share a name before the comma with another, by ISO."""

NAMED_OTHERWISE = {
    *("BHS", "VCT", "URY", "HUN", "DNK", "COG", "COD", "SAU", "OMN", "MMR", "MDV", "TLS"),
    "CZE",
}
"""States that are called otherwise here than the Common Locale Data Repository does: shorter, or of old."""


def written(rows):
    return csv_text([list(rows[0]), *(list(row.values()) for row in rows)]).splitlines()


@pytest.mark.parametrize("name", datasets.SOURCES)
def test_a_sample_in_the_format_of_its_publisher_comes_to_the_rows_of_the_bundled_table(tmp_path, name):
    file, text, tables = SAMPLES[name]
    (tmp_path / file).write_text(text, encoding="utf-8")
    assert datasets.files_of(tmp_path) == {name: tmp_path / file}
    frames = {name: datasets.read(name, tmp_path / file)}
    for table, rows in tables.items():
        assert written(TABLES[table][0](frames)) == rows


def test_every_data_set_says_what_it_is_and_feeds_a_table_that_is_bundled():
    for source in datasets.SOURCES.values():
        assert source.years[0] <= source.years[1]
        assert all((source.citation, source.terms, source.bundled, source.files, source.columns))
        for table in source.tables:
            assert facts.covered(table)[1] >= source.years[1]
            assert next(facts.rows_of(table))


def test_what_is_bundled_is_small_and_has_no_value_of_sipri():
    bundled = [file for file in files("sim.scenario.facts").iterdir() if file.name.endswith(".csv")]
    assert sum(len(file.read_bytes()) for file in bundled) < MOST_BYTES
    assert set(next(facts.rows_of("deliveries"))) == {"supplier", "recipient", "degree", "first", "last"}


def test_the_file_of_another_data_set_is_named(tmp_path):
    text = SAMPLES["agreements"][1]
    (tmp_path / "mme_v9.csv").write_text(text)
    with pytest.raises(InputError, match=r"found the file of DCAD 1\.0; expected that of MME 7"):
        datasets.newer(tmp_path)
    with pytest.raises(InputError, match=r"no column member; membre; .*did you mean member\?"):
        (tmp_path / "mme_v9.csv").unlink()
        (tmp_path / "atop6m.csv").write_text(SAMPLES["alliances"][1].replace("member", "membre"))
        datasets.newer(tmp_path)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([], "found no file; expected files of data sets by the names of their publishers"),
        (["DCAD.csv"], r"found DCAD.csv; .*did you mean DCAD-v\*\.csv\?"),
        (["mme_v7.csv", "mme_v8.csv"], "exercises: found mme_v7.csv, mme_v8.csv; expected one file"),
    ],
)
def test_a_folder_without_data_sets_or_with_two_of_one_is_refused(tmp_path, names, message):
    for name in names:
        (tmp_path / name).touch()
    with pytest.raises(InputError, match=message):
        datasets.files_of(tmp_path)


def test_a_cell_that_is_no_number_is_told_with_its_place(tmp_path):
    (tmp_path / "troopdata.csv").write_text("ccode,year,troops\n395,1951,many\n")
    with pytest.raises(InputError, match=r"row 1 of the table, troops: found 'many'; expected a number"):
        datasets.newer(tmp_path)


def test_a_newer_release_stands_in_for_what_is_bundled_and_brings_its_years(tmp_path):
    (tmp_path / "troopdata_2030.csv").write_text("ccode,year,troops\n395,2029,1200\n")
    tables, said = datasets.newer(tmp_path)
    assert said == ["troops: troopdata_2030.csv in place of what is bundled"]
    with facts.reading(tables):
        assert [row["host"] for row in facts.rows_of("troops")] == ["ISL", "ISL"]
        assert facts.covered("troops") == (1950, 2029)
        assert facts.release("troops") == "troopdata, troopdata_2030.csv"
        assert facts.covered("exercises") == (1980, 2010)
    assert facts.covered("troops") == (1950, 2023)


def test_states_bear_their_codes_and_names_of_iso_and_of_the_locale_repository():
    arabic = Locale("ar").territories
    for code, state in facts.known_states().items():
        country = pycountry.countries.get(alpha_3=code)
        if country is None:
            ended = state.spells[-1][1] is not None
            assert ended or code == "XKX", code
        elif code not in NAMED_OTHERWISE:
            assert state.name_ar == arabic[country.alpha_2], code
            assert facts.code_of(country.name.partition(",")[0]) in (code, *SHARED), code


@pytest.mark.parametrize(
    ("code", "year", "stands"),
    [
        ("SUN", 1991, True),
        ("SUN", 1992, False),
        ("DDR", 1990, True),
        ("DDR", 1953, False),
        ("DEU", 1950, False),
        ("YUG", 1993, False),
        ("CSK", 1992, True),
        ("CZE", 1992, False),
        ("YMD", 1990, True),
        ("YEM", 1989, False),
        ("SSD", 2010, False),
        ("SDN", 2012, True),
        ("TWN", 1948, False),
        ("RVN", 1976, False),
        ("JPN", 1950, False),
    ],
)
def test_states_begin_and_end(code, year, stands):
    assert bool(facts.known_states()[code].spell(year)) == stands


@pytest.mark.parametrize("name", datasets.SOURCES)
@pytest.mark.parametrize("damage", ["cut", "bytes", "quote", "words", "empty"])
def test_a_damaged_file_is_a_fault_and_no_traceback(tmp_path, name, damage):
    file, text, _ = SAMPLES[name]
    rows = text.rpartition("\n\n")[2]
    content = {
        "cut": text[: len(text) // 2].encode(),
        "bytes": bytes(range(256)) * 20,
        "quote": (text + '"' * 3 + "\n,,").encode(),
        "words": (rows.partition("\n")[0] + "\n" + ",".join(["word"] * 12)).encode(),
        "empty": b"",
    }[damage]
    (tmp_path / file).write_bytes(content)
    try:
        datasets.newer(tmp_path)
    except InputError as error:
        assert str(tmp_path / file) in str(error)
