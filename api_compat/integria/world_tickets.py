"""Ticket types, tickets, their timeline, files and history of a data set."""

import base64
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from typing import Any

from api_compat.integria.codes import (
    CLOSED,
    priority_to_store,
    status_to_store,
)
from api_compat.integria.ticket_rows import CARRIED, carried
from api_compat.integria.world_reader import ACTOR, Row, WorldReader
from tickets import operations as tickets
from tickets import queries as ticket_queries
from tickets.drafts import FollowupDraft, HistoryLine, TicketDraft
from tickets.vocabulary import FieldKind, FollowupKind

FIELD_KINDS: dict[str, str] = {"combo": FieldKind.LIST, "linked": FieldKind.LIST}


class TicketRows(WorldReader):
    """Makes the rows of tickets."""

    def __init__(self, world: Row) -> None:
        super().__init__(world)
        self.shared_fields: dict[int, Any] = {}
        self.shared_numbers: set[int] = {
            row["global_id"] for row in self._field_rows() if row.get("global_id")
        }
        numbers = self.shared_numbers | {row["id"] for row in self._field_rows()}
        self.spare_numbers = count(max(numbers, default=0) + 1)

    def _form(self, row: Row) -> Any:
        form = tickets.import_form(
            ACTOR, id=row["id"], name=row["name"], description=row.get("description", "")
        )
        for field in row.get("fields", []):
            place = self._field(form, field)
            self.made.setdefault("field", {})[field["id"]] = place
            self.ids[f"field.{field['id']}"] = place.pk
        return form

    def _field(self, form: Any, row: Row) -> Any:
        """A field that several types share is one field with a place in each (fields.md D21)."""
        shared: int = row.get("global_id") or 0
        choices = row.get("combo_value", "")
        kind: str = row["type"]
        place = tickets.import_form_field(
            ACTOR,
            form,
            id=row["id"],
            field_id=shared or self._own_number(row["id"]),
            field=self.shared_fields.get(shared),
            label=row["label"],
            kind=FIELD_KINDS.get(kind, kind),
            choices=choices.split(",") if choices else (),
            position=row.get("order", 0),
            is_listed=bool(row.get("show_in_list")),
        )
        if shared:
            self.shared_fields[shared] = place.field
        return place

    def _own_number(self, number: int) -> int:
        """Return the number of a field of one type: its place's, unless a shared field has it."""
        return next(self.spare_numbers) if number in self.shared_numbers else number

    def _field_parents(self) -> None:
        """Tie fields to the choice of another that makes them appear, once all fields exist."""
        for row in self._field_rows():
            parent = self._one("field", row.get("parent"))
            if parent is not None:
                tickets.import_field_parent(
                    ACTOR, self.made["field"][row["id"]], parent, choice=row.get("linked_value", "")
                )

    def _field_rows(self) -> Iterator[Row]:
        for form in self.world.get("ticket_types", []):
            yield from form.get("fields", [])

    def _ticket(self, row: Row) -> Any:
        creator = self._one("user", row["creator"])
        closed_at = self._moment(row.get("close"))
        is_closed = row["status"] == CLOSED
        status = status_to_store(row["status"], ticket_queries.statuses())
        draft = TicketDraft(
            title=row["title"],
            description=row.get("description", ""),
            closing_text=row.get("epilog", ""),
            status=status,
            resolution=row.get("resolution", 0),
            priority=priority_to_store(row["priority"]),
            requester=creator,
            submitter=creator,
            assignee=self._one("user", row["owner"]),
            support_group=self._one("group", row["group"]),
            form=self._one("ticket_type", row.get("type")),
            values={
                self.made["field"][int(key)].field_id: value
                for key, value in row.get("fields", {}).items()
            },
            parent=self._one("ticket", row.get("parent")),
            cis=[self.made["inventory"][key] for key in row.get("inventories", [])],
            observers=[
                part.strip() for part in row.get("email_copy", "").split(",") if part.strip()
            ],
            sla_is_disabled=bool(row.get("sla_disabled")),
            is_locked=bool(row.get("blocked")),
            rating=row.get("score") or None,
            extra1=row.get("extra_data", ""),
            extra2=row.get("extra_data2", ""),
            extra3=row.get("extra_data3", ""),
            extra4=row.get("extra_data4", ""),
            wire_extra=carried(
                {k: row[k] for k, default in CARRIED.items() if row.get(k, default) != default}
            ),
        )
        times = tickets.TicketTimes(
            opened_at=self._required_moment(row["start"]),
            updated_at=self._required_moment(row["updated"]),
            closed_at=(closed_at or self._moment(row["updated"])) if is_closed else None,
            last_closed_at=closed_at,
        )
        return tickets.import_ticket(
            ACTOR,
            draft,
            id=row["id"],
            times=times,
            history=[
                self._history_line(line)
                for line in self.world.get("trackings", [])
                if line["ticket"] == row["id"]
            ],
            closed_by=self._one("user", row.get("closed_by")),
        )

    def _history_line(self, row: Row) -> HistoryLine:
        names = {
            "state": row["state"],
            "value": row["aditional"],
            "extra_info": row.get("extra_info", ""),
        }
        return HistoryLine(
            number=row["id"],
            at=self._required_moment(row["timestamp"]),
            verb="",
            message=row["description"],
            actor=self._one("user", row.get("user")),
            names=names,
        )

    def _followup(self, row: Row) -> Any:
        seconds = (Decimal(row["duration"]) * 3600).quantize(Decimal(1), ROUND_HALF_UP)
        is_public = bool(row.get("public", 1))
        draft = FollowupDraft(
            body=row["description"],
            kind=FollowupKind.MESSAGE if is_public else FollowupKind.NOTE,
            is_public=is_public,
            seconds=int(seconds),
            is_billable=bool(row.get("have_cost")),
            role=self._one("profile", row.get("profile")),
            is_from_home=bool(row.get("work_home")),
            locked_by=self._one("user", row.get("locked")),
        )
        return tickets.import_followup(
            ACTOR,
            self.made["ticket"][row["ticket"]],
            draft,
            id=row["id"],
            author=self._one("user", row["user"]),
            written_at=self._required_moment(row["timestamp"]),
        )

    def _file(self, row: Row) -> Any:
        content = base64.b64decode(row["content_base64"], validate=True)
        size = row.get("size", len(content))
        return tickets.import_file(
            ACTOR,
            self.made["ticket"][row["ticket"]],
            id=row["id"],
            file_name=row["filename"],
            content=content,
            comment=row.get("description", ""),
            uploader=self._one("user", row["user"]),
            stored_at=self._required_moment(row["timestamp"]),
            wire_extra=carried({"size": size}) if size != len(content) else {},
        )
