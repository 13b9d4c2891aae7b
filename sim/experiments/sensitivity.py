"""Sensitivity: which ranges move an outcome, screened (Morris) or by their shares of its variance (Sobol)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from sim.experiments import morris
from sim.experiments.check import is_sweep
from sim.experiments.cost import check_points
from sim.experiments.design import Outcome, Range, Sweep, SweepFile, read_sweep
from sim.faults import Fault, InputError, nearest, need
from sim.scenario.load import Case, load, pair_under_study
from sim.scenario.parameters import PARAMETERS

Shares = NDArray[np.float64]

LIVES_A_POINT: Final = 50
"""Lives at each point where a scenario is given: its own are meant for one run."""

COVERAGE: Final = 0.95
"""Of the intervals."""


@dataclass(frozen=True)
class Method:
    """How a method's sample is made up.

    Attributes
    ----------
    beside
        Points of a block beside one for each range: a block is a trajectory of Morris's, or a base point
        of Sobol's with all its exchanges.
    least, usual
        Blocks: fewer are refused; so many where nothing else is asked.
    measure
        The column by which ranges are ranked.
    """

    beside: int
    least: int
    usual: int
    measure: str

    def block(self, ranges: int) -> int:
        """Return the points of a block."""
        return ranges + self.beside


METHODS: Final = {"morris": Method(1, 4, 50, "mu_star"), "sobol": Method(2, 16, 256, "total")}


@dataclass(frozen=True)
class Study:
    """A sensitivity analysis, ready to run.

    Attributes
    ----------
    method
        `morris` or `sobol`.
    sweep
        The sweep that runs its sample.
    shares
        Where the points stand on their ranges, from 0 to 1 `[point, range]`.
    own_draws
        Whether the sweep would have every point draw for itself. Here points share their draws all the same:
        with others at each point, chance would pass for an effect of the range that changes.
    """

    method: str
    sweep: Sweep
    shares: Shares
    own_draws: bool = False


def study(
    source: Path,
    method: str = "morris",
    points: int | None = None,
    outcomes: Sequence[str] = (),
    runs: int | None = None,
) -> Study:
    """Make ready the analysis of a scenario, or of the ranges and outcomes of a sweep.

    Parameters
    ----------
    source
        A scenario, all of whose parameters are then varied over their plausible ranges, or a sweep file.
    method
        `morris` or `sobol`.
    points
        Points at most; the sample is the largest whole one within.
    outcomes
        Names of those wanted; by default the sweep's, or two of the scenario's pair under study.
    runs
        Lives at each point.

    Raises
    ------
    InputError
        Where a file is wrong, a name is unknown, the points are too few, or Sobol's method is asked for
        and SALib is not installed.
    """
    if method not in METHODS:
        raise InputError(
            [Fault("--method", "", method, "one of " + ", ".join(METHODS), nearest(method, METHODS))]
        )
    if runs is not None and runs < 1:
        raise InputError([Fault("--runs", "", str(runs), "one life at least")])
    sweep = read_sweep(source) if is_sweep(source) else _sweep_of(load(source), source, outcomes)
    kept = _chosen(sweep.file.outcomes, outcomes)
    ranges = sweep.file.ranges
    blocks = _blocks(method, len(ranges), points)
    lives = sweep.file.runs if runs is None else runs
    cases = [_with_runs(case, lives) for case in sweep.cases]
    number = blocks * METHODS[method].block(len(ranges))
    check_points("sim sensitivity", "points", number, len(ranges), lives, cases)
    table, shares = sample(method, ranges, blocks, sweep.file.seed)
    changes = {
        "name": f"sensitivity-{sweep.file.name}-{method}",
        "design": method,
        "outcomes": kept,
        "draws": "shared",
        "points": len(shares),
        "runs": lives,
    }
    file = sweep.file.model_copy(update=changes)
    return Study(method, Sweep(file, sweep.path, cases, table), shares, sweep.file.draws == "own")


def _with_runs(case: Case, runs: int) -> Case:
    return replace(case, scenario=case.scenario.model_copy(update={"runs": runs}))


def _sweep_of(case: Case, path: Path, wanted: Sequence[str]) -> Sweep:
    """Vary all parameters of a scenario; ask for the outcomes wanted, or those of its pair under study."""
    offered = _outcomes(case)
    pair = pair_under_study(case)
    file = SweepFile(
        name=case.scenario.name,
        scenario=[path.name],
        runs=LIVES_A_POINT,
        seed=case.scenario.seed,
        design="morris",
        ranges={f"parameters.{p.name}": Range(low=p.low, high=p.high) for p in PARAMETERS.values()},
        outcomes=offered if wanted else {name: o for name, o in offered.items() if o.pair == pair},
    )
    return Sweep(file, path, [case], pd.DataFrame())


def _outcomes(case: Case) -> dict[str, Outcome]:
    """Offer, for each pair and group, the index at the end and the chance of advanced until then."""
    end = case.scenario.end
    offered: dict[str, Outcome] = {}
    pairs, groups = case.scenario.pairs, case.scenario.groups
    for pair in [*(table.key for table in pairs), *(table.name for table in groups)]:
        offered[f"index_{pair}"] = Outcome(measure="mean-index", pair=pair, year=end)
        offered[f"advanced_{pair}"] = Outcome(measure="stage-chance", pair=pair, stage="advanced", by=end)
    return offered


def _chosen(outcomes: dict[str, Outcome], wanted: Sequence[str]) -> dict[str, Outcome]:
    faults = [
        Fault("--outcome", "", name, "one of " + ", ".join(outcomes), nearest(name, outcomes))
        for name in wanted
        if name not in outcomes
    ]
    if faults:
        raise InputError(faults)
    return {name: outcomes[name] for name in wanted} if wanted else outcomes


def _blocks(method: str, ranges: int, points: int | None) -> int:
    """Return how many whole blocks the points give; Sobol's sequence is balanced at powers of two."""
    kind = METHODS[method]
    if not ranges:
        raise InputError([Fault("ranges", "", "none", "one range at least")])
    blocks = kind.usual if points is None else points // kind.block(ranges)
    if blocks < kind.least:
        expected = f"{kind.least * kind.block(ranges)} at least for {method} over {ranges} ranges"
        raise InputError([Fault("--points", "", str(points), expected)])
    return 1 << (blocks.bit_length() - 1) if method == "sobol" else blocks


