"""What is seen: many lives, one life, the evidence, and what can be saved."""

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import solara

from sim.board import life_telling, pictures, telling, templates
from sim.board.life import Year, play
from sim.board.lives import contrast_rows, degree_rows, observed
from sim.board.parts import Change, picture, spoken, text
from sim.board.record import cells, statements
from sim.board.settings import Settings
from sim.board.simulation import Arms, numbers
from sim.board.variant import variant_toml
from sim.board.work import use_work
from sim.reading import whole_number
from sim.scenario.load import Case
from sim.show.naming import labels_of
from sim.show.style import Look
from sim.words import say, speaking


@spoken
def ManyLives(settings: Settings, arms: Arms, pair: str, wide: bool, stale: bool) -> None:
    """Show what the lives of a pair come to: in words, as figures, and as a ladder."""
    chosen = settings.language

    def draw() -> Any:
        # Of two variants there is no figure before both have begun.
        if len(arms.lives) == len(arms.cases):
            with speaking(chosen):
                yield from pictures.on_screen(arms, pair, wide)

    drawn, _ = use_work(draw, [arms, pair, wide, chosen])
    sources, record = drawn.latest or {}, observed(arms.cases[0], pair)
    two, stale = len(arms.cases) > 1, stale or drawn.running
    arm_names = telling.arm_names()
    for n, lives in enumerate(arms.lives):
        sentence = telling.verdict_sentence(lives, pair, record if n == len(arms.lives) - 1 else None)
        text("p", f"{arm_names[n]}: {sentence}" if two else sentence, "sim-answer")
    if len(arms.lives) > 1:
        text(
            "p",
            telling.difference_sentence(contrast_rows(arms.lives[0], arms.lives[1], pair, record)),
            "sim-answer",
        )
    text("h2", say("Index, year by year"))
    if "index" in sources:
        picture(sources["index"], say("Index, year by year"), stale=stale)
    text("h2", say("Share of lives at each stage"))
    with solara.Div(classes=["sim-two"] if two else []):
        for n in range(len(arms.lives)):
            with solara.Div():
                if two:
                    text("small", arm_names[n], "sim-arm")
                if f"stages {n}" in sources:
                    picture(sources[f"stages {n}"], say("Share of lives at each stage"), stale=stale)
    text("h2", say("The ladder: mean degree over lives"))
    for n, lives in enumerate(arms.lives):
        if two:
            text("small", arm_names[n], "sim-arm")
        grid = telling.ladder_grid(degree_rows(lives, pair, record), lives.case.ladder)
        label = say("The ladder: mean degree over lives")
        _grid(label, grid, {"year": None}, lambda _: None, choosable=False)


def _grid(
    label: str, grid: telling.Row, chosen: telling.Row, choose: Callable[[Any], None], choosable: bool = True
) -> None:
    templates.Cells(
        label=label,
        grid=grid,
        shades=telling.degree_key(),
        chosen=chosen,
        choosable=choosable,
        event_choose=choose,
    )


@spoken
def OneLife(settings: Settings, change: Change, case: Case, pair: str) -> None:
    """Show one life, gone through year by year."""
    refused, set_refused = solara.use_state("")
    years: list[Year] = solara.use_memo(lambda: play(case, pair, settings.life), [case, pair, settings.life])
    shown = next((year for year in years if year.year == settings.year), years[0])

    def turn(year: int) -> None:
        change(lambda s: replace(s, year=year))

    def write(value: str) -> None:
        number = whole_number(value.strip())
        fits = number is not None and 1 <= number <= settings.lives
        set_refused("" if fits else value)
        if number is not None and fits:
            change(lambda s: replace(s, life=number - 1))

    if settings.side_by_side:
        text("small", telling.arm_names()[settings.moved], "sim-arm")
    with solara.Div(classes=["sim-line"]):
        templates.Field(
            label=say("Life"),
            value=refused or str(settings.life + 1),
            fault=say("A whole number from 1 to {most:,}.", most=settings.lives) if refused else "",
            event_write=write,
        )
        templates.Press(
            label=say("Another life"),
            event_press=lambda _: change(lambda s: replace(s, life=(s.life + 1) % s.lives)),
        )
    templates.Player(
        words={
            "back": say("A year back"),
            "on": say("A year on"),
            "play": say("Play"),
            "pause": say("Pause"),
            "year": say("Year"),
        },
        first=years[0].year,
        last=years[-1].year,
        value=shown.year,
        event_turn=lambda year: turn(int(year)),
    )
    text("p", " ".join(life_telling.year_sentences(case, pair, shown)), "sim-answer")
    label = say("The ladder of this life")
    _grid(
        label,
        life_telling.life_grid(years, case.ladder),
        {"year": shown.year},
        lambda cell: turn(cell["year"]),
    )
    with solara.Div(classes=["sim-two"]):
        templates.Rows(label=say("Threat each perceives"), table=life_telling.perceived_rows(case, shown))
        templates.Rows(label=say("What each weighs"), table=life_telling.weighed_rows(case, shown))
    templates.Rows(label=say("Why they dealt, and why not"), table=life_telling.rung_rows(case, shown))
    text(
        "small",
        say(
            "They deal where the chance of a deal is at least what is drawn. The chance is that of an "
            "occasion, where nothing stands yet, times that of each being willing."
        ),
    )


