"""Scenario and driver files that are wrong: every fault, all in one go, each with its place."""

import numpy as np
import pytest

from sim.faults import InputError, shown
from sim.scenario.check import check_case_file
from sim.scenario.drivers import read_drivers
from sim.scenario.load import load, resolved_toml
from sim.scenario.parameters import PARAMETERS
from tests.scenario.cases import BASE, DRIVERS, EVENTS, VARIANT, faults, marked, write


def replaced(old, new):
    assert old in BASE
    return BASE.replace(old, new, 1)


STATE = '[[states]] # here\ncode = "DDD"\nname = "Fourth"\ncapability = 0.1\n'
PAIR = '[[pairs]] # here\nstates = ["CCC", "AAA"]\n'
SHOCK = '[[shocks]] # here\nid = "new"\nyear = 2001\nkind = "threat"\nby = "AAA"\nof = "BBB"\nchange = 0.1\n'


def added(table):
    return BASE.replace("[parameters]", table + "\n[parameters]")


# A text with its faulty line marked, the place named beside that line, and words of the message.
BAD = {
    # keys
    "unknown key": (replaced("end = 2005", "end = 2005\nendd = 1 # here"), "endd", "did you mean end?"),
    "unknown table": (BASE + "[parametres] # here\n", "parametres", "did you mean parameters?"),
    "unknown list": (BASE + '[[shock]]\nid = "x"\n', "shock", "did you mean shocks?"),
    "key of a state": (
        replaced("capability = 0.2", "capability = 0.2\nautonmy = 1 # here"),
        "states.CCC.autonmy",
        "did you mean autonomy?",
    ),
    "key of a pair": (replaced("trust = 0.4", "trust = 0.4\ntrst = 0 # here"), "AAA-BBB.trst", "trust?"),
    "key of a threat": (replaced("level = 0.6", "level = 0.6\nlevl = 1 # here"), "AAA>CCC.levl", "level?"),
    "key of a shock": (
        added(SHOCK.replace(" # here", "") + "halflife = 3 # here\n"),
        "shocks.new.halflife",
        "did you mean half_life?",
    ),
    # the pair under study
    "a focus on no state": ('focus = "AAA-BBX" # here\n' + BASE, "focus", "did you mean AAA-BBB?"),
    "a focus on one state": ('focus = "AAA" # here\n' + BASE, "focus", "a pair of the scenario's states"),
    "a focus on a state twice": ('focus = "AAA-AAA" # here\n' + BASE, "focus", "such as AAA-CCC"),
    "a focus in small letters": ('focus = "aaa-bbb" # here\n' + BASE, "focus", "did you mean AAA-BBB?"),
    "a focus that is a list": ('focus = ["AAA", "BBB"] # here\n' + BASE, "focus", "valid string"),
    # numbers
    "NaN": (replaced("capability = 0.2", "capability = nan # here"), "states.CCC.capability", "finite"),
    "infinity": (replaced("half_life = 6", "half_life = inf # here"), "shocks.crisis.half_life", "finite"),
    "less than nothing": (replaced("trust = 0.4", "trust = -inf # here"), "pairs.AAA-BBB.trust", "finite"),
    "too much": (replaced("level = 0.6", "level = 1.5 # here"), "threats.AAA>CCC.level", "or equal to 1"),
    "too little": (replaced("level = 0.6", "level = -0.5 # here"), "threats.AAA>CCC.level", "or equal to 0"),
    "text as a number": (replaced("level = 0.6", 'level = "0.6" # here'), "AAA>CCC.level", "valid number"),
    "true as a number": (replaced("level = 0.6", "level = true # here"), "AAA>CCC.level", "valid number"),
    "true as a year": (replaced("start = 2000", "start = true # here"), "start", "valid integer"),
    "true as a shock's year": (replaced("year = 2002", "year = true # here"), "crisis.year", "valid integer"),
    "a date as a year": (replaced("start = 2000", "start = 2000-01-01 # here"), "start", "valid integer"),
    "a year with a fraction": (replaced("end = 2005", "end = 2005.0 # here"), "end", "valid integer"),
    "year 0": (replaced("start = 2000", "start = 0 # here"), "start", "or equal to 1"),
    "year 10000": (replaced("end = 2005", "end = 10000 # here"), "end", "or equal to 9999"),
    "no lives": (replaced("runs = 20", "runs = 0 # here"), "runs", "or equal to 1"),
    "too many lives": (replaced("runs = 20", "runs = 10_000_001 # here"), "runs", "or equal to 10000000"),
    "a seed below 0": (replaced("seed = 7", "seed = -7 # here"), "seed", "or equal to 0"),
    "no autonomy": (replaced("autonomy = 2.0", "autonomy = 0 # here"), "states.BBB.autonomy", "than 0"),
    "no half-life": (replaced("half_life = 6", "half_life = 0 # here"), "shocks.crisis.half_life", "than 0"),
    "a change above 1": (replaced("change = 0.35", "change = 1.35 # here"), "crisis.change", "equal to 1"),
    "a chance above 1": (replaced("chance = 0.5", "chance = 1.5 # here"), "trade-war.chance", "equal to 1"),
    "a short ladder": (
        replaced("trust = 0.4", "ladder = [1, 0] # here"),
        "AAA-BBB.ladder",
        "7, one for each",
    ),
    # years
    "years out of order": (replaced("end = 2005", "end = 1999"), "start, end", "not before the start"),
    "a span of 501": (replaced("end = 2005", "end = 2500"), "start, end", "at most 500 years"),
    "a shock before": (
        replaced("[2003, 2004]", "[1999, 2004] # here"),
        "shocks.trade-war.years",
        "within 2000 to 2005",
    ),
    "a shock after": (
        replaced("[2003, 2004]", "[2003, 2006] # here"),
        "shocks.trade-war.years",
        "within 2000 to 2005",
    ),
    "a shock's years out of order": (
        added(SHOCK.replace("year = 2001", "years = [2004, 2003]")),
        "shocks.new",
        "in order",
    ),
    "year and years": (
        added(SHOCK.replace("year = 2001", "year = 2001\nyears = [2001, 2002]")),
        "shocks.new",
        "either year or years",
    ),
    "neither year nor years": (added(SHOCK.replace("year = 2001\n", "")), "shocks.new", "either year or"),
    # states
    "a pair of an unknown state": (
        replaced('["BBB", "AAA"]', '["BBB", "AAB"] # here'),
        "pairs.AAB-BBB.states",
        "did you mean AAA?",
    ),
    "a threat by an unknown state": (replaced('by = "BBB"', 'by = "BBD" # here'), "by", "did you mean BBB?"),
    "a threat of an unknown state": (replaced('of = "CCC"', 'of = "CCB" # here'), "of", "did you mean CCC?"),
    "a shock on an unknown state": (
        added(SHOCK.replace(" # here", "").replace('"AAA"', '"AAZ" # here')),
        "shocks.new.by",
        "no state AAZ; expected a state of the scenario (did you mean AAA?)",
    ),
    "a shock on an unknown pair": (
        replaced('pair = ["CCC", "AAA"]', 'pair = ["CCC", "ZZZ"] # here'),
        "shocks.crisis.pair",
        "no state ZZZ",
    ),
    "a code in lower case": (replaced('code = "CCC"', 'code = "ccc" # here'), "states.ccc.code", "pattern"),
    "a pair of one": (replaced('["BBB", "AAA"]', '["AAA", "AAA"] # here'), "states", "two different states"),
    "a pair of three": (
        replaced('["BBB", "AAA"]', '["BBB", "AAA", "CCC"] # here'),
        "states",
        "two different states",
    ),
    "a threat of oneself": (
        added('[[threats]] # here\nby = "AAA"\nof = "AAA"\nlevel = 0.1\n'),
        "threats.AAA>AAA",
        "two different states",
    ),
    "a shock of oneself": (added(SHOCK.replace("BBB", "AAA")), "shocks.new", "two different states"),
    # twice
    "a state twice": (added(STATE.replace("DDD", "AAA")), "states.AAA", "AAA again"),
    "a pair twice": (
        added(PAIR.replace(" # here", "") + PAIR.replace('"CCC", "AAA"', '"AAA", "CCC"')),
        "pairs.AAA-CCC",
        "AAA-CCC again",
    ),
    "a threat twice": (
        added('[[threats]] # here\nby = "AAA"\nof = "CCC"\nlevel = 0.1\n'),
        "threats.AAA>CCC",
        "AAA>CCC again",
    ),
    "an effect twice": (
        added(SHOCK.replace("new", "crisis").replace("BBB", "CCC").replace("2001", "2002")),
        "shocks.crisis",
        "crisis again",
    ),
    "an id in two years": (added(SHOCK.replace("new", "crisis")), "shocks.crisis", "the same year"),
    "an id of two chances": (
        added(SHOCK.replace("new", "crisis").replace("2001", "2002") + "chance = 0.5\n"),
        "shocks.crisis",
        "chance",
    ),
    # what is missing
    "no code": (added(STATE.replace('code = "DDD"\n', "")), "states.code", "this key is required"),
    "no capability": (added(STATE.replace("capability = 0.1\n", "")), "DDD.capability", "is required"),
    "no states": (added(PAIR.replace('states = ["CCC", "AAA"]\n', "")), "pairs.states", "is required"),
    "no level": (added('[[threats]] # here\nby = "CCC"\nof = "BBB"\n'), "CCC>BBB.level", "is required"),
    "no change": (added(SHOCK.replace("change = 0.1\n", "")), "shocks.new", "change for a shock of kind"),
    "no subject": (added(SHOCK.replace('by = "AAA"\n', "")), "shocks.new", "by for a shock of kind threat"),
    "no id and no name": (added(SHOCK.replace('id = "new"\n', "")), "shocks.id", "is required"),
    "no kind": (added(SHOCK.replace('kind = "threat"\n', "")), "shocks.new.kind", "is required"),
    "no name": (replaced('name = "base"\n', ""), "name", "this key is required"),
    "no title": (replaced('title = "Three states"\n', ""), "title", "this key is required"),
    "no start": (replaced("start = 2000\n", ""), "start", "this key is required"),
    # shocks
    "a kind": (
        replaced('kind = "dispute"', 'kind = "disputes" # here'),
        "shocks.crisis.kind",
        "did you mean dispute?",
    ),
    "a subject of another kind": (
        added(SHOCK + 'pair = ["AAA", "BBB"]\n'),
        "shocks.new",
        "no pair for a shock of kind threat",
    ),
    "an indicator without a degree": (
        added(
            '[[shocks]] # here\nid = "new"\nyear = 2001\nkind = "indicator"\npair = ["AAA", "BBB"]\n'
            "indicator = 1\n"
        ),
        "shocks.new",
        "a degree, low or high",
    ),
    "indicator 8": (
        added(
            '[[shocks]]\nid = "new"\nyear = 2001\nkind = "indicator"\npair = ["AAA", "BBB"]\n'
            'degree = "low"\nindicator = 8 # here\n'
        ),
        "shocks.new.indicator",
        "military ladder, 1 to 7",
    ),
    "an id with a space": (replaced('id = "crisis"', 'id = "a crisis" # here'), "id", "pattern"),
    # parameters
    "unknown parameter": (
        replaced("threat = 0.6", "thret = 1.2 # here"),
        "parameters.thret",
        "unknown parameter thret; expected a parameter of the model (did you mean threat?)",
    ),
    "impossible parameter": (
        replaced("threat = 0.6", "opportunity = 1.2 # here"),
        "parameters.opportunity",
        "a value from 0 to 1",
    ),
    "negative weight": (replaced("threat = 0.6", "threat = -1 # here"), "parameters.threat", "from 0 to inf"),
    "parameter NaN": (replaced("threat = 0.6", "threat = nan # here"), "parameters.threat", "finite number"),
    "parameter inf": (replaced("threat = 0.6", "threat = inf # here"), "parameters.threat", "finite number"),
    "parameter true": (
        replaced("threat = 0.6", "threat = true # here"),
        "parameters.threat",
        "found true; expected a finite number",
    ),
    "parameter text": (replaced("threat = 0.6", 'threat = "2" # here'), "parameters.threat", "finite number"),
    "no weight at all": (
        replaced("[parameters]", "[parameters] # here").replace(
            "threat = 0.6", "threat = 0\npower = 0\ninterest = 0"
        ),
        "parameters",
        "one weight above 0",
    ),
    # files and forms
    "no events": ('events = "evnts.csv" # here\n' + BASE, "events", "no file evnts.csv"),
    "no drivers": ('drivers = "drvers.csv" # here\n' + BASE, "drivers", "no file drvers.csv"),
    "events are a folder": ('events = "." # here\n' + BASE, "events", "expected a CSV file"),
    "events are a number": ("events = 3 # here\n" + BASE, "events", "the name of a file, or a list"),
    "a name with a slash": (replaced('name = "base"', 'name = "a/b" # here'), "name", "pattern"),
    "an empty title": (replaced('"Three states"', '"" # here'), "title", "at least 1 character"),
    "a title in another language": (
        replaced('"Three states"', '{ en = "Three", fr = "Trois" } # here'),
        "title",
        "unknown key 'fr'",
    ),
    "a long title": (
        replaced('"Three states"', f'"{"T" * 501}" # here'),
        "title",
        "501 letters; expected 500",
    ),
    "an endless title": (
        replaced('"Three states"', f'"{"T" * 200_000}"'),
        "title",
        "found text of 200,000 letters; expected 20,000 at most",
    ),
    "a long name": (
        replaced('name = "base"', f'name = "{"n" * 101}" # here'),
        "name",
        "expected 100 at most",
    ),
    "many states": (
        BASE + "".join(f'[[states]]\ncode = "S{n}"\nname = "S"\ncapability = 0\n' for n in range(248)),
        "states",
        "found 251 tables [[states]]; expected 250 at most",
    ),
    "one table where many are meant": (
        'threats = { by = "AAA" } # here\n' + BASE[: BASE.index("[[threats]]")],
        "threats",
        "tables [[threats]]",
    ),
    "drop without extends": ('drop = ["crisis"] # here\n' + BASE, "drop", "in a file that extends another"),
}


