"""The page: what a visitor has chosen, the case that follows from it, its lives, and what is seen of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

import solara

from sim.board import telling, templates
from sim.board.controls import Controls
from sim.board.lives import Lives
from sim.board.parts import Change, spoken, text, told
from sim.board.settings import Settings
from sim.board.simulation import Arms, live_arms
from sim.board.variant import case_of, chosen_pair, of_so_many
from sim.board.views import Evidence, ManyLives, OneLife, Save
from sim.board.work import Work, use_work
from sim.faults import InputError
from sim.ladder.party import Party
from sim.scenario.bundled import case_path
from sim.scenario.load import Case, load, pair_under_study
from sim.words import known, language, languages, name, say, say_many

CSS: Final = Path(__file__).with_name("page.css")

CALLED: Final = {"en": "English", "ar": "العربية"}
"""What languages call themselves."""

KEPT: Final = 4
"""Variants whose lives are kept, so that one can go back to them at once."""


@dataclass
class Opened:
    """What the dashboard was started with, alike for all visitors: what each of them begins with."""

    settings: Settings


OPENED: Final = Opened(Settings(case="russia_china"))


@solara.component
def Layout(children: Sequence[Any] = ()) -> None:
    """Show the page alone, without a frame around it."""
    solara.Div(children=list(children))


@solara.component
def Page() -> None:
    """Show the whole page to one visitor."""
    search = solara.use_router().search or ""
    settings, change = solara.use_state(begin(OPENED.settings, search))
    solara.Style(CSS)
    Whole(settings, change)


def begin(settings: Settings, search: str) -> Settings:
    """Return what a visitor begins with: what the dashboard was started with, or what the address asks for.

    Parameters
    ----------
    settings
        What it was started with.
    search
        What stands after the question mark: `case=...&pair=...&lang=...`.
    """
    address = {key: values[0] for key, values in parse_qs(search).items()}
    if address.get("lang") in languages():
        settings = replace(settings, language=known(address["lang"]))
    if "case" in address:
        settings = settings.of_case(address["case"])
    return replace(settings, pair=address.get("pair", settings.pair))


@spoken
def Whole(settings: Settings, change: Change) -> None:
    """Show the head of the page, its controls, and what follows from them."""
    wide, set_wide = solara.use_state(True)
    case, faults = solara.use_memo(lambda: opened(settings.case), [settings.case])
    pair, unknown = looked_at(case, settings.pair) if case else ("", [])
    mirrored = language(settings.language).right_to_left
    title = name(case.scenario.title) if case else say("No such case")
    templates.Document(language=settings.language, mirrored=mirrored, title=title, event_measure=set_wide)
    with solara.Div(classes=["sim-page"]):
        with solara.Div(classes=["sim-head"]):
            text("h1", title)
            templates.Tabs(
                label=say("Language"),
                options=[{"value": code, "label": CALLED[code], "lang": code} for code in languages()],
                value=settings.language,
                event_choose=lambda code: change(lambda s: replace(s, language=code)),
            )
        with solara.Div(classes=["sim-body"]):
            with solara.Div(classes=["sim-controls"]):
                Controls(settings, change, case, pair, wide).key(f"controls {settings.case} {wide}")
            with solara.Div(classes=["sim-main"]):
                told([*faults, *unknown])
                told(telling.unread(case) if case else [], mild=True)
                if case is not None and not unknown:
                    Main(settings, change, case, pair, wide)


def _languages() -> list[dict[str, str]]:
    return [{"value": code, "label": CALLED.get(code, code), "lang": code} for code in languages()]


def opened(path: str) -> tuple[Case | None, list[str]]:
    """Load a case; return what is wrong with it where it cannot be."""
    try:
        return load(case_path(Path(path))), []
    except InputError as error:
        return None, telling.fault_sentences(error.faults)
    except OSError as error:
        return None, [f"{path}: {error.strerror or error}"]


def looked_at(case: Case, pair: str | None) -> tuple[str, list[str]]:
    """Return the pair that is looked at; the one under study, and what is wrong, where there is no such."""
    try:
        return chosen_pair(case, pair), []
    except InputError as error:
        return pair_under_study(case), telling.fault_sentences(error.faults)


@spoken
def Main(settings: Settings, change: Change, case: Case, pair: str, wide: bool) -> None:
    """Show what follows from what is chosen, or tell why nothing does."""
    try:
        cases = [case_of(of_so_many(case, settings.lives), variant) for variant in settings.shown]
    except InputError as error:
        told(telling.fault_sentences(error.faults))
    else:
        Seen(settings, change, case, cases, pair, wide).key(settings.case)


@spoken
def Seen(
    settings: Settings, change: Change, case: Case, cases: Sequence[Case], pair: str, wide: bool
) -> None:
    """Simulate the variants, and show what one has chosen to see of them."""
    view, set_view = solara.use_state("lives")
    lived_before = solara.use_ref({})

    def live() -> Iterator[Arms]:
        for arms in live_arms(cases, list(lived_before.current.values())):
            yield arms
        lived_before.current = kept(lived_before.current, arms.lives)

    work, give_up = use_work(live, [case, settings.shown, settings.lives])
    views = {
        "lives": say("Many lives"),
        "life": say("One life"),
        "evidence": say("Evidence"),
        "save": say("Save"),
    }
    with solara.Div(classes=["sim-views"]):
        templates.Tabs(
            label=say("What is seen"),
            options=[{"value": key, "label": label} for key, label in views.items()],
            value=view,
            event_choose=set_view,
        )
        Progress(settings, work, len(cases) * settings.lives, give_up)
    told([work.fault] if work.fault else [])
    if view == "lives" and work.latest is not None:
        ManyLives(settings, work.latest, pair, wide, work.running)
    elif view == "life" and Party(pair).is_group:
        text("p", say("A life is played pair by pair: choose a pair."))
    elif view == "life":
        OneLife(settings, change, cases[settings.moved if settings.side_by_side else 0], pair)
    elif view == "evidence":
        Evidence(settings, change, case, pair)
    elif view == "save":
        Save(settings, case, work.latest, pair)


def kept(before: Mapping[int, Lives], lives: Sequence[Lives]) -> dict[int, Lives]:
    """Return the lives to keep: those of the variants that were looked at last."""
    both = {**before, **{id(arm): arm for arm in lives}}
    return dict(list(both.items())[-KEPT:])


@spoken
def Progress(settings: Settings, work: Work[Arms], most: int, give_up: Any) -> None:
    """Show how far the lives are lived, and what gives them up."""
    done = work.latest.count if work.latest is not None else 0
    with solara.Div(classes=["sim-progress"]):
        if work.running:
            living = say("Living: {done:,} of {most:,} lives", done=done, most=most)
            text("span", living, role="status", **{"data-running": "yes"})
            templates.Press(label=say("Stop"), event_press=lambda _: give_up())
        elif work.given_up:
            text("span", say("Stopped: {done:,} of {most:,} lives", done=done, most=most), role="status")
        else:
            text("span", say_many("{count:,} life", "{count:,} lives", done), role="status")
