"""What a run has to show: its tables, the pairs that figures show, and what draws each figure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from sim.frames import read_frame
from sim.ladder.assess import Trajectory
from sim.ladder.party import Party
from sim.results.tables import dimensions_beside, observed_trajectories
from sim.scenario.load import Case, pair_under_study
from sim.show import ladder_figures, pair_figures, run_figures, stage_figures, style, threat_figures
from sim.show.naming import Naming
from sim.show.subject import Subject, subject_of

MOST_SHOWN: Final = 8
"""Pairs and groups drawn in figures; all stand in the tables."""

MANY_STATES: Final = 24
"""States beyond which threats are drawn of those alone whose pairs are shown."""

MOST_NARROW: Final = 5
"""As many in a narrow figure, so that it fits a page."""


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the tables of a result folder as they are written: an empty cell is an empty word."""
    return {path.stem: read_frame(path, blank=True) for path in folder.glob("*.csv")}


def _name_groups(case: Case, tables: dict[str, pd.DataFrame]) -> None:
    """Call groups by their names, where tables have the codes of their members."""
    names = {table.group.label: table.group.name for table in case.scenario.groups}
    for table in tables.values():
        if names and "pair" in table:
            table["pair"] = table["pair"].replace(names)


def shown_parties(case: Case, stages: pd.DataFrame) -> list[str]:
    """Choose what figures show: the pair under study, the groups, pairs with a record, those that climb most.

    The pair under study comes first, the rest in the order of the table.
    """
    first = pair_under_study(case)
    groups = [table.group.name for table in case.scenario.groups]
    last = _last(stages).sort_values("index_mean", ascending=False, kind="stable")
    order = [first, *groups, *last["pair"][last["observed"] != ""], *last["pair"]]
    chosen = list(dict.fromkeys(order))[:MOST_SHOWN]
    return [first, *(str(party) for party in stages["pair"].unique() if party in chosen and party != first)]


def _last(stages: pd.DataFrame) -> pd.DataFrame:
    last: pd.DataFrame = stages[stages["year"] == stages["year"].max()]
    return last


def _names(case: Case, tables: dict[str, pd.DataFrame], parties: Sequence[str]) -> Iterator[str]:
    """Go through the names of the figures that a run has."""
    yield "index"
    yield "stages"
    yield from (f"pairs-of-{table.group.name}" for table in case.scenario.groups)
    yield from (f"ladder-{pair}" for pair in parties)
    if "dimensions" in tables:
        yield "dimensions"
    if tables["channels"]["coded"].astype(str).str.strip("0").any():
        yield "channels"
    if tables["stages"]["pair"].nunique() > MOST_SHOWN:
        yield "pairs"
    yield "threats"
    if _scored(parties, tables):
        yield "scores"


def _scored(parties: Sequence[str], tables: dict[str, pd.DataFrame]) -> list[str]:
    """Return those of some pairs and groups that have scores."""
    return [party for party in parties if "scores" in tables and party in set(tables["scores"]["pair"])]


def drawings(
    case: Case, tables: dict[str, pd.DataFrame], chosen: Sequence[str] = ()
) -> dict[str, Callable[[], Figure]]:
    """Return what draws each figure of a run, by name; groups in the tables are called by their names.

    Parameters
    ----------
    case
        What was run.
    tables
        What came of it.
    chosen
        Pairs and groups to show; none for those that `shown_parties` chooses.
    """
    _name_groups(case, tables)
    subject = subject_by_names(case)
    parties = list(chosen) or shown_parties(case, tables["stages"])
    stages = _rows_of(parties, tables["stages"])
    lead, scored = _lead(case, chosen), _scored(parties, tables)

    def panels(of: list[str]) -> list[str]:
        return of[:MOST_NARROW] if style.is_narrow() and not chosen else of

    observed = tables.get("observed", pd.DataFrame(columns=["pair", "year", "index"]))
    maximum = case.ladder.index_maximum
    drawn: dict[str, Callable[[], Figure]] = {
        "index": lambda: run_figures.index(
            subject,
            run_figures.with_quartiles(_rows_of(panels(parties), stages), tables["index"], maximum),
            observed,
            tables.get("held"),
        ),
        "stages": lambda: stage_figures.stages(subject, _rows_of(panels(parties), stages)),
        "pairs": lambda: pair_figures.every_pair(subject, tables["stages"], observed),
        "threats": lambda: threat_figures.threats(subject, _perceived(tables["threats"], parties, chosen)),
        "dimensions": lambda: ladder_figures.dimensions(_dimensions(case, lead), subject.naming),
        "channels": lambda: run_figures.channels(subject, lead, tables["channels"]),
        "scores": lambda: run_figures.scores(subject, _rows_of(panels(scored), tables["scores"])),
    }
    for table in case.scenario.groups:
        name = table.group.name
        drawn[f"pairs-of-{name}"] = partial(stage_figures.group_stages, subject, name, tables["group"])
    for pair in parties:
        drawn[f"ladder-{pair}"] = partial(ladder_figures.ladder_of, subject, pair, tables["degrees"], stages)
    return {name: drawn[name] for name in _names(case, tables, parties)}


def _perceived(threats: pd.DataFrame, parties: Sequence[str], chosen: Sequence[str]) -> pd.DataFrame:
    """Return what the states of the pairs chosen perceive, or where none are chosen all states.

    Of many states it is what those of the pairs that are shown perceive from each other.
    """
    if threats["by"].nunique() > MANY_STATES:
        shown = {state for party in parties for state in Party(party).states}
        return threats[threats["by"].isin(shown) & threats["of"].isin(shown)]
    states = {state for party in chosen for state in Party(party).states}
    return threats[threats["by"].isin(states)] if states & set(threats["by"]) else threats


def _lead(case: Case, chosen: Sequence[str]) -> str:
    """Return the pair whose acts beside the ladder are shown."""
    pairs = [party for party in chosen if party in case.scenario.parties and not Party(party).is_group]
    return pairs[0] if pairs else pair_under_study(case)


def _rows_of(parties: Iterable[str], table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of some pairs and groups, in their order."""
    return pd.concat([table[table["pair"] == party] for party in parties])


def subject_by_names(case: Case) -> Subject:
    """Return what the figures are about; groups go by their names, as in the tables here, or their labels."""
    subject = subject_of(case)
    names = {table.group.label: table.group.name for table in case.scenario.groups}
    called = {table.group.name: table.called for table in case.scenario.groups}
    naming = Naming(subject.naming.states, {**subject.naming.groups, **called})
    return replace(subject, naming=naming, parties=[names.get(party, party) for party in subject.parties])


def _dimensions(case: Case, lead: str) -> list[Trajectory]:
    """Return what was observed of a pair, or of one that has them, on each ladder."""
    observed = observed_trajectories(case)
    others = dimensions_beside(case, observed)
    names = [path.name for path in others]
    name = lead if lead in names else names[0]
    return [observed[name], *(path for path in others if path.name == name)]
