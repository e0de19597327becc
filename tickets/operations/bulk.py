"""One change of many tickets: asked for once, done by a worker, with a way back.

Each ticket is changed through `update_ticket` in its own transaction, with the rights of who asked.
A run that dies goes on behind the last finished ticket when its lease has ended.
"""

from collections.abc import Iterable
from typing import Any

from celery import signature
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.queries import visible_groups, visible_users
from audit.actor import Actor
from audit.columns import stored
from notify.queue import LEASE, claim, finish
from tickets.drafts import TicketPatch
from tickets.models import BulkChange, BulkItem, Status, Ticket
from tickets.operations.update import update_ticket
from tickets.queries import bulk_change_for, visible_tickets
from tickets.vocabulary import BulkOutcome, Priority

MOST_TICKETS = 1000
SLICE = 20
FIELDS = ("assignee", "support_group", "status", "priority")
BULK_TASK = "tickets.run_bulk_change"


@transaction.atomic
def change_many(actor: Actor, ticket_ids: Iterable[int], patch: dict[str, Any]) -> BulkChange:
    """Ask for one change of many visible tickets: {field of FIELDS: key, value or None}.

    Raises ValidationError for no ticket, more than MOST_TICKETS, or a value that does not exist
    for the actor.
    """
    _read(actor, patch)
    keys = set(ticket_ids)
    found = sorted(visible_tickets(actor).filter(pk__in=keys).values_list("pk", flat=True))
    if not found:
        raise ValidationError(_("Choose at least one ticket."), code="required")
    if len(found) > MOST_TICKETS:
        text = _("At most %(number)s tickets at once.") % {"number": MOST_TICKETS}
        raise ValidationError(text, code="too_many")
    change = _queue(actor, patch, len(found))
    BulkItem.objects.bulk_create(
        [BulkItem(change=change, ticket_id=key) for key in found], batch_size=500
    )
    return change


@transaction.atomic
def undo_bulk_change(actor: Actor, change_id: int) -> BulkChange:
    """Ask to give every ticket of an own, finished change its values back.

    A ticket that somebody changed since in the same field keeps that change. Asked twice, the
    first undoing is returned.
    """
    change = bulk_change_for(actor, change_id, lock=True)
    if hasattr(change, "undone_by"):
        return change.undone_by
    if change.done_at is None:
        raise ValidationError(_("This change is still running."), code="running")
    items = list(change.items.filter(outcome=BulkOutcome.CHANGED).order_by("pk"))
    back = _queue(actor, {}, len(items), undoes=change)
    BulkItem.objects.bulk_create(
        [
            BulkItem(
                change=back,
                ticket_id=item.ticket_id,
                values={name: [new, old] for name, (old, new) in item.values.items()},
            )
            for item in items
        ],
        batch_size=500,
    )
    return back


def run_bulk_change(change_id: int) -> bool:
    """Work off a bulk change; False when another worker has it. Safe to run twice."""
    owner = claim(BulkChange, change_id)
    if owner is None:
        return False
    change = BulkChange.objects.select_related("user", "acted_for").get(pk=change_id)
    actor = Actor(
        user=change.user, acted_for=change.acted_for, door=change.door, address=change.address
    )
    waiting = change.items.filter(outcome=BulkOutcome.WAITING).order_by("pk")
    while items := list(waiting[:SLICE]):
        # what was refused is read by the one who asked
        with override(change.user.language or settings.LANGUAGE_CODE):
            for item in items:
                _change_one(actor, change, item)
        renewed = BulkChange.objects.filter(pk=change.pk, lease_owner=owner)
        if not renewed.update(lease_until_at=timezone.now() + LEASE):
            return False
    return finish(change, owner)


def _change_one(actor: Actor, change: BulkChange, item: BulkItem) -> None:
    """Change one ticket and write how it ended, in one transaction; a refusal is written too."""
    try:
        with transaction.atomic():
            before = Ticket.objects.select_for_update().get(pk=item.ticket_id)
            wanted = _back(before, item) if change.undoes_id else change.patch
            old = {name: stored(_value(before, name)) for name in wanted}
            after = update_ticket(actor, item.ticket_id, TicketPatch(**_read(actor, wanted)))
            item.values = {
                name: [old[name], stored(_value(after, name))]
                for name in wanted
                if old[name] != stored(_value(after, name))
            }
            item.outcome = BulkOutcome.CHANGED if item.values else BulkOutcome.SAME
            _note(change, item)
    except ObjectDoesNotExist:
        _refused(change, item, _("It is not there any more."))
    except PermissionDenied:
        _refused(change, item, _("You may not change it."))
    except ValidationError as refusal:
        _refused(change, item, " ".join(refusal.messages))


def _refused(change: BulkChange, item: BulkItem, message: str) -> None:
    item.outcome, item.message = BulkOutcome.REFUSED, message[:255]
    with transaction.atomic():
        _note(change, item)


def _note(change: BulkChange, item: BulkItem) -> None:
    item.save(update_fields=["outcome", "values", "message"])
    is_refused = item.outcome == BulkOutcome.REFUSED
    counter = "refused_count" if is_refused else "changed_count"
    BulkChange.objects.filter(pk=change.pk).update(**{counter: F(counter) + 1})


def _back(ticket: Ticket, item: BulkItem) -> dict[str, Any]:
    """Return the values to give back: of the fields that still are as the change left them."""
    return {
        name: old for name, (new, old) in item.values.items() if stored(_value(ticket, name)) == new
    }


def _value(ticket: Ticket, name: str) -> Any:
    return getattr(ticket, name if name == "priority" else f"{name}_id")


def _read(actor: Actor, patch: dict[str, Any]) -> dict[str, Any]:
    """Return the patch with rows for keys, each found inside what the actor may see."""
    if unknown := set(patch) - set(FIELDS):
        message = _("Unknown: %(names)s") % {"names": ", ".join(sorted(unknown))}
        raise ValidationError(message, code="unknown")
    values = dict(patch)
    for name, rows in (
        ("assignee", visible_users(actor)),
        ("support_group", visible_groups(actor)),
        ("status", Status.objects.all()),
    ):
        if values.get(name) is not None:
            row = rows.filter(pk=values[name]).first()
            if row is None:
                raise ValidationError({name: _("There is no such choice.")}, code="unknown")
            values[name] = row
    if "priority" in values and values["priority"] not in Priority.values:
        raise ValidationError({"priority": _("There is no such choice.")}, code="unknown")
    if values.get("status", "given") is None:
        raise ValidationError({"status": _("There is no such choice.")}, code="unknown")
    return values


def _queue(
    actor: Actor, patch: dict[str, Any], total: int, undoes: BulkChange | None = None
) -> BulkChange:
    change = BulkChange.objects.create(
        user=actor.user,
        acted_for=actor.acted_for,
        door=actor.door,
        address=actor.address,
        patch=patch,
        total_count=total,
        undoes=undoes,
    )
    transaction.on_commit(lambda: nudge(change.pk), robust=True)
    return change


def nudge(change_id: int) -> None:
    """Tell a worker that a bulk change waits."""
    signature(BULK_TASK, args=(change_id,)).delay()
