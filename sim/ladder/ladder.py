"""A ladder as a value: its indicators, its stages and its verdicts, read from a file."""

from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

import numpy as np
import tomli_w
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sim.faults import Fault, InputError, from_pydantic, nearest, shown
from sim.ladder.names import Named, NamedOrNot, Names
from sim.ladder.rules import HIGH
from sim.reading import read_toml

SHIPPED: Final = Path(__file__).parent / "ladders"
"""Where the ladders that ship stand."""

TAKEN: Final = ("none", "year", "pair", "group", "reading", "source", "observed", "simulated", "verdict")
"""Names that no stage or verdict may have: they stand for other columns, or for no stage."""

MOST_INDICATORS: Final = 20
MOST_STAGES: Final = 9
MOST_YEARS: Final = 100
"""Years that a window may last."""

Number = Annotated[int, Field(ge=1, le=MOST_INDICATORS)]
Share = Annotated[float, Field(ge=0, le=1)]
Window = Annotated[int, Field(ge=0, le=MOST_YEARS)]
Column = NDArray[Any]
"""One value for each indicator: `[indicator, 1]`."""


class Strict(BaseModel):
    """A table of a ladder's file: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, strict=True, frozen=True)


class Indicator(Strict):
    """One rung of a ladder, and what the model makes of it.

    Attributes
    ----------
    number
        Its place, from 1; the index weighs it by this.
    title, short
        Its name, and what sentences that name several call it.
    stage
        Name of the stage it belongs to.
    window
        Years for which practice stays live after its last year.
    founds
        Whether a high deal founds an institution.
    binds
        How far it binds, from 0 for what either may leave at will to 1.
    falls_whole
        Share of breaks at the high degree after which nothing is left.
    reason
        What two states deal on it for: a purpose they share, the danger between them, or either, which for
        the danger gives the low degree.
    exchange
        What one has and the other lacks, so that it is a trade: arms, or force for soil.
    spread
        Whether it became what states do in general, in the years of `sim.world.rules.ERA`.
    unprepared
        Whether occasions for it do not need what the stage needs.
    settles_disputes
        Whether it wears disputes down.
    """

    number: Number
    title: Named
    short: Named
    stage: str
    window: Window
    founds: bool = False
    binds: Share = 0.0
    falls_whole: Share = 0.3
    reason: Literal["purpose", "danger", "purpose or danger"] = "purpose"
    exchange: Literal["arms", "soil"] | None = None
    spread: bool = False
    unprepared: bool = False
    settles_disputes: bool = False


class Stage(Strict):
    """A stage of a ladder.

    Attributes
    ----------
    name, title
        What files and people call it.
    prerequisites
        Indicators that must be live, at any degree, for its own.
    gate
        Indicators that must be high before it opens.
    deciding, least
        Indicators that decide its degree, and how many of them must be high.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=40)]
    title: Named
    prerequisites: tuple[Number, ...] = ()
    gate: tuple[Number, ...] = ()
    deciding: Annotated[tuple[Number, ...], Field(min_length=1)]
    least: Annotated[int, Field(ge=1)] = 1


