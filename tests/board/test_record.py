"""The events behind each observed cell."""

from sim.board.lives import observed
from sim.board.record import cells, statements
from sim.ladder.assess import evidence
from sim.scenario.load import load
from tests.conftest import CASE


def test_a_cell_rests_on_the_events_that_evidence_names():
    case = load(CASE)
    record = observed(case, "CHN-RUS")
    grounds = cells(case, "CHN-RUS", record)
    named = {(g.year, g.indicator, g.event) for g in evidence(case.events_of("CHN-RUS"), record)}
    assert named == {(*cell, event.id) for cell, events in grounds.items() for event in events}
    for (year, _), events in grounds.items():
        assert all(event.year <= year and event.source for event in events)


def test_every_live_cell_rests_on_an_event():
    case = load(CASE)
    record = observed(case, "CHN-RUS")
    grounds = cells(case, "CHN-RUS", record)
    live = {
        (int(year), n + 1)
        for t, year in enumerate(record.years)
        for n in range(len(case.ladder))
        if record.degrees[t, n]
    }
    assert live <= set(grounds)


def test_statements_stand_beside_as_context():
    case = load(CASE)
    spoken = [e for e in case.events_of("CHN-RUS") if e.basis == "statement" and e.indicator]
    for event in spoken:
        assert event in statements(case, "CHN-RUS", event.year, int(event.indicator))
