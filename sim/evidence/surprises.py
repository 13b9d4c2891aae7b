"""Surprises: shocks that no one can know at an origin come by chance, as often as in other cases."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Final

from sim.ladder.party import Party
from sim.scenario.load import Case
from sim.scenario.schema import Shock

KINDS: Final = {"threat": "directed pair", "dispute": "pair", "trust": "pair", "interest": "pair"}
"""Kinds of shocks that come by surprise, and what each happens to."""


@dataclass(frozen=True)
class Surprise:
    """How often a kind of shock, up or down, happens, and how large it then is.

    Attributes
    ----------
    rate
        Chance in a year, for each subject.
    change
        Its mean size, with its sign.
    half_life
        Its mean half-life in years; None where it mostly stays.
    """

    rate: float
    change: float
    half_life: float | None


Rates = Mapping[tuple[str, int], Surprise]
"""Surprises by kind of shock and sign."""


def rates(cases: Sequence[Case], without: Collection[str] = ()) -> dict[tuple[str, int], Surprise]:
    """Count the shocks of some cases, up and down, a year and subject; some pairs may be left out."""
    by_kind = {}
    exposure = 0
    for case in cases:
        years = case.scenario.end - case.scenario.start + 1
        exposure += years * sum(pair.key not in without for pair in case.scenario.pairs)
    for kind, subject in KINDS.items():
        for sign in (1, -1):
            shocks = [
                shock
                for case in cases
                for shock in case.scenario.shocks
                if shock.kind == kind and shock.change * sign > 0 and _pair(shock) not in without
            ]
            if shocks:
                fading = [shock.half_life for shock in shocks if shock.half_life is not None]
                half_life = sum(fading) / len(fading) if 2 * len(fading) >= len(shocks) else None
                change = sum(shock.change * shock.scale for shock in shocks) / len(shocks)
                subjects = exposure * (2 if subject == "directed pair" else 1)
                by_kind[kind, sign] = Surprise(len(shocks) / subjects, change, half_life)
    return by_kind


def _pair(shock: Shock) -> Party:
    return Party.pair(*map(str, shock.pair or (shock.by, shock.of)))


def with_surprises(case: Case, origin: int, surprises: Rates) -> Case:
    """Return a scenario in whose lives shocks may come after a year, each once at most for each subject."""
    first, last = origin + 1, case.scenario.end
    if not surprises or first > last:
        return case
    codes = [state.code for state in case.scenario.states]
    directed = [{"by": by, "of": of} for by, of in permutations(codes, 2)]
    undirected = [{"pair": list(pair.states)} for pair in case.scenario.pairs]
    shocks = [
        Shock.model_validate(
            {
                "id": f"surprise-{kind}-{'up' if sign > 0 else 'down'}-{'-'.join(_codes(subject)).lower()}",
                "years": [first, last],
                "kind": kind,
                "chance": 1 - (1 - surprise.rate) ** (last - first + 1),
                "change": round(surprise.change, 4),
                "half_life": surprise.half_life,
                **subject,
            }
        )
        for (kind, sign), surprise in surprises.items()
        for subject in (directed if KINDS[kind] == "directed pair" else undirected)
    ]
    scenario = case.scenario.model_copy(update={"shocks": [*case.scenario.shocks, *shocks]})
    return replace(case, scenario=scenario)


def _codes(subject: Mapping[str, object]) -> list[str]:
    pair = subject.get("pair")
    return [str(code) for code in pair] if isinstance(pair, list) else [str(c) for c in subject.values()]
