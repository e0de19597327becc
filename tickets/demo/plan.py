"""Who reports what when, and how it goes on: the demo's tickets as plain values.

Nothing here knows the database. The same seed and the same end give the same plan.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from tickets.demo.hours import SATURDAY, later
from tickets.demo.people import (
    ADMINISTRATOR,
    COMPANIES,
    CUSTOMERS,
    SIGN_INS,
    STAFF,
    CustomerData,
    StaffData,
)
from tickets.demo.scenario import AGENT, COLLEAGUE, CUSTOMER, Line, Scenario
from tickets.demo.talks_access import ACCESS, ACCESS_REQUEST, NEW_STARTER
from tickets.demo.talks_business import BUSINESS
from tickets.demo.talks_devices import DEVICES
from tickets.demo.talks_network import NETWORKS
from tickets.demo.talks_spanish import SPANISH
from tickets.demo.things import THINGS
from tickets.vocabulary import FollowupKind, Kind, Resolution

SEED = 20240229
TICKETS = 300
DAYS = 90
SCENARIOS = (*DEVICES, *NETWORKS, *BUSINESS, *ACCESS, *SPANISH)

WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes"),
}
FIRST_ANSWER_MINUTES = {1: (120, 3600), 2: (60, 2400), 3: (20, 600), 4: (8, 90), 5: (2, 15)}
PACES = {1: (1, 30, 90), 2: (1, 9, 60, 120), 3: (1, 1, 6, 50, 120), 4: (1, 1, 3, 15), 5: (0.3, 1)}
"""How much longer than usual the work takes, by urgency: some wait for parts or decisions."""

FRESH = timedelta(days=5)
"""Of what came in since then and is not urgent, a good part has not been looked at."""

SILENCE = {
    "en": "No answer for two weeks, so I close this. Just write here if it is still open.",
    "es": "Hace dos semanas que no sabemos nada, así que lo cierro. Si sigue igual, contesta aquí.",
}
RELAPSE = {
    "en": "I cheered too early, it happens again since this morning.",
    "es": "Me he alegrado demasiado pronto: esta mañana ha vuelto a pasar.",
}
REPAIR = {
    "en": "Sorry about that. I went through it once more and found a second cause.",
    "es": "Lo siento. Lo he repasado y había una segunda causa.",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A contribution to the timeline, with the file that comes along."""

    at: datetime
    who: str
    text: str
    kind: str = FollowupKind.MESSAGE
    minutes: int = 0
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Move:
    """A change of status, and perhaps of the assignee."""

    at: datetime
    who: str
    status: str
    assignee: str = ""
    resolution: int = Resolution.NONE


@dataclass(frozen=True, kw_only=True)
class Story:
    """One ticket from its first to its last moment."""

    number: int
    scenario: Scenario
    title: str
    description: str
    customer: str
    agent: str
    opened_at: datetime
    source: str
    file: str = ""
    item: str = ""
    values: dict[str, str] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    moves: tuple[Move, ...] = ()
    rating: int | None = None
    parent: int | None = None


def make_stories(end: datetime) -> list[Story]:
    """Return all stories in the order of their tickets: by time, children behind their parent."""
    return _Author(end).stories()


