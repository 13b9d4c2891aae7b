"""Tables of measured ladders: degrees as far as they are known, the stages they leave open, and records."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from sim.ladder.partly_known import CALLED, PartlyKnown
from sim.results.tables import write_csv


def write_measured(
    folder: Path, ladders: Sequence[PartlyKnown], weak: Collection[int], releases: Mapping[str, str]
) -> None:
    """Write `measured.csv`, `stages.csv` and `evidence.csv`.

    Parameters
    ----------
    folder
        Where they go.
    ladders
        The measured ladders.
    weak
        Numbers of the indicators that are measured weakly.
    releases
        Data set and release of each table of facts.
    """
    cells = (row for ladder in ladders for row in _cells(ladder, weak))
    write_csv(folder / "measured.csv", cells, ("year", "pair", "indicator", "degree", "weak"))
    stages = (row for ladder in ladders for row in _stages(ladder))
    columns = ("year", "pair", "known", *(f"{what}_{end}" for what in OPEN for end in ("lowest", "highest")))
    write_csv(folder / "stages.csv", stages, columns)
    grounds = (row for ladder in ladders for row in _grounds(ladder, releases))
    write_csv(folder / "evidence.csv", grounds, ("year", "pair", "indicator", "degree", "record", "source"))


OPEN = ("stage", "degree", "reach", "index")
"""What unknown cells may leave open."""


def _cells(ladder: PartlyKnown, weak: Collection[int]) -> Iterator[dict[str, object]]:
    for year, degrees in zip(ladder.years, ladder.degrees.tolist(), strict=True):
        for number, degree in enumerate(degrees, start=1):
            yield {
                "year": year,
                "pair": ladder.name,
                "indicator": number,
                "degree": CALLED[degree],
                "weak": "yes" if number in weak else "",
            }


def _stages(ladder: PartlyKnown) -> Iterator[dict[str, object]]:
    names = ladder.ladder.stage_names
    indices = ladder.index
    for t, year in enumerate(ladder.years):
        row: dict[str, object] = {"year": year, "pair": ladder.name, "known": int(ladder.known[t])}
        for end, bound, index in (
            ("lowest", ladder.lowest, indices[0]),
            ("highest", ladder.highest, indices[1]),
        ):
            row[f"stage_{end}"] = names[bound.stage[t]]
            row[f"degree_{end}"] = CALLED[int(bound.degree[t])]
            row[f"reach_{end}"] = names[bound.reach[t]]
            row[f"index_{end}"] = round(float(index[t]), 4)
        yield row


def _grounds(ladder: PartlyKnown, releases: Mapping[str, str]) -> Iterator[dict[str, object]]:
    for (year, number), records in sorted(ladder.records.items()):
        degree = CALLED[int(ladder.degrees[year - ladder.years.start, number - 1])]
        for table, record in records:
            yield {
                "year": year,
                "pair": ladder.name,
                "indicator": number,
                "degree": degree,
                "record": record,
                "source": releases[table],
            }
