"""Change a ticket: one operation for any set of fields, one journal entry."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from accounts.drafts import given
from audit.actor import Actor
from audit.columns import apply_values, check, clean_line
from audit.journal import record
from audit.models import JournalEntry
from audit.turns import take_turn
from tickets import notifications, policies, queries
from tickets.drafts import TicketPatch
from tickets.models import Status, Ticket, TicketCategory
from tickets.operations.approvals import withdraw_approvals
from tickets.operations.conflicts import refuse_conflict
from tickets.operations.create import set_priority
from tickets.operations.engines import is_automatic, offer_queue
from tickets.operations.links import (
    count_open_children,
    link_parent,
    refuse_cycle,
    refuse_open_children,
)
from tickets.operations.moving import taken_along
from tickets.operations.parties import replace_group
from tickets.operations.people import replace_first
from tickets.operations.plans import store_plan
from tickets.operations.sla import mark_pause, refresh_clocks
from tickets.operations.status import forget_wait, move, refuse_locked
from tickets.operations.values import require_answers, store_text, store_values
from tickets.operations.workflows import end_run
from tickets.vocabulary import DONE_CATEGORIES, Category, CloseReason, Resolution, Role

FREEING = frozenset({"status", "assignee", "support_group"})
"""Changes that may free somebody for a waiting ticket, or make this one wait."""

_APART = frozenset({"status", "priority", "urgency", "impact", "values", "wire_extra", "plan"})
_WAITS = ("waiting_reason", "waiting_until_at", "waiting_ticket", "waiting_external")
_PARTS = frozenset({"values", "plan"})
"""What hangs on a ticket in rows of its own."""


@transaction.atomic
def update_ticket(
    actor: Actor,
    ticket_id: int,
    patch: TicketPatch,
    *,
    any_status: bool = False,
    signs_closing: bool = True,
    touch: bool = False,
    seen: TicketPatch | None = None,
    close_reason: str = "",
    tells: bool = True,
) -> Ticket:
    """Change the given fields of a ticket.

    `seen` holds what the caller saw in those fields: where somebody else has written another value
    since, ValidationError(code="conflict") names the field with all three values. `close_reason` is
    why a closing ends the ticket. `tells=False` leaves the mails to the caller.

    Liberties of older APIs: `any_status` skips the table of moves, `signs_closing=False` leaves
    `closed_by` alone, `touch` sets the change time and leaves an entry even when nothing differs.

    Records "ticket.updated" with what differs and queues mails; nothing at all when nothing
    differs.
    Raises Ticket.DoesNotExist, PermissionDenied, ValidationError.
    """
    values = given(patch)
    if "parent" in values:
        take_turn(Ticket)
    ticket = queries.writable_ticket(actor, ticket_id)
    if "title" in values:
        values["title"] = clean_line(values["title"])
    if "entity" in values:
        values |= taken_along(actor, ticket, values["entity"], values)
    _refuse(actor, ticket, values)
    if seen is not None:
        refuse_conflict(ticket, seen, values)
    changes, names = _apply(
        actor, ticket, values, any_status=any_status, signs_closing=signs_closing
    )
    if "status" in changes:
        changes |= _end(ticket, close_reason)
        if not any_status:
            refuse_open_children(ticket)
    carried = values.get("wire_extra")
    if carried is not None:
        ticket.wire_extra = {**ticket.wire_extra, **carried}
    if not changes and not touch:
        if carried is not None:
            ticket.save(update_fields=["wire_extra"])
        return ticket
    now = timezone.now()
    ticket.updated_at = ticket.activity_at = now
    ticket.edited_by = actor.person
    if "status" in changes and ticket.status.category == Category.CLOSED:
        withdraw_approvals(actor, ticket)
        end_run(ticket, is_finished=ticket.status.code == "closed")
    if {"status", "sla_is_disabled", "waiting_reason"} & set(changes):
        mark_pause(ticket, now)
    changes |= refresh_clocks(ticket, now, was_active=True)
    check(ticket)
    ticket.save()
    _keep_in_step(ticket, changes)
    if FREEING & set(changes) and is_automatic(ticket.support_group):
        offer_queue(ticket.support_group_id)
    entry = record(actor, "ticket.updated", ticket, changes, names=names)
    if tells:
        notifications.tell(actor, _act(ticket, changes), ticket, entry)
    if "status" in changes and ticket.status.category in DONE_CATEGORIES:
        end_waits_for(ticket, entry)
    return ticket


def end_waits_for(ticket: Ticket, entry: JournalEntry) -> None:
    """Let the tickets that waited for this one go on."""
    waiting = Ticket.objects.filter(
        waiting_ticket=ticket,
        status__category=Category.WAITING,
        deleted_at=None,
        is_locked=False,
    )
    for key in waiting.order_by("pk").values_list("pk", flat=True):
        go_on(key, entry)


def go_on(ticket_id: int, entry: JournalEntry | None = None) -> Ticket:
    """Take a ticket out of its wait, whose reason has ended. Records "ticket.updated"."""
    actor = Actor.system("wait", caused_by=entry.pk if entry is not None else None)
    return update_ticket(
        actor, ticket_id, TicketPatch(status=queries.status_by_code("in_progress"))
    )


@transaction.atomic
def carry(actor: Actor, ticket_id: int, values: dict[str, Any]) -> Ticket:
    """Keep what an older API stores on a ticket and the desk gives no meaning; not a change."""
    ticket = queries.writable_ticket(actor, ticket_id)
    ticket.wire_extra = {**ticket.wire_extra, **values}
    ticket.save(update_fields=["wire_extra"])
    return ticket


def _refuse(actor: Actor, ticket: Ticket, values: dict[str, Any]) -> None:
    allowed = policies.writable_fields(actor)
    if allowed is not None and not _differing(ticket, values) <= allowed:
        raise PermissionDenied("ticket.write")
    if values.get("is_locked") is not False:
        refuse_locked(ticket)


def _end(ticket: Ticket, close_reason: str) -> dict[str, list[Any]]:
    """Say why a ticket that was just closed has ended; what was accepted is fixed."""
    if not close_reason or ticket.status.category != Category.CLOSED:
        return {}
    values: dict[str, Any] = {"close_reason": close_reason}
    if close_reason == CloseReason.ACCEPTED and not ticket.resolution:
        values["resolution"] = Resolution.FIXED
    return apply_values(ticket, values)


def _differing(ticket: Ticket, values: dict[str, Any]) -> set[str]:
    """Return the fields that would change: writing back what was read is allowed to everybody."""
    carried = {"wire_extra"}
    return {
        name
        for name, value in values.items()
        if name not in carried and (name in _PARTS or getattr(ticket, name) != value)
    }


def _apply(
    actor: Actor, ticket: Ticket, values: dict[str, Any], *, any_status: bool, signs_closing: bool
) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Set everything on the row and on what hangs on it; returns (changes, names) for the
    journal.
    """
    names = _names_before(ticket, values)
    changes = apply_values(
        ticket, {key: value for key, value in values.items() if key not in _APART}
    )
    changes |= _follow_category(ticket, values, changes)
    changes |= _apply_priority(ticket, values)
    if "status" in values:
        signer = actor.person if signs_closing else None
        changes |= move(ticket, values["status"], timezone.now(), by=signer, any_status=any_status)
    if {*_WAITS} & set(values) and ticket.status.category != Category.WAITING:
        forget_wait(ticket)
        changes = {name: change for name, change in changes.items() if name not in _WAITS}
    if ticket.status.category != Category.CLOSED and ticket.resolution:
        changes |= _clear_resolution(ticket, changes)
    if "parent" in changes:
        refuse_cycle(ticket)
    changes |= store_values(ticket, values.get("values") or {})
    require_answers(actor, ticket, set(values.get("values") or ()))
    changes |= store_plan(ticket, values.get("plan") or {})
    return changes, {
        key: [old, _name(getattr(ticket, key))] for key, old in names.items() if key in changes
    }


