"""`sim candidates`: what public data sets know of some states, as events to be judged."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.csv_tables import csv_bytes, csv_text
from sim.faults import Fault, InputError
from sim.ladder.event_files import read_rows
from sim.ladder.events import RULE
from sim.ladder.ladder import MILITARY
from sim.scenario import facts
from sim.scenario.facts import Row, reading
from sim.scenario.new import codes_of
from sim.scenario.schema import LONGEST_SPAN
from sim.show.measures import heading
from sim.verbs.frame import Telling
from sim.verbs.parameters import Lang, SourceFolder, language, newer_tables
from sim.words import numerals, say, say_many, speaking

if TYPE_CHECKING:
    import pandas as pd


def candidates(
    states: Annotated[
        str | Sequence[str], typer.Argument(metavar="A,B,...", help="Codes or names, e.g. FRA,DEU.")
    ],
    since: Annotated[int, typer.Option("--from", metavar="Y", help="First year.")],
    last: Annotated[int, typer.Option("--to", metavar="Y", help="Last year.")],
    out: Annotated[
        str | Path | None,
        typer.Option(metavar="FILE", help="Events file to write: a new one, or one without a row."),
    ] = None,
    accept: Annotated[
        bool,
        typer.Option("--accept", help="Accept by rule what leaves nothing to judge; every result says so."),
    ] = False,
    source: SourceFolder = None,
    lang: Lang = None,
) -> Telling:
    """List what public data sets know of some states as candidate events, to be judged before they count.

    Each row proposes an indicator and a degree by the codebook's rules, and says what they leave to judge. It
    counts once its column `accept` says yes; no refuses it.

    Example: sim candidates FRA,DEU --from 1945 --to 2023

    Parameters
    ----------
    states
        Their codes or names.
    since, last
        First and last year.
    out
        The events file to write; without it a file below the present folder, named by states and years.
    accept
        Accept by rule what leaves nothing to judge; every result made of such rows says so.
    source
        A folder with newer releases of data sets, by the names of their publishers (`sim sources`).
    lang
        Language of what is said; the file is in English.
    """
    from sim.datasets.candidates import HEADER, accepted_by_rule
    from sim.datasets.candidates import candidates as propose

    named = states.split(",") if isinstance(states, str) else states
    codes = codes_of([name.strip() for name in named], "STATES")
    years = f"{since} to {last}"
    if not (1 <= since <= last <= 9999 and last - since < LONGEST_SPAN):
        expected = f"a first year and a last not before it, of at most {LONGEST_SPAN} years"
        raise InputError([Fault("--from, --to", "", years, expected)])
    path = Path(out) if out is not None else Path(f"candidates-{'-'.join(sorted(codes))}-{since}-{last}.csv")
    if path.exists() and not _empty(path):
        expected = "a name that is free, or an events file without a row: --out FILE"
        raise InputError([Fault(str(path), "", "a file there", expected)])
    tables, read_instead = newer_tables(source)
    with reading(tables):
        rows = propose(codes, since, last)
        unknown = _unknown(since, last)
    rows = accepted_by_rule(rows) if accept else rows
    path.write_bytes(csv_bytes(csv_text([HEADER, *([row[name] for name in HEADER] for row in rows)])))
    code = language(lang)
    with speaking(code):
        sentences, short = _said(rows, path), _short(rows)
    frames = {"candidates": lambda: _frame(rows, HEADER)}
    notes = [f"note: {note}" for note in (*read_instead, *unknown)]
    return Telling(
        sentences, notes, short=short, tables=frames, folder=path.parent, written=[path], lang=code
    )


def _empty(path: Path) -> bool:
    """Tell whether a file of events has no row yet, as in a new case."""
    return path.is_file() and not read_rows(path)


def _said(rows: Sequence[Row], path: Path) -> list[str]:
    """Say how many there are, how many are accepted by rule, and what to do next."""
    accepted = sum(row["accept"] == RULE for row in rows)
    doubtful = sum(bool(row["judge"]) for row in rows)
    sentences = [
        say_many("{count:,} candidate in {path}.", "{count:,} candidates in {path}.", len(rows), path=path),
        say_many(
            "{count:,} says what is left to judge, in its column judge.",
            "{count:,} say what is left to judge, in their column judge.",
            doubtful,
        ),
    ]
    if accepted:
        sentences.append(
            say_many(
                "{count:,} is accepted by rule, and no coder has read it.",
                "{count:,} are accepted by rule, and no coder has read them.",
                accepted,
            )
        )
    next_step = say(
        "Next: write yes or no under accept; sim check {path} counts what is left, sim assess {path} shows "
        "what those accepted come to.",
        path=path,
    )
    return [*sentences, next_step]


def _short(rows: Sequence[Row]) -> list[tuple[str, "pd.DataFrame"]]:
    """Count the candidates by indicator and degree."""
    import pandas as pd

    from sim.show.naming import degrees, labels_of

    called, labels = degrees(), labels_of(MILITARY)
    counts = {
        label: [
            sum(row["indicator"] == str(number) and row["degree"] == degree for row in rows)
            for degree in DEGREES
        ]
        for number, label in enumerate(labels, start=1)
    }
    table = {heading("indicator"): list(counts)} | {
        called[position]: [numerals(str(found[position - 1])) for found in counts.values()]
        for position in range(1, len(DEGREES) + 1)
    }
    return [(say("Candidates"), pd.DataFrame(table))]


DEGREES = ("low", "high")


def _unknown(since: int, last: int) -> list[str]:
    """Say which years no data set covers, by what it knows: no row is no zero there."""
    known = {
        "treaties": "treaties",
        "agreements": "agreements",
        "deliveries": "arms",
        "exercises": "exercises",
        "troops": "troops (those of Britain, France and Russia 1981-2012)",
        "claims": "settled claims",
    }
    spans = {words: facts.covered(table) for table, words in known.items()}
    beyond = [
        f"{words} {first}-{end}" for words, (first, end) in spans.items() if since < first or last > end
    ]
    if not beyond:
        return []
    return ["outside these years a data set knows nothing, and no row is no zero: " + ", ".join(beyond)]


def _frame(rows: Sequence[Row], header: Sequence[str]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(rows, columns=list(header))
