"""`sim assess --measured`: what data sets know of states as ladders, unknown cells told as such."""

import json
import re

import pandas as pd
import pytest

import sim as house
from sim.datasets.measured import measure
from sim.faults import InputError
from tests.conftest import CASE
from tests.datasets.samples import SAMPLES

FRANCE_GERMANY = ("assess", "--measured", "FRA,DEU")


def read(folder, name):
    return pd.read_csv(folder / f"{name}.csv", keep_default_na=False)


def test_a_folder_with_degrees_stages_records_figure_and_page(sim, tmp_path):
    status, out, faults = sim(*FRANCE_GERMANY, "--out", "r")
    assert (status, faults) == (0, "")
    assert "Germany and France, 1999: moderate; 7 indicators of 7 known." in out
    assert "none to advanced" in out
    assert "? unknown" in out
    cells, stages, grounds = (read(tmp_path / "r", name) for name in ("measured", "stages", "evidence"))
    assert list(cells.columns) == ["year", "pair", "indicator", "degree", "weak"]
    assert list(grounds.columns) == ["year", "pair", "indicator", "degree", "record", "source"]
    assert set(cells["degree"]) == {"none", "low", "high", "unknown"}
    assert set(cells.loc[cells["weak"] == "yes", "indicator"]) == {1, 2, 5}
    assert (cells["year"].min(), cells["year"].max()) == (1955, 2024)
    above = cells[cells["degree"].isin(["low", "high"])]
    assert set(zip(above["year"], above["indicator"], strict=True)) == set(
        zip(grounds["year"], grounds["indicator"], strict=True)
    )
    assert {"atop-3180", "sipri-FRA-DEU", "mme460"} <= set(grounds["record"])
    assert (tmp_path / "r" / "figures" / "measured-DEU-FRA.svg").is_file()
    mark = json.loads((tmp_path / "r" / "run.json").read_text())
    assert mark["releases"]["treaties"] == "ATOP 5.1"
    open_years = stages[stages["stage_lowest"] != stages["stage_highest"]]["year"]
    assert {1956, 2015} <= set(open_years)
    assert 1999 not in set(open_years)


def test_the_tables_hold_what_is_measured_and_unknown_is_never_none(sim, tmp_path):
    sim(*FRANCE_GERMANY, "--from", 1980, "--to", 2015, "--out", "r", "--quiet")
    measured = measure(["FRA", "DEU"], range(1980, 2016))
    words = {-1: "unknown", 0: "none", 1: "low", 2: "high"}
    cells = read(tmp_path / "r", "measured")
    assert cells["degree"].tolist() == [words[degree] for degree in measured.degrees[0].T.ravel().tolist()]
    known = read(tmp_path / "r", "stages").set_index("year")["known"]
    assert known[1999] == 7
    assert known[2015] == 3
    unknown = cells[cells["degree"] == "unknown"].groupby("year").size()
    assert (7 - known[unknown.index] == unknown).all()


def test_page_and_figure_say_what_is_unknown(sim, tmp_path):
    sim(*FRANCE_GERMANY, "--out", "r", "--quiet")
    page = (tmp_path / "r" / "report.html").read_text()
    assert '<td class="unknown">?</td>' in page
    assert "atop-3180" in page
    assert "never taken for none" in page
    assert "To cite: " in page
    assert "Measured weakly: 1 confidence-building measures" in page
    drawn = (tmp_path / "r" / "figures" / "measured-DEU-FRA.svg").read_text()
    assert "unknown: never taken for none" in drawn
    assert "stages that unknown cells leave open" in drawn
    assert "5 integrated command*" in drawn
    assert "<pattern" in drawn, "hatched"


