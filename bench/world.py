"""A service desk with years behind it: people, groups, and tickets in bulk.

The rows are those that the operations leave: ticket, people, folded text, custom values, timeline
with ordinals and work, and a journal entry per act. They are inserted in bulk, which operations do
not offer. Mail is left out: once sent it is no load.
"""

import itertools
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, models, transaction

from accounts.drafts import GrantDraft, GroupDraft, UserDraft
from accounts.models import ApiClient, Grant, Group, Member, Role, User
from accounts.operations import (
    grant_role,
    import_group,
    import_user,
    install_base_data,
    set_client_secret,
)
from accounts.operations.base_data import AGENT, CUSTOMER, MANAGER
from accounts.vocabulary import username_key
from audit.actor import Actor
from audit.models import JournalEntry
from audit.sequences import move_sequences
from bench.bulk import insert_all
from bench.callers import FIRST_CALLERS, PASSWORD, SECRET, TEAM_AGENT, WIDE_AGENT, first_caller
from bench.corpus import SEED, Corpus
from bench.world_articles import fill_articles
from bench.world_assets import fill_assets
from tickets.drafts import TicketDraft
from tickets.models import (
    CustomValue,
    Followup,
    FormField,
    Status,
    Ticket,
    TicketForm,
    TicketGroup,
    TicketPerson,
    TicketText,
    Workunit,
)
from tickets.operations import create_form
from tickets.operations.create import new_ticket
from tickets.operations.work import body_hash
from tickets.queries.text import fold
from tickets.vocabulary import Category, FieldKind, FollowupKind
from tickets.vocabulary import Role as Part

INSTALLER = Actor.system("bench")
FIRST_DAY = datetime(2021, 1, 1, tzinfo=UTC)
YEARS = timedelta(days=5 * 365)
TICKETS_PER_ROUND = 2_000
FOLLOWUPS = 3
AGENTS_PER_GROUP = 5

# Share of each status: a fifth of the tickets is still open.
STATUSES = {"new": 4, "in_progress": 12, "pending": 4, "resolved": 8, "closed": 72}
PRIORITIES = {3: 20, 4: 50, 5: 20, 6: 8, 7: 2}
"""Share of each priority."""


def fill(*, tickets: int, users: int, groups: int, items: int, articles: int) -> None:
    """Fill an empty desk."""
    with transaction.atomic():
        install_base_data(INSTALLER)
        teams = [
            import_group(INSTALLER, GroupDraft(name=f"Queue {number:02}"))
            for number in range(1, groups + 1)
        ]
        agents, customers = _people(users, teams)
        _callers(teams)
        form = create_form(
            INSTALLER,
            name="Asset",
            fields=[
                ("Serial number", FieldKind.TEXT, []),
                ("Room", FieldKind.TEXT, []),
                ("Warranty", FieldKind.LIST, ["yes", "no"]),
            ],
        )
    story = Story(tickets, teams, agents, customers, form)
    numbers = iter(range(1, tickets + 1))
    while batch := list(itertools.islice(numbers, TICKETS_PER_ROUND)):
        rows = [row for number in batch for row in story.rows(number)]
        with transaction.atomic():
            insert_all(rows)
    fill_articles(articles=articles, author=agents[0])
    fill_assets(INSTALLER, items=items, tickets=tickets, people=customers)
    move_sequences({})
    if connection.vendor == "postgresql":  # what its autovacuum does within minutes
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _people(users: int, teams: list[Group]) -> tuple[list[User], list[User]]:
    """Make agents, each in one team, and customers; returns both."""
    roles = {role.name: role for role in Role.objects.filter(is_builtin=True)}
    agent_count = len(teams) * AGENTS_PER_GROUP
    people = []
    for number in range(1, users + 1):
        name = f"user{number:05}"
        person = User(
            username=name, username_key=username_key(name), email=f"{name}@example.test",
            real_name=f"Person {number:05}", is_agent=number <= agent_count,
        )  # fmt: skip
        person.set_unusable_password()
        people.append(person)
    User.objects.bulk_create(people, batch_size=200)
    agents, customers = people[:agent_count], people[agent_count:]
    team_of = dict(zip(agents, itertools.cycle(teams), strict=False))
    Member.objects.bulk_create(Member(group=team, user=user) for user, team in team_of.items())
    Grant.objects.bulk_create(
        [Grant(user=user, role=roles[AGENT], group=team) for user, team in team_of.items()]
        + [Grant(user=user, role=roles[CUSTOMER]) for user in customers],
        batch_size=100,
    )
    return agents, customers


