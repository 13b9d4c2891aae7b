"""Parts of the validation page that hold cases apart: falls and rises, free runs, before and after."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from sim.evidence.hindcast import LEADS
from tools.validation import terms, trials
from tools.validation.free_runs import DEFAULTS, MODE, MODEL
from tools.validation.markdown import table as markdown
from tools.validation.tables import FALLS, FELL, FELL_ONCE, KEPT_BACK, MAIN, OF_DEFAULTS, ROSE, SEVEN

Tables = Mapping[str, pd.DataFrame]

WORDS: Final = {
    SEVEN: "all seven",
    FELL: "those that fell",
    ROSE: "those that rose",
    KEPT_BACK: "kept back",
    FELL_ONCE: f"{trials.KEPT_BACK_THAT_FELL[1]}, kept back",
    FALLS: "falls kept back",
}
"""What the groups are called on the page."""

START: Final = "from the start"

MODES: Final = ("conditional", "forecast")

AHEAD: Final = {lead: "1 year" if lead == 1 else f"{lead} years" for lead in LEADS}


def has(tables: Tables, group: str) -> bool:
    """Tell whether a group was judged."""
    return bool((tables["overview"]["group"] == group).any())


def _rows(table: pd.DataFrame, group: str, case: str = "") -> dict[tuple[str, int], dict[str, Any]]:
    """Return the rows of a group, or of one of its cases, by mode and lead."""
    of_case = table[(table["group"] == group) & (table["case"].fillna("") == case)]
    return {
        (row["mode"], row["lead"]): {str(k): v for k, v in row.items()} for row in of_case.to_dict("records")
    }


def before_after(tables: Tables, group: str) -> str:
    """Tabulate a group's errors and skill by mode and lead, as they were and as they are."""
    was, now = (_rows(tables[name], group) for name in ("before", "overview"))
    rows = []
    for mode, lead in ((mode, lead) for mode in MODES for lead in LEADS):
        old, new = was.get((mode, lead)), now[mode, lead]
        rows.append(
            {
                "mode": mode,
                "years ahead": lead,
                "error before": _error(old),
                "error now": _error(new),
                "skill before": _skill(old),
                "skill now": _skill(new),
            }
        )
    return markdown(rows)


def _error(row: Mapping[str, Any] | None) -> str:
    return f"{row['model']:.3f}" if row else ""


def _skill(row: Mapping[str, Any] | None) -> str:
    if not row or pd.isna(row["skill"]):
        return ""
    verdict = row["verdict"]
    return f"{row['skill']:+.3f}" + (f" ({verdict})" if isinstance(verdict, str) and verdict else "")


def cases_before_after(tables: Tables) -> str:
    """Tabulate errors of each case in conditional mode and of free runs by the defaults, was and is."""
    return markdown(
        [
            {"case": case or f"*{WORDS[group]}*", **_moved(tables, group, case)}
            for group in (FELL, ROSE, KEPT_BACK, FALLS)
            if has(tables, group)
            for case in ("", *_cases(tables, group))
        ]
    )


def _cases(tables: Tables, group: str) -> list[str]:
    overview = tables["overview"]
    names = overview.loc[overview["group"] == group, "case"].dropna()
    return sorted({str(name) for name in names} - {""})


def _moved(tables: Tables, group: str, case: str) -> dict[str, str]:
    was, now = (_rows(tables[name], group, case) for name in ("before", "overview"))
    columns = {words: ("conditional", lead) for lead, words in AHEAD.items()} | {START: (OF_DEFAULTS, 0)}
    return {
        name: " → ".join(filter(None, (_error(was.get(mode_and_lead)), _error(now.get(mode_and_lead)))))
        for name, mode_and_lead in columns.items()
    }


def apart(tables: Tables, mode: str) -> str:
    """Tabulate error and skill of the groups by lead."""
    rows_of = {group: _rows(tables["overview"], group) for group in (FELL, ROSE, FELL_ONCE)}
    return markdown(
        [
            {"cases": WORDS[group], "years ahead": lead, **_against(rows[mode, lead])}
            for group, rows in rows_of.items()
            for lead in LEADS
            if (mode, lead) in rows
        ]
    )


