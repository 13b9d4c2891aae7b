"""Reading events: what is accepted, and one clear fault for each thing that is not."""

import pytest

from sim.faults import InputError
from sim.ladder.event_files import read_events
from sim.ladder.events import by_pair, of_pairs
from sim.ladder.hardly_meant import warnings
from tests.conftest import EVENTS
from tests.ladder.strategies import event

HEADER = "id,date,end_date,actors,dimension,indicator,degree,effect,basis,title,source,note"
GOOD = "A1,2001-02,2003,AAA;BBB,military,2,high,advance,practice,Talks,book,"


def write(tmp_path, *rows, header=HEADER, encoding="utf-8"):
    path = tmp_path / "events.csv"
    path.write_bytes("\n".join([header, *rows]).encode(encoding))
    return path


def faults(path):
    with pytest.raises(InputError) as caught:
        read_events(path)
    return [str(fault) for fault in caught.value.faults]


def test_a_good_file(tmp_path):
    (event,) = read_events(write(tmp_path, GOOD))
    assert (event.year, event.end_year, event.actors, event.level) == (2001, 2003, ("AAA", "BBB"), 2)


def test_a_byte_order_mark_columns_in_any_order_and_columns_of_ones_own(tmp_path):
    header = "mine,basis,actors,title,date,indicator,dimension,degree,effect,end_date,source,note"
    path = write(tmp_path, "kept,practice,BBB;AAA,t,2001,1,military,low,,,s,n", header="\ufeff" + header)
    (event,) = read_events(path)
    assert event.effect == "advance"
    assert event.id == "row-1"
    assert event.model_extra == {"mine": "kept"}


BAD = {
    "a form of date": (GOOD.replace("2001-02", "Feb 2001"), "line 2, date", "YYYY"),
    "no such day": (GOOD.replace("2001-02", "2001-02-30"), "line 2, date", "calendar"),
    "an end before": (GOOD.replace(",2003,", ",2000,"), "line 2", "not before its date"),
    "a dimension": (GOOD.replace("military", "militry"), "line 2, dimension", "did you mean military?"),
    "an effect": (GOOD.replace("advance", "advnce"), "line 2, effect", "did you mean advance?"),
    "a basis": (GOOD.replace("practice", "practise"), "line 2, basis", "did you mean practice?"),
    "a degree": (GOOD.replace("high", "hi"), "line 2, degree", "did you mean high?"),
    "indicator 8": (GOOD.replace(",2,high", ",8,high"), "line 2, indicator", "'7'"),
    "no indicator": (GOOD.replace(",2,high", ",,high"), "line 2", "indicator from 1 to 7"),
    "no degree": (GOOD.replace(",2,high", ",2,"), "line 2", "low or high"),
    "a degree elsewhere": (
        GOOD.replace("military,2,", "economic,,"),
        "line 2",
        "an indicator beside a degree",
    ),
    "one actor": (GOOD.replace("AAA;BBB", "AAA"), "line 2, actors", "two or more"),
    "an actor twice": (GOOD.replace("AAA;BBB", "AAA;AAA"), "line 2, actors", "once"),
    "lower case": (GOOD.replace("AAA;BBB", "aaa;BBB"), "line 2, actors", "capitals"),
    "too many actors": (GOOD.replace("AAA", ";".join(f"S{n}" for n in range(100))), "line 2, actors", "100"),
    "a long id": (GOOD.replace("A1", "A" * 101), "line 2, id", "found 101 letters; expected 100 at most"),
    "a long title": (GOOD.replace("Talks", "T" * 501), "line 2, title", "found 501 letters; expected 500"),
    "an endless note": (GOOD + "n" * 20_001, "line 2, note", "found 20,001 letters; expected 20,000 at most"),
    "an endless title": (GOOD.replace("Talks", "T" * 90_000), "line 2, title", "expected 20,000 at most"),
    "a short row": (GOOD.rpartition(",")[0], "line 2", "12 cells"),
    "a long row": (GOOD + ",more", "line 2", "12 cells"),
}


