"""What the pairs say of threats: shared rivals and opponents, and leaps when one appears."""

from collections.abc import Mapping
from typing import Final

from tools.propositions.circumstances import EUROPEAN_UNION, NATO, Circumstances, members
from tools.propositions.odds import Rows, before_beginning, drawn_for, fit, held, odds, rows, together
from tools.propositions.panel import HIGH, Cells, Panel, following
from tools.propositions.resampling import UNTOLD, Estimate
from tools.propositions.rungs import ALLIANCE, ARMS, BENEATH, DEPLOYMENT, LABELS, MEASURED
from tools.propositions.samples import crude, told
from tools.propositions.tables import IN_THE_MEAN, Kind, Table, counted

OF_TWO: Final = "7 by a treaty of two"
OVER_NOTHING: Final = "7 over none of 2, 3, 4"


def common_threat(panel: Panel, around: Circumstances) -> Table:
    """Return the odds of a beginning with a shared rival, and with a shared opponent of disputes."""
    of_two = panel.begins(ALLIANCE) & following(around.by_two)
    others = panel.begins(ALLIANCE) & ~of_two
    threats = {"rival": around.shared_rival, "opponent": around.shared_opponent}
    cases = {LABELS[n]: (n, panel.at_risk(n), panel.begins(n)) for n in MEASURED}
    cases[OF_TWO] = (ALLIANCE, panel.at_risk(ALLIANCE) & ~others, of_two)
    fits = {
        (label, threat): fit(_sample(panel, around, *case, {threat: exposed}), drawn_for(panel, case[0]))
        for label, case in cases.items()
        for threat, exposed in threats.items()
    }
    table = {
        label: {
            "beginnings": counted(begins & told(around)),
            **{
                f"shared {threat}: {column}": figure
                for threat, exposed in threats.items()
                for column, figure in (
                    ("beginnings", counted(begins & told(around) & exposed)),
                    ("rate", crude(drawn_for(panel, n), risk & told(around), begins, exposed)),
                    ("odds", fits[label, threat].odds()[threat]),
                )
            },
        }
        for label, (n, risk, begins) in cases.items()
    }
    table[IN_THE_MEAN] = dict.fromkeys(table[OF_TWO], UNTOLD) | {
        f"shared {threat}: odds": together([fits[LABELS[n], threat] for n in MEASURED], threat)
        for threat in threats
    }
    kinds: dict[str, Kind] = {
        column: "count" if column.endswith("beginnings") else "ratio" for column in table[OF_TWO]
    }
    return Table("common threat", "begins", kinds, table)


def _sample(
    panel: Panel,
    around: Circumstances,
    indicator: int,
    risk: Cells,
    begins: Cells,
    exposures: Mapping[str, Cells],
) -> Rows:
    """Sample the pairs and years at risk, within those of rivalries and disputes."""
    terms = {**held(panel, around, indicator), **before_beginning(panel, indicator)}
    return rows(risk & told(around), begins, exposures, terms)


def leaps(panel: Panel, around: Circumstances) -> Table:
    """Compare leaps in the years after a new common threat with those of other years."""
    table = {
        label: _after_new_threat(panel, around, indicator, risk, leap)
        for label, (indicator, risk, leap) in _kinds_of_leap(panel, around).items()
    }
    kinds: dict[str, Kind] = dict.fromkeys(table[OVER_NOTHING], "ratio")
    return Table("leaps", "leap", kinds | {"leaps": "count", "under a new threat": "count"}, table)


def _kinds_of_leap(panel: Panel, around: Circumstances) -> dict[str, tuple[int, Cells, Cells]]:
    """Return the indicator that leaps, where it might and where it does, for each kind of leap."""
    alliance, begins = panel.at_risk(ALLIANCE), panel.begins(ALLIANCE)
    unready = panel.known(*BENEATH) & ~panel.any_standing(*BENEATH)
    few = ~members(panel, NATO) & ~members(panel, EUROPEAN_UNION)
    no_arms = panel.known(ARMS) & ~panel.standing(ARMS)
    two = begins & following(around.by_two)
    return {
        OVER_NOTHING: (ALLIANCE, alliance & unready, begins),
        "the same without NATO and European Union": (ALLIANCE, alliance & unready & few, begins),
        "7 where no arms flow": (ALLIANCE, alliance & no_arms, begins),
        "7 by a treaty of two where no arms flow": (ALLIANCE, alliance & no_arms & (two | ~begins), two),
        "3 straight to high": (ARMS, panel.at_risk(ARMS), panel.begins(ARMS, HIGH)),
        "6 straight to high": (DEPLOYMENT, panel.at_risk(DEPLOYMENT), panel.begins(DEPLOYMENT, HIGH)),
    }


def _after_new_threat(
    panel: Panel, around: Circumstances, indicator: int, risk: Cells, leap: Cells
) -> dict[str, Estimate]:
    """Return how much more often a leap comes after a new common threat."""
    drawn, within = drawn_for(panel, indicator), risk & told(around)
    sample = _sample(panel, around, indicator, risk, leap, {"new": around.new_threat})
    return {
        "leaps": counted(leap & within),
        "under a new threat": counted(leap & within & around.new_threat),
        "rate": crude(drawn, within, leap, around.new_threat),
        "odds": odds(sample, drawn)["new"],
    }
