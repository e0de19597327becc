"""What parts of an item have in common: added and changed below the path of their item."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.operations import nouns
from assets import queries
from audit.actor import Actor
from doors.rest.inputs import Input, Line
from doors.rest.rows import Key, Rows
from doors.rest.views import Creates, Deletes, Updates

LARGEST, LARGEST_SIZE = 2**31 - 1, 2**63 - 1


def number(highest: int = LARGEST, lowest: int = 0, **kwargs: Any) -> serializers.IntegerField:
    """Return an optional whole number that its column holds."""
    return serializers.IntegerField(min_value=lowest, max_value=highest, required=False, **kwargs)


def line(length: int = 255) -> Line:
    """Return an optional text of one line."""
    return Line(length, required=False, allow_blank=True)


def day() -> serializers.DateField:
    """Return an optional date."""
    return serializers.DateField(required=False, allow_null=True)


class PartOut(Rows):
    """What all parts tell."""

    id = Key()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class PartIn(Input):
    """A part, or changes of one."""

    draft: ClassVar[type[Any]] = dict


class ItemPart(Creates, Deletes):
    """Parts of the item of the path. Taken off for good; the journal of the item tells of it."""

    scope = "items"
    noun: ClassVar[nouns.Noun]
    owner: ClassVar[str] = "ci"
    orders = ("id", "-id")

    def item(self) -> Any:
        """Return the item of the path. Raises ObjectDoesNotExist."""
        return queries.item_for(self.actor(), self.key("item_id"))

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the parts of a visible item."""
        rows = nouns.visible(actor, self.noun)
        if getattr(self, "swagger_fake_view", False):
            return rows
        rows = rows.filter(**{self.owner: self.item()})
        return rows.filter(deleted_at=None) if nouns.keeps_trash(self.noun) else rows

    def add(self, actor: Actor, values: dict[str, Any]) -> Any:
        """Write a new part."""
        return nouns.create_row(actor, self.noun, values)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a part to the item."""
        item = self.item()
        row = self.add(self.actor(), {**self.read_input(self.create_input), self.owner: item})
        return self.shown(row.pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a part off the item."""
        row = self.get_queryset().get(pk=self.key())
        nouns.purge(self.actor_for(type(row), row.pk), self.noun, row.pk)
        return Response(status=204)


class ChangedPart(ItemPart, Updates):
    """Parts that can be changed."""

    def change(self, actor: Actor, key: int, values: dict[str, Any]) -> Any:
        """Write changes of a part."""
        return nouns.change(actor, self.noun, key, values)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change the given fields of a part; `If-Match` refuses when it changed in between."""
        row = self.get_queryset().get(pk=self.key())
        values = self.read_input(self.update_input)
        self.change(self.actor_for(type(row), row.pk), row.pk, values)
        return self.shown(row.pk)


class OnlyPart(ChangedPart):
    """What an item has once; adding it again changes the given fields."""

    def add(self, actor: Actor, values: dict[str, Any]) -> Any:
        """Write the part, or into the one that is there."""
        there = self.get_queryset().first()
        if there is None:
            return super().add(actor, values)
        values.pop(self.owner)
        return self.change(actor, there.pk, values)