def _follow_category(
    ticket: Ticket, values: dict[str, Any], changes: dict[str, list[Any]]
) -> dict[str, list[Any]]:
    """Give a ticket the form of its new category, where the form came from the old one."""
    if "category" not in changes or "form" in values:
        return {}
    old = TicketCategory.objects.filter(pk=changes["category"][0]).first()
    new = ticket.category.form if ticket.category is not None else None
    if ticket.form_id != (old.form_id if old is not None else None) or new is None:
        return {}
    return apply_values(ticket, {"form": new})


def _clear_resolution(ticket: Ticket, changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Only a closed ticket has a resolution; returns the change as seen from the stored value."""
    stored = changes.pop("resolution", [ticket.resolution])[0]
    ticket.resolution = 0
    return {"resolution": [stored, 0]} if stored else {}


def _apply_priority(ticket: Ticket, values: dict[str, Any]) -> dict[str, list[Any]]:
    wanted = {key: values[key] for key in ("priority", "urgency", "impact") if key in values}
    if not wanted or all(getattr(ticket, key) == value for key, value in wanted.items()):
        return {}
    before = {key: getattr(ticket, key) for key in ("priority", "urgency", "impact")}
    set_priority(ticket, wanted.get("priority"), wanted.get("urgency"), wanted.get("impact"))
    return {
        key: [old, getattr(ticket, key)]
        for key, old in before.items()
        if old != getattr(ticket, key)
    }


def _names_before(ticket: Ticket, values: dict[str, Any]) -> dict[str, Any]:
    """Return {foreign key: its word} of the keys about to be set that point elsewhere now."""
    names: dict[str, Any] = {}
    for key, value in values.items():
        field = None if key in _PARTS else Ticket._meta.get_field(key)
        if isinstance(field, models.ForeignKey):
            new_pk = value.pk if value is not None else None
            if getattr(ticket, f"{key}_id") != new_pk:
                names[key] = _name(getattr(ticket, key))
    return names


def _name(row: models.Model | None) -> str | None:
    if row is None:
        return None
    if isinstance(row, Status | Ticket):
        return row.name if isinstance(row, Status) else row.title
    return getattr(row, "name", None) or str(row)


def _keep_in_step(ticket: Ticket, changes: dict[str, list[Any]]) -> None:
    """Update the rows that copy or count the changed fields."""
    if "requester" in changes:
        replace_first(ticket, Role.REQUESTER, ticket.requester)
    if "assignee" in changes:
        replace_first(ticket, Role.ASSIGNEE, ticket.assignee)
    if "support_group" in changes:
        replace_group(ticket, changes["support_group"][0])
    if {"title", "description", "form"} & set(changes) or any(
        key.startswith("values.") for key in changes
    ):
        store_text(ticket)
    if "parent" in changes:
        link_parent(ticket, changes["parent"][0])
    elif "status" in changes and ticket.parent_id is not None:
        count_open_children(ticket.parent_id)


def _act(ticket: Ticket, changes: dict[str, list[Any]]) -> str:
    """Return the word of the act that mails are about."""
    if "status" in changes and ticket.status.category == Category.CLOSED:
        return "closed"
    return "assigned" if "assignee" in changes else "updated"
