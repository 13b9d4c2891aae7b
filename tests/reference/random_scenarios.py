"""Scenarios made at random, so that every term of the model is at work in some of them."""

import json

from hypothesis import strategies as st

from sim.ladder.ladder import Ladder, shipped
from sim.scenario.parameters import PARAMETERS

CODES = ("AA", "AAA", "AB1", "BB", "BBB", "CCCC", "DDD", "DD2", "E5")
SHARES = st.integers(0, 20).map(lambda n: n / 20)
CAPABILITIES = st.sampled_from([0.0, 0.0005, 0.002, 0.01, *(n / 20 for n in range(1, 21))])
LEVELS = SHARES | st.sampled_from([0.97, 0.999, 1.0])
CHANGES = st.integers(-10, 10).map(lambda n: n / 20) | st.sampled_from([-1.0, -0.8, 0.8, 1.0])
SUBJECTS = {
    **dict.fromkeys(("capability", "industry", "autonomy"), "{0}"),
    **dict.fromkeys(("interest", "dispute", "trust", "interdependence"), "{0}-{1}"),
    "threat": "{1}>{0}",
}
SHIPPED = shipped()
STORM = {"break_opportunity": 0.5, "concert": 1.0, "cost": 1.0, "habit": 0.0, "sharpness": 1.0}
STORM |= {"capability_scale": 0.0, "resumption": 5.0}
"""Parameters under which whole groups break what stands, or end it, and take it up again."""


def table(heading, **values):
    """Write a table in TOML; values that are None are left out."""
    lines = [f"{key} = {json.dumps(value)}" for key, value in values.items() if value is not None]
    return "\n".join([f"[[{heading}]]", *lines])


@st.composite
def cases(draw, on):
    """A random scenario on a ladder drawn: that, and text of its TOML, its events and its drivers."""
    ladder = draw(on)
    codes = CODES[: draw(st.sampled_from([2, 3, 3, 4, 5, 6, 9]))]
    start, storm = draw(st.sampled_from([1985, 1994, 2000])), draw(st.integers(0, 4)) == 0
    text = ['name = "random"', 'title = "Random"', f"start = {start}"]
    text += [f"end = {start + draw(st.integers(7, 12))}", f"seed = {draw(st.integers(0, 9999))}"]
    text += ['events = "events.csv"', 'drivers = "drivers.csv"', f'ladder = "{file_of(ladder)}"']
    text += [draw(states(code)) for code in codes]
    for n, one in enumerate(codes):
        for other in codes[n + 1 :]:
            text += draw(pairs(one, other, storm, len(ladder)))
    text += [draw(shocks(codes, start, n, len(ladder))) for n in range(draw(st.integers(0, 8)))]
    text += draw(groups(codes, start, storm))
    given = STORM if storm else draw(parameters())
    text += ["[parameters]", *(f"{name} = {value}" for name, value in given.items())]
    return ladder, ("\n".join(text) + "\n", draw(events(codes, start, ladder)), draw(drivers(codes, start)))


def file_of(ladder):
    """How a scenario names a ladder: the file beside it, or the name where it ships."""
    return ladder.name if ladder.name in SHIPPED else f"{ladder.name}.toml"


@st.composite
def ladders(draw):
    """A ladder of two or three stages, its indicators with whatever keys a file may give them."""
    stages, indicators = [], []
    for name in ("low", "middle", "top")[: draw(st.integers(2, 3))]:
        before = [indicator["number"] for indicator in indicators]
        needed = draw(st.lists(st.sampled_from(before), unique=True)) if before else []
        own = range(len(before) + 1, len(before) + 1 + draw(st.integers(1, 3)))
        stages.append({"name": name, "title": name, "prerequisites": tuple(needed), "deciding": (own[0],)})
        indicators += [draw(indicators_of(number, name)) for number in own]
    name = {"name": "drawn", "title": "drawn"}
    return Ladder.model_validate({**name, "stages": tuple(stages), "indicators": tuple(indicators)})


