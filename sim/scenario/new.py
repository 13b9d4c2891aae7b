"""A new case: a commented scenario filled from public figures, drivers, and an empty table of events."""

import csv
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import jinja2
import numpy as np

from sim.faults import Fault, InputError, nearest
from sim.ladder.events import COLUMNS
from sim.scenario import facts
from sim.scenario.drivers import COLUMNS as DRIVER_COLUMNS
from sim.scenario.schema import LONGEST_SPAN

INTERESTS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Points of the scale of interest convergence."""

MOST_NAMED = 5
"""States up to which the title names them in full."""

YEARS_OF_CAPABILITY, YEARS_OF_VOTES = 3, 5
"""Years before the start whose mean a value at the start is taken from."""


@dataclass
class Filled:
    """What a new scenario holds, and what its maker should know."""

    states: list[dict[str, Any]] = field(default_factory=list)
    pairs: list[dict[str, Any]] = field(default_factory=list)
    threats: list[dict[str, Any]] = field(default_factory=list)
    drivers: list[tuple[object, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    focus: str = ""


def new(folder: Path, codes: list[str], start: int, end: int) -> tuple[list[Path], list[str]]:
    """Write a new case into a folder that is not there yet; return its files and what to know of them.

    Raises
    ------
    InputError
        Where the folder holds something, or codes or years cannot be used.
    """
    _refuse(folder, codes, start, end)
    draft = _draft(sorted(codes), start, end)
    draft.focus = "-".join(sorted(codes[:2]))
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write(making, folder, draft, start, end)
        making.chmod(0o755)
        making.replace(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return sorted(folder.iterdir()), draft.notes


def _refuse(folder: Path, codes: list[str], start: int, end: int) -> None:
    faults = []
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        faults.append(Fault(str(folder), "", "something there", "a folder that is new or empty"))
    if not re.fullmatch(r"[A-Za-z0-9_-]+", folder.resolve().name):
        faults.append(
            Fault("FOLDER", "", folder.resolve().name, "a name of letters, digits, hyphens and underscores")
        )
    for code in codes:
        if not re.fullmatch(r"[A-Z0-9]{2,8}", code):
            expected = "codes of 2 to 8 capitals or digits, parted by commas"
            faults.append(
                Fault(
                    "--states",
                    "",
                    code or "an empty code",
                    expected,
                    nearest(code.upper(), facts.known_states()),
                )
            )
    if len(set(codes)) < max(2, len(codes)):
        faults.append(Fault("--states", "", ",".join(codes), "two or more different states"))
    if not (1 <= start <= end <= 9999 and end - start < LONGEST_SPAN):
        expected = f"a first year and a last not before it, of at most {LONGEST_SPAN} years"
        faults.append(Fault("--from, --to", "", f"{start} to {end}", expected))
    if faults:
        raise InputError(faults)


def _draft(codes: list[str], start: int, end: int) -> Filled:
    draft = Filled()
    _existence(draft, codes, start, end)
    _capability(draft, codes, start, end)
    for one, other in combinations(codes, 2):
        draft.pairs.append(_pair(one, other, start))
    for by, of in permutations(codes, 2):
        level, source = _threat(by, of, start)
        if level:
            draft.threats.append({"by": by, "of": of, "level": level, "source": source})
    return draft


def _existence(draft: Filled, codes: list[str], start: int, end: int) -> None:
    known = facts.known_states()
    for code in codes:
        state = known.get(code)
        if state is None:
            near = nearest(code, known)
            draft.notes.append(f"{code}: no figures are known" + (f" (nearest code: {near})" if near else ""))
        elif not state.record:
            draft.notes.append(f"{code} ({state.name_en}): known by name, without figures")
        if state and start < state.first:
            draft.notes.append(f"{code} ({state.name_en}): begins in {state.first}, the scenario in {start}")
        if state and state.last is not None and end > state.last:
            draft.notes.append(f"{code} ({state.name_en}): ends in {state.last}, the scenario in {end}")


def _capability(draft: Filled, codes: list[str], start: int, end: int) -> None:
    before = range(start - YEARS_OF_CAPABILITY, start)
    table, filled = facts.expenditure(codes, range(before.start, end + 1))
    counted = [code for code in codes if table[code].notna().any()]
    shares = table[counted].div(table[counted].sum(axis=1, skipna=False), axis=0)
    at_start = shares.reindex(list(before)).mean()
    if at_start.isna().all() and shares.notna().any().any():
        first = int(shares.dropna().index[0])
        before = range(first, first + 1)
        at_start = shares.reindex(list(before)).mean()
        draft.notes.append(f"capability at the start is that of {first}, the first year with figures for all")
    known = facts.known_states()
    years, filled_before = facts.spans(list(before)), facts.expenditure(codes, before)[1]
    for code in codes:
        share = float(at_start[code]) if code in counted else np.nan
        state = known.get(code)
        source = f"share of these states' military expenditure, {years}; National Material Capabilities v6"
        note = f" ({filled_before[code]})" if code in filled_before else ""
        draft.states.append(
            {
                "code": code,
                "name_en": state.name_en if state else code,
                "name_ar": state.name_ar if state else "",
                "capability": None if np.isnan(share) else round(share, 4),
                "source": source + note,
            }
        )
    for year in [year for year in range(start, end + 1) if shares.loc[year].notna().all() and counted]:
        draft.drivers += [
            (year, "capability", code, round(float(shares[code][year]), 4), "NMC v6 military expenditure")
            for code in counted
        ]
    last = draft.drivers[-1][0] if draft.drivers else None
    if last is None and counted:
        draft.notes.append(f"no drivers: there are no figures of capability for all within {start} to {end}")
    if isinstance(last, int) and last < end:
        draft.notes.append(f"drivers end in {last}; after it the last value holds")
    draft.notes += [f"{code}: expenditure of {note}" for code, note in filled.items()]


def _pair(one: str, other: str, start: int) -> dict[str, Any]:
    near, rivals = facts.proximity(one, other), facts.rivalry(one, other, start)
    votes = facts.similarity(one, other, range(start - YEARS_OF_VOTES, start))
    allied = "defense" in (facts.obligations(one, other, start) or "")
    interest = 0.3 if votes is None else min(INTERESTS, key=lambda point: abs(point - votes))
    trust = 0.15 if rivals else 0.7 if allied else 0.3
    dispute = 0.4 if rivals and "spatial" in rivals else 0.05
    said = [
        f"proximity: {near[1]}" if near else "proximity: no figure",
        "interest: UN votes unknown, judge"
        if votes is None
        else f"interest: UN similarity {start - YEARS_OF_VOTES}-{start - 1} is {votes:.2f}, judge",
        f"trust and dispute: {_ties(one, other, start)}, judge",
        "interdependence: judge",
    ]
    return {
        "states": (one, other),
        "proximity": near[0] if near else None,
        "interest": interest,
        "trust": trust,
        "dispute": dispute,
        "source": "; ".join(said),
    }


def _ties(one: str, other: str, year: int) -> str:
    rivals, pact = facts.rivalry(one, other, year), facts.obligations(one, other, year)
    return (f"{rivals} rivalry" if rivals else "no rivalry coded") + (
        f", obligations: {pact}" if pact else ""
    )


def _threat(by: str, of: str, start: int) -> tuple[float, str]:
    if facts.rivalry(by, of, start):
        return 0.25, f"{_ties(by, of, start)} (Thompson, Sakuwa and Suhas 2021), judge"
    if "defense" in (facts.obligations(by, of, start) or ""):
        return 0.0, ""
    return 0.1, "no rivalry and no alliance coded: wary, judge"


def _write(making: Path, folder: Path, draft: Filled, start: int, end: int) -> None:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("sim.scenario", "."), trim_blocks=True, keep_trailing_newline=True
    )
    name = "name_en" if len(draft.states) <= MOST_NAMED else "code"
    names = ", ".join(state[name] for state in draft.states)
    text = environment.get_template("new.toml").render(
        folder=folder,
        name=folder.resolve().name.lower().replace("_", "-"),
        title=f"{names}, {start}-{end}",
        start=start,
        end=end,
        drivers=draft.drivers,
        focus=draft.focus,
        states=draft.states,
        pairs=draft.pairs,
        threats=draft.threats,
    )
    (making / "scenario.toml").write_text(text, encoding="utf-8")
    _table(making / "events.csv", COLUMNS, [])
    if draft.drivers:
        _table(making / "drivers.csv", (*DRIVER_COLUMNS, "source"), draft.drivers)


def _table(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
