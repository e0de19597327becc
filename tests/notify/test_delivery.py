"""From the row to the mail server: text, headers, tries, pauses, giving up."""

from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.utils import timezone

from audit.actor import Actor
from files.operations import delete_file, store_file
from notify import queue
from notify.delivery import deliver, loop_id
from notify.models import OutgoingMail
from notify.tasks import deliver_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def fails(monkeypatch):
    """Make the mail server answer with an error."""

    def fail(error):
        def send(self, fail_silently=False):
            raise error

        monkeypatch.setattr(EmailMessage, "send", send)

    return fail


def reload(mail):
    return OutgoingMail.objects.get(pk=mail.pk)


def test_mail_is_written_from_its_template_and_sent(queue_one, mailoutbox):
    mail = queue_one(
        cc=["max@example.com"],
        from_address="it@example.com",
        headers={"In-Reply-To": "<1@desk.example.com>", "References": "<1@desk.example.com>"},
    )

    assert deliver(mail.pk)

    (sent,) = mailoutbox
    assert (sent.to, sent.cc, sent.from_email) == (
        ["rita@example.com"],
        ["max@example.com"],
        "it@example.com",
    )
    assert sent.subject == "Hello Rita"
    assert sent.body == "Dear Rita,\nall is well.\n"
    assert sent.alternatives == [("<p>Dear Rita, all is well.</p>\n", "text/html")]
    message = sent.message()
    assert message["Message-ID"] == mail.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Babeldesk-Loop"] == loop_id()
    assert message["In-Reply-To"] == message["References"] == "<1@desk.example.com>"
    row = reload(mail)
    assert (row.state, row.attempts, row.lease_until_at, row.lease_owner) == ("done", 1, None, "")
    assert row.done_at is not None


def test_sent_mail_is_not_sent_again(queue_one, mailoutbox):
    mail = queue_one()

    deliver_mail([mail.pk, mail.pk])
    deliver_mail([mail.pk])

    assert len(mailoutbox) == 1


def test_text_is_escaped_in_html_only(queue_one, mailoutbox):
    deliver(queue_one(context={"name": "<b>O'Hara & Co</b>"}).pk)

    (sent,) = mailoutbox
    assert sent.body.startswith("Dear <b>O'Hara & Co</b>,")
    assert "&lt;b&gt;O&#x27;Hara &amp; Co&lt;/b&gt;" in sent.alternatives[0].content


def test_subject_stays_on_its_line(queue_one, mailoutbox):
    deliver(queue_one(context={"name": "x\r\nBcc: all@example.com\u2028y"}).pk)

    (sent,) = mailoutbox
    assert sent.subject == "Hello x Bcc: all@example.com y"
    assert sent.message()["Bcc"] is None


def test_template_without_html_makes_plain_mail(queue_one, mailoutbox):
    deliver(queue_one(template="hello/plain").pk)

    assert mailoutbox[0].alternatives == []


def test_mail_speaks_the_language_of_its_reader(queue_one, mailoutbox):
    deliver(queue_one(template="hello/yes", language="es").pk)

    assert mailoutbox[0].subject == "Sí"


def test_live_files_are_attached(queue_one, mailoutbox, settings, tmp_path):
    backend = {"BACKEND": "files.storage.DurableFolder", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "attachments": backend}
    actor = Actor.system("test")
    kept = store_file(actor, file_name="a.txt", content=b"abc")
    deleted = store_file(actor, file_name="b.txt", content=b"xyz")
    delete_file(actor, deleted)

    deliver(queue_one(attachments=[kept.pk, deleted.pk]).pk)

    assert [(a.filename, a.content) for a in mailoutbox[0].attachments] == [("a.txt", "abc")]


def test_failed_try_waits_and_keeps_the_reason(queue_one, fails):
    mail = queue_one()
    fails(SMTPServerDisconnected("gone"))

    before = timezone.now()
    assert not deliver(mail.pk)

    row = reload(mail)
    assert (row.state, row.attempts, row.lease_until_at) == ("waiting", 1, None)
    assert row.last_error == "SMTPServerDisconnected: gone"
    assert row.due_at >= before + timedelta(minutes=1)


def test_each_try_sends_the_same_message(queue_one, monkeypatch):
    mail, seen = queue_one(), []

    def sometimes(self, fail_silently=False):
        message = self.message()
        seen.append((message["Message-ID"], message["Date"], message["Subject"], self.body))
        if len(seen) < 3:
            raise SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailMessage, "send", sometimes)
    deliver(mail.pk)
    # what the text was made of may have changed since: the words must not
    OutgoingMail.objects.update(context={"name": "somebody else"})
    for minutes in (2, 10):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
            deliver(mail.pk)

    assert len(seen) == 3
    assert len(set(seen)) == 1
    assert reload(mail).state == "done"


def test_mail_is_not_tried_before_it_is_due(queue_one, fails):
    mail = queue_one()
    fails(SMTPServerDisconnected("gone"))
    deliver(mail.pk)

    assert not deliver(mail.pk)

    assert reload(mail).attempts == 1


def test_pauses_double_from_a_minute_to_an_hour():
    minutes = [queue.pause_after(attempts) / timedelta(minutes=1) for attempts in range(1, 9)]

    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60]


def test_tries_cover_five_days():
    waited = sum(
        (queue.pause_after(attempts) for attempts in range(1, queue.MOST_ATTEMPTS)), timedelta()
    )

    assert timedelta(days=5) <= waited <= timedelta(days=5, hours=1)


def test_last_try_gives_up(queue_one, fails):
    mail = queue_one()
    OutgoingMail.objects.update(attempts=queue.MOST_ATTEMPTS - 1)
    fails(SMTPServerDisconnected("gone"))

    deliver(mail.pk)

    assert reload(mail).state == "failed"


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (SMTPRecipientsRefused({"rita@example.com": (550, b"no such user")}), "failed"),
        (SMTPRecipientsRefused({"rita@example.com": (450, b"greylisted")}), "waiting"),
        (SMTPDataError(554, b"refused"), "failed"),
        (SMTPDataError(452, b"full"), "waiting"),
    ],
)
def test_lasting_refusal_is_not_tried_again(queue_one, fails, error, state):
    mail = queue_one()
    fails(error)

    deliver(mail.pk)

    assert reload(mail).state == state


def test_broken_template_keeps_only_its_own_mail_waiting(queue_one, mailoutbox):
    broken, sound = queue_one(template="no/such_template"), queue_one()

    deliver_mail([broken.pk, sound.pk])

    assert len(mailoutbox) == 1
    row = reload(broken)
    assert (row.state, row.attempts) == ("waiting", 1)
    assert row.last_error.startswith("TemplateDoesNotExist")
