"""The page of `sim shocks`: what each shock, or each term of the model, did."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sim.frames import read_frame
from sim.results.marks import read_sentences
from sim.scenario.load import Case, pair_under_study
from sim.show import shock_figures, shock_words
from sim.show.naming import naming_of
from sim.show.page import Block, Page, Picture, Section, Table, Text
from sim.words import name, say, say_many


def page(case: Case, table: str, folder: Path) -> Page:
    """Return the page of what `sim shocks` found, whose effects stand in a table of that name."""
    rows, threats = read_frame(folder / f"{table}.csv"), read_frame(folder / "threats.csv")
    by_shock, first = shock_words.kind_of(rows) == "shock", pair_under_study(case)
    pair, lives = naming_of(case).party_in_sentence(first), int(rows["lives"].iloc[0])
    sentences = read_sentences(folder)
    others = [party for party in shock_figures.parties_shown(case, rows) if party != first]
    blocks = list(effects(case, rows))[1:]
    moved = (
        [Table(shock_words.threat_cells(case, threats))] if len(threats) else [Text([say("None is moved.")])]
    )
    return Page(
        title=say("{pair}: what each shock did", pair=naming_of(case).party(first))
        if by_shock
        else say("{pair}: what each term of the model does", pair=naming_of(case).party(first)),
        question=say_many(
            "What became of {pair} in {count:,} life because of each shock of {scenario}?",
            "What became of {pair} in {count:,} lives because of each shock of {scenario}?",
            lives,
            pair=pair,
            scenario=name(case.scenario.title),
        )
        if by_shock
        else say_many(
            "What does each term of the model do to {pair} in {count:,} life of {scenario}?",
            "What does each term of the model do to {pair} in {count:,} lives of {scenario}?",
            lives,
            pair=pair,
            scenario=name(case.scenario.title),
        ),
        answer=sentences[:2],
        sections=[
            Section(say("Effects on the index"), blocks),
            Section(
                say("Threats before and after"),
                [
                    Text(
                        [
                            *sentences[2:],
                            say(
                                "Means over lives of every threat that is moved directly, and of the one "
                                "moved most."
                            ),
                        ]
                    ),
                    *moved,
                ],
            ),
            Section(say("Other pairs"), [_cells(case, rows, party) for party in others], folded=True),
        ],
        terms=("index", "threat"),
        footer=say(
            "An effect speaks of this model: what else would have gone differently in the world is not in "
            "it. Effects of single shocks do not add up, since each is left out with all others in place. "
            "Intervals say how sure the mean of the model is, not how sure the model."
        ),
    )


def effects(case: Case, table: pd.DataFrame) -> Iterator[Block]:
    """Go through what a page says and shows of effects on the pair under study.

    Parameters
    ----------
    case
        The scenario.
    table
        Its `shocks.csv` or `mechanisms.csv`.
    """
    by_shock = shock_words.kind_of(table) == "shock"
    yield Text([shock_words.shock_sentence(case, table)])
    if caution := shock_words.caution(case, table):
        yield Text([caution])
    ((figure, draw),) = shock_figures.drawings(case, table).items()
    yield Picture(figure, _caption(by_shock, int(table["lives"].iloc[0])), draw)
    yield _cells(case, table, pair_under_study(case))


def _caption(by_shock: bool, lives: int) -> str:
    if by_shock:
        return say(
            "Effect on the index: mean over {lives:,} lives of the difference between each life with the "
            "shock and the same life without it, with its 90% interval.",
            lives=lives,
        )
    return say(
        "Effect on the index: mean over {lives:,} lives of the difference between each life with the term "
        "and the same life without it, with its 90% interval.",
        lives=lives,
    )


def _cells(case: Case, table: pd.DataFrame, party: str) -> Table:
    if shock_words.kind_of(table) == "shock":
        note = say(
            "Effects on the index, 0 to 1, so many years after the shock (its last possible year) and in "
            "the last year, with the 90% interval of the mean. Lives: the share in which the pair has "
            "another degree of some indicator within five years."
        )
    else:
        note = say(
            "Effects on the index, 0 to 1, so many years after the start and in the last year, with the 90 "
            "% interval of the mean. Lives: the share in which the pair has another degree of some "
            "indicator in some year."
        )
    return Table(shock_words.cells(case, table, party), naming_of(case).party(party), note)
