"""Massive actions: a closed list per type, each an operation (contract section 15)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction

from accounts.operations import write_note
from api_compat.glpi import rights
from api_compat.glpi.answers import Answer
from api_compat.glpi.columns import read_number
from api_compat.glpi.errors import Refusal, Unwritable
from api_compat.glpi.parameters import Bag, truth
from api_compat.glpi.registry import ItemType, type_of
from api_compat.glpi.session import Session

MOST_ITEMS = 1000
Act = Callable[[Session, ItemType, int, dict[str, Any]], None]


@dataclass(frozen=True)
class Action:
    """One action: what it is called, what it takes, who may, and what it does."""

    label: str
    parameters: tuple[tuple[str, str], ...]
    may: Callable[[Session, ItemType], bool]
    act: Act
    in_trash: bool = False


def _update(session: Session, itemtype: ItemType, number: int, given: dict[str, Any]) -> None:
    if itemtype.writer is not None:
        fields = {name: value for name, value in given.items() if name in itemtype.facts.fields}
        itemtype.writer.change(session, itemtype, number, fields)


def _delete(session: Session, itemtype: ItemType, number: int, given: dict[str, Any]) -> None:
    if itemtype.writer is not None:
        itemtype.writer.trash(session, number)


def _purge(session: Session, itemtype: ItemType, number: int, given: dict[str, Any]) -> None:
    if itemtype.writer is not None:
        itemtype.writer.purge(session, number)


def _restore(session: Session, itemtype: ItemType, number: int, given: dict[str, Any]) -> None:
    if itemtype.writer is not None:
        itemtype.writer.restore(session, number)


def _add_note(session: Session, itemtype: ItemType, number: int, given: dict[str, Any]) -> None:
    owner = itemtype.rows(session).get(pk=number)
    write_note(session.actor, owner, str(given.get("add_note") or ""), signs=True)


def _takes_notes(session: Session, itemtype: ItemType) -> bool:
    return bool(itemtype.facts.right) and session.holds(itemtype.right, rights.WRITE_NOTE)


def _changes(session: Session, itemtype: ItemType) -> bool:
    return itemtype.writer is not None and itemtype.may_change(session)


def _trashes(session: Session, itemtype: ItemType) -> bool:
    has_trash = itemtype.facts.has_trash and itemtype.writer is not None
    return has_trash and itemtype.may_remove(session)


def _removes(session: Session, itemtype: ItemType) -> bool:
    return itemtype.writer is not None and itemtype.may_remove(session)


ACTIONS = {
    "MassiveAction:update": Action("Update", (), _changes, _update),
    "MassiveAction:delete": Action("Put in trashbin", (), _trashes, _delete),
    "MassiveAction:add_note": Action("Add note", (("add_note", "text"),), _takes_notes, _add_note),
    "MassiveAction:purge": Action("Delete permanently", (), _removes, _purge, True),
    "MassiveAction:restore": Action("Restore", (), _trashes, _restore, True),
}


def actions(session: Session, segments: list[str], bag: Bag) -> Answer:
    """The actions of a type, or of one item."""
    itemtype = _type(segments)
    in_trash = truth(bag.get("is_deleted"))
    if len(segments) > 1 and segments[1].isdecimal():
        in_trash = _is_trashed(session, itemtype, segments[1])
    offered = [
        {"key": key, "label": action.label}
        for key, action in _offered(session, itemtype).items()
        if _is_shown(itemtype, action, key, in_trash)
    ]
    return Answer(offered)


def parameters(session: Session, segments: list[str], bag: Bag) -> Answer:
    """What an action takes."""
    action = _action(session, segments)
    return Answer([{"name": name, "type": kind} for name, kind in action.parameters])


def apply(session: Session, segments: list[str], bag: Bag) -> Answer:
    """Do an action to many items, each by itself."""
    itemtype = _type(segments)
    action = _action(session, segments)
    numbers = bag.get("ids")
    if not isinstance(numbers, list) or not numbers or len(numbers) > MOST_ITEMS:
        message = "No ids supplied when applying massive action"
        raise Refusal("ERROR_MASSIVEACTION_NO_IDS", message, is_documented=True)
    given = bag.get("input")
    counts = {"ok": 0, "noaction": 0, "ko": 0, "noright": 0}
    messages: list[str] = []
    for number in numbers:
        outcome, message = _one(session, itemtype, action, number, given)
        counts[outcome] += 1
        if message:
            messages.append(message)
    status = 200 if counts["ok"] == len(numbers) else 207 if counts["ok"] else 422
    return Answer({**counts, "messages": messages}, status=status)


def _one(
    session: Session, itemtype: ItemType, action: Action, number: Any, given: Any
) -> tuple[str, str]:
    try:
        with transaction.atomic():
            key = read_number(number)
            if not itemtype.rows(session).filter(pk=key).exists():
                return "ko", ""
            action.act(session, itemtype, key, given if isinstance(given, dict) else {})
    except PermissionDenied:
        return "noright", ""
    except ObjectDoesNotExist:
        return "ko", ""
    except Unwritable as refusal:
        return "ko", refusal.message
    except ValidationError as error:
        return "ko", " ".join(error.messages)
    return "ok", ""


def _type(segments: list[str]) -> ItemType:
    if not segments:
        raise Refusal("ERROR_RESOURCE_MISSING", "missing resource", is_documented=True)
    return type_of(segments[0])


def _action(session: Session, segments: list[str]) -> Action:
    itemtype = _type(segments)
    if len(segments) < 2:
        message = "Missing action key, run getMassiveActions endpoint to see available keys"
        raise Refusal("ERROR_MASSIVEACTION_KEY", message, is_documented=True)
    found = _offered(session, itemtype).get(segments[1])
    if found is None:
        message = "Invalid action key parameter, run getMassiveActions to see available keys"
        raise Refusal("ERROR_MASSIVEACTION_KEY", message, is_documented=True)
    return found


def _offered(session: Session, itemtype: ItemType) -> dict[str, Action]:
    return {key: action for key, action in ACTIONS.items() if action.may(session, itemtype)}


def _is_shown(itemtype: ItemType, action: Action, key: str, in_trash: bool) -> bool:
    if not itemtype.facts.has_trash and key == "MassiveAction:purge":
        return not in_trash
    return action.in_trash == in_trash


def _is_trashed(session: Session, itemtype: ItemType, segment: str) -> bool:
    rows = itemtype.rows(session).filter(pk=int(segment[:18]))
    row = rows.first()
    if row is None:
        message = f"Failed to load item (itemtype = '{itemtype.name}', id = '{segment}')"
        raise Refusal("ERROR_ITEM_NOT_FOUND", message, is_documented=True)
    return getattr(row, "deleted_at", None) is not None