def indicators_of(number, stage):
    """One indicator of a stage."""
    named = {"number": number, "title": f"rung {number}", "short": f"rung {number}", "stage": stage}
    return st.fixed_dictionaries(
        {
            **{key: st.just(value) for key, value in named.items()},
            "window": st.integers(0, 10),
            **dict.fromkeys(("binds", "falls_whole"), SHARES),
            "reason": st.sampled_from(["purpose", "danger", "purpose or danger"]),
            "exchange": st.sampled_from([None, "arms", "soil"]),
            **{key: st.booleans() for key in ("founds", "spread", "unprepared", "settles_disputes")},
        }
    )


@st.composite
def parameters(draw):
    """Some parameters, each somewhere in its plausible range, ends included; of occasions more often."""
    names = draw(st.sets(st.sampled_from(sorted(PARAMETERS)), max_size=12))
    names |= draw(st.sets(st.sampled_from(["capability_scale", "opportunity", "resumption"])))
    ranges = [PARAMETERS[name] for name in sorted(names)]
    return {p.name: p.low + (p.high - p.low) * draw(st.integers(0, 10)) / 10 for p in ranges}


@st.composite
def states(draw, code):
    return table(
        "states",
        code=code,
        name=code,
        capability=draw(CAPABILITIES),
        industry=draw(st.sampled_from([None, 0.0, 0.2, 0.5, 1.0])),
        autonomy=draw(st.sampled_from([0.7, 1.0, 1.4])),
    )


@st.composite
def pairs(draw, one, other, storm, rungs):
    """None or one table of a pair, none to two of threats between them."""
    text = []
    if storm or draw(st.booleans()):
        names = ("proximity", "interest", "trust", "dispute", "interdependence")
        values = {name: draw(SHARES) for name in names}
        stands = st.just([2] * rungs)
        if not storm:
            stands |= st.none() | st.lists(st.integers(0, 2), min_size=rungs, max_size=rungs)
        ladder = draw(stands)
        text.append(table("pairs", states=[other, one], **values, ladder=ladder))
    for by, of in ((one, other), (other, one)):
        if draw(st.booleans()):
            text.append(table("threats", by=by, of=of, level=draw(LEVELS)))
    return text


@st.composite
def shocks(draw, codes, start, number, rungs):
    """One occurrence: an effect or two of it, or one to three events that it imposes."""
    kinds = ["threat", "threat", "threat", "dispute", "trust", "interest", "interdependence"]
    kind = draw(st.sampled_from([*kinds, "autonomy", "capability", "indicator", "indicator"]))
    one, other = draw(st.permutations(codes))[:2]
    when = {"year": start + draw(st.integers(0, 7))}
    if draw(st.booleans()):
        first = start + draw(st.integers(0, 4))
        when = {"years": [first, first + draw(st.integers(0, 3))]}
    shared = {"id": f"s{number}", **when, "chance": draw(st.sampled_from([1.0, 1.0, 0.5]))}
    subject = {"pair": [one, other]}
    if kind == "threat":
        subject = {"by": one, "of": other}
    elif kind in ("autonomy", "capability"):
        subject = {"state": one}
    if kind == "indicator":
        subject |= {"indicator": draw(st.integers(1, rungs)), "scale": draw(st.sampled_from([1.0, 1.0, 0.0]))}
        others = [shared | {"id": f"s{number}-{again}"} for again in range(draw(st.integers(0, 2)))]
        return "\n".join(
            table("shocks", **occurs, kind=kind, **subject, **draw(imposed())) for occurs in (shared, *others)
        )
    shared |= {"scale": draw(st.sampled_from([1.0, 1.0, 0.0, 0.5, 2.0, -1.0]))}
    size = {"change": draw(CHANGES), "half_life": draw(st.sampled_from([None, 2.0, 5.5]))}
    tables = [table("shocks", **shared, kind=kind, **subject, **size)]
    if kind == "threat" and draw(st.booleans()):
        tables.append(table("shocks", **shared, kind="threat", by=other, of=one, change=draw(CHANGES)))
    return "\n".join(tables)


