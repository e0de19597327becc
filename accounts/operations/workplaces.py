"""Where in the tree of tenants somebody works through the pages: everywhere, or in one branch."""

from typing import Any

from django.db import transaction

from accounts.models import Entity
from accounts.queries import entities_to_work_in
from audit.actor import Actor
from audit.journal import record


@transaction.atomic
def choose_entity(
    actor: Actor, entity_id: int | None, *, is_recursive: bool = True
) -> Entity | None:
    """Return the entity in which the actor wants to work, None = everywhere; the door keeps the
    choice for the session. Records "user.entity_chosen".

    Raises Entity.DoesNotExist for one in which the person holds no role.
    """
    entity = None
    changes: dict[str, list[Any]] = {"entity": [None, entity_id]}
    names: dict[str, list[Any]] = {}
    if entity_id is not None:
        entity = entities_to_work_in(actor.person).get(pk=entity_id)
        changes["is_recursive"] = [None, is_recursive]
        names["entity"] = [None, entity.full_name or entity.name]
    record(actor, "user.entity_chosen", actor.person, changes, names=names)
    return entity
