"""Levels: what drivers and shocks make of each quantity, year by year, before states act on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.scenario.load import Case
from sim.scenario.schema import Shock
from sim.world.draws import Draws

Values = NDArray[np.float64]

STATE_QUANTITIES: Final = ("capability", "autonomy")
PAIR_QUANTITIES: Final = ("interest", "trust", "dispute", "interdependence")
QUANTITIES: Final = (*STATE_QUANTITIES, *PAIR_QUANTITIES, "threat")


@dataclass(frozen=True)
class Occurrence:
    """When a shock happens: `year` `[life]`, or `[1]` where it is the same in every life.

    A life in which it does not happen has a year that never comes.
    """

    year: NDArray[np.int_]

    @classmethod
    def of(cls, shock: Shock, draws: Draws) -> "Occurrence":
        """Draw whether and when a shock happens, from its id alone (effects that share it agree)."""
        first, last = shock.span
        if shock.chance >= 1 and first == last:
            return cls(np.array([first]))
        drawn = np.empty((2, draws.lives))
        draws.uniform(f"shock:{shock.id}", 0, drawn)
        chance, place = drawn
        year = first + (place * (last - first + 1)).astype(np.int_)
        return cls(np.where(chance < shock.chance, year, np.iinfo(np.int32).max))


class Levels:
    """The level of every quantity in every year: drivers first, shocks on top.

    Parameters
    ----------
    case
        The scenario with its drivers.
    draws
        Where shocks that happen by chance get their draws.

    Attributes
    ----------
    codes
        The states' codes, in alphabetical order: the order of all axes of states.
    """

    def __init__(self, case: Case, draws: Draws):
        scenario = case.scenario
        self.codes = sorted(state.code for state in scenario.states)
        self.years = range(scenario.start - 1, scenario.end + 1)
        self._sure = {quantity: self._undisturbed(case, quantity) for quantity in QUANTITIES}
        self._by_chance: dict[str, list[tuple[Shock, Occurrence]]] = {quantity: [] for quantity in QUANTITIES}
        # Sums are made in an order of the shocks' own, so that their order in a file changes no bit.
        for shock in sorted(scenario.shocks, key=Shock.model_dump_json):
            if shock.kind != "indicator":
                self._add(shock, Occurrence.of(shock, draws))

    def _add(self, shock: Shock, occurrence: Occurrence) -> None:
        if occurrence.year.size > 1:
            self._by_chance[shock.kind].append((shock, occurrence))
            return
        effect = standing_effect(shock, occurrence.year, np.array(self.years))
        for place in self._places(shock):
            self._sure[shock.kind][place] += effect

    def at(self, quantity: str, year: int) -> Values:
        """Return the level of a quantity in a year: `[state(, other), life or 1]`."""
        chances = self._by_chance[quantity]
        lives = max((occurrence.year.size for _, occurrence in chances), default=1)
        level = np.repeat(self._sure[quantity][..., [year - self.years.start]], lives, axis=-1)
        for shock, occurrence in chances:
            effect = standing_effect(shock, occurrence.year, np.array(year))
            for place in self._places(shock):
                level[place] += effect
        return level

    def _undisturbed(self, case: Case, quantity: str) -> Values:
        """Return the starting values as drivers move them: `[state(, other), year]`."""
        states = len(self.codes)
        shape = (states,) if quantity in STATE_QUANTITIES else (states, states)
        values: Values = np.zeros((*shape, len(self.years)))
        for subject, start in _starting_values(case, quantity):
            path = case.drivers.level(quantity, subject, start, self.years[1:])
            for place in self._mirror(subject):
                values[place] = [start, *path]
        return values

    def _places(self, shock: Shock) -> list[tuple[int, ...]]:
        if shock.kind == "threat":
            return self._mirror(f"{shock.by}>{shock.of}")
        return self._mirror(shock.state or "-".join(shock.pair or ()))

    def _mirror(self, subject: str) -> list[tuple[int, ...]]:
        """Return where a subject stands in an array of states: a pair stands there twice."""
        if ">" in subject:
            by, of = (self.codes.index(code) for code in subject.split(">"))
            return [(by, of)]
        places = [self.codes.index(code) for code in subject.split("-")]
        return [(places[0],)] if len(places) == 1 else [(places[0], places[1]), (places[1], places[0])]


def standing_effect(shock: Shock, happens: NDArray[np.int_], year: NDArray[np.int_]) -> Values:
    """Return what a shock that happens in a year adds in another: its change, halved every half-life."""
    age = year - happens
    fading = 1.0 if shock.half_life is None else 0.5 ** (np.maximum(age, 0) / shock.half_life)
    return np.where(age >= 0, shock.change * shock.scale * fading, 0.0)


def _starting_values(case: Case, quantity: str) -> Sequence[tuple[str, float]]:
    scenario = case.scenario
    if quantity == "threat":
        return [(threat.key, threat.level) for threat in scenario.threats]
    if quantity in STATE_QUANTITIES:
        return [(state.code, getattr(state, quantity)) for state in scenario.states]
    return [(pair.key, getattr(pair, quantity)) for pair in scenario.pairs]