class _Author:
    """Makes stories up, one after the other, from one source of chance."""

    def __init__(self, end: datetime) -> None:
        self.end = end
        self.chance = Random(SEED)  # noqa: S311 - a world, not a secret
        self.used: Counter[int] = Counter()
        self.deck: list[int] = []
        self.pace = 1.0

    def stories(self) -> list[Story]:
        """Return all of them, numbered from 1."""
        found: list[Story] = []
        for opened_at in self.openings():
            if len(found) >= TICKETS:
                break
            story = self.story(len(found) + 1, self.scenario(), opened_at)
            found.append(story)
            found += self.echoes(story)
        return found[:TICKETS]

    def openings(self) -> list[datetime]:
        """Return the moments, most of them in working hours and a few at night or on Sundays."""
        moments = []
        for _ in range(TICKETS):
            moment = self.end - timedelta(days=self.chance.randrange(DAYS))
            if moment.weekday() >= SATURDAY and self.chance.random() < 0.9:
                moment -= timedelta(days=self.chance.choice((2, 3, 4)))
            hour = self.chance.choice(_HOURS)
            minute, second = self.chance.randint(0, 59), self.chance.randint(0, 59)
            moment = moment.replace(hour=hour, minute=minute, second=second, microsecond=0)
            moments.append(moment if moment < self.end else moment - timedelta(days=1))
        return sorted(moments)

    def scenario(self) -> Scenario:
        """Draw from a shuffled deck, so that nothing comes up too often."""
        while True:
            if not self.deck:
                self.deck = list(range(len(SCENARIOS)))
                self.chance.shuffle(self.deck)
            drawn = self.deck.pop()
            if self.used[drawn] < SCENARIOS[drawn].most:
                self.used[drawn] += 1
                return SCENARIOS[drawn]

    def story(self, number: int, scenario: Scenario, opened_at: datetime) -> Story:
        """Let a scenario happen to somebody at a moment."""
        variant = self.used[SCENARIOS.index(scenario)] - 1
        customer = self.customer(scenario)
        crew = [p for p in STAFF if scenario.group in p.groups and p.role != ADMINISTRATOR]
        able = [p for p in crew if scenario.language in (p.language, "en")]
        agent = self.chance.choice(able or crew)
        item = _item(scenario, customer, self.chance)
        words = self.words(scenario, customer, agent, item)
        told = _Told(scenario, variant, words)
        reporter = agent.username if scenario.is_internal else customer.username
        story = Story(
            number=number,
            scenario=scenario,
            title=told.pick(scenario.titles),
            description=told.pick(scenario.openers),
            customer=reporter,
            agent=agent.username,
            opened_at=opened_at,
            source="monitoring" if scenario.is_internal else self.chance.choice(_SOURCES),
            file=_at(scenario.files, variant),
            item=item,
            values=self.values(scenario, customer),
        )
        return self.told(story, told, crew)

    def echoes(self, story: Story) -> Iterator[Story]:
        """Others report the same a little later and are told so."""
        others = [c for c in CUSTOMERS if c.username != story.customer and _language(c) == "en"]
        for step, customer in enumerate(self.chance.sample(others, story.scenario.spread), start=1):
            opened_at = story.opened_at + timedelta(minutes=self.chance.randint(3, 40))
            closed_at = later(opened_at, 10)
            if closed_at >= self.end:
                return
            yield replace(
                story,
                number=story.number + step,
                customer=customer.username,
                opened_at=opened_at,
                entries=(Entry(at=closed_at, who=story.agent, text=_SAME, minutes=5),),
                moves=(
                    Move(
                        at=closed_at,
                        who=story.agent,
                        status="closed",
                        assignee=story.agent,
                        resolution=Resolution.DUPLICATE,
                    ),
                ),
                rating=None,
                parent=story.number,
            )

    def told(self, story: Story, told: "_Told", crew: list[StaffData]) -> Story:
        """Play the scenario's lines from the opening on, as far as the end of the demo's time."""
        entries: list[Entry] = []
        moves: list[Move] = []
        urgency = story.scenario.urgency
        if self.end - story.opened_at < FRESH and urgency < 4 and self.chance.random() < 0.6:
            return story
        self.pace = self.chance.choice(PACES[urgency])
        quick, slow = FIRST_ANSWER_MINUTES[urgency]
        now = later(story.opened_at, self.chance.uniform(quick, slow))
        begun = "planned" if story.scenario.kind == Kind.CHANGE else "in_progress"
        moves.append(Move(at=now, who=story.agent, status=begun, assignee=story.agent))
        colleagues = [person.username for person in crew if person.username != story.agent]
        is_silent, is_waiting = False, False
        for line in story.scenario.lines:
            now = later(now, self.pause(line))
            if line.who == CUSTOMER and (is_silent := is_waiting and self.chance.random() < 0.07):
                break
            entry = told.entry(line, now, self.who(line, story, colleagues))
            entries.append(entry)
            moves += _moves_of(entry, line, is_waiting)
            is_waiting = line.waits
        moves_after, more = self.ending(story, entries, now, is_silent=is_silent)
        return self.cut(story, [*entries, *more], [*moves, *moves_after])

    def ending(
        self, story: Story, entries: list[Entry], now: datetime, *, is_silent: bool
    ) -> tuple[list[Move], list[Entry]]:
        """Close what is solved, what nobody answers any more, and what was only a question."""
        language, who = story.scenario.language, story.agent
        if is_silent:
            now = later(now, 10 * 600)
            gone = Entry(at=now, who=who, text=SILENCE[language], minutes=2)
            return [_closing(now, who, Resolution.EXPIRED)], [gone]
        if story.scenario.kind == Kind.PROBLEM:
            return [], []
        moves, more = [], []
        if story.scenario.kind == Kind.INCIDENT and self.chance.random() < 0.05:
            now = later(now, self.chance.uniform(300, 1500))
            more.append(Entry(at=now, who=story.customer, text=RELAPSE[language]))
            moves.append(Move(at=now, who=story.customer, status="reopened"))
            now = later(now, self.chance.uniform(60, 400))
            kind = FollowupKind.SOLUTION
            more.append(Entry(at=now, who=who, text=REPAIR[language], kind=kind, minutes=40))
            moves.append(Move(at=now, who=who, status="resolved"))
        has_thanks = not more and bool(entries) and entries[-1].who == story.customer
        now = later(now, self.chance.uniform(5, 120) if has_thanks else 3 * 600)
        return [*moves, _closing(now, who, story.scenario.resolution)], more

    def cut(self, story: Story, entries: list[Entry], moves: list[Move]) -> Story:
        """Forget what has not happened yet; the closed may have been rated."""
        past = tuple(move for move in moves if move.at < self.end)
        is_closed = bool(past) and past[-1].status == "closed"
        rating = self.chance.choice(_RATINGS) if self.chance.random() < 0.35 else None
        return replace(
            story,
            entries=tuple(entry for entry in entries if entry.at < self.end),
            moves=past,
            rating=rating if is_closed else None,
        )

    def pause(self, line: Line) -> float:
        """Return the working minutes before a line."""
        if line.who == CUSTOMER:
            is_busy = self.chance.random() < 0.2
            return self.chance.uniform(1200, 6000) if is_busy else self.chance.uniform(10, 700)
        is_work = line.kind in (FollowupKind.NOTE, FollowupKind.SOLUTION)
        return self.chance.uniform(10, 240) * (self.pace if is_work else 1) + line.minutes

    def who(self, line: Line, story: Story, colleagues: list[str]) -> str:
        """Return the person behind a part."""
        if line.who == AGENT or (line.who == COLLEAGUE and not colleagues):
            return story.agent
        return story.customer if line.who == CUSTOMER else self.chance.choice(colleagues)

    def customer(self, scenario: Scenario) -> CustomerData:
        """Return somebody of the language who has such a thing, by the weight of companies."""
        able = [
            person
            for person in CUSTOMERS
            if _language(person) == scenario.language and _has(person.company, scenario.item)
        ]
        weights = [_COMPANY[p.company].weight * (2 if p.username in SIGN_INS else 1) for p in able]
        return self.chance.choices(able, weights)[0]

    def words(
        self, scenario: Scenario, customer: CustomerData, agent: StaffData, item: str
    ) -> dict[str, str]:
        """Return what fills the gaps of the texts."""
        company = _COMPANY[customer.company]
        others = [c for c in CUSTOMERS if c.company == customer.company and c != customer]
        return {
            "customer": customer.first_name,
            "agent": agent.first_name,
            "other": self.chance.choice(others).first_name,
            "company": company.name,
            "town": company.town,
            "item": item,
            "weekday": self.chance.choice(WEEKDAYS[scenario.language]),
            "code": f"0x{self.chance.randrange(0x1000, 0xFFFF):04X}",
            "n": str(self.chance.randint(2, 9)),
            "m": str(self.chance.randint(11, 58)),
        }

    def values(self, scenario: Scenario, customer: CustomerData) -> dict[str, str]:
        """Return what stands in the form, by label."""
        day = (self.end + timedelta(days=self.chance.randint(3, 40))).date().isoformat()
        if scenario.form == NEW_STARTER:
            equipment = self.chance.choice(EQUIPMENT)
            return {"First day": day, "Department": customer.department, "Equipment": equipment}
        if scenario.form == ACCESS_REQUEST:
            folder = self.chance.choice(_FOLDERS)
            return {"Folder": folder, "Access": self.chance.choice(ACCESS_KINDS), "Until": day}
        return {}


