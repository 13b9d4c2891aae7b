"""Scenario files that are right: what they extend, what they leave to defaults, what is set on top."""

import shutil

import pytest

from sim.faults import InputError
from sim.scenario.load import load, pair_under_study, resolved_toml, scenario_hash
from sim.scenario.parameters import PARAMETERS, as_table
from sim.verbs.run import make as run
from sim.world.model import World
from tests.conftest import ROOT
from tests.scenario.cases import BASE, DRIVERS, EVENTS, VARIANT, faults, write


def by_key(tables, key):
    (table,) = [table for table in tables if table.key == key]
    return table


def state(scenario, code):
    (table,) = [table for table in scenario.states if table.code == code]
    return table


def shocks(scenario, name):
    return [shock for shock in scenario.shocks if shock.id == name]


@pytest.fixture
def variant(tmp_path):
    """Return a function that writes a variant of the base and loads it."""
    write(tmp_path)

    def made(text="", sets=(), name="variant.toml"):
        return load(write(tmp_path, VARIANT + text, name), sets).scenario

    return made


# What a file says, and what it leaves out


def test_a_file_alone_with_its_defaults(tmp_path):
    case = load(write(tmp_path))
    scenario = case.scenario
    assert case.warnings == []
    assert case.observed == []
    assert [table.code for table in scenario.states] == ["AAA", "BBB", "CCC"]
    assert [table.key for table in scenario.pairs] == ["AAA-BBB", "AAA-CCC", "BBB-CCC"]
    assert (state(scenario, "AAA").name.en, state(scenario, "AAA").name.ar) == ("First", "أول")
    assert (state(scenario, "AAA").autonomy, state(scenario, "BBB").autonomy) == (1.0, 2.0)
    written, left_out = by_key(scenario.pairs, "AAA-BBB"), by_key(scenario.pairs, "BBB-CCC")
    assert (written.trust, written.dispute, written.proximity, written.interest) == (0.4, 0.2, 0.5, 0.3)
    assert (left_out.proximity, left_out.interest, left_out.trust) == (0.5, 0.3, 0.3)
    assert (left_out.dispute, left_out.interdependence, left_out.ladder) == (0.05, 0.0, None)
    assert scenario.parameters["threat"] == 0.6
    rest = {name: p.default for name, p in PARAMETERS.items() if name != "threat"}
    assert {name: value for name, value in scenario.parameters.items() if name != "threat"} == rest
    assert scenario.counterfactual is False
    first, *_, last = scenario.shocks
    assert (first.chance, first.scale, first.half_life) == (1.0, 1.0, 6)
    assert (last.id, last.span, last.half_life) == ("trade-war", (2003, 2004), None)


def test_runs_and_seed_have_defaults(tmp_path):
    scenario = load(write(tmp_path, BASE.replace("runs = 20\nseed = 7\n", ""))).scenario
    assert (scenario.runs, scenario.seed) == (1000, 0)


def test_a_folder_stands_for_its_scenario(tmp_path):
    write(tmp_path)
    assert load(tmp_path).scenario.name == "base"


def test_events_and_drivers_are_read_and_any_table_may_carry_a_source(tmp_path):
    text = BASE.replace("level = 0.6", 'level = 0.6\nsource = "book"')
    case = load(write(tmp_path, text, events=EVENTS, drivers=DRIVERS))
    assert [event.id for event in case.observed] == ["E1", "E2"]
    assert case.drivers.values["interest", "AAA-BBB"] == {2002: 0.5}
    assert by_key(case.scenario.threats, "AAA>CCC").source == "book"


def test_a_byte_order_mark_and_carriage_returns_are_accepted(tmp_path):
    path = tmp_path / "scenario.toml"
    path.write_bytes(("\ufeff" + BASE.replace("\n", "\r\n")).encode())
    assert load(path).scenario == load(write(tmp_path, name="other.toml")).scenario


