"""Another ladder than the military one: everything works on it, from its file to the report."""

import json

import pandas as pd
import pytest

import sim as house
from sim.ladder.ladder import MILITARY, ladder_toml, read_ladder, shipped
from sim.scenario.load import load, scenario_hash
from sim.world.model import World
from tests.conftest import CASE
from tests.ladder.toy import TOY

EVENTS = """\
id,date,end_date,actors,dimension,indicator,degree,effect,basis,title,source,note
T1,1998,2009,AAA;BBB,toy,1,low,advance,practice,Letters,book,
T2,2001,,AAA;BBB,toy,2,high,advance,institution,Yearly visits,book,
T3,2003,2008,AAA;BBB,toy,3,high,advance,practice,Fair,book,
T4,2004,,AAA;BBB,toy,4,low,advance,agreement,Bridge agreed,book,
T5,2005,,AAA;BBB,toy,4,low,advance,practice,Bridge opened,book,
T6,2006,,AAA;BBB,toy,4,low,sustain,practice,Bridge in use,book,
T7,2007,,AAA;BBB,toy,3,,regress,practice,Fair called off,book,
T8,2004,,AAA;CCC,toy,1,low,advance,practice,Letters too,book,
M1,2004,,AAA;BBB,military,4,high,advance,practice,Manoeuvres,book,
"""

LATER = """
[[shocks]]
id = "fair-closed"
year = 2006
kind = "indicator"
pair = ["AAA", "BBB"]
indicator = 4
effect = "end"

[[groups]]
name = "Three"
members = ["AAA", "BBB", "CCC"]
"""


@pytest.fixture
def toy(small):
    """The small case on the toy ladder, with a group and an imposed event."""
    (small / "toy.toml").write_text(ladder_toml(TOY))
    (small / "events.csv").write_text(EVENTS)
    text = (small / "scenario.toml").read_text()
    (small / "scenario.toml").write_text('ladder = "toy.toml"\n' + text + LATER)
    (small / "without.toml").write_text(
        'name = "without"\ntitle = "No crisis"\nextends = "scenario.toml"\ndrop = ["crisis"]\n'
    )
    return small


def test_a_ladder_written_and_read_is_the_same(tmp_path):
    for ladder in (*shipped().values(), TOY):
        (tmp_path / "l.toml").write_text(ladder_toml(ladder))
        assert read_ladder(tmp_path / "l.toml") == ladder


def test_assess_scores_the_file_on_the_ladder_named(toy):
    result = house.assess(toy / "events.csv", ladder=toy / "toy.toml", pair="AAA-BBB")
    row = result.tables["trajectory"].set_index("year").loc[2006]
    assert list(row[["i1", "i2", "i3", "i4"]]) == ["low", "high", "high", "low"]
    assert (row["stage"], row["degree"], row["reach"]) == ("act", "high", "act")
    assert row["index"] == pytest.approx((1 + 2 * 2 + 3 * 2 + 4) / 20)
    assert result.tables["trajectory"].set_index("year").loc[2007, "i3"] == "low"
    assert "2009: reached: act at low degree (fairs and bridges low)" in result.verdict["AAA-BBB"]
    assert house.assess(toy, pair="AAA-BBB").tables["trajectory"].equals(result.tables["trajectory"])


def test_a_group_is_scored_on_it(toy):
    group = house.assess(toy, group="AAA,BBB,CCC").tables["group"]
    assert set(group["weakest"]) | set(group["median"]) <= set(TOY.stage_names)
    assert {"talk", "act"} < set(group.columns)


