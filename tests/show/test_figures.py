"""Figures of runs: told apart in grey and by the colour-blind, readable on paper, in either direction."""

import struct
from itertools import combinations, pairwise
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib import colors
from matplotlib.collections import FillBetweenPolyCollection
from matplotlib.text import Text

import sim
from sim.ladder.ladder import MILITARY
from sim.ladder.names import Names
from sim.show import case_figures, ladder_figures, run_figures, stage_figures, style, threat_figures
from sim.show.files import save
from sim.show.naming import Naming
from sim.show.picture import house_style
from sim.show.style import Look, looking
from sim.show.subject import Subject
from sim.words import speaking
from tests.show.seeing import GREY, WAYS, distance

WIDTHS = (style.SINGLE, style.DOUBLE)
YEARS = range(1990, 2024)
CODES = ("CHN", "RUS", "USA", "IND", "PAK", "KAZ", "IRN", "UZB")
PARTIES = [f"{a}-{b}" for a, b in combinations(sorted(CODES), 2)]
STATES = {
    code: Names(en=called, ar="الصين" if code == "CHN" else "روسيا")
    for code, called in zip(
        CODES,
        ("China", "Russia", "United States", "India", "Pakistan", "Kazakhstan", "Iran", "Uzbekistan"),
        strict=True,
    )
}

# Lab: lines and marks that differ in nothing else, areas that touch, and what is seen against its ground.
LINES_APART, AREAS_APART, FROM_GROUND = 15, 10, 25


def subject(shocks=()):
    return Subject("A case (200 lives)", Naming(STATES), MILITARY, PARTIES, CODES, shocks)


