"""Values of custom fields as they come: texts that stand for choices, items, days."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from api_compat.invgate.call import Call, unknown
from assets.queries import visible_items
from tickets import queries
from tickets.drafts import FieldValue, FieldValues
from tickets.vocabulary import FieldKind

if TYPE_CHECKING:
    from tickets.models import CustomField

_TRUE, _FALSE = ("1", "true"), ("0", "false")


def values_from(call: Call, received: dict[int, list[str]]) -> FieldValues:
    """Return values of custom fields by their uid. Raises ValidationError."""
    if not received:
        return {}
    fields = {field.pk: field for field in queries.custom_fields().filter(pk__in=received)}
    missing = [uid for uid in received if uid not in fields]
    if missing:
        raise unknown("custom_field_uid", missing[0])
    return {uid: _values(call, fields[uid], texts) for uid, texts in received.items()}


def _values(call: Call, field: CustomField, texts: list[str]) -> list[FieldValue]:
    """Read the values of one field; only the first counts where it holds one."""
    given = [text for text in texts if text != ""]
    if not field.is_multiple:
        given = given[:1] if texts[:1] != [""] else []
    return [_value(call, field, text) for text in given]


def _value(call: Call, field: CustomField, text: str) -> FieldValue:
    match field.kind:
        case FieldKind.LIST | FieldKind.TREE:
            option = queries.option_for(field.pk, text)
            if option is None:
                raise _bad(field, f"There is no choice {text!r}.")
            return option
        case FieldKind.CI:
            item = visible_items(call.actor).filter(pk=int(text)).first() if _is_key(text) else None
            if item is None:
                raise _bad(field, f"There is no CI {text!r}.")
            return item
        case FieldKind.BOOLEAN:
            if text.lower() in _TRUE or text.lower() in _FALSE:
                return "1" if text.lower() in _TRUE else "0"
            raise _bad(field, "Yes or no is needed: 1 or 0.")
        case FieldKind.DATE:
            return _day(field, text)
        case FieldKind.NUMERIC:
            return _number(field, text)
    return text


def _day(field: CustomField, text: str) -> str:
    """Return seconds since 1970 as ISO text; a whole day in UTC without its time."""
    try:
        moment = datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise _bad(field, "Seconds since 1970 are needed.") from error
        moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    moment = moment.astimezone(UTC)
    if (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds")


def _number(field: CustomField, text: str) -> str:
    try:
        float(text)
    except ValueError as error:
        raise _bad(field, "A number is needed.") from error
    return text.strip()


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _bad(field: CustomField, message: str) -> ValidationError:
    text = f"{field.label}: {message}"
    return ValidationError({"values": ValidationError(text, code="invalid")})
