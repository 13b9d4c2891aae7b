"""The page of a run: how far alignment has come, how it would go, and how far to trust that."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sim.ladder.assess import Trajectory
from sim.ladder.events import Event
from sim.ladder.ladder import MILITARY
from sim.ladder.party import Party
from sim.ladder.rules import DEGREES
from sim.results.tables import observed_trajectories
from sim.scenario.load import Case, pair_under_study
from sim.scenario.parameters import PARAMETERS
from sim.show import answer, charts, run_figures, shock_words
from sim.show.answer import percents
from sim.show.measures import heading
from sim.show.naming import Naming, degrees, labels_of, stages_of, verdicts_of
from sim.show.page import Markup, Page, Picture, Section, Table, Text
from sim.show.pages.inputs import inputs
from sim.show.pages.ladder import ladder_table, titles_of
from sim.show.pages.shocks import effects
from sim.show.report import MOST_SHOWN, drawings, read_tables, shown_parties, subject_by_names
from sim.show.scoring import scope, verdicts
from sim.show.subject import Subject
from sim.show.value_names import PARAMETER_NAMES
from sim.words import later, name, say, say_many

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_ROWS: Final = 100
"""Pairs and groups in the table of where lives end: of more those with the highest index."""

VALIDATED: Final = Path(__file__).parent.with_name("validated.csv")
"""Errors of the model and of the best baseline out of sample, which `tools.validation` writes."""

MODES: Final[Mapping[str, str]] = {
    "conditional": later("with later shocks given"),
    "forecast": later("with nothing later known"),
}
"""What a forecast knows."""

VERDICTS: Final[Mapping[str, str]] = {
    "better": later("better"),
    "worse": later("worse"),
    "tie": later("tie"),
}
"""What the model is beside a baseline."""

EFFECTS_CALLED: Final[Mapping[str, str]] = {
    "advance": later("advance"),
    "sustain": later("sustained"),
    "regress": later("setback"),
    "end": later("end"),
}
"""What a shock does to an indicator."""

ALLIANCES: Final = later(
    "Alliance: a common defence policy (indicator 7) at high degree. Undeclared alliance: the advanced "
    "stage without it. On the way: the moderate stage at high degree, the advanced in reach. Rapprochement: "
    "anything below that is live."
)
"""What the verdicts of the military ladder say."""

TERMS: Final = ("verdict", "stage", "reach", "index", "threat")
"""What the glossary of every run explains."""

MOVED: Final[Mapping[str, str]] = {
    "dispute": later("dispute of {whose}"),
    "trust": later("trust of {whose}"),
    "interest": later("common interest of {whose}"),
    "interdependence": later("interdependence of {whose}"),
    "autonomy": later("autonomy of {whose}"),
    "capability": later("capability of {whose}"),
}
"""What shocks move, by their kind."""


@dataclass(frozen=True)
class Run:
    """What the page of a run is made of.

    Attributes
    ----------
    subject
        What it is about.
    raw, tables
        Its tables as files have them, and with groups called by their names.
    shown
        The pairs and groups that figures show, the pair under study first.
    observed, events
        What was observed, by pair or group, and the events it rests on.
    titles
        The events behind the observed ladder of what is shown.
    figures
        What draws each figure, by its name.
    """

    subject: Subject
    raw: Mapping[str, pd.DataFrame]
    tables: Mapping[str, pd.DataFrame]
    shown: Sequence[str]
    observed: Mapping[str, Trajectory]
    events: Mapping[str, Sequence[Event]]
    titles: charts.Titles
    figures: Mapping[str, Callable[[], "Figure"]]

    @property
    def record(self) -> pd.DataFrame:
        """The observed index."""
        return self.tables.get("observed", pd.DataFrame(columns=["pair", "year", "index"]))


def run_of(case: Case, folder: Path) -> Run:
    """Read what the page of a run is made of."""
    raw = read_tables(folder)
    tables = {key: table.copy() for key, table in raw.items()}
    figures = drawings(case, tables)
    shown = shown_parties(case, tables["stages"])
    labels = {table.group.label: table.group.name for table in case.scenario.groups}
    trajectories = observed_trajectories(case) if "observed" in tables else {}
    observed = {labels.get(party, party): trajectory for party, trajectory in trajectories.items()}
    events = {labels.get(party, party): case.events_of(party) for party in trajectories}
    titles = {
        (party, year, number): told
        for party in shown
        if party in observed
        for (_, year, number), told in titles_of(observed[party], events[party]).items()
    }
    return Run(subject_by_names(case), raw, tables, shown, observed, events, titles, figures)


def _of(table: pd.DataFrame, parties: Sequence[str]) -> pd.DataFrame:
    """Select the rows of some pairs and groups."""
    return table[table["pair"].isin(parties)]


def page(case: Case, folder: Path) -> Page:
    """Return the page of a run's folder."""
    run, first = run_of(case, folder), pair_under_study(case)
    return Page(
        title=run.subject.naming.party(first),
        question=say_many(
            "How far has the {ladder} of {pair} come, year by year, and how would it go in {count:,} "
            "simulated life?",
            "How far has the {ladder} of {pair} come, year by year, and how would it go in {count:,} "
            "simulated lives?",
            case.scenario.runs,
            ladder=name(case.ladder.title),
            pair=run.subject.naming.party_in_sentence(first),
        ),
        answer=[*_verdicts(case, run.raw, [first]), index_sentence(run)],
        sections=[
            _answer(case, run),
            *_shocks(case, run),
            *_evidence(case, run),
            _trust(case, run),
            _ends(case, run),
            *_rest(case, run),
        ],
        terms=(*TERMS, *dict.fromkeys(run.tables["scores"]["measure"] if "scores" in run.tables else [])),
        footer=say(
            "Simulated shares speak of this model under these assumptions, not of probabilities in the "
            "world. Starting values and sizes of shocks come from fixed scales and were set by hands that "
            "knew what happened; scores are within the sample."
        ),
    )


