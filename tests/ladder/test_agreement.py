"""Two codings of one history: what matches, and kappa against figures worked by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.faults import InputError
from sim.ladder.agreement import Question, compare, kappa, match, questions
from sim.ladder.ladder import MILITARY
from tests.conftest import ROOT, files
from tests.ladder.strategies import event, histories

FIRST = """\
id,date,end_date,actors,dimension,indicator,degree,effect,basis,title,source,note
A1,2000-03,,AAA;BBB,military,2,low,advance,practice,Talks,book,
A2,2003,2007,AAA;BBB,military,3,low,advance,practice,Tanks delivered,book,
A3,2004,,AAA;BBB,military,3,high,advance,institution,Tanks built,book,
A4,2009,,AAA;BBB,military,3,,regress,practice,Deliveries cut,book,
"""
SECOND = """\
id,date,end_date,actors,dimension,indicator,degree,effect,basis,title,source,note
B1,2000,,AAA;BBB,military,2,low,advance,practice,First talks,book,
B2,2004,,AAA;BBB,military,3,high,advance,agreement,Licence for tanks,book,
B3,2010,,AAA;BBB,military,3,low,advance,practice,Spare parts,book,
B4,2005,,AAA;BBB,military,4,low,advance,practice,Manoeuvres,book,
"""


@pytest.fixture
def codings(tmp_path):
    paths = tmp_path / "first.csv", tmp_path / "second.csv"
    for path, text in zip(paths, (FIRST, SECOND), strict=True):
        path.write_text(text)
    return paths


def names(sides):
    return [tuple(one.id if one else None for one in pair) for pair in sides]


def test_events_match_on_one_indicator_nearest_in_time_and_a_fall_never_matches_a_rise():
    first = [event("a", date="2000", indicator="3"), event("b", date="2001", indicator="3")]
    second = [event("x", date="2001", indicator="3"), event("y", date="2001", indicator="4")]
    assert names(match(first, second)) == [("a", None), ("b", "x"), (None, "y")]
    fall = [event("f", date="2001", indicator="3", effect="regress")]
    assert names(match(first, fall, 5)) == [("a", None), ("b", None), (None, "f")]


def test_as_many_match_as_can():
    first = [event("a", date="2000"), event("b", date="2001")]
    second = [event("x", date="2001"), event("y", date="2002")]
    assert names(match(first, second)) == [("a", "x"), ("b", "y")]
    assert names(match(first, second, 0)) == [("a", None), ("b", "x"), (None, "y")]


@given(histories(), histories())
def test_matching_takes_every_event_once_and_is_the_same_from_either_side(first, second):
    there, back = match(first, second), match(second, first)
    for n, side in enumerate((first, second)):
        assert sorted(pair[n].id for pair in there if pair[n]) == sorted(one.id for one in side)
    assert sum(None not in pair for pair in there) == sum(None not in pair for pair in back)
    assert all(abs(a.year - b.year) <= 1 and a.rung == b.rung for a, b in there if a and b)


def test_kappa_of_an_example_by_hand():
    # Fifty proposals read by two: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no; .7 agreed, .5 by chance.
    assert kappa(np.array([[[20, 5], [10, 15]]]), ordered=False) == pytest.approx(0.4)


def test_weighted_kappa_forgives_a_neighbour_more_than_a_far_category():
    near, far = np.diag([10, 10, 10]), np.diag([10, 10, 10])
    near[0, 1] = far[0, 2] = 6
    assert kappa(near[np.newaxis], ordered=True) > kappa(far[np.newaxis], ordered=True)
    cost = [[0, 1, 2], [1, 0, 1], [2, 1, 0]]
    rows, columns = near.sum(axis=1), near.sum(axis=0)
    expected = sum(cost[i][j] * rows[i] * columns[j] / 36 for i in range(3) for j in range(3))
    assert kappa(near[np.newaxis], ordered=True) == pytest.approx(1 - 6 / expected)


def test_knowing_only_which_indicator_is_full_is_no_agreement():
    # Two indicators, one mostly empty and one mostly full; within each the coders are independent.
    empty, full = np.array([[81, 9], [9, 1]]), np.array([[1, 9], [9, 81]])
    assert kappa(np.array([empty, full]), ordered=True) == pytest.approx(0)
    assert kappa(np.array([empty + full]), ordered=True) == pytest.approx(0.64)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1))
def test_kappa_is_1_for_a_coder_and_himself_and_at_most_1_for_two(cells):
    alone, both = np.zeros((2, 1, 3, 3), int)
    for first, second in cells:
        alone[0, first, first] += 1
        both[0, first, second] += 1
    value = kappa(alone, ordered=True)
    assert np.isnan(value) if len({first for first, _ in cells}) == 1 else value == pytest.approx(1)
    value = kappa(both, ordered=True)
    assert np.isnan(value) or -1 - 1e-9 <= value <= 1 + 1e-9


def test_an_interval_needs_blocks_and_holds_the_kappa_of_many():
    rng = np.random.default_rng(3)
    shares = np.array([[0.4, 0.1], [0.1, 0.4]])
    held = 0
    for _ in range(200):
        counts = rng.multinomial(10, shares.ravel(), size=20).reshape(20, 1, 2, 2)
        row = Question("x", True, counts).row()
        held += row["low"] <= 0.6 <= row["high"]
    assert held > 160
    assert Question("x", True, counts[:4]).row()["low"] == ""


@given(histories())
def test_a_coding_agrees_wholly_with_itself(events):
    compared = compare(events, events, [("AAA", "BBB")], range(1988, 2027), MILITARY)
    assert all(a is not None and b is not None for a, b in compared.events)
    for question in questions(compared):
        row = question.row()
        assert row["agreed"] in (1, "")
        assert row["kappa"] in (1, "")


def test_an_event_of_many_states_is_one_event():
    many = [event(f"m{n}", date=f"{2000 + 5 * n}", actors="AAA;BBB;CCC;DDD") for n in range(3)]
    pairs = [("AAA", "BBB"), ("AAA", "CCC"), ("CCC", "DDD")]
    compared = compare(many, many, pairs, range(1999, 2012), MILITARY)
    assert len(compared.events) == 3
    assert questions(compared)[0].row()["cases"] == 3


def test_a_match_across_the_first_year_shown_is_a_match():
    first, second = [event("a", date="1999-12")], [event("b", date="2000-01")]
    assert names(compare(first, second, [("AAA", "BBB")], range(2000, 2010), MILITARY).events) == [("a", "b")]


def test_coders_who_toss_for_effects_have_no_kappa_by_the_matching_alone():
    rises = [event(f"r{n}", date=f"{1990 + n}", effect=e) for n, e in enumerate(["advance", "sustain"] * 2)]
    falls = [event(f"f{n}", date=f"{2000 + n}", effect=e) for n, e in enumerate(["regress", "end"] * 2)]
    swapped = [
        event(f"s{n}", date=f"{1990 + n}", effect=e)
        for n, e in enumerate(["advance", "advance", "sustain", "sustain"])
    ]
    other = [
        event(f"o{n}", date=f"{2000 + n}", effect=e)
        for n, e in enumerate(["end", "end", "regress", "regress"])
    ]
    compared = compare([*rises, *falls], [*swapped, *other], [("AAA", "BBB")], range(1989, 2010), MILITARY)
    row = next(q.row() for q in questions(compared) if q.name == "effect of event")
    assert (row["cases"], row["kappa"]) == (8, 0)


def test_agree_matches_two_files_and_says_how_far(codings):
    result = sim.agree(*codings)
    matched = result.tables["matched"]
    both = matched[(matched["id_first"] != "") & (matched["id_second"] != "")]
    assert list(zip(both["id_first"], both["id_second"], strict=True)) == [("A1", "B1"), ("A3", "B2")]
    assert "The first coding has 4 events, the second 4; 2 match" in result.sentences[0]
    assert "50% of both" in result.sentences[0]
    rows = result.tables["agreement"].set_index("question")
    assert rows.loc["basis of event", ["cases", "agreed"]].tolist() == [2, 0.5]
    # 2000 to 2010, seven indicators; 4 differs in 2005 to 2008, and 3 in 2003 and 2009.
    cells = rows.loc["all indicators, by year"]
    first, second = (
        sim.assess(path, since=2000, last=2010).tables["trajectory"][[f"i{n}" for n in range(1, 8)]]
        for path in codings
    )
    assert cells["cases"] == 77
    assert cells["agreed"] == pytest.approx(np.mean(first.fillna("none") == second.fillna("none")), abs=1e-4)
    assert result.figures == ["agreement-AAA-BBB"]


@pytest.fixture
def lopsided(codings):
    """Give the second coding a pair that the first lacks."""
    codings[1].write_text(SECOND + SECOND.partition("\n")[2].replace("AAA;BBB", "AAA;CCC").replace("B", "C"))
    return codings


def test_a_pair_that_one_coding_lacks_is_left_out_and_said(codings, lopsided, tmp_path):
    result = sim.agree(*lopsided)
    assert result.figures == ["agreement-AAA-BBB"]
    assert (
        result.sentences[0]
        == "The second coding has AAA-CCC alone: left out, as there is nothing to compare with."
    )
    codings[1].write_text(SECOND)
    alone = sim.agree(*codings)
    for name in ("agreement", "matched"):
        pd.testing.assert_frame_equal(result.tables[name], alone.tables[name])


def test_a_pair_that_one_coding_lacks_can_be_chosen(lopsided):
    result = sim.agree(*lopsided, pair="CCC-AAA")
    assert result.figures == ["agreement-AAA-CCC"]
    assert len(result.tables["matched"]) == 4
    assert "left out" not in result.sentences[0]


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ((), "second.csv: found AAA-CCC here alone; expected pairs in both files: these are left out"),
        (("--pair", "AAA-CCC"), "first.csv: found no event of AAA-CCC"),
    ],
)
def test_a_pair_that_one_coding_lacks_is_warned_of(sim, lopsided, tmp_path, pair, said):
    status, _, err = sim("agree", *lopsided, *pair, "--out", tmp_path / "g")
    assert (status, said in err) == (0, True)


def test_a_coding_without_events_is_refused(codings):
    codings[1].write_text(SECOND.partition("\n")[0] + "\n")
    with pytest.raises(InputError, match=r"second.csv: found no military event; expected one in each file"):
        sim.agree(*codings)


def test_rows_that_say_the_same_find_no_partners_of_their_own(codings):
    first, second = codings
    before = sim.agree(*codings)
    for path, text in ((first, FIRST), (second, SECOND)):
        row = text.splitlines()[1]
        path.write_text(text + "".join(f"{n}{row.replace('book', 'other')}\n" for n in (1, 2)))
    after = sim.agree(*codings)
    assert after.sentences == before.sentences
    pd.testing.assert_frame_equal(after.tables["agreement"], before.tables["agreement"])


def test_two_files_of_different_pairs_are_no_two_codings(codings):
    codings[1].write_text(SECOND.replace("AAA;BBB", "AAA;CCC"))
    with pytest.raises(InputError, match=r"other pairs \(AAA-CCC\); expected one of AAA-BBB"):
        sim.agree(*codings)


def test_the_command_prints_writes_and_keeps_to_the_years_asked_for(sim, codings, tmp_path):
    first, second = codings
    status, out, _ = sim("agree", first, second, "--from", 2004, "--to", 2006, "--out", tmp_path / "g")
    assert status == 0
    assert "weighted kappa" in out
    assert files(tmp_path / "g") == [
        "agreement.csv",
        *(f"figures/agreement-AAA-BBB.{kind}" for kind in ("png", "svg")),
        "matched.csv",
        "report.html",
        "run.json",
    ]
    assert pd.read_csv(tmp_path / "g" / "matched.csv")["id_second"].tolist() == ["B2", "B4"]


def test_faults_of_both_files_are_told_together(sim, codings, tmp_path):
    first, second = codings
    first.write_text(FIRST.replace("low,advance,practice,Talks", "lwo,advance,practice,Talks"))
    second.write_text(SECOND.replace("2010", "20x0"))
    status, _, err = sim("agree", first, second, "--out", tmp_path / "g")
    assert (status, "first.csv" in err, "second.csv" in err) == (2, True, True)
    assert not (tmp_path / "g").exists()
    first.write_text(FIRST)
    second.write_text(SECOND)
    status, _, err = sim("agree", first, second, "--pair", "AAA-BBC", "--out", tmp_path / "g")
    assert (status, "did you mean AAA-BBB?" in err) == (2, True)


@pytest.mark.parametrize(("one", "other"), [("first", "second"), ("first", "third"), ("second", "third")])
def test_the_codebook_says_what_its_codings_show(one, other):
    folder = ROOT / "scenarios" / "china_pakistan" / "codings"
    result = sim.agree(folder / f"{one}.csv", folder / f"{other}.csv", since=1960, last=2023)
    rows = result.tables["agreement"].set_index("question")
    head, *table = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and ("%" in line or "first and second" in line)
    ]
    told = {row[0]: row[head.index(f"{one} and {other}")] for row in table if len(row) == len(head)}
    for what, question in (
        ("same degree of these, kappa", "degree of event"),
        ("same effect, kappa", "effect of event"),
        ("same basis, kappa", "basis of event"),
        ("cells of indicator and year, weighted kappa", "all indicators, by year"),
        ("years of the same stage, weighted kappa", "stage, by year"),
    ):
        row = rows.loc[question]
        shown = f"{row['agreed'] * 100:.0f} %, {row['kappa']:.2f}"
        assert told[what].startswith(shown), what
    share_matched = told["matched on one indicator within a year, of both"].removesuffix(" %")
    assert f"{share_matched}% of both" in result.sentences[0]


def test_codings_too_long_to_lay_side_by_side_are_refused(codings, monkeypatch):
    monkeypatch.setattr("sim.verbs.agree.MOST_MATCHED", 3)
    with pytest.raises(InputError) as caught:
        sim.agree(*codings)
    expected = "found 4 events to match; expected 3 at most: choose by --pair"
    assert [str(fault) for fault in caught.value.faults] == [f"{path}: {expected}" for path in codings]
