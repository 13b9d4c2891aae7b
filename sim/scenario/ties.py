"""How pairs of a new scenario begin and go on, read off public figures by the rules of docs/scales.md."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, permutations
from typing import Final

from sim.ladder.party import Party
from sim.scenario import facts
from sim.scenario.facts import DEEDS

INTERESTS: Final = ((0.7, 0.9), (1.6, 0.7), (2.7, 0.5), (4.4, 0.3))
"""Distances of ideal points up to which interests converge so far; beyond the last 0.1."""

YEARS_OF_VOTES: Final = 5
"""Years before one whose mean the distance of votes is."""

YEARS_OF_TRADE: Final = 3
"""Years before the start whose mean interdependence at the start is."""

REMEMBERED: Final = 10
"""Years that a militarized dispute bears on threat and on an open quarrel."""

FRESH: Final = 5
"""Years that shots and war bear on dispute, threat and trust at their highest."""

SALIENT: Final = 5
"""Salience of a claim from which it is more than minor."""

RIVAL: Final = "rival (Thompson, Sakuwa and Suhas 2021)"

LONGEST_LINE: Final = 3
"""Years without figures of trade over which a line is drawn without a word."""


@dataclass(frozen=True)
class Reading:
    """A quantity as figures tell it.

    Attributes
    ----------
    value
        Its level.
    source
        The facts it is read off.
    judge
        Whether a rule could not speak, or only in part, so that the level is a cautious default.
    """

    value: float
    source: str
    judge: bool = False

    def __str__(self) -> str:
        """Write its source, with the word that tells whoever codes what to do."""
        return f"{self.source}, judge" if self.judge else self.source


Reader = Callable[[str, str, int, bool], Reading]
"""What reads a quantity of two states in a year, given whether they were allied at the start."""


def interest(one: str, other: str, year: int, allied: bool = False) -> Reading:
    """Read interest off the mean distance of ideal points in the five years before."""
    votes = facts.vote_distance(one, other, range(year - YEARS_OF_VOTES, year))
    if votes is None:
        return Reading(0.3, "UN votes unknown", judge=True)
    return Reading(
        _converging(votes), f"UN ideal points {year - YEARS_OF_VOTES}-{year - 1} are {votes:.2f} apart"
    )


def _converging(votes: float) -> float:
    """Return how far interests converge at a distance of ideal points."""
    return next((value for most, value in INTERESTS if votes <= most), 0.1)


def trust(one: str, other: str, year: int, allied: bool) -> Reading:
    """Read trust off war, rivalry and alliance."""
    at_war = facts.at_war(one, other, range(year - FRESH, year))
    level = 0.05 if at_war else 0.15 if facts.rivalry(one, other, year) else 0.7 if allied else 0.3
    source = _ties(one, other, year) + (f", war {_before(year, FRESH)}" if at_war else "")
    return Reading(level, source, judge=_unknown(year, "rivalries", "treaties", "disputes"))


def dispute(one: str, other: str, year: int, allied: bool = False) -> Reading:
    """Read dispute off territorial claims, rivalries over land and militarized disputes."""
    claimed = facts.claims(one, other, year)
    spatial = "spatial" in (facts.rivalry(one, other, year) or "")
    fresh, remembered = (
        facts.hostility(one, other, range(year - years, year)) for years in (FRESH, REMEMBERED)
    )
    shots = bool(claimed or spatial) and fresh >= DEEDS
    if shots:
        level = 0.6
    elif spatial or (claimed and remembered):
        level = 0.4
    else:
        level = max((0.2 if int(claim["salience"]) >= SALIENT else 0.1 for claim in claimed), default=0.05)
    names = " and ".join(claim["name"].replace(";", ",") for claim in claimed)
    said = [
        f"claim on {names} (ICOW)" if claimed else "no territorial claim coded (ICOW)",
        *(["rivalry over land"] if spatial else []),
        *([f"force used {_before(year, FRESH)}"] if shots else []),
    ]
    return Reading(level, ", ".join(said), judge=_unknown(year, "rivalries", "claims", "disputes"))


def threat(by: str, of: str, year: int, allied: bool) -> Reading:
    """Read threat off rivalry, militarized disputes and alliance: the same from either side."""
    rivals = facts.rivalry(by, of, year)
    forced = facts.hostility(by, of, range(year - REMEMBERED, year)) >= DEEDS
    force = f", force used {_before(year, REMEMBERED)}" if forced else ""
    if rivals:
        at_war = facts.at_war(by, of, range(year - FRESH, year))
        level, kind = (0.6 if at_war else 0.5 if force else 0.25), RIVAL
    elif force:
        level, kind = 0.25, "rival at a distance"
    else:
        level, kind = (0.0, "allied") if allied else (0.1, "wary")
    source = f"{kind}: {_ties(by, of, year)}{force}"
    return Reading(level, source, judge=_unknown(year, "rivalries", "treaties", "disputes"))


def _before(year: int, years: int) -> str:
    return f"in {year - years}-{year - 1}"


def _unknown(year: int, *tables: str) -> bool:
    """Tell whether what is coded does not reach a year; of disputes the years before it count."""
    reaches = [(facts.covered(name), year - 1 if name == "disputes" else year) for name in tables]
    return not all(first <= when <= last for (first, last), when in reaches)


def _ties(one: str, other: str, year: int) -> str:
    """Say what rivalry and obligations are coded, with the year of the record where it is another."""
    coded = [facts.covered(name) for name in ("rivalries", "treaties")]
    if year < coded[0][0]:
        return "rivalries and alliances of that time unknown"
    rivals, pact = facts.rivalry(one, other, year), facts.obligations(one, other, year)
    on, held = (f" in {last}" if year > last else "" for _, last in coded)
    return (f"{rivals} rivalry{on}" if rivals else f"no rivalry coded{on}") + (
        f", obligations{held}: {pact}" if pact else f", no alliance coded{held}"
    )


def allied(one: str, other: str, year: int) -> bool:
    """Tell whether two owe each other defence."""
    return "defense" in (facts.obligations(one, other, year) or "")


def interdependence(one: str, other: str, start: int) -> Reading:
    """Read interdependence off the trade of the three years before the start."""
    known = facts.interdependence(one, other)
    years = [year for year in range(start - YEARS_OF_TRADE, start) if year in known]
    if not years:
        return Reading(0.0, "no figures of their trade", judge=True)
    level = sum(known[year] for year in years) / len(years)
    return Reading(round(level, 3), f"{facts.release('trade')} {facts.spans(years)}")


DRIVEN: Final[dict[str, Reader]] = {
    "interest": interest,
    "trust": trust,
    "dispute": dispute,
    "threat": threat,
}
"""Quantities that go by steps, and what reads each."""

Rows = list[tuple[object, ...]]

Spell = tuple[int, int, float]
"""First and last year in which a quantity is known and holds its value, and the value."""


def drivers(codes: list[str], start: int, end: int) -> tuple[Rows, list[str]]:
    """Return rows of drivers of all pairs, each with its source, and what their reader should know.

    Quantities that go by steps have a row in the year of a change and one in the year before, since a driver
    runs straight from row to row; interdependence has one a year. Where one of the two is no state for some
    years in between, a row waits for a value. An alliance moves nothing after the start: it is an event.
    """
    rows: Rows = []
    threats: dict[tuple[str, str], Rows] = {}
    for one, other in combinations(codes, 2):
        pair, turns = Party.pair(one, other), _turning(one, other, start, end)
        for quantity in ("interest", "trust", "dispute"):
            rows += _steps(quantity, pair, (one, other), turns)
        rows += _trade(pair, (one, other), start, end)
        # The rules read the same from either side.
        threats[one, other] = threats[other, one] = list(_steps("threat", "", (one, other), turns))
    for by, of in permutations(codes, 2):
        rows += [(year, quantity, f"{by}>{of}", *rest) for year, quantity, _, *rest in threats[by, of]]
    ends = [f"{named} in {last}" for named, last in _ends() if start <= last < end]
    beyond = (
        [f"drivers of {', '.join(ends)} end at the latest; after it the last value holds"] if ends else []
    )
    return rows, beyond


def _ends() -> Iterator[tuple[str, int]]:
    """Go through the last years that drivers can tell of: votes and disputes bear on the year after."""
    yield "interest", facts.covered("votes")[1] + 1
    yield "trust, dispute and threat", facts.covered("disputes")[1] + 1
    yield "interdependence", facts.covered("trade")[1]


def _steps(
    quantity: str, subject: str, states: tuple[str, str], turns: Sequence[int]
) -> Iterator[tuple[object, ...]]:
    """Go through the rows of a quantity that goes by steps: two at each change of what is known of it."""
    read, start = DRIVEN[quantity], turns[0]
    level: Reading | None = None
    written, before = start, None
    for first, last, value in _spells(quantity, states, turns):
        if level is None:
            level = read(*states, start, allied(*states, start))
        between = range(first if before is None else before[1] + 1, first)
        parted = not all(facts.are_states(*states, y) for y in between)
        changed = before is not None and value != before[2]
        if before is not None and (parted or changed):
            if written < before[1]:
                yield before[1], quantity, subject, level.value, _held(read(*states, before[1], False), level)
            if parted:
                yield _waiting(quantity, subject, before[1] + 1)
        if parted or changed or (before is None and first > start):
            level, written = read(*states, first, False), first
            unknown = (
                f", a straight line over {facts.spans(between)}, judge" if between and not parted else ""
            )
            yield first, quantity, subject, value, f"{level}{unknown}"
        before = first, last, value


def _spells(quantity: str, states: tuple[str, str], turns: Sequence[int]) -> list[Spell]:
    """Return the spells of a quantity, in their order."""
    spells: list[Spell] = []
    known = _by_votes(states, turns) if quantity == "interest" else _by_turns(quantity, states, turns)
    for first, last, value in known:
        if spells and spells[-1][1:] == (first - 1, value):
            spells[-1] = spells[-1][0], last, value
        else:
            spells.append((first, last, value))
    return spells


def _turning(one: str, other: str, start: int, end: int) -> list[int]:
    """Return the start, the years in which what rules read of two may turn, and the year after the end."""
    fought = facts.fought(one, other)
    later = {year + late for year in fought for late in (1, FRESH + 1, REMEMBERED + 1)}
    return [start, *sorted(y for y in facts.turns(one, other) | later if start < y <= end), end + 1]


def _by_turns(quantity: str, states: tuple[str, str], turns: Sequence[int]) -> Iterator[Spell]:
    """Read a quantity in the years alone in which what its rule reads may turn."""
    for first, until in pairwise(turns):
        if facts.are_states(*states, first):
            reading = DRIVEN[quantity](*states, first, False)
            if not reading.judge:
                yield first, until - 1, reading.value


def _by_votes(states: tuple[str, str], turns: Sequence[int]) -> Iterator[Spell]:
    """Read interest year by year."""
    years = range(turns[0], turns[-1])
    apart = facts.votes_apart(*states, range(years.start - YEARS_OF_VOTES, years.stop - 1))
    for year in years:
        if facts.are_states(*states, year):
            votes = facts.mean([apart[y] for y in range(year - YEARS_OF_VOTES, year) if y in apart])
            if votes is not None:
                yield year, year, _converging(votes)


def _held(known: Reading, level: Reading) -> str:
    """Say what a level rests on that held up to a year: what is known then, or the level at the start."""
    return str(known) if known.value == level.value else f"as at the start: {level}"


def _trade(pair: str, states: tuple[str, str], start: int, end: int) -> Iterator[tuple[object, ...]]:
    """Go through the yearly rows of interdependence; a line over a long gap is to be judged."""
    known = facts.interdependence(*states)
    release = facts.release("trade")
    before = None
    for year in range(start, end + 1):
        if year not in known:
            continue
        source = release
        if before is not None and year > before + 1:
            gap = range(before + 1, year)
            if not all(facts.are_states(*states, y) for y in gap):
                yield _waiting("interdependence", pair, before + 1)
            elif len(gap) > LONGEST_LINE:
                source += f", a straight line over {facts.spans(gap)} without figures, judge"
        yield year, "interdependence", pair, known[year], source
        before = year


def _waiting(quantity: str, subject: str, year: int) -> tuple[object, ...]:
    """Make a row without a value, for years that no figure speaks for."""
    reason = "judge: one of the two was no state (Correlates of War); give a value, or more rows"
    return year, quantity, subject, "", reason
