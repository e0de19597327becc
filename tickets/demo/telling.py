"""Turn a story into a ticket, its timeline, its files and its history."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from accounts.models import Group, User
from accounts.queries import people_by_login
from assets.models import ConfigurationItem
from assets.queries import visible_items
from audit.actor import Actor
from audit.journal import noun_of, record_history
from audit.models import JournalEntry
from tickets.demo.papers import content_of
from tickets.demo.people import CUSTOMERS, STAFF
from tickets.demo.plan import Entry, Story
from tickets.drafts import FollowupDraft, TicketDraft
from tickets.models import (
    Followup,
    FormField,
    RequestSource,
    Status,
    Ticket,
    TicketCategory,
    TicketForm,
)
from tickets.operations import TicketTimes, import_file, import_followup, import_ticket
from tickets.vocabulary import FollowupKind

DOOR = "demo"
Pairs = dict[str, list[Any]]


@dataclass(frozen=True)
class Shelf:
    """The rows that stories name, by their names."""

    people: dict[str, User]
    groups: dict[str, Group]
    categories: dict[str, TicketCategory]
    forms: dict[str, TicketForm]
    fields: dict[tuple[int, str], int]
    sources: dict[str, RequestSource]
    statuses: dict[str, Status]
    items: dict[str, ConfigurationItem]
    parents: dict[int, Ticket] = field(default_factory=dict)


def fill_shelf(actor: Actor) -> Shelf:
    """Read what the stories need, a statement per kind."""
    names = [person.username for person in (*STAFF, *CUSTOMERS)]
    places = FormField.objects.select_related("field")
    return Shelf(
        people={user.username: user for user in people_by_login(names).values()},
        groups={row.name: row for row in Group.objects.select_related("default_owner")},
        categories={row.name: row for row in TicketCategory.objects.all()},
        forms={row.name: row for row in TicketForm.objects.all()},
        fields={(place.form_id, place.field.label): place.field_id for place in places},
        sources={row.code or "": row for row in RequestSource.objects.all()},
        statuses={row.code or "": row for row in Status.objects.all()},
        items={row.name: row for row in visible_items(actor)},
    )


def tell(actor: Actor, shelf: Shelf, story: Story) -> Ticket:
    """Add a story's ticket. A parent must be told before its children, with the same shelf."""
    group = shelf.groups[story.scenario.group]
    owner = group.default_owner
    ending = _ending(shelf, story, owner)
    draft = _draft(shelf, story, ending)
    ticket = import_ticket(actor, draft, times=_times(story, ending), closed_by=ending.closed_by)
    shelf.parents[story.number] = ticket
    history = [_created(ticket, story, shelf, owner)]
    if story.file:
        reporter = shelf.people[story.customer]
        history.append(_attach(actor, ticket, ticket, story.file, story.opened_at, reporter))
    for entry in story.entries:
        history += _say(actor, ticket, entry, shelf.people[entry.who])
    history += _moved(ticket, story, shelf, owner)
    record_history(sorted(history, key=lambda row: row.recorded_at))
    return ticket


@dataclass(frozen=True)
class _Ending:
    """What the ticket has come to."""

    status: Status
    assignee: User | None
    resolution: int
    taken_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    closed_by: User | None


def _ending(shelf: Shelf, story: Story, owner: User | None) -> _Ending:
    moves = story.moves
    last = moves[-1].status if moves else "new"
    is_done, is_closed = last in ("resolved", "closed"), last == "closed"
    resolved = [move.at for move in moves if move.status == "resolved"]
    return _Ending(
        status=shelf.statuses[last],
        assignee=shelf.people[story.agent] if moves else owner,
        resolution=moves[-1].resolution if is_closed else 0,
        taken_at=moves[0].at if moves else None,
        resolved_at=(resolved or [moves[-1].at])[-1] if is_done else None,
        closed_at=moves[-1].at if is_closed else None,
        closed_by=shelf.people[moves[-1].who] if is_closed else None,
    )


def _draft(shelf: Shelf, story: Story, ending: _Ending) -> TicketDraft:
    scenario = story.scenario
    form = shelf.forms.get(scenario.form)
    fixes = [entry.text for entry in story.entries if entry.kind == FollowupKind.SOLUTION]
    reporter = shelf.people[story.customer]
    return TicketDraft(
        title=story.title,
        description=story.description,
        closing_text=fixes[-1] if fixes and ending.closed_at else "",
        kind=scenario.kind,
        status=ending.status,
        resolution=ending.resolution,
        urgency=scenario.urgency,
        impact=scenario.impact,
        requester=reporter,
        submitter=reporter,
        assignee=ending.assignee,
        support_group=shelf.groups[scenario.group],
        category=shelf.categories[scenario.category],
        form=form,
        values={shelf.fields[form.pk, k]: v for k, v in story.values.items()} if form else {},
        source=shelf.sources[story.source],
        parent=shelf.parents[story.parent] if story.parent else None,
        cis=[shelf.items[story.item]] if story.item else [],
        rating=story.rating,
    )


