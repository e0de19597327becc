"""A session gets a new id whenever what it may do changes (threats.md rule 9)."""

from django.http import HttpRequest

from accounts.operations.sessions import follow_session


def renew(request: HttpRequest) -> None:
    """Give the session another id; what it holds stays."""
    old = request.session.session_key
    request.session.cycle_key()
    follow_session(old, request.session.session_key)