def sample(method: str, ranges: Mapping[str, Range], blocks: int, seed: int) -> tuple[pd.DataFrame, Shares]:
    """Return the values of a sample by range, and where they stand on their ranges `[point, range]`."""
    spans = ranges.values()
    if method == "sobol":
        shares = saltelli(len(ranges), blocks, seed)
        columns = [[span.at(float(share)) for share in shares[:, n]] for n, span in enumerate(spans)]
    else:
        offered = [morris.levels(span) for span in spans]
        level_indices = morris.trajectories(list(map(len, offered)), blocks, seed)
        columns = [[values[index] for index in level_indices[:, n]] for n, values in enumerate(offered)]
        shares = np.column_stack(
            [
                [morris.share(span, value) for value in column]
                for span, column in zip(spans, columns, strict=True)
            ]
        )
    return pd.DataFrame(dict(zip(ranges, columns, strict=True))), shares


def _problem(ranges: int) -> dict[str, Any]:
    names = [str(n) for n in range(ranges)]
    return {"num_vars": ranges, "names": names, "bounds": [[0.0, 1.0]] * ranges}


def saltelli(ranges: int, blocks: int, seed: int) -> Shares:
    """Return a sample of the unit cube `[point, range]` for Sobol's indices (Saltelli et al. 2010)."""
    make = need("SALib.sample.sobol", "sensitivity").sample
    return np.asarray(make(_problem(ranges), blocks, calc_second_order=False, seed=seed))


def screened(shares: Shares, values: Shares, words: Sequence[bool], seed: int) -> pd.DataFrame:
    """Return Morris's measures of each range with 95 % bootstrap intervals, one row a range.

    `mu_star` is the mean size of the change of the outcome per whole range, or per change of a word
    (Campolongo, Cariboni and Saltelli 2007), `mu` the mean with its sign, `sigma` the spread (Morris 1991).

    Parameters
    ----------
    shares, words
        As for `sim.experiments.morris.effects`.
    values
        The outcome `[point]`.
    seed
        Of the bootstrap.
    """
    elementary_effects = morris.effects(shares, values, words)
    half = norm.ppf((1 + COVERAGE) / 2) * morris.resampled(elementary_effects, seed).std(axis=0, ddof=1)
    columns = _with_interval("mu_star", np.abs(elementary_effects).mean(axis=0), half, 0.0)
    return pd.DataFrame(
        {**columns, "mu": elementary_effects.mean(axis=0), "sigma": elementary_effects.std(axis=0, ddof=1)}
    )


