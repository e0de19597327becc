"""Catalogues: nouns whose rows are all written by the same few verbs, which an app hands in."""

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from audit.actor import Actor
from doors.rest.inputs import Input, Line, Text
from doors.rest.rows import Key, Rows
from doors.rest.views import Whole


class Verbs(Protocol):
    """What can be done with the rows of a table; each asks for the actor's rights."""

    def visible(self, actor: Actor, noun: Any) -> QuerySet[Any]:
        """Return the rows the actor may see."""

    def create_row(self, actor: Actor, noun: Any, values: Mapping[str, Any]) -> Any:
        """Add a row."""

    def change(self, actor: Actor, noun: Any, key: int, values: Mapping[str, Any]) -> Any:
        """Change a row."""

    def purge(self, actor: Actor, noun: Any, key: int) -> Any:
        """Remove a row for good."""


class NamedOut(Rows):
    """A row to choose from."""

    id = Key()
    name = serializers.CharField()
    comment = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class NamedPatchIn(Input):
    """Changes of a row to choose from."""

    draft: ClassVar[type[Any]] = dict
    name = Line(required=False)
    comment = Text(required=False, allow_blank=True)


class NamedIn(NamedPatchIn):
    """A new row to choose from."""

    name = Line()


class Catalogue(Whole):
    """Rows to choose from. Taken away for good: nothing that pointed to a row keeps it."""

    verbs: Any
    """The functions of Verbs."""
    noun: Any
    """The table, as they know it."""
    rows: ClassVar[type[Rows]] = NamedOut
    create_input: ClassVar[type[Input]] = NamedIn
    update_input: ClassVar[type[Input]] = NamedPatchIn
    orders: ClassVar[tuple[str, ...]] = ("id", "-id", "name", "-name")

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the rows the actor may choose from."""
        verbs: Verbs = self.verbs
        return verbs.visible(actor, self.noun)

    @classmethod
    def create_row(  # type: ignore[override]  # elsewhere it is a function without a class
        cls, actor: Actor, values: dict[str, Any]
    ) -> Any:
        """Add a row."""
        return cls.verbs.create_row(actor, cls.noun, values)

    @classmethod
    def update_row(  # type: ignore[override]  # elsewhere it is a function without a class
        cls, actor: Actor, key: int, values: dict[str, Any]
    ) -> Any:
        """Change a row."""
        return cls.verbs.change(actor, cls.noun, key, values)

    @classmethod
    def delete_row(  # type: ignore[override]  # elsewhere it is a function without a class
        cls, actor: Actor, key: int
    ) -> Any:
        """Remove a row; 422 `in_use` where others cannot do without it."""
        return cls.verbs.purge(actor, cls.noun, key)


class PartsOfOne(Catalogue):
    """Rows that belong to the row of the path."""

    owner_field: ClassVar[str]
    """The name under which they point to it."""

    def owner(self) -> Any:
        """Return the row of the path. Raises ObjectDoesNotExist."""
        raise NotImplementedError

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return what belongs to a visible row."""
        rows = super().visible(actor)
        if getattr(self, "swagger_fake_view", False):
            return rows
        return rows.filter(**{self.owner_field: self.owner()})

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a row to that of the path."""
        values = {**self.read_input(self.create_input), self.owner_field: self.owner()}
        return self.shown(self.create_row(self.actor(), values).pk, status=201)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change the given fields of a row."""
        self.get_queryset().get(pk=self.key())
        return super().partial_update(request, *args, **kwargs)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a row off."""
        self.get_queryset().get(pk=self.key())
        return super().destroy(request, *args, **kwargs)
