"""The folder and the words of a contrast between two scenarios."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import pandas as pd
from matplotlib.figure import Figure

from sim.experiments.contrast import (
    Contrast,
    differing_shocks,
    first_divergence,
)
from sim.faults import Fault
from sim.scenario.load import Case, pair_under_study
from sim.show import contrast_figures
from sim.show.answer import ARMS, capital, listed, percents
from sim.show.naming import naming_of
from sim.show.report import MOST_SHOWN
from sim.words import name

INDEX_WORTH_SAYING: Final = 0.001
"""Difference of the index below which a mean is left to the table."""

LIFE_BYTES: Final = 200
"""Bytes that a year of a pair takes in a life that is compared, measured."""

LEAST_LIVES: Final = 10
"""Lives below which nothing is compared."""

MOST_NAMED: Final = 6
"""Changed values that a sentence names."""

DELAY_WORTH_SAYING: Final = 0.1
"""Years below which a mean delay is left to the table."""


def drawings(
    base: Case, variant: Case, table: pd.DataFrame, since: int | None = None
) -> Mapping[str, Callable[[], Figure]]:
    """Return the figures of a contrast by name, the shocks that differ marked.

    The pair under study has one of its own; of many pairs those that differ most are drawn.
    """
    shocks = [
        (shock.span[0], name(shock.name) if shock.name else shock.id) for shock in _differing(base, variant)
    ]
    arms, pairs = arms_named(base, variant), _ranked(base, table)[:MOST_SHOWN]
    shown = pd.concat([table[table["pair"] == pair] for pair in pairs])
    own = table[(table["pair"] == pairs[0]) & (table["measure"] == "index")]
    naming = naming_of(base)
    return {
        "answer": partial(
            contrast_figures.answer,
            _question(base, variant, since),
            naming.party(pairs[0]),
            own,
            shocks,
            arms,
        ),
        "contrast": partial(
            contrast_figures.differences, title_of(base, variant, since), shown, shocks, naming
        ),
        "paths": partial(contrast_figures.paths, title_of(base, variant, since), shown, shocks, arms, naming),
    }


def _ranked(base: Case, table: pd.DataFrame) -> list[str]:
    """Order pairs by how much they differ at the end, after the pair under study where both arms have it."""
    final = table[(table["measure"] == "index") & (table["year"] == table["year"].max())]
    order = final["mean_difference"].abs().sort_values(ascending=False, kind="stable").index
    return sorted(map(str, final["pair"].loc[order]), key=lambda pair: pair != pair_under_study(base))


def _parted_by(base: Case, variant: Case) -> list[str]:
    """Name the shocks that only one of the two has, where the two differ in nothing else."""
    gone, come = differing_shocks(base, variant)
    if bool(gone) == bool(come) or _other_values(base, variant):
        return []
    return [_name(shock) for shock in gone or come]


def arms_named(base: Case, variant: Case) -> tuple[str, str]:
    """Return what the scenario and its variant are called beside their lines."""
    count = len(_parted_by(base, variant))
    if not count:
        return "as the scenario has it", variant.scenario.title.en
    those = {1: "the shock", 2: "both shocks"}.get(count, f"the {count} shocks")
    having, lacking = f"with {those}", f"without {'it' if count == 1 else 'them'}"
    return (having, lacking) if differing_shocks(base, variant)[0] else (lacking, having)


def _question(base: Case, variant: Case, since: int | None) -> str:
    start = f", both as observed up to {since}" if since is not None else ""
    return f"{variant.scenario.title.en}\nObserved, and in {base.scenario.runs:,} pairs of lives{start}"


def title_of(base: Case, variant: Case, since: int | None) -> str:
    """Say what is compared with what, and in how many lives."""
    start = f", both as observed up to {since}" if since is not None else ""
    lives = f"{base.scenario.runs:,} paired lives{start}"
    return f"{variant.scenario.title.en}\nbeside {base.scenario.title.en} ({lives})"


def cautions(base: Case, variant: Case, since: int | None) -> list[Fault]:
    """Warn where the arms are not alike when they start from the record: a shock up to then differs."""
    early = _differing_up_to(base, variant, since)
    if not early:
        return []
    found = f"{since}, by which the shocks already differ: {listed(early)}"
    return [Fault("--from", "", found, "an earlier year, or shocks that differ after it only", warning=True)]


def began(base: Case, variant: Case, since: int | None) -> list[str]:
    """Say where both arms begin, and whether they have parted before."""
    if since is None:
        return []
    said = f"Both start from what was observed up to {since}."
    if early := _differing_up_to(base, variant, since):
        said += (
            f" Their shocks already differ by then ({listed(early)}): the ladders are those of the record "
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


def sentences(
    base: Case,
    variant: Case,
    result: Contrast,
    tables: dict[str, pd.DataFrame],
    verdict: Mapping[str, str],
) -> list[str]:
    """Say in words what the variant changes, for the pair under study first, then by how much it changes."""
    table, last = tables["contrast"], result.years[-1]
    final = table[(table["measure"] == "index") & (table["year"] == last)].set_index("pair")
    changes = [
        f"the index of {pair} in {last} {_by_how_much(final.loc[pair].to_dict())}."
        for pair in _ranked(base, table)
    ]
    changes[0] = f"{_what_differs(base, variant)}, {changes[0]}"
    lead, *others = map(capital, changes)
    first = first_divergence(result)
    parted = "No life ever differs." if first is None else f"The first lives differ in {first}."
    own = tables["passages"][tables["passages"]["pair"] == _ranked(base, table)[0]]
    reached = [_passage(row) for row in own.to_dict("records") if row["only_base"] or row["only_variant"]]
    return [lead, *verdict.values(), *others, parted, *reached]


def _what_differs(base: Case, variant: Case) -> str:
    gone, come = ([_name(shock) for shock in side] for side in differing_shocks(base, variant))
    kept = [name for name in gone if name in come]
    parts = [
        ("without", [name for name in gone if name not in kept]),
        ("with", [name for name in come if name not in kept]),
        ("with other sizes of", kept),
        ("with other values of", _other_values(base, variant)),
    ]
    words = " and ".join(f"{word} {listed(names)}" for word, names in parts if names)
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


def rows_shown(tables: dict[str, pd.DataFrame]) -> dict[str, list[dict[Any, Any]]]:
    """Choose the rows that the page has of each table."""
    index = tables["contrast"][tables["contrast"]["measure"] == "index"]
    last = tables["verdicts"][tables["verdicts"]["year"] == tables["verdicts"]["year"].max()]
    # In whole percent, as the sentences above the table.
    parts = [own.assign(**{arm: percents(own[arm]) for arm in ARMS}) for _, own in last.groupby("pair")]
    verdicts = pd.concat(parts).rename(columns={arm: f"{arm} (%)" for arm in ARMS}) if parts else last
    shown = {**tables, "contrast": index.drop(columns="measure"), "verdicts": verdicts}
    return {name: table.astype(object).fillna("").to_dict("records") for name, table in shown.items()}
