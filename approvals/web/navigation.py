"""What the portal's navigation shows of approvals."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from approvals.queries import waiting_for
from doors.pages import actor_of


def votes(request: HttpRequest) -> dict[str, Any]:
    """Return whether a vote of the reader is waited for, read only when a page shows it."""
    return {"votes_wait": SimpleLazyObject(lambda: waiting_for(actor_of(request)).exists())}
