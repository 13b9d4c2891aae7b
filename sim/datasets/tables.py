"""Tables of facts, made of what data sets say: rows of text, in the order in which they are bundled."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.ladder.party import Party
from sim.scenario.facts import Row

SINCE: Final = 1945
"""Year before which nothing is bundled."""

BASIS: Final = {
    **dict.fromkeys(("MDA", "RUS", "UKR", "BLR", "ARM", "AZE", "TKM", "TJK", "KGZ", "UZB", "KAZ"), 1992),
    "CHN": 1991,
    "IDN": 1994,
}
"""States whose published expenditure changes its price basis, and since when; it changes back in 2005."""

FOREIGN_BASIS: Final = range(1994, 2005)
"""Years in which what is published of those states is not in market prices."""

PERSONNEL: Final = {"USA": (100, 1000)}
OTHER_PERSONNEL: Final = (50, 1000)
"""Personnel from which forces stationed are low and high."""

TRAINING: Final = 100_000
"""Constant dollars a year from which training of another's forces is told."""

Frames = Mapping[str, pd.DataFrame]
"""What data sets say, by their names here."""


def expenditure(frames: Frames) -> list[Row]:
    """Return military expenditure, thousand current dollars, without years of another price basis.

    None is known of a state whose soldiers are said to cost nothing.
    """
    return wide(known_spending(frames["capabilities"]), "{:.0f}")


def known_spending(capabilities: pd.DataFrame) -> pd.Series:
    """Return the expenditure that can be used, by state and year."""
    indexed = capabilities.set_index(["state", "year"])
    spent = indexed["milex"].mask((indexed["milex"] <= 0) & (indexed["milper"] > 0))
    return spent.mask(foreign_basis(spent.index))


def other_basis(index: pd.Index) -> pd.Series:
    """Return since when expenditure of each state stands on another price basis, NaN where never."""
    return pd.Series(index.get_level_values("state").map(BASIS), index=index, dtype=float)


def foreign_basis(index: pd.Index) -> pd.Series:
    """Tell which states and years of an index are published on another price basis."""
    years = index.get_level_values("year")
    return (other_basis(index) <= years) & (years <= FOREIGN_BASIS[-1])


def cinc(frames: Frames) -> list[Row]:
    """Return the composite index of national capability."""
    return wide(frames["capabilities"].set_index(["state", "year"])["cinc"], "{:.6f}")


def votes(frames: Frames) -> list[Row]:
    """Return ideal points, two decimals."""
    return wide(frames["ideal_points"].set_index(["state", "year"])["point"], "{:.2f}")


def wide(values: pd.Series, form: str) -> list[Row]:
    """Return one row a state and one column a year, empty where nothing is known."""
    values = values[values.index.get_level_values("year") >= SINCE].dropna()
    table = values.groupby(level=[0, 1]).mean().unstack("year").sort_index()
    table = table.reindex(columns=range(int(table.columns.min()), int(table.columns.max()) + 1))
    return [
        {"state": str(code)}
        | {str(year): "" if np.isnan(value) else _plain(form.format(value)) for year, value in row.items()}
        for code, row in table.iterrows()
    ]


def _plain(text: str) -> str:
    """Write a number without an exponent."""
    return f"{float(text):.0f}" if "e" in text else text


def borders(frames: Frames) -> list[Row]:
    """Return years with a land border; no last year where it still stood."""
    land = frames["contiguity"].query("kind == 1")
    rows = []
    for pair, group in land.groupby("pair"):
        spells = sorted(zip(map(int, group["first"]), map(str, group["last"]), strict=True))
        rows += [{"pair": str(pair), "first": str(a), "last": b} for a, b in joined(spells)]
    return rows


