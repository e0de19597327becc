"""Sessions of programs: begun with a password or token, working in one role at a time.

A person who works through a session holds, for its calls, the session's role in the session's
entities and nothing else.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import policies
from accounts.models import Entity, Grant, Role, User, WireSession
from accounts.operations.sign_in import may_enter
from accounts.secrets import token_hash
from accounts.vocabulary import ROOT_ENTITY
from audit.actor import Actor
from audit.journal import record
from audit.reading import only

NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Place:
    """An entity in which somebody works, with or without those below it."""

    entity_id: int
    is_recursive: bool


@transaction.atomic
def open_wire_session(user: User, *, dialect: str, address: str) -> tuple[WireSession, str] | None:
    """Begin a session in the person's default role, in the default entity or in the first one
    where the role is held.

    Returns (row, token shown once), or None for somebody who holds no role.
    """
    grants = sorted(user.held_grants, key=lambda grant: _preference(user, grant))
    if not grants:
        return None
    first = min(
        (grant for grant in grants if grant.role_id == grants[0].role_id),
        key=lambda grant: grant.entity_id != user.default_entity_id,
    )
    token, now = secrets.token_hex(32), timezone.now()
    session = WireSession(user=user, dialect=dialect, token_hash=token_hash(token), role=first.role)
    session.entity_id, session.is_recursive = first.entity_id, first.is_recursive
    session.address, session.last_used_at = address[:64], now
    session.save(force_insert=True)
    actor = Actor(user=user, door=dialect, address=address)
    User.objects.filter(pk=user.pk).update(last_login_at=now)
    record(actor, "user.signed_in", user)
    return session, token


def wire_session(
    token: str, *, dialect: str, idle_hours: int
) -> tuple[WireSession, list[Place]] | None:
    """Return the live session of a token, its person narrowed to it, and where it works; None for
    any other token.

    It ends when the person may not enter any more, or the role is no longer held.
    """
    now = timezone.now()
    session = only(
        WireSession.objects.select_related("user", "role")
        .filter(token_hash=token_hash(token), dialect=dialect)
        .filter(last_used_at__gt=now - timedelta(hours=idle_hours))
    )
    if session is None or session.user.deleted_at is not None or not may_enter(session.user):
        return None
    places = _places_of(session)
    if not places:
        return None
    if now - session.last_used_at > NOTED_EVERY:
        WireSession.objects.filter(pk=session.pk).update(last_used_at=now)
    grants = [grant for grant in session.user.held_grants if grant.role_id == session.role_id]
    if session.entity_id is not None:
        grants = policies.grants_within(
            grants, session.entity_id, is_recursive=session.is_recursive
        )
    session.user.held_grants = grants
    return session, places


def _places_of(session: WireSession) -> list[Place]:
    """Return where the session works, as far as its role is still held there."""
    grants = [grant for grant in session.user.held_grants if grant.role_id == session.role_id]
    held = _distinct(
        (ROOT_ENTITY if grant.entity_id is None else grant.entity_id, grant.is_recursive)
        for grant in grants
    )
    if session.entity_id is None:
        return held
    wanted = Place(entity_id=session.entity_id, is_recursive=session.is_recursive)
    if wanted in held:
        return [wanted]
    above = policies.ancestors_of(session.entity_id)
    from_above = any(place.is_recursive and place.entity_id in above for place in held)
    there = [place for place in held if place.entity_id == session.entity_id]
    if from_above or any(place.is_recursive for place in there):
        return [wanted]
    return there[:1]


def held_places(user: User, role_id: int) -> list[Place]:
    """Return the entities in which a person holds a role, by the number of the grant."""
    grants = Grant.objects.filter(user=user, role=role_id).order_by("pk")
    return _distinct(grants.values_list("entity_id", "is_recursive"))


def _distinct(held: Iterable[tuple[int, bool]]) -> list[Place]:
    return list(dict.fromkeys(Place(entity_id=key, is_recursive=deep) for key, deep in held))


def held_roles(user: User) -> list[Role]:
    """Return the roles a person holds anywhere, by number."""
    return list(Role.objects.filter(grants__user=user).distinct().order_by("pk"))


def entities_of(places: list[Place]) -> list[int]:
    """Return the numbers of the entities of some places, those below the recursive ones too."""
    found: dict[int, None] = {}
    for place in places:
        found[place.entity_id] = None
        if place.is_recursive:
            below = Entity.objects.filter(path__contains=f"/{place.entity_id}/")
            if place.entity_id == ROOT_ENTITY:
                below = Entity.objects.all()
            found |= dict.fromkeys(below.order_by("pk").values_list("pk", flat=True))
    return list(found)


def _preference(user: User, grant: Grant) -> tuple[bool, bool, int]:
    """Return where a grant stands among those of a person: the default role first."""
    return grant.role_id != user.default_role_id, not grant.is_default, grant.pk


@transaction.atomic
def switch_role(session: WireSession, role_id: int) -> bool:
    """Work in another role that the person holds; False for one that it does not."""
    places = held_places(session.user, role_id)
    if not places:
        return False
    session.role_id = role_id
    session.entity_id, session.is_recursive = places[0].entity_id, places[0].is_recursive
    session.save(update_fields=["role", "entity", "is_recursive"])
    return True


@transaction.atomic
def switch_entities(session: WireSession, entity_id: int | None, *, is_recursive: bool) -> bool:
    """Work in another entity (None = all) where the session's role is held; False elsewhere."""
    held = held_places(session.user, session.role_id)
    if entity_id is not None:
        above = policies.ancestors_of(entity_id)
        exact = [place for place in held if place.entity_id == entity_id]
        deep = any(place.is_recursive and place.entity_id in above for place in held)
        if not exact and not deep:
            return False
        is_recursive &= deep or any(place.is_recursive for place in exact)
    session.entity_id, session.is_recursive = entity_id, is_recursive
    session.was_changed = True
    session.save(update_fields=["entity", "is_recursive", "was_changed"])
    return True


@transaction.atomic
def close_wire_session(session: WireSession) -> None:
    """End a session at once. Records "user.signed_out"."""
    gone, _ = WireSession.objects.filter(pk=session.pk).delete()
    if gone:
        record(Actor(user=session.user, door=session.dialect), "user.signed_out", session.user)


@transaction.atomic
def forget_idle_sessions(idle_hours: int) -> int:
    """Remove the sessions that nobody has used for so long; returns how many went."""
    idle = Q(last_used_at__lt=timezone.now() - timedelta(hours=idle_hours))
    gone, _ = WireSession.objects.filter(idle).delete()
    return gone