@pytest.mark.parametrize(("text", "place", "hint"), BAD.values(), ids=BAD)
def test_each_kind_of_fault_at_its_line(tmp_path, text, place, hint):
    path = write(tmp_path, text)
    (fault,) = faults(path)
    assert fault.file == str(path)
    assert not fault.warning
    assert hint in str(fault)
    lines = marked(text)
    expected = f"line {lines[0]}, " if lines else ""
    assert fault.place.startswith(expected) if lines else "line" not in fault.place
    assert fault.place.removeprefix(expected).endswith(place)


def test_parameters_that_are_no_table_are_not_called_unknown(tmp_path):
    (fault,) = faults(write(tmp_path, "parameters = 3\n" + BASE[: BASE.index("[parameters]")]))
    assert "unknown" not in str(fault)


def test_two_states_at_least(tmp_path):
    reported = faults(write(tmp_path, BASE[: BASE.index("[[states]]")]))
    assert [str(fault).partition(": ")[2] for fault in reported] == [
        "states: found 0 tables [[states]]; expected two or more"
    ]


def test_states_beyond_the_most_are_refused_where_some_are_inherited(tmp_path):
    write(tmp_path, BASE)
    more = "".join(f'[[states]]\ncode = "S{n}"\nname = "S"\ncapability = 0\n' for n in range(248))
    reported = faults(write(tmp_path, f'extends = "scenario.toml"\nname = "more"\n{more}', "more.toml"))
    assert "states: found 251 with those inherited; expected 250 at most" in str(reported[0])


