"""The validation page, written from the tables beside it."""

from pathlib import Path


def page(tables: Path) -> str:
    """Write the page from its tables."""
    raise NotImplementedError