class VerdictName(Strict):
    """What a verdict is called in files, to people, and what is missing for it: `for an alliance`."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    title: Named | None = None
    toward: NamedOrNot = None

    @property
    def called(self) -> Names:
        """What people call it: its title, else its name."""
        return self.title or Names(en=self.name)


class Verdicts(Strict):
    """Names of the verdicts from the lowest: nothing, begun, on the way, reached and, if any, declared.

    `declared` is the indicator which, at the high degree, is the last of them.
    """

    names: tuple[VerdictName, ...] = tuple(
        VerdictName(name=name, toward=Names(en=toward) if toward else None)
        for name, toward in (
            ("none", ""),
            ("begun", "to have begun"),
            ("on the way", "to be on the way"),
            ("reached", "for the last stage"),
        )
    )
    declared: Number | None = None

    @model_validator(mode="after")
    def _as_many_as_needed(self) -> Self:
        needed = 4 if self.declared is None else 5
        if len(self.names) != needed:
            raise ValueError(f"{needed} names, the fifth for what `declared` declares")
        return self


class Ladder(Strict):
    """A ladder: what it scores, its stages in order, and its indicators in the order of their numbers.

    Attributes
    ----------
    name
        Its name: that of the dimension its events carry.
    title
        What it measures.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=40)]
    title: Named
    source: str | None = None
    stages: Annotated[tuple[Stage, ...], Field(min_length=2, max_length=MOST_STAGES)]
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=2, max_length=MOST_INDICATORS)]
    verdicts: Verdicts = Verdicts()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if [indicator.number for indicator in self.indicators] != list(range(1, len(self.indicators) + 1)):
            raise ValueError("indicators numbered from 1 in order")
        names = [stage.name for stage in self.stages]
        verdicts = [verdict.name for verdict in self.verdicts.names]
        if any(len(set(listed)) < len(listed) for listed in (names, verdicts)):
            raise ValueError("each stage and each verdict named once")
        if {*names, *verdicts[1:]} & {*TAKEN, "index_mean"}:
            raise ValueError("no stage or verdict called " + ", ".join(TAKEN))
        order = [names.index(i.stage) if i.stage in names else -1 for i in self.indicators]
        if -1 in order or order != sorted(order) or set(order) != set(range(len(names))):
            raise ValueError("indicators by stage, in the order of the stages, at least one in each")
        for stage in self.stages:
            self._check_stage(stage)
        if (self.verdicts.declared or 1) > len(self.indicators):
            raise ValueError("declared to be one of the indicators")
        return self

    def _check_stage(self, stage: Stage) -> None:
        numbers = {indicator.number for indicator in self.indicators if indicator.stage == stage.name}
        if max((*stage.prerequisites, *stage.gate), default=0) >= min(numbers):
            raise ValueError(f"prerequisites and gate of {stage.name} from earlier stages")
        for named in (stage.prerequisites, stage.gate, stage.deciding):
            if len(set(named)) < len(named):
                raise ValueError(f"each indicator once, in the lists of {stage.name}")
        if not set(stage.deciding) <= numbers or stage.least > len(stage.deciding):
            raise ValueError(f"of {stage.name}: deciding indicators of its own, and not more than there are")

    @cached_property
    def stage_names(self) -> tuple[str, ...]:
        """Names of the stages by their number; the first, where there is none, is `none`."""
        return ("none", *(stage.name for stage in self.stages))

    @cached_property
    def stage_indicators(self) -> tuple[tuple[int, ...], ...]:
        """Numbers of the indicators of each stage, by its number."""
        return tuple(tuple(i.number for i in self.indicators if i.stage == name) for name in self.stage_names)

    @cached_property
    def stage_of(self) -> tuple[int, ...]:
        """Number of the stage of each indicator."""
        return tuple(self.stage_names.index(indicator.stage) for indicator in self.indicators)

    @cached_property
    def windows(self) -> tuple[int, ...]:
        """Years practice stays live, by indicator."""
        return tuple(indicator.window for indicator in self.indicators)

    @cached_property
    def index_maximum(self) -> int:
        """The index is the sum of number x degree by this."""
        return HIGH * sum(indicator.number for indicator in self.indicators)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the indicators in tables: `i1`, `i2` and so on."""
        return tuple(f"i{indicator.number}" for indicator in self.indicators)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Numbers and names of the indicators."""
        return tuple(f"{indicator.number} {indicator.title.en}" for indicator in self.indicators)

    @cached_property
    def verdict_names(self) -> tuple[str, ...]:
        """Names of the verdicts, by their number."""
        return tuple(verdict.name for verdict in self.verdicts.names)

    def __len__(self) -> int:
        """Count its indicators."""
        return len(self.indicators)

    def column(self, attribute: str) -> Column:
        """Return what an attribute says of each indicator: `[indicator, 1]`."""
        return np.array([getattr(indicator, attribute) for indicator in self.indicators])[:, np.newaxis]

    def rungs(self, attribute: str, value: object = True) -> list[int]:
        """Return the positions, from 0, of the indicators of which an attribute says something."""
        return [n for n, indicator in enumerate(self.indicators) if getattr(indicator, attribute) == value]

    def with_windows(self, windows: Sequence[int]) -> "Ladder":
        """Return the ladder with other windows."""
        changed = [
            indicator.model_copy(update={"window": window})
            for indicator, window in zip(self.indicators, windows, strict=True)
        ]
        return Ladder.model_validate(self.model_dump() | {"indicators": tuple(changed)})


def read_ladder(path: Path) -> Ladder:
    """Read a ladder from a file in TOML.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    raw = read_toml(path)
    try:
        return Ladder.model_validate(_tuples(raw))
    except ValidationError as error:
        within = {"indicators": Indicator.model_fields, "stages": Stage.model_fields}
        faults = from_pydantic(error, str(path), "", Ladder.model_fields, within)
        raise InputError(map(_placed, faults)) from None


def _tuples(value: Any) -> Any:
    """Turn lists into tuples, so that nothing of a ladder can be changed."""
    if isinstance(value, dict):
        return {key: _tuples(part) for key, part in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _placed(fault: Fault) -> Fault:
    """Give a fault of the whole ladder, which pydantic puts nowhere, a place and a finding."""
    if fault.place:
        return fault
    return Fault(fault.file, "stages, indicators", "a ladder that contradicts itself", fault.expected)


def ladder_toml(ladder: Ladder) -> str:
    """Write a ladder as a file in TOML."""
    return tomli_w.dumps(ladder.model_dump(mode="json", exclude_none=True))


@cache
def shipped() -> dict[str, Ladder]:
    """Return the ladders that ship, by their names; the military one, which is the default, first."""
    ladders = [read_ladder(path) for path in sorted(SHIPPED.glob("*.toml"))]
    return {ladder.name: ladder for ladder in sorted(ladders, key=lambda ladder: ladder.name != "military")}


MILITARY: Final = shipped()["military"]
"""The ladder of military alignment, which is meant where none is named."""


def named(text: str) -> Ladder:
    """Return a ladder that ships, by its name, or the one that a file holds.

    Raises
    ------
    InputError
        Where there is none of the name, or with every fault of the file.
    """
    if text in shipped():
        return shipped()[text]
    if text.endswith(".toml"):
        return read_ladder(Path(text))
    expected = f"a file in TOML, or one of {', '.join(shipped())}"
    raise InputError([Fault("--ladder", "", f"no ladder {shown(text)}", expected, nearest(text, shipped()))])


def read_windows(path: Path, ladder: Ladder = MILITARY) -> Ladder:
    """Read a TOML file of windows, `1 = 10` for ten years on indicator 1; the rest keep their own.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    raw = read_toml(path)
    numbers = [str(indicator.number) for indicator in ladder.indicators]
    expected = f"an indicator, 1 to {len(ladder)}"
    faults = [
        Fault(str(path), key, f"unknown key {key}", expected, nearest(key, numbers))
        for key in raw
        if key not in numbers
    ]
    faults += [
        Fault(str(path), key, shown(value), f"a whole number of years, 0 to {MOST_YEARS}")
        for key, value in raw.items()
        if type(value) is not int or not 0 <= value <= MOST_YEARS
    ]
    if faults:
        raise InputError(faults)
    windows = zip(numbers, ladder.windows, strict=True)
    return ladder.with_windows([raw.get(number, window) for number, window in windows])
