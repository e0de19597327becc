"""Who is told about everything in a company, a group, a help desk, a level or a place."""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, QuerySet

from accounts.models import Group, User
from accounts.policies import is_administrator, may_there, require, require_right
from audit.actor import Actor
from audit.journal import noun_of, record
from tickets.models import EntityObserver
from tickets.queries.observers import OTHER_RIGHT, RIGHTS


@transaction.atomic
def observe(actor: Actor, owner: Model, watchers: Sequence[User | Group]) -> list[bool]:
    """Let people, or members of groups, watch a row that the actor may see; tells which are new.

    Records "<owner>.observers_added" with those. Raises PermissionDenied.
    """
    _require(actor, owner)
    _lock(owner)
    there = _present(owner, watchers)
    is_new = [each not in there for each in watchers]
    new = list(dict.fromkeys(each for each, fresh in zip(watchers, is_new, strict=True) if fresh))
    EntityObserver.objects.bulk_create(_row(owner, each) for each in new)
    _record(actor, owner, "observers_added", new)
    return is_new


@transaction.atomic
def stop_observing(actor: Actor, owner: Model, watchers: Sequence[User | Group]) -> list[bool]:
    """Take watchers off a row; tells which were there. Records "<owner>.observers_removed"."""
    _require(actor, owner)
    _lock(owner)
    there = _present(owner, watchers)
    was_there = [each in there for each in watchers]
    gone = list(dict.fromkeys(each for each in watchers if each in there))
    for each in gone:
        column = {"user": each} if isinstance(each, User) else {"group": each}
        _rows(owner).filter(**column).delete()
    _record(actor, owner, "observers_removed", gone)
    return was_there


@transaction.atomic
def import_observer(actor: Actor, owner: Model, watcher: User | Group) -> EntityObserver:
    """Add a watcher as another desk knew it."""
    require(is_administrator(actor), "import")
    row = _row(owner, watcher)
    row.save(force_insert=True)
    return row


def _require(actor: Actor, owner: Model) -> None:
    """Raise PermissionDenied unless the actor holds the right where the row lies."""
    right = RIGHTS.get(noun_of(owner), OTHER_RIGHT)
    require_right(actor, right)
    group_id = owner.pk if isinstance(owner, Group) else None
    entity_id = getattr(owner, "entity_id", None)
    require(may_there(actor, right, group_id=group_id, entity_id=entity_id), right)


def _lock(owner: Model) -> None:
    """Let two who set watchers of one row do so one after the other."""
    type(owner)._default_manager.select_for_update().get(pk=owner.pk)


def _rows(owner: Model) -> QuerySet[EntityObserver]:
    noun = ContentType.objects.get_for_model(owner)
    return EntityObserver.objects.filter(noun=noun, object_id=owner.pk)


def _row(owner: Model, watcher: User | Group) -> EntityObserver:
    noun = ContentType.objects.get_for_model(owner)
    row = EntityObserver(noun=noun, object_id=owner.pk)
    if isinstance(watcher, User):
        row.user = watcher
    else:
        row.group = watcher
    return row


def _present(owner: Model, watchers: Sequence[User | Group]) -> set[User | Group]:
    users = {each.pk: each for each in watchers if isinstance(each, User)}
    groups = {each.pk: each for each in watchers if isinstance(each, Group)}
    rows = _rows(owner).filter(user__in=users) | _rows(owner).filter(group__in=groups)
    return {
        users[user_id] if user_id is not None else groups[group_id]
        for user_id, group_id in rows.values_list("user_id", "group_id")
    }


def _record(actor: Actor, owner: Model, act: str, watchers: list[User | Group]) -> None:
    if watchers:
        keys = [f"{noun_of(each)} {each.pk}" for each in watchers]
        names = [getattr(each, "username", None) or str(each) for each in watchers]
        change = [[], keys] if act.endswith("added") else [keys, []]
        named = [[], names] if act.endswith("added") else [names, []]
        verb = f"{noun_of(owner)}.{act}"
        record(actor, verb, owner, {"observers": change}, names={"observers": named})
