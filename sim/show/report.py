"""The report: one self-contained page that shows a result folder."""

import base64
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from matplotlib.figure import Figure

from sim.evidence.scores import scope, verdicts
from sim.files import whole
from sim.frames import read_frame
from sim.ladder.assess import Trajectory
from sim.plain import drawable
from sim.results.tables import dimensions_beside, observed_trajectories
from sim.scenario.load import Case, pair_under_study
from sim.scenario.parameters import PARAMETERS
from sim.show import figures, shock_figures, shock_words
from sim.show.answer import party_names, percents

VALIDATED: Final = Path(__file__).with_name("validated.csv")
"""Errors of the model and of the best baseline out of sample, which `tools.validation` writes."""

MOST_SHOWN: Final = 8
"""Pairs and groups drawn in figures; all stand in the tables."""

MOST_TOLD: Final = 40
"""Events told of one cell; all stand in evidence.csv."""


def write_report(folder: Path, case: Case, run: Mapping[str, Any]) -> list[Path]:
    """Draw all figures of a run and write its `report.html`; return the files.

    Parameters
    ----------
    folder
        Where its tables stand.
    case
        What was simulated.
    run
        What its `run.json` says, or will.
    """
    tables = read_tables(folder)
    drawn = {
        name: figures.save(draw(), folder / "figures", name) for name, draw in drawings(case, tables).items()
    }
    pictures = [
        {"name": name, "alt": alt, "data": embedded(drawn[name][0])} for name, alt in _captions(case, tables)
    ]
    shocks_drawn, told = _what_each_shock_did(case, tables, folder)
    page = template("report.html").render(
        case=case,
        run=run,
        title=case.scenario.title.en,
        answer=list(run.get("verdict", {}).values()),
        index=index_said(case, tables["stages"]),
        ends=ends(case, tables),
        verdicts=[*filter(None, [scope(case)]), *verdicts(tables["scores"])] if "scores" in tables else [],
        skill=skill_said(case.scenario.name),
        told_shocks=told,
        pictures=pictures,
        observed=list(_observed(case, tables)),
        ladder=case.ladder,
        most_told=MOST_TOLD,
        shocks=_occurrences(case),
        parameters=PARAMETERS,
    )
    path = folder / "report.html"
    with whole(path) as file:
        file.write(page.encode())
    return [path, *shocks_drawn, *(file for files in drawn.values() for file in files)]


def _what_each_shock_did(
    case: Case, tables: dict[str, pd.DataFrame], folder: Path
) -> tuple[list[Path], dict[str, Any] | None]:
    """Draw what each shock did, where the run has it, and return what its part of the page needs."""
    if "shocks" not in tables:
        return [], None
    drawn = figures.save(shock_figures.effects(case, tables["shocks"]), folder / "figures", "shocks")
    return drawn, {**shock_words.section(case, tables["shocks"]), "picture": embedded(drawn[0])}


def skill_said(name: str) -> list[str]:
    """Say how well the model forecast cases that its parameters had not seen, and this one if it was one."""
    table = pd.read_csv(VALIDATED, keep_default_na=False)
    given = {"conditional": "with later shocks given", "forecast": "with nothing later known"}
    said = []
    for case, of in (("", f"{table['case'].nunique() - 1} cases"), (name, "this case")):
        for mode, words in given.items():
            own = table[(table["case"] == case) & (table["mode"] == mode)]
            parts = [
                _ahead(int(row["lead"]), float(row["model"]) / float(row["best"]) - 1, str(row["verdict"]))
                for row in own.to_dict("records")
            ]
            if parts:
                said.append(f"On {of}, {words}: {', '.join(parts)}.")
    return said


def _ahead(lead: int, change: float, verdict: str) -> str:
    """Say how much more or less the model errs so many years ahead."""
    size = f"{abs(change):.0%}"
    errs = "as much" if size == "0%" else f"{size} {'less' if change < 0 else 'more'}"
    return f"{lead} year{'s' if lead > 1 else ''} ahead {errs}" + (f" ({verdict})" if verdict else "")


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