@spoken
def Evidence(settings: Settings, change: Change, case: Case, pair: str) -> None:
    """Show the observed ladder, and the events that a cell of it rests on."""
    record = solara.use_memo(lambda: observed(case, pair), [case, pair])
    grounds = solara.use_memo(lambda: cells(case, pair, record) if record else {}, [case, pair])
    if record is None:
        text("p", say("No event of this pair is coded in the years of the case."))
        return
    text("p", say("Choose a cell to see the events it rests on."))
    labels = labels_of(case.ladder)
    counts = {cell: len(events) for cell, events in grounds.items()}
    number, year = settings.indicator, settings.year
    chosen = {"year": year, "label": labels[number - 1]} if number else {"year": None}
    _grid(
        say("The observed ladder"),
        telling.record_grid(record, counts),
        chosen,
        lambda cell: change(
            lambda s: replace(s, year=cell["year"], indicator=labels.index(cell["label"]) + 1)
        ),
    )
    if number is None or year is None:
        return
    text("h2", say("{indicator}, {year}", indicator=labels[number - 1], year=str(year)))
    events = grounds.get((year, number), [])
    if not events:
        text("p", say("No event counts here."))
    templates.Events(rows=telling.event_rows([*events, *statements(case, pair, year, number)]))


@spoken
def Save(settings: Settings, case: Case, arms: Arms | None, pair: str) -> None:
    """Offer what can be taken along: the variant, the figures, the numbers."""
    kind, set_kind = solara.use_state("index")
    stem = f"{case.scenario.name}-{pair}"
    name = f"{case.scenario.name}-variant"
    written = variant_toml(case, settings.variant, name)
    text("h2", say("The variant, as a scenario"))
    text(
        "p",
        say("Put this file into the folder of the case; then it runs:"),
    )
    text("pre", f"sim run {case.path.parent / 'variant.toml'}")
    text("pre", written)
    Download(say("Save the variant (TOML)"), "variant.toml", written.encode)
    if arms is None or len(arms.lives) < len(arms.cases):
        return
    text("h2", say("The figures"))
    templates.Tabs(
        label=say("The figures"),
        options=[
            {"value": "index", "label": say("index")},
            {"value": "stages", "label": say("stages")},
            {"value": "ladder", "label": say("ladder")},
        ],
        value=kind,
        event_choose=set_kind,
    )
    chosen = settings.language

    def figure(ending: str) -> bytes:
        with speaking(chosen):
            return pictures.as_file(lambda: pictures.draw(arms, pair, kind), ending, Look())

    with solara.Div(classes=["sim-line"]):
        Download(say("Save the figure (SVG)"), f"{stem}-{kind}.svg", lambda: figure("svg"))
        Download(say("Save the figure (PDF)"), f"{stem}-{kind}.pdf", lambda: figure("pdf"))
    text("h2", say("The numbers"))
    Download(
        say("Save the numbers (CSV)"), f"{stem}.csv", lambda: numbers(arms, pair).to_csv(index=False).encode()
    )


@solara.component
def Download(label: str, file: str, make: Callable[[], bytes]) -> None:
    """Let a file be saved, which is made when it is asked for."""
    content, set_content = solara.use_state("")
    templates.Save(
        label=label,
        file=file,
        content=content,
        event_ask=lambda _: set_content(base64.b64encode(make()).decode()),
        event_taken=lambda _: set_content(""),
    )