def test_a_run_and_its_report_are_on_it(toy, sim, tmp_path, undrawn):
    status, said, _ = sim("run", toy, "--out", tmp_path / "run", "--runs", 60)
    assert status == 0
    assert "talk" in said
    assert "advanced" not in said
    tables = {path.stem: pd.read_csv(path) for path in (tmp_path / "run").glob("*.csv")}
    assert list(tables["observed"].columns[2:6]) == list(TOY.columns)
    assert set(tables["degrees"]["indicator"]) == {1, 2, 3, 4}
    assert tables["stages"][list(TOY.stage_names)].sum(axis=1).round(4).eq(1).all()
    assert {"rps_i4", "rps_stage", "crps_index", "reached_act"} <= set(tables["scores"]["measure"])
    page = (tmp_path / "run" / "report.html").read_text()
    assert "4 bridges" in page
    assert "joint exercises" not in page
    mark = json.loads((tmp_path / "run" / "run.json").read_text())
    assert mark["ladder"] == "toy"
    again = load(tmp_path / "run" / "scenario.toml")
    assert again.ladder == TOY
    assert scenario_hash(again) == mark["scenario_hash"]
    assert sim("replay", tmp_path / "run")[0] == 0


def test_lives_climb_and_fall_on_it(toy):
    world = World(load(toy, ["parameters.cost=-0.3"]), 200)
    while world.running:
        world.step()
    assert world.degrees.shape[1:] == (4, 200)
    channels = world.log.columns(200)["channel"]
    assert set(channels) == set(range(6))
    assert (world.degrees[0, 3] == 0).all() or world.year > 2006


def test_experiments_run_on_it(toy, tmp_path):
    contrast = house.contrast(toy, toy / "without.toml", runs=40)
    assert {"i4", "stage"} <= set(contrast.tables["contrast"]["measure"])
    assert set(contrast.tables["passages"]["stage"]) == {"talk", "act"}
    assert len(house.shocks(toy, runs=20).tables["shocks"])
    (toy / "sweep.toml").write_text(
        'name = "s"\nscenario = "scenario.toml"\nruns = 8\ndesign = "grid"\nsteps = 2\n'
        '[ranges]\n"parameters.cost" = [-0.2, 0.4]\n'
        '[outcomes]\nthere = { measure = "stage-chance", pair = "AAA-BBB", stage = "act", year = 2008 }\n'
    )
    assert house.sweep(toy / "sweep.toml").tables["outcomes"]["there"].between(0, 1).all()
    text = (toy / "sweep.toml").read_text()
    (toy / "sweep.toml").write_text(text.replace('"act"', '"moderate"'))
    with pytest.raises(house.InputError, match="expected one of talk, act"):
        house.sweep(toy / "sweep.toml")


def test_forecasts_and_cases_are_on_it(toy):
    result = house.hindcast([toy], leads=[1, 3])
    assert "rps_i4" in set(result.tables["hindcast"]["measure"])
    assert list(result.tables["forecasts"].filter(regex="^i[0-9]").columns) == list(TOY.columns)
    assert list(house.compare_cases([toy]).tables["cases"].filter(regex="^i[0-9]").columns) == list(
        TOY.columns
    )


