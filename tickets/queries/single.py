"""One ticket, one file: resolved inside what the actor may see."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from audit.actor import Actor
from audit.versions import require_unchanged
from files.models import FileLink
from tickets import policies
from tickets.models import Followup, Ticket
from tickets.queries.lists import visible_followups, visible_tickets


def ticket_for(actor: Actor, ticket_id: int, *, lock: bool = False) -> Ticket:
    """Return one visible ticket. Raises Ticket.DoesNotExist for hidden and unknown alike."""
    tickets = visible_tickets(actor).select_related("status")
    if lock:
        tickets = tickets.select_for_update(of=("self",))
    return tickets.get(pk=ticket_id)


def activity_of(ticket_id: int) -> datetime | None:
    """Return when something last happened to a ticket, None for an unknown one."""
    return Ticket.objects.filter(pk=ticket_id).values_list("activity_at", flat=True).first()


def writable_ticket(actor: Actor, ticket_id: int) -> Ticket:
    """Return one ticket, locked, that the actor may change.

    Raises Ticket.DoesNotExist if it is hidden, PermissionDenied if it is only readable,
    Outdated if it has another version than the actor expects.
    """
    ticket = ticket_for(actor, ticket_id, lock=True)
    if not policies.may_for(actor, "ticket.write", ticket):
        raise PermissionDenied("ticket.write")
    require_unchanged(actor, ticket)
    return ticket


def files_of(actor: Actor, ticket: Ticket) -> QuerySet[FileLink]:
    """Return the file links of a visible ticket and of its visible followups, by file number."""
    types = ContentType.objects.get_for_models(Ticket, Followup)
    lines = visible_followups(actor, ticket).order_by().values("pk")
    own = FileLink.objects.filter(noun=types[Ticket], object_id=ticket.pk)
    theirs = FileLink.objects.filter(noun=types[Followup], object_id__in=lines)
    return (own | theirs).filter(file__deleted_at=None).select_related("file").order_by("file_id")


def files_on(ticket: Ticket, lines: Iterable[Followup]) -> QuerySet[FileLink]:
    """Return the file links of a visible ticket and of visible lines at hand, by file number."""
    types = ContentType.objects.get_for_models(Ticket, Followup)
    keys = [line.pk for line in lines]
    own = Q(noun=types[Ticket], object_id=ticket.pk)
    theirs = Q(noun=types[Followup], object_id__in=keys)
    links = FileLink.objects.filter(own | theirs, file__deleted_at=None)
    return links.select_related("file").order_by("file_id")


def file_for(actor: Actor, file_id: int) -> tuple[FileLink, Ticket]:
    """Return the link of a file on a visible ticket, and the ticket.

    Raises FileLink.DoesNotExist for hidden and unknown alike.
    """
    types = ContentType.objects.get_for_models(Ticket, Followup)
    links = FileLink.objects.filter(
        file=file_id, file__deleted_at=None, noun__in=list(types.values())
    ).select_related("file")
    for link in links.order_by("id"):
        ticket = _owner(actor, link, types[Ticket].pk)
        if ticket is not None:
            return link, ticket
    raise FileLink.DoesNotExist


def _owner(actor: Actor, link: FileLink, ticket_type: int) -> Ticket | None:
    if link.noun_id == ticket_type:
        return visible_tickets(actor).filter(pk=link.object_id).first()
    line = Followup.objects.filter(pk=link.object_id, deleted_at=None).first()
    if line is None or not (line.is_public or policies.reads_internal(actor)):
        return None
    return visible_tickets(actor).filter(pk=line.ticket_id).first()
