"""Take one's own last change of a ticket back."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.actor import Actor
from audit.models import JournalEntry
from tickets import queries
from tickets.drafts import TicketPatch
from tickets.models import Ticket
from tickets.operations.update import update_ticket

UNDO_WITHIN = timedelta(minutes=15)
FIELDS = (
    "title", "kind", "status", "priority", "urgency", "impact", "requester", "assignee",
    "support_group", "category", "parent", "entity", "is_locked", "sla_is_disabled",
    "waiting_reason",
)  # fmt: skip


@transaction.atomic
def undo_update(actor: Actor, ticket_id: int, entry_id: int) -> Ticket:
    """Set the fields that the actor's own entry changed back to what they were.

    Records "ticket.updated". Raises DoesNotExist for an entry of another ticket, PermissionDenied
    for that of somebody else, ValidationError(code="changed") when a field differs again or it is
    too late.
    """
    ticket = queries.writable_ticket(actor, ticket_id)
    entry = JournalEntry.objects.get(
        pk=entry_id, noun="ticket", object_id=ticket.pk, verb="ticket.updated"
    )
    if entry.actor_id is None or entry.actor_id != actor.user_id:
        raise PermissionDenied("ticket.write")
    if timezone.now() > entry.recorded_at + UNDO_WITHIN:
        raise ValidationError(_("Too long ago."), code="changed")
    wanted: dict[str, Any] = {}
    values: dict[int, str] = {}
    for name, (old, new) in entry.changes.items():
        if name.startswith("values."):
            key = int(name.split(".", 1)[1])
            _refuse_changed(queries.values_of(ticket).get(key, "") == _text(new))
            values[key] = _text(old)
        elif name in FIELDS:
            field = Ticket._meta.get_field(name)
            is_key = isinstance(field, models.ForeignKey)
            _refuse_changed(getattr(ticket, f"{name}_id" if is_key else name) == new)
            wanted[name] = _row(field, old) if isinstance(field, models.ForeignKey) else old
    if values:
        wanted["values"] = values
    return update_ticket(actor, ticket_id, TicketPatch(**wanted), any_status=True)


def _refuse_changed(is_still_so: bool) -> None:
    if not is_still_so:
        raise ValidationError(_("Changed again since."), code="changed")


def _row(field: models.ForeignKey[Any, Any], key: int | None) -> Any:
    return None if key is None else field.related_model._default_manager.get(pk=key)


def _text(value: str | list[str] | None) -> str:
    """Return a journaled value as `values_of` does: several are a line each."""
    return "\n".join(value) if isinstance(value, list) else value or ""