def test_a_record_that_would_take_too_long_to_assess_is_refused(tmp_path, monkeypatch):
    (tmp_path / "events.csv").write_text(EVENTS)
    monkeypatch.setattr("sim.ladder.events.MOST_WEIGHED", 20)
    (fault,) = faults(write(tmp_path, 'events = "events.csv"\n' + BASE))
    assert "events times years, all pairs together; expected 20 at most" in str(fault)


def test_a_span_over_500_years_is_one_fault_even_with_shocks_in_it(tmp_path):
    (fault,) = faults(write(tmp_path, replaced("end = 2005", "end = 9999")))
    assert "2000 to 9999" in fault.found


def test_a_parameter_that_is_only_implausible_warns(tmp_path):
    text = replaced("threat = 0.6", "threat = 9.5 # here")
    (caution,) = load(write(tmp_path, text)).warnings
    assert caution.warning
    assert str(caution).startswith("warning: ")
    assert caution.place == f"line {marked(text)[0]}, parameters.threat"
    assert caution.expected == "a plausible value, 0 to {:g}".format(PARAMETERS["threat"].high)
    assert load(tmp_path).scenario.parameters["threat"] == 9.5


@pytest.mark.parametrize("value", [PARAMETERS["threat"].low, 0.5, PARAMETERS["threat"].high])
def test_the_ends_of_a_plausible_range_do_not_warn(tmp_path, value):
    assert load(write(tmp_path, replaced("threat = 0.6", f"threat = {value}"))).warnings == []


