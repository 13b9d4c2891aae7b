"""Single values of a loaded scenario: set on top of it by their paths, without reading files again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from sim.faults import Fault, InputError, nearest
from sim.ladder.party import Party
from sim.scenario.load import Case
from sim.scenario.parameters import PARAMETERS
from sim.scenario.schema import Scenario

KEYS = {"pairs": "key", "threats": "key", "states": "code", "shocks": "id", "groups": "name"}
"""What the tables of each kind are called by in a path."""


def with_values(case: Case, values: Mapping[str, Any]) -> Case:
    """Set values by their paths, such as `parameters.threat` or `shocks.ukraine-2014.scale`.

    Raises
    ------
    InputError
        Where a value cannot be; a path is taken to name something (`sim.scenario.load.load` checks it).
    """
    scenario, faults = case.scenario, []
    parameters = dict(scenario.parameters)
    for path, value in values.items():
        kind, _, name = path.partition(".")
        try:
            if kind == "parameters":
                parameters[name] = _possible(name, value)
            else:
                scenario = _with_value(scenario, path, value)
        except ValidationError as error:
            expected = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
            expected = expected.removeprefix("Input should be ")
            faults.append(Fault(str(case.path), path, repr(value), expected))
        except ValueError as error:
            faults.append(Fault(str(case.path), path, repr(value), str(error)))
    scenario = scenario.model_copy(update={"parameters": parameters})
    if not any(parameters[weight] for weight in ("power", "threat", "interest")):
        found, expected = "power, threat and interest all 0", "one weight above 0"
        faults.append(Fault(str(case.path), "parameters", found, expected))
    if faults:
        raise InputError(faults)
    if any(path.startswith("shocks.") for path in values):
        scenario = scenario.model_copy(update={"counterfactual": True})
    parameters_given = {path.removeprefix("parameters.") for path in values if path.startswith("parameters.")}
    drawn = case.posterior.without(parameters_given) if case.posterior is not None else None
    return replace(case, scenario=scenario, posterior=drawn)


def _possible(name: str, value: Any) -> float:
    p = PARAMETERS[name]
    if not isinstance(value, int | float) or not p.least <= value <= p.most:
        raise ValueError(f"a value from {p.least:g} to {p.most:g}")
    return float(value)


def _with_value(scenario: Scenario, path: str, value: Any) -> Scenario:
    kind, _, rest = path.partition(".")
    if not rest:
        return _with_span(scenario, {kind: value})
    name, _, quantity = rest.rpartition(".")
    name = Party.read(name) if kind == "pairs" else name
    tables = []
    for table in getattr(scenario, kind):
        if getattr(table, KEYS[kind]) == name:
            content = table.model_dump(exclude_unset=True, by_alias=True)
            table = type(table).model_validate({**content, quantity: value})  # noqa: PLW2901
        tables.append(table)
    return scenario.model_copy(update={kind: tables})


def _with_span(scenario: Scenario, years: dict[str, Any]) -> Scenario:
    changed = scenario.model_copy(update=years)
    if not all(type(year) is int for year in years.values()) or changed.end < changed.start:
        raise ValueError("whole years, the start not after the end")
    if any(s.span[0] < changed.start or s.span[1] > changed.end for s in changed.shocks):
        raise ValueError("years that hold all shocks")
    return changed


def value_at(case: Case, path: str) -> Any:
    """Return the value at a path.

    Raises
    ------
    InputError
        Where the path names nothing.
    """
    kind, _, rest = path.partition(".")
    scenario = case.scenario
    if kind == "parameters" and rest in scenario.parameters:
        return scenario.parameters[rest]
    if path in ("start", "end"):
        return getattr(scenario, path)
    name, _, quantity = rest.rpartition(".")
    name = Party.read(name) if kind == "pairs" else name
    tables = getattr(scenario, kind, []) if kind in KEYS else []
    matching = [t for t in tables if getattr(t, KEYS[kind]) == name and quantity in type(t).model_fields]
    if kind == "shocks" and quantity not in ("scale", "chance", "year") and len(matching) > 1:
        expected = f"shocks.{name}.scale, which multiplies all {len(matching)} effects"
        raise InputError([Fault("ranges", path, "a key that could mean more than one effect", expected)])
    if not matching:
        near = nearest(path, known_paths(case))
        expected = (
            "a path such as parameters.threat, shocks.ID.scale, pairs.CHN-RUS.trust, threats.RUS>USA.level"
        )
        raise InputError([Fault("ranges", path, "no such path", expected, near)])
    return getattr(matching[0], quantity)


def known_paths(case: Case) -> list[str]:
    """List the paths of the numbers a scenario holds."""
    scenario = case.scenario
    paths = [f"parameters.{name}" for name in scenario.parameters] + ["start", "end"]
    for kind, key in KEYS.items():
        for table in getattr(scenario, kind):
            numbers = [n for n, v in table if isinstance(v, int | float) and not isinstance(v, bool)]
            paths += [f"{kind}.{getattr(table, key)}.{name}" for name in numbers]
    return list(dict.fromkeys(paths))
