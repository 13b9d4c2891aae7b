"""The JSON Schemas of the files that users write, for editors that complete them."""

from typing import Any

from sim.faults import Fault, InputError, nearest, shown
from sim.ladder.ladder import Ladder
from sim.scenario.schema import json_schema as of_scenarios


def _of_sweeps() -> dict[str, Any]:
    # SciPy only for sweeps.
    from sim.experiments.design import SweepFile

    return SweepFile.model_json_schema()


def json_schema(kind: str) -> dict[str, Any]:
    """Return the schema of `scenario`, `sweep` or `ladder` files.

    Raises
    ------
    InputError
        Where the kind is another.
    """
    makers = {
        "scenario": of_scenarios,
        "sweep": _of_sweeps,
        "ladder": Ladder.model_json_schema,
    }
    if kind not in makers:
        expected = "one of " + ", ".join(makers)
        raise InputError(
            [Fault("schema", "", f"no schema of {shown(kind)}", expected, nearest(kind, makers))]
        )
    return makers[kind]()
