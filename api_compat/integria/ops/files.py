"""Ops 9 to 12: files of tickets."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from accounts.queries import logins_of
from api_compat.integria.call import Call
from api_compat.integria.errors import Bare
from api_compat.integria.registry import integer, op, text
from api_compat.integria.render import BARE, Rows
from api_compat.integria.ticket_rows import carried
from files.queries import open_file
from tickets import operations, policies, queries
from tickets.drafts import FollowupDraft

if TYPE_CHECKING:
    from files.models import FileLink, StoredFile

ATTACH_SECONDS = 180
ATTACH_NOTE = (
    "Automatic WU: Added a file to this issue. Filename uploaded: <a target='_blank' "
    "href='operation/common/download_file.php?type=incident&id_attachment={id}'>{name}</a>"
)
NAMES = (
    "id_attachment", "id_incidencia", "id_task", "id_kb", "id_lead", "id_company", "id_todo",
    "id_usuario", "id_contact", "filename", "description", "size", "timestamp", "id_invoice",
    "id_contract", "public_key", "file_sharing",
)  # fmt: skip
# the layout that shipped clients read since 2019: two more columns, always 0
CONSOLE_COLUMNS = (*NAMES[:7], "unknown_7", *NAMES[7:9], "unknown_10", *NAMES[9:])
MOST_FILES = 1000


@op(
    "get_incident_files",
    integer("id_ticket"),
    shape=Rows(columns=CONSOLE_COLUMNS, names=NAMES, item="file"),
    splits=False,
    right="ticket.read",
    unknown=(),
)
def get_incident_files(call: Call, *, id_ticket: int) -> Any:
    """List the files of a ticket."""
    ticket = queries.ticket_for(call.actor, id_ticket)
    links = list(queries.files_of(call.actor, ticket)[:MOST_FILES])
    logins = logins_of(link.file.uploader_id for link in links)
    return [_row(call, ticket.pk, link, logins) for link in links]


@op("download_file", integer("id_file"), shape=BARE, splits=False, right="ticket.read", unknown="")
def download_file(call: Call, *, id_file: int) -> Any:
    """Return the bytes in base64, on one line."""
    link, _ = queries.file_for(call.actor, id_file)
    with open_file(link.file) as stream:
        return base64.b64encode(stream.read()).decode()


@op(
    "attach_file",
    integer("id_ticket"),
    text("filename"),
    integer("size"),
    text("description"),
    text("content_base64", commas=False),
    shape=BARE,
    invalid="-1",
    takes_file=True,
)
def attach_file(
    call: Call, *, id_ticket: int, filename: str, size: int, description: str, content_base64: str
) -> Any:
    """Store a file on a ticket, with the automatic workunit of 0.05 h.

    The claimed size is believed nowhere but in this dialect's own answers, which print it back.
    """
    if "/" in filename or "\\" in filename or not filename:
        return "-1"
    content = _content(content_base64)
    try:
        operations.attach_file(
            call.actor,
            id_ticket,
            file_name=filename,
            content=content,
            comment=description,
            once=True,
            note=_note,
            wire_extra=carried({"size": size}) if size != len(content) else {},
        )
    except ValidationError as error:
        if _codes(error) == {"duplicate"}:
            return Bare("0")
        raise
    return 0


@op("delete_file", integer("id_file"), shape=BARE, splits=False, missing="-2")
def delete_file(call: Call, *, id_file: int) -> Any:
    """Remove a file; only managers of tickets may."""
    if not policies.can_delete_files(call.actor):
        return "-1"
    operations.remove_file(call.actor, id_file)
    return 0


def _note(stored: StoredFile) -> FollowupDraft:
    """Return the line that names the file, word for word as clients know it."""
    return FollowupDraft(
        body=ATTACH_NOTE.format(id=stored.pk, name=stored.file_name), seconds=ATTACH_SECONDS
    )


def _content(encoded: str) -> bytes:
    """Decode strict base64; a `+` that arrived as a blank is restored."""
    try:
        return base64.b64decode(encoded.replace(" ", "+"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValidationError({"content": "This is no base64."}) from error


def _codes(error: ValidationError) -> set[str]:
    return {code for each in error.error_dict.values() for item in each if (code := item.code)}


def _row(call: Call, ticket_id: int, link: FileLink, logins: dict[int, str]) -> dict[str, Any]:
    file = link.file
    zeros = dict.fromkeys(CONSOLE_COLUMNS, 0)
    return zeros | {
        "id_attachment": file.pk,
        "id_incidencia": ticket_id,
        "id_usuario": call.text(logins.get(file.uploader_id or 0, "")),
        "filename": call.text(file.file_name),
        "description": call.text(link.comment or file.comment),
        "size": file.wire_extra.get("integria.size", file.size_bytes),
        "timestamp": call.moment(link.linked_at),
        "public_key": "",
    }
