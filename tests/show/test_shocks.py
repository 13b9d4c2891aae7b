"""What each shock did, as files, words, figures and pages tell it."""

import json

import pandas as pd
import pytest
from matplotlib.figure import Figure

import sim as verbs
from sim.faults import InputError
from sim.scenario.load import load, pair_under_study
from sim.show import shock_figures, shock_words
from sim.show.naming import naming_of
from sim.verbs import shocks as shocks_verb
from tests.conftest import ROOT, files

pytestmark = pytest.mark.usefixtures("undrawn")

FILES = [
    *("drivers.csv", "events.csv", "figures/shocks.png", "figures/shocks.svg", "report.html", "run.json"),
    *("scenario.toml", "shocks.csv", "threats.csv"),
]


def table(*cells):
    """Make a table of effects on AAA-BBB: a shock, a horizon, an effect, and whether it is told apart."""
    return pd.DataFrame(
        {
            "shock": name,
            "name": name.title(),
            **{"first": 2003, "last": 2003, "lives": 100, "pair": "AAA-BBB", "horizon": horizon},
            **{"year": 2009, "index_effect": effect, "index_low": effect - half, "index_high": effect + half},
            **{"differ": 0.5, "differ_any": 0.6, "inert": False},
        }
        for name, horizon, effect, half in cells
    )


def test_a_sentence_tells_the_largest_effects_that_are_sure(small):
    told = table(("war", "end", 0.06, 0.01), ("doubt", "end", 0.09, 0.1), ("peace", "end", -0.1, 0.02))
    assert shock_words.shock_sentence(load(small), told) == (
        "Peace (2003) lowered the index of Aland and Beland in 2009 by 0.100 (0.080 to 0.120); "
        "War (2003) raised it by 0.060 (0.050 to 0.070)."
    )


def test_a_sentence_goes_back_to_the_last_year_in_which_anything_told(small):
    told = table(("war", "1", 0.03, 0.01), ("war", "3", 0.02, 0.01), ("war", "end", 0.001, 0.0))
    said = shock_words.shock_sentence(load(small), told)
    by = "by 0.020 (0.010 to 0.030)"
    assert said == f"War (2003) raised the index of Aland and Beland in the third year after {by}."
    nothing = table(("war", "end", 0.001, 0.0))
    said = shock_words.shock_sentence(load(small), nothing)
    assert said.startswith("No shock moves the index of Aland and Beland")


def test_the_command_writes_tables_a_figure_and_a_page(sim, small, tmp_path):
    status, out, err = sim("shocks", small, "--runs", 200, "--out", tmp_path / "s")
    assert (status, err) == (0, "")
    assert files(tmp_path / "s") == FILES
    assert out.lstrip().startswith("Crisis (2003) raised the index of Aland and Beland in 2009 by 0.")
    frame = pd.read_csv(tmp_path / "s" / "shocks.csv")
    assert list(frame.columns) == [
        *("shock", "name", "first", "last", "lives", "pair", "horizon", "year"),
        *(f"{m}_{part}" for m in ("index", "stage") for part in ("with", "without", "effect", "low", "high")),
        *("differ", "differ_any", "inert"),
    ]
    assert len(frame) == 3 * 4
    assert set(frame["lives"]) == {200}
    mark = json.loads((tmp_path / "s" / "run.json").read_text())
    assert (mark["pair"], mark["runs"], mark["cautions"]) == ("AAA-BBB", 200, [])
    page = (tmp_path / "s" / "report.html").read_text()
    assert all(sentence in page for sentence in mark["sentences"])
    assert 'src="http' not in page


def test_the_table_fits_eighty_columns(sim, small, tmp_path):
    path = small / "scenario.toml"
    name = "A crisis with a name that is so long that it has to be told on several lines of a table"
    path.write_text(path.read_text().replace('id = "crisis"', f'id = "crisis"\nname = "{name}"'))
    _, out, _ = sim("shocks", small, "--out", tmp_path / "s")
    lines = out.split("\nWrote ")[0].partition("Index of ")[2].splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("2003  A crisis with a name") for line in lines)


def test_what_moves_nothing_is_named_and_excused_by_its_source(sim, small, tmp_path):
    off = ("--set", "shocks.crisis.scale=0")
    _, out, err = sim("shocks", small, *off, "--out", tmp_path / "s")
    said = "These shocks change fewer than 5% of lives within five years: crisis (2003)"
    assert err == f"caution: {said}.\n"
    assert "No shock moves the index of Aland and Beland by 0.005 or more." in out
    assert json.loads((tmp_path / "s" / "run.json").read_text())["cautions"] == [f"{said}."]
    assert said in (tmp_path / "s" / "report.html").read_text()
    path = small / "scenario.toml"
    path.write_text(
        path.read_text().replace('id = "crisis"', 'id = "crisis"\nsource = "moves nothing: a test"')
    )
    assert (
        sim("shocks", small, *off, "--out", tmp_path / "s")[2]
        == f"caution: {said.replace(':', ', as their sources say:')}.\n"
    )


