"""Figures: text is shown as it is written, and nothing of the caller's Matplotlib is touched."""

import subprocess
import sys
from io import BytesIO
from xml.etree import ElementTree

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.text import Text

import sim
from sim.experiments.design import Outcome, Range
from sim.scenario.load import load
from sim.show import files, grids, picture, style, tornado
from sim.show.picture import Picture, styled
from sim.words import speaking
from tests.conftest import CASE, EVENTS

SHOCK = '[[shocks]]\nid = "s"\nyear = 2002\nkind = "threat"\nby = "AAA"\nof = "CCC"\nchange = 0.4\n'

TITLES = [
    "Aid of $5 #1, $6",
    "a $$ b",
    r"Aid of $\foo$",
    "$5 and $6",
    r"\frac{1}{2} 50 % & more ^ _ {",
    "x [/] y [red]b[/b] :smile:",
    "<script>alert(1)</script> &amp; ]]>",
]


@styled
def headed(title):
    figure = Picture(figsize=(4, 2))
    ax = figure.subplots()
    ax.plot([1, 1000], [1, 2], label=title)
    ax.set_yticks([1, 2], [title, title])
    ax.legend()
    style.head(figure, title)
    return figure


def words(figure):
    """Return what a figure says once it is drawn."""
    figure.savefig(BytesIO(), format="svg")
    return [text.get_text() for text in figure.findobj(Text)]


@pytest.mark.parametrize("title", TITLES)
def test_text_is_not_parsed(tmp_path, title):
    assert words(headed(title)).count(title) >= 4
    figure = headed(title)
    svg, png = files.save(figure, tmp_path, "a")
    ElementTree.parse(svg)
    assert png.stat().st_size > 1000
    assert files.save(headed(title), tmp_path / "again", "a")[0].read_bytes() == svg.read_bytes()


def test_a_script_that_no_font_has_is_told_of_once(tmp_path, monkeypatch):
    monkeypatch.setattr(picture, "_families", lambda: [picture.DEJAVU])
    picture._tell.cache_clear()
    with pytest.warns(UserWarning) as told:
        for name in "ab":
            files.save(headed("\u4eba\u53e3 \u0939"), tmp_path, name)
    said = [str(warning.message) for warning in told]
    assert len(said) == 2
    assert "no font has the CJK letters of a text: pictures show boxes" in said[0]
    assert said[0].endswith("the free font Noto Sans CJK SC has them")
    assert "DEVANAGARI" in said[1]
    assert "Noto Sans Devanagari" in said[1]


def test_two_pictures_of_one_name_are_two_files():
    named = dict(files.apart([("a-b-c", "first"), ("A-b-c", "second"), ("a-b-c-2", "third")]))
    assert named == {"a-b-c": "first", "A-b-c-2": "second", "a-b-c-2-2": "third"}


def test_dollars_take_as_much_room_as_other_letters():
    # What is parsed loses its dollars and is narrower.
    widths = []
    for title in ("$5 and $6", "S5 and S6"):
        figure = headed(title)
        figure.draw_without_rendering()
        widths.append(figure._suptitle.get_window_extent().width)
    assert widths[0] == pytest.approx(widths[1], rel=0.05)


def test_characters_that_no_svg_may_hold_are_left_out(tmp_path):
    figure = headed("a")
    style.head(figure, "a\x00b\x1bc\ufffe")
    svg, _ = files.save(figure, tmp_path, "a")
    ElementTree.parse(svg)
    assert "a b c " in words(figure)


def test_a_logarithmic_axis_writes_plain_numbers():
    figure = headed("x")
    figure.axes[0].set_xscale("log")
    assert {"1", "10", "100", "1,000"} <= set(words(figure))
    assert not any("$" in word for word in words(figure))


@pytest.mark.parametrize("title", TITLES[:4])
def test_a_title_with_dollars_is_drawn_in_every_figure_of_a_run(small, tmp_path, title):
    text = (small / "scenario.toml").read_text()
    quoted = title.replace("\\", "\\\\")
    text = text.replace('en = "Small"', f'en = "{quoted}"').replace(
        'id = "crisis"', f'id = "crisis"\nname = "{quoted}"'
    )
    (small / "scenario.toml").write_text(text)
    result = sim.run(small, runs=20, report=False)
    for name in result.figures:
        said = words(result.plot(name))
        assert any(title in word.replace("\n", " ") for word in said), name
    omitted = sim.shocks(small, runs=20)
    assert any(title in word.replace("\n", " ") for word in words(omitted.plot()))