def test_a_statement_that_ends_something_warns(tmp_path):
    row = "E3,2002,,AAA;BBB,military,1,,end,statement,Words,book,\n"
    (caution,) = load(write(tmp_path, events=EVENTS + row)).warnings
    assert (caution.warning, caution.place) == (True, "E3")


# Paths


@pytest.mark.parametrize("key", ["events", "drivers", "extends"])
@pytest.mark.parametrize("kind", ["up", "absolute", "link", "up and down"])
def test_a_path_that_leaves_the_folder_is_refused_though_the_file_is_there(tmp_path, key, kind):
    case = tmp_path / "case"
    case.mkdir()
    good = {"events": EVENTS, "drivers": DRIVERS, "extends": BASE}[key]
    suffix = ".toml" if key == "extends" else ".csv"
    (tmp_path / f"out{suffix}").write_text(good, encoding="utf-8")
    (case / f"link{suffix}").symlink_to(tmp_path / f"out{suffix}")
    named = {
        "up": f"../out{suffix}",
        "absolute": str(tmp_path / f"out{suffix}"),
        "link": f"link{suffix}",
        "up and down": f"below/../../out{suffix}",
    }[kind]
    rest = 'name = "v"\n' if key == "extends" else BASE
    path = write(case, f'{key} = "{named}"\n' + rest)
    (fault,) = faults(path)
    assert fault.place == f"line 1, {key}"
    assert fault.found == shown(named)
    assert fault.expected == "a file in the case's folder or below it"


