"""`sim cases`: the cases that ship."""

import pandas as pd

from sim.scenario.bundled import questions
from sim.verbs.frame import Telling


def cases() -> Telling:
    """List the cases that ship, each with its question: their names stand for their folders.

    Example: sim run russia_china
    """
    table = pd.DataFrame(questions(), columns=["case", "question"])
    return Telling(short=[("", table)], tables={"cases": lambda: table})
