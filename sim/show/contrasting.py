"""The folder and the words of a contrast between two scenarios."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import pandas as pd
from matplotlib.figure import Figure

from sim.experiments.contrast import (
    Contrast,
    contrast,
    differing_shocks,
    first_divergence,
    pairing,
    passages,
    rows,
)
from sim.faults import Fault, InputError
from sim.files import write_mark
from sim.scenario.load import Case, resolved_toml
from sim.show import figures, results
from sim.show.report import embedded, template

INDEX_WORTH_SAYING: Final = 0.001
"""Difference of the index below which a mean is left to the table."""

LEAST_LIVES: Final = 10
"""Lives below which nothing is compared."""

MOST_NAMED: Final = 6
"""Changed values that a sentence names."""

DELAY_WORTH_SAYING: Final = 0.1
"""Years below which a mean delay is left to the table."""


def run(
    base: Case,
    variant: Case,
    folder: Path,
    *,
    since: int | None = None,
    command: str = "",
    jobs: int = 1,
    force: bool = False,
) -> list[Path]:
    """Contrast two scenarios and write the result folder; return the files.

    With `since` both start from what was observed up to that year.

    Raises
    ------
    InputError
        Where the two share no pair of states or no year, there is no one record of both to start from, or
        something else stands in the folder's place.
    """
    _check_comparable(base, variant)
    if since is not None:
        _check_record(base, variant, since)
    identity = f"contrast of {base.scenario.name} and {variant.scenario.name}"
    results.check_place(folder, identity, force)
    watch = results.Stopwatch()
    result = contrast(base, variant, jobs, since)
    watch.lap("simulate")
    tables = {
        "contrast": pd.DataFrame(rows(result, base.scenario.seed)),
        "passages": pd.DataFrame(passages(result)),
        "pairing": pd.DataFrame(pairing(result)),
    }
    watch.lap("bootstrap")
    said = [*_began(base, variant, since), *sentences(base, variant, result, tables)]
    with results.new_folder(folder, identity, force) as fresh:
        for name, table in tables.items():
            table.to_csv(fresh / f"{name}.csv", index=False)
        for name, case in (("base", base), ("variant", variant)):
            (fresh / f"{name}.toml").write_text(resolved_toml(case), encoding="utf-8")
        drawn = drawings(base, variant, tables["contrast"], since)
        pictures = {name: figures.save(draw(), fresh / "figures", name)[0] for name, draw in drawn.items()}
        mark = {
            "identity": identity,
            "command": command,
            "sentences": said,
            "since": since,
            "seed": base.scenario.seed,
            "runs": base.scenario.runs,
            "versions": results.versions(),
            "started": watch.started,
            "seconds": watch.seconds,
        }
        write_mark(fresh, mark)
        page = template("contrast.html").render(
            title=_title(base, variant, since),
            sentences=said,
            pictures={name: embedded(path) for name, path in pictures.items()},
            tables=_shown(tables),
            mark=mark,
        )
        (fresh / "report.html").write_text(page, encoding="utf-8")
    return sorted(path for path in folder.rglob("*") if path.is_file())


def drawings(
    base: Case, variant: Case, table: pd.DataFrame, since: int | None = None
) -> Mapping[str, Callable[[], Figure]]:
    """Return the figures of a contrast by name, the shocks that differ marked."""
    shocks = [
        (shock.span[0], shock.name.en if shock.name else shock.id) for shock in _differing(base, variant)
    ]
    title = _title(base, variant, since)
    return {
        "contrast": partial(figures.differences, title, table, shocks),
        "paths": partial(figures.paths, title.replace("\nless ", "\nbeside "), table, shocks),
    }


def _title(base: Case, variant: Case, since: int | None) -> str:
    start = f", both as observed up to {since}" if since is not None else ""
    lives = f"{base.scenario.runs:,} paired lives{start}"
    return f"{variant.scenario.title.en}\nless {base.scenario.title.en} ({lives})"


def cautions(base: Case, variant: Case, since: int | None) -> list[Fault]:
    """Warn where the arms are not alike when they start from the record: a shock up to then differs."""
    early = _differing_up_to(base, variant, since)
    if not early:
        return []
    found = f"{since}, by which the shocks already differ: {_listed(early)}"
    return [Fault("--from", "", found, "an earlier year, or shocks that differ after it only", warning=True)]


def _check_comparable(base: Case, variant: Case) -> None:
    if base.scenario.runs < LEAST_LIVES:
        found = f"{base.scenario.runs} lives"
        raise InputError([Fault(str(base.path), "runs", found, f"{LEAST_LIVES} or more, to compare")])
    codes = [{state.code for state in case.scenario.states} for case in (base, variant)]
    if len(codes[0] & codes[1]) < 2:
        found = ", ".join(sorted(codes[1]))
        raise InputError([Fault(str(variant.path), "states", found, "two states of the other scenario")])
    spans = [case.scenario for case in (base, variant)]
    if max(s.start for s in spans) > min(s.end for s in spans):
        found = f"{spans[1].start} to {spans[1].end}"
        raise InputError([Fault(str(variant.path), "start, end", found, "years of the other scenario")])


def _check_record(base: Case, variant: Case, since: int) -> None:
    """Refuse to hold scenarios to a record that there is not, or that is not the same for both."""
    spans = [case.scenario for case in (base, variant)]
    first, last = max(s.start for s in spans), min(s.end for s in spans) - 1
    if not base.observed or base.lies_ahead:
        found = "none after the start" if base.observed else "none"
        fault = Fault(str(base.path), "events", found, "coded events, to start from what was observed")
    elif variant.observed != base.observed:
        fault = Fault(str(variant.path), "events", "another record", f"the events of {base.path}")
    elif not first <= since <= last:
        years = f"a year from {first} to {last}, so that both have one more to live"
        fault = Fault("--from", "", str(since), years)
    else:
        return
    raise InputError([fault])


def _began(base: Case, variant: Case, since: int | None) -> list[str]:
    """Say where both arms begin, and whether they have parted before."""
    if since is None:
        return []
    said = f"Both start from what was observed up to {since}."
    if early := _differing_up_to(base, variant, since):
        said += (
            f" Their shocks already differ by then ({_listed(early)}): the ladders are those of the record "
            "in both, what states perceive is not the same."
        )
    return [said]


def _differing_up_to(base: Case, variant: Case, since: int | None) -> list[str]:
    """Name the shocks that differ in the years held to the record."""
    differing = _differing(base, variant)
    return [_name(shock) for shock in differing if since is not None and shock.span[0] <= since]


def _differing(base: Case, variant: Case) -> list[Any]:
    gone, come = differing_shocks(base, variant)
    return list({shock.id: shock for shock in [*gone, *come]}.values())


def sentences(base: Case, variant: Case, result: Contrast, tables: dict[str, pd.DataFrame]) -> list[str]:
    """Say in words what the variant changes, for the pair it changes most first."""
    table, last = tables["contrast"], result.years[-1]
    final = table[(table["measure"] == "index") & (table["year"] == last)]
    order = final.reindex(final["mean_difference"].abs().sort_values(ascending=False, kind="stable").index)
    lead = f"{_what_differs(base, variant)}, "
    said = []
    for row in order.to_dict("records"):
        said.append(f"{lead}the index of {row['pair']} in {last} {_by_how_much(row)}.")
        lead = ""
    said = [sentence[0].upper() + sentence[1:] for sentence in said]
    first = first_divergence(result)
    said.append("No life ever differs." if first is None else f"The first lives differ in {first}.")
    pair = str(order.iloc[0]["pair"])
    own = tables["passages"][tables["passages"]["pair"] == pair]
    return [
        *said,
        *(_passage(row) for row in own.to_dict("records") if row["only_base"] or row["only_variant"]),
    ]


def _what_differs(base: Case, variant: Case) -> str:
    gone, come = ([_name(shock) for shock in side] for side in differing_shocks(base, variant))
    kept = [name for name in gone if name in come]
    parts = [
        ("without", [name for name in gone if name not in kept]),
        ("with", [name for name in come if name not in kept]),
        ("with other sizes of", kept),
        ("with other values of", _other_values(base, variant)),
    ]
    words = " and ".join(f"{word} {_listed(names)}" for word, names in parts if names)
    return words or f"in {variant.scenario.title.en}"


def _other_values(base: Case, variant: Case) -> list[str]:
    """Name what else the variant changes: states, pairs, threats, groups, parameters, drivers and events."""
    tables = [_tables(case) for case in (base, variant)]
    names = [name for name in tables[0] | tables[1] if tables[0].get(name) != tables[1].get(name)]
    if len(names) > MOST_NAMED:
        names = [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} more"]
    return names


def _tables(case: Case) -> dict[str, object]:
    """Return all that lives depend on but shocks, by the names a reader knows it by."""
    scenario = case.scenario
    keyed = [
        *((state.code, state) for state in scenario.states),
        *((pair.key, pair) for pair in scenario.pairs),
        *((threat.key, threat) for threat in scenario.threats),
        *((f"group {group.name}", group) for group in scenario.groups),
    ]
    said = {"source", "name", "title"}
    return {
        **{name: table.model_dump_json(exclude=said) for name, table in keyed},
        **scenario.parameters,
        "the drivers": case.drivers.values,
        "the coded events": case.observed,
        "the parameter sets": case.posterior and case.posterior.path,
    }


def _name(shock: Any) -> str:
    return f"{shock.name.en if shock.name else shock.id} ({shock.span[0]})"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _by_how_much(row: dict[Any, Any]) -> str:
    size, bounds = row["mean_difference"], sorted((abs(row["low"]), abs(row["high"])))
    if abs(size) < INDEX_WORTH_SAYING:
        return f"stays the same to within {INDEX_WORTH_SAYING}"
    if row["low"] <= 0 <= row["high"]:
        return f"is not told apart from unchanged ({row['low']:+.3f} to {row['high']:+.3f})"
    return f"is {'higher' if size > 0 else 'lower'} by {abs(size):.3f} ({bounds[0]:.3f} to {bounds[1]:.3f})"


def _passage(row: dict[Any, Any]) -> str:
    text = (
        f"{row['pair']} never reaches the {row['stage']} stage in {1 - row['variant']:.0%} of lives, against "
        f"{1 - row['base']:.0%} in the first scenario"
    )
    if row["mean_delay"] == "" or abs(row["mean_delay"]) < DELAY_WORTH_SAYING:
        return text + "."
    word = "later" if row["mean_delay"] > 0 else "earlier"
    return f"{text}; where both reach it, it is {abs(row['mean_delay']):.1f} years {word} on average."


def _shown(tables: dict[str, pd.DataFrame]) -> dict[str, list[dict[Any, Any]]]:
    index = tables["contrast"][tables["contrast"]["measure"] == "index"]
    shown = {"contrast": index, "passages": tables["passages"], "pairing": tables["pairing"]}
    return {name: table.to_dict("records") for name, table in shown.items()}
