"""What figures of a run are about: how it is called, the names of its states, its ladder, its shocks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.ladder.ladder import Ladder
from sim.scenario.load import Case, pair_under_study
from sim.show import style
from sim.show.naming import Naming, naming_of
from sim.words import name, say_many


@dataclass(frozen=True)
class Subject:
    """What figures of a run are about.

    Attributes
    ----------
    title
        How the run is called, with its lives.
    naming
        The names of its states and groups.
    ladder
        What alignment is measured on.
    parties
        All its pairs and groups, the pair under study first: their colours stay from figure to figure.
    states
        The codes of its states, in their order.
    shocks
        Year and name of each shock.
    """

    title: str
    naming: Naming
    ladder: Ladder
    parties: Sequence[str]
    states: Sequence[str]
    shocks: Sequence[tuple[int, str]] = ()

    def colour(self, party: str) -> str:
        """Return the colour of a pair or a group."""
        return str(style.colour_of(party, self.parties)["color"])


def subject_of(case: Case) -> Subject:
    """Return what figures of a case's run are about."""
    first = pair_under_study(case)
    return Subject(
        _title(case),
        naming_of(case),
        case.ladder,
        [first, *(party for party in case.scenario.parties if party != first)],
        [state.code for state in case.scenario.states],
        occurrences(case),
    )


def _title(case: Case) -> str:
    title, lives = name(case.scenario.title), case.scenario.runs
    if case.posterior is None:
        return say_many("{title} ({count:,} life)", "{title} ({count:,} lives)", lives, title=title)
    return say_many(
        "{title} ({count:,} life with one of {sets:,} parameter sets)",
        "{title} ({count:,} lives, each with one of {sets:,} parameter sets)",
        lives,
        title=title,
        sets=case.posterior.sets,
    )


def occurrences(case: Case) -> list[tuple[int, str]]:
    """Return the first year and the name of each shock that has any effect, in order of time."""
    named = {
        shock.id: (shock.span[0], name(shock.name) if shock.name else shock.id)
        for shock in case.scenario.shocks
        if shock.scale != 0
    }
    return sorted(named.values())
