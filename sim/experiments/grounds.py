"""Grounds: what moves the pairs of a world before its first year, in the terms of the model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.ladder.books import FOREVER, Books, agreement_lasts
from sim.ladder.party import Party
from sim.ladder.rules import LOW
from sim.scenario.load import Case
from sim.world import rules
from sim.world.model import World

Values = NDArray[np.float64]

LEAST_FEAR: Final = 0.2
"""Threat from which a state is named as one that another fears; below it states are merely wary."""


@dataclass(frozen=True)
class Grounds:
    """What moves a pair before the first year.

    Attributes
    ----------
    pair
        Its name.
    power, threat, interest
        Parts of the purpose of the side that has less of it: they add up to it.
    shared
        How far their interests are the same, 0 to 1.
    enemy
        The state that both fear most, by its code; empty where there is none.
    outweighed, by
        The side that has less purpose where a third state that it fears outweighs it, and that state.
    danger
        Danger between the two, from disputes and from arms that both fear.
    fear
        The greater of the threats that they perceive from each other.
    partners
        Other states that the busier of the two has any tie with.
    degrees
        What stands, by indicator.
    lapsed
        Whether it was practised and stands no more, by indicator: it is then taken up more easily.
    until
        The last year in which it stands if nothing new is done, by indicator; None where nothing stands, or
        it has no end.
    """

    pair: str
    power: float
    threat: float
    interest: float
    shared: float
    enemy: str
    outweighed: str
    by: str
    danger: float
    fear: float
    partners: int
    degrees: tuple[int, ...]
    lapsed: tuple[bool, ...]
    until: tuple[int | None, ...]

    @property
    def purpose(self) -> float:
        """What there is to cooperate for: the lesser purpose of the two sides."""
        return self.power + self.threat + self.interest


def grounds(case: Case, pairs: Sequence[str]) -> Iterator[Grounds]:
    """Go through what moves some pairs of a case before its first year."""
    world = World(case)
    rows = {Party.pair(*pair): row for row, pair in enumerate(world.pairs)}
    for pair in pairs:
        yield _grounds(world, pair, rows[Party(pair)])
    world.clear()


def _grounds(world: World, pair: str, row: int) -> Grounds:
    one, other = (world.codes.index(code) for code in Party(pair).states)
    lesser, greater = sorted((one, other), key=lambda i: float(world.M[i, one + other - i, 0]))
    power, threat, interest = _parts(world, lesser, greater)
    outweighing = _outweighing(world, lesser, greater)
    degrees, until = world.degrees[row, :, 0], _until(world.books[row], world.windows)
    return Grounds(
        pair=pair,
        power=power,
        threat=threat,
        interest=interest,
        shared=float(world.I[one, other, 0]),
        enemy=_enemy(world, one, other),
        outweighed=world.codes[lesser] if outweighing else "",
        by=outweighing,
        danger=float(rules.danger(world.D[one, other], world.T[one, other], world.T[other, one])[0]),
        fear=float(max(world.T[one, other, 0], world.T[other, one, 0])),
        partners=_partners(world, one, other),
        degrees=tuple(map(int, degrees)),
        lapsed=tuple(map(bool, world.books.practised[row, :, 0] & (degrees == 0))),
        until=tuple(
            int(year) if degree and year < FOREVER else None
            for degree, year in zip(degrees, until, strict=True)
        ),
    )


def _parts(world: World, i: int, j: int) -> tuple[float, float, float]:
    """Return what power, threat and interest add to the purpose that a state sees in another."""
    threat = world.parameters["threat"] * world.B_T[i, j]
    interest = world.parameters["interest"] * world.I[i, j]
    power = np.maximum(world.M[i, j] - threat - interest, 0)
    return float(power[0]), float(threat[0]), float(interest[0])


def _enemy(world: World, i: int, j: int) -> str:
    """Return the state that two fear most together, where both do fear it."""
    feared = (world.T[i, :, 0] >= LEAST_FEAR) & (world.T[j, :, 0] >= LEAST_FEAR)
    common = rules.hazard(world.T[i, :, 0]) * rules.hazard(world.T[j, :, 0]) * feared
    return world.codes[int(np.argmax(common))] if feared.any() else ""


def _outweighing(world: World, i: int, j: int) -> str:
    """Return the third state that outweighs a state that fears it, by the most."""
    fear = world.T[i, :, 0]
    pull = fear * np.maximum(2 * world.share[i, :, 0] - 1, 0) * (fear >= LEAST_FEAR)
    pull[[i, j]] = 0
    return world.codes[int(np.argmax(pull))] if pull.any() else ""


def _partners(world: World, i: int, j: int) -> int:
    tied = world.A[:, :, 0] > 0
    tied[i, j] = tied[j, i] = False
    return int(max(tied[i].sum(), tied[j].sum()))


def _until(page: Books, windows: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return the last year in which each indicator of a pair's books stands if nothing new is done."""
    practice, institution = page.practice[LOW - 1] + windows, page.institution[LOW - 1]
    lasts = np.maximum(np.maximum(practice, institution), agreement_lasts(page, LOW))
    return np.asarray(lasts[:, 0])
