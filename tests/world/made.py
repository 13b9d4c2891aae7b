"""Worlds made for a question: three states, a few tables, and what becomes of their lives."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sim.ladder.ladder import MILITARY
from sim.ladder.stages import index
from sim.scenario.load import load
from sim.scenario.parameters import PARAMETERS
from sim.scenario.posterior import Posterior
from sim.scenario.values import with_values
from sim.world.model import World

LIVES = 400
AAA, BBB, CCC = range(3)
PARTNERS, OWN_ENEMY, OTHERS_ENEMY = range(3)
"""Pairs in the order of their names: AAA-BBB, AAA-CCC, BBB-CCC."""

STATE = '[[states]]\ncode = "{}"\nname = "{}"\ncapability = {}\n{}'
PAIR = (
    '[[pairs]]\nstates = ["{}", "{}"]\nproximity = 0.5\ninterest = {}\ntrust = {}\ndispute = {}\n'
    "interdependence = {}\n{}"
)
THREAT = '[[threats]]\nby = "{}"\nof = "{}"\nlevel = {}\n'
SHOCK = '[[shocks]]\nid = "{}"\nyear = {}\nkind = "{}"\n{}\nchange = {}\n'
EVENT = '[[shocks]]\nid = "{}"\nyear = {}\nkind = "indicator"\npair = ["{}", "{}"]\nindicator = {}\n{}\n'
ALLIED = "ladder = [1, 2, 2, 2, 1, 1, 2]\n"

ALONE = ("opportunity", "break_opportunity", "disillusion", "forum", "commerce")
"""Without these states do nothing of themselves: what is left is what happens to them."""


def plausible():
    """Draw parameter sets from the plausible ranges of all, of which every life takes one."""
    chance = np.random.default_rng(1)
    return {name: chance.uniform(p.low, p.high, LIVES) for name, p in PARAMETERS.items()}


PLAUSIBLE = Posterior(Path("plausible"), plausible())


def scenario(folder, *tables, years=(2000, 2030), name="theory"):
    """Write and load a scenario, by the defaults of all parameters."""
    head = f'name = "{name}"\ntitle = "Theory"\nstart = {years[0]}\nend = {years[1]}\nseed = 5\n'
    path = folder / f"{name}.toml"
    path.write_text(head + "\n".join(tables))
    return load(path)


def supposed(folder, *tables, years=(2000, 2030), without=(), paths=None, **values):
    """Make a scenario whose parameters are all drawn, but for those that are given or left out.

    Other values are given by their paths.
    """
    case = replace(scenario(folder, *tables, years=years), posterior=PLAUSIBLE)
    given = {**dict.fromkeys(without, 0.0), **values}
    return with_values(case, (paths or {}) | {f"parameters.{name}": value for name, value in given.items()})


def three(
    *extra,
    common=0.4,
    between=0.0,
    interest=0.5,
    trust=0.3,
    dispute=0.05,
    trade=0.1,
    ladder="",
    third=0.5,
    industry=0.0,
):
    """AAA and BBB, whom CCC threatens alike; as strong as each other, AAA with an arms industry or none."""
    of_both = (1 - third) / 2
    return [
        STATE.format("AAA", "AAA", of_both, f"industry = {industry}\n"),
        STATE.format("BBB", "BBB", of_both, ""),
        STATE.format("CCC", "CCC", third, ""),
        PAIR.format("AAA", "BBB", interest, trust, dispute, trade, ladder),
        *(PAIR.format(code, "CCC", 0.1, 0.1, 0.05, 0.1, "") for code in ("AAA", "BBB")),
        *(THREAT.format(code, "CCC", common) for code in ("AAA", "BBB")),
        THREAT.format("AAA", "BBB", between),
        THREAT.format("BBB", "AAA", between),
        *extra,
    ]


def fear(year, by, of, change, name="fear"):
    """Shock the threat that one perceives from another."""
    return SHOCK.format(name, year, "threat", f'by = "{by}"\nof = "{of}"', change)


def quarrel(year, change=0.5):
    """Let AAA and BBB fear each other."""
    return fear(year, "AAA", "BBB", change, "quarrel"), fear(year, "BBB", "AAA", change, "quarrel")


def relief(year, change=-0.5):
    """Take the common threat away."""
    return fear(year, "AAA", "CCC", change, "relief"), fear(year, "BBB", "CCC", change, "relief")


def pact(year, one, other, name="pact"):
    """Let two states ally: an event, whatever they want."""
    return [EVENT.format(name, year, one, other, n, 'degree = "high"') for n in (2, 4, 5, 6, 7)]


@dataclass
class Lived:
    """What became of a scenario's lives, year by year.

    Attributes
    ----------
    ladder
        Degrees `[year, party, rung, life]`; the pairs, then the groups.
    T, R, D, I, E
        What the states hold `[year, state, other, life]`.
    broken, ended
        Breaks, and those that left nothing `[year, pair, rung, life]`.
    """

    ladder: np.ndarray
    T: np.ndarray
    R: np.ndarray
    D: np.ndarray
    I: np.ndarray
    E: np.ndarray
    broken: np.ndarray
    ended: np.ndarray

    def index(self, party=PARTNERS):
        """Index of a party `[year, life]`."""
        return index(self.ladder)[:, party] / MILITARY.index_maximum

    def live(self, rung, party=PARTNERS):
        """Where a rung, from 1, is live `[year, life]`."""
        return self.ladder[:, party, rung - 1] > 0


def lived(*cases, lives=LIVES):
    """Live scenarios side by side with the same draws; return what became of each."""
    world = World(list(cases), lives)
    kept = ("T", "R", "D", "I", "E", "broken", "ended")
    by_year = {name: [] for name in ("degrees", *kept)}
    while world.running:
        world.step()
        for name, years in by_year.items():
            years.append(getattr(world, name).copy())
    arrays = [np.split(np.stack(years), len(cases), axis=-1) for years in by_year.values()]
    return [Lived(*of_case) for of_case in zip(*arrays, strict=True)]


def surely(more, less, by=0.0):
    """Tell whether one exceeds the other, life by life in the mean, by more than chance could.

    Five standard errors of the paired difference beyond `by`: one case in three million.
    """
    difference = np.asarray(more, float) - less - by
    return difference.mean() > 5 * difference.std(ddof=1) / len(difference) ** 0.5