def _against(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "model": f"{row['model']:.3f}",
        "best baseline": f"{row['best']:.3f} ({row['name']})",
        "skill": f"{row['skill']:+.3f}",
        # A baseline that was once without fault leaves no skill to speak of.
        "90 % interval": f"{row['low']:+.3f} to {row['high']:+.3f}" if pd.notna(row["low"]) else "",
    }


def by_group(tables: Tables, group: str) -> str:
    """Tabulate errors of a group's cases, shocks given, by lead and from the start; best baselines beside."""
    columns = {words: ("conditional", lead) for lead, words in AHEAD.items()} | {START: (MODE, 0)}
    rows = []
    for case in (*_cases(tables, group), ""):
        case_rows = _rows(tables["overview"], group, case)
        cells = {name: case_rows.get(mode_and_lead) for name, mode_and_lead in columns.items()}
        rows.append({"case": case or f"*{WORDS[group]}*", **{n: _beside(row) for n, row in cells.items()}})
    return markdown(rows)


def _beside(row: Mapping[str, Any] | None) -> str:
    return f"{row['model']:.3f} ({row['best']:.3f})" if row else ""


def free(tables: Tables) -> str:
    """Tabulate errors of free runs by case and forecaster, the strongest baselines first."""
    means = tables["free_runs"].pivot_table(index=["group", "case"], columns="forecaster", values="score")
    order = [str(name) for name in means.mean().sort_values().index if name not in (MODEL, DEFAULTS)]
    return markdown(
        [
            {
                "case": case if group == MAIN else f"{case} ({WORDS[group]})",
                **{name: f"{row[name]:.3f}" for name in (MODEL, DEFAULTS, *order)},
            }
            for group in (MAIN, KEPT_BACK, FALLS)
            if group in means.index
            for case, row in means.loc[group].iterrows()
        ]
    )


def free_skill(tables: Tables) -> str:
    """Tabulate skill of free runs against the best baseline, by group."""
    return markdown(list(_free_skill(tables)))


def _free_skill(tables: Tables) -> Iterator[dict[str, str]]:
    for group in WORDS:
        for mode, words in ((MODE, "sets that had not seen the case"), (OF_DEFAULTS, "the defaults")):
            row = _rows(tables["overview"], group).get((mode, 0))
            if row:
                yield {"cases": WORDS[group], "parameters": words, **_against(row)}


def free_pairs(tables: Tables, case: str) -> str:
    """Tabulate errors of free runs of a case's pairs, those of the defaults as they were too."""
    before, now = (tables[name][tables[name]["case"] == case] for name in ("before_free_runs", "free_runs"))
    pairs = now.pivot_table(index="pair", columns="forecaster", values="score")
    pairs[f"{DEFAULTS}, before"] = before.set_index("pair")["score"]
    names = [MODEL, DEFAULTS, f"{DEFAULTS}, before"]
    names += [name for name in pairs.columns if name not in names]
    return markdown(
        [{"pair": pair, **{name: f"{row[name]:.3f}" for name in names}} for pair, row in pairs.iterrows()]
    )


def hurts(tables: Tables) -> str:
    """Tabulate what each trial adds to the error, on all cases, on falls and on rises."""
    taken_out = terms.tried(tables)
    return markdown(
        [
            {
                "trial": name,
                **{
                    WORDS[group]: terms.in_thousandths(terms.gain(tables, name, group))
                    for group in (SEVEN, FELL, ROSE)
                },
                "the term": terms.judged(tables, name) if name in taken_out else "",
            }
            for name in tables["trials"]["trial"].unique()
            if name != MAIN
        ]
    )


def first_scores(tables: Tables, group: str, mode: str) -> str:
    """Write the skill of a group by lead as it was before."""
    before = _rows(tables["before"], group)
    *rest, last = [f"{before[mode, lead]['skill']:+.3f}" for lead in LEADS]
    return f"{', '.join(rest)} and {last}"


PAGE_PARTS: Final = (
    *(has, before_after, cases_before_after, apart, by_group, first_scores),
    *(free, free_skill, free_pairs, hurts, terms.noise),
)
"""What the page takes from here."""