def _verdicts(case: Case, tables: Mapping[str, pd.DataFrame], parties: Sequence[str]) -> list[str]:
    """Say the verdicts of lives at the end on some pairs and groups, where the run has them."""
    if "verdicts" not in tables:
        return []
    by_party = answer.of_lives(case, tables["verdicts"])
    return [by_party[party] for party in parties if party in by_party]


def index_sentence(run: Run) -> str:
    """Say what the index of the pair under study comes to."""
    row = _last(run.tables["stages"], run.subject)[0]
    return say(
        "The index of {pair} in {year:d} is {mean:.2f} on average, between {low:.2f} and {high:.2f} in nine "
        "lives of ten.",
        pair=run.subject.naming.party_in_sentence(row["pair"]),
        year=row["year"],
        mean=row["index_mean"],
        low=row["index_p05"],
        high=row["index_p95"],
    )


def _others_sentence(run: Run) -> str:
    """Say what the index of the other pairs and groups comes to, from the highest down."""
    others = sorted(_last(run.tables["stages"], run.subject)[1:], key=lambda row: -float(row["index_mean"]))
    if not others:
        return say("There is no other pair.")
    told = [
        say("{pair} at {index:.2f}", pair=run.subject.naming.party(row["pair"]), index=row["index_mean"])
        for row in others[: MOST_SHOWN - 1]
    ]
    if len(others) >= MOST_SHOWN:
        told.append(say("{count:,} more below them", count=len(others) - MOST_SHOWN + 1))
    return say("The others, by their index: {pairs}.", pairs=say("; ").join(told))


def _answer(case: Case, run: Run) -> Section:
    """Show the index of the pair under study, and say what kind of statement it is."""
    first = run.subject.parties[0]
    rows = _of(run.tables["stages"], [first])
    caption = say(
        "The index of {pair} as observed and in simulated lives, with what nine lives of ten come to, and the"
        " shocks.",
        pair=run.subject.naming.party_in_sentence(first),
    )
    shown = _of(run.tables["stages"], run.shown)
    picture = Picture(
        "answer",
        caption,
        lambda: run_figures.index(
            run.subject, _with_quartiles(run, rows), run.record, run.tables.get("held")
        ),
        charts.index(run.subject, shown, run.record, run.titles),
    )
    return Section("", [*_kind_of_statement(case), picture])


def _with_quartiles(run: Run, rows: pd.DataFrame) -> pd.DataFrame:
    maximum = run.subject.ladder.index_maximum
    return run_figures.with_quartiles(rows, run.tables["index"], maximum)


