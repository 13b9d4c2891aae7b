"""Everything wrong with a scenario, a table of drivers, or a variant is said in one go."""

import pytest

from sim.faults import InputError
from sim.scenario.check import check
from sim.scenario.load import load
from tests.conftest import SMALL


def faults(path):
    with pytest.raises(InputError) as caught:
        load(path)
    return [str(fault) for fault in caught.value.faults]


BAD = {
    "an unknown key at the top": ("seed = 7", "sed = 7", "line 6, sed", "did you mean seed?"),
    "an unknown key of a table": ("half_life = 5", "halflife = 5", "shocks.crisis.halflife", "did you mean half_life?"),
    "not a number": ("level = 0.5", "level = nan", "line 36, threats.AAA>CCC.level", "finite"),
    "infinity": ("change = 0.35", "change = inf", "shocks.crisis.change", "finite"),
    "true for a year": ("start = 2000", "start = true", "line 3, start", "valid integer"),
    "text for a year": ("start = 2000", 'start = "2000"', "line 3, start", "valid integer"),
    "years out of order": ("end = 2009", "end = 1999", "start, end", "not before the start"),
    "a span beyond sense": ("end = 2009", "end = 2600", "start, end", "at most 500"),
    "an unknown state in a pair": ('states = ["BBB", "AAA"]', 'states = ["BBB", "AAB"]', "pairs.AAB-BBB", "did you mean AAA?"),
    "a pair with itself": ('states = ["BBB", "AAA"]', 'states = ["AAA", "AAA"]', "pairs", "two different"),
    "an unknown state in a threat": ('by = "BBB"', 'by = "BBX"', "threats.BBX>CCC.by", "did you mean BBB?"),
    "a shock on what does not exist": ('pair = ["AAA", "CCC"]', 'pair = ["AAA", "CCD"]', "shocks.crisis", "did you mean CCC?"),
    "a kind of shock": ('kind = "trust"', 'kind = "truts"', "shocks.crisis.kind", "did you mean trust?"),
    "a state twice": ('code = "CCC"', 'code = "AAA"', "states", "once"),
    "a threat twice": ('by = "BBB"', 'by = "AAA"', "threats", "once"),
    "a value beyond its range": ("trust = 0.3", "trust = 1.3", "pairs.AAA-BBB.trust", "less than or equal to 1"),
    "no capability": ("capability = 0.2\n", "", "states.BBB.capability", "required"),
    "a shock outside the years": ("year = 2003\nkind = \"threat\"", "year = 2031\nkind = \"threat\"", "shocks.crisis.year", "2000 to 2009"),
    "a shock without its subject": ('of = "CCC"\nchange', "change", "shocks.crisis", "of for a shock of kind threat"),
    "a key that its kind has no use for": ("half_life = 5", 'state = "AAA"', "shocks.crisis", "no state"),
    "an unknown parameter": ("threat = 1.1", "thraet = 1.1", "line 60, parameters.thraet", "did you mean threat?"),
    "an impossible parameter": ("threat = 1.1", "opportunity = 1.5", "parameters.opportunity", "from 0 to 1"),
    "text for a parameter": ("threat = 1.1", 'threat = "high"', "parameters.threat", "finite number"),
    "no such events": ('events = "events.csv"', 'events = "event.csv"', "line 7, events", "did you mean events.csv?"),
    "a path that leaves the folder": ('events = "events.csv"', 'events = "../x.csv"', "line 7, events", "folder or below"),
    "an absolute path": ('events = "events.csv"', 'events = "/etc/hosts"', "line 7, events", "folder or below"),
    "drop without extends": ("runs = 40", 'runs = 40\ndrop = ["crisis"]', "drop", "extends another"),
    "no TOML": ("seed = 7", "seed = ", "line 6", "TOML"),
}  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "place", "hint"), BAD.values(), ids=BAD.keys())
def test_a_fault_says_where_and_what_is_expected(small, right, wrong, place, hint):
    assert right in SMALL
    (small / "scenario.toml").write_text(SMALL.replace(right, wrong, 1))
    said = faults(small)
    assert any(place in fault and hint in fault for fault in said), said


