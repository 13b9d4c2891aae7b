"""The figures, the words and the short tables of a contrast between two scenarios."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import pandas as pd
from matplotlib.figure import Figure

from sim.experiments.contrast import differing_shocks
from sim.faults import Fault
from sim.scenario.load import Case, pair_under_study
from sim.show import contrast_figures
from sim.show.answer import ARMS, capital, percents
from sim.show.measures import heading
from sim.show.naming import naming_of, stages_of, verdicts_of
from sim.show.report import MOST_SHOWN
from sim.show.value_names import parameter
from sim.words import later, listed, name, numerals, say, say_many

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

Drawings = Mapping[str, Callable[[], Figure]]
"""What draws each figure, by its name."""


def drawings(base: Case, variant: Case, table: pd.DataFrame, since: int | None = None) -> Drawings:
    """Return the figures of a contrast by name, the shocks that differ marked.

    The pair under study has one of its own; of many pairs those that differ most are drawn.
    """
    shocks = [
        (shock.span[0], name(shock.name) if shock.name else shock.id) for shock in _differing(base, variant)
    ]
    arms, pairs = arms_named(base, variant), _ranked(base, table)[:MOST_SHOWN]
    shown = pd.concat([table[table["pair"] == pair] for pair in pairs])
    of_first = table[(table["pair"] == pairs[0]) & (table["measure"] == "index")]
    naming = naming_of(base)
    return {
        "answer": partial(
            contrast_figures.answer,
            _question(base, variant, since),
            naming.party(pairs[0]),
            of_first,
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
        return say("as the scenario has it"), name(variant.scenario.title)
    if count == 1:
        having, lacking = say("with the shock"), say("without it")
    else:
        several = say_many("with the {count:d} shock", "with the {count:d} shocks", count)
        having, lacking = say("with both shocks") if count == 2 else several, say("without them")
    return (having, lacking) if differing_shocks(base, variant)[0] else (lacking, having)


def _question(base: Case, variant: Case, since: int | None) -> str:
    title, runs = name(variant.scenario.title), base.scenario.runs
    if since is None:
        shown = say("Observed, and in {count:,} pairs of lives", count=runs)
    else:
        shown = say(
            "Observed, and in {count:,} pairs of lives, both as observed up to {year:d}",
            count=runs,
            year=since,
        )
    return f"{title}\n{shown}"


def title_of(base: Case, variant: Case, since: int | None) -> str:
    """Say what is compared with what, and in how many lives."""
    title, beside, runs = name(variant.scenario.title), name(base.scenario.title), base.scenario.runs
    if since is None:
        shown = say("beside {scenario} ({count:,} paired lives)", scenario=beside, count=runs)
    else:
        shown = say(
            "beside {scenario} ({count:,} paired lives, both as observed up to {year:d})",
            scenario=beside,
            count=runs,
            year=since,
        )
    return f"{title}\n{shown}"


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
    sentences = [say("Both start from what was observed up to {year:d}.", year=since)]
    if early := _differing_up_to(base, variant, since):
        sentences.append(
            say(
                "Their shocks already differ by then ({shocks}): the ladders are those of the record in "
                "both, what states perceive is not the same.",
                shocks=listed(early),
            )
        )
    return [" ".join(sentences)]


def _differing_up_to(base: Case, variant: Case, since: int | None) -> list[str]:
    """Name the shocks that differ in the years held to the record."""
    differing = _differing(base, variant)
    return [_name(shock) for shock in differing if since is not None and shock.span[0] <= since]


def _differing(base: Case, variant: Case) -> list[Any]:
    gone, come = differing_shocks(base, variant)
    return list({shock.id: shock for shock in [*gone, *come]}.values())


def sentences(
    base: Case, variant: Case, tables: Mapping[str, pd.DataFrame], verdict: Mapping[str, str]
) -> list[str]:
    """Say in words what the variant changes for the pair under study, and in how many lives.

    Parameters
    ----------
    base, variant
        The two scenarios.
    tables
        Of the result: `contrast` and `passages`.
    verdict
        What `sim.show.answer.of_arms` says.
    """
    pair, stages = _ranked(base, tables["contrast"])[0], tables["passages"]
    changed = say(
        "{difference}, {change}.",
        difference=capital(_what_differs(base, variant)),
        change=_change(base, pair, _final(tables["contrast"], pair)),
    )
    passed = stages[(stages["pair"] == pair) & ((stages["only_base"] > 0) | (stages["only_variant"] > 0))]
    reached = [_passage(base, row) for row in passed.to_dict("records")]
    return [changed, *verdict.values(), _parted(tables["contrast"]), *reached]


def _final(table: pd.DataFrame, pair: str) -> Mapping[Any, Any]:
    """Return the row of a pair's index in the last year."""
    rows = table[(table["measure"] == "index") & (table["pair"] == pair)]
    return dict(rows[rows["year"] == rows["year"].max()].iloc[0].to_dict())


