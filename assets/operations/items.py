"""Write items, what they depend on, and the catalogues they are chosen from."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.drafts import given
from accounts.policies import may_some, require, require_right
from accounts.queries import entity_for
from assets import policies, queries
from assets.drafts import ItemDraft, ItemPatch, NamedDraft, TypeDraft
from assets.models import CiRelation, CiSource, CiType, ConfigurationItem, Manufacturer
from audit.actor import Actor
from audit.journal import record
from audit.rows import purge_row
from audit.turns import leads_to, take_turn
from audit.versions import require_unchanged
from crm.operations import link_contract
from crm.operations.rows import change, insert, name_of, restore, save_new, trash


@transaction.atomic
def create_item(actor: Actor, draft: ItemDraft) -> ConfigurationItem:
    """Create an item, covered by a contract if one is named. Records "ci.created".

    Raises ObjectDoesNotExist for a type, parent, contract … that the actor does not know.
    """
    values = item_values(actor, draft)
    item = insert(actor, ConfigurationItem(), values, "ci.created")
    if draft.contract_id is not None:
        link_contract(actor, draft.contract_id, item)
    return item


def item_values(actor: Actor, draft: ItemDraft) -> dict[str, Any]:
    """Return the column values of a draft, its ids resolved where the actor may see and write."""
    values = dict(vars(draft))
    values.pop("contract_id")
    entity_id = values.pop("entity_id")
    if draft.type_id is None:
        values["type_id"] = queries.class_type(draft.ci_class).pk
    require(may_some(actor, "ci.write"), "ci.write")
    values = _resolved(actor, values)
    word = policies.of_class("ci.write", values["ci_class"])
    values["entity"] = entity_for(actor, word, entity_id)
    return values


@transaction.atomic
def update_item(actor: Actor, item_id: int, patch: ItemPatch) -> ConfigurationItem:
    """Change an item. Records "ci.updated".

    Raises ValidationError(code="cycle") for a parent that is the item or below it.
    """
    values = given(patch)
    if "parent_id" in values:
        take_turn(ConfigurationItem)
    item = _item_to_write(actor, item_id)
    values = _resolved(actor, values)
    ci_class = values.get("ci_class", item.ci_class)
    if "entity_id" in values or ci_class != item.ci_class:
        word = policies.of_class("ci.write", ci_class)
        values["entity"] = entity_for(actor, word, values.pop("entity_id", item.entity_id))
    if leads_to(item, getattr(values.get("parent"), "pk", None)):
        message = _("An item cannot be below itself.")
        raise ValidationError({"parent": ValidationError(message, code="cycle")})
    change(actor, item, values, "ci.updated")
    return item


@transaction.atomic
def delete_item(actor: Actor, item_id: int) -> None:
    """Put an item in the trash; tickets keep it. Records "ci.deleted"."""
    visible = queries.visible_items(actor)
    trash(actor, locked_item(visible, actor, "ci.manage", item_id), "ci.deleted")


@transaction.atomic
def restore_item(actor: Actor, item_id: int) -> ConfigurationItem:
    """Take an item out of the trash. Records "ci.restored"."""
    trashed = ConfigurationItem.objects.filter(policies.items(actor), deleted_at__isnull=False)
    item = locked_item(trashed, actor, "ci.manage", item_id)
    restore(actor, item, "ci.restored")
    return item


@transaction.atomic
def purge_item(actor: Actor, item_id: int) -> None:
    """Remove an item with everything that hangs on it for good; the journal stays. Records
    "ci.purged".
    """
    seen = ConfigurationItem.objects.filter(policies.items(actor))
    item = locked_item(seen, actor, "ci.manage", item_id)
    try:
        purge_row(actor, item)
    except ProtectedError as error:
        raise ValidationError(_("Other rows need this item."), code="in_use") from error


@transaction.atomic
def relate_items(actor: Actor, source_id: int, target_id: int, *, kind: str) -> CiRelation:
    """Let the source depend on the target; one that exists comes back. Records "ci.related"."""
    source, target = _item_to_write(actor, source_id), queries.item_for(actor, target_id)
    relation = source.relations_out.filter(target=target, kind=kind).first()
    if relation is not None:
        return relation
    relation = CiRelation(source=source, target=target, kind=kind)
    save_new(relation)
    record(
        actor,
        "ci.related",
        source,
        {kind: [None, target.pk]},
        names={kind: [None, name_of(target)]},
    )
    return relation


@transaction.atomic
def unrelate_items(actor: Actor, source_id: int, target_id: int, *, kind: str) -> None:
    """Let the source no longer depend on the target. Records "ci.unrelated" if it did."""
    source, target = _item_to_write(actor, source_id), queries.item_for(actor, target_id)
    gone, _ = source.relations_out.filter(target=target, kind=kind).delete()
    if gone:
        record(
            actor,
            "ci.unrelated",
            source,
            {kind: [target.pk, None]},
            names={kind: [name_of(target), None]},
        )


@transaction.atomic
def create_type(actor: Actor, draft: TypeDraft) -> CiType:
    """Add a type to choose from. Records "citype.created"."""
    require_right(actor, "ci.manage")
    return insert(actor, CiType(), vars(draft), "citype.created")


@transaction.atomic
def create_manufacturer(actor: Actor, draft: NamedDraft) -> Manufacturer:
    """Add a manufacturer to choose from. Records "manufacturer.created"."""
    require_right(actor, "ci.manage")
    return insert(actor, Manufacturer(), vars(draft), "manufacturer.created")


@transaction.atomic
def create_source(actor: Actor, draft: NamedDraft) -> CiSource:
    """Add a system that reports items. Records "cisource.created"."""
    require_right(actor, "ci.manage")
    return insert(actor, CiSource(), vars(draft), "cisource.created")


def _item_to_write(actor: Actor, item_id: int) -> ConfigurationItem:
    return locked_item(queries.visible_items(actor), actor, "ci.write", item_id)


def locked_item(
    rows: QuerySet[ConfigurationItem], actor: Actor, right: str, item_id: int
) -> ConfigurationItem:
    """Return one of these items, locked, that the actor may change by this right.

    Raises DoesNotExist for hidden and unknown alike, PermissionDenied for an item that is only
    seen, Outdated for another version than the actor expects.
    """
    require(may_some(actor, right), right)
    item = rows.select_for_update(of=("self",)).get(pk=item_id)
    require_unchanged(actor, item)
    held = ConfigurationItem.objects.filter(policies.where(actor, right), pk=item.pk)
    require(held.exists(), right)
    return item


def _resolved(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """Put rows in the place of ids, and the class of the type."""
    choices = {
        "type": queries.types(),
        "model": queries.models(),
        "network": queries.networks(),
        "manufacturer": queries.manufacturers(),
        "source": queries.sources(),
        "parent": queries.visible_items(actor),
    }
    for name, rows in choices.items():
        if f"{name}_id" in values:
            key = values.pop(f"{name}_id")
            values[name] = None if key is None else rows.get(pk=key)
    if "type" in values:
        values["ci_class"] = values["type"].ci_class
    return values
