"""Who watches companies, groups, help desks, levels and places."""

from collections.abc import Collection
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from accounts.models import Group, Location, Member, User
from accounts.policies import may
from accounts.queries import visible_groups, visible_locations
from audit.actor import Actor
from crm.models import Company, CompanyUser
from crm.queries import visible_companies
from tickets.models import EntityObserver, Ticket

RIGHTS = {"company": "company.write", "group": "group.manage"}
OTHER_RIGHT = "setting.manage"
"""What setting watchers needs, by the noun that is watched."""


def watchable(actor: Actor) -> dict[str, QuerySet[Any]]:
    """Return what the actor sees of all that can be watched, by noun."""
    return {
        "company": visible_companies(actor),
        "group": visible_groups(actor),
        "location": visible_locations(actor),
    }


def may_set_watchers(actor: Actor, noun: str) -> bool:
    """Tell whether the actor may see and set who watches rows of a noun."""
    return may(actor, RIGHTS.get(noun, OTHER_RIGHT))


def visible_observers(actor: Actor) -> QuerySet[EntityObserver]:
    """Return who watches what: one's own watches, and those of rows that one sees and whose
    watchers one may set.
    """
    seen = Q(user=actor.person)
    for noun, rows in watchable(actor).items():
        if may_set_watchers(actor, noun):
            seen |= Q(noun=_noun(rows.model), object_id__in=rows.order_by().values("pk"))
    return EntityObserver.objects.filter(seen)


def observer_of(owner: Model, watcher: User | Group) -> EntityObserver:
    """Return the watch of a person or group. Raises EntityObserver.DoesNotExist."""
    column = "user" if isinstance(watcher, User) else "group"
    return _rows(type(owner)).get(object_id=owner.pk, **{column: watcher})


def watchers_of(
    model: type[Model], keys: Collection[int]
) -> dict[int, tuple[list[int], list[int]]]:
    """Return {row of the model: (people, groups) that watch it} (one statement)."""
    rows = _rows(model).filter(object_id__in=keys).order_by("pk")
    found: dict[int, tuple[list[int], list[int]]] = {}
    for row in rows:
        people, groups = found.setdefault(row.object_id, ([], []))
        if row.user_id is not None:
            people.append(row.user_id)
        elif row.group_id is not None:
            groups.append(row.group_id)
    return found


def watched_by(model: type[Model], user_ids: Collection[int]) -> dict[int, list[int]]:
    """Return {person: rows of the model that they watch themselves} (one statement)."""
    rows = _rows(model).filter(user__in=user_ids).order_by("object_id")
    found: dict[int, list[int]] = {}
    for user_id, key in rows.values_list("user_id", "object_id"):
        if user_id is not None:
            found.setdefault(user_id, []).append(key)
    return found


def watchers_to_tell(ticket: Ticket) -> list[User]:
    """Return who is told about a ticket because they watch its group or that group's desk, the
    place, or a company or group of the requester: people, and members of groups that watch (at most
    three statements, none where `is_watched` says that nobody watches anything).
    """
    if not getattr(ticket, "is_watched", True):
        return []
    requester = ticket.requester_id
    watched = Q(pk__in=[])
    if ticket.support_group is not None:
        desks = [int(key) for key in ticket.support_group.path.strip("/").split("/") if key]
        watched |= Q(noun=_noun(Group), object_id__in=desks)
    if ticket.location is not None:
        places = [int(key) for key in ticket.location.path.strip("/").split("/") if key]
        watched |= Q(noun=_noun(Location), object_id__in=places)
    if requester is not None:
        companies = CompanyUser.objects.filter(user=requester).values("company")
        groups = Member.objects.filter(user=requester).values("group")
        watched |= Q(noun=_noun(Company), object_id__in=companies)
        watched |= Q(noun=_noun(Group), object_id__in=groups)
    rows = list(EntityObserver.objects.filter(watched).values_list("user_id", "group_id"))
    if not rows:
        return []
    through = Member.objects.filter(group__in={group for _, group in rows if group is not None})
    people = Q(pk__in={user for user, _ in rows if user is not None})
    people |= Q(pk__in=through.values("user"))
    return list(User.objects.filter(people, is_active=True, deleted_at=None).order_by("pk"))


def _noun(model: type[Model]) -> ContentType:
    return ContentType.objects.get_for_model(model)


def _rows(model: type[Model]) -> QuerySet[EntityObserver]:
    return EntityObserver.objects.filter(noun=ContentType.objects.get_for_model(model))
