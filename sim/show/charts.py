"""Charts that can be hovered and switched within a page, as Vega-Lite has them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

import pandas as pd

from sim.show import style
from sim.show.naming import degrees, labels_of, stages_of
from sim.show.subject import Subject
from sim.words import numerals, say, spoken

Spec = dict[str, Any]
"""A chart in Vega-Lite."""

Titles = Mapping[tuple[str, int, int], Sequence[str]]
"""The events that a cell of the ladder rests on, by pair, year and number of the indicator."""

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"

FONT: Final = "system-ui, 'DejaVu Sans', 'Noto Naskh Arabic', sans-serif"

MOST_TOLD: Final = 6
"""Events that a cell tells when it is hovered; the table below has them all."""

STRIP: Final = (1.04, 1.12)
"""Where above the shares the observed stage stands."""


@cache
def library() -> str | None:
    """Return the scripts that draw charts, None where the extra that has them is not installed."""
    try:
        import vl_convert
    except ImportError:
        return None
    return str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))


def locale() -> dict[str, Any]:
    """Return how numbers are written in charts."""
    return {
        "decimal": numerals("."),
        "thousands": numerals(","),
        "grouping": [3],
        "currency": ["", ""],
        "percent": numerals("%"),
        "minus": numerals("-"),
    }


def index(subject: Subject, stages: pd.DataFrame, observed: pd.DataFrame, titles: Titles) -> Spec:
    """Return the index of pairs with bands, what was observed, and shocks; pairs and shocks can be switched.

    Parameters
    ----------
    subject
        What it is about.
    stages
        Rows of `stages.csv` of the pairs that can be shown.
    observed
        Rows of `observed.csv`.
    titles
        The events behind the observed.
    """
    parties = _in_order(subject, stages)
    record = {(row["pair"], row["year"]): row["index"] for row in observed.to_dict("records")}
    started = _by_year(titles)
    rows = [
        {
            "n": parties.index(row["pair"]),
            "pair": subject.naming.party(row["pair"]),
            "year": row["year"],
            "mean": row["index_mean"],
            "low": row["index_p05"],
            "high": row["index_p95"],
            "observed": record.get((row["pair"], row["year"])),
            "events": started.get((row["pair"], row["year"]), ""),
        }
        for row in stages.to_dict("records")
    ]
    names = [subject.naming.party(party) for party in parties]
    colour = {
        "field": "pair",
        "type": "nominal",
        "title": None,
        "scale": {"domain": names, "range": [subject.colour(party) for party in parties]},
        "legend": None,
    }
    of_pairs = {"data": {"name": "rows"}, "transform": [{"filter": _switched(len(names))}]}
    x, y = _years(stages), _shares("index", say("index"))
    kinds = {say("observed"): [1, 0], say("simulated, mean of lives"): [5, 2]}
    top = max(0.5, *(row["high"] for row in rows), *(row["observed"] or 0 for row in rows))
    y["scale"] = {"domain": [0, round(min(1.0, top * 1.05), 3)]}
    chart = _chart(
        [
            *_shock_layers(subject),
            {
                **of_pairs,
                "mark": {"type": "area", "opacity": 0.18},
                "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": colour},
            },
            {
                **of_pairs,
                "mark": {"type": "line", "strokeWidth": 2},
                "encoding": {
                    "x": x,
                    "y": {**y, "field": "mean"},
                    "color": colour,
                    "strokeDash": _dash(kinds, 1),
                },
            },
            {
                **of_pairs,
                "mark": {"type": "line", "interpolate": "step", "color": "black", "strokeWidth": 1.8},
                "encoding": {
                    "x": x,
                    "y": {**y, "field": "observed"},
                    "detail": {"field": "pair"},
                    "strokeDash": _dash(kinds, 0),
                },
            },
            {
                "data": {"name": "rows"},
                "transform": [*of_pairs["transform"], {"filter": f"datum.year == {stages['year'].max()}"}],
                "mark": {"type": "text", "align": "right", "dx": -6, "dy": -8, "fontSize": 12},
                "encoding": {"x": x, "y": {**y, "field": "mean"}, "color": colour, "text": {"field": "pair"}},
            },
            _nearest(names, {**x, "field": say("year")}, y, colour),
        ],
        [*_switches(names), *_shock_switch(subject)],
        {"rows": rows, "near": [_told_near(row) for row in rows]},
        height=320,
    )
    colours = {f"show{n}": subject.colour(party) for n, party in enumerate(parties)}
    return {**chart, "usermeta": {"colours": colours}}


def _told_near(row: Spec) -> Spec:
    """Word what is told of a pair in a year: by its headings, as what is hovered is told as it stands."""
    observed = row["observed"]
    return {
        say("pair"): row["pair"],
        say("year"): row["year"],
        say("mean of lives"): round(row["mean"], 2),
        say("nine lives of ten"): say("{low:.2f} to {high:.2f}", low=row["low"], high=row["high"]),
        say("observed"): "" if observed is None else say("{index:.2f}", index=observed),
        say("coded in this year"): row["events"],
    }


def _nearest(names: Sequence[str], x: Spec, y: Spec, colour: Spec) -> Spec:
    """Return what is told of the nearest point when the chart is hovered."""
    pair, mean = say("pair"), say("mean of lives")
    shown = " || ".join(
        f"(datum[{json.dumps(pair)}] == {json.dumps(name)} && show{n})" for n, name in enumerate(names)
    )
    near = {
        "type": "point",
        "fields": [pair, x["field"]],
        "nearest": True,
        "on": "mousemove",
        "clear": "mouseout",
    }
    return {
        "data": {"name": "near"},
        "transform": [{"filter": shown}],
        "params": [{"name": "near", "select": near}],
        "mark": {"type": "point", "filled": True, "size": 60, "tooltip": {"content": "data"}},
        "encoding": {
            "x": x,
            "y": {**y, "field": mean},
            "color": {**colour, "field": pair},
            "opacity": {"condition": {"param": "near", "empty": False, "value": 1}, "value": 0},
        },
    }


def shares(subject: Subject, stages: pd.DataFrame) -> Spec:
    """Return the share of lives at each stage of one pair at a time, the observed stage as a strip above.

    Parameters
    ----------
    subject
        What it is about.
    stages
        Rows of `stages.csv` of the pairs that can be shown.
    """
    parties, names = _in_order(subject, stages), subject.ladder.stage_names
    called, long = stages_of(subject.ladder), []
    for row in stages.to_dict("records"):
        for number, stage in enumerate(names):
            cell = {"n": parties.index(row["pair"]), "year": row["year"], "stage": called[number]}
            long.append(
                {**cell, "k": number, "share": row[stage], "observed": _stage(row["observed"], subject)}
            )
    colour = {
        "field": "stage",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(called), "range": style.stage_colours(len(called) - 1)},
        "legend": {"orient": "bottom"},
    }
    x = {
        "field": "year",
        "type": "ordinal",
        "title": None,
        "axis": _some_years(stages),
        "scale": {"padding": 0},
    }
    y = {"type": "quantitative", "scale": {"domain": [0, STRIP[1]]}, "title": say("share of lives")}
    told = [
        _told("year", say("year"), "d"),
        _told("stage", say("stage")),
        _told("share", say("share of lives"), ".0%"),
        _told("observed", say("observed")),
    ]
    of_pair = {"data": {"name": "rows"}, "transform": [{"filter": "datum.n == pair"}]}
    strip = [{"filter": "datum.n == pair && datum.k == 0 && datum.observed != ''"}]
    axis = {"values": [0, 0.25, 0.5, 0.75, 1], "format": ".0%"}
    return _chart(
        [
            {
                **of_pair,
                "mark": {"type": "bar", "stroke": "white", "strokeWidth": 0.4},
                "encoding": {
                    "x": x,
                    "y": {**y, "field": "share", "axis": axis},
                    "order": {"field": "k"},
                    "color": colour,
                    "tooltip": told,
                },
            },
            {
                "data": {"name": "rows"},
                "transform": [
                    *strip,
                    {"calculate": str(STRIP[0]), "as": "from"},
                    {"calculate": str(STRIP[1]), "as": "to"},
                ],
                "mark": {"type": "bar", "stroke": "black", "strokeWidth": 0.8},
                "encoding": {
                    "x": x,
                    "y": {**y, "field": "from"},
                    "y2": {"field": "to"},
                    "color": {**colour, "field": "observed"},
                    "tooltip": [told[0], told[3]],
                },
            },
        ],
        _choice(subject, parties),
        {"rows": long},
        height=260,
    )


def ladder(subject: Subject, degree_rows: pd.DataFrame, titles: Titles) -> Spec:
    """Return the degrees of one pair at a time, simulated or observed, with the events behind each cell.

    Parameters
    ----------
    subject
        What it is about.
    degree_rows
        Rows of `degrees.csv` of the pairs that can be shown; without shares of lives, only the observed is.
    titles
        The events behind the observed.
    """
    parties, labels, words = _in_order(subject, degree_rows), labels_of(subject.ladder), degrees()
    numbers, simulated = {"none": 0, "low": 1, "high": 2}, "low" in degree_rows
    cells = []
    for row in degree_rows.to_dict("records"):
        seen = numbers.get(str(row["observed"]))
        cell = {
            "n": parties.index(row["pair"]),
            "year": row["year"],
            "indicator": labels[int(row["indicator"]) - 1],
        }
        if simulated:
            mean = round(row["low"] + 2 * row["high"], 3)
            cell |= {"mean": mean, "low": row["low"], "high": row["high"]}
        if seen is not None:
            events = titles.get((row["pair"], row["year"], int(row["indicator"])), ())
            cell |= {"seen": seen, "observed": words[seen], "events": _told_titles(events)}
        cells.append(cell)
    shown = "source == 'observed' ? datum.seen : datum.mean"
    sources = {
        "input": "radio",
        "options": ["observed", "simulated"],
        "labels": [say("observed"), say("simulated")],
        "name": " ",
    }
    source = {"name": "source", "value": "observed", **({"bind": sources} if simulated else {})}
    shares = [
        _told("low", say("lives at low degree"), ".0%"),
        _told("high", say("lives at high degree"), ".0%"),
    ]
    return _chart(
        [
            {
                "data": {"name": "rows"},
                "transform": [
                    {"filter": "datum.n == pair"},
                    {"calculate": shown, "as": "value"},
                    {"filter": "isValid(datum.value)"},
                ],
                "mark": {"type": "rect", "stroke": "white", "strokeWidth": 0.5},
                "encoding": {
                    "x": {
                        "field": "year",
                        "type": "ordinal",
                        "title": None,
                        "axis": _some_years(degree_rows),
                    },
                    "y": {
                        "field": "indicator",
                        "type": "nominal",
                        "sort": list(reversed(labels)),
                        "title": None,
                        "axis": {"labelLimit": 220},
                    },
                    "color": {
                        "field": "value",
                        "type": "quantitative",
                        "title": say("degree"),
                        "scale": {"domain": [0, 1, 2], "range": list(style.DEGREES)},
                        "legend": {
                            "orient": "bottom",
                            "direction": "horizontal",
                            "values": [0, 1, 2],
                            "labelExpr": f"{json.dumps(words)}[datum.value]",
                        },
                    },
                    "tooltip": [
                        _told("year", say("year"), "d"),
                        _told("indicator", say("indicator")),
                        _told("observed", say("observed")),
                        *(shares if simulated else []),
                        _told("events", say("rests on")),
                    ],
                },
            }
        ],
        [*_choice(subject, parties), source],
        {"rows": cells},
        height=220,
    )


def _chart(
    layers: Sequence[Spec], params: Sequence[Spec], datasets: Mapping[str, Sequence[Spec]], height: int
) -> Spec:
    return {
        "datasets": datasets,
        "$schema": SCHEMA,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "params": list(params),
        "layer": list(layers),
        "config": {
            "font": FONT,
            "aria": False,
            "background": None,
            "view": {"stroke": None},
            "axis": {
                "labelColor": style.INK,
                "titleColor": style.INK,
                "gridColor": "#e8ecef",
                "labelFontSize": 12,
            },
            "axisY": {"orient": "right" if spoken().right_to_left else "left"},
            "legend": {"labelColor": style.INK, "labelFontSize": 12, "titleFontSize": 12},
        },
    }


def _in_order(subject: Subject, rows: pd.DataFrame) -> list[str]:
    """Return the pairs and groups of a table, the pair under study first."""
    there = set(rows["pair"])
    return [party for party in subject.parties if party in there]


def _told(field: str, title: str, form: str | None = None) -> Spec:
    if form is None:
        return {"field": field, "title": title, "type": "nominal"}
    return {"field": field, "title": title, "type": "quantitative", "format": form}


def _years(rows: pd.DataFrame) -> Spec:
    span = [int(rows["year"].min()), int(rows["year"].max())]
    return {
        "field": "year",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": span, "nice": False, "zero": False},
        "axis": {"format": "d", "grid": False, "tickMinStep": 1},
    }


def _shares(field: str, title: str) -> Spec:
    return {"field": field, "type": "quantitative", "title": title}


def _some_years(rows: pd.DataFrame) -> Spec:
    """Mark every fifth year."""
    years = [year for year in range(int(rows["year"].min()), int(rows["year"].max()) + 1) if year % 5 == 0]
    return {
        "values": years,
        "labelAngle": 0,
        "labelOverlap": True,
        "format": "d",
        "ticks": False,
        "domain": False,
    }


def _dash(kinds: Mapping[str, Sequence[int]], number: int) -> Spec:
    """Return the dashes of a kind of line, which the key explains."""
    return {
        "datum": list(kinds)[number],
        "type": "nominal",
        "scale": {"domain": list(kinds), "range": list(kinds.values())},
        "legend": {"orient": "bottom", "title": None, "symbolType": "stroke", "labelLimit": 240},
    }


def _switches(names: Sequence[str]) -> Iterator[Spec]:
    """Go through what shows and hides each pair: at first only the pair under study is there."""
    for n, name in enumerate(names):
        yield {"name": f"show{n}", "value": n == 0, "bind": {"input": "checkbox", "name": name}}


def _switched(count: int) -> str:
    return " || ".join(f"(datum.n == {n} && show{n})" for n in range(count))


def _choice(subject: Subject, parties: Sequence[str]) -> list[Spec]:
    """Return what chooses one pair."""
    names = [subject.naming.party(party) for party in parties]
    chosen = {"input": "select", "options": list(range(len(names))), "labels": names, "name": say("pair")}
    return [{"name": "pair", "value": 0, **({"bind": chosen} if len(names) > 1 else {})}]


def _shock_switch(subject: Subject) -> list[Spec]:
    switch = {"name": "shocks", "value": True, "bind": {"input": "checkbox", "name": say("shocks")}}
    return [switch] if subject.shocks else []


def _shock_layers(subject: Subject) -> list[Spec]:
    """Mark the years of shocks, with their names when they are hovered."""
    by_year: dict[int, list[str]] = {}
    for year, name in subject.shocks:
        by_year.setdefault(year, []).append(name)
    if not by_year:
        return []
    rows = [{"year": year, "shocks": "\n".join(names)} for year, names in by_year.items()]
    x = {"field": "year", "type": "quantitative"}
    return [
        {
            "data": {"values": rows},
            "transform": [{"filter": "shocks"}],
            "mark": {"type": "rule", "color": "#8a8f95", "strokeDash": [3, 3], "strokeWidth": 1},
            "encoding": {"x": x},
        },
        {
            "data": {"values": rows},
            "transform": [{"filter": "shocks"}],
            "mark": {
                "type": "point",
                "shape": "triangle-down",
                "filled": True,
                "size": 70,
                "color": "#4b5560",
                "opacity": 1,
            },
            "encoding": {
                "x": x,
                "y": {"value": 4},
                "tooltip": [_told("year", say("year"), "d"), _told("shocks", say("shocks"))],
            },
        },
    ]


def _by_year(titles: Titles) -> dict[tuple[str, int], str]:
    """Gather by pair and year the events that are live for the first time."""
    known: set[tuple[str, str]] = set()
    first: dict[tuple[str, int], list[str]] = {}
    for (pair, year, _), events in sorted(titles.items()):
        for event in events:
            if (pair, event) not in known:
                known.add((pair, event))
                first.setdefault((pair, year), []).append(event)
    return {key: _told_titles(events) for key, events in first.items()}


def _told_titles(events: Sequence[str]) -> str:
    more = len(events) - MOST_TOLD
    rest = [say("and {count:,} more", count=more)] if more > 0 else []
    return "\n".join([*events[:MOST_TOLD], *rest])


def _stage(code: Any, subject: Subject) -> str:
    names = subject.ladder.stage_names
    return stages_of(subject.ladder)[names.index(code)] if code in names else ""
