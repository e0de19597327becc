"""The mail server of the back office: kept with a sealed password, used by the queue, tested."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from audit.models import JournalEntry
from notify.delivery import deliver
from notify.models import MailServer, OutgoingMail
from notify.server import (
    MailServerDraft,
    change_mail_server,
    password_is_lost,
    send_test_mail,
    words_of,
)
from tests import make
from tests.doors.back_office import administrator, page
from tests.servers import MailSink

SECRET = "Kp7-geheim"


def draft(**values: Any) -> MailServerDraft:
    given = {
        "is_active": True,
        "host": "127.0.0.1",
        "port": 25,
        "security": "none",
        "from_address": "desk@example.com",
        "from_name": "Service desk",
    }
    return MailServerDraft(**{**given, **values})


@pytest.fixture
def root(db: None, client: Client) -> User:
    user = administrator()
    user.email = "root@example.com"
    user.save()
    client.force_login(user)
    return user


def test_the_password_is_not_in_the_database_nor_in_the_journal(db):
    change_mail_server(make.system(), draft(username="desk", password=SECRET))

    row, entry = MailServer.objects.get(), JournalEntry.objects.latest("pk")
    assert SECRET not in str(vars(row))
    assert SECRET not in str(vars(entry))
    assert (entry.verb, entry.changes["password"]) == ("mailserver.changed", ["changed", "changed"])
    assert entry.changes["host"] == ["", "127.0.0.1"]


def test_a_password_stays_until_another_one_is_given(db, settings):
    change_mail_server(make.system(), draft(username="desk", password=SECRET))
    sealed = MailServer.objects.get().sealed_password

    change_mail_server(make.system(), draft(username="desk", port=26))
    assert MailServer.objects.get().sealed_password == sealed
    assert "password" not in JournalEntry.objects.latest("pk").changes

    assert not password_is_lost(MailServer.objects.get())
    settings.SECRET_KEY = "another key of another machine"
    assert password_is_lost(MailServer.objects.get())


def test_nothing_is_recorded_when_nothing_differs(db):
    change_mail_server(make.system(), draft())
    change_mail_server(make.system(), draft())

    assert JournalEntry.objects.filter(verb="mailserver.changed").count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"host": ""}, "host"),
        ({"port": 0}, "port"),
        ({"port": 70000}, "port"),
        ({"security": "perhaps"}, "security"),
        ({"from_address": "desk@example.com\nBcc: x@example.com"}, "from_address"),
    ],
)
def test_a_server_that_cannot_work_is_refused(db, values, field):
    with pytest.raises(ValidationError) as refused:
        change_mail_server(make.system(), draft(**values))

    assert list(refused.value.error_dict) == [field]
    assert not MailServer.objects.filter(is_active=True).exists()


@pytest.mark.enable_socket
def test_queued_mail_leaves_through_the_server(queue_one, mail_sink: MailSink):
    change_mail_server(make.system(), draft(port=mail_sink.port))

    assert deliver(queue_one().pk)

    (mail,) = mail_sink.to("rita@example.com")
    assert mail["From"] == "Service desk <desk@example.com>"


@pytest.mark.enable_socket
def test_a_lost_password_keeps_mail_waiting(queue_one, mail_sink: MailSink, settings):
    server = draft(port=mail_sink.port, username="desk", password=SECRET)
    change_mail_server(make.system(), server)
    mail = queue_one()
    settings.SECRET_KEY = "another key of another machine"

    assert not deliver(mail.pk)

    kept = OutgoingMail.objects.get(pk=mail.pk)
    assert (kept.state, "SealBroken" in kept.last_error) == ("waiting", True)
    assert "set it again" in send_test_mail(make.system(), "root@example.com")


@pytest.mark.enable_socket
def test_the_test_mail_tells_what_the_server_answered(db, mail_sink: MailSink, monkeypatch):
    change_mail_server(make.system(), draft(port=mail_sink.port))
    assert send_test_mail(make.system(), "root@example.com") == ""
    assert mail_sink.to("root@example.com")[0]["Subject"] == "Test mail of your desk"

    async def refuse(*args: object) -> str:
        return "550 5.1.1 Nobody of this name"

    monkeypatch.setattr(mail_sink, "handle_RCPT", refuse, raising=False)
    assert send_test_mail(make.system(), "root@example.com") == "550 5.1.1 Nobody of this name"

    outcomes = JournalEntry.objects.filter(verb="mailserver.tested").order_by("pk")
    assert [entry.changes["outcome"][1] for entry in outcomes] == [
        "sent",
        "550 5.1.1 Nobody of this name",
    ]


@pytest.mark.enable_socket
def test_a_server_that_is_away_is_told(db):
    change_mail_server(make.system(), draft(port=1))

    assert "ConnectionRefusedError" in send_test_mail(make.system(), "root@example.com")


def test_answers_of_any_kind_are_readable():
    assert words_of(OSError("no route")) == "OSError: no route"


def test_the_page_saves_and_never_shows_the_password(client: Client, root: User):
    address = page(MailServer, "changelist")
    form = {**vars(draft(username="desk")), "is_active": "on", "password": SECRET}

    assert client.post(address, form).status_code == 302

    shown = client.get(address).content.decode()
    assert SECRET not in shown
    assert "Mail leaves through 127.0.0.1:25" in shown
    entry = JournalEntry.objects.latest("pk")
    assert (entry.verb, entry.names["actor"][1], entry.door) == (
        "mailserver.changed",
        "root",
        "admin",
    )


def test_the_page_refuses_in_the_form(client: Client, root: User):
    form = {**vars(draft(host="")), "is_active": "on", "password": ""}

    answer = client.post(page(MailServer, "changelist"), form)

    assert answer.context["form"].errors["host"] == ["A server has a name."]


def test_the_test_page_offers_the_own_address_and_sends(client: Client, root: User, mailoutbox):
    address = page(MailServer, "test")
    assert "root@example.com" in client.get(address).content.decode()

    client.post(address, {"recipient": "root@example.com"})

    assert [mail.to for mail in mailoutbox] == [["root@example.com"]]
    assert JournalEntry.objects.latest("pk").names["actor"][1] == "root"


@pytest.mark.enable_socket
def test_the_test_page_shows_why_the_mail_was_not_taken(client: Client, root: User):
    change_mail_server(make.system(), draft(port=1))

    answer = client.post(page(MailServer, "test"), {"recipient": "root@example.com"})

    assert "ConnectionRefusedError" in answer.content.decode()