def _kind_of_statement(case: Case) -> Iterator[Text]:
    if case.lies_ahead:
        yield Text(
            [
                say(
                    "These are conditional statements, not prophecies. They say what the model makes of the "
                    "state of {year:d} if these shocks come as written; chances of shocks are assumptions.",
                    year=case.scenario.start - 1,
                )
            ]
        )
    elif case.scenario.counterfactual:
        yield Text(
            [
                say(
                    "This is a what-if. It changes shocks, so nothing observed can judge it; the observed "
                    "line is shown for comparison only."
                )
            ]
        )


def _shocks(case: Case, run: Run) -> Iterator[Section]:
    """Say what each shock did, where the run has it."""
    if "shocks" not in run.tables:
        return
    table = run.tables["shocks"]
    yield Section(say("What each shock did"), list(effects(case, table)))


def _evidence(case: Case, run: Run) -> Iterator[Section]:
    """Show the observed ladder of the pair under study, each cell with the events it rests on."""
    first = pair_under_study(case)
    if first not in run.observed:
        return
    yield Section(
        say("The evidence: the observed ladder of {pair}", pair=run.subject.naming.party_in_sentence(first)),
        [
            Picture(
                f"ladder-{first}",
                say("The ladder, observed and simulated: each cell is the degree of an indicator in a year."),
                run.figures[f"ladder-{first}"],
                charts.ladder(run.subject, _of(run.tables["degrees"], run.shown), run.titles),
            ),
            Text([say("Each cell of the table opens the coded events it rests on.")]),
            _observed_table(run, first),
        ],
    )


def _observed_table(run: Run, party: str) -> Markup:
    called = say("The observed ladder of {pair}", pair=run.subject.naming.party_in_sentence(party))
    return Markup(ladder_table(run.observed[party], run.events[party], called))


def _trust(case: Case, run: Run) -> Section:
    """Say how well the model has forecast what it had not seen, and how it scores here."""
    blocks: list[Any] = list(_out_of_sample(case))
    if "scores" in run.tables:
        blocks += [
            Text(
                [
                    *filter(None, [scope(case)]),
                    *verdicts(_of_first(run.tables["scores"]), run.subject.naming),
                ],
                listed=True,
            )
        ]
        blocks.append(
            Picture("scores", say("Errors of the model beside those of baselines."), run.figures["scores"])
        )
    return Section(say("How far to trust it"), blocks)


def _of_first(scores: pd.DataFrame) -> pd.DataFrame:
    first: pd.DataFrame = scores[scores["pair"] == scores["pair"].iloc[0]]
    return first


def _out_of_sample(case: Case) -> Iterator[Text | Table]:
    if case.ladder.name != MILITARY.name:
        yield Text(
            [
                say(
                    "On the ladder of {ladder} the model has not been tried on any case it had not seen: its "
                    "motives are those of military alignment.",
                    ladder=name(case.ladder.title),
                )
            ]
        )
        return
    yield Text(
        [
            say(
                "Out of sample, how much the model errs on the degrees of the seven military indicators "
                "beside the best of ten simple baselines, by years ahead; each case was forecast by "
                "parameters that had not seen it:"
            )
        ]
    )
    yield Table(
        skill_table(case.scenario.name),
        note=say(
            "A verdict other than tie needs three seeds that agree and a 90% interval that excludes zero. "
            "All tables: docs/validation.md."
        ),
    )


def skill_table(scenario: str) -> pd.DataFrame:
    """Lay out how well the model forecast cases its parameters had not seen, and this one if it was one."""
    table = pd.read_csv(VALIDATED, keep_default_na=False)
    every = say_many("{count:d} case", "{count:d} cases", table["case"].nunique() - 1)
    rows = []
    for case, about in (("", every), (scenario, say("this case"))):
        for mode, words in MODES.items():
            scored = table[(table["case"] == case) & (table["mode"] == mode)]
            if len(scored):
                ahead = {
                    say_many("{count:d} year ahead", "{count:d} years ahead", int(row["lead"])): _beside(row)
                    for row in scored.to_dict("records")
                }
                rows.append({heading("case"): about, heading("mode"): say(words), **ahead})
    return pd.DataFrame(rows)


