"""The model once more, after its ODD: plain, scalar, one life, one agent a state.

It shares no code with `sim/world`; of the ladder it takes the public tables only.
"""

import math
from hashlib import blake2b
from itertools import combinations, pairwise

import mesa
import numpy as np

from sim.ladder.rules import AGREEMENT_YEARS, STAGE_PREREQUISITES, WINDOWS

FOUNDING = (2, 5, 6, 7)
STAGE_OF = {1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 3, 7: 3}
FAR = 10**6
CLOSE = 1e-12


def clip(x):
    return min(max(x, 0.0), 1.0)


class Draw:
    """Draws of one life: Philox by seed, subject, year, channel."""

    channels_of = staticmethod(lambda subject: {"shock": 2, "group": 14}.get(subject.split(":")[0], 11))

    def __init__(self, seed, life):
        self.seed, self.life = seed, life
        self.close_calls = []

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
    """The events of one pair, and the degrees that follow from them."""

    def __init__(self):
        self.open_books = {rung: [] for rung in range(1, 8)}

    def add(self, year, rung, degree, effect, basis, end=None):
        if effect == "end":
            self.open_books[rung] = []
        else:
            event = {"year": year, "degree": degree, "effect": effect, "basis": basis, "end": end}
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
                live = own if year <= last + WINDOWS[rung - 1] else 0
            elif event["basis"] == "institution":
                live = own if year <= last else 0
            else:
                live = 0
                for degree in range(1, own + 1):
                    fed = [self.last_year(e) for e in done if min(e["degree"], ceiling) >= degree]
                    if year <= min(max([event["year"], *fed]) + AGREEMENT_YEARS, last):
                        live = degree
                live = live if done else min(live, 1)
            best = max(best, live)
        return max(0, best - self.regresses(rung))


class State(mesa.Agent):
    """A state that perceives, presses or yields, and weighs its motives."""

    def __init__(self, model, code):
        super().__init__(model)
        self.code = code

    def others(self):
        return [code for code in self.model.codes if code != self.code]

    def surroundings(self, j):
        m, i = self.model, self.code
        company = 0.0
        for k in m.codes:
            if k not in (i, j):
                company += m.pair(m.alignment, j, k) * m.threat[i, k]
        return (
            m.p["grievance"] * m.pair(m.dispute, i, j)
            - m.p["affinity"] * m.pair(m.interest, i, j)
            + m.p["preponderance"] * m.pair(m.proximity, i, j) * m.share(i, j)
            + m.p["hostility"] * m.posture[j, i]
            + m.p["dilemma"] * company
        )

    def perceive(self):
        m, i = self.model, self.code
        targets = {
            j: clip(m.level("threat", f"{i}>{j}") + self.surroundings(j) - m.surroundings_at_start[i, j])
            for j in self.others()
        }
        for j, target in targets.items():
            m.threat[i, j] += m.p["revision"] * (target - m.threat[i, j])

    def choose_posture(self):
        m, i = self.model, self.code
        for j in self.others():
            press, yields = m.posture_chances(i, j)
            v = m.draw("-".join(sorted((i, j))), m.year, 9 if i < j else 10)
            m.presses[i, j] = m.draw.below(v, press)
            yielding = not m.draw.below(v, 1 - yields)
            act = (1.0 if m.presses[i, j] else 0.0) - (1.0 if yielding else 0.0)
            m.posture[i, j] = m.p["memory"] * m.posture[i, j] + (1 - m.p["memory"]) * act

    def weigh(self):
        m, i, p = self.model, self.code, self.model.p
        for j in self.others():
            common, outweighed = 0.0, 0.0
            for h in m.codes:
                if h not in (i, j):
                    common += m.threat[i, h] * m.threat[j, h]
                    outweighed = max(outweighed, m.threat[i, h] * max(2 * m.share(i, h) - 1, 0.0))
            balance_threat = math.sqrt(common) * (1 - m.threat[i, j])
            balance_power = outweighed * m.share(i, j)
            interest = m.pair(m.interest, i, j)
            weights = p["power"] + p["threat"] + p["interest"]
            purpose = (
                p["power"] * balance_power + p["threat"] * balance_threat + p["interest"] * interest
            ) / weights
            m.purpose[i, j] = purpose
            for k in range(1, 8):
                binding = {3: 0.5, 4: 0.25, 5: 0.8, 6: 0.9, 7: 1.0}.get(k, 0.0)
                motive = (1 - p["strictness"] * binding) * purpose
                motive += p["strictness"] * binding * min(balance_threat, interest)
                motive += p["interdependence"] * m.pair(m.interdependence, i, j)
                motive += p["trust"] * m.pair(m.trust, i, j) - p["partner_threat"] * m.threat[i, j]
                if k > 1:
                    motive -= p["dispute"] * m.pair(m.dispute, i, j)
                cost = (p["cost"] + p["cost_slope"] * binding) * m.autonomy[i]
                m.odds[i, j, k] = math.exp(min(p["sharpness"] * (cost - motive), 170))


