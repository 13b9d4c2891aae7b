"""The Mesa model: a world of states that live many lives at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.ladder import books as ledger
from sim.ladder.assess import books_of
from sim.ladder.books import Books, window_column
from sim.ladder.events import Event, by_pair, known_in
from sim.ladder.groups import Group, of_group
from sim.ladder.party import Party
from sim.ladder.rules import HIGH, LOW
from sim.ladder.stages import index
from sim.scenario.load import Case
from sim.world import rules, third
from sim.world.band import Band, banded
from sim.world.cells import Cells
from sim.world.concert import Concert, together
from sim.world.draws import Source, draws_of
from sim.world.imposed import Imposed
from sim.world.levels import Levels
from sim.world.log import JOINT, Log
from sim.world.past import Past
from sim.world.rungs import Rungs
from sim.world.state import State
from sim.world.talks import Acts

Values = NDArray[np.float64]

STOCKS: Final = {"I": "interest", "D": "dispute", "E": "interdependence"}
"""Quantities that keep what shocks, drivers and deeds add to them, by their letters."""


class World(mesa.Model):
    """States that perceive, weigh and deal with one another, year by year.

    Every quantity ends in the axis of lives: `T[i, j, life]` is the threat i perceives from j. States
    stand in the order of their codes, pairs in alphabetical order.

    Parameters
    ----------
    case
        A loaded scenario; or several with the same states, groups, years and starting ladders, whose lives
        then stand side by side: those of the first, of the second and so on.
    lives
        How many lives of each to live at once.
    first_life
        Number of the first of them.
    seed
        Instead of the scenarios' own.
    past
        What was observed, to which some lives are held.

    Attributes
    ----------
    year
        The last year lived; before the first step the year before `start`.
    lives
        Length of the axis of lives: of all scenarios together.
    ladder, rungs
        What alignment is measured on, and what the rules know of its rungs.
    parameters
        The parameters by name, each a number or `[life]`.
    g, a, z
        Capability, autonomy, arms industry `[state, life]`.
    built_for
        The capability that its arms industry is built for `[state, life]`.
    T, T_before
        Threat, and that of the year before `[state, other, life]`.
    R, I, D, E
        Trust, interest, dispute, interdependence `[state, other, life]`.
    A
        Alignment: the ladder's index, 0 to 1 `[state, other, life]`.
    share
        The other's share of the capability of two `[state, other, life or 1]`.
    need
        How much of its arms industry a state has no use for at home `[state, life]`.
    company
        How much i fears those that j is aligned with, in hazards `[state, other, life]`.
    common_threat, C, O
        As `sim.world.third` has them `[state, other, life]`.
    B_T, M, G
        Balance of threat, purpose, and what speaks for j on every rung alike, as i weighs them
        `[state, other, life]`.
    leap, J
        Leap of fear, and how suddenly a third state came to threaten i `[state, other, life]`.
    used_to
        The purpose a pair is used to `[pair, life]`.
    v
        The year's draws `[pair, channel, life]`.
    deals, broken, ended
        What pairs and groups did this year: degrees of their deals, breaks, and breaks that left nothing
        `[party, rung, life]`.
    joint
        Whether they met in forums, and on projects `[pair, channel, life]`.
    degrees
        The ladder at the end of the last year `[party, rung, life]`: the pairs, then the groups.
    """

    def __init__(
        self,
        case: Case | Sequence[Case],
        lives: int = 1,
        first_life: int = 0,
        seed: int | None = None,
        past: Past | None = None,
    ):
        super().__init__(rng=seed)
        cases = [case] if isinstance(case, Case) else list(case)
        self.case, self.ladder = cases[0], cases[0].ladder
        self.lives = lives * len(cases)
        self.parameters = beside([each.scenario.parameters for each in cases], lives)
        self.year = self.case.scenario.start - 1
        seeds = [each.scenario.seed if seed is None else seed for each in cases]
        self.draws = draws_of(seeds, first_life, lives)
        self.parameters |= drawn_sets(cases, self.draws, self.year)
        self.levels = Levels(cases, self.draws)
        self.codes = self.levels.codes
        self.pairs = list(combinations(self.codes, 2))
        self.parties = self.case.scenario.parties
        self.concert = Concert([t.group for t in self.case.scenario.groups], self.codes, len(self.pairs))
        self.log = Log(
            len(self.parties), len(self.pairs), len(self.ladder), self.levels.years[1:], self.lives
        )
        self.windows = window_column(self.ladder.windows)
        self.rungs = Rungs.of(self.ladder)
        self.past = past
        self._allocate()
        self._begin(cases)
        for position, code in enumerate(self.codes):
            State(self, code, position)
        self.bands = banded(self)
        self._rest()

    def _allocate(self) -> None:
        states, pairs, lives, rungs = len(self.codes), len(self.pairs), self.lives, len(self.ladder)
        self.T, self.T_before, self.R, self.I, self.D, self.E, self.A, self.B_T, self.M, self.G = (
            np.zeros((states, states, lives)) for _ in range(10)
        )
        self.leap, self.J = (np.zeros((states, states, lives)) for _ in range(2))
        self.built_for = np.zeros((states, lives))
        self.v = np.empty((pairs, rungs + len(JOINT) + 1, lives))
        acts = (len(self.parties), rungs, lives)
        self.deals = np.zeros(acts, np.int16)
        self.broken, self.ended = (np.zeros(acts, np.bool_) for _ in range(2))
        self.joint = np.zeros((pairs, len(JOINT), lives), np.bool_)
        self.books = Books.empty(len(self.parties), rungs, lives)
        self.pair_of = np.zeros((states, states), np.intp)
        for number, (i, j) in enumerate(combinations(range(states), 2)):
            self.pair_of[i, j] = self.pair_of[j, i] = number

    def _begin(self, cases: Sequence[Case]) -> None:
        """Take the starting values, and the ladder from what was known before the start."""
        self._take_levels()
        self.built_for[...] = self.g
        self.T[...] = rules.chance(self.level["threat"])
        self.T_before[...] = self.T
        self.R[...] = self.level["trust"]
        for name, quantity in STOCKS.items():
            getattr(self, name)[...] = self.levels.at(quantity, self.year)
        self.proximity = self._proximity(cases)
        tables = {pair.key: pair for pair in self.case.scenario.pairs}
        known = known_in(self.case.observed, self.year)
        shared = by_pair(known)
        for number, (one, other) in enumerate(self.pairs):
            pair = tables[Party.pair(one, other)]
            if pair.ladder is None:
                self.books[number].copy_from(books_of(shared.get((one, other), []), self.ladder))
            else:
                self._begin_ladder(self.books[number], pair.ladder)
        for table in self.case.scenario.groups:
            self._begin_group(self.books[self.parties.index(table.group.label)], table.group, known)
        self.imposed = Imposed(cases, self.pairs, self.draws)
        self.degrees = ledger.degrees(self.books, self.year, self.windows)
        self._align()

    def _proximity(self, cases: Sequence[Case]) -> Values:
        """Return how near the states are: `[state, other, life or 1]`."""
        near = np.zeros((len(self.codes), len(self.codes), len(cases)))
        for n, case in enumerate(cases):
            for pair in case.scenario.pairs:
                i, j = (self.codes.index(code) for code in pair.states)
                near[i, j, n] = near[j, i, n] = pair.proximity
        return near if len(cases) == 1 else np.repeat(near, self.lives // len(cases), axis=-1)

    def _begin_group(self, page: Books, group: Group, known: list[Event]) -> None:
        """Begin from what its members did together, or had together where their pairs give ladders."""
        ladder_of = {pair.key: pair.ladder for pair in self.case.scenario.pairs}
        pairs, codes = group.pairs(self.year), group.codes(self.year)
        ladders = [ladder_of[Party.pair(*pair)] for pair in pairs]
        if not any(ladders):
            page.copy_from(books_of(of_group(known, group), self.ladder))
            return
        stands = np.array([ladder or [0] * len(self.ladder) for ladder in ladders])[:, :, np.newaxis]
        least = group.least(self.year)
        low, high = (together(stands >= degree, pairs, codes, least) for degree in (LOW, HIGH))
        self._begin_ladder(page, [int(degree) for degree in (low.astype(int) + high)[:, 0]])

    def _begin_ladder(self, page: Books, ladder: list[int]) -> None:
        degree = np.repeat(np.array(ladder, np.int16)[:, np.newaxis], self.lives, axis=-1)
        ledger.advance(page, degree)
        ledger.practise(page, degree, self.year)
        ledger.establish(
            page,
            np.where(self.rungs.founding[:, np.newaxis] & (degree == HIGH), degree, 0),
            int(ledger.FOREVER),
        )

    def _rest(self) -> None:
        """Note what the start is made of: as long as nothing happens, it stays at rest."""
        self._look_around()
        self.surroundings_at_start = np.concatenate([band.surroundings() for band in self.bands])
        self.experience_at_start = np.concatenate([band.experience() for band in self.bands])
        self._weigh()
        self.used_to = np.concatenate([band.purpose() for band in self.bands])

    def step(self) -> None:
        """Live one year.

        Raises
        ------
        ValueError
            Where the last year is over.
        """
        if self.year >= self.case.scenario.end:
            raise ValueError(f"no year after {self.year}, the end of {self.case.scenario.name}")
        self.year += 1
        self._draw()
        self._happen()
        self._look_around()
        self._all(Band.perceive)
        self._weigh()
        self._deal()
        self._all(Band.meet)
        self.concert.act(self)
        self._score()
        self._all(Band.learn)
        self.built_for += self.parameters["conversion"] * (self.g - self.built_for)
        self.running = self.year < self.case.scenario.end

    def years_left(self) -> Iterator[int]:
        """Live to the last year, and stop at the end of each."""
        while self.running:
            self.step()
            yield self.year

    def clear(self) -> None:
        """Let go of all arrays: a Mesa model refers to itself, so else the garbage collector holds them."""
        self.__dict__.clear()

    def _all(self, act: Callable[[Band], None]) -> None:
        """Let all states act: at once, as none sees what another does within a step."""
        for band in self.bands:
            act(band)

    def _happen(self) -> None:
        """Let drivers and shocks move the levels, and shocks of the record enter the books."""
        for name, quantity in STOCKS.items():
            before, now = (self.levels.at(quantity, year) for year in (self.year - 1, self.year))
            if (now != before).any():
                stock = getattr(self, name)
                np.clip(stock + (now - before), 0, 1, out=stock)
        self._take_levels()
        self.T_before[...] = self.T
        self.imposed.enter(self, before_deals=True)

    def _look_around(self) -> None:
        """Let all see who keeps company with whom they feared last year."""
        company = third.company(self.T_before, self.A)
        self.company = rules.hazard(self.parameters["dilemma"] * company)

    def _weigh(self) -> None:
        self.common_threat = third.common_threat(rules.hazard(self.T))
        self.need = rules.need(self.z, self.g, self.built_for)
        self._all(Band.weigh)

    def _deal(self) -> None:
        for acts in (self.deals, self.broken, self.ended):
            acts.fill(0)
        self._all(Band.deal)

    def _take_levels(self) -> None:
        """Take the levels of what follows them at once, and those that threat and trust tend to."""
        self.level = {quantity: self.levels.at(quantity, self.year) for quantity in ("threat", "trust")}
        self.g = np.clip(self.levels.at("capability", self.year), 0, None)
        self.a = np.clip(self.levels.at("autonomy", self.year), 0, None)
        self.z = np.clip(self.levels.at("industry", self.year), 0, 1)
        self.share = rules.share(self.g[:, np.newaxis], self.g)

    def _draw(self) -> None:
        for number, pair in enumerate(self.pairs):
            self.draws.uniform(Party.pair(*pair), self.year, self.v[number])
        self.concert.share_occasions(self)

    def record(self, first_row: int, cells: Cells, acts: Acts) -> None:
        """Enter what pairs or groups did in some cells of a year in the books, and log it.

        Parameters
        ----------
        first_row
            Row of the party that cells count from.
        cells
            Where they might do something.
        acts
            What they did there.
        """
        acting = np.flatnonzero((acts.deal > 0) | acts.breaks)
        place, rung = first_row * len(self.ladder) * self.lives + cells.place[acting], cells.rung[acting]
        acts = acts.among(acting)
        deal, breaks, ends = acts.deal, acts.breaks, acts.ends
        page = self.books.taken(place)
        advances = (deal > self.degrees.reshape(-1)[place]) | ((page.regress > 0) & (deal > 0))
        stands = page.institution[HIGH - 1] >= self.year
        founds = self.rungs.founding[rung] & (deal == HIGH) & ~stands
        ledger.advance(page, deal)
        ledger.practise(page, deal, self.year)
        ledger.establish(page, np.where(founds, deal, 0), int(ledger.FOREVER))
        ledger.dissolve(page, breaks, self.year)
        ledger.regress(page, breaks)
        ledger.close(page, ends)
        self.books.put(place, page)
        self.deals.reshape(-1)[place] = deal
        self.broken.reshape(-1)[place] = breaks
        self.ended.reshape(-1)[place] = ends
        self.log.deals(self.year, place, acts, advances, founds)

    def _score(self) -> None:
        """Score the year on the ladder."""
        self.imposed.enter(self, before_deals=False)
        if self.past is not None:
            self.past.impose(self)
        self.degrees = ledger.degrees(self.books, self.year, self.windows)
        self.log.joint(self.year, self.joint)
        self._align()

    def _align(self) -> None:
        alignment = index(self.degrees[: len(self.pairs)]) / self.ladder.index_maximum
        self.A[...] = alignment[self.pair_of]
        self.A[np.diag_indices(len(self.codes))] = 0
        self.C, self.O = third.common_partners(self.A), third.other_ties(self.A)

    def alignment(self, pair: str) -> Values:
        """Return the index of a pair such as `CHN-RUS` in every life: `[life]`, 0 to 1."""
        i, j = (self.codes.index(code) for code in Party(pair).states)
        return self.A[i, j]


def beside(parameters: Sequence[Mapping[str, float]], lives: int) -> dict[str, float | Values]:
    """Put the parameters of scenarios side by side: a number where all agree, else `[scenario x life]`."""
    return {
        name: value
        if all(each[name] == value for each in parameters)
        else np.repeat([each[name] for each in parameters], lives)
        for name, value in parameters[0].items()
    }


def drawn_sets(cases: Sequence[Case], draws: Source, year: int) -> dict[str, Values]:
    """Draw a parameter set for every life of the scenarios that have a posterior: `[scenario x life]`."""
    if all(case.posterior is None for case in cases):
        return {}
    v = np.empty((1, draws.lives))
    draws.uniform("parameters", year, v)
    shares = v.reshape(len(cases), -1)
    names = {name for case in cases if case.posterior is not None for name in case.posterior.values}
    return {
        name: np.concatenate([_drawn(case, name, share) for case, share in zip(cases, shares, strict=True)])
        for name in sorted(names)
    }


def _drawn(case: Case, name: str, share: Values) -> Values:
    if case.posterior is None or name not in case.posterior.values:
        return np.full(len(share), case.scenario.parameters[name])
    values = case.posterior.values[name]
    return np.asarray(values[(share * len(values)).astype(int)])
