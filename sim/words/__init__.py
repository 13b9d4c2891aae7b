"""Words: every sentence, label and heading that people read, in the language they have chosen.

English stands in the code; `ar.po` beside this file holds the same in Arabic, and another language is
another such file. What is said is looked up where it is said: `say("{pair} in {year}", pair=..., year=...)`.
Files of results are in English and in codes, whatever the language.
"""

import gettext
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from numbers import Number
from pathlib import Path
from string import Formatter
from typing import Any, Final

from sim.faults import Fault, InputError, nearest
from sim.ladder.names import Names

ENGLISH: Final = "en"
"""The language of the code."""

CATALOGUES: Final = Path(__file__).parent
"""Where the catalogues of the other languages stand, `CODE.po` each."""


@dataclass(frozen=True)
class Language:
    """A language that is spoken here.

    Attributes
    ----------
    code
        Its code (ISO 639-1), as `--lang` takes it.
    catalogue
        Its messages, with their forms of the plural.
    signs
        What it writes in place of the signs within numbers of English.
    right_to_left
        Whether it is written from right to left.
    """

    code: str
    catalogue: gettext.NullTranslations
    signs: Mapping[int, str]
    right_to_left: bool = False


def languages() -> list[str]:
    """Return the codes of all languages, English first."""
    return [ENGLISH, *sorted(path.stem for path in CATALOGUES.glob("*.po"))]


def known(code: str, where: str = "--lang") -> str:
    """Return the code of a language, where there is such.

    Raises
    ------
    InputError
        Where there is none, named as it was asked for.
    """
    if code not in languages():
        expected = "one of " + ", ".join(languages())
        raise InputError([Fault(where, "", code, expected, nearest(code, languages()))])
    return code


@cache
def language(code: str) -> Language:
    """Read a language: its catalogue, and its signs by the Unicode Common Locale Data Repository."""
    if code == ENGLISH:
        return Language(code, gettext.NullTranslations(), {})
    from babel import Locale
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (CATALOGUES / f"{code}.po").open(encoding="utf-8") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    locale = Locale(code)
    symbols = locale.number_symbols[locale.default_numbering_system]
    signs = {".": "decimal", ",": "group", "%": "percentSign", "-": "minusSign", "+": "plusSign"}
    return Language(
        code,
        gettext.GNUTranslations(compiled),
        {ord(sign): symbols[name] for sign, name in signs.items()},
        locale.text_direction == "rtl",
    )


_SPOKEN: ContextVar[str] = ContextVar("language", default=ENGLISH)


def spoken() -> Language:
    """Return the language that is spoken now."""
    return language(_SPOKEN.get())


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language in what is done within."""
    before = _SPOKEN.set(known(code))
    try:
        yield
    finally:
        _SPOKEN.reset(before)


class _Numerals(Formatter):
    """Writes numbers in a message with the signs of the language."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """Write a value, a number in the signs of the language."""
        written = format(value, format_spec)
        return numerals(written) if isinstance(value, Number) else str(written)


_NUMERALS: Final = _Numerals()


def say(message: str, /, **values: Any) -> str:
    """Say a message with its values in the language that is spoken.

    Parameters
    ----------
    message
        The English message, with a placeholder for each value: `"{pair} at {index:.2f}"`.
    **values
        Its values by name. Numbers are formatted as the placeholder says, in the signs of the language.
    """
    return _NUMERALS.vformat(spoken().catalogue.gettext(message), (), values)


def say_in(context: str, message: str, /, **values: Any) -> str:
    """Say a message that means different things in different contexts: `low` of degrees, of bounds."""
    return _NUMERALS.vformat(spoken().catalogue.pgettext(context, message), (), values)


def say_many(one: str, many: str, count: int, /, **values: Any) -> str:
    """Say a message in the form that a count takes; `{count}` in it is the count."""
    message = spoken().catalogue.ngettext(one, many, count)
    return _NUMERALS.vformat(message, (), {"count": count, **values})


def later(message: str) -> str:
    """Mark a message of a table as one that is looked up where it is said, by `say`."""
    return message


def numerals(written: str) -> str:
    """Give a number as Python writes it the signs of the language."""
    return written.translate(dict(spoken().signs))


def name(names: Names) -> str:
    """Return what something is called in the language that is spoken, else in English."""
    return getattr(names, spoken().code, None) or spoken().catalogue.gettext(names.en)


def listed(items: Sequence[str]) -> str:
    """Join items as a sentence does: `A, B and C`."""
    if len(items) < 2:
        return "".join(items)
    return say("{items} and {last}", items=say_in("before and", ", ").join(items[:-1]), last=items[-1])


def alternatives(items: Sequence[str]) -> str:
    """Join items of which one is meant: `A, B or C`."""
    if len(items) < 2:
        return "".join(items)
    return say("{items} or {last}", items=say_in("before or", ", ").join(items[:-1]), last=items[-1])


def first_of(items: Sequence[str], most: int) -> str:
    """Name the first of some things, and say how many more there are."""
    left = len(items) - most
    if left <= 0:
        return enumerated(items)
    named = enumerated(items[:most])
    return say_many("{items} and {count:,} more", "{items} and {count:,} more", left, items=named)


def enumerated(items: Sequence[str]) -> str:
    """Join items by commas alone."""
    return say(", ").join(items)
