"""Places of results: another result, and what others put there, are never lost."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

import sim as api
from sim.experiments.design import read_sweep
from sim.faults import InputError
from sim.files import digest
from sim.results import folders
from sim.show.files import save
from sim.verbs import shell
from sim.verbs import sweep as sweep_verb
from sim.verbs.frame import How
from tests.conftest import files

pytestmark = pytest.mark.usefixtures("undrawn")

SWEEP = """\
name = "s"
scenario = "scenario.toml"
runs = 2
design = "grid"
steps = 2
[ranges]
"parameters.threat" = [1.0, 2.0]
[outcomes]
index = { measure = "mean-index", pair = "AAA-BBB", year = 2009 }
"""


def content(folder):
    return {name: (folder / name).read_bytes() for name in files(folder)}


@pytest.fixture
def made(sim, tmp_path, small):
    """A folder with a run of the small case."""
    assert sim("run", small, "--no-report", "--out", tmp_path / "r")[0] == 0
    return tmp_path / "r"


OTHERS = {
    "fewer lives": (
        ("--runs", 20),
        "with runs 40, keep 40; expected runs 20, keep 20: name another place with --out",
    ),
    "another seed": (("--seed", 8), "with seed 7; expected seed 8"),
    "another value": (
        ("--set", "parameters.threat=0.9"),
        "with parameters.threat 0.6; expected parameters.threat 0.9",
    ),
    "a shock otherwise": (("--set", "shocks.crisis.scale=0"), "with shocks.crisis.scale 1.0"),
    "fewer lives one by one": (("--keep", 5), "with keep 40; expected keep 5"),
}


@pytest.mark.parametrize(("options", "said"), OTHERS.values(), ids=OTHERS.keys())
def test_another_run_of_the_scenario_is_not_written_over(sim, small, made, options, said):
    before = content(made)
    status, _, err = sim("run", small, "--no-report", "--out", made, *options)
    assert (status, said in err) == (2, True), err
    assert content(made) == before
    assert sim("run", small, "--no-report", "--out", made, *options, "--force")[0] == 0
    assert sim("run", small, "--no-report", "--out", made)[0] == (2 if options[0] != "--keep" else 0)


def test_parameter_sets_make_another_run_and_words_do_not(sim, small, made):
    pd.DataFrame({"threat": [1.0, 2.0], "interest": [1.0, 2.0]}).to_parquet(small / "sets.parquet")
    status, _, err = sim("run", small, "--no-report", "--out", made, "--posterior", small / "sets.parquet")
    assert (status, "another posterior" in err) == (2, True)
    text = (small / "scenario.toml").read_text()
    (small / "scenario.toml").write_text(text.replace('en = "Small"', 'en = "A small case"'))
    assert sim("run", small, "--no-report", "--out", made)[0] == 0
    (small / "events.csv").write_text((small / "events.csv").read_text().replace("1998", "1997"))
    status, _, err = sim("run", small, "--no-report", "--out", made)
    assert (status, "another events" in err) == (2, True)


def test_a_report_is_not_lost_to_a_run_without_one_and_may_be_added(sim, small, made):
    assert sim("run", small, "--out", made)[0] == 0
    status, _, err = sim("run", small, "--no-report", "--out", made)
    assert (status, "with report; expected no report" in err) == (2, True)


def test_from_python_the_same_rule_holds(small, tmp_path):
    api.run(small, runs=4, out=tmp_path / "r")
    with pytest.raises(InputError, match="found a result of scenario small with parameters"):
        api.run(small, runs=4, values={"parameters.threat": 0.9}, out=tmp_path / "r")
    api.run(small, runs=4, values={"parameters.threat": 0.9}, out=tmp_path / "r", force=True)


VERBS = {
    "assess": (("assess", "E"), ("assess", "E", "--from", 2001)),
    "windows": (("assess", "E"), ("assess", "E", "--windows", "W")),
    "agree": (("agree", "E", "E"), ("agree", "E", "E", "--windows", "W")),
    "contrast": (("contrast", "S", "V"), ("contrast", "S", "V", "--seed", 3)),
    "shocks": (("shocks", "S", "--runs", 10), ("shocks", "S", "--runs", 12)),
    "cases": (("compare-cases", "S"), ("compare-cases", "S", "--pairs", "AAA-CCC")),
}


@pytest.mark.parametrize(("first", "second"), VERBS.values(), ids=VERBS.keys())
def test_every_verb_refuses_another_result_of_its_own(sim, small, tmp_path, variant, first, second):
    (small / "windows.toml").write_text("2 = 1\n")
    rows = "E4,2001,,AAA;CCC,military,2,low,advance,practice,Talks,book,\n"
    (small / "events.csv").write_text((small / "events.csv").read_text() + rows)
    other = variant('name = "calm"\nextends = "scenario.toml"\ndrop = ["crisis"]\n', "calm.toml")
    named = {"S": small, "V": other, "E": small / "events.csv", "W": small / "windows.toml"}
    first, second = ([named.get(part, part) for part in arguments] for arguments in (first, second))
    out = ("--out", tmp_path / "r")
    assert sim(*first, *out)[0] == 0
    (tmp_path / "r" / "notes.md").write_text("mine")
    assert sim(*first, *out)[0] == 0
    before = content(tmp_path / "r")
    status, _, err = sim(*second, *out)
    assert (status, "replace it with --force" in err) == (2, True), err
    assert content(tmp_path / "r") == before
    assert sim(*second, *out, "--force")[0] == 0
    assert (tmp_path / "r" / "notes.md").read_text() == "mine"


def test_comparisons_are_named_by_what_they_compare(sim, small, tmp_path):
    assert sim("compare-cases", small)[0] == 0
    assert sim("compare-cases", small, "--pairs", "AAA-BBB")[0] == 0
    named = sorted(path.name for path in (tmp_path / "results").iterdir())
    assert named == ["compare-small", "compare-small-AAA-BBB"]


def test_values_of_either_sign_have_folders_of_their_own(sim, small, tmp_path):
    for sign in "+-":
        given = ("--set", f"shocks.crisis.scale={'0.5' if sign == '+' else '0.5e-1'}")
        assert sim("run", small, "--no-report", *given)[0] == 0
    assert len(list((tmp_path / "results").iterdir())) == 2


@pytest.mark.parametrize("mark", ["run.json", "sweep.json", "calibration.json"])
@pytest.mark.parametrize("text", ["{}", '{"identity": "scenario small"}', '{"identity": "x", "files": []}'])
def test_a_folder_that_only_looks_like_a_result_is_never_touched(sim, small, tmp_path, mark, text):
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / mark).write_text(text)
    (folder / "thesis.docx").write_text("years of work")
    (small / "sweep.toml").write_text(SWEEP)
    before = content(folder)
    for verb, path in (
        ("run", small),
        ("sweep", small / "sweep.toml"),
        ("sensitivity", small / "sweep.toml"),
    ):
        status, _, err = sim(verb, path, "--out", folder, "--force")
        assert (status, "no result" in err or "does not say which files" in err) == (2, True), err
        assert content(folder) == before
    assert not list(tmp_path.glob(".d-*"))


def test_files_links_and_empty_folders_of_others_stay_as_they_are(sim, small, made, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (made / "there").symlink_to("../elsewhere")
    (made / "nowhere").symlink_to("gone")
    (made / "empty" / "deep").mkdir(parents=True)
    (made / "report.html").write_text("mine")
    (made / "figures").write_text("a list of figures")
    assert sim("run", small, "--out", made)[0] == 0
    assert (made / "there").readlink() == Path("../elsewhere")
    assert (made / "nowhere").readlink() == Path("gone")
    assert (made / "empty" / "deep").is_dir()
    assert (made / "report.kept.html").read_text() == "mine"
    assert (made / "figures.kept").read_text() == "a list of figures"
    assert "<html" in (made / "report.html").read_text()
    assert not list(tmp_path.glob(".r-*"))


def test_a_result_behind_a_link_is_replaced_behind_it(sim, small, made, tmp_path):
    (tmp_path / "link").symlink_to("r")
    assert sim("run", small, "--no-report", "--seed", 8, "--force", "--out", tmp_path / "link")[0] == 0
    assert (tmp_path / "link").is_symlink()
    assert json.loads((made / "run.json").read_text())["seed"] == 8


def test_an_own_file_that_was_edited_is_not_lost(sim, small, made):
    (made / "degrees.csv").write_text("my own reading of it\n")
    status, _, err = sim("run", small, "--no-report", "--out", made)
    assert (status, "degrees.csv changed since" in err) == (2, True)
    assert sim("run", small, "--no-report", "--force", "--out", made)[0] == 0
    assert (made / "degrees.csv").read_text().startswith("year,pair")


@pytest.mark.parametrize("out", ["/", ".", ".."])
def test_a_place_that_cannot_be_exchanged_is_refused(sim, small, out):
    status, _, err = sim("run", small, "--no-report", "--force", "--out", out)
    assert (status, "expected a place that can be written" in err) == (2, True), err


def test_a_place_taken_meanwhile_is_left_alone(small, made, tmp_path):
    request = {"identity": "scenario small"}
    with (
        pytest.raises(InputError, match="no result"),
        folders.new_folder(tmp_path / "new", request) as fresh,
    ):
        (fresh / "run.json").write_text('{"identity": "scenario small"}')
        (tmp_path / "new").mkdir()
        (tmp_path / "new" / "thesis.docx").write_text("years of work")
    assert files(tmp_path / "new") == ["thesis.docx"]


@pytest.fixture
def swept(small, tmp_path):
    """A finished sweep with a file of its user's beside, the sweep's file, and its folder."""
    path = small / "sweep.toml"
    path.write_text(SWEEP)
    sweep_verb.make(read_sweep(path), tmp_path / "o")
    (tmp_path / "o" / "notes.md").write_text("mine")
    return path


def test_another_sweep_of_the_name_is_not_written_over(sim, swept, tmp_path):
    before = content(tmp_path / "o")
    swept.write_text(SWEEP.replace("steps = 2", "steps = 3"))
    status, _, err = sim("sweep", swept, "--out", tmp_path / "o")
    assert (status, "with another design" in err) == (2, True), err
    assert content(tmp_path / "o") == before
    assert sim("sweep", swept, "--out", tmp_path / "o", "--force")[0] == 0
    assert (tmp_path / "o" / "notes.md").read_text() == "mine"
    assert digest(tmp_path / "o" / "points.parquet") != ""
    assert sim("sweep", swept, "--out", tmp_path / "o")[0] == 0


def test_a_sweep_made_again_and_killed_leaves_what_was_there(swept, tmp_path, monkeypatch):
    sweep, before = read_sweep(swept), content(tmp_path / "o")

    def fail(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(sweep_verb.sweeps, "live_batch", fail)
    with pytest.raises(KeyboardInterrupt):
        sweep_verb.make(sweep, tmp_path / "o")
    assert content(tmp_path / "o") == before
    assert folders.unfinished(tmp_path / "o")
    monkeypatch.undo()
    with pytest.raises(InputError, match="--resume to go on"):
        sweep_verb.make(sweep, tmp_path / "o")
    sweep_verb.make(sweep, tmp_path / "o", resume=True)
    after = content(tmp_path / "o")
    assert after["outcomes.parquet"] == before["outcomes.parquet"]
    assert after["notes.md"] == b"mine"
    assert not folders.unfinished(tmp_path / "o")
    assert not list(tmp_path.glob(".o-*"))


def test_a_sweep_begun_anew_by_force_keeps_what_is_not_its_own(swept, tmp_path):
    sweep = read_sweep(swept)
    (tmp_path / "o" / "run.json").unlink()
    sweep_verb.make(sweep, tmp_path / "o", How(force=True))
    assert (tmp_path / "o" / "notes.md").read_text() == "mine"
    assert (tmp_path / "o" / "run.json").is_file()


def test_going_on_with_what_never_began_begins_it(swept, tmp_path):
    sweep_verb.make(read_sweep(swept), tmp_path / "new", resume=True)
    assert (tmp_path / "new" / "run.json").is_file()
    with pytest.raises(InputError, match="a sweep that was begun"):
        sweep_verb.make(read_sweep(swept), tmp_path, resume=True)


@pytest.mark.skipif(os.name != "posix", reason="this system has no signal that cannot be caught")
def test_a_run_killed_midway_leaves_what_was_there(made, small):
    before = content(made)
    code = "import os, signal\nfrom sim.results import tables\nfrom sim import cli\n"
    code += "tables.write_counts = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\ncli.main()\n"
    command = [sys.executable, "-c", code, "run", str(small), "--no-report", "--out", str(made)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert content(made) == before


@pytest.fixture
def begun(swept, tmp_path, monkeypatch):
    """A sweep of four batches that was stopped before they were joined, and its undisturbed twin."""
    swept.write_text(SWEEP.replace("steps = 2", "steps = 4"))
    monkeypatch.setattr(sweep_verb.sweeps, "points_per_batch", lambda _: 1)
    sweep = read_sweep(swept)
    sweep_verb.make(sweep, tmp_path / "whole")
    with monkeypatch.context() as patch:
        patch.setattr(sweep_verb.sweeps, "_join", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            sweep_verb.make(sweep, tmp_path / "stopped")
    return sweep


@pytest.mark.parametrize("harm", ["another batch", "cut short", "another sweep's", "no Parquet"])
def test_a_part_that_is_not_what_it_should_be_is_made_anew_and_this_is_said(begun, tmp_path, harm):
    batches = tmp_path / "stopped" / "batches"
    third = batches / "000003.parquet"
    if harm == "another batch":
        third.write_bytes((batches / "000000.parquet").read_bytes())
    elif harm == "cut short":
        third.write_bytes(third.read_bytes()[:-20])
    elif harm == "another sweep's":
        pd.read_parquet(third).assign(index=0.5).to_parquet(third)
    else:
        third.write_text("PAR1")
    sweep_verb.make(begun, tmp_path / "stopped", resume=True)
    one, other = ((tmp_path / name / "outcomes.parquet").read_bytes() for name in ("whole", "stopped"))
    assert one == other
    (caution,) = json.loads((tmp_path / "stopped" / "run.json").read_text())["cautions"]
    assert caution.startswith("batches/000003.parquet: damaged")


def test_sound_parts_are_not_made_anew(begun, tmp_path, monkeypatch):
    monkeypatch.setattr(sweep_verb.sweeps, "live_batch", None)
    sweep_verb.make(begun, tmp_path / "stopped", resume=True)
    assert "cautions" not in json.loads((tmp_path / "stopped" / "run.json").read_text())


def test_a_finished_sweep_without_its_outcomes_is_told(sim, swept, tmp_path):
    (tmp_path / "o" / "outcomes.parquet").unlink()
    for given in (
        ("sweep", swept, "--resume", "--out", "o"),
        ("discover", "o", "--outcome", "index", "--above", 0),
    ):
        status, _, err = sim(*given)
        assert (status, "outcomes.parquet: found no such file" in err or "no finished sweep" in err) == (
            2,
            True,
        )


@pytest.mark.parametrize("text", ["[]", "{}", "{", '{"runs": 2}'])
def test_a_damaged_sweep_has_no_points(sim, swept, small, tmp_path, text):
    (tmp_path / "o" / "sweep.json").write_text(text)
    status, _, err = sim("run", small, "--point", "o:1")
    assert (status, "the result folder of a sweep" in err) == (2, True)


def test_what_an_outcome_is_called_leads_out_of_no_folder(tmp_path):
    written = save(Figure(), tmp_path / "deep" / "figures", "../../x")
    assert {path.parent for path in written} == {tmp_path / "deep" / "figures"}
    assert files(tmp_path) == ["deep/figures/.._.._x.png", "deep/figures/.._.._x.svg"]
    assert (
        shell._folder_name(["discover", "../../s", "../../../x", "above-0"])
        == "discover-.._.._s-.._.._.._x-above-0"
    )


def test_what_is_checked_is_what_is_opened(sim, small, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "scenario.toml").symlink_to("../small/scenario.toml")
    (other / "events.csv").symlink_to("../secret.csv")
    (tmp_path / "secret.csv").write_text((small / "events.csv").read_text().replace("Council", "Secret"))
    assert sim("run", other, "--no-report", "--out", "r")[0] == 0
    assert "Secret" not in (tmp_path / "r" / "events.csv").read_text()


HOLD = """\
import sys, time
from pathlib import Path
from sim.results.held import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that writes to a place."""
    command = [sys.executable, "-c", HOLD, str(tmp_path / "r")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_the_second_command_that_writes_to_a_place_is_told(sim, small, swept, tmp_path, holder):
    for begun in (["run", small, "--no-report"], ["sweep", swept], ["sweep", swept, "--resume"]):
        status, _, said = sim(*begun, "--out", tmp_path / "r", "--force")
        assert (status, said.count("\n")) == (2, 1)
        assert f"another command that writes there (process {holder.pid})" in said
    assert not (tmp_path / "r").exists()
    assert sim("run", small, "--no-report", "--out", tmp_path / "other")[0] == 0


@pytest.mark.skipif(os.name != "posix", reason="this system has no signal that cannot be caught")
def test_what_a_killed_command_left_is_swept_by_the_next_into_its_place(sim, small, tmp_path, holder):
    ours, others = [".r-abcd_123.part"], [".r-b-abcd_123.part", ".r-abcd_123", ".r-notes.part"]
    for name in [*ours, *others]:
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.csv").touch()
    holder.kill()
    holder.wait()
    assert sim("run", small, "--no-report", "--out", tmp_path / "r")[0] == 0
    assert sorted(path.name for path in tmp_path.glob(".r*")) == sorted(others)


@pytest.mark.parametrize("again", ["--resume", "--force"])
def test_half_written_parts_of_a_killed_sweep_go(begun, tmp_path, again):
    stopped = tmp_path / "stopped"
    for name in ("batches/.000003.parquet.part", ".outcomes.parquet.part"):
        (stopped / name).touch()
    (stopped / ".mine.part").touch()
    sweep_verb.make(begun, stopped, How(force=again == "--force"), resume=again == "--resume")
    assert [path.name for path in stopped.rglob("*.part")] == [".mine.part"]


@pytest.mark.skipif(os.name != "posix", reason="this system has no pipes with names")
@pytest.mark.parametrize("harm", ["a pipe", "a device", "a list", "no name"])
def test_a_mark_that_is_none_is_told_and_never_waited_for(sim, small, swept, made, tmp_path, harm):
    for folder in "ro":
        mark = tmp_path / folder / "run.json"
        mark.unlink()
        if harm == "a pipe":
            os.mkfifo(mark)
        elif harm == "a device":
            mark.symlink_to("/dev/zero")
        else:
            mark.write_text("[]" if harm == "a list" else '{"files": {}}')
    for given in (
        ("report", "r"),
        ("replay", "r"),
        ("run", small, "--out", "r", "--force"),
        ("discover", "o", "--outcome", "index", "--above", 0),
        ("sweep", swept, "--out", "o"),
    ):
        status, _, err = sim(*given)
        assert (status, ": found " in err) == (2, True), err


def test_points_and_parts_that_were_changed_are_not_gone_on_with(sim, small, swept, begun, tmp_path):
    points = tmp_path / "stopped" / "points.parquet"
    points.write_bytes(points.read_bytes()[:-9])
    for given in (("sweep", swept, "--out", "stopped", "--resume"), ("run", small, "--point", "stopped:1")):
        status, _, err = sim(*given)
        assert (status, "points.parquet: found other bytes; expected those that were written" in err) == (
            2,
            True,
        )


def test_a_folder_in_the_place_of_a_part_is_not_removed(begun, tmp_path):
    part = tmp_path / "stopped" / "batches" / "000001.parquet"
    part.unlink()
    part.mkdir()
    (part / "thesis.docx").write_text("years of work")
    with pytest.raises(InputError, match=r"batches/000001.parquet: found a folder; .* move it away"):
        sweep_verb.make(begun, tmp_path / "stopped", resume=True)
    assert (part / "thesis.docx").is_file()


def test_parameter_sets_that_their_result_did_not_write(sim, small, made, tmp_path):
    pd.DataFrame({"trust": [0.5, 0.6]}).to_parquet(small / "sets.parquet")
    command = ("run", small, "--no-report", "--posterior")
    assert sim(*command, small / "sets.parquet", "--out", "p")[0] == 0
    kept_sets = tmp_path / "p" / "posterior.parquet"
    pd.DataFrame({"trust": [0.5, 0.7]}).to_parquet(kept_sets)
    status, _, err = sim(*command, kept_sets, "--out", "q")
    assert (status, "posterior.parquet: found other bytes; expected those that its result wrote" in err) == (
        2,
        True,
    )
    kept_sets.rename(tmp_path / "mine.parquet")
    assert sim(*command, tmp_path / "mine.parquet", "--out", "q")[0] == 0


def test_a_folder_in_the_place_of_a_file_is_told_before_anything_is_lived(
    sim, swept, made, tmp_path, monkeypatch
):
    (tmp_path / "o" / "run.json").unlink()
    monkeypatch.setattr(sweep_verb.sweeps, "live_batch", None)
    for name, given in {
        "o/run.json": ("sweep", swept, "--out", "o", "--resume"),
        "r/scores.csv": ("compare", "r"),
    }.items():
        (tmp_path / name).unlink(missing_ok=True)
        (tmp_path / name).mkdir()
        (tmp_path / name / "thesis.docx").write_text("years of work")
        status, _, err = sim(*given)
        assert (status, f"{name}: found a folder; expected a file there: move the folder away" in err) == (
            2,
            True,
        )
        assert (tmp_path / name / "thesis.docx").is_file()
