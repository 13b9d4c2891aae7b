"""The section of the page, from the tables alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pandas as pd

from sim.ladder.ladder import MILITARY
from sim.scenario.parameters import PARAMETERS
from tools.validation.markdown import table
from tools.world.cells import HORIZONS, INDICATORS
from tools.world.search import FREE
from tools.world.skill import DEFAULTS, SOUGHT

BEGIN: Final = "<!-- the model: python -m tools.world -->"
END: Final = "<!-- end of the model -->"

TARGETS: Final = {4: 0.08, 3: 0.05, 7: 0.0}
"""Share of the error of the best baseline to be saved on unseen states at five years, by indicator."""

TOLD: Final = 5
"""Horizon of the targets, and of the shares that are told."""

SPLITS: Final = ("later years", "unseen states", "one unseen")


def write_section(page: Path, tables: Path) -> None:
    """Write the section of the model into the page, at its place or at the end."""
    text = page.read_text(encoding="utf-8")
    before, found, rest = text.partition(BEGIN)
    after = rest.partition(END)[2] if found else "\n"
    before = before if found else f"{before.rstrip()}\n\n"
    section = "\n".join([BEGIN, "", *_lines(tables), "", END])
    page.write_text(f"{before}{section}{after}", encoding="utf-8")


def _lines(tables: Path) -> Iterator[str]:
    skill = pd.read_csv(tables / "model_skill.csv")
    shares = pd.read_csv(tables / "model_shares.csv")
    searched = pd.read_csv(tables / "model_searched.csv")
    yield from [
        "## The model on the world",
        "",
        "All figures of this section are made by `python -m tools.world`, by the [protocol](protocol.md).",
        "Figures are the share of the best baseline's error that the model saves, with 90 % intervals over",
        "states, in percent; * where the interval excludes zero. In full: [skill](world/model_skill.csv),",
        "[scores of all forecasters](world/model_scores.csv), [sets that were looked",
        "at](world/model_searched.csv), [shares forecast and come](world/model_shares.csv).",
    ]
    for column, said in (
        (SOUGHT, "With parameters sought on the training part, against the baseline that was best there"),
        (f"{SOUGHT}_strict", "The same, against the baseline that was best on the test part itself"),
        (DEFAULTS, "With the default parameters, against the baseline that was best on the training part"),
    ):
        yield from ["", f"{said}:", "", table(list(_skills(skill, column)))]
    yield from ["", *_targets(skill), "", _verdict(skill)]
    yield from ["", f"How many pairs have an indicator {TOLD} years on, percent, mean of all origins:", ""]
    yield table(list(_rates(shares)))
    yield from ["", "The sets that cost least on their training part (1: what persistence costs):", ""]
    yield table(list(_sets(searched)))


def _skills(skill: pd.DataFrame, column: str) -> Iterator[dict[str, str]]:
    for split in SPLITS:
        for indicator in INDICATORS:
            rows = skill[(skill["split"] == split) & (skill["indicator"] == indicator)].set_index("horizon")
            if rows.empty:
                continue
            yield {
                "split": split,
                "indicator": MILITARY.labels[indicator - 1],
                **{
                    f"{horizon} y": _interval(rows.loc[horizon], column) if horizon in rows.index else ""
                    for horizon in HORIZONS
                },
            }


def _interval(row: pd.Series, column: str) -> str:
    saved, low, high = (100 * row[name] for name in (column, f"{column}_low", f"{column}_high"))
    told = [f"{value:+.0f}".replace("-0", "0").replace("+0", "0") for value in (saved, low, high)]
    return f"{told[0]}{'*' if low > 0 or high < 0 else ''} ({told[1]} to {told[2]})"


def _targets(skill: pd.DataFrame) -> Iterator[str]:
    """Say by how much the targets are met or missed."""
    rows = skill[(skill["split"] == "unseen states") & (skill["horizon"] == TOLD)].set_index("indicator")
    for indicator, target in TARGETS.items():
        saved = float(rows.loc[indicator, SOUGHT])
        missed = f"missed by {100 * (target - saved):.1f} points" if saved < target else "reached"
        yield (
            f"- {MILITARY.labels[indicator - 1]}, unseen states, {TOLD} years: {100 * saved:+.1f} % saved; "
            f"the target, at least {100 * target:.0f} %, is {missed}."
        )


def _verdict(skill: pd.DataFrame) -> str:
    """Say in how many figures the model is better or worse than the best baseline."""
    said = []
    for model, with_what in ((SOUGHT, "parameters sought"), (DEFAULTS, "the defaults")):
        better, worse = (skill[f"{model}_low"] > 0).sum(), (skill[f"{model}_high"] < 0).sum()
        said.append(f"with {with_what} it is better in {better} and worse in {worse}")
    return (
        f"Of these {len(skill)} figures {', '.join(said)} (the interval excludes zero). The targets "
        "stood before any score. The search was made three times ([protocol](protocol.md)); skill after the "
        "[first](world/model_skill_first.csv) and the [second](world/model_skill_before.csv) is of the rules "
        "before four terms were changed "
        "([model_choices.md](model_choices.md#terms-that-the-world-tells-of-one-at-a-time))."
    )


def _rates(shares: pd.DataFrame) -> Iterator[dict[str, str]]:
    told = shares[shares["horizon"] == TOLD]
    for indicator in INDICATORS:
        rows = told[told["indicator"] == indicator]
        came = rows[rows["set"] == DEFAULTS]
        row = {"indicator": MILITARY.labels[indicator - 1]}
        for level, degree in (("low", "any"), ("high", "high")):
            row[f"{degree}: came"] = f"{100 * came[f'{level}_came'].mean():.1f}"
            for name in rows["set"].unique():
                said = DEFAULTS if name == DEFAULTS else f"{SOUGHT}, {name}"
                row[f"{degree}: {said}"] = f"{100 * rows[rows['set'] == name][level].mean():.1f}"
        yield row


def _sets(searched: pd.DataFrame) -> Iterator[dict[str, str]]:
    best = {part: rows.loc[rows["error"].idxmin()] for part, rows in searched.groupby("part", sort=False)}
    for name in FREE:
        yield {
            "parameter": f"`{name}`",
            "default": f"{PARAMETERS[name].default:g}",
            **{str(part): f"{row[name]:.3g}" for part, row in best.items()},
        }
    yield {
        "parameter": "error, learnt / tested",
        "default": "",
        **{str(part): f"{row['error']:.3f} / {row['error_tested']:.3f}" for part, row in best.items()},
    }
