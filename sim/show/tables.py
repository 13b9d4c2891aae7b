"""What the command prints: tables and closing lines."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import isinf
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from sim.evidence.scores import CAPTION, HEADLINES, scope, verdicts
from sim.files import MARK, read_json
from sim.frames import read_frame
from sim.ladder.assess import Trajectory
from sim.results.tables import read_verdict
from sim.show import shock_words
from sim.show.answer import percents

WIDTH = 140
NARROW = 80
"""Letters across of a table that is to be read at a glance."""

MOST_ROWS, MOST_TABLES = 12, 4
"""Pairs printed at the end of a run, and pairs whose scores get a table of their own."""

MANY = 1000
"""From here numbers are written without what follows the point."""

BESIDE_STAGES = ("year", "pair", "index_mean", "index_p05", "index_p50", "index_p95", "observed")
"""Columns of stages.csv that are no stage."""

MARKS = {"none": "·", "low": "low", "high": "HIGH"}


def _console() -> Console:
    """Give a console as wide as the terminal; where there is none, wide enough for every table."""
    wide = _plain(None)
    return wide if wide.is_terminal else _plain(WIDTH)


def _plain(width: int | None) -> Console:
    """Give a console that prints text as it stands: brackets and colons mean nothing."""
    return Console(highlight=False, markup=False, emoji=False, width=width)


@contextmanager
def progress(what: str, total: int, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Show how many of something are done, and how long the rest will take; give what counts them."""
    bar = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    hidden = quiet or not console.is_terminal
    with Progress(*bar, console=console, disable=hidden, transient=True) as shown:
        task = shown.add_task("", total=total)
        yield lambda done: shown.advance(task, done)


def number(value: float) -> str:
    """Write a number with three digits that count; whole ones, such as years, in full."""
    if isinf(value):
        return "never"
    return f"{value:.0f}" if value == round(value) or abs(value) >= MANY else f"{value:.3g}"


def print_verdict(folder: Path) -> None:
    """Print the verdicts in words that a finished result has, a paragraph each."""
    console = _console()
    for sentences in read_verdict(folder).values():
        console.print(sentences)
    console.print()


def print_trajectory(trajectory: Trajectory) -> None:
    """Print the ladder of a pair: years down, indicators across."""
    ladder = trajectory.ladder
    table = Table(title=trajectory.name, title_style="bold", box=None, header_style="bold", pad_edge=False)
    for column in (
        "year",
        *(str(i.number) for i in ladder.indicators),
        "stage",
        "standing",
        "reach",
        "index",
        "signals",
    ):
        table.add_column(column)
    for row in trajectory.rows():
        stage = " ".join(str(row[key]) for key in ("stage", "degree") if row[key])
        cells = [MARKS[str(row[name])] for name in ladder.columns]
        ends = (stage, row["standing"], row["reach"], f"{row['index']:.2f}", row["signals"])
        table.add_row(str(row["year"]), *cells, *(str(end) for end in ends))
    console = _console()
    console.print(table)
    console.print("  ".join(ladder.labels), style="dim")
    console.print()


def print_run(folder: Path) -> None:
    """Print the answer, where the lives of a run stand at its end, and its scores where it has any."""
    console = _console()
    print_verdict(folder)
    _print_words_on_shocks(console, folder)
    stages = read_frame(folder / "stages.csv", blank=True)
    last = stages[stages["year"] == stages["year"].max()]
    table = Table(title=f"Lives in {last['year'].iloc[0]}", title_style="bold", box=None, pad_edge=False)
    names = [name for name in stages.columns if name not in BESIDE_STAGES]
    for column in ("pair", *names, "index", "5 to 95 %", "observed"):
        table.add_column(column)
    rank = {party: n for n, party in enumerate(read_verdict(folder))}
    order = last.assign(rank=last["pair"].map(rank)).sort_values(
        ["rank", "index_mean"], ascending=[True, False], kind="stable"
    )
    for row in order.head(MOST_ROWS).to_dict("records"):
        shares = [f"{part}%" for part in percents([row[name] for name in names])]
        band = f"{row['index_p05']:.2f} to {row['index_p95']:.2f}"
        table.add_row(
            str(row["pair"]), *shares, f"{row['index_mean']:.2f}", band, str(row["observed"]) or "not coded"
        )
    console.print(table)
    if len(last) > MOST_ROWS:
        console.print(f"and {len(last) - MOST_ROWS} with a lower index, in stages.csv", style="dim")
    if (folder / "scores.csv").is_file():
        print_scores(pd.read_csv(folder / "scores.csv", dtype={"score": str}))
        if said := scope(folder):
            console.print(said)