def test_an_absolute_path_into_the_folder_is_refused_too(tmp_path):
    (fault,) = faults(write(tmp_path, f'events = "{tmp_path / "events.csv"}"\n' + BASE))
    assert fault.place == "line 1, events"


def test_a_link_to_a_folder_outside_is_refused(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "events.csv").write_text(EVENTS)
    path = write(tmp_path / "case", 'events = "below/events.csv"\n' + BASE)
    (tmp_path / "case" / "below").symlink_to(tmp_path / "out")
    (fault,) = faults(path)
    assert fault.place == "line 1, events"


def test_a_path_no_system_can_have_is_refused(tmp_path):
    faults(write(tmp_path, 'events = "a\\u0000b.csv"\n' + BASE))


def test_a_link_to_itself_is_refused(tmp_path):
    (tmp_path / "events.csv").symlink_to(tmp_path / "events.csv")
    faults(write(tmp_path, 'events = "events.csv"\n' + BASE))


def test_the_nearest_file_is_named(tmp_path):
    path = write(tmp_path, 'events = "evnts.csv"\n' + BASE)
    (tmp_path / "events.csv").write_text(EVENTS)
    (fault,) = faults(path)
    assert fault.nearest == "events.csv"


# What is extended


def test_extends_of_a_missing_file(tmp_path):
    write(tmp_path)
    (fault,) = faults(write(tmp_path, 'name = "v"\nextends = "scenaro.toml"\n', "v.toml"))
    assert (fault.place, fault.nearest) == ("line 2, extends", "scenario.toml")


@pytest.mark.parametrize("value", ["3", "true", '["scenario.toml"]'])
def test_extends_of_no_text(tmp_path, value):
    write(tmp_path)
    (fault,) = faults(write(tmp_path, f'name = "v"\nextends = {value}\n', "v.toml"))
    assert fault.place == "line 2, extends"


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_circle_of_extends(tmp_path, length):
    for n in range(length):
        text = f'name = "v{n}"\nextends = "./v{(n + 1) % length}.toml"\n'
        write(tmp_path, text, f"v{n}.toml")
    (fault,) = faults(tmp_path / "v0.toml")
    assert fault.file == str(tmp_path / f"v{length - 1}.toml")
    assert fault.place == "line 2, extends"
    assert "a circle through ./v0.toml" in fault.found


@pytest.mark.parametrize(("drop", "hint"), [('["crysis"]', "did you mean crisis?"), ('["crisis", 3]', "3")])
def test_drop_of_an_unknown_id(tmp_path, drop, hint):
    write(tmp_path)
    (fault,) = faults(write(tmp_path, VARIANT + f"drop = {drop}\n", "v.toml"))
    assert fault.place == "line 3, drop"
    assert hint in str(fault)


@pytest.mark.parametrize("drop", ['"crisis"', "3", "true"])
def test_drop_of_no_list(tmp_path, drop):
    write(tmp_path)
    (fault,) = faults(write(tmp_path, VARIANT + f"drop = {drop}\n", "v.toml"))
    assert fault.expected.startswith("a list of shocks' ids")


def test_an_override_of_what_does_not_exist_is_no_silent_addition(tmp_path):
    write(tmp_path)
    reported = faults(write(tmp_path, VARIANT + '[[shocks]]\nid = "crysis"\nscale = 0\n', "v.toml"))
    assert {fault.file for fault in reported} == {str(tmp_path / "v.toml")}
    assert reported[0].place == "line 3, shocks.crysis.kind"


def test_a_variant_has_its_own_name(tmp_path):
    write(tmp_path)
    (fault,) = faults(write(tmp_path, 'extends = "scenario.toml"\n', "v.toml"))
    assert (fault.place, fault.found) == ("name", "nothing")


INHERITED = {
    "a table": ("level = 0.6", "level = 6.0 # here", ""),
    "a head": ("runs = 20", "runs = 0 # here", ""),
    "a parameter": ("threat = 0.6", "threat = -1 # here", ""),
    "another key of a table": (
        "dispute = 0.2",
        "dispute = 9.0 # here",
        '[[pairs]]\nstates = ["AAA", "BBB"]\n',
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "more"),
    [pytest.param(*row, id=name) for name, row in INHERITED.items()],
)
def test_a_fault_of_what_is_extended_is_laid_where_it_stands(tmp_path, old, new, more):
    text = replaced(old, new)
    base = write(tmp_path, text)
    (fault,) = faults(write(tmp_path, VARIANT + more, "v.toml"))
    assert fault.file == str(base)
    assert fault.place.startswith(f"line {marked(text)[0]},")


