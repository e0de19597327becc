"""What the side bar of every page of the desk shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import ResolverMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from doors.pages import actor_of
from tickets.queries import BUILT_IN, pinned_views


@dataclass(frozen=True)
class Place:
    """A link of the side bar. `at` names the pages on which it is where one is, by their name or
    their app; `kind` narrows the list of tickets. `count` is the page that counts what waits there,
    of the view `counts`.
    """

    name: Any
    icon: str
    page: str
    at: tuple[str, ...]
    key: str = ""
    key_label: Any = ""
    kind: str = ""
    count: str = ""
    counts: str = ""


KINDS, MINE = ("problem", "change"), "mine"
PLACES = (
    Place(_("Home"), "home", "desk:home", ("home",), "g d", _("Go to the first page")),
    Place(
        _("Inbox"),
        "inbox",
        "desk:mine",
        ("ticket-list",),
        "g i",
        _("Go to my open tickets"),
        kind=MINE,
        count="desk:ticket-count",
        counts=MINE,
    ),
    Place(
        _("Tickets"), "ticket", "desk:ticket-list", ("ticket-list",), "g t", _("Go to the tickets")
    ),
    Place(_("Problems"), "flame", "desk:problems", ("ticket-list",), kind="problem"),
    Place(_("Changes"), "refresh", "desk:changes", ("ticket-list",), kind="change"),
    Place(
        _("Approvals"),
        "checks",
        "approvals:inbox",
        ("inbox",),
        "g a",
        _("Go to the approvals"),
        count="approvals:count",
    ),
    Place(_("Knowledge"), "book", "kb:articles", ("kb",), "g k", _("Go to the knowledge base")),
    Place(
        _("Announcements"),
        "volume",
        "announcements:list",
        ("announcements",),
        "g n",
        _("Go to the announcements"),
    ),
    Place(_("People"), "users", "desk:people", ("people", "person"), "g p", _("Go to the people")),
    Place(
        _("Companies"),
        "building",
        "desk:companies",
        ("companies", "company"),
        "g c",
        _("Go to the companies"),
    ),
)
FOR_ADMINISTRATORS = (
    Place(_("Told of everything"), "eye", "desk:watched", ("watched", "watchers")),
    Place(_("Back office"), "settings", "admin:index", ()),
)


def side_bar(request: HttpRequest) -> dict[str, Any]:
    """Return the links and the pinned views, read only when a page shows them."""
    return {
        "places": SimpleLazyObject(lambda: list(_shown(request, PLACES))),
        "places_to_set_up": SimpleLazyObject(lambda: list(_shown(request, FOR_ADMINISTRATORS))),
        "pinned_views": SimpleLazyObject(lambda: pinned_views(actor_of(request))),
    }


def _shown(request: HttpRequest, places: tuple[Place, ...]) -> Iterator[dict[str, Any]]:
    match = request.resolver_match
    asked = request.GET.get("q", "")
    kinds = [kind for kind in KINDS if f"kind:{kind}" in asked]
    kinds += [view.code for view in BUILT_IN if view.code == MINE and view.query == asked]
    for place in places:
        yield {
            "name": place.name,
            "icon": place.icon,
            "key": place.key,
            "key_label": place.key_label,
            "address": reverse(place.page),
            "count": _count(place),
            "is_here": match is not None and _is_at(match, place, kinds),
        }


def _count(place: Place) -> str:
    address = reverse(place.count) if place.count else ""
    return f"{address}?view={place.counts}" if place.counts else address


def _is_at(match: ResolverMatch, place: Place, kinds: list[str]) -> bool:
    if match.url_name not in place.at and match.app_name not in place.at:
        return False
    if "ticket-list" in place.at:
        return place.kind in kinds if place.kind else not kinds
    return True
