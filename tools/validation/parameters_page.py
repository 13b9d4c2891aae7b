"""The page of parameters: what each does, where it stands, and whether its term forecasts.

`python -m tools.validation.parameters_page` writes `docs/parameters.md` from the table of parameters and
those of the validation.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd

from sim.scenario.parameters import PARAMETERS, Parameter
from tools.validation import terms, trials
from tools.validation.markdown import table as markdown
from tools.validation.markdown import template
from tools.validation.terms import Tables

ROOT: Final = Path(__file__).parents[2]
TABLES: Final = ROOT / "docs" / "validation"
PAGE: Final = ROOT / "docs" / "parameters.md"


def page(folder: Path) -> str:
    """Write the page from the tables of a folder."""
    tables = {name: pd.read_csv(folder / f"{name}.csv") for name in ("trials", "parameters")}
    content = {part.__name__: partial(part, tables) for part in (judged, scales, kept, terms.noise)}
    return template("parameters.md.j2").render(**content)


def judged(tables: Tables) -> str:
    """Tabulate the parameters whose term was taken out, with what that did to the error."""
    return markdown(
        [{**_described(p, tables), **_earned(p, trial, tables)} for p, trial in _taken_out(tables)]
    )


def scales(tables: Tables) -> str:
    """Tabulate the rest: scales and rates of the rules, which cannot be taken out."""
    tried = {p.name for p, _ in _taken_out(tables)}
    return markdown([_described(p, tables) for p in PARAMETERS.values() if p.name not in tried])


def kept(tables: Tables) -> str:
    """Name the parameters whose term forecasts nothing."""
    names = [
        f"`{p.name}`"
        for p, trial in _taken_out(tables)
        if terms.judged(tables, trial).startswith(terms.NOTHING)
    ]
    return ", ".join(names) or "none"


def _taken_out(tables: Tables) -> Iterator[tuple[Parameter, str]]:
    known = terms.tried(tables)
    for p in PARAMETERS.values():
        if (trial := terms.trial_of(p.name, known)) is not None:
            yield p, trial


def _described(p: Parameter, tables: Tables) -> dict[str, str]:
    return {
        "parameter": f"`{p.name}`",
        "letter": p.symbol,
        "what it does": p.meaning,
        "default": f"{p.default:g}",
        "plausible": f"{p.low:g} to {p.high:g}",
        "learnt": _learnt(p.name, tables),
        "source": p.source,
    }


def _learnt(name: str, tables: Tables) -> str:
    """Write the posterior of all cases, for the parameters that are free."""
    learnt = tables["parameters"]
    rows = learnt[learnt["held_out"].isna() & (learnt["parameter"] == name)].to_dict("records")
    return f"{rows[0]['mean']:.2f} ± {rows[0]['sd']:.2f}" if rows else "no"


def _earned(p: Parameter, trial: str, tables: Tables) -> dict[str, str]:
    others = [f"`{name}`" for name in trials.ABLATIONS[trial] if name != p.name]
    together = f" (together with {', '.join(others)})" if others else ""
    return {
        "error without it, less with it": terms.in_thousandths(terms.gain(tables, trial)),
        "forecasts?": terms.judged(tables, trial) + together,
    }


if __name__ == "__main__":
    PAGE.write_text(page(TABLES), encoding="utf-8")
    print(f"wrote {PAGE}")
