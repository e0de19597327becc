"""Ops 24 to 28 and get_types: the lists that forms are filled from."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from accounts.queries import support_groups
from api_compat.integria.call import Call
from api_compat.integria.codes import ALL_GROUPS, PRIORITY_NAMES, RESOLUTION_NAMES, STATUS_NAMES
from api_compat.integria.registry import integer, op, text
from api_compat.integria.render import BARE, Rows
from api_compat.wire import entities
from tickets import queries
from tickets.vocabulary import FieldKind

if TYPE_CHECKING:
    from tickets.models import CustomField, FormField

NAMED = ("id", "name")
FIELD_ELEMENTS = (
    "label_enco", "id", "id_incident_type", "label", "type", "combo_value", "show_in_list",
    "global_id", "parent", "linked_value", "order", "data", "blocked",
)  # fmt: skip
# a database row printed with both its names and its numbers: every stored column twice
FIELD_COLUMNS = (
    "label_enco",
    *(name for name in FIELD_ELEMENTS[1:-2] for _ in range(2)),
    "data",
    "blocked",
)
TYPE_WORDS = {FieldKind.LIST: "combo", FieldKind.TREE: "linked"}


@op("get_incidents_resolutions", shape=Rows(columns=NAMED, item="resolution"), splits=False)
def get_incidents_resolutions(call: Call) -> Any:
    """List the resolutions."""
    return _named(call.words("resolutions", RESOLUTION_NAMES))


@op("get_incidents_status", shape=Rows(columns=NAMED, item="status"), splits=False)
def get_incidents_status(call: Call) -> Any:
    """List the statuses."""
    return _named(call.words("statuses", STATUS_NAMES))


@op("get_incident_priorities", shape=Rows(columns=NAMED, item="priority"), splits=False)
def get_incident_priorities(call: Call) -> Any:
    """List the priorities."""
    return _named(call.words("priorities", PRIORITY_NAMES))


@op(
    "get_incident_fields",
    integer("id_incident_type"),
    integer("id_ticket"),
    shape=Rows(columns=FIELD_COLUMNS, names=FIELD_ELEMENTS, item="field"),
)
def get_incident_fields(call: Call, *, id_incident_type: int, id_ticket: int) -> Any:
    """List the custom fields of a ticket type, with a ticket's values when one is given."""
    form = queries.forms(call.actor).filter(pk=id_incident_type).first()
    if form is None:
        return []
    values = queries.values_of(queries.ticket_for(call.actor, id_ticket)) if id_ticket else {}
    return [_field_row(call, place, values) for place in queries.form_fields(form.pk)]


@op(
    "get_groups",
    text("with_all"),
    shape=Rows(columns=NAMED, item="group", object_of=NAMED),
    splits=False,
)
def get_groups(call: Call, *, with_all: str) -> Any:
    """List the caller's groups by name; "All" only when asked for."""
    groups = list(support_groups(call.actor).values_list("pk", "name"))
    if with_all not in ("", "0"):
        groups.append((ALL_GROUPS, "All"))
    groups.sort(key=lambda group: (group[1].casefold(), group[0]))
    return [{"id": key, "name": call.text(name)} for key, name in groups]


@op("get_types", shape=Rows(columns=NAMED, item="type"), splits=False)
def get_types(call: Call) -> Any:
    """List the ticket types the caller may use."""
    return [
        {"id": key, "name": call.text(name)}
        for key, name in queries.forms(call.actor).values_list("pk", "name")
    ]


@op("get_login", shape=BARE, splits=False)
def get_login(call: Call) -> Any:
    """Answer a connection test."""
    return 1


def _named(words: dict[int, str]) -> list[dict[str, Any]]:
    return [{"id": number, "name": name} for number, name in words.items()]


def _field_row(call: Call, place: FormField, values: dict[int, str]) -> dict[str, Any]:
    field: CustomField = place.field
    options = [option.name for option in field.options.all() if option.deleted_at is None]
    return {
        "label_enco": base64.b64encode(entities.encode(field.label).encode()).decode(),
        "id": place.pk,
        "id_incident_type": place.form_id,
        "label": call.text(field.label),
        "type": TYPE_WORDS.get(FieldKind(field.kind), field.kind),
        "combo_value": call.text(",".join(options)),
        "show_in_list": place.is_listed,
        "global_id": field.pk if len(field.places.all()) > 1 else "",
        "parent": place.parent_field_id or 0,
        "linked_value": call.text(place.parent_option.name) if place.parent_option else "",
        "order": place.position,
        "data": call.text(values.get(field.pk, "")),
        "blocked": place.is_locked,
    }