def test_the_longest_span_is_500_years(tmp_path):
    text = BASE.replace("end = 2005", "end = 2499")
    assert load(write(tmp_path, text)).scenario.end == 2499


def test_the_pair_under_study_is_the_one_named_or_that_of_the_first_two_states_of_the_file(tmp_path):
    assert pair_under_study(load(write(tmp_path))) == "AAA-CCC"
    assert pair_under_study(load(write(tmp_path, 'focus = "CCC-BBB"\n' + BASE))) == "BBB-CCC"


# Variants


def test_a_variant_takes_everything_and_has_its_own_name(variant, tmp_path):
    scenario, base = variant(), load(tmp_path / "scenario.toml").scenario
    assert scenario.model_copy(update={"name": "base"}) == base


def test_scalars_replace(variant):
    scenario = variant('title = "Other"\nend = 2010\nseed = 8\n')
    assert (scenario.title.en, scenario.start, scenario.end, scenario.seed) == ("Other", 2000, 2010, 8)
    assert scenario.counterfactual is False


def test_a_variant_keeps_the_pair_under_study_or_names_another(tmp_path):
    write(tmp_path, 'focus = "AAA-BBB"\n' + BASE)
    added = VARIANT + '[[states]]\ncode = "AAB"\nname = "New"\ncapability = 0.1\n'
    assert pair_under_study(load(write(tmp_path, added, "kept.toml"))) == "AAA-BBB"
    other = VARIANT + 'focus = "BBB-CCC"\n'
    assert pair_under_study(load(write(tmp_path, other, "other.toml"))) == "BBB-CCC"


def test_a_resolved_scenario_keeps_its_pair_under_study_though_its_states_are_sorted(tmp_path):
    case = load(write(tmp_path))
    (tmp_path / "resolved.toml").write_text(resolved_toml(case), encoding="utf-8")
    assert pair_under_study(load(tmp_path / "resolved.toml")) == pair_under_study(case) == "AAA-CCC"


def test_states_merge_by_code_key_by_key(variant):
    scenario = variant(
        '[[states]]\ncode = "BBB"\ncapability = 0.1\n'
        '[[states]]\ncode = "DDD"\nname = "Fourth"\ncapability = 0.1\n'
    )
    assert [table.code for table in scenario.states] == ["AAA", "BBB", "CCC", "DDD"]
    merged = state(scenario, "BBB")
    assert (merged.capability, merged.autonomy, merged.name.en) == (0.1, 2.0, "Second")
    assert len(scenario.pairs) == 6


@pytest.mark.parametrize("order", ['["AAA", "BBB"]', '["BBB", "AAA"]'])
def test_pairs_merge_by_their_states_in_either_order(variant, order):
    scenario = variant(f"[[pairs]]\nstates = {order}\ntrust = 0.1\n")
    pair = by_key(scenario.pairs, "AAA-BBB")
    assert (pair.trust, pair.dispute) == (0.1, 0.2)
    assert len(scenario.pairs) == 3


def test_threats_merge_by_both_states_in_their_direction(variant):
    scenario = variant(
        '[[threats]]\nby = "AAA"\nof = "CCC"\nlevel = 0.1\n[[threats]]\nby = "CCC"\nof = "AAA"\nlevel = 0.2\n'
    )
    levels = {threat.key: threat.level for threat in scenario.threats if threat.level}
    assert len(scenario.threats) == 6
    assert levels == {"AAA>CCC": 0.1, "BBB>CCC": 0.5, "CCC>AAA": 0.2}


def test_parameters_merge_key_by_key(variant):
    scenario = variant("[parameters]\npower = 0.7\n")
    assert (scenario.parameters["power"], scenario.parameters["threat"]) == (0.7, 0.6)
    assert scenario.counterfactual is False


