"""A ticket as this dialect's columns, for lists and for one (contract ops 1 and 2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from api_compat.integria.call import UNSET_MOMENT, Call
from api_compat.integria.codes import ALL_GROUPS, priority_number, resolution_number, status_number
from tickets.policies import reads_internal
from tickets.queries import addresses_of, affected_policies, public_counts

if TYPE_CHECKING:
    from tickets.models import Ticket

COLUMNS = (
    "id_incidencia", "inicio", "cierre", "titulo", "descripcion", "id_usuario", "estado",
    "prioridad", "id_grupo", "actualizacion", "id_creator", "id_task", "resolution", "epilog",
    "id_parent", "sla_disabled", "affected_sla_id", "id_incident_type", "score", "email_copy",
    "editor", "id_group_creator", "last_stat_check", "closed_by", "extra_data", "extra_data2",
    "blocked", "old_status", "old_resolution", "old_status2", "old_resolution2", "extra_data3",
    "extra_data4", "black_medals", "gold_medals",
)  # fmt: skip
LIST_COLUMNS = (*COLUMNS, "workunits_hours", "workunits_count")
_AFTER_CREATOR = COLUMNS.index("id_creator") + 1
LIST_ELEMENTS = (*COLUMNS[:_AFTER_CREATOR], "notify_email", *LIST_COLUMNS[_AFTER_CREATOR:])

# the names of the manual's sample; XML clients may look fields up by either
MANUAL_NAMES = {
    "id_issue": "id_incidencia", "start": "inicio", "close": "cierre", "title": "titulo",
    "description": "descripcion", "user_id": "id_usuario", "state": "estado",
    "priority": "prioridad", "group_id": "id_grupo", "update": "actualizacion",
}  # fmt: skip

CARRIED: dict[str, Any] = {
    "id_task": 0, "editor": "", "id_group_creator": 0, "last_stat_check": UNSET_MOMENT,
    "old_status": 0, "old_resolution": 0, "old_status2": 0, "old_resolution2": 0,
    "black_medals": 0, "gold_medals": 0, "affected_sla_id": 0,
}  # fmt: skip

_VALUES = (
    "id", "opened_at", "last_closed_at", "title", "description", "assignee__username",
    "status__code", "status__category", "priority", "support_group_id",
    "support_group__level_order", "support_group__parent_id", "updated_at",
    "submitter__username", "resolution", "closing_text", "parent_id", "sla_is_disabled",
    "form_id", "rating", "closed_by__username", "extra1", "extra2", "extra3", "extra4",
    "is_locked", "wire_extra", "work_seconds", "followup_count", "project_task_id",
)  # fmt: skip


def carried(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values under the keys by which they are carried; defaults are not stored."""
    return {f"integria.{name}": value for name, value in values.items()}


def ticket_rows(
    call: Call, tickets: QuerySet[Ticket], *, long: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield the columns of the tickets, in three statements; `long` turns commas of title and
    description.

    Who reads no internal lines gets counters without them, which costs a fourth statement.
    """
    rows = list(tickets.values(*_VALUES))
    if not reads_internal(call.actor):
        public = public_counts(row["id"] for row in rows)
        for row in rows:
            row["work_seconds"], row["followup_count"] = public.get(row["id"], (0, 0))
    addresses = addresses_of(row["id"] for row in rows)
    affected = affected_policies(row["id"] for row in rows)
    write = call.long_text if long else call.text
    for row in rows:
        columns = _columns(call, row, addresses.get(row["id"], ()), write)
        if row["id"] in affected:
            columns["affected_sla_id"] = affected[row["id"]]
        yield columns


def hours(seconds: int) -> str:
    """Return whole seconds as hours with two places (fields.md D13)."""
    return str((Decimal(seconds) / 3600).quantize(Decimal("0.01"), ROUND_HALF_UP))


def _columns(
    call: Call, row: dict[str, Any], addresses: Iterable[str], write: Any
) -> dict[str, Any]:
    extra = row["wire_extra"]
    found = CARRIED
    if extra:  # most tickets carry nothing
        found = {name: extra.get(f"integria.{name}", other) for name, other in CARRIED.items()}
    return found | {
        "id_incidencia": row["id"],
        "inicio": call.moment(row["opened_at"]),
        "cierre": call.moment(row["last_closed_at"]),
        "titulo": write(row["title"]),
        "descripcion": write(row["description"]),
        "id_usuario": call.text(row["assignee__username"] or ""),
        "estado": status_number(row["status__code"], row["status__category"]),
        "prioridad": priority_number(row["priority"]),
        "id_grupo": _group(row),
        "actualizacion": call.moment(row["updated_at"]),
        "id_creator": call.text(row["submitter__username"] or ""),
        "id_task": row["project_task_id"] or found["id_task"],
        "notify_email": 1,
        "resolution": resolution_number(row["resolution"], row["status__code"]),
        "epilog": call.text(row["closing_text"]),
        "id_parent": row["parent_id"] or "",
        "sla_disabled": row["sla_is_disabled"],
        "id_incident_type": row["form_id"] or extra.get("integria.id_incident_type", 0),
        "score": row["rating"] or 0,
        "email_copy": call.text(",".join(addresses)),
        "closed_by": call.text(row["closed_by__username"] or ""),
        "extra_data": call.text(row["extra1"]),
        "extra_data2": call.text(row["extra2"]),
        "extra_data3": call.text(row["extra3"]),
        "extra_data4": call.text(row["extra4"]),
        "blocked": row["is_locked"],
        "workunits_hours": _short(hours(row["work_seconds"])),
        "workunits_count": row["followup_count"],
    }


def _group(row: dict[str, Any]) -> int:
    """A level shows its desk, no group shows 1 ("All")."""
    if row["support_group_id"] is None:
        return ALL_GROUPS
    if row["support_group__level_order"] is not None and row["support_group__parent_id"]:
        parent: int = row["support_group__parent_id"]
        return parent
    own: int = row["support_group_id"]
    return own


def _short(number: str) -> str:
    """A sum is printed without the zeros behind it ("2.25", "2", "0")."""
    return number.rstrip("0").rstrip(".")
