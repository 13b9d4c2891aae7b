"""Candidate events: what public data sets know of some states, with indicator and degree proposed.

A candidate is no coding: it says what a data set has, what the codebook's rules make of it, and what they
leave to judge. Each rule stands in one function, named in the candidate's note.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from sim.datasets.proposals import (
    LONGEST_PAUSE,
    Candidate,
    States,
    grouped,
    name_in,
    row_of,
    runs,
    spans_of,
    years_of,
)
from sim.datasets.signals import SENDERS
from sim.datasets.signals import SOURCE as SIGNALS
from sim.datasets.tables import OTHER_PERSONNEL, PERSONNEL
from sim.ladder.event_files import COLUMNS
from sim.ladder.events import RULE
from sim.scenario import facts
from sim.scenario.facts import Row

HEADER: Final = (*COLUMNS, "accept", "judge", "record")
"""Columns of a file of candidates: those of events, whether accepted, what is left to judge, the record."""

FEW: Final = 4
"""Participants up to which an exercise is of a pair wherever held; of more one of the two has to be host."""

MANY: Final = {"high": 20, "low": 5}
"""Members from which a treaty, by what it obliges to, says little of any two of them."""

MOST_NAMED: Final = 5
"""Exercises that a row of many names."""

OF_MANY: Final = "of many: does one of these host or lead any? which were near, which far?"
"""What is left to judge of exercises of more than a few."""

UNNAMED: Final = ("", "-9")
"""What the data set has where an exercise has no name."""

WATERS: Final = (
    *("sea", "seas", "ocean", "gulf", "bay", "strait", "straits"),
    *("mediterranean", "atlantic", "pacific"),
)
"""Words of places on the high seas, or hardly to be told from them."""

SHORTEST_NAME: Final = 4
"""Letters of a state's name from which it is looked for among the words of a place."""

ALLIANCE: Final = {
    "defense": ("high", "Defence pact"),
    "offense": ("high", "Pact to fight together"),
    "consul": ("low", "Pact to consult"),
    "neutral": ("low", "Pact of neutrality"),
}
"""Degrees of indicator 7 by obligation, the gravest first; a promise of peace alone is none of them."""

AGREEMENTS: Final = {
    "DCA": ("2", "General agreement on defence cooperation"),
    "COMMISSION": ("2", "Agreement on a joint commission"),
    "TREX": ("3", "Agreement on training and exchange"),
    "DIC": ("3", "Agreement on defence industry"),
    "RESEARCH": ("3", "Agreement on research"),
    "PROCUREMENT": ("3", "Agreement on procurement"),
}
"""Indicators of agreements by category: a text is low."""


def candidates(codes: Sequence[str], first: int, last: int) -> list[Row]:
    """Return one row for each thing that the data sets know of any two of some states, by date.

    Parameters
    ----------
    codes
        Codes of the states.
    first, last
        Years within which it has to be dated; spans are cut to them.
    """
    states = States(codes, first, last)
    rows = [
        row_of(candidate)
        for rule in (treaties, agreements, deliveries, exercises, stationed, support, settlements)
        for candidate in rule(states)
    ]
    return sorted(rows, key=lambda row: (row["date"], row["indicator"], row["id"]))


def accepted_by_rule(rows: Iterable[Row]) -> list[Row]:
    """Accept the candidates of which the rules leave nothing to judge."""
    return [row | {"accept": "" if row["judge"] else RULE} for row in rows]


def treaties(states: States) -> Iterator[Candidate]:
    """Propose a treaty of alliance as indicator 7, and a promise of peace alone as indicator 1."""
    for (treaty,), rows in grouped(facts.rows_of("treaties"), "treaty"):
        before: set[str] = set()
        for joined in sorted({row["entered"] for row in rows} | set(states.begin())):
            members = [row for row in rows if row["entered"] <= joined and (row["left"] or "9999") > joined]
            actors = states.states_among((row["state"] for row in members), int(joined[:4]))
            lapsed = min((row["left"] for row in members if row["left"]), default="")
            in_span = int(joined[:4]) <= states.last and (not lapsed or int(lapsed[:4]) >= states.first)
            if len(actors) > 1 and set(actors) - before and in_span:
                yield _treaty(treaty, joined, members, actors)
            before = set(actors)