# Many at once


def test_all_faults_of_a_file_in_one_go_each_at_its_line(tmp_path):
    text = BASE
    for old, new in {
        "runs = 20": "runs = 0 # runs",
        "seed = 7": "seed = 7\nsede = 7 # sede",
        "capability = 0.2": "capability = nan # states.CCC.capability",
        "autonomy = 2.0": "autonmy = 2.0 # states.BBB.autonmy",
        "trust = 0.4": "trust = 4 # pairs.AAA-BBB.trust",
        "level = 0.5": "level = inf # threats.BBB>CCC.level",
        'pair = ["CCC", "AAA"]': 'pair = ["CCC", "AAZ"] # shocks.crisis.pair',
        "[2003, 2004]": "[2003, 2014] # shocks.trade-war.years",
        "threat = 0.6": "threat = 0.6\npowr = 1 # parameters.powr\nhabit = true # parameters.habit",
    }.items():
        text = text.replace(old, new, 1)
    text = 'events = "none.csv" # events\n' + text
    path = write(tmp_path, text)
    expected = {
        f"line {number}, {line.partition('# ')[2]}"
        for number, line in enumerate(text.splitlines(), start=1)
        if "# " in line
    }
    reported = faults(path)
    assert {fault.place for fault in reported} == expected
    assert len(reported) == len(expected) == 11
    assert check_case_file(path) == reported


def test_faults_of_events_and_drivers_come_with_those_of_the_scenario(tmp_path):
    path = write(
        tmp_path,
        replaced("runs = 20", "runs = 0"),
        events=EVENTS.replace("2001", "2001-13"),
        drivers=DRIVERS.replace("BBB-AAA", "BBB-AAZ"),
    )
    reported = faults(path)
    places = {(fault.file, fault.place) for fault in reported}
    assert places == {
        (str(path), "line 7, runs"),
        (str(tmp_path / "events.csv"), "line 3, date"),
        (str(tmp_path / "drivers.csv"), "line 4, subject"),
    }


def test_a_fault_of_a_state_makes_none_of_its_drivers(tmp_path):
    path = write(tmp_path, replaced("capability = 0.5", "capability = nan"), drivers=DRIVERS)
    assert len(faults(path)) == 1


def test_a_key_written_with_dots_is_found_at_its_own_line(tmp_path):
    head, _, rest = BASE[: BASE.index("[parameters]")].partition("[[states]]")
    text = head + "parameters.power = 1\nparameters.threat = nan # here\n[[states]]" + rest
    (fault,) = faults(write(tmp_path, text))
    assert fault.place == f"line {marked(text)[0]}, parameters.threat"


# Files that are no TOML


def test_what_is_no_toml_gets_its_line(tmp_path):
    (fault,) = faults(write(tmp_path, 'name = "base"\ntitle = \n'))
    assert (fault.place, fault.expected) == ("line 2", "a file in TOML")


def test_a_key_given_twice_is_no_toml(tmp_path):
    (fault,) = faults(write(tmp_path, 'name = "base"\nname = "base"\n'))
    assert fault.place == "line 2"


def test_what_is_not_utf_8(tmp_path):
    path = tmp_path / "scenario.toml"
    path.write_bytes(b'name = "\xff"')
    (fault,) = faults(path)
    assert (fault.place, fault.found) == ("line 1", "a byte that is not UTF-8 (0xff)")


def test_a_missing_file_and_the_nearest(tmp_path):
    write(tmp_path)
    (fault,) = faults(tmp_path / "scenaro.toml")
    assert (fault.found, fault.nearest) == ("no such file", "scenario.toml")
    (fault,) = faults(tmp_path / "none" / "scenario.toml")
    assert fault.found == "no such file"


def test_an_empty_file_lacks_what_is_required(tmp_path):
    reported = faults(write(tmp_path, ""))
    assert {fault.place for fault in reported} == {"name", "title", "start", "end", "states"}


# Drivers


