"""Tenants: rows of a tree, made and moved by those who set the desk up above them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.drafts import EntityDraft, EntityPatch, given
from accounts.models import Entity
from accounts.operations.trees import MOVING, place_branch, plant, refuse_cycle
from accounts.policies import in_entities, require_right
from accounts.vocabulary import ROOT_ENTITY
from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import record
from audit.rows import purge_row
from audit.turns import take_turn
from audit.versions import require_unchanged

RIGHT = "setting.manage"


@transaction.atomic
def create_entity(actor: Actor, draft: EntityDraft) -> Entity:
    """Add a tenant below one in which the actor holds "setting.manage". Records "entity.created".

    Raises ValidationError for a parent that the actor may not use.
    """
    require_right(actor, RIGHT)
    values = dict(vars(draft))
    entity = Entity(parent=_above(actor, values.pop("parent_id")), **values)
    entity.full_clean()
    entity.save(force_insert=True)
    plant(entity)
    changes: dict[str, list[Any]] = {
        "name": [None, entity.name],
        "parent": [None, entity.parent_id],
    }
    record(actor, "entity.created", entity, changes)
    return entity


@transaction.atomic
def update_entity(actor: Actor, entity_id: int, patch: EntityPatch) -> Entity:
    """Change a tenant; a move or a new name reaches its whole branch. Records "entity.updated".

    Raises ObjectDoesNotExist for one in which the actor does not hold "setting.manage",
    ValidationError for a parent below it, and for any parent of the root.
    """
    require_right(actor, RIGHT)
    values = given(patch)
    if MOVING & values.keys():
        take_turn(Entity)
    rows = Entity.objects.filter(in_entities(actor, RIGHT, field="pk"))
    entity = rows.select_for_update().get(pk=entity_id)
    require_unchanged(actor, entity)
    if "parent_id" in values:
        values["parent"] = _above(actor, values.pop("parent_id"))
        if entity.pk == ROOT_ENTITY:
            message = _("The root stands below nothing.")
            raise ValidationError({"parent": ValidationError(message, code="root")})
    changes = apply_values(entity, values)
    if not changes:
        return entity
    if "parent" in changes:
        refuse_cycle(entity)
    entity.updated_at = timezone.now()
    entity.full_clean()
    if "name" in changes or "parent" in changes:
        place_branch(entity)
    entity.save()
    record(actor, "entity.updated", entity, changes)
    return entity


@transaction.atomic
def delete_entity(actor: Actor, entity_id: int) -> None:
    """Close a tenant in which nothing is left. Records "entity.purged".

    Raises ObjectDoesNotExist, PermissionDenied, ValidationError with code "root" or "in_use".
    """
    require_right(actor, RIGHT)
    rows = Entity.objects.filter(in_entities(actor, RIGHT, field="pk"))
    entity = rows.select_for_update().get(pk=entity_id)
    if entity.pk == ROOT_ENTITY:
        raise ValidationError(_("The root entity stays."), code="root")
    try:
        purge_row(actor, entity)
    except ProtectedError as error:
        raise ValidationError(_("There is still something in it."), code="in_use") from error


def _above(actor: Actor, key: int) -> Entity:
    found = Entity.objects.filter(in_entities(actor, RIGHT, field="pk"), pk=key).first()
    if found is None:
        message = _("There is no such entity that you may use.")
        raise ValidationError({"parent": ValidationError(message, code="does_not_exist")})
    return found
