"""What was kept long enough goes for good, a bounded number of rows at a time."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User, WireSession
from accounts.operations import change_settings
from api_compat.tasks import forget_sessions
from audit.models import JobRun, JournalEntry
from files.models import StoredFile
from files.operations import link_file, store_file
from notify.models import OutgoingMail
from notify.vocabulary import QueueState
from tests import make
from tests.doors.back_office import mail
from tickets.drafts import FollowupDraft
from tickets.models import Followup, Ticket
from tickets.operations import add_followup, attach_file
from tickets.operations.retention import purge_journal, purge_strays, purge_trash
from tickets.tasks import tidy

pytestmark = pytest.mark.django_db


def days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def trashed(days: int) -> Ticket:
    """A ticket that went into the trash so many days ago, with an answer and two files."""
    ticket = make.ticket()
    line = add_followup(make.system(), ticket.pk, FollowupDraft(body="Done."))
    attach_file(make.system(), ticket.pk, file_name="own.txt", content=b"own")
    shared = store_file(make.system(), file_name="shared.txt", content=b"shared")
    link_file(make.system(), shared, line)
    Ticket.objects.filter(pk=ticket.pk).update(deleted_at=days_ago(days))
    return ticket


def test_the_trash_is_emptied_after_thirty_days_and_the_journal_remembers():
    old, young, kept = trashed(31), trashed(29), make.ticket()
    shared = StoredFile.objects.filter(file_name="shared.txt").order_by("pk").first()
    assert shared is not None
    link_file(make.system(), shared, kept)
    mail(state=QueueState.DONE, done_at=days_ago(91))
    recent = [
        mail(state=QueueState.DONE, done_at=days_ago(89)),
        mail(state=QueueState.FAILED, done_at=days_ago(200)),
    ]

    tidy()

    assert set(Ticket.objects.values_list("pk", flat=True)) == {young.pk, kept.pk}
    assert not Followup.objects.filter(ticket=old.pk).exists()
    names = StoredFile.objects.order_by("pk").values_list("file_name", flat=True)
    assert list(names) == ["shared.txt", "own.txt", "shared.txt"]
    assert set(OutgoingMail.objects.values_list("pk", flat=True)) >= {each.pk for each in recent}
    entry = JournalEntry.objects.get(verb="ticket.purged")
    assert (entry.object_id, entry.door) == (old.pk, "system:retention")
    assert JournalEntry.objects.filter(object_id=old.pk, verb="ticket.created").exists()
    run = JobRun.objects.get(name="tidy")
    assert (run.outcome, run.message) == ("done", "1 tickets, 1 mails")


def test_a_run_is_bounded_and_the_next_one_goes_on():
    for _each in range(3):
        trashed(40)

    assert purge_trash(days_ago(30), 2) == 2
    assert purge_trash(days_ago(30), 2) == 1
    assert purge_trash(days_ago(30), 2) == 0


def test_settings_say_how_long_and_zero_is_for_ever():
    trashed(400)
    change_settings(make.system(), {"retention.trash_days": 0, "retention.mail_days": 0})

    tidy()

    assert JobRun.objects.get(name="tidy").message == "nothing is removed"
    assert Ticket.objects.count() == 1
    with pytest.raises(ValidationError):
        change_settings(make.system(), {"retention.trash_days": -1})


def test_stray_files_go_but_not_what_somebody_refers_to():
    person = make.person("otto")
    kept, picture, stray, trash, young = (
        store_file(make.system(), file_name=name, content=b"x")
        for name in ("kept", "picture", "stray", "trash", "young")
    )
    link_file(make.system(), kept, make.ticket())
    link_file(make.system(), trash, make.ticket())
    User.objects.filter(pk=person.pk).update(picture=picture)
    StoredFile.objects.exclude(pk=young.pk).update(created_at=days_ago(60))
    StoredFile.objects.filter(pk=trash.pk).update(deleted_at=days_ago(40))

    assert purge_strays(days_ago(30), 10) == 2

    assert set(StoredFile.objects.values_list("pk", flat=True)) == {kept.pk, picture.pk, young.pk}
    gone = JournalEntry.objects.filter(verb="storedfile.purged").values_list("object_id", flat=True)
    assert set(gone) == {stray.pk, trash.pk}


def test_old_entries_go_from_the_end_of_their_chains_but_not_those_that_mails_name():
    JournalEntry.objects.all().delete()
    given = {"verb": "x.y", "noun": "x", "object_id": 1, "dispatched_at": days_ago(50)}
    cause = JournalEntry.objects.create(**given, recorded_at=days_ago(50))
    JournalEntry.objects.create(**given, recorded_at=days_ago(50), caused_by=cause)
    named = JournalEntry.objects.create(**given, recorded_at=days_ago(50))
    waiting = JournalEntry.objects.create(
        **{**given, "dispatched_at": None}, recorded_at=days_ago(50)
    )
    young = JournalEntry.objects.create(**given, recorded_at=days_ago(10))
    mail(entry=named)

    assert purge_journal(days_ago(30), 10) == 2

    assert set(JournalEntry.objects.all()) == {named, waiting, young}


def test_idle_sessions_of_programs_are_swept():
    user = make.person("otto", "ticket.read")
    role = user.grants.get().role
    given = {"user": user, "dialect": "glpi", "role": role}
    live = WireSession.objects.create(**given, token_hash="a", last_used_at=timezone.now())
    WireSession.objects.create(**given, token_hash="b", last_used_at=days_ago(2))

    forget_sessions()

    assert list(WireSession.objects.all()) == [live]
    assert JobRun.objects.get(name="forget_sessions").message == "1 sessions"
