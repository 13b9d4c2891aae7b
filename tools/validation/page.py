"""The tables and sentences of the validation page: every figure on it stands in a table beside it."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim.evidence.skill import BEST
from sim.scenario.parameters import PARAMETERS
from tools.validation import groups as validation_groups
from tools.validation.groups import MODES
from tools.validation.markdown import table as markdown
from tools.validation.markdown import template
from tools.validation.tables import FALLS, FELL, KEPT_BACK, MAIN, ROSE, SEVEN
from tools.validation.trials import CASES_THAT_FELL, KEPT_BACK_THAT_FELL, MAIN_MEASURE

FAR: Final = [3, 5, 10]
"""Leads that success is judged on."""

MEASURE_TITLES: Final = {
    "log_degrees": "Degrees (minus log of the forecast's share)",
    "rps_stage": "Stage (ranked probability score)",
    "crps_index": "Index (CRPS)",
}
YEAR_TITLES: Final = {
    "all": "all years",
    "changed": "years in which a degree had changed",
    "quiet": "quiet years",
}
NAMES: Final = (
    *("cases", "measures", "skill", "overview", "before", "trials", "free_runs"),
    "before_free_runs",
    *("parameters", "checks", "recovery"),
)

Tables = Mapping[str, pd.DataFrame]


def page(folder: Path) -> str:
    """Write the page from the tables of a folder."""
    tables = {name: pd.read_csv(folder / f"{name}.csv") for name in NAMES}
    of_hindcasts = (
        headline,
        skill_in_words,
        by_lead,
        by_measure,
        by_case,
        where_it_leads,
        by_indicator,
        coverage,
        trials,
    )
    of_calibration = (parameters, defaults, checks, recovery)
    content = {
        part.__name__: partial(part, tables)
        for part in (*of_hindcasts, *of_calibration, *validation_groups.PAGE_PARTS)
    }
    constants: dict[str, Any] = {
        "MAIN": MAIN,
        "KEPT_BACK": KEPT_BACK,
        "FALLS": FALLS,
        "SEVEN": SEVEN,
        "FELL": FELL,
    }
    constants |= {"fallen": ", ".join(CASES_THAT_FELL), "fallen_pair": KEPT_BACK_THAT_FELL[1]}
    constants |= {"ROSE": ROSE, "MODES": MODES, "YEAR_TITLES": YEAR_TITLES, "MEASURE_TITLES": MEASURE_TITLES}
    return template("validation.md.j2").render(**constants, **content)


def _skill(tables: Tables, trial: str, years: str = "all") -> pd.DataFrame:
    skill = tables["skill"]
    chosen: pd.DataFrame = skill[
        (skill["trial"] == trial) & (skill["measure"] == MAIN_MEASURE) & (skill["years"] == years)
    ]
    return chosen


def headline(tables: Tables, trial: str) -> str:
    """Tabulate skill against the best baseline, by mode and lead."""
    rows = _skill(tables, trial)
    rows = rows[rows["forecaster"] == BEST]
    return markdown(
        [
            {
                "mode": row["mode"],
                "years ahead": row["lead"],
                "skill against the best baseline": f"{row['skill']:+.3f}",
                "90 % interval": f"{row['low']:+.3f} to {row['high']:+.3f}",
                "verdict": row["verdict"],
                "best baseline": row["chosen"],
            }
            for mode in MODES
            for row in rows[rows["mode"] == mode].to_dict("records")
        ]
    )


def skill_in_words(tables: Tables, mode: str) -> str:
    """Say what the skill of a mode amounts to."""
    rows = _skill(tables, MAIN)
    rows = rows[rows["mode"] == mode]
    best, still = (
        rows[rows["forecaster"] == name].set_index("lead")["skill"] for name in (BEST, "persistence")
    )
    return (
        f"**{mode.capitalize()}.** Mean skill against the best baseline 3 to 10 years ahead: "
        f"{best.loc[FAR].mean():+.3f}; against persistence one year ahead: {still.loc[1]:+.3f}. By the "
        f"protocol's verdict the model is better than {_listed(rows, 'better')}; worse than "
        f"{_listed(rows, 'worse')}; the rest are ties."
    )


def _listed(skill_rows: pd.DataFrame, verdict: str) -> str:
    rows = skill_rows[(skill_rows["verdict"] == verdict) & (skill_rows["forecaster"] != BEST)]
    leads = rows.groupby("forecaster")["lead"].agg(lambda column: "/".join(map(str, sorted(column))))
    return ", ".join(f"{name} ({at} years ahead)" for name, at in leads.items()) or "none"


def _forecasters(scores: pd.DataFrame) -> list[str]:
    """Order forecasters: the model, the best baseline, then all by their mean error."""
    order = [str(name) for name in scores.groupby("forecaster")["score"].mean().sort_values().index]
    others = [name for name in order if not name.startswith("model") and name != BEST]
    return ["model", *([BEST] if BEST in order else []), *others]


def by_lead(tables: Tables, trial: str, years: str) -> str:
    """Tabulate the error of every forecaster by mode and lead, with the model's skill against it."""
    skill_rows = _skill(tables, trial, years)
    rows = []
    for mode, lead in _distinct(skill_rows, ["mode", "lead"]):
        part = skill_rows[(skill_rows["mode"] == mode) & (skill_rows["lead"] == lead)].set_index("forecaster")
        cells = {
            name: f"{score:.3f}" if pd.isna(skill) else f"{score:.3f} ({skill:+.2f})"
            for name, score, skill in zip(part.index, part["score"], part["skill"], strict=True)
        }
        rows.append(
            {
                "mode": mode,
                "years ahead": lead,
                **{name: cells.get(name, "") for name in _forecasters(skill_rows)},
            }
        )
    return markdown(rows)


