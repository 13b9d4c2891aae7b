"""What each shock did: every one left out in turn, life by life with the same draws.

The same for the terms of the model, each of them set to 0.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.experiments.contrast import intervals
from sim.experiments.ensemble import THREAT_UNIT, lives_per_chunk
from sim.experiments.workers import in_order
from sim.faults import InputError
from sim.ladder.stages import index, reach_and_stage
from sim.scenario.load import Case
from sim.scenario.parameters import MECHANISMS, PARAMETERS
from sim.scenario.schema import Shock
from sim.scenario.values import with_values
from sim.world.model import World

Values = NDArray[np.float64]

HORIZONS: Final = (1, 3, 5)
"""Years after a shock at which its effect is told; it is told of the scenario's last year too."""

END: Final = "end"
"""What the horizon of the last year is called."""

LEVEL: Final = 0.9
"""Coverage of the intervals."""

LEAST_SHARE: Final = 0.05
"""Share of lives, of those in which it happens, that a shock has to move so as not to be called inert."""

NEVER: Final = np.iinfo(np.int16).max
"""The year in which lives differ that never do."""

LEAST_LIVES: Final = 100
"""Lives that are not gone below to save time."""

THREAT_COLUMNS: Final = (
    *("name", "by", "of", "bears", "year_before", "year_after", "before", "with", "without", "effect"),
)
"""Columns of the table of threats, after the one that says what was left out."""

EFFECT_MEASURES: Final = ("index", "stage")
"""What is measured of each pair and group."""

EXCUSE: Final = re.compile(r"moves nothing\W+\w", re.IGNORECASE)
"""How the source of a shock says why it moves nothing: these words, and the reason after them."""


@dataclass(frozen=True)
class Omission:
    """Something that a scenario is lived without: a shock with all its effects, or a term of the model.

    Attributes
    ----------
    key, name
        What it is called in files, and to readers.
    first, last
        Years between which it happens; for a term both are the start.
    until
        Last year in which what it moves counts.
    after
        Year in which threats with and without it are compared.
    chance
        Share of lives in which it happens.
    bears
        The directed threats it changes itself, such as `RUS>USA`.
    case
        The scenario without it.
    """

    key: str
    name: str
    first: int
    last: int
    until: int
    after: int
    chance: float
    bears: tuple[str, ...]
    case: Case

    @property
    def horizons(self) -> list[tuple[str, int]]:
        """The horizons that the scenario reaches, each with its year."""
        end = self.case.scenario.end
        reached = [(str(years), self.last + years) for years in HORIZONS if self.last + years <= end]
        return [*reached, (END, end)]


@dataclass(frozen=True)
class LivesWithAndWithout:
    """What some consecutive lives leave, each lived with everything and without each omission.

    Attributes
    ----------
    index, stage
        `[omission, horizon, party, 2, life]`: with it and without, in whole numbers.
    parted
        First year in which any degree differs `[omission, party, life]`; `NEVER` where none does.
    threats
        Sums of threat over lives, in `THREAT_UNIT` `[year, state, other, case]`: the year before the start
        first; all together first, then without each omission.
    """

    index: NDArray[np.int16]
    stage: NDArray[np.int16]
    parted: NDArray[np.int16]
    threats: NDArray[np.int64]

    @property
    def lives(self) -> int:
        """How many lives it is of."""
        return int(self.parted.shape[-1])


@dataclass(frozen=True)
class OmissionStudy:
    """A scenario and what became of its lives without each of its shocks, or each term of the model."""

    case: Case
    omissions: Sequence[Omission]
    lived: LivesWithAndWithout

    def difference(self, measure: str, number: int) -> Values:
        """Return what an omission had added: with it less without, `[life, horizon, party]`."""
        arms = getattr(self.lived, measure)[number].astype(float)
        return np.moveaxis((arms[:, :, 0] - arms[:, :, 1]) / self.unit(measure), -1, 0)

    def unit(self, measure: str) -> int:
        """Return what a measure is divided by: the index is from 0 to 1."""
        return self.case.ladder.index_maximum if measure == "index" else 1

    def moved(self, number: int) -> Values:
        """Return the share of lives in which a party differs in time `[party]`."""
        return np.asarray((self.lived.parted[number] <= self.omissions[number].until).mean(axis=-1))

    def moved_anywhere(self, number: int) -> float:
        """Return the share of lives in which any pair differs in time."""
        pairs = self.lived.parted[number, : len(self.case.scenario.pairs)]
        return float((pairs.min(axis=0) <= self.omissions[number].until).mean())

    def inert(self, number: int) -> bool:
        """Tell whether an omission moves hardly a life of those in which it happens."""
        share = self.moved_anywhere(number)
        return share == 0 or share < LEAST_SHARE * self.omissions[number].chance


