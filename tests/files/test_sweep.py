"""The nightly sweep: bytes without rows, rows without bytes."""

import os
import time

import pytest
from django.db import transaction

from audit.actor import Actor
from audit.models import JobRun
from files.models import StoredFile
from files.operations import purge_file, store_file
from files.tasks import sweep_orphans

pytestmark = pytest.mark.django_db

ACTOR = Actor.system("test")
HOUR = 3600


def age(path, seconds):
    moment = time.time() - seconds
    os.utime(path, (moment, moment))


def orphan(folder):
    with transaction.atomic():
        file = store_file(ACTOR, file_name="a.txt", content=b"abc")
        transaction.set_rollback(True)
    return folder / file.storage_key


def test_bytes_of_a_failed_transaction_go_after_a_day(folder):
    old, fresh = orphan(folder), orphan(folder)
    age(old, 25 * HOUR)
    age(fresh, 23 * HOUR)

    sweep_orphans()

    assert not old.exists()
    assert fresh.exists()


def test_bytes_of_a_purged_file_go_and_others_stay(folder):
    kept = store_file(ACTOR, file_name="a.txt", content=b"abc")
    purged = store_file(ACTOR, file_name="b.txt", content=b"abc")
    for file in (kept, purged):
        age(folder / file.storage_key, 48 * HOUR)
    purge_file(ACTOR, purged)

    sweep_orphans()

    assert (folder / kept.storage_key).exists()
    assert not (folder / purged.storage_key).exists()


def test_half_written_bytes_go_after_a_day(folder):
    half = folder / "incoming" / "0123"
    half.parent.mkdir()
    half.write_bytes(b"ab")
    age(half, 25 * HOUR)

    sweep_orphans()

    assert not half.exists()


def test_rows_without_bytes_are_reported_and_kept(folder):
    file = store_file(ACTOR, file_name="a.txt", content=b"abc")
    (folder / file.storage_key).unlink()

    sweep_orphans()

    assert StoredFile.objects.get() == file
    message = JobRun.objects.get(name="sweep_orphans").message
    assert message == f"0 orphans removed, 1 rows without bytes [{file.pk}]"
