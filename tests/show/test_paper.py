"""`sim report` draws what a paper needs: chosen figures, of chosen pairs, in its width and format."""

import pytest

import sim as verbs
from sim.faults import InputError
from tests.conftest import DRIVERS, EVENTS, SMALL


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of a finished run without figures."""
    case = tmp_path_factory.mktemp("case")
    (case / "scenario.toml").write_text(SMALL)
    (case / "events.csv").write_text(EVENTS)
    (case / "drivers.csv").write_text(DRIVERS)
    made = tmp_path_factory.mktemp("made") / "run"
    verbs.run(case, runs=20, report=False, out=made)
    return made


@pytest.fixture(scope="module")
def held(folder):
    """The same lives, which live once more from what was observed up to 2004."""
    made = folder.parent / "held"
    return verbs.run(folder / "scenario.toml", runs=20, report=False, observed_until=2004, out=made)


def test_lives_held_to_the_record_begin_where_it_stands_and_change_no_other_table(folder, held):
    table, observed = held.tables["held"], held.tables["observed"]
    first = table[(table["pair"] == "AAA-BBB") & (table["year"] == 2004)].iloc[0]
    known = observed[(observed["pair"] == "AAA-BBB") & (observed["year"] == 2004)]["index"].iloc[0]
    assert all(abs(first[f"index_{name}"] - known) < 1e-4 for name in ("p05", "mean", "p50", "p95"))
    assert list(table["year"].unique()) == list(range(2004, 2010))
    assert set(table["from"]) == {2004}
    for path in folder.glob("*.csv"):
        assert (held.folder / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_index_has_a_second_fan_from_there(held):
    figure = held.plot("index")
    key = [text.get_text() for text in figure.legends[0].get_texts()]
    assert "mean from what was observed up to 2004" in key
    hatches = [fill.get_hatch() for fill in figure.axes[0].collections]
    assert hatches.count("////") == 1


@pytest.mark.parametrize(("year", "years"), [(1999, "2000 to 2008"), (2009, "2000 to 2008")])
def test_a_year_without_a_record_or_with_none_left_to_live_is_told(folder, year, years):
    with pytest.raises(InputError) as caught:
        verbs.run(folder / "scenario.toml", runs=20, observed_until=year)
    assert str(caught.value) == (
        f"observed_until=: found {year}; expected a year from {years}, which the record covers"
    )


def test_a_case_without_a_record_has_nothing_to_be_held_to(folder, tmp_path):
    (tmp_path / "scenario.toml").write_text(
        SMALL.replace('events = "events.csv"\n', "")
        .replace("record = [2000, 2009]\n", "")
        .replace('drivers = "drivers.csv"\n', "")
    )
    with pytest.raises(InputError) as caught:
        verbs.run(tmp_path, runs=20, observed_until=2004)
    assert "events: found none from 2000 to 2009; expected coded events, to start from them" in str(
        caught.value
    )


def test_a_run_that_is_held_is_made_again_as_it_was(held):
    assert verbs.replay(held.folder).tables["differences"].empty


def drawn(folder):
    return sorted(path.name for path in (folder / "figures").iterdir())


def test_chosen_figures_are_drawn_and_nothing_else(folder):
    verbs.report(folder, formats=["pdf"], width="89mm", only="index,ladder", pairs="BBB-AAA", title=False)
    assert drawn(folder) == ["index.pdf", "ladder-AAA-BBB.pdf"]
    assert not (folder / "report.html").exists()
    verbs.report(folder, only=["stages"], width="double", lang="ar")
    assert drawn(folder) == ["index.pdf", "ladder-AAA-BBB.pdf", "stages.png", "stages.svg"]
    assert 'width="510.2' in (folder / "figures" / "stages.svg").read_text()
    # What was drawn is part of the result, which is still whole.
    verbs.report(folder, only="threats", formats=["svg"])
    assert (folder / "figures" / "threats.svg").is_file()


def test_a_pair_without_a_record_has_no_errors_to_draw(folder):
    with pytest.raises(InputError) as caught:
        verbs.report(folder, only="scores", pairs="AAA-CCC")
    assert "only=: found scores; expected one of index, stages, ladder-AAA-CCC" in str(caught.value)


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"formats": ["pfd"]}, "formats=: found pfd; expected one of svg, pdf, png (did you mean pdf?)"),
        (
            {"width": "3mm"},
            "width=: found 3mm; expected mm from 40 to 420, such as 89mm, or single or double",
        ),
        ({"width": "duble"}, "such as 89mm, or single or double (did you mean double?)"),
        ({"width": float("nan")}, "width=: found nan; expected mm from 40 to 420"),
        ({"only": "indx"}, "only=: found indx; expected one of index, stages, "),
        ({"pairs": "AAA-BBC"}, "pairs=: found AAA-BBC; expected one of AAA-BBB, AAA-CCC, BBB-CCC"),
        ({"lang": "arr"}, "(did you mean ar?)"),
    ],
)
def test_what_is_none_is_told(folder, options, fault):
    with pytest.raises(InputError) as caught:
        verbs.report(folder, **options)
    assert fault in str(caught.value)


def test_the_command_draws_alike(folder, sim):
    status, said, faults = sim(
        "report", folder, "--format", "svg", "--format", "pdf", "--only", "scores,index"
    )
    assert (status, faults) == (0, "")
    assert "figures/index.svg, figures/index.pdf" in " ".join(said.split())
    assert {"scores.svg", "scores.pdf", "index.svg"} <= set(drawn(folder))
    status, _, faults = sim("report", folder, "--width", "1e3")
    assert (status, faults.strip()) == (
        2,
        "--width: found 1e3; expected mm from 40 to 420, such as 89mm, or single or double",
    )
