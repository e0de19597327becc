"""Templates, requests and votes, delegations. What is asked for approval has its own noun."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from approvals import operations, queries
from approvals.api import filters, inputs, shapes
from approvals.drafts import RequestDraft
from approvals.models import ApprovalRequest, Vote
from audit.actor import Actor
from doors.rest.inputs import NoInput
from doors.rest.views import LISTED, Creates, Nouns, Whole


class TemplateViewSet(Whole):
    """Approvals that are prepared."""

    scope = "approval-templates"
    rows, filters = shapes.ApprovalTemplateOut, filters.TemplateFilters
    orders = ("title", "-title", "id", "-id")
    create_input, create_row = inputs.TemplateIn, operations.create_template
    update_input, update_row = inputs.TemplatePatchIn, operations.update_template
    delete_row = operations.delete_template

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the templates the actor may see."""
        return queries.visible_templates(actor)


class ApprovalViewSet(Nouns):
    """Requests that the caller wrote, votes on or manages; new ones are made at their noun."""

    scope = "approvals"
    rows, filters = shapes.ApprovalOut, filters.RequestFilters
    orders = ("-id", "id", "-updated_at", "updated_at")

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the requests the actor may see."""
        return queries.visible_requests(actor)

    @extend_schema(responses=shapes.VoteOut(many=True))
    @action(detail=False, methods=["get"], query_parameters=LISTED)
    def waiting(self, request: Request) -> Response:
        """List what waits for the caller's vote, the own and the delegated."""
        rows = queries.waiting_for(self.actor()).select_related(None)
        return self.listed(rows, shapes.VoteOut, orders=("id", "-id"))

    @extend_schema(request=inputs.VoteIn, responses=shapes.ApprovalOut)
    @action(detail=True, methods=["post"])
    def vote(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Approve or reject."""
        given = self.read_input(inputs.VoteIn)
        operations.vote(self._changing(), self.key(), **given)
        return self.shown(self.key())

    @extend_schema(request=inputs.VoterIn, responses={201: shapes.VoteOut})
    @action(detail=True, methods=["post"])
    def voters(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ask one more person in the step that is asked now."""
        voter = self.read_input(inputs.VoterIn)["voter"]
        vote = operations.add_voter(self._changing(), self.key(), voter)
        rows = queries.votes_of(vote.request).filter(pk=vote.pk).select_related(None)
        ((_, row),) = shapes.VoteOut.read(self.actor(), rows)
        return Response(row, status=201)

    @extend_schema(request=NoInput, responses=shapes.ApprovalOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Withdraw a request."""
        self.read_input(NoInput)
        operations.cancel_request(self._changing(), self.key())
        return self.shown(self.key())

    def _changing(self) -> Actor:
        return self.actor_for(self.get_queryset().model, self.key())


class OwnedApprovalViewSet(Nouns):
    """Requests about the row of the path; more of them stands under /approvals/."""

    rows, orders = shapes.ApprovalOut, ("id", "-id")
    create_input = inputs.RequestIn
    owner_name: ClassVar[str]
    """The part of the path that is the row's number."""

    owners: ClassVar[Callable[[Actor], QuerySet[Any]]]
    ask: ClassVar[Callable[[Actor, int, RequestDraft], ApprovalRequest]]

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the requests about a row that the actor may see."""
        if getattr(self, "swagger_fake_view", False):
            return ApprovalRequest.objects.none()
        owner = type(self).owners(actor).get(pk=self.key(self.owner_name))
        return queries.requests_of(owner)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ask for approval."""
        self.get_queryset()
        draft = self.read_input(self.create_input)
        row = type(self).ask(self.actor(), self.key(self.owner_name), draft)
        return self.shown(row.pk, status=201)


class VoteViewSet(Nouns):
    """Votes of the request of the path, everybody's."""

    scope = "approvals"
    rows, orders = shapes.VoteOut, ("id", "-id")

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the votes of a visible request."""
        if getattr(self, "swagger_fake_view", False):
            return Vote.objects.none()
        request = queries.request_for(actor, self.key("approval_id"))
        return queries.votes_of(request).select_related(None)


class DelegationViewSet(Creates):
    """Delegations from and to the caller; all of them for who manages approvals."""

    scope = "delegations"
    rows, orders = shapes.DelegationOut, ("-id", "id")
    create_input, create_row = inputs.DelegationIn, operations.delegate

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the delegations the actor may see."""
        return queries.visible_delegations(actor)

    @extend_schema(request=NoInput, responses=shapes.DelegationOut)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """End a delegation now; the delegate may refuse, too."""
        self.read_input(NoInput)
        operations.end_delegation(self.actor(), self.key())
        return self.shown(self.key())
