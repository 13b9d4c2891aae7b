"""What the dashboard says: all of it in the language that is spoken, and true."""

from collections.abc import Mapping

import pytest

from sim.board import life_telling, telling
from sim.board.life import play
from sim.board.lives import contrast_rows, degree_rows, observed
from sim.board.record import cells
from sim.board.settings import Variant
from sim.board.simulation import live_arms
from sim.board.variant import case_of, of_so_many, parameters, relations, threats
from sim.scenario.load import load
from sim.show.naming import naming_of
from sim.words import speaking
from tests.conftest import CASE, unsaid
from tools.words import said

PAIR = "CHN-RUS"


@pytest.fixture(scope="module")
def case():
    return of_so_many(load(CASE), 40)


@pytest.fixture(scope="module")
def arms(case):
    return list(live_arms([case, case_of(case, Variant(frozenset({"ukraine-2014"})))], []))[-1]


def texts(told):
    """All text in what is told, whatever it stands in; keys and identities are none."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping):
        for key, part in told.items():
            if key not in ("id", "path"):
                yield from texts(part)
    elif isinstance(told, list | tuple):
        for part in told:
            yield from texts(part)


def test_everything_is_said_in_the_language_that_is_spoken(case, arms, pseudo_language):
    record = observed(case, PAIR)
    years = play(case, PAIR, 3)
    with speaking(pseudo_language):
        quantities = [*threats(case, PAIR), *relations(case, PAIR), *parameters(case)]
        told = [
            telling.shock_rows(case, Variant()),
            telling.quantity_rows(case, quantities, Variant(), {quantities[0].path: "7x7"}),
            telling.verdict_sentence(arms.lives[0], PAIR, record),
            telling.difference_sentence(contrast_rows(*arms.lives, PAIR, record)),
            telling.difference_sentence(contrast_rows(arms.lives[0], arms.lives[0], PAIR, record)),
            telling.ladder_grid(degree_rows(arms.lives[0], PAIR, record), case.ladder),
            telling.record_grid(record, {}),
            life_telling.life_grid(years, case.ladder),
            telling.degree_key(),
            telling.arm_names(),
            *(life_telling.year_sentences(case, PAIR, year) for year in years),
            *(life_telling.perceived_rows(case, year) for year in years),
            *(life_telling.weighed_rows(case, year) for year in years),
            *(life_telling.rung_rows(case, year) for year in years),
        ]
    left = [word for text in texts(told) for word in unsaid(text) if word not in ("7x7", "x")]
    assert not left


def test_what_parameters_mean_is_among_the_messages(case):
    messages = said()
    assert all(telling.PARAMETERS[name].meaning in messages for name in case.scenario.parameters)


def test_events_are_told_with_their_sources(case):
    record = observed(case, PAIR)
    events = cells(case, PAIR, record)[2015, 4]
    rows = telling.event_rows(events)
    assert [row["source"] for row in rows] == [event.source for event in events]
    assert all(row["title"] and row["date"] and row["what"] for row in rows)


def test_shares_of_verdicts_sum_to_100(case, arms):
    sentence = telling.verdict_sentence(arms.lives[0], PAIR, None)
    shares = [int(part.split()[-1].strip(".%")) for part in sentence.split(":")[1].split(",")]
    assert sum(shares) == 100


def test_why_names_what_stood_most_against_a_deal(case):
    naming = naming_of(case)
    for year in play(case, PAIR, 1):
        for rung in year.rungs:
            why = life_telling.why(rung, year, naming)
            if rung.breaks or rung.deal:
                assert why.startswith("They")
            elif not rung.stood and rung.occasion < min(rung.willing):
                assert "occasion" in why
            else:
                reluctant = year.sides[rung.willing[1] < rung.willing[0]].state
                assert naming.state(reluctant) in why


def test_a_switched_shock_is_shown_as_off_and_every_shock_once(case):
    rows = telling.shock_rows(case, Variant(frozenset({"ukraine-2014"})))
    assert [row["id"] for row in rows if not row["on"]] == ["ukraine-2014"]
    assert len({row["id"] for row in rows}) == len(rows)
    assert [row["year"] for row in rows] == sorted(row["year"] for row in rows)
