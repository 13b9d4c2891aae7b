"""Figures of a hindcast: they draw what is in its tables, and only that."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from sim.evidence.histories import History
from sim.evidence.skill import BEST
from sim.ladder.ladder import MILITARY
from sim.show import hindcast_figures
from sim.show.style import COLOURS, OBSERVED

FLAT = np.zeros((30, 5))


def skill_rows(**skills):
    """Rows of a skill table at lead 3 in both modes: skill and verdict of each baseline."""
    rows = []
    for mode in ("forecast", "conditional"):
        for name, (value, verdict) in skills.items():
            row = {"mode": mode, "measure": "rps_degrees", "lead": 3, "forecaster": name.replace("_", "-")}
            row |= {"score": 0.1 / (1 - value), "skill": value, "low": value - 0.1, "high": value + 0.1}
            rows.append({**row, "verdict": verdict, "years": "all"})
    return pd.DataFrame(rows)


def history(degrees, pair="AAA-BBB", events=()):
    return History("a", pair, 2000, np.array(degrees, np.int16), list(events), FLAT, MILITARY)


def drawn(shares, years, forecaster="model", draws=10):
    """Ten draws of each year, a share of which have all indicators high."""
    rows = []
    for share, year in zip(shares, years, strict=True):
        for n in range(draws):
            degree = 2 if n < round(share * draws) else 0
            row = {"mode": "conditional", "case": "a", "pair": "AAA-BBB", "origin": year - 1, "lead": 1}
            row |= {"year": year, "forecaster": forecaster, "draw": n, "index": degree / 2}
            rows.append({**row, **{f"i{k}": degree for k in range(1, 8)}})
    return pd.DataFrame(rows)


def test_skill_stands_on_the_side_that_it_says():
    table = skill_rows(
        markov=(-0.3, "worse"), line=(0.4, "better"), run_off=(0.02, "tie"), far=(0.9, "better")
    )
    figure = hindcast_figures.skills(table, 3)
    assert [ax.get_title("left") for ax in figure.axes] == [
        "nothing later known, 3 years ahead",
        "later shocks given, 3 years ahead",
    ]
    ax = figure.axes[0]
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "Markov chain",
        "practice runs out",
        "straight line",
        "far",
    ]
    marks = [line for line in ax.lines if line.get_marker() not in ("None", "")]
    assert [float(mark.get_xdata()[0]) for mark in marks] == [-0.3, 0.02, 0.4, hindcast_figures.FURTHEST]
    assert [mark.get_marker() for mark in marks] == ["o", "o", "o", ">"]
    assert [to_hex(mark.get_markerfacecolor()) for mark in marks] == [
        COLOURS[1],
        "#ffffff",
        COLOURS[0],
        COLOURS[0],
    ]


def test_the_strongest_is_chosen_of_those_that_learn():
    table = skill_rows(persistence=(-0.5, "worse"), markov=(-0.3, "worse"), mixture=(-0.2, "worse"))
    best = table[table["forecaster"] == "markov"].assign(forecaster=BEST, score=0.01)
    assert hindcast_figures.strongest_taught(pd.concat([table, best])) == "markov"
    assert hindcast_figures.strongest_taught(table[table["forecaster"] == "persistence"]) is None


def test_reliability_counts_how_often_each_chance_came_true():
    # A chance of 0.8 in four years that change and in one that does not: high comes in three, and in it.
    record = {("a", "AAA-BBB"): history([[0] * 7, [2] * 7, [0] * 7, [2] * 7, [2] * 7, [1] * 7, [2] * 7])}
    table = drawn([0.8] * 5, [2001, 2002, 2003, 2004, 2006])
    chances = hindcast_figures._chances(table, record)
    high = chances[chances["degree"] == 2]
    assert high["chance"].unique() == pytest.approx([0.8])
    assert high.groupby("changed")["came"].agg(["mean", "size"]).values.tolist() == [[1.0, 7], [0.75, 28]]
    figure = hindcast_figures.reliability(table, record)
    titles = [ax.get_title("left").replace("\n", " ") for ax in figure.axes]
    changed = figure.axes[titles.index("later shocks given: years of change, high")]
    curve = next(line for line in changed.lines if line.get_label() == "the model")
    assert np.ravel(curve.get_xydata()) == pytest.approx([0.8, 0.75])


def test_reliability_stands_beside_a_baseline():
    record = {("a", "AAA-BBB"): history([[0] * 7, [2] * 7, [0] * 7])}
    both = pd.concat([drawn([0.5, 0.5], [2001, 2002], name) for name in ("model", "markov")])
    (legend,) = hindcast_figures.reliability(both, record, "markov").legends
    assert [text.get_text() for text in legend.get_texts()] == ["the model", "Markov chain"]


def test_fans_start_some_years_apart_from_what_was_observed():
    assert hindcast_figures.apart([1992, 1994, 1998, 2000, 2002, 2009], 8) == [1992, 2000, 2009]
    record = history([[0] * 7] * 5 + [[2] * 7] * 5)
    figure = hindcast_figures.fans(drawn([0.3, 0.6], [2003, 2004]), [record], ["Aland-Beland"])
    assert [ax.get_title("left") for ax in figure.axes] == ["Aland-Beland"]
    observed = figure.axes[0].lines[-1]
    assert observed.get_color() == OBSERVED["color"]
    # Yearly values are level from half a year before to half a year after.
    assert observed.get_ydata().tolist() == [0.0] * 10 + [1.0] * 10
    assert observed.get_xdata()[[9, 10]].tolist() == [2004.5, 2004.5]


@pytest.mark.parametrize(("focus", "chosen"), [("AAA-BBB", "AAA-BBB"), ("BBB-CCC", "AAA-CCC")])
def test_the_main_pair_is_the_one_under_study_or_else_has_the_most_events(focus, chosen):
    few, many = history([[0] * 7] * 3, "AAA-BBB", [1, 2]), history([[0] * 7] * 3, "AAA-CCC", [1, 2, 3])
    case = SimpleNamespace(scenario=SimpleNamespace(name="a", focus=focus))
    records = {("a", "AAA-BBB"): few, ("a", "AAA-CCC"): many}
    assert [record.pair for record in hindcast_figures.main_pairs([case], records)] == [chosen]
