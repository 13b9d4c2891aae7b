"""What surrounds pairs of states year by year, from the bundled facts: threats, quarrels, power, place."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.scenario.facts import DEEDS, EARTH_RADIUS, WAR, covered, known_states, rows_of, yearly
from tools.propositions.panel import Cells, Panel, following, since

RECENT: Final = 4
"""Years before one that a shared opponent of a dispute is still one."""

AFTER: Final = 2
"""Years before one in which a quarrel or a new threat still bears on it."""

YEARS_OF_VOTES: Final = 5
"""Years up to one whose mean the distance of votes is."""

ALONE: Final = 0.5
"""Kilometres, in hundreds, that are added to every distance before its logarithm is taken."""

NATO, EUROPEAN_UNION = "3180", "4175"
"""Treaties of alliance (ATOP) by which many pairs begin at once."""

REGIONS: Final = {
    "the Americas": (1, 199),
    "Europe": (200, 399),
    "Africa south of the Sahara": (400, 599),
    "the Middle East and North Africa": (600, 699),
    "Asia and Oceania": (700, 999),
}
"""Regions by the numbers that states bear in the Correlates of War."""

Values = NDArray[np.float32]
"""A value for each pair and year; NaN where it is unknown."""


@dataclass(frozen=True)
class Circumstances:
    """What surrounds each pair in each year.

    Attributes
    ----------
    shared_rival, shared_opponent
        Whether both are strategic rivals of one third state; whether each has had a dispute with force with
        one third state in five years.
    new_threat
        Whether a shared rival or opponent appeared in three years, after a year without any.
    rivals, clash, war
        Whether the two are rivals; whether force was used between them in three years short of war; at war in
        three years.
    disputes_known, rivalries_known
        Years that the data sets tell of.
    terms
        What else bears on alignment, by what it is called.
    trade
        How far they depend on each other's trade.
    region
        The region that both belong to, by pair.
    by_two
        Whether a treaty of alliance of these two alone is in force.
    agreement
        Whether a general agreement on defence cooperation is in force.
    """

    shared_rival: Cells
    shared_opponent: Cells
    new_threat: Cells
    rivals: Cells
    clash: Cells
    war: Cells
    disputes_known: Cells
    rivalries_known: Cells
    terms: Mapping[str, Values]
    trade: Values
    region: NDArray[np.str_]
    by_two: Cells
    agreement: Cells


def circumstances(panel: Panel) -> Circumstances:
    """Read what surrounds all pairs of a panel."""
    rivalry = _between(panel, _rivalries())
    hostility = _between(panel, _disputes())
    fought = _between(panel, _wars())
    force, wars = hostility >= DEEDS, fought >= WAR
    rival, opponent = rivalry > 0, _lately(force, RECENT)
    shared_rival, shared_opponent = _shared(panel, rival), _shared(panel, opponent)
    disputes_known = panel.within(covered("disputes")[0] + RECENT, covered("disputes")[1])
    rivalries_known = panel.within(*covered("rivalries"))
    either = shared_rival | shared_opponent
    alive = np.asarray((panel.degrees >= 0).any(axis=1))
    appears = either & ~following(either, -1) & following(alive, -1)
    of_pair = panel.one, panel.other
    burdens = rival.sum(axis=1)
    at_war = since(wars[of_pair], AFTER)
    return Circumstances(
        shared_rival,
        shared_opponent,
        since(appears, AFTER),
        rival[of_pair],
        since(force[of_pair], AFTER) & ~at_war,
        at_war,
        disputes_known,
        rivalries_known,
        {
            **_places(panel),
            **_powers(panel),
            **_interests(panel),
            "rivals of the one with more": _of_two(panel, np.log1p(burdens), np.maximum),
            "rivals of the one with fewer": _of_two(panel, np.log1p(burdens), np.minimum),
        },
        _trade(panel),
        _regions(panel),
        _between(panel, _treaties_of_two())[of_pair] > 0,
        _between(panel, _agreements())[of_pair] > 0,
    )


Span = tuple[str, str, int, int, int]
"""Two states, first and last year, and a level."""


def _rivalries() -> Iterator[Span]:
    for row in rows_of("rivalries"):
        yield *_pair(row["pair"]), int(row["first"]), int(row["last"]), 1


def _disputes() -> Iterator[Span]:
    for row in rows_of("disputes"):
        yield *_pair(row["pair"]), int(row["first"]), int(row["last"]), int(row["hostility"])


def _wars() -> Iterator[Span]:
    """Go through wars of two: those of the list of wars, and after it disputes that were one."""
    listed = covered("wars")[1]
    for row in rows_of("wars"):
        yield *_pair(row["pair"]), int(row["first"]), int(row["last"]), WAR
    for one, other, first, last, level in _disputes():
        if last > listed and level == WAR:
            yield one, other, max(first, listed + 1), last, level


def _treaties_of_two() -> Iterator[Span]:
    members: dict[str, list[dict[str, str]]] = {}
    for row in rows_of("treaties"):
        if row["bilateral"] and {"defense", "consul", "neutral"} & set(row["kinds"].split()):
            members.setdefault(row["treaty"], []).append(row)
    for rows in members.values():
        for one, other in ((a, b) for a in rows for b in rows if a["state"] < b["state"]):
            first = max(int(row["entered"][:4]) for row in (one, other))
            last = min(int(row["left"][:4] or covered("treaties")[1]) for row in (one, other))
            yield one["state"], other["state"], first, last, 1


def _agreements() -> Iterator[Span]:
    last = covered("agreements")[1]
    for row in rows_of("agreements"):
        if row["type"] == "general":
            yield *_pair(row["pair"]), int(row["signed"][:4]), int(row["last"] or last), 1


def _pair(text: str) -> tuple[str, str]:
    one, other = text.split("-")
    return one, other


def _between(panel: Panel, spans: Iterator[Span]) -> NDArray[np.int8]:
    """Return the highest level between two states by year: `[state, state, year]`, the same both ways."""
    places = {code: n for n, code in enumerate(panel.codes)}
    first_year = int(panel.years[0])
    levels = np.zeros((len(places), len(places), len(panel.years)), np.int8)
    for one, other, first, last, level in spans:
        if one in places and other in places and last >= first_year:
            at = places[one], places[other], slice(max(first - first_year, 0), last - first_year + 1)
            levels[at] = np.maximum(levels[at], level)
    return np.maximum(levels, levels.transpose(1, 0, 2))


def _lately(cells: Cells, years: int) -> Cells:
    return since(cells.reshape(-1, cells.shape[-1]), years).reshape(cells.shape)


def _shared(panel: Panel, opposed: Cells) -> Cells:
    """Tell which pairs have a third state that both are opposed to."""
    ties = opposed.astype(np.float32)
    return np.stack(
        [(ties[..., t] @ ties[..., t])[panel.one, panel.other] > 0 for t in range(len(panel.years))], axis=1
    )


def _of_two(panel: Panel, values: NDArray[np.floating], which: Callable[..., NDArray[np.floating]]) -> Values:
    """Return the greater or the lesser of the values of the two: from `[state, year]`."""
    return which(values[panel.one], values[panel.other]).astype(np.float32)


def _by_state(panel: Panel, name: str) -> NDArray[np.float64]:
    """Return a yearly figure of states: `[state, year]`, NaN where it is unknown."""
    table = yearly(name)
    return np.array(
        [[table.get(code, {}).get(y, np.nan) for y in panel.years.tolist()] for code in panel.codes]
    )


def _powers(panel: Panel) -> dict[str, Values]:
    with np.errstate(divide="ignore"):
        power = np.log(_by_state(panel, "cinc"))
    power[np.isneginf(power)] = np.nan
    return {
        "power of the weaker": _of_two(panel, power, np.minimum),
        "power of the stronger": _of_two(panel, power, np.maximum),
    }


def _interests(panel: Panel) -> dict[str, Values]:
    """Return how far apart the two have voted in the last years of which both their votes are known."""
    points = _by_state(panel, "votes")
    apart = np.abs(points[panel.one] - points[panel.other])
    known = np.isfinite(apart)
    total, years = (_window(x, YEARS_OF_VOTES) for x in (np.where(known, apart, 0), known.astype(float)))
    with np.errstate(invalid="ignore"):
        return {"distance of votes": np.where(years > 0, total / years, np.nan).astype(np.float32)}


def _window(values: NDArray[np.floating], years: int) -> NDArray[np.floating]:
    """Return sums over so many years up to each."""
    sums = np.cumsum(values, axis=1)
    sums[:, years:] = sums[:, years:] - np.cumsum(values, axis=1)[:, :-years]
    return sums


def _places(panel: Panel) -> dict[str, Values]:
    where = np.full((len(panel.codes), len(panel.years), 2), np.nan)
    places = {code: n for n, code in enumerate(panel.codes)}
    for row in sorted(rows_of("capitals"), key=lambda row: int(row["first"])):
        if (n := places.get(row["state"])) is not None:
            began = max(int(row["first"]) - int(panel.years[0]), 0)
            first = 0 if np.isnan(where[n]).all() else began
            where[n, first:] = float(row["latitude"]), float(row["longitude"])
    one, other = np.radians(where)[panel.one], np.radians(where)[panel.other]
    half = (other - one) / 2
    inside = (
        np.sin(half[..., 0]) ** 2 + np.cos(one[..., 0]) * np.cos(other[..., 0]) * np.sin(half[..., 1]) ** 2
    )
    kilometres = 2 * EARTH_RADIUS * np.arcsin(np.sqrt(inside))
    border = _between(panel, _borders())[panel.one, panel.other]
    return {
        "distance of capitals": np.log(ALONE + kilometres / 100).astype(np.float32),
        "land border": border.astype(np.float32),
    }


def _borders() -> Iterator[Span]:
    for row in rows_of("borders"):
        yield *_pair(row["pair"]), int(row["first"]), int(row["last"] or 9999), 1


def _trade(panel: Panel) -> Values:
    values = np.full((len(panel.one), len(panel.years)), np.nan, np.float32)
    pairs = {
        (panel.codes[i], panel.codes[j]): n
        for n, (i, j) in enumerate(zip(panel.one.tolist(), panel.other.tolist(), strict=True))
    }
    for row in rows_of("trade"):
        n = pairs.get(_pair(row["pair"]), -1)
        for year, cell in enumerate(row["thousandths"].split(" "), int(row["first"])):
            if n >= 0 and cell and year in panel.years:
                values[n, year - int(panel.years[0])] = int(cell) / 1000
    return values


def _regions(panel: Panel) -> NDArray[np.str_]:
    """Return the region that both states of a pair belong to, or `between regions`: by pair."""
    regions = np.array([_region(code) for code in panel.codes])
    one, other = regions[panel.one], regions[panel.other]
    return np.where(one == other, one, "between regions")


def _region(code: str) -> str:
    number = known_states()[code].numbers[0] if code in known_states() else 0
    return next((name for name, (first, last) in REGIONS.items() if first <= number <= last), "")


def members(panel: Panel, treaty: str) -> Cells:
    """Tell which pairs both belong to a treaty the year after."""
    of_treaty = [row for row in rows_of("treaties") if row["treaty"] == treaty]
    last = covered("treaties")[1]
    spans = (
        (
            one["state"],
            other["state"],
            max(int(row["entered"][:4]) for row in (one, other)) - 1,
            min(int(row["left"][:4] or last) for row in (one, other)) - 1,
            1,
        )
        for one in of_treaty
        for other in of_treaty
        if one["state"] < other["state"]
    )
    return _between(panel, spans)[panel.one, panel.other] > 0
