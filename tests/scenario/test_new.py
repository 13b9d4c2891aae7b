"""A new case: what is filled in, what is left open, what is refused."""

import tomllib

import pandas as pd
import pytest

from sim.experiments.ensemble import simulate
from sim.faults import InputError
from sim.ladder.event_files import read_events
from sim.scenario import facts
from sim.scenario.check import to_judge
from sim.scenario.facts.spending import spending
from sim.scenario.load import load, pair_under_study
from sim.scenario.new import new
from sim.scenario.parameters import of_world
from tests.conftest import ROOT


def driven(folder, quantity="capability"):
    """Return a driver as a table, years by states."""
    rows = pd.read_csv(folder / "drivers.csv")
    return rows[rows["quantity"] == quantity].pivot_table(index="year", columns="subject", values="value")


def test_a_new_case_checks_and_runs_as_it_stands(tmp_path):
    written, notes = new(tmp_path / "case", ["USA", "IND"], 1991, 2023)
    assert [path.name for path in written] == ["drivers.csv", "events.csv", "scenario.toml"]
    assert notes == [
        "drivers of capability end in 2022; after it the last value holds",
        "drivers of trust, dispute and threat in 2015, interdependence in 2014 end at the latest; after it "
        "the last value holds",
    ]
    case = load(tmp_path / "case", ["runs=20"])
    assert case.warnings == []
    assert read_events(tmp_path / "case" / "events.csv") == []
    assert sum(state.capability for state in case.scenario.states) == pytest.approx(1, abs=1e-3)
    assert case.scenario.pairs[0].proximity == 0.3978
    assert sum(chunk.tally.lives for chunk in simulate(case)) == 20


def test_the_first_two_states_named_are_the_pair_under_study(tmp_path):
    new(tmp_path / "case", ["USA", "IND", "CHN"], 1991, 2022)
    assert pair_under_study(load(tmp_path / "case")) == "IND-USA"


def test_capability_is_the_mean_share_of_three_years_before(tmp_path):
    new(tmp_path / "case", ["CHN", "RUS", "USA"], 1991, 2022)
    states = {state.code: state.capability for state in load(tmp_path / "case").scenario.states}
    assert states == {"CHN": 0.0133, "RUS": 0.3706, "USA": 0.6161}


def test_the_federal_republic_has_its_own_rows_and_the_reich_never_runs_into_it(tmp_path):
    _, notes = new(tmp_path / "case", ["FRA", "DEU", "SUN"], 1950, 1990)
    share = driven(tmp_path / "case")
    assert share.index[0] == 1955
    assert (share["DEU"] < share["FRA"])[1960]
    assert share["DEU"].max() < 0.2
    assert "capability of DEU at the start is 0, as of no state: left for you to judge" in notes
    germany, france, union = load(tmp_path / "case").scenario.states
    assert germany.source.startswith("capability: no state in 1950 (Correlates of War), judge")
    assert (germany.capability, france.capability + union.capability) == (0, 1)
    assert "capability of DEU" in to_judge(tmp_path / "case")


def test_alliances_and_votes_of_the_federal_republic_are_there_before_unity(tmp_path):
    new(tmp_path / "case", ["FRA", "DEU", "SUN"], 1980, 1990)
    pair = load(tmp_path / "case").scenario.pairs[0]
    assert (pair.key, pair.proximity, pair.interest, pair.trust) == ("DEU-FRA", 1.0, 0.9, 0.7)
    assert "obligations: defense" in pair.source
    assert "UN ideal points 1975-1979 are 0." in pair.source


@pytest.mark.parametrize(
    ("codes", "years", "gap"),
    [
        (["KHM", "CHN"], (1970, 1995), "1976-1985 for KHM"),
        (["VNM", "CHN"], (1970, 1995), "1974-1983 for VNM"),
        (["JPN", "USA"], (1945, 1960), "1946-1951 for JPN"),
    ],
)
def test_a_long_gap_or_an_occupation_waits_for_a_judgement(tmp_path, codes, years, gap):
    _, notes = new(tmp_path / "case", codes, *years)
    first = gap[:4]
    assert any(note.startswith(f"no figures {gap}: rows of {first} in drivers.csv wait") for note in notes)
    rows = pd.read_csv(tmp_path / "case" / "drivers.csv")
    waiting = rows[rows["value"].isna()]
    assert set(waiting["year"]) == {int(first)}
    of_states = waiting["quantity"] == "capability"
    assert waiting.loc[of_states, "source"].str.startswith(f"judge: no figures {gap}").all()
    assert waiting.loc[~of_states, "source"].str.startswith("judge: one of the two was no state").all()
    with pytest.raises(InputError, match=r"value: found ''; expected a number"):
        load(tmp_path / "case")


