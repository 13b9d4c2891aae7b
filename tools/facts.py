"""Make the tables of `sim/scenario/facts` anew from public data sets in a folder.

    python tools/facts.py FOLDER

FOLDER holds the data sets as `NAME.csv.gz`: which, by whom and on what terms, `sim/scenario/facts/README.md`
says. `names.csv` beside this file has the names of states and the numbers they bear in the Correlates of War.
"""

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sim.ladder.party import Party

FACTS = Path(__file__).parent.parent / "sim" / "scenario" / "facts"
NAMES = Path(__file__).with_name("names.csv")

LAST_MEMBERSHIP = "2016-12-31"
"""End of the list of states and of contiguity: what ends then is not over."""

GERMANY_UNITED = 1990
"""From this year on Germany is 255, before it 260, and before 1946 the Reich, again 255."""

BASIS = {
    **dict.fromkeys((359, 365, 369, 370, 371, 373, 701, 702, 703, 704, 705), 1992),
    710: 1991,
    850: 1994,
}
"""States whose published expenditure changes its price basis, and since when; it changes back in 2005."""

FOREIGN_BASIS = range(1994, 2005)
"""Years in which what is published of those states is not in market prices."""

BENCHMARK = 2
"""The state by whose expenditure figures of SIPRI are brought to the prices of the other source."""

SHARES = ((0.1, 1.0), (0.01, 0.5), (0.001, 0.2))
"""Shares of world arms exports in five years from which an arms industry has a value (docs/scales.md)."""

INDUSTRY_SINCE, FIRST_DELIVERIES = 1945, 1950

BORDER_ENDS = {(770, 775): 1971, (694, 696): 1974}
"""Borders whose end the record lacks: Pakistan and Burma met in what became Bangladesh, and since the treaty
of 1974 Saudi land parts Qatar and the Emirates."""

CAPITALS = {(140, 1960): (-15.79, -47.88), (670, 1927): (24.69, 46.72)}
"""Places of capitals where the record has the middle of the country, by state and first year."""

YEMENS = {"Saudi Arabia-Yemen 2": 678, "Jordan-Yemen": 678, "Oman-S. Yemen": 680}
"""Rivalries of a Yemen before unity that the record gives to the later state."""

OBLIGATIONS = ("defense", "offense", "neutral", "nonagg", "consul")


def main(folder: Path) -> None:
    """Write all tables."""
    names = pd.read_csv(NAMES, keep_default_na=False)
    code_of = _codes(names)
    write("states", _states(names, pd.read_csv(folder / "states_cow.csv.gz")))
    capabilities = pd.read_csv(folder / "cov_nmc.csv.gz").set_index(["ccode", "year"])
    spent = _known_spending(capabilities)
    world = pd.read_csv(folder / "cov_sipri_milex.csv.gz").set_index(["ccode", "year"])["milex_2022usd_m"]
    spent, stand_in = _mended(spent, world)
    write("expenditure", _wide(spent, code_of, "{:.0f}"))
    write("stand_in", _wide(stand_in, code_of, "{:.3g}"))
    write("cinc", _wide(capabilities["cinc"], code_of, "{:.6f}"))
    points = pd.read_csv(folder / "cov_un_idealpoints.csv.gz").set_index(["ccode", "year"])["idealpointall"]
    write("votes", _wide(points, code_of, "{:.2f}"))
    write("borders", _borders(pd.read_csv(folder / "cov_contiguity.csv.gz"), code_of))
    write("capitals", _capitals(pd.read_csv(folder / "cov_capitals.csv.gz"), code_of))
    write("rivalries", _rivalries(pd.read_csv(folder / "cov_rivalries.csv.gz"), code_of))
    write("obligations", _obligations(pd.read_csv(folder / "atop_dyadyear.csv.gz"), code_of))
    write("industry", _industry(pd.read_csv(folder / "sipri_arms_dyadyear.csv.gz"), code_of))