def joined(spells: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Join spells, each a first and a last year, that follow each other within a year."""
    together: list[tuple[int, str]] = []
    for first, last in spells:
        if together and together[-1][1] and first <= int(together[-1][1]) + 1:
            together[-1] = (together[-1][0], last)
        else:
            together.append((first, last))
    return together


def rivalries(frames: Frames) -> list[Row]:
    """Return rivalries with their kinds."""
    return _texts(frames["rivalries"].sort_values(["pair", "first", "last", "kinds"]))


def treaties(frames: Frames) -> list[Row]:
    """Return memberships of treaties that were in force in 1945 or later."""
    frame = frames["alliances"]
    later = (frame["left"] == "") | (frame["left"].str[:4] >= str(SINCE))
    flags = ("bilateral", "contact", "command")
    frame = frame[later].assign(**{name: frame[name].map({True: "1", False: ""}) for name in flags})
    rows: list[Row] = []
    for row in _texts(frame.sort_values(["treaty", "state", "kinds", "entered"])):
        before = rows[-1] if rows else {}
        same = all(before.get(name) == row[name] for name in ("treaty", "state", "kinds"))
        if same and before["left"] == row["entered"]:
            before |= {"left": row["left"], **{name: before[name] or row[name] for name in flags[1:]}}
        else:
            rows.append(row)
    return sorted(rows, key=lambda row: (row["treaty"], row["entered"], row["state"]))


def settlements(frames: Frames) -> list[Row]:
    """Return treaties on borders, territory and peace."""
    return _texts(frames["treaty_index"].sort_values(["signed", "id"]))


def agreements(frames: Frames) -> list[Row]:
    """Return defence cooperation agreements."""
    return _texts(frames["agreements"].sort_values(["signed", "id"]))


def deliveries(frames: Frames) -> list[Row]:
    """Return spans of years with deliveries of major arms (low), and with arms made under licence (high)."""
    frame = frames["arms"]
    rows = []
    for (supplier, recipient), group in frame.groupby(["supplier", "recipient"]):
        for degree, years in (("low", group["year"]), ("high", group.loc[group["licensed"], "year"])):
            rows += [
                {
                    "supplier": str(supplier),
                    "recipient": str(recipient),
                    "degree": degree,
                    "first": a,
                    "last": b,
                }
                for a, b in spans(years)
            ]
    return rows


def spans(years: Iterable[Any]) -> list[tuple[str, str]]:
    """Return first and last years of runs of years that follow each other."""
    known = {int(year) for year in years}
    starts = sorted(year for year in known if year - 1 not in known)
    ends = sorted(year for year in known if year + 1 not in known)
    return [(str(a), str(b)) for a, b in zip(starts, ends, strict=True)]


def exercises(frames: Frames) -> list[Row]:
    """Return exercises with those who took part."""
    frame = frames["exercises"]
    frame = frame.assign(
        command_post=frame["command_post"].map({True: "1", False: ""}),
        others=frame["others"].replace(0, ""),
    )
    return _texts(frame.sort_values(["first", "id"]))


def troops(frames: Frames) -> list[Row]:
    """Return spans of years in which forces of a state were stationed with another, by degree."""
    rows = []
    parts = [frames[name] for name in ("troops", "signals") if name in frames]
    for (sender, host), group in pd.concat(parts).groupby(["sender", "host"]):
        low, high = PERSONNEL.get(str(sender), OTHER_PERSONNEL)
        for degree, least in (("low", low), ("high", high)):
            rows += [
                {"sender": str(sender), "host": str(host), "degree": degree, "first": a, "last": b}
                for a, b in spans(group.loc[group["personnel"] >= least, "year"])
            ]
    return rows


def training(frames: Frames) -> list[Row]:
    """Return spans of years in which a state trained forces of another."""
    frame = frames["training"]
    return [
        {"sender": str(sender), "recipient": str(recipient), "first": a, "last": b}
        for (sender, recipient), group in frame.groupby(["sender", "recipient"])
        for a, b in spans(group.loc[group["dollars"] >= TRAINING, "year"])
    ]


def claims(frames: Frames) -> list[Row]:
    """Return territorial claims that stood in 1945 or later."""
    frame = frames["claims"]
    later = (frame["last"] == "") | (frame["last"] >= str(SINCE))
    return _texts(frame[later].sort_values(["pair", "first", "id"]))


def disputes(frames: Frames) -> list[Row]:
    """Return spans of years of militarized dispute with the same highest hostility."""
    frame = frames["disputes"].query("year >= @SINCE")
    rows = []
    for (pair, level), group in frame.groupby(["pair", "hostility"]):
        rows += [
            {"pair": str(pair), "first": a, "last": b, "hostility": str(level)}
            for a, b in spans(group["year"])
        ]
    return sorted(rows, key=lambda row: (row["pair"], row["first"]))


def wars(frames: Frames) -> list[Row]:
    """Return spans of years in which two fought each other in a war."""
    frame = frames["wars"].query("year >= @SINCE")
    return [
        {"pair": str(pair), "first": a, "last": b}
        for pair, group in frame.groupby("pair")
        for a, b in spans(group["year"])
    ]


def trade(frames: Frames) -> list[Row]:
    """Return twice the mean share of two in each other's trade, thousandths, one a year, empty if unknown."""
    frame = frames["trade"]
    columns = ["state", "year", "flow"]
    parts = [frame[[name, "year", "flow"]].set_axis(columns, axis=1) for name in ("one", "other")]
    totals = pd.concat(parts).groupby(["state", "year"])["flow"].sum()
    shares = [
        frame["flow"].to_numpy() / totals.reindex(pd.MultiIndex.from_frame(frame[[name, "year"]])).to_numpy()
        for name in ("one", "other")
    ]
    share = pd.Series(shares[0] + shares[1], index=frame.index).clip(upper=1.0)
    pairs = [Party.pair(a, b) for a, b in frame[["one", "other"]].itertuples(index=False)]
    by_pair = frame.assign(pair=pairs, thousandths=(1000 * share).round()).dropna()
    rows = []
    for pair, group in by_pair.groupby("pair"):
        known = group.groupby("year")["thousandths"].max().astype(int)
        years = range(int(known.index.min()), int(known.index.max()) + 1)
        values = " ".join(str(known[year]) if year in known.index else "" for year in years)
        rows.append({"pair": str(pair), "first": str(years[0]), "thousandths": values})
    return rows


def support(frames: Frames) -> list[Row]:
    """Return spans of years in which a state sent troops in support of another."""
    rows = []
    for (pair, supporter, conflict), group in frames["conflicts"].groupby(["pair", "supporter", "conflict"]):
        rows += [
            {"pair": str(pair), "supporter": str(supporter), "conflict": str(conflict), "first": a, "last": b}
            for a, b in spans(group["year"])
        ]
    return rows


def _texts(frame: pd.DataFrame) -> list[Row]:
    return [{str(name): str(cell) for name, cell in row.items()} for row in frame.to_dict("records")]


TABLES: Final[Mapping[str, tuple[Callable[[Frames], list[Row]], Sequence[str]]]] = {
    "expenditure": (expenditure, ("capabilities",)),
    "cinc": (cinc, ("capabilities",)),
    "votes": (votes, ("ideal_points",)),
    "borders": (borders, ("contiguity",)),
    "rivalries": (rivalries, ("rivalries",)),
    "treaties": (treaties, ("alliances",)),
    "agreements": (agreements, ("agreements",)),
    "settlements": (settlements, ("treaty_index",)),
    "deliveries": (deliveries, ("arms",)),
    "training": (training, ("training",)),
    "exercises": (exercises, ("exercises",)),
    "troops": (troops, ("troops", "signals")),
    "claims": (claims, ("claims",)),
    "disputes": (disputes, ("disputes",)),
    "wars": (wars, ("wars",)),
    "trade": (trade, ("trade",)),
    "support": (support, ("conflicts",)),
}
"""What makes each table, and of which data sets, the first of which it needs."""
