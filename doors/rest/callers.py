"""Who calls the REST API: the actor, the scopes of its token, and how often it may call."""

import time
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import caches
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from audit.actor import Actor
from audit.uses import count_use

DOOR = "api"
READING = ("GET", "HEAD", "OPTIONS")
WINDOW_SECONDS = 60


def actor_of(request: Request, **changes: Any) -> Actor:
    """Return whoever calls as an actor of this door."""
    return Actor(
        user=request.user,
        door=DOOR,
        address=request.META.get("REMOTE_ADDR", ""),
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
        **changes,
    )


def scopes_of(request: Request) -> frozenset[str]:
    """Return the scopes that limit the caller's token; empty = whatever its person may do."""
    return frozenset(getattr(request.auth, "scopes", None) or ())


class PageSession(SessionAuthentication):
    """A browser's session counts on the browsable pages only, and its changes need CSRF's token.

    Programs that bring a cookie and ask for JSON are not signed in (threats.md rule 10).
    """

    def authenticate(self, request: Request) -> Any:
        """Return the person of the session, or None."""
        if "text/html" not in request.META.get("HTTP_ACCEPT", ""):
            return None
        found = super().authenticate(request)
        if found is not None and getattr(found[0], "lacks_second_factor", False):
            return None  # such a session may set a second factor up, and nothing else
        return found


class InScope(BasePermission):
    """Lets a caller in who is signed in and whose token covers the noun and the act.

    What the person may do with which row is asked by operations and queries.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        """Tell whether the token covers the call."""
        if not getattr(request.user, "is_active", False):
            return False
        scopes = scopes_of(request)
        noun = getattr(view, "scope", None)
        if not scopes or noun is None:
            return True
        words = {"write", f"{noun}:write"}
        if request.method in READING:
            words |= {"read", f"{noun}:read"}
        return bool(scopes & words)


class PerMinute(BaseThrottle):
    """Counts a caller's requests in whole minutes; the counts are told in headers."""

    left = 0
    reset_seconds = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request and tell whether it is within the limit."""
        if request.user:
            token_id = getattr(request.auth, "pk", None) or 0
            count_use(DOOR, token_id=token_id, user_id=request.user.pk or 0)
        limit = settings.DESK_REST_PER_MINUTE
        now = int(time.time())
        self.reset_seconds = WINDOW_SECONDS - now % WINDOW_SECONDS
        who = request.user.pk if request.user else request.META.get("REMOTE_ADDR", "")
        key = f"rest:{who}:{now // WINDOW_SECONDS}"
        cache = caches["throttle"]
        cache.add(key, 0, 2 * WINDOW_SECONDS)
        try:
            count = cache.incr(key)
        except ValueError:  # the entry was dropped between the two steps
            count = 1
        self.left = max(limit - count, 0)
        view.rate_headers = {
            "RateLimit-Limit": str(limit),
            "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(self.reset_seconds),
        }
        return count <= limit

    def wait(self) -> float:
        """Return the seconds until the next minute begins."""
        return self.reset_seconds
