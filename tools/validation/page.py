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
from tools.validation.trials import FELL as FALLEN
from tools.validation.trials import FELL_KEPT_BACK, MEASURE

FAR: Final = [3, 5, 10]
"""Leads that success is judged on."""

MEASURES: Final = {
    "log_degrees": "Degrees (minus log of the forecast's share)",
    "rps_stage": "Stage (ranked probability score)",
    "crps_index": "Index (CRPS)",
}
YEARS: Final = {"all": "all years", "changed": "years in which a degree had changed", "quiet": "quiet years"}
NAMES: Final = (
    *("cases", "measures", "skill", "overview", "before", "trials", "free_runs"),
    "before_free_runs",
    *("parameters", "checks", "recovery"),
)

Tables = Mapping[str, pd.DataFrame]


def page(folder: Path) -> str:
    """Write the page from the tables of a folder."""
    tables = {name: pd.read_csv(folder / f"{name}.csv") for name in NAMES}
    own = (headline, said, by_lead, by_measure, by_case, where, by_indicator, coverage, trials)
    learnt = (parameters, defaults, checks, recovery)
    content = {part.__name__: partial(part, tables) for part in (*own, *learnt, *validation_groups.PARTS)}
    constants: dict[str, Any] = {
        "MAIN": MAIN,
        "KEPT_BACK": KEPT_BACK,
        "FALLS": FALLS,
        "SEVEN": SEVEN,
        "FELL": FELL,
    }
    constants |= {"fallen": ", ".join(FALLEN), "fallen_pair": FELL_KEPT_BACK[1]}
    constants |= {"ROSE": ROSE, "MODES": MODES, "YEARS": YEARS, "MEASURES": MEASURES}
    return template("validation.md.j2").render(**constants, **content)


def _skill(tables: Tables, trial: str, years: str = "all") -> pd.DataFrame:
    own = tables["skill"]
    chosen: pd.DataFrame = own[
        (own["trial"] == trial) & (own["measure"] == MEASURE) & (own["years"] == years)
    ]
    return chosen


def headline(tables: Tables, trial: str) -> str:
    """Tabulate skill against the best baseline, by mode and lead."""
    own = _skill(tables, trial)
    own = own[own["forecaster"] == BEST]
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
            for row in own[own["mode"] == mode].to_dict("records")
        ]
    )


def said(tables: Tables, mode: str) -> str:
    """Say what the skill of a mode amounts to."""
    own = _skill(tables, MAIN)
    own = own[own["mode"] == mode]
    best, still = (
        own[own["forecaster"] == name].set_index("lead")["skill"] for name in (BEST, "persistence")
    )
    return (
        f"**{mode.capitalize()}.** Mean skill against the best baseline 3 to 10 years ahead: "
        f"{best.loc[FAR].mean():+.3f}; against persistence one year ahead: {still.loc[1]:+.3f}. By the "
        f"protocol's verdict the model is better than {_listed(own, 'better')}; worse than "
        f"{_listed(own, 'worse')}; the rest are ties."
    )


def _listed(own: pd.DataFrame, verdict: str) -> str:
    rows = own[(own["verdict"] == verdict) & (own["forecaster"] != BEST)]
    leads = rows.groupby("forecaster")["lead"].agg(lambda column: "/".join(map(str, sorted(column))))
    return ", ".join(f"{name} ({at} years ahead)" for name, at in leads.items()) or "none"


def _forecasters(own: pd.DataFrame) -> list[str]:
    """Order forecasters: the model, the best baseline, then all by their mean error."""
    order = [str(name) for name in own.groupby("forecaster")["score"].mean().sort_values().index]
    others = [name for name in order if not name.startswith("model") and name != BEST]
    return ["model", *([BEST] if BEST in order else []), *others]


def by_lead(tables: Tables, trial: str, years: str) -> str:
    """Tabulate the error of every forecaster by mode and lead, with the model's skill against it."""
    own = _skill(tables, trial, years)
    rows = []
    for mode, lead in _places(own, ["mode", "lead"]):
        part = own[(own["mode"] == mode) & (own["lead"] == lead)].set_index("forecaster")
        cells = {
            name: f"{score:.3f}" if pd.isna(skill) else f"{score:.3f} ({skill:+.2f})"
            for name, score, skill in zip(part.index, part["score"], part["skill"], strict=True)
        }
        rows.append(
            {"mode": mode, "years ahead": lead, **{name: cells.get(name, "") for name in _forecasters(own)}}
        )
    return markdown(rows)