def test_what_a_shock_says_of_its_occurrence_goes_for_all_its_effects(variant):
    scenario = variant('[[shocks]]\nid = "crisis"\nyear = 2004\nscale = 0.5\nchance = 0.9\n')
    both = shocks(scenario, "crisis")
    assert [(shock.kind, shock.year, shock.scale, shock.chance) for shock in both] == [
        ("threat", 2004, 0.5, 0.9),
        ("dispute", 2004, 0.5, 0.9),
    ]
    assert [shock.change for shock in both] == [0.35, 0.2]
    assert scenario.counterfactual is True


@pytest.mark.parametrize("order", ['["AAA", "CCC"]', '["CCC", "AAA"]'])
def test_one_effect_is_meant_by_its_kind_and_subject(variant, order):
    scenario = variant(f'[[shocks]]\nid = "crisis"\nkind = "dispute"\npair = {order}\nchange = 0.1\n')
    assert [shock.change for shock in shocks(scenario, "crisis")] == [0.35, 0.1]


def test_a_new_subject_adds_an_effect(variant):
    scenario = variant(
        '[[shocks]]\nid = "crisis"\nyear = 2002\nkind = "dispute"\npair = ["BBB", "CCC"]\nchange = 0.1\n'
    )
    assert [shock.change for shock in shocks(scenario, "crisis")] == [0.35, 0.2, 0.1]


def test_a_change_that_could_mean_more_than_one_effect_is_refused(variant):
    with pytest.raises(InputError, match=r"line 4, shocks.crisis: .*which has 2 effects.*kind and subject"):
        variant('\n[[shocks]]\nid = "crisis"\nchange = 0.1\n')


def test_a_shock_with_one_effect_needs_no_kind(variant):
    (shock,) = shocks(variant('[[shocks]]\nid = "trade-war"\nchange = -0.2\n'), "trade-war")
    assert (shock.change, shock.chance, shock.kind) == (-0.2, 0.5, "interdependence")


def test_drop_takes_all_effects_of_an_id(variant):
    scenario = variant('drop = ["crisis"]\n')
    assert [shock.id for shock in scenario.shocks] == ["trade-war"]
    assert scenario.counterfactual is True


def test_drop_by_an_id_that_comes_from_a_name(variant):
    assert {shock.id for shock in variant('drop = ["trade-war"]\n').shocks} == {"crisis"}


def test_a_variant_may_drop_a_shock_and_add_another(variant):
    scenario = variant(
        'drop = ["crisis"]\n[[shocks]]\nid = "peace"\nyear = 2002\nkind = "threat"\n'
        'by = "AAA"\nof = "CCC"\nchange = -0.2\n'
    )
    assert [shock.id for shock in scenario.shocks] == ["trade-war", "peace"]


def test_a_chain_adds_up_and_stays_a_what_if(tmp_path):
    write(tmp_path)
    write(tmp_path, VARIANT + 'drop = ["crisis"]\n[parameters]\npower = 0.7\n', "middle.toml")
    text = 'name = "last"\nextends = "middle.toml"\ndrop = ["trade-war"]\n[parameters]\nthreat = 2.0\n'
    scenario = load(write(tmp_path, text, "last.toml")).scenario
    assert (scenario.name, scenario.shocks, scenario.counterfactual) == ("last", [], True)
    assert (scenario.parameters["power"], scenario.parameters["threat"]) == (0.7, 2.0)
    text = 'name = "last"\nextends = "middle.toml"\n'
    assert load(write(tmp_path, text, "last.toml")).scenario.counterfactual is True


def test_a_variant_that_only_names_its_sources_is_no_what_if(variant):
    scenario = variant('[[shocks]]\nid = "crisis"\nsource = "another book"\n')
    assert scenario.counterfactual is False
    assert {shock.source for shock in shocks(scenario, "crisis")} == {"another book"}


def test_a_variant_may_say_itself_whether_it_is_a_what_if(variant):
    assert variant('counterfactual = false\ndrop = ["crisis"]\n').counterfactual is False
    assert variant("counterfactual = true\n").counterfactual is True