def index_said(case: Case, stages: pd.DataFrame) -> list[str]:
    """Say what the index of the pair under study comes to, and of the others from the highest down."""
    names = {name: name for name in stages["pair"].unique()} | party_names(case)
    last = _last(stages).sort_values("index_mean", ascending=False, kind="stable")
    year, lead = last["year"].iloc[0], pair_under_study(case)
    own, others = last[last["pair"] == lead].iloc[0], last[last["pair"] != lead]
    first = (
        f"The index of {names[lead]} in {year} is {own['index_mean']:.2f} on average, between "
        f"{own['index_p05']:.2f} and {own['index_p95']:.2f} in nine lives of ten."
    )
    named = [
        f"{row['pair']} at {row['index_mean']:.2f}" for row in others.head(MOST_SHOWN - 1).to_dict("records")
    ]
    more = [f"{len(last) - MOST_SHOWN} more below them"] if len(last) > MOST_SHOWN else []
    if not named:
        return [first, "There is no other pair."]
    return [first, f"The others, by their index: {'; '.join([*named, *more])}."]


def ends(case: Case, tables: dict[str, pd.DataFrame]) -> list[dict[Any, Any]]:
    """List where the lives of each pair and group end, in whole percent, the pair under study first."""
    first = pair_under_study(case)
    judged = (
        {row["pair"]: row for row in _last(tables["verdicts"]).to_dict("records")}
        if "verdicts" in tables
        else {}
    )
    rows = []
    for row in sorted(_last(tables["stages"]).to_dict("records"), key=lambda row: bool(row["pair"] != first)):
        ended: dict[Any, Any] = {**row, "stages": percents(row[name] for name in case.ladder.stage_names)}
        if row["pair"] in judged:
            own = judged[row["pair"]]
            ended |= {
                "verdicts": percents(own[name] for name in case.ladder.verdict_names),
                "verdict": own["observed"],
            }
        rows.append(ended)
    return rows


def _last(stages: pd.DataFrame) -> pd.DataFrame:
    last: pd.DataFrame = stages[stages["year"] == stages["year"].max()]
    return last


def _heading(case: Case) -> str:
    drawn = f", each with one of {case.posterior.sets} parameter sets" if case.posterior is not None else ""
    return f"{case.scenario.title.en} ({case.scenario.runs:,} lives{drawn})"


def _captions(case: Case, tables: dict[str, pd.DataFrame]) -> Iterator[tuple[str, str]]:
    pairs = shown_parties(case, tables["stages"])
    hidden = tables["stages"]["pair"].nunique() - len(pairs)
    those = (
        f"{len(pairs)} pairs and groups (the other {hidden} stand in stages.csv)" if hidden else "every pair"
    )
    yield "index", f"Index of {those} with its band, the observed line and the shocks"
    yield "stages", "Share of lives at each stage over time"
    for table in case.scenario.groups:
        name = table.group.name
        yield f"pairs-of-{name}", f"Stages of the pairs of {name}, simulated and observed"
    for pair in pairs:
        yield f"ladder-{pair}", f"The ladder of {pair}, observed and simulated"
    if "dimensions" in tables:
        yield "dimensions", "The dimensions of alignment side by side, as observed; they are not added up"
    if tables["channels"]["coded"].astype(str).str.strip("0").any():
        yield "channels", "What the two do beside the ladder: simulated, and the years in which it is coded"
    yield "threats", "Threat perceptions of every directed pair"
    if "scores" in tables:
        yield "scores", "Scores of the model beside baselines"