def test_all_faults_come_in_one_go(small):
    text = SMALL.replace("seed = 7", "sed = 7").replace("trust = 0.3", "trust = 2").replace("threat = 1.1", "x = 1")
    (small / "scenario.toml").write_text(text)
    (small / "events.csv").write_text("date\n")
    (small / "drivers.csv").write_text("year,quantity,subject,value\n2000,capability,XXX,0.5\n")
    said = "\n".join(faults(small))
    for part in ("sed", "pairs.AAA-BBB.trust", "parameters.x", "events.csv", "drivers.csv: line 2"):
        assert part in said


def test_an_implausible_parameter_is_only_doubted(small):
    (small / "scenario.toml").write_text(SMALL.replace("threat = 1.1", "threat = 9.0"))
    (caution,) = load(small).warnings
    assert caution.warning
    assert "plausible value, 0 to 3" in str(caution)


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ('name = "v"\nextends = "scenaro.toml"\n', "line 2, extends", "did you mean scenario.toml?"),
        ('name = "v"\nextends = "../other.toml"\n', "extends", "folder or below"),
        ('name = "v"\nextends = "variant.toml"\n', "extends", "a circle"),
        ('name = "v"\nextends = "scenario.toml"\ndrop = ["crises"]\n', "line 3, drop", "did you mean crisis?"),
        ('extends = "scenario.toml"\n', "name", "required"),
        (
            'name = "v"\nextends = "scenario.toml"\n[[shocks]]\nid = "crisis"\nchange = 0.1\n',
            "line 3, shocks.crisis",
            "its kind and subject",
        ),
    ],
)
def test_faults_of_variants(variant, text, place, hint):
    said = faults(variant(text))
    assert any(place in fault and hint in fault for fault in said), said


def test_a_link_that_leaves_the_folder_is_refused(small, tmp_path):
    (tmp_path / "outside.csv").write_text("date\n")
    (small / "link.csv").symlink_to(tmp_path / "outside.csv")
    (small / "scenario.toml").write_text(SMALL.replace("events.csv", "link.csv"))
    assert any("folder or below" in fault for fault in faults(small))


@pytest.mark.parametrize(
    ("row", "place", "hint"),
    [
        ("x,capability,AAA,0.1", "line 2, year", "a year"),
        ("2000,capabilty,AAA,0.1", "line 2, quantity", "did you mean capability?"),
        ("2000,capability,AAX,0.1", "line 2, subject", "did you mean AAA?"),
        ("2000,trust,AAA,0.1", "line 2, subject", "a pair"),
        ("2000,threat,AAA-BBB,0.1", "line 2, subject", "RUS>USA"),
        ("2000,capability,AAA,nan", "line 2, value", "0 to 1"),
        ("2000,capability,AAA,1.5", "line 2, value", "0 to 1"),
        ("2000,capability,AAA,0.1\n2000,capability,AAA,0.2", "line 3", "once"),
    ],
)
def test_faults_of_drivers(small, row, place, hint):
    (small / "drivers.csv").write_text(f"year,quantity,subject,value\n{row}\n")
    said = faults(small)
    assert len(said) == 1
    assert place in said[0]
    assert hint in said[0]


def test_check_knows_each_kind_of_file(small, tmp_path):
    assert check(small) == check(small / "events.csv") == check(small / "drivers.csv") == []
    (small / "drivers.csv").write_text("year,quantity,subject,value\n2000,capability,XXX,0.5\n")
    assert "no state XXX" in str(check(small / "drivers.csv")[0])
    statement = "S,2001,,AAA;BBB,military,2,,end,statement,Words,book,"
    (small / "events.csv").write_text((small / "events.csv").read_text() + statement + "\n")
    assert [fault.warning for fault in check(small / "events.csv")] == [True]
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    assert "actors" in str(check(other)[0])
    assert "no such file" in str(check(tmp_path / "none.toml")[0])
