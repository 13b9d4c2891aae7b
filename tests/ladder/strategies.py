"""Random events for property tests."""

from hypothesis import strategies as st

from sim.ladder.events import Event
from sim.ladder.ladder import MILITARY, shipped
from tests.ladder.toy import TOY

LADDERS = {ladder.name: ladder for ladder in (*shipped().values(), TOY)}

YEARS = st.integers(1990, 2015)


def event(identity="e", **given):
    """Make an event from the columns that matter."""
    columns = {
        "date": "2000",
        "actors": "AAA;BBB",
        "dimension": "military",
        "indicator": "1",
        "degree": "low",
        "effect": "advance",
        "basis": "practice",
        "id": identity,
    }
    row = {**columns, **{k: v for k, v in given.items() if v is not None}}
    return Event.model_validate(row, context={"ladders": LADDERS})


@st.composite
def dates(draw):
    year = draw(YEARS)
    precision = draw(st.integers(0, 2))
    parts = [f"{year}", f"{draw(st.integers(1, 12)):02}", f"{draw(st.integers(1, 28)):02}"]
    return "-".join(parts[: precision + 1])


@st.composite
def one_event(draw, identity, ladder=MILITARY):
    date = draw(dates())
    effect = draw(st.sampled_from(["advance", "advance", "sustain", "sustain", "regress", "end"]))
    end = draw(st.none() | st.integers(int(date[:4]), 2025).map(str))
    return event(
        identity,
        date=date,
        end_date=end if end and effect in ("advance", "sustain") else "",
        dimension=ladder.name,
        indicator=draw(st.sampled_from([str(i.number) for i in ladder.indicators])),
        degree=draw(st.sampled_from(["low", "high"])),
        effect=effect,
        basis=draw(st.sampled_from(["practice", "practice", "agreement", "institution", "statement"])),
    )


@st.composite
def histories(draw, most=14, ladder=MILITARY):
    count = draw(st.integers(1, most))
    return [draw(one_event(f"e{n}", ladder)) for n in range(count)]