def stages(parties):
    rows = []
    for n, party in enumerate(parties):
        for t, year in enumerate(YEARS):
            climbed = t / len(YEARS)
            shares = np.array([1 - climbed, climbed * 0.5, climbed * 0.3, climbed * 0.2])
            observed = MILITARY.stage_names[min(3, (t + 3 * n) // 12)]
            index = {"index_p05": 0.0, "index_p25": 0.05 * climbed, "index_mean": 0.4 * climbed}
            index |= {"index_p75": 0.6 * climbed, "index_p95": 0.8 * climbed}
            names = dict(zip(MILITARY.stage_names, shares, strict=True))
            rows.append({"year": year, "pair": party, **names, **index, "observed": observed})
    return pd.DataFrame(rows)


def record(parties):
    return pd.DataFrame(
        [{"year": year, "pair": p, "index": 0.01 * (year - 1990)} for p in parties for year in YEARS]
    )


def threats():
    return pd.DataFrame(
        {"year": year, "by": by, "of": of, "mean": level, "p05": level * 0.8, "p95": level * 1.2}
        for by in CODES
        for n, of in enumerate(CODES)
        if by != of
        for year in YEARS
        for level in [0.02 + 0.1 * n * (year - 1990) / 33]
    )


def degrees(party):
    return pd.DataFrame(
        {"year": year, "pair": party, "indicator": n, "none": 0.5, "low": 0.3, "high": 0.2, "observed": "low"}
        for year in YEARS
        for n in range(1, 8)
    )


def scores(parties):
    return pd.DataFrame(
        {"pair": party, "measure": measure, "forecaster": forecaster, "score": 0.1 * n}
        for party in parties
        for measure in ("rps_i1", "rps_degrees", "rps_stage", "crps_index")
        for n, forecaster in enumerate(("model", "persistence", "climatology", "line"))
    )


MANY = [(1990 + n % 34, f"crisis {n} over something far away that has a long name") for n in range(40)]


def drawn(width, shocks=MANY):
    """Draw every figure of a run with many of everything."""
    shown, about = PARTIES[: 8 if width == style.DOUBLE else 5], subject(shocks)
    with looking(Look(width)):
        return {
            "index": run_figures.index(about, stages(shown), record(shown)),
            "stages": stage_figures.stages(about, stages(shown)),
            "ladder": ladder_figures.ladder_of(about, shown[0], degrees(shown[0]), stages(shown)),
            "threats": threat_figures.threats(about, threats()),
            "scores": run_figures.scores(about, scores(shown)),
        }


@pytest.fixture(scope="module", params=WIDTHS)
def figures(request):
    """All figures at a width, laid out."""
    made = drawn(request.param)
    for figure in made.values():
        figure.canvas.draw()
    return request.param, made


def lines_of(ax):
    """Return the lines of a panel that show something over the years: their colour, dashes and marker."""
    xs = [line for line in ax.lines if len(line.get_xdata()) > 2]
    return {
        (colors.to_hex(line.get_color()), str(line._unscaled_dash_pattern), line.get_marker()) for line in xs
    }


@pytest.mark.parametrize("way", WAYS)
def test_lines_drawn_together_are_told_apart_by_colour_or_by_dashes_and_marks(figures, way):
    _, made = figures
    compared = 0
    for name, figure in made.items():
        for ax in figure.axes:
            for one, other in combinations(lines_of(ax), 2):
                compared += 1
                same = one[1:] == other[1:]
                apart = distance(one[0], other[0], way)
                assert not same or apart >= LINES_APART, (name, one, other, apart)
    assert compared > 50


@pytest.mark.parametrize("way", WAYS)
def test_areas_that_touch_and_degrees_are_told_apart_and_text_is_read(figures, way):
    _, made = figures
    shades = {"degrees": style.DEGREES, "stages": areas(made["stages"])}
    for name, colours in shades.items():
        assert len(colours) >= 3
        for one, other in pairwise(colours):
            assert distance(one, other, way) >= AREAS_APART, (name, one, other, distance(one, other, way))
    assert areas(made["stages"]) == style.stage_colours(3)
    for figure in made.values():
        for text in figure.findobj(Text):
            if text.get_text().strip():
                assert distance(text.get_color(), "white", way) >= FROM_GROUND


def areas(figure):
    """Return the colours of the areas of the first panel from the bottom up."""
    fills = [item for item in figure.axes[0].collections if isinstance(item, FillBetweenPolyCollection)]
    return [colors.to_hex(fill.get_facecolor()[0]) for fill in fills]


@pytest.mark.parametrize("way", WAYS)
def test_a_fan_lets_the_mean_and_what_was_observed_be_seen_on_it(way):
    for party in PARTIES[:5]:
        colour = np.array(colors.to_rgb(subject().colour(party)))
        light = 1 - run_figures.NINE_TENTHS * (1 - colour)
        dark = light * (1 - run_figures.HALF) + run_figures.HALF * colour
        assert distance(dark, light, way) >= AREAS_APART
        assert distance(colour, dark, way) >= AREAS_APART
        assert distance(style.OBSERVED["color"], colour, way) >= FROM_GROUND
    assert style.OBSERVED["linestyle"] != style.MEAN_DASHES


def test_figures_have_the_width_wanted_and_fit_a_page_with_text_of_seven_to_nine_points(figures):
    width, made = figures
    for name, figure in made.items():
        across, high = figure.get_size_inches() * style.INCH
        assert across == pytest.approx(width)
        listed = len(MANY) * 6.5 if name == "index" and width == style.SINGLE else 0
        assert high <= 260 + listed, name
        sizes = {text.get_fontsize() for text in figure.findobj(Text) if text.get_text().strip()}
        assert 7 <= min(sizes) <= max(sizes) <= 9, name


def test_no_text_covers_another_and_keys_lie_outside_the_panels(figures):
    _, made = figures
    for name, figure in made.items():
        renderer = figure.canvas.get_renderer()
        for ax in figure.axes:
            if ax.get_visible():
                marks = [text.get_window_extent(renderer).shrunk(0.98, 0.8) for text in ax.texts]
                assert not any(one.overlaps(other) for one, other in combinations(marks, 2)), name
        panels = [ax.get_window_extent(renderer) for ax in figure.axes if ax.get_visible()]
        keys = [legend.get_window_extent(renderer).padded(-0.5) for legend in figure.legends]
        assert not any(key.overlaps(panel) for key in keys for panel in panels), name
        assert not any(one.overlaps(other) for one, other in combinations(keys, 2)), name
        assert all(key.y0 >= -1 and key.x1 <= figure.bbox.width + 1 for key in keys), name


def test_what_is_yearly_is_drawn_in_steps(figures):
    _, made = figures
    for name in ("index", "stages", "ladder", "threats"):
        for ax in made[name].axes:
            for line in ax.lines:
                years = np.asarray(line.get_xdata(), float)
                if len(years) > 2:
                    # Every second piece is level and a year long, the others stand upright.
                    assert set(np.round(np.diff(years), 9)) == {0.0, 1.0}, name


def test_what_was_observed_has_one_mark_and_stands_in_the_key(figures):
    _, made = figures
    for name in ("index", "stages"):
        assert any("observed" in text.get_text() for text in made[name].legends[0].get_texts()), name
    for name in ("index", "ladder"):
        blacks = [line for line in made[name].axes[0].lines if line.get_color() == style.OBSERVED["color"]]
        assert [line.get_linewidth() for line in blacks] == [style.OBSERVED["linewidth"]], name


def test_a_pair_has_its_colour_in_every_figure_whatever_else_is_shown():
    about = subject()
    with looking(Look(style.DOUBLE)):
        alone = run_figures.index(about, stages(PARTIES[3:4]), record(PARTIES[3:4]))
        among = run_figures.index(about, stages(PARTIES[:5]), record(PARTIES[:5]))
        ladder = ladder_figures.ladder_of(about, PARTIES[3], degrees(PARTIES[3]), stages(PARTIES[:5]))
    mean = {figure.axes[n].lines[0].get_color() for figure, n in ((alone, 0), (among, 3), (ladder, 0))}
    assert mean == {about.colour(PARTIES[3])}
    firsts = [style.colour_of(party, PARTIES) for party in PARTIES[:20]]
    assert len({(line["color"], str(line["linestyle"])) for line in firsts}) == 20


def test_shocks_are_numbered_over_the_panels_and_listed_below():
    with looking(Look(style.SINGLE)):
        figure = run_figures.index(subject(MANY), stages(PARTIES[:1]), record(PARTIES[:1]))
        crowded = run_figures.index(
            subject([(1990 + n % 30, "a" * 400) for n in range(300)]),
            stages(PARTIES[:1]),
            record(PARTIES[:1]),
        )
    figure.canvas.draw()
    listed = [text.get_text() for text in figure.legends[-1].get_texts()]
    assert len(listed) == 40
    assert listed[0].startswith("1. crisis 0 over") and listed[0].endswith("(1990)")
    assert {text.get_text() for text in figure.axes[0].texts} >= {"1–2", "40"}
    assert {text.get_text() for text in crowded.axes[0].texts} == {"10"}
    assert len(crowded.legends) == 1


def test_a_title_stands_above_where_it_is_wanted_and_takes_no_room_elsewhere():
    with looking(Look(style.SINGLE)):
        titled = stage_figures.stages(subject(), stages(PARTIES[:1]))
    with looking(Look(style.SINGLE, titles=False)):
        plain = stage_figures.stages(subject(), stages(PARTIES[:1]))
    assert titled._suptitle.get_text() == "Stages. A case (200 lives)"
    assert plain._suptitle is None
    assert plain.get_figheight() < titled.get_figheight()


def test_files_hold_text_as_text_fonts_that_can_be_edited_and_300_dots_an_inch(tmp_path):
    with looking(Look(style.SINGLE)):
        figure = stage_figures.stages(subject(), stages(PARTIES[:1]))
    svg, pdf, png = save(figure, tmp_path, "stages", ("svg", "pdf", "png"))
    texts = {"".join(node.itertext()) for node in ElementTree.parse(svg).iter() if node.tag.endswith("}text")}
    assert {"China-India: share of lives", "moderate", "100%"} <= texts
    assert b"/FontFile2" in pdf.read_bytes()
    assert b"/Type3" not in pdf.read_bytes()
    across = struct.unpack(">I", png.read_bytes()[16:20])[0]
    assert across == pytest.approx(style.SINGLE / style.INCH * 300, abs=1)
    for path in save(figure, tmp_path / "again", "stages", ("svg", "pdf", "png")):
        assert path.read_bytes() == (tmp_path / path.name).read_bytes()


def test_arabic_runs_from_the_right_and_stays_arabic_when_it_is_drawn_later():
    about = subject([(2001, "هجمات 11 سبتمبر")])
    with looking(Look(style.SINGLE)), speaking("ar"):
        figure = run_figures.index(about, stages(["CHN-RUS"]), record(["CHN-RUS"]))
        pair = about.naming.party("CHN-RUS")
    figure.canvas.draw()
    ax = figure.axes[0]
    assert "الصين" in pair
    assert ax.get_title(loc="right") == f"\u200f{pair}"
    assert ax.get_title(loc="left") == ""
    assert figure._suptitle.get_ha() == "right"
    assert figure.language == "ar"
    listed = figure.legends[-1].get_texts()[0]
    assert "هجمات 11 سبتمبر" in listed.get_text()
    assert listed.get_window_extent().x1 > 0.9 * figure.bbox.width


def test_arabic_letters_join():
    # Joined letters are narrower than the same letters one by one, and in another order.
    with house_style():
        joined = style.width_of("سبتمبر", 8)
        apart = sum(style.width_of(letter, 8) for letter in "سبتمبر")
    assert joined < 0.9 * apart


def test_cases_are_told_apart_and_their_observed_lines_step(small, variant):
    other = variant('extends = "scenario.toml"\nname = "other"\ntitle = "Other"\n')
    cases = [sim.load(small / "scenario.toml"), sim.load(other)]
    rows = [
        {
            "case": case,
            "pair": pair,
            "year": year,
            "age": year - 2000,
            "stage": "early",
            "index": 0.2 + 0.01 * n,
        }
        for case in ("small", "other")
        for n, pair in enumerate(("AAA-BBB", "AAA-CCC"))
        for year in range(2000, 2010)
    ]
    table = pd.DataFrame(rows)
    by_age = case_figures.ages(table, [("small", "AAA-BBB"), ("other", "AAA-BBB")], cases)
    names = [text.get_text() for text in by_age.axes[0].texts]
    assert names == ["Aland-Beland (Small)", "Aland-Beland (Other)"]
    faint = {line.get_color() for line in by_age.axes[0].lines[:2]}
    assert faint == {style.FAINT}
    for way in ("colour", GREY):
        for line in by_age.axes[0].lines[2:]:
            assert distance(line.get_color(), style.FAINT, way) >= LINES_APART
    panels = case_figures.small_multiples(table, cases)
    assert [ax.get_title(loc="left") for ax in panels.axes] == [
        "1. Aland-Beland",
        "1. Aland-Celand",
        "2. Aland-Beland",
        "2. Aland-Celand",
    ]
    assert {text.get_text() for text in panels.legends[-1].get_texts()} == {"1. Small", "2. Other"}
    panels.canvas.draw()
    assert all(label.get_text() for label in panels.axes[0].get_xticklabels())
