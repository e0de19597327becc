"""Every read of files. The app that owns the row a file hangs on decides who may ask."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.base import File
from django.db.models import Count, Model, QuerySet, Sum

from files.models import FileLink, StoredFile
from files.storage import attachments


class FileContentMissing(ObjectDoesNotExist):
    """The row is there, the bytes are not."""


def file_rows() -> QuerySet[StoredFile]:
    """Return every file; who asks has to narrow it."""
    return StoredFile.objects.all()


def link_rows() -> QuerySet[FileLink]:
    """Return every link; who asks has to narrow it."""
    return FileLink.objects.all()


def live_files() -> QuerySet[StoredFile]:
    """Return all files that are not in the trash."""
    return StoredFile.objects.filter(deleted_at=None)


def stored_files() -> tuple[int, int]:
    """Return (number, bytes) of all files that are kept, those in the trash included."""
    sums = StoredFile.objects.aggregate(count=Count("pk"), size=Sum("size_bytes"))
    return sums["count"], sums["size"] or 0


def links_on(model: type[Model], object_ids: Iterable[int] | QuerySet[Any]) -> QuerySet[FileLink]:
    """Return the links of live files on these rows of one model, oldest first, with the files."""
    noun = ContentType.objects.get_for_model(model)
    links = FileLink.objects.filter(noun=noun, object_id__in=object_ids, file__deleted_at=None)
    return links.select_related("file").order_by("id")


def links_of(owner: Model) -> QuerySet[FileLink]:
    """Return the links of live files on one row, oldest first, with the files."""
    return links_on(type(owner), [owner.pk])


def files_of(owner: Model) -> QuerySet[StoredFile]:
    """Return the live files on one row, in the order in which they were stored."""
    return live_files().filter(pk__in=links_of(owner).values("file")).order_by("id")


def is_name_taken(owner: Model, file_name: str) -> bool:
    """Tell whether a live file of exactly this (cleaned) name hangs on the row."""
    return links_of(owner).filter(file__file_name=file_name).exists()


def links_of_file(file: StoredFile) -> QuerySet[FileLink]:
    """Return what one file hangs on, oldest link first; the first is the row it came with."""
    return FileLink.objects.filter(file=file).select_related("noun").order_by("id")


def open_file(file: StoredFile) -> "File[Any]":
    """Return the file's bytes, open for reading; the caller closes it, or streams its chunks().

    Raises FileContentMissing when the storage does not have them.
    """
    if file.storage_key is None:
        raise FileContentMissing(file.pk)
    try:
        return attachments().open(file.storage_key, "rb")
    except FileNotFoundError as error:
        raise FileContentMissing(file.pk) from error
