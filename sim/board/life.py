"""One life of a case, year by year: what each of two states perceives and weighs, and why they deal or not.

The world lives as it always does; what it holds is noted before it deals, and what came of it after it is
scored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.ladder.party import Party
from sim.ladder.stages import index, reach_and_stage
from sim.scenario.load import Case
from sim.scenario.schema import Shock
from sim.world import rules
from sim.world.cells import cells_of
from sim.world.levels import occurrence
from sim.world.model import World

WEIGHED: Final = ("power", "threat", "interest", "interdependence", "trust", "partner_threat")
"""What speaks for and, the last, against a partner, by the parameter that is its weight."""


@dataclass(frozen=True)
class Side:
    """What one state of a pair perceives and weighs in a year.

    Attributes
    ----------
    state
        Its code.
    threats
        The threat it perceives from each other state, 0 to 1.
    weighed
        What each of `WEIGHED` adds to its motive toward the other, weights included.
    autonomy
        What the cost of a rung is multiplied by.
    """

    state: str
    threats: Mapping[str, float]
    weighed: Mapping[str, float]
    autonomy: float


@dataclass(frozen=True)
class Rung:
    """What two states did about one indicator in a year.

    Attributes
    ----------
    stood, stands
        Its degree when they dealt, and at the end of the year.
    occasion
        Chance of an occasion, where nothing stood.
    willing
        Chance that each is willing, at the low degree.
    low, high
        Chance of a deal, and of one at the high degree.
    broken
        Chance that what stood is broken.
    drawn
        What the draw left: there is a deal where its chance is at least this.
    deal, breaks
        The degree of their deal, and whether they broke.
    """

    stood: int
    stands: int
    occasion: float
    willing: tuple[float, float]
    low: float
    high: float
    broken: float
    drawn: float
    deal: int
    breaks: bool

    @property
    def hindered_by(self) -> int | None:
        """What most stood against a deal: 0 or 1 for a state, 2 for want of an occasion; None for a deal."""
        if self.deal or self.breaks:
            return None
        chances = [*self.willing, *([] if self.stood else [self.occasion])]
        return int(np.argmin(chances))


@dataclass(frozen=True)
class Year:
    """A year of one life of a pair.

    Attributes
    ----------
    year
        The year.
    shocks
        Those that happen in it.
    sides
        What the two states perceive and weigh, in the order of their codes.
    crisis, crisis_chance
        Whether the pair is in a crisis, and how likely one was.
    rungs
        What they did, indicator by indicator.
    met, traded
        Whether they acted together in forums, and on projects.
    stage, index
        Where they stand at its end; the index from 0 to 1.
    """

    year: int
    shocks: tuple[Shock, ...]
    sides: tuple[Side, Side]
    crisis: bool
    crisis_chance: float
    rungs: tuple[Rung, ...]
    met: bool
    traded: bool
    stage: int
    index: float


class Watched(World):
    """A world that notes of each year how one pair came to deal; it lives as any other.

    Attributes
    ----------
    notes
        The years so far.
    """

    def __init__(self, case: Case, pair: str, life: int):
        self.watched = tuple(Party(pair).states)
        self.notes: list[Year] = []
        super().__init__(case, lives=1, first_life=life)
        self._times = [(shock, int(occurrence(shock, self.draws)[0])) for shock in case.scenario.shocks]

    def _deal(self) -> None:
        self._before = _noted(self)
        super()._deal()

    def _score(self) -> None:
        super()._score()
        self.notes.append(_finished(self, self._before))

    def shocks_of(self, year: int) -> tuple[Shock, ...]:
        """Return the shocks that happen in a year of this life, each once."""
        happening = {shock.id: shock for shock, happens in self._times if happens == year}
        return tuple(happening.values())


def play(case: Case, pair: str, life: int) -> list[Year]:
    """Live one life of a case: the same as that of its number in any ensemble."""
    world = Watched(case, pair, life)
    for _ in world.years_left():
        pass
    notes = world.notes
    world.clear()
    return notes


def _noted(w: Watched) -> dict[str, Any]:
    """Note what a pair goes by when it deals: what a year is made of, but for what comes of it."""
    i, j = (w.codes.index(code) for code in w.watched)
    pair = int(w.pair_of[i, j])
    band = next(band for band in w.bands if band.pairs.start <= pair < band.pairs.stop)
    place, purpose, danger = pair - band.pairs.start, band.purpose(), band.danger()
    occasion = band.occasions(purpose, danger)
    talks = band.talk(cells_of(place, occasion), occasion, danger)
    crisis_chance = float(band.crisis_chance(purpose, w.used_to[band.pairs])[place, 0])
    crisis = bool(w.v[pair, rules.CRISIS, 0] < crisis_chance)
    broken = np.where(crisis & (talks.standing > 0), talks.broken_chance(), 0.0)
    willing = talks.willing_to_low()
    return {
        "pair": pair,
        "standing": talks.standing,
        "sides": (_side(w, i, j), _side(w, j, i)),
        "crisis": crisis,
        "crisis_chance": crisis_chance,
        "chances": [talks.occasion, *willing, talks.low_chance(), talks.high_chance(), broken],
    }


def _side(w: World, i: int, j: int) -> Side:
    """Note what state i perceives, and weighs toward j."""
    balances = {
        "power": rules.power_balance(w.T[i], w.share[i])[j],
        "threat": w.B_T[i, j],
        "interest": w.I[i, j],
        "interdependence": w.E[i, j],
        "trust": w.R[i, j],
        "partner_threat": -w.T[i, j],
    }
    weights = {name: np.broadcast_to(w.parameters[name], w.lives)[0] for name in WEIGHED}
    return Side(
        state=w.codes[i],
        threats={code: float(w.T[i, k, 0]) for k, code in enumerate(w.codes) if k != i},
        weighed={name: float(weights[name] * balances[name][0]) for name in WEIGHED},
        autonomy=float(w.a[i, 0]),
    )


def _finished(w: Watched, noted: Mapping[str, Any]) -> Year:
    """Add where the pair stands at the end of the year, and what it did."""
    pair, degrees = noted["pair"], w.degrees[noted["pair"]]
    _, stage = reach_and_stage(degrees, w.ladder)
    deals, breaks = w.deals[pair, :, 0], w.broken[pair, :, 0]
    drawn = 1 - w.v[pair, : len(w.ladder), 0]
    occasion, first, second, low, high, broken = noted["chances"]
    rungs = tuple(
        Rung(
            stood=int(noted["standing"][n]),
            stands=int(degrees[n, 0]),
            occasion=float(occasion[n]),
            willing=(float(first[n]), float(second[n])),
            low=float(low[n]),
            high=float(high[n]),
            broken=float(broken[n]),
            drawn=float(drawn[n]),
            deal=int(deals[n]),
            breaks=bool(breaks[n]),
        )
        for n in range(len(w.ladder))
    )
    met, traded = (bool(channel) for channel in w.joint[pair, :, 0])
    return Year(
        year=w.year,
        shocks=w.shocks_of(w.year),
        sides=noted["sides"],
        crisis=noted["crisis"],
        crisis_chance=noted["crisis_chance"],
        rungs=rungs,
        met=met,
        traded=traded,
        stage=int(stage[0]),
        index=int(index(degrees)[0]) / w.ladder.index_maximum,
    )
