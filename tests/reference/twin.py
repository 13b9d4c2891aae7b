"""The model once more, after its ODD: plain, scalar, one life, one agent a state.

It shares no code with `sim/world`; of the case's ladder it takes what the file says, by its public keys only.
"""

import math
from hashlib import blake2b
from itertools import combinations, pairwise

import mesa
import numpy as np

from sim.ladder.rules import AGREEMENT_YEARS

FAR = 10**6
CLOSE = 1e-12


def clip(x):
    return min(max(x, 0.0), 1.0)


def hazard(x):
    return -math.log(1 - min(x, 0.999))


def chance(h):
    return 1 - math.exp(-max(h, 0.0))


class Draw:
    """Draws of one life on a ladder of so many rungs: Philox by seed, subject, year, channel."""

    def __init__(self, seed, life, rungs):
        self.seed, self.life, self.rungs = seed, life, rungs
        self.close_calls = []

    def channels_of(self, subject):
        others = {"shock": 2, "group": 2 * self.rungs, "parameters": 1}
        return others.get(subject.split(":")[0], self.rungs + 3)

    def __call__(self, subject, year, channel):
        digest = blake2b(f"{self.seed}|{subject}".encode(), digest_size=16).digest()
        words = (int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little"))
        key = np.array(words, np.uint64)
        # NumPy's generator adds one to the counter before it makes its first block.
        block = self.life // 4 * self.channels_of(subject) + channel
        words = np.random.Philox(key=key, counter=[block, year, 0, 0]).random_raw(4)
        return (int(words[self.life % 4]) >> 11) * 2.0**-53

    def below(self, draw, threshold):
        """Whether a draw is below a threshold; notes when it nearly is not."""
        if abs(draw - threshold) < CLOSE:
            self.close_calls.append((draw, threshold))
        return draw < threshold


class Ladder:
    """The events of one pair or group, and the degrees that follow from them."""

    def __init__(self, windows):
        self.windows = windows
        self.open_books = {rung: [] for rung in range(1, len(windows) + 1)}

    def add(self, year, rung, degree, effect, basis, end=None, row=None):
        if effect == "end":
            self.open_books[rung] = []
        else:
            event = {"year": year, "degree": degree, "effect": effect, "basis": basis}
            event |= {"end": end, "row": row}
            self.open_books[rung].append(event)

    def books(self, rung):
        return self.open_books[rung]

    def regresses(self, rung):
        count = 0
        for event in self.books(rung):
            if event["effect"] == "advance":
                count = 0
            elif event["effect"] == "regress":
                count += 1
        return count

    def practised(self, rung):
        """Whether its open books hold any practice or institution."""
        deeds = [e for e in self.books(rung) if e["effect"] in ("advance", "sustain")]
        return any(e["basis"] in ("practice", "institution") for e in deeds)

    def last_year(self, event):
        if event["basis"] == "practice":
            return event["year"] if event["end"] is None else event["end"]
        return FAR if event["end"] is None else event["end"]

    def degree(self, rung, year):
        books = self.books(rung)
        ceiling = max((e["degree"] for e in books if e["effect"] == "advance"), default=0)
        deeds = [e for e in books if e["effect"] in ("advance", "sustain")]
        done = [e for e in deeds if e["basis"] != "agreement"]
        best = 0
        for event in deeds:
            own, last = min(event["degree"], ceiling), self.last_year(event)
            if event["basis"] == "practice":
                live = own if year <= last + self.windows[rung - 1] else 0
            elif event["basis"] == "institution":
                live = own if year <= last else 0
            else:
                live = 0
                for degree in range(1, own + 1):
                    fed = [self.last_year(e) for e in done if e["degree"] >= degree]
                    if year <= min(max([event["year"], *fed]) + AGREEMENT_YEARS, last):
                        live = degree
                live = live if done else min(live, 1)
            best = max(best, live)
        return max(0, best - self.regresses(rung))


class State(mesa.Agent):
    """A state that perceives threats and weighs its motives."""

    def __init__(self, model, code):
        super().__init__(model)
        self.code = code

    def others(self):
        return [code for code in self.model.codes if code != self.code]

    def surroundings(self, j):
        m, i, p = self.model, self.code, self.model.p
        claim = m.pair(m.proximity, i, j) * m.share(i, j) * m.pair(m.dispute, i, j)
        feared_friend = 0.0
        for k in m.codes:
            if k not in (i, j):
                friend = hazard(p["dilemma"] * m.pair(m.alignment, j, k) * m.threat_before[i, k])
                feared_friend = max(feared_friend, friend)
        return (
            p["grievance"] * claim
            - p["reassurance"] * m.pair(m.trust, i, j)
            + p["hostility"] * m.threat_before[j, i]
            + feared_friend
        )

    def perceive(self):
        m, i = self.model, self.code
        for j in self.others():
            change = self.surroundings(j) - m.surroundings_at_start[i, j]
            target = chance(m.level("threat", f"{i}>{j}", m.year) + change)
            before = m.threat_before[i, j]
            m.threat[i, j] = before + m.p["revision"] * (target - before)

    def weigh_purpose(self):
        m, i, p = self.model, self.code, self.model.p
        for j in self.others():
            common, outweighed = 0.0, 0.0
            for h in m.codes:
                if h not in (i, j):
                    common = max(common, hazard(m.threat[i, h]) * hazard(m.threat[j, h]))
                    outweighed = max(outweighed, m.threat[i, h] * max(2 * m.share(i, h) - 1, 0.0))
            m.balance_of_threat[i, j] = math.sqrt(common) * (1 - m.threat[i, j])
            m.purpose[i, j] = (
                p["power"] * outweighed * m.share(i, j)
                + p["threat"] * m.balance_of_threat[i, j]
                + p["interest"] * m.pair(m.interest, i, j)
            )

    def need(self):
        """How far its arms industry lacks the orders it is built for."""
        m, i = self.model, self.code
        return m.industry[i] * max(1 - m.capability[i] / max(m.built_for[i], 1e-9), 0.0)

    def sudden_threat(self, j):
        """How suddenly a third state came to threaten it."""
        m, i = self.model, self.code
        return max((m.leap(i, h) for h in self.others() if h != j), default=0.0)

    def motives(self, j):
        """The motives of low and of high degree at each rung."""
        m, i, p = self.model, self.code, self.model.p
        ties = p["interdependence"] * m.pair(m.interdependence, i, j) + p["trust"] * m.pair(m.trust, i, j)
        usual = m.purpose[i, j] + ties - p["partner_threat"] * m.threat[i, j]
        talks = p["era"] * clip((m.year - 1990) / 10)
        industries = abs(m.industry[i] - m.industry[j])
        needs = max(self.need(), m.agents_by_code[j].need())
        for_danger = p["danger"] * m.danger(i, j) + ties
        low, high = {}, {}
        for k, rung in m.rungs.items():
            high[k] = for_danger if rung.reason == "danger" else usual
            if rung.spread:
                high[k] += talks
            if rung.exchange == "arms":
                high[k] += p["asymmetry"] * (industries + needs)
            elif rung.exchange == "soil":
                high[k] += p["asymmetry"] * abs(2 * m.share(i, j) - 1)
            low[k] = max(for_danger, high[k]) if rung.reason == "purpose or danger" else high[k]
        return low, high


class Twin(mesa.Model):
    """One life of a scenario, held to the record up to a year where one is given."""

    def __init__(self, case, life, until=None):
        super().__init__(rng=None)
        self.case, self.scene, self.until = case, case.scenario, until
        self.codes = sorted(state.code for state in self.scene.states)
        self.pairs = list(combinations(self.codes, 2))
        self.rungs = {rung.number: rung for rung in case.ladder.indicators}
        self.draw = Draw(self.scene.seed, life, len(self.rungs))
        self.year = self.scene.start - 1
        self.p = self.parameters()
        self.happens = {shock.id: self.year_of(shock) for shock in self.scene.shocks}
        self.balance_of_threat, self.purpose, self.events = {}, {}, []
        self.dealt, self.broke, self.ended, self.met = {}, {}, {}, {}
        self.crisis_of, self.breaks = {}, []
        self.begin()

    def parameters(self):
        drawn = self.case.posterior
        if drawn is None:
            return self.scene.parameters
        number = math.floor(self.draw("parameters", self.year, 0) * drawn.sets)
        return self.scene.parameters | {name: float(sets[number]) for name, sets in drawn.values.items()}

    def year_of(self, shock):
        """The year a shock happens in this life, or None."""
        first, last = shock.years or (shock.year, shock.year)
        if shock.chance < 1 and not self.draw.below(self.draw(f"shock:{shock.id}", 0, 0), shock.chance):
            return None
        if first == last:
            return first
        return first + math.floor(self.draw(f"shock:{shock.id}", 0, 1) * (last - first + 1))

    def pair(self, quantity, i, j):
        return quantity[min(i, j), max(i, j)]

    def share(self, i, j):
        together = self.capability[i] + self.capability[j]
        return self.capability[j] / together if together > 0 else 0.5

    def begin(self):
        self.starts = {}
        for name in ("capability", "autonomy", "industry"):
            setattr(self, name, {s.code: getattr(s, name) for s in self.scene.states})
            self.starts |= {(name, s.code): getattr(s, name) for s in self.scene.states}
        tables = {tuple(table.states): table for table in self.scene.pairs}
        self.proximity = {pair: tables[pair].proximity for pair in self.pairs}
        for name in ("interest", "trust", "dispute", "interdependence"):
            setattr(self, name, {pair: getattr(tables[pair], name) for pair in self.pairs})
            self.starts |= {(name, "-".join(pair)): getattr(tables[pair], name) for pair in self.pairs}
        levels = {(i, j): 0.0 for i in self.codes for j in self.codes if i != j}
        levels |= {(table.by, table.of): table.level for table in self.scene.threats}
        self.starts |= {("threat", f"{i}>{j}"): level for (i, j), level in levels.items()}
        self.threat = {pair: chance(hazard(level)) for pair, level in levels.items()}
        self.threat_before, self.built_for = dict(self.threat), dict(self.capability)
        self.groups = {table.name: table for table in self.scene.groups}
        self.ladders = {pair: self.starting_ladder(pair, tables[pair]) for pair in self.pairs}
        self.ladders |= {name: self.starting_group_ladder(name, tables) for name in self.groups}
        self.score()
        self.agents_by_code = {code: State(self, code) for code in self.codes}
        self.surroundings_at_start = {(i, j): self.agents_by_code[i].surroundings(j) for i, j in self.threat}
        self.experience_at_start = {pair: self.experience(pair) for pair in self.pairs}
        for state in self.agents_by_code.values():
            state.weigh_purpose()
        self.used_to = {pair: self.common_purpose(*pair) for pair in self.pairs}

    def starting_ladder(self, pair, table):
        if table.ladder is None:
            return self.recorded_ladder(pair)
        ladder = Ladder(self.case.ladder.windows)
        for rung, degree in enumerate(table.ladder, start=1):
            self.stand(ladder, rung, degree)
        return ladder

    def starting_group_ladder(self, name, tables):
        codes, least = self.members(name, self.year)
        given = {pair: tables[pair].ladder for pair in combinations(codes, 2)}
        if all(degrees is None for degrees in given.values()):
            return self.recorded_ladder(name)
        ladder = Ladder(self.case.ladder.windows)
        for rung in self.rungs:
            stands = {pair: degrees[rung - 1] if degrees else 0 for pair, degrees in given.items()}
            self.stand(ladder, rung, self.joined(codes, least, stands))
        return ladder

    def stand(self, ladder, rung, degree):
        """Let a degree stand at the start."""
        if degree:
            ladder.add(self.year, rung, degree, "advance", "practice")
        if degree == 2 and self.rungs[rung].founds:
            ladder.add(self.year, rung, 2, "advance", "institution")

    def recorded_ladder(self, party):
        """The ladder of the coded events of a pair or group, as known at the end of the year."""
        ladder = Ladder(self.case.ladder.windows)
        known = [e for e in self.case.observed if e.date[0] <= self.year and self.takes_part(party, e)]
        for event in sorted(known, key=self.date_order):
            counts = event.dimension == self.case.ladder.name and event.indicator is not None
            if not counts or event.basis == "statement":
                continue
            end = event.end_date[0] if event.end_date else None
            if end is not None and end > self.year:
                end = self.year if event.basis == "practice" else None
            degree = {"low": 1, "high": 2, None: 0}[event.degree]
            ladder.add(event.date[0], int(event.indicator), degree, event.effect, event.basis, end)
        return ladder

    def takes_part(self, party, event):
        if party not in self.groups:
            return set(party) <= set(event.actors)
        codes, least = self.members(party, event.date[0])
        return len([code for code in codes if code in event.actors]) >= least

    @staticmethod
    def date_order(event):
        month = event.date[1] if len(event.date) > 1 else 13
        day = event.date[2] if len(event.date) > 2 else 32
        return (event.date[0], month, day, event.effect == "end")

    def members(self, name, year):
        """Codes of the members of a group in a year, and how many must take part."""
        table = self.groups[name]
        codes = sorted(
            m.code
            for m in table.members
            if (m.first is None or m.first <= year) and (m.last is None or year <= m.last)
        )
        return codes, max(2, math.ceil(table.quorum * len(codes) - 1e-9))

    @staticmethod
    def joined(codes, least, degrees):
        """The degree at which enough members act with enough others."""
        reached = 0
        for degree in (1, 2):
            taking_part = 0
            for i in codes:
                partners = sum(1 for pair, d in degrees.items() if i in pair and d >= degree)
                if partners >= least - 1:
                    taking_part += 1
            if taking_part >= least:
                reached = degree
        return reached

    def level(self, quantity, subject, year):
        """Driven value plus the shocks that stand; of threat, both as hazards."""
        value = self.driven(quantity, subject, year)
        level = hazard(value) if quantity == "threat" else value
        if year < self.scene.start:
            return level
        for shock in self.scene.shocks:
            begun = self.happens[shock.id]
            if shock.kind != quantity or self.subject(shock) != subject or begun is None or year < begun:
                continue
            change = shock.change
            if quantity == "threat":
                change = math.copysign(hazard(abs(change)), change)
            left = 0.5 ** ((year - begun) / shock.half_life) if shock.half_life else 1.0
            level += change * shock.scale * left
        return level

    def driven(self, quantity, subject, year):
        rows = sorted(self.case.drivers.values.get((quantity, subject), {}).items())
        if year < self.scene.start or not rows or year < rows[0][0]:
            return self.starts[quantity, subject]
        for (y0, v0), (y1, v1) in pairwise(rows):
            if y0 <= year < y1:
                return v0 + (v1 - v0) * (year - y0) / (y1 - y0)
        return rows[-1][1]

    @staticmethod
    def subject(shock):
        if shock.kind == "threat":
            return f"{shock.by}>{shock.of}"
        return shock.state or "-".join(sorted(shock.pair))

    def step(self):
        self.year += 1
        self.take_levels()
        self.impose(ends=False)
        self.threat_before = dict(self.threat)
        for code in self.codes:
            self.agents_by_code[code].perceive()
        for code in self.codes:
            self.agents_by_code[code].weigh_purpose()
        for pair in self.pairs:
            self.deal(pair)
            self.meet(pair)
        for name in self.groups:
            self.act_together(name)
        self.impose(ends=True)
        if self.until is not None and self.year <= self.until:
            self.ladders = {party: self.recorded_ladder(party) for party in self.ladders}
        self.score()
        self.learn()

    def take_levels(self):
        for pair in self.pairs:
            name = "-".join(pair)
            for quantity in ("dispute", "interest", "interdependence"):
                moved = self.level(quantity, name, self.year) - self.level(quantity, name, self.year - 1)
                values = getattr(self, quantity)
                values[pair] = clip(values[pair] + moved)
        for code in self.codes:
            self.capability[code] = max(self.level("capability", code, self.year), 0.0)
            self.autonomy[code] = max(self.level("autonomy", code, self.year), 0.0)
            self.industry[code] = clip(self.level("industry", code, self.year))

    def impose(self, ends):
        """Enter the events that shocks impose: all but ends before the deals, ends after them."""
        for shock in self.scene.shocks:
            due = shock.kind == "indicator" and self.happens[shock.id] == self.year and shock.scale != 0
            if not due or (shock.effect == "end") != ends:
                continue
            pair, rung = tuple(sorted(shock.pair)), shock.indicator
            degree = {"low": 1, "high": 2, None: 0}[shock.degree]
            parties = [pair]
            for name in self.groups:
                codes, least = self.members(name, self.year)
                if least == 2 and set(pair) <= set(codes):
                    parties.append(name)
            for party in parties:
                self.log(party, str(rung), degree, shock.effect, "practice")
                if shock.effect == "end":
                    self.close_institutions(party, rung)
                self.ladders[party].add(self.year, rung, degree, shock.effect, "practice")
                self.degrees[self.label(party)][rung - 1] = self.ladders[party].degree(rung, self.year)

    def common_purpose(self, i, j):
        return min(self.purpose[i, j], self.purpose[j, i])

    def danger(self, i, j):
        arms = math.sqrt(self.threat[i, j] * self.threat[j, i])
        return 1 - (1 - self.pair(self.dispute, i, j)) * (1 - arms)

    def leap(self, i, j):
        """How suddenly a state came to fear another."""
        return max(0.0, 1 - (1 - self.threat[i, j]) / (1 - min(self.threat_before[i, j], 0.999)))

    def most_threat(self, pair):
        i, j = pair
        return max(self.threat[i, j], self.threat[j, i])

    def company(self, pair):
        """The share of third states with which one of the two, the one with more, is aligned."""
        third = [k for k in self.codes if k not in pair]
        if not third:
            return 0.0
        return max(sum(1 for k in third if self.pair(self.alignment, i, k) > 0) / len(third) for i in pair)

    def willing(self, motive, cost):
        return 1 / (1 + math.exp(min(self.p["sharpness"] * (cost - motive), 170)))

    def cost(self, i, binding):
        return (self.p["cost"] + self.p["cost_slope"] * binding) * self.autonomy[i]

    def in_crisis(self, pair):
        """Whether standing cooperation is in question this year."""
        (i, j), p = pair, self.p
        rise = max(self.leap(i, j), self.leap(j, i))
        used_to = self.used_to[pair]
        loss = max(1 - self.common_purpose(i, j) / used_to, 0.0) if used_to > 1e-9 else 0.0
        spared = (1 - p["break_opportunity"]) * (1 - rise) * (1 - min(p["disillusion"] * loss, 1))
        self.crisis_of[pair] = (rise, loss)
        draw = self.draw("-".join(pair), self.year, len(self.rungs) + 2)
        return self.draw.below(draw, 1 - spared)

    def deal(self, pair):
        """Deal on every rung, or break what stands."""
        i, j = pair
        crisis = self.in_crisis(pair)
        motives = {i: self.agents_by_code[i].motives(j), j: self.agents_by_code[j].motives(i)}
        for k in self.rungs:
            self.deal_at(pair, k, crisis, {s: (low[k], high[k]) for s, (low, high) in motives.items()})
        self.used_to[pair] += self.p["forgetting"] * (self.common_purpose(i, j) - self.used_to[pair])

    def deal_at(self, pair, k, crisis, motives):
        p, rung, d = self.p, self.rungs[k], self.degrees["-".join(pair)][k - 1]
        eased = p["habit"] if d > 0 else 0.0
        low, high, broken = 1.0, 1.0, 0.0
        for i, (motive_low, motive_high) in motives.items():
            low *= self.willing(motive_low + eased, self.cost(i, rung.binds))
            high *= self.willing(motive_high + eased - p["step"], self.cost(i, rung.binds))
            if crisis and d > 0:
                motive = motive_high if d == 2 else motive_low
                broken = max(broken, 1 - self.willing(motive + p["habit"], self.cost(i, 0.0)))
        occasion = self.occasion(pair, k)
        if d == 0:
            low, high = occasion * low, occasion * p["directness"] * high
        elif d == 1:
            high = occasion * high
        v = self.deciding_draw(pair, k)
        self.dealt[pair, k], self.ended[pair, k] = 0, False
        self.broke[pair, k] = self.draw.below(v, broken)
        if self.broke[pair, k]:
            self.ended[pair, k] = d == 2 and self.draw.below(v, broken * rung.falls_whole)
            self.breaks.append(self.crisis_of[pair])
            self.leave(pair, k, "end" if self.ended[pair, k] else "regress")
            return
        is_high, is_low = not self.draw.below(v, 1 - high), not self.draw.below(v, 1 - low)
        if is_high or is_low:
            self.dealt[pair, k] = 2 if is_high else 1
            self.enter(pair, k, self.dealt[pair, k], d)

    def occasion(self, pair, k):
        """The chance of an occasion for something new at a rung."""
        (i, j), p = pair, self.p
        purpose, danger = self.common_purpose(i, j), self.danger(i, j)
        reasons = {"purpose": purpose, "danger": danger, "purpose or danger": max(purpose, danger)}
        reason = reasons[self.rungs[k].reason]
        standing = self.degrees["-".join(pair)]
        barred = 1 - p["missing"] ** sum(2 - standing[n - 1] for n in self.needed(k))
        sudden = max(self.agents_by_code[i].sudden_threat(j), self.agents_by_code[j].sudden_threat(i))
        reasoned = reason / (reason + p["purpose_scale"])
        resumed = 1 + p["resumption"] * self.lapsed(pair, k)
        return min(self.often(pair) * reasoned * (1 - barred * (1 - sudden)) * resumed, 1)

    def often(self, pair):
        """The chance of an occasion by the ties of the two, and by the weight of both (gravity: Tinbergen 1962)."""
        (i, j), p = pair, self.p
        mass = max(math.sqrt(self.capability[i] * self.capability[j]), 1e-9)
        by_ties = min(p["opportunity"] * (1 + p["openness"] * self.company(pair)), 1)
        return by_ties * mass / (mass + p["capability_scale"])

    def lapsed(self, pair, k):
        """Whether a rung that does not stand was practised, or had an institution, in its open books."""
        return self.degrees["-".join(pair)][k - 1] == 0 and self.ladders[pair].practised(k)

    def needed(self, k):
        """The indicators at which a rung's occasions wait for a high degree."""
        rung = self.rungs[k]
        stage = next(stage for stage in self.case.ladder.stages if stage.name == rung.stage)
        return () if rung.unprepared else stage.prerequisites

    def deciding_draw(self, pair, k):
        """The draw of a pair and rung, or that of the first group whose common occasion it shares."""
        for name in sorted(self.groups):
            codes, _ = self.members(name, self.year)
            if set(pair) <= set(codes) and len(codes) > 2:
                common = self.draw(f"group:{name}", self.year, len(self.rungs) + k - 1)
                if self.draw.below(common, self.p["concert"]):
                    return self.draw(f"group:{name}", self.year, k - 1)
        return self.draw("-".join(pair), self.year, k - 1)

    def meet(self, pair):
        """Meet as diplomats, and trade."""
        (i, j), name, n = pair, "-".join(pair), len(self.rungs)
        balance = min(self.balance_of_threat[i, j], self.balance_of_threat[j, i])
        joint = min(self.interest[pair] * balance, 1)
        project = (self.interdependence[pair] + self.proximity[pair]) / 2 * (1 - self.most_threat(pair))
        self.met[pair] = (
            self.draw.below(self.draw(name, self.year, n), joint),
            self.draw.below(self.draw(name, self.year, n + 1), project),
        )
        for channel, happened in zip(("diplomatic", "economic"), self.met[pair], strict=True):
            if happened:
                self.log(pair, channel, 0, "advance", "practice")

    def act_together(self, name):
        codes, least = self.members(name, self.year)
        pairs = list(combinations(codes, 2))
        for k in self.rungs:
            d = self.degrees[self.label(name)][k - 1]
            degree = self.joined(codes, least, {pair: self.dealt[pair, k] for pair in pairs})
            if degree:
                self.enter(name, k, degree, d)
            elif d > 0 and self.joined(codes, least, {pair: int(self.broke[pair, k]) for pair in pairs}):
                whole = self.joined(codes, least, {pair: int(self.ended[pair, k]) for pair in pairs})
                self.leave(name, k, "end" if whole else "regress")

    def leave(self, party, k, effect):
        """Break: a regress, with which institutions end, or the end of the indicator."""
        self.log(party, str(k), 0, effect, "practice")
        self.close_institutions(party, k)
        self.ladders[party].add(self.year, k, 0, effect, "practice")

    def close_institutions(self, party, k):
        """Let the standing institutions of an indicator end with the year, and so in the events of the life."""
        for event in self.ladders[party].books(k):
            stands = event["basis"] == "institution" and (event["end"] is None or event["end"] > self.year)
            if stands and event["effect"] in ("advance", "sustain"):
                event["end"] = self.year
                if event["row"]:
                    event["row"]["end_date"] = self.year

    def enter(self, party, k, degree, standing):
        ladder = self.ladders[party]
        new = degree > standing or ladder.regresses(k) > 0
        stands = any(
            e["basis"] == "institution" and e["degree"] == 2 and (e["end"] is None or e["end"] >= self.year)
            for e in ladder.books(k)
            if e["effect"] in ("advance", "sustain")
        )
        effect = "advance" if new else "sustain"
        self.log(party, str(k), degree, effect, "practice")
        ladder.add(self.year, k, degree, effect, "practice")
        if degree == 2 and self.rungs[k].founds and not stands:
            row = self.log(party, str(k), 2, "advance", "institution")
            ladder.add(self.year, k, 2, "advance", "institution", row=row)

    def label(self, party):
        """How a pair, or a group known by its name, is called in the events."""
        if party in self.groups:
            return "+".join(sorted(m.code for m in self.groups[party].members))
        return "-".join(party)

    def log(self, party, channel, degree, effect, basis):
        row = {"year": self.year, "pair": self.label(party), "channel": channel, "degree": degree}
        row |= {"effect": effect, "basis": basis, "end_date": None}
        self.events.append(row)
        return row

    def score(self):
        self.degrees, self.alignment = {}, {}
        for party in self.ladders:
            found = [self.ladders[party].degree(k, self.year) for k in self.rungs]
            self.degrees[self.label(party)] = found
        most = 2 * sum(self.rungs)
        for pair in self.pairs:
            found = self.degrees["-".join(pair)]
            self.alignment[pair] = sum(k * d for k, d in enumerate(found, start=1)) / most

    def experience(self, pair):
        """What alignment, own or by common partners, and fear do to trust."""
        i, j = pair
        apart = 1.0
        for k in self.codes:
            if k not in pair:
                apart *= 1 - self.pair(self.alignment, i, k) * self.pair(self.alignment, j, k)
        familiar = 1 - (1 - self.alignment[pair]) * apart
        return self.p["familiarity"] * familiar - self.p["breach"] * self.most_threat(pair)

    def learn(self):
        p = self.p
        for pair in self.pairs:
            name = "-".join(pair)
            target = (
                self.level("trust", name, self.year) + self.experience(pair) - self.experience_at_start[pair]
            )
            self.trust[pair] += p["trust_revision"] * (clip(target) - self.trust[pair])
            for k, rung in self.rungs.items():
                if rung.settles_disputes:
                    self.dispute[pair] -= p["wear"] * self.degrees[name][k - 1] / 2 * self.dispute[pair]
            joint, project = self.met[pair]
            if joint:
                self.interest[pair] += p["forum"] * (1 - self.interest[pair])
            if project:
                self.interdependence[pair] += p["commerce"] * (1 - self.interdependence[pair])
        for code in self.codes:
            self.built_for[code] += p["conversion"] * (self.capability[code] - self.built_for[code])
