"""Names and numbers a user may well choose, which a run must take or refuse, never mangle."""

import pytest

from sim.faults import InputError
from sim.scenario.load import load
from sim.verbs import assess as assess_verb
from sim.verbs.run import make as run
from tests.scenario.cases import BASE, DRIVERS, EVENTS, write


def ran(case, out):
    """Run a case; return whether it ran, or was refused with nothing written."""
    try:
        run(load(case), out, report=False)
    except InputError:
        assert not out.exists()
        return False
    return True


@pytest.mark.parametrize(
    "name",
    [
        "record.csv",
        *(f"{name}.csv" for name in ("observed", "evidence", "degrees", "scores")),
    ],
)
def test_a_file_of_events_of_any_name_mixes_with_no_result(tmp_path, name):
    case, out = tmp_path / "case", tmp_path / "out"
    write(case, f'events = "{name}"\n' + BASE)
    (case / name).write_text(EVENTS, encoding="utf-8")
    assert ran(case, out)
    assert (out / "events.csv").read_text(encoding="utf-8") == EVENTS
    assert load(out).observed == load(case).observed
    for table in ("observed", "evidence", "degrees", "scores"):
        assert not (out / f"{table}.csv").read_text(encoding="utf-8").startswith("id,date")


def test_events_and_drivers_of_one_name_in_two_folders(tmp_path):
    case = tmp_path / "case"
    write(case, 'events = "a/data.csv"\ndrivers = "b/data.csv"\n' + BASE)
    for folder, text in (("a", EVENTS), ("b", DRIVERS)):
        (case / folder).mkdir()
        (case / folder / "data.csv").write_text(text, encoding="utf-8")
    assert ran(case, tmp_path / "out")


def test_a_member_of_a_group_named_twice_makes_no_pair_with_itself(tmp_path):
    path = tmp_path / "events.csv"
    row = "E3,2003,,AAA;BBB;CCC,military,2,high,advance,practice,Summit,book,\n"
    path.write_text(EVENTS + row, encoding="utf-8")
    try:
        result = assess_verb.read(path, group="AAA,BBB,CCC,AAA")
    except InputError:
        return
    assert [trajectory.name for trajectory in result.trajectories] == [
        *("AAA+BBB+CCC", "AAA-BBB", "AAA-CCC", "BBB-CCC")
    ]