def _print_words_on_shocks(console: Console, folder: Path) -> None:
    """Print which shocks moved the pair under study most, and which nothing, where a run found out."""
    said = read_json(folder / MARK).get("shocks", {})
    for sentence in (said.get("sentence"), said.get("caution")):
        if sentence:
            console.print(f"{sentence}\n", markup=False)


def print_scores(frame: pd.DataFrame) -> None:
    """Print scores beside those of baselines, and say in words which is better."""
    console = _console()
    if frame["pair"].nunique() > MOST_TABLES:
        _print_headlines(console, frame)
        return
    for pair, own in frame.groupby("pair", sort=False):
        wide = own.pivot_table(
            index="measure", columns="forecaster", values="score", aggfunc="first", sort=False
        )
        table = Table(
            title=f"\n{pair}: scores within the sample", title_style="bold", box=None, pad_edge=False
        )
        for column in ("measure", *map(str, wide.columns)):
            table.add_column(column)
        for measure, cells in wide.fillna("").iterrows():
            table.add_row(str(measure), *map(str, cells))
        console.print(table)
    for line in verdicts(frame):
        console.print(line)


def _print_headlines(console: Console, frame: pd.DataFrame) -> None:
    """Print one row for each pair and headline measure."""
    own = frame[frame["measure"].isin(HEADLINES)]
    wide = own.pivot_table(
        index=["pair", "measure"], columns="forecaster", values="score", aggfunc="first", sort=False
    ).reset_index()
    table = Table(title="\nScores within the sample", title_style="bold", box=None, pad_edge=False)
    for column in wide.columns:
        table.add_column(str(column))
    for row in wide.to_numpy():
        table.add_row(*map(str, row))
    console.print(table)
    console.print(CAPTION)


def print_agreement(folder: Path) -> None:
    """Print how far two codings agree, question by question and in words."""
    console = _console()
    _print_frame(
        console, pd.read_csv(folder / "agreement.csv", dtype=str, keep_default_na=False), "Agreement"
    )
    _print_sentences(console, folder)


def print_contrast(folder: Path) -> None:
    """Print what a contrast says in words, who reaches which stage, and what pairing gained."""
    console = _console()
    _print_sentences(console, folder)
    for name, title in (("passages", "Lives that reach a stage"), ("pairing", "What common draws gain")):
        frame = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        _print_frame(console, frame, f"\n{title}")


def print_shocks(folder: Path) -> None:
    """Print what each shock did, in words and for the pair under study."""
    console = _plain(min(_console().width, NARROW))
    _print_sentences(console, folder)
    pair = read_json(folder / MARK)["pair"]
    (path,) = (
        folder / f"{name}.csv" for name in ("shocks", "mechanisms") if (folder / f"{name}.csv").is_file()
    )
    effects = read_frame(path)
    what = "shock" if shock_words.kind_of(effects) == "shock" else "term of the model"
    title = f"\nIndex of {pair}: effect of each {what}, and its 90 % interval"
    _print_frame(console, pd.DataFrame(shock_words.cells(effects, pair, brief=True)), title)


