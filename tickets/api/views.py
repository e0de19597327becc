"""Tickets, their timeline, people, links, files and clocks."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from audit.actor import Actor
from audit.models import JournalEntry
from doors.rest.bulk import BulkIn, BulkOut, carry_out
from doors.rest.downloads import describes_download, download
from doors.rest.inputs import NoInput
from doors.rest.uploads import ReadsUploads, UploadIn
from doors.rest.views import Nouns, Whole
from files.queries import open_file
from tickets import queries
from tickets.api import shapes
from tickets.api.acts import TicketActs
from tickets.api.filters import TicketFilters
from tickets.api.inputs import FollowupIn, ItemLinkIn, LinkIn, PartIn, TicketIn, TicketPatchIn
from tickets.models import Ticket
from tickets.operations import (
    add_followup,
    add_person,
    attach_file,
    create_ticket,
    delete_ticket,
    link_item,
    link_tickets,
    remove_file,
    remove_person,
    unlink_item,
    unlink_tickets,
    unsend_followup,
    update_ticket,
)

ORDERS = ("-activity_at", "activity_at", "-updated_at", "updated_at", "-id", "id", "-opened_at")


class TicketViewSet(Whole, TicketActs):
    """Tickets that the caller may see."""

    scope = "tickets"
    rows = shapes.TicketOut
    filters = TicketFilters
    orders = ORDERS
    create_input, create_row = TicketIn, create_ticket
    update_input, update_row = TicketPatchIn, update_ticket
    delete_row = delete_ticket

    def visible(self, actor: Actor) -> QuerySet[Ticket]:
        """Return the tickets the actor may read."""
        return queries.visible_tickets(actor)

    @extend_schema(responses=shapes.TicketListOut(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List tickets, latest activity first; texts are shown with one ticket only."""
        return self.listed(
            self.get_queryset(), shapes.TicketListOut, filters=self.filters, orders=self.orders
        )

    @extend_schema(request=BulkIn, responses=BulkOut)
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Create, change and delete up to 100 tickets; each has its own transaction and result."""
        return carry_out(self, request)

    def gone(self, actor: Actor, keys: set[int]) -> set[int]:
        """Return what lies in the trash and was the actor's to read."""
        rows = queries.trashed_tickets(actor).filter(pk__in=keys)
        return set(rows.values_list("pk", flat=True))

    def hidden_entries(self, actor: Actor, entries: Iterable[JournalEntry]) -> set[int]:
        """Return the entries about internal notes that the actor may not read."""
        return queries.hidden_entries(actor, entries)


