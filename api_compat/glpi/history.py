"""The log of an item, computed from the journal: one entry gives its lines (fields.md D9, D10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from api_compat.glpi import codes
from api_compat.glpi.columns import show_moment
from api_compat.glpi.errors import right_missing
from api_compat.glpi.facts import Facts
from audit.queries import entries_about
from tickets.queries import followup_rows, hidden_followups, without_plans
from tickets.queries import statuses as all_statuses

if TYPE_CHECKING:
    from api_compat.glpi.registry import ItemType
    from api_compat.glpi.session import Session

LINES_PER_ENTRY = 64
LONGEST = 255
CREATED, DELETED, RESTORED = 20, 13, 14
ADDED, REMOVED = 15, 16
PART_ADDED, PART_CHANGED, PART_REMOVED = 17, 18, 19
ROLE_OPTIONS = {"requester": 4, "assignee": 5, "observer": 66}
ACTORS = {"requester": ("User", 4), "assignee": ("User", 5), "support_group": ("Group", 8)}
"""Columns of a ticket that the API knows as ties: to what, and the option that shows them."""
PARTS = {
    "followup": "ITILFollowup",
    "storedfile": "Document",
    "ticketperson": "User",
    "ticketgroup": "Group",
    "ticketci": "Computer",
    "ticketlink": "Ticket",
    "note": "Notepad",
    "volume": "Item_Disk",
    "connection": "Computer_Item",
    "installedsystem": "Item_OperatingSystem",
    "installation": "Item_SoftwareVersion",
    "softwareversion": "SoftwareVersion",
    "financialrecord": "Infocom",
    "port": "NetworkPort",
    "vote": "TicketValidation",
}
LINE_TYPES = {"solution": "ITILSolution", "task": "TicketTask", "work": "TicketTask"}
RELATIONS = frozenset({"User", "Group", "Computer", "Ticket", "Document"})
QUIET = frozenset({"wire_extra", "updated_at", "deleted_at", "people", "cis"})


def below(session: Session, owner: ItemType, number: int) -> list[dict[str, Any]]:
    """Return the log of an item, oldest line first. Raises Refusal without the right to logs."""
    if not session.holds("logs", 1):
        raise right_missing()
    return lines_of(session, owner, number)


def lines_of(session: Session, owner: ItemType, number: int) -> list[dict[str, Any]]:
    """Return the lines of an item that the caller sees, as far as its parts are seen too."""
    rows: list[dict[str, Any]] = []
    hidden = _hidden(session, owner, number)
    statuses = _statuses(session, owner)
    for entry in entries_about(owner.model, number):
        if entry.part_noun == "followup" and entry.part_id in hidden:
            continue
        changes = without_plans(session.actor, entry.changes)
        for position, line in enumerate(_lines(owner, entry, changes, statuses)):
            place = min(position, LINES_PER_ENTRY - 1)
            rows.append(
                {
                    "id": entry.pk * LINES_PER_ENTRY + place,
                    "itemtype": owner.name,
                    "items_id": number,
                    "itemtype_link": line.get("link", ""),
                    "linked_action": line["action"],
                    "user_name": _who(entry),
                    "date_mod": show_moment(entry.recorded_at, session.root.zone),
                    "id_search_option": line.get("option", 0),
                    "old_value": _cut(line.get("old", "")),
                    "new_value": _cut(line.get("new", "")),
                }
            )
    return rows


def _hidden(session: Session, owner: ItemType, number: int) -> set[int]:
    """Return the lines of a ticket that the caller does not read."""
    if owner.model._meta.model_name != "ticket":
        return set()
    seen = followup_rows(session.actor).filter(ticket=number)
    return hidden_followups(number, seen)


def _who(entry: Any) -> str:
    login = (entry.names.get("actor") or [None, None])[1]
    person = entry.acted_for_id or entry.actor_id
    return f"{login} ({person})" if login else ""


def _statuses(session: Session, owner: ItemType) -> dict[int, int]:
    """Return the number of each status for a kind of ticket."""
    if owner.name not in codes.STATUS:
        return {}
    return {row.pk: codes.status_number(owner.name, session.flavour, row) for row in all_statuses()}


def _lines(
    owner: ItemType, entry: Any, changes: dict[str, Any], statuses: dict[int, int]
) -> Iterator[dict[str, Any]]:
    act = entry.verb.partition(".")[2]
    if act in ("created", "imported"):
        yield {"action": CREATED}
        yield from _actors(entry)
        return
    if act == "deleted":
        yield {"action": DELETED}
        return
    if act == "restored":
        yield {"action": RESTORED}
        return
    if entry.part_noun:
        yield _part(entry, act)
        return
    for name, (old, new) in changes.items():
        if name in QUIET:
            continue
        words = entry.names.get(name) or [None, None]
        if name in ACTORS and owner.name in codes.STATUS:
            yield from _tied(name, (old, new), words)
            continue
        shown = _shown(owner, name, statuses)
        yield {
            "action": 0,
            "option": option_of(owner.facts, owner, name),
            "old": _told(old, words[0]) if shown is None else _told(shown.get(old), None),
            "new": _told(new, words[1]) if shown is None else _told(shown.get(new), None),
        }


def _tied(name: str, values: tuple[Any, Any], words: list[Any]) -> Iterator[dict[str, Any]]:
    """Tell another actor as the end of one tie and the begin of another."""
    link, option = ACTORS[name]
    line = {"link": link, "option": option}
    if values[0] is not None:
        yield {**line, "action": REMOVED, "old": _told(values[0], words[0])}
    if values[1] is not None:
        yield {**line, "action": ADDED, "new": _told(values[1], words[1])}


def _shown(owner: ItemType, name: str, statuses: dict[int, int]) -> Mapping[Any, Any] | None:
    """Return what the API shows for stored values of a field, None for the values themselves."""
    if name == "status" and statuses:
        return statuses
    return next((column.codes for column in owner.fields.values() if column.writes == name), None)


def _actors(entry: Any) -> Iterator[dict[str, Any]]:
    people = (entry.changes.get("people") or [None, []])[1] or []
    names = (entry.names.get("people") or [None, []])[1] or []
    for (role, key), name in zip(people, names, strict=False):
        told = f"{name} ({key})" if key else name
        option = ROLE_OPTIONS.get(role, 0)
        yield {"action": ADDED, "link": "User", "option": option, "new": told}


def _part(entry: Any, act: str) -> dict[str, Any]:
    link = PARTS.get(entry.part_noun, "")
    if entry.part_noun == "followup":
        kind = next((value for value in entry.changes.get("kind", []) if value), "")
        link = LINE_TYPES.get(kind, link)
    role = next((name for name in entry.changes if name in ROLE_OPTIONS), "")
    words = next((entry.names[name] for name in entry.names if name != "actor"), None)
    number = _number(entry, role)
    is_gone = act.endswith(("removed", "unlinked", "purged", "revoked"))
    name = next((word for word in words or [] if word), "")
    told = f"{name} ({number})" if name and not isinstance(name, list) else f"({number})"
    if link in RELATIONS:
        action = REMOVED if is_gone else ADDED
    elif is_gone:
        action = PART_REMOVED
    else:
        action = PART_CHANGED if act.endswith(("changed", "updated", "addressed")) else PART_ADDED
    found = {"action": action, "link": link, "option": ROLE_OPTIONS.get(role, 0)}
    return {**found, ("old" if is_gone else "new"): told}


def _number(entry: Any, role: str) -> Any:
    if not role:
        return entry.part_id
    return next((value for value in entry.changes[role] if value is not None), entry.part_id)


def option_of(facts: Facts, owner: ItemType, name: str) -> int:
    """Return the search option of a stored field, 0 when there is none."""
    for wire, column in owner.fields.items():
        known = {column.writes, column.select if isinstance(column.select, str) else ""}
        if name in known or f"{name}_id" in known:
            for option in facts.options.values():
                own = option.table == facts.table and option.field == wire
                if own or (option.linkfield == wire and not option.classes[1:]):
                    return option.number
    return 0


def _told(value: Any, word: Any) -> str:
    if value is None:
        return ""
    if word:
        return f"{word} ({value})"
    if isinstance(value, bool):
        return str(int(value))
    return str(value)


def _cut(text: str) -> str:
    return text[:LONGEST]
