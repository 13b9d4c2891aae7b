"""Hindcasts: only what was known enters, and what is written can be scored by anyone."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import scoringrules

from sim.evidence.forecasters import taught
from sim.evidence.hindcast import Plan, baselines_for, forecasts, live_origins, model_forecasts, teachers
from sim.evidence.histories import as_known, circumstances, histories, known_at_origin, without_case
from sim.evidence.surprises import Surprise, rates, with_surprises
from sim.faults import InputError
from sim.ladder.assess import assess
from sim.ladder.events import known_in
from sim.ladder.ladder import MILITARY
from sim.ladder.stages import index, reach_and_stage
from sim.scenario.load import load
from sim.scenario.schema import Shock
from sim.show import hindcast_figures, hindcasting
from sim.show.picture import Picture
from sim.verbs import hindcast as hindcast_verb
from sim.world.past import Record
from tests.conftest import CASE, EVENTS, ROOT, stand_in

pytestmark = pytest.mark.usefixtures("undrawn")

FEW = Plan(leads=(1, 3), first=2001, last=2011, draws=20, seeds=1)
OTHERS = [ROOT / "scenarios" / name for name in ("us_india", "israel_turkey")]


@pytest.fixture(scope="module")
def case():
    return load(CASE)


@pytest.fixture(scope="module")
def others():
    return [load(path) for path in OTHERS]


@pytest.fixture(scope="module")
def folder(others, case, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hindcast") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Picture, "savefig", stand_in)
        hindcast_verb.make([case, *others], FEW, folder)
    return folder


@pytest.fixture
def planted(tmp_path):
    """Write a copy of Russia and China with other events, and load it."""

    def write(change):
        folder = tmp_path / "planted"
        folder.mkdir(exist_ok=True)
        for path in CASE.glob("*.*"):
            (folder / path.name).write_bytes(path.read_bytes())
        table = pd.read_csv(CASE / "events.csv", dtype=str, keep_default_na=False)
        change(table).to_csv(folder / "events.csv", index=False)
        return load(folder)

    return write


def draws_by_forecast(case, others, plan):
    """What every forecaster says, by mode, pair, origin and forecaster."""
    all_forecasts = forecasts(case, plan, baselines_for(others, case), rates(others))
    return {(f.mode, f.pair, f.origin, f.forecaster): f.draws for f in all_forecasts}


def test_a_later_event_changes_no_forecast_made_before_it(case, others, planted):
    tale = {"date": "2005", "actors": "CHN;RUS", "dimension": "military", "indicator": "7", "degree": "high"}
    tale |= {"effect": "advance", "basis": "institution", "title": "tell-tale", "source": "none"}
    later = planted(lambda table: pd.concat([table, pd.DataFrame([tale])]).fillna(""))
    before, after = draws_by_forecast(case, others, FEW), draws_by_forecast(later, others, FEW)
    assert before.keys() == after.keys()
    for key, draws in before.items():
        if key[2] < 2005:
            np.testing.assert_array_equal(draws, after[key], err_msg=str(key))
    changed = {key[3] for key, draws in before.items() if not np.array_equal(draws, after[key])}
    assert {"model", "persistence", "run-off", "line", "conflictology", "markov"} <= changed


def test_a_later_end_changes_no_forecast_made_before_it(case, others, planted):
    def ended(table):
        standing = table["basis"].isin(["institution", "agreement"]) & (table["end_date"] == "")
        early = standing & (table["date"] < "2003") & (table["effect"] == "advance")
        assert early.sum() > 3
        return table.assign(end_date=table["end_date"].mask(early, "2006"))

    before, after = draws_by_forecast(case, others, FEW), draws_by_forecast(planted(ended), others, FEW)
    for key, draws in before.items():
        if key[2] < 2006:
            np.testing.assert_array_equal(draws, after[key], err_msg=str(key))
    assert any(not np.array_equal(draws, after[key]) for key, draws in before.items() if key[2] >= 2006)


def test_a_later_shock_changes_forecasts_only_where_shocks_are_given(case, others):
    shock = {"id": "tell-tale", "year": 2010, "kind": "trust", "pair": ["CHN", "RUS"], "change": -0.9}
    shocks = [*case.scenario.shocks, Shock.model_validate(shock)]
    shaken = replace(case, scenario=case.scenario.model_copy(update={"shocks": shocks}))
    plan = replace(FEW, first=2003, draws=100)
    before, after = draws_by_forecast(case, others, plan), draws_by_forecast(shaken, others, plan)
    moved = {key for key, draws in before.items() if not np.array_equal(draws, after[key])}
    assert not [key for key in moved if key[0] == "forecast" and key[2] < 2010]
    assert {key[3] for key in moved if key[0] == "conditional" and key[2] < 2010} >= {"model", "markov-given"}
    assert [key for key in moved if key[0] == "forecast" and key[2] >= 2010]


def test_who_joins_a_group_later_is_not_known_in_forecast_mode():
    sco = load(ROOT / "scenarios" / "sco")
    then = as_known(sco, 2015).scenario.groups[0].group
    assert "IND" not in then.codes(2018)
    assert then.label == sco.scenario.groups[0].group.label

    def joined(year):
        group = sco.scenario.groups[0]
        members = [m.model_copy(update={"first": year}) if m.code == "IND" else m for m in group.members]
        groups = [group.model_copy(update={"members": members})]
        return replace(sco, scenario=sco.scenario.model_copy(update={"groups": groups}))

    def lived(mode):
        return [model_forecasts(joined(year), [2015, 2021], mode, 4, {}) for year in (2017, 2020)]

    forecast, conditional = lived("forecast"), lived("conditional")
    np.testing.assert_array_equal(*(degrees[:, :, :, 0] for degrees in forecast))
    assert not np.array_equal(*(degrees[:, :, :, 0] for degrees in conditional))


def test_lives_follow_what_was_known_up_to_their_origin(case):
    origins, lives = [1999, 2010], 6
    degrees = live_origins([case, case], origins, Record(case), lives)
    parties = case.scenario.parties
    for n, origin in enumerate(origins):
        of_origin = degrees[..., n * lives : (n + 1) * lives]
        for year in range(case.scenario.start, origin + 1):
            for pair in ("CHN-RUS", "CHN-USA", "RUS-USA"):
                then = known_in(case.events_of(pair), year)
                observed = assess(then, pair, MILITARY, range(year, year + 1), fragility=False).degrees[0]
                lived = of_origin[year - case.scenario.start, parties.index(pair)]
                assert (lived == observed[:, np.newaxis]).all(), (pair, year)
    free = degrees[2012 - case.scenario.start, parties.index("CHN-RUS")]
    assert free[:, :lives].std() > free[:, lives:].std() > 0


def fair_ranked(draws, came, levels):
    """The ranked score as a sum of fair Brier scores, one below each level."""
    return sum(
        scoringrules.crps_ensemble(float(came <= n), (draws <= n).astype(float), estimator="fair")
        for n in range(levels - 1)
    )


def test_the_score_of_an_independent_package_is_the_same(folder):
    drawn = pd.read_parquet(folder / "forecasts.parquet")
    scores = pd.read_csv(folder / "hindcast.csv")
    cases = {one.scenario.name: one for one in [load(CASE), *map(load, OTHERS)]}
    records = {(h.case, h.pair): h for case in cases.values() for h in histories(case)}
    checked_draws = drawn[drawn["forecaster"].isin(["model", "markov"]) & (drawn["lead"] == 3)]
    keys = ["mode", "case", "pair", "origin", "lead", "forecaster"]
    measured = scores.pivot(index=keys, columns="measure", values="score")
    checked = 0
    for key, part in checked_draws.groupby(keys, observed=True):
        history = records[key[1], key[2]]
        observed = history.degrees[part["year"].iloc[0] - history.start]
        draws = part[[f"i{n}" for n in range(1, 8)]].to_numpy()
        fair = [fair_ranked(draws[:, n], observed[n], 3) for n in range(7)]
        came = observed[:, np.newaxis]
        stage = fair_ranked(part["stage"].to_numpy(), reach_and_stage(came, MILITARY)[1][0], 4)
        total = float(index(came)[0]) / MILITARY.index_maximum
        crps = scoringrules.crps_ensemble(total, part["index"].to_numpy(float), estimator="fair")
        logs = -np.log(0.98 * (draws == observed).mean(axis=0) + 0.02 / 3)
        mine = measured.loc[key]
        assert mine["rps_degrees"] == pytest.approx(np.mean(fair), abs=1e-9)
        assert mine["rps_i4"] == pytest.approx(fair[3], abs=1e-9)
        assert mine["rps_stage"] == pytest.approx(stage, abs=1e-9)
        assert mine["crps_index"] == pytest.approx(crps, abs=1e-9)
        assert mine["log_degrees"] == pytest.approx(logs.mean(), abs=1e-9)
        checked += 1
    assert checked > 50


def test_the_command_forecasts_and_jobs_change_no_byte(sim, folder, tmp_path, monkeypatch):
    plan_of = hindcast_verb.plan_of
    monkeypatch.setattr(
        hindcast_verb, "plan_of", lambda *options: replace(plan_of(*options), draws=20, seeds=1)
    )
    options = ("--origins", "2001:2011", "--leads", "1,3", "--jobs", 2, "--out", "two")
    status, out, _ = sim("hindcast", CASE, *OTHERS, *options)
    assert status == 0
    assert "With later shocks given, 3 years ahead: the model errs by 0." in out
    assert "Wrote two/: " in out
    for name in ("hindcast.csv", "skill.csv", "forecasts.parquet"):
        assert (folder / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_in_forecast_mode_no_later_shock_or_driver_is_known(case):
    then = as_known(case, 2013)
    assert {shock.id for shock in case.scenario.shocks} > {shock.id for shock in then.scenario.shocks}
    assert all(shock.span[1] <= 2013 for shock in then.scenario.shocks)
    assert all(year <= 2013 for path in then.drivers.values.values() for year in path)
    changed = circumstances(case)["CHN-RUS"], circumstances(then)["CHN-RUS"]
    np.testing.assert_array_equal(*(levels[: 2013 - 1991 + 1] for levels in changed))
    assert not np.array_equal(*changed)


def test_surprises_come_as_often_as_elsewhere(case, others):
    surprises = rates(others)
    years = sum(c.scenario.end - c.scenario.start + 1 for c in others)
    assert years > 50
    ups = [s for c in others for s in c.scenario.shocks if s.kind == "threat" and s.change > 0]
    subjects = sum((c.scenario.end - c.scenario.start + 1) * 2 * len(c.scenario.pairs) for c in others)
    assert surprises["threat", 1].rate == pytest.approx(len(ups) / subjects)
    later = with_surprises(as_known(case, 2000), 2000, surprises).scenario.shocks
    new = [shock for shock in later if shock.id.startswith("surprise-")]
    assert new
    assert all(shock.span == (2001, case.scenario.end) for shock in new)
    one = next(shock for shock in new if shock.id.startswith("surprise-threat-up"))
    assert one.chance == pytest.approx(1 - (1 - surprises["threat", 1].rate) ** (case.scenario.end - 2000))


def test_shocks_of_the_pairs_held_out_are_not_counted(small):
    surprises = rates([load(small)])
    # Of ten years and three pairs: one shock of threat, of six directed pairs, and one of trust.
    assert surprises["threat", 1] == Surprise(1 / 60, 0.35, 5.0)
    assert surprises["trust", -1] == Surprise(1 / 30, -0.2, None)
    assert set(surprises) == {("threat", 1), ("trust", -1)}
    assert rates([load(small)], without=["AAA-BBB"])["threat", 1].rate == pytest.approx(1 / 40)
    assert rates([load(small)], without=["AAA-CCC"]) == {}


def test_the_two_modes_part_where_shocks_are_still_to_come(case, others):
    lived = {
        mode: model_forecasts(case, [2012], mode, 40, rates(others)) for mode in ("forecast", "conditional")
    }
    threat_years = 2016 - 1991
    assert not np.array_equal(lived["forecast"][threat_years], lived["conditional"][threat_years])


def test_pairs_of_the_case_held_out_teach_nowhere(case, others):
    us_india = others[0]
    taught_by = teachers(others, case)
    assert {h.pair for h in taught_by} & {"CHN-RUS", "CHN-USA", "RUS-USA"} == set()
    assert "CHN-USA" in {h.pair for h in histories(us_india)}
    assert "IND-USA" in {h.pair for h in taught_by}
    assert without_case(histories(us_india), us_india.scenario.name, []) == []
    assert {h.pair for h in without_case(histories(us_india), "none", ["IND-USA"])} == {
        h.pair for h in histories(us_india)
    } - {"IND-USA"}


def test_one_case_alone_teaches_no_baseline(case):
    assert set(baselines_for([], case)) == {"persistence", "run-off", "line", "conflictology"}
    assert set(taught(histories(case))) > set(baselines_for([], case))
    assert known_at_origin(histories(case)[0], 2000, 5, circumstances(case)["CHN-RUS"]).degrees.shape == (
        10,
        7,
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--origins", "2000"], "--origins: found 2000; expected whole numbers, such as 1:10"),
        (["--origins", "2010:2000"], "two numbers in order"),
        (["--origins", "2200:2210"], "no origin; expected years within 1992 to 2024"),
        (["--leads", "34"], "no origin; expected leads of 33 years at most"),
        (["--leads", "0:3"], "found 0; expected years from 1 to 500"),
        (["--leads", "1:900000000000000000"], "found 900000000000000000; expected years from 1 to 500"),
        (["--leads", "one"], "expected whole numbers"),
        (["--posterior", "none.parquet"], "none.parquet: found no such file"),
        ([str(CASE)], "found russia-china; expected each case once"),
        (
            [str(CASE / "no_ukraine.toml")],
            "a what-if, which no record can judge; expected a case of what happened",
        ),
    ],
)
def test_faults(arguments, expected, sim, tmp_path):
    status, _, err = sim("hindcast", CASE, *arguments, "--out", tmp_path / "out")
    assert status == 2
    assert expected in err
    assert err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_record_that_is_none_or_too_short_is_refused(small, tmp_path):
    with pytest.raises(InputError, match="events: found too short a record; expected a pair with 5 military"):
        hindcast_verb.make([load(small)], FEW, tmp_path / "out")
    (small / "events.csv").write_text(EVENTS.splitlines()[0] + "\n")
    with pytest.raises(InputError, match="found no record to judge by; expected a case with coded events"):
        hindcast_verb.make([load(small)], FEW, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_record_in_which_nothing_happens_leaves_no_verdict(small, tmp_path):
    header = EVENTS.splitlines()[0]
    lasting = [f"E{n},1998,,AAA;BBB,military,{n},low,advance,institution,t,s," for n in range(1, 6)]
    (small / "events.csv").write_text("\n".join([header, *lasting, ""]))
    plan = replace(FEW, first=2001, last=2005, modes=("conditional",))
    hindcast_verb.make([load(small)], plan, tmp_path / "out")
    first = hindcasting.sentences(tmp_path / "out")[0]
    assert first.startswith("With later shocks given, 1 year ahead: the model errs by 0.")
    assert "0.000 (without fault). Better than none; worse than none." in first
    drawn = [name for name, _ in hindcast_figures.drawings(tmp_path / "out", [load(small)])]
    assert sorted(drawn) == ["fans", "reliability"]


def test_windows_of_the_ladder_are_a_user_s_to_change(case):
    longer = replace(case, ladder=case.ladder.with_windows([w + 5 for w in case.ladder.windows]))
    plain, kept = (np.stack([h.degrees for h in histories(one)]) for one in (case, longer))
    assert (kept >= plain).all()
    assert kept.sum() > plain.sum()
    lived = [model_forecasts(one, [2000], "conditional", 50, {})[-1].mean() for one in (case, longer)]
    assert lived[1] > lived[0]