def _distinct(scores: pd.DataFrame, keys: list[str]) -> list[tuple[Any, ...]]:
    return sorted(scores[keys].drop_duplicates().itertuples(index=False, name=None))


def by_measure(tables: Tables, measure: str) -> str:
    """Tabulate another measure of every forecaster by mode and lead."""
    scores = tables["measures"]
    return markdown(
        _score_rows(scores[(scores["trial"] == MAIN) & (scores["measure"] == measure)], ["mode", "lead"])
    )


def by_case(tables: Tables, trial: str, mode: str) -> str:
    """Tabulate the error of every forecaster by case and lead."""
    scores = tables["cases"]
    scores = scores[(scores["trial"] == trial) & (scores["years"] == "all") & (scores["mode"] == mode)]
    return markdown(_score_rows(scores, ["case", "lead"]))


def by_indicator(tables: Tables) -> str:
    """Tabulate the score of each indicator by lead."""
    scores = tables["measures"]
    scores = scores[(scores["trial"] == MAIN) & (scores["mode"] == "conditional")]
    scores = scores[scores["measure"].str.fullmatch(r"rps_i\d")]
    return markdown(_score_rows(scores.assign(indicator=scores["measure"].str[-1]), ["indicator", "lead"]))


def _score_rows(scores: pd.DataFrame, keys: list[str]) -> list[dict[str, Any]]:
    names = _forecasters(scores)
    cells = scores.set_index([*keys, "forecaster"])["score"].map("{:.3f}".format).to_dict()
    labels = ["years ahead" if key == "lead" else key for key in keys]
    return [
        {**dict(zip(labels, row_key, strict=True)), **{name: cells[*row_key, name] for name in names}}
        for row_key in _distinct(scores, keys)
    ]


def where_it_leads(tables: Tables) -> str:
    """Say on which cases the model leads or trails all baselines at long leads."""
    scores = tables["cases"]
    scores = scores[
        (scores["trial"] == MAIN) & (scores["years"] == "all") & (scores["mode"] == "conditional")
    ]
    table = scores[scores["lead"].isin(FAR)].pivot_table(index="case", columns="forecaster", values="score")
    baselines = table[[name for name in table.columns if not name.startswith("model")]]
    leads = table["model"] < baselines.min(axis=1)
    behind = [f"{case} ({name})" for case, name in baselines[~leads].idxmin(axis=1).items()]
    return (
        "Averaged over leads 3, 5 and 10 with later shocks given, the model errs less than every baseline on "
        f"{', '.join(table.index[leads]) or 'no case'}; a baseline, chosen here with hindsight, errs less on "
        f"{', '.join(behind) or 'none'}."
    )


