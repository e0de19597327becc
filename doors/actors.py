"""Who acts in the back office."""

import structlog
from django.http import HttpRequest

from audit.actor import Actor

DOOR = "admin"


def actor_of(request: HttpRequest) -> Actor:
    """Return the administrator of a request as an actor."""
    return Actor(
        user=request.user,
        door=DOOR,
        address=request.META.get("REMOTE_ADDR", ""),
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
    )
