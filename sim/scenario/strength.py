"""Capability and arms industry of a new scenario's states, each with where it is from."""

from dataclasses import dataclass, field
from typing import Final

from sim.scenario import facts
from sim.scenario.facts import spending as spent

BEFORE: Final = 3
"""Years before the start whose mean a capability at the start is."""

NEAR: Final = 3
"""Years that a figure may lie from those, to stand for them."""

SUGGESTED: Final = 10
"""Years from the start within which a share is shown to whoever has to judge."""

DIGITS: Final = 6
"""Digits of a share among many states: of the smallest it is a few millionths."""

SOURCE: Final = "NMC v7 military expenditure"

SHARES: Final = {
    1.0: "10 % and more",
    0.5: "1 % to 10 %",
    0.2: "a tenth of 1 % to 1 %",
    0.0: "less than a tenth of 1 %",
}
"""Shares of world arms exports that a value of arms industry stands for."""


@dataclass
class Strength:
    """What a state begins with.

    Attributes
    ----------
    capability, industry
        Its values; None where they are left to be judged.
    hint
        What is known of a capability that is left open.
    source
        Where the values are from.
    """

    capability: float | None = None
    industry: float | None = None
    hint: str = ""
    source: str = ""


@dataclass
class Strengths:
    """What all states begin with, rows of drivers, and what their reader should know."""

    states: dict[str, Strength] = field(default_factory=dict)
    drivers: list[tuple[object, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def find_strengths(codes: list[str], start: int, end: int, *, each: bool = False) -> Strengths:
    """Fill in what figures tell of each state's capability and industry; leave out what they do not.

    Parameters
    ----------
    codes
        The states.
    start, end
        First and last year.
    each
        Whether each state's capability stands for itself: among so many that there is hardly a year with
        figures for all, the composite index stands in wherever a figure lacks.
    """
    strengths = Strengths({code: Strength() for code in codes})
    if each:
        _fill_each(strengths, start, end)
    else:
        spending = spent.spending(codes)
        absent = _absent(codes, start)
        _begin(strengths, spending.without(absent), start)
        _go_on(strengths, spending, start, end)
        _await(strengths, absent, start)
    for code, strength in strengths.states.items():
        _arm(strengths, code, strength, start, end)
    return strengths


def _fill_each(strengths: Strengths, start: int, end: int) -> None:
    """Set each state's capability at the start and year by year, from the years in which it has a figure."""
    codes, last = list(strengths.states), facts.covered("expenditure")[1]
    shares = {year: _shares(codes, year) for year in range(start - BEFORE, min(end, last) + 1)}
    for code, state in strengths.states.items():
        known = [year for year in range(start - BEFORE, start) if code in shares.get(year, {})]
        years = known or [year for year in (start,) if code in shares.get(year, {})]
        if years:
            state.capability = round(sum(shares[year][code] for year in years) / len(years), DIGITS)
            state.source = (
                f"capability: share of these states' military expenditure, {facts.spans(years)}; "
                "National Material Capabilities v7, the composite index where a figure lacks"
            )
        else:
            state.hint = "no figure is known"
            strengths.notes.append(f"capability of {code} at the start is left for you to judge: no figures")
    strengths.drivers += [
        (
            year,
            "capability",
            code,
            round(share, DIGITS),
            f"{SOURCE}, the composite index where a figure lacks",
        )
        for year in range(start, min(end, last) + 1)
        for code, share in shares[year].items()
    ]
    if last < end:
        strengths.notes.append(f"drivers of capability end in {last}; after it the last value holds")


def _shares(codes: list[str], year: int) -> dict[str, float]:
    known = spent.spending_of_year(codes, year)
    total = sum(known.values())
    return {code: value / total for code, value in known.items()}


def _begin(strengths: Strengths, spending: spent.Spending, start: int) -> None:
    """Set the capability at the start, or say what is known instead."""
    before = range(start - BEFORE, start)
    known = [year for year in before if spending.shares(year)]
    years = known or [year for year in [_nearest(spending, start)] if year is not None]
    shares = [of_year for year in years if (of_year := spending.shares(year))]
    used = spending.origins_in_words(range(min(years), max(years) + 1)) if years else {}
    if shares and (known or _stands_for(spending, years[0], start)):
        for code, state in ((code, strengths.states[code]) for code in spending.values):
            state.capability = round(sum(share[code] for share in shares) / len(shares), 4)
            origin = f" ({used[code]})" if code in used else ""
            state.source = (
                f"capability: share of these states' military expenditure, {facts.spans(years)}; "
                f"National Material Capabilities v7{origin}"
            )
        if not known:
            strengths.notes.append(
                f"capability at the start is that of {years[0]}, the nearest year with figures for all"
            )
        return
    for code in spending.values:
        strengths.states[code].hint = _hint(spending, code, years, start)
    whose = sorted({code for year in before for code in spending.lacking(year)})
    strengths.notes.append(
        f"capability at the start is left for you to judge: no figures of {start - BEFORE}-{start - 1} for "
        + ", ".join(whose)
    )


def _absent(codes: list[str], start: int) -> list[str]:
    """Return those of some states that are none at the start; where none is one, that tells nothing."""
    absent = [code for code in codes if not facts.known_states()[code].spell(start)]
    return absent if len(absent) < len(codes) else []


def _await(strengths: Strengths, absent: list[str], start: int) -> None:
    """Let who is no state at the start have no forces then: a default, for whoever knows better to judge."""
    for code in absent:
        strengths.states[code].capability = 0.0
        strengths.states[code].source = f"capability: no state in {start} (Correlates of War), judge"
    if absent:
        strengths.notes.append(
            f"capability of {', '.join(absent)} at the start is 0, as of no state: left for you to judge"
        )


def _nearest(spending: spent.Spending, start: int) -> int | None:
    """Return the year with figures for all that is nearest to the start, of two the earlier.

    Each state is then the one it is at the start, or becomes next: never one that ended before.
    """
    lives = [_life(code, start) for code in spending.values]
    first, last = facts.covered("expenditure")
    years = [
        year
        for year in range(first, last + 1)
        if spending.shares(year) and all(life and life[0] <= year <= (life[1] or year) for life in lives)
    ]
    return min(years, key=lambda year: (abs(year - start), year), default=None)


def _life(code: str, start: int) -> tuple[int, int | None] | None:
    state = facts.known_states()[code]
    return state.spell(start) or next((spell for spell in state.spells if spell[0] > start), None)


def _stands_for(spending: spent.Spending, year: int, start: int) -> bool:
    """Tell whether a year is near enough to the start, and no state ends or begins between them."""
    near = start - BEFORE - NEAR <= year <= start + NEAR
    states = [facts.known_states()[code] for code in spending.values]
    return near and all(state.spell(start) and state.spell(start) == state.spell(year) for state in states)


def _hint(spending: spent.Spending, code: str, years: list[int], start: int) -> str:
    if years and abs(years[0] - start) <= SUGGESTED:
        share = (spending.shares(years[0]) or {})[code]
        return f"{share:.4f} in {years[0]}, the nearest year with figures for all"
    spent_before = [
        spending.values[code][y] for y in range(start - BEFORE, start) if y in spending.values[code]
    ]
    if spent_before:
        millions = sum(spent_before) / len(spent_before) / 1000
        return f"it spent {millions:,.0f} million current dollars a year before the start"
    return "no figure is known"


def _go_on(strengths: Strengths, spending: spent.Spending, start: int, end: int) -> None:
    """Write capability year by year; a span without figures gets a row that waits for a value."""
    covered = {year: shares for year in range(start, end + 1) if (shares := spending.shares(year))}
    if not covered:
        strengths.notes.append(
            f"no drivers of capability: there are no figures for all states within {start} to {end}"
        )
        return
    for year in range(min(covered), max(covered) + 1):
        if year in covered:
            source = _source(spending, year)
            rows: list[tuple[object, ...]] = [
                (year, "capability", code, round(share, 4), source) for code, share in covered[year].items()
            ]
        elif year - 1 in covered:
            rows = _waiting(strengths, spending, year, min(y for y in covered if y > year))
        else:
            continue
        strengths.drivers += rows
    if min(covered) > start:
        lacking = ", ".join(sorted({c for y in range(start, min(covered)) for c in spending.lacking(y)}))
        strengths.notes.append(
            f"drivers of capability begin in {min(covered)}: no earlier figures for {lacking}"
        )
    if max(covered) < end:
        strengths.notes.append(f"drivers of capability end in {max(covered)}; after it the last value holds")
    strengths.notes += [
        f"{code}: expenditure of {origins}"
        for code, origins in spending.origins_in_words(range(start - 3, end + 1)).items()
    ]


def _source(spending: spent.Spending, year: int) -> str:
    words: dict[str, list[str]] = {}
    for code in spending.values:
        if origin := spending.origins.get((code, year)):
            words.setdefault(origin, []).append(code)
    return SOURCE + "".join(f"; {', '.join(codes)} {origin}" for origin, codes in words.items())


def _waiting(
    strengths: Strengths, spending: spent.Spending, year: int, until: int
) -> list[tuple[object, ...]]:
    """Make rows without a value: between rows a driver runs straight, which no figure would speak for."""
    lacking = sorted({code for y in range(year, until) for code in spending.lacking(y)})
    gap = facts.spans(range(year, until))
    reason = f"judge: no figures {gap} for {', '.join(lacking)}; give a value, or more rows"
    strengths.notes.append(
        f"no figures {gap} for {', '.join(lacking)}: rows of {year} in drivers.csv wait for your values"
    )
    return [(year, "capability", code, "", reason) for code in spending.values]


def _arm(strengths: Strengths, code: str, state: Strength, start: int, end: int) -> None:
    """Set arms industry at the start, and write its changes: a row each in the year and in the one before."""
    state.industry = facts.industry(code, start)
    if state.industry is None:
        return
    state.source += ("; " if state.source else "") + f"industry: {_exports(state.industry, start)}"
    current, written = state.industry, start
    for year in range(start + 1, min(end, facts.covered("industry")[1]) + 1):
        level = facts.industry(code, year)
        if level is None or level == current or not facts.known_states()[code].spell(year):
            continue
        if written < year - 1:
            strengths.drivers.append((year - 1, "industry", code, current, _exports(current, year - 1)))
        strengths.drivers.append((year, "industry", code, level, _exports(level, year)))
        current, written = level, year


def _exports(level: float, year: int) -> str:
    first = max(year - 5, 1950)
    return f"{SHARES[level]} of world arms exports {first}-{first + 4} (SIPRI)"
