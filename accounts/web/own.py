"""What people see and change about themselves: profile, password, browsers, tokens."""

from datetime import timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.drafts import ProfilePatch
from accounts.models import User
from accounts.operations import (
    create_token,
    end_other_web_sessions,
    end_web_session,
    revoke_token,
    set_password,
    update_profile,
)
from accounts.operations.sessions import follow_session
from accounts.queries import tokens_of
from accounts.web.forms import ChangePasswordForm, ProfileForm, TokenForm
from doors.pages import actor_of, for_people, go, show

BOTH = ["GET", "POST"]


@require_http_methods(BOTH)
@for_people
def profile(request: HttpRequest) -> HttpResponseBase:
    """Show who one is, and let one choose language, zone, theme and keys."""
    user = person_of(request)
    initial = {"language": user.language, "time_zone": user.time_zone}
    form = ProfileForm(zones(), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = update_profile(actor_of(request), ProfilePatch(**form.cleaned_data))
        with translation.override(saved.language or translation.get_language()):
            messages.success(request, _("Your profile was saved."))
        return go(request, "profile")
    context = {"form": form, "person": user, "tab": "profile"}
    return show(request, "accounts/profile.html", context, status=status_of(form))


@never_cache
@sensitive_post_parameters("old", "password", "again")
@require_http_methods(BOTH)
@for_people
def password(request: HttpRequest) -> HttpResponseBase:
    """Change one's own password; every other browser and every token is out."""
    user = person_of(request)
    form = ChangePasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        changed = set_password(actor_of(request), user.pk, form.cleaned_data["password"])
        old_key = request.session.session_key
        update_session_auth_hash(request, changed)
        follow_session(old_key, request.session.session_key)
        record_authentication(request, changed, method="password", username=changed.username)
        messages.success(request, _("Your password was changed. All other browsers are out."))
        return go(request, "account_change_password")
    context = {"form": form, "person": user, "tab": "password"}
    return show(request, "accounts/password.html", context, status=status_of(form))


@require_safe
@for_people
def sessions(request: HttpRequest) -> HttpResponseBase:
    """Show the browsers in which one is signed in."""
    found = UserSession.objects.purge_and_list(request.user)
    rows = sorted(found, key=lambda row: (not row.is_current(), -row.created_at.timestamp()))
    return show(request, "accounts/sessions.html", {"sessions": rows, "tab": "sessions"})


@require_POST
@for_people
def end_session(request: HttpRequest, session_id: int) -> HttpResponseBase:
    """Sign out of one browser."""
    end_web_session(actor_of(request), session_id)
    messages.success(request, _("That browser is signed out."))
    return go(request, "account_sessions")


@require_POST
@for_people
def end_other_sessions(request: HttpRequest) -> HttpResponseBase:
    """Sign out everywhere but here."""
    end_other_web_sessions(actor_of(request), request.session.session_key)
    messages.success(request, _("All other browsers are signed out."))
    return go(request, "account_sessions")


@never_cache
@require_http_methods(BOTH)
@for_people
def tokens(request: HttpRequest) -> HttpResponseBase:
    """Show one's tokens, or make one; its secret is part of this one answer only."""
    actor = actor_of(request)
    form = TokenForm(request.POST or None)
    made: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["days"]
        ends = timezone.now() + timedelta(days=int(days)) if days else None
        try:
            token, secret = create_token(
                actor,
                actor.user,
                name=form.cleaned_data["name"],
                scopes=form.words(),
                expires_at=ends,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            made, form = {"token": token, "secret": secret}, TokenForm()
    rows = tokens_of(actor).order_by("-id")
    context = {"rows": rows, "form": form, "made": made, "tab": "tokens", "now": timezone.now()}
    return show(request, "accounts/tokens.html", context, status=status_of(form))


@require_POST
@for_people
def end_token(request: HttpRequest, token_id: int) -> HttpResponseBase:
    """Revoke one of one's own tokens."""
    actor = actor_of(request)
    revoke_token(actor, tokens_of(actor).get(pk=token_id).pk)
    messages.success(request, _("The token works no more."))
    return go(request, "account_tokens")


def person_of(request: HttpRequest) -> User:
    """Return the signed-in person."""
    user: Any = request.user
    person: User = user
    return person


def status_of(form: Any) -> int:
    """Return 422 for a form that was refused."""
    return 422 if form.is_bound and not form.is_valid() else 200


@cache
def zones() -> list[str]:
    """Return the names of time zones that people choose from."""
    return sorted(name for name in available_timezones() if "/" in name or name == "UTC")
