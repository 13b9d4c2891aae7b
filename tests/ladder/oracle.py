"""The rules of the ladder once more, plain and slow: one event and one year at a time."""

from sim.ladder.rules import AGREEMENT_YEARS

FAR = 10**6


def order(event):
    month = event.date[1] if len(event.date) > 1 else 13
    day = event.date[2] if len(event.date) > 2 else 32
    return (event.date[0], month, day, event.effect == "end")


def heeded(events):
    kept = [e for e in events if e.indicator and e.basis != "statement"]
    return sorted(kept, key=order)


def current(events, indicator, year):
    """Events of an indicator dated up to the year, after its books were last closed."""
    kept = []
    for event in heeded(events):
        if int(event.indicator) == indicator and event.date[0] <= year:
            kept = [] if event.effect == "end" else [*kept, event]
    return kept


def level(event):
    return {"low": 1, "high": 2, None: 0}[event.degree]


def last_year(event):
    if event.basis == "practice":
        return event.end_date[0] if event.end_date else event.date[0]
    return event.end_date[0] if event.end_date else FAR


def live_degree(event, books, window, year):
    """The degree at which one event counts in a year."""
    ceiling = max((level(e) for e in books if e.effect == "advance"), default=0)
    degree_alone = min(level(event), ceiling)
    if event.basis == "practice":
        return degree_alone if year <= last_year(event) + window else 0
    if event.basis == "institution":
        return degree_alone if year <= last_year(event) else 0
    done = [e for e in books if e.effect in ("advance", "sustain") and e.basis in ("practice", "institution")]
    best = 0
    for degree in range(1, degree_alone + 1):
        fed = [last_year(e) for e in done if min(level(e), ceiling) >= degree]
        until = max([event.date[0], *fed]) + AGREEMENT_YEARS
        if year <= min(until, last_year(event)):
            best = degree
    return best if done else min(best, 1)


def regresses(books):
    count = []
    for event in books:
        if event.effect == "advance":
            count = []
        elif event.effect == "regress":
            count.append(event)
    return count


def degree(events, indicator, window, year):
    books = current(events, indicator, year)
    deeds = [e for e in books if e.effect in ("advance", "sustain")]
    top = max((live_degree(e, books, window, year) for e in deeds), default=0)
    return max(0, top - len(regresses(books)))


def is_paper(events, indicator, window, year):
    books = current(events, indicator, year)
    deeds = [e for e in books if e.effect in ("advance", "sustain")]
    live = any(e.basis == "agreement" and live_degree(e, books, window, year) for e in deeds)
    return live and all(e.basis == "agreement" for e in deeds)


def stage_of(degrees, scale):
    """Reach, stage, degree of the stage and standing; `degrees` maps the numbers to 0, 1, 2."""
    live = [n for n in degrees if degrees[n] > 0]
    of_stages = [[i.number for i in scale.indicators if i.stage == stage.name] for stage in scale.stages]
    reach = max((s for s, numbers in enumerate(of_stages, 1) for n in numbers if n in live), default=0)
    stage = 0
    for rule, numbers in zip(scale.stages, of_stages, strict=True):
        if not all(n in live for n in rule.prerequisites):
            break
        if not all(degrees[n] == 2 for n in rule.gate):
            break
        later = [n for n in live if n >= numbers[0]]
        if not any(degrees[n] == 2 or len(later) > 1 for n in numbers if n in live):
            break
        stage += 1
    height = 0
    if stage:
        rule = scale.stages[stage - 1]
        height = 2 if sum(degrees[n] == 2 for n in rule.deciding) >= rule.least else 1
    if reach == 0:
        standing = ""
    elif reach == stage:
        standing = "settled"
    else:
        prepared = all(n in live for n in scale.stages[reach - 1].prerequisites)
        standing = "provisional" if prepared else "leap"
    return reach, stage, height, standing


def ladder(events, scale, year):
    return {i.number: degree(events, i.number, i.window, year) for i in scale.indicators}


def index(degrees):
    return sum(n * d for n, d in degrees.items())


def active(event, year):
    runs = event.basis == "practice" and event.effect in ("advance", "sustain") and event.end_date
    last = event.end_date[0] if runs else event.date[0]
    return event.date[0] <= year and last >= year - 9


def signals(events, scale, year):
    now, before = ladder(events, scale, year), ladder(events, scale, year - 1)
    reach, stage, _, standing = stage_of(now, scale)
    names = []
    if index(now) > index(before):
        names.append("advance")
    if index(now) < index(before):
        names.append("regress")
    if standing == "leap" and stage_of(before, scale)[3] != "leap":
        names.append("leap")
    if any(is_paper(events, i.number, i.window, year) for i in scale.indicators):
        names.append("paper")
    for e in heeded(events):
        disputes = scale.indicators[int(e.indicator) - 1].settles_disputes
        settles = disputes and e.degree == "low" and e.effect == "advance"
        if settles and e.date[0] == year and stage >= 2:
            names.append("tension")
            break
    if reach and not any(active(e, year) for e in heeded(events)):
        names.append("dormant")
    return tuple(names)


def fragile(events, scale, year):
    whole = stage_of(ladder(events, scale, year), scale)[1:3]
    counted = heeded(events)
    repeated = {}
    for e in counted:
        words = (e.date, e.end_date, e.actors, e.indicator, e.degree, e.effect, e.basis, e.title)
        repeated.setdefault(words, []).append(e)
    return sum(
        stage_of(ladder([e for e in counted if e not in left], scale, year), scale)[1:3] != whole
        for left in repeated.values()
    )


def evidence(events, scale, year):
    """Rows (indicator, event id) that the year's cells rest on."""
    rows = []
    for indicator in scale.indicators:
        n, window = indicator.number, indicator.window
        books = current(events, n, year)
        cell = degree(events, n, window, year)
        for e in books:
            if e.effect == "regress":
                if e in regresses(books):
                    rows.append((n, e.id))
            elif live_degree(e, books, window, year) >= max(1, cell):
                rows.append((n, e.id))
    return sorted(rows)