def test_every_driven_share_says_whose_figure_is_not_the_published_one(tmp_path):
    new(tmp_path / "case", ["CHN", "PRK", "USA"], 1989, 2004)
    rows = pd.read_csv(tmp_path / "case" / "drivers.csv")
    source = rows[rows["quantity"] == "capability"].groupby("year")["source"].first()
    assert source[1990] == "NMC v7 military expenditure"
    assert source[1999] == "NMC v7 military expenditure; CHN by SIPRI"
    assert source[2003].endswith("; CHN by SIPRI; PRK by the composite index")


def test_a_line_is_drawn_over_three_years_at_most_and_never_past_the_end_of_a_state():
    for code, state in facts.known_states().items():
        figures = spending([code])
        lines = [year for (_, year), origin in figures.origins.items() if origin == "interpolated"]
        assert all(state.spell(year) for year in figures.values[code])
        assert all(not set(range(year, year + 4)) <= set(lines) for year in lines)


def test_the_soviet_union_reads_the_record_of_russia_to_its_end(tmp_path):
    new(tmp_path / "union", ["EGY", "SUN"], 1955, 1981)
    new(tmp_path / "russia", ["EGY", "RUS"], 1955, 1981)
    union, russia = (driven(tmp_path / name) for name in ("union", "russia"))
    assert union["SUN"].tolist() == russia["RUS"].tolist()
    _, notes = new(tmp_path / "late", ["EGY", "SUN"], 1980, 2000)
    assert "SUN (Soviet Union): no state in 1992-2000 (Correlates of War)" in notes
    assert driven(tmp_path / "late").index.max() == 1991


@pytest.mark.parametrize(
    ("pair", "year"),
    [
        ("EGY-IRQ", 1995),
        ("EGY-TUR", 1995),
        ("DEU-RUS", 1995),
        ("DEU-ITA", 1995),
        ("RUS-TUR", 1995),
        ("MMR-PAK", 1995),
        ("FRA-NLD", 1995),
    ],
)
def test_borders_are_dated_and_by_land(pair, year):
    value, said = facts.proximity(*pair.split("-"), year)
    assert value < 1
    assert said.endswith("km between capitals")


@pytest.mark.parametrize(
    ("pair", "year", "said"),
    [
        ("SUN-TUR", 1970, "land border"),
        ("MMR-PAK", 1960, "land border"),
        ("DEU-FRA", 1995, "land border"),
        ("DEU-FRA", 1950, "land border in 1955"),
        ("CHN-VNM", 1950, "land border in 1954"),
    ],
)
def test_neighbours_are_neighbours(pair, year, said):
    assert facts.proximity(*pair.split("-"), year) == (1.0, said)


def test_every_bundled_case_begins_with_the_borders_and_industries_of_its_first_year():
    for path in sorted((ROOT / "scenarios").glob("*/scenario.toml")):
        scenario = load(path).scenario
        for pair in scenario.pairs:
            near = facts.proximity(*pair.states, scenario.start)
            assert pair.proximity == pytest.approx(near[0], abs=0.003), (path, pair.key)
        for state in scenario.states:
            assert state.industry == facts.industry(state.code, scenario.start), (path, state.code)


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (["Germany", "GDR", "UKG"], ["DDR", "DEU", "GBR"]),
        (["GER", "South Korea"], ["DEU", "KOR"]),
        (["usa", "Burma", "USSR"], ["MMR", "SUN", "USA"]),
        (["أستراليا", "AUS-", "Austria"], None),
    ],
)
def test_names_and_older_codes_find_their_state(tmp_path, names, codes):
    if codes is None:
        with pytest.raises(InputError, match=r"found AUS-; .*did you mean AUS, Australia\?"):
            new(tmp_path / "case", names, 1970, 1980)
        return
    _, notes = new(tmp_path / "case", names, 1970, 1980)
    states = tomllib.loads((tmp_path / "case" / "scenario.toml").read_text())["states"]
    assert [state["code"] for state in states] == codes
    assert f"{names[0]} is {facts.code_of(names[0])}" in notes


def test_no_name_of_a_state_is_another_ones_too():
    taken = {}
    for code, state in facts.known_states().items():
        assert facts.code_of(code) == code
        assert facts.code_of(state.name_en) == facts.code_of(state.name_ar) == code
        for name in state.also:
            assert taken.setdefault(name.casefold(), code) == code


def test_an_unknown_state_is_refused_and_leaves_nothing_that_blocks_the_next_try(tmp_path):
    with pytest.raises(InputError, match=r"--states: found XYZ; expected codes or names of states"):
        new(tmp_path / "deep" / "case", ["USA", "XYZ"], 1970, 1980)
    assert list(tmp_path.iterdir()) == []
    new(tmp_path / "deep" / "case", ["USA", "CAN"], 1970, 1980)


