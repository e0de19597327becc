"""Which rights an actor holds, and where. Every app's policy module builds on this one.

Pure: a person's grants are read once per loaded User; nothing here writes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from accounts.models import Entity, Grant, User
from accounts.vocabulary import ALL_RIGHTS, DESK_RIGHTS, ROOT_ENTITY, TicketReach
from audit.actor import Actor

OPEN_SOURCE_RIGHTS = "open_source_rights"
UNCHECKED_CRM = "unchecked_crm_ops"
PRINCIPAL_RIGHTS = "principal_rights"

EVERYTHING = ~Q(pk__in=[])
"""The filter that lets every row pass. Not Q(): `Q() | other` is `other`, so it would be
forgotten.
"""

_MANAGE_WORDS = (".manage",)
_CRM_NOUNS = ("company", "contact", "lead", "invoice", "contract")


@dataclass(frozen=True)
class Hold:
    """One way in which a right is held: in an entity (and below), in one group or in all."""

    entity_id: int | None
    is_recursive: bool
    group_id: int | None
    reach: str


def holder(actor: Actor) -> Any:
    """Return the person whose rights count: the one acted for, else the principal.

    With the liberty PRINCIPAL_RIGHTS it is always the principal: an API account that is trusted to
    say who did what. What people are to a row (its author, its voter) is not a right and stays.
    """
    return actor.user if PRINCIPAL_RIGHTS in actor.liberties else actor.person


def holds_of(actor: Actor, right: str) -> list[Hold]:
    """Return every way in which the actor holds the right; empty = not at all."""
    person = holder(actor)
    if not _is_present(person):
        return []
    return [_hold(grant) for grant in person.held_grants if _gives(grant, right)]


def may(actor: Actor, right: str, *, group_id: int | None = None) -> bool:
    """Tell whether the actor holds the right at all, or (group given) for that group.

    The two liberties answer as domain.md section 4 says: with open-source rights everybody holds
    every word but the manage ones; with unchecked CRM nobody is asked for CRM words.
    """
    if actor.is_system:
        return True
    if not _is_present(holder(actor)):
        return False
    if UNCHECKED_CRM in actor.liberties and right.split(".")[0] in _CRM_NOUNS:
        return True
    if OPEN_SOURCE_RIGHTS in actor.liberties:
        return is_administrator(actor) or not _unqualified(right).endswith(_MANAGE_WORDS)
    holds = holds_of(actor, right)
    if group_id is None:
        return bool(holds)
    return any(hold.group_id in (None, group_id) for hold in holds)


def kinds_of(actor: Actor, right: str) -> frozenset[str]:
    """Return the kinds of rows for which the actor holds the right by words of their own, as
    "computer" for "ci.read:computer".
    """
    person = holder(actor)
    if actor.is_system or not _is_present(person):
        return frozenset()
    return frozenset(
        word.removeprefix(f"{right}:")
        for grant in person.held_grants
        for word in grant.role.rights
        if word.startswith(f"{right}:")
    )


def may_some(actor: Actor, right: str) -> bool:
    """Tell whether the actor holds the right at all, if only for some kinds of rows."""
    return may(actor, right) or bool(kinds_of(actor, right))


def is_administrator(actor: Actor) -> bool:
    """Tell whether the actor is the system or a holder of every right everywhere."""
    if actor.is_system:
        return True
    person = holder(actor)
    return _is_present(person) and bool(person.is_administrator)


def require(allowed: bool, what: str = "") -> None:
    """Raise PermissionDenied unless allowed; `what` names the refused act."""
    if not allowed:
        raise PermissionDenied(what)


def require_right(actor: Actor, right: str, *, group_id: int | None = None) -> None:
    """Raise PermissionDenied unless the actor holds the right."""
    require(may(actor, right, group_id=group_id), right)


def in_entities(actor: Actor, right: str, *, field: str = "entity") -> Q:
    """Return the filter of rows whose entity lies where the actor holds the right."""
    if actor.is_system:
        return EVERYTHING
    if actor.liberties & {OPEN_SOURCE_RIGHTS, UNCHECKED_CRM} and may(actor, right):
        return EVERYTHING
    allowed = Q(pk__in=[])
    for hold in holds_of(actor, right):
        if hold.entity_id == 0 and hold.is_recursive:
            return EVERYTHING
        allowed |= entity_filter(hold, field=field)
    return allowed


def present_in(actor: Actor, *, field: str = "entity", has_recursive: bool = True) -> Q:
    """Return the filter of rows that everybody who works somewhere may see there: those of the
    entities in which the person holds any role, and what is passed down to them from above.
    """
    if actor.is_system or is_administrator(actor):
        return EVERYTHING
    if not _is_present(actor.person):
        return Q(pk__in=[])
    allowed = Q(pk__in=[])
    above: set[int] = set()
    for grant in actor.person.held_grants:
        hold = _hold(grant)
        if hold.entity_id == ROOT_ENTITY and hold.is_recursive:
            return EVERYTHING
        allowed |= entity_filter(hold, field=field)
        above |= ancestors_of(hold.entity_id)
    if has_recursive and above:
        allowed |= Q(**{f"{field}__in": sorted(above)}, is_recursive=True)
    return allowed


def ancestors_of(entity_id: int | None) -> set[int]:
    """Return the numbers of the entities above one (one statement, none for the root)."""
    if entity_id == ROOT_ENTITY:
        return set()
    found = Entity.objects.filter(pk__in=[entity_id]).values_list("path", flat=True)
    path = found.first() or ""
    return {int(key) for key in path.strip("/").split("/") if key} - {entity_id}


def may_there(actor: Actor, right: str, *, group_id: int | None, entity_id: int | None) -> bool:
    """Tell whether the actor holds the right in an entity; for a group, if there is one, by the
    same grant.
    """
    if holds_everywhere(actor, right):
        return True
    return any(
        (group_id is None or hold.group_id in (None, group_id)) and covers(hold, entity_id)
        for hold in holds_of(actor, right)
    )


def may_for_all(actor: Actor, right: str, *, entity_id: int) -> bool:
    """Tell whether the actor holds the right in an entity for whatever group."""
    return holds_everywhere(actor, right) or any(
        hold.group_id is None and covers(hold, entity_id) for hold in holds_of(actor, right)
    )


def holds_everywhere(actor: Actor, right: str) -> bool:
    """Tell whether no place is asked for: the system, administrators, the two liberties."""
    if is_administrator(actor):
        return True
    return bool(actor.liberties & {OPEN_SOURCE_RIGHTS, UNCHECKED_CRM}) and may(actor, right)


def may_desk_wide(actor: Actor, right: str) -> bool:
    """Tell whether the actor holds the right over what the desk has once, whatever its tenants:
    settings, API clients, statuses, forms, rules. It is held in the root, for no single group.
    """
    return holds_everywhere(actor, right) or any(
        hold.group_id is None and hold.entity_id == ROOT_ENTITY for hold in holds_of(actor, right)
    )


def require_desk_wide(actor: Actor, right: str) -> None:
    """Raise PermissionDenied unless the actor holds the right desk-wide."""
    require(may_desk_wide(actor, right), right)


def entity_filter(hold: Hold, *, field: str = "entity") -> Q:
    """Return the filter of rows in the entity of one hold, or below it when it is recursive."""
    if not hold.is_recursive:
        return Q(**{field: hold.entity_id})
    if hold.entity_id == 0:
        return EVERYTHING
    below = Entity.objects.filter(path__contains=f"/{hold.entity_id}/").values("pk")
    return Q(**{f"{field}__in": below})


def grants_within(grants: Iterable[Grant], entity_id: int, *, is_recursive: bool) -> list[Grant]:
    """Return what is left of grants for somebody who works in one entity, or in it and below.

    Nothing is saved: grants from above are placed there, those below stay, all others go.
    """
    held = list(grants)
    above = ancestors_of(entity_id)
    branch = Hold(entity_id=entity_id, is_recursive=True, group_id=None, reach="")
    inside = Entity.objects.filter(entity_filter(branch, field="pk"))
    below: set[int] = set()
    if is_recursive:
        wanted = [grant.entity_id for grant in held if grant.entity_id not in (None, entity_id)]
        below = set(inside.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    found = []
    for grant in held:
        if grant.entity_id in below:
            found.append(grant)
        elif grant.entity_id == entity_id or (grant.is_recursive and grant.entity_id in above):
            deep = is_recursive and grant.is_recursive
            placed = Grant(user_id=grant.user_id, role=grant.role, group_id=grant.group_id)
            placed.entity_id, placed.is_recursive, placed.pk = entity_id, deep, grant.pk
            found.append(placed)
    return found


def can_grant(
    actor: Actor,
    role_rights: list[str],
    reach: str,
    *,
    group_id: int | None,
    entity_id: int | None = ROOT_ENTITY,
) -> bool:
    """Tell whether the actor may give a role there: for a group (None = all) in an entity.

    Managing people and every right of the role must be held there, with no shorter reach.
    """
    if is_administrator(actor):
        return True
    if ALL_RIGHTS in role_rights:
        return False
    order = list(TicketReach.values)
    managing = _holds_there(actor, "user.manage", group_id, entity_id)
    if not any(order.index(hold.reach) >= order.index(reach) for hold in managing):
        return False
    return all(_holds_there(actor, word, group_id, entity_id) for word in role_rights)


def can_manage(actor: Actor, person: User) -> bool:
    """Tell whether the actor may change an account: manages people, and could grant all it holds.

    Else whoever may set passwords or make tokens could act with rights they do not hold.
    """
    return may(actor, "user.manage") and all(
        can_grant(
            actor,
            grant.role.rights,
            grant.role.ticket_reach,
            group_id=grant.group_id,
            entity_id=grant.entity_id,
        )
        for grant in person.held_grants
    )


def can_act_for(actor: Actor, person: User) -> bool:
    """Tell whether the actor may look at the desk as this person: administrators, for others who
    may enter, and not while they act for somebody already.
    """
    is_other = actor.user is not None and actor.user.pk != person.pk
    return actor.acted_for is None and is_other and is_administrator(actor) and person.is_active


def _holds_there(
    actor: Actor, right: str, group_id: int | None, entity_id: int | None
) -> list[Hold]:
    """Return the ways in which a right is held for a group (None = all of them) in an entity."""
    return [
        hold
        for hold in holds_of(actor, right)
        if hold.group_id in (None, group_id) and covers(hold, entity_id)
    ]


def covers(hold: Hold, entity_id: int | None) -> bool:
    """Tell whether a hold reaches an entity (one statement where it is held above)."""
    if hold.entity_id == entity_id:
        return True
    if not hold.is_recursive or entity_id in (None, ROOT_ENTITY):
        return False
    return Entity.objects.filter(entity_filter(hold, field="pk"), pk__in=[entity_id]).exists()


def visible_users(actor: Actor) -> Q:
    """Filter of the people an actor may see: all with the right, else only oneself."""
    if may(actor, "user.read") and not _is_outsider(actor):
        return Q(is_system=False, deleted_at=None)
    person = holder(actor)
    return Q(pk=person.pk if person is not None else None, deleted_at=None)


def visible_groups(actor: Actor) -> Q:
    """Filter of the groups an actor may see: where a ticket right is held, or one's own."""
    if actor.is_system or is_administrator(actor) or OPEN_SOURCE_RIGHTS in actor.liberties:
        return Q(deleted_at=None)
    holds = holds_of(actor, "ticket.read")
    wide = any(
        h.group_id is None and h.reach in (TicketReach.ALL, TicketReach.ENTITY) for h in holds
    )
    if wide or may(actor, "group.read"):
        return Q(deleted_at=None)
    own = {hold.group_id for hold in holds if hold.group_id is not None}
    person = holder(actor)
    if person is not None:
        own |= person.group_ids
    return Q(deleted_at=None, pk__in=own)


def _is_present(person: Any) -> bool:
    """Disabled and deleted people may do nothing, whatever they hold."""
    return person is not None and person.is_active and person.deleted_at is None


def _is_outsider(actor: Actor) -> bool:
    """Customers see no other people, whatever their roles say, unless they administer the desk."""
    person: Any = holder(actor)
    return isinstance(person, User) and not person.is_agent and not person.is_administrator


def _gives(grant: Grant, right: str) -> bool:
    words = grant.role.rights
    if right in DESK_RIGHTS and grant.group_id is not None:
        return False
    return ALL_RIGHTS in words or right in words or _unqualified(right) in words


def _unqualified(right: str) -> str:
    """Return the word that holds for all kinds of rows."""
    return right.partition(":")[0]


def _hold(grant: Grant) -> Hold:
    return Hold(grant.entity_id, grant.is_recursive, grant.group_id, grant.role.ticket_reach)
