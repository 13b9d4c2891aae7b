"""The log of a world: every event of every life, packed while it runs, rows when it is read."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.ladder.events import EFFECTS
from sim.ladder.ladder import Ladder
from sim.ladder.rules import HIGH
from sim.world.talks import Acts

JOINT: Final = ("diplomatic", "economic")
"""What states do together beside the ladder: channels after its indicators."""

SIMULATED_BASES: Final = ("practice", "institution")
"""Bases of what states do in a world: no paper, and no mere words."""

DEGREE, ADVANCES, FOUNDS, BREAKS, ENDS = (np.int8(bits) for bits in (3, 4, 8, 16, 32))
"""Bits of a packed event: its degree in the lowest two, then what it does."""

EventColumns = dict[str, NDArray[np.int_]]
"""Events, a column of integers for each thing that is said of them."""


def channels(ladder: Ladder) -> tuple[str, ...]:
    """Name the channels of events: the ladder's indicators by number, then what is beside it."""
    return (*(str(indicator.number) for indicator in ladder.indicators), *JOINT)


class Log:
    """Events of all lives of a world.

    Parameters
    ----------
    parties, pairs, rungs, lives
        How many there are.
    years
        The years that are lived.

    Attributes
    ----------
    together
        Whether there was joint diplomacy, an economic deal: `[year, pair, channel, life]`.
    """

    def __init__(self, parties: int, pairs: int, rungs: int, years: range, lives: int):
        self.shape = (parties, rungs, lives)
        self.years = years
        self.together = np.zeros((len(years), pairs, len(JOINT), lives), np.bool_)
        self._deeds: list[tuple[int, NDArray[np.intp], NDArray[np.int8]]] = []
        self._founded = np.full(self.shape, -1, np.int16)
        self._ended: list[tuple[NDArray[np.int16], NDArray[np.intp], int]] = []
        self._imposed: list[EventColumns] = []

    def deals(
        self,
        year: int,
        place: NDArray[np.intp],
        acts: Acts,
        advances: NDArray[np.bool_],
        founds: NDArray[np.bool_],
    ) -> None:
        """Log what pairs or groups did in some cells, by their position in `[party, rung, life]`."""
        deeds = acts.deal + ADVANCES * advances + FOUNDS * founds + BREAKS * acts.breaks + ENDS * acts.ends
        self._deeds.append((year, place, deeds.astype(np.int8)))
        founded = self._founded.reshape(-1)
        self._end(year, place[acts.breaks])
        founded[place[founds]] = year - self.years.start

    def _end(self, year: int, place: NDArray[np.intp]) -> None:
        """Note that the institutions of some cells, where there are any, last until a year."""
        founded = self._founded.reshape(-1)
        since = founded[place]
        stood = since >= 0
        self._ended.append((since[stood], place[stood], year))
        founded[place] = -1

    def forget(self, lives: NDArray[np.int_]) -> None:
        """Know of no institution that stands in some lives: a record has taken the place of their books."""
        self._founded[..., lives] = -1

    def joint(self, year: int, together: NDArray[np.bool_]) -> None:
        """Log joint diplomacy and economic deals: `[pair, channel, life]`."""
        self.together[year - self.years.start] = together

    def imposed(
        self,
        year: int,
        party: int,
        rung: int,
        degree: NDArray[np.int16],
        effect: str,
        where: NDArray[np.bool_],
    ) -> None:
        """Log an event of the scenario's own, in the lives where it happens; an end closes institutions."""
        lives = np.nonzero(where)[0]
        if effect == "end":
            self._end(year, (party * self.shape[1] + rung) * self.shape[2] + lives)
        columns: EventColumns = {"life": lives, "degree": degree[lives].astype(np.int_)}
        fixed = {"year": year, "pair": party, "channel": rung, "effect": EFFECTS.index(effect), "basis": 0}
        columns |= {name: np.full(lives.size, value) for name, value in fixed.items()}
        self._imposed.append({**columns, "end_date": np.zeros(lives.size, np.int_)})

    def columns(self, lives: int) -> EventColumns:
        """Return the events of the first lives as columns of integers, by life, year, party and channel.

        `pair`, `channel`, `effect` and `basis` are positions in their tables; an `end_date` of 0 is none.
        """
        year, place, code = self._deeds_of(lives)
        pair, rung, life = np.unravel_index(place, self.shape)
        broken = np.where(code & ENDS, EFFECTS.index("end"), EFFECTS.index("regress"))
        effect = np.where(code & BREAKS, broken, np.where(code & ADVANCES, 0, 1))
        cells = {"life": life, "year": year, "pair": pair, "channel": rung}
        none = np.zeros_like(life)
        deals = {**cells, "degree": code & DEGREE, "effect": effect, "basis": none, "end_date": none}
        founds = (code & FOUNDS) > 0
        institutions = {name: column[founds] for name, column in cells.items()}
        ends = self._last_years(year[founds], place[founds])
        same = np.zeros_like(ends)
        institutions |= {"degree": same + HIGH, "effect": same, "basis": same + 1, "end_date": ends}
        t, pair, channel, life = np.nonzero(self.together[..., :lives])
        none = np.zeros_like(life)
        joint = {
            "life": life,
            "year": t + self.years.start,
            "pair": pair,
            "channel": channel + self.shape[1],
        }
        joint |= {"degree": none, "effect": none, "basis": none, "end_date": none}
        imposed = [
            {name: column[kind["life"] < lives] for name, column in kind.items()} for kind in self._imposed
        ]
        kinds = [*imposed, deals, institutions, joint]
        columns = {name: np.concatenate([kind[name] for kind in kinds]) for name in deals}
        order = np.lexsort([columns[name] for name in ("channel", "pair", "year", "life")])
        return {name: column[order] for name, column in columns.items()}

    def _deeds_of(self, lives: int) -> tuple[NDArray[np.int_], NDArray[np.intp], NDArray[np.int_]]:
        """Return year, position and code of what was done in the first lives."""
        of_first = [place % self.shape[-1] < lives for _, place, _ in self._deeds]
        year = [np.full(here.sum(), year) for here, (year, _, _) in zip(of_first, self._deeds, strict=True)]
        place = [place[here] for here, (_, place, _) in zip(of_first, self._deeds, strict=True)]
        code = [code[here] for here, (_, _, code) in zip(of_first, self._deeds, strict=True)]
        none = np.zeros(0, np.int_)
        return (
            np.concatenate([none, *year]),
            np.concatenate([none, *place]),
            np.concatenate([none, *code]),
        )

    def _last_years(self, year: NDArray[np.int_], place: NDArray[np.intp]) -> NDArray[np.int_]:
        """Return the last year of institutions, by when and where they were founded; 0 while they stand."""
        size = int(np.prod(self.shape))
        ended = [(since.astype(np.int_) * size + where, until) for since, where, until in self._ended]
        never = np.array([np.iinfo(np.int_).max])
        founded = np.concatenate([*(key for key, _ in ended), never])
        last = np.concatenate([*(np.full(len(key), until) for key, until in ended), np.zeros(1, np.int_)])
        order = np.argsort(founded)
        wanted = (year - self.years.start) * size + place
        nearest = order[np.searchsorted(founded, wanted, sorter=order)]
        return np.where(founded[nearest] == wanted, last[nearest], 0)
