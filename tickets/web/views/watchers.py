"""Who is told about everything in a company, a group, a help desk, a level or a place."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Group, User
from accounts.policies import require
from accounts.queries import visible_groups, visible_users
from audit.actor import Actor
from doors.pages import actor_of, for_agents, go, show
from tickets.operations import observe, stop_observing
from tickets.queries import may_set_watchers, watchable, watchers_of
from tickets.web.forms import BadChoice, key_of, person_in
from tickets.web.refusals import words_of

NOUNS: dict[str, Any] = {
    "company": gettext_lazy("Company"),
    "group": gettext_lazy("Group"),
    "location": gettext_lazy("Location"),
}
PARTS: dict[str, Any] = {
    "group": gettext_lazy("Groups, help desks and levels"),
    "location": gettext_lazy("Locations"),
}
MOST_LISTED = 500


@require_safe
@for_agents
def watched(request: HttpRequest) -> HttpResponseBase:
    """Show groups, help desks, levels and places, and who watches each; those watched first."""
    actor = actor_of(request)
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    require(any(may_set_watchers(actor, noun) for noun in NOUNS), "group.manage")
    parts = []
    for noun in ("group", "location"):
        if not may_set_watchers(actor, noun):
            continue
        visible = watchable(actor)[noun]
        if text:
            visible = visible.filter(Q(full_name__icontains=text) | Q(name__icontains=text))
        rows = list(visible.order_by("full_name", "pk")[:MOST_LISTED])
        counts = watchers_of(visible.model, [row.pk for row in rows])
        numbered = [(row, sum(map(len, counts.get(row.pk, ((), ()))))) for row in rows]
        parts.append(
            {
                "noun": noun,
                "name": PARTS[noun],
                "watched": [pair for pair in numbered if pair[1]],
                "others": [pair for pair in numbered if not pair[1]],
                "has_more": len(rows) == MOST_LISTED,
            }
        )
    return show(request, "desk/watched.html", {"parts": parts, "text": text})


@require_safe
@for_agents
def watchers(request: HttpRequest, noun: str, key: int) -> HttpResponseBase:
    """Show who is told about everything there."""
    return _page(request, noun, key)


@require_POST
@for_agents
def add(request: HttpRequest, noun: str, key: int) -> HttpResponseBase:
    """Let a person, or the members of a group, be told."""
    actor = actor_of(request)
    owner = _owner(actor, noun, key)
    try:
        observe(actor, owner, [_chosen(actor, request)])
    except ValidationError as refusal:
        return _page(request, noun, key, problem=words_of(refusal))
    messages.success(request, _("Added."))
    return go(request, "desk:watchers", noun, key)


@require_POST
@for_agents
def remove(request: HttpRequest, noun: str, key: int) -> HttpResponseBase:
    """Let somebody not be told any more."""
    actor = actor_of(request)
    owner = _owner(actor, noun, key)
    kind = Group if request.POST.get("kind") == "group" else User
    try:
        watcher = kind.objects.filter(pk=key_of(request.POST.get("watcher", "")) or 0).first()
        if watcher is not None:
            stop_observing(actor, owner, [watcher])
    except ValidationError as refusal:
        return _page(request, noun, key, problem=words_of(refusal))
    messages.success(request, _("Removed."))
    return go(request, "desk:watchers", noun, key)


def _owner(actor: Actor, noun: str, key: int) -> Any:
    if noun not in NOUNS:
        raise Http404
    require(may_set_watchers(actor, noun), f"{noun}.manage")
    return watchable(actor)[noun].get(pk=key)


def _chosen(actor: Actor, request: HttpRequest) -> User | Group:
    group = key_of(request.POST.get("group", ""))
    if group is not None:
        return visible_groups(actor).get(pk=group)
    person = person_in(actor, request.POST.get("person", ""))
    if person is None:
        raise BadChoice(_("Name somebody."), code="required")
    return person


def _page(request: HttpRequest, noun: str, key: int, *, problem: str = "") -> HttpResponseBase:
    actor = actor_of(request)
    owner = _owner(actor, noun, key)
    people, groups = watchers_of(type(owner), [owner.pk]).get(owner.pk, ([], []))
    context = {
        "owner": owner,
        "noun": noun,
        "noun_name": NOUNS[noun],
        "people": visible_users(actor).filter(pk__in=people).order_by("username_key"),
        "watching": visible_groups(actor).filter(pk__in=groups).order_by("full_name"),
        "groups": visible_groups(actor).order_by("full_name", "pk")[:MOST_LISTED],
        "problem": problem,
    }
    return show(request, "desk/watchers.html", context, status=422 if problem else 200)