def test_all_pairs_of_more_states_and_the_first_alone_at_once(sim, tmp_path):
    status, out, _ = sim("assess", "--measured", "FRA,DEU,Soviet Union", "--to", 1990, "--out", "r")
    assert status == 0
    assert "(2 more pairs by --all)" in out
    assert set(read(tmp_path / "r", "measured")["pair"]) == {"DEU-FRA", "DEU-RUS", "FRA-RUS"}
    assert "the Soviet Union" in (tmp_path / "r" / "report.html").read_text(), "so it was called then"
    assert (
        "Soviet Union" in sim("assess", "--measured", "FRA,DEU,RUS", "--to", 1990, "--all", "--out", "s")[1]
    )


def test_in_arabic(sim, tmp_path):
    status, out, _ = sim(*FRANCE_GERMANY, "--lang", "ar", "--out", "r")
    assert status == 0
    assert "ألمانيا" in out
    page = (tmp_path / "r" / "report.html").read_text()
    assert 'lang="ar"' in page
    assert "غير معروف" in page
    assert set(read(tmp_path / "r", "measured")["degree"]) == {"none", "low", "high", "unknown"}
    assert not re.search(
        "unknown:|measured weakly", (tmp_path / "r/figures/measured-DEU-FRA.svg").read_text()
    )


def test_a_newer_release_is_measured_in_its_years(sim, tmp_path):
    file, text, _ = SAMPLES["exercises"]
    (tmp_path / "new").mkdir()
    later = text + 'mme9,Later,,"France",2025,2025,0,France,Germany,\n'
    (tmp_path / "new" / file).write_text(later, encoding="utf-8")
    status, _, said = sim(*FRANCE_GERMANY, "--source", "new", "--out", "r")
    assert status == 0
    assert f"exercises: {file} in place of what is bundled" in said
    cells = read(tmp_path / "r", "measured").set_index(["indicator", "year"])["degree"]
    assert (cells[4, 2025], cells[4, 2024], cells[7, 2025]) == ("low", "none", "unknown")


def test_a_result_is_measured_anew_and_comes_out_the_same(sim):
    assert sim(*FRANCE_GERMANY, "--out", "r", "--quiet")[0] == 0
    assert "The same" in sim("replay", "r")[1]


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--measured", "FRA"], "--measured: found FRA; expected two or more different states"),
        (["--measured", "FRA,Germony"], "--measured: found Germony; .*did you mean DEU, Germany"),
        (["--measured", "SUN,RUS,CHN"], "--measured: found SUN,RUS; expected one of them"),
        (["--measured", "FRA,DEU", "--from", "1900"], "--from, --to: found 1900 to 2024; .*1950 to 2024"),
        (
            ["--measured", "FRA,DEU", "--from", "1990", "--to", "1980"],
            "found 1990 to 1980; expected years in",
        ),
        (["--measured", "DDR,CZE"], "expected years in which two of them are states at once"),
        (
            ["--measured", "FRA,DEU", str(CASE)],
            "--measured, EVENTS: found one beside the other; expected one",
        ),
        (
            ["--measured", "FRA,DEU", "--pair", "A-B", "--ladder", "x"],
            "--measured, --pair, --ladder: found one beside",
        ),
        (["--measured", "FRA,DEU", "--source", "nowhere"], "nowhere: found no folder"),
        (["--source", "nowhere", str(CASE)], "--source: found a folder of data sets; expected --measured"),
        ([], "EVENTS: found nothing; expected a file of events, a scenario, or --measured A,B"),
    ],
)
def test_bad_input_is_one_clear_fault(sim, arguments, fault):
    status, out, said = sim("assess", *arguments)
    assert (status, out, said.count("\n")) == (2, "", 1)
    assert re.search(fault, said)


def test_in_python():
    result = house.assess(measured=["France", "DEU"], since=1980, last=2010)
    assert list(result.tables) == ["evidence", "measured", "stages"]
    assert "unknown" in set(result.tables["measured"]["degree"])
    assert list(result.figures) == ["measured-DEU-FRA"]
    assert list(result.verdict) == ["DEU-FRA"]
    with pytest.raises(InputError, match="measured=, events=, pair=: found one beside the other"):
        house.assess("us_india", pair="IND-USA", measured="FRA,DEU")
    with pytest.raises(InputError, match="events=: found nothing"):
        house.assess()
