"""Make the tables of `sim/scenario/facts` anew from public data sets in a folder.

    python -m tools.sources FOLDER

FOLDER holds the publishers' files under their own names (`sim sources` lists them); where one is missing, a
copy that others derived of it may stand in, as a gzipped CSV under the name that `DERIVED` has. From which
files the bundled tables are, `docs/sources.md` says. `names.csv` beside this file has the names of states
and the numbers they bear in the Correlates of War.
"""

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from sim import datasets
from sim.datasets.source import records
from sim.datasets.tables import TABLES, foreign_basis, known_spending, other_basis, wide
from sim.datasets.training import TRAINING
from sim.scenario.facts import Row

FACTS = Path(__file__).parent.parent / "sim" / "scenario" / "facts"
NAMES = Path(__file__).with_name("names.csv")

LAST_MEMBERSHIP = "2016-12-31"
"""End of the list of states: what ends then is not over."""

GERMANY_UNITED = 1990

BENCHMARK = "USA"
"""The state by whose expenditure figures of SIPRI are brought to the prices of the other source."""

SHARES = ((0.1, 1.0), (0.01, 0.5), (0.001, 0.2))
"""Shares of world arms exports in five years from which an arms industry has a value (docs/scales.md)."""

INDUSTRY_SINCE, FIRST_DELIVERIES = 1945, 1950

CAPITALS = {(140, 1960): (-15.79, -47.88), (670, 1927): (24.69, 46.72)}
"""Places of capitals where the record has the middle of the country, by state and first year."""

WEST_GERMANY, LOST_TRADE = 260, range(1960, 1990)

FIRST_OF_LATER_DISPUTES = 2011
"""From this year on disputes are those of the second data set."""


def _as_given(frame: pd.DataFrame) -> pd.DataFrame:
    return frame


