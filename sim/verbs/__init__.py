"""The verbs: one file each, of one shape. The command and the functions `sim.NAME` both come from here."""

from typing import Final

VERBS: Final = (
    "assess",
    "agree",
    "run",
    "compare",
    "compare_cases",
    "contrast",
    "shocks",
    "sweep",
    "discover",
    "sensitivity",
    "hindcast",
    "calibrate",
    "report",
    "dashboard",
    "replay",
    "check",
    "new",
    "candidates",
    "atlas",
    "sources",
    "schema",
    "cases",
)
"""Their names, in the order of a study: a verb is its file in this folder and its line here."""
