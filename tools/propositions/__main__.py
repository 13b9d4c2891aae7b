"""What all pairs of states say of the propositions of the paper: a section of `docs/world.md`.

    python -m tools.propositions

It measures all pairs, writes the part of the page between its two marks, every figure of it to
`docs/world/propositions.csv`, and two pictures. It needs the extra `dev`.
"""

import sys
from pathlib import Path
from typing import Final

from sim.datasets.measured import measure
from sim.faults import InputError
from sim.frames import write_frame
from tools.propositions.circumstances import circumstances
from tools.propositions.figures import beneath_figure, odds_figure
from tools.propositions.ladder_tables import beneath_table, degrees, order, pulls, what_stands
from tools.propositions.page import section
from tools.propositions.panel import panel, with_agreements_alone
from tools.propositions.regress_tables import early_measures, quarrels
from tools.propositions.tables import as_frame
from tools.propositions.threat_tables import common_threat, leaps
from tools.propositions.tie_tables import habit, of_terms, power_and_interest, trade

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "world.md"
FOLDER: Final = ROOT / "docs" / "world"
BEGIN: Final = "<!-- propositions: python -m tools.propositions -->"
END: Final = "<!-- end of propositions -->"

DOTS: Final = 150
"""Dots an inch of the pictures."""


def main() -> None:
    """Write the section into its page."""
    plain = panel(measure())
    around = circumstances(plain)
    pairs = with_agreements_alone(plain, around.agreement)
    stands, terms = what_stands(pairs, around), of_terms(pairs, around)
    tables = {
        "order": order(pairs),
        "beneath": beneath_table(stands),
        "pulls": pulls(pairs, around),
        "degrees": degrees(pairs),
        "threat": common_threat(pairs, around),
        "leaps": leaps(pairs, around),
        "regress": quarrels(pairs, around),
        "early": early_measures(pairs, around),
        "power": power_and_interest(*terms),
        "habit": habit(*terms),
        "trade": trade(pairs, around),
    }
    FOLDER.mkdir(exist_ok=True)
    write_frame(as_frame(tables.values()), FOLDER / "propositions.csv")
    beneath_figure(stands).savefig(FOLDER / "propositions_beneath.png", dpi=DOTS)
    odds_figure(tables["threat"], tables["regress"]).savefig(FOLDER / "propositions_odds.png", dpi=DOTS)
    insert(PAGE, section(tables))


def insert(page: Path, text: str) -> None:
    """Put a text between the marks of its section, at the end of a page that has none."""
    whole = page.read_text(encoding="utf-8") if page.is_file() else "# What the world's pairs say\n\n"
    before, mark, rest = whole.partition(BEGIN)
    after = rest.partition(END)[2] if mark else "\n"
    space = "" if mark or before.endswith("\n\n") else "\n"
    page.write_text(f"{before}{space}{BEGIN}\n\n{text.strip()}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        sys.exit(str(error))
