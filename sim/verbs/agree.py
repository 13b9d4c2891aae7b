"""`sim agree`: two codings of one history."""

from pathlib import Path
from typing import Annotated

import typer

from sim.frames import read_frame
from sim.scenario.bundled import found
from sim.show import agreeing
from sim.verbs.frame import Making
from sim.verbs.parameters import LadderName, Last, Pair, Since, Windows, path_or_none
from sim.verbs.result import Short


def agree(
    first: Annotated[str | Path, typer.Argument(metavar="FIRST.csv", help="One coder's events.")],
    second: Annotated[
        str | Path, typer.Argument(metavar="SECOND.csv", help="Another's, of the same history.")
    ],
    pair: Pair = None,
    since: Since = None,
    last: Last = None,
    ladder: LadderName = None,
    windows: Windows = None,
) -> Making:
    """Compare two codings of one history: events matched, and kappa over events and indicator-years.

    Example: sim agree china_pakistan/codings/first.csv china_pakistan/codings/second.csv

    Parameters
    ----------
    first, second
        Files of events.
    pair
        One pair, instead of all that both have.
    since, last
        First and last year compared.
    ladder
        A ladder that ships, or a file; by default the military one.
    windows
        A TOML file: years that practice stays live, by indicator.
    """
    scale = None if ladder is None else str(ladder)
    paths = (found(Path(first)), found(Path(second)))
    compared = agreeing.read(paths, pair, since, last, path_or_none(windows), scale)
    return Making(
        ["agree", *(f"{path.parent.resolve().name}-{path.stem}" for path in paths)],
        lambda folder, how: agreeing.write(compared, folder, **how.noted),
        lambda folder: agreeing.drawings(compared),
        _short,
        cautions=agreeing.cautions(compared),
    )


def _short(folder: Path) -> Short:
    return [("Agreement", read_frame(folder / "agreement.csv", blank=True))]
