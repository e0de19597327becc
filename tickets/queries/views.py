"""Saved views: which ones somebody has, and how many tickets they hold."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.policies import is_administrator
from audit.actor import Actor
from tickets.models import BulkChange, PinnedView, SavedView, Ticket
from tickets.queries.bar import tickets_of_terms
from tickets.terms import parse

MOST_COUNTED = 1000
MOST_PINNED = 20


@dataclass(frozen=True)
class BuiltInView:
    """A view that every desk has."""

    code: str
    name: Promise
    query: str


BUILT_IN = (
    BuiltInView("open", _("All open"), "is:open"),
    BuiltInView("mine", _("Mine"), "is:open assignee:me"),
    BuiltInView("groups", _("My groups"), "is:open group:mine"),
    BuiltInView("unassigned", _("Unassigned"), "is:open is:unassigned"),
    BuiltInView("due", _("Due within a day"), "sla:<24h"),
)


def visible_views(actor: Actor) -> QuerySet[SavedView]:
    """Return the views of the actor, of the groups the actor is in, and of everybody."""
    person = actor.person
    if person is None:
        return SavedView.objects.all() if actor.is_system else SavedView.objects.none()
    own_groups = Member.objects.filter(user=person).values("group")
    shared = SavedView.groups.through.objects.filter(group__in=own_groups)
    return SavedView.objects.filter(
        Q(owner=person) | Q(is_for_all=True) | Q(pk__in=shared.values("savedview"))
    )


def groups_of_views(keys: Iterable[int]) -> dict[int, list[int]]:
    """Return {view: groups that see it} (one statement)."""
    shared = SavedView.groups.through.objects.filter(savedview__in=list(keys)).order_by("group_id")
    found: dict[int, list[int]] = {}
    for view_id, group_id in shared.values_list("savedview_id", "group_id"):
        found.setdefault(view_id, []).append(group_id)
    return found


def view_for(actor: Actor, view_id: int) -> SavedView:
    """Return one visible view. Raises SavedView.DoesNotExist for hidden and unknown alike."""
    return visible_views(actor).get(pk=view_id)


def own_view(actor: Actor, view_id: int) -> SavedView:
    """Return one view that the actor may change: the own, for administrators those of the desk.

    Raises SavedView.DoesNotExist.
    """
    if is_administrator(actor):
        mine = SavedView.objects.filter(Q(owner=actor.person) | Q(owner=None) | Q(is_for_all=True))
    else:
        mine = SavedView.objects.filter(owner=actor.person)
    return mine.select_for_update(of=("self",)).get(pk=view_id)


def pinned_views(actor: Actor) -> list[SavedView]:
    """Return the views in the actor's side bar, in the order they were pinned (two statements, one
    for who has none).
    """
    pins = PinnedView.objects.filter(user=actor.person).order_by("pk")
    keys = list(pins.values_list("view", flat=True))
    seen = visible_views(actor).order_by().in_bulk(keys) if keys else {}
    return [seen[key] for key in keys if key in seen][:MOST_PINNED]


def tickets_in_view(actor: Actor, view: SavedView) -> QuerySet[Ticket]:
    """Return the tickets of a view that the actor may see."""
    return tickets_of_terms(actor, parse(view.query)).tickets


def count_up_to(tickets: QuerySet[Ticket], most: int = MOST_COUNTED) -> int:
    """Return how many tickets there are; `most` + 1 when there are more. Reads no more rows."""
    return len(tickets.order_by().values_list("pk", flat=True)[: most + 1])


def bulk_change_for(actor: Actor, change_id: int, *, lock: bool = False) -> BulkChange:
    """Return one bulk change of the actor. Raises BulkChange.DoesNotExist."""
    changes = BulkChange.objects.filter(user=actor.user)
    if lock:
        return changes.select_for_update().get(pk=change_id)
    return changes.select_related("undone_by").get(pk=change_id)