def test_a_caller_who_sets_tex_and_a_style_of_their_own_gets_the_same_figure(tmp_path):
    plain = files.save(headed("a"), tmp_path / "plain", "a")[1].read_bytes()
    own = {"text.usetex": True, "font.size": 20, "axes.grid": True, "axes.facecolor": "black"}
    with mpl.rc_context(own):
        figure = headed("a")
        assert files.save(figure, tmp_path / "own", "a")[1].read_bytes() == plain
        assert figure._repr_png_().startswith(b"\x89PNG")
        figure.canvas.draw()
        assert {key: mpl.rcParams[key] for key in own} == own


UNTOUCHED = f"""
import os
os.environ["MPLBACKEND"] = "module://a_backend_that_is_not_installed"
import sys, warnings
import matplotlib
before = dict(matplotlib.rcParams)
import sim
result = sim.assess({str(CASE / "events.csv")!r}, pair="CHN-RUS")
figure = result.plot()
figure.savefig(os.devnull, format="png")
assert figure._repr_png_().startswith(b"\\x89PNG")
assert dict(matplotlib.rcParams) == before
assert "matplotlib.pyplot" not in sys.modules
"""


def test_nothing_global_is_touched_and_no_backend_is_asked_for():
    done = subprocess.run([sys.executable, "-c", UNTOUCHED], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_names_of_ranges_and_outcomes_are_not_parsed(small):
    measures = {
        "mu": [1.0, -1.0],
        "mu_star": [1.0, 1.0],
        "mu_star_low": [0.5, 0.5],
        "mu_star_high": [1.5, 1.5],
    }
    ranked = tornado.tornado("t", "o", ["$a$ and $b$", "c"], pd.DataFrame(measures), "morris")
    assert "$a$ and $b$" in words(ranked)
    grid = pd.DataFrame({"$a$": [1.0, 1, 10, 10], "b": [1.0, 2] * 2, "$o$": [1.0, 2, 3, 4], "failed": None})
    ranges = {"$a$": Range(low=1, high=10, scale="log"), "b": Range(low=1, high=2)}
    outcome = Outcome(measure="mean-index", pair="AAA-BBB", year=2000)
    drawn = grids.heat_map("t", grid, ranges, "$o$", outcome, load(small))
    assert {"$a$", "1", "10", "Mean index of Aland-Beland, 2000"} <= set(words(drawn))


def test_groups_and_threats_of_many_states_are_drawn(tmp_path):
    """Six states have a panel each, without bands; a group has its pairs as they were lived and as coded."""
    codes = ["AAA", "BBB", "CCC", "DDD", "EEE", "FFF"]
    tables = [f'[[states]]\ncode = "{code}"\nname = "{code}"\ncapability = 0.1\n' for code in codes]
    tables += [f'[[groups]]\nname = "Six"\nmembers = {codes}\n', SHOCK]
    head = 'name = "six"\ntitle = "Six"\nstart = 2000\nend = 2005\nruns = 10\nevents = "events.csv"\n'
    (tmp_path / "scenario.toml").write_text(head + "\n".join(tables))
    (tmp_path / "events.csv").write_text(EVENTS)
    lived = sim.run(tmp_path, out=tmp_path / "r")
    for name in ("pairs-of-Six", "threats"):
        assert (tmp_path / "r" / "figures" / f"{name}.png").stat().st_size > 10_000
    assert [ax.get_title(loc="left") for ax in lived.plot("threats").axes] == [
        f"perceived by {code}" for code in codes
    ]
    shares = lived.plot("pairs-of-Six")
    assert [ax.get_title(loc="left") for ax in shares.axes] == [
        "simulated: share of pairs",
        "observed: share of pairs",
        "the weakest pair: share of lives",
        "the median pair: share of lives",
    ]
    assert {"observed", "early", "advanced"} <= set(words(shares))


def test_a_share_on_an_axis_has_no_mark_that_a_pdf_prints_over():
    with speaking("ar"):
        assert style.share_written(0.5) == "50%"
