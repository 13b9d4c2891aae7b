"""A record in layers: several files of events that a scenario reads as one."""

import pytest

from sim.faults import InputError
from sim.scenario.load import load, scenario_hash

LATER = """\
date,actors,end_date,dimension,indicator,degree,effect,basis,title,source,note,coder
2005,AAA;BBB,,military,3,low,advance,practice,Arms,book,,me
2006-07,AAA;BBB,2008,military,2,high,sustain,practice,"Council, again",book,,
"""


@pytest.fixture
def layered(small):
    """The small case with a second layer of events, without ids and with a column of its own."""
    (small / "later.csv").write_text(LATER)
    scenario = small / "scenario.toml"
    scenario.write_text(
        scenario.read_text().replace('events = "events.csv"', 'events = ["events.csv", "later.csv"]')
    )
    return small


def test_layers_are_read_in_their_order_and_numbered_on(layered):
    case = load(layered)
    assert [event.id for event in case.observed] == ["E1", "E2", "E3", "row-4", "row-5"]
    assert [path.name for path in case.events_paths] == ["events.csv", "later.csv"]


def test_a_result_holds_the_layers_as_one_file_and_repeats_from_it(sim, tmp_path, layered):
    assert sim("run", layered, "--no-report", "--out", tmp_path / "one")[0] == 0
    again = load(tmp_path / "one" / "scenario.toml")
    assert [path.name for path in again.events_paths] == ["events.csv"]
    assert again.observed[3].model_extra == {"coder": "me"}
    assert scenario_hash(again) == scenario_hash(load(layered))
    assert sim("run", tmp_path / "one" / "scenario.toml", "--no-report", "--out", tmp_path / "two")[0] == 0
    for name in ("observed.csv", "evidence.csv", "stages.csv", "scores.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_scenario_is_assessed_by_all_its_layers(sim, tmp_path, layered):
    assert sim("assess", layered, "--out", tmp_path / "all")[0] == 0
    assert sim("assess", layered / "events.csv", "--out", tmp_path / "first")[0] == 0
    arms = [
        {row.split(",")[4] for row in (tmp_path / name / "trajectory.csv").read_text().splitlines()[1:]}
        for name in ("all", "first")
    ]
    assert arms == [{"none", "low"}, {"none"}]


def test_a_variant_in_a_folder_below_finds_the_layers(layered):
    (layered / "below").mkdir()
    variant = layered / "below" / "variant.toml"
    variant.write_text('extends = "../scenario.toml"\nname = "variant"\n')
    assert len(load(variant).observed) == 5


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ('["events.csv", "events.csv"]', "id: found id 'E1' again (first in "),
        (
            '["events.csv", "latter.csv"]',
            "events: found no file latter.csv; expected a CSV file (did you mean",
        ),
        ("3", "events: found 3; expected the name of a file, or a list of names"),
    ],
)
def test_faults_of_layers(layered, events, said):
    scenario = layered / "scenario.toml"
    scenario.write_text(scenario.read_text().replace('["events.csv", "later.csv"]', events))
    with pytest.raises(InputError) as raised:
        load(layered)
    assert any(said in str(fault) for fault in raised.value.faults)
