"""Rapprochement: measure and simulate military alignment between states.

Every verb of the command is a function here: `sim.assess`, `sim.run`, `sim.contrast` and so on, as
`sim --help` lists them. Each returns a `Result` with tables, figures and sentences.
"""

from importlib import import_module
from typing import Any

from sim.verbs import VERBS

OFFERED = {"Result": "sim.verbs.result", "InputError": "sim.faults", "load": "sim.scenario.load"}
"""What is offered beside the verbs, and where it is."""

__all__ = [*OFFERED, *VERBS]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    """Reach what is offered only when it is asked for: the command starts without it."""
    if name in VERBS:
        verb = getattr(import_module(f"sim.verbs.{name}"), name)
        return import_module("sim.verbs.frame").python_function(verb)
    if name in OFFERED:
        return getattr(import_module(OFFERED[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List what is offered."""
    return [*globals(), *OFFERED, *VERBS]