class TicketPart(Nouns):
    """Something that hangs on the ticket of the path."""

    scope = "tickets"
    orders = ("id", "-id")

    def ticket(self) -> Ticket:
        """Return the ticket of the path. Raises Ticket.DoesNotExist."""
        return queries.ticket_for(self.actor(), self.key("ticket_id"))

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the parts of the ticket that the actor may see."""
        if getattr(self, "swagger_fake_view", False):
            return self.parts(actor, Ticket(pk=0))
        return self.parts(actor, self.ticket())

    def parts(self, actor: Actor, ticket: Ticket) -> QuerySet[Any]:
        """Return the parts of a visible ticket."""
        raise NotImplementedError


class FollowupViewSet(TicketPart):
    """The timeline."""

    rows = shapes.FollowupOut
    create_input = FollowupIn

    def parts(self, actor: Actor, ticket: Ticket) -> QuerySet[Any]:
        """Return the lines the actor may read."""
        return queries.visible_followups(actor, ticket)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a line, with the time spent if there is any."""
        ticket = self.ticket()
        line = add_followup(self.actor(), ticket.pk, self.read_input(FollowupIn))
        return self.shown(line.pk, status=201)

    @extend_schema(request=NoInput, responses={204: None})
    @action(detail=True, methods=["post"])
    def unsend(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take back a line that one has just written; its text is one's draft again."""
        line = self.get_queryset().get(pk=self.key())
        self.read_input(NoInput)
        unsend_followup(self.actor(), line.pk)
        return Response(status=204)


class WorkunitViewSet(TicketPart):
    """Time spent; written with a follow-up."""

    rows = shapes.WorkunitOut

    def parts(self, actor: Actor, ticket: Ticket) -> QuerySet[Any]:
        """Return the work on lines the actor may read."""
        return queries.workunits_of(actor, ticket)


class PartViewSet(TicketPart):
    """People with a part in the ticket."""

    rows = shapes.PartOut

    def parts(self, actor: Actor, ticket: Ticket) -> QuerySet[Any]:
        """Return everybody."""
        return queries.people_of(ticket)

    @extend_schema(request=PartIn, responses={201: shapes.PartOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let a person or a bare address take part; who does comes back."""
        ticket, given = self.ticket(), self.read_input(PartIn)
        row = add_person(self.actor(), ticket.pk, given["somebody"], given["role"])
        return self.shown(row.pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take somebody out of the ticket; oneself may always go."""
        row = self.get_queryset().get(pk=self.key())
        remove_person(self.actor(), row.ticket_id, row.pk)
        return Response(status=204)


class LinkViewSet(TicketPart):
    """Ties to other tickets that the caller may see."""

    rows = shapes.LinkOut

    def parts(self, actor: Actor, ticket: Ticket) -> QuerySet[Any]:
        """Return the ties."""
        return queries.links_of(actor, ticket)

    @extend_schema(request=LinkIn, responses={201: shapes.LinkOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Tie the ticket, as the child, the duplicate, the effect, to another."""
        ticket, given = self.ticket(), self.read_input(LinkIn)
        link = link_tickets(self.actor(), ticket.pk, given["target"], given["kind"])
        return self.shown(link.pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Untie the ticket from the other."""
        ticket, link = self.ticket(), self.get_queryset().get(pk=self.key())
        unlink_tickets(self.actor(), ticket.pk, link.pk)
        return Response(status=204)


class ItemLinkViewSet(TicketPart):
    """Configuration items that the ticket is about."""

    rows = shapes.ItemLinkOut
    create_input = ItemLinkIn

    def parts(self, actor: Actor, ticket: Ticket) -> QuerySet[Any]:
        """Return the items."""
        return queries.items_of(ticket).prefetch_related(None).select_related(None)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Link an item; an existing link is answered alike."""
        ticket = self.ticket()
        item_id = self.read_input(ItemLinkIn)["item"]
        link_item(self.actor(), ticket.pk, item_id)
        return self.shown(item_id, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take an item off the ticket."""
        ticket, item = self.ticket(), self.get_queryset().get(pk=self.key())
        unlink_item(self.actor(), ticket.pk, item.pk)
        return Response(status=204)


class HistoryViewSet(TicketPart):
    """What happened to the ticket."""

    rows = shapes.HistoryOut

    def parts(self, actor: Actor, ticket: Ticket) -> QuerySet[Any]:
        """Return the journal, without what was done to hidden lines."""
        return queries.history_of(actor, ticket)


class ClockViewSet(TicketPart):
    """SLA clocks."""

    rows = shapes.ClockOut

    def parts(self, actor: Actor, ticket: Ticket) -> QuerySet[Any]:
        """Return the clocks."""
        return queries.clocks_of(ticket).select_related(None)

    @extend_schema(responses=shapes.ExplainedOut)
    @action(detail=True, methods=["get"])
    def explain(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Tell the life of a clock, stretch by stretch, with calendar and reason of each."""
        clock = queries.clocks_of(self.ticket()).get(pk=self.key())
        return Response({"results": [vars(segment) for segment in queries.explain(clock)]})


class FileViewSet(ReadsUploads, TicketPart):
    """Files of the ticket and of the lines that the caller may read."""

    rows = shapes.FileOut
    key_column = "file_id"

    def parts(self, actor: Actor, ticket: Ticket) -> QuerySet[Any]:
        """Return the links of the files."""
        return queries.files_of(actor, ticket).select_related(None)

    @extend_schema(request={"multipart/form-data": UploadIn}, responses={201: shapes.FileOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Upload a file."""
        ticket, upload = self.ticket(), self.read_input(UploadIn)
        stored = attach_file(
            self.actor(),
            ticket.pk,
            file_name=upload.file_name,
            content=upload.file,
            comment=upload.comment,
        )
        return self.shown(stored.pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Remove a file."""
        self.get_queryset().get(file_id=self.key())
        remove_file(self.actor(), self.key())
        return Response(status=204)

    @describes_download
    @action(detail=True, methods=["get"])
    def content(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Download a file, or the part that `Range` names."""
        file = queries.files_of(self.actor(), self.ticket()).get(file_id=self.key()).file
        return download(
            open_file(file),
            size=file.size_bytes,
            file_name=file.file_name,
            media_type=file.media_type,
            digest=file.sha256,
            wanted=request.headers.get("Range", ""),
        )
