"""Files: additions with uploads, downloads, pictures of people (contract section 13)."""

import secrets
import time
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.utils.http import http_date

from accounts.queries import user_rows
from api_compat.glpi import registry, writing
from api_compat.glpi.answers import Answer
from api_compat.glpi.errors import bad_request, missing_item, right_missing
from api_compat.glpi.itemtypes.documents import UPLOAD, Upload
from api_compat.glpi.parameters import Bag
from api_compat.glpi.registry import ItemType
from api_compat.glpi.session import Session
from files.operations import received
from files.policies import clean_file_name
from files.queries import FileContentMissing, open_file
from tickets import operations

Files = list[tuple[str, UploadedFile]]
REFUSED = "Filetype not allowed"
SAFE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def added(session: Session, itemtype: ItemType, bag: Bag, files: Files) -> Answer:
    """Add items, with what was uploaded beside them."""
    if not files:
        return writing.add(session, itemtype, bag)
    told, kept = _received(session, files)
    given = bag.get("input")
    if isinstance(given, dict) and itemtype.name == "Document" and kept:
        # before the transaction of writing.add, so that nobody who waits for it waits for the disk
        with received(kept[0]) as content:
            sent = Upload(kept[0].name or "", content)
            answer = writing.add(session, itemtype, {**bag, "input": {**given, UPLOAD: sent}})
    else:
        answer = writing.add(session, itemtype, bag)
    if isinstance(given, dict):
        number = answer.value["id"]
        if itemtype.model._meta.model_name == "ticket":
            for upload in kept:
                operations.attach_file(
                    session.actor, number, file_name=upload.name or "", content=upload
                )
        answer.value = {**answer.value, "upload_result": told}
    return answer


def _received(session: Session, files: Files) -> tuple[dict[str, Any], list[UploadedFile]]:
    """Return what is told of the uploads, by the name of their part, and those that are kept."""
    told: dict[str, list[dict[str, Any]]] = {}
    kept: list[UploadedFile] = []
    allowed = _endings(session)
    for part, upload in files:
        name = clean_file_name(upload.name or "")
        prefix = f"{secrets.token_hex(7)}.{time.time_ns() % 10**8:08d}"
        size = upload.size or 0
        entry: dict[str, Any] = {
            "name": f"{prefix}{name}",
            "size": size,
            "type": upload.content_type or "",
        }
        if name.rpartition(".")[2].lower() in allowed:
            kept.append(upload)
            url = f"{session.root.url}/{prefix}{quote(name)}"
            entry |= {"url": url, "deleteUrl": url, "deleteType": "DELETE"}
        else:
            entry |= {"error": REFUSED}
        entry |= {
            "prefix": prefix,
            "display": name,
            "filesize": f"{size} B",
            "id": f"docfilename{secrets.randbelow(10**9)}",
        }
        told.setdefault(part.partition("[")[0], []).append(entry)
    return told, kept


def _endings(session: Session) -> set[str]:
    rows = registry.type_of("DocumentType").rows(session).filter(may_be_uploaded=True)
    return {ending.lower() for ending in rows.values_list("ending", flat=True)}


def download(session: Session, number: int) -> Answer:
    """The bytes of a document; never shown as a page (threats.md rule 35)."""
    itemtype = registry.type_of("Document")
    if not itemtype.may_read(session):
        raise right_missing()
    file = itemtype.rows(session).filter(pk=number).first()
    if file is None:
        raise missing_item()
    try:
        content = open_file(file)
    except FileContentMissing as error:
        raise missing_item() from error
    kind = file.media_type
    response = FileResponse(content, as_attachment=True, filename=file.file_name)
    response["Content-Type"] = f"{kind};charset=UTF-8" if kind.startswith("text/") else kind
    plain = file.file_name.encode("ascii", "replace").decode().replace('"', "")
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=utf-8''{quote(file.file_name)}"
    )
    response["Etag"] = file.sha1
    response["Last-Modified"] = http_date(file.updated_at.timestamp())
    return Answer(body=response)  # type: ignore[arg-type]  # a response of another class


def picture(session: Session, segment: str) -> Answer:
    """The picture of a person; 204 without one."""
    people = user_rows().filter(is_system=False, deleted_at=None)
    number = int(segment) if segment.isdecimal() and len(segment) < 18 else None
    person = (
        people.select_related("picture")
        .filter(pk__in=[number] if number is not None else [])
        .first()
    )
    if person is None:
        raise bad_request(f"Bad request: user with id '{segment}' not found")
    if person.picture is None or person.picture.media_type not in SAFE:
        return Answer(status=204, is_empty=True)
    try:
        content = open_file(person.picture).read()
    except ObjectDoesNotExist:
        return Answer(status=204, is_empty=True)
    return Answer(body=HttpResponse(content, content_type=person.picture.media_type))
