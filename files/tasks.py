"""Nightly tidying of the attachment storage."""

from collections.abc import Iterator
from datetime import timedelta

import structlog
from celery import shared_task
from django.utils import timezone

from audit.jobs import tracked_job
from files.models import StoredFile
from files.storage import INCOMING, attachments

log = structlog.get_logger(__name__)

# A file younger than this may belong to a transaction that has not committed.
KEEP_ORPHANS = timedelta(hours=24)
FOLDERS = [f"{number:02x}" for number in range(256)]


@shared_task(name="files.sweep_orphans")
@tracked_job("sweep_orphans", period=timedelta(days=1))
def sweep_orphans() -> str:
    """Remove bytes without a row that are older than 24 hours; report rows without bytes."""
    swept = sum(_sweep(INCOMING, name) for name in _stored_in(INCOMING))
    missing: list[int] = []
    for folder in FOLDERS:
        # the storage is listed before the rows: what is stored in between has both
        names = set(_stored_in(folder))
        rows = _rows_in(folder)
        swept += sum(_sweep(folder, name) for name in names - rows.keys())
        missing += [rows[name] for name in rows.keys() - names if not _stored(folder, name)]
    if missing:
        log.error("files without bytes", files=missing[:100], count=len(missing))
    return f"{swept} orphans removed, {len(missing)} rows without bytes {missing[:20]}"


def _stored_in(folder: str) -> Iterator[str]:
    try:
        yield from attachments().listdir(folder)[1]
    except FileNotFoundError:
        return


def _rows_in(folder: str) -> dict[str, int]:
    rows = StoredFile.objects.filter(storage_key__startswith=f"{folder}/")
    keys = rows.values_list("storage_key", "pk")
    return {key.removeprefix(f"{folder}/"): pk for key, pk in keys if key is not None}


def _stored(folder: str, name: str) -> bool:
    return attachments().exists(f"{folder}/{name}")


def _sweep(folder: str, name: str) -> bool:
    key = f"{folder}/{name}"
    if attachments().get_modified_time(key) > timezone.now() - KEEP_ORPHANS:
        return False
    attachments().delete(key)
    return True
