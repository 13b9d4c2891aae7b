"""The catalogues hold all that is said, and nothing else, in every language.

`python -m tools.words` brings them up to date with the code; a translator fills what is new.
"""

import ast
from string import Formatter

import pytest

from sim.words import ENGLISH, languages
from tests.conftest import ROOT
from tools.words import KEYWORDS, said, translated

CODES = [code for code in languages() if code != ENGLISH]


def keys(catalogue):
    """Return what a catalogue has messages for."""
    return {(message.context, message.id) for message in catalogue if message.id}


def placeholders(text):
    """Return the values that a message asks for, by name."""
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def forms(message):
    """Return a message in its forms of the plural, and its translation in those of its language."""
    originals = list(message.id) if message.pluralizable else [message.id]
    translations = list(message.string) if message.pluralizable else [message.string]
    return originals, translations


@pytest.fixture(params=CODES)
def catalogue(request):
    return translated(request.param)


def test_there_is_a_language_besides_english():
    assert "ar" in CODES


def test_a_catalogue_has_what_is_said_and_nothing_else(catalogue):
    assert keys(catalogue) == keys(said())
    assert not catalogue.obsolete


def test_every_message_is_translated_in_every_form_of_the_plural(catalogue):
    lacking = [
        message.id
        for message in catalogue
        if message.id
        and (
            not all(forms(message)[1])
            or (message.pluralizable and len(message.string) != catalogue.num_plurals)
        )
    ]
    assert not lacking


def test_a_translation_asks_for_the_values_of_its_message_and_for_no_other(catalogue):
    """Forms of the plural but the last, the general one, may say in words what others have as values."""
    for message in catalogue:
        if not message.id or not any(forms(message)[1]):
            continue
        originals, translations = forms(message)
        known = {name for text in originals for name in placeholders(text)}
        assert all(set(placeholders(text)) <= known for text in translations), message.id
        assert set(placeholders(translations[-1])) == known, message.id


def test_no_message_stands_within_an_f_string_where_it_is_not_seen():
    for path in (ROOT / "sim").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            calls = ast.walk(node) if isinstance(node, ast.JoinedStr) else ()
            names = {
                call.func.id
                for call in calls
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
            }
            assert not names & set(KEYWORDS), f"{path}: {ast.unparse(node)}"
