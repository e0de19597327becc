"""Catalogues: nouns whose rows are all written by the same few verbs, which an app hands in."""

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from django.db.models import QuerySet
from rest_framework import serializers

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