def _beside(row: Mapping[Any, Any]) -> str:
    """Say how much more or less the model errs than the best baseline."""
    change = float(row["model"]) / float(row["best"]) - 1
    if f"{abs(change):.0%}" == "0%":
        errs = say("as much")
    else:
        errs = say("{share:.0%} less", share=-change) if change < 0 else say("{share:.0%} more", share=change)
    verdict = str(row["verdict"])
    return say("{errs} ({verdict})", errs=errs, verdict=say(VERDICTS[verdict])) if verdict else errs


def _ends(case: Case, run: Run) -> Section:
    """Show where the lives of each pair and group end."""
    groups = [table.group.label for table in case.scenario.groups]
    blocks: list[Any] = [Text(_verdicts(case, run.raw, groups))] if groups else []
    blocks += [Text([_others_sentence(run)])]
    if "verdicts" in run.tables:
        note = ""
        if case.ladder.name == MILITARY.name:
            note = say(ALLIANCES)
        blocks.append(Table(_verdict_rows(case, run), say("Verdicts: shares of lives"), note))
    blocks.append(Table(_stage_rows(case, run), say("Stages: shares of lives")))
    return Section(say("Where the lives end"), blocks, folded=True)


def _verdict_rows(case: Case, run: Run) -> pd.DataFrame:
    codes, called = case.ladder.verdict_names, verdicts_of(case.ladder)
    rows = []
    for row in _last(run.tables["verdicts"], run.subject):
        observed = called[codes.index(row["observed"])] if row["observed"] else say("not coded")
        shares = dict(zip(called, _percents(row, codes), strict=True))
        rows.append(
            {heading("pair"): run.subject.naming.party(row["pair"]), **shares, heading("observed"): observed}
        )
    return pd.DataFrame(rows)


def _stage_rows(case: Case, run: Run) -> pd.DataFrame:
    codes, called = case.ladder.stage_names, stages_of(case.ladder)
    rows = []
    first, *others = _last(run.tables["stages"], run.subject)
    if len(others) >= MOST_ROWS:
        others.sort(key=lambda row: -float(row["index_mean"]))
    for row in [first, *others[: MOST_ROWS - 1]]:
        observed = called[codes.index(row["observed"])] if row["observed"] else say("not coded")
        rows.append(
            {
                heading("pair"): run.subject.naming.party(row["pair"]),
                **dict(zip(called, _percents(row, codes), strict=True)),
                heading("index_mean"): say("{index:.2f}", index=row["index_mean"]),
                say("nine lives of ten"): say(
                    "{low:.2f} to {high:.2f}", low=row["index_p05"], high=row["index_p95"]
                ),
                heading("observed"): observed,
            }
        )
    return pd.DataFrame(rows)


def _percents(row: Mapping[Any, Any], codes: Sequence[str]) -> list[str]:
    return [say("{percent:d}%", percent=percent) for percent in percents(row[code] for code in codes)]


def _last(table: pd.DataFrame, subject: Subject) -> list[dict[Any, Any]]:
    """Return the rows of the last year, the pair under study first."""
    rows = table[table["year"] == table["year"].max()].to_dict("records")
    return sorted(rows, key=lambda row: bool(row["pair"] != subject.parties[0]))


def _rest(case: Case, run: Run) -> Iterator[Section]:
    """Show the other pairs, what stands beside the ladder, and what the run rests on."""
    yield Section(say("Stages of all pairs"), list(_stages(case, run)), folded=True)
    # The ladder of the pair under study stands with its evidence, where there is a record.
    others = run.shown[1:] if run.shown[0] in run.observed else run.shown
    yield from (_ladder(run, party) for party in others)
    yield Section(
        say("Threats, and what is done beside the ladder"), list(_beside_the_ladder(run)), folded=True
    )
    if shocks := _happened(case, run.subject.naming):
        yield Section(say("What happened to the states"), [Table(pd.DataFrame(shocks))], folded=True)
    yield inputs(case, run.shown)
    yield Section(say("Parameters"), [Table(_parameters(case))], folded=True)