def _places(own: pd.DataFrame, keys: list[str]) -> list[tuple[Any, ...]]:
    return sorted(own[keys].drop_duplicates().itertuples(index=False, name=None))


def by_measure(tables: Tables, measure: str) -> str:
    """Tabulate another measure of every forecaster by mode and lead."""
    own = tables["measures"]
    return markdown(_plain(own[(own["trial"] == MAIN) & (own["measure"] == measure)], ["mode", "lead"]))


def by_case(tables: Tables, trial: str, mode: str) -> str:
    """Tabulate the error of every forecaster by case and lead."""
    own = tables["cases"]
    own = own[(own["trial"] == trial) & (own["years"] == "all") & (own["mode"] == mode)]
    return markdown(_plain(own, ["case", "lead"]))


def by_indicator(tables: Tables) -> str:
    """Tabulate the score of each indicator by lead."""
    own = tables["measures"]
    own = own[(own["trial"] == MAIN) & (own["mode"] == "conditional")]
    own = own[own["measure"].str.fullmatch(r"rps_i\d")]
    return markdown(_plain(own.assign(indicator=own["measure"].str[-1]), ["indicator", "lead"]))


def _plain(own: pd.DataFrame, keys: list[str]) -> list[dict[str, Any]]:
    names = _forecasters(own)
    cells = own.set_index([*keys, "forecaster"])["score"].map("{:.3f}".format).to_dict()
    labels = ["years ahead" if key == "lead" else key for key in keys]
    return [
        {**dict(zip(labels, place, strict=True)), **{name: cells[*place, name] for name in names}}
        for place in _places(own, keys)
    ]


def where(tables: Tables) -> str:
    """Say on which cases the model leads or trails all baselines at long leads."""
    own = tables["cases"]
    own = own[(own["trial"] == MAIN) & (own["years"] == "all") & (own["mode"] == "conditional")]
    table = own[own["lead"].isin(FAR)].pivot_table(index="case", columns="forecaster", values="score")
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
    own = tables["measures"]
    own = own[own["trial"] == MAIN]
    held, mass = (
        own[own["measure"] == name].set_index(["mode", "lead", "forecaster"])["score"].map("{:.0%}".format)
        for name in ("covered_90", "mass_90")
    )
    cells = (held + " / " + mass).to_dict()
    names = ["model", *sorted(n for n in own["forecaster"].unique() if not n.startswith("model"))]
    return markdown(
        [
            {"mode": mode, "years ahead": lead, **{name: cells[mode, lead, name] for name in names}}
            for mode, lead in _places(own, ["mode", "lead"])
        ]
    )


def trials(tables: Tables) -> str:
    """Tabulate error and skill of the model by trial, conditional mode."""
    rows = []
    for trial in tables["skill"]["trial"].unique():
        if trial not in (KEPT_BACK, FALLS):
            own = _skill(tables, trial)
            own = own[own["mode"] == "conditional"]
            best = own[own["forecaster"] == BEST].to_dict("records")
            errors = {f"error at {lead}": f"{error:.3f}" for lead, error in _errors(own).items()}
            skills = {f"skill at {row['lead']}": f"{row['skill']:+.3f} ({row['verdict']})" for row in best}
            rows.append({"trial": trial, **errors, **skills})
    return markdown(rows)


def _errors(own: pd.DataFrame) -> dict[int, float]:
    model = own[(own["forecaster"] == "model") & (own["mode"] == "conditional")]
    return dict(zip(model["lead"], model["score"], strict=True))


def parameters(tables: Tables) -> str:
    """Tabulate prior and posterior of each parameter, and how far the folds move it."""
    own = tables["parameters"].fillna({"held_out": ""})
    folds = own[own["held_out"] != ""].groupby("parameter")["mean"].agg(["min", "max"])
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
            for row in own[own["held_out"] == ""].to_dict("records")
        ]
    )


def defaults(tables: Tables) -> str:
    """Say how far the defaults of the model lie from the means of the posterior."""
    own = tables["parameters"].fillna({"held_out": ""})
    own = own[own["held_out"] == ""].set_index("parameter")
    apart = {
        str(name): abs(PARAMETERS[str(name)].default - row["mean"]) / row["sd"]
        for name, row in own.iterrows()
    }
    furthest = max(apart, key=lambda name: apart[name])
    return (
        "None of the defaults of the model lies further from these means than "
        f"{apart[furthest]:.2f} of their standard deviation (`{furthest}`)."
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
