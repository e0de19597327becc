"""How items look to callers, alone and in few words."""

from typing import Any

from rest_framework import serializers

from accounts.queries import visible_groups, visible_users
from assets.queries import hidden_ties, visible_items
from assets.vocabulary import CiClass, RelationKind, Usage
from audit.actor import Actor
from doors.rest.history import EntryOut
from doors.rest.rows import Expand, Key, Rows


def key_of(column: str) -> serializers.IntegerField:
    """Return the field for a key that may be absent."""
    return serializers.IntegerField(source=column, allow_null=True)


class AssetPersonBrief(Rows):
    """A person in few words."""

    id = Key()
    username = serializers.CharField()
    real_name = serializers.CharField()


class AssetGroupBrief(Rows):
    """A group in few words."""

    id = Key()
    name = serializers.CharField()


class ItemBrief(Rows):
    """An item in few words."""

    id = Key()
    name = serializers.CharField()


PERSON = Expand(visible_users, AssetPersonBrief)
GROUP = Expand(visible_groups, AssetGroupBrief)
ITEM = Expand(visible_items, ItemBrief)


class ItemOut(Rows):
    """A configuration item."""

    id = Key()
    name = serializers.CharField()
    comment = serializers.CharField()
    ci_class = serializers.ChoiceField(CiClass.choices)
    type = key_of("type_id")
    manufacturer = key_of("manufacturer_id")
    model = key_of("model_id")
    network = key_of("network_id")
    state = key_of("state_id")
    location = key_of("location_id")
    usage = serializers.ChoiceField(Usage.choices)
    serial = serializers.CharField()
    inventory_number = serializers.CharField()
    uuid = serializers.CharField()
    contact = serializers.CharField()
    contact_number = serializers.CharField()
    user = key_of("user_id")
    group = key_of("group_id")
    technician = key_of("technician_id")
    support_group = key_of("support_group_id")
    parent = key_of("parent_id")  # type: ignore[assignment]  # a field, not DRF's attribute
    is_public = serializers.BooleanField()
    is_listed = serializers.BooleanField()
    is_global = serializers.BooleanField()
    is_helpdesk_visible = serializers.BooleanField()
    is_valid = serializers.BooleanField()  # type: ignore[assignment]  # a field, not DRF's method
    last_inventory_at = serializers.DateTimeField(allow_null=True)
    last_boot_at = serializers.DateTimeField(allow_null=True)
    last_update_on = serializers.DateField(allow_null=True)
    received_on = serializers.DateField(allow_null=True)
    issued_on = serializers.DateField(allow_null=True)
    source = key_of("source_id")  # type: ignore[assignment]  # a field, not DRF's attribute
    external_id = serializers.CharField()
    details = serializers.DictField()
    entity = serializers.IntegerField(source="entity_id")
    is_recursive = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expands = {
        "user": PERSON,
        "group": GROUP,
        "technician": PERSON,
        "support_group": GROUP,
        "parent": ITEM,
    }


class TypeOut(Rows):
    """A type of items."""

    id = Key()
    name = serializers.CharField()
    comment = serializers.CharField()
    ci_class = serializers.ChoiceField(CiClass.choices)
    code = serializers.CharField()


class ItemNamedOut(Rows):
    """A manufacturer, or a system that reports items."""

    id = Key()
    name = serializers.CharField()
    comment = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ItemContractOut(Rows):
    """A contract that covers the item."""

    id = Key()
    name = serializers.CharField()
    number = serializers.CharField()


class ItemProjectOut(Rows):
    """A project that is about the item."""

    id = Key()
    name = serializers.CharField()
    code = serializers.CharField()


class RelationOut(Rows):
    """What an item (`source`) hangs on (`target`)."""

    id = Key()
    kind = serializers.ChoiceField(RelationKind.choices)
    source = serializers.IntegerField(  # type: ignore[assignment]  # a field, not DRF's attribute
        source="source_id"
    )
    target = serializers.IntegerField(source="target_id")
    created_at = serializers.DateTimeField()

    expands = {"source": ITEM, "target": ITEM}


WHO = ("actor", "principal")


class ItemHistoryOut(EntryOut):
    """A journaled change of an item or a part of it."""

    needs = dict.fromkeys(("changes", "names"), ("verb", "part_noun", "changes"))

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Leave out what names items that the caller may not see."""
        told = {"changes", "names"} & names
        hidden = hidden_ties(actor, raw) if told else set()
        for row in raw:
            if row["id"] in hidden:
                row["changes"] = {}
                if "names" in told:
                    row["names"] = {who: row["names"][who] for who in WHO if who in row["names"]}
