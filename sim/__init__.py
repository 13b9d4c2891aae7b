"""Rapprochement: measure and simulate military alignment between states.

`sim.assess`, `sim.run`, `sim.contrast`, `sim.compare_cases` and `sim.sweep` do what the command's verbs do.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.api import Result, assess, compare_cases, contrast, run, sweep

__all__ = ["Result", "assess", "compare_cases", "contrast", "run", "sweep"]


def __getattr__(name: str) -> Any:
    """Reach the functions only when they are asked for: the command starts without them."""
    if name in __all__:
        from sim import api

        return getattr(api, name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
