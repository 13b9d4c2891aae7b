"""Brings the catalogues of `sim/words` up to date with what the code says: `python -m tools.words`.

Messages that are gone are dropped, new ones are added without a translation, which the tests then ask for.
"""

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

import sim
from sim.scenario.parameters import PARAMETERS
from sim.words import CATALOGUES, ENGLISH, languages

PACKAGE = Path(sim.__file__).parent
"""What is read."""

METHODS = [("**.py", "tools.words:calls"), ("**.html", "jinja2")]
"""What reads which files."""

KEYWORDS = {"say": None, "later": None, "say_many": (1, 2), "say_in": ((1, "c"), 2)}
"""Functions that say a message, and which of their arguments it is."""


def calls(
    file: IO[bytes], keywords: Mapping[str, object], comment_tags: Collection[str], options: Mapping[str, str]
) -> Iterator[tuple[int, str, tuple[str | None, ...], list[str]]]:
    """Go through the calls in a Python file that say a message, as Babel asks for them.

    Babel's own reader leaves out those that stand within others or within an f-string.
    """
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in keywords:
            yield node.lineno, node.func.id, tuple(map(_text, node.args)), []


def _text(argument: ast.expr) -> str | None:
    """Return the text of an argument that is one."""
    value = argument.value if isinstance(argument, ast.Constant) else None
    return value if isinstance(value, str) else None


def said(package: Path = PACKAGE) -> Catalog:
    """Return all that the code says: each message with the places where it does."""
    catalogue = Catalog(project="rapprochement", charset="utf-8")
    options = {"**.html": {"trimmed": "true", "silent": "false"}}
    found = extract_from_dir(str(package), METHODS, options, KEYWORDS)
    for file, _, message, comments, context in found:
        catalogue.add(message, locations=[(file, None)], auto_comments=comments, context=context)
    for parameter in PARAMETERS.values():
        catalogue.add(parameter.meaning, locations=[("scenario/parameters.csv", None)])
    return catalogue


def translated(code: str) -> Catalog:
    """Read the catalogue of a language."""
    with (CATALOGUES / f"{code}.po").open(encoding="utf-8") as file:
        return read_po(file, locale=code)


def texts(string: str | Sequence[str] | None) -> list[str]:
    """Return a text, or each form of the plural of one; an empty one where there is none yet."""
    return [string] if isinstance(string, str) else list(string or [""])


def lacking(catalogue: Catalog) -> list[Message]:
    """Return the messages that have no translation, not in every form, or a guess."""
    return [
        message for message in catalogue if message.id and (message.fuzzy or not all(texts(message.string)))
    ]


def update() -> Iterator[str]:
    """Bring each catalogue up to date; go through what still lacks a translation."""
    messages = said()
    for code in languages():
        if code == ENGLISH:
            continue
        catalogue = translated(code)
        catalogue.update(messages, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with (CATALOGUES / f"{code}.po").open("wb") as file:
            write_po(file, catalogue, width=110, omit_header=False, sort_by_file=True, include_lineno=False)
        yield from (f"{code}: {message.id}" for message in lacking(catalogue))


if __name__ == "__main__":
    print(*update(), sep="\n")
