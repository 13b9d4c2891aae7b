"""The verbs as functions: the page that shows them is run as it stands."""

import doctest

import pytest
from matplotlib.figure import Figure

import sim
from sim.faults import InputError
from tests.conftest import CASE, ROOT

pytestmark = pytest.mark.usefixtures("undrawn")


def test_the_page_on_python_is_true(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("sim.verbs.calibrate.GENERATION", 16)
    tried = doctest.testfile(str(ROOT / "docs" / "python.md"), module_relative=False)
    assert tried.attempted > 10
    assert tried.failed == 0


def test_a_run_draws_every_figure_it_names_and_keeps_its_folder_where_asked(tmp_path):
    result = sim.run(CASE, runs=20, out=tmp_path / "r")
    assert (tmp_path / "r" / "run.json").is_file()
    assert {"index", "stages", "threats", "scores", "ladder-CHN-RUS"} <= set(result.figures)
    assert all(isinstance(result.plot(name), Figure) for name in result.figures)
    with pytest.raises(InputError, match=r"did you mean threats\?"):
        result.plot("threts")


def test_a_hindcast_draws_every_figure_it_names():
    result = sim.hindcast([CASE], origins=(2014, 2016), leads=[3, 1])
    assert {"hindcast", "skill", "forecasts"} <= set(result.tables)
    assert result.tables["hindcast"]["lead"].unique().tolist() == [1, 3]
    assert result.sentences[0].startswith("With later shocks given, 1 year ahead: the model errs by ")
    assert [isinstance(result.plot(name), Figure) for name in result.figures] == [True] * 3
    for leads, unusable in (([0, 1], "0"), ([], "none")):
        with pytest.raises(InputError, match=f"leads=: found {unusable}; expected years from 1 to 500"):
            sim.hindcast([CASE], leads=leads)


def test_a_temporary_folder_goes_with_its_result():
    result = sim.assess(CASE / "events.csv", pair="CHN-RUS")
    folder = result.folder
    assert (folder / "trajectory.csv").is_file()
    del result
    assert not folder.exists()


U = ROOT / "scenarios" / "us_india"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: sim.assess(U / "events.csv", pair=("IND", "USA")),
            r"sim.assess: pair: found \('IND', 'USA'\)",
        ),
        (lambda: sim.run(U, jobs=0), "sim.run: jobs: found 0; expected greater than or equal to 1"),
        (lambda: sim.run(U, jbos=2), r"no argument jbos; .*did you mean jobs\?"),
        (lambda: sim.compare_cases([]), r"sim.compare_cases: scenarios: found \[\]"),
        (lambda: sim.compare_cases(str(U)), "sim.compare_cases: scenarios: found "),
        (lambda: sim.hindcast([U], origins=2005), "sim.hindcast: origins: found 2005"),
        (
            lambda: sim.calibrate([U], sets=1),
            "sim.calibrate: sets: found 1; expected greater than or equal to 64",
        ),
        (lambda: sim.assess(5), "sim.assess: events: found 5"),
        (lambda: sim.compare_cases([U], [], "o", True, 4), "more than 2 arguments; expected 2 at most"),
        (
            lambda: sim.run(U, seed=10**5000),
            "seed=: found a whole number of 16610 bits",
        ),
        (lambda: sim.run(U, values={"end": -(10**400)}), "end: found a whole number of 1329 bits"),
        (sim.run, "sim.run: scenario: found nothing; expected a value"),
    ],
)
def test_wrong_arguments_are_told_as_wrong_files_are(call, message):
    with pytest.raises(InputError, match=message) as raised:
        call()
    assert len(raised.value.faults) == 1
