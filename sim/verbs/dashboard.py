"""`sim dashboard`: a page in which a case can be changed and seen at once."""

from typing import Annotated

import typer
from pydantic import Field

from sim.board.settings import Settings
from sim.scenario.bundled import cases
from sim.scenario.merge import SCENARIO_FILE
from sim.verbs.frame import Telling
from sim.verbs.parameters import CaseGiven, Lang, language, read_case
from sim.words import say, speaking


def dashboard(
    scenario: Annotated[
        CaseGiven,
        typer.Argument(
            metavar="SCENARIO",
            help="A TOML file, a folder with scenario.toml, or the name of a case that ships.",
        ),
    ] = "russia_china",
    port: Annotated[
        Annotated[int, Field(ge=1, le=65535)] | None,
        typer.Option(metavar="N", help="Port to listen at; by default any that is free."),
    ] = None,
    lang: Lang = None,
) -> Telling:
    """Open a page in which a case can be changed and seen at once; Ctrl-C ends it.

    Example: sim dashboard russia_china

    Parameters
    ----------
    scenario
        What the page begins with: a TOML file, a folder with `scenario.toml`, or a case that ships.
    port
        Where it listens, on this machine alone.
    lang
        The language that the page begins in.
    """
    from sim.board.serving import serve

    case = read_case(scenario)
    name = next(
        (key for key, folder in cases().items() if folder / SCENARIO_FILE == case.path), str(case.path)
    )
    code = language(lang, case)
    with speaking(code):
        serve(Settings(language=code, case=name), port, _announce)
    return Telling()


def _announce(address: str) -> None:
    print(say("The dashboard is at {address} (Ctrl-C ends it).", address=address), flush=True)
