"""Rows of another noun that hang on the row of the path: named by their numbers, and let go."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from audit.actor import Actor
from doors.rest.inputs import Input
from doors.rest.views import Nouns


class Tied(Nouns):
    """What is tied to a row; subclasses say to which, and by which operations."""

    orders = ("id", "-id")
    create_input: ClassVar[type[Input]]
    field: ClassVar[str]
    """The name under which the body names the row to tie, as its number."""

    def owner(self) -> Any:
        """Return the row of the path. Raises ObjectDoesNotExist."""
        raise NotImplementedError

    def choices(self, actor: Actor) -> QuerySet[Any]:
        """Return what may be tied."""
        raise NotImplementedError

    def tied(self, actor: Actor, owner: Any) -> QuerySet[Any]:
        """Return what is tied to a visible row, as far as the actor sees that too."""
        raise NotImplementedError

    def tie(self, actor: Actor, key: int, owner: Any) -> Any:
        """Tie a row."""
        raise NotImplementedError

    def untie(self, actor: Actor, key: int, owner: Any) -> None:
        """Let a row go."""
        raise NotImplementedError

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return what is tied to the row of the path."""
        if getattr(self, "swagger_fake_view", False):
            return self.choices(actor)
        return self.tied(actor, self.owner())

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Tie a row; one that is tied comes back."""
        owner, key = self.owner(), self.read_input(self.create_input)[self.field]
        self.tie(self.actor(), key, owner)
        return self.shown(key, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let a row go."""
        owner, row = self.owner(), self.get_queryset().get(pk=self.key())
        self.untie(self.actor(), row.pk, owner)
        return Response(status=204)