def test_terms_of_the_model_are_taken_out_instead(sim, small, tmp_path):
    status, out, _ = sim("shocks", small, "--mechanisms", "--runs", 100, "--out", tmp_path / "m")
    assert status == 0
    assert "effect of each term of the model" in out
    assert {"mechanisms.csv", "figures/mechanisms.svg"} <= set(files(tmp_path / "m"))
    frame = pd.read_csv(tmp_path / "m" / "mechanisms.csv")
    last = frame[(frame["horizon"] == "end") & (frame["pair"] == "AAA-BBB")]["index_effect"].abs()
    assert last.is_monotonic_decreasing


MISTAKES = {
    "no shock": (("--drop",), "shocks: found none; expected a shock at least, to leave out; --mechanisms"),
    "a shock unknown": (("--set", "shocks.crises.scale=0"), "did you mean crisis?"),
    "a key unknown": (("--set", "shocks.crisis.size=0"), "shocks.crisis.size: found no such path"),
    "a handful of lives": (("--runs", 9), "runs: found 9 lives; expected 10 or more, to compare"),
}


@pytest.mark.parametrize(("arguments", "hint"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_gets_a_message_and_writes_nothing(sim, small, tmp_path, variant, arguments, hint):
    path = small
    if arguments == ("--drop",):
        path, arguments = variant('name = "calm"\nextends = "scenario.toml"\ndrop = ["crisis"]\n'), ()
    status, _, err = sim("shocks", path, *arguments)
    assert (status, hint in err, len(err.splitlines())) == (2, True, 1), err
    assert not (tmp_path / "results").exists()


def test_terms_need_no_shock(sim, variant, tmp_path):
    calm = variant('name = "calm"\nextends = "scenario.toml"\ndrop = ["crisis"]\n')
    assert sim("shocks", calm, "--mechanisms")[0] == 0
    assert (tmp_path / "results" / "calm-mechanisms" / "mechanisms.csv").is_file()


def test_only_as_many_lives_as_time_allows_unless_asked(small, tmp_path, monkeypatch):
    monkeypatch.setattr(shocks_verb, "WORK", 1)
    for name, every, lives in (("some", False, 100), ("all", True, 150)):
        shocks_verb.make(load(small, ["runs=150"]), tmp_path / name, every_life=every)
        assert set(pd.read_csv(tmp_path / name / "shocks.csv")["lives"]) == {lives}


def test_the_report_of_a_run_says_what_each_shock_did(sim, small, tmp_path):
    status, out, _ = sim("run", small, "--runs", 100, "--out", tmp_path / "r")
    said = json.loads((tmp_path / "r" / "run.json").read_text())["shocks"]
    page = (tmp_path / "r" / "report.html").read_text()
    assert (status, said["caution"]) == (0, "")
    assert said["sentence"] in page
    assert said["sentence"] in out
    answer = "Aland and Beland, 2009, in 100 lives"
    assert page.index(answer) < page.index("What each shock did") < page.index("How far to trust it")
    assert out.index(answer) < out.index(said["sentence"]) < out.index("Lives in 2009")
    assert (tmp_path / "r" / "figures" / "shocks.svg").is_file()
    sim("shocks", small, "--runs", 100, "--out", tmp_path / "s")
    assert (tmp_path / "r" / "shocks.csv").read_bytes() == (tmp_path / "s" / "shocks.csv").read_bytes()


def test_a_run_without_report_is_asked_of_its_shocks_when_it_gets_one(sim, small, tmp_path):
    sim("run", small, "--no-report", "--out", tmp_path / "r")
    assert not (tmp_path / "r" / "shocks.csv").exists()
    assert sim("report", tmp_path / "r")[0] == 0
    assert "What each shock did" in (tmp_path / "r" / "report.html").read_text()
    assert "shocks.csv" in json.loads((tmp_path / "r" / "run.json").read_text())["files"]


def test_a_run_without_shocks_says_nothing_of_them(variant, tmp_path):
    calm = variant('name = "calm"\nextends = "scenario.toml"\ndrop = ["crisis"]\n')
    verbs.run(calm, out=tmp_path / "r")
    assert not (tmp_path / "r" / "shocks.csv").exists()
    assert "What each shock did" not in (tmp_path / "r" / "report.html").read_text()


def test_many_pairs_are_drawn_by_the_one_under_study_and_those_moved_most():
    case = load(ROOT / "scenarios" / "asean", ["runs=1"])
    lead = pair_under_study(case)
    cells = [table(("war", "end", n / 1000, 0.0)) for n in range(len(case.scenario.parties))]
    named = zip(cells, case.scenario.parties, strict=True)
    frame = pd.concat([one.assign(pair=party) for one, party in named], ignore_index=True)
    shown = shock_figures.parties_shown(case, frame)
    assert shown == [lead, case.scenario.groups[0].group.label, case.scenario.pairs[-1].key]
    figure = shock_figures.effects(case, frame)
    assert [ax.get_title("left") for ax in figure.axes] == list(map(naming_of(case).party, shown))


def test_the_function_returns_what_the_command_writes(small):
    result = verbs.shocks(small, runs=50)
    assert {"shocks", "threats"} == set(result.tables)
    assert result.figures == ["shocks"]
    assert isinstance(result.plot(), Figure)
    assert result.sentences
    assert verbs.shocks(small, mechanisms=True, runs=20).figures == ["mechanisms"]
    with pytest.raises(InputError, match=r"did you mean mechanisms\?"):
        verbs.shocks(small, mechanism=True)
