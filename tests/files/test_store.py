"""Storing, linking, deleting and reading files."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from audit.actor import Actor
from audit.models import JobRun, JournalEntry
from audit.sequences import move_sequence
from files import queries
from files.models import FileLink, StoredFile
from files.operations import (
    delete_file,
    import_file,
    link_file,
    purge_file,
    received,
    store_file,
    unlink_file,
)

pytestmark = pytest.mark.django_db

ANA = Actor(user=SimpleNamespace(pk=7, username="ana"), door="test")
LONG_AGO = datetime(2024, 3, 1, 9, 11, tzinfo=UTC)


def stored_paths(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_stored_file_is_measured_and_not_believed(folder):
    upload = SimpleUploadedFile("../report.txt", b"hello world\n", content_type="image/png")

    file = store_file(ANA, file_name=upload.name, content=upload, comment="weekly")

    row = StoredFile.objects.get()
    assert (row.file_name, row.title, row.comment) == ("report.txt", "report.txt", "weekly")
    assert (row.size_bytes, row.media_type, row.uploader_id) == (12, "text/plain", 7)
    assert row.sha256 == "a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447"
    assert row.sha1 == "22596363b3de40b06f981fb85d82312e8c0ed511"
    with queries.open_file(file) as content:
        assert content.read() == b"hello world\n"


def test_bytes_lie_under_a_random_key_that_others_cannot_read(folder):
    file = store_file(ANA, file_name="report.txt", content=b"abc")

    (path,) = stored_paths(folder)
    assert path == folder / file.storage_key
    assert "report" not in file.storage_key
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_large_file_comes_back_whole(folder):
    content = bytes(range(256)) * 1024

    file = store_file(ANA, file_name="a.bin", content=content)

    with queries.open_file(file) as opened:
        assert b"".join(opened.chunks()) == content


def test_empty_file_is_a_file():
    assert store_file(ANA, file_name="empty.txt", content=b"").size_bytes == 0


def test_same_bytes_twice_are_two_files(folder):
    first = store_file(ANA, file_name="a.txt", content=b"abc")
    second = store_file(ANA, file_name="a.txt", content=b"abc")

    assert first.storage_key != second.storage_key
    assert len(stored_paths(folder)) == 2


def test_file_over_the_limit_leaves_nothing(folder):
    with pytest.raises(ValidationError) as refusal:
        store_file(ANA, file_name="a.txt", content=b"abcd", max_bytes=3)

    assert refusal.value.error_dict["content"][0].code == "too_large"
    assert not StoredFile.objects.exists()
    assert stored_paths(folder) == []


def test_received_bytes_are_on_disk_before_a_row_names_them(folder):
    with received(b"abc") as content:
        (path,) = stored_paths(folder)
        assert path.read_bytes() == b"abc"
        file = store_file(ANA, file_name="a.txt", content=content)

    assert (file.storage_key, file.size_bytes) == (content.storage_key, 3)
    assert stored_paths(folder) == [path]


def test_received_bytes_go_when_nothing_names_them(folder):
    with pytest.raises(ValidationError), received(b"abc") as content:
        store_file(ANA, file_name="a.txt", content=content, title="x" * 10_000)

    assert not StoredFile.objects.exists()
    assert stored_paths(folder) == []


def test_failed_transaction_leaves_no_row():
    with transaction.atomic():
        store_file(ANA, file_name="a.txt", content=b"abc")
        transaction.set_rollback(True)

    assert not StoredFile.objects.exists()


def test_failed_write_leaves_no_row_and_no_half_file(folder, monkeypatch):
    def full_disk(_):
        raise OSError("No space left on device")

    monkeypatch.setattr("files.storage.os.fsync", full_disk)

    with pytest.raises(OSError, match="No space"):
        store_file(ANA, file_name="a.txt", content=b"abc")

    assert not StoredFile.objects.exists()
    assert [path.parent.name for path in stored_paths(folder)] == ["incoming"]


def test_file_hangs_on_its_owner_with_a_comment(owner):
    file = store_file(ANA, file_name="a.txt", content=b"abc")

    link = link_file(ANA, file, owner, comment="as agreed")

    assert (link.owner, link.linked_by_id, link.comment) == (owner, 7, "as agreed")
    assert list(queries.files_of(owner)) == [file]
    assert [link.file for link in queries.links_of(owner)] == [file]
    assert [link.owner for link in queries.links_of_file(file)] == [owner]


def test_file_hangs_on_an_owner_once(owner):
    file = store_file(ANA, file_name="a.txt", content=b"abc")
    link_file(ANA, file, owner)

    with pytest.raises(ValidationError):
        link_file(ANA, file, owner)


def test_owner_knows_which_names_are_taken(owner):
    other = JobRun.objects.create(name="other", slot=timezone.now())
    file = store_file(ANA, file_name="a.txt", content=b"abc")
    link_file(ANA, file, owner)

    assert queries.is_name_taken(owner, "a.txt")
    assert not queries.is_name_taken(owner, "b.txt")
    assert not queries.is_name_taken(other, "a.txt")


def test_deleted_file_is_gone_from_its_owner_and_its_name_is_free(owner, folder):
    file = store_file(ANA, file_name="a.txt", content=b"abc")
    link_file(ANA, file, owner)

    delete_file(ANA, file)

    assert not queries.files_of(owner).exists()
    assert not queries.live_files().exists()
    assert not queries.is_name_taken(owner, "a.txt")
    assert (StoredFile.objects.count(), FileLink.objects.count()) == (1, 1)
    assert len(stored_paths(folder)) == 1


def test_unlinked_file_stays(owner):
    file = store_file(ANA, file_name="a.txt", content=b"abc")
    link = link_file(ANA, file, owner)

    unlink_file(ANA, link)

    assert not queries.files_of(owner).exists()
    assert queries.live_files().get() == file


def test_purged_file_loses_row_and_links_first(owner, folder):
    file = store_file(ANA, file_name="a.txt", content=b"abc")
    link_file(ANA, file, owner)

    purge_file(ANA, file)

    assert (StoredFile.objects.count(), FileLink.objects.count()) == (0, 0)
    assert len(stored_paths(folder)) == 1


def test_file_whose_bytes_are_lost_is_told_apart(folder):
    file = store_file(ANA, file_name="a.txt", content=b"abc")
    (folder / file.storage_key).unlink()

    with pytest.raises(queries.FileContentMissing):
        queries.open_file(file)


def test_imported_file_keeps_number_author_and_time(owner):
    file = import_file(
        Actor.system("import"),
        id=40,
        file_name="photo.png",
        content=b"abc",
        uploader_id=3,
        created_at=LONG_AGO,
    )
    move_sequence(StoredFile)
    link_file(Actor.system("import"), file, owner, at=LONG_AGO)

    row = StoredFile.objects.get(pk=40)
    assert (row.uploader_id, row.created_at, row.updated_at) == (3, LONG_AGO, LONG_AGO)
    assert FileLink.objects.get().linked_at == LONG_AGO
    assert store_file(ANA, file_name="b.txt", content=b"x").pk == 41


def test_imported_file_cannot_take_a_number_in_use():
    file = store_file(ANA, file_name="a.txt", content=b"abc")

    with pytest.raises(ValidationError):
        import_file(Actor.system("import"), id=file.pk, file_name="b.txt", content=b"x")


def test_journal_is_left_to_the_owner(owner):
    file = store_file(ANA, file_name="a.txt", content=b"abc")
    unlink_file(ANA, link_file(ANA, file, owner))
    delete_file(ANA, file)

    assert not JournalEntry.objects.exists()
