"""The history of a ticket as this dialect's numbered lines, computed from the journal (fields.md
D9, D10).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accounts.queries import logins_of
from api_compat.integria.call import Call
from api_compat.integria.codes import (
    PRIORITY_NAMES,
    RESOLUTION_NAMES,
    STATUS_NAMES,
    priority_number,
    status_number,
)
from tickets import queries

if TYPE_CHECKING:
    from audit.models import JournalEntry
    from tickets.models import Ticket

LINES_PER_ENTRY = 64
CREATED, UPDATED = 0, 1
STATE_OF_VERB = {
    "ticket.created": (CREATED, "Created"),
    "ticket.updated": (UPDATED, "Updated"),
    "ticket.followup_added": (2, "Workunit added"),
    "ticket.file_added": (3, "File added"),
    "ticket.file_removed": (5, "File removed"),
    "ticket.deleted": (18, "Deleted"),
}
PRIORITY, STATUS, RESOLUTION, ITEM_ADDED, OWNER, GROUP = 6, 7, 8, 10, 17, 28
IMPORTED = "ticket.history_imported"
INFO_KEYS = {CREATED: "integria.created_info", UPDATED: "integria.updated_info"}
INFO_TEXTS = {CREATED: "Created", UPDATED: "Updated"}


@dataclass(frozen=True)
class Line:
    """One line: its state code, the new value and the words."""

    state: int
    value: Any
    text: str


def tracking_rows(call: Call, ticket: Ticket) -> list[dict[str, Any]]:
    """Return the lines of a ticket, oldest first."""
    entries = list(queries.history_of(call.actor, ticket))
    logins = logins_of(entry.acted_for_id or entry.actor_id for entry in entries)
    owners = logins_of(key for entry in entries for key in entry.changes.get("assignee", []))
    return [
        {
            "id_it": number,
            "id_incident": ticket.pk,
            "state": line.state,
            "timestamp": call.moment(entry.recorded_at),
            "id_user": call.text(logins.get(entry.acted_for_id or entry.actor_id or 0, "")),
            "id_aditional": line.value,
            "id_additional": line.value,
            "description": line.text,
            "extra_info": call.text(_extra_info(ticket, entry, line)),
        }
        for entry in entries
        for number, line in numbered(call, entry, owners)
    ]


def numbered(call: Call, entry: JournalEntry, owners: dict[int, str]) -> Iterator[tuple[int, Line]]:
    """Yield (number, line) of an entry; imported lines keep their numbers, a 64th folds into the
    last.
    """
    if entry.verb == IMPORTED:
        names = entry.names
        yield names["number"], Line(names["state"], names["value"], entry.message)
        return
    for position, line in enumerate(list(_lines(call, entry, owners))[:LINES_PER_ENTRY]):
        yield entry.pk * LINES_PER_ENTRY + position, line


def count_lines(call: Call, ticket: Ticket, state: int) -> int:
    """Count the "Created" or "Updated" lines of a ticket."""
    entries = queries.history_of(call.actor, ticket)
    lines = (line for entry in entries for _, line in numbered(call, entry, {}))
    return sum(line.state == state and line.text == INFO_TEXTS[state] for line in lines)


def _lines(call: Call, entry: JournalEntry, owners: dict[int, str]) -> Iterator[Line]:
    """Yield what one entry tells: inventory, priority, status, resolution, owner, group, then the
    act.
    """
    if "cis" in entry.changes:
        names = entry.names.get("cis", [[], []])[1]
        for key, name in zip(entry.changes["cis"][1], names, strict=False):
            yield Line(ITEM_ADDED, key, f"Added inventory object  -> {call.text(name)}")
    if entry.verb == "ticket.updated":
        yield from _changed(call, entry, owners)
    if entry.verb in STATE_OF_VERB:
        state, text = STATE_OF_VERB[entry.verb]
        yield Line(state, 0, text)


def _changed(call: Call, entry: JournalEntry, owners: dict[int, str]) -> Iterator[Line]:
    new = {field: pair[1] for field, pair in entry.changes.items()}
    names = {field: pair[1] for field, pair in entry.names.items()}
    if "priority" in new:
        number = priority_number(new["priority"])
        shown = 0 if number == 10 else number + 1
        words = call.words("priorities", PRIORITY_NAMES)
        yield Line(PRIORITY, number, f"Priority changed -> {shown} ({words[number]})")
    if "status" in new:
        number = next(
            (status_number(s.code, s.category) for s in call.statuses if s.pk == new["status"]), 0
        )
        words = call.words("statuses", STATUS_NAMES)
        yield Line(STATUS, number, f"Status changed -> {words.get(number, '')}")
    if new.get("resolution"):
        number = new["resolution"]
        words = call.words("resolutions", RESOLUTION_NAMES)
        yield Line(RESOLUTION, number, f"Resolution changed -> {words.get(number, '')}")
    if "assignee" in new:
        login = call.text(owners.get(new["assignee"] or 0, ""))
        yield Line(
            OWNER, login, f"Assigned user changed -> {call.text(names.get('assignee') or '')}"
        )
    if "support_group" in new:
        yield Line(
            GROUP,
            new["support_group"] or 1,
            f"Group has changed -> {call.text(names.get('support_group') or 'All')}",
        )


def _extra_info(ticket: Ticket, entry: JournalEntry, line: Line) -> str:
    """Return the text that the two mark ops wrote over all lines up to an entry."""
    if line.text == INFO_TEXTS.get(line.state):
        text, last_entry = ticket.wire_extra.get(INFO_KEYS[line.state], ["", 0])
        if entry.pk <= last_entry:
            return str(text)
    return str(entry.names.get("extra_info", "")) if entry.verb == IMPORTED else ""
