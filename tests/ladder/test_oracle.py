"""The array rules agree with the plain ones, in everything they say of random histories."""

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.ladder.assess import assess, evidence
from sim.ladder.rules import STAGES, WINDOWS
from tests.ladder import oracle
from tests.ladder.strategies import histories

YEARS = range(1989, 2030)


@settings(max_examples=150, deadline=None)
@given(histories())
def test_assessment_equals_the_oracle(events):
    result = assess(events, "AAA-BBB", YEARS)
    for t, (year, row) in enumerate(zip(YEARS, result.rows(), strict=True)):
        degrees = oracle.ladder(events, WINDOWS, year)
        assert list(result.degrees[t]) == list(degrees.values())
        reach, stage, height, standing = oracle.stage_of(degrees)
        assert (row["reach"], row["stage"], result.degree[t]) == (STAGES[reach], STAGES[stage], height)
        assert row["standing"] == standing
        assert result.index[t] == oracle.index(degrees)
        assert result.signals[t] == oracle.signals(events, WINDOWS, year)


@settings(max_examples=60, deadline=None)
@given(histories(most=8), st.integers(1, 4))
def test_fragility_and_evidence_equal_the_oracle(events, together):
    with patch("sim.ladder.assess.TOGETHER", together):
        result = assess(events, "AAA-BBB", YEARS)
    rows = {}
    for ground in evidence(events, result):
        rows.setdefault(ground.year, []).append((ground.indicator, ground.event))
    for t, year in enumerate(YEARS):
        assert result.fragile[t] == oracle.fragile(events, WINDOWS, year)
        assert sorted(rows.get(year, [])) == oracle.evidence(events, WINDOWS, year)
