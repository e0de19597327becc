"""Open a ticket: the door that all doors share."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policies as accounts_policies
from accounts.drafts import UNSET
from accounts.models import Group, User
from accounts.queries import entity_for, home_of
from accounts.vocabulary import ROOT_ENTITY
from assets.models import ConfigurationItem
from audit.actor import Actor
from audit.columns import check, clean_line
from audit.journal import record
from tickets import notifications, policies
from tickets.drafts import TicketDraft
from tickets.models import GroupDefaults, Status, Ticket, TicketCategory, TicketPerson
from tickets.operations.approvals import ask_for_category
from tickets.operations.engines import choose, is_automatic, waiting_tickets
from tickets.operations.links import item_change, link_items, link_parent
from tickets.operations.parties import add_parties, told_people
from tickets.operations.people import add_people
from tickets.operations.plans import store_plan
from tickets.operations.saved import take_files
from tickets.operations.sla import begin_pause, start_clocks
from tickets.operations.status import begin
from tickets.operations.values import require_answers, store_text, store_values
from tickets.operations.workflows import begin_run
from tickets.vocabulary import priority_of, urgency_of


@transaction.atomic
def create_ticket(
    actor: Actor,
    draft: TicketDraft,
    *,
    any_status: bool = False,
    opened_at: datetime | None = None,
) -> Ticket:
    """Open a ticket.

    The actor's person is the submitter and, unless the draft names one, the requester. Without
    assignee
    the group's default owner gets it. `any_status` is the liberty to open a ticket in a status
    other than a new or open one, `opened_at` that of a moment in the past; the entry records them.

    Records "ticket.created" and queues the mails. Raises PermissionDenied, ValidationError.
    """
    group_id = draft.support_group.pk if draft.support_group else None
    entity_id = _entity(actor, draft, group_id)
    accounts_policies.require(policies.can_create(actor, group_id, entity_id), "ticket.write")
    shows_form = draft.form is not None or (draft.category is not None and draft.category.form_id)
    draft, items = _with_defaults(actor, replace(draft, entity_id=entity_id))
    now = opened_at or timezone.now()
    ticket = new_ticket(draft, now)
    begin(ticket, now, any_status=any_status)
    ticket.edited_by = actor.person
    ticket.clocks_from_at = now
    check(ticket)
    ticket.save(force_insert=True)
    people = complete_ticket(ticket, draft, items)
    if shows_form:  # one that only the group brings along is for its agents to fill
        require_answers(actor, ticket)
    take_files(actor, ticket, draft.file_ids)
    answered = begin_run(ticket, draft.answers)
    begin_pause(ticket, now, awaits_approval=ask_for_category(actor, ticket))
    changes, names = _created(ticket, items, people)
    changes |= answered | start_clocks(ticket, now)
    entry = record(actor, "ticket.created", ticket, changes, names=names)
    notifications.tell(actor, "created", ticket, entry)
    return ticket


def new_ticket(draft: TicketDraft, opened_at: datetime) -> Ticket:
    """Return an unsaved row: plain fields of the draft, status, and priority from the matrix."""
    values = {name: value for name, value in vars(draft).items() if name not in _NOT_COLUMNS}
    values["title"] = clean_line(draft.title)
    values["entity_id"] = ROOT_ENTITY if draft.entity_id is None else draft.entity_id
    ticket = Ticket(**values, opened_at=opened_at, activity_at=opened_at)
    ticket.created_at = ticket.updated_at = opened_at
    ticket.status = draft.status or Status.objects.get(code="new")
    set_priority(ticket, draft.priority, draft.urgency, draft.impact)
    return ticket


def set_priority(
    ticket: Ticket, priority: int | None, urgency: int | None, impact: int | None
) -> None:
    """Set the three from what is given: the matrix rules, a priority alone sets the other two."""
    if priority is not None and urgency is None and impact is None:
        ticket.priority, ticket.urgency, ticket.impact = (
            priority,
            urgency_of(priority),
            urgency_of(priority),
        )
        return
    ticket.urgency = urgency if urgency is not None else ticket.urgency
    ticket.impact = impact if impact is not None else ticket.impact
    for name in ("urgency", "impact"):
        if not 1 <= getattr(ticket, name) <= 5:
            raise ValidationError({name: ValidationError(_("Between 1 and 5."), code="range")})
    ticket.is_priority_manual = priority is not None
    ticket.priority = (
        priority if priority is not None else priority_of(ticket.urgency, ticket.impact)
    )


def complete_ticket(
    ticket: Ticket, draft: TicketDraft, items: list[ConfigurationItem]
) -> list[TicketPerson]:
    """Add what hangs on a saved ticket: people, parent, items, custom values, folded text.

    Returns everybody with a part in it.
    """
    people = add_parties(ticket, draft.parties, add_people(ticket, draft.observers))
    store_plan(ticket, draft.plan)
    if draft.parent is not None:
        link_parent(ticket, None)
    link_items(ticket, items)
    store_values(ticket, draft.values)
    store_text(ticket)
    return people


def _entity(actor: Actor, draft: TicketDraft, group_id: int | None) -> int:
    """Return where the ticket is opened (no statement unless the draft names it)."""
    if draft.entity_id is None:
        return home_of(actor, "ticket.write", group_id=group_id)
    return entity_for(actor, "ticket.write", draft.entity_id).pk


def _with_defaults(actor: Actor, draft: TicketDraft) -> tuple[TicketDraft, list[ConfigurationItem]]:
    """Fill in what category and group decide: group, form, assignee, item; and the two people."""
    category = draft.category
    group = draft.support_group or (category.default_group if category else None)
    defaults = GroupDefaults.objects.filter(group=group).first() if group else None
    form = (
        draft.form or (category.form if category else None) or (defaults.form if defaults else None)
    )
    assignee = draft.assignee or first_assignee(category, group)
    if assignee is None and not (group is not None and is_automatic(group)):
        assignee = _at_work(draft.fallback_assignee)
    if draft.cis is UNSET:
        items = [defaults.ci] if defaults is not None and defaults.ci is not None else []
    else:
        items = list(dict.fromkeys(draft.cis))
    submitter = draft.submitter or actor.person
    requester = draft.requester or (submitter if draft.adds_requester else None)
    filled = replace(
        draft,
        support_group=group,
        form=form,
        assignee=assignee,
        submitter=submitter,
        requester=requester,
    )
    return filled, items


def first_assignee(category: TicketCategory | None, group: Group | None) -> User | None:
    """Return who gets a ticket that is new in a group: the category's person, the engine's choice,
    else the group's default owner; None = it waits in the queue.
    """
    person = _at_work(category.default_user if category else None)
    if person is None and group is not None and is_automatic(group):
        return _from_engine(group)
    return person or _at_work(group.default_owner if group else None)


def _from_engine(group: Group) -> User | None:
    """Return the engine's choice, unless older tickets wait: they go first."""
    return None if waiting_tickets(group).exists() else choose(group, timezone.now())


def _at_work(owner: User | None) -> User | None:
    """A disabled or deleted person gets no new tickets by default."""
    is_here = owner is not None and owner.is_active and owner.deleted_at is None
    return owner if is_here else None


def _created(
    ticket: Ticket, items: list[ConfigurationItem], people: list[TicketPerson]
) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Return the changes and names of the entry about a new ticket."""
    changes: dict[str, list[Any]] = {
        name: [None, getattr(ticket, f"{name}_id")]
        for name in (
            "status",
            "support_group",
            "assignee",
            "requester",
            "category",
            "form",
            "parent",
        )
        if getattr(ticket, f"{name}_id") is not None
    }
    changes |= {
        "title": [None, ticket.title],
        "priority": [None, ticket.priority],
        "kind": [None, ticket.kind],
    }
    item_changes, names = item_change([], items)
    told, words = told_people(people)
    return changes | item_changes | told, names | words


_NOT_COLUMNS = frozenset(
    {
        "fallback_assignee",
        "status",
        "priority",
        "urgency",
        "impact",
        "values",
        "answers",
        "cis",
        "observers",
        "file_ids",
        "parties",
        "adds_requester",
        "plan",
    }
)
