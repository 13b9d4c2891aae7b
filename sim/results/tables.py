"""What result folders hold: tables of what was counted, what was run, and what was said of it."""

import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.csv_tables import csv_bytes, csv_text
from sim.experiments.ensemble import (
    THREAT_BINS,
    THREAT_UNIT,
    Chunk,
    Counted,
    Tally,
    lives_per_chunk,
    share,
)
from sim.frames import QUANTILES, guarded, read_frame
from sim.ladder import dimensions
from sim.ladder.assess import Trajectory, assess, evidence
from sim.ladder.events import EFFECTS
from sim.ladder.groups import weakest_and_median
from sim.ladder.ladder import Ladder
from sim.ladder.party import Party
from sim.ladder.rules import DEGREES
from sim.ladder.stages import STANDINGS
from sim.ladder.verdict import judge
from sim.results.marks import Stopwatch, versions
from sim.scenario.load import (
    INPUT_FILES,
    Case,
    input_texts,
    pair_under_study,
    resolved_toml,
    scenario_hash,
)
from sim.world.log import JOINT, SIMULATED_BASES, channels

HELD: Final = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
"""Quantiles of the index of lives that are held to the record."""

MANY_PAIRS, NOTED = 1000, 0.05
"""Above so many pairs tables tell of those alone that at least this share of lives brings to a stage."""

READINGS: Final = ("weakest", "median", "pairs")
"""How the pairs of a group are summed up: the last by the share of them at each stage."""