def _callers(teams: list[Group]) -> None:
    """Make the accounts that the benchmark signs in with, and set the API password."""
    roles = {role.name: role for role in Role.objects.filter(is_builtin=True)}
    for name in (WIDE_AGENT, *(first_caller(number) for number in range(FIRST_CALLERS))):
        user = import_user(INSTALLER, _caller(name))
        grant_role(INSTALLER, GrantDraft(user=user, role=roles[MANAGER]))
    user = import_user(INSTALLER, _caller(TEAM_AGENT))
    for team in (teams[0], teams[len(teams) // 2], teams[-1]):
        Member.objects.create(group=team, user=user)
        grant_role(INSTALLER, GrantDraft(user=user, role=roles[AGENT], group=team))
    for client in ApiClient.objects.filter(dialect="integria"):
        set_client_secret(INSTALLER, client.pk, SECRET)


def _caller(name: str) -> UserDraft:
    return UserDraft(username=name, password=PASSWORD, email=f"{name}@example.test")


class Story:
    """Tells the tickets one by one, the same ones each time."""

    def __init__(
        self,
        tickets: int,
        teams: list[Group],
        agents: list[User],
        customers: list[User],
        form: TicketForm,
    ) -> None:
        self.pace = YEARS / tickets
        self.teams, self.agents, self.customers, self.form = teams, agents, customers, form
        self.fields = list(FormField.objects.filter(form=form).select_related("field"))
        self.corpus = Corpus()
        self.random = random.Random(SEED + 1)
        self.statuses = {row.code: row for row in Status.objects.exclude(code=None)}
        # behind the entries that the callers' accounts have left
        self.entries = itertools.count(JournalEntry.objects.count() + 1)
        self.followups = itertools.count(1)

    def rows(self, number: int) -> Iterator[models.Model]:
        """Yield a ticket and all that hangs on it."""
        opened_at = FIRST_DAY + self.pace * number
        ticket = self._ticket(number, opened_at)
        age = timedelta(days=40) * self.random.random() ** 3
        lines = list(self._lines(ticket, age))
        self._end(ticket, opened_at + age)
        values = list(self._values(ticket))
        yield ticket
        yield from self._people(ticket)
        yield TicketGroup(ticket=ticket, group=ticket.support_group, role=Part.ASSIGNEE)
        yield from values
        yield TicketText(
            ticket=ticket,
            title=fold(ticket.title),
            description=fold(ticket.description),
            fields=fold("\n".join(value.text for value in values)),
        )
        yield from lines
        yield from self._journal(ticket, lines)

    def _ticket(self, number: int, opened_at: datetime) -> Ticket:
        customer = self.random.choice(self.customers)
        position = int(self.random.random() ** 2 * len(self.teams))
        assignee = None
        if self.random.random() < 0.85:
            one_of_team = position + len(self.teams) * self.random.randrange(AGENTS_PER_GROUP)
            assignee = self.agents[one_of_team]
        status = self._pick(STATUSES)
        draft = TicketDraft(
            title=self.corpus.title(),
            description=self.corpus.text(6),
            status=self.statuses[status],
            resolution=1 if status == "closed" else 0,
            priority=self._pick(PRIORITIES),
            submitter=customer,
            requester=customer,
            assignee=assignee,
            support_group=self.teams[position],
            form=self.form if self.random.random() < 0.2 else None,
        )
        ticket = new_ticket(draft, opened_at)
        ticket.pk = number
        ticket.edited_by = customer
        return ticket

    def _end(self, ticket: Ticket, ended_at: datetime) -> None:
        """Set the times of a ticket that did not stay new."""
        category = ticket.status.category
        if category == Category.NEW:
            return
        ticket.taken_at = ticket.opened_at
        ticket.updated_at = ticket.activity_at = ended_at
        ticket.edited_by = ticket.assignee
        if category == Category.WAITING:
            ticket.waiting_since_at, ticket.waiting_reason = ended_at, "agent"
        if category in (Category.RESOLVED, Category.CLOSED):
            ticket.resolved_at = ended_at
        if category == Category.CLOSED:
            ticket.closed_at = ticket.last_closed_at = ended_at
            ticket.closed_by = ticket.assignee

    def _people(self, ticket: Ticket) -> Iterator[TicketPerson]:
        yield TicketPerson(ticket=ticket, user=ticket.requester, role=Part.REQUESTER)
        if ticket.assignee is not None:
            yield TicketPerson(ticket=ticket, user=ticket.assignee, role=Part.ASSIGNEE)
        if self.random.random() < 0.1:
            address = f"copy{self.random.randrange(500)}@example.test"
            yield TicketPerson(ticket=ticket, email=address, email_key=address, role=Part.OBSERVER)

    def _values(self, ticket: Ticket) -> Iterator[CustomValue]:
        if ticket.form is not None:
            texts = (f"SN-{ticket.pk:07}", f"Room {self.random.randrange(900)}", "yes")
            for place, text in zip(self.fields, texts, strict=True):
                yield CustomValue(ticket=ticket, field=place.field, text=text)

    def _lines(self, ticket: Ticket, age: timedelta) -> Iterator[models.Model]:
        """Yield followups, every second with work; counts them on the ticket."""
        for ordinal in range(1, FOLLOWUPS + 1):
            is_work = ordinal % 2 == 0
            author = ticket.assignee if is_work else ticket.requester
            body = self.corpus.text(4)
            written_at = ticket.opened_at + age * ordinal / (FOLLOWUPS + 1)
            kind = FollowupKind.WORK if is_work else FollowupKind.MESSAGE
            line = Followup(
                pk=next(self.followups), ticket=ticket, kind=kind, ordinal=ordinal,
                message_ordinal=0 if is_work else ordinal - ordinal // 2, author=author,
                body=body, body_hash=body_hash(body), is_public=self.random.random() < 0.8,
                written_at=written_at, created_at=written_at, updated_at=written_at,
            )  # fmt: skip
            ticket.followup_count += 1
            ticket.activity_at = written_at
            yield line
            if is_work:
                seconds = 300 * self.random.randint(1, 24)
                ticket.work_seconds += seconds
                yield Workunit(
                    pk=line.pk, followup=line, user=author, started_at=written_at, seconds=seconds
                )

    def _journal(self, ticket: Ticket, lines: Iterable[models.Model]) -> Iterator[JournalEntry]:
        columns = ("status", "support_group", "assignee", "requester", "form")
        keys = {name: getattr(ticket, f"{name}_id") for name in columns}
        created: dict[str, list[Any]] = {name: [None, key] for name, key in keys.items() if key}
        created |= {"title": [None, ticket.title], "priority": [None, ticket.priority]}
        yield self._entry(ticket, "created", ticket.requester, ticket.opened_at, created)
        for line in lines:
            if isinstance(line, Followup):
                changes = {"followup": [None, line.pk], "kind": [None, line.kind]}
                entry = self._entry(ticket, "followup_added", line.author, line.written_at, changes)
                entry.part_noun, entry.part_id = "followup", line.pk
                yield entry
        if ticket.status.category != Category.NEW:
            changes = {"status": [self.statuses["new"].pk, ticket.status_id]}
            yield self._entry(ticket, "updated", ticket.assignee, ticket.updated_at, changes)

    def _entry(
        self, ticket: Ticket, act: str, who: User | None, at: datetime, changes: dict[str, Any]
    ) -> JournalEntry:
        return JournalEntry(
            pk=next(self.entries), recorded_at=at, dispatched_at=at, verb=f"ticket.{act}",
            noun="ticket", object_id=ticket.pk, actor_id=who.pk if who else None, door="integria",
            address="127.0.0.1", changes=changes,
            names={"actor": [None, who.username]} if who else {},
        )  # fmt: skip

    def _pick(self, shares: dict[Any, int]) -> Any:
        return self.random.choices(list(shares), weights=list(shares.values()))[0]
