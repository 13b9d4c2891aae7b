"""Figures of experiments: contrasts, sweeps, sensitivities, shocks and hindcasts, in grey and on paper."""

from itertools import combinations, pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.colors import to_hex
from matplotlib.text import Text

import sim
from sim.experiments.design import Outcome, Range, SweepFile
from sim.show import (
    case_figures,
    contrast_figures,
    grids,
    hindcast_figures,
    regions,
    shock_figures,
    style,
    sweep_lines,
    sweep_pairs,
    sweeping,
    tornado,
    value_names,
)
from sim.show.naming import naming_of
from sim.show.style import Look, looking
from sim.show.sweep_axes import written
from sim.words import speaking
from tests.show.seeing import GREY, WAYS, distance

WIDTHS = (style.SINGLE, style.DOUBLE)
PAGE_MM = 260

INDEX = Outcome(measure="mean-index", pair="AAA-BBB", year=2009)
CHANCE = Outcome(measure="stage-chance", pair="AAA-BBB", stage="advanced", by=2009)
YEAR = Outcome(measure="first-passage", pair="AAA-BBB", stage="moderate")
NAMES = {"index": INDEX, "chance": CHANCE, "year": YEAR}

THREAT = {"parameters.threat": Range(low=0, high=1)}
OCCASION = {"parameters.opportunity": Range(low=0.01, high=0.6, scale="log")}
WORDS = {"pairs.AAA-BBB.trust": Range(values=[0, 0.48, 1.4])}


@pytest.fixture(params=WIDTHS, ids=["single", "double"])
def width(request):
    with looking(Look(request.param)):
        yield request.param


def points(ranges, number=None, seed=1):
    """Return points of a grid of five steps, or so many anywhere, with outcomes that grow with the first."""
    random = np.random.default_rng(seed)
    if number is None:
        grid = np.meshgrid(*(span.steps(5) for span in ranges.values()), indexing="ij")
        table = pd.DataFrame({path: values.ravel() for path, values in zip(ranges, grid, strict=True)})
    else:
        table = pd.DataFrame(
            {path: [span.at(share) for share in random.random(number)] for path, span in ranges.items()}
        )
    grown = table[next(iter(ranges))].rank(pct=True).to_numpy()
    table = table.assign(scenario="small", failed=None, index=grown / 2, chance=grown)
    table["year"] = np.where(grown > 0.4, np.round(2009 - 8 * grown), np.nan)
    return table.assign(index_se=0.02, chance_se=0.03, year_se=np.where(grown > 0.4, 1.0, np.nan))


def sweep(case, ranges, design):
    file = SweepFile(name="s", scenario="s.toml", runs=40, design=design, ranges=ranges, outcomes=NAMES)
    return sim.experiments.design.Sweep(file, case.path, [case], pd.DataFrame())


def drawn(case, ranges, design="grid", number=None):
    """Draw every outcome of a sweep, laid out."""
    table = points(ranges, number)
    figures = {name: draw() for name, draw in sweeping.drawings(sweep(case, ranges, design), table)}
    for figure in figures.values():
        figure.canvas.draw()
    return table, figures


def texts(figure):
    """Return the texts of a figure that are seen."""
    return [text for text in figure.findobj(Text) if text.get_text().strip() and _shown(text)]


def _shown(text):
    return text.get_visible() and (text.axes is None or text.axes.get_visible())


def check_on_paper(figure, width):
    """Check that a figure has its width, fits a page, and that no mark of an axis covers the next."""
    across, high = figure.get_size_inches() * style.INCH
    assert across == pytest.approx(width)
    assert high <= PAGE_MM
    renderer = figure.canvas.get_renderer()
    for ax in (ax for ax in figure.axes if ax.get_visible()):
        for axis in (ax.xaxis, ax.yaxis):
            marks = [label.get_window_extent(renderer) for label in axis.get_ticklabels() if label.get_text()]
            boxes = [box.shrunk(0.98, 0.7) for box in marks if box.width]
            assert not any(one.overlaps(other) for one, other in pairwise(boxes)), ax.get_title("left")
    assert min(text.get_fontsize() for text in texts(figure)) >= 7


@pytest.fixture
def case(small):
    return sim.load(small)


