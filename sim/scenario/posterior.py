"""Posterior samples: parameter sets of which every life draws one, so that bands hold what is not known."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.faults import Fault, InputError, nearest
from sim.files import check_as_written
from sim.reading import regular
from sim.scenario.parameters import PARAMETERS

HELD_OUT: Final = "held_out"
"""Column that says which case a set has not learnt from; empty where it learnt from all."""


@dataclass(frozen=True)
class Posterior:
    """Parameter sets that all weigh the same.

    Attributes
    ----------
    path
        The file they were read from.
    values
        By parameter `[set]`.
    apart
        Whether they are known to have learnt nothing from the case they were read for.
    """

    path: Path
    values: Mapping[str, NDArray[np.float64]]
    apart: bool = False

    @property
    def sets(self) -> int:
        """How many sets there are."""
        return len(next(iter(self.values.values())))

    def without(self, names: Collection[str]) -> "Posterior | None":
        """Leave out parameters that are given otherwise; None where nothing is left."""
        left = {name: values for name, values in self.values.items() if name not in names}
        return replace(self, values=left) if left else None


def read_posterior(path: Path, held_out: str = "") -> Posterior:
    """Read parameter sets from a Parquet file with a column for each parameter, one set a row.

    Parameters
    ----------
    path
        The file. Where it has a column `held_out`, its rows are of several posteriors.
    held_out
        Name of a case: the sets that have not learnt from it, or those that learnt from all where the file
        knows no others.

    Raises
    ------
    InputError
        Where it is no such file, or a value cannot be.
    """
    check_as_written(path)
    try:
        table = pq.read_table(regular(path))
        names = table.column_names
    except (OSError, ValueError, pa.ArrowException):
        expected = "a Parquet file of parameter sets, as sim calibrate writes it"
        raise InputError([Fault(str(path), "", "a file of another kind", expected)]) from None
    fold = ""
    if HELD_OUT in names:
        cases = table[HELD_OUT].to_pylist()
        fold = held_out if held_out in cases else ""
        table = table.filter(pa.array([case == fold for case in cases], pa.bool_())).drop_columns(HELD_OUT)
    faults = list(_faults(str(path), table))
    if faults:
        raise InputError(faults)
    values = {name: table[name].to_numpy().astype(float) for name in table.column_names}
    return Posterior(path, values, apart=fold != "")


def _faults(file: str, table: pa.Table) -> list[Fault]:
    if not table.num_rows or not table.num_columns:
        return [Fault(file, "", "no parameter sets", "one row a set, one column a parameter")]
    faults = []
    for name in table.column_names:
        if name not in PARAMETERS:
            near = nearest(name, PARAMETERS)
            faults.append(Fault(file, f"column {name}", "no parameter", "a parameter of the model", near))
        elif not (pa.types.is_floating(table[name].type) or pa.types.is_integer(table[name].type)):
            faults.append(Fault(file, f"column {name}", str(table[name].type), "numbers"))
        else:
            p, values = PARAMETERS[name], table[name].to_numpy()
            possible = np.isfinite(values) & (values >= p.least) & (values <= p.most)
            if not possible.all():
                row = int(np.argmin(possible))
                bound = f" to {p.most:g}" if p.most < inf else " on"
                expected = f"a finite number from {p.least:g}{bound}"
                faults.append(Fault(file, f"row {row}, {name}", f"{values[row]:g}", expected))
    weights = [
        table[name].to_numpy() for name in ("power", "threat", "interest") if name in table.column_names
    ]
    if len(weights) == 3 and not faults and not (sum(weights) > 0).all():
        faults.append(Fault(file, "", "power, threat and interest all 0", "one weight above 0"))
    return faults
