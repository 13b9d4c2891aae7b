"""`sim schema`: the JSON Schema of files that users write."""

import json
from typing import Annotated

import typer

from sim.experiments.schemas import json_schema
from sim.verbs.frame import Telling


def schema(
    kind: Annotated[
        str, typer.Argument(metavar="scenario|sweep|ladder", help="Which files it is of.")
    ] = "scenario",
    sweep: Annotated[bool, typer.Option("--sweep", help="The same as: sim schema sweep.")] = False,
) -> Telling:
    """Print the JSON Schema of scenario files, sweeps or ladders, for editors that complete them.

    Example: sim schema sweep

    Parameters
    ----------
    kind
        `scenario`, `sweep` or `ladder`.
    sweep
        The same as the kind `sweep`.
    """
    content = json_schema("sweep" if sweep else kind)
    return Telling(text=json.dumps(content, indent=2, ensure_ascii=False))