def test_one_range_is_a_line_with_the_error_of_each_point_and_marks_on_its_values(case, width):
    table, figures = drawn(case, THREAT)
    assert list(figures) == ["small-index", "small-chance", "small-year"]
    ax = figures["small-index"].axes[0]
    (line,) = [line for line in ax.lines if line.get_marker() == "o"]
    assert line.get_ydata().tolist() == table["index"].tolist()
    (bars,) = ax.collections
    for value, bar in zip(table["index"], bars.get_segments(), strict=True):
        assert bar[:, 1] == pytest.approx([value - 1.96 * 0.02, value + 1.96 * 0.02], abs=1e-4)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0.00", "0.25", "0.50", "0.75", "1.00"]
    assert ax.get_xlabel() == "weight of threat (w_T)"
    assert ax.get_title("left") == "Mean index of Aland-Beland, 2009"
    for figure in figures.values():
        check_on_paper(figure, width)


def test_a_logarithmic_range_has_a_logarithmic_axis_and_a_year_that_never_comes_a_mark(case, width):
    _, figures = drawn(case, OCCASION)
    ax = figures["small-year"].axes[0]
    assert ax.get_xscale() == "log"
    (never,) = [line for line in ax.lines if line.get_marker() == "^"]
    assert len(never.get_xdata()) == 2
    assert ax.get_yticklabels()[-1].get_text() == "never"
    explained = [text.get_text() for text in figures["small-year"].legends[0].get_texts()]
    assert "never: fewer than 50% of lives reach the moderate stage" in explained


def test_values_that_are_listed_are_points_without_a_line(case, width):
    _, figures = drawn(case, WORDS)
    ax = figures["small-index"].axes[0]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0", "0.48", "1.4"]
    assert [line.get_linestyle() for line in ax.lines if line.get_marker() == "o"] == ["None"]
    assert ax.get_xlabel() == "trust of Aland-Beland"


def test_two_ranges_of_a_grid_are_a_map_with_marks_on_the_values(case, width):
    ranges = {**THREAT, **OCCASION}
    _, figures = drawn(case, ranges)
    ax = figures["small-year"].axes[0]
    assert (ax.get_xscale(), ax.get_yscale()) == ("linear", "log")
    assert ax.get_xticks().tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert ax.get_yticks() == pytest.approx(OCCASION["parameters.opportunity"].steps(5))
    hatched = [patch for patch in ax.patches if patch.get_hatch()]
    assert len(hatched) == 10
    for figure in figures.values():
        check_on_paper(figure, width)
    numbers = {text.get_text() for text in figures["small-index"].axes[0].texts}
    # All with as many decimals, so that 0.1 is not mistaken for 0.11.
    assert not numbers or {len(number) for number in numbers} == {4}


def test_two_ranges_with_points_anywhere_are_a_map_of_points(case, width):
    table, figures = drawn(case, {**THREAT, **OCCASION}, "latin-hypercube", 60)
    ax = figures["small-year"].axes[0]
    (shaded,) = [item for item in ax.collections if isinstance(item, PathCollection)]
    (never,) = [line for line in ax.lines if line.get_marker() == "^"]
    assert len(shaded.get_offsets()) == table["year"].notna().sum()
    assert len(never.get_xdata()) == table["year"].isna().sum()
    for figure in figures.values():
        check_on_paper(figure, width)


@pytest.mark.parametrize(("design", "number"), [("grid", None), ("latin-hypercube", 200)])
def test_three_ranges_are_drawn_alone_and_two_by_two(case, width, design, number):
    ranges = {**THREAT, **OCCASION, "parameters.interest": Range(low=0, high=1.2)}
    table, figures = drawn(case, ranges, design, number)
    for figure in figures.values():
        check_on_paper(figure, width)
    figure = figures["small-index"]
    maps = [ax for ax in figure.axes if any(isinstance(item, QuadMesh) for item in ax.collections)]
    assert len([ax for ax in maps if ax.get_subplotspec()]) == 3
    alone = figure.axes[0]
    (line,) = [line for line in alone.lines if line.get_marker() == "o"]
    if design == "grid":
        means = table.groupby("parameters.threat")["index"].mean()
        assert line.get_ydata().tolist() == pytest.approx(means.tolist())
    assert any("Mean index of Aland-Beland" in text.get_text().replace("\n", " ") for text in texts(figure))


def test_of_many_ranges_those_are_drawn_that_move_the_outcome_most(case, width):
    parameters = list(value_names.PARAMETER_NAMES)[:20]
    ranges = {f"parameters.{name}": Range(low=0, high=1) for name in parameters}
    table = points(ranges, 400)
    moving = [f"parameters.{name}" for name in parameters[5:8]]
    table["index"] = table[moving].sum(axis=1)
    figure = sweeping.draw(sweep(case, ranges, "sobol"), case, table, "index", INDEX)
    figure.canvas.draw()
    check_on_paper(figure, width)
    named = " ".join(text.get_text().replace("\n", " ") for text in texts(figure))
    assert all(value_names.value(path, case) in named for path in moving)
    shown = sweep_pairs.most_ranges()
    assert f"the {shown} of 20 ranges that move it most" in named


