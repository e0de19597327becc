"""Items of another desk: they keep their numbers and their times (fields.md D10).

Same invariants as the ordinary operations. No journal entry each, the run leaves one.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.policies import is_administrator, require
from assets.drafts import ItemDraft, NamedDraft, TypeDraft
from assets.models import CiRelation, CiSource, CiType, ConfigurationItem, Manufacturer
from assets.operations.items import item_values
from audit.actor import Actor
from crm.models import ContractLink
from crm.operations.rows import keep
from crm.queries import contract_for


@transaction.atomic
def import_item(
    actor: Actor,
    draft: ItemDraft,
    *,
    id: int | None = None,
    created_at: datetime | None = None,
    updated_at: datetime | None = None,
) -> ConfigurationItem:
    """Add an item with its number; its parent comes before it."""
    _require_importer(actor)
    contract = None if draft.contract_id is None else contract_for(actor, draft.contract_id)
    values = item_values(actor, draft)
    item = keep(ConfigurationItem(), values, id=id, created_at=created_at, updated_at=updated_at)
    if contract is not None:
        ContractLink.objects.create(contract=contract, owner=item)
    return item


@transaction.atomic
def import_relation(
    actor: Actor, source: ConfigurationItem, target: ConfigurationItem, *, kind: str
) -> CiRelation:
    """Let one item depend on another."""
    _require_importer(actor)
    return keep(
        CiRelation(), {"source": source, "target": target, "kind": kind}, id=None, created_at=None
    )


@transaction.atomic
def import_type(
    actor: Actor, draft: TypeDraft, *, id: int | None = None, created_at: datetime | None = None
) -> CiType:
    """Add a type with its number, in the place of a stock type of that number which has no items.

    A stock type that the desk looks up stays one under its new name.
    """
    _require_importer(actor)
    stock = CiType.objects.filter(pk=id).first() if id is not None else None
    values = dict(vars(draft))
    if stock is not None:
        values["code"] = stock.code
        stock.delete()
    return keep(CiType(), values, id=id, created_at=created_at)


@transaction.atomic
def import_manufacturer(
    actor: Actor, draft: NamedDraft, *, id: int | None = None, created_at: datetime | None = None
) -> Manufacturer:
    """Add a manufacturer with its number."""
    _require_importer(actor)
    return keep(Manufacturer(), vars(draft), id=id, created_at=created_at)


@transaction.atomic
def import_source(
    actor: Actor, draft: NamedDraft, *, id: int | None = None, created_at: datetime | None = None
) -> CiSource:
    """Add a system that reports items, with its number."""
    _require_importer(actor)
    return keep(CiSource(), vars(draft), id=id, created_at=created_at)


def _require_importer(actor: Actor) -> None:
    require(is_administrator(actor), "import")


@transaction.atomic
def clear_items(actor: Actor) -> int:
    """Put all items of a loaded desk in the trash, for a test of an empty one; returns how many."""
    _require_importer(actor)
    return ConfigurationItem.objects.filter(deleted_at=None).update(deleted_at=timezone.now())
