"""The observed ladder as a table: years down, indicators across, each cell with the events it rests on."""

from collections.abc import Mapping, Sequence
from typing import Final

from markupsafe import Markup as Html

from sim.ladder.assess import Trajectory, evidence
from sim.ladder.events import Event
from sim.ladder.ladder import Ladder
from sim.ladder.rules import DEGREES
from sim.ladder.stages import STANDINGS
from sim.plain import drawable
from sim.show.measures import heading
from sim.show.naming import SIGNALS_CALLED, STANDINGS_CALLED, degrees, stages_of
from sim.words import enumerated, later, name, numerals, say, say_many

MOST_TOLD: Final = 40
"""Events told of one cell; all stand in the files."""

BASES_CALLED: Final[Mapping[str, str]] = {
    "practice": later("practice"),
    "agreement": later("agreement"),
    "institution": later("institution"),
    "statement": later("statement"),
}

Titles = dict[tuple[str, int, int], list[str]]
"""Titles of events by pair, year and number of the indicator."""


def titles_of(trajectory: Trajectory, events: Sequence[Event]) -> Titles:
    """Return the titles of the events that each cell of a trajectory rests on."""
    return {
        (trajectory.name, *cell): [event.title for event in grounds]
        for cell, grounds in _grounds(trajectory, events).items()
    }


def _grounds(trajectory: Trajectory, events: Sequence[Event]) -> dict[tuple[int, int], list[Event]]:
    by_id = {event.id: event for event in events}
    grounds: dict[tuple[int, int], list[Event]] = {}
    for ground in evidence(events, trajectory):
        grounds.setdefault((ground.year, ground.indicator), []).append(by_id[ground.event])
    return grounds


def ladder_table(trajectory: Trajectory, events: Sequence[Event], called: str) -> Html:
    """Return the ladder of a pair or group as a table.

    Parameters
    ----------
    trajectory, events
        What was observed, and what it rests on.
    called
        What the table is called where it cannot be seen.
    """
    ladder, grounds = trajectory.ladder, _grounds(trajectory, events)
    columns = [heading("year"), *_numbered(ladder), heading("stage"), heading("standing"), heading("signals")]
    head = Html("").join(Html('<th scope="col">{}</th>').format(column) for column in columns)
    rows = Html("\n").join(_row(trajectory, position, grounds) for position in range(len(trajectory.years)))
    return Html(
        '<div class="wide" tabindex="0" role="group" aria-label="{}"><table class="ladder">'
        "<thead><tr>{}</tr></thead>"
        "<tbody>{}</tbody></table></div>"
    ).format(called, head, rows)


def _numbered(ladder: Ladder) -> list[str]:
    """Return the numbers and the short names of the indicators."""
    return [
        say("{number:d} {name}", number=indicator.number, name=name(indicator.short))
        for indicator in ladder.indicators
    ]


def _row(trajectory: Trajectory, position: int, grounds: Mapping[tuple[int, int], list[Event]]) -> Html:
    year, stages = int(trajectory.years[position]), stages_of(trajectory.ladder)
    cells = Html("").join(
        _cell(int(degree), grounds.get((year, number), []))
        for number, degree in enumerate(trajectory.degrees[position], start=1)
    )
    stage, reach = int(trajectory.stage[position]), int(trajectory.reach[position])
    words = [stages[stage]]
    if stage:
        words.append(degrees()[trajectory.degree[position]])
    standing = STANDINGS[trajectory.standing[position]]
    standings = [say(STANDINGS_CALLED[standing])] if standing else []
    if reach != stage:
        standings.append(say("reach {stage}", stage=stages[reach]))
    signals = [say(SIGNALS_CALLED[signal]) for signal in trajectory.signals[position]]
    return Html('<tr><th scope="row">{}</th>{}<td>{}</td><td>{}</td><td>{}</td></tr>').format(
        numerals(str(year)), cells, enumerated(words), enumerated(standings), enumerated(signals)
    )


def _cell(degree: int, events: Sequence[Event]) -> Html:
    if not events:
        return Html('<td class="{}">{}</td>').format(DEGREES[degree], degrees()[degree] if degree else "·")
    told = Html("").join(map(_told, events[:MOST_TOLD]))
    left = len(events) - MOST_TOLD
    if left > 0:
        more = say_many("{count:,} more, in evidence.csv", "{count:,} more, in evidence.csv", left)
        told += Html("<li>{}</li>").format(more)
    summary = say("{degree} ({count:,})", degree=degrees()[degree], count=len(events))
    return Html('<td class="{}"><details><summary>{}</summary><div><ul>{}</ul></div></details></td>').format(
        DEGREES[degree], summary, told
    )


def _told(event: Event) -> Html:
    basis = say(BASES_CALLED[event.basis])
    return Html("<li>{}: <bdi>{}</bdi> <em>{}{}<bdi>{}</bdi></em></li>").format(
        str(event.date), drawable(event.title), basis, say(", "), drawable(event.source)
    )
