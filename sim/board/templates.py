"""The small pieces of the page: templates beside this file, given words, which say what a visitor does."""

from collections.abc import Callable
from typing import Any

import solara

Words = list[dict[str, Any]]
Told = Callable[[Any], None]
"""What is called with what a visitor did."""


@solara.component_vue("document.vue", vuetify=False)
def Document(language: str, mirrored: bool, title: str, event_measure: Told) -> None:
    """Dress the document around the page, and tell whether it is wide."""


@solara.component_vue("choice.vue", vuetify=False)
def Choice(label: str, options: Words, value: str, event_choose: Told) -> None:
    """Let one of many be chosen."""


@solara.component_vue("tabs.vue", vuetify=False)
def Tabs(label: str, options: Words, value: str, event_choose: Told) -> None:
    """Let one of a few be chosen."""


@solara.component_vue("switches.vue", vuetify=False)
def Switches(rows: Words, event_turn: Told) -> None:
    """Let things be switched on and off."""


@solara.component_vue("quantities.vue", vuetify=False)
def Quantities(rows: Words, event_move: Told, event_reset: Told) -> None:
    """Let numbers be moved, or written."""


@solara.component_vue("field.vue", vuetify=False)
def Field(label: str, value: str, event_write: Told, hint: str = "", fault: str = "") -> None:
    """Let something be written."""


@solara.component_vue("press.vue", vuetify=False)
def Press(label: str, event_press: Told, note: str = "", folding: bool = False, opened: bool = False) -> None:
    """Let something be done, or folded away."""


@solara.component_vue("save.vue", vuetify=False)
def Save(label: str, file: str, content: str, event_ask: Told, event_taken: Told) -> None:
    """Let a file be saved, whose content, in base 64, is made when it is asked for."""


@solara.component_vue("cells.vue", vuetify=False)
def Cells(
    label: str,
    grid: dict[str, Any],
    shades: Words,
    chosen: dict[str, Any],
    event_choose: Told,
    choosable: bool = True,
) -> None:
    """Show a ladder over the years, and let a cell of it be chosen."""


@solara.component_vue("rows.vue", vuetify=False)
def Rows(label: str, table: dict[str, Any]) -> None:
    """Show a table, its numbers with bars."""


@solara.component_vue("events.vue", vuetify=False)
def Events(rows: Words) -> None:
    """Show events with their sources."""


@solara.component_vue("player.vue", vuetify=False)
def Player(words: dict[str, str], first: int, last: int, value: int, event_turn: Told) -> None:
    """Let years be gone through, by hand or by itself."""
