"""What happened to a ticket, and who is told about it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from audit.actor import Actor
from audit.models import JournalEntry
from tickets import policies
from tickets.models import Followup, Ticket, TicketPerson


def history_of(actor: Actor, ticket: Ticket) -> QuerySet[JournalEntry]:
    """Return the journal of a visible ticket, oldest first, without what was done to hidden
    lines.
    """
    entries = JournalEntry.objects.filter(noun="ticket", object_id=ticket.pk).order_by("id")
    if policies.reads_internal(actor):
        return entries
    hidden = Followup.objects.filter(ticket=ticket, is_public=False).values("pk")
    return entries.exclude(part_noun="followup", part_id__in=hidden)


def without_plans(actor: Actor, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the changes in an entry without the texts of problems and changes, for those who read
    no internal lines.
    """
    if policies.reads_internal(actor):
        return changes
    return {name: change for name, change in changes.items() if not name.startswith("plan.")}


def last_change_by(actor: Actor, ticket: Ticket) -> JournalEntry | None:
    """Return the newest entry on a visible ticket if the actor has just changed its fields."""
    newest = JournalEntry.objects.filter(noun="ticket", object_id=ticket.pk).order_by("-id").first()
    is_own = newest is not None and newest.actor_id == actor.user_id
    return newest if is_own and newest is not None and newest.verb == "ticket.updated" else None


def hidden_entries(actor: Actor, entries: Iterable[JournalEntry]) -> set[int]:
    """Return which entries about visible tickets are about lines that the actor may not read (one
    statement).
    """
    if policies.reads_internal(actor):
        return set()
    about = {entry.pk: entry.part_id for entry in entries if entry.part_noun == "followup"}
    hidden = Followup.objects.filter(pk__in=set(about.values()), is_public=False)
    internal = set(hidden.values_list("pk", flat=True))
    return {key for key, line in about.items() if line in internal}


def recipients_of(ticket: Ticket) -> QuerySet[TicketPerson]:
    """Return everybody with a part in the ticket who wants mail, with what mails need of people."""
    return (
        TicketPerson.objects.filter(ticket=ticket, wants_mail=True)
        .select_related("user")
        .only("ticket", "email", *(f"user__{name}" for name in _MAIL_COLUMNS))
        .order_by("id")
    )


_MAIL_COLUMNS = (
    "username", "real_name", "first_name", "last_name", "email", "language", "is_active",
    "is_agent", "deleted_at",
)  # fmt: skip
