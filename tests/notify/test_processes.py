"""The queue among real processes: a killed worker, sweeps that race, a real mail server."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests import processes
from tests.servers import MailSink

pytestmark = [
    pytest.mark.slow,  # each starts processes, which takes seconds
    pytest.mark.process,
    pytest.mark.enable_socket,
]

QUEUE = """
    from notify.models import OutgoingMail
    mail = OutgoingMail.objects.create(
        recipient="rita@example.com", subject="Hello", body_text="Dear Rita", message_id="<1@desk>",
        headers={"References": "<0@desk>"},
    )
    print(mail.pk)
"""
DELIVER = "from notify.tasks import deliver_mail; deliver_mail([1])"
# tasks run where they are offered; the lease lasts five minutes
SWEEPS = """
    from datetime import timedelta
    import time_machine
    from celery import current_app
    from django.utils import timezone
    from notify.models import OutgoingMail
    from notify.tasks import sweep_mail

    current_app.conf.task_always_eager = True
    now = timezone.now()
    for minutes in (2, 6, 20):
        with time_machine.travel(now + timedelta(minutes=minutes)):
            sweep_mail()
            print(minutes, OutgoingMail.objects.get().state)
"""
RACE = """
    from threading import Barrier, Thread
    from django.db import connection
    from notify.delivery import deliver

    start = Barrier(4)
    sent = []

    def sweep():
        start.wait()
        sent.append(deliver(1))
        connection.close()

    threads = [Thread(target=sweep) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    print(sent.count(True))
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk with one mail in its queue."""
    folder = processes.new_desk(tmp_path)
    assert processes.run(folder, QUEUE) == "1"
    return folder


def url_of(sink: MailSink) -> str:
    return f"smtp://127.0.0.1:{sink.port}"


def state_of_mail(desk: Path) -> tuple[str, int, bool]:
    with closing(sqlite3.connect(desk / "desk.sqlite3")) as database:
        (row,) = database.execute("SELECT state, attempts, lease_owner FROM notify_outgoingmail")
    return row[0], row[1], bool(row[2])


def test_mail_of_a_killed_worker_is_sent_once_when_its_lease_ends(desk, mail_sink):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the call and never answers
        silent_url = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        worker = processes.start(desk, DELIVER, DESK_EMAIL_URL=silent_url)
        call, _ = silent.accept()
        worker.kill()
        worker.communicate()
        call.close()
    assert state_of_mail(desk) == ("waiting", 1, True)

    told = processes.run(desk, SWEEPS, DESK_EMAIL_URL=url_of(mail_sink))

    assert told.splitlines() == ["2 waiting", "6 done", "20 done"]
    (message,) = mail_sink.to("rita@example.com")
    assert message["Message-ID"] == "<1@desk>"
    assert state_of_mail(desk) == ("done", 2, False)


def test_racing_sweeps_send_once(desk, mail_sink):
    assert processes.run(desk, RACE, DESK_EMAIL_URL=url_of(mail_sink)) == "1"

    (message,) = mail_sink.to("rita@example.com")
    assert message["To"] == "rita@example.com"
    assert message["References"] == "<0@desk>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert state_of_mail(desk) == ("done", 1, False)


def test_without_a_mail_server_mail_becomes_a_file(desk):
    processes.run(desk, DELIVER)

    (file,) = (desk / "mail").iterdir()
    assert "Message-ID: <1@desk>" in file.read_text()
    assert state_of_mail(desk) == ("done", 1, False)