@dataclass(frozen=True)
class _Told:
    """The wordings of one variant with their gaps filled."""

    scenario: Scenario
    variant: int
    words: dict[str, str]

    def pick(self, texts: tuple[str, ...]) -> str:
        """Return the wording of this variant."""
        return _at(texts, self.variant).format(**self.words)

    def entry(self, line: Line, at: datetime, who: str) -> Entry:
        """Return a line as it is said."""
        file = _at(line.files, self.variant)
        text = self.pick(line.texts)
        return Entry(at=at, who=who, text=text, kind=line.kind, minutes=line.minutes, file=file)


def _moves_of(entry: Entry, line: Line, is_waiting: bool) -> list[Move]:
    if line.waits:
        return [Move(at=entry.at, who=entry.who, status="pending")]
    if line.kind == FollowupKind.SOLUTION:
        return [Move(at=entry.at, who=entry.who, status="resolved")]
    if is_waiting:
        return [Move(at=entry.at, who=entry.who, status="in_progress")]
    return []


def _closing(at: datetime, who: str, resolution: int) -> Move:
    return Move(at=at, who=who, status="closed", resolution=resolution)


def _at(texts: tuple[str, ...], variant: int) -> str:
    return texts[variant % len(texts)] if texts else ""


def _language(customer: CustomerData) -> str:
    return _COMPANY[customer.company].language


