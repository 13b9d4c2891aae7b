"""Pairs and years in which a rung may begin or end, and how often it does with a circumstance and without."""

from collections.abc import Mapping
from typing import Final

from sim.datasets.spans import ARMS_YEARS, EXERCISE_YEARS, OTHER_FORCES_YEARS
from tools.propositions.circumstances import Circumstances, Values
from tools.propositions.odds import Fitted, Rows, before_beginning, before_end, drawn_for, fit, held, rows
from tools.propositions.panel import Cells, Panel
from tools.propositions.resampling import Drawn, Estimate
from tools.propositions.rungs import ARMS, DEPLOYMENT, EXERCISES

RUN_OFF: Final = {ARMS: ARMS_YEARS + 1, EXERCISES: EXERCISE_YEARS + 1, DEPLOYMENT: OTHER_FORCES_YEARS + 1}
"""Years after which practice that is not renewed stands no more: its ends are looked for then."""


def told(around: Circumstances) -> Cells:
    """Tell in which years disputes and rivalries are known."""
    return around.disputes_known & around.rivalries_known


def beginnings(
    panel: Panel, around: Circumstances, indicator: int, exposures: Mapping[str, Cells], **more: Values
) -> Rows:
    """Sample the pairs and years in which an indicator may begin, with more terms if any are given."""
    terms = {**held(panel, around, indicator), **before_beginning(panel, indicator), **more}
    risk = panel.at_risk(indicator) & told(around)
    return rows(risk, panel.begins(indicator), exposures, terms)


def endings(panel: Panel, around: Circumstances, indicator: int) -> tuple[Cells, Cells]:
    """Return where an indicator stands and may end, and where it does.

    Practice ends by not being renewed, and is looked at when it has run off; a text by an act, in the year
    after: where it lapses by itself nothing is told.
    """
    ahead = RUN_OFF.get(indicator, 1)
    risk = panel.held(indicator, ahead=ahead) & told(around)
    if indicator not in RUN_OFF:
        risk = risk & panel.lasting(indicator)
    return risk, panel.ends(indicator, ahead=ahead) & risk


def ends(
    panel: Panel,
    around: Circumstances,
    indicator: int,
    exposures: Mapping[str, Cells],
    risk: Cells,
    **more: Values,
) -> Fitted:
    """Fit the odds of an end, among some pairs and years in which an indicator may end."""
    terms = {**held(panel, around, indicator), **before_end(panel, indicator), **more}
    over = panel.ends(indicator, ahead=RUN_OFF.get(indicator, 1)) & risk
    return fit(rows(risk, over, exposures, terms), drawn_for(panel, indicator))


def crude(drawn: Drawn, risk: Cells, outcome: Cells, exposed: Cells) -> Estimate:
    """Return how many times more often an outcome comes with an exposure than without, nothing held."""
    with_it, without = (
        ((outcome & risk & cells).sum(axis=1), (risk & cells).sum(axis=1)) for cells in (exposed, ~exposed)
    )
    return drawn.ratio(with_it, without)
