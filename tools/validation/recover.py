"""Find known parameters again: `python -m tools.validation.recover SCENARIO... --truths N --sets N --jobs N`.

It prints a table by temperature: how often intervals hold the true value, and how much narrower than the
prior's they are.
"""

from pathlib import Path
from typing import Annotated

import typer

from sim.scenario.load import load

# Processes import what they do by the name of its module, which a script has not.
from tools.validation import recovery


def main(
    scenarios: Annotated[list[Path], typer.Argument(metavar="SCENARIO...")],
    truths: Annotated[int, typer.Option(min=2)] = 24,
    sets: Annotated[int, typer.Option(min=32)] = 256,
    seed: int = 1,
    jobs: Annotated[int, typer.Option(min=1)] = 1,
    out: Annotated[Path | None, typer.Option(help="A CSV of all that was found.")] = None,
) -> None:
    """Find known parameters again in simulated records, and print how well."""
    recovered = recovery.recover([load(path) for path in scenarios], truths, sets, seed, jobs)
    if out is not None:
        recovered.round(5).to_csv(out, index=False)
    table = recovery.by_temperature(recovered)
    print(table.round(3).to_string(index=False))
    covering = table[table["in_90%"] >= recovery.COVER[1] - 0.02]["temperature"]
    chosen = float(covering.min() if len(covering) else max(recovery.TEMPERATURES))
    print(f"\nAt {chosen:g}, the least at which 90 % intervals cover 88 % or more:")
    print(recovery.by_parameter(recovered, chosen).round(3).to_string(index=False))


if __name__ == "__main__":
    typer.run(main)