def shocks_of(case: Case) -> list[Omission]:
    """Return the shocks of a scenario in order of time, effects that share an id as one."""
    effects: dict[str, list[Shock]] = {}
    for shock in case.scenario.shocks:
        effects.setdefault(shock.id, []).append(shock)
    omissions = [_without_shock(case, same_id) for same_id in effects.values()]
    return sorted(omissions, key=lambda omission: (omission.first, omission.last))


def _without_shock(case: Case, effects: Sequence[Shock]) -> Omission:
    shock, scenario = effects[0], case.scenario
    first, last = shock.span
    left = scenario.model_copy(update={"shocks": [s for s in scenario.shocks if s.id != shock.id]})
    return Omission(
        key=shock.id,
        name=next((effect.name.en for effect in effects if effect.name), shock.id),
        first=first,
        last=last,
        until=min(last + max(HORIZONS), scenario.end),
        after=min(last + 1, scenario.end),
        chance=shock.chance,
        bears=tuple(dict.fromkeys(f"{effect.by}>{effect.of}" for effect in effects if effect.by)),
        case=replace(case, scenario=left),
    )


def terms_of(case: Case) -> list[Omission]:
    """Return the terms of the model that a scenario can do without: where it cannot, there is no model."""
    omissions = []
    for name in MECHANISMS:
        try:
            without = with_values(case, {f"parameters.{name}": 0.0})
        except InputError:
            continue
        start, end = case.scenario.start, case.scenario.end
        meaning = PARAMETERS[name].meaning
        omissions.append(Omission(name, meaning, start, start, end, end, 1.0, (), without))
    return omissions


def explained(case: Case, key: str) -> bool:
    """Tell whether the source of a shock says why it moves nothing."""
    return any(EXCUSE.search(shock.source or "") for shock in case.scenario.shocks if shock.id == key)


def inert_shocks(case: Case, jobs: int = 1) -> list[str]:
    """Return the ids of the shocks that move hardly a life and whose sources do not say why."""
    shocks = shocks_of(case)
    result = joined(case, shocks, live_without(case, shocks, jobs))
    keys = [shock.key for n, shock in enumerate(shocks) if result.inert(n)]
    return [key for key in keys if not explained(case, key)]


def with_lives(case: Case, lives: int) -> Case:
    """Return a scenario with another number of lives."""
    return replace(case, scenario=case.scenario.model_copy(update={"runs": lives}))


def work_of(case: Case) -> int:
    """Return the years that all lives of a scenario are long, counted once for every pair and group."""
    scenario = case.scenario
    return scenario.runs * len(scenario.parties) * (scenario.end - scenario.start + 1)


