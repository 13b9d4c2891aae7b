"""What the pairs say of regress: quarrels between partners, and early measures that appear again."""

from tools.propositions.circumstances import AFTER, Circumstances
from tools.propositions.odds import drawn_for, together
from tools.propositions.panel import Panel, following, since
from tools.propositions.resampling import UNTOLD, Estimate
from tools.propositions.rungs import ALLIANCE, ARMS, CONFIDENCE, LABELS, MEASURED
from tools.propositions.samples import RUN_OFF, crude, endings, ends
from tools.propositions.tables import IN_THE_MEAN, Kind, Table, counted, exact


def quarrels(panel: Panel, around: Circumstances) -> Table:
    """Return the odds of an end between rivals, after force between partners, and after war."""
    exposures = {"rivals": around.rivals, "clash": around.clash, "war": around.war}
    table: dict[str, dict[str, Estimate]] = {}
    fits = []
    for indicator in MEASURED:
        drawn = drawn_for(panel, indicator)
        risk, over = endings(panel, around, indicator)
        fits.append(ends(panel, around, indicator, exposures, risk))
        row = {"years on": exact(RUN_OFF.get(indicator, 1)), "ends": counted(over)}
        for label, exposed in exposures.items():
            row |= {
                f"{label}: ends": counted(over & exposed),
                f"{label}: rate": crude(drawn, risk, over, exposed),
                f"{label}: odds": fits[-1].odds()[label],
            }
        table[LABELS[indicator]] = row
    table[IN_THE_MEAN] = dict.fromkeys(table[LABELS[ALLIANCE]], UNTOLD) | {
        f"{label}: odds": together(fits, label) for label in exposures
    }
    kinds: dict[str, Kind] = {
        column: "count" if column.endswith(("ends", "years on")) else "ratio"
        for column in table[LABELS[ALLIANCE]]
    }
    return Table("regress", "ends", kinds, table)


def early_measures(panel: Panel, around: Circumstances) -> Table:
    """Return the odds of an end where confidence-building begins anew while later rungs stand."""
    anew = since(following(panel.begins(CONFIDENCE), -1), AFTER)
    table = {}
    for indicator in (ARMS, ALLIANCE):
        risk, over = endings(panel, around, indicator)
        seen = risk & panel.known(CONFIDENCE)
        table[LABELS[indicator]] = {
            "ends": counted(over & seen),
            "after 1 began anew": counted(over & seen & anew),
            "rate": crude(drawn_for(panel, indicator), seen, over, anew),
            "odds": ends(panel, around, indicator, {"anew": anew}, seen).odds()["anew"],
        }
    kinds: dict[str, Kind] = dict.fromkeys(table[LABELS[ARMS]], "ratio")
    return Table("early measures", "ends", kinds | {"ends": "count", "after 1 began anew": "count"}, table)
