"""Write tickets, problems and changes: fields, shortcuts for actors, items."""

from dataclasses import dataclass
from typing import Any

from api_compat.glpi import codes
from api_compat.glpi.columns import read_number
from api_compat.glpi.errors import DENIED, Unwritable
from api_compat.glpi.itemtypes.shared import kinds_of
from api_compat.glpi.registry import Input, ItemType, row_of
from api_compat.glpi.session import Session
from api_compat.glpi.writers import Values, merged, translated
from tickets import operations, queries
from tickets.drafts import Party, TicketDraft, TicketPatch
from tickets.vocabulary import Kind, Role, TextFormat, priority_of

TITLE_LENGTH = 100
SHORTCUTS = {
    "requester": Role.REQUESTER,
    "observer": Role.OBSERVER,
    "assign": Role.ASSIGNEE,
}


@dataclass(frozen=True)
class TicketWriter:
    """Writes through create_ticket and update_ticket; the API may name any status and a date."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Open a ticket."""
        values, kept = translated(session, itemtype, given)
        parties = parties_of(session, given)
        first = {
            role: next((p.user for p in parties if p.role == role and p.user), None)
            for role in (Role.REQUESTER, Role.ASSIGNEE)
        }
        group = next((p.group for p in parties if p.role == Role.ASSIGNEE and p.group), None)
        values |= _priority(values, None)
        opened_at = values.pop("opened_at", None)
        status = _status(values.pop("status", None), itemtype)
        is_taken = first[Role.ASSIGNEE] is not None or group is not None
        if status is None:
            status = queries.status_by_code("in_progress" if is_taken else "new")
        source = values.pop("source", None) or queries.default_source()
        draft = TicketDraft(
            **{
                **_split(values),
                "title": values.get("title") or title_from(values.get("description", "")),
                "kind": _kind(values.get("kind"), itemtype),
                "description_format": TextFormat.HTML,
                "status": status,
                "source": source,
                "requester": first[Role.REQUESTER],
                "assignee": first[Role.ASSIGNEE],
                "support_group": group,
                "parties": parties,
                "adds_requester": False,
                "cis": items_of(session, given),
                "entity_id": values.get("entity_id", session.entity_id),
                "wire_extra": merged({}, kept),
            }
        )
        ticket = operations.create_ticket(
            session.actor, draft, any_status=True, opened_at=opened_at
        )
        return int(ticket.pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change a ticket; actors that are named are added."""
        ticket = queries.ticket_for(session.actor, number)
        values, kept = translated(session, itemtype, given)
        values.pop("opened_at", None)
        place = values.pop("entity_id", None)
        if place not in (None, ticket.entity_id):
            values["entity"] = row_of(session, "Entity", place)
            if values["entity"] is None:
                raise Unwritable(DENIED)
        wanted = values.pop("status", None)
        status = _status(wanted, itemtype)
        if status is not None and not _shows(session, itemtype, ticket, wanted):
            values["status"] = status
        values |= _priority(values, ticket)
        if "kind" in values and codes.TYPES[values["kind"]] == codes.TYPES[Kind(ticket.kind)]:
            values.pop("kind")
        if not values.get("title", "x"):
            values.pop("title")
        if kept:
            values["wire_extra"] = merged(ticket.wire_extra, kept)
        values = _split(values)
        if values.get("plan") == {}:
            values.pop("plan")
        if values:
            operations.update_ticket(session.actor, number, TicketPatch(**values), any_status=True)
        for party in parties_of(session, given):
            add_party(session, number, party)
        for item in items_of(session, given):
            operations.link_item(session.actor, number, item.pk)

    def trash(self, session: Session, number: int) -> None:
        """Put a ticket in the trash."""
        if queries.visible_tickets(session.actor).filter(pk=number).exists():
            operations.delete_ticket(session.actor, number)

    def restore(self, session: Session, number: int) -> None:
        """Take a ticket out of the trash."""
        operations.restore_ticket(session.actor, number)

    def purge(self, session: Session, number: int) -> None:
        """Remove a ticket for good."""
        operations.purge_ticket(session.actor, number)


def title_from(text: str) -> str:
    """Return a title from the first line of a text."""
    plain = queries.plain_text(text).strip()
    return plain.splitlines()[0][:TITLE_LENGTH] if plain else "(no title)"


def add_party(session: Session, number: int, party: Party) -> int:
    """Give somebody a part in a ticket; the first assignee takes it. Returns the row's number."""
    row = operations.add_party(session.actor, number, party)
    ticket = queries.ticket_for(session.actor, number)
    if party.role == Role.ASSIGNEE and ticket.status.code == "new":
        taken = TicketPatch(status=queries.status_by_code("in_progress"))
        operations.update_ticket(session.actor, number, taken, any_status=True)
    return int(row.pk)


def parties_of(session: Session, given: Input) -> list[Party]:
    """Return the actors that the shortcuts name (contract: domain facts, Actors)."""
    found: list[Party] = []
    for word, role in SHORTCUTS.items():
        for number in _listed(given.get(f"_users_id_{word}")):
            found += _person(session, role, number)
        for number in _listed(given.get(f"_groups_id_{word}")):
            found += _group(session, role, number)
        for one in _dicts(given.get(f"_itil_{word}")):
            found += _described(session, role, one)
    actors = given.get("_actors")
    if isinstance(actors, dict):
        for word, role in SHORTCUTS.items():
            for one in _dicts(actors.get(word)):
                kind = str(one.get("itemtype", "")).lower()
                described = {"_type": kind, f"{kind}s_id": one.get("items_id"), **one}
                found += _described(session, role, described)
    return found


def items_of(session: Session, given: Input) -> list[Any]:
    """Return the visible items that `items_id` names by type."""
    wanted = given.get("items_id")
    if not isinstance(wanted, dict):
        return []
    rows = [
        row_of(session, str(name), read_number(number))
        for name, numbers in wanted.items()
        for number in _listed(numbers)
    ]
    return [row for row in rows if row is not None]


def _described(session: Session, role: str, one: dict[str, Any]) -> list[Party]:
    if one.get("_type") == "group":
        return _group(session, role, one.get("groups_id"))
    email = str(one.get("alternative_email") or "")
    if not read_number(one.get("users_id")) and email:
        return [Party(role=role, email=email)]
    return _person(session, role, one.get("users_id"))


def _person(session: Session, role: str, number: Any) -> list[Party]:
    key = read_number(number)
    user = queries_user(session, key) if key else None
    if key and user is None:
        raise Unwritable(DENIED)
    return [Party(role=role, user=user)] if user is not None else []


def queries_user(session: Session, number: int) -> Any:
    """Return a person who may be named on tickets, or None."""
    return row_of(session, "User", number)


def _group(session: Session, role: str, number: Any) -> list[Party]:
    key = read_number(number)
    group = row_of(session, "Group", key) if key else None
    if key and group is None:
        raise Unwritable(DENIED)
    return [Party(role=role, group=group)] if group is not None else []


def _listed(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def _dicts(value: Any) -> list[dict[str, Any]]:
    found = [value] if isinstance(value, dict) and "_type" in value else _listed(value)
    return [one for one in found if isinstance(one, dict)]


def _kind(kind: Any, itemtype: ItemType) -> str:
    if itemtype.name != "Ticket":
        return kinds_of(itemtype.name)[0]
    return str(kind or Kind.INCIDENT)


def _status(number: Any, itemtype: ItemType) -> Any:
    """Return the status of a number; own ones by theirs. Raises Unwritable for an unknown one."""
    if number is None:
        return None
    key = read_number(number)
    code = codes.WRITTEN[itemtype.name].get(key)
    found = queries.status_by_code(code) if code else queries.status_by_own_number(key)
    if found is None:
        raise Unwritable(f"Unknown status: '{number}'")
    return found


def _shows(session: Session, itemtype: ItemType, ticket: Any, number: Any) -> bool:
    """Tell whether a ticket shows this number already: writing it back changes nothing."""
    shown = codes.status_number(itemtype.name, session.flavour, ticket.status)
    return shown == read_number(number)


def _priority(values: Values, ticket: Any) -> Values:
    """Return the three so that an explicit priority stands beside the other two (fields.md D33)."""
    if "priority" not in values:
        return {}
    urgency = values.get("urgency", ticket.urgency if ticket is not None else 3)
    impact = values.get("impact", ticket.impact if ticket is not None else 3)
    stored = values["priority"]
    if stored is not None and codes.PRIORITIES[stored] == codes.PRIORITIES.get(
        priority_of(urgency, impact), 0
    ):
        values.pop("priority")
        return {"urgency": urgency, "impact": impact}
    return {"urgency": urgency, "impact": impact}


def _split(values: Values) -> Values:
    """Return the values with the long texts in `plan` and a chosen promise in `sla_policy`."""
    found = {name: value for name, value in values.items() if "." not in name}
    plan = {name[5:]: text for name, text in values.items() if name.startswith("plan.")}
    if plan:
        found["plan"] = plan
    for name, target in values.items():
        if name.startswith("target.") and target is not None:
            found["sla_policy"] = target.policy
    return found