def test_cases_on_two_ladders_do_not_stand_beside_one_another(toy, small, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    for name in ("events.csv", "drivers.csv"):
        (other / name).write_bytes((small / name).read_bytes())
    text = (toy / "scenario.toml").read_text().replace('ladder = "toy.toml"\n', "")
    (other / "scenario.toml").write_text(text.replace('name = "small"', 'name = "other"'))
    (other / "events.csv").write_text(EVENTS.split("T1", maxsplit=1)[0] + "M1," + EVENTS.split("M1,")[1])
    for verb in (
        lambda: house.contrast(toy, other),
        lambda: house.compare_cases([toy, other]),
        lambda: house.hindcast([toy, other]),
    ):
        with pytest.raises(house.InputError, match="found the ladder military; expected the ladder of"):
            verb()


def test_the_hash_of_a_scenario_holds_its_ladder(toy):
    case = load(toy)
    (toy / "toy.toml").write_text(ladder_toml(TOY.with_windows([1, 1, 1, 1])))
    assert scenario_hash(load(toy)) != scenario_hash(case)


FAULTY = {
    "a gate from a later stage": ("gate = [\n    2,", "gate = [\n    4,", "from earlier stages"),
    "an unknown key": ("window = 2", "widow = 2", "(did you mean window?)"),
    "numbers out of order": ("number = 3", "number = 4", "numbered from 1 in order"),
    "a stage of no name": ('stage = "act"', 'stage = "fly"', "in the order of the stages"),
    "a share above 1": ("binds = 0.5", "binds = 1.5", "less than or equal to 1"),
    "a stage called like a column": ('"talk"', '"pair"', "no stage or verdict called"),
    "more than there are": ("least = 1", "least = 3", "not more than there are"),
    "a long window": ("window = 8", "window = 800", "less than or equal to 100"),
}


@pytest.mark.parametrize(("old", "new", "expected"), FAULTY.values(), ids=FAULTY)
def test_a_bad_ladder_is_told_of_at_its_place(toy, sim, old, new, expected):
    text = (toy / "toy.toml").read_text()
    assert old in text
    (toy / "toy.toml").write_text(text.replace(old, new))
    for command in (("check", toy / "toy.toml"), ("check", toy), ("run", toy)):
        status, _, faults = sim(*command)
        assert status == 2
        assert "toy.toml" in faults
        assert expected in faults


def test_what_names_more_indicators_than_the_ladder_has_is_refused(toy):
    text = (toy / "scenario.toml").read_text()
    (toy / "scenario.toml").write_text(text.replace("indicator = 4", "indicator = 5"))
    with pytest.raises(house.InputError, match="one of the toy ladder, 1 to 4"):
        load(toy)
    (toy / "scenario.toml").write_text(text.replace("trust = 0.3", "trust = 0.3\nladder = [1, 0]"))
    with pytest.raises(house.InputError, match="2 degrees; expected 4, one for each"):
        load(toy)
    (toy / "events.csv").write_text(EVENTS + "T9,2008,,AAA;BBB,toy,5,low,advance,practice,Too far,book,\n")
    (toy / "scenario.toml").write_text(text)
    with pytest.raises(house.InputError, match="line 11, indicator: found '5'"):
        load(toy)


def test_a_ladder_of_no_such_name_is_told_of_with_the_nearest(toy, sim):
    text = (toy / "scenario.toml").read_text()
    for given, near in (("toi.toml", "toy.toml"), ("millitary", "military")):
        (toy / "scenario.toml").write_text(text.replace('"toy.toml"', f'"{given}"'))
        status, _, faults = sim("check", toy)
        assert status == 2
        assert f"did you mean {near}?" in faults
    assert "did you mean economic?" in sim("assess", toy / "events.csv", "--ladder", "econmic")[2]


def test_the_three_dimensions_of_russia_and_china_stand_side_by_side(tmp_path):
    result = house.assess(CASE, pair="CHN-RUS", out=tmp_path / "a")
    table = result.tables["dimensions"]
    assert list(table["dimension"].unique()) == ["military", "diplomatic", "economic"]
    assert "dimensions-CHN-RUS" in result.figures
    told = result.verdict["CHN-RUS"]
    assert "Diplomatic alignment: " in told
    assert "Economic ties: " in told
    alone = result.tables["trajectory-economic"]
    same = house.assess(CASE, pair="CHN-RUS", ladder="economic").tables["trajectory"]
    shared = sorted(set(alone["year"]) & set(same["year"]))
    columns = ["year", "i1", "i5", "stage", "index"]
    one, other = (t[t["year"].isin(shared)][columns].reset_index(drop=True) for t in (alone, same))
    assert one.equals(other)


def test_every_ladder_that_ships_is_sound_and_named_in_arabic():
    for ladder in shipped().values():
        assert ladder.source
        named = (ladder, *ladder.stages, *ladder.indicators)
        assert all(part.title.ar for part in named)
    assert MILITARY.windows == (10, 5, 6, 3, 4, 6, 6)
