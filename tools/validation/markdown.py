"""Pages in Markdown, and their tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template


def template(name: str) -> Template:
    """Return a page's template: not HTML, so nothing is escaped."""
    loader = PackageLoader("tools", "validation")
    pages = Environment(loader=loader, autoescape=False, undefined=StrictUndefined, trim_blocks=True)
    return pages.get_template(name)


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write rows that share their columns as a table."""
    names = list(rows[0])
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    return "\n".join([*lines, *("| " + " | ".join(str(row[name]) for name in names) + " |" for row in rows)])
