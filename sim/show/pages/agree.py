"""The page of an agreement: how far two codings of one history agree, and where they do not."""

from pathlib import Path
from typing import Final

from sim.frames import read_frame
from sim.ladder.rules import DEGREES
from sim.results.marks import read_sentences
from sim.show.agreeing import Files, agreement_table, drawings
from sim.show.naming import degrees, naming_of_known_states
from sim.show.page import Page, Picture, Section, Table, Text
from sim.words import later, listed, say

MATCHED: Final = {
    "indicator": later("indicator"),
    "date_first": later("date, first coding"),
    "degree_first": later("degree, first coding"),
    "title_first": later("title, first coding"),
    "date_second": later("date, second coding"),
    "degree_second": later("degree, second coding"),
    "title_second": later("title, second coding"),
}
"""What is shown of `matched.csv`, and what it is called."""


def page(files: Files, folder: Path) -> Page:
    """Return the page of two codings."""
    naming = naming_of_known_states()
    sentences, figures = read_sentences(folder), drawings(files)
    left_out = sum(map(bool, files.left_out))
    pairs = [naming.party(party) for party in files.compared.names]
    return Page(
        title=say("{pairs}: two codings", pairs=listed(pairs)),
        question=say(
            "How far do the codings {first} and {second} of one history agree?",
            first=files.names[0],
            second=files.names[1],
        ),
        answer=sentences[left_out:][:1] + sentences[-2:-1],
        sections=[
            Section(
                "",
                [
                    Picture(
                        f"agreement-{party}",
                        say(
                            "The ladder of {pair} by both codings; marks stand where they differ.",
                            pair=naming.party_in_sentence(party),
                        ),
                        figures[f"agreement-{party}"],
                        headed=True,
                    )
                    for party in files.compared.names
                ],
            ),
            Section(
                say("Question by question"),
                [
                    Text([*sentences[:left_out], *sentences[left_out + 1 : -2], sentences[-1]], listed=True),
                    Table(agreement_table(files.compared.ladder, read_frame(folder / "agreement.csv"))),
                ],
            ),
            Section(say("Event by event"), [_matched(folder)], folded=True),
        ],
        terms=("kappa", "stage"),
        footer=say("Agreement says that two read alike, not that both read right."),
    )


def _matched(folder: Path) -> Table:
    """Lay the events of both codings side by side."""
    frame = read_frame(folder / "matched.csv", blank=True).astype(str)
    called = dict(zip(DEGREES, degrees(), strict=True))
    for column in ("degree_first", "degree_second"):
        frame[column] = [called.get(code, code) for code in frame[column]]
    note = say("An empty side has no such event. All that both files say stands in matched.csv.")
    return Table(
        frame[list(MATCHED)].rename(columns={key: say(words) for key, words in MATCHED.items()}), note=note
    )