def test_a_state_without_figures_leaves_the_others_open_too(tmp_path):
    _, notes = new(tmp_path / "case", ["USA", "KHM"], 1982, 1990)
    assert "capability at the start is left for you to judge: no figures of 1979-1981 for KHM" in notes
    text = (tmp_path / "case" / "scenario.toml").read_text()
    assert "# capability = ?    judge: its share among these states, 0 to 1" in text
    assert all("capability" not in state for state in tomllib.loads(text)["states"])
    with pytest.raises(InputError, match=r"states\.KHM\.capability: found nothing; expected a value"):
        load(tmp_path / "case")


def test_who_is_no_state_at_the_start_has_no_share_then(tmp_path):
    _, notes = new(tmp_path / "case", ["USA", "NAM"], 1970, 1980)
    assert "NAM (Namibia): no state in 1970-1980 (Correlates of War)" in notes
    assert [state.capability for state in load(tmp_path / "case").scenario.states] == [0, 1]


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ((1890, 1914), "for 1890 there are no figures of military expenditure (from 1945 on), UN votes"),
        ((2050, 2060), "for 2050 there are no figures of military expenditure (up to 2022), UN votes"),
    ],
)
def test_years_without_figures_are_told(tmp_path, years, said):
    _, notes = new(tmp_path / "case", ["FRA", "RUS"], *years)
    assert any(note.startswith(said) for note in notes)
    assert any(note.startswith("capability at the start is left for you to judge") for note in notes)
    text = (tmp_path / "case" / "scenario.toml").read_text()
    unknown = "rivalries and alliances of that time unknown"
    assert ("alliance coded in 2018" in text or "obligations in 2018" in text) == (years[0] == 2050)
    assert (unknown in text) == (years[0] == 1890)


def test_arms_industry_is_filled_in_with_its_changes(tmp_path):
    new(tmp_path / "case", ["FRA", "DEU"], 1960, 1975)
    case = load(tmp_path / "case")
    assert [state.industry for state in case.scenario.states] == [0.2, 0.5]
    germany = driven(tmp_path / "case", "industry")["DEU"]
    assert germany.to_dict() == {1966: 0.2, 1967: 0.5}


def test_check_names_what_still_waits_to_be_judged(tmp_path):
    new(tmp_path / "case", ["FRA", "DEU"], 1960, 1975)
    note = to_judge(tmp_path / "case")
    assert "1 values still stand as 'judge'" in note
    assert "interest of DEU-FRA" in note
    path = tmp_path / "case" / "scenario.toml"
    path.write_text(path.read_text().replace("UN votes unknown, judge", "0.7 by treaty"))
    assert to_judge(tmp_path / "case") == ""
    assert to_judge(ROOT / "scenarios" / "russia_china") == ""


def test_pairs_read_the_same_from_either_side():
    for one, other in [("RUS", "CHN"), ("TUR", "ISR"), ("VNM", "SUN"), ("PRK", "CHN")]:
        for ask in (facts.proximity, facts.rivalry, facts.obligations):
            assert ask(one, other, 1970) == ask(other, one, 1970)
        years = range(1975, 1980)
        assert facts.vote_distance(one, other, years) == facts.vote_distance(other, one, years)
    assert facts.rivalry("CHN", "SUN", 1975) == "positional and spatial and ideological"
    assert facts.rivalry("CHN", "SUN", 1990) is None