def _parted(table: pd.DataFrame) -> str:
    """Say in which year the first lives differ."""
    years = table["year"][(table["share_higher"] > 0) | (table["share_lower"] > 0)]
    if not len(years):
        return say("No life ever differs.")
    return say("The first lives differ in {year:d}.", year=int(years.min()))


def _what_differs(base: Case, variant: Case) -> str:
    gone, come = ([_name(shock) for shock in side] for side in differing_shocks(base, variant))
    kept = [shock for shock in gone if shock in come]
    parts = {
        later("without {names}"): [shock for shock in gone if shock not in kept],
        later("with {names}"): [shock for shock in come if shock not in kept],
        later("with other sizes of {names}"): kept,
        later("with other values of {names}"): _other_values(base, variant),
    }
    differences = [say(message, names=listed(names)) for message, names in parts.items() if names]
    return listed(differences) or say("in {scenario}", scenario=name(variant.scenario.title))


def _other_values(base: Case, variant: Case) -> list[str]:
    """Name what else the variant changes: states, pairs, threats, groups, parameters, drivers and events."""
    tables = [_tables(case) for case in (base, variant)]
    names = [table for table in tables[0] | tables[1] if tables[0].get(table) != tables[1].get(table)]
    if len(names) > MOST_NAMED:
        more = len(names) - MOST_NAMED
        names = [*names[:MOST_NAMED], say_many("{count:d} more", "{count:d} more", more)]
    return names


def _tables(case: Case) -> dict[str, object]:
    """Return all that lives depend on but shocks, by the names a reader knows it by."""
    scenario, naming = case.scenario, naming_of(case)
    named = [
        *((naming.state(state.code), state) for state in scenario.states),
        *((naming.party(pair.key), pair) for pair in scenario.pairs),
        *((_threat(naming.perceived(threat.by, threat.of)), threat) for threat in scenario.threats),
        *((say("the group {group}", group=name(group.called)), group) for group in scenario.groups),
    ]
    told = {"source", "name", "title"}
    return {
        **{called: table.model_dump_json(exclude=told) for called, table in named},
        **{parameter(code): value for code, value in scenario.parameters.items()},
        say("the drivers"): case.drivers.values,
        say("the coded events"): case.observed,
        say("the parameter sets"): case.posterior and case.posterior.path,
    }


def _threat(perceived: str) -> str:
    return say("the threat perceived by {threat}", threat=perceived)


def _name(shock: Any) -> str:
    called = name(shock.name) if shock.name else shock.id
    return say("{shock} ({year})", shock=called, year=numerals(str(shock.span[0])))


def _change(base: Case, pair: str, row: Mapping[Any, Any]) -> str:
    """Say how the index of a pair differs at the end."""
    size, bounds = row["mean_difference"], sorted((abs(row["low"]), abs(row["high"])))
    whose = {"pair": naming_of(base).party_in_sentence(pair), "year": int(row["year"])}
    if abs(size) < INDEX_WORTH_SAYING:
        return say(
            "the index of {pair} in {year:d} stays the same to within {size}",
            **whose,
            size=INDEX_WORTH_SAYING,
        )
    if row["low"] <= 0 <= row["high"]:
        return say(
            "the index of {pair} in {year:d} is not told apart from unchanged ({low:+.3f} to {high:+.3f})",
            **whose,
            low=row["low"],
            high=row["high"],
        )
    message = (
        later("the index of {pair} in {year:d} is higher by {size:.3f} ({low:.3f} to {high:.3f})")
        if size > 0
        else later("the index of {pair} in {year:d} is lower by {size:.3f} ({low:.3f} to {high:.3f})")
    )
    return say(message, **whose, size=abs(size), low=bounds[0], high=bounds[1])


