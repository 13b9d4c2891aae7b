"""Pairs of states year by year: what is known of each rung, when it begins and ends."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.datasets.measured import Measured
from sim.ladder.books import FOREVER
from tools.propositions.rungs import CONSULTATIONS

Cells = NDArray[np.bool_]
"""One for each pair and year."""

LOW, HIGH = 1, 2


@dataclass(frozen=True)
class Panel:
    """Degrees of pairs by year, pairs in the order of their codes.

    Attributes
    ----------
    codes
        States, in the order that `one` and `other` count in.
    one, other
        The two states of each pair.
    years
        The years in order.
    degrees
        Degree by pair, rung and year; below 0 where it is unknown.
    lasts
        Last year in which a rung stands if nothing new happens, by pair, rung and year.
    """

    codes: tuple[str, ...]
    one: NDArray[np.intp]
    other: NDArray[np.intp]
    years: NDArray[np.int64]
    degrees: NDArray[np.int8]
    lasts: NDArray[np.int16]

    def known(self, *indicators: int) -> Cells:
        """Tell where all of some indicators are known."""
        return np.asarray(np.all([self.degrees[:, n - 1] >= 0 for n in indicators], axis=0))

    def standing(self, indicator: int, least: int = LOW) -> Cells:
        """Tell where an indicator is known to stand, at a degree at least."""
        return np.asarray(self.degrees[:, indicator - 1] >= least)

    def at_risk(self, indicator: int) -> Cells:
        """Tell where an indicator is known to be none, and is known the year after."""
        none = np.asarray(self.degrees[:, indicator - 1] == 0)
        return none & following(self.known(indicator))

    def begins(self, indicator: int, least: int = LOW) -> Cells:
        """Tell where an indicator is known to be none and known to stand the year after."""
        return self.at_risk(indicator) & following(self.standing(indicator, least))

    def held(self, indicator: int, least: int = LOW, ahead: int = 1) -> Cells:
        """Tell where an indicator is known to stand, and is known some years on."""
        return self.standing(indicator, least) & following(self.known(indicator), ahead)

    def ends(self, indicator: int, least: int = LOW, ahead: int = 1) -> Cells:
        """Tell where an indicator is known to stand and known to be none some years on."""
        return self.held(indicator, least, ahead) & following(self.degrees[:, indicator - 1] == 0, ahead)

    def any_standing(self, *indicators: int) -> Cells:
        """Tell where at least one of some indicators is known to stand."""
        return np.asarray(np.any([self.standing(n) for n in indicators], axis=0))

    def lasting(self, indicator: int) -> Cells:
        """Tell where an indicator stands that, as was known the year before, would not end by itself."""
        expected = self.lasts[:, indicator - 1] > self.years + 1
        return self.standing(indicator) & following(expected, -1)

    def within(self, first: int, last: int) -> Cells:
        """Tell which years lie in a span, for every pair."""
        inside = (self.years >= first) & (self.years <= last)
        return np.broadcast_to(inside, (len(self.one), len(self.years)))

    def index(self, code: str) -> int:
        """Return the place of a state; -1 where it has none."""
        return self.codes.index(code) if code in self.codes else -1


def following(cells: Cells, ahead: int = 1) -> Cells:
    """Return what holds some years on, or before if less than 0; nothing beyond the first and last year."""
    shifted = np.zeros_like(cells)
    if ahead > 0:
        shifted[:, :-ahead] = cells[:, ahead:]
    else:
        shifted[:, -ahead:] = cells[:, :ahead]
    return shifted


def panel(measured: Measured) -> Panel:
    """Return what is measured with its pairs in the order of their codes, so that theirs changes nothing."""
    order = sorted(range(len(measured.pairs)), key=lambda n: measured.pairs[n])
    codes = tuple(sorted({code for pair in measured.pairs for code in pair}))
    places = {code: n for n, code in enumerate(codes)}
    ends = np.array([[places[code] for code in measured.pairs[n]] for n in order]).reshape(-1, 2)
    return Panel(
        codes,
        ends[:, 0],
        ends[:, 1],
        np.array(measured.years),
        np.asarray(measured.degrees)[order],
        np.asarray(measured.lasts)[order, :, 0],
    )


def since(cells: Cells, years: int) -> Cells:
    """Tell where something held in a year or in so many before it."""
    before = (following(cells, -back) for back in range(1, years + 1))
    return np.asarray(np.logical_or.reduce([cells, *before]))


def with_agreements_alone(panel: Panel, agreement: Cells) -> Panel:
    """Measure consultations by agreements on defence cooperation alone, at low.

    Else an alliance would itself be counted among what it rests on.
    """
    degrees, lasts, rung = panel.degrees.copy(), panel.lasts.copy(), CONSULTATIONS - 1
    degrees[:, rung] = np.where(panel.known(CONSULTATIONS), agreement * LOW, degrees[:, rung])
    lasts[:, rung] = FOREVER
    return replace(panel, degrees=degrees, lasts=lasts)