def coverage(tables: Tables) -> str:
    """Tabulate how often bands held what came, beside the forecast's own mass in them."""
    scores = tables["measures"]
    scores = scores[scores["trial"] == MAIN]
    held, mass = (
        scores[scores["measure"] == name]
        .set_index(["mode", "lead", "forecaster"])["score"]
        .map("{:.0%}".format)
        for name in ("covered_90", "mass_90")
    )
    cells = (held + " / " + mass).to_dict()
    names = ["model", *sorted(n for n in scores["forecaster"].unique() if not n.startswith("model"))]
    return markdown(
        [
            {"mode": mode, "years ahead": lead, **{name: cells[mode, lead, name] for name in names}}
            for mode, lead in _distinct(scores, ["mode", "lead"])
        ]
    )


def trials(tables: Tables) -> str:
    """Tabulate error and skill of the model by trial, conditional mode."""
    rows = []
    for trial in tables["skill"]["trial"].unique():
        if trial not in (KEPT_BACK, FALLS):
            skill_rows = _skill(tables, trial)
            skill_rows = skill_rows[skill_rows["mode"] == "conditional"]
            best = skill_rows[skill_rows["forecaster"] == BEST].to_dict("records")
            errors = {f"error at {lead}": f"{error:.3f}" for lead, error in _errors(skill_rows).items()}
            skills = {f"skill at {row['lead']}": f"{row['skill']:+.3f} ({row['verdict']})" for row in best}
            rows.append({"trial": trial, **errors, **skills})
    return markdown(rows)


def _errors(skill_rows: pd.DataFrame) -> dict[int, float]:
    model = skill_rows[(skill_rows["forecaster"] == "model") & (skill_rows["mode"] == "conditional")]
    return dict(zip(model["lead"], model["score"], strict=True))


def parameters(tables: Tables) -> str:
    """Tabulate prior and posterior of each parameter, and how far the folds move it."""
    learnt = tables["parameters"].fillna({"held_out": ""})
    folds = learnt[learnt["held_out"] != ""].groupby("parameter")["mean"].agg(["min", "max"])
    return markdown(
        [
            {
                "parameter": row["parameter"],
                "prior": f"{row['prior_mean']:.2f} ± {row['prior_sd']:.2f}",
                "posterior": f"{row['mean']:.2f} ± {row['sd']:.2f}",
                "90 %": f"{row['p05']:.2f} to {row['p95']:.2f}",
                "means of the folds": " to ".join(f"{x:.2f}" for x in folds.loc[row["parameter"]]),
                "narrower than the prior": f"{row['narrower']:.0%}",
            }
            for row in learnt[learnt["held_out"] == ""].to_dict("records")
        ]
    )


def defaults(tables: Tables) -> str:
    """Say how far the defaults of the model lie from the means of the posterior."""
    learnt = tables["parameters"].fillna({"held_out": ""})
    learnt = learnt[learnt["held_out"] == ""].set_index("parameter")
    distances = {
        str(name): abs(PARAMETERS[str(name)].default - row["mean"]) / row["sd"]
        for name, row in learnt.iterrows()
    }
    furthest = max(distances, key=lambda name: distances[name])
    return (
        "None of the defaults of the model lies further from these means than "
        f"{distances[furthest]:.2f} of their standard deviation (`{furthest}`)."
    )


def checks(tables: Tables) -> str:
    """Tabulate figures of the records beside free lives under the posterior."""
    return markdown(
        [
            {
                "case": row["case"],
                "figure": row["statistic"],
                "observed": f"{row['observed']:.2f}",
                "simulated, median": f"{row['p50']:.2f}",
                "90 % of lives": f"{row['p05']:.2f} to {row['p95']:.2f}",
                "inside": "yes" if row["inside"] else "**no**",
            }
            for row in tables["checks"].to_dict("records")
        ]
    )


def recovery(tables: Tables) -> str:
    """Tabulate by temperature how often intervals hold known parameters."""
    return markdown(
        [
            {
                "temperature": f"{row['temperature']:g}",
                "sets that count": f"{row['effective']:.0f}",
                "50 % intervals hold": f"{row['in_50%']:.0%}",
                "90 % intervals hold": f"{row['in_90%']:.0%}",
                "narrower than the prior": f"{row['narrower']:.0%}",
            }
            for row in tables["recovery"].to_dict("records")
        ]
    )
