"""`sim cases`: the cases that ship."""

import pandas as pd

from sim.scenario.bundled import questions
from sim.show.measures import heading
from sim.verbs.frame import Telling
from sim.verbs.parameters import Lang, language
from sim.words import speaking


def cases(lang: Lang = None) -> Telling:
    """List the cases that ship, each with its question: their names stand for their folders.

    Example: sim cases

    Parameters
    ----------
    lang
        Language of what is said; the questions are in English.
    """
    table = pd.DataFrame(questions(), columns=["case", "question"])
    code = language(lang)
    with speaking(code):
        worded = table.rename(columns=heading)
    return Telling(short=[("", worded)], tables={"cases": lambda: table}, lang=code)
