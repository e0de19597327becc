"""Requests of a data set, with their values, items and files."""

from datetime import datetime
from typing import Any

from api_compat.invgate import codes
from api_compat.invgate.text import HTML
from api_compat.invgate.world_reader import ACTOR, Row, WorldReader
from tickets import operations as tickets
from tickets import queries
from tickets.drafts import FieldValue, TicketDraft
from tickets.operations import TicketTimes
from tickets.vocabulary import Category, FieldKind

STATUS_CODES = {
    1: "new",
    2: "in_progress",
    3: "pending",
    4: "waiting",
    5: "resolved",
    6: "closed",
    7: "rejected",
    8: "cancelled",
}


class TicketRows(WorldReader):
    """How requests are imported."""

    def _request(self, row: Row) -> Any:
        status = queries.status_by_code(STATUS_CODES[row["status_id"]])
        opened_at = self._ago(row.get("created_minutes_ago"))
        category = self._one("category", row["category"])
        reasons = {number: word for word, number in codes.CLOSED_REASON_OF.items()}
        draft = TicketDraft(
            title=row["title"],
            description=row.get("description", ""),
            description_format=HTML,
            kind=codes.TYPE_FROM[row["type_id"]],
            status=status,
            priority=codes.PRIORITY_FROM[row["priority_id"]],
            requester=self._one("user", row["customer"]),
            submitter=self._one("user", row["creator"]),
            assignee=self._one("user", row.get("agent")),
            support_group=self._one("level", row.get("helpdesk")),
            category=category,
            form=category.form,
            location=self._one("location", row.get("location")),
            source=queries.sources().get(code=codes.SOURCE_CODES[row["source_id"]]),
            cis=self._several("ci", row.get("cis")),
            values=self._values(row),
            rating=row.get("rating"),
        )
        ticket = tickets.import_ticket(
            ACTOR,
            draft,
            times=self._times(status.category, opened_at),
            close_reason=reasons.get(row.get("closed_reason", 0), ""),
        )
        if file := row.get("attachment"):
            stored = tickets.import_file(
                ACTOR,
                ticket,
                file_name=file["name"],
                content=file["content"].encode(),
                comment="",
                uploader=draft.submitter,
                stored_at=opened_at,
            )
            self._keep("attachment", row["key"], stored)
        return ticket

    def _times(self, category: str, opened_at: datetime) -> TicketTimes:
        is_done = category in (Category.RESOLVED, Category.CLOSED)
        is_closed = category == Category.CLOSED
        return TicketTimes(
            opened_at=opened_at,
            updated_at=opened_at,
            taken_at=opened_at if category != Category.NEW else None,
            resolved_at=opened_at if is_done else None,
            closed_at=opened_at if is_closed else None,
        )

    def _values(self, row: Row) -> dict[int, str | list[FieldValue]]:
        """Return values of custom fields; choices are named by their key."""
        return {
            self._one("cf", key).pk: self._value(self._one("cf", key), value)
            for key, value in (row.get("custom_fields") or {}).items()
        }

    def _value(self, field: Any, value: Any) -> str | list[FieldValue]:
        if field.kind in (FieldKind.LIST, FieldKind.TREE):
            keys = value if isinstance(value, list) else [value]
            return [queries.options_of(field.pk).get(key=key) for key in keys]
        if field.kind == FieldKind.CI:
            return list(self._several("ci", value if isinstance(value, list) else [value]))
        if field.kind == FieldKind.BOOLEAN:
            return "1" if value else "0"
        return str(value)