def shared_out(shares: Shares, values: Shares, seed: int) -> pd.DataFrame:
    """Return Sobol's indices of each range with 95 % bootstrap intervals, one row a range.

    `first` is the share of the outcome's variance that a range accounts for alone, `total` the share it has
    any part in (Sobol 2001; Saltelli et al. 2010).

    Parameters
    ----------
    shares
        A sample as `saltelli` returns it `[point, range]`.
    values
        The outcome at its points `[point]`.
    seed
        Of the bootstrap.
    """
    analyse = need("SALib.analyze.sobol", "sensitivity").analyze
    # SALib takes a seed of 0 for none.
    indices = analyse(_problem(shares.shape[1]), values, calc_second_order=False, seed=seed + 1)
    first = _with_interval("first", indices["S1"], indices["S1_conf"], -np.inf)
    return pd.DataFrame({**first, **_with_interval("total", indices["ST"], indices["ST_conf"], 0.0)})


def _with_interval(name: str, middle: Shares, half: Shares, least: float) -> dict[str, Shares]:
    return {name: middle, f"{name}_low": np.maximum(middle - half, least), f"{name}_high": middle + half}


def sensitivities(analysis: Study, table: pd.DataFrame) -> tuple[pd.DataFrame, list[Fault]]:
    """Analyse every outcome of every scenario; return a row for each range, and what could not be.

    Beside the method's measures stand `points`, those analysed, and `noise`, the share of the outcome's
    variance over the points that is Monte Carlo error of their lives: an upper bound, since points share
    their draws and most of the error is the same at all of them.

    Raises
    ------
    InputError
        Where no outcome could be analysed.
    """
    frames, faults = [], []
    for case in analysis.sweep.cases:
        at_points = table[table["scenario"] == case.scenario.name].sort_values("point")
        for outcome in analysis.sweep.file.outcomes:
            try:
                measured = _analyse_outcome(analysis, at_points, outcome)
            except InputError as error:
                faults += error.faults
                continue
            key = {"outcome": outcome, "scenario": case.scenario.name, "range": list(analysis.sweep.points)}
            frames.append(pd.concat([pd.DataFrame({**key, "method": analysis.method}), measured], axis=1))
    if not frames:
        raise InputError(faults)
    return pd.concat(frames, ignore_index=True), faults


def _analyse_outcome(analysis: Study, at_points: pd.DataFrame, outcome: str) -> pd.DataFrame:
    values = at_points[outcome].to_numpy(float)
    kept = _whole_blocks(analysis, at_points, outcome)
    values, errors = values[kept], at_points[f"{outcome}_se"].to_numpy(float)[kept]
    if np.ptp(values) == 0:
        found = f"{values[0]:g} at every point"
        raise InputError([Fault("outcome", outcome, found, "an outcome that varies")])
    shares, seed = analysis.shares[kept], analysis.sweep.file.seed
    if analysis.method == "morris":
        words = [isinstance(span.tried()[0], str) for span in analysis.sweep.file.ranges.values()]
        measured = screened(shares, values, words, seed)
    else:
        measured = shared_out(shares, values, seed)
    noise = min(float(np.mean(errors**2) / np.var(values)), 1.0)
    return measured.assign(points=len(values), noise=noise)


def _whole_blocks(analysis: Study, at_points: pd.DataFrame, outcome: str) -> NDArray[np.bool_]:
    """Say which points can be used: Morris does without a trajectory, Sobol needs every point."""
    kind = METHODS[analysis.method]
    size = kind.block(analysis.shares.shape[1])
    has_value = at_points[outcome].notna().to_numpy()
    blocks = has_value.reshape(-1, size).all(axis=1)
    if (analysis.method == "sobol" and not blocks.all()) or blocks.sum() < kind.least:
        reasons = at_points["failed"].dropna()
        reason = f" ({reasons.iloc[0]})" if len(reasons) else " (no life gives it there)"
        found = f"no value at {(~has_value).sum():,} of {len(has_value):,} points{reason}"
        least = "all points" if analysis.method == "sobol" else f"{kind.least} whole trajectories"
        expected = f"a value at {least}: narrow the ranges, or ask for another outcome"
        raise InputError([Fault("outcome", outcome, found, expected)])
    return np.repeat(blocks, size)