def test_a_variant_of_a_scenario_that_says_it_is_none_is_a_what_if_all_the_same(tmp_path):
    write(tmp_path, "counterfactual = false\n" + BASE)
    scenario = load(write(tmp_path, VARIANT + 'drop = ["crisis"]\n', "variant.toml")).scenario
    assert scenario.counterfactual is True


def test_a_variant_of_a_resolved_scenario_is_a_what_if_all_the_same(tmp_path):
    resolved = resolved_toml(load(write(tmp_path)))
    write(tmp_path / "again", resolved)
    scenario = load(write(tmp_path / "again", VARIANT + 'drop = ["crisis"]\n', "variant.toml")).scenario
    assert scenario.counterfactual is True


def test_a_variant_in_a_folder_below_reads_the_files_of_the_case(tmp_path):
    write(tmp_path, events=EVENTS, drivers=DRIVERS)
    path = write(tmp_path, 'name = "below"\nextends = "../scenario.toml"\n', "variants/below.toml")
    case = load(path)
    assert [event.id for event in case.observed] == ["E1", "E2"]
    assert case.drivers.values
    assert case.folder == tmp_path.resolve()


def test_a_link_within_the_case_is_followed(tmp_path):
    write(tmp_path, 'events = "linked.csv"\n' + BASE)
    (tmp_path / "real.csv").write_text(EVENTS)
    (tmp_path / "linked.csv").symlink_to(tmp_path / "real.csv")
    assert len(load(tmp_path).observed) == 2


# Values set on top


@pytest.mark.parametrize(
    ("given", "holds"),
    {
        "parameters.threat=2.0": lambda s: s.parameters["threat"] == 2.0,
        "parameters.power=1": lambda s: s.parameters["power"] == 1.0,
        " parameters.power = 1 ": lambda s: s.parameters["power"] == 1.0,
        "runs=5": lambda s: s.runs == 5,
        "seed=9": lambda s: s.seed == 9,
        "start=1999": lambda s: s.start == 1999,
        "end=2010": lambda s: s.end == 2010,
        "states.BBB.autonomy=0.5": lambda s: state(s, "BBB").autonomy == 0.5,
        "pairs.AAA-BBB.trust=0.1": lambda s: by_key(s.pairs, "AAA-BBB").trust == 0.1,
        "pairs.BBB-AAA.trust=0.1": lambda s: by_key(s.pairs, "AAA-BBB").trust == 0.1,
        "pairs.AAA-BBB.ladder=[1,0,0,0,0,0,0]": lambda s: by_key(s.pairs, "AAA-BBB").ladder[0] == 1,
        "threats.AAA>CCC.level=0.1": lambda s: by_key(s.threats, "AAA>CCC").level == 0.1,
        "shocks.trade-war.change=-0.3": lambda s: shocks(s, "trade-war")[0].change == -0.3,
        "shocks.crisis.scale=0": lambda s: [x.scale for x in shocks(s, "crisis")] == [0, 0],
        "shocks.crisis.year=2004": lambda s: [x.year for x in shocks(s, "crisis")] == [2004, 2004],
    }.items(),
)
def test_one_value_set(tmp_path, given, holds):
    scenario = load(write(tmp_path), [given]).scenario
    assert holds(scenario)
    assert scenario.counterfactual is given.startswith("shocks")


def test_values_are_set_in_order_and_over_what_a_variant_says(variant):
    text = "[parameters]\nthreat = 2.0\n"
    assert variant(text, ["parameters.threat=2.5"]).parameters["threat"] == 2.5
    assert variant(text, ["parameters.threat=2.5", "parameters.threat=1"]).parameters["threat"] == 1


def test_set_leaves_the_file_and_the_other_values_alone(tmp_path):
    path = write(tmp_path)
    before = load(path).scenario
    after = load(path, ["shocks.crisis.scale=0"]).scenario
    assert path.read_text(encoding="utf-8") == BASE
    assert after.pairs == before.pairs
    assert [shock.change for shock in after.shocks] == [shock.change for shock in before.shocks]


