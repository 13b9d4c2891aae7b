"""What states, pairs and groups are called, in the language that is spoken: codes stand in files alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sim.ladder.ladder import Ladder
from sim.ladder.names import Names
from sim.ladder.party import Party
from sim.scenario.facts import known_states
from sim.scenario.load import Case
from sim.words import ENGLISH, later, listed, name, say, say_in, spoken

WITH_ARTICLE: Final = ("United ", "Soviet Union", "Philippines", "Netherlands")
"""How English names of states begin that take an article in a sentence."""


STANDINGS_CALLED: Final[Mapping[str, str]] = {
    "settled": later("settled"),
    "provisional": later("provisional"),
    "leap": later("by a leap"),
}
"""What the standings of a stage are called."""

SIGNALS_CALLED: Final[Mapping[str, str]] = {
    "advance": later("advance"),
    "regress": later("setback"),
    "leap": later("leap"),
    "paper": later("on paper only"),
    "tension": later("tension"),
    "dormant": later("dormant"),
}
"""What the signals of a year are called."""


@dataclass(frozen=True)
class Naming:
    """The names of states by their codes, and of groups by their labels; what has no name keeps its code."""

    states: Mapping[str, Names]
    groups: Mapping[str, Names] = field(default_factory=dict)

    def state(self, code: str) -> str:
        """Return what a state is called where it stands alone."""
        return name(self.states[code]) if code in self.states else code

    def state_in_sentence(self, code: str) -> str:
        """Return what a sentence calls a state: some take an article in English."""
        called = self.state(code)
        article = spoken().code == ENGLISH and called.startswith(WITH_ARTICLE)
        return f"the {called}" if article else called

    def party(self, label: str) -> str:
        """Return what a pair or a group is called in tables and on figures: `China-Russia`."""
        if label in self.groups:
            return name(self.groups[label])
        states = [self.state(code) for code in Party(label).states]
        if Party(label).is_group or len(states) != 2:
            return listed(states)
        return say("{one}-{other}", one=states[0], other=states[1])

    def party_in_sentence(self, label: str) -> str:
        """Return what a sentence calls a pair or a group: `China and Russia`."""
        if label in self.groups:
            return name(self.groups[label])
        return listed([self.state_in_sentence(code) for code in Party(label).states])

    def perceived(self, by: str, of: str) -> str:
        """Return what a threat is called that one state perceives from another."""
        return say("{by} of {of}", by=self.state(by), of=self.state_in_sentence(of))


def naming_of(case: Case) -> Naming:
    """Return the names that a case gives its states and groups."""
    return Naming(
        {state.code: state.name for state in case.scenario.states},
        {table.group.label: table.called for table in case.scenario.groups},
    )


def naming_of_known_states() -> Naming:
    """Return the names of the states that are known by their codes."""
    return Naming({code: Names(en=state.name_en, ar=state.name_ar) for code, state in known_states().items()})


def naming_in(year: int) -> Naming:
    """Return the names of states as a year had them: of `RUS` in 1985 that of the Soviet Union."""
    names = dict(naming_of_known_states().states)
    before = [state for state in known_states().values() if state.code != state.record and state.spell(year)]
    return Naming(names | {state.record: names[state.code] for state in before})


def stages_of(ladder: Ladder) -> tuple[str, ...]:
    """Return what the stages of a ladder are called by their numbers, where there is none first."""
    return (say_in("stage", "none"), *(name(stage.title) for stage in ladder.stages))


def verdicts_of(ladder: Ladder) -> tuple[str, ...]:
    """Return what the verdicts of a ladder are called by their numbers."""
    return tuple(name(verdict.called) for verdict in ladder.verdicts.names)


def labels_of(ladder: Ladder) -> tuple[str, ...]:
    """Return the numbers and the names of the indicators of a ladder."""
    return tuple(
        say("{number:d} {name}", number=one.number, name=name(one.title)) for one in ladder.indicators
    )


def degrees() -> tuple[str, ...]:
    """Return what the degrees are called, by their numbers."""
    return (say_in("degree", "none"), say_in("degree", "low"), say_in("degree", "high"))
