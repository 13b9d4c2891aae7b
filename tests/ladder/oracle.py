"""The rules of the ladder once more, plain and slow: one event and one year at a time."""

from sim.ladder.rules import AGREEMENT_YEARS, STAGE_GATES, STAGE_HIGH, STAGE_INDICATORS, STAGE_PREREQUISITES

FAR = 10**6


def order(event):
    month = event.date[1] if len(event.date) > 1 else 13
    day = event.date[2] if len(event.date) > 2 else 32
    return (event.date[0], month, day, event.effect == "end")


def heeded(events):
    kept = [e for e in events if e.dimension == "military" and e.basis != "statement"]
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
    own = min(level(event), ceiling)
    if event.basis == "practice":
        return own if year <= last_year(event) + window else 0
    if event.basis == "institution":
        return own if year <= last_year(event) else 0
    done = [e for e in books if e.effect in ("advance", "sustain") and e.basis in ("practice", "institution")]
    best = 0
    for degree in range(1, own + 1):
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


def stage_of(degrees):
    """Reach, stage, degree of the stage and standing; `degrees` maps 1..7 to 0, 1, 2."""
    live = [n for n in degrees if degrees[n] > 0]
    reach = max((s for s in (1, 2, 3) for n in STAGE_INDICATORS[s] if n in live), default=0)
    stage = 0
    for s in (1, 2, 3):
        if not all(n in live for n in STAGE_PREREQUISITES[s]):
            break
        if not all(degrees[n] == 2 for n in STAGE_GATES[s]):
            break
        own = [n for n in STAGE_INDICATORS[s] if n in live]
        later = [n for n in live if n >= STAGE_INDICATORS[s][0]]
        if not any(degrees[n] == 2 or len(later) > 1 for n in own):
            break
        stage = s
    numbers, least = STAGE_HIGH[stage]
    height = 0 if stage == 0 else 2 if sum(degrees[n] == 2 for n in numbers) >= least else 1
    if reach == 0:
        standing = ""
    elif reach == stage:
        standing = "settled"
    else:
        standing = "provisional" if all(n in live for n in STAGE_PREREQUISITES[reach]) else "leap"
    return reach, stage, height, standing


def ladder(events, windows, year):
    return {n: degree(events, n, windows[n - 1], year) for n in range(1, 8)}


def index(degrees):
    return sum(n * d for n, d in degrees.items())


def active(event, year):
    runs = event.basis == "practice" and event.effect in ("advance", "sustain") and event.end_date
    last = event.end_date[0] if runs else event.date[0]
    return event.date[0] <= year and last >= year - 9


def signals(events, windows, year):
    now, before = ladder(events, windows, year), ladder(events, windows, year - 1)
    reach, stage, _, standing = stage_of(now)
    names = []
    if index(now) > index(before):
        names.append("advance")
    if index(now) < index(before):
        names.append("regress")
    if standing == "leap" and stage_of(before)[3] != "leap":
        names.append("leap")
    if any(is_paper(events, n, windows[n - 1], year) for n in range(1, 8)):
        names.append("paper")
    for e in heeded(events):
        settles = e.indicator == "1" and e.degree == "low" and e.effect == "advance"
        if settles and e.date[0] == year and stage >= 2:
            names.append("tension")
            break
    if reach and not any(active(e, year) for e in heeded(events)):
        names.append("dormant")
    return tuple(names)


def fragile(events, windows, year):
    whole = stage_of(ladder(events, windows, year))[1:3]
    own = heeded(events)
    said = {}
    for e in own:
        words = (e.date, e.end_date, e.actors, e.indicator, e.degree, e.effect, e.basis, e.title)
        said.setdefault(words, []).append(e)
    return sum(
        stage_of(ladder([e for e in own if e not in left], windows, year))[1:3] != whole
        for left in said.values()
    )


def evidence(events, windows, year):
    """Rows (indicator, event id) that the year's cells rest on."""
    rows = []
    for n in range(1, 8):
        books = current(events, n, year)
        cell = degree(events, n, windows[n - 1], year)
        for e in books:
            if e.effect == "regress":
                if e in regresses(books):
                    rows.append((n, e.id))
            elif live_degree(e, books, windows[n - 1], year) >= max(1, cell):
                rows.append((n, e.id))
    return sorted(rows)
