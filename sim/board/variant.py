"""From what a visitor changed of a case to the case that is simulated, and to the file that says so."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import tomli_w

from sim.board.settings import Variant
from sim.faults import Fault, InputError, nearest, shown
from sim.ladder.party import Party
from sim.reading import number
from sim.scenario.load import Case, pair_under_study
from sim.scenario.parameters import PARAMETERS
from sim.scenario.values import KEYS, value_at, with_values

OF_PAIRS: Final = ("interest", "trust", "dispute", "interdependence")
"""Quantities of a pair that can be moved."""


@dataclass(frozen=True)
class Quantity:
    """A number that a visitor can move.

    Attributes
    ----------
    path
        Its path.
    default
        Its value in the case.
    low, high
        Its plausible range.
    """

    path: str
    default: float
    low: float = 0.0
    high: float = 1.0


def case_of(case: Case, variant: Variant) -> Case:
    """Return the case with a variant's changes.

    Raises
    ------
    InputError
        With every value that cannot be.
    """
    if variant.dropped:
        shocks = [shock for shock in case.scenario.shocks if shock.id not in variant.dropped]
        changes = {"shocks": shocks, "counterfactual": True}
        case = replace(case, scenario=case.scenario.model_copy(update=changes))
    return with_values(case, variant.values) if variant.values else case


def of_so_many(case: Case, lives: int) -> Case:
    """Return a case with so many lives."""
    return replace(case, scenario=case.scenario.model_copy(update={"runs": lives}))


def chosen_pair(case: Case, pair: str | None) -> str:
    """Return the pair or group that is looked at, by its name.

    Raises
    ------
    InputError
        Where the case has no such pair.
    """
    if pair is None:
        return pair_under_study(case)
    party, parties = Party.read(pair), case.scenario.parties
    if party not in parties:
        expected = "one of " + ", ".join(parties)
        raise InputError([Fault("pair", "", shown(pair), expected, nearest(party, parties))])
    return party


def threats(case: Case, pair: str) -> list[Quantity]:
    """List the threats that the states of a pair perceive or make, those between the two first."""
    states = set(Party(pair).states)
    near = [t for t in case.scenario.threats if {t.by, t.of} & states]
    order = sorted(near, key=lambda threat: (-len({threat.by, threat.of} & states), threat.by not in states))
    return [Quantity(f"threats.{threat.key}.level", threat.level) for threat in order]


def relations(case: Case, pair: str) -> list[Quantity]:
    """List what two states share; of a group, its pairs' interests."""
    states = set(Party(pair).states)
    pairs = [table for table in case.scenario.pairs if set(table.states) <= states]
    names = OF_PAIRS if len(pairs) == 1 else OF_PAIRS[:1]
    return [Quantity(f"pairs.{t.key}.{name}", getattr(t, name)) for t in pairs for name in names]


def parameters(case: Case) -> list[Quantity]:
    """List the parameters of the model."""
    values = case.scenario.parameters
    return [Quantity(f"parameters.{p.name}", values[p.name], p.low, p.high) for p in PARAMETERS.values()]


def read_value(case: Case, path: str, text: str) -> float:
    """Read what a visitor wrote for a number.

    Raises
    ------
    InputError
        Where it is no number, or cannot be.
    """
    value = number(text.strip())
    if value is None:
        raise InputError([Fault(path, "", shown(text), f"a number, such as {value_at(case, path):g}")])
    with_values(case, {path: value})
    return value


def implausible(variant: Variant) -> Iterator[Fault]:
    """Go through the parameters that a variant moves out of their plausible range."""
    for path, value in variant.values.items():
        p = PARAMETERS.get(path.removeprefix("parameters."))
        if p is not None and not p.low <= value <= p.high:
            expected = f"a plausible value, {p.low:g} to {p.high:g}"
            yield Fault(path, "", shown(value), expected, warning=True)


def variant_toml(case: Case, variant: Variant, name: str) -> str:
    """Write a variant as a scenario that extends its case, to lie beside the case's file."""
    content: dict[str, Any] = {"name": name, "extends": case.path.name}
    if variant.dropped:
        content["drop"] = sorted(variant.dropped)
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    for path, value in variant.values.items():
        kind, _, rest = path.partition(".")
        if kind == "parameters":
            content.setdefault("parameters", {})[rest] = value
            continue
        key, _, quantity = rest.rpartition(".")
        tables.setdefault(kind, {}).setdefault(key, _identity(case, kind, key))[quantity] = value
    content |= {kind: list(by_key.values()) for kind, by_key in tables.items()}
    return tomli_w.dumps(content)


def _identity(case: Case, kind: str, key: str) -> dict[str, Any]:
    """Return the keys that say which table a changed value stands in."""
    table = next(table for table in getattr(case.scenario, kind) if getattr(table, KEYS[kind]) == key)
    return {name: getattr(table, name) for name in {"pairs": ("states",), "threats": ("by", "of")}[kind]}
