"""Item types of configuration items: computers, monitors …, software, licences."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from api_compat.glpi import columns as c
from api_compat.glpi.columns import Column
from api_compat.glpi.itemtypes import asset_searches
from api_compat.glpi.itemtypes.asset_searches import type_column
from api_compat.glpi.itemtypes.companies import contract_options, project_options
from api_compat.glpi.itemtypes.shared import SPENT, classes_of
from api_compat.glpi.registry import Input, ItemType, Options, declare
from api_compat.glpi.session import Session
from api_compat.glpi.writers import DraftWriter, Values, merged, own_entity, translated
from assets import operations, queries
from assets.drafts import ItemDraft, ItemPatch
from assets.operations.nouns import TYPES
from assets.vocabulary import CiClass
from tickets.operations.nouns import COSTS

MODEL: Any = TYPES.model._meta.get_field("items").related_model
CLASS_OF = {
    "Computer": CiClass.COMPUTER,
    "Monitor": CiClass.MONITOR,
    "Printer": CiClass.PRINTER,
    "Phone": CiClass.PHONE,
    "NetworkEquipment": CiClass.NETWORK_EQUIPMENT,
    "Peripheral": CiClass.PERIPHERAL,
    "Software": CiClass.SOFTWARE,
    "SoftwareLicense": CiClass.SOFTWARE_LICENSE,
}
PLAIN = ("type", "model", "manufacturer", "network", "parent")


class ItemWriter(DraftWriter):
    """Items of one class; a type of 0 is the class's own."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Make an item."""
        values, kept = translated(session, itemtype, given)
        own_entity(session, itemtype, values)
        values = self._numbers({"name": "", **values})
        if values.get("type_id") is None:
            values.pop("type_id", None)
        values["ci_class"] = CLASS_OF[itemtype.name]
        draft = self.draft(**values, wire_extra=merged({}, kept))
        return int(self.make(session.actor, draft).pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change an item."""
        values, kept = translated(session, itemtype, given)
        if values.get("type", "") is None:
            values["type"] = queries.class_type(CLASS_OF[itemtype.name])
        values = self._numbers(values)
        if kept:
            values["wire_extra"] = merged(self.extra_of(number), kept)
        if values:
            self.update(session.actor, number, self.patch(**values))


def _extra(number: int) -> Values:
    rows = MODEL._default_manager.filter(pk=number)
    return rows.values_list("wire_extra", flat=True).first() or {}


WRITER = ItemWriter(
    make=operations.create_item,
    update=operations.update_item,
    draft=ItemDraft,
    patch=ItemPatch,
    remove=operations.delete_item,
    bring_back=operations.restore_item,
    erase=operations.purge_item,
    extra_of=_extra,
    plain=PLAIN,
)


def _cost() -> Column:
    """Return what the tickets about an item cost."""
    costs = COSTS.model._default_manager.filter(ticket__ci_links__ci=OuterRef("pk"))
    total = costs.order_by().values("ticket__ci_links__ci").annotate(all=Sum(SPENT)).values("all")
    return c.decimal(
        Coalesce(Subquery(total, output_field=c.MONEY), Value(0), output_field=c.MONEY)
    )


def _columns(name: str) -> Mapping[str, Column]:
    lower = name.lower()
    found = {
        "otherserial": c.text("inventory_number", "inventory_number"),
        "contact_num": c.text("contact_number", "contact_number"),
        "users_id_tech": c.key("technician_id", "User", "technician"),
        "groups_id_tech": c.key("support_group_id", "Group", "support_group"),
        "networks_id": c.key("network_id", "Network", "network"),
        f"{lower}models_id": c.key("model_id", f"{name}Model", "model"),
        f"{lower}types_id": type_column(f"{name}Type"),
        "softwarecategories_id": type_column("SoftwareCategory"),
        "softwarelicensetypes_id": type_column("SoftwareLicenseType"),
        "last_inventory_update": c.moment("last_inventory_at", "last_inventory_at"),
        "last_boot": c.moment("last_boot_at", "last_boot_at"),
        "ticket_tco": _cost(),
        "softwares_id": c.key("parent_id", "Software", "parent"),
    }
    if name == "SoftwareLicense":
        found |= {
            "number": c.number("license__number"),
            "expire": c.day("license__expires_on"),
            "allow_overquota": c.flag("license__allow_overquota"),
            "softwareversions_id_buy": c.key("license__bought_version_id", "SoftwareVersion"),
            "softwareversions_id_use": c.key("license__used_version_id", "SoftwareVersion"),
            "completename": c.text("name"),
            "level": c.fixed(1),
        }
    return found


def _projects(name: str) -> Options:
    """Return the option about projects; licences have none."""
    return {} if name == "SoftwareLicense" else project_options("assets", "configurationitem")


def _declare(name: str) -> None:
    def rows(session: Session) -> QuerySet[Any]:
        return queries.all_items(session.actor).filter(ci_class__in=classes_of(name))

    declare(
        name,
        model=MODEL,
        rows=rows,
        columns=_columns(name),
        writer=WRITER,
        templates="is_template",
        metas={"Ticket": "ticket_links__ticket"},
        reached={
            **contract_options("assets", "configurationitem"),
            **_projects(name),
            **asset_searches.FINANCES,
            **asset_searches.OPTIONS[name],
        },
    )


for _name in CLASS_OF:
    _declare(_name)
