"""Assessing a file of events, and the folder that results."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

from sim.faults import Fault, InputError, nearest, shown
from sim.files import write_mark
from sim.ladder.assess import Trajectory, assess, default_years, evidence
from sim.ladder.events import Event, by_pair, check_burden, pairs_of, read_events
from sim.ladder.groups import Group, assess_group, group_rows, of_group
from sim.ladder.rules import INDICATORS, STAGES, WINDOWS
from sim.ladder.verdict import judge
from sim.reading import is_folder, read_toml
from sim.scenario.load import load
from sim.scenario.schema import LONGEST_SPAN
from sim.show.answer import of_record
from sim.show.folders import new_folder
from sim.show.results import write_csv

LESS: Final = "choose by --pair or --group, --from and --to"

MOST_DRAWN: Final = 60
"""Pairs with a figure of their own; all stand in the tables."""


@dataclass(frozen=True)
class Assessment:
    """What a file of events says of pairs, or of a group and its pairs.

    Attributes
    ----------
    path
        The file, or the scenario or folder that names the files.
    trajectories
        Of each pair; of a group first the group together.
    events
        Those each trajectory rests on, in the same order.
    group
        The group, or None.
    windows
        Years practice stays live, by indicator.
    """

    path: Path
    trajectories: list[Trajectory]
    events: list[list[Event]]
    group: Group | None
    windows: Sequence[int]


def assess_file(
    path: Path,
    pair: str | None = None,
    group: str | None = None,
    first: int | None = None,
    last: int | None = None,
    windows: Path | None = None,
) -> Assessment:
    """Assess one pair, one group, or all pairs of a file of events, or of the record of a scenario.

    Raises
    ------
    InputError
        With every fault of the file, or where it holds no such pair.
    """
    events = _record(path)
    spans = read_windows(windows) if windows else WINDOWS
    if pair and group:
        raise InputError([Fault("--pair", "", f"{pair} beside --group {group}", "one of the two")])
    if group:
        members = [member.strip() for member in group.split(",")]
        return _assess_group(path, events, members, (first, last), spans)
    pairs = pairs_of(events)
    if not pairs:
        raise InputError([Fault(str(path), "", "no military event", "one at least, besides statements")])
    chosen = [known_pair(pair, pairs)] if pair else pairs
    shared = by_pair(events)
    selected = [shared[states] for states in chosen]
    years = [years_shown(own, first, last) for own in selected]
    check_burden(zip(selected, years, strict=True), str(path), LESS)
    trajectories = [
        assess(own, "-".join(states), shown, spans)
        for states, own, shown in zip(chosen, selected, years, strict=True)
    ]
    return Assessment(path, trajectories, selected, None, spans)


def _record(path: Path) -> list[Event]:
    """Read a file of events, or all the layers that a scenario names."""
    if not is_folder(path) and path.suffix != ".toml":
        return read_events(path)
    case = load(path)
    if not case.observed:
        raise InputError([Fault(str(path), "events", "no record", "a scenario that names its events")])
    return case.observed


def cautions(assessment: Assessment) -> list[Fault]:
    """Warn of figures that are not drawn, and of years after all that is coded: they show what lasts."""
    return [*_drawn_apart(assessment), *_beyond(assessment)]


def _drawn_apart(assessment: Assessment) -> list[Fault]:
    left = len(assessment.trajectories) - MOST_DRAWN
    if left <= 0:
        return []
    expected = f"{MOST_DRAWN} at most: those with the most events are drawn, --pair draws any other"
    return [
        Fault(str(assessment.path), "", f"{len(assessment.trajectories):,} figures", expected, warning=True)
    ]


def _beyond(assessment: Assessment) -> list[Fault]:
    coded = max(event.last_active_year for events in assessment.events for event in events if event.counts)
    last = max(int(trajectory.years[-1]) for trajectory in assessment.trajectories)
    if last <= coded:
        return []
    expected = f"years to {coded}, the last with a coded event: later ones show what would last by itself"
    return [Fault("--to", "", str(last), expected, warning=True)]


def _assess_group(
    path: Path,
    events: list[Event],
    members: Sequence[str],
    span: tuple[int | None, int | None],
    windows: Sequence[int],
) -> Assessment:
    states = sorted({state for pair in pairs_of(events) for state in pair})
    faults = [
        Fault(
            "--group",
            "",
            f"no military event of {member}",
            "one of " + ", ".join(states),
            nearest(member, states),
        )
        for member in members
        if member not in states
    ]
    if len(set(members)) < max(3, len(members)):
        faults.append(Fault("--group", "", ",".join(members), "three or more states, each once"))
    if faults:
        raise InputError(faults)
    pairs = list(combinations(sorted(members), 2))
    involved = [event for event in events if event.counts and len(set(event.actors) & set(members)) > 1]
    if not involved:
        raise InputError([Fault(str(path), "", "no military event that two members share", "one at least")])
    shared = by_pair(events)
    selected = [of_group(events, Group.of(members)), *(shared.get(pair, []) for pair in pairs)]
    years = years_shown(involved, *span)
    check_burden(((own, years) for own in selected), str(path), LESS)
    together, pairwise = assess_group(events, Group.of(members), years, windows)
    return Assessment(path, [together, *pairwise], selected, Group.of(members), windows)


def known_pair(name: str, pairs: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Find a pair by its name, whichever state comes first, among those that have events."""
    wanted = "-".join(sorted(name.split("-")))
    names = {"-".join(pair): pair for pair in pairs}
    if wanted not in names:
        expected = "one of " + ", ".join(names)
        raise InputError(
            [Fault("--pair", "", f"no military event of {shown(name)}", expected, nearest(wanted, names))]
        )
    return names[wanted]


