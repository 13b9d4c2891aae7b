"""The report: one self-contained page that shows a result folder."""

import base64
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from matplotlib.figure import Figure

from sim.evidence.scores import check_finished, verdicts
from sim.files import MARK, note_files, read_json, whole
from sim.ladder.rules import INDICATORS, STAGES
from sim.scenario.load import Case, load
from sim.scenario.parameters import PARAMETERS
from sim.show import figures

VALIDATED: Final = Path(__file__).with_name("validated.csv")
"""Errors of the model and of the best baseline out of sample, which `sim.show.validation` writes."""

MOST_SHOWN: Final = 8
"""Pairs and groups drawn in figures; all stand in the tables."""


def write_report(folder: Path) -> list[Path]:
    """Draw all figures of a result folder and write its `report.html`; return the files.

    Raises
    ------
    InputError
        Where the folder is not that of a finished run.
    """
    check_finished(folder)
    case = load(folder / "scenario.toml")
    run = read_json(folder / MARK)
    tables = read_tables(folder)
    drawn = {
        name: figures.save(draw(), folder / "figures", name) for name, draw in drawings(case, tables).items()
    }
    pictures = [
        {"name": name, "alt": alt, "data": embedded(drawn[name][0])} for name, alt in _captions(case, tables)
    ]
    page = template("report.html").render(
        case=case,
        run=run,
        title=case.scenario.title.en,
        answer=answer(tables["stages"], [table.group.name for table in case.scenario.groups]),
        verdicts=verdicts(tables["scores"]) if "scores" in tables else [],
        skill=skill_said(case.scenario.name),
        pictures=pictures,
        observed=list(_observed(case, tables)),
        indicators=INDICATORS,
        stages=STAGES,
        final=_last(tables["stages"]),
        shocks=_occurrences(case),
        parameters=PARAMETERS,
    )
    path = folder / "report.html"
    with whole(path) as file:
        file.write(page.encode())
    written = [path, *(file for files in drawn.values() for file in files)]
    note_files(folder, written)
    return written


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
    return {path.stem: pd.read_csv(path, keep_default_na=False) for path in folder.glob("*.csv")}


def _name_groups(case: Case, tables: dict[str, pd.DataFrame]) -> None:
    """Call groups by their names, where tables have the codes of their members."""
    names = {table.group.label: table.group.name for table in case.scenario.groups}
    for table in tables.values():
        if names and "pair" in table:
            table["pair"] = table["pair"].replace(names)


def shown_parties(case: Case, stages: pd.DataFrame) -> list[str]:
    """Choose what figures show: the groups, then pairs with a record, then those that climb highest."""
    groups = [table.group.name for table in case.scenario.groups]
    last = _last(stages).sort_values("index_mean", ascending=False, kind="stable")
    order = [*groups, *last["pair"][last["observed"] != ""], *last["pair"]]
    chosen = list(dict.fromkeys(order))[:MOST_SHOWN]
    return [str(party) for party in stages["pair"].unique() if party in chosen]


def answer(stages: pd.DataFrame, groups: Sequence[str] = ()) -> list[str]:
    """Say where the groups, or else the pair that climbed highest, stand, and the others."""
    last = _last(stages).sort_values("index_mean", ascending=False, kind="stable")
    together = last["pair"].isin(groups)
    last = pd.concat([last[together], last[~together]])
    year, lead = last["year"].iloc[0], last.iloc[0]
    above = lead["moderate"] + lead["advanced"]
    seen = f" (observed: {lead['observed']})" if lead["observed"] else ""
    first = (
        f"By {year}, {above:.0%} of simulated lives have {lead['pair']} at the moderate stage or above{seen}"
        f", with an index of {lead['index_mean']:.2f} on average, between {lead['index_p05']:.2f} and "
        f"{lead['index_p95']:.2f} in nine lives of ten."
    )
    named = [
        f"{row['pair']} at {row['index_mean']:.2f}" for row in last.iloc[1:MOST_SHOWN].to_dict("records")
    ]
    more = [f"{len(last) - MOST_SHOWN} more below them"] if len(last) > MOST_SHOWN else []
    others = "; ".join([*named, *more])
    second = f"The others, by their index: {others}." if others else "There is no other pair."
    return [first, second]


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
    yield "threats", "Threat perceptions of every directed pair"
    if "scores" in tables:
        yield "scores", "Scores of the model beside baselines"


def drawings(case: Case, tables: dict[str, pd.DataFrame]) -> dict[str, Callable[[], Figure]]:
    """Return what draws each figure of a run, by name; groups in the tables are called by their names."""
    _name_groups(case, tables)
    title, stages = _heading(case), tables["stages"]
    stages = stages[stages["pair"].isin(shown_parties(case, stages))]
    observed = tables.get("observed", pd.DataFrame(columns=["pair", "year", "index"]))
    drawn: dict[str, Callable[[], Figure]] = {
        "index": lambda: figures.index_bands(title, stages, observed, _named_shocks(case)),
        "stages": lambda: figures.stage_shares(title, stages),
        "threats": lambda: figures.threats(title, tables["threats"]),
        "scores": lambda: figures.score_bars(title, tables["scores"]),
    }
    for table in case.scenario.groups:
        name = table.group.name
        drawn[f"pairs-of-{name}"] = partial(figures.group_shares, title, name, tables["group"])
    for pair in stages["pair"].unique():
        drawn[f"ladder-{pair}"] = partial(figures.ladder, title, pair, tables["degrees"], stages)
    return {name: drawn[name] for name, _ in _captions(case, tables)}


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
    for pair, own in tables["observed"].groupby("pair"):
        rows = []
        for row in own.to_dict("records"):
            cells = [
                {
                    "degree": row[f"i{i.number}"],
                    "events": grounds.get((str(pair), int(row["year"]), i.number), []),
                }
                for i in INDICATORS
            ]
            rows.append({**row, "cells": cells})
        yield {"pair": pair, "rows": rows}


def embedded(path: Path) -> str:
    """Return a picture as an address that holds the picture itself."""
    return "data:image/svg+xml;base64," + base64.b64encode(path.read_bytes()).decode()


def template(name: str) -> Any:
    """Return a page's template."""
    loader = PackageLoader("sim", "show")
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return pages.get_template(name)
