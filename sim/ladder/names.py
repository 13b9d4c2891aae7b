"""What people call things, in the languages that files give."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from sim.reading import LONGEST_TITLE


class Names(BaseModel):
    """A name in English and, if there is one, in Arabic."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE)]
    ar: Annotated[str | None, Field(max_length=LONGEST_TITLE)] = None


def _named(value: Any) -> Any:
    return {"en": value} if isinstance(value, str) else value


def _named_or_not(value: Any) -> Any:
    return _named(value) if value else None


Named = Annotated[Names, BeforeValidator(_named)]
NamedOrNot = Annotated[Names | None, BeforeValidator(_named_or_not)]
"""A name, or an empty word where there is none."""
