"""Administrators act for somebody else: marked on every page, an hour at most."""

import time

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import policies
from accounts.models import User
from accounts.operations import begin_acting, end_acting
from accounts.web import session_ids
from doors.pages import actor_of, for_people, go, show

ACTING = "acting"
LONGEST_SECONDS = 60 * 60


@require_http_methods(["GET", "POST"])
@for_people
def begin(request: HttpRequest, user_id: int) -> HttpResponseBase:
    """Ask, then begin to act for a person."""
    actor = actor_of(request)
    person = User.objects.get(pk=user_id, deleted_at=None, is_system=False)
    if not policies.can_act_for(actor, person):
        raise PermissionDenied
    if request.method == "GET":
        return show(request, "accounts/acting.html", {"person": person})
    begin_acting(actor, user_id)
    request.session[ACTING] = {"user": person.pk, "until": time.time() + LONGEST_SECONDS}
    session_ids.renew(request)
    return go(request, "/" if person.is_agent else "/portal/")


@require_POST
@for_people
def end(request: HttpRequest) -> HttpResponseBase:
    """Be only oneself again."""
    if request.session.pop(ACTING, None) is not None:
        actor = actor_of(request)
        if actor.acted_for is not None:
            end_acting(actor)
        session_ids.renew(request)
        messages.success(request, _("You act for yourself again."))
    return go(request, "/")