@pytest.mark.parametrize(
    ("names", "years", "message"),
    [
        (["USA"], (1991, 2000), "found USA; expected two or more different states"),
        (["USA", "USA"], (1991, 2000), "two or more different states"),
        (["Germany", "GER"], (1991, 2000), "found Germany,GER; expected two or more different states"),
        (["USA", ""], (1991, 2000), "found an empty name; expected codes or names of states"),
        (["USA", "IND"], (2000, 1991), "found 2000 to 1991; expected a first year and a last not before"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_written(tmp_path, names, years, message):
    with pytest.raises(InputError, match=message):
        new(tmp_path / "case", names, *years)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(InputError, match="something there"):
        new(tmp_path, ["USA", "IND"], 1991, 2000)
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_every_state_since_1945_has_a_case_and_no_value_beside_its_years(tmp_path):
    states = [
        s for s in facts.known_states().values() if (s.spells[-1][1] or 2020) > 1945 and s.code != "USA"
    ]
    assert len(states) > 190
    for state in states:
        start = max(1946, state.spells[-1][0])
        end = min(start + 12, state.spells[-1][1] or 2022)
        new(tmp_path / state.code, ["USA", state.code], start, end)
        rows = pd.read_csv(tmp_path / state.code / "drivers.csv") if end > start else pd.DataFrame()
        for row in rows.dropna().itertuples():
            assert state.spell(row.year), (state.code, row)
        assert all(isinstance(row.source, str) and row.source for row in rows.itertuples())


def test_a_pair_is_read_by_the_rules_of_the_scales(tmp_path):
    new(tmp_path / "case", ["IND", "PAK"], 1972, 2000)
    case = load(tmp_path / "case")
    pair, threats = case.scenario.pairs[0], {threat.key: threat.level for threat in case.scenario.threats}
    assert (pair.trust, pair.dispute) == (0.05, 0.6)
    assert threats == {"IND>PAK": 0.6, "PAK>IND": 0.6}
    assert "war in 1967-1971" in pair.source
    assert "claim on" in pair.source
    assert 0 <= pair.interdependence < 0.1
    trust = driven(tmp_path / "case", "trust")["IND-PAK"]
    assert trust.to_dict()[1977] == 0.15


def test_an_alliance_that_comes_later_moves_nothing(tmp_path):
    new(tmp_path / "case", ["USA", "JPN"], 1954, 1990)
    new(tmp_path / "early", ["SUN", "CHN"], 1949, 1990)
    trust = driven(tmp_path / "early", "trust")["CHN-SUN"]
    assert trust.loc[:1953].isin([0.3]).all()
    assert "trust" not in set(pd.read_csv(tmp_path / "case" / "drivers.csv")["quantity"])


@pytest.mark.parametrize(
    ("region", "years", "codes"),
    [
        ("Central Asia", (1995, 2000), ["KAZ", "KGZ", "TJK", "TKM", "UZB"]),
        ("آسيا الوسطى", (1995, 2000), ["KAZ", "KGZ", "TJK", "TKM", "UZB"]),
        ("143", (1995, 2000), ["KAZ", "KGZ", "TJK", "TKM", "UZB"]),
        ("eastern europe", (1980, 1990), ["BGR", "CSK", "DDR", "HUN", "POL", "ROU", "SUN"]),
        ("Eastern Europe", (1980, 2000), ["BGR", "CSK", "DDR", "HUN", "POL", "ROU", "RUS"]),
        ("Central Asia", (1980, 1990), []),
        ("Middle-earth", (1980, 1990), None),
    ],
)
def test_a_region_stands_for_the_states_that_are_such_at_the_start(region, years, codes):
    assert facts.states_of(region, *years) == codes


def test_every_state_since_1945_is_in_one_region_and_one_part_of_the_world():
    parts = [facts.regions()[name] for name in ("africa", "americas", "asia", "europe", "oceania")]
    for code, state in facts.known_states().items():
        if any((last or 9999) >= 1945 for _, last in state.spells):
            assert sum(code in part for part in parts) == 1, code
    assert len(facts.states_of("all", 2012, 2020)) == 195


def test_a_case_of_a_region_loads_and_its_capabilities_are_each_states_own(tmp_path):
    _, notes = new(tmp_path / "case", ["USA", "CHN", "South-eastern Asia"], 1990, 1995)
    assert notes[0] == "South-eastern Asia: 10 states in 1990"
    case = load(tmp_path / "case")
    assert pair_under_study(case) == "CHN-USA"
    assert len(case.scenario.states) == 12
    assert sum(state.capability for state in case.scenario.states) == pytest.approx(1, abs=0.01)
    assert driven(tmp_path / "case").sum(axis=1).tolist() == pytest.approx([1] * 6, abs=1e-4)


def test_a_region_without_a_state_at_the_start_is_refused(tmp_path):
    with pytest.raises(InputError, match="Central Asia"):
        new(tmp_path / "case", ["USA", "Central Asia"], 1980, 1990)


def test_many_states_begin_with_the_parameters_of_the_world(tmp_path, monkeypatch):
    three = ["FRA", "DEU", "ITA"]
    new(tmp_path / "few", three, 1995, 2000)
    assert "[parameters]" not in (tmp_path / "few" / "scenario.toml").read_text()
    monkeypatch.setattr("sim.scenario.new.MANY_STATES", 2)
    new(tmp_path / "many", three, 1995, 2000)
    parameters = load(tmp_path / "many").scenario.parameters
    assert {name: parameters[name] for name in of_world()} == of_world()


@pytest.mark.parametrize(
    ("named", "meant"), [("DUE", "DEU, Germany"), ("Germny", "DEU, Germany"), ("Erope", "europe")]
)
def test_a_misspelt_state_or_region_is_told_with_what_is_meant(tmp_path, named, meant):
    with pytest.raises(InputError, match=f"found {named}.*did you mean {meant}"):
        new(tmp_path / "case", ["FRA", named], 1991, 2000)
