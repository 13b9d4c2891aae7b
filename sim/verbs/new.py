"""`sim new`: a case of one's own."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from sim.scenario.facts import code_of, reading
from sim.scenario.new import new as begin
from sim.verbs.frame import Telling
from sim.verbs.parameters import Lang, SourceFolder, language, newer_tables
from sim.words import say, speaking


def new(
    folder: Annotated[str | Path, typer.Argument(metavar="FOLDER", help="The case's folder, to be made.")],
    states: Annotated[
        str | Sequence[str],
        typer.Option(
            metavar="A,B,...",
            help="Codes or names, e.g. USA,India,CHN: the first two are the pair under study; "
            "regions of the United Nations (Southern Asia), or all.",
        ),
    ],
    since: Annotated[int, typer.Option("--from", metavar="Y", help="First year.")],
    last: Annotated[int, typer.Option("--to", metavar="Y", help="Last year.")],
    source: SourceFolder = None,
    lang: Lang = None,
) -> Telling:
    """Begin a case of your own: a commented scenario, figures filled in where they are published.

    Example: sim new my_case --states FRA,DEU,SUN --from 1950 --to 1990

    Parameters
    ----------
    folder
        The case's folder, to be made.
    states
        Their codes or names; the first two are the pair under study. Regions by their names (UN M49, in
        English or Arabic) and `all` stand for the states that are such in the first year.
    since, last
        First and last year.
    source
        A folder with newer releases of data sets, by the names of their publishers (`sim sources`).
    lang
        Language of what is said; the scenario's comments are in English.
    """
    named = [name.strip() for name in (states.split(",") if isinstance(states, str) else states)]
    case_folder = Path(folder)
    tables, read_instead = newer_tables(source)
    with reading(tables):
        written, notes = begin(case_folder, named, since, last)
    code = language(lang)
    with speaking(code):
        next_steps = [
            say(
                "Next: judge what says so in {folder}/scenario.toml, code events, then sim check {folder}.",
                folder=case_folder,
            )
        ]
        if all(map(code_of, named)):
            asked = (
                f"{shlex.quote(','.join(named))} --from {since} --to {last} --out {case_folder}/events.csv"
            )
            next_steps.append(
                say("What public data sets know as events to be judged: sim candidates {asked}", asked=asked)
            )
    return Telling(
        next_steps,
        [f"note: {note}" for note in (*read_instead, *notes)],
        folder=case_folder,
        written=written,
        lang=code,
    )
