"""The first page of the back office: what an operator wants to know at a glance."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import ApiClient
from audit import uses
from audit.models import JobRun, JournalEntry
from audit.uses import count_use, write_counts
from files.operations import store_file
from itsm import overview
from tests import make
from tests.api.conftest import Caller
from tests.doors.back_office import administrator, mail

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    uses._pending.clear()


def at(moment):
    return time_machine.travel(moment, tick=False)


def run(name, *, begun, outcome="done", message=""):
    ended = begun if outcome else None
    return JobRun.objects.create(
        name=name, slot=begun, started_at=begun, ended_at=ended, outcome=outcome, message=message
    )


def test_old_mail_stands_out():
    with at(NOON):
        mail()
    with at(NOON + timedelta(hours=3, minutes=5)):
        waiting = overview.figures()[0]

    assert (waiting.value, waiting.needs_look) == (1, True)
    assert waiting.text == "oldest due for 3 h 05 min"


def test_failed_runs_of_the_last_day_are_counted():
    now = timezone.now()
    run("cron", begun=now - timedelta(hours=2), outcome="failed")
    run("cron", begun=now - timedelta(hours=30), outcome="failed")

    failed = {figure.title: figure for figure in overview.figures()}["Job runs failed"]

    assert (failed.value, failed.needs_look) == (1, True)


def test_changes_that_wait_for_rules_are_counted():
    old = timezone.now() - timedelta(minutes=6)
    for moment in (old, timezone.now()):
        JournalEntry.objects.create(verb="a.b", noun="a", object_id=1, recorded_at=moment)

    waiting = {figure.title: figure for figure in overview.figures()}["Changes not passed on"]

    assert (waiting.value, waiting.needs_look) == (1, True)


def test_every_periodic_job_has_its_last_and_next_run():
    run("cron", begun=NOON, message="0 old runs dropped")
    run("sweep_mail", begun=NOON - timedelta(hours=1))

    jobs = {job.name: job for job in overview.jobs(NOON + timedelta(minutes=2))}

    assert jobs["cron"].latest.message == "0 old runs dropped"
    assert (jobs["cron"].next_at, jobs["cron"].is_late) == (NOON + timedelta(minutes=5), False)
    assert jobs["sweep_mail"].is_late
    nightly = jobs["sweep_orphans"]
    assert (nightly.latest, nightly.next_at) == (
        None,
        datetime(2026, 5, 5, 3, 17, tzinfo=UTC),
    )


def test_callers_are_named_the_latest_first():
    person = make.administrator()
    token = Caller(person.user).token
    client = ApiClient.objects.create(name="Monitoring", dialect="integria", networks=["*"])
    with at(NOON):
        count_use("api", token_id=token.pk, user_id=person.user.pk)
    with at(NOON + timedelta(minutes=1)):
        count_use("integria", client_id=client.pk, user_id=person.user.pk)
        count_use("integria", client_id=client.pk, user_id=person.user.pk)
    write_counts()

    found = overview.callers(NOON + timedelta(minutes=2))

    assert [(use.door, use.who, use.calls) for use in found] == [
        ("api.php", "Monitoring · root", 2),
        ("REST API", f"root · test ({token.prefix}…)", 1),
    ]
    assert overview.callers(NOON + timedelta(days=8)) == []


def test_version_and_sizes_are_told(tmp_path, settings):
    folder = {"BACKEND": "files.storage.DurableFolder", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "attachments": folder}
    store_file(make.system(), file_name="notes.txt", content=b"x" * 2048)

    facts = {str(name): str(value) for name, value, _ in overview.facts()}

    assert facts["Version"] == settings.DESK_VERSION
    assert facts["Files"] == "1 · 2.0\xa0KB"
    assert facts["Database"].startswith(("SQLite 3", "PostgreSQL 1"))
    assert facts["Database"].split(", ")[1][0].isdigit()


def test_the_page_shows_it_all(client: Client):
    root = administrator()
    client.force_login(root)
    run("cron", begun=timezone.now(), outcome="failed", message="OperationalError: gone")
    count_use("api", user_id=root.pk)
    write_counts()

    page = client.get("/admin/").content.decode()

    assert "OperationalError: gone" in page
    assert "REST API" in page
    assert settings.DESK_VERSION in page


def test_an_empty_desk_says_that_nobody_called(client: Client):
    client.force_login(administrator())

    assert "Nobody has called." in client.get("/admin/").content.decode()