HEADER = "year,quantity,subject,value\n"
CODES = ("AAA", "BBB", "CCC")
BAD_DRIVERS = {
    "a year in words": ("MM,capability,AAA,0.5", "line 3, year", "a year from 1 to 9999"),
    "year 0": ("0,capability,AAA,0.5", "line 3, year", "a year from 1 to 9999"),
    "year 10000": ("10000,capability,AAA,0.5", "line 3, year", "a year from 1 to 9999"),
    "a year with a fraction": ("2001.5,capability,AAA,0.5", "line 3, year", "a year from 1 to 9999"),
    "a year of other digits": ("٢٠٠١,capability,AAA,0.5", "line 3, year", "a year from 1 to 9999"),
    "no year": (",capability,AAA,0.5", "line 3, year", "a year from 1 to 9999"),
    "a value in words": ("2001,capability,AAA,half", "line 3, value", "a number from 0 to 1"),
    "no value": ("2001,capability,AAA,", "line 3, value", "a number from 0 to 1"),
    "NaN": ("2001,capability,AAA,nan", "line 3, value", "a number from 0 to 1"),
    "infinity": ("2001,autonomy,AAA,inf", "line 3, value", "a number from 0 to 1"),
    "a negative value": ("2001,capability,AAA,-0.1", "line 3, value", "a number from 0 to 1"),
    "a value above 1": ("2001,capability,AAA,1.1", "line 3, value", "a number from 0 to 1"),
    "autonomy above 5": ("2001,autonomy,AAA,5.1", "line 3, value", "autonomy: to 5"),
    "a quantity": ("2001,capabilty,AAA,0.5", "line 3, quantity", "did you mean capability?"),
    "an indicator": (
        "2001,indicator,AAA-BBB,0.5",
        "line 3, quantity",
        "one of capability, industry, autonomy",
    ),
    "an unknown state": ("2001,capability,AAZ,0.5", "line 3, subject", "did you mean AAA?"),
    "an unknown state of a pair": ("2001,trust,AAA-BBZ,0.5", "line 3, subject", "did you mean BBB?"),
    "an unknown state of a threat": ("2001,threat,CCZ>AAA,0.5", "line 3, subject", "did you mean CCC?"),
    "a pair for a state": ("2001,capability,AAA-BBB,0.5", "line 3, subject", "no state AAA-BBB"),
    "a state for a pair": ("2001,trust,AAA,0.5", "line 3, subject", "a pair, CHN-RUS"),
    "a pair for a threat": ("2001,threat,AAA-BBB,0.5", "line 3, subject", "a directed pair, RUS>USA"),
    "a threat for a pair": ("2001,trust,AAA>BBB,0.5", "line 3, subject", "a pair, CHN-RUS"),
    "a pair of one": ("2001,trust,AAA-AAA,0.5", "line 3, subject", "a pair, CHN-RUS"),
    "a pair of three": ("2001,trust,AAA-BBB-CCC,0.5", "line 3, subject", "a pair, CHN-RUS"),
    "no subject": ("2001,capability,,0.5", "line 3, subject", "a state, RUS"),
    "the same again": ("2000,capability,AAA,0.6", "line 3", "capability of AAA in 2000 again"),
    "a short row": ("2001,capability,AAA", "line 3", "3 cells"),
    "a long row": ("2001,capability,AAA,0.5,0.5", "line 3", "5 cells"),
}


def driver_faults(path, codes=CODES):
    with pytest.raises(InputError) as caught:
        read_drivers(path, codes)
    assert all(fault.file == str(path) for fault in caught.value.faults)
    return caught.value.faults


def drivers(tmp_path, text):
    path = tmp_path / "drivers.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("row", "place", "hint"), BAD_DRIVERS.values(), ids=BAD_DRIVERS)
def test_each_fault_of_a_driver_at_its_line(tmp_path, row, place, hint):
    (fault,) = driver_faults(drivers(tmp_path, HEADER + "2000,capability,AAA,0.5\n" + row + "\n"))
    assert fault.place == place
    assert hint in str(fault)


def test_a_pair_in_the_other_order_is_the_same_again(tmp_path):
    (fault,) = driver_faults(drivers(tmp_path, HEADER + "2001,trust,AAA-BBB,0.5\n2001,trust,BBB-AAA,0.5\n"))
    assert (fault.place, fault.found) == ("line 3", "trust of AAA-BBB in 2001 again")


def test_a_threat_the_other_way_is_another(tmp_path):
    text = HEADER + "2001,threat,AAA>BBB,0.5\n2001,threat,BBB>AAA,0.4\n"
    assert len(read_drivers(drivers(tmp_path, text), CODES).values) == 2


def test_all_faults_of_drivers_in_one_go_and_blank_lines_count(tmp_path):
    text = (
        HEADER + "MM,capability,AAA,2\n\n2001,capability,AAA,0.5\n2001,nothing,AAA,0.5\n2002,trust,AAA,0.5\n"
    )
    places = [fault.place for fault in driver_faults(drivers(tmp_path, text))]
    assert places == ["line 2, year", "line 2, value", "line 5, quantity", "line 6, subject"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "no header"),
        ("year\tquantity\tsubject\tvalue\n", "parted by tabs"),
        ("year,quantity,value\n", "no column subject"),
        ("year,quantity,subjct,value\n", "did you mean subject?"),
        ("year,year,quantity,subject,value\n", "column 'year' twice"),
    ],
)
def test_a_header_of_drivers(tmp_path, text, hint):
    (fault,) = driver_faults(drivers(tmp_path, text))
    assert hint in str(fault)


