"""The model's parameters: one table with symbol, default, plausible range, meaning and source."""

from dataclasses import dataclass
from math import inf
from typing import Final


@dataclass(frozen=True)
class Parameter:
    """One parameter of the model.

    Attributes
    ----------
    name, symbol
        Its name in files, and its letter in the ODD.
    default
        Its value where a scenario names none.
    low, high
        Plausible range: a value outside it earns a warning.
    least, most
        Possible range: a value outside it is refused.
    meaning, source
        What it does, and where it comes from; its value is `judged` where no source gives it, or
        `calibrated`: the mean of the posterior from seven cases (`sim.show.validation`).
    """

    name: str
    symbol: str
    default: float
    low: float
    high: float
    least: float
    most: float
    meaning: str
    source: str


_ROWS: Final = (
    ("power", "w_P", 0.5, 0, 1.5, 0, inf, "weight of the balance of power", "Korolev 2022"),
    (
        "threat",
        "w_T",
        0.9,
        0,
        3,
        0,
        inf,
        "weight of the balance of threat",
        "Walt 1987; Korolev 2022; calibrated",
    ),
    ("interest", "w_I", 0.3, 0, 1.5, 0, inf, "weight of the balance of interest", "Korolev 2022"),
    ("interdependence", "w_E", 0.2, 0, 1, 0, inf, "motive from trade and projects", "Lai and Reiter 2000"),
    ("trust", "w_R", 0.37, 0, 1, 0, inf, "motive from trust", "Snyder 1997; calibrated"),
    (
        "partner_threat",
        "w_F",
        0.81,
        0,
        2,
        0,
        inf,
        "motive lost to fear of the partner",
        "Walt 1987; calibrated",
    ),
    ("dispute", "w_D", 0.1, 0, 1, 0, inf, "motive lost to disputes, from the second rung on", "judged"),
    (
        "sharpness",
        "s",
        1.9,
        1,
        8,
        0,
        100,
        "how surely motive above cost decides",
        "McFadden 1974; calibrated",
    ),
    (
        "cost",
        "c_0",
        0.1,
        -0.2,
        0.5,
        -inf,
        inf,
        "cost of a rung that does not bind",
        "Morrow 1991; calibrated",
    ),
    (
        "cost_slope",
        "c_1",
        0.74,
        0.2,
        1.5,
        0,
        inf,
        "what the most binding rung costs more",
        "Morrow 1991; calibrated",
    ),
    (
        "step",
        "h",
        0.26,
        0,
        0.6,
        0,
        inf,
        "what the high degree costs more than the low",
        "Morrow 1991; calibrated",
    ),
    ("habit", "b", 0.19, 0, 0.6, 0, inf, "what a standing degree spares", "Pierson 2000; calibrated"),
    (
        "opportunity",
        "o",
        0.3,
        0.05,
        1,
        0,
        1,
        "chance that an occasion for something new arises",
        "calibrated",
    ),
    ("break_opportunity", "o_b", 0.1, 0, 1, 0, 1, "chance that an occasion to break arises", "calibrated"),
    ("missing", "gamma", 0.7, 0.2, 1, 0, 1, "factor on a beginning for each missing prerequisite", "judged"),
    ("directness", "one", 0.2, 0, 1, 0, 1, "share of beginnings that may be high at once", "judged"),
    ("concert", "kappa", 0.5, 0, 1, 0, 1, "share of occasions that a group's pairs have in common", "judged"),
    ("strictness", "lambda", 0.3, 0, 1, 0, 1, "how far the weakest balance rules at the last rung", "judged"),
    ("revision", "rho", 0.6, 0.1, 1, 0, 1, "share of the way threat moves in a year", "Jervis 1976; judged"),
    ("grievance", "k_D", 0.3, 0, 1, 0, inf, "threat from disputes", "Walt 1987; judged"),
    ("affinity", "k_I", 0.2, 0, 1, 0, inf, "threat spared by shared interests", "Walt 1987; judged"),
    (
        "preponderance",
        "k_G",
        0.28,
        0,
        1,
        0,
        inf,
        "threat from a near state's share of capability",
        "Walt 1987; calibrated",
    ),
    ("hostility", "pi", 0.2, 0, 1, 0, inf, "threat from recent pressure", "Jervis 1978; judged"),
    (
        "dilemma",
        "delta",
        0.2,
        0,
        1,
        0,
        inf,
        "threat from alignment with whom one fears",
        "Jervis 1978; Snyder 1997",
    ),
    ("posture", "psi", 0.4, 0.1, 1, 0, 1, "chance to press an utter enemy in a year", "judged"),
    ("memory", "mu", 0.7, 0, 0.95, 0, 1, "share of last year's posture that is remembered", "judged"),
    (
        "confidence_scale",
        "d_1",
        0.25,
        0.05,
        1,
        1e-6,
        inf,
        "dispute at which rung 1 has half its chance",
        "judged",
    ),
    (
        "purpose_scale",
        "n_1",
        0.1,
        0.02,
        0.5,
        1e-6,
        inf,
        "purpose at which other rungs have half",
        "judged",
    ),
    ("wear", "omega", 0.05, 0, 0.3, 0, 1, "share of a dispute settled in a year of rung 1", "judged"),
    ("friction", "zeta", 0.05, 0, 0.3, 0, 1, "dispute added by a year of pressure", "judged"),
    ("trust_revision", "tau", 0.5, 0.1, 1, 0, 1, "share of the way trust moves in a year", "judged"),
    (
        "familiarity",
        "phi",
        0.3,
        0,
        1,
        0,
        inf,
        "trust from alignment that is practised",
        "Snyder 1997; judged",
    ),
    ("breach", "chi", 0.4, 0, 1, 0, inf, "trust lost to pressure", "Crawford 2011; judged"),
    ("forum", "eta", 0.2, 0, 0.5, 0, inf, "interest gained by joint diplomacy every year", "judged"),
    ("commerce", "epsilon", 0.2, 0, 0.5, 0, inf, "interdependence gained by projects every year", "judged"),
    (
        "channel_memory",
        "nu",
        0.8,
        0,
        0.95,
        0,
        1,
        "share of past years' diplomacy and projects kept",
        "judged",
    ),
)

PARAMETERS: Final = {row[0]: Parameter(*row) for row in _ROWS}
"""All parameters by name."""

MECHANISMS: Final = (
    *("power", "threat", "interest", "interdependence", "trust", "partner_threat", "dispute", "danger"),
    *("asymmetry", "era", "grievance", "affinity", "preponderance", "reassurance", "hostility", "dilemma"),
    *("familiarity", "breach", "forum", "commerce", "friction", "wear", "habit", "concert"),
)
"""Parameters whose value 0 takes a term out of the model."""


def mechanisms() -> list[str]:
    """Return the parameters of the model by which terms can be taken out, in the order of `MECHANISMS`."""
    return [name for name in MECHANISMS if name in PARAMETERS]


def as_table() -> str:
    """Write the parameters as a table in Markdown."""
    rows = ["| name | symbol | default | plausible | meaning | source |", "|---|---|---|---|---|---|"]
    rows += [
        f"| `{p.name}` | {p.symbol} | {p.default:g} | {p.low:g} to {p.high:g} | {p.meaning} | {p.source} |"
        for p in PARAMETERS.values()
    ]
    return "\n".join(rows)


if __name__ == "__main__":
    print(as_table())
