"""Rules for whoever is signed in: first a second factor, a new password where one is due, a new
session id when rights changed, and for whom an administrator acts.
"""

import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from accounts.models import User
from accounts.policies import grants_within
from accounts.web import session_ids
from accounts.web.acting import ACTING
from accounts.web.adapters import STRONG_PROVIDER
from doors.pages import go, htmx_of

RIGHTS = "rights"
WORKPLACE = "workplace"
# What somebody may open who has to set a second factor up, or a new password.
ALWAYS = ("/accounts/logout/", "/accounts/language/")
ENROLMENT = ("/accounts/2fa/", "/accounts/reauthenticate/", *ALWAYS)
RENEWAL = ("/accounts/password/", *ALWAYS)
# Nobody sees or changes what lets another person in.
NOT_FOR_OTHERS = ("/admin/", "/accounts/")
FOR_OTHERS = ("/accounts/acting/", "/accounts/logout/", "/accounts/preferences/")
# The back office and one's own account are not about one tenant.
NOT_NARROWED = ("/admin/", "/accounts/")


class AccountRules:
    """Stands between the session and every page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.acted_for = None  # type: ignore[attr-defined]  # pages ask doors.pages for it
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        if request.path.startswith((settings.STATIC_URL, *settings.MACHINE_ROOTS)):
            return self.get_response(request)
        return self._stop(request) or self.get_response(request)

    def _stop(self, request: HttpRequest) -> HttpResponseBase | None:
        """Return where the reader has to go first, or None."""
        if SESSION_KEY not in request.session or not isinstance(request.user, User):
            return None
        renew_id_at_new_rights(request, request.user)
        path = request.path
        if not path.startswith(NOT_NARROWED):
            narrow(request, request.user)
        if lacks_second_factor(request) and not path.startswith(ENROLMENT):
            return lead(request, "mfa_index", ENROLMENT)
        if request.user.must_change_password and not path.startswith(RENEWAL + ENROLMENT):
            return lead(request, "account_change_password", RENEWAL + ENROLMENT)
        person = acted_for(request)
        if person is not None:
            request.acted_for = person  # type: ignore[attr-defined]  # see above
            if path.startswith(NOT_FOR_OTHERS) and not path.startswith(FOR_OTHERS):
                return render(request, "accounts/acting_refused.html", status=403)
        return None


def lead(request: HttpRequest, to: str, allowed: tuple[str, ...]) -> HttpResponseBase:
    """Send the reader where they have to go; parts that a page there loads by itself stay empty."""
    htmx = htmx_of(request)
    if htmx and (htmx.current_url_abs_path or "").startswith(allowed):
        return HttpResponse(status=204)
    return go(request, to)


def lacks_second_factor(request: HttpRequest) -> bool:
    """Tell whether the reader has to set a second factor up first."""
    lacks = getattr(request.user, "lacks_second_factor", False)
    return bool(lacks) and not request.session.get(STRONG_PROVIDER)


def acted_for(request: HttpRequest) -> User | None:
    """Return the person an administrator acts for, while that is allowed."""
    acting: dict[str, Any] = request.session.get(ACTING) or {}
    if not acting:
        return None
    person = User.objects.filter(
        pk=acting["user"], is_active=True, deleted_at=None, is_system=False
    ).first()
    is_over = time.time() > acting["until"]
    if person is None or is_over or not getattr(request.user, "is_administrator", False):
        del request.session[ACTING]
        return None
    return person


def narrow(request: HttpRequest, user: User) -> None:
    """Leave the reader only what they hold in the entity that they chose to work in."""
    chosen: dict[str, Any] = request.session.get(WORKPLACE) or {}
    if not chosen:
        return
    kept = grants_within(user.held_grants, chosen["entity"], is_recursive=chosen["is_recursive"])
    if kept:
        user.held_grants = kept
    else:
        del request.session[WORKPLACE]


def renew_id_at_new_rights(request: HttpRequest, user: User) -> None:
    """Give the session a new id when the person's rights are not those it began with."""
    held = sorted(
        (grant.role_id, str(grant.role.updated_at), grant.entity_id, grant.group_id or 0)
        for grant in user.held_grants
    )
    mark = sha256(repr(held).encode()).hexdigest()[:16]
    known = request.session.get(RIGHTS)
    if known == mark:
        return
    if known is not None:
        session_ids.renew(request)
    request.session[RIGHTS] = mark
