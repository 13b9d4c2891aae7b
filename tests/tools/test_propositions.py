"""Propositions: what made-up pairs are known to say, and what they cannot."""

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest

from sim import faults
from sim.datasets.measured import measure
from sim.faults import InputError
from sim.ladder.books import FOREVER
from sim.scenario.facts import Tables, reading
from tools.propositions.__main__ import BEGIN, END, PAGE, insert
from tools.propositions.circumstances import circumstances
from tools.propositions.degrees import steps
from tools.propositions.ladder_tables import degrees, order
from tools.propositions.odds import Fitted, drawn_for, odds, rows, together
from tools.propositions.order import beneath, sequence
from tools.propositions.panel import Panel, panel, since, with_agreements_alone
from tools.propositions.resampling import UNTOLD, Drawn, Estimate
from tools.propositions.samples import crude
from tools.propositions.tables import Table, as_frame, by_side, exact

YEARS = range(1990, 2010)
STATES = [f"S{n:02d}" for n in range(12)]
PAIRS = list(combinations(STATES, 2))


def measured(begins, known=lambda *_: True, pairs=PAIRS):
    """Make ladders of pairs in which indicators begin in given years, for good."""
    degrees = np.full((len(pairs), 7, len(YEARS)), -1, np.int8)
    for p, pair in enumerate(pairs):
        for n in range(1, 8):
            for t, year in enumerate(YEARS):
                if known(pair, n, year):
                    degrees[p, n - 1, t] = year >= begins(pair, n)
    lasts = np.full((*degrees.shape[:2], 2, len(YEARS)), FOREVER, np.int16)
    return SimpleNamespace(codes=tuple(STATES), pairs=tuple(pairs), years=YEARS, degrees=degrees, lasts=lasts)


def number(pair):
    return sum(int(code[1:]) * (n + 1) for n, code in enumerate(pair))


def two_before_three(pair, n):
    """Let agreements begin in any of ten years, and arms two years after them; nothing else ever."""
    first = 1992 + number(pair) % 10
    return {2: first, 3: first + 2}.get(n, 9999)


def everywhere(one: Panel):
    return np.ones((len(one.one), len(one.years)), bool)


def test_an_order_that_always_holds_is_told_from_chance():
    made = panel(measured(two_before_three))
    found = sequence(made, drawn_for(made, 3), 2, 3)
    assert (found.both, found.first, found.same, found.second) == (len(PAIRS), Estimate(1, 1, 1, 66), 0, 0)
    assert found.first.low > found.chance.high
    assert (found.had.value, found.mirrored.value) == (1, 0)


def test_an_order_that_is_chance_is_not_told():
    rng = np.random.default_rng(1)
    years = {(pair, n): rng.integers(1992, 2008) for pair in PAIRS for n in (2, 3)}
    made = panel(measured(lambda pair, n: years.get((pair, n), 9999)))
    found = sequence(made, drawn_for(made, 3), 2, 3)
    assert found.first.low < found.chance.value < found.first.high


def test_what_stands_from_the_first_known_year_does_not_begin():
    made = panel(measured(lambda _, n: 1980 if n == 2 else 2000))
    assert sequence(made, drawn_for(made, 3), 2, 3).both == 0
    assert not made.begins(2).any()
    assert made.begins(3).sum() == len(PAIRS)


def test_unknown_cells_drop_out_and_are_never_none():
    made = panel(measured(two_before_three, known=lambda _, n, year: n != 3 or year < 1992 or year > 2003))
    assert made.begins(3).sum() == 0  # arms began while nothing was known of them
    assert sequence(made, drawn_for(made, 3), 2, 3).both == 0
    assert not (made.at_risk(3) & ~made.known(3)).any()
    gap = panel(measured(two_before_three, known=lambda pair, *_: pair != PAIRS[0]))
    assert sequence(gap, drawn_for(gap, 3), 2, 3).both == len(PAIRS) - 1


def test_the_order_of_pairs_changes_nothing():
    shuffled = list(np.random.default_rng(0).permutation(len(PAIRS)))
    one, other = (
        panel(measured(two_before_three)),
        panel(measured(two_before_three, pairs=[PAIRS[n] for n in shuffled])),
    )
    assert sequence(one, drawn_for(one, 3), 2, 3) == sequence(other, drawn_for(other, 3), 2, 3)
    ratios = [
        odds(
            rows(made.at_risk(3), made.begins(3), {"2": made.standing(2)}, {"year": _years(made)}),
            drawn_for(made, 3),
        )
        for made in (one, other)
    ]
    assert ratios[0] == ratios[1]


