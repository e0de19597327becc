"""What the ticket of the path cost."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.operations import nouns
from audit.actor import Actor
from doors.rest.catalogues import Catalogue, NamedOut, NamedPatchIn
from doors.rest.inputs import Input, Line
from doors.rest.rows import Amount, Rows
from tickets import queries
from tickets.operations.nouns import COSTS

LARGEST = 2**63 - 1


class CostOut(NamedOut):
    """A cost beside the hours that workunits tell; `time_amount` is the price of an hour."""

    begins_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    seconds = serializers.IntegerField()
    time_amount = Amount()
    fixed_amount = Amount()
    material_amount = Amount()


class CostPatchIn(NamedPatchIn):
    """Changes of a cost."""

    name = Line(required=False, allow_blank=True)
    begins_on = serializers.DateField(required=False, allow_null=True)
    ends_on = serializers.DateField(required=False, allow_null=True)
    seconds = serializers.IntegerField(min_value=0, max_value=LARGEST, required=False)
    time_amount = Amount(required=False)
    fixed_amount = Amount(required=False)
    material_amount = Amount(required=False)


class CostViewSet(Catalogue):
    """Costs of the ticket of the path. Taken off for good; the history tells of them."""

    scope = "tickets"
    verbs, noun = nouns, COSTS
    orders = ("id", "-id")
    rows: ClassVar[type[Rows]] = CostOut
    create_input: ClassVar[type[Input]] = CostPatchIn
    update_input: ClassVar[type[Input]] = CostPatchIn

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the costs of a visible ticket."""
        costs = nouns.visible(actor, COSTS)
        if getattr(self, "swagger_fake_view", False):
            return costs
        return costs.filter(ticket=queries.ticket_for(actor, self.key("ticket_id")))

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a cost."""
        ticket = queries.ticket_for(self.actor(), self.key("ticket_id"))
        values = {**self.read_input(CostPatchIn), "ticket": ticket}
        return self.shown(self.create_row(self.actor(), values).pk, status=201)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change the given fields of a cost."""
        self.get_queryset().get(pk=self.key())
        return super().partial_update(request, *args, **kwargs)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a cost off."""
        self.get_queryset().get(pk=self.key())
        return super().destroy(request, *args, **kwargs)
