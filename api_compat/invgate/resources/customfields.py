"""Custom fields: definitions, where they are asked, their choices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from accounts.drafts import UNSET
from api_compat.invgate import codes
from api_compat.invgate.call import Call
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.params import integer, mapping, text, texts
from tickets import operations, queries
from tickets.vocabulary import FieldKind

if TYPE_CHECKING:
    from tickets.models import CustomField, CustomOption

KEY_VALUE = "key-value"
_UID = integer("uid", required=True)
_TYPE = text("type", required=True, choices=(KEY_VALUE,))
_HASH = text("hash", required=True, help="internal name of a node")
_CATEGORY = integer("category_id", required=True)


@endpoint("GET", "cf.fields.all")
def all_fields(call: Call) -> list[dict[str, Any]]:
    """All custom fields."""
    fields = list(queries.custom_fields())
    categories = queries.categories_by_field([field.pk for field in fields])
    required = queries.required_fields()
    return [
        {
            "uid": field.pk,
            "label": field.label,
            "type": codes.FIELD_TYPE_OF[field.kind],
            "description": field.description,
            "categories": categories.get(field.pk, []),
            "is_required": field.pk in required,
        }
        for field in fields
    ]


@endpoint("GET", "cf.fields.shared.all", is_newer=True)
def shared_fields(call: Call) -> list[dict[str, Any]]:
    """Custom fields that several categories ask."""
    return [
        {
            "uid": field.pk,
            "label": field.label,
            "description": field.description,
            "type": codes.FIELD_TYPE_OF[field.kind],
        }
        for field in queries.shared_fields()
    ]


@endpoint("GET", "cf.fields.by.category", _CATEGORY)
def by_category(call: Call, *, category_id: int) -> list[dict[str, int]]:
    """Custom fields that a category asks."""
    category = queries.categories().get(pk=category_id)
    return [{"uid": place.field_id} for place in queries.asked_fields(category.form_id)]


@endpoint(
    "GET",
    "cf.starting.fields.by.category",
    _CATEGORY,
    text("language", choices=codes.LANGUAGES),
    is_newer=True,
)
def starting(call: Call, *, category_id: int, language: str | None) -> list[dict[str, Any]]:
    """Custom fields that are asked when a request of a category is opened."""
    category = queries.categories().get(pk=category_id)
    return [
        {
            "uid": place.field_id,
            "label": place.field.label,
            "type_id": codes.FIELD_TYPE_OF[place.field.kind],
            "subtype_id": "",
            "multiple_selection": place.field.is_multiple,
            "is_required": place.is_required,
        }
        for place in queries.asked_fields(category.form_id)
    ]


@endpoint("GET", "cf.field.options", _UID, is_newer=True)
@endpoint("GET", "cf.field.options.list", _UID)
def options(call: Call, *, uid: int) -> dict[str, Any]:
    """Choices of a list field: labels by key."""
    return {KEY_VALUE: {option.key: option.name for option in _options(uid)} or []}


@endpoint("GET", "cf.field.options.list.config", _UID, is_newer=True)
def configured(call: Call, *, uid: int) -> dict[str, Any]:
    """Choices of a list field with all that is known of each."""
    rows = [
        {"key": option.key, "value": option.name, "hash": option.hash} for option in _options(uid)
    ]
    return {"configurations": rows, "count": len(rows)}


def _options(uid: int) -> list[CustomOption]:
    field = _field(uid, FieldKind.LIST)
    return list(queries.options_of(field.pk))


def _field(uid: int, kind: str) -> CustomField:
    field = queries.field_for(uid)
    if field.kind != kind:
        raise ValidationError(f"{field.label} is no {kind} field.", code="kind")
    return field


@endpoint(
    "POST",
    "cf.field.options.list",
    _UID,
    _TYPE,
    mapping("key_values", required=True, help="labels by key"),
)
def set_options(call: Call, *, uid: int, type: str, key_values: dict[str, str]) -> dict[str, Any]:
    """Add choices to a list field, or give those that are there another label."""
    total = operations.set_options(call.actor, uid, key_values)
    return {"status": "OK", "info": "The options were saved.", "total": total}


@endpoint("DELETE", "cf.field.options.list", _UID, _TYPE, texts("keys", required=True))
def remove_options(call: Call, *, uid: int, type: str, keys: list[str]) -> dict[str, Any]:
    """Take choices off a list field."""
    total = operations.remove_options(call.actor, uid, keys)
    return {"status": "OK", "info": "The options were removed.", "total": total}


@endpoint("GET", "cf.field.options.tree", _UID)
def tree(call: Call, *, uid: int) -> list[dict[str, Any]]:
    """Choices of a tree field, nested."""
    field = _field(uid, FieldKind.TREE)
    return _nested(queries.options_of(field.pk))


def _nested(rows: Iterable[CustomOption]) -> list[dict[str, Any]]:
    nodes: dict[int, dict[str, Any]] = {}
    parents: dict[int, int | None] = {}
    for option in rows:
        nodes[option.pk] = {
            "key": option.key,
            "hash": option.hash,
            "name": option.name,
            "children": [],
        }
        parents[option.pk] = option.parent_id
    roots = []
    for key, node in nodes.items():
        parent = parents[key]
        if parent is None:
            roots.append(node)
        elif parent in nodes:
            nodes[parent]["children"].append(node)
    return roots


@endpoint(
    "POST",
    "cf.field.options.tree",
    _UID,
    text("name", required=True),
    text("key", help="the hash unless given"),
    text("parent_hash", help="at the root unless given"),
)
def add_node(
    call: Call, *, uid: int, name: str, key: str | None, parent_hash: str | None
) -> dict[str, str]:
    """Add a node to a tree field; a key that is there is written over."""
    operations.add_node(call.actor, uid, name=name, key=key or "", parent_hash=parent_hash or "")
    return {"status": "OK", "info": "The option was saved."}


@endpoint("PUT", "cf.field.options.tree", _UID, _HASH, text("name"), text("key"))
def change_node(
    call: Call, *, uid: int, hash: str, name: str | None, key: str | None
) -> dict[str, str]:
    """Rename a node of a tree field or give it another key; an unknown one is added."""
    if name and not queries.options_of(uid).filter(hash=hash).exists():
        operations.add_node(call.actor, uid, name=name, key=key or "")
    else:
        operations.change_node(
            call.actor, uid, hash, name=name if name else UNSET, key=key if key else UNSET
        )
    return {"status": "OK", "info": "The option was saved."}


@endpoint("DELETE", "cf.field.options.tree", _UID, _HASH)
def remove_node(call: Call, *, uid: int, hash: str) -> dict[str, str]:
    """Take a node and all below it off a tree field."""
    total = operations.remove_node(call.actor, uid, hash)
    return {"status": "OK", "info": f"{total} options were removed."}
