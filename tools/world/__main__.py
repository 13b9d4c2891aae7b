"""The model on the pairs of the world: search, forecasts, skill, in one resumable go.

`python -m tools.world` lives what is not done yet, writes compact tables to `docs/world/` and its section of
`docs/world.md`; with `--page` it writes the section anew from the tables. What stands in its folder is kept
as long as the measured ladders are the same; after a change of the rules begin in another folder.
"""

from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import pandas as pd
import typer

from sim.datasets.measured import Measured, measure
from sim.files import whole
from sim.frames import write_frame
from tools.world.cells import HORIZONS, INDICATORS, ORIGINS
from tools.world.lives import known_case, live
from tools.world.page import write_section
from tools.world.parts import Part, parts
from tools.world.search import FREE, search
from tools.world.skill import DEFAULTS, Forecasts, chosen_sets, tables

ROOT: Final = Path(__file__).parents[2]
TABLES: Final = ROOT / "docs" / "world"
PAGE: Final = ROOT / "docs" / "world.md"

LIVES: Final = 4
"""Lives of each origin and parameter set."""


def judge(folder: Path) -> None:
    """Live what is not done yet, and write the tables."""
    measured = measure()
    folder = folder / _digest(measured)
    all_parts = parts(measured, INDICATORS)
    searched = _searched(measured, all_parts, folder)
    sets = {DEFAULTS: {}, **dict(chosen_sets(searched, list(FREE)))}
    forecasts, shares = _forecasts(measured, sets, folder / "forecasts")
    scores, skills = tables(measured, all_parts, forecasts)
    for name, table in (("scores", scores), ("skill", skills), ("shares", shares), ("searched", searched)):
        write_frame(table.round(6), TABLES / f"model_{name}.csv")


def _digest(measured: Measured) -> str:
    return blake2b(measured.degrees.tobytes() + measured.lasts.tobytes(), digest_size=6).hexdigest()


def _searched(measured: Measured, all_parts: list[Part], folder: Path) -> pd.DataFrame:
    """Return the sets that were looked at, as they were found or are read from the folder."""
    path = folder / "searched.csv"
    if not path.is_file():
        learnt = [part for part in all_parts if part.name != "one unseen"]
        write_frame(search(measured, learnt, folder / "bank"), path)
    return pd.read_csv(path)


def _forecasts(
    measured: Measured, sets: dict[str, dict[str, float]], folder: Path
) -> tuple[Forecasts, pd.DataFrame]:
    """Let every set live from every origin; return the scores, and the shares that were forecast and came."""
    folder.mkdir(parents=True, exist_ok=True)
    scores = {
        (name, indicator, horizon): np.full((len(measured.pairs), len(ORIGINS)), np.nan, np.float32)
        for name in sets
        for indicator in INDICATORS
        for horizon in HORIZONS
    }
    rows = []
    for column, origin in enumerate(ORIGINS):
        path = folder / f"{origin}-{_digest_of(sets)}.npz"
        if not path.is_file():
            case = known_case(measured, origin, HORIZONS[-1])
            lived = live(measured, case, list(sets.values()), LIVES)
            with whole(path) as file:
                np.savez_compressed(file, scores=lived.scores, shares=lived.shares)
            print(origin, flush=True)
        lived_before = np.load(path)
        for s, name in enumerate(sets):
            for h, horizon in enumerate(HORIZONS):
                for k, indicator in enumerate(INDICATORS):
                    scores[name, indicator, horizon][:, column] = lived_before["scores"][s, h, k]
                    forecast, came = lived_before["shares"][s, h, k]
                    key = {"set": name, "indicator": indicator, "horizon": horizon, "origin": origin}
                    rows.append(
                        key
                        | {"low": forecast[0], "high": forecast[1], "low_came": came[0], "high_came": came[1]}
                    )
    return scores, pd.DataFrame(rows).dropna()


def _digest_of(sets: dict[str, dict[str, float]]) -> str:
    return blake2b(
        repr(sorted((k, sorted(v.items())) for k, v in sets.items())).encode(), digest_size=6
    ).hexdigest()


def main(
    folder: Annotated[Path, typer.Option("--out", help="Where results go, and are gone on with.")] = Path(
        "results/world"
    ),
    only_page: Annotated[
        bool, typer.Option("--page", help="Write the section from its tables alone.")
    ] = False,
) -> None:
    """Judge the model on the world, and write its section."""
    if not only_page:
        judge(folder)
    write_section(PAGE, TABLES)
    print(f"wrote {PAGE}")


if __name__ == "__main__":
    typer.run(main)
