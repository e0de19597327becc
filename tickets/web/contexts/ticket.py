"""The ticket page: the head, the conversation, the composer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext

from accounts.models import Group, User
from accounts.queries import settings_of, visible_groups
from audit.actor import Actor
from tickets.models import Status, Ticket, TicketPerson
from tickets.notifications import Recipient, recipients_for
from tickets.queries import (
    agents_for,
    draft_files,
    next_statuses,
    people_of,
    saved_drafts,
    status_name,
    with_right_to_write,
)
from tickets.vocabulary import Category, DraftKind, Role
from tickets.web.contexts.people import People, keys_in_head, learn, put_into_head
from tickets.web.contexts.promises import Promise, promises_for
from tickets.web.contexts.timeline import (
    Attachment,
    Timeline,
    attachment_of,
    keys_in,
    read_timeline,
    timeline_of,
)
from tickets.words import KINDS, PRIORITIES, status_word

HEAD_ROWS = ("status", "support_group", "category", "source", "entity")
PARTS = (
    "ticket", "user", "role", "email", "wants_mail", "user__username", "user__real_name",
    "user__first_name", "user__last_name", "user__email", "user__language", "user__is_agent",
    "user__is_active", "user__deleted_at",
)  # fmt: skip
"""What the page shows of those who take part, and what decides who is told: no other column of them
may be asked for, it would be read for each."""


@dataclass(frozen=True)
class Step:
    """A status that the ticket may be moved to."""

    key: int
    name: str
    category: str


@dataclass(frozen=True)
class Composer:
    """What the composer holds when the page opens."""

    kind: str
    body: str
    drafts: dict[str, str]
    files: list[Attachment]
    saved_at: Any
    public_recipients: list[Recipient]
    internal_recipients: list[Recipient]
    seconds: int = 0
    error: str = ""


@dataclass(frozen=True)
class Conflict:
    """A field that two people changed: what it is now and what this reader wanted."""

    field: str
    label: str
    now: str
    wanted: str
    send: dict[str, str]


@dataclass(frozen=True)
class TicketPage:
    """All that the page of one ticket shows at once."""

    ticket: Ticket
    status_name: str
    priority_name: str
    kind_name: str
    timeline: Timeline
    steps: list[Step]
    promises: list[Promise]
    composer: Composer | None
    may_write: bool
    watches: bool
    watchers: list[TicketPerson]
    collaborators: list[TicketPerson]
    agents: list[User]
    groups: list[Group]
    priorities: list[tuple[int, str]]
    kinds: list[tuple[str, str]]
    is_mine: bool
    problem: str = ""
    conflict: Conflict | None = None
    pending: Step | None = None
    resolve: Step | None = None
    others: list[Step] = field(default_factory=list)

    @property
    def shows_group(self) -> bool:
        """Tell whether the reader may open the page of the ticket's group."""
        return any(each.pk == self.ticket.support_group_id for each in self.groups)


def ticket_head(actor: Actor, ticket_id: int, *also: str) -> Ticket:
    """Return a visible ticket with the rows that its head names, without people, and `also` these
    rows (one statement).

    `may_write` on it tells whether the actor may change it.
    """
    return with_right_to_write(actor).select_related(*HEAD_ROWS, *also).get(pk=ticket_id)


def ticket_with_people(actor: Actor, ticket_id: int, *also: str) -> Ticket:
    """Return what `ticket_head` does with its people (two statements)."""
    ticket = ticket_head(actor, ticket_id, *also)
    known: People = {}
    learn(known, keys_in_head(ticket))
    put_into_head(ticket, known)
    return ticket


