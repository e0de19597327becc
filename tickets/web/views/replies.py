"""Texts at hand: the reader's own, their groups', everybody's."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Group
from accounts.policies import may
from accounts.queries import visible_groups
from audit.actor import Actor
from doors.pages import actor_of, for_agents, show
from tickets.models import CannedReply
from tickets.operations import create_canned_reply, delete_canned_reply, update_canned_reply
from tickets.queries import canned_replies
from tickets.web.forms import BadChoice, key_of
from tickets.web.views.new_ticket import errors_of


@require_http_methods(["GET", "POST"])
@for_agents
def replies(request: HttpRequest) -> HttpResponseBase:
    """List the texts, and add one."""
    actor = actor_of(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _create(actor, request)
        except ValidationError as refusal:
            errors = errors_of(refusal)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("desk:replies"))
    context = {
        "rows": list(canned_replies(actor).select_related("user")),
        "sent": request.POST,
        "errors": errors,
        "groups": _own_groups(actor),
        "may_share": may(actor, "setting.manage"),
    }
    return show(request, "desk/ticket/replies.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
@for_agents
def reply(request: HttpRequest, reply_id: int) -> HttpResponseBase:
    """Show one text, and change it."""
    actor = actor_of(request)
    row: CannedReply = canned_replies(actor).get(pk=reply_id)
    errors: dict[str, str] = {}
    sent: Any = {"name": row.name, "shortcut": row.shortcut, "body": row.body}
    if request.method == "POST":
        sent = {name: request.POST.get(name, "").strip() for name in ("name", "shortcut", "body")}
        try:
            update_canned_reply(actor, reply_id, **sent)
        except ValidationError as refusal:
            errors = errors_of(refusal)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("desk:replies"))
    context = {"row": row, "sent": sent, "errors": errors}
    return show(request, "desk/ticket/reply.html", context, status=422 if errors else 200)


@require_POST
@for_agents
def delete(request: HttpRequest, reply_id: int) -> HttpResponseBase:
    """Remove a text."""
    delete_canned_reply(actor_of(request), reply_id)
    messages.success(request, _("Removed."))
    return HttpResponseRedirect(reverse("desk:replies"))


def _create(actor: Actor, request: HttpRequest) -> None:
    audience = request.POST.get("audience", "own")
    group: Group | None = None
    if audience.startswith("group-"):
        key = key_of(audience.removeprefix("group-"))
        group = next((each for each in _own_groups(actor) if each.pk == key), None)
        if group is None:
            raise BadChoice("No such group.", code="choice")
    create_canned_reply(
        actor,
        name=request.POST.get("name", "").strip(),
        shortcut=request.POST.get("shortcut", ""),
        body=request.POST.get("body", "").strip(),
        is_personal=audience == "own",
        group=group,
    )


def _own_groups(actor: Actor) -> list[Group]:
    keys = actor.person.group_ids if actor.person is not None else frozenset()
    return list(visible_groups(actor).filter(pk__in=keys).order_by("full_name", "id"))
