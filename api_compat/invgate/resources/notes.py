"""Internal notes on people, help desks, companies, groups and external entities."""

from __future__ import annotations

from typing import Any

from accounts import operations as accounts_operations
from accounts import queries as accounts
from accounts.drafts import UNSET
from api_compat.invgate import codes
from api_compat.invgate.call import DATE_FORMATS, Call, unknown
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.params import integer, text
from crm.queries import visible_companies

DONE = {"Status": "OK", "status": "OK"}
"""The manual prints a capital key on this resource only; both are sent (contract section 5)."""

_ID = integer("id", required=True)
_AUTHOR = integer("author_id", required=True)


@endpoint(
    "GET",
    "internalnotes",
    _ID,
    integer("object_id"),
    integer("object_type", choices=codes.NOTE_OBJECTS),
    text("date_format", choices=DATE_FORMATS),
)
def show(
    call: Call,
    *,
    id: int,
    object_id: int | None,
    object_type: int | None,
    date_format: str | None,
) -> list[dict[str, Any]]:
    """A note by number."""
    note = _note(call, id)
    row = {
        "id": note.pk,
        "object_id": note.object_id,
        "object_type": _type_of(note.owner),
        "title": note.title,
        "description": note.body,
        "author_id": note.author_id or 0,
        "last_author": note.edited_by_id,
        "created_at": call.moment(note.created_at, date_format),
        "last_update": call.moment(note.updated_at, date_format),
    }
    is_meant = object_id in (None, row["object_id"]) and object_type in (None, row["object_type"])
    return [row] if is_meant and row["object_type"] else []


@endpoint(
    "POST",
    "internalnotes",
    text("title", required=True),
    text("description", required=True),
    _AUTHOR,
    integer("object_id", required=True),
    integer("object_type", required=True, choices=codes.NOTE_OBJECTS),
)
def write(
    call: Call,
    *,
    title: str,
    description: str,
    author_id: int,
    object_id: int,
    object_type: int,
) -> dict[str, str]:
    """Leave a note."""
    owner = _owner(call, object_type, object_id)
    accounts_operations.write_note(call.acting(author_id), owner, description, title=title)
    return DONE


@endpoint("PUT", "internalnotes", _ID, _AUTHOR, text("title"), text("description"))
def change(
    call: Call, *, id: int, author_id: int, title: str | None, description: str | None
) -> dict[str, str]:
    """Change a note; who did is its last author."""
    note = _note(call, id)
    accounts_operations.change_note(
        call.acting(author_id),
        note,
        UNSET if description is None else description,
        title=UNSET if title is None else title,
        signs=True,
    )
    return DONE


@endpoint("DELETE", "internalnotes", _ID, _AUTHOR)
def delete(call: Call, *, id: int, author_id: int) -> dict[str, str]:
    """Delete a note."""
    accounts_operations.remove_note(call.acting(author_id), _note(call, id))
    return DONE


def _note(call: Call, key: int) -> Any:
    """Return a note on a row that the caller sees. Raises as for an unknown one."""
    note = accounts.note_for(call.actor, key)
    kind = _type_of(note.owner)
    if not kind or not _rows(call)[kind].filter(pk=note.object_id).exists():
        raise type(note).DoesNotExist
    return note


def _owner(call: Call, object_type: int, key: int) -> Any:
    """Return the row a note is about. Raises ValidationError."""
    owner = _rows(call)[object_type].filter(pk=key).first()
    if owner is None:
        raise unknown("object_id", key)
    return owner


def _rows(call: Call) -> dict[int, Any]:
    """Return what the caller sees of all that notes can be on, by the number of the kind."""
    groups = accounts.visible_groups(call.actor)
    companies = visible_companies(call.actor)
    return {
        1: accounts.visible_users(call.actor),
        2: groups.filter(is_support=True),
        3: companies.filter(is_customer=True),
        4: groups.filter(is_people_group=True),
        5: companies.filter(is_supplier=True),
    }


def _type_of(owner: Any) -> int:
    """Return the number of the kind of row a note is about, 0 for kinds the dialect has not."""
    match owner._meta.model_name if owner is not None else "":
        case "user":
            return 1
        case "group":
            return 2 if owner.is_support else 4
        case "company":
            return 3 if owner.is_customer else 5
    return 0
