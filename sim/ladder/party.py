"""Parties: a pair of states or a group of them, as files and tables write them."""

from collections.abc import Iterable
from typing import Final, Self

PAIR: Final = "-"
"""What joins the two states of a pair: `CHN-RUS`."""

GROUP: Final = "+"
"""What joins the states of a group: `CHN+KAZ+RUS`."""


class Party(str):
    """The label of a pair or of a group: text, as it stands in files, that knows its states."""

    __slots__ = ()

    @classmethod
    def pair(cls, one: str, other: str) -> Self:
        """Return the pair of two states, in whichever order they are named."""
        return cls(PAIR.join(sorted((one, other))))

    @classmethod
    def group(cls, codes: Iterable[str]) -> Self:
        """Return the group of some states."""
        return cls(GROUP.join(sorted(codes)))

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a party that may name its states in any order."""
        return cls.group(text.split(GROUP)) if GROUP in text else cls(PAIR.join(sorted(text.split(PAIR))))

    @property
    def is_group(self) -> bool:
        """Whether it is a group."""
        return GROUP in self

    @property
    def states(self) -> tuple[str, ...]:
        """The codes of its states, in alphabetical order."""
        return tuple(self.split(GROUP if self.is_group else PAIR))
