"""What a visitor moves: the case and the pair, shocks, threats, what two states share, parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

import solara

from sim.board import telling, templates
from sim.board.parts import Change, spoken, text, told
from sim.board.settings import MOST_LIVES, Settings, Variant
from sim.board.variant import Quantity, implausible, parameters, read_value, relations, threats
from sim.faults import InputError
from sim.ladder.names import Names
from sim.reading import whole_number
from sim.scenario.bundled import cases
from sim.scenario.load import Case, load
from sim.show.naming import naming_of
from sim.words import name, say, say_many


@spoken
def Controls(settings: Settings, change: Change, case: Case | None, pair: str, wide: bool) -> None:
    """Show all controls, those that take room folded away."""
    ChooseCase(settings, change, case)
    if case is None:
        return
    _pair_and_lives(settings, change, case, pair)
    templates.Tabs(
        label=say("What is shown"),
        options=_options({"one": say("one variant"), "two": say("two side by side")}),
        value="two" if settings.side_by_side else "one",
        event_choose=lambda value: change(lambda s: s.comparing(value == "two")),
    )
    if settings.side_by_side:
        names = telling.arm_names()
        text("small", say("The controls below move:"))
        templates.Tabs(
            label=say("The controls below move:"),
            options=[{"value": str(n), "label": label} for n, label in enumerate(names)],
            value=str(settings.moved),
            event_choose=lambda value: change(lambda s: replace(s, moved=int(value))),
        )
    changed = settings.variant
    if changed != Variant():
        templates.Press(
            label=say("Back to the case as it is"),
            event_press=lambda _: change(lambda s: s.moving(Variant())),
        )
    told(telling.fault_sentences(implausible(changed)), mild=True)
    Shocks(settings, change, case, wide)
    folds = {
        say("Threats at the start"): threats(case, pair),
        say("What the two share at the start"): relations(case, pair),
        say("Parameters of the model"): parameters(case),
    }
    for title, quantities in folds.items():
        Numbers(settings, change, case, title, quantities)


def _options(labels: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in labels.items()]


@spoken
def ChooseCase(settings: Settings, change: Change, case: Case | None) -> None:
    """Let a case be chosen, one that ships or one of the visitor's own."""
    titles = _titles()
    options = [{"value": key, "label": name(title)} for key, title in titles.items()]
    if settings.case not in titles:
        options.append({"value": settings.case, "label": settings.case})
    templates.Choice(
        label=say("Case"),
        options=options,
        value=settings.case,
        event_choose=lambda value: change(lambda s: s.of_case(value)),
    )
    templates.Field(
        label=say("or a scenario of your own"),
        value="",
        hint="my_case/scenario.toml",
        event_write=lambda value: change(lambda s: s.of_case(value.strip())) if value.strip() else None,
    )


@cache
def _titles() -> dict[str, Names]:
    """Return the titles of the cases that ship, by their names."""
    return {key: load(folder).scenario.title for key, folder in cases().items()}


def _pair_and_lives(settings: Settings, change: Change, case: Case, pair: str) -> None:
    naming = naming_of(case)
    templates.Choice(
        label=say("Pair or group"),
        options=[{"value": party, "label": naming.party(party)} for party in case.scenario.parties],
        value=pair,
        event_choose=lambda value: change(lambda s: replace(s, pair=value, indicator=None)),
    )
    Lives(settings, change)


@spoken
def Lives(settings: Settings, change: Change) -> None:
    """Let the number of lives be chosen."""
    refused, set_refused = solara.use_state("")

    def write(value: str) -> None:
        count = whole_number(value.strip())
        fits = count is not None and 1 <= count <= MOST_LIVES
        set_refused("" if fits else value)
        if count is not None and fits:
            change(lambda s: replace(s, lives=count))

    templates.Field(
        label=say("Lives"),
        value=refused or str(settings.lives),
        fault=say("A whole number from 1 to {most:,}.", most=MOST_LIVES) if refused else "",
        event_write=write,
    )


@spoken
def Shocks(settings: Settings, change: Change, case: Case, wide: bool) -> None:
    """Show the shocks, each of which can be switched off."""
    opened, set_opened = solara.use_state(wide)
    rows = telling.shock_rows(case, settings.variant)
    off = sum(not row["on"] for row in rows)
    templates.Press(
        label=say("Shocks"),
        note=say_many("{count:,} switched off", "{count:,} switched off", off) if off else "",
        folding=True,
        opened=opened,
        event_press=lambda _: set_opened(not opened),
    )
    if opened:
        templates.Switches(
            rows=rows, event_turn=lambda shock: change(lambda s: s.moving(s.variant.switched(shock)))
        )


@spoken
def Numbers(
    settings: Settings, change: Change, case: Case, title: str, quantities: Iterable[Quantity]
) -> None:
    """Show numbers of one kind that can be moved, folded away until they are wanted."""
    opened, set_opened = solara.use_state(False)
    refused, set_refused = solara.use_state({})
    rows = telling.quantity_rows(case, quantities, settings.variant, refused)
    moved = sum(row["changed"] for row in rows)
    templates.Press(
        label=title,
        note=say_many("{count:,} moved", "{count:,} moved", moved) if moved else "",
        folding=True,
        opened=opened,
        event_press=lambda _: set_opened(not opened),
    )

    def move(written: dict[str, str]) -> None:
        path, content = written["path"], str(written["text"])
        others = {key: kept for key, kept in refused.items() if key != path}
        try:
            value = read_value(case, path, content)
        except InputError:
            set_refused({**others, path: content})
            return
        set_refused(others)
        default = next(row for row in defaults if row.path == path).default
        change(lambda s: s.moving(s.variant.with_value(path, None if value == default else value)))

    def reset(path: str) -> None:
        set_refused({key: kept for key, kept in refused.items() if key != path})
        change(lambda s: s.moving(s.variant.with_value(path, None)))

    defaults = list(quantities)
    if opened:
        templates.Quantities(rows=rows, event_move=move, event_reset=reset)