@pytest.mark.parametrize(
    ("given", "place", "hint"),
    [
        ("shocks.crisis.change=0.1", "shocks.crisis.change", "shocks.crisis.scale"),
        ("shocks.crisis.half_life=3", "shocks.crisis.half_life", "shocks.crisis.scale"),
        ("shocks.crysis.scale=0", "crysis", "did you mean crisis?"),
        ("shocks.crisis.scal=0", "shocks.crisis.scal", "did you mean scale?"),
        ("states.AAB.autonomy=1", "AAB", "did you mean AAA?"),
        ("pairs.AAA-AAB.trust=1", "AAA-AAB", "did you mean AAA-BBB?"),
        ("threats.AAA>CCB.level=1", "AAA>CCB", "did you mean AAA>CCC?"),
        ("parameters.thret=2", "parameters.thret", "did you mean threat?"),
        ("paramters.threat=2", "paramters.threat", "did you mean parameters?"),
        ("parameters.threat", "parameters.threat", "KEY=VALUE"),
        ("parameters=2", "parameters", "such as parameters.threat"),
        ("shocks.crisis=2", "shocks.crisis", "shocks.ID.scale"),
        ("title=2", "title", "such as parameters.threat"),
        ("=2", "", "such as parameters.threat"),
        ("", "", "KEY=VALUE"),
        ("parameters.threat=much", "parameters.threat", "finite number"),
        ("parameters.threat=nan", "parameters.threat", "finite number"),
        ("parameters.threat=", "parameters.threat", "finite number"),
        ("runs=0", "runs", "greater than or equal to 1"),
        ("runs=true", "runs", "integer"),
        ("seed=-1", "seed", "greater than or equal to 0"),
        ("seed=1.5", "seed", "integer"),
        ("end=1990", "start, end", "not before the start"),
        ("states.AAA.capability=2", "states.AAA.capability", "less than or equal to 1"),
        ("shocks.crisis.year=2050", "shocks.crisis.year", "within 2000 to 2005"),
    ],
)
def test_a_set_that_is_refused(tmp_path, given, place, hint):
    reported = faults(write(tmp_path), [given])
    assert place in str(reported[0])
    assert hint in str(reported[0])


def test_a_set_value_out_of_range_names_no_line_of_the_file(tmp_path):
    (fault,) = faults(write(tmp_path), ["runs=0"])
    assert "line" not in fault.place


@pytest.mark.parametrize(
    "given",
    [
        'states.BBB.code="AAA"',
        'threats.AAA>CCC.by="BBB"',
        'pairs.AAA-BBB.states=["AAA","CCC"]',
        'shocks.trade-war.id="crisis"',
    ],
)
def test_a_set_may_not_make_one_table_another(tmp_path, given):
    faults(write(tmp_path), [given])


# Written out in full


TEXTS = {
    "base": BASE,
    "source": 'source = "book"\n' + BASE,
    "counterfactual": "counterfactual = true\n" + BASE,
    "indicator": BASE
    + '[[shocks]]\nid = "record"\nyear = 2001\nkind = "indicator"\npair = ["AAA", "BBB"]\nindicator = 3\n'
    + 'degree = "low"\n',
    "end": BASE
    + '[[shocks]]\nid = "rupture"\nyear = 2001\nkind = "indicator"\npair = ["AAA", "BBB"]\nindicator = 3\n'
    + 'effect = "end"\n',
    "ladder": BASE.replace("trust = 0.4", "trust = 0.4\nladder = [2, 1, 0, 0, 0, 0, 0]"),
}
TEXTS["indicator"], TEXTS["end"] = (
    TEXTS[name].replace("[parameters]\nthreat = 1.2\n", "") for name in ("indicator", "end")
)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_resolved_scenario_is_the_same_again(tmp_path, text):
    case = load(write(tmp_path / "a", text, events=EVENTS, drivers=DRIVERS))
    path = write(tmp_path / "b", resolved_toml(case))
    for name in ("events.csv", "drivers.csv"):
        shutil.copy(tmp_path / "a" / name, tmp_path / "b")
    again = load(path)
    assert again.scenario == case.scenario
    assert resolved_toml(again) == resolved_toml(case)
    assert scenario_hash(again) == scenario_hash(case)


