"""What must hold of the ladder whatever happens."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.ladder import books as ledger
from sim.ladder.assess import assess, books_of, enter
from sim.ladder.books import FOREVER, Books, window_column
from sim.ladder.events import chronological, known_in
from sim.ladder.ladder import MILITARY
from tests.ladder.strategies import YEARS, event, histories, one_event

SPAN = range(1989, 2030)


def scored(events, years):
    return assess(events, "A-B", MILITARY, years)


def degrees(events, years=SPAN):
    return assess(events, "AAA-BBB", MILITARY, years, fragility=False).degrees


@settings(max_examples=100, deadline=None)
@given(histories(), one_event("new"))
def test_an_added_advance_never_lowers_a_degree(events, new):
    advance = new.model_copy(update={"effect": "advance"})
    assert (degrees([*events, advance]) >= degrees(events)).all()


@settings(max_examples=100, deadline=None)
@given(histories(), st.randoms())
def test_the_order_of_rows_of_different_dates_does_not_matter(events, chance):
    apart = list({e.date.order: e for e in events}.values())
    mixed = chance.sample(apart, len(apart))
    assert (degrees(mixed) == degrees(apart)).all()


@settings(max_examples=100, deadline=None)
@given(histories(), YEARS)
def test_an_end_closes_the_books(events, year):
    on_rung = [e.model_copy(update={"indicator": "3"}) for e in events]
    before = [e for e in on_rung if e.year <= year]
    after = [e for e in on_rung if e.year > year]
    end = event("end", date=str(year), indicator="3", effect="end", degree="")
    closed = degrees([*before, end, *after])
    later = slice(year - SPAN.start, None)
    assert (closed[later, 2] == degrees([event("x", indicator="1"), *after])[later, 2]).all()
    assert closed[year - SPAN.start, 2] == 0


@settings(max_examples=100, deadline=None)
@given(histories(), histories())
def test_statements_never_count(events, others):
    said = [e.model_copy(update={"basis": "statement"}) for e in others]
    with_words, without = (
        assess([*events, *said], "A-B", MILITARY, SPAN),
        assess(events, "A-B", MILITARY, SPAN),
    )
    assert list(with_words.rows()) == list(without.rows())


@settings(max_examples=100, deadline=None)
@given(histories(), YEARS)
def test_a_year_never_depends_on_later_events(events, year):
    seen = range(SPAN.start, year + 1)
    earlier = [e for e in events if e.year <= year]
    assert list(assess(events, "A-B", MILITARY, seen).rows()) == list(
        assess(earlier, "A-B", MILITARY, seen).rows()
    )


@settings(max_examples=100, deadline=None)
@given(histories(), YEARS, histories())
def test_what_was_known_shows_no_hindsight(events, year, later):
    tell_tale = [e for e in later if e.year > year]
    prolonged = [
        e.model_copy(update={"end_date": (2029,)}) if e.end_year and e.end_year > year else e for e in events
    ]
    known = known_in(events, year)
    assert all(e.end_year is None or e.end_year <= year for e in known)
    assert known_in([*prolonged, *tell_tale], year) == known


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_lives_are_scored_as_events_are(seed):
    """What the model enters in its books, written out as events, is assessed alike."""
    chance = np.random.default_rng(seed)
    lives, years = 5, range(2000, 2020)
    books = Books.empty(7, lives)
    events = [[event("x", dimension="diplomatic", indicator="", degree="")] for _ in range(lives)]
    scored = []
    for year in years:
        deal = chance.choice(3, (7, lives), p=(0.7, 0.2, 0.1)).astype(np.int16)
        breaks = (chance.random((7, lives)) < 0.1) & (deal == 0)
        founds = np.where(chance.random((7, lives)) < 0.3, deal, 0).astype(np.int16)
        ends = int(chance.integers(year, 2025)) if chance.random() < 0.5 else int(FOREVER)
        ledger.advance(books, deal)
        ledger.practise(books, deal, year)
        ledger.establish(books, founds, ends)
        ledger.regress(books, breaks)
        scored.append(ledger.degrees(books, year, window_column(MILITARY.windows)))
        for rung, life in np.ndindex(7, lives):
            given_ = {"date": str(year), "indicator": str(rung + 1)}
            if deal[rung, life]:
                degree = ("low", "high")[deal[rung, life] - 1]
                events[life].append(event("d", degree=degree, **given_))
            if founds[rung, life]:
                until = "" if ends == FOREVER else str(ends)
                events[life].append(event("f", degree=degree, basis="institution", end_date=until, **given_))
            if breaks[rung, life]:
                events[life].append(event("b", effect="regress", degree="", **given_))
    for life in range(lives):
        assert (degrees(events[life], years) == np.stack(scored)[..., life]).all()


@settings(max_examples=100, deadline=None)
@given(histories(), st.randoms())
def test_books_are_those_of_every_event_entered_one_by_one(events, chance):
    repeated = [*events, *chance.choices(events, k=len(events))]
    books = Books.empty(len(MILITARY), 1)
    for one in chronological(repeated):
        if one.counts(MILITARY):
            enter(books, one, np.ones(1, np.int16))
    for mine, theirs in zip(books_of(repeated, MILITARY).arrays(), books.arrays(), strict=True):
        assert (mine == theirs).all()