def page_of(
    actor: Actor,
    ticket: Ticket,
    *,
    shows_all: bool = False,
    with_remote_images: bool = False,
    composer: dict[str, Any] | None = None,
    problem: str = "",
    conflict: Conflict | None = None,
) -> TicketPage:
    """Return the page of a ticket that `ticket_head` found."""
    may_write = may_change(ticket)
    switches = settings_of("tickets.")
    steps = [step_of(status) for status in next_statuses(ticket)] if may_write else []
    people = list(people_of(ticket).select_related("user").only(*PARTS).order_by("id"))
    known: People = {row.user.pk: row.user for row in people if row.user is not None}
    if actor.person is not None:
        known[actor.person.pk] = actor.person
    read = read_timeline(actor, ticket, shows_all=shows_all)
    learn(known, [*keys_in_head(ticket), *keys_in(read)])
    put_into_head(ticket, known)
    watchers = [row for row in people if row.role == Role.OBSERVER]
    me = actor.person.pk if actor.person is not None else None
    return TicketPage(
        ticket=ticket,
        status_name=status_name(ticket.status),
        priority_name=str(PRIORITIES[ticket.priority]),
        kind_name=str(KINDS[ticket.kind]),
        timeline=timeline_of(
            actor,
            ticket,
            read,
            undo_time=timedelta(seconds=switches["tickets.undo_seconds"]),
            known=known,
            with_remote_images=with_remote_images,
        ),
        steps=steps,
        promises=promises_for(actor, ticket),
        composer=_composer(
            actor,
            ticket,
            people,
            composer or {},
            sends_mail=switches["tickets.mail"],
        )
        if may_write
        else None,
        may_write=may_write,
        watches=any(row.user_id == me for row in watchers),
        watchers=watchers,
        collaborators=[row for row in people if row.role == Role.COLLABORATOR],
        agents=agents_for(ticket) if may_write else [],
        groups=list(
            visible_groups(actor)
            .filter(is_support=True)
            .only("name", "full_name")
            .order_by("full_name", "id")
        ),
        priorities=[(value, str(word)) for value, word in reversed(PRIORITIES.items())],
        kinds=[(value, str(word)) for value, word in KINDS.items()],
        is_mine=me is not None and ticket.assignee_id == me,
        problem=problem,
        conflict=conflict,
        pending=_first(steps, Category.WAITING),
        resolve=_first(steps, Category.RESOLVED),
    )


def may_change(ticket: Ticket) -> bool:
    """Tell whether the reader may change a ticket that `ticket_with_people` found."""
    return not ticket.is_locked and bool(getattr(ticket, "may_write"))  # noqa: B009  # annotated


def step_of(status: Status) -> Step:
    """Return a status as a step."""
    return Step(status.pk, status_name(status), status.category)


def _first(steps: Sequence[Step], category: str) -> Step | None:
    return next((step for step in steps if step.category == category), None)


def _composer(
    actor: Actor,
    ticket: Ticket,
    people: Sequence[TicketPerson],
    sent: dict[str, Any],
    *,
    sends_mail: bool,
) -> Composer:
    drafts = saved_drafts(actor, ticket.pk)
    newest = max(drafts, key=lambda draft: draft.updated_at, default=None)
    kind = sent.get("kind") or (newest.kind if newest is not None else DraftKind.MESSAGE)
    bodies = {draft.kind: draft.body for draft in drafts}
    reached = recipients_for(actor, ticket, is_public=True, people=people, sends_mail=sends_mail)
    return Composer(
        kind=kind,
        body=sent.get("body", bodies.get(kind, "")),
        drafts=bodies,
        files=[attachment_of(link) for link in draft_files(drafts)],
        saved_at=newest.updated_at if newest is not None else None,
        public_recipients=reached,
        internal_recipients=[each for each in reached if not each.is_customer],
        error=sent.get("error", ""),
    )


def conflict_of(params: dict[str, str], label: str, send: dict[str, str]) -> Conflict:
    """Return a conflict that an operation told of, in words."""
    return Conflict(
        field=params["field"],
        label=label,
        now=_said(params["field"], params["now"]),
        wanted=_said(params["field"], params["wanted"]),
        send=send,
    )


def _said(field: str, value: str) -> str:
    """Return a value that an operation told of as the page calls it."""
    if not value:
        return gettext("nobody") if field == "assignee" else gettext("none")
    if field == "priority":
        return str(PRIORITIES[int(value)])
    if field == "status":
        return status_word(value)
    return str(KINDS.get(value, value)) if field == "kind" else value
