"""Cells of the pairs of a world, where something may happen: most years and lives pass without.

A cell is a pair, a rung and a life. What is dense, `[..., life]`, is picked at cells by the number of its row
and the life.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Positions = NDArray[np.intp]


@dataclass(frozen=True)
class Cells:
    """Some cells, by position: `[cell]` each.

    Attributes
    ----------
    pair, rung, life
        Positions of the pair among those looked at, of the rung, and of the life.
    place
        Position in `[pair, rung, life]`.
    """

    pair: Positions
    rung: Positions
    life: Positions
    place: Positions

    @classmethod
    def where(cls, holds: NDArray[np.bool_]) -> "Cells":
        """Return the cells in which something holds: `[pair, rung, life]`."""
        _, rungs, lives = holds.shape
        place = np.flatnonzero(holds)
        row = place // lives
        pair = row // rungs
        return cls(pair, row - pair * rungs, place - row * lives, place)

    def of(self, values: NDArray[Any]) -> NDArray[Any]:
        """Pick values of `[pair, channel, life]`, of which the first channels are the rungs."""
        return at(values, self.pair * values.shape[1] + self.rung, self.life)

    def of_pairs(self, values: NDArray[Any]) -> NDArray[Any]:
        """Pick values of `[pair, life]`, or `[pair, 1]` where all lives share them."""
        return at(values, self.pair, self.life)


def cells_of(pair: int, values: NDArray[Any]) -> Cells:
    """Return all cells of a pair in all lives, of values `[pair, rung, life]`."""
    holds = np.zeros(values.shape, np.bool_)
    holds[pair] = True
    return Cells.where(holds)


def at(values: NDArray[Any], row: Positions, life: Positions) -> NDArray[Any]:
    """Pick values of `[..., life]`, or `[..., 1]` where all lives share them, by row and life: `[cell]`.

    A row is counted over all axes but the last.
    """
    lives = values.shape[-1]
    return values.reshape(-1).take(row * lives + life if lives > 1 else row)


def of_lives(parameters: Mapping[str, float | Values], life: Positions) -> Mapping[str, float | Values]:
    """Return the parameters of the lives of some cells: numbers as they are, `[life]` becomes `[cell]`."""
    if all(isinstance(value, float) for value in parameters.values()):
        return parameters
    return {
        name: value.take(life) if isinstance(value, np.ndarray) else value
        for name, value in parameters.items()
    }