def drawings(case: Case, tables: dict[str, pd.DataFrame]) -> dict[str, Callable[[], Figure]]:
    """Return what draws each figure of a run, by name; groups in the tables are called by their names."""
    _name_groups(case, tables)
    title, stages = _heading(case), tables["stages"]
    stages = pd.concat([stages[stages["pair"] == party] for party in shown_parties(case, stages)])
    observed = tables.get("observed", pd.DataFrame(columns=["pair", "year", "index"]))
    drawn: dict[str, Callable[[], Figure]] = {
        "index": lambda: figures.index_bands(title, stages, observed, _named_shocks(case), case.ladder),
        "stages": lambda: figures.stage_shares(title, stages, case.ladder),
        "threats": lambda: figures.threats(title, tables["threats"]),
        "dimensions": lambda: figures.dimensions(_dimensions(case)),
        "channels": lambda: figures.channels(title, pair_under_study(case), tables["channels"]),
        "scores": lambda: figures.score_bars(title, tables["scores"]),
    }
    for table in case.scenario.groups:
        name = table.group.name
        drawn[f"pairs-of-{name}"] = partial(figures.group_shares, title, name, tables["group"], case.ladder)
    for pair in stages["pair"].unique():
        drawn[f"ladder-{pair}"] = partial(
            figures.ladder_of, title, pair, tables["degrees"], stages, case.ladder
        )
    return {name: drawn[name] for name, _ in _captions(case, tables)}


def _dimensions(case: Case) -> list[Trajectory]:
    """Return what was observed of the pair under study, or of one that has them, on each ladder."""
    observed = observed_trajectories(case)
    others = dimensions_beside(case, observed)
    names = [path.name for path in others]
    name = pair_under_study(case) if pair_under_study(case) in names else names[0]
    return [observed[name], *(path for path in others if path.name == name)]


def _named_shocks(case: Case) -> list[tuple[int, str]]:
    return [(row["span"][0], row["name"]) for row in _occurrences(case)]


def _occurrences(case: Case) -> list[dict[str, Any]]:
    """List the shocks, one row an occurrence, with their effects in words."""
    rows: dict[str, dict[str, Any]] = {}
    for shock in case.scenario.shocks:
        if shock.scale == 0:
            continue
        name = shock.name.en if shock.name else shock.id
        row = rows.setdefault(
            shock.id, {"name": name, "span": shock.span, "effects": [], "source": shock.source}
        )
        subject = f"{shock.by}>{shock.of}" if shock.by else shock.state or "-".join(shock.pair or ())
        half = f", half-life {shock.half_life:g} years" if shock.half_life else ""
        size = shock.effect if shock.kind == "indicator" else f"{shock.change * shock.scale:+g}{half}"
        row["effects"].append(f"{shock.kind} {subject} {size}")
    return sorted(rows.values(), key=lambda row: (row["span"], row["name"]))


def _observed(case: Case, tables: dict[str, pd.DataFrame]) -> Iterator[dict[str, Any]]:
    """Go through the observed pairs: rows of years, each cell with the events it rests on."""
    if "observed" not in tables or not case.observed:
        return
    events = {event.id: event for event in case.observed}
    grounds: dict[tuple[str, int, int], list[Any]] = {}
    for row in tables["evidence"].to_dict("records"):
        key = (str(row["pair"]), int(row["year"]), int(row["indicator"]))
        grounds.setdefault(key, []).append(events[str(row["event"])])
    first = pair_under_study(case)
    for pair, own in sorted(tables["observed"].groupby("pair"), key=lambda item: bool(item[0] != first)):
        rows = []
        for row in own.to_dict("records"):
            cells = [
                {
                    "degree": row[name],
                    "events": grounds.get((str(pair), int(row["year"]), number), []),
                }
                for number, name in enumerate(case.ladder.columns, start=1)
            ]
            rows.append({**row, "cells": cells})
        yield {"pair": pair, "rows": rows}


def embedded(path: Path) -> str:
    """Return a picture as an address that holds the picture itself."""
    return "data:image/svg+xml;base64," + base64.b64encode(path.read_bytes()).decode()


def template(name: str) -> Any:
    """Return a page's template."""
    loader = PackageLoader("sim", "show")
    pages = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, finalize=_shown
    )
    return pages.get_template(name)


def _shown(value: Any) -> Any:
    """Leave out of text what no page can hold; what is markup already has gone this way."""
    return drawable(value) if type(value) is str else value
