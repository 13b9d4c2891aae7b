"""Who is likely to climb and to fall, and why, in the terms of the model: sentences and tables."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from sim.ladder.ladder import Ladder
from sim.ladder.rules import DEGREES
from sim.show.answer import capital
from sim.show.measures import heading
from sim.show.naming import Naming
from sim.words import later, listed, name, say, say_many

NEAR, FAR = 0.7, 0.3
"""Shares of interests from which they are called near, and up to which far apart."""

FEARED: Final = 0.2
"""Threat or danger from which it is said."""

MANY: Final = 10
"""Partners from which they are said to bring occasions."""

MOST_SAID: Final = 3
"""Pairs that a sentence names."""

LIKELY: Final[Mapping[str, str]] = {
    "climbers": later("Most likely to stand higher by {year:d}: {pairs}."),
    "fallers": later("Most likely to stand lower by {year:d}: {pairs}."),
}
"""What is said first of either list."""

UNDER: Final[Mapping[str, str]] = {
    "climbers": later("Most likely to stand higher"),
    "fallers": later("Most likely to stand lower"),
}
"""What the lists are called."""

Row = Mapping[Any, Any]


def likely(which: str, rows: pd.DataFrame, naming: Naming) -> str:
    """Name the first pairs of `climbers.csv` or `fallers.csv`, each with its share of lives."""
    pairs = [
        say("{pair} ({share:.0%} of lives)", pair=naming.party_in_sentence(row["pair"]), share=row["chance"])
        for row in rows.head(MOST_SAID).to_dict("records")
    ]
    return say(LIKELY[which], year=int(rows["year"].iloc[0]), pairs=say("; ").join(pairs))


def reasons_table(which: str, rows: pd.DataFrame, naming: Naming, ladder: Ladder, most: int) -> pd.DataFrame:
    """Return the first pairs of `climbers.csv` or `fallers.csv` with their reasons, as a worded table."""
    return pd.DataFrame(
        {
            heading("pair"): naming.party(row["pair"]),
            heading("share"): say("{share:.0%}", share=row["chance"]),
            say("why, in the terms of the model"): reason(which, row, naming, ladder),
        }
        for row in rows.head(most).to_dict("records")
    )


def reason(which: str, row: Row, naming: Naming, ladder: Ladder) -> str:
    """Say in one sentence what moves a pair up, or down."""
    clauses = _up(row, naming, ladder) if which == "climbers" else _down(row, naming, ladder)
    return say("{sentence}.", sentence=capital(say("; ").join(clauses)))


def _up(row: Row, naming: Naming, ladder: Ladder) -> Iterator[str]:
    yield say(
        "most likely by {indicator} ({share:.0%})",
        indicator=_called(int(row["indicator"]), ladder),
        share=row["indicator_chance"],
    )
    if f"i{int(row['indicator'])}" in str(row["lapsed"]).split(";"):
        yield say("practised before, it is taken up again more easily")
    if row["enemy"]:
        yield say("both fear {state}", state=naming.state_in_sentence(row["enemy"]))
    if row["by"]:
        yield say(
            "{state} outweighs {side}, which fears it",
            state=naming.state_in_sentence(row["by"]),
            side=naming.state_in_sentence(row["outweighed"]),
        )
    if row["shared"] >= NEAR:
        yield say("their interests are near ({shared:.2f})", shared=row["shared"])
    if row["danger"] >= FEARED:
        yield say("danger between them ({danger:.2f}) gives reason to talk", danger=row["danger"])
    stands = _standing(row, ladder)
    yield say("so far {indicators}", indicators=listed(stands)) if stands else say("nothing stands so far")
    if row["partners"] >= MANY:
        yield say_many(
            "one of them has ties with {count:,} other state, which brings occasions",
            "one of them has ties with {count:,} other states, which brings occasions",
            int(row["partners"]),
        )


def _down(row: Row, naming: Naming, ladder: Ladder) -> Iterator[str]:
    indicator = _called(int(row["indicator"]), ladder)
    until = dict(part.split(" ") for part in str(row["until"]).split(";") if part)
    last = until.get(str(int(row["indicator"])))
    if last is None:
        yield say(
            "most likely by {indicator} ({share:.0%})", indicator=indicator, share=row["indicator_chance"]
        )
    else:
        yield say(
            "most likely by {indicator} ({share:.0%}), good to {year:d} unless renewed",
            indicator=indicator,
            share=row["indicator_chance"],
            year=int(last),
        )
    if row["fear"] >= FEARED:
        yield say("they fear each other ({fear:.2f})", fear=row["fear"])
    elif row["danger"] >= FEARED:
        yield say("danger stands between them ({danger:.2f})", danger=row["danger"])
    if row["shared"] <= FAR:
        yield say("their interests are far apart ({shared:.2f})", shared=row["shared"])
    yield say("so far {indicators}", indicators=listed(_standing(row, ladder)))
    if row["enemy"]:
        yield say("though both fear {state}", state=naming.state_in_sentence(row["enemy"]))
    yield say("their purpose is {purpose:.2f}", purpose=row["purpose"])


def _called(number: int, ladder: Ladder) -> str:
    return name(ladder.indicators[number - 1].short)


def _standing(row: Row, ladder: Ladder) -> Sequence[str]:
    """Name what stands, with its degree."""
    degrees = {1: later("{indicator} low"), 2: later("{indicator} high")}
    held = ((number, DEGREES.index(row[f"i{number}"])) for number in range(1, len(ladder) + 1))
    return [say(degrees[degree], indicator=_called(number, ladder)) for number, degree in held if degree]