@st.composite
def imposed(draw):
    """What an event that a shock imposes does, and what its table says of it."""
    effect = draw(st.sampled_from(["advance", "sustain", "regress", "end"]))
    degree = draw(st.sampled_from(["low", "high"])) if effect in ("advance", "sustain") else None
    return {"effect": effect, "degree": degree, "source": draw(st.sampled_from("abc"))}


@st.composite
def groups(draw, codes, start, storm):
    """None to three groups that may overlap, some of whose members come and go; one of all in a storm."""
    tables, labels = [], set()
    if storm:
        tables.append(table("groups", name="G9", members=codes, quorum=0.5))
        labels.add(tuple(sorted(codes)))
    spans = ["", "", f", from = {start + 3}", f", to = {start + 5}", f", to = {start - 1}"]
    for n in draw(st.permutations(range(3)))[: draw(st.integers(0, 3))]:
        least = min(draw(st.sampled_from([2, 3, 3])), len(codes))
        chosen = draw(st.permutations(codes))[: draw(st.integers(least, len(codes)))]
        if tuple(sorted(chosen)) in labels:
            continue
        labels.add(tuple(sorted(chosen)))
        members = [f'{{ code = "{code}"{draw(st.sampled_from(spans))} }}' for code in chosen]
        quorum = draw(st.sampled_from([0.5, 0.75, 1.0]))
        tables.append(f'[[groups]]\nname = "G{n}"\nmembers = [{", ".join(members)}]\nquorum = {quorum}')
    return tables


@st.composite
def events(draw, codes, start, ladder):
    """Coded events from before the start to the years of the run, to which lives may be held.

    Some have lapsed by the start; some are of another ladder, or on no indicator, and count for nothing.
    """
    rows = ["id,date,end_date,actors,dimension,indicator,degree,effect,basis,title,source,note"]
    few = draw(st.permutations(range(1, len(ladder) + 1)))[:2]
    for n in range(draw(st.integers(0, 12))):
        actors = draw(st.permutations(codes))[: draw(st.integers(2, len(codes)))]
        year = start + draw(st.integers(-15, 8) | st.integers(-30, -16))
        effect = draw(st.sampled_from(["advance", "advance", "sustain", "regress", "end"]))
        until = ""
        if effect in ("advance", "sustain"):
            until = draw(st.sampled_from(["", year + 1, year + 4, year + 12]))
        basis = draw(st.sampled_from(["practice", "agreement", "institution", "statement"]))
        degree, month = draw(st.sampled_from(["low", "high"])), draw(st.sampled_from(["", "-03", "-03-09"]))
        cells = [f"E{n}", f"{year}{month}", until, ";".join(actors)]
        of = [ladder.name, draw(st.sampled_from(few)), degree]
        strays = [*[of] * 8, ["diplomatic" if ladder.name == "military" else "military", 1, degree]]
        strays += [] if ladder.name == "military" else [[ladder.name, "", ""]]
        rows.append(",".join(map(str, [*cells, *draw(st.sampled_from(strays)), effect, basis, "t", "s", ""])))
    return "\n".join(rows) + "\n"


@st.composite
def drivers(draw, codes, start):
    known = {}
    if draw(st.integers(0, 3)) == 0:
        known = {(start + 3, "capability", code): draw(CAPABILITIES) for code in codes}
    for _ in range(draw(st.integers(0, 8))):
        ends = sorted(draw(st.permutations(codes))[:2])
        quantity = draw(st.sampled_from(sorted(SUBJECTS)))
        year = start + draw(st.integers(-4, 14))
        known[year, quantity, SUBJECTS[quantity].format(*ends)] = draw(LEVELS)
    rows = [
        "year,quantity,subject,value",
        *(",".join(map(str, (*key, value))) for key, value in known.items()),
    ]
    return "\n".join(rows) + "\n"