def _years(made: Panel):
    return np.broadcast_to((made.years - 2000) / 10, everywhere(made).shape).astype(np.float32)


def test_what_stands_beneath_an_alliance_is_counted_the_year_before():
    def begins(pair, n):
        return {7: 2000, 2: 1995, 3: 1995, 4: 1995 if number(pair) % 2 else 2000}.get(n, 9999)

    made = panel(measured(begins))
    found = beneath(made, drawn_for(made, 7), 7, "all", everywhere(made), everywhere(made))
    odd = np.mean([number(pair) % 2 for pair in PAIRS])
    assert found.begins == len(PAIRS)
    assert [share.value for share in found.observed] == pytest.approx([0, 1 - odd, odd])


def test_degrees_are_followed_up_and_down():
    made = panel(measured(two_before_three))
    degrees = np.zeros_like(made.degrees)
    degrees[: len(PAIRS) // 2, 2, 5:] = 1
    degrees[: len(PAIRS) // 2, 2, 8:12] = 2  # low, high, low again
    degrees[len(PAIRS) // 2 :, 2, 5:12] = 2  # high from none, and none after
    found = steps(
        Panel(made.codes, made.one, made.other, made.years, degrees, made.lasts), drawn_for(made, 3), 3
    )
    assert [found.straight.value, found.without.value, found.whole.value] == [0.5, 0.5, 0.5]
    assert found.straight.low < 0.5 < found.straight.high


def test_odds_that_are_known_are_found_again():
    rng = np.random.default_rng(3)
    shape = (len(PAIRS), 200)
    exposed, term = rng.random(shape) < 0.3, rng.normal(size=shape).astype(np.float32)
    chance = 1 / (1 + np.exp(-(-3 + np.log(3) * exposed + 0.5 * term)))
    sample = rows(np.ones(shape, bool), rng.random(shape) < chance, {"threat": exposed}, {"term": term})
    drawn = Drawn(*np.triu_indices(len(STATES), 1), len(STATES), rounds=60)
    found = odds(sample, drawn)
    assert found["threat"].low < 3 < found["threat"].high
    assert found["term"].value == pytest.approx(np.exp(0.5), rel=0.15)


def test_odds_of_several_regressions_have_a_geometric_mean_of_those_that_tell():
    fits = [
        Fitted(np.log([ratio]), np.log([[ratio / 2], [ratio * 2]]), np.array([cases]), ("threat",))
        for ratio, cases in ((2.0, 10), (8.0, 20), (100.0, 4))
    ]
    found = together(fits, "threat")
    assert (found.value, found.cases) == (pytest.approx(4), 30)
    assert 2 < found.low < 4 < found.high < 8
    assert together(fits[1:], "threat") == UNTOLD  # one alone is no mean


def test_too_few_cases_tell_nothing():
    shape = (len(PAIRS), 20)
    outcome, exposed = np.zeros(shape, bool), np.zeros(shape, bool)
    outcome[::3, 5] = True
    exposed[0, 5] = exposed[1, 7] = True
    drawn = Drawn(*np.triu_indices(len(STATES), 1), len(STATES), rounds=20)
    found = odds(rows(np.ones(shape, bool), outcome, {"war": exposed}, {}), drawn)
    assert not found["war"].told
    assert not odds(rows(np.ones(shape, bool), outcome & False, {"war": exposed}, {}), drawn)["war"].told


def test_a_rate_is_so_many_times_another_and_wide_where_one_state_is_all_there_is():
    made = panel(measured(two_before_three))
    risk, exposed = everywhere(made), everywhere(made) & False
    exposed[:, ::2] = True
    outcome = exposed & False
    outcome[:, 0:8:2], outcome[:, 1] = True, True
    drawn = drawn_for(made, 3)
    assert crude(drawn, risk, outcome, exposed).value == pytest.approx(4)
    of_one = (made.one == 0)[:, np.newaxis]
    spread = [drawn.share((cells & risk).sum(axis=1), risk.sum(axis=1)) for cells in (of_one, exposed)]
    assert spread[0].high - spread[0].low > spread[1].high - spread[1].low


def test_an_end_that_was_known_to_come_is_none_that_is_done():
    made = panel(measured(lambda *_: 1995))
    lasts = made.lasts.copy()
    lasts[:, 6] = 2000  # lapses by itself
    degrees = made.degrees.copy()
    degrees[:, 6, made.years > 2000] = 0
    lapsing = Panel(made.codes, made.one, made.other, made.years, degrees, lasts)
    assert lapsing.ends(7).any()
    assert not (lapsing.ends(7) & lapsing.lasting(7)).any()
    lasts[:, 6, made.years < 2000] = FOREVER  # ended by an act in its last year
    assert (lapsing.ends(7) & lapsing.lasting(7)).any()


def test_consultations_are_measured_without_alliances():
    made = panel(measured(lambda _, n: 1995, known=lambda _, n, year: year > 1991))
    agreement = everywhere(made) & False
    agreement[0] = True
    alone = with_agreements_alone(made, agreement)
    assert alone.standing(2).any(axis=1).sum() == 1
    assert np.array_equal(alone.known(2), made.known(2))


def test_something_lasts_into_the_years_after():
    cells = np.array([[True, False, False, False]])
    assert since(cells, 2).tolist() == [[True, True, True, False]]


def test_what_surrounds_pairs_is_read_off_the_facts():
    rivalries = [
        {"pair": "EGY-ISR", "first": "1995", "last": "2020", "kinds": "spatial"},
        {"pair": "ISR-SYR", "first": "2000", "last": "2020", "kinds": "spatial"},
    ]
    disputes = [
        {"pair": "EGY-SYR", "first": "2003", "last": "2003", "hostility": "4"},
        {"pair": "ISR-JOR", "first": "2001", "last": "2001", "hostility": "3"},
    ]
    pairs = list(combinations(["EGY", "ISR", "JOR", "SYR"], 2))
    made = panel(measured(lambda *_: 9999, pairs=pairs))
    with reading(Tables({"rivalries": rivalries, "disputes": disputes, "wars": []})):
        around = circumstances(made)
    allies = pairs.index(("EGY", "SYR"))
    assert [pairs[p] for p in np.flatnonzero(around.shared_rival.any(axis=1))] == [("EGY", "SYR")]
    assert years_of(around.shared_rival[allies]) == [*range(2000, 2010)]
    assert years_of(around.new_threat[allies]) == [2000, 2001, 2002]
    assert years_of(around.clash[allies]) == [2003, 2004, 2005]
    assert not around.clash[pairs.index(("ISR", "JOR"))].any()  # no force was used
    assert around.rivals.any(axis=1).sum() == 2
    assert np.isfinite(around.terms["distance of votes"]).all()
    assert around.terms["land border"][pairs.index(("ISR", "SYR"))].all()


def years_of(cells):
    return [year for year, holds in zip(YEARS, cells, strict=True) if holds]


def test_verdicts_follow_the_side_of_every_interval():
    above, below, either = Estimate(2, 1.5, 3), Estimate(0.5, 0.2, 0.8), Estimate(1.2, 0.7, 2)
    assert by_side({"a": above}).verdict() == "supported"
    assert by_side({"a": above, "b": either}).verdict() == "supported in part"
    assert by_side({"a": above, "b": below}).verdict() == "mixed"
    assert by_side({"a": below, "b": either}).verdict() == "not supported"
    assert by_side({"a": below}).verdict("below") == "supported"
    assert by_side({"a": either, "b": UNTOLD}).verdict() == "cannot be told"


def test_figures_are_written_with_their_intervals_and_unknown_ones_are_left_open():
    table = Table("t", "rung", {"n": "count", "odds": "ratio"}, {"3": {"n": exact(1200), "odds": UNTOLD}})
    assert str(table).splitlines()[-1] == "| 3 | 1,200 | - |"
    assert as_frame([table])["column"].tolist() == ["n"]


def test_a_section_is_written_anew_between_its_marks(tmp_path):
    page = tmp_path / "world.md"
    page.write_text("# Page\n\n<!-- other -->\n", encoding="utf-8")
    insert(page, "first")
    insert(page, "second")
    text = page.read_text(encoding="utf-8")
    assert text == f"# Page\n\n<!-- other -->\n\n{BEGIN}\n\nsecond\n\n{END}\n"


def test_the_page_says_what_the_command_finds():
    page = PAGE.read_text(encoding="utf-8")
    plain = panel(measure())
    pairs = with_agreements_alone(plain, circumstances(plain).agreement)
    assert str(order(pairs)) in page
    assert str(degrees(pairs)) in page
    assert page.count(BEGIN) == page.count(END) == 1


def test_the_extra_is_named_where_it_is_missing(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(faults, "import_module", missing)
    shape = (len(PAIRS), 20)
    outcome = np.zeros(shape, bool)
    outcome[:, 3] = True
    with pytest.raises(InputError, match=r"rapprochement\[dev\]"):
        odds(
            rows(np.ones(shape, bool), outcome, {}, {"year": np.ones(shape, np.float32)}),
            Drawn(*np.triu_indices(len(STATES), 1), len(STATES)),
        )
