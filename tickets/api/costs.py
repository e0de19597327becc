"""What the ticket of the path cost."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.operations import nouns
from doors.rest.catalogues import NamedOut, NamedPatchIn, PartsOfOne
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


class CostViewSet(PartsOfOne):
    """Costs of the ticket of the path. Taken off for good; the history tells of them."""

    scope = "tickets"
    verbs, noun, owner_field = nouns, COSTS, "ticket"
    orders = ("id", "-id")
    rows: ClassVar[type[Rows]] = CostOut
    create_input: ClassVar[type[Input]] = CostPatchIn
    update_input: ClassVar[type[Input]] = CostPatchIn

    def owner(self) -> Any:
        """Return the ticket of the path. Raises ObjectDoesNotExist."""
        return queries.ticket_for(self.actor(), self.key("ticket_id"))
