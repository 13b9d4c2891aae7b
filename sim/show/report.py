"""The report: one self-contained page that shows a result folder."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from sim.evidence.scores import check_finished, verdicts
from sim.ladder.events import read_events
from sim.ladder.rules import INDICATORS, STAGES
from sim.scenario.load import Case, load
from sim.scenario.parameters import PARAMETERS
from sim.show import figures


def write_report(folder: Path) -> list[Path]:
    """Draw all figures of a result folder and write its `report.html`; return the files.

    Raises
    ------
    InputError
        Where the folder is not that of a finished run.
    """
    check_finished(folder)
    case = load(folder / "scenario.toml")
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    tables = {path.stem: pd.read_csv(path, keep_default_na=False) for path in folder.glob("*.csv")}
    drawn = {
        name: figures.save(figure, folder / "figures", name) for name, _, figure in _figures(case, tables)
    }
    pictures = [
        {"name": name, "alt": alt, "data": embedded(drawn[name][0])}
        for name, alt, _ in _captions(case, tables)
    ]
    page = template("report.html").render(
        case=case,
        run=run,
        title=case.scenario.title.en,
        answer=answer(tables["stages"]),
        verdicts=verdicts(tables["scores"]) if "scores" in tables else [],
        pictures=pictures,
        observed=list(_observed(case, tables)),
        indicators=INDICATORS,
        stages=STAGES,
        final=_last(tables["stages"]),
        shocks=_occurrences(case),
        parameters=PARAMETERS,
    )
    path = folder / "report.html"
    path.write_text(page, encoding="utf-8")
    return [path, *(file for files in drawn.values() for file in files)]


def answer(stages: pd.DataFrame) -> list[str]:
    """Say in two sentences where the pair that climbed highest stands, and the others."""
    last = _last(stages).sort_values("index_mean", ascending=False)
    year, lead = last["year"].iloc[0], last.iloc[0]
    above = lead["moderate"] + lead["advanced"]
    seen = f" (observed: {lead['observed']})" if lead["observed"] else ""
    first = (
        f"By {year}, {above:.0%} of simulated lives have {lead['pair']} at the moderate stage or above{seen}"
        f", with an index of {lead['index_mean']:.2f} on average, between {lead['index_p05']:.2f} and "
        f"{lead['index_p95']:.2f} in nine lives of ten."
    )
    others = "; ".join(
        f"{row['pair']} at {row['index_mean']:.2f}" for row in last.iloc[1:].to_dict("records")
    )
    second = f"The other pairs end lower, {others}." if others else "There is no other pair."
    return [first, second]


def _last(stages: pd.DataFrame) -> pd.DataFrame:
    last: pd.DataFrame = stages[stages["year"] == stages["year"].max()]
    return last


def _heading(case: Case) -> str:
    return f"{case.scenario.title.en} ({case.scenario.runs:,} lives)"


def _captions(case: Case, tables: dict[str, pd.DataFrame]) -> Iterator[tuple[str, str, None]]:
    pairs = list(tables["stages"]["pair"].unique())
    yield "index", "Index of every pair with its band, the observed line and the shocks", None
    yield "stages", "Share of lives at each stage over time", None
    for pair in pairs:
        yield f"ladder-{pair}", f"The ladder of {pair}, observed and simulated", None
    yield "threats", "Threat perceptions of every directed pair", None
    if "scores" in tables:
        yield "scores", "Scores of the model beside baselines", None


def _figures(case: Case, tables: dict[str, pd.DataFrame]) -> Iterator[tuple[str, str, Any]]:
    title, stages = _heading(case), tables["stages"]
    observed = tables.get("observed", pd.DataFrame(columns=["pair", "year", "index"]))
    drawn = {
        "index": lambda: figures.index_bands(title, stages, observed, _named_shocks(case)),
        "stages": lambda: figures.stage_shares(title, stages),
        "threats": lambda: figures.threats(title, tables["threats"]),
        "scores": lambda: figures.score_bars(title, tables["scores"]),
    }
    for name, alt, _ in _captions(case, tables):
        if name in drawn:
            yield name, alt, drawn[name]()
        else:
            yield name, alt, figures.ladder(title, name.removeprefix("ladder-"), tables["degrees"], stages)


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
    if "observed" not in tables or case.events_path is None:
        return
    events = {event.id: event for event in read_events(case.events_path)}
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
