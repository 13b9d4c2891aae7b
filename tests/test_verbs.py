"""One contract for every verb: what the command offers, the functions offer, and the other way round."""

import inspect

import matplotlib
import pandas as pd
import pytest

import sim as house
from sim.verbs import VERBS
from tests.conftest import CASE


def test_every_verb_is_a_function_with_plain_types_and_its_help(sim):
    assert set(VERBS) < set(dir(house))
    for name in VERBS:
        function = getattr(house, name)
        assert "Annotated" not in str(inspect.signature(function))
        status, said, _ = sim(name.replace("_", "-"), "--help")
        first = inspect.getdoc(function).partition("\n\n")[0]
        assert status == 0
        assert " ".join(first.split()) in " ".join(said.split())
        for argument in inspect.signature(function).parameters:
            described = inspect.getdoc(function).partition("Parameters\n")[2]
            assert argument in described or argument in ("out", "force", "lang"), (name, argument)


def test_the_shell_completes_verbs_and_their_options(sim, monkeypatch):
    monkeypatch.setenv("_SIM_COMPLETE", "complete_bash")
    for words, count, completion in (("sim comp", 1, "compare-cases"), ("sim run --re", 2, "--report")):
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(count))
        assert completion in sim()[1].split()


def test_a_result_shows_itself_in_a_notebook(small):
    before = dict(matplotlib.rcParams), matplotlib.get_backend()
    result = house.contrast(small, small, runs=20)
    page = result._repr_html_()
    assert result.sentences[0] in page
    assert "Lives that reach a stage" in page
    assert "data:image/png;base64," in page
    assert (dict(matplotlib.rcParams), matplotlib.get_backend()) == before
    assert "<b>" not in house.assess(small)._repr_html_()


def test_lives_have_words_for_degrees_and_stages(small):
    lives = house.run(small, runs=8, report=False).tables["lives"]
    assert list(lives["i2"].cat.categories) == ["none", "low", "high"]
    assert list(lives["stage"].cat.categories) == ["none", "early", "moderate", "advanced"]
    assert (lives["stage"] <= lives["reach"]).all()
    assert set(lives["i2"].unique()) <= {"none", "low", "high"}


def test_functions_take_what_people_have(small, undrawn):
    by_path, loaded, by_text = (
        house.run(scenario, runs=12, values=values, report=False).tables["stages"]
        for scenario, values in (
            (small, {"parameters.threat": 0.4}),
            (house.load(small), {"parameters.threat": 0.4}),
            (str(small), ["parameters.threat=0.4"]),
        )
    )
    assert loaded.equals(by_path)
    assert by_text.equals(by_path)
    frame = pd.read_csv(small / "events.csv")
    scored = house.assess(small / "events.csv").tables["trajectory"]
    assert house.assess(frame).tables["trajectory"].equals(scored)
    assert house.assess(frame.assign(date=pd.to_datetime(frame["date"].astype(str)))).verdict
    assert house.assess("us_india", pair="IND-USA").verdict.keys() == {"IND-USA"}


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda small: house.contrast(small, small, since=1900), "since="),
        (lambda small: house.assess(small, since=2010, last=2000), "since=, last=: found 2010 to 2000"),
        (lambda small: house.assess(small, pair="AAA-XXX"), "pair=: found no military event of 'AAA-XXX'"),
        (lambda small: house.run(small, values=["threat"]), "values=: threat: found no value"),
        (lambda small: house.run(house.load(small), values={"parameters.thret": 1}), "parameters.thret"),
        (
            lambda small: house.assess(pd.DataFrame({"date": [2000]})),
            "table: columns: found no column actors",
        ),
        (lambda small: house.run(small, report=False).tables["stage"], r"did you mean stages\?"),
        (lambda small: house.schema("swep"), r"did you mean sweep\?"),
    ],
)
def test_faults_name_arguments_as_the_caller_wrote_them(small, call, told):
    with pytest.raises(house.InputError, match=told):
        call(small)


def test_a_row_of_a_table_is_told_by_its_number(small):
    frame = pd.read_csv(small / "events.csv").assign(degree=["low", "hgih", None])
    with pytest.raises(house.InputError) as caught:
        house.assess(frame)
    assert [str(fault) for fault in caught.value.faults] == [
        "table: row 1, degree: found 'hgih'; expected 'low' or 'high' (did you mean high?)",
        "table: row 2: found degree nothing, effect 'advance'; expected a degree, low or high, for what "
        "advances or sustains on the military ladder",
    ]


def test_the_command_names_its_own_options(sim, small):
    assert "--from, --to: found 2010 to 2000" in sim("assess", small, "--from", 2010, "--to", 2000)[2]
    assert "--runs: found 0; expected greater than or equal to 1" in sim("run", small, "--runs", 0)[2]
    assert sim("run", small, "--seed", -1)[0] == 2


def test_what_is_simulated_beside_the_ladder_stands_beside_what_is_coded(tmp_path):
    result = house.run(CASE, runs=20, report=False, out=tmp_path / "r")
    channels = result.tables["channels"].set_index(["pair", "channel", "year"])
    assert channels["share"].between(0, 1).all()
    assert channels.loc[("CHN-RUS", "economic", 2011), "coded"] > 0
    assert channels.loc[("CHN-RUS", "economic", 1991), "coded"] == 0
    events = pd.read_parquet(tmp_path / "r" / "events.parquet")
    lived = events[
        (events["pair"] == "CHN-RUS") & (events["channel"] == "economic") & (events["year"] == 2011)
    ]
    assert channels.loc[("CHN-RUS", "economic", 2011), "share"] == lived["life"].nunique() / 20
    assert list(result.tables["dimensions"]["dimension"].unique()) == ["military", "diplomatic", "economic"]