class Twin(mesa.Model):
    """One life of a scenario."""

    def __init__(self, case, life):
        super().__init__(rng=None)
        self.case, self.scene = case, case.scenario
        self.p = self.scene.parameters
        self.codes = sorted(state.code for state in self.scene.states)
        self.pairs = list(combinations(self.codes, 2))
        self.draw = Draw(self.scene.seed, life)
        self.year = self.scene.start - 1
        self.happens = {shock.id: self.year_of(shock) for shock in self.scene.shocks}
        self.presses, self.odds, self.purpose, self.events = {}, {}, {}, []
        self.dealt, self.broke = {}, {}
        self.begin()

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
        self.capability = {s.code: s.capability for s in self.scene.states}
        self.autonomy = {s.code: s.autonomy for s in self.scene.states}
        self.starts = {("capability", s.code): s.capability for s in self.scene.states}
        self.starts |= {("autonomy", s.code): s.autonomy for s in self.scene.states}
        tables = {tuple(table.states): table for table in self.scene.pairs}
        self.proximity = {pair: tables[pair].proximity for pair in self.pairs}
        for name in ("interest", "trust", "dispute", "interdependence"):
            setattr(self, name, {pair: getattr(tables[pair], name) for pair in self.pairs})
            self.starts |= {(name, "-".join(pair)): getattr(tables[pair], name) for pair in self.pairs}
        self.threat = {(i, j): 0.0 for i in self.codes for j in self.codes if i != j}
        for table in self.scene.threats:
            self.threat[table.by, table.of] = table.level
        self.starts |= {("threat", f"{i}>{j}"): level for (i, j), level in self.threat.items()}
        self.ladders = {pair: self.starting_ladder(pair, tables[pair]) for pair in self.pairs}
        self.groups = {table.name: table for table in self.scene.groups}
        for name in self.groups:
            self.ladders[name] = self.starting_group_ladder(name, tables)
        self.score()
        self.agents_by_code = {code: State(self, code) for code in self.codes}
        self.posture = {}
        for i, j in self.threat:
            press, yields = self.posture_chances(i, j)
            self.posture[i, j] = press - yields
        self.forum = {pair: self.joint_chance(pair) for pair in self.pairs}
        self.commerce = {pair: self.project_chance(pair) for pair in self.pairs}
        self.forum_at_start, self.commerce_at_start = dict(self.forum), dict(self.commerce)
        self.surroundings_at_start = {(i, j): self.agents_by_code[i].surroundings(j) for i, j in self.threat}
        self.experience_at_start = {pair: self.experience(pair) for pair in self.pairs}

    def starting_ladder(self, pair, table):
        ladder = Ladder()
        if table.ladder is not None:
            for rung, degree in enumerate(table.ladder, start=1):
                if degree:
                    ladder.add(self.year, rung, degree, "advance", "practice")
                if degree == 2 and rung in FOUNDING:
                    ladder.add(self.year, rung, 2, "advance", "institution")
            return ladder
        return self.from_events(ladder, [e for e in self.case.observed if set(pair) <= set(e.actors)])

    def from_events(self, ladder, events):
        known = [e for e in events if e.date[0] <= self.year]
        for event in sorted(known, key=self.date_order):
            if event.dimension != "military" or event.basis == "statement":
                continue
            end = event.end_date[0] if event.end_date else None
            if end is not None and end > self.year:
                end = self.year if event.basis == "practice" else None
            degree = {"low": 1, "high": 2, None: 0}[event.degree]
            ladder.add(event.date[0], int(event.indicator), degree, event.effect, event.basis, end)
        return ladder

    def members(self, name, year):
        """Codes of the members of a group in a year, and how many must take part."""
        table = self.groups[name]
        codes = sorted(
            m.code
            for m in table.members
            if (m.first is None or m.first <= year) and (m.last is None or year <= m.last)
        )
        return codes, max(2, math.ceil(table.quorum * len(codes) - 1e-9))

    def starting_group_ladder(self, name, tables):
        ladder = Ladder()
        codes, least = self.members(name, self.year)
        given = {pair: tables[pair].ladder for pair in combinations(codes, 2)}
        if all(rungs is None for rungs in given.values()):
            own = []
            for event in self.case.observed:
                its_codes, its_least = self.members(name, event.date[0])
                if len([code for code in its_codes if code in event.actors]) >= its_least:
                    own.append(event)
            return self.from_events(ladder, own)
        for rung in range(1, 8):
            stands = {pair: rungs[rung - 1] if rungs else 0 for pair, rungs in given.items()}
            degree = self.joined(codes, least, stands)
            if degree:
                ladder.add(self.year, rung, degree, "advance", "practice")
            if degree == 2 and rung in FOUNDING:
                ladder.add(self.year, rung, 2, "advance", "institution")
        return ladder

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

    @staticmethod
    def date_order(event):
        month = event.date[1] if len(event.date) > 1 else 13
        day = event.date[2] if len(event.date) > 2 else 32
        return (event.date[0], month, day, event.effect == "end")

    def posture_chances(self, i, j):
        t = self.threat[i, j]
        return self.p["posture"] * t * t, self.p["posture"] * (1 - t) ** 2 / 2

    def most_threat(self, pair):
        i, j = pair
        return max(self.threat[i, j], self.threat[j, i])

    def joint_chance(self, pair):
        return self.interest[pair] * (1 - self.most_threat(pair))

    def project_chance(self, pair):
        ties = (self.interdependence[pair] + self.proximity[pair]) / 2
        return ties * (1 - self.most_threat(pair))

    def experience(self, pair):
        i, j = pair
        pressure = max(self.posture[i, j], self.posture[j, i], 0.0)
        return self.p["familiarity"] * self.alignment[pair] - self.p["breach"] * pressure

    def level(self, quantity, subject, year=None):
        """Driven value plus the shocks that stand."""
        year = self.year if year is None else year
        value = self.starts[quantity, subject]
        if year < self.scene.start:
            return value
        rows = sorted(self.case.drivers.values.get((quantity, subject), {}).items())
        if rows and year >= rows[0][0]:
            value = rows[-1][1]
            for (y0, v0), (y1, v1) in pairwise(rows):
                if y0 <= year < y1:
                    value = v0 + (v1 - v0) * (year - y0) / (y1 - y0)
                    break
        for shock in self.scene.shocks:
            begun = self.happens[shock.id]
            if (
                shock.kind == quantity
                and self.subject(shock) == subject
                and begun is not None
                and year >= begun
            ):
                fading = 0.5 ** ((year - begun) / shock.half_life) if shock.half_life else 1.0
                value += shock.change * shock.scale * fading
        return value

    @staticmethod
    def subject(shock):
        if shock.kind == "threat":
            return f"{shock.by}>{shock.of}"
        return shock.state or "-".join(sorted(shock.pair))

    def step(self):
        self.year += 1
        self.take_levels()
        self.impose(ends=False)
        for verb in ("perceive", "choose_posture", "weigh"):
            for code in self.codes:
                getattr(self.agents_by_code[code], verb)()
        together = {pair: self.deal(pair) for pair in self.pairs}
        for name in self.groups:
            self.act_together(name)
        self.impose(ends=True)
        self.score()
        self.learn(together)

    def take_levels(self):
        for pair in self.pairs:
            name = "-".join(pair)
            moved = self.level("dispute", name) - self.level("dispute", name, self.year - 1)
            self.dispute[pair] = clip(self.dispute[pair] + moved)
            gained = self.p["forum"] * (self.forum[pair] - self.forum_at_start[pair])
            self.interest[pair] = clip(self.level("interest", name) + gained)
            gained = self.p["commerce"] * (self.commerce[pair] - self.commerce_at_start[pair])
            self.interdependence[pair] = clip(self.level("interdependence", name) + gained)
        for code in self.codes:
            self.capability[code] = max(self.level("capability", code), 0.0)
            self.autonomy[code] = max(self.level("autonomy", code), 0.0)

    def impose(self, ends):
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
                self.ladders[party].add(self.year, rung, degree, shock.effect, "practice")
                if shock.effect == "end":
                    self.close_log(party, rung)
                self.degrees[self.label(party)][rung - 1] = self.ladders[party].degree(rung, self.year)

    def label(self, party):
        """How a pair, or a group known by its name, is called in the events."""
        if party in self.groups:
            return "+".join(sorted(m.code for m in self.groups[party].members))
        return "-".join(party)

    def log(self, pair, channel, degree, effect, basis):
        row = {"year": self.year, "pair": self.label(pair), "channel": channel, "degree": degree}
        row |= {"effect": effect, "basis": basis, "end_date": None}
        self.events.append(row)

    def close_log(self, pair, rung):
        """Give this life's standing institutions of an indicator their last year."""
        for row in self.events:
            own = (row["pair"], row["channel"], row["basis"]) == (self.label(pair), str(rung), "institution")
            if own and row["end_date"] is None:
                row["end_date"] = self.year

    def deal(self, pair):
        """Deal on seven rungs; return whether there was joint diplomacy, and an economic deal."""
        for k in range(1, 8):
            self.deal_at(pair, k)
        name = "-".join(pair)
        joint = self.draw.below(self.draw(name, self.year, 7), self.joint_chance(pair))
        project = self.draw.below(self.draw(name, self.year, 8), self.project_chance(pair))
        if joint:
            self.log(pair, "diplomatic", 0, "advance", "practice")
        if project:
            self.log(pair, "economic", 0, "advance", "practice")
        return joint, project

    def deal_at(self, pair, k):
        (i, j), p = pair, self.p
        standing = self.degrees["-".join(pair)]
        d = standing[k - 1]
        ease = math.exp(-p["sharpness"] * p["habit"]) if d else 1.0
        step = math.exp(min(p["sharpness"] * p["step"], 170))
        u, w = self.odds[i, j, k], self.odds[j, i, k]
        low = 1 / ((1 + u * ease) * (1 + w * ease))
        high = 1 / ((1 + u * ease * step) * (1 + w * ease * step))
        worst = max(u, w) * ease
        broken = p["break_opportunity"] * worst / (1 + worst) if d else 0.0
        missing = sum(1 for n in STAGE_PREREQUISITES[STAGE_OF[k]] if standing[n - 1] == 0)
        occasion = p["opportunity"] * p["missing"] ** missing
        if k == 1:
            occasion *= self.dispute[pair] / (self.dispute[pair] + p["confidence_scale"])
        else:
            purpose = min(self.purpose[i, j], self.purpose[j, i])
            occasion *= purpose / (purpose + p["purpose_scale"])
        if d == 0:
            low, high = occasion * low, occasion * p["directness"] * high
        elif d == 1:
            high = p["opportunity"] * high
        v = self.occasion(pair, k)
        self.dealt[pair, k], self.broke[pair, k] = 0, self.draw.below(v, broken)
        if self.broke[pair, k]:
            self.leave(pair, k)
            return
        is_high, is_low = not self.draw.below(v, 1 - high), not self.draw.below(v, 1 - low)
        if is_high or is_low:
            self.dealt[pair, k] = 2 if is_high else 1
            self.enter(pair, k, self.dealt[pair, k], d)

    def occasion(self, pair, k):
        """The draw of a pair and rung, or that of the first group whose common occasion it shares."""
        for name in sorted(self.groups):
            codes, _ = self.members(name, self.year)
            if set(pair) <= set(codes) and len(codes) > 2:
                common = self.draw(f"group:{name}", self.year, 7 + k - 1)
                if self.draw.below(common, self.p["concert"]):
                    return self.draw(f"group:{name}", self.year, k - 1)
        return self.draw("-".join(pair), self.year, k - 1)

    def act_together(self, name):
        codes, least = self.members(name, self.year)
        pairs = list(combinations(codes, 2))
        for k in range(1, 8):
            d = self.degrees[self.label(name)][k - 1]
            degree = self.joined(codes, least, {pair: self.dealt[pair, k] for pair in pairs})
            if degree:
                self.enter(name, k, degree, d)
            elif d > 0 and self.joined(codes, least, {pair: int(self.broke[pair, k]) for pair in pairs}):
                self.leave(name, k)

    def leave(self, party, k):
        """Break: a regress, and institutions end with the year."""
        self.log(party, str(k), 0, "regress", "practice")
        for event in self.ladders[party].books(k):
            stands = event["basis"] == "institution" and (event["end"] is None or event["end"] > self.year)
            if stands and event["effect"] in ("advance", "sustain"):
                event["end"] = self.year
        self.ladders[party].add(self.year, k, 0, "regress", "practice")
        self.close_log(party, k)

    def enter(self, pair, k, degree, standing):
        ladder = self.ladders[pair]
        new = degree > standing or ladder.regresses(k) > 0
        stands = any(
            e["basis"] == "institution" and e["degree"] == 2 and (e["end"] is None or e["end"] >= self.year)
            for e in ladder.books(k)
            if e["effect"] in ("advance", "sustain")
        )
        effect = "advance" if new else "sustain"
        self.log(pair, str(k), degree, effect, "practice")
        ladder.add(self.year, k, degree, effect, "practice")
        if degree == 2 and k in FOUNDING and not stands:
            self.log(pair, str(k), 2, "advance", "institution")
            ladder.add(self.year, k, 2, "advance", "institution")

    def score(self):
        self.degrees, self.alignment = {}, {}
        for party in self.ladders:
            found = [self.ladders[party].degree(k, self.year) for k in range(1, 8)]
            self.degrees[self.label(party)] = found
        for pair in self.pairs:
            found = self.degrees["-".join(pair)]
            self.alignment[pair] = sum(k * d for k, d in enumerate(found, start=1)) / 56

    def learn(self, together):
        p = self.p
        for pair in self.pairs:
            i, j = pair
            target = (
                self.level("trust", "-".join(pair)) + self.experience(pair) - self.experience_at_start[pair]
            )
            self.trust[pair] += p["trust_revision"] * (clip(target) - self.trust[pair])
            d = self.dispute[pair]
            if self.presses[i, j] or self.presses[j, i]:
                self.dispute[pair] += p["friction"] * (1 - d)
            if self.degrees["-".join(pair)][0] > 0:
                self.dispute[pair] -= p["wear"] * d
            joint, project = together[pair]
            kept = p["channel_memory"]
            self.forum[pair] += (1 - kept) * ((1.0 if joint else 0.0) - self.forum[pair])
            self.commerce[pair] += (1 - kept) * ((1.0 if project else 0.0) - self.commerce[pair])