def test_the_middle_of_years_is_the_median_and_never_where_most_never_come():
    years = np.array([2000.0, 2001, np.inf, np.inf, np.inf])
    assert sweep_pairs.centre(years, YEAR) == np.inf
    assert sweep_pairs.centre(years[:3], YEAR) == 2001
    assert sweep_pairs.centre(years[1:3], YEAR) == 2001
    assert np.isnan(sweep_pairs.centre(years[:0], YEAR))


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([0, 0.125, 0.25], ["0.000", "0.125", "0.250"]),
        ([0, 1 / 6, 1 / 3], ["0.00", "0.17", "0.33"]),
        ([0.1, 0.11], ["0.10", "0.11"]),
        ([0.01, 0.0197860, 0.0391487, 0.6], ["0.01", "0.02", "0.04", "0.6"]),
        ([1, 2, 3], ["1", "2", "3"]),
        ([1998, 2003], ["1998", "2003"]),
        (["east", "west"], ["east", "west"]),
        ([0.3], ["0.3"]),
    ],
)
def test_marks_are_written_alike_and_told_apart(values, labels):
    assert written(values) == labels


def test_every_parameter_has_a_name_in_few_words():
    assert set(value_names.PARAMETER_NAMES) == set(sim.scenario.parameters.PARAMETERS)


@pytest.mark.parametrize(
    ("path", "called"),
    [
        ("parameters.cost", "cost of a rung (c_0)"),
        ("pairs.BBB-AAA.trust", "trust of Aland-Beland"),
        ("states.AAA.capability", "capability of Aland"),
        ("threats.AAA>CCC.level", "threat perceived by Aland of Celand"),
        ("shocks.crisis.scale", "size of the shock crisis"),
        ("start", "first year"),
        ("x1", "x1"),
    ],
)
def test_values_are_called_by_what_they_are(case, path, called):
    assert value_names.value(path, case) == called


def contrast_rows(pairs=("AAA-BBB",)):
    years = np.arange(1990, 2026)
    rows = []
    for pair in pairs:
        frame = pd.DataFrame({"year": years, "pair": pair, "measure": "index"})
        grown = (years - 1990) / 80
        for arm, size in (("base", 1.0), ("variant", 0.7)):
            frame = frame.assign(
                **{arm: grown * size, f"{arm}_p05": grown * size / 2, f"{arm}_p95": grown * size * 1.6}
            )
        frame = frame.assign(mean_difference=-0.3 * grown, low=-0.35 * grown, high=-0.25 * grown)
        frame = frame.assign(difference_p05=-0.8 * grown, difference_p95=0.1 * grown, observed=years < 2000)
        rows.append(frame.assign(record=np.where(years < 2020, np.round(grown * 2, 1), np.nan)))
    return pd.concat(rows, ignore_index=True)


SHOCKS = [(2004 + n % 20, f"a crisis of some length that is number {n}") for n in range(40)]


def test_a_contrast_has_both_arms_with_bands_the_record_and_the_difference(width):
    figure = contrast_figures.answer("t", "Aland-Beland", contrast_rows(), SHOCKS[:6], ("with", "without"))
    figure.canvas.draw()
    check_on_paper(figure, width)
    upper, lower = figure.axes
    colours = [to_hex(line.get_color()) for line in upper.lines]
    assert {*contrast_figures.ARM_COLOURS, style.OBSERVED["color"]} <= set(colours)
    record = next(line for line in upper.lines if line.get_color() == style.OBSERVED["color"])
    # Yearly values are level, for half a year to either side.
    assert set(np.round(np.diff(record.get_xdata()), 9)) == {0.0, 1.0}
    assert len(upper.collections) >= 2
    assert len(lower.collections) >= 2
    named = {text.get_text() for legend in figure.legends for text in legend.get_texts()}
    named |= {text.get_text() for text in upper.texts}
    assert {"observed", "with", "without", "nine lives of ten, with", "95% interval of the mean"} <= named
    assert "years in which both are as observed" in named


def test_a_contrast_of_many_pairs_and_shocks_fits_a_page(case):
    pairs = [f"AAA-{code}" for code in ("BBB", "CCC", "DDD", "EEE", "FFF", "GGG", "HHH", "III")]
    rows, naming = contrast_rows(pairs), naming_of(case)
    with looking(Look(style.DOUBLE)):
        figures = [
            contrast_figures.paths("t", rows, SHOCKS, ("with", "without"), naming),
            contrast_figures.differences("t", rows, SHOCKS, naming),
        ]
    for figure in figures:
        figure.canvas.draw()
        check_on_paper(figure, style.DOUBLE)


