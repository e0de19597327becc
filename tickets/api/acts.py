"""Acts on a ticket that are more than a change of fields: watch, merge, split, accept, refuse."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from doors.rest.inputs import HIGHEST_KEY, Input, Line, NoInput, Ref, StrictBoolean, Text
from doors.rest.views import Nouns
from tickets import operations
from tickets.api import shapes
from tickets.api.inputs import HoldIn
from tickets.drafts import FollowupDraft
from tickets.queries import visible_tickets
from tickets.vocabulary import Kind, WaitingReason

MOST_LINES = 100


class WatchIn(Input):
    """Whether the caller is told about the ticket."""

    draft: ClassVar[type[Any]] = dict
    watches = StrictBoolean()


class MergeIn(Input):
    """The ticket that lives on."""

    draft: ClassVar[type[Any]] = dict
    into = Ref(visible_tickets, as_key=True)


class SplitIn(Input):
    """The lines that open a ticket of their own."""

    draft: ClassVar[type[Any]] = dict
    title = Line()
    followups = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=HIGHEST_KEY),
        min_length=1,
        max_length=MOST_LINES,
    )


class AcceptIn(Input):
    """How well the solution works."""

    draft: ClassVar[type[Any]] = dict
    rating = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True)
    comment = Text(required=False, allow_blank=True)


class RefuseIn(Input):
    """What is wrong with the solution."""

    draft: ClassVar[type[Any]] = dict
    reason = Text()


class RateIn(Input):
    """How well the ticket was handled."""

    draft: ClassVar[type[Any]] = dict
    rating = serializers.IntegerField(min_value=1, max_value=5)
    comment = Text(required=False, allow_blank=True)


class OpenFromIn(Input):
    """What is opened out of the ticket."""

    draft: ClassVar[type[Any]] = dict
    kind = serializers.ChoiceField([Kind.PROBLEM, Kind.CHANGE])


class SolveIn(Input):
    """What solved it."""

    draft: ClassVar[type[Any]] = dict
    body = Text()


class TogetherOut(serializers.Serializer[Any]):
    """What became of the tickets on a problem or change."""

    resolved = serializers.ListField(child=serializers.IntegerField())
    left = serializers.ListField(child=serializers.IntegerField())


class TicketActs(Nouns):
    """Acts of the ticket of the path; each answers with the ticket as it is then."""

    @extend_schema(request=WatchIn, responses={204: None})
    @action(detail=True, methods=["post"])
    def watch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Be told about the ticket, or no longer."""
        given = self.read_input(WatchIn)
        operations.watch_ticket(self.actor(), self.key(), watches=given["watches"])
        return Response(status=204)

    @extend_schema(request=HoldIn, responses=shapes.TicketOut)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let the ticket wait for somebody or something; it goes on by itself when that comes."""
        self.get_queryset().get(pk=self.key())
        given = self.read_input(HoldIn)
        if given["reason"] == WaitingReason.EXTERNAL and not given.get("external_id"):
            raise serializers.ValidationError({"external": ["For whom?"]}, code="required")
        operations.hold_ticket(self.actor(), self.key(), **given)
        return self.shown(self.key())

    @extend_schema(request=MergeIn, responses=shapes.TicketOut)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Merge the ticket into another; the answer is the one that lives on."""
        self.get_queryset().get(pk=self.key())
        target = self.read_input(MergeIn)["into"]
        operations.merge_tickets(self.actor(), self.key(), target)
        return self.shown(target)

    @extend_schema(request=NoInput, responses=shapes.TicketOut)
    @action(detail=True, methods=["post"])
    def unmerge(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a merge back; the answer is the ticket that lives again."""
        self.get_queryset().get(pk=self.key())
        self.read_input(NoInput)
        operations.unmerge_ticket(self.actor(), self.key())
        return self.shown(self.key())

    @extend_schema(request=SplitIn, responses={201: shapes.TicketOut})
    @action(detail=True, methods=["post"])
    def split(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Open a ticket of its own from some lines; it is the answer."""
        self.get_queryset().get(pk=self.key())
        given = self.read_input(SplitIn)
        made = operations.split_ticket(
            self.actor(), self.key(), given["followups"], title=given["title"]
        )
        return self.shown(made.pk, status=201)

    @extend_schema(request=AcceptIn, responses=shapes.TicketOut)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Close a resolved ticket because its solution works."""
        self.get_queryset().get(pk=self.key())
        operations.accept_solution(self.actor(), self.key(), **self.read_input(AcceptIn))
        return self.shown(self.key())

    @extend_schema(request=RefuseIn, responses=shapes.TicketOut)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say why the solution does not work, and bring the ticket back to work."""
        self.get_queryset().get(pk=self.key())
        operations.refuse_solution(self.actor(), self.key(), **self.read_input(RefuseIn))
        return self.shown(self.key())

    @extend_schema(request=RateIn, responses=shapes.TicketOut)
    @action(detail=True, methods=["post"])
    def rate(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say how well a ticket that is done was handled; again changes it."""
        self.get_queryset().get(pk=self.key())
        operations.rate_ticket(self.actor(), self.key(), **self.read_input(RateIn))
        return self.shown(self.key())

    @extend_schema(request=OpenFromIn, responses={201: shapes.TicketOut})
    @action(detail=True, methods=["post"], url_path="open-from")
    def open_from(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Open a problem or a change out of the ticket, tied to it; it is the answer."""
        self.get_queryset().get(pk=self.key())
        given = self.read_input(OpenFromIn)
        made = operations.open_from(self.actor(), self.key(), given["kind"])
        return self.shown(made.pk, status=201)

    @extend_schema(request=SolveIn, responses=TogetherOut)
    @action(detail=True, methods=["post"], url_path="resolve-together")
    def resolve_together(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Resolve a problem or change and the open tickets that hang on it, with one text."""
        self.get_queryset().get(pk=self.key())
        draft = FollowupDraft(body=self.read_input(SolveIn)["body"])
        done = operations.resolve_together(self.actor(), self.key(), draft)
        return Response({"resolved": done.resolved, "left": done.left})
