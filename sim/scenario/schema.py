"""The tables of a scenario file, as pydantic models."""

import re
from math import comb, perm
from typing import Annotated, Any, Final, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from sim.ladder.events import Effect
from sim.ladder.groups import Group, Member
from sim.ladder.names import Named, Names
from sim.ladder.party import Party
from sim.ladder.rules import GROUP_QUORUM, HIGH
from sim.reading import LONGEST_NAME
from sim.scenario.parameters import PARAMETERS
from sim.scenario.quantities import MOST_AUTONOMY, QUANTITIES
from sim.words import languages

LONGEST_SPAN: Final = 500
"""Years a scenario may span."""

MOST_STATES: Final = 250
MOST_TABLES: Final = {
    **{"states": MOST_STATES, "pairs": comb(MOST_STATES, 2), "threats": perm(MOST_STATES, 2)},
    **{"shocks": 1000, "groups": 60},
}
"""Tables of each kind that a scenario may have."""

MOST_LIVES: Final = 10_000_000


def _pair_key(states: list[str]) -> list[str]:
    if len(states) != 2 or states[0] == states[1]:
        raise ValueError("two different states")
    return sorted(states)


def _files(value: Any) -> Any:
    if not all(isinstance(name, str) for name in (value if isinstance(value, list) else [value])):
        raise ValueError("the name of a file, or a list of names")
    return value


Code = Annotated[str, Field(pattern=r"^[A-Z0-9]{2,8}$")]
Pair = Annotated[list[Code], AfterValidator(_pair_key)]
Files = Annotated[str | list[str], BeforeValidator(_files)]
Share = Annotated[float, Field(ge=0, le=1)]
Year = Annotated[int, Field(ge=1, le=9999)]


class Table(BaseModel):
    """A table of a scenario: unknown keys, NaN and infinity are refused; any may carry a source."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, strict=True, frozen=True)

    source: str | None = None


class StateTable(Table):
    """A state: `capability` is its share among the scenario's states, `autonomy` multiplies its costs.

    `industry` is its arms industry by its share of world arms exports: 1 from 10 % on, 0.5 from 1 %, 0.2 from
    a tenth of 1 %, else 0.
    """

    code: Code
    name: Named
    capability: Share
    industry: Share = 0.0
    autonomy: Annotated[float, Field(gt=0, le=MOST_AUTONOMY)] = 1.0


class PairTable(Table):
    """A pair of states and how it begins; a pair without a table begins with the defaults."""

    states: Pair
    proximity: Share = 0.5
    interest: Share = 0.3
    trust: Share = 0.3
    dispute: Share = 0.05
    interdependence: Share = 0.0
    ladder: Annotated[
        list[Annotated[int, Field(ge=0, le=HIGH)]] | None,
        Field(description="a degree for each indicator of the ladder: 0, 1 or 2"),
    ] = None

    @property
    def key(self) -> str:
        """Its name, `CHN-RUS`."""
        return Party.pair(*self.states)


class ThreatTable(Table):
    """What one state perceives from another at the start; 0 where a scenario has no such table."""

    by: Code
    of: Code
    level: Share

    @property
    def key(self) -> str:
        """Its name, `RUS>USA`."""
        return f"{self.by}>{self.of}"

    @model_validator(mode="after")
    def _two(self) -> "ThreatTable":
        if self.by == self.of:
            raise ValueError("by and of to be two different states")
        return self


class MemberTable(Table):
    """A state of a group, and the years it belongs to it; without them, always."""

    code: Code
    first: Annotated[Year | None, Field(alias="from")] = None
    last: Annotated[Year | None, Field(alias="to")] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueError("from and to in order")
        return self


def _member(value: Any) -> Any:
    return {"code": value} if isinstance(value, str) else value


class GroupTable(Table):
    """Two or more states whose acts count together where a quorum of them takes part."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _-]*$", max_length=LONGEST_NAME)]
    members: Annotated[list[Annotated[MemberTable, BeforeValidator(_member)]], Field(min_length=2)]
    quorum: Annotated[float, Field(gt=0, le=1)] = GROUP_QUORUM
    title: Named | None = Field(default=None, description="what people call it; by default its name")

    @property
    def called(self) -> Names:
        """What people call it: its title, else its name."""
        return self.title or Names(en=self.name)

    @model_validator(mode="after")
    def _once(self) -> Self:
        codes = [member.code for member in self.members]
        if len(set(codes)) < len(codes):
            raise ValueError("each member once")
        return self

    @property
    def group(self) -> Group:
        """The group it tells of."""
        return Group(self.name, tuple(Member(m.code, m.first, m.last) for m in self.members), self.quorum)


Kind = Literal[
    "threat", "dispute", "trust", "interest", "interdependence", "autonomy", "capability", "indicator"
]
"""What a shock moves: a quantity, or an indicator of a ladder."""

NEEDED: Final = {
    **{kind: (*QUANTITIES[kind].keys, "change") for kind in get_args(Kind) if kind != "indicator"},
    "indicator": ("pair", "indicator"),
}
"""Keys a shock of each kind needs."""

OPTIONAL: Final = {"indicator": ("degree", "effect")}
SUBJECTS: Final = ("by", "of", "pair", "state", "change", "indicator", "degree", "effect")


