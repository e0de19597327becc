"""Every write of files: store, link, unlink, delete, import.

The actor has been allowed already: the app that owns the row a file hangs on asks its own policy,
and writes the journal entry on that row (fields.md D10), so nothing is recorded here.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.actor import Actor
from audit.sequences import move_sequence
from files.models import DocumentType, FileLink, StoredFile
from files.policies import clean_file_name, media_type_of
from files.storage import attachments, random_key
from files.vocabulary import MAX_BYTES, STOCK_TYPES

HEAD_BYTES = 4096


@dataclass(frozen=True, kw_only=True)
class Received:
    """Bytes that lie in the storage already, and what they say of themselves."""

    storage_key: str
    size_bytes: int
    sha256: str
    sha1: str
    media_type: str


Content: TypeAlias = "bytes | File[Any] | Received"


@contextmanager
def received(content: Content, *, max_bytes: int = MAX_BYTES) -> Iterator[Received]:
    """Put the bytes of an upload on disk; the block then names them in a row with store_file().

    Operations begin their transaction inside the block, so that nobody who waits for its locks
    waits for the disk (on SQLite that is every writer). When the block fails the bytes go again.
    What a caller has received already is handed on; that caller removes it. Raises
    ValidationError(code="too_large").
    """
    if isinstance(content, Received):
        yield content
        return
    upload = ContentFile(content) if isinstance(content, bytes) else content
    measured = _measure(upload, max_bytes)
    key = random_key()
    upload.seek(0)
    attachments().save(key, upload)
    try:
        yield Received(storage_key=key, **asdict(measured))
    except BaseException:
        attachments().delete(key)
        raise


@contextmanager
def all_received(
    files: Sequence[tuple[str, Content]],
) -> Iterator[list[tuple[str, Received]]]:
    """Put the bytes of several (name, content) on disk, as received() does for one."""
    with ExitStack() as stack:
        yield [(name, stack.enter_context(received(content))) for name, content in files]


@transaction.atomic
def store_file(
    actor: Actor,
    *,
    file_name: str,
    content: Content,
    title: str = "",
    comment: str = "",
    wire_extra: dict[str, Any] | None = None,
    max_bytes: int = MAX_BYTES,
) -> StoredFile:
    """Keep an upload: the bytes first, then the row, which names the actor's person as uploader.

    An operation that people call has its content received() before its transaction. The name is
    cleaned; size, type and checksums are measured. A title left empty is the name.
    When the caller's transaction fails, the bytes stay without a row until the nightly sweep.
    Raises ValidationError(code="too_large").
    """
    file = StoredFile(
        title=title,
        comment=comment,
        uploader_id=_person_id(actor),
        wire_extra=wire_extra or {},
    )
    return _store(file, file_name, content, max_bytes=max_bytes)


@transaction.atomic
def import_file(
    actor: Actor,
    *,
    file_name: str,
    content: Content,
    title: str = "",
    comment: str = "",
    uploader_id: int | None = None,
    id: int | None = None,
    created_at: datetime | None = None,
    max_bytes: int = MAX_BYTES,
    wire_extra: dict[str, Any] | None = None,
) -> StoredFile:
    """Keep a file of another desk with its number and time; the importer moves the sequence."""
    created_at = created_at or timezone.now()
    file = StoredFile(
        id=id,
        title=title,
        comment=comment,
        uploader_id=uploader_id,
        created_at=created_at,
        updated_at=created_at,
        wire_extra=wire_extra or {},
    )
    return _store(file, file_name, content, max_bytes=max_bytes)


@transaction.atomic
def link_file(
    actor: Actor,
    file: StoredFile,
    owner: Model,
    *,
    comment: str = "",
    at: datetime | None = None,
) -> FileLink:
    """Hang a file on a row. The link's comment stands before the file's own on that row.

    `at` is a past time that an import or a dialect brings.
    Raises ValidationError when the file hangs there already.
    """
    link = FileLink(
        file=file,
        noun=ContentType.objects.get_for_model(owner),
        object_id=owner.pk,
        comment=comment,
        linked_by_id=_person_id(actor),
        linked_at=at or timezone.now(),
    )
    link.full_clean()
    link.save(force_insert=True)
    return link


@transaction.atomic
def unlink_file(actor: Actor, link: FileLink) -> None:
    """Take a file off one row; the file itself stays."""
    link.delete()


@transaction.atomic
def delete_file(actor: Actor, file: StoredFile) -> None:
    """Put a file in the trash: gone from every row it hangs on, while its links and bytes stay."""
    file.deleted_at = file.updated_at = timezone.now()
    file.save(update_fields=["deleted_at", "updated_at"])


@transaction.atomic
def purge_file(actor: Actor, file: StoredFile) -> None:
    """Remove a file's row and links for good; the nightly sweep removes its bytes."""
    file.delete()


@dataclass(frozen=True)
class _Measured:
    """What the bytes say of themselves."""

    size_bytes: int
    sha256: str
    sha1: str
    media_type: str


def _store(file: StoredFile, file_name: str, content: Content, *, max_bytes: int) -> StoredFile:
    if not isinstance(content, Received):
        with received(content, max_bytes=max_bytes) as kept:
            return _store(file, file_name, kept, max_bytes=max_bytes)
    file.file_name = clean_file_name(file_name)
    file.title = file.title or file.file_name
    for name, value in asdict(content).items():
        setattr(file, name, value)
    file.full_clean()
    file.save(force_insert=True)
    return file


def _measure(upload: "File[Any]", max_bytes: int) -> _Measured:
    """Read the bytes once, before any is stored; the size that the sender claims is not asked."""
    size, head = 0, b""
    # sha1 names files in older APIs, it protects nothing
    sha256, sha1 = hashlib.sha256(), hashlib.sha1(usedforsecurity=False)
    for chunk in upload.chunks():
        size += len(chunk)
        if size > max_bytes:
            message = _("The file is larger than %(number)s bytes.") % {"number": max_bytes}
            raise ValidationError({"content": ValidationError(message, code="too_large")})
        sha256.update(chunk)
        sha1.update(chunk)
        head += chunk[: HEAD_BYTES - len(head)]
    return _Measured(size, sha256.hexdigest(), sha1.hexdigest(), media_type_of(head))


def _person_id(actor: Actor) -> int | None:
    return actor.person.pk if actor.person is not None else None


@transaction.atomic
def install_base_data(actor: Actor) -> None:
    """Add the types to a desk that has none."""
    if DocumentType.objects.exists():
        return
    DocumentType.objects.bulk_create(
        DocumentType(pk=number, name=name, ending=ending, media_type=media_type)
        for number, (name, ending, media_type) in enumerate(STOCK_TYPES, start=1)
    )
    move_sequence(DocumentType)


@transaction.atomic
def clear_base_data(actor: Actor) -> None:
    """Make room for another desk's types."""
    DocumentType.objects.all().delete()
