"""Check that every relative link and picture in the project's pages leads to a file."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def broken() -> list[str]:
    """List the links that lead nowhere."""
    pages = [page for page in ROOT.rglob("*.md") if ".venv" not in page.parts]
    return [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]


if __name__ == "__main__":
    found = broken()
    print("\n".join(found) or "links: all lead to files")
    sys.exit(bool(found))
