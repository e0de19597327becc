"""Files of tickets: who sees them, duplicates, and what a refusal leaves."""

from typing import ClassVar

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import connection

from audit.models import JournalEntry
from files.models import StoredFile
from files.operations import link_file, store_file
from files.queries import open_file
from files.storage import DurableFolder
from files.vocabulary import MAX_BYTES
from tests import make
from tests.tickets.traces import traces
from tickets.drafts import FollowupDraft
from tickets.models import Followup, Ticket
from tickets.operations import (
    add_followup,
    attach_file,
    attach_to_draft,
    delete_ticket,
    remove_file,
)
from tickets.queries import file_for, files_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make.group("Service Desk")


@pytest.fixture
def ana(desk):
    return make.agent("ana", desk)


@pytest.fixture
def rita():
    return make.customer("rita")


@pytest.fixture
def ticket(rita, desk):
    return make.ticket(rita, support_group=desk)


def test_attached_file_is_told_on_the_ticket(ana, rita, ticket):
    stored = attach_file(ana, ticket.pk, file_name="../photo.txt", content=b"bytes", comment="c")

    [link] = files_of(rita, ticket)
    assert (link.file, link.comment, link.file.file_name) == (stored, "c", "photo.txt")
    assert (stored.uploader_id, stored.size_bytes) == (ana.user.pk, 5)
    with open_file(stored) as stream:
        assert stream.read() == b"bytes"
    entry = JournalEntry.objects.get(verb="ticket.file_added")
    assert (entry.object_id, entry.part_noun, entry.part_id) == (ticket.pk, "storedfile", stored.pk)
    assert entry.names["file"] == [None, "photo.txt"]
    changed = Ticket.objects.get(pk=ticket.pk)
    assert changed.updated_at == ticket.updated_at
    assert changed.activity_at > ticket.activity_at


def test_note_of_an_older_api_is_part_of_the_same_change(ana, ticket):
    attach_file(
        ana, ticket.pk, file_name="a", content=b"", note=lambda file: FollowupDraft(
            body=f"File {file.pk}", seconds=180
        )
    )  # fmt: skip

    [line] = Followup.objects.filter(ticket=ticket)
    assert line.author == ana.user
    changed = Ticket.objects.get(pk=ticket.pk)
    assert (changed.followup_count, changed.work_seconds) == (1, 180)
    assert JournalEntry.objects.filter(object_id=ticket.pk, noun="ticket").count() == 2


@pytest.mark.parametrize("name", ["photo.txt", " photo.txt", "/tmp/photo.txt"])
def test_second_file_of_a_name_is_refused_where_the_door_says_so(ana, ticket, attachments, name):
    attach_file(ana, ticket.pk, file_name=name, content=b"1", once=True)
    before = traces(attachments)

    with pytest.raises(ValidationError) as refusal:
        attach_file(ana, ticket.pk, file_name=name, content=b"2", once=True)

    assert refusal.value.error_dict["file_name"][0].code == "duplicate"
    assert traces(attachments) == before
    assert attach_file(ana, ticket.pk, file_name=name, content=b"2")


class Observant(DurableFolder):
    """Tells whether a transaction was open while bytes were written."""

    saw_transaction: ClassVar[list[bool]] = []

    def _save(self, name, content):
        self.saw_transaction.append(connection.in_atomic_block)
        return super()._save(name, content)


@pytest.mark.django_db(transaction=True)
def test_no_lock_is_held_while_bytes_are_written(ana, ticket, settings):
    files = settings.STORAGES["attachments"]
    observant = {**files, "BACKEND": f"{__name__}.Observant"}
    settings.STORAGES = {**settings.STORAGES, "attachments": observant}
    Observant.saw_transaction.clear()

    attach_file(ana, ticket.pk, file_name="a", content=b"bytes")
    attach_to_draft(ana, ticket.pk, "message", file_name="a", content=b"bytes")

    assert Observant.saw_transaction == [False, False]
    assert StoredFile.objects.count() == 2


def test_file_over_the_limit_leaves_nothing(ana, ticket, attachments):
    before = traces(attachments)

    with pytest.raises(ValidationError):
        attach_file(ana, ticket.pk, file_name="big", content=b"\0" * (MAX_BYTES + 1))

    assert traces(attachments) == before


def test_locked_ticket_takes_and_gives_up_no_file(attachments):
    root = make.administrator()
    ticket = make.ticket()
    stored = attach_file(root, ticket.pk, file_name="a", content=b"a")
    Ticket.objects.update(is_locked=True)
    before = traces(attachments)

    with pytest.raises(ValidationError):
        attach_file(root, ticket.pk, file_name="b", content=b"b")
    with pytest.raises(ValidationError):
        remove_file(root, stored.pk)

    assert traces(attachments) == before


def test_file_of_a_hidden_ticket_is_unknown(ana, ticket, attachments):
    otto = make.agent("otto", make.group("Network"), rights=[*make.AGENT_RIGHTS, "ticket.manage"])
    stored = attach_file(ana, ticket.pk, file_name="a", content=b"a")
    before = traces(attachments)

    for refused in (
        lambda: file_for(otto, stored.pk),
        lambda: file_for(ana, stored.pk + 1),
        lambda: remove_file(otto, stored.pk),
        lambda: attach_file(otto, ticket.pk, file_name="b", content=b"b"),
    ):
        with pytest.raises(ObjectDoesNotExist):
            refused()

    assert traces(attachments) == before


def test_file_of_an_internal_line_is_unknown_to_customers(ana, rita, ticket):
    line = add_followup(ana, ticket.pk, FollowupDraft(body="psst", is_public=False))
    stored = store_file(ana, file_name="a", content=b"a")
    link_file(ana, stored, line)

    assert list(files_of(rita, ticket)) == []
    assert [link.file for link in files_of(ana, ticket)] == [stored]
    assert file_for(ana, stored.pk)[1] == ticket
    with pytest.raises(ObjectDoesNotExist):
        file_for(rita, stored.pk)


def test_file_that_hangs_on_no_ticket_is_unknown(ana):
    stored = store_file(ana, file_name="a", content=b"a")

    with pytest.raises(ObjectDoesNotExist):
        file_for(ana, stored.pk)


def test_file_of_a_ticket_in_the_trash_is_unknown():
    root = make.administrator()
    ticket = make.ticket()
    stored = attach_file(root, ticket.pk, file_name="a", content=b"a")

    delete_ticket(root, ticket.pk)

    with pytest.raises(ObjectDoesNotExist):
        file_for(root, stored.pk)


def test_only_managers_of_tickets_remove_files(ana, desk, ticket, attachments):
    boss = make.agent("boss", desk, rights=[*make.AGENT_RIGHTS, "ticket.manage"])
    stored = attach_file(ana, ticket.pk, file_name="a", content=b"a")
    before = traces(attachments)

    with pytest.raises(PermissionDenied):
        remove_file(ana, stored.pk)
    assert traces(attachments) == before
    remove_file(boss, stored.pk)

    assert StoredFile.objects.get(pk=stored.pk).deleted_at is not None
    entry = JournalEntry.objects.get(verb="ticket.file_removed")
    assert (entry.object_id, entry.changes) == (ticket.pk, {"file": [stored.pk, None]})
    with pytest.raises(ObjectDoesNotExist):
        remove_file(boss, stored.pk)
