"""Contrasts: the same lives with and without a shock."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.experiments.contrast import contrast, first_divergence, intervals, pairing, passages
from sim.faults import InputError
from sim.ladder.assess import assess
from sim.ladder.events import known_in
from sim.ladder.ladder import MILITARY
from sim.ladder.verdict import judge
from sim.scenario.load import load
from sim.show import contrasting
from sim.show.pages import contrast as pages
from sim.show.style import OBSERVED
from sim.verbs import contrast as contrast_verb
from sim.verbs.frame import How
from tests.conftest import CASE

pytestmark = pytest.mark.usefixtures("undrawn")


@pytest.fixture(scope="module")
def pair():
    return load(CASE, ["runs=300"]), load(CASE / "no_2014.toml")


def with_page(pair):
    """Ask for the page of a contrast."""
    return How(page=lambda folder: pages.page(*pair, None, folder))


@pytest.fixture(scope="module")
def result(pair):
    return contrast(*pair)


def test_lives_are_the_same_until_the_shock_that_differs(result):
    before = [t for t, year in enumerate(result.years) if year < 2014]
    for measure in ("index", "i5", "stage"):
        assert (result.difference(measure)[:, before] == 0).all()
    assert first_divergence(result) == 2014


def test_a_scenario_and_itself_do_not_differ(pair):
    alike = contrast(pair[0], pair[0])
    assert first_divergence(alike) is None
    assert all(row["gain"] == "" for row in pairing(alike))


def test_without_the_shock_alignment_is_lower_and_pairing_tells_it_sooner(result):
    assert result.difference("index")[:, -1, 0].mean() < -0.03
    assert next(iter(pairing(result)))["gain"] > 3


def test_passages_agree_with_the_lives_counted_one_by_one(result):
    row = next(r for r in passages(result) if (r["pair"], r["stage"]) == ("CHN-RUS", "advanced"))
    number = MILITARY.stage_names.index("advanced")
    firsts = []
    for lives in (result.base, result.variant):
        stage = lives.measures["stage"][:, :, 0]
        firsts.append([next((t for t, s in enumerate(life) if s >= number), None) for life in stage])
    delays = [v - b for b, v in zip(*firsts, strict=True) if b is not None and v is not None]
    assert row["base"] == pytest.approx(np.mean([b is not None for b in firsts[0]]), abs=1e-6)
    assert row["mean_delay"] == pytest.approx(np.mean(delays), abs=1e-4)


def test_intervals_cover_a_known_mean():
    """Of 200 samples of known mean 0 about 95 in a hundred intervals hold it."""
    samples = np.random.default_rng(1).normal(size=(80, 200))
    low, high = intervals(samples, seed=2)
    assert 180 <= ((low <= 0) & (high >= 0)).sum() <= 199


def test_a_contrast_writes_tables_words_and_a_page(pair, tmp_path):
    contrast_verb.make(*pair, tmp_path / "c", with_page(pair))
    table = pd.read_csv(tmp_path / "c" / "contrast.csv")
    assert list(table.columns) == [
        *("year", "pair", "measure", "observed", "base", "variant", "mean_difference", "low", "high"),
        *("share_higher", "share_same", "share_lower", "base_p05", "base_p95", "variant_p05", "variant_p95"),
        *("difference_p05", "difference_p95", "record"),
    ]
    assert (table["low"] <= table["mean_difference"]).all()
    assert np.allclose(table["variant"] - table["base"], table["mean_difference"], atol=2e-6)
    assert not table["observed"].any()
    assert np.allclose(table[["share_higher", "share_same", "share_lower"]].sum(axis=1), 1, atol=1e-5)
    sentences = json.loads((tmp_path / "c" / "run.json").read_text())["sentences"]
    assert sentences[0].startswith(
        "Without Ukraine crisis and sanctions (2014), the index of China and Russia in 2025 is lower by 0."
    )
    page = (tmp_path / "c" / "report.html").read_text()
    assert sentences[0] in page
    # The table of verdicts shows what the sentences say.
    verdicts = page.partition("Verdicts at the end")[2].partition("</table>")[0]
    rows = re.findall(
        r"China-Russia</t[dh]>\s*<td[^>]*>([a-z ]+)</td>\s*<td[^>]*>(\d+)%</td>\s*<td[^>]*>(\d+)%</td>",
        verdicts,
    )
    assert [sum(int(row[arm]) for row in rows) for arm in (1, 2)] == [100, 100]
    sentence = next(sentence for sentence in sentences if sentence.startswith("Verdicts on"))
    for verdict, base, variant in rows:
        assert (f"{verdict} {base}% and {variant}%" in sentence) == (base != "0" or variant != "0")


def test_bands_hold_nine_lives_of_ten_and_the_record_goes_on_beside_both_arms(pair, result, tmp_path):
    contrast_verb.make(*pair, tmp_path / "c", observed_until=2015)
    table = pd.read_csv(tmp_path / "c" / "contrast.csv")
    index_rows = table[(table["pair"] == "CHN-RUS") & (table["measure"] == "index")].set_index("year")
    base, variant = pair
    held = contrast(base, variant, observed_until=2015)
    lives = held.variant.measures["index"][:, -1, 0] / 56
    low, high = (index_rows[f"variant_{bound}"].iloc[-1] for bound in ("p05", "p95"))
    within = (lives > low - 1e-5) & (lives < high + 1e-5)
    assert 0.9 <= within.mean() < 1
    years = range(base.scenario.start, base.scenario.end + 1)
    observed = assess(base.events_of("CHN-RUS"), "CHN-RUS", MILITARY, years)
    assert index_rows["record"].tolist() == pytest.approx(list(observed.index / 56), abs=1e-6)
    assert index_rows.loc[:2015, "record"].tolist() == index_rows.loc[:2015, "base"].tolist()


def test_verdicts_of_both_arms_are_those_of_their_lives(pair, result, tmp_path):
    contrast_verb.make(*pair, tmp_path / "c", with_page(pair))
    table = pd.read_csv(tmp_path / "c" / "verdicts.csv")
    assert list(table.columns) == ["year", "pair", "verdict", "base", "variant"]
    end = pair[0].scenario.end
    last = table[(table["year"] == end) & (table["pair"] == "CHN-RUS")]
    for arm, lives in (("base", result.base), ("variant", result.variant)):
        ladders = np.stack([lives.measures[f"i{n}"][:, -1, 0] for n in range(1, 8)], axis=1)
        names = [judge(ladder, MILITARY).name for ladder in ladders]
        assert last[arm].tolist() == pytest.approx(
            [names.count(name) / 300 for name in MILITARY.verdict_names], abs=1e-6
        )
    mark = json.loads((tmp_path / "c" / "run.json").read_text())
    sentence = mark["verdict"]["CHN-RUS"]
    assert sentence.startswith(f"Verdicts on China and Russia in {end}, with the shock and without it: ")
    assert mark["sentences"][1] == sentence
    assert sentence in (tmp_path / "c" / "report.html").read_text()


def test_the_pair_under_study_comes_first_whatever_differs_most(small, variant, tmp_path):
    other = variant('name = "other"\nextends = "scenario.toml"\nfocus = "CCC-BBB"\ndrop = ["crisis"]\n')
    contrast_verb.make(load(other), load(small), tmp_path / "out")
    mark = json.loads((tmp_path / "out" / "run.json").read_text())
    assert mark["sentences"][0].startswith("With crisis (2003), the index of Beland and Celand in 2009 ")
    assert list(mark["verdict"]) == ["BBB-CCC"]
    assert ", without it and with the shock: " in mark["verdict"]["BBB-CCC"]
    drawn = contrasting.drawings(load(other), load(small), pd.read_csv(tmp_path / "out" / "contrast.csv"))
    assert list(drawn) == ["answer", "contrast", "paths"]
    figure = drawn["paths"]()
    first, second, *_ = figure.axes
    assert first.get_title("left") == "Beland-Celand"
    named = {text.get_text() for legend in figure.legends for text in legend.texts}
    assert {"observed", "without it", "with the shock"} <= named
    drawn_observed = [
        [line.get_color() for line in ax.lines].count(OBSERVED["color"]) for ax in (first, second)
    ]
    assert drawn_observed == [0, 1]


def test_both_arms_start_from_what_was_observed(pair):
    base, variant = pair
    held = contrast(base, variant, observed_until=2015)
    known = {
        (year, name): assess(
            known_in(base.events_of(name), year), name, MILITARY, range(year, year + 1)
        ).degrees[0]
        for year in range(1991, 2016)
        for name in held.pairs
    }
    for lives in (held.base, held.variant):
        for (year, name), degrees in known.items():
            by_indicator = [
                lives.measures[f"i{n}"][:, year - 1991, held.pairs.index(name)] for n in range(1, 8)
            ]
            assert (np.stack(by_indicator, axis=1) == degrees).all()
    assert (held.base.measures["index"][:, -1, 0].std() > 0).all()
    assert first_divergence(held) == 2016


def test_jobs_change_nothing_from_a_record(pair):
    base, variant = (replace(c, scenario=c.scenario.model_copy(update={"runs": 5000})) for c in pair)
    one, two = (contrast(base, variant, jobs, observed_until=2018).base.measures["index"] for jobs in (1, 2))
    np.testing.assert_array_equal(one, two)


def test_the_result_says_where_both_begin(pair, tmp_path):
    contrast_verb.make(*pair, tmp_path / "held", observed_until=2013)
    sentences = json.loads((tmp_path / "held" / "run.json").read_text())["sentences"]
    assert sentences[0] == "Both start from what was observed up to 2013."
    table = pd.read_csv(tmp_path / "held" / "contrast.csv")
    assert (table["observed"] == (table["year"] <= 2013)).all()
    contrast_verb.make(*pair, tmp_path / "later", observed_until=2014)
    sentences = json.loads((tmp_path / "later" / "run.json").read_text())["sentences"]
    assert "already differ by then (Ukraine crisis and sanctions (2014))" in sentences[0]


@pytest.mark.parametrize(
    ("year", "expected"), [(2025, "a year from 1991 to 2024"), (1980, "a year from 1991")]
)
def test_a_year_that_is_none_of_the_record(year, expected, pair, tmp_path):
    with pytest.raises(InputError, match=expected):
        contrast_verb.make(*pair, tmp_path / "held", observed_until=year)
    assert not list(tmp_path.iterdir())


def test_no_record_to_start_from(small, tmp_path):
    bare = replace(load(small), observed=[])
    with pytest.raises(InputError, match="coded events, to start from"):
        contrast_verb.make(bare, bare, tmp_path / "held", observed_until=2003)
    with pytest.raises(InputError, match="another record"):
        contrast_verb.make(load(small), bare, tmp_path / "held", observed_until=2003)


def test_words_name_whatever_else_the_variant_changes(small, variant, tmp_path):
    other = variant(
        'name = "other"\nextends = "scenario.toml"\n[[pairs]]\nstates = ["AAA", "BBB"]\ninterest = 0.9\n'
        "[parameters]\ncost = 0.2\n"
        '[[shocks]]\nid = "nothing"\nyear = 2005\nkind = "trust"\npair = ["AAA", "BBB"]\nchange = 0.0\n'
    )
    contrast_verb.make(load(small), load(other), tmp_path / "out")
    first = json.loads((tmp_path / "out" / "run.json").read_text())["sentences"][0]
    assert first.startswith(
        "With nothing (2005) and with other values of Aland-Beland and cost of a rung (c_0), the index of "
    )


def test_a_handful_of_lives_is_not_compared(small, variant, tmp_path):
    other = variant('name = "other"\nextends = "scenario.toml"\ndrop = ["crisis"]\n')
    with pytest.raises(InputError, match="runs: found 9 lives; expected 10 or more, to compare"):
        contrast_verb.make(load(small, ["runs=9"]), load(other), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_pictures_do_not_hang_on_the_order_of_sets(small, variant, tmp_path):
    other = variant('name = "other"\nextends = "scenario.toml"\ndrop = ["crisis"]\n')
    for seed in "12":
        subprocess.run(
            [sys.executable, "-m", "sim", "contrast", small, other, "--quiet", "--out", tmp_path / seed],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
        )
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / s / "figures").iterdir()} for s in "12")
    assert one == two