@pytest.mark.parametrize(("row", "place", "hint"), BAD.values(), ids=BAD.keys())
def test_a_bad_row_gets_one_fault(tmp_path, row, place, hint):
    (fault,) = faults(write(tmp_path, row))
    assert place in fault
    assert hint in fault


def test_all_faults_come_at_once_each_with_its_line(tmp_path):
    said = faults(write(tmp_path, GOOD.replace("2001-02", "x"), GOOD, GOOD, GOOD.replace("AAA;BBB", "AAA")))
    assert [fault.split(": ")[1].split(",")[0] for fault in said] == [
        "line 2",
        "line 3",
        "line 4",
        "line 5",
        "line 5",
    ]


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"", "no header"),
        (HEADER.replace(",", "\t").encode(), "parted by commas"),
        (HEADER.replace("basis", "bassis").encode(), "did you mean basis?"),
        (HEADER.replace("note", "title").encode(), "twice"),
        (HEADER.encode() + b"\n\xff\xfe", "UTF-8"),
    ],
)
def test_a_file_that_is_no_table_of_events(tmp_path, content, hint):
    path = tmp_path / "events.csv"
    path.write_bytes(content)
    assert any(hint in fault for fault in faults(path))


def test_a_missing_file_names_the_nearest(tmp_path):
    write(tmp_path, GOOD)
    (fault,) = faults(tmp_path / "event.csv")
    assert "did you mean events.csv?" in fault


@pytest.mark.parametrize(
    ("given", "other", "said"),
    [
        (
            {"title": "Talks"},
            {"title": "talks", "source": "b"},
            "the same event as a; expected each",
        ),
        ({}, {}, "the same event as a"),
        (
            {"date": "2001-05", "title": "Talks"},
            {"date": "2001-05", "title": "Visit"},
            "nearly the same event",
        ),
        ({"date": "2001-05"}, {"date": "2001-05", "actors": "AAA;BBB;CCC"}, "nearly the same event"),
        (
            {"title": "Staff talks"},
            {"title": "Staff talks in Rome", "degree": "high"},
            "nearly the same event",
        ),
        ({"title": "Talks"}, {"title": "Visit"}, None),
        ({"title": "Talks"}, {"title": "Talks", "date": "2001"}, None),
        ({"title": "Talks"}, {"title": "Talks", "actors": "AAA;CCC"}, None),
        ({"title": "Talks"}, {"title": "Talks", "indicator": "2"}, None),
        ({"title": "Talks"}, {"title": "Talks", "effect": "regress", "degree": ""}, None),
    ],
)
def test_rows_that_repeat_another_are_warned_of(given, other, said):
    told = [str(fault) for fault in warnings([event("a", **given), event("b", **other)], "e.csv")]
    if said is None:
        assert told == []
    else:
        (line,) = told
        assert line.startswith(f"warning: e.csv: b: found {said}")


def test_check_warns_of_a_duplicate(sim, small):
    path = small / "events.csv"
    path.write_text(EVENTS + EVENTS.splitlines()[1].replace("E1", "E9") + "\n")
    status, out, err = sim("check", path)
    assert status == 0
    assert "E9: found the same event as E1" in out + err


def test_a_table_of_a_million_rows_is_refused_before_it_is_read_through(tmp_path):
    (fault,) = faults(write(tmp_path, *["x"] * 1_000_000))
    assert fault.endswith("found more than 100,000 rows; expected 100,000 at most")


def test_many_pairs_in_many_events_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.ladder.event_files.MOST_WEIGHED", 5)
    rows = [GOOD.replace("A1", f"A{n}").replace("AAA;", "AAA;CCC;") for n in range(2)]
    (fault,) = faults(write(tmp_path, *rows))
    assert "actors: found 6 pairs in all events; expected 5 at most" in fault


def test_events_are_sorted_by_their_pairs():
    both, one = event("a", actors="CCC;AAA;BBB"), event("b", actors="BBB;CCC")
    sorted_out = by_pair([both, one])
    assert sorted_out == {("AAA", "BBB"): [both], ("AAA", "CCC"): [both], ("BBB", "CCC"): [both, one]}
    assert all(events == of_pairs([both, one], [pair]) for pair, events in sorted_out.items())
    assert of_pairs([both, one], [("AAA", "CCC")]) == [both]