def _treaty(treaty: str, joined: str, members: list[Row], actors: list[str]) -> Candidate:
    records = {facts.record_of(code) for code in actors}
    of_actors = [row for row in members if row["state"] in records]
    kinds = {kind for row in of_actors for kind in row["kinds"].split()}
    lapsed = min((row["left"] for row in of_actors if row["left"]), default="")
    kind = next((kind for kind in ALLIANCE if kind in kinds), None)
    degree, called = ALLIANCE[kind] if kind else ("low", "Pact of non-aggression")
    others = len(members) - len(of_actors)
    with_others = f", with {others} other{'s' * (others > 1)}" if others else ""
    return Candidate(
        record=f"atop-{treaty}",
        actors=actors,
        date=joined,
        end_date=lapsed,
        indicator="7" if kind else "1",
        degree=degree,
        basis="agreement",
        title=called + with_others,
        release=facts.release("treaties"),
        rule="a treaty is an agreement, high if it obliges to armed help, low if to consult or stay neutral; "
        "a promise of peace alone is indicator 1",
        judge=f"{len(members)} members: what of these?" if len(members) >= MANY[degree] else "",
    )


def agreements(states: States) -> Iterator[Candidate]:
    """Propose an agreement as a text of low degree, on the indicator of its first category."""
    for row in facts.rows_of("agreements"):
        actors = states.states_among(row["pair"].split("-"), int(row["signed"][:4]))
        in_span = int(row["signed"][:4]) <= states.last and int(row["last"] or 9999) >= states.first
        category = next((c for c in row["categories"].split() if c in AGREEMENTS), None)
        if len(actors) < 2 or category is None or not in_span:
            continue
        indicator, called = AGREEMENTS[category]
        yield Candidate(
            record=row["id"],
            actors=actors,
            date=row["signed"],
            end_date=row["last"],
            indicator=indicator,
            degree="low",
            basis="agreement",
            title=called,
            release=facts.release("agreements"),
            rule="a text is low: general cooperation and commissions are indicator 2, training, industry, "
            "research and procurement 3",
            judge="joint design or production: high?" if category in ("DIC", "RESEARCH") else "",
        )


def given(
    states: States,
    table: str,
    columns: tuple[str, str],
    title: Callable[[str, str], str],
    *,
    source: str,
    indicator: str,
    rule: str,
    both: bool,
) -> Iterator[tuple[str, Candidate]]:
    """Propose what one state gave or sent another as practice by spans of a degree, each with who gave.

    `title` makes of giver and degree a title, into which the names of both are put. Where a year cannot be of
    `both` degrees, the high one tells of it alone.
    """
    for (giver, taker), rows in grouped(facts.rows_of(table), *columns):
        years = {
            degree: {year for row in rows if row["degree"] == degree for year in years_of(row)}
            for degree in ("low", "high")
        }
        years["low"] -= set() if both else years["high"]
        for degree, known in years.items():
            for number, (actors, first, last) in enumerate(spans_of(states, (giver, taker), known)):
                yield (
                    giver,
                    Candidate(
                        record=f"{source}-{giver}-{taker}",
                        actors=actors,
                        date=str(first),
                        end_date=str(last),
                        indicator=indicator,
                        degree=degree,
                        effect="sustain" if number else "advance",
                        basis="practice",
                        title=title(giver, degree).format(name_in(giver, first), name_in(taker, first)),
                        release=facts.release(table),
                        rule=rule,
                    ),
                )


def deliveries(states: States) -> Iterator[Candidate]:
    """Propose deliveries of a supplier as indicator 3, practice by spans: low, licensed production high."""
    titles = {"low": "Major arms of {} to {}", "high": "Arms of {} made under licence in {}"}
    supplied = given(
        states,
        "deliveries",
        ("supplier", "recipient"),
        lambda _, degree: titles[degree],
        source="sipri",
        indicator="3",
        rule="arms bought, lent or given are low, licensed production is high; a pause of up to "
        f"{LONGEST_PAUSE} years parts no span",
        both=True,
    )
    return (candidate for _, candidate in supplied)


def exercises(states: States) -> Iterator[Candidate]:
    """Propose exercises as indicator 4, a series by spans: low at home, high far from all who take part."""
    series: dict[tuple[str, tuple[str, ...], str, str], list[Row]] = {}
    for row in facts.rows_of("exercises"):
        actors = states.among(row["states"].split(";"), int(row["first"]))
        if len(actors) > 1:
            degree, judge = _degree_of(row, actors)
            names = () if judge == OF_MANY else (row["series"], row["name"])
            called = next((name for name in names if name not in UNNAMED), "")
            series.setdefault((called, tuple(actors), degree, judge), []).append(row)
    for (called, together, degree, judge), rows in series.items():
        years = [year for row in rows for year in years_of(row) if states.first <= year <= states.last]
        for first, last in runs(years):
            held = [row for row in rows if first <= int(row["first"]) <= last]
            yield Candidate(
                record=held[0]["id"] + (f"+{len(held) - 1}" if len(held) > 1 else ""),
                actors=together,
                date=str(first),
                end_date=str(last) if last > first else "",
                indicator="4",
                degree=degree,
                basis="practice",
                title=_called(called, held, judge),
                release=facts.release("exercises"),
                rule="low in the territory or waters of any who take part, high on the soil of a state that "
                "neither takes part nor borders on one that does",
                judge=judge,
            )