def test_without_codes_any_state_is_taken(tmp_path):
    assert read_drivers(drivers(tmp_path, HEADER + "2001,capability,XYZ,0.5\n")).values


def test_a_driver_interpolates_and_holds_before_and_after(tmp_path):
    known = read_drivers(drivers(tmp_path, DRIVERS), CODES)
    level = known.level("capability", "AAA", 0.9, range(1999, 2007))
    np.testing.assert_allclose(level, [0.9, 0.9, 0.5, 0.6, 0.7, 0.7, 0.7, 0.7])
    np.testing.assert_allclose(known.level("interest", "AAA-BBB", 0.3, range(2001, 2004)), [0.3, 0.5, 0.5])
    np.testing.assert_allclose(known.level("trust", "AAA-BBB", 0.3, range(2001, 2004)), 0.3)
    np.testing.assert_allclose(known.level("threat", "CCC>AAA", 0.2, range(2001, 2004)), 0.2)


def test_a_driver_in_any_order_of_rows(tmp_path):
    header, *rows = DRIVERS.splitlines()
    known = read_drivers(drivers(tmp_path, "\n".join([header, *reversed(rows)])), CODES)
    np.testing.assert_allclose(known.level("capability", "AAA", 0, range(2001, 2004)), [0.5, 0.6, 0.7])


# Checking any file


def test_check_tells_a_scenario_events_and_drivers_apart(tmp_path):
    write(tmp_path, events=EVENTS, drivers=DRIVERS)
    for name in ("", "scenario.toml", "events.csv", "drivers.csv"):
        assert check_case_file(tmp_path / name) == []
    (tmp_path / "events.csv").write_text(EVENTS.replace("high", "hgh"))
    assert [fault.nearest for fault in check_case_file(tmp_path / "events.csv")] == ["high"]
    (tmp_path / "other.csv").write_text("one,two\n1,2\n")
    (fault,) = check_case_file(tmp_path / "other.csv")
    assert "no header of either" in str(fault)


def test_check_holds_drivers_against_the_scenario_beside_them(tmp_path):
    write(tmp_path)
    (fault,) = check_case_file(drivers(tmp_path, DRIVERS.replace("AAA>CCC", "AAZ>CCC")))
    assert fault.nearest == "AAA"


GROUPS = """
name = "g"
title = "G"
start = 2000
end = 2001
[[states]]
code = "AAA"
name = "A"
capability = 0.5
[[states]]
code = "BBB"
name = "B"
capability = 0.5
"""


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('name = "G"\nmembers = ["AAA", "BBC"]', r"groups.G.members: found no state BBC; .*mean BBB\?"),
        ('name = "G"\nmembers = ["AAA"]', "groups.G.members"),
        ('name = "G"\nmembers = ["AAA", "AAA"]', "each member once"),
        ('name = "G"\nmembers = ["AAA", { code = "BBB", from = 2005, to = 2001 }]', "from and to in order"),
        ('name = "G"\nmembers = ["AAA", { code = "BBB", since = 2005 }]', "since"),
        ('name = "G"\nmembers = ["AAA", "BBB"]\nquorum = 0', "groups.G.quorum"),
        ('name = "G"\nmembers = ["AAA", "BBB"]\nqorum = 0.5', r"did you mean quorum\?"),
        (
            'name = "G"\nmembers = ["AAA", "BBB"]\n[[groups]]\nname = "H"\nmembers = ["BBB", "AAA"]',
            "groups.H.members: found the members of G",
        ),
        (
            'name = "AAA-BBB"\nmembers = ["AAA", "BBB", "CCC"]',
            "groups.AAA-BBB.name: found AAA-BBB; expected a name that no pair of states has",
        ),
    ],
)
def test_faults_of_groups(tmp_path, table, message):
    path = tmp_path / "scenario.toml"
    path.write_text(f"{GROUPS}[[groups]]\n{table}\n")
    with pytest.raises(InputError, match=message):
        load(path)


def test_a_resolved_scenario_keeps_its_groups(tmp_path):
    path = tmp_path / "scenario.toml"
    members = '["AAA", { code = "BBB", from = 2000 }]'
    path.write_text(f'{GROUPS}[[groups]]\nname = "G"\nmembers = {members}\n')
    case = load(path)
    (tmp_path / "again.toml").write_text(resolved_toml(case))
    assert load(tmp_path / "again.toml").scenario.groups == case.scenario.groups
    assert load(path, ["groups.G.quorum=0.5"]).scenario.groups[0].quorum == 0.5
