"""Forecasts of the world's pairs, published so that they can be judged later: `python -m tools.forecasts`.

It writes `docs/world/forecasts_2030.csv` and `docs/forecasts_2030.md`. Both are made once: a forecast that
is made anew is another forecast, with its own date.
"""

import datetime
import hashlib
import subprocess
from collections.abc import Iterator, Mapping
from functools import reduce
from itertools import product
from operator import add
from pathlib import Path
from typing import Final

import jinja2
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.datasets.atlas import WELL, Standing, standing, world
from sim.datasets.measured import YEARS, Measured, measure
from sim.experiments.prospects import Prospects, prospects
from sim.ladder.party import Party
from sim.ladder.rules import DEGREES
from sim.results.marks import versions
from sim.scenario.load import Case, scenario_hash
from sim.scenario.parameters import PARAMETERS
from sim.show.naming import naming_in
from tools.world.baselines import forecasts
from tools.world.cells import Cells, Ladder, cells

ROOT: Final = Path(__file__).parent.parent
TABLE: Final = ROOT / "docs" / "world" / "forecasts_2030.csv"
PAGE: Final = ROOT / "docs" / "forecasts_2030.md"

TARGET: Final = 2030
LIVES: Final = 100

BASELINES: Final = {3: "semi-markov", 4: "semi-markov", 6: "markov x run-off", 7: "markov x run-off"}
"""What stands beside the model: what errs least ten years ahead (`docs/world/model_scores.csv`)."""

MOST_LISTED: Final = 15
"""Pairs of either list that the page has."""

Shares = NDArray[np.float64]
"""`[pair, indicator, degree]`, NaN where nothing was ever known."""


def main() -> None:
    """Forecast, and write the table and the page."""
    origin = YEARS[-1]
    measured = measure(years=YEARS)
    stands = standing(measured, origin)
    case = world(measured, origin, TARGET, LIVES)
    model = reduce(add, prospects(case, stands.counted, jobs=2))
    table = pd.DataFrame(rows(stands, model, baseline(measured, stands)))
    TABLE.write_text(table.to_csv(index=False, float_format="%.3f", lineterminator="\n"), encoding="utf-8")
    PAGE.write_text(page(stands, case, table), encoding="utf-8")


def baseline(measured: Measured, stands: Standing) -> Shares:
    """Forecast each pair and indicator from the last year that it is known in, by its baseline."""
    row_of = {pair: row for row, pair in enumerate(measured.pairs)}
    rows_measured = np.array([row_of[pair] for pair in stands.pairs])
    shares = np.full((len(stands.pairs), len(WELL), len(DEGREES)), np.nan)
    for k, number in enumerate(WELL):
        ladder = Ladder.of(measured, number)
        known_in = stands.known_in[:, number - 1]
        for last in sorted(set(known_in.tolist()) - {0}):
            of_year, horizon = np.flatnonzero(known_in == last), TARGET - last
            learn = cells(ladder, horizon, range(measured.years.start, last - horizon + 1))
            column = np.full(len(of_year), last - measured.years.start)
            unseen = Cells(rows_measured[of_year], column, np.zeros(len(of_year), np.int8))
            least = forecasts(ladder, horizon, learn, unseen)[BASELINES[number]]
            shares[of_year, k] = np.stack([1 - least[:, 0], least[:, 0] - least[:, 1], least[:, 1]], axis=1)
    return shares


def moved(shares: Shares, start: NDArray[np.int_]) -> tuple[float, float]:
    """Return the chances of a higher and of a lower index, indicators moving apart from each other.

    Parameters
    ----------
    shares
        Of each indicator that counts the chance of each degree `[indicator, degree]`.
    start
        What each adds now, and what it would by degree `[indicator, 1 + degree]`.
    """
    higher = lower = 0.0
    for degrees in product(range(len(DEGREES)), repeat=len(shares)):
        chance = float(np.prod([shares[k, degree] for k, degree in enumerate(degrees)]))
        change = sum(int(start[k, 1 + degree] - start[k, 0]) for k, degree in enumerate(degrees))
        higher += chance * (change > 0)
        lower += chance * (change < 0)
    return higher, lower


def rows(stands: Standing, model: Prospects, base: Shares) -> Iterator[Mapping[str, object]]:
    """Go through the rows of the table: the pairs with any tie."""
    for n in np.flatnonzero(stands.tied):
        pair = Party.pair(*stands.pairs[n])
        if model.pairs[n] != pair:
            raise ValueError(f"{pair} stands where the world has {model.pairs[n]}")
        counted = [k for k, number in enumerate(WELL) if model.counted[n, number - 1]]
        weights = [
            [WELL[k] * d for d in (int(model.start[n, WELL[k] - 1]), *range(len(DEGREES)))] for k in counted
        ]
        climb, fall = moved(base[n, counted], np.array(weights))
        row: dict[str, object] = {"pair": pair}
        for k, number in enumerate(WELL):
            known = int(stands.known_in[n, number - 1])
            row |= {
                f"i{number}_known": known or "",
                f"i{number}_start": DEGREES[model.start[n, number - 1]] if known else "",
            }
            for degree, name in enumerate(DEGREES):
                row[f"i{number}_{name}"] = model.chances[n, number - 1, degree] if known else np.nan
                row[f"i{number}_{name}_base"] = base[n, k, degree]
        yield row | {
            "climb": model.higher[n] / model.lives,
            "fall": model.lower[n] / model.lives,
            "climb_base": climb,
            "fall_base": fall,
        }


def page(stands: Standing, case: Case, table: pd.DataFrame) -> str:
    """Write the page."""
    naming = naming_in(stands.year)
    called = table.assign(pair=[naming.party(pair) for pair in table["pair"]])
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), trim_blocks=True, keep_trailing_newline=True
    )
    by_chance = {
        which: called.sort_values([which, "pair"], ascending=[False, True])
        .head(MOST_LISTED)
        .to_dict("records")
        for which in ("climb", "fall")
    }
    return environment.get_template("forecasts.md.j2").render(
        today=datetime.datetime.now(datetime.UTC).date(),
        origin=stands.year,
        target=TARGET,
        lives=LIVES,
        seed=case.scenario.seed,
        states=len(stands.states),
        pairs=len(table),
        latest=stands.latest(),
        scenario=scenario_hash(case),
        digest=hashlib.sha256(TABLE.read_bytes()).hexdigest(),
        commit=commit(),
        versions=versions(),
        parameters={
            name: value
            for name, value in case.scenario.parameters.items()
            if value != PARAMETERS[name].default
        },
        baselines=BASELINES,
        totals=list(totals(table)),
        lists=by_chance,
    )


def commit() -> str:
    """Return the commit that this is made on top of."""
    said = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True)
    return said.stdout.strip()


def totals(table: pd.DataFrame) -> Iterator[Mapping[str, object]]:
    """Go through the indicators with how many pairs stand at each degree, now and by either forecast."""
    for number in WELL:
        known = table[table[f"i{number}_start"] != ""]
        yield {
            "number": number,
            "pairs": len(known),
            "start": [int((known[f"i{number}_start"] == name).sum()) for name in DEGREES],
            "model": [known[f"i{number}_{name}"].sum() for name in DEGREES],
            "base": [known[f"i{number}_{name}_base"].sum() for name in DEGREES],
        }


if __name__ == "__main__":
    main()
