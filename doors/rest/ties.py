"""Rows of another noun that hang on the row of the path: named by their numbers, and let go."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from audit.actor import Actor
from doors.rest.inputs import Input
from doors.rest.views import Nouns


@dataclass(frozen=True)
class Ways:
    """How rows of a noun are tied to one of another: what may be tied, what is, and both acts."""

    choices: Callable[[Actor], QuerySet[Any]]
    tied: Callable[[Actor, Any], QuerySet[Any]]
    tie: Callable[[Actor, int, Any], Any]
    untie: Callable[[Actor, int, Any], Any]


class Tied(Nouns):
    """What is tied to a row, as far as the caller sees it; subclasses say to which, and how."""

    orders = ("id", "-id")
    create_input: ClassVar[type[Input]]
    ways: ClassVar[Ways]
    field: ClassVar[str]
    """The name under which the body names the row to tie, as its number."""

    def owner(self) -> Any:
        """Return the row of the path. Raises ObjectDoesNotExist."""
        raise NotImplementedError

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return what is tied to the row of the path."""
        if getattr(self, "swagger_fake_view", False):
            return self.ways.choices(actor)
        return self.ways.tied(actor, self.owner())

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Tie a row; one that is tied comes back."""
        owner, key = self.owner(), self.read_input(self.create_input)[self.field]
        self.ways.tie(self.actor(), key, owner)
        return self.shown(key, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let a row go."""
        owner, row = self.owner(), self.get_queryset().get(pk=self.key())
        self.ways.untie(self.actor(), row.pk, owner)
        return Response(status=204)