def test_a_resolved_variant_needs_nothing_it_extended(tmp_path):
    write(tmp_path / "a", events=EVENTS)
    path = write(
        tmp_path / "a", 'name = "v"\nextends = "../scenario.toml"\ndrop = ["crisis"]\n', "below/v.toml"
    )
    case = load(path, ["parameters.threat=2", "shocks.trade-war.scale=0"])
    write(tmp_path / "b", resolved_toml(case))
    (tmp_path / "b" / "events.csv").write_text(EVENTS)
    again = load(tmp_path / "b")
    assert again.scenario.model_copy(update={"events": None}) == case.scenario.model_copy(
        update={"events": None}
    )
    assert (again.scenario.counterfactual, again.scenario.events) == (True, "events.csv")
    assert scenario_hash(again) == scenario_hash(case)


def test_the_hash_follows_what_is_asked_and_nothing_else(tmp_path):
    path = write(tmp_path, events=EVENTS, drivers=DRIVERS)
    first = scenario_hash(load(path))
    text = path.read_text(encoding="utf-8")
    path.write_text("# a remark\n" + text, encoding="utf-8")
    assert scenario_hash(load(path)) == first
    assert scenario_hash(load(path, ["seed=8"])) != first
    assert scenario_hash(load(path, ["parameters.threat=0.6"])) == first
    (tmp_path / "drivers.csv").write_text(DRIVERS.replace("0.4", "0.5"), encoding="utf-8")
    assert scenario_hash(load(path)) != first


# The order of tables


def shuffled(text):
    """Return the same scenario with its tables, pairs and keys in the opposite order."""
    head, *tables = text.split("\n[")
    head = "\n".join(reversed(head.splitlines()))
    tables = ["\n".join([t.splitlines()[0], *reversed(t.splitlines()[1:])]) for t in reversed(tables)]
    text = "\n[".join([head, *tables]) + "\n"
    return text.replace('["CCC", "AAA"]', '["AAA", "CCC"]').replace('["BBB", "AAA"]', '["AAA", "BBB"]')


def test_the_order_of_tables_changes_no_result(tmp_path):
    more = "".join(
        f'[[shocks]]\nid = "s{n}"\nyear = 200{n % 4}\nkind = "threat"\nby = "AAA"\nof = "CCC"\n'
        f"change = 0.{n + 1}3\nhalf_life = {n + 2}\nchance = 0.7\n\n"
        for n in range(6)
    )
    text = BASE.replace("[parameters]", more + "[parameters]")
    one = load(write(tmp_path / "one", text, events=EVENTS, drivers=DRIVERS), ["runs=60"])
    header, *rows = DRIVERS.splitlines()
    drivers = "\n".join([header, *reversed(rows)]) + "\n"
    other = load(write(tmp_path / "other", shuffled(text), events=EVENTS, drivers=drivers), ["runs=60"])
    assert [shock.id for shock in one.scenario.shocks] != [shock.id for shock in other.scenario.shocks]
    for case, name in ((one, "first"), (other, "second")):
        run(case, tmp_path / name, report=False)
    for name in ("degrees.csv", "stages.csv", "threats.csv", "lives.parquet", "events.parquet"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes(), name


def test_the_odd_holds_the_parameters_as_they_are():
    assert as_table() in (ROOT / "docs" / "odd.md").read_text()


def test_a_driver_moves_a_threat_that_has_no_table_of_its_own(tmp_path):
    drivers = "year,quantity,subject,value\n2000,threat,CCC>BBB,0.4\n"
    world = World(load(write(tmp_path, drivers=drivers)))
    world.step()
    assert world.T[2, 1, 0] > 0.1
