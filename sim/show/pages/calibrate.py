"""The page of a calibration: what the records tell of each parameter."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.evidence.calibrate import FREE, Prior
from sim.scenario.load import Case
from sim.show import calibration_figures
from sim.show.calibrating import sentences
from sim.show.page import Page, Picture, Section, Table, Text
from sim.show.pages.wording import SHARE, THREE, Cells, worded
from sim.show.value_names import PARAMETER_NAMES
from sim.words import listed, name, say, say_many


def page(cases: Sequence[Case], folder: Path) -> Page:
    """Return the page of a calibration's folder."""
    summary = pd.read_csv(folder / "parameters.csv", keep_default_na=False)
    checks = pd.read_csv(folder / "checks.csv", keep_default_na=False)
    posterior = pd.read_parquet(folder / "posterior.parquet")
    figures = dict(calibration_figures.drawings(Prior(FREE), posterior, summary))
    in_words = sentences(summary, checks)
    return Page(
        title=say(
            "Parameters learnt from {cases}", cases=listed([name(case.scenario.title) for case in cases])
        ),
        question=say_many(
            "What does the record of {count:d} case tell of the parameters of the model?",
            "What do the records of {count:d} cases tell of the parameters of the model?",
            len(cases),
        ),
        answer=in_words[:2],
        sections=[
            Section(
                "",
                [
                    Picture(
                        "marginals",
                        say("Each parameter before and after, and its means with a case left out."),
                        figures["marginals"],
                    )
                ],
            ),
            Section(say("What the data tell of each parameter"), [_parameters(summary)]),
            Section(say("How far to trust it"), [Text(in_words[2:]), _checks(cases, checks)]),
            Section(
                say("Parameters in pairs"),
                [
                    Picture(
                        "pairs", say("The parameters that the data tell best, in pairs."), figures["pairs"]
                    )
                ],
                folded=True,
            ),
        ],
        footer=say(
            "What is learnt holds for this model and these records; sets that have not learnt from a case "
            "are those to forecast it with."
        ),
    )


def _parameters(summary: pd.DataFrame) -> Table:
    of_all = summary[summary["held_out"] == ""].drop(columns="held_out")
    return Table(worded(of_all, {column: _cell(column) for column in of_all.columns}))


def _cell(column: str) -> Callable[[Any], str] | str:
    if column == "parameter":
        return lambda code: say(PARAMETER_NAMES[code]) if code in PARAMETER_NAMES else str(code)
    return SHARE if column == "narrower" else THREE


def _checks(cases: Sequence[Case], checks: pd.DataFrame) -> Table:
    """Show what was observed beside what free lives come to."""
    titles = {case.scenario.name: name(case.scenario.title) for case in cases}
    cells: Cells = {
        "case": lambda code: titles[code],
        "statistic": str,
        **dict.fromkeys(("observed", "p05", "p50", "p95"), THREE),
        "inside": lambda inside: say("yes") if inside else say("no"),
    }
    return Table(worded(checks, cells), say("Figures of the records beside free lives"))