def _called(called: str, held: Sequence[Row], judge: str) -> str:
    """Name an exercise, a series of them, or those of many."""
    if judge == OF_MANY:
        names = dict.fromkeys(row["series"] or row["name"] for row in held if row["name"] not in UNNAMED)
        return f"{len(held)} exercises of {FEW + 1} and more: {', '.join(list(names)[:MOST_NAMED])}"
    place = held[0]["place"]
    return " ".join(filter(None, ["Exercise", called])) + (f", {place}" if place else "")


def _degree_of(row: Row, actors: Sequence[str]) -> tuple[str, str]:
    """Return the degree that an exercise's place makes likely, and what is left to judge."""
    taking_part = row["states"].split(";")
    host = _host(row["place"], taking_part)
    at_home = host in {facts.record_of(code) for code in actors}
    if len(taking_part) + int(row["others"] or 0) > FEW and not at_home:
        return "low", OF_MANY
    if host is None:
        return "low", "place not told from a state's: high if far from all who took part"
    year = int(row["first"])
    near = host in taking_part or any(
        (facts.proximity(host, code, year) or (0.0, ""))[0] == 1 for code in taking_part
    )
    post = "a command post exercise: high if both staff one post" if row["command_post"] and near else ""
    return ("low" if near else "high"), post


def _host(place: str, taking_part: Sequence[str]) -> str | None:
    """Return the state on whose soil a place is, as far as its words tell: of those that take part first."""
    words = f" {re.sub(r'[^a-z]+', ' ', place.casefold())} "
    if any(f" {water} " in words for water in WATERS):
        return None
    for record in taking_part:
        state = facts.known_states()[record]
        names = (name for name in (state.name_en, state.was, *state.also) if len(name) >= SHORTEST_NAME)
        if any(f" {name.casefold()} " in words for name in names if name):
            return record
    codes = (facts.code_of(part) for part in place.split(","))
    return next((facts.record_of(code) for code in codes if code), None)


def stationed(states: States) -> Iterator[Candidate]:
    """Propose forces stationed as indicator 6, practice by spans: by personnel low or high."""
    for sender, candidate in given(
        states,
        "troops",
        ("sender", "host"),
        _forces,
        source="troops",
        indicator="6",
        rule="large units are high, small ones low: 1,000 personnel and more, 100 and more of "
        "the United States, 50 and more of others",
        both=False,
    ):
        years = range(int(candidate.date), int(candidate.end_date) + 1)
        fought = facts.at_war(candidate.actors[0], candidate.actors[1], years)
        doubts = ["they fought each other: an occupation?"] if fought else []
        doubts += ["guards, teachers or units?"] if candidate.degree == "low" else []
        release = SIGNALS.release if sender in SENDERS.values() else candidate.release
        yield replace(candidate, judge=" ".join(doubts), release=release)


def _forces(sender: str, degree: str) -> str:
    low, high = PERSONNEL.get(sender, OTHER_PERSONNEL)
    return f"Forces of {{}} in {{}}, {low if degree == 'low' else high:,} and more"


def support(states: States) -> Iterator[Candidate]:
    """Propose troops sent in support in an armed conflict as indicator 6, low."""
    for (pair, supporter, conflict), rows in grouped(
        facts.rows_of("support"), "pair", "supporter", "conflict"
    ):
        years = [year for row in rows for year in years_of(row)]
        for actors, first, last in spans_of(states, pair.split("-"), years):
            yield Candidate(
                record=f"ucdp-{conflict}-{pair}",
                actors=actors,
                date=str(first),
                end_date=str(last),
                indicator="6",
                degree="low",
                basis="practice",
                title=f"Troops of {name_in(supporter, first)} in support in an armed conflict",
                release=facts.release("support"),
                rule="troops sent in support are low until their size is known",
                judge="large units: high? beside its own troops there, or elsewhere?",
            )


def settlements(states: States) -> Iterator[Candidate]:
    """Propose a territorial claim that was settled as indicator 1, low."""
    for row in facts.rows_of("claims"):
        if not (row["settled"] and row["last"]):
            continue
        actors = states.among(row["pair"].split("-"), int(row["last"]))
        if len(actors) > 1:
            agreed = row["settled"] == "bilateral negotiation"
            yield Candidate(
                record=f"icow-{row['id']}",
                actors=actors,
                date=row["last"],
                indicator="1",
                degree="low",
                basis="agreement",
                title=f"Claim on {row['name']} settled by {row['settled']}",
                release=facts.release("claims"),
                rule="a border treaty is low",
                judge="" if agreed else "is there a treaty of the two?",
            )
