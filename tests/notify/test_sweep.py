"""Claims, leases and the sweep; what operators and importers do to the queue."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils import timezone

from audit.actor import Actor
from audit.models import JobRun, JournalEntry
from notify import queue
from notify.models import OutgoingMail
from notify.operations import abort_mail, abort_waiting_mail, import_mail, retry_mail
from notify.queries import due_mail, queue_age, waiting_count
from notify.tasks import deliver_mail, sweep_mail
from notify.vocabulary import NEVER

pytestmark = pytest.mark.django_db

ROOT = Actor.system("test")


@pytest.fixture
def offered(monkeypatch):
    """Collect what the sweep offers instead of sending it."""
    messages = []
    monkeypatch.setattr(
        deliver_mail, "apply_async", lambda args, **options: messages.append((args[0], options))
    )
    return messages


def later(**passed):
    return time_machine.travel(timezone.now() + timedelta(**passed), tick=False)


def test_row_is_claimed_by_one(queue_one):
    mail = queue_one()

    owners = [queue.claim(OutgoingMail, mail.pk) for _ in range(3)]

    assert owners[0] is not None
    assert owners[1:] == [None, None]


def test_claim_ends_with_its_lease(queue_one):
    mail = queue_one()
    first = queue.claim(OutgoingMail, mail.pk)

    with later(minutes=5, seconds=1):
        second = queue.claim(OutgoingMail, mail.pk)

    assert second is not None
    row = OutgoingMail.objects.get()
    assert row.attempts == 2
    assert not queue.finish(row, first)
    assert queue.finish(row, second)


def test_sweep_offers_what_is_due_in_small_messages(queue_one, offered):
    numbers = [queue_one().pk for _ in range(25)]

    with later(seconds=31):
        sweep_mail()

    assert [message for message, _ in offered] == [numbers[:20], numbers[20:]]
    assert all(options == {"expires": 60.0} for _, options in offered)
    assert JobRun.objects.get(name="sweep_mail").message == "25 mails offered"


def test_sweep_leaves_fresh_mail_to_its_nudge(queue_one, offered):
    queue_one()

    sweep_mail()

    assert offered == []


def test_sweep_offers_mail_whose_worker_did_not_come_back(queue_one, offered):
    mail = queue_one()
    queue.claim(OutgoingMail, mail.pk)

    with later(minutes=3):
        sweep_mail()
    assert offered == []
    with later(minutes=6):
        sweep_mail()

    assert [message for message, _ in offered] == [[mail.pk]]


def test_sweep_passes_over_done_failed_and_imported_mail(queue_one, offered):
    for state in ("done", "failed", "aborted"):
        OutgoingMail.objects.filter(pk=queue_one().pk).update(state=state)
    import_mail(ROOT, recipient="a@example.com", subject="s1", body_text="b1")

    with later(days=400):
        sweep_mail()

    assert offered == []


def test_age_of_the_queue_is_that_of_its_longest_due_mail(queue_one):
    assert queue_age() == timedelta()
    mail = queue_one()
    queue_one()

    assert queue_age(mail.due_at + timedelta(minutes=7)) == timedelta(minutes=7)


def test_imported_mail_is_counted_and_never_sent():
    at = datetime(2024, 3, 1, 10, 0, tzinfo=UTC)

    import_mail(
        ROOT, id=2, recipient="b@x", subject="s2", body_text="b2", created_at=at, attempts=2
    )
    import_mail(
        ROOT, id=3, recipient="c@x", subject="s3", body_text="b3", attempts=9, is_given_up=True
    )

    assert waiting_count() == 1
    row = OutgoingMail.objects.get(pk=2)
    assert (row.created_at, row.attempts, row.due_at) == (at, 2, NEVER)
    assert not due_mail(timezone.now() + timedelta(days=9999)).exists()
    assert not JournalEntry.objects.exists()


def test_imported_mail_cannot_be_sent_by_hand():
    mail = import_mail(ROOT, recipient="b@x", subject="s2", body_text="b2")

    with pytest.raises(ValidationError) as refusal:
        retry_mail(ROOT, mail.pk)

    assert refusal.value.code == "imported"


def test_failed_mail_is_sent_once_more_by_hand(queue_one, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        mail = queue_one()
        OutgoingMail.objects.update(state="failed", attempts=9, due_at=timezone.now())
        retry_mail(ROOT, mail.pk)

    row = OutgoingMail.objects.get()
    assert (row.state, row.attempts) == ("waiting", 0)
    assert [nudge.mail_ids for nudge in callbacks] == [[mail.pk, mail.pk]]
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.object_id) == ("outgoingmail.retried", mail.pk)
    assert entry.changes["state"] == ["failed", "waiting"]


def test_aborted_mail_leaves_the_queue(queue_one):
    mail = queue_one()

    abort_mail(ROOT, mail.pk)

    assert waiting_count() == 0
    assert queue.claim(OutgoingMail, mail.pk) is None
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.changes) == (
        "outgoingmail.aborted",
        {"state": ["waiting", "aborted"]},
    )


@pytest.mark.parametrize("change", [retry_mail, abort_mail])
def test_mail_that_left_or_is_leaving_is_not_touched(queue_one, change):
    sent, leaving = queue_one(), queue_one()
    OutgoingMail.objects.filter(pk=sent.pk).update(state="done")
    queue.claim(OutgoingMail, leaving.pk)

    for mail, code in ((sent, "done"), (leaving, "being_sent")):
        with pytest.raises(ValidationError) as refusal:
            change(ROOT, mail.pk)
        assert refusal.value.code == code
    with pytest.raises(ObjectDoesNotExist):
        change(ROOT, 999)
    assert not JournalEntry.objects.exists()


def test_whole_queue_is_emptied(queue_one):
    queue_one()
    import_mail(ROOT, recipient="b@x", subject="s2", body_text="b2")

    assert abort_waiting_mail(ROOT) == 2

    assert waiting_count() == 0
    assert JournalEntry.objects.count() == 2
