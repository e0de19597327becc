"""Tasks and groups of tickets, articles that were used on them, and announcements about them."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from audit.actor import Actor
from tickets import queries
from tickets.api import shapes
from tickets.api.inputs import (
    AnnouncementLinkIn,
    ArticleLinkIn,
    ExternalIn,
    GroupPartIn,
    TaskIn,
    TaskPatchIn,
)
from tickets.api.views import TicketPart
from tickets.drafts import FollowupDraft
from tickets.models import Ticket
from tickets.operations import (
    LinePatch,
    TaskValues,
    add_group,
    add_task,
    announce_ticket,
    change_line,
    drop_announcement,
    drop_article,
    link_external,
    remove_group,
    remove_line,
    unlink_external,
    use_article,
)
from tickets.vocabulary import FollowupKind

LINE_FIELDS = ("body", "is_public")


class TaskViewSet(TicketPart):
    """Tasks with planning and state; each is a line of the timeline too."""

    rows = shapes.TaskOut
    create_input = TaskIn
    update_input = TaskPatchIn

    def parts(self, actor: Actor, ticket: Ticket) -> QuerySet[Any]:
        """Return the tasks the actor may read."""
        return queries.tasks_of(actor, ticket)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Plan a task."""
        ticket, given = self.ticket(), self.read_input(TaskIn)
        line = {name: given.pop(name) for name in LINE_FIELDS if name in given}
        draft = FollowupDraft(kind=FollowupKind.TASK, **line)
        made = add_task(self.actor(), ticket.pk, draft, TaskValues(**given))
        return self.shown(made.task.pk, status=201)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change a task."""
        row = self.get_queryset().get(pk=self.key())
        given = self.read_input(TaskPatchIn)
        line = {name: given.pop(name) for name in LINE_FIELDS if name in given}
        change_line(self.actor(), row.followup_id, LinePatch(**line), TaskValues(**given))
        return self.shown(row.pk)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Remove a task, and its line with it."""
        row = self.get_queryset().get(pk=self.key())
        remove_line(self.actor(), row.followup_id)
        return Response(status=204)


class GroupPartViewSet(TicketPart):
    """Groups with a part in the ticket."""

    rows = shapes.GroupPartOut
    create_input = GroupPartIn

    def parts(self, actor: Actor, ticket: Ticket) -> QuerySet[Any]:
        """Return all of them."""
        return queries.groups_of(ticket)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give a group a part; one that it has comes back."""
        ticket, given = self.ticket(), self.read_input(GroupPartIn)
        row = add_group(self.actor(), ticket.pk, **given)
        return self.shown(row.pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a group's part away."""
        row = self.get_queryset().get(pk=self.key())
        remove_group(self.actor(), row.ticket_id, row.pk)
        return Response(status=204)


class ArticleLinkViewSet(TicketPart):
    """Articles that were used on the ticket, as far as the caller may read them."""

    rows = shapes.ArticleLinkOut
    create_input = ArticleLinkIn

    def parts(self, actor: Actor, ticket: Ticket) -> QuerySet[Any]:
        """Return the links."""
        return queries.article_links_of(actor, ticket)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Note that an article was used; again, whether it solved the ticket."""
        ticket, given = self.ticket(), self.read_input(ArticleLinkIn)
        link = use_article(self.actor(), ticket.pk, **given)
        return self.shown(link.pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take an article off the ticket."""
        link = self.get_queryset().get(pk=self.key())
        drop_article(self.actor(), link.ticket_id, link.pk)
        return Response(status=204)


class AnnouncementLinkViewSet(TicketPart):
    """Announcements about the ticket, as far as the caller may read them."""

    rows = shapes.AnnouncementLinkOut
    create_input = AnnouncementLinkIn

    def parts(self, actor: Actor, ticket: Ticket) -> QuerySet[Any]:
        """Return the links."""
        return queries.announcement_links_of(actor, ticket)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say that an announcement is about the ticket."""
        ticket, given = self.ticket(), self.read_input(AnnouncementLinkIn)
        link = announce_ticket(self.actor(), ticket.pk, **given)
        return self.shown(link.pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take an announcement off the ticket."""
        link = self.get_queryset().get(pk=self.key())
        drop_announcement(self.actor(), link.ticket_id, link.pk)
        return Response(status=204)


class ExternalViewSet(TicketPart):
    """Suppliers with a part in the ticket, for those who read internal lines."""

    rows = shapes.ExternalOut
    create_input = ExternalIn

    def parts(self, actor: Actor, ticket: Ticket) -> QuerySet[Any]:
        """Return those that are on the ticket now."""
        return queries.visible_externals(actor, ticket)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give a supplier a part; again, another number under which it knows the ticket."""
        ticket, given = self.ticket(), self.read_input(ExternalIn)
        reference = given.get("reference", "")
        link = link_external(self.actor(), ticket.pk, given["company"], reference=reference)
        return self.shown(link.pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a supplier off the ticket; a wait for it ends."""
        link = self.get_queryset().get(pk=self.key())
        unlink_external(self.actor(), link.ticket_id, link.pk)
        return Response(status=204)
