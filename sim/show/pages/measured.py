"""The page of measured ladders: what is known of a pair, the records it rests on, and what is left open."""

from collections.abc import Iterator, Sequence
from typing import Final

import pandas as pd
from markupsafe import Markup as Html

from sim.ladder.partly_known import CALLED, UNKNOWN, PartlyKnown
from sim.plain import drawable
from sim.show.measured import MeasuredPairs, index_left_open, indicators, stage_left_open, verdicts
from sim.show.measured_figures import drawings
from sim.show.measures import heading
from sim.show.naming import degrees, labels_of
from sim.show.page import Block, Markup, Page, Picture, Section, Table, Text
from sim.show.report import MOST_SHOWN
from sim.words import enumerated, numerals, say, say_many

MOST_TOLD: Final = 12
"""Records told of one cell; all stand in the files."""


def page(pairs: MeasuredPairs) -> Page:
    """Return the page of measured ladders."""
    shown = [*pairs.drawn[:MOST_SHOWN]]
    first, naming = shown[0], pairs.naming
    said = verdicts(pairs)
    return Page(
        title=naming.party(first.name),
        question=say(
            "What do public data sets know of the ladder of {pair}, and what do they leave open?",
            pair=naming.party_in_sentence(first.name),
        ),
        answer=[said[first.name], _of_cells(first)],
        sections=[
            Section("", _figure(pairs, first)),
            Section(say("The records: each cell opens what it rests on"), [_table(pairs, first)]),
            Section(say("How far to trust it"), [Text(_trust(pairs), listed=True), _known_years(pairs)]),
            *_all_pairs(pairs),
            *(_other(pairs, ladder) for ladder in shown[1:]),
        ],
        terms=("stage", "index"),
        footer=say(
            "Nothing here is coded by hand or simulated: the same data sets give the same ladder. A cell "
            "of which they know nothing is left unknown, never taken for none."
        ),
    )


def _of_cells(ladder: PartlyKnown) -> str:
    """Say how many cells are known."""
    return say(
        "Of {all:,} cells of an indicator and a year {known:,} are known, {above:,} of them above none.",
        all=ladder.degrees.size,
        known=int(ladder.known.sum()),
        above=int((ladder.degrees > 0).sum()),
    )


def _figure(pairs: MeasuredPairs, ladder: PartlyKnown) -> list[Block]:
    name = f"measured-{ladder.name}"
    caption = say(
        "The measured ladder of {pair}: above the stage, or the stages that unknown cells leave open, "
        "below the degree of each indicator; hatched is what nothing is known of.",
        pair=pairs.naming.party_in_sentence(ladder.name),
    )
    return [Picture(name, caption, drawings(pairs)[name])]


def _table(pairs: MeasuredPairs, ladder: PartlyKnown) -> Markup:
    called = say("The measured ladder of {pair}", pair=pairs.naming.party_in_sentence(ladder.name))
    columns = [heading("year"), *labels_of(ladder.ladder), heading("stage"), heading("index")]
    head = Html("").join(Html('<th scope="col">{}</th>').format(column) for column in columns)
    known = [t for t, count in enumerate(ladder.known) if count]
    rows = Html("\n").join(_row(pairs, ladder, position) for position in known)
    return Markup(
        Html(
            '<div class="wide" tabindex="0" role="group" aria-label="{}"><table class="ladder">'
            "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
        ).format(called, head, rows)
    )


def _row(pairs: MeasuredPairs, ladder: PartlyKnown, position: int) -> Html:
    year = ladder.years[position]
    cells = Html("").join(
        _cell(degree, ladder.records.get((year, number), ()), pairs)
        for number, degree in enumerate(ladder.degrees[position].tolist(), start=1)
    )
    return Html('<tr><th scope="row">{}</th>{}<td>{}</td><td>{}</td></tr>').format(
        numerals(str(year)), cells, stage_left_open(ladder, position), index_left_open(ladder, position)
    )


def _cell(degree: int, records: Sequence[tuple[str, str]], pairs: MeasuredPairs) -> Html:
    if degree <= 0:
        return Html('<td class="{}">{}</td>').format(CALLED[degree], "?" if degree == UNKNOWN else "·")
    told = Html("").join(
        Html("<li><bdi>{}</bdi> <em><bdi>{}</bdi></em></li>").format(
            drawable(record), drawable(pairs.releases[table])
        )
        for table, record in records[:MOST_TOLD]
    )
    if (left := len(records) - MOST_TOLD) > 0:
        more = say_many("{count:,} more, in evidence.csv", "{count:,} more, in evidence.csv", left)
        told += Html("<li>{}</li>").format(more)
    summary = say("{degree} ({count:,})", degree=degrees()[degree], count=len(records))
    return Html('<td class="{}"><details><summary>{}</summary><div><ul>{}</ul></div></details></td>').format(
        CALLED[degree], summary, told
    )


def _trust(pairs: MeasuredPairs) -> list[str]:
    labels = labels_of(pairs.ladders[0].ladder)
    return [
        say(
            "Measured weakly: {indicators}. Coders of the same histories find much that the data sets lack, "
            "and no data set sees the first at high.",
            indicators=enumerated([labels[number - 1] for number in pairs.weak]),
        ),
        say(
            "Exercises were found best for the United States and NATO; arms are major arms alone, and "
            "training that of the United States; forces are those of four states."
        ),
        say(
            "To cite: {releases}. Their authors and terms are listed by sim sources.",
            releases=enumerated(_cited(pairs)),
        ),
        say(
            "Where the stage is left open, it is told from the lowest, every unknown cell being none, to the "
            "highest, every one being high."
        ),
    ]


def _cited(pairs: MeasuredPairs) -> list[str]:
    """Return the releases that any cell rests on."""
    tables = {
        table for ladder in pairs.ladders for records in ladder.records.values() for table, _ in records
    }
    return [
        f"\N{FIRST STRONG ISOLATE}{pairs.releases[table]}\N{POP DIRECTIONAL ISOLATE}"
        for table in sorted(tables)
    ]


def _known_years(pairs: MeasuredPairs) -> Table:
    """Show in which years each indicator is known, of any pair."""
    rows = []
    for position, label in enumerate(indicators(pairs)):
        known = [
            ladder.years[t]
            for ladder in pairs.ladders
            for t, degree in enumerate(ladder.degrees[:, position])
            if degree != UNKNOWN
        ]
        years = say("{first:d} to {last:d}", first=min(known), last=max(known)) if known else say("never")
        rows.append({heading("indicator"): label, heading("years"): years})
    return Table(pd.DataFrame(rows), say("Years in which each indicator is known"))


def _all_pairs(pairs: MeasuredPairs) -> Iterator[Section]:
    """Show what is known of every pair in the year of which most is known, where there is more than one."""
    if len(pairs.ladders) < 2:
        return
    rows = [
        {
            heading("pair"): pairs.naming.party(ladder.name),
            heading("year"): numerals(str(ladder.years[(t := ladder.best_known())])),
            heading("stage"): stage_left_open(ladder, t),
            heading("index"): index_left_open(ladder, t),
        }
        for ladder in pairs.ladders
        if ladder.known.any()
    ]
    yield Section(say("All pairs"), [Table(pd.DataFrame(rows))], folded=True)


def _other(pairs: MeasuredPairs, ladder: PartlyKnown) -> Section:
    """Show the ladder of another pair."""
    title = pairs.naming.party(ladder.name)
    return Section(title, [*_figure(pairs, ladder), _table(pairs, ladder)], folded=True)