def _has(company: str, role: str) -> bool:
    return role in ("", LAPTOP) or bool(_things(company, role))


def _things(company: str, role: str) -> list[str]:
    return [t.name for t in THINGS if t.company in ("", company) and role in (t.role, t.name)]


def _item(scenario: Scenario, customer: CustomerData, chance: Random) -> str:
    if not scenario.item:
        return ""
    if scenario.item == LAPTOP:
        return laptop_name(customer)
    return chance.choice(_things(customer.company, scenario.item))


def laptop_name(customer: CustomerData) -> str:
    """Return the name of somebody's laptop."""
    return f"{customer.company}-NB-{CUSTOMERS.index(customer) + 101}"


LAPTOP = "laptop"
EQUIPMENT = ("Laptop", "Laptop and phone", "Workstation with two monitors")
ACCESS_KINDS = ("Read", "Read and write")
_FOLDERS = ("S:\\Finance\\Closing", "S:\\Quality\\Audits", "S:\\Sales\\Offers", "S:\\Board")
_SOURCES = ("email", "email", "email", "phone", "phone", "web", "web", "chat")
_HOURS = (7, 8, 8, 9, 9, 9, 10, 10, 11, 11, 12, 13, 14, 14, 15, 15, 16, 17, 20)
_RATINGS = (10, 10, 9, 9, 8, 8, 8, 7, 6, 4)
_SAME = (
    "This is the same disturbance as in the linked ticket; we write there as soon as there is news."
)
_COMPANY = {company.short: company for company in COMPANIES}
