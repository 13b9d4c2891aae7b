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
    assert "4 figures" in said
    assert {"scores.svg", "scores.pdf", "index.svg"} <= set(drawn(folder))
    status, _, faults = sim("report", folder, "--width", "1e3")
    assert (status, faults.strip()) == (
        2,
        "--width: found 1e3; expected mm from 40 to 420, such as 89mm, or single or double",
    )
