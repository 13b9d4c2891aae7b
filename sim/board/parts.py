"""What components share: they speak the language of the settings, and write text as text."""

from collections.abc import Callable
from functools import wraps
from html import escape
from typing import Any

import solara

from sim.board.settings import Settings
from sim.words import speaking

Change = Callable[[Callable[[Settings], Settings]], None]
"""What changes a visitor's settings, given what makes new ones of them."""


def spoken(render: Callable[..., Any]) -> Callable[..., Any]:
    """Make a component that is rendered in the language of the settings, which come first."""

    def component(settings: Settings, *arguments: Any, **named: Any) -> Any:
        with speaking(settings.language):
            return render(settings, *arguments, **named)

    made: Callable[..., Any] = solara.component(wraps(render)(component))
    return made


def text(tag: str, content: str, *classes: str, **attributes: str) -> None:
    """Write text in an element of the page."""
    solara.HTML(tag=tag, unsafe_innerHTML=escape(content), classes=list(classes), attributes=attributes)


def told(sentences: list[str], *, mild: bool = False) -> None:
    """Tell what is wrong or, where mild, doubtful."""
    for sentence in sentences:
        text("p", sentence, "sim-told", *(["sim-mild"] if mild else []), role="alert", dir="auto")


def picture(source: str, described: str, *, stale: bool) -> None:
    """Show a figure, faintly where it is of what was before."""
    classes = ["sim-picture", *(["sim-stale"] if stale else [])]
    image = f'<img src="{escape(source)}" alt="{escape(described)}">'
    solara.HTML(tag="figure", unsafe_innerHTML=image, classes=classes)
