"""Levels: what drivers and shocks make of each quantity, year by year, before states act on it.

Threat is held in hazards, the scale on which reasons to fear add up (`sim.world.rules.hazard`); files give
it, and the shocks that move it, from 0 to 1.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.scenario.load import Case
from sim.scenario.quantities import PAIR, QUANTITIES, STATE
from sim.scenario.schema import Shock
from sim.world.draws import Source
from sim.world.rules import hazard

Values = NDArray[np.float64]


def occurrence(shock: Shock, draws: Source) -> NDArray[np.int_]:
    """Return the year in which a shock happens: `[life]`, or `[1]` where it is the same in every life.

    It is drawn from its id alone, so that effects which share it agree. A life in which it does not
    happen has a year that never comes.
    """
    first, last = shock.span
    if shock.certain:
        return np.array([first])
    drawn = np.empty((2, draws.lives))
    draws.uniform(f"shock:{shock.id}", 0, drawn)
    chance, when = drawn
    year = first + (when * (last - first + 1)).astype(np.int_)
    return np.where(chance < shock.chance, year, np.iinfo(np.int32).max)


class Levels:
    """The level of every quantity in every year: drivers first, shocks on top.

    Parameters
    ----------
    cases
        The scenarios with their drivers, side by side: the lives of the first, of the second and so on.
        All have the same states and years.
    draws
        Where shocks that happen by chance get their draws.

    Attributes
    ----------
    codes
        The states' codes, in alphabetical order: the order of all axes of states.
    years
        The year before the start, and all that are lived.
    """

    def __init__(self, cases: Sequence[Case], draws: Source):
        scenario = cases[0].scenario
        self.codes = sorted(state.code for state in scenario.states)
        self.years = range(scenario.start - 1, scenario.end + 1)
        distinct = {_content(case): case for case in reversed(cases)}
        numbers = {content: n for n, content in enumerate(distinct)}
        which = np.array([numbers[_content(case)] for case in cases])
        lives_of_each = draws.lives // len(cases)
        self._column = np.repeat(which, lives_of_each) if len(distinct) > 1 else np.zeros(1, np.intp)
        self._sure = {
            quantity: np.stack([self._undisturbed(case, quantity) for case in distinct.values()], axis=-1)
            for quantity in QUANTITIES
        }
        self._by_chance: dict[str, list[tuple[Shock, NDArray[np.int_]]]] = {name: [] for name in QUANTITIES}
        self._add_shocks(list(distinct.values()), draws)

    def _add_shocks(self, distinct: Sequence[Case], draws: Source) -> None:
        # In an order of their own, so that neither their order nor any comment changes a bit of a sum.
        for _, shock, columns in sorted(holders(distinct), key=lambda held: held[1].effects):
            if shock.kind != "indicator":
                self._add(shock, columns, occurrence(shock, draws))

    def _add(self, shock: Shock, columns: list[int], year: NDArray[np.int_]) -> None:
        if not shock.certain:
            here = np.isin(self._column, columns)
            self._by_chance[shock.kind].append((shock, np.where(here, year, np.iinfo(np.int32).max)))
            return
        effect = standing_effect(shock, year, np.array(self.years))[:, np.newaxis]
        for index in self._indices_of(shock):
            self._sure[shock.kind][index][:, columns] += effect

    def at(self, quantity: str, year: int) -> Values:
        """Return the level of a quantity in a year: `[state(, other), life or 1]`."""
        level = np.take(self._sure[quantity][..., year - self.years.start, :], self._column, axis=-1)
        chances = self._by_chance[quantity]
        if chances:
            level = np.array(np.broadcast_to(level, (*level.shape[:-1], chances[0][1].size)), order="C")
        for shock, happens in chances:
            effect = standing_effect(shock, happens, np.array(year))
            for index in self._indices_of(shock):
                level[index] += effect
        return level

    def _undisturbed(self, case: Case, quantity: str) -> Values:
        """Return the starting values as drivers move them: `[state(, other), year]`."""
        states = len(self.codes)
        owner = QUANTITIES[quantity]
        shape = (states,) if owner is STATE else (states, states)
        values: Values = np.zeros((*shape, len(self.years)))
        for subject, start in _starting_values(case, quantity):
            path = case.drivers.level(quantity, subject, start, self.years[1:])
            for index in self._indices(quantity, owner.states(subject)):
                values[index] = [start, *path]
        return hazard(values) if quantity == "threat" else values

    def _indices_of(self, shock: Shock) -> list[tuple[int, ...]]:
        named = shock.pair or [code for code in (shock.state, shock.by, shock.of) if code]
        return self._indices(shock.kind, named)

    def _indices(self, quantity: str, states: Sequence[str]) -> list[tuple[int, ...]]:
        """Return where states stand in the array of a quantity: a pair stands there twice."""
        index = tuple(self.codes.index(code) for code in states)
        return [index, index[::-1]] if QUANTITIES[quantity] is PAIR else [index]


def _content(case: Case) -> tuple[int, ...]:
    """Tell apart what levels are made of; tables that nothing changed are the same objects."""
    scenario = case.scenario
    tables = (*scenario.states, *scenario.pairs, *scenario.threats, *scenario.shocks, case.drivers)
    return tuple(id(table) for table in tables)


def holders(cases: Sequence[Case]) -> list[tuple[int, Shock, list[int]]]:
    """List all shocks once, each with its place in its file and the numbers of the scenarios that hold it."""
    held: dict[int, tuple[int, Shock, list[int]]] = {}
    for n, case in enumerate(cases):
        for position, shock in enumerate(case.scenario.shocks):
            held.setdefault(id(shock), (position, shock, []))[2].append(n)
    return list(held.values())


def standing_effect(shock: Shock, happens: NDArray[np.int_], year: NDArray[np.int_]) -> Values:
    """Return what a shock that happens in a year adds in another: its change, halved every half-life."""
    age = year - happens
    change = shock.change
    if shock.kind == "threat":
        change = float(np.sign(change) * hazard(np.abs(change)))
    fading = 1.0 if shock.half_life is None else 0.5 ** (np.maximum(age, 0) / shock.half_life)
    return np.where(age >= 0, change * shock.scale * fading, 0.0)


def _starting_values(case: Case, quantity: str) -> Sequence[tuple[str, float]]:
    scenario = case.scenario
    if quantity == "threat":
        return [(threat.key, threat.level) for threat in scenario.threats]
    if QUANTITIES[quantity] is STATE:
        return [(state.code, getattr(state, quantity)) for state in scenario.states]
    return [(pair.key, getattr(pair, quantity)) for pair in scenario.pairs]
