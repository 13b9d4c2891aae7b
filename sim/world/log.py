"""The log of a world: every event of every life, packed while it runs, rows when it is read."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.ladder.events import EFFECTS
from sim.ladder.ladder import Ladder
from sim.ladder.rules import HIGH

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

    Attributes
    ----------
    packed
        One code for each `[year, party, rung, life]`; 0 where nothing happened.
    ends
        Last year of the institution founded there; 0 while it stands.
    together
        Whether there was joint diplomacy, an economic deal: `[year, pair, channel, life]`.
    """

    def __init__(self, parties: int, pairs: int, rungs: int, years: range, lives: int):
        shape = (len(years), parties, rungs, lives)
        self.years = years
        self.packed = np.zeros(shape, np.int8)
        self.ends = np.zeros(shape, np.int16)
        self.together = np.zeros((len(years), pairs, len(JOINT), lives), np.bool_)
        self._founded = np.full(shape[1:], -1, np.int16)
        self._imposed: list[EventColumns] = []

    def deals(
        self,
        year: int,
        rows: slice,
        deal: NDArray[np.int16],
        advances: NDArray[np.bool_],
        founds: NDArray[np.bool_],
        breaks: NDArray[np.bool_],
        ends: NDArray[np.bool_],
    ) -> None:
        """Log what some pairs or groups did on the rungs: arrays `[party, rung, life]`."""
        t = year - self.years.start
        deeds = deal + ADVANCES * advances + FOUNDS * founds + BREAKS * breaks + ENDS * ends
        self.packed[t, rows] = deeds
        founded, last_years = self._founded[rows], self.ends[:, rows]
        broken = np.nonzero(breaks & (founded >= 0))
        last_years[(founded[broken], *broken)] = year
        np.copyto(founded, -1, where=breaks)
        np.copyto(founded, t, where=founds)

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
            founded = self._founded[party, rung]
            standing = np.nonzero(where & (founded >= 0))[0]
            self.ends[founded[standing], party, rung, standing] = year
            founded[where] = -1
        columns: EventColumns = {"life": lives, "degree": degree[lives].astype(np.int_)}
        fixed = {"year": year, "pair": party, "channel": rung, "effect": EFFECTS.index(effect), "basis": 0}
        columns |= {name: np.full(lives.size, value) for name, value in fixed.items()}
        self._imposed.append({**columns, "end_date": np.zeros(lives.size, np.int_)})

    def columns(self, lives: int) -> EventColumns:
        """Return the events of the first lives as columns of integers, by life, year, party and channel.

        `pair`, `channel`, `effect` and `basis` are positions in their tables; an `end_date` of 0 is none.
        """
        t, pair, rung, life = np.nonzero(self.packed[..., :lives])
        code = self.packed[t, pair, rung, life].astype(np.int_)
        broken = np.where(code & ENDS, EFFECTS.index("end"), EFFECTS.index("regress"))
        effect = np.where(code & BREAKS, broken, np.where(code & ADVANCES, 0, 1))
        cells = {"life": life, "year": t + self.years.start, "pair": pair, "channel": rung}
        none = np.zeros_like(life)
        deals = {**cells, "degree": code & DEGREE, "effect": effect, "basis": none, "end_date": none}
        founds = (code & FOUNDS) > 0
        institutions = {name: column[founds] for name, column in cells.items()}
        ends = self.ends[t, pair, rung, life][founds].astype(np.int_)
        same = np.zeros_like(ends)
        institutions |= {"degree": same + HIGH, "effect": same, "basis": same + 1, "end_date": ends}
        t, pair, channel, life = np.nonzero(self.together[..., :lives])
        none = np.zeros_like(life)
        joint = {
            "life": life,
            "year": t + self.years.start,
            "pair": pair,
            "channel": channel + self.packed.shape[2],
        }
        joint |= {"degree": none, "effect": none, "basis": none, "end_date": none}
        imposed = [
            {name: column[kind["life"] < lives] for name, column in kind.items()} for kind in self._imposed
        ]
        kinds = [*imposed, deals, institutions, joint]
        columns = {name: np.concatenate([kind[name] for kind in kinds]) for name in deals}
        order = np.lexsort([columns[name] for name in ("channel", "pair", "year", "life")])
        return {name: column[order] for name, column in columns.items()}
