"""What is kept about an item: what it cost, and notes."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries import note_rows
from assets import operations, queries
from assets.api.parts import ChangedPart, OnlyPart, PartIn, PartOut, day, line, number
from assets.api.shapes import key_of
from assets.operations import nouns as tables
from audit.actor import Actor
from crm.queries import visible_companies
from doors.rest.inputs import Input, Ref, Text
from doors.rest.rows import Amount, Rows


class FinanceOut(PartOut):
    """Purchase, warranty and depreciation of an item."""

    bought_on, used_on, ordered_on, delivered_on, inventoried_on, warranty_on = (
        serializers.DateField(allow_null=True) for _ in range(6)
    )
    decommissioned_at = serializers.DateTimeField(allow_null=True)
    warranty_months = serializers.IntegerField()
    warranty_info = serializers.CharField()
    supplier = key_of("supplier_id")
    order_number, delivery_number, asset_number, bill = (serializers.CharField() for _ in range(4))
    value_amount, warranty_amount = Amount(), Amount()
    sink_months = serializers.IntegerField()
    sink_type = serializers.IntegerField()
    sink_coefficient = serializers.FloatField()
    comment = serializers.CharField()


class FinanceIn(PartIn):
    """Purchase, warranty and depreciation of an item, or changes of them; -1 months of warranty =
    for life.
    """

    bought_on, used_on, ordered_on, delivered_on, inventoried_on, warranty_on = (
        day() for _ in range(6)
    )
    decommissioned_at = serializers.DateTimeField(required=False, allow_null=True)
    warranty_months = number(lowest=-1)
    warranty_info, order_number, delivery_number, asset_number, bill = (line() for _ in range(5))
    supplier = Ref(visible_companies, required=False, allow_null=True)
    value_amount, warranty_amount = Amount(required=False), Amount(required=False)
    sink_months, sink_type = number(), number()
    sink_coefficient = serializers.FloatField(min_value=0, max_value=1_000_000, required=False)
    comment = Text(required=False, allow_blank=True)


class FinanceViewSet(OnlyPart):
    """What the item cost and how long its maker stands for it: one row or none."""

    noun = tables.FINANCES
    rows: ClassVar[type[Rows]] = FinanceOut
    create_input: ClassVar[type[Input]] = FinanceIn
    update_input: ClassVar[type[Input]] = FinanceIn


class ItemNoteOut(PartOut):
    """A note on the item."""

    title = serializers.CharField()
    body = serializers.CharField()
    author = key_of("author_id")
    edited_by = key_of("edited_by_id")


class ItemNotePatchIn(PartIn):
    """Changes of a note."""

    title = line()
    body = Text(required=False)


class ItemNoteIn(ItemNotePatchIn):
    """A note on the item."""

    body = Text()


class ItemNoteViewSet(ChangedPart):
    """Notes that people of the desk leave on the item."""

    rows: ClassVar[type[Rows]] = ItemNoteOut
    create_input: ClassVar[type[Input]] = ItemNoteIn
    update_input: ClassVar[type[Input]] = ItemNotePatchIn

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the notes on a visible item."""
        if getattr(self, "swagger_fake_view", False):
            return note_rows()
        return queries.notes_of(actor, self.key("item_id"))

    def add(self, actor: Actor, values: dict[str, Any]) -> Any:
        """Leave a note."""
        return operations.write_item_note(actor, values.pop(self.owner).pk, **values)

    def change(self, actor: Actor, key: int, values: dict[str, Any]) -> Any:
        """Change a note."""
        return operations.change_item_note(actor, self.key("item_id"), key, **values)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Remove a note."""
        note = self.get_queryset().get(pk=self.key())
        operations.remove_item_note(self.actor(), self.key("item_id"), note.pk)
        return Response(status=204)
