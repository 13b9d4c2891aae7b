"""What the page shows of many lives: both variants as far as they are lived, and their figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from sim.board.lives import Lives, contrast_rows, lived, observed, stage_rows
from sim.scenario.load import Case


@dataclass(frozen=True, eq=False)
class Arms:
    """The variants that are shown, each as far as it is lived; of one that has not begun there is none.

    Attributes
    ----------
    cases
        Their cases.
    lives
        Their lives.
    """

    cases: Sequence[Case]
    lives: Sequence[Lives]

    @property
    def done(self) -> float:
        """Share of all lives that is lived."""
        return sum(lives.done for lives in self.lives) / len(self.cases)

    @property
    def count(self) -> int:
        """Lives that are lived, of all variants together."""
        return sum(lives.count for lives in self.lives)


def live_arms(cases: Sequence[Case], known: Sequence[Lives]) -> Iterator[Arms]:
    """Live variants one after the other, and return after each piece of the work what there is.

    Parameters
    ----------
    cases
        Their cases.
    known
        Lives that are lived already: those of the same case are not lived again.
    """
    finished: list[Lives] = []
    for case in cases:
        again = [lives for lives in known if lives.done == 1 and lives.case == case]
        for lives in again[:1] or lived(case):
            yield Arms(cases, [*finished, lives])
        finished.append(lives)


def numbers(arms: Arms, pair: str) -> pd.DataFrame:
    """Return the numbers behind the figures of a pair, by year: of one variant, or of both."""
    record = observed(arms.cases[0], pair)
    if len(arms.lives) == 1:
        return stage_rows(arms.lives[0], pair, record)
    keys = ["year", "pair"]
    first, second = (stage_rows(lives, pair, record).set_index(keys) for lives in arms.lives)
    stages = first.drop(columns="observed").add_prefix("first_").join(second.add_prefix("second_"))
    contrast = contrast_rows(arms.lives[0], arms.lives[1], pair, record).set_index(keys)
    differing = ["mean_difference", "low", "high", "difference_p05", "difference_p95"]
    shares = ["share_higher", "share_same", "share_lower"]
    return (
        stages.rename(columns={"second_observed": "observed"})
        .join(contrast[differing + shares])
        .reset_index()
    )
