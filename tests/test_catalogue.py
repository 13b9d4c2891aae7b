"""The catalogues: every message that the code says, whole and translated, in every language."""

from gettext import c2py
from string import Formatter

import pytest
from babel import Locale

from sim.words import ENGLISH, first_of, languages, listed, say_many, speaking
from tools.words import lacking, said, texts, translated

OTHERS = [code for code in languages() if code != ENGLISH]


def _keys(catalogue):
    return {(message.context, message.id) for message in catalogue if message.id}


@pytest.fixture(scope="module")
def messages():
    return said()


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_has_the_messages_of_the_code_and_no_other(code, messages):
    catalogue = translated(code)
    assert _keys(catalogue) == _keys(messages)
    assert not catalogue.obsolete


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_is_translated_and_none_is_a_guess(code):
    assert [message.id for message in lacking(translated(code))] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_puts_in_what_the_message_does(code):
    wrong = [message.id for message in translated(code) if message.id and not _same_values(message, code)]
    assert wrong == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_message_of_a_count_has_every_form_of_the_plural(code):
    catalogue = translated(code)
    counted = [message for message in catalogue if isinstance(message.id, tuple)]
    assert counted
    for message in counted:
        assert len(texts(message.string)) == catalogue.num_plurals, message.id


def test_a_message_is_read_wherever_it_stands(tmp_path):
    (tmp_path / "nested.py").write_text(
        'say_many("{count:d} life of {pair}", "{count:d} lives of {pair}", n, pair=say("a pair"))\n'
        "f\"{title} {say('in a string')}\"\n"
        'say_in("degree", "low")\n'
        "say(TABLE[code])\n"
    )
    keys = _keys(said(tmp_path))
    assert (None, ("{count:d} life of {pair}", "{count:d} lives of {pair}")) in keys
    assert {(None, "a pair"), (None, "in a string"), ("degree", "low")} <= keys


def test_arabic_counts_by_its_six_forms_of_the_plural():
    with speaking("ar"):
        lives = {
            n: say_many("{count:,} life", "{count:,} lives", n)
            for n in (0, 1, 2, 3, 10, 11, 99, 100, 103, 1000)
        }
    assert lives[0] == "لا مسارات محاكاة"
    assert lives[1] == "مسار محاكاة واحد"
    assert lives[2] == "مسارَي محاكاة"
    assert (lives[3], lives[10], lives[103]) == ("3 مسارات محاكاة", "10 مسارات محاكاة", "103 مسارات محاكاة")
    assert (lives[11], lives[99]) == ("11 مسار محاكاة", "99 مسار محاكاة")
    assert (lives[100], lives[1000]) == ("100 مسار محاكاة", "1,000 مسار محاكاة")


def test_arabic_joins_each_item_of_a_list():
    with speaking("ar"):
        assert listed(["الصين", "روسيا", "الهند"]) == "الصين وروسيا والهند"
        assert first_of(["الصين", "روسيا", "الهند"], 2) == "الصين، روسيا وواحد آخر"


def _values(text):
    """Return what a message puts in, with how each is written."""
    return {(name, spec) for _, name, spec, _ in Formatter().parse(text) if name is not None}


def _same_values(message, code):
    """Tell whether a translation puts in what its message does; a form of one count may name it by a word."""
    if isinstance(message.id, str):
        return _values(message.id) == _values(message.string)
    asked = _values(message.id[1])
    count = {value for value in asked if value[0] == "count"}
    may_lack = {"zero": asked, "one": count, "two": count}
    return all(
        asked - may_lack.get(form, set()) <= _values(text) <= asked
        for form, text in zip(_forms(code), message.string, strict=True)
    )


def _forms(code):
    """Return the names of the forms of the plural of a language, in the order of its catalogue."""
    form_of, name_of = c2py(translated(code).plural_expr), Locale(code).plural_form
    names = {int(form_of(n)): name_of(n) for n in range(200)}
    return [names[form] for form in sorted(names)]