def affordable_lives(case: Case, omissions: int, work: int) -> int:
    """Return as many lives of a scenario as some work allows, not fewer than `LEAST_LIVES`.

    Parameters
    ----------
    case
        The scenario, whose own number is the most.
    omissions
        How many are left out in turn.
    work
        As `work_of` counts it.
    """
    runs = case.scenario.runs
    a_life = (omissions + 1) * work_of(case) // runs
    return min(runs, max(LEAST_LIVES, work // a_life))


def live_without(case: Case, omissions: Sequence[Omission], jobs: int = 1) -> Iterator[LivesWithAndWithout]:
    """Live all lives of a scenario with everything and without each omission, side by side.

    Parts come in the order of lives, the same for any number of processes.
    """
    runs = case.scenario.runs
    step = max(4, lives_per_chunk(case) // (len(omissions) + 1) // 4 * 4)
    spans = [range(first, min(first + step, runs)) for first in range(0, runs, step)]
    work = partial(_live, case, omissions)
    if jobs == 1 or len(spans) == 1:
        yield from map(work, spans)
        return
    yield from in_order(work, spans, min(jobs, len(spans)))


def _live(case: Case, omissions: Sequence[Omission], lives: range) -> LivesWithAndWithout:
    world = World([case, *(omission.case for omission in omissions)], len(lives), lives.start)
    arms, start = (len(omissions) + 1, len(lives)), case.scenario.start
    degrees, threats = [], [_threats(world, arms)]
    for _ in world.years_left():
        degrees.append(world.degrees.copy())
        threats.append(_threats(world, arms))
    world.clear()
    ladders = np.stack(degrees)
    _, stage = reach_and_stage(ladders, case.ladder)
    by_arm = ladders.reshape(*ladders.shape[:-1], *arms)
    differs = (by_arm[..., 1:, :] != by_arm[..., :1, :]).any(axis=2)
    parted = np.where(differs.any(axis=0), differs.argmax(axis=0) + start, NEVER)
    return LivesWithAndWithout(
        index=_at_horizons(index(ladders), omissions, arms, start),
        stage=_at_horizons(stage, omissions, arms, start),
        parted=parted.swapaxes(0, 1).astype(np.int16),
        threats=np.stack(threats),
    )


def _threats(world: World, arms: tuple[int, int]) -> NDArray[np.int64]:
    """Sum the threats of a year over the lives of each arm: `[state, other, case]`."""
    whole = np.rint(world.T / THREAT_UNIT).astype(np.int64)
    return np.asarray(whole.reshape(*whole.shape[:-1], *arms).sum(axis=-1))


def _at_horizons(
    values: NDArray[np.int16], omissions: Sequence[Omission], arms: tuple[int, int], start: int
) -> NDArray[np.int16]:
    """Take from `[year, party, case x life]` what is told of each omission, as in `LivesWithAndWithout`.

    Where the scenario does not reach a horizon the last year stands in its place, and is told once.
    """
    by_arm = values.reshape(*values.shape[:-1], *arms)
    by_omission = []
    for number, omission in enumerate(omissions, start=1):
        years = [year - start for _, year in omission.horizons]
        years += [years[-1]] * (len(HORIZONS) + 1 - len(years))
        by_omission.append(by_arm[years][:, :, [0, number]])
    return np.stack(by_omission)


def joined(case: Case, omissions: Sequence[Omission], parts: Iterable[LivesWithAndWithout]) -> OmissionStudy:
    """Put the parts of all lives together."""
    all_parts = list(parts)
    one_by_one = {
        name: np.concatenate([getattr(part, name) for part in all_parts], axis=-1)
        for name in ("index", "stage", "parted")
    }
    threats = np.sum([part.threats for part in all_parts], axis=0)
    lived = LivesWithAndWithout(**one_by_one, threats=threats)
    return OmissionStudy(case, omissions, lived)


def effect_rows(result: OmissionStudy, kind: str) -> Iterator[dict[str, object]]:
    """Go through what each omission had added, pair by pair and group by group, at each horizon.

    Parameters
    ----------
    result
        What was lived.
    kind
        `shock` or `mechanism`: the column that says which it is.
    """
    for number, omission in enumerate(result.omissions):
        moved, anywhere = result.moved(number), result.moved_anywhere(number)
        measured = {measure: _measured(result, measure, number) for measure in EFFECT_MEASURES}
        for n, party in enumerate(result.case.scenario.parties):
            for h, (horizon, year) in enumerate(omission.horizons):
                values = {
                    f"{measure}_{name}": round(float(value[h, n]), 6)
                    for measure, by_statistic in measured.items()
                    for name, value in by_statistic.items()
                }
                yield {
                    **{kind: omission.key, "name": omission.name},
                    **{"first": omission.first, "last": omission.last, "lives": result.lived.lives},
                    **{"pair": party, "horizon": horizon, "year": year},
                    **values,
                    **{"differ": round(float(moved[n]), 6), "differ_any": round(anywhere, 6)},
                    "inert": result.inert(number),
                }


def _measured(result: OmissionStudy, measure: str, number: int) -> dict[str, Values]:
    """Return means of both arms, and of the difference with its interval: `[horizon, party]` each."""
    arms = getattr(result.lived, measure)[number].mean(axis=-1) / result.unit(measure)
    difference = result.difference(measure, number)
    flat = difference.reshape(len(difference), -1)
    bounds = intervals(flat, result.case.scenario.seed, LEVEL)
    low, high = (bound.reshape(difference.shape[1:]) for bound in bounds)
    effect = flat.mean(axis=0).reshape(difference.shape[1:])
    return {"with": arms[:, :, 0], "without": arms[:, :, 1], "effect": effect, "low": low, "high": high}


def threat_rows(result: OmissionStudy, kind: str) -> Iterator[dict[str, object]]:
    """Go through the mean threats that each omission bears on, and the one it moves most.

    Each in the year before it, and with and without it in the year after (`Omission.after`).
    """
    start = result.case.scenario.start
    codes = [state.code for state in result.case.scenario.states]
    means = result.lived.threats * (THREAT_UNIT / result.lived.lives)
    directed = [(i, j) for i in range(len(codes)) for j in range(len(codes)) if i != j]
    for number, omission in enumerate(result.omissions, start=1):
        before, after = omission.first - start, omission.after - start + 1
        effect = means[after, ..., 0] - means[after, ..., number]
        most = max(directed, key=lambda pair: abs(effect[pair]))
        for i, j in directed:
            bears = f"{codes[i]}>{codes[j]}" in omission.bears
            if bears or ((i, j) == most and effect[most] != 0):
                threats = (
                    means[before, i, j, 0],
                    means[after, i, j, 0],
                    means[after, i, j, number],
                    effect[i, j],
                )
                cells = (omission.name, codes[i], codes[j], bears, omission.first - 1, omission.after)
                values = (*cells, *(round(float(value), 6) for value in threats))
                yield {kind: omission.key, **dict(zip(THREAT_COLUMNS, values, strict=True))}
