"""Drivers: yearly levels of quantities from a table `year,quantity,subject,value`."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.csv_tables import Table, read_table
from sim.faults import Fault, InputError, nearest, shown
from sim.ladder.party import Party
from sim.reading import number, whole_number
from sim.scenario.quantities import MOST_AUTONOMY, PAIR, QUANTITIES, STATE, most

COLUMNS: Final = ("year", "quantity", "subject", "value")

MOST_ROWS: Final = 2_000_000
"""Rows that drivers may have: those of all states and pairs of the world over a lifetime."""


@dataclass(frozen=True)
class Drivers:
    """Levels by quantity and subject, year by year."""

    values: dict[tuple[str, str], dict[int, float]] = field(default_factory=dict)

    def level(self, quantity: str, subject: str, start: float, years: Sequence[int]) -> NDArray[np.float64]:
        """Return the level of a subject's quantity in each year.

        The starting value holds before a driver's first year, its last value after its last year;
        gaps between interpolate on a straight line.
        """
        known = self.values.get((quantity, subject))
        if not known:
            return np.full(len(years), start)
        order = sorted(known)
        return np.interp(years, order, [known[year] for year in order], left=start)


def table_of(path: Path) -> Table:
    """Read a file of drivers as the table it is: what its cells say is not looked at.

    Raises
    ------
    InputError
        Where it is no such table.
    """
    return read_table(path, COLUMNS, COLUMNS, numbers=("value",), most=MOST_ROWS)


def read_drivers(path: Path, codes: Sequence[str] | None = None) -> Drivers:
    """Read a file of drivers, in CSV or a workbook.

    Parameters
    ----------
    path
        The file.
    codes
        Codes of the states its subjects may name; any where None.

    Raises
    ------
    InputError
        With every fault of the file, each with its line.
    """
    file = str(path)
    table = table_of(path)
    faults = list(table.faults)
    values: dict[tuple[str, str], dict[int, float]] = {}
    for row_number, cells in table.rows:
        row = dict(zip(table.header, cells, strict=True))
        row_faults = [
            replace(fault, file=file, place=table.place(row_number, fault.place))
            for fault in _faults(row, codes)
        ]
        faults += row_faults
        if row_faults:
            continue
        subject = _subject(row["quantity"], row["subject"])
        known = values.setdefault((row["quantity"], subject), {})
        if int(row["year"]) in known:
            cell = f"{row['quantity']} of {subject} in {row['year']} again"
            faults.append(Fault(file, table.place(row_number), cell, "each once"))
        known[int(row["year"])] = float(row["value"])
    if faults:
        raise InputError(faults)
    return Drivers(values)


def _subject(quantity: str, subject: str) -> str:
    owner = QUANTITIES[quantity]
    return Party.pair(*owner.states(subject)) if owner is PAIR else subject


def _faults(row: dict[str, str], codes: Sequence[str] | None) -> list[Fault]:
    """Return the faults of a row, each at its column."""
    faults = []
    year, quantity, subject = row["year"], row["quantity"], row["subject"]
    if not 1 <= (whole_number(year) or 0) <= 9999:
        faults.append(Fault("", "year", shown(year), "a year from 1 to 9999"))
    value = number(row["value"])
    if value is None or not 0 <= value <= most(quantity):
        faults.append(
            Fault("", "value", shown(row["value"]), f"a number from 0 to 1 (autonomy: to {MOST_AUTONOMY})")
        )
    if quantity not in QUANTITIES:
        expected, near = "one of " + ", ".join(QUANTITIES), nearest(quantity, QUANTITIES)
        return [*faults, Fault("", "quantity", shown(quantity), expected, near)]
    owner = QUANTITIES[quantity]
    states = owner.states(subject)
    if len(states) != (1 if owner is STATE else 2) or len(set(states)) < len(states) or not all(states):
        faults.append(Fault("", "subject", shown(subject), owner.example))
    elif codes is not None:
        faults += [
            Fault("", "subject", f"no state {code}", "a state of the scenario", nearest(code, codes))
            for code in states
            if code not in codes
        ]
    return faults
