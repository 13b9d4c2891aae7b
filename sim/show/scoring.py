"""What scores of a run say beside those of baselines, in words and in short tables."""

from typing import Final

import pandas as pd

from sim.evidence.baselines import BASELINES
from sim.evidence.scores import HEADLINES, TIE
from sim.ladder.ladder import Ladder
from sim.reading import number
from sim.scenario.facts import spans
from sim.scenario.load import Case
from sim.show.answer import capital
from sim.show.measures import forecaster, heading, measure
from sim.show.naming import Naming
from sim.words import later, listed, numerals, say

MOST_TABLES: Final = 4
"""Pairs whose scores get a table of their own; of more, one table has the headlines."""

MOST_LISTED: Final = 8
"""Pairs up to which each gets its own sentences."""

PERCENT: Final = ("coverage_", "reached_")
"""How measures begin that are shares."""

YEARS: Final = "median_year_"
"""How measures begin that are years."""


def caption() -> str:
    """Say what kind of scores these are."""
    return say(
        "Scores are within the sample. {persistence} keeps the ladder from before the start; {climatology} "
        "and {line} were fitted to the very record they are scored on, so they know its end.",
        persistence=capital(forecaster("persistence")),
        climatology=forecaster("climatology"),
        line=forecaster("line"),
    )


def scope(case: Case) -> str:
    """Say which years of a case are scored, where its record does not cover all of them."""
    covered = set(case.covered)
    uncovered = {*range(case.scenario.start, case.scenario.end + 1)} - covered
    if not uncovered:
        return ""
    return say(
        "Scored in {covered}: the record covers no more, and nothing is scored in {uncovered}.",
        covered=numerals(spans(covered)),
        uncovered=numerals(spans(uncovered)),
    )


def verdicts(frame: pd.DataFrame, naming: Naming) -> list[str]:
    """Say in words where the model does better than each baseline, and where not.

    Many pairs are counted rather than listed.
    """
    if frame["pair"].nunique() > MOST_LISTED:
        return [*(_counted(frame, code) for code in HEADLINES), caption()]
    return [
        *(
            _beside_baselines(naming.party_in_sentence(str(pair)), code, scores)
            for pair, scores in frame.groupby("pair", sort=False)
            for code in HEADLINES
        ),
        caption(),
    ]


def _beside_baselines(pair: str, code: str, frame: pd.DataFrame) -> str:
    scores = frame[frame["measure"] == code].set_index("forecaster")["score"].astype(float)
    return say(
        "{pair}, {measure}: the model ({score:.3f}) does {comparisons}.",
        pair=capital(pair),
        measure=measure(code),
        score=scores["model"],
        comparisons=listed([_versus(scores, other) for other in BASELINES]),
    )


def _versus(scores: "pd.Series[float]", other: str) -> str:
    if abs(scores["model"] - scores[other]) < TIE:
        message = later("as well as {forecaster} ({score:.3f})")
    elif scores["model"] < scores[other]:
        message = later("better than {forecaster} ({score:.3f})")
    else:
        message = later("worse than {forecaster} ({score:.3f})")
    return say(message, forecaster=forecaster(other), score=scores[other])


def _counted(frame: pd.DataFrame, code: str) -> str:
    """Say on how many pairs the model does better than each baseline, and how large the mean errors are."""
    of_measure = frame[frame["measure"] == code].assign(score=lambda f: f["score"].astype(float))
    wide = of_measure.pivot_table(index="pair", columns="forecaster", values="score")
    comparisons = [
        say(
            "better than {forecaster} ({score:.3f}) on {better:d} and worse on {worse:d}",
            forecaster=forecaster(other),
            score=wide[other].mean(),
            better=int((wide["model"] < wide[other] - TIE).sum()),
            worse=int((wide["model"] > wide[other] + TIE).sum()),
        )
        for other in BASELINES
    ]
    return say(
        "{measure}, {count:d} pairs and groups: the mean of the model is {score:.3f}; it does {comparisons}.",
        measure=capital(measure(code)),
        count=len(wide),
        score=wide["model"].mean(),
        comparisons=listed(comparisons),
    )


def score_tables(frame: pd.DataFrame, naming: Naming, ladder: Ladder) -> list[tuple[str, pd.DataFrame]]:
    """Lay the scores of the model beside those of the baselines, each table with its title."""
    if frame["pair"].nunique() > MOST_TABLES:
        headlines = frame[frame["measure"].isin(HEADLINES)]
        return [(say("Scores within the sample"), _beside(headlines, ["pair", "measure"], naming, ladder))]
    return [
        (
            say("{pair}: scores within the sample", pair=naming.party(str(pair))),
            _beside(scores, ["measure"], naming, ladder),
        )
        for pair, scores in frame.groupby("pair", sort=False)
    ]


def _beside(frame: pd.DataFrame, keys: list[str], naming: Naming, ladder: Ladder) -> pd.DataFrame:
    wide = frame.pivot_table(index=keys, columns="forecaster", values="score", aggfunc="first", sort=False)
    rows = wide.astype(object).where(wide.notna(), "").reset_index().to_dict("records")
    return pd.DataFrame(
        {
            **({heading("pair"): naming.party(str(row["pair"]))} if "pair" in keys else {}),
            heading("measure"): measure(str(row["measure"]), ladder),
            **{forecaster(str(code)): written(row["measure"], row[code]) for code in wide.columns},
        }
        for row in rows
    )


def written(code: str, score: object) -> str:
    """Write a score as its measure is written: a share in percent, a year, an error with three digits."""
    value = number(str(score))
    if value is None:
        return say("never") if score == "never" else ""
    if code.startswith(YEARS):
        return say("{year:d}", year=int(value))
    return say("{share:.0%}", share=value) if code.startswith(PERCENT) else say("{score:.3f}", score=value)