@pytest.mark.parametrize("way", WAYS)
def test_what_stands_side_by_side_is_told_apart(way):
    base, variant = contrast_figures.ARM_COLOURS
    pairs = {
        "arms": (base, variant),
        "record and scenario": (style.OBSERVED["color"], base),
        "record and variant": (style.OBSERVED["color"], variant),
        "bars of shocks": tuple(bar["facecolor"] for bar in shock_figures.BARS.values()),
        "bars of variance": (tornado.BARS["total"]["facecolor"], tornado.BARS["first"]["facecolor"]),
        "better and worse": (hindcast_figures.VERDICTS["better"][0], hindcast_figures.VERDICTS["worse"][0]),
        "passes and does not": (regions.PASSES["mfc"], "#ffffff"),
        "known and not": (sweep_lines.COLOURS[0], "#ffffff"),
    }
    for name, colours in pairs.items():
        for one, other in combinations(colours, 2):
            assert distance(one, other, way) >= 15, (name, way, distance(one, other, way))


@pytest.mark.parametrize("way", WAYS)
def test_shades_of_a_map_run_one_way_from_dark_to_light(way):
    shades = [to_hex(shade) for shade in mpl.colormaps[grids.SHADES](np.linspace(0, 1, 6))]
    lightness = [distance(shade, "#000000", GREY) for shade in shades]
    assert lightness == sorted(lightness)
    assert all(distance(one, other, way) >= 8 for one, other in pairwise(shades))


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_a_tornado_of_many_ranges_fits_a_page_and_says_how_many_it_draws(width, method):
    count = 60
    sizes = np.linspace(1, 0.01, count)
    measures = {"mu_star": sizes, "mu": sizes, "total": sizes, "first": sizes / 2}
    table = pd.DataFrame(measures)
    for name in ("mu_star", "total", "first"):
        table = table.assign(**{f"{name}_low": table[name] * 0.8, f"{name}_high": table[name] * 1.2})
    names = [f"the weight of a rather long matter number {n}" for n in range(count)]
    figure = tornado.tornado("t", "Mean index", names, table, method)
    figure.canvas.draw()
    check_on_paper(figure, width)
    bars = len(figure.axes[0].get_yticks())
    assert bars >= 30
    assert figure._suptitle.get_text() == f"t\nThe {bars} of 60 ranges that move it most"


def shock_rows(count, pairs=("AAA-BBB", "AAA-CCC", "BBB-CCC")):
    return pd.DataFrame(
        {"shock": f"s{n}", "name": f"a crisis of some length that is number {n} of all of them"}
        | {"first": 2000 + n % 20, "last": 2000 + n % 20, "lives": 100, "pair": pair, "horizon": horizon}
        | {"index_effect": effect, "index_low": effect - 0.01, "index_high": effect + 0.01}
        for n in range(count)
        for pair in pairs
        for horizon in ("5", "end")
        for effect in [0.001 * n * (-1) ** n]
    )


def test_many_shocks_fit_a_page(case, width):
    figure = shock_figures.effects(case, shock_rows(50))
    figure.canvas.draw()
    check_on_paper(figure, width)
    assert len(figure.axes) == (1 if width == style.SINGLE else 3)
    assert len(figure.axes[0].get_yticks()) == shock_figures.MOST_ROWS


def test_records_of_many_pairs_fit_a_page(case, width):
    rows = [
        {"case": "small", "pair": f"{a}{a}{a}-{b}{b}{b}", "year": year, "age": year - 2000}
        | {"stage": "early" if year < 2005 else "moderate", "index": 0.1}
        for a, b in combinations("ABCDEFGHIJKLMNOPQR", 2)
        for year in range(2000, 2010)
    ]
    figure = case_figures.small_multiples(pd.DataFrame(rows), [case])
    figure.canvas.draw()
    check_on_paper(figure, width)
    drawn_rows = sum(len(ax.get_yticks()) for ax in figure.axes)
    assert drawn_rows == (case_figures.MOST_ROWS_NARROW if width == style.SINGLE else 140)
    assert f"the {drawn_rows} of 153 pairs" in figure._suptitle.get_text()


def test_figures_are_drawn_from_right_to_left_in_arabic(case):
    with speaking("ar"), looking(Look(style.DOUBLE)):
        _, figures = drawn(case, {**THREAT, **OCCASION})
        answer = contrast_figures.answer("t", "n", contrast_rows(), SHOCKS[:2], ("a", "b"))
        answer.canvas.draw()
    for figure in (*figures.values(), answer):
        assert figure._suptitle.get_ha() == "right"
        assert figure.axes[0].get_title(loc="right")
