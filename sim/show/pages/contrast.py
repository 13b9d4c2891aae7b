"""The page of a contrast: what becomes of the pair under study in the variant, and how sure that is."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim.frames import read_frame
from sim.ladder.ladder import MILITARY
from sim.results.marks import read_sentences, read_verdict
from sim.scenario.load import Case, pair_under_study
from sim.show import contrasting
from sim.show.naming import naming_of
from sim.show.page import Page, Picture, Section, Table, Text
from sim.show.pages.run import ALLIANCES
from sim.show.pages.wording import SMALL, TWO, Cells, worded
from sim.words import name, say, say_many

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def page(base: Case, variant: Case, since: int | None, folder: Path) -> Page:
    """Return the page of a contrast's folder."""
    naming, first = naming_of(base), pair_under_study(base)
    arms = contrasting.arms_named(base, variant)
    tables = {path.stem: read_frame(path) for path in folder.glob("*.csv")}
    figures = contrasting.drawings(base, variant, tables["contrast"], since)
    verdict, sentences = list(read_verdict(folder).values()), read_sentences(folder)
    began = sentences[: 0 if since is None else 1]
    lead, *rest = (sentence for sentence in sentences[len(began) :] if sentence not in verdict)
    return Page(
        title=say("{pair}: {variant}", pair=naming.party(first), variant=name(variant.scenario.title)),
        question=say_many(
            "What becomes of {pair} in “{variant}”, beside “{base}”, in {count:,} pair of lives that share "
            "their chances?",
            "What becomes of {pair} in “{variant}”, beside “{base}”, in {count:,} pairs of lives that share "
            "their chances?",
            base.scenario.runs,
            pair=naming.party_in_sentence(first),
            variant=name(variant.scenario.title),
            base=name(base.scenario.title),
        ),
        answer=[lead, *verdict[:1]],
        sections=[
            Section("", [Picture("answer", _answer_caption(since), figures["answer"])]),
            Section(
                say("All pairs"),
                [
                    Text([*began, *verdict[1:], *rest], listed=True),
                    *_all_pairs(figures),
                    Table(
                        contrasting.changes(base, arms, tables["contrast"], every=True),
                        say("The index at the end"),
                        say("Every year stands in contrast.csv."),
                    ),
                ],
            ),
            Section(
                say("Verdicts at the end"),
                [
                    Table(
                        contrasting.verdict_table(base, arms, tables["verdicts"], every=True),
                        note=say(ALLIANCES) if base.ladder.name == MILITARY.name else "",
                    )
                ],
            ),
            Section(
                say("Who reaches which stage"),
                [
                    Table(
                        contrasting.passage_table(base, arms, tables["passages"], every=True),
                        note=say(
                            "Shares of lives; the delay is the mean over lives that reach the stage in both."
                        ),
                    )
                ],
                folded=True,
            ),
            Section(say("What common draws gain"), [_pairing(base, tables["pairing"])], folded=True),
        ],
        terms=("index", "verdict", "stage"),
        footer=say(
            "A contrast speaks of this model: what else would have gone differently in the world is not in "
            "it. Intervals say how sure the mean of the model is, not how sure the model."
        ),
    )


def _answer_caption(since: int | None) -> str:
    if since is None:
        return say(
            "The pair under study: the index as observed, its mean over lives in both scenarios with what "
            "nine lives of ten come to, and the difference life by life."
        )
    return say(
        "The pair under study: the index as observed (up to {year:d} in both), its mean over lives in both "
        "scenarios with what nine lives of ten come to, and the difference life by life.",
        year=since,
    )


def _all_pairs(figures: Mapping[str, Callable[[], "Figure"]]) -> Iterator[Picture]:
    captions = {
        "paths": say(
            "Index of both scenarios beside the observed: mean of lives, and nine lives of ten. Of many "
            "pairs those that differ most are drawn; the tables have all."
        ),
        "contrast": say(
            "Difference of the index, life by life: its mean, the 95% interval of that, and what nine "
            "lives of ten differ by."
        ),
    }
    return (Picture(figure, caption, figures[figure]) for figure, caption in captions.items())


def _pairing(base: Case, table: pd.DataFrame) -> Table:
    cells: Cells = {
        "pair": lambda party: naming_of(base).party(party),
        **{"variance_paired": SMALL, "variance_independent": SMALL, "gain": TWO},
    }
    note = say("With independent draws so many times as many lives would be needed for the same interval.")
    return Table(worded(table, cells), "", note)
