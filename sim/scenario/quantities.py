"""The quantities that the world holds between states: whose each is, and so how files write its subject."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Owner:
    """Whose a quantity is.

    Attributes
    ----------
    mark
        What joins its states in the subject of a driver; empty where it is one state's.
    keys
        Keys by which a shock names it.
    example
        A subject, as a message shows it.
    """

    mark: str
    keys: tuple[str, ...]
    example: str

    def states(self, subject: str) -> list[str]:
        """Return the states that a subject names."""
        return subject.split(self.mark) if self.mark else [subject]


STATE: Final = Owner("", ("state",), "a state, RUS")
PAIR: Final = Owner("-", ("pair",), "a pair, CHN-RUS")
TOWARD: Final = Owner(">", ("by", "of"), "a directed pair, RUS>USA")
"""What one state holds of another."""

QUANTITIES: Final[Mapping[str, Owner]] = MappingProxyType(
    {
        "capability": STATE,
        "industry": STATE,
        "autonomy": STATE,
        "interest": PAIR,
        "trust": PAIR,
        "dispute": PAIR,
        "interdependence": PAIR,
        "threat": TOWARD,
    }
)
"""The one table of them: what a scenario says each begins with, what drivers move, what the world holds."""

MOST_AUTONOMY: Final = 5
"""Autonomy multiplies costs; every other quantity is a share, from 0 to 1."""


def most(quantity: str) -> int:
    """Return the greatest value of a quantity."""
    return MOST_AUTONOMY if quantity == "autonomy" else 1
