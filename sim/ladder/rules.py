"""What all ladders have in common: degrees, and the years that are the same for every indicator."""

from typing import Final

NONE, LOW, HIGH = 0, 1, 2
DEGREES: Final = ("none", "low", "high")
"""Names of the degrees, by their number."""

AGREEMENT_YEARS: Final = 10
"""Years an agreement counts without practice: paper is given one decade."""

DORMANT_YEARS: Final = 10
"""Years without any event of the ladder after which what is live is called dormant."""

GROUP_QUORUM: Final = 0.75
"""Share of a group's members who must take part for an event to be the group's."""
