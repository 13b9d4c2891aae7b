"""`sim sources`: the public data sets that facts and candidates are from."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

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
    from sim.datasets import files_of, newer

    code = language(lang)
    files = files_of(Path(source)) if source is not None else {}
    if source is not None:
        newer(Path(source))
    with speaking(code):
        short = [(say("Public data sets"), _table(files))]
        how = say("A newer release in a folder stands in for what is bundled: --source FOLDER.")
    return Telling([how], short=short, tables={"sources": partial(_plain, files)}, lang=code)


def _table(files: Mapping[str, Path]) -> "pd.DataFrame":
    """Say what the data sets are, in the language spoken."""
    import pandas as pd

    from sim.datasets import SOURCES

    return pd.DataFrame(
        {
            say("Data set"): source.release,
            say("Years"): numerals("{}-{}".format(*source.years)),
            say("Cite"): source.citation,
            say("Terms"): say(source.terms),
            say("Bundled"): say(source.bundled),
            say("File"): str(files.get(name, "")) or " | ".join(source.files),
        }
        for name, source in SOURCES.items()
    )


def _plain(files: Mapping[str, Path]) -> "pd.DataFrame":
    import pandas as pd

    from sim.datasets import SOURCES

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
