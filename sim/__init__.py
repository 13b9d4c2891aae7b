"""Rapprochement: measure and simulate military alignment between states.

All verbs of the command are functions here: `sim.assess`, `sim.agree`, `sim.run`, `sim.contrast`,
`sim.shocks`, `sim.compare_cases`, `sim.sweep`, `sim.sensitivity`, `sim.discover`, `sim.hindcast`,
`sim.calibrate` and `sim.replay`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.api import (
        Result,
        agree,
        assess,
        calibrate,
        compare_cases,
        contrast,
        discover,
        hindcast,
        replay,
        run,
        sensitivity,
        shocks,
        sweep,
    )
    from sim.faults import InputError

__all__ = [
    "InputError",
    "Result",
    "agree",
    "assess",
    "calibrate",
    "compare_cases",
    "contrast",
    "discover",
    "hindcast",
    "replay",
    "run",
    "sensitivity",
    "shocks",
    "sweep",
]


def __getattr__(name: str) -> Any:
    """Reach the functions only when they are asked for: the command starts without them."""
    if name in __all__:
        from sim import api

        return getattr(api, name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