class Shock(Table):
    """Something that happens to states and changes what they perceive or want."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=LONGEST_NAME)]
    year: Year | None = None
    years: Annotated[list[Year], Field(min_length=2, max_length=2)] | None = None
    name: Named | None = None
    kind: Kind
    by: Code | None = None
    of: Code | None = None
    pair: Pair | None = None
    state: Code | None = None
    change: Annotated[float, Field(ge=-1, le=1)] = 0.0
    half_life: Annotated[float, Field(gt=0)] | None = None
    chance: Share = 1.0
    scale: float = 1.0
    indicator: Annotated[int, Field(ge=1)] | None = None
    degree: Literal["low", "high"] | None = None
    effect: Effect = "advance"

    @model_validator(mode="before")
    @classmethod
    def _named_by_id(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or "id" in raw or not raw.get("name"):
            return raw
        if not shock_id(raw):
            raise ValueError("an id of small Latin letters or digits: the name has none to make one of")
        return {**raw, "id": shock_id(raw)}

    @property
    def effects(self) -> str:
        """All of it but what is said for readers: shocks that agree in this do the same."""
        return self.model_dump_json(exclude={"source", "name"})

    @property
    def certain(self) -> bool:
        """Whether it happens in every life, in the same year."""
        return self.chance >= 1 and self.span[0] == self.span[1]

    @model_validator(mode="after")
    def _consistent(self) -> "Shock":
        if (self.year is None) == (self.years is None):
            raise ValueError("either year or years = [first, last]")
        if self.years is not None and self.years[0] > self.years[1]:
            raise ValueError("years = [first, last] in order")
        needed = NEEDED[self.kind]
        lacking = [key for key in needed if key not in self.model_fields_set]
        if lacking:
            raise ValueError(f"{', '.join(lacking)} for a shock of kind {self.kind}")
        useless = (set(SUBJECTS) & self.model_fields_set) - set(needed) - set(OPTIONAL.get(self.kind, ()))
        if useless:
            raise ValueError(f"no {', '.join(sorted(useless))} for a shock of kind {self.kind}")
        if self.kind == "threat" and self.by == self.of:
            raise ValueError("by and of to be two different states")
        if self.kind == "indicator" and self.effect in ("advance", "sustain") and self.degree is None:
            raise ValueError("a degree, low or high, for an indicator that advances or is sustained")
        return self

    @property
    def span(self) -> tuple[int, int]:
        """First and last year in which it may happen."""
        first, last = self.years or (self.year or 0, self.year or 0)
        return first, last


def shock_id(raw: dict[str, Any]) -> str:
    """Return a shock's id, or what its English name makes of one."""
    name = raw.get("name", "")
    english = name.get("en", "") if isinstance(name, dict) else name
    return str(raw.get("id") or re.sub(r"[^a-z0-9]+", "-", str(english).lower()).strip("-"))


class Display(Table):
    """How a case is shown."""

    lang: str

    @field_validator("lang")
    @classmethod
    def _spoken_here(cls, code: str) -> str:
        if code not in languages():
            raise ValueError("one of " + ", ".join(languages()))
        return code


class Head(Table):
    """The keys at the top of a scenario: what it is called, when it runs, what it reads."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=LONGEST_NAME)]
    title: Named
    start: Year
    end: Year
    runs: Annotated[int, Field(ge=1, le=MOST_LIVES)] = 1000
    seed: Annotated[int, Field(ge=0)] = 0
    events: Files | None = Field(default=None, description="one file, or a list: the layers of a record")
    record: Annotated[list[Year], Field(min_length=2, max_length=2)] | None = Field(
        default=None,
        description="first and last year that the events cover, quiet ones too; by default from the first "
        "military event to the last",
    )
    ladder: str | None = Field(
        default=None,
        description="a ladder that ships, by its name, or a file in the case's folder; else the military",
    )
    drivers: str | None = None
    posterior: str | None = Field(default=None, description="parameter sets, of which each life draws one")
    counterfactual: bool = Field(default=False, description="a what-if, not scored against the record")
    focus: str | None = Field(
        default=None, description="the pair under study, shown first; by default that of the first two states"
    )
    display: Display | None = Field(default=None, description="how the case is shown: lang, its language")

    @model_validator(mode="after")
    def _years(self) -> Self:
        if self.end < self.start:
            raise ValueError("an end that is not before the start")
        if self.end - self.start + 1 > LONGEST_SPAN:
            raise ValueError(f"a span of at most {LONGEST_SPAN} years")
        return self

    @field_validator("record")
    @classmethod
    def _record(cls, years: list[int] | None) -> list[int] | None:
        if years is not None and years[0] > years[1]:
            raise ValueError("record = [first, last] in order")
        return years


class Scenario(Head):
    """A scenario with everything it extends taken in: what the model is asked.

    Every pair of its states has a table, in both directions one of threat, and every parameter a value.
    """

    states: Annotated[list[StateTable], Field(min_length=2)]
    pairs: list[PairTable] = []
    threats: list[ThreatTable] = []
    shocks: list[Shock] = []
    groups: list[GroupTable] = []
    parameters: dict[str, float] = {}

    @property
    def parties(self) -> list[str]:
        """Whatever has a ladder: the pairs by name, then the groups by their label."""
        return [*(pair.key for pair in self.pairs), *(table.group.label for table in self.groups)]


class ScenarioFile(Scenario):
    """A scenario as a file writes it: with what it extends, and what of it does not happen."""

    extends: str | None = None
    drop: list[str] = []


TABLES: Final[dict[str, type[Table]]] = {
    "states": StateTable,
    "pairs": PairTable,
    "threats": ThreatTable,
    "shocks": Shock,
    "groups": GroupTable,
}
"""The lists of tables of a scenario."""


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of scenario files, with the parameters by name."""
    schema = ScenarioFile.model_json_schema()
    schema["properties"]["parameters"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            p.name: {"type": "number", "default": p.default, "description": f"{p.symbol}: {p.meaning}"}
            for p in PARAMETERS.values()
        },
    }
    # What a variant leaves out it takes from the file it extends.
    schema["required"] = ["name"]
    return schema
