"""The agents: states."""

from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.world.model import World

Values = NDArray[np.float64]


class State(mesa.Agent):
    """A state: it perceives threats, weighs its interests, and deals with others.

    What it holds are rows of the world's arrays, one value for each other state and life. What it does, it
    does in a band of states (`sim.world.band`), since all act at once on what the step before left.

    Attributes
    ----------
    code
        Three-letter code, such as `RUS`.
    position
        Its position among the states, which stand in the order of their codes.
    """

    def __init__(self, model: "World", code: str, position: int):
        super().__init__(model)
        self.world = model
        self.code = code
        self.position = position

    @property
    def threat(self) -> Values:
        """Threat it perceives from every state: `[other, life]`, in [0, 1]."""
        return self.world.T[self.position]

    @property
    def trust(self) -> Values:
        """Trust between it and every state: `[other, life]`, in [0, 1]."""
        return self.world.R[self.position]

    def __repr__(self) -> str:
        """Name the state."""
        return f"State({self.code})"
