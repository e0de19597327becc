"""Item types of entities and API clients."""

from typing import Any

from django.db.models import QuerySet

from accounts import policies, queries
from accounts.drafts import EntityDraft, EntityPatch
from accounts.operations import entities
from accounts.vocabulary import ROOT_ENTITY
from api_compat.glpi import columns as c
from api_compat.glpi.errors import DENIED, Unwritable
from api_compat.glpi.itemtypes.ties import TieWriter
from api_compat.glpi.registry import Input, ItemType, declare, row_of
from api_compat.glpi.session import Session
from api_compat.glpi.writers import merged, translated

ENTITIES: Any = (
    queries.user_rows()
    .model._meta.get_field("grants")
    .related_model._meta.get_field("entity")
    .related_model
)


class EntityWriter(TieWriter):
    """Tenants."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Open an entity."""
        values, kept = translated(session, itemtype, given)
        parent = given.get("entities_id", session.entity_id)
        draft = EntityDraft(
            **{
                "name": "",
                **values,
                "parent_id": _parent(session, parent).pk,
                "wire_extra": merged({}, kept),
            }
        )
        return int(entities.create_entity(session.actor, draft).pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change an entity."""
        values, kept = translated(session, itemtype, given)
        if given.get("entities_id") is not None and number != ROOT_ENTITY:
            values["parent_id"] = _parent(session, given["entities_id"]).pk
        if kept:
            stored = ENTITIES._default_manager.get(pk=number)
            values["wire_extra"] = merged(stored.wire_extra, kept)
        entities.update_entity(session.actor, number, EntityPatch(**values))

    def purge(self, session: Session, number: int) -> None:
        """Close an entity."""
        entities.delete_entity(session.actor, number)


def _parent(session: Session, number: Any) -> Any:
    parent = row_of(session, "Entity", c.read_number(number))
    if parent is None:
        raise Unwritable(DENIED)
    return parent


def _entities(session: Session) -> QuerySet[Any]:
    here = policies.present_in(session.actor, field="pk", has_recursive=False)
    rows: QuerySet[Any] = ENTITIES._default_manager.filter(here)
    return rows


declare(
    "Entity",
    model=ENTITIES,
    rows=_entities,
    columns={
        "entities_id": c.Column(select="parent_id", kind="number", nullable=True),
        "phonenumber": c.text("phone", "phone"),
    },
    writer=EntityWriter(),
    names="full_name",
)

CLIENTS: Any = queries.client_rows("glpi").model
declare(
    "APIClient",
    model=CLIENTS,
    rows=lambda session: queries.client_rows("glpi"),
    columns={
        "entities_id": c.fixed(0),
        "is_recursive": c.fixed(1),
        "app_token_date": c.moment("secret_changed_at"),
        "dolog_method": c.number("log_use"),
        "ipv4_range_start": c.fixed(None),
        "ipv4_range_end": c.fixed(None),
        "ipv6": c.fixed(None),
    },
)