def _times(story: Story, ending: _Ending) -> TicketTimes:
    return TicketTimes(
        opened_at=story.opened_at,
        updated_at=story.moves[-1].at if story.moves else story.opened_at,
        taken_at=ending.taken_at,
        resolved_at=ending.resolved_at,
        closed_at=ending.closed_at,
    )


def _say(actor: Actor, ticket: Ticket, entry: Entry, author: User) -> list[JournalEntry]:
    draft = FollowupDraft(
        body=entry.text,
        kind=entry.kind,
        is_public=entry.kind != FollowupKind.NOTE,
        seconds=entry.minutes * 60,
    )
    line = import_followup(actor, ticket, draft, author=author, written_at=entry.at)
    changes: Pairs = {"followup": [None, line.pk], "kind": [None, line.kind]}
    rows = [_row(ticket, "ticket.followup_added", entry.at, author, changes, part=line)]
    if entry.file:
        rows.append(_attach(actor, ticket, line, entry.file, entry.at, author))
    return rows


def _attach(
    actor: Actor, ticket: Ticket, owner: Ticket | Followup, name: str, at: datetime, author: User
) -> JournalEntry:
    file = import_file(
        actor,
        owner,
        file_name=name,
        content=content_of(name, ticket.pk, at),
        comment="",
        uploader=author,
        stored_at=at,
    )
    changes: Pairs = {"file": [None, file.pk]}
    names: Pairs = {"file": [None, name]}
    return _row(ticket, "ticket.file_added", at, author, changes, names, part=file)


def _created(ticket: Ticket, story: Story, shelf: Shelf, owner: User | None) -> JournalEntry:
    """Return what opening the ticket would have left: it was new, and with the group's owner."""
    changes: Pairs = {
        "title": [None, ticket.title],
        "priority": [None, ticket.priority],
        "kind": [None, ticket.kind],
        "status": [None, shelf.statuses["new"].pk],
        "support_group": [None, ticket.support_group_id],
        "requester": [None, ticket.requester_id],
        "category": [None, ticket.category_id],
    }
    if owner is not None:
        changes["assignee"] = [None, owner.pk]
    names: Pairs = {}
    if story.item:
        changes["cis"] = [[], [shelf.items[story.item].pk]]
        names["cis"] = [[], [story.item]]
    reporter = shelf.people[story.customer]
    return _row(ticket, "ticket.created", story.opened_at, reporter, changes, names)


def _moved(ticket: Ticket, story: Story, shelf: Shelf, owner: User | None) -> list[JournalEntry]:
    """Return what each change of status and assignee would have left."""
    rows = []
    status, assignee = shelf.statuses["new"], owner
    for move in story.moves:
        reached = shelf.statuses[move.status]
        changes: Pairs = {"status": [status.pk, reached.pk]}
        names: Pairs = {"status": [status.name, reached.name]}
        taker = shelf.people[move.assignee] if move.assignee else assignee
        if taker is not None and taker != assignee:
            changes["assignee"] = [assignee.pk if assignee else None, taker.pk]
            names["assignee"] = [str(assignee) if assignee else None, str(taker)]
        if move.resolution:
            changes["resolution"] = [0, int(move.resolution)]
        person = shelf.people[move.who]
        rows.append(_row(ticket, "ticket.updated", move.at, person, changes, names))
        status, assignee = reached, taker
    return rows


def _row(
    ticket: Ticket,
    verb: str,
    at: datetime,
    person: User,
    changes: Pairs,
    names: Pairs | None = None,
    *,
    part: Model | None = None,
) -> JournalEntry:
    """Return an entry in the form in which the desk writes its own."""
    return JournalEntry(
        recorded_at=at,
        verb=verb,
        noun=noun_of(ticket),
        object_id=ticket.pk,
        part_noun=noun_of(part) if part is not None else "",
        part_id=part.pk if part is not None else None,
        actor_id=person.pk,
        door=DOOR,
        changes=changes,
        names={"actor": [None, person.username], **(names or {})},
    )
