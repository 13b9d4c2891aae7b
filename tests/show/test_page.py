"""The page: it answers first, holds all it needs, and is read on any screen, on paper and aloud."""

import re

import pandas as pd
import pytest

import sim as house
from sim.files import files_of_result
from sim.show import charts, style
from sim.show.page import Page, Picture, Section, Table, Text, write_page
from sim.words import speaking


def drawn():
    figure = style.canvas(20)
    figure.subplots().plot([1, 2])
    return figure


def page(**differing):
    frame = pd.DataFrame({"pair": ["A-B"], "index": ["0.25"]})
    blocks = [Picture("one", "A line.", drawn), Picture("two", "Another.", drawn), Table(frame, "Index")]
    answer = ["It is <b>a quarter</b>.", "It was less."]
    sections = [Section("", blocks), Section("The rest", [Text(["All of it."])], folded=True)]
    content = {"title": "A-B", "question": "How far?", "answer": answer, "sections": sections, **differing}
    return Page(**content)


def written(folder, **differing):
    write_page(folder, page(**differing), "sim run a")
    return (folder / "report.html").read_text(encoding="utf-8")


def test_a_page_answers_before_it_shows(tmp_path):
    text = written(tmp_path, terms=["index"])
    order = ["<h1>A-B</h1>", "How far?", "It is &lt;b&gt;a quarter", "It was less.", "<svg", "The rest"]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "The index sums the numbers of the indicators" in text
    assert '<code dir="ltr">sim run a</code>' in text


def test_a_page_holds_all_it_needs(tmp_path):
    text = written(tmp_path)
    addresses = re.findall(r'(?:src|href)="([^"]+)"|url\(([^)]+)\)', text)
    assert all(part.startswith("#") for address in addresses for part in address if part)
    assert "@import" not in text
    assert sorted(path.name for path in (tmp_path / "figures").iterdir()) == [
        *("one.png", "one.svg", "two.png", "two.svg")
    ]


def test_no_two_things_on_a_page_have_one_name(tmp_path):
    names = re.findall(r'\bid="([^"]+)"', written(tmp_path))
    assert len(names) == len(set(names)) > 0
    assert all(
        f'id="{name}"' in written(tmp_path) for name in re.findall(r'href="#([^"]+)"', written(tmp_path))
    )


def test_a_page_says_its_language_and_its_direction(tmp_path):
    assert '<html lang="en" dir="ltr">' in written(tmp_path)
    with speaking("ar"):
        assert '<html lang="ar" dir="rtl">' in written(tmp_path)


def test_numbers_stand_below_one_another(tmp_path):
    assert '<td class="number">0.25</td>' in written(tmp_path)


def test_a_column_that_is_mostly_numbers_is_aligned_as_a_whole(tmp_path):
    frame = pd.DataFrame(
        {
            "pair": ["A", "B", "C"],
            "year": ["2001", "never", "2003"],
            "effect": ["0", "+0.1 (0 to 1)", ""],
            "degree": ["low (1)", "3 arms (low)", ""],
        }
    )
    text = written(tmp_path, sections=[Section("", [Table(frame)])])
    assert '<td class="number">never</td>' in text
    assert '<td class="number">+0.1 (0 to 1)</td>' in text
    assert "<td>low (1)</td>" in text
    assert "<td>3 arms (low)</td>" in text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_heading_stands_on_the_page_only_where_it_says_more(tmp_path, language):
    def headed():
        figure = drawn()
        style.head(figure, "Over the panels\nin two lines")
        return figure

    blocks = [Picture("one", "A line.", headed), Picture("two", "Another.", headed, headed=True)]
    with speaking(language):
        text = written(tmp_path, sections=[Section("", blocks)])
    assert text.count("in two lines") == 1
    assert all("in two lines" in (tmp_path / f"figures/{name}.svg").read_text() for name in ("one", "two"))
    (cut, shown), (begins, whole) = (
        (float(first), float(height))
        for first, height in re.findall(r'viewBox="0 ([\d.]+) [\d.]+ ([\d.]+)"', text)
    )
    assert begins == 0
    assert cut + shown == pytest.approx(whole)
    assert 9 < cut < 0.5 * whole


@pytest.fixture
def charted(monkeypatch):
    """A page with a chart, whose scripts are there or not."""

    def sections(library):
        monkeypatch.setattr(charts, "library", lambda: library)
        chart = {"mark": "</script><script>alert(1)"}
        return [Section("", [Picture("one", "A line.", drawn, chart)])]

    return sections


def test_a_chart_comes_with_its_scripts_once_and_cannot_end_them(tmp_path, charted):
    text = written(tmp_path, sections=charted("window.vegaEmbed = 1;"))
    assert text.count("window.vegaEmbed = 1;") == 1
    assert "alert(1)" in text
    assert "<script>alert(1)" not in text
    assert "extra page" not in text


def test_without_the_extra_a_page_says_in_a_line_what_brings_charts(tmp_path, charted):
    text = written(tmp_path, sections=charted(None))
    assert "extra page: pip install rapprochement[page]" in text
    assert "vegaEmbed" not in text
    assert "<svg" in text


def test_every_file_of_a_page_is_known_as_its_results_own(small, tmp_path):
    house.assess(small, out=tmp_path / "a")
    names = {
        path.relative_to(tmp_path / "a").as_posix() for path in (tmp_path / "a").rglob("*") if path.is_file()
    }
    assert "report.html" in names
    assert names == set(files_of_result(tmp_path / "a"))
