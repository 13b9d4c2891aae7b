"""The ladder as tables: indicators, degrees, stages, windows, prerequisites and gates.

Source: Korolev (2019, 2022) as applied to Russia and China in the paper this project starts from.
"""

from dataclasses import dataclass
from typing import Final

NONE, LOW, HIGH = 0, 1, 2
DEGREES: Final = ("none", "low", "high")
"""Names of the degrees, by their number."""

STAGES: Final = ("none", "early", "moderate", "advanced")
"""Names of the stages, by their number."""

AGREEMENT_YEARS: Final = 10
"""Years an agreement counts without practice: paper is given one decade."""

DORMANT_YEARS: Final = 10
"""Years without any military event after which what is live is called dormant."""

GROUP_QUORUM: Final = 0.75
"""Share of a group's members who must take part for an event to be the group's."""


@dataclass(frozen=True)
class Indicator:
    """One rung of the ladder.

    Attributes
    ----------
    number
        1 to 7, from confidence-building to alliance.
    english, arabic
        Its name.
    short
        What sentences that name several call it.
    stage
        Number of the stage it belongs to, an index of `STAGES`.
    window
        Years for which practice stays live after its last year.
    """

    number: int
    english: str
    arabic: str
    short: str
    stage: int
    window: int


INDICATORS: Final = (
    Indicator(1, "confidence-building measures", "تدابير بناء الثقة", "confidence measures", 1, 10),
    Indicator(2, "regular consultations", "المشاورات المنتظمة", "consultations", 1, 5),
    Indicator(3, "military-technical cooperation", "التعاون العسكري التقني", "arms", 2, 6),
    Indicator(4, "joint exercises", "التدريبات العسكرية المشتركة", "exercises", 2, 3),
    Indicator(5, "integrated command", "القيادة العسكرية المتكاملة", "command", 3, 4),
    Indicator(6, "joint deployment and bases", "الانتشار المشترك وتقاسم القواعد", "bases", 3, 6),
    Indicator(7, "common defence policy", "السياسة الدفاعية المشتركة", "common defence", 3, 6),
)

WINDOWS: Final = tuple(indicator.window for indicator in INDICATORS)
"""Years practice stays live, by indicator."""

STAGE_INDICATORS: Final = tuple(
    tuple(i.number for i in INDICATORS if i.stage == stage) for stage in range(len(STAGES))
)
"""Numbers of the indicators of each stage."""

STAGE_PREREQUISITES: Final = ((), (), (2,), (2, 3, 4))
"""Indicators that must be live, at any degree, for those of each stage."""

STAGE_GATES: Final = ((), (), (2,), (2, 4))
"""Indicators that must be high before each stage opens."""

STAGE_HIGH: Final = (((), 0), ((2,), 1), ((3, 4), 2), ((5, 6, 7), 2))
"""For each stage, the indicators that decide its degree and how many of them must be high."""

INDEX_WEIGHTS: Final = tuple(indicator.number for indicator in INDICATORS)
INDEX_MAXIMUM: Final = HIGH * sum(INDEX_WEIGHTS)
"""The index is sum(number x degree) / 56."""
