"""The JSON Schemas of the files that users write, for editors that complete them."""

from typing import Any

from sim.experiments.design import SweepFile
from sim.faults import Fault, InputError, nearest, shown
from sim.ladder.ladder import Ladder
from sim.scenario.schema import json_schema as of_scenarios


def json_schema(kind: str) -> dict[str, Any]:
    """Return the schema of `scenario`, `sweep` or `ladder` files.

    Raises
    ------
    InputError
        Where the kind is another.
    """
    makers = {
        "scenario": of_scenarios,
        "sweep": SweepFile.model_json_schema,
        "ladder": Ladder.model_json_schema,
    }
    if kind not in makers:
        expected = "one of " + ", ".join(makers)
        raise InputError(
            [Fault("schema", "", f"no schema of {shown(kind)}", expected, nearest(kind, makers))]
        )
    return makers[kind]()
