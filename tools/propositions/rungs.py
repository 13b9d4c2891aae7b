"""The indicators that are looked at, and what they are called in tables."""

from typing import Final

from sim.ladder.ladder import MILITARY

CONFIDENCE, CONSULTATIONS, ARMS, EXERCISES, DEPLOYMENT, ALLIANCE = 1, 2, 3, 4, 6, 7

MEASURED: Final = (CONSULTATIONS, ARMS, EXERCISES, DEPLOYMENT, ALLIANCE)
"""Indicators of which beginnings and ends are counted; consultations by agreements alone."""

BENEATH: Final = (CONSULTATIONS, ARMS, EXERCISES)
"""What the rungs of the last stage rest on."""

LABELS: Final = {
    **{n: f"{n} {indicator.short.en}" for n, indicator in enumerate(MILITARY.indicators, 1)},
    CONSULTATIONS: "2 agreements",
    ALLIANCE: "7 alliance",
}
"""What an indicator is called here."""