def print_sensitivity(folder: Path, columns: Sequence[str]) -> None:
    """Print the ranges of each outcome by rank, and what is said of them in words."""
    frame = read_frame(folder / "sensitivity.csv")
    console = _console()
    for (outcome, scenario), own in frame.groupby(["outcome", "scenario"], sort=False):
        ranked = own.sort_values(columns[0], ascending=False, kind="stable")
        console.print(f"{outcome}, {scenario}: {ranked['points'].iloc[0]:,} points", style="bold")
        shown = ranked.head(MOST_ROWS).assign(range=lambda f: f["range"].str.removeprefix("parameters."))
        _print_frame(console, shown[["range", *columns]].round(3).astype(str))
        if len(ranked) > MOST_ROWS:
            console.print(f"and {len(ranked) - MOST_ROWS} below them, in sensitivity.csv", style="dim")
        console.print()
    _print_sentences(console, folder)


def print_discovery(folder: Path) -> None:
    """Print what a discovery says in words, and the limits of its region."""
    console = _console()
    frame = read_frame(folder / "box.csv", blank=True)
    if len(frame):
        console.print("Limits of the region", style="bold")
        numbers = frame.select_dtypes("number").columns
        _print_frame(console, frame.assign(**{name: frame[name].map(number) for name in numbers}))
        console.print()
    _print_sentences(console, folder)


def print_calibration(folder: Path) -> None:
    """Print what the data tell of each parameter."""
    frame = pd.read_csv(folder / "parameters.csv", keep_default_na=False)
    own = frame[frame["held_out"] == ""].drop(columns="held_out")
    console = _console()
    _print_frame(console, own.round(3))
    _print_sentences(console, folder)


def _print_sentences(console: Console, folder: Path) -> None:
    for sentence in json.loads((folder / "run.json").read_text(encoding="utf-8"))["sentences"]:
        console.print(sentence)


def _print_frame(console: Console, frame: pd.DataFrame, title: str | None = None) -> None:
    table = Table(title=title, title_style="bold", box=None, pad_edge=False)
    for column in frame.columns:
        table.add_column(str(column).replace("_", " "))
    for row in frame.to_numpy():
        table.add_row(*map(str, row))
    console.print(table)


def print_sweep(folder: Path) -> None:
    """Print the spread of each outcome over the points of a sweep."""
    frame = pd.read_parquet(folder / "outcomes.parquet")
    names = [name for name in frame.columns if f"{name}_se" in frame.columns]
    table = Table(title=f"{frame['point'].nunique():,} points", title_style="bold", box=None, pad_edge=False)
    for column in ("outcome", "least", "median", "most", "standard error of a point"):
        table.add_column(column)
    asked = read_json(folder / "sweep.json").get("outcomes", {})
    years = [name for name in names if asked.get(name, {}).get("measure") == "first-passage"]
    for name in names:
        form = "{:.0f}" if name in years else "{:.3f}"
        table.add_row(name, *_spread(frame[name], frame[f"{name}_se"], form))
    console = _console()
    console.print(table)
    for name in years:
        never = (frame[name].isna() & frame["failed"].isna()).sum()
        if never:
            console.print(f"{name}: no year at {never:,} of {len(frame):,} points, too few lives get there")
    failed = frame["failed"].notna().sum()
    if failed:
        console.print(f"{failed} points failed: {frame['failed'].dropna().iloc[0]}")


def print_cases(questions: Iterable[tuple[str, str]]) -> None:
    """Print the cases that ship, each with its question."""
    table = Table("case", "question", box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for name, question in questions:
        table.add_row(Text(name), Text(question))
    _console().print(table)


def _spread(values: "pd.Series[float]", errors: "pd.Series[float]", form: str) -> list[str]:
    """Write the least, the median, the most and the mean standard error of the points that have a value."""
    numbers = (values.min(), values.median(), values.max())
    written = [*(form.format(number) for number in numbers), f"{errors.mean():.3f}"]
    return [text.replace("nan", "none") for text in written]


def print_written(folder: Path, files: Sequence[Path]) -> None:
    """Say what was written."""
    names = [str(path.relative_to(folder)) for path in files if path.parent == folder]
    deeper = len(files) - len(names)
    more = f" and {deeper} figures" if deeper else ""
    _console().print(f"\nWrote {folder}/: {', '.join(names)}{more}")
