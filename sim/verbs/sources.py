"""`sim sources`: the public data sets that facts and candidates are from."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.datasets import SOURCES, files_of, newer
from sim.verbs.frame import Telling
from sim.verbs.parameters import Lang, SourceFolder, language
from sim.words import numerals, say, speaking

if TYPE_CHECKING:
    import pandas as pd


def sources(source: SourceFolder = None, lang: Lang = None) -> Telling:
    """List the public data sets that facts and candidates are from: years, citation, terms, what is bundled.

    Example: sim sources

    Parameters
    ----------
    source
        A folder with newer releases, by the names of their publishers: each is read, and what is wrong told.
    lang
        Language of what is said.
    """
    code = language(lang)
    files = files_of(Path(source)) if source is not None else {}
    if source is not None:
        newer(Path(source))
    with speaking(code):
        text = "\n\n".join(_told(name, files) for name in SOURCES)
        how = say("A newer release in a folder stands in for what is bundled: --source FOLDER.")
    return Telling([how], text=text, tables={"sources": partial(_plain, files)}, lang=code)


def _told(name: str, files: Mapping[str, Path]) -> str:
    """Say what a data set is, in the language spoken."""
    source = SOURCES[name]
    years = numerals("{}-{}".format(*source.years))
    lines = [
        say("{title}, {years}", title=source.release, years=years),
        say("cite: {citation}", citation=source.citation),
        say("terms: {terms}", terms=say(source.terms)),
        say("bundled: {bundled}", bundled=say(source.bundled)),
        say("file: {file}", file=files.get(name, " | ".join(source.files))),
    ]
    return "\n  ".join(lines)


def _plain(files: Mapping[str, Path]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(
        {
            "source": name,
            "title": source.title,
            "version": source.version,
            "first": source.years[0],
            "last": source.years[1],
            "citation": source.citation,
            "terms": source.terms,
            "bundled": source.bundled,
            "file": str(files.get(name, "")),
        }
        for name, source in SOURCES.items()
    )