def write_csv(path: Path, rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> None:
    """Write rows under a header, which stands even where there are no rows."""
    cells = ([guarded(row.get(name, "")) for name in columns] for row in rows)
    path.write_bytes(csv_bytes(csv_text([columns, *cells])))


class Recorder:
    """Writes the lives and events that are kept as they come, and adds up the counts of all.

    Used with `with`, which finishes the files, or gives them up where an error ends it.
    """

    def __init__(self, folder: Path, case: Case):
        self.folder = folder
        self.case = case
        self.tally: Tally | None = None
        self._lives: pq.ParquetWriter | None = None
        self._events: pq.ParquetWriter | None = None

    def add(self, chunk: Chunk) -> None:
        """Take in a chunk."""
        self.tally = chunk.tally if self.tally is None else self.tally + chunk.tally
        if len(chunk.degrees) or self._lives is None:
            lives, events = self._lives_table(chunk), self._events_table(chunk)
            if self._lives is None or self._events is None:
                self._lives = pq.ParquetWriter(self.folder / "lives.parquet", lives.schema)
                self._events = pq.ParquetWriter(self.folder / "events.parquet", events.schema)
            self._lives.write_table(lives)
            self._events.write_table(events)

    @property
    def counts(self) -> Tally:
        """The counts of all chunks taken in."""
        if self.tally is None:
            raise ValueError("no chunk was taken in")
        return self.tally

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Finish the files, or give them up."""
        for writer in (self._lives, self._events):
            if writer is not None:
                finish(writer, kind is None)

    def _names(self, codes: NDArray[Any], table: Sequence[str]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(
            pa.array(codes.astype(np.int8 if len(table) < 128 else np.int16)), list(table)
        )

    def _lives_table(self, chunk: Chunk) -> pa.Table:
        lives, years, pairs, _ = chunk.degrees.shape
        life, year, pair = (axis.ravel() for axis in np.indices((lives, years, pairs), np.int32))
        columns: dict[str, Any] = {
            "life": (life + chunk.first_life).astype(np.int32),
            "year": (year + self.case.scenario.start).astype(np.int16),
            "pair": self._names(pair, self.case.scenario.parties),
        }
        for position, name in enumerate(self.case.ladder.columns):
            columns[name] = chunk.degrees[..., position].ravel()
        return pa.table({**columns, "stage": chunk.stage.ravel(), "reach": chunk.reach.ravel()})

    def _events_table(self, chunk: Chunk) -> pa.Table:
        events = chunk.events
        columns: dict[str, Any] = {
            "life": events["life"].astype(np.int32),
            "year": events["year"].astype(np.int16),
            "pair": self._names(events["pair"], self.case.scenario.parties),
        }
        names = {
            "channel": channels(self.case.ladder),
            "degree": DEGREES,
            "effect": EFFECTS,
            "basis": SIMULATED_BASES,
        }
        columns |= {name: self._names(events[name], table) for name, table in names.items()}
        columns["end_date"] = pa.array(events["end_date"].astype(np.int16), mask=events["end_date"] == 0)
        return pa.table(columns)


def finish(writer: pq.ParquetWriter, whole: bool) -> None:
    """Close a file of Parquet, or give it up: what cannot be written would else be tried again at the end."""
    try:
        if whole:
            writer.close()
    finally:
        writer.is_open = False


def observed_trajectories(case: Case) -> dict[str, Trajectory]:
    """Score the observed events of each of the scenario's pairs and groups over the years they cover."""
    if not case.covered:
        return {}
    events_by_party = {party: case.events_of(party) for party in case.scenario.parties}
    return {
        party: assess(events, party, case.ladder, case.covered)
        for party, events in events_by_party.items()
        if any(event.counts(case.ladder) for event in events)
    }


def _position(observed: Mapping[str, Trajectory], pair: str, year: int) -> int | None:
    """Return where a year stands in a pair's trajectory; None where nothing of it is known."""
    if pair not in observed:
        return None
    position = year - int(observed[pair].years[0])
    return position if 0 <= position < len(observed[pair].years) else None


def write_counts(folder: Path, case: Case, tally: Tally, observed: Mapping[str, Trajectory]) -> None:
    """Write what the counts of an ensemble say, and what was observed, as tables."""
    pairs = told(case, tally, observed)
    years = range(case.scenario.start, case.scenario.end + 1)
    ladder, stages = case.ladder, case.ladder.stage_names
    tables: dict[str, tuple[Iterable[Mapping[str, object]], Sequence[str]]] = {
        "degrees": (
            _degree_rows(tally, years, pairs, observed),
            ("year", "pair", "indicator", *DEGREES, "observed"),
        ),
        "stages": (
            _stage_rows(tally, years, pairs, observed, ladder),
            ("year", "pair", *stages, "index_mean", *(f"index_{q}" for q in QUANTILES), "observed"),
        ),
        "verdicts": (
            _verdict_rows(tally, years, pairs, observed, ladder),
            ("year", "pair", *ladder.verdict_names, "observed"),
        ),
        "index": (_index_rows(tally, years, pairs), ("year", "pair", "index", "lives")),
        "passages": (_passage_rows(tally, years, pairs, ladder), ("pair", "stage", "year", "lives")),
        "threats": (_threat_rows(case, tally, years, pairs), ("year", "by", "of", "mean", *QUANTILES)),
    }
    tables["channels"] = (
        _channel_rows(case, tally, years, pairs),
        ("year", "pair", "channel", "share", "coded"),
    )
    if case.scenario.groups:
        tables["group"] = (
            _group_rows(case, tally, years, observed),
            ("year", "group", "reading", "source", *stages),
        )
    for name, (rows, columns) in tables.items():
        write_csv(folder / f"{name}.csv", rows, columns)
    if observed:
        write_trajectories(folder, list(observed.values()), case, "observed")
        others = dimensions_beside(case, observed)
        if others:
            paths = [*observed.values(), *others]
            write_csv(folder / "dimensions.csv", dimensions.rows(paths), dimensions.COLUMNS)


def told(case: Case, tally: Tally, observed: Mapping[str, Trajectory]) -> dict[int, str]:
    """Return what tables tell of, by position: in a world of many pairs not all of them.

    Told are then the pair under study, groups, what has a record, and pairs of which at least `NOTED` of the
    lives are at any stage in some year.
    """
    parties = dict(enumerate(case.scenario.parties))
    if len(case.scenario.pairs) <= MANY_PAIRS:
        return parties
    climbing = tally.stages[..., 1:].sum(axis=-1).max(axis=0) >= NOTED * tally.lives
    always = {pair_under_study(case), *observed, *list(parties.values())[len(case.scenario.pairs) :]}
    return {n: party for n, party in parties.items() if climbing[n] or party in always}


def write_held(folder: Path, case: Case, tally: Tally, observed_until: int) -> None:
    """Write the index of lives that were held to the record up to a year, from that year on."""
    columns = ("year", "pair", "from", "index_mean", *(f"index_{name}" for name in HELD))
    write_csv(folder / "held.csv", _held_rows(case, tally, observed_until), columns)


def _held_rows(case: Case, tally: Tally, observed_until: int) -> Iterator[dict[str, object]]:
    most = case.ladder.index_maximum
    values = np.arange(most + 1)
    for year in range(observed_until, case.scenario.end + 1):
        for n, pair in enumerate(case.scenario.parties):
            counts = tally.index[year - case.scenario.start, n]
            mean = int((counts * values).sum()) / tally.lives / most
            quantiles = {
                f"index_{name}": round(int(quantile(counts, x)) / most, 6) for name, x in HELD.items()
            }
            yield {
                "year": year,
                "pair": pair,
                "from": observed_until,
                "index_mean": round(mean, 6),
                **quantiles,
            }


def dimensions_beside(case: Case, observed: Mapping[str, Trajectory]) -> list[Trajectory]:
    """Score what was observed on the other ladders that ship, where enough of it is coded."""
    return dimensions.beside(list(observed.values()), [case.events_of(party) for party in observed])


def write_trajectories(folder: Path, trajectories: Sequence[Trajectory], case: Case, name: str) -> None:
    """Write trajectories, and the evidence for them, of a case's observed events."""
    rows = [row for trajectory in trajectories for row in trajectory.rows()]
    write_csv(folder / f"{name}.csv", rows, list(rows[0]))
    grounds = [
        vars(ground)
        for trajectory in trajectories
        for ground in evidence(case.events_of(trajectory.name), trajectory)
    ]
    write_csv(folder / "evidence.csv", grounds, ("year", "pair", "indicator", "degree", "event"))


def read_counts(folder: Path, case: Case) -> Counted:
    """Read back from the tables of a finished run those of its counts that are scored."""
    start, end, lives = case.scenario.start, case.scenario.end, case.scenario.runs
    parties, names, most = case.scenario.parties, case.ladder.stage_names, case.ladder.index_maximum
    shape = (end + 1 - start, len(parties))
    rungs = len(case.ladder)
    degrees, stages, values, passed = (
        read_frame(folder / f"{name}.csv", blank=True) for name in ("degrees", "stages", "index", "passages")
    )
    index = np.zeros((*shape, most + 1), np.int64)
    index[..., 0] = lives
    index[values["year"] - start, _numbers(values["pair"], parties), 0] = 0
    index[values["year"] - start, _numbers(values["pair"], parties), values["index"]] = values["lives"]
    passages = np.zeros((len(parties), len(names), shape[0] + 1), np.int64)
    passages[:, :, -1] = lives
    passages[:, 0, -1] = 0
    passages[sorted(set(_numbers(passed["pair"], parties))), 1:, -1] = 0
    # No table has the lowest stage, at which all lives are from the first year.
    passages[:, 0, 0] = lives
    years = pd.to_numeric(passed["year"]).fillna(end + 1).astype(int) - start
    passages[_numbers(passed["pair"], parties), _numbers(passed["stage"], names), years] = passed["lives"]
    return Counted(
        lives=lives,
        degrees=_read_shares(degrees, DEGREES, lives, start, parties, (*shape, rungs, len(DEGREES))),
        stages=_read_shares(stages, names, lives, start, parties, (*shape, len(names))),
        index=index,
        passages=passages,
    )


def _read_shares(
    table: pd.DataFrame,
    names: Sequence[str],
    lives: int,
    start: int,
    parties: Sequence[str],
    shape: tuple[int, ...],
) -> NDArray[np.int64]:
    """Read counts back from the shares of a table; what it does not tell of is at the first of the names."""
    counts = np.zeros(shape, np.int64)
    counts[..., 0] = lives
    rows: tuple[NDArray[np.integer], ...] = (
        table["year"].to_numpy(int) - start,
        _numbers(table["pair"], parties),
    )
    if "indicator" in table:
        rows = (*rows, table["indicator"].to_numpy(int) - 1)
    counts[rows] = np.rint(table[list(names)].to_numpy(float) * lives)
    return counts


def read_trajectories(path: Path, ladder: Ladder) -> dict[str, Trajectory]:
    """Read back from a table the trajectories that `write_trajectories` wrote, by pair or group."""
    frame = read_frame(path, blank=True)
    return {
        str(pair): _trajectory(str(pair), rows, ladder) for pair, rows in frame.groupby("pair", sort=False)
    }


def _trajectory(name: str, rows: pd.DataFrame, ladder: Ladder) -> Trajectory:
    degrees = np.stack([_numbers(rows[column], DEGREES) for column in ladder.columns], axis=1)
    return Trajectory(
        name=name,
        ladder=ladder,
        years=rows["year"].to_numpy(np.int_),
        degrees=degrees,
        reach=_numbers(rows["reach"], ladder.stage_names),
        stage=_numbers(rows["stage"], ladder.stage_names),
        degree=_numbers(rows["degree"].replace("", DEGREES[0]), DEGREES),
        standing=_numbers(rows["standing"], STANDINGS),
        index=np.rint(rows["index"].to_numpy(float) * ladder.index_maximum).astype(np.int16),
        signals=[tuple(filter(None, str(names).split(";"))) for names in rows["signals"]],
        fragile=rows["fragile"].to_numpy(np.int_),
    )


def _numbers(words: pd.Series, names: Sequence[str]) -> NDArray[np.int16]:
    number_of = {name: number for number, name in enumerate(names)}
    if unknown := set(words) - set(number_of):
        raise ValueError(f"unknown: {', '.join(map(str, unknown))}")
    return np.array([number_of[word] for word in words], np.int16)


def _degree_rows(
    tally: Tally, years: range, pairs: Mapping[int, str], observed: Mapping[str, Trajectory]
) -> Iterator[dict[str, object]]:
    for t, year in enumerate(years):
        for n, pair in pairs.items():
            for k, counts in enumerate(tally.degrees[t, n]):
                shares = {name: share(c, tally.lives) for name, c in zip(DEGREES, counts, strict=True)}
                position = _position(observed, pair, year)
                observed_degree = "" if position is None else DEGREES[observed[pair].degrees[position, k]]
                yield {"year": year, "pair": pair, "indicator": k + 1, **shares, "observed": observed_degree}


def _stage_rows(
    tally: Tally, years: range, pairs: Mapping[int, str], observed: Mapping[str, Trajectory], ladder: Ladder
) -> Iterator[dict[str, object]]:
    names, most = ladder.stage_names, ladder.index_maximum
    values = np.arange(most + 1)
    for t, year in enumerate(years):
        sums = (tally.index[t] * values).sum(axis=-1)
        bounds = {q: quantile(tally.index[t], x) for q, x in QUANTILES.items()}
        for n, pair in pairs.items():
            position = _position(observed, pair, year)
            mean = int(sums[n]) / tally.lives / most
            yield {
                "year": year,
                "pair": pair,
                **{name: share(c, tally.lives) for name, c in zip(names, tally.stages[t, n], strict=True)},
                "index_mean": round(mean, 6),
                **{f"index_{q}": round(int(at[n]) / most, 6) for q, at in bounds.items()},
                "observed": "" if position is None else names[observed[pair].stage[position]],
            }


def _verdict_rows(
    tally: Tally, years: range, pairs: Mapping[int, str], observed: Mapping[str, Trajectory], ladder: Ladder
) -> Iterator[dict[str, object]]:
    for t, year in enumerate(years):
        for n, pair in pairs.items():
            counts = zip(ladder.verdict_names, tally.verdicts[t, n], strict=True)
            position = _position(observed, pair, year)
            observed_verdict = (
                "" if position is None else judge(observed[pair].degrees[position], ladder).name
            )
            shares = {name: share(count, tally.lives) for name, count in counts}
            yield {"year": year, "pair": pair, **shares, "observed": observed_verdict}


def _channel_rows(
    case: Case, tally: Tally, years: range, pairs: Mapping[int, str]
) -> Iterator[dict[str, object]]:
    """Go through the share of lives in which a pair met, and how many events are coded of the same dimension.

    Coded are those that are dated in the year or, being practice, run in it; empty beyond the record.
    """
    for n, pair in pairs.items():
        if n >= len(case.scenario.pairs):
            continue  # a group
        pair_events = [event for event in case.events_of(pair) if event.basis != "statement"]
        for c, channel in enumerate(JOINT):
            coded = [event for event in pair_events if event.dimension == channel]
            for t, year in enumerate(years):
                count = sum(event.year <= year <= event.last_active_year for event in coded)
                met = share(tally.joint[t, n, c], tally.lives)
                known = count if year in case.covered else ""
                yield {"year": year, "pair": pair, "channel": channel, "share": met, "coded": known}


def quantile(counts: NDArray[np.integer], share: float) -> NDArray[np.int64]:
    """Return the smallest value that at least a share of the lives counted, `[..., value]`, do not exceed."""
    below = np.cumsum(counts, axis=-1)
    return np.asarray((below >= share * below[..., -1:] - 1e-9).argmax(axis=-1))


def _index_rows(tally: Tally, years: range, pairs: Mapping[int, str]) -> Iterator[dict[str, object]]:
    counts = tally.index[:, list(pairs)]
    names = list(pairs.values())
    for t, n, value in zip(*(axis.tolist() for axis in np.nonzero(counts)), strict=True):
        yield {"year": years[t], "pair": names[n], "index": value, "lives": int(counts[t, n, value])}


def _passage_rows(
    tally: Tally, years: range, pairs: Mapping[int, str], ladder: Ladder
) -> Iterator[dict[str, object]]:
    for n, pair in pairs.items():
        for number, stage in enumerate(ladder.stage_names[1:], start=1):
            for t, lives in enumerate(tally.passages[n, number]):
                if lives:
                    year = years[t] if t < len(years) else ""
                    yield {"pair": pair, "stage": stage, "year": year, "lives": int(lives)}


def _threat_rows(
    case: Case, tally: Tally, years: range, pairs: Mapping[int, str]
) -> Iterator[dict[str, object]]:
    codes, told_of = [state.code for state in case.scenario.states], set(pairs.values())
    directed = [
        (i, j)
        for i, by in enumerate(codes)
        for j, of in enumerate(codes)
        if i != j and Party.pair(*sorted((by, of))) in told_of
    ]
    for t, year in enumerate(years):
        counts = tally.threats.of_year(t, tally.lives)
        spread = {q: quantile(counts, x) for q, x in QUANTILES.items()}
        for i, j in directed:
            mean = int(tally.threat_sums[t, i, j]) * THREAT_UNIT / tally.lives
            bounds = {q: int(values[i, j]) / THREAT_BINS for q, values in spread.items()}
            yield {"year": year, "by": codes[i], "of": codes[j], "mean": round(mean, 6), **bounds}


def _group_rows(
    case: Case, tally: Tally, years: range, observed: Mapping[str, Trajectory]
) -> Iterator[dict[str, object]]:
    """Go through what the pairs of each group add up to: shares of lives, and of pairs, at each stage."""
    stages = case.ladder.stage_names
    for t, year in enumerate(years):
        for n, group in enumerate(table.group for table in case.scenario.groups):
            pairs = [Party.pair(*pair) for pair in group.pairs(year)]
            if not pairs:
                continue
            positions = {
                pair: position for pair in pairs if (position := _position(observed, pair, year)) is not None
            }
            stages_observed = [
                observed[pair].stage[positions[pair]] if pair in positions else 0 for pair in pairs
            ]
            *summed, shares = weakest_and_median(np.array(stages_observed)[:, np.newaxis], len(stages))
            ones = [*(np.eye(len(stages), dtype=int)[value[0]] for value in summed), shares[:, 0]]
            for row, reading in enumerate(READINGS):
                key = {"year": year, "group": group.name, "reading": reading}
                by_source = {"simulated": tally.pairwise[t, n, row], "observed": ones[row]}
                for source, counts in by_source.items():
                    if source == "simulated" or positions:
                        shares_of_stages = (round(float(c / counts.sum()), 6) for c in counts)
                        yield {**key, "source": source, **dict(zip(stages, shares_of_stages, strict=True))}


def write_inputs(folder: Path, case: Case) -> None:
    """Write the resolved scenario and what it reads, so that the folder can be run again."""
    (folder / "scenario.toml").write_text(resolved_toml(case), encoding="utf-8")
    for name, text in input_texts(case).items():
        as_bytes = csv_bytes if INPUT_FILES[name].endswith(".csv") else str.encode
        (folder / INPUT_FILES[name]).write_bytes(as_bytes(text))
    if case.posterior is not None:
        pq.write_table(pa.table(dict(case.posterior.values)), folder / "posterior.parquet")


def mark_of(
    case: Case,
    *,
    command: str,
    identity: str,
    jobs: int,
    keep: int,
    watch: Stopwatch,
    verdict: Mapping[str, str],
) -> dict[str, object]:
    """Return what `run.json` says: what ran, from what, with what, how long it took, and what came of it.

    The seconds are those of the watch, also of laps that come later.
    """
    return {
        "identity": identity,
        "command": command,
        "verdict": verdict,
        "scenario": case.scenario.name,
        "scenario_hash": scenario_hash(case),
        "resolved": case.scenario.model_dump(mode="json", exclude_none=True, by_alias=True),
        "posterior": str(case.posterior.path) if case.posterior is not None else None,
        "ladder": case.ladder.name,
        "stages": case.ladder.stage_names,
        "seed": case.scenario.seed,
        "runs": case.scenario.runs,
        "keep": keep,
        "jobs": jobs,
        "lives_per_chunk": lives_per_chunk(case),
        "versions": versions(),
        "platform": platform.platform(),
        "started": watch.started,
        "seconds": watch.seconds,
    }
