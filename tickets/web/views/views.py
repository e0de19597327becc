"""Saved views: keep, rename, share, pin, delete."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import Group
from accounts.queries import visible_groups
from audit.actor import Actor
from doors.pages import actor_of, for_agents, go, place_after
from tickets.drafts import ViewDraft, ViewPatch
from tickets.models import SavedView
from tickets.operations import create_view, delete_view, pin_view, update_view
from tickets.vocabulary import LIST_SORTS

SHARES = (("me", _("Only me")), ("groups", _("My groups")), ("all", _("Everybody")))


class ViewForm(forms.Form):
    """Name, filter and readers of a view."""

    name = forms.CharField(max_length=80)
    q = forms.CharField(max_length=1000, required=False)
    sort = forms.ChoiceField(choices=[(word, word) for word in LIST_SORTS], required=False)
    share = forms.ChoiceField(choices=SHARES)


def address_of(view: SavedView) -> str:
    """Return the address of the list of a view."""
    given: dict[str, str | int] = {"view": view.pk, "q": view.query}
    if view.sort:
        given["sort"] = view.sort
    return f"{reverse('desk:ticket-list')}?{urlencode(given)}"


def refused(text: str) -> HttpResponse:
    """Return a refusal as the line of text that pages show."""
    return HttpResponse(text, status=400, content_type="text/plain")


@require_POST
@for_agents
def save(request: HttpRequest) -> HttpResponseBase:
    """Keep the list in front of the reader as a new view, pinned, and open it."""
    form = ViewForm(request.POST)
    if not form.is_valid():
        return refused(" ".join(str(text) for texts in form.errors.values() for text in texts))
    actor = actor_of(request)
    values = form.cleaned_data
    draft = ViewDraft(
        name=values["name"],
        query=values["q"],
        sort=values["sort"],
        groups=own_groups(actor) if values["share"] == "groups" else (),
        is_for_all=values["share"] == "all",
    )
    try:
        view = create_view(actor, draft)
        pin_view(actor, view.pk, is_pinned=True)
    except ValidationError as refusal:
        return refused(" ".join(refusal.messages))
    return go(request, address_of(view))


@require_POST
@for_agents
def update(request: HttpRequest, view_id: int) -> HttpResponseBase:
    """Change an own view to the list in front of the reader."""
    patch = ViewPatch(query=request.POST.get("q", ""), sort=request.POST.get("sort", ""))
    try:
        view = update_view(actor_of(request), view_id, patch)
    except ValidationError as refusal:
        return refused(" ".join(refusal.messages))
    return go(request, address_of(view))


@require_POST
@for_agents
def delete(request: HttpRequest, view_id: int) -> HttpResponseBase:
    """Delete an own view."""
    delete_view(actor_of(request), view_id)
    return go(request, "desk:ticket-list")


@require_POST
@for_agents
def pin(request: HttpRequest, view_id: int) -> HttpResponseBase:
    """Put a view into the side bar or take it out."""
    try:
        pin_view(actor_of(request), view_id, is_pinned=request.POST.get("pinned") == "yes")
    except ValidationError as refusal:
        return refused(" ".join(refusal.messages))
    return go(request, place_after(request, "desk:ticket-list"))


def own_groups(actor: Actor) -> list[Group]:
    """Return the groups of the actor's person."""
    return list(visible_groups(actor).filter(pk__in=actor.person.group_ids))