def _spells(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(
        statelno=frame["ccode1"],
        statehno=frame["ccode2"],
        begin=frame["stdate"].str[:7].str.replace("-", ""),
        end=frame["enddate"].str[:7].str.replace("-", ""),
    )


def _both_lists(frame: pd.DataFrame) -> pd.DataFrame:
    later = frame["year"] >= FIRST_OF_LATER_DISPUTES
    hostility = frame["gml_hostlev"].mask(later, frame["cow_hostlev"])
    return frame.assign(hostlev=hostility).dropna(subset=["hostlev"])


def _whole_records(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out West Germany's trade of the years in which the copy has two of its partners alone."""
    west = (frame["ccode1"] == WEST_GERMANY) | (frame["ccode2"] == WEST_GERMANY)
    return frame[~(west & frame["year"].isin(LOST_TRADE))]


def _of_training(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(pubrow=TRAINING, constant=frame["imet"])


DERIVED: dict[str, tuple[str, Callable[[pd.DataFrame], pd.DataFrame]]] = {
    "capabilities": ("cov_nmc", _as_given),
    "ideal_points": (
        "cov_un_idealpoints",
        lambda frame: frame.rename(columns={"idealpointall": "IdealPointAll"}),
    ),
    "contiguity": ("cov_contiguity", _spells),
    "rivalries": ("cov_rivalries", _as_given),
    "disputes": ("cov_mids", _both_lists),
    "claims": ("icow_territorial_claims", _as_given),
    "training": ("us_military_aid", _of_training),
    "trade": ("cov_trade", _whole_records),
    "conflicts": ("cov_ucdp_conflicts", _as_given),
}
"""Copies that stand in for publishers' files: their names, and what gives them the publisher's columns."""


def main(folder: Path) -> None:
    """Write all tables, and the years that each tells of."""
    names = pd.read_csv(NAMES, keep_default_na=False)
    write("states", _states(names, pd.read_csv(folder / "states_cow.csv.gz")))
    frames = {}
    files = datasets.files_of(folder)
    with TemporaryDirectory() as making:
        for name in datasets.SOURCES:
            path = files.get(name) or _as_published(name, folder, Path(making))
            frames[name] = datasets.read(name, path)
    coverage: list[Row] = []
    for table, (make, _) in TABLES.items():
        rows = make(frames)
        if table == "expenditure":
            stand_in = _stand_in(frames["capabilities"], pd.read_csv(folder / "cov_sipri_milex.csv.gz"))
            rows = _without(rows, stand_in)
            write_rows("stand_in", stand_in)
        write_rows(table, rows)
        coverage.append(datasets.coverage_row(table))
    write("capitals", _capitals(pd.read_csv(folder / "cov_capitals.csv.gz")))
    write("industry", _industry(pd.read_csv(folder / "sipri_arms_dyadyear.csv.gz")))
    release = "SIPRI Arms Transfers Database"
    coverage.append({"table": "industry", "first": "1945", "last": "2025", "release": release})
    coverage.append({"table": "commands", "first": "1955", "last": "2018", "release": "a list of our own"})
    write_rows("coverage", coverage)


def _as_published(name: str, folder: Path, making: Path) -> Path:
    """Write a derived copy with the publisher's columns, so that it is read as the publisher's file is."""
    copy, publish = DERIVED[name]
    path = making / f"{name}.csv"
    publish(pd.read_csv(folder / f"{copy}.csv.gz")).to_csv(path, index=False)
    return path


def write(name: str, rows: Iterable[Sequence[object]]) -> None:
    """Write a table, its header first."""
    with (FACTS / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def write_rows(name: str, rows: list[Row]) -> None:
    """Write a table of rows by their columns."""
    write(name, [list(rows[0]), *(list(row.values()) for row in rows)])


def _codes(names: pd.DataFrame) -> dict[int, str]:
    """Return the code that a number's figures are recorded under, of two the later state's."""
    code_of: dict[int, str] = {}
    for row in names.itertuples():
        for number in row.numbers.split(";"):
            if int(number) not in code_of or row.was:
                code_of[int(number)] = row.code
    return code_of


def _states(names: pd.DataFrame, members: pd.DataFrame) -> Iterator[Sequence[object]]:
    yield "code", "name_en", "name_ar", "record", "spells", "was", "when", "also", "numbers"
    code_of = _codes(names)
    codes = set(names["code"])
    when = dict(zip(names["was"], names["when"], strict=True))
    for row in names.itertuples():
        numbers = [int(number) for number in row.numbers.split(";")]
        memberships = members[members["ccode"].isin(numbers)].sort_values("start")
        record = code_of[numbers[0]]
        spells = _joined(
            (_year(a), None if b == LAST_MEMBERSHIP else _year(b))
            for a, b in memberships[["start", "end"]].values
        )
        names_of_record = (
            [] if record != row.code else [*memberships["cw_abb"].unique(), *memberships["cw_name"].unique()]
        )
        also = [*names_of_record, *row.also.split(";")]
        others = [name for name in dict.fromkeys(also) if name and name not in codes | {row.name_en}]
        written = ";".join(f"{a}-{b or ''}" for a, b in spells)
        if record != row.code:
            written = when[row.name_en]
        state = (row.code, row.name_en, row.name_ar, record, written, row.was, row.when)
        yield *state, ";".join(others), row.numbers


def _year(date: str) -> int:
    return int(date[:4])


def _joined(spells: Iterable[tuple[int, int | None]]) -> list[tuple[int, int | None]]:
    """Join spells that follow each other within a year: Germany of 1990 goes on from the Federal Republic."""
    joined: list[tuple[int, int | None]] = []
    for first, last in spells:
        if joined and joined[-1][1] is not None and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _stand_in(capabilities: pd.DataFrame, world: pd.DataFrame) -> list[Row]:
    """Return what figures of SIPRI make of years without a published expenditure that can be used."""
    spent = known_spending(capabilities)
    milex = world.assign(state=records(world["ccode"])).dropna(subset=["state"])
    german = ~milex["ccode"].isin((255, 260)) | (
        milex["ccode"] == 255 + 5 * ((milex["year"] > 1945) & (milex["year"] < GERMANY_UNITED))
    )
    known = milex[german].set_index(["state", "year"])["milex_2022usd_m"]
    years = spent.index.get_level_values("year")
    published = capabilities.set_index(["state", "year"])["milex"]
    lacking = (spent.isna() & ~foreign_basis(spent.index)) | (other_basis(spent.index) <= years)
    price = published[BENCHMARK] / known[BENCHMARK]
    estimate = (known * price.reindex(known.index.get_level_values("year")).to_numpy()).reindex(spent.index)
    return wide(estimate.where(lacking & (estimate > 0)), "{:.3g}")


def _without(rows: list[Row], stand_in: list[Row]) -> list[Row]:
    """Take out of a table what another says instead."""
    other = {row["state"]: {name for name, cell in row.items() if cell} - {"state"} for row in stand_in}
    left = [
        {name: "" if name in other.get(row["state"], ()) else cell for name, cell in row.items()}
        for row in rows
    ]
    return [row for row in left if any(cell for name, cell in row.items() if name != "state")]


def _capitals(capitals: pd.DataFrame) -> Iterator[Sequence[object]]:
    """Yield where capitals stand since when; Germany's is Bonn while it is 260."""
    yield "state", "first", "capital", "latitude", "longitude"
    rows = []
    for row, code in zip(capitals.itertuples(), records(capitals["ccode"]), strict=True):
        first = _year(row.stdate)
        latitude, longitude = CAPITALS.get((int(row.ccode), first), (row.lat, row.lng))
        rows.append((code, first, row.capital, f"{latitude:.2f}", f"{longitude:.2f}"))
        if row.ccode == 255:
            rows.append((code, GERMANY_UNITED, row.capital, f"{latitude:.2f}", f"{longitude:.2f}"))
    yield from sorted(rows)


def _industry(deliveries: pd.DataFrame) -> Iterator[Sequence[object]]:
    """Yield spans of years with the same step of arms industry above 0; years up to 1955 share one window."""
    yield "state", "first", "last", "industry"
    by = deliveries.assign(code=records(deliveries["supplier"]))
    table = by.pivot_table(index="code", columns="year", values="tiv", aggfunc="sum").fillna(0.0)
    last = int(table.columns.max()) + 1
    for code in sorted(table.index):
        steps = {}
        for year in range(INDUSTRY_SINCE, last + 1):
            window = range(max(year - 5, FIRST_DELIVERIES), max(year - 5, FIRST_DELIVERIES) + 5)
            share = table.loc[code, list(window)].sum() / table[list(window)].to_numpy().sum()
            steps[year] = next((step for least, step in SHARES if share >= least), 0.0)
        first = INDUSTRY_SINCE
        for year, step in steps.items():
            if steps.get(year + 1) != step:
                if step:
                    yield code, first, year, step
                first = year + 1


if __name__ == "__main__":
    main(Path(sys.argv[1]))