def _passage(base: Case, row: Mapping[Any, Any]) -> str:
    """Say in how many lives of either arm a stage is never reached, and how much later it is."""
    _, only_base, only_variant, neither = _reached(row)
    never = {
        "pair": capital(naming_of(base).party_in_sentence(row["pair"])),
        "stage": stages_of(base.ladder)[base.ladder.stage_names.index(row["stage"])],
        "variant": neither + only_base,
        "base": neither + only_variant,
    }
    delay = _delay(row)
    if delay is None or abs(delay) < DELAY_WORTH_SAYING:
        return say(
            "{pair} never come to the {stage} stage in {variant:d}% of lives, against {base:d}% in the "
            "first scenario.",
            **never,
        )
    message = (
        later(
            "{pair} never come to the {stage} stage in {variant:d}% of lives, against {base:d}% in the "
            "first scenario; where they do in both, it is {years:.1f} years later on average."
        )
        if delay > 0
        else later(
            "{pair} never come to the {stage} stage in {variant:d}% of lives, against {base:d}% in the "
            "first scenario; where they do in both, it is {years:.1f} years earlier on average."
        )
    )
    return say(message, **never, years=abs(delay))


def _delay(row: Mapping[Any, Any]) -> float | None:
    """Return by how many years a stage is later in the variant; None where no life reaches it in both."""
    years = row["mean_delay"]
    return None if years == "" or pd.isna(years) else float(years)


def _reached(row: Mapping[Any, Any]) -> list[int]:
    """Return in whole percent the lives that reach a stage in both arms, in one or the other, in none."""
    both = row["base"] - row["only_base"]
    neither = 1 - both - row["only_base"] - row["only_variant"]
    return percents(max(share, 0.0) for share in (both, row["only_base"], row["only_variant"], neither))


def changes(base: Case, arms: tuple[str, str], table: pd.DataFrame, every: bool = False) -> pd.DataFrame:
    """Word how the index differs at the end: of the pair under study, or of every pair.

    Parameters
    ----------
    base
        The scenario that the variant is compared with.
    arms
        What the two are called.
    table
        `contrast.csv`.
    every
        Of every pair, those that differ most first.
    """
    rows = {pair: _final(table, pair) for pair in _ranked(base, table)[: None if every else 1]}
    return pd.DataFrame(
        {
            heading("pair"): naming_of(base).party(pair),
            arms[0]: say("{index:.3f}", index=row["base"]),
            arms[1]: say("{index:.3f}", index=row["variant"]),
            heading("mean_difference"): say("{difference:+.3f}", difference=row["mean_difference"]),
            say("95% interval"): say("{low:+.3f} to {high:+.3f}", low=row["low"], high=row["high"]),
        }
        for pair, row in rows.items()
    )


def verdict_table(
    base: Case, arms: tuple[str, str], table: pd.DataFrame, every: bool = False
) -> pd.DataFrame:
    """Word the verdicts at the end in whole percent, as `changes` words the index."""
    codes, called = base.ladder.verdict_names, verdicts_of(base.ladder)
    last = table[table["year"] == table["year"].max()]
    parties = sorted(last["pair"].unique(), key=lambda pair: pair != pair_under_study(base))
    rows = []
    for party in parties if every else parties[:1]:
        of_party = last[last["pair"] == party]
        shares = {arm: percents(of_party[arm]) for arm in ARMS}
        rows += [
            {
                heading("pair"): naming_of(base).party(party),
                heading("verdict"): called[codes.index(code)],
                arms[0]: say("{share:d}%", share=base_share),
                arms[1]: say("{share:d}%", share=variant_share),
            }
            for code, base_share, variant_share in zip(
                of_party["verdict"], shares["base"], shares["variant"], strict=True
            )
        ]
    return pd.DataFrame(rows)


def passage_table(
    base: Case, arms: tuple[str, str], table: pd.DataFrame, every: bool = False
) -> pd.DataFrame:
    """Word in how many lives each stage is reached, as `changes` words the index."""
    stages = dict(zip(base.ladder.stage_names, stages_of(base.ladder), strict=True))
    order = sorted(table.to_dict("records"), key=lambda row: bool(row["pair"] != pair_under_study(base)))
    first = order[0]["pair"] if order else ""
    return pd.DataFrame(
        {
            heading("pair"): naming_of(base).party(row["pair"]),
            heading("stage"): stages[row["stage"]],
            **dict(zip(arms, _in_either(row), strict=True)),
            heading("mean_delay"): _delay_said(_delay(row)),
        }
        for row in order
        if every or row["pair"] == first
    )


def _delay_said(years: float | None) -> str:
    return "" if years is None else say("{years:+.1f}", years=years)


def _in_either(row: Mapping[Any, Any]) -> list[str]:
    both, only_base, only_variant, _ = _reached(row)
    return [say("{share:d}%", share=both + alone) for alone in (only_base, only_variant)]
