"""What results say of themselves in `run.json`: words, versions, times."""

import datetime
import platform
import time
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from sim.files import MARK, read_json

PACKAGES: Final = (
    *("rapprochement", "mesa", "numpy", "scipy", "pandas", "pyarrow", "pydantic", "scoringrules", "SALib"),
    "matplotlib",
)
"""What numbers and pictures rest on."""


BY_RULE: Final = "accepted_by_rule"
"""How many candidates count without a coder, as a mark says it."""

LEARNT_BY_RULE: Final = "learnt_from_accepted_by_rule"
"""The same of the records that the parameters of a result were learnt from."""

ON_SHOCKS: Final = ("sentence", "caution")
"""What the mark of a run says in words on what each shock did."""


def read_verdict(folder: Path) -> dict[str, str]:
    """Read the verdicts in words of a finished result, by pair or group."""
    return dict(read_json(folder / MARK).get("verdict", {}))


def read_sentences(folder: Path) -> list[str]:
    """Read what a finished result says in words."""
    mark = read_json(folder / MARK)
    on_shocks = mark.get("shocks", {})
    return [*mark.get("sentences", []), *(on_shocks[key] for key in ON_SHOCKS if on_shocks.get(key))]


def read_cautions(folder: Path) -> list[str]:
    """Read what a finished result warned of when it was made."""
    return list(read_json(folder / MARK).get("cautions", []))


class Stopwatch:
    """Seconds since the start and of each part of a run."""

    def __init__(self) -> None:
        self.started = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, part: str) -> None:
        """Note the seconds since the last lap."""
        now = time.perf_counter()
        self.seconds[part] = round(now - self._last, 3)
        self._last = now


def versions() -> dict[str, str]:
    """Return the versions of Python and of every library that bears on a number or a picture."""
    by_package = {"python": platform.python_version()}
    for name in PACKAGES:
        # SALib is there only where it was asked for.
        with suppress(PackageNotFoundError):
            by_package[name] = version(name)
    return by_package
