"""Add, change, remove: one item or many, each result told (contract sections 8 to 10)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import DataError, transaction

from api_compat.glpi.answers import Answer
from api_compat.glpi.errors import DENIED, MISSING, Refusal, Unwritable, bad_array, words_of
from api_compat.glpi.parameters import Bag, truth
from api_compat.glpi.registry import Input, ItemType
from api_compat.glpi.session import Session

MOST_ITEMS = 1000
ADD, CHANGE, REMOVE = "ADD", "UPDATE", "DELETE"


class Missing(Exception):
    """An item that is not there, or not for the caller."""


def add(session: Session, itemtype: ItemType, bag: Bag) -> Answer:
    """Add items."""
    given = bag.get("input")
    if not isinstance(given, dict | list):
        raise bad_array()
    results = [_added(session, itemtype, each) for each in _objects(given)]
    base = f"{session.root.url}/{itemtype.name}"
    if isinstance(given, dict):
        result = results[0]
        if result["id"] is False:
            raise Refusal("ERROR_GLPI_ADD", result["message"])
        return Answer(result, status=201, headers={"Location": f"{base}/{result['id']}"})
    done = [result["id"] for result in results if result["id"] is not False]
    headers = {"Link": ",".join(f"{base}/{number}" for number in done)} if done else {}
    return _told(ADD, results, failed=len(results) - len(done), done=201, headers=headers)


def change(
    session: Session,
    itemtype: ItemType,
    number: int | None,
    bag: Bag,
    parent: tuple[ItemType, int] | None,
) -> Answer:
    """Change items; the number in the input wins over that of the path."""
    given = bag.get("input")
    if not isinstance(given, dict | list) or (isinstance(given, list) and number is not None):
        raise bad_array()
    results: list[Any] = []
    failed = 0
    for each in _objects(given):
        key = _key(each.get("id", number), itemtype)
        if key is None:
            results.append([])
            continue
        try:
            message = _outcome(partial(_changed, session, itemtype, key, each))
        except Missing:
            failed += 1
            continue
        failed += message is not None
        results.append({str(key): message is None, "message": message or ""})
    if isinstance(given, dict) and failed:
        raise Refusal("ERROR_GLPI_UPDATE", results[0]["message"] if results else None)
    if isinstance(given, list) and not given:
        raise Refusal("ERROR_GLPI_UPDATE", [])
    answer = _told(CHANGE, results, failed=failed, total=len(_objects(given)))
    if parent is not None and not session.flavour.tells_nested_change:
        return Answer(is_empty=True)
    return answer


def remove(session: Session, itemtype: ItemType, number: int | None, bag: Bag) -> Answer:
    """Put items in the trash, or purge them."""
    given = bag.get("input")
    if number is None and not isinstance(given, dict | list):
        raise bad_array()
    wanted = [{"id": number}] if number is not None else _objects(given)
    purges = truth(bag.get("force_purge"))
    results = []
    for each in wanted:
        key = _key(each.get("id"), itemtype)
        message: str | None = MISSING
        if key is not None:
            try:
                message = _outcome(partial(_removed, session, itemtype, key, purges=purges))
            except Missing:
                message = MISSING
        results.append({str(each.get("id")): message is None, "message": message or ""})
    failed = sum(result["message"] != "" for result in results)
    is_single = number is not None or isinstance(given, dict)
    if is_single and failed:
        raise Refusal("ERROR_GLPI_DELETE", results[0]["message"])
    if not results:
        raise Refusal("ERROR_GLPI_DELETE", [])
    return _told(REMOVE, results, failed=failed)


def _told(
    verb: str,
    results: list[Any],
    *,
    failed: int,
    done: int = 200,
    total: int | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """Return the results of many: all, some or none of them done."""
    count = len(results) if total is None else total
    if failed and failed < count:
        return Answer([f"ERROR_GLPI_PARTIAL_{verb}", results], status=207, headers=headers or {})
    if failed or not count:
        raise Refusal(f"ERROR_GLPI_{verb}", results)
    return Answer(results, status=done, headers=headers or {})


def _objects(given: Any) -> list[Input]:
    rows = [given] if isinstance(given, dict) else given
    if len(rows) > MOST_ITEMS or not all(isinstance(row, dict) for row in rows):
        raise bad_array()
    return list(rows)


def _key(value: Any, itemtype: ItemType) -> int | None:
    if isinstance(value, bool) or not str(value).isdecimal() or len(str(value)) > 18:
        return None
    number = int(value)
    return None if number == 0 and itemtype.name != "Entity" else number


def _added(session: Session, itemtype: ItemType, given: Input) -> dict[str, Any]:
    made: list[int] = []

    def make() -> None:
        if itemtype.writer is None or not itemtype.may_add(session):
            raise Unwritable(DENIED)
        made.append(itemtype.writer.add(session, itemtype, given))

    try:
        message = _outcome(make)
    except Missing:
        message = MISSING
    if message is not None:
        return {"id": False, "message": message}
    return {"id": made[0], "message": _success(itemtype, made[0])}


def _success(itemtype: ItemType, number: int) -> str:
    if not itemtype.keeps_message:
        return ""
    rows = itemtype.model._default_manager.filter(pk=number)
    name = rows.values_list(itemtype.names, flat=True).first()
    shown = f"{name} ({number})" if itemtype.adds_number else (name or f"({number})")
    return f"Item successfully added: {shown}"


def _changed(session: Session, itemtype: ItemType, number: int, given: Input) -> None:
    if not itemtype.rows(session).filter(pk=number).exists():
        if not itemtype.may_change(session):
            raise Unwritable(DENIED)
        raise Missing
    if itemtype.writer is None or not itemtype.may_change(session):
        raise Unwritable(DENIED)
    rest = {name: value for name, value in given.items() if name != "id"}
    if itemtype.facts.has_trash and "is_deleted" in rest:
        if truth(rest.pop("is_deleted")):
            itemtype.writer.trash(session, number)
        else:
            itemtype.writer.restore(session, number)
    if rest:
        itemtype.writer.change(session, itemtype, number, rest)


def _removed(session: Session, itemtype: ItemType, number: int, *, purges: bool) -> None:
    if itemtype.writer is None or not itemtype.may_remove(session):
        raise Unwritable(DENIED)
    if not itemtype.rows(session).filter(pk=number).exists():
        raise Missing
    is_template = bool(itemtype.templates) and (
        itemtype.rows(session).filter(pk=number, **{itemtype.templates: True}).exists()
    )
    if purges or is_template or not itemtype.facts.has_trash:
        itemtype.writer.purge(session, number)
    else:
        itemtype.writer.trash(session, number)


def _outcome(act: Callable[[], None]) -> str | None:
    """Do one thing, all or nothing; return why it was refused, None if it was done."""
    try:
        with transaction.atomic():
            act()
    except Unwritable as refusal:
        return refusal.message
    except PermissionDenied:
        return DENIED
    except ObjectDoesNotExist as error:
        raise Missing from error
    except ValidationError as error:
        return _refused(error)
    except DataError as error:
        return str(error).splitlines()[0]
    return None


def _refused(error: ValidationError) -> str:
    """Return the words for a refusal; a place that is not one's own is a missing right."""
    by_field = getattr(error, "error_dict", {})
    if "entity" in by_field:
        return DENIED
    if any(one.code == "unique" for errors in by_field.values() for one in errors):
        return f"Unable to add. It already exists: {', '.join(by_field)}"
    return words_of(error)
