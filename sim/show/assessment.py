"""Assessing a file of events, and the folder that results."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from sim.faults import Fault, InputError, nearest, shown
from sim.files import files_in, write_mark
from sim.ladder import dimensions
from sim.ladder.assess import Trajectory, assess, default_years, evidence
from sim.ladder.events import Event, by_pair, check_burden, events_of_table, pairs_of, read_events
from sim.ladder.groups import Group, assess_group, group_rows, of_group
from sim.ladder.ladder import MILITARY, Ladder, named, read_windows, written
from sim.ladder.verdict import judge
from sim.reading import is_folder
from sim.results.folders import new_folder
from sim.results.tables import write_csv
from sim.scenario.load import Case, load
from sim.scenario.schema import LONGEST_SPAN
from sim.show.answer import of_record

LESS: Final = "choose by --pair or --group, --from and --to"

MOST_DRAWN: Final = 60
"""Pairs with a figure of their own; all stand in the tables."""

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Assessment:
    """What a file of events says of pairs, or of a group and its pairs.

    Attributes
    ----------
    path
        The file, or the scenario or folder that names the files.
    ladder
        The ladder they are scored on.
    trajectories
        Of each pair; of a group first the group together.
    events
        Those each trajectory rests on, in the same order.
    group
        The group, or None.
    beside
        The same over the same years on the other ladders that ship, where enough events count: dimensions
        stand side by side and are never added up.
    """

    path: Path
    ladder: Ladder
    trajectories: list[Trajectory]
    events: list[list[Event]]
    group: Group | None
    beside: list[Trajectory]

    @property
    def named(self) -> list[str]:
        """What its folder is named by."""
        return [self.path.parent.resolve().name, self.path.stem]

    def on(self, ladder: Ladder) -> list[tuple[Trajectory, list[Event]]]:
        """Return the trajectories on a ladder, each with its events."""
        own = dict(zip((path.name for path in self.trajectories), self.events, strict=True))
        scored = [path for path in (*self.trajectories, *self.beside) if path.ladder == ladder]
        return [(path, own[path.name]) for path in scored]

    @property
    def ladders(self) -> list[Ladder]:
        """The ladders that anything is scored on, the one under study first."""
        found = {path.ladder.name: path.ladder for path in (*self.trajectories, *self.beside)}
        return list(found.values())


def ladder_meant(ladder: str | None, windows: Path | None, default: Ladder = MILITARY) -> Ladder:
    """Return the ladder of a name or file, else the default, with the windows of a file on top.

    Raises
    ------
    InputError
        With every fault of the files.
    """
    meant = default if ladder is None else named(ladder)
    return meant if windows is None else read_windows(windows, meant)


def assess_file(
    given: Path | Case | pd.DataFrame,
    pair: str | None = None,
    group: str | None = None,
    first: int | None = None,
    last: int | None = None,
    windows: Path | None = None,
    ladder: str | None = None,
) -> Assessment:
    """Assess one pair, one group, or all pairs of a file or table of events, or of the record of a scenario.

    Raises
    ------
    InputError
        With every fault of the file, or where it holds no such pair.
    """
    if pair and group:
        raise InputError([Fault("--pair", "", f"{pair} beside --group {group}", "one of the two")])
    path, events, scale = _record(given, ladder, windows)
    if group:
        members = [member.strip() for member in group.split(",")]
        return _assess_group(path, events, members, (first, last), scale)
    pairs = pairs_of(events, scale)
    if not pairs:
        found = f"no {scale.name} event"
        raise InputError([Fault(str(path), "", found, "one at least, besides statements")])
    chosen = [known_pair(pair, pairs, scale)] if pair else pairs
    shared = by_pair(events)
    selected = [shared[states] for states in chosen]
    years = [years_shown(own, scale, first, last) for own in selected]
    check_burden(zip(selected, years, strict=True), str(path), LESS)
    trajectories = [
        assess(own, "-".join(states), scale, shown)
        for states, own, shown in zip(chosen, selected, years, strict=True)
    ]
    return Assessment(path, scale, trajectories, selected, None, dimensions.beside(trajectories, selected))


def _record(
    given: Path | Case | pd.DataFrame, ladder: str | None, windows: Path | None
) -> tuple[Path, list[Event], Ladder]:
    """Read a file or table of events, or all layers of a scenario; return its name, and the ladder, too."""
    if isinstance(given, pd.DataFrame):
        scale = ladder_meant(ladder, windows)
        return Path("table"), events_of_table(given, scale), scale
    if isinstance(given, Path) and not is_folder(given) and given.suffix != ".toml":
        scale = ladder_meant(ladder, windows)
        return given, read_events(given, scale), scale
    case = given if isinstance(given, Case) else load(given)
    path = case.path if isinstance(given, Case) else given
    if not case.observed:
        raise InputError([Fault(str(path), "events", "no record", "a scenario that names its events")])
    return path, case.observed, ladder_meant(ladder, windows, case.ladder)


def cautions(assessment: Assessment) -> list[Fault]:
    """Warn of figures that are not drawn, and of years after all that is coded: they show what lasts."""
    return [*_drawn_apart(assessment), *_beyond(assessment)]


def _drawn_apart(assessment: Assessment) -> list[Fault]:
    count = len(assessment.trajectories)
    if count <= MOST_DRAWN:
        return []
    expected = f"{MOST_DRAWN} at most: those with the most events are drawn, --pair draws any other"
    return [Fault(str(assessment.path), "", f"{count:,} figures", expected, warning=True)]


def _beyond(assessment: Assessment) -> list[Fault]:
    coded = max(
        event.last_active_year
        for events in assessment.events
        for event in events
        if event.counts(assessment.ladder)
    )
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
    ladder: Ladder,
) -> Assessment:
    states = sorted({state for pair in pairs_of(events, ladder) for state in pair})
    faults = [
        Fault(
            "--group",
            "",
            f"no {ladder.name} event of {member}",
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
    involved = [event for event in events if len(set(event.actors) & set(members)) > 1]
    if not any(event.counts(ladder) for event in involved):
        found = f"no {ladder.name} event that two members share"
        raise InputError([Fault(str(path), "", found, "one at least")])
    years, shared = years_shown(involved, ladder, *span), by_pair(events)
    selected = [of_group(events, Group.of(members)), *(shared.get(pair, []) for pair in pairs)]
    check_burden(((own, years) for own in selected), str(path), LESS)
    together, pairwise = assess_group(events, Group.of(members), ladder, years)
    scored = [together, *pairwise]
    return Assessment(path, ladder, scored, selected, Group.of(members), dimensions.beside(scored, selected))


def known_pair(name: str, pairs: Sequence[tuple[str, str]], ladder: Ladder) -> tuple[str, str]:
    """Find a pair by its name, whichever state comes first, among those that have events."""
    wanted = "-".join(sorted(name.split("-")))
    names = {"-".join(pair): pair for pair in pairs}
    if wanted not in names:
        expected = "one of " + ", ".join(names)
        found = f"no {ladder.name} event of {shown(name)}"
        raise InputError([Fault("--pair", "", found, expected, nearest(wanted, names))])
    return names[wanted]


def years_shown(events: Sequence[Event], ladder: Ladder, first: int | None, last: int | None) -> range:
    """Return the years of the events, or those asked for."""
    default = default_years(events, ladder)
    years = range(default.start if first is None else first, (default.stop - 1 if last is None else last) + 1)
    found = f"{years.start} to {years.stop - 1}"
    if not years or not 1 <= years.start <= years[-1] <= 9999:
        raise InputError([Fault("--from, --to", "", found, "years in order, 1 to 9999")])
    if len(years) > LONGEST_SPAN:
        raise InputError([Fault("--from, --to", "", found, f"at most {LONGEST_SPAN} years")])
    return years


def _judged(trajectory: Trajectory) -> Iterator[dict[str, object]]:
    """Go through the rows of `verdicts.csv`."""
    for year, degrees in zip(trajectory.years, trajectory.degrees, strict=True):
        yield {"year": int(year), "pair": trajectory.name, **judge(degrees, trajectory.ladder).row()}


def _asked(assessment: Assessment) -> dict[str, object]:
    """Return what makes an assessment what it is."""
    told = "\n".join(repr(event) for events in assessment.events for event in events)
    return {
        "events": hashlib.sha256(told.encode()).hexdigest(),
        "pairs": [path.name for path in assessment.trajectories],
        "years": [[int(path.years[0]), int(path.years[-1])] for path in assessment.trajectories],
        "ladders": [hashlib.sha256(written(ladder).encode()).hexdigest() for ladder in assessment.ladders],
    }


def _most_coded(assessment: Assessment) -> list[Trajectory]:
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
        for ladder in assessment.ladders:
            _write_tables(assessment, ladder, fresh)
        if assessment.beside:
            paths = [*assessment.trajectories, *assessment.beside]
            write_csv(fresh / "dimensions.csv", dimensions.rows(paths), dimensions.COLUMNS)
        for name, draw in drawings(assessment).items():
            figures.save(draw(), fresh / "figures", name)
        mark = {
            "identity": identity,
            "command": command,
            "verdict": of_record(assessment.path, assessment.trajectories, assessment.beside),
            "events": assessment.path.name,
            "ladder": assessment.ladder.name,
            "windows": list(assessment.ladder.windows),
        }
        write_mark(fresh, mark)
    return files_in(folder)


def _write_tables(assessment: Assessment, ladder: Ladder, folder: Path) -> None:
    """Write what is scored on one ladder; files of others than the one under study end in their name."""
    scored = assessment.on(ladder)
    end = "" if ladder == assessment.ladder else f"-{ladder.name}"
    rows = [row for path, _ in scored for row in path.rows()]
    write_csv(folder / f"trajectory{end}.csv", rows, list(rows[0]))
    grounds = [vars(ground) for path, events in scored for ground in evidence(events, path)]
    write_csv(folder / f"evidence{end}.csv", grounds, ("year", "pair", "indicator", "degree", "event"))
    judged = [row for path, _ in scored for row in _judged(path)]
    write_csv(folder / f"verdicts{end}.csv", judged, list(judged[0]))
    if assessment.group and ladder == assessment.ladder:
        columns = ("year", "group", "weakest", "median", *ladder.stage_names)
        write_csv(folder / "group.csv", group_rows(assessment.group, assessment.trajectories[1:]), columns)


def drawings(assessment: Assessment) -> dict[str, Callable[[], "Figure"]]:
    """Return what draws each figure: trajectories in which anything is live, and dimensions beside them."""
    from sim.show import figures

    pictures: dict[str, Callable[[], Figure]] = {}
    for path in _most_coded(assessment):
        beside = [other for other in assessment.beside if other.name == path.name]
        if path.reach.any():
            pictures[f"trajectory-{path.name}"] = partial(figures.trajectory, path)
        if beside:
            pictures[f"dimensions-{path.name}"] = partial(figures.dimensions, [path, *beside])
    return pictures