def _stages(case: Case, run: Run) -> Iterator[Picture]:
    hidden = run.tables["stages"]["pair"].nunique() - len(run.shown)
    if hidden:
        those = say(
            "{count:d} pairs and groups (the other {hidden:d} stand in stages.csv)",
            count=len(run.shown),
            hidden=hidden,
        )
    else:
        those = say("every pair")
    yield Picture(
        "stages",
        say("Shares of lives at each stage: {those}. The strip above is the observed stage.", those=those),
        run.figures["stages"],
        charts.shares(run.subject, _of(run.tables["stages"], run.shown)),
    )
    yield Picture("index", say("The index: {those}.", those=those), run.figures["index"])
    if "pairs" in run.figures:
        yield Picture(
            "pairs", say("The index of every pair, year by year."), run.figures["pairs"], headed=True
        )
    for table in case.scenario.groups:
        figure = f"pairs-of-{table.group.name}"
        caption = say("Stages of the pairs of {group}, simulated and observed.", group=name(table.called))
        yield Picture(figure, caption, run.figures[figure])


def _ladder(run: Run, party: str) -> Section:
    """Show the ladder of another pair or group, and where it has a record the events behind it."""
    pair = run.subject.naming.party_in_sentence(party)
    caption = say("The ladder of {pair}, observed and simulated.", pair=pair)
    picture = Picture(f"ladder-{party}", caption, run.figures[f"ladder-{party}"])
    record = [_observed_table(run, party)] if party in run.observed else []
    return Section(say("The ladder of {pair}", pair=pair), [picture, *record], folded=True)


def _beside_the_ladder(run: Run) -> Iterator[Picture]:
    captions = {
        "threats": say("Threats perceived, state by state."),
        "dimensions": say("The dimensions of alignment side by side, as observed; they are not added up."),
        "channels": say("What the two do beside the ladder: simulated, and the years in which it is coded."),
    }
    return (
        Picture(figure, caption, run.figures[figure], headed=figure == "threats")
        for figure, caption in captions.items()
        if figure in run.figures
    )


def _happened(case: Case, naming: Naming) -> list[dict[str, str]]:
    """List the shocks, one row an occurrence, with what they move."""
    moved: dict[str, list[str]] = {}
    for shock in case.scenario.shocks:
        if shock.scale != 0:
            moved.setdefault(shock.id, []).append(_moved(shock, case, naming))
    shocks = {shock.id: shock for shock in reversed(case.scenario.shocks)}
    rows = sorted((shocks[key] for key in moved), key=lambda shock: (shock.span, shock.id))
    return [
        {
            heading("year"): shock_words.when(
                {"shock": shock.id, "first": shock.span[0], "last": shock.span[1]}
            ),
            heading("shock"): name(shock.name) if shock.name else shock.id,
            say("what it moves"): say("; ").join(moved[shock.id]),
            heading("source"): shock.source or "",
        }
        for shock in rows
    ]


def _moved(shock: Any, case: Case, naming: Naming) -> str:
    """Say what a shock moves, by how much, and how soon that is half gone."""
    if shock.kind == "indicator":
        return say(
            "{pair}: {indicator}, {effect}",
            pair=naming.party(Party.pair(*shock.pair)),
            indicator=labels_of(case.ladder)[shock.indicator - 1],
            effect=degrees()[DEGREES.index(shock.degree)]
            if shock.degree
            else say(EFFECTS_CALLED[shock.effect]),
        )
    if shock.kind == "threat":
        what = say("threat perceived by {threat}", threat=naming.perceived(shock.by, shock.of))
    else:
        whose = (
            naming.state_in_sentence(shock.state) if shock.state else naming.party(Party.pair(*shock.pair))
        )
        what = say(MOVED[shock.kind], whose=whose)
    change = shock.change * shock.scale
    if shock.half_life:
        return say(
            "{what} {change:+g}, half of it gone in {years:g} years",
            what=what,
            change=change,
            years=shock.half_life,
        )
    return say("{what} {change:+g}", what=what, change=change)


def _parameters(case: Case) -> pd.DataFrame:
    drawn = case.posterior.values if case.posterior else ()
    return pd.DataFrame(
        {
            heading("parameter"): say(PARAMETER_NAMES[code]),
            say("symbol"): PARAMETERS[code].symbol,
            say("value"): say("drawn anew in each life") if code in drawn else say("{value:g}", value=value),
            heading("source"): PARAMETERS[code].source,
        }
        for code, value in case.scenario.parameters.items()
    )
