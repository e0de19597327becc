"""The way back out of the trash."""

from collections.abc import Callable
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from audit.actor import Actor
from doors.rest.inputs import NoInput
from doors.rest.views import Nouns


class Restores(Nouns):
    """A noun that callers take out of the trash again."""

    restore_row: ClassVar[Callable[[Actor, int], Any]]

    def require_place(self) -> None:
        """Raise ObjectDoesNotExist for a row that does not belong where the path says."""

    @extend_schema(request=NoInput)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a row out of the trash."""
        self.read_input(NoInput)
        self.require_place()
        type(self).restore_row(self.actor(), self.key())
        return self.shown(self.key())
