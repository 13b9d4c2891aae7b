"""What a visitor has chosen: plain values that say what is simulated and what is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Self

from sim.words import ENGLISH

LIVES: Final = 500
"""Lives that are simulated where nothing else is chosen."""

MOST_LIVES: Final = 5000
"""Lives that a visitor may ask for: all are kept in memory."""


@dataclass(frozen=True)
class Variant:
    """What differs from the case as its file has it.

    Attributes
    ----------
    dropped
        Ids of the shocks that do not happen.
    values
        Other values, by their paths.
    """

    dropped: frozenset[str] = frozenset()
    values: Mapping[str, float] = field(default_factory=dict)

    def switched(self, shock: str) -> Self:
        """Switch a shock off, or on again."""
        return replace(self, dropped=self.dropped ^ {shock})

    def with_value(self, path: str, value: float | None) -> Self:
        """Set a value, or take it back to that of the case where it is None."""
        others = {key: kept for key, kept in self.values.items() if key != path}
        return replace(self, values=others if value is None else {**others, path: value})


@dataclass(frozen=True)
class Settings:
    """All that a visitor has chosen.

    Attributes
    ----------
    language
        The language of the page.
    case
        The name of a case that ships, or the path of a scenario.
    pair
        The pair that is looked at, by its name; None for the one under study.
    variants
        The first variant, which stands beside the second where both are shown, and the second.
    moved
        Which of the two the controls move, from 0.
    side_by_side
        Whether both are shown; else the second alone.
    lives
        How many lives.
    life, year, indicator
        The life that is played, the year, and the indicator that are looked at; None where none is chosen.
    """

    language: str = ENGLISH
    case: str = ""
    pair: str | None = None
    variants: tuple[Variant, Variant] = (Variant(), Variant())
    moved: int = 1
    side_by_side: bool = False
    lives: int = LIVES
    life: int = 0
    year: int | None = None
    indicator: int | None = None

    @property
    def variant(self) -> Variant:
        """The variant that the controls move."""
        return self.variants[self.moved]

    @property
    def shown(self) -> tuple[Variant, ...]:
        """The variants that are simulated: the one, or both."""
        return self.variants if self.side_by_side else self.variants[1:]

    def moving(self, variant: Variant) -> Self:
        """Put another variant in the place of the one that the controls move."""
        first, second = self.variants
        return replace(self, variants=(first, variant) if self.moved else (variant, second))

    def comparing(self, side_by_side: bool) -> Self:
        """Show both variants, or the second alone, which the controls then move."""
        return replace(self, side_by_side=side_by_side, moved=self.moved if side_by_side else 1)

    def of_case(self, case: str) -> Self:
        """Turn to another case, of which nothing is changed yet."""
        kept = {"language": self.language, "side_by_side": self.side_by_side, "lives": self.lives}
        return type(self)(case=case, **kept)  # type: ignore[arg-type]
