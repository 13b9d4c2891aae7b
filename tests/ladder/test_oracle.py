"""The array rules agree with the plain ones, in everything they say of random histories on any ladder."""

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.ladder.assess import assess, evidence
from tests.ladder import oracle
from tests.ladder.strategies import LADDERS, histories

YEARS = range(1989, 2030)

each_ladder = pytest.mark.parametrize("ladder", LADDERS.values(), ids=LADDERS)


@each_ladder
@settings(max_examples=80, deadline=None)
@given(st.data())
def test_assessment_equals_the_oracle(ladder, data):
    events, names = data.draw(histories(ladder=ladder)), ladder.stage_names
    result = assess(events, "AAA-BBB", ladder, YEARS)
    for t, (year, row) in enumerate(zip(YEARS, result.rows(), strict=True)):
        degrees = oracle.ladder(events, ladder, year)
        assert list(result.degrees[t]) == list(degrees.values())
        reach, stage, height, standing = oracle.stage_of(degrees, ladder)
        assert (row["reach"], row["stage"], result.degree[t]) == (names[reach], names[stage], height)
        assert row["standing"] == standing
        assert result.index[t] == oracle.index(degrees)
        assert result.signals[t] == oracle.signals(events, ladder, year)


@each_ladder
@settings(max_examples=40, deadline=None)
@given(st.data(), st.integers(1, 4))
def test_fragility_and_evidence_equal_the_oracle(ladder, data, together):
    events = data.draw(histories(most=8, ladder=ladder))
    with patch("sim.ladder.assess.TOGETHER", together):
        result = assess(events, "AAA-BBB", ladder, YEARS)
    rows = {}
    for ground in evidence(events, result):
        rows.setdefault(ground.year, []).append((ground.indicator, ground.event))
    for t, year in enumerate(YEARS):
        assert result.fragile[t] == oracle.fragile(events, ladder, year)
        assert sorted(rows.get(year, [])) == oracle.evidence(events, ladder, year)