def years_shown(events: Sequence[Event], first: int | None, last: int | None) -> range:
    """Return the years of the events, or those asked for."""
    default = default_years(events)
    years = range(default.start if first is None else first, (default.stop - 1 if last is None else last) + 1)
    found = f"{years.start} to {years.stop - 1}"
    if not years or not 1 <= years.start <= years[-1] <= 9999:
        raise InputError([Fault("--from, --to", "", found, "years in order, 1 to 9999")])
    if len(years) > LONGEST_SPAN:
        raise InputError([Fault("--from, --to", "", found, f"at most {LONGEST_SPAN} years")])
    return years


def read_windows(path: Path) -> tuple[int, ...]:
    """Read a TOML file of windows, `1 = 10` for ten years on indicator 1; the rest keep their own.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    raw = read_toml(path)
    numbers = [str(indicator.number) for indicator in INDICATORS]
    faults = [
        Fault(str(path), key, f"unknown key {key}", "an indicator, 1 to 7", nearest(key, numbers))
        for key in raw
        if key not in numbers
    ]
    faults += [
        Fault(str(path), key, shown(value), "a whole number of years, 0 to 100")
        for key, value in raw.items()
        if type(value) is not int or not 0 <= value <= 100
    ]
    if faults:
        raise InputError(faults)
    return tuple(raw.get(number, window) for number, window in zip(numbers, WINDOWS, strict=True))


def _judged(trajectory: Trajectory) -> Iterator[dict[str, object]]:
    """Go through the rows of `verdicts.csv`."""
    for year, degrees in zip(trajectory.years, trajectory.degrees, strict=True):
        yield {"year": int(year), "pair": trajectory.name, **judge(degrees).row()}


def _asked(assessment: Assessment) -> dict[str, object]:
    """Return what makes an assessment what it is."""
    told = "\n".join(repr(event) for events in assessment.events for event in events)
    return {
        "events": hashlib.sha256(told.encode()).hexdigest(),
        "pairs": [path.name for path in assessment.trajectories],
        "years": [[int(path.years[0]), int(path.years[-1])] for path in assessment.trajectories],
        "windows": list(assessment.windows),
    }


def drawn(assessment: Assessment) -> list[Trajectory]:
    """Return the trajectories of a group and of the pairs with the most events, which have figures."""
    order = sorted(
        range(len(assessment.events)),
        key=lambda n: (n > 0 or not assessment.group, -len(assessment.events[n])),
    )
    return [assessment.trajectories[n] for n in sorted(order[:MOST_DRAWN])]


def write(assessment: Assessment, folder: Path, force: bool = False, *, command: str = "") -> list[Path]:
    """Write tables, figures and the verdicts in words in a folder of their own; return the files."""
    from sim.show import figures

    identity = f"assessment of {assessment.path.resolve().parent.name}/{assessment.path.name}"
    with new_folder(folder, {"identity": identity, **_asked(assessment)}, force) as fresh:
        rows = [row for trajectory in assessment.trajectories for row in trajectory.rows()]
        write_csv(fresh / "trajectory.csv", rows, list(rows[0]))
        grounds = [
            vars(ground)
            for trajectory, events in zip(assessment.trajectories, assessment.events, strict=True)
            for ground in evidence(events, trajectory, assessment.windows)
        ]
        write_csv(fresh / "evidence.csv", grounds, ("year", "pair", "indicator", "degree", "event"))
        judged = [row for trajectory in assessment.trajectories for row in _judged(trajectory)]
        write_csv(fresh / "verdicts.csv", judged, list(judged[0]))
        if assessment.group:
            columns = ("year", "group", "weakest", "median", *STAGES)
            write_csv(fresh / "group.csv", group_rows(assessment.group, assessment.trajectories[1:]), columns)
        for trajectory in drawn(assessment):
            if trajectory.reach.any():
                figures.save(
                    figures.trajectory(trajectory), fresh / "figures", f"trajectory-{trajectory.name}"
                )
        mark = {
            "identity": identity,
            "command": command,
            "verdict": of_record(assessment.path, assessment.trajectories),
            "events": assessment.path.name,
            "windows": list(assessment.windows),
        }
        write_mark(fresh, mark)
    return sorted(path for path in folder.rglob("*") if path.is_file())