def write(name: str, rows: Iterable[Sequence[object]]) -> None:
    """Write a table, its header first."""
    with (FACTS / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _codes(names: pd.DataFrame) -> dict[int, str]:
    """Return the code that a number's figures are recorded under, of two the later state's."""
    code_of: dict[int, str] = {}
    for row in names.itertuples():
        for number in row.numbers.split(";"):
            if int(number) not in code_of or row.was:
                code_of[int(number)] = row.code
    return code_of


def _states(names: pd.DataFrame, members: pd.DataFrame) -> Iterator[Sequence[object]]:
    yield "code", "name_en", "name_ar", "record", "spells", "was", "when", "also"
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
        yield row.code, row.name_en, row.name_ar, record, written, row.was, row.when, ";".join(others)


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


def _known_spending(capabilities: pd.DataFrame) -> pd.Series:
    """Return expenditure, thousand current dollars; none where soldiers are said to cost nothing."""
    spent = capabilities["milex"]
    return spent.mask((spent <= 0) & (capabilities["milper"] > 0))


def _mended(spent: pd.Series, world: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Take out years of another price basis, and say what SIPRI's figures make of years without one."""
    years = spent.index.get_level_values("year")
    numbers = spent.index.get_level_values("ccode")
    since = numbers.map(BASIS).to_numpy(float)
    foreign = ~np.isnan(since) & (years >= since) & (years <= FOREIGN_BASIS[-1])
    replaced = (spent.isna() | (years >= since)).to_numpy()
    price = spent[BENCHMARK] / world[BENCHMARK]
    estimate = (world * price.reindex(world.index.get_level_values("year")).to_numpy()).reindex(spent.index)
    stand_in = estimate.where(replaced & (estimate > 0))
    return spent.mask(foreign | stand_in.notna().to_numpy()), stand_in


def _wide(values: pd.Series, code_of: dict[int, str], form: str) -> Iterator[Sequence[object]]:
    """Yield one row a state and one column a year, Germany's from the numbers it bore."""
    values = values.dropna()
    frame = values.rename("value").reset_index()
    german = frame["ccode"].isin((255, 260))
    west = (frame["year"] > 1945) & (frame["year"] < GERMANY_UNITED)
    frame = frame[~german | (frame["ccode"] == np.where(west, 260, 255))]
    table = frame.assign(code=frame["ccode"].astype(int).map(code_of)).pivot_table(
        index="code", columns="year", values="value"
    )
    table = table.reindex(columns=range(int(table.columns.min()), int(table.columns.max()) + 1))
    yield "state", *table.columns
    for code, row in table.sort_index().iterrows():
        yield code, *("" if np.isnan(value) else _plain(form.format(value)) for value in row)


def _plain(text: str) -> str:
    """Write a number without an exponent."""
    return f"{float(text):.0f}" if "e" in text else text


def _pair(one: float, other: float, code_of: dict[int, str]) -> str:
    return Party.pair(code_of[int(one)], code_of[int(other)])


def _borders(spells: pd.DataFrame, code_of: dict[int, str]) -> Iterator[Sequence[object]]:
    yield "pair", "first", "last"
    rows: dict[str, list[tuple[int, int | None]]] = {}
    land = spells[spells["conttype"] == 1].sort_values("stdate")
    for row in land.itertuples():
        numbers = (int(row.ccode1), int(row.ccode2))
        last = None if row.enddate[:7] == LAST_MEMBERSHIP[:7] else _year(row.enddate)
        last = BORDER_ENDS.get(numbers, last)
        rows.setdefault(_pair(*numbers, code_of), []).append((_year(row.stdate), last))
    for pair in sorted(rows):
        for first, last in _joined(sorted(rows[pair])):
            yield pair, first, last or ""


def _capitals(capitals: pd.DataFrame, code_of: dict[int, str]) -> Iterator[Sequence[object]]:
    """Yield where capitals stand since when; Germany's is Bonn while it is 260."""
    yield "state", "first", "capital", "latitude", "longitude"
    rows = []
    for row in capitals.itertuples():
        first = _year(row.stdate)
        latitude, longitude = CAPITALS.get((int(row.ccode), first), (row.lat, row.lng))
        rows.append((code_of[int(row.ccode)], first, row.capital, f"{latitude:.2f}", f"{longitude:.2f}"))
        if row.ccode == 255:
            rows.append((code_of[255], GERMANY_UNITED, row.capital, f"{latitude:.2f}", f"{longitude:.2f}"))
    yield from sorted(rows)


def _rivalries(rows: pd.DataFrame, code_of: dict[int, str]) -> Iterator[Sequence[object]]:
    yield "pair", "first", "last", "kinds"
    rivalries = []
    for row in rows.itertuples():
        numbers = [YEMENS.get(row.rivalry, n) if n == 679 else n for n in (row.ccode1, row.ccode2)]
        kinds = [
            kind
            for kind in ("positional", "spatial", "ideological", "interventionary")
            if getattr(row, kind) == 1
        ]
        rivalries.append((_pair(*numbers, code_of), int(row.start), int(row.end), " ".join(kinds)))
    yield from sorted(rivalries)


def _obligations(rows: pd.DataFrame, code_of: dict[int, str]) -> Iterator[Sequence[object]]:
    """Yield spans of years with the same obligations; of two German rows of a year the stronger."""
    yield "pair", "first", "last", "kinds"
    held: dict[str, dict[int, set[str]]] = {}
    columns = ["ccode1", "ccode2", "year", *(f"atop_{kind}" for kind in OBLIGATIONS)]
    for one, other, year, *flags in rows[columns].itertuples(index=False):
        kinds = {kind for kind, flag in zip(OBLIGATIONS, flags, strict=True) if flag == 1}
        if kinds:
            held.setdefault(_pair(one, other, code_of), {}).setdefault(int(year), set()).update(kinds)
    for pair in sorted(held):
        years = sorted(held[pair])
        first = years[0]
        for year, following in zip(years, [*years[1:], 0], strict=True):
            if following != year + 1 or held[pair][following] != held[pair][year]:
                yield pair, first, year, " ".join(kind for kind in OBLIGATIONS if kind in held[pair][year])
                first = following


def _industry(deliveries: pd.DataFrame, code_of: dict[int, str]) -> Iterator[Sequence[object]]:
    """Yield spans of years with the same step of arms industry above 0; years up to 1955 share one window."""
    yield "state", "first", "last", "industry"
    by = deliveries.assign(code=deliveries["supplier"].astype(int).map(code_of))
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
