"""What the side bar of every page of the desk shows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from doors.pages import actor_of
from tickets.queries import pinned_views


def side_bar(request: HttpRequest) -> dict[str, Any]:
    """Return the pinned views, read only when a page shows them."""
    return {"pinned_views": SimpleLazyObject(lambda: pinned_views(actor_of(request)))}
