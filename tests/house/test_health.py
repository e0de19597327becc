"""What the desk says to those who watch it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from audit.models import JobRun

pytestmark = pytest.mark.django_db


def test_healthz_answers_without_a_database(client, monkeypatch):
    def refuse(*_):
        raise DatabaseError

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", refuse)

    assert client.get("/healthz").content == b"ok\n"


def test_readyz_answers_when_pages_can_be_served(client):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "state": "ready",
        "database": "ok",
        "storage": "ok",
        "redis": "ok",
        "overdue_jobs": [],
    }


def test_desk_without_its_tables_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(
        "itsm.health.MigrationExecutor.migration_plan", lambda self, targets: [("first", False)]
    )

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["database"] == "1 migrations not applied"


def test_desk_out_of_reach_of_its_database_is_not_ready(client, monkeypatch):
    def refuse(self, targets):
        raise DatabaseError("password of rita is wrong")

    monkeypatch.setattr("itsm.health.MigrationExecutor.migration_plan", refuse)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["database"] == "out of reach"
    assert b"rita" not in answer.content


def test_desk_that_cannot_store_files_is_not_ready(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "file"
    settings.MEDIA_ROOT.touch()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["storage"]) == (503, "not writable")


@pytest.mark.enable_socket
def test_redis_out_of_reach_degrades_the_desk(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["redis"]) == ("degraded", "out of reach")


def test_late_jobs_are_named_and_degrade_the_desk(client):
    past = timezone.now() - timedelta(minutes=20)
    JobRun.objects.create(name="cron", slot=past, started_at=past)

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["state"] == "degraded"
    assert {"name": "cron", "period_seconds": 300}.items() <= answer.json()["overdue_jobs"][
        0
    ].items()


def test_health_is_asked_by_get_only(client):
    assert [client.post(path).status_code for path in ("/healthz", "/readyz")] == [405, 405]
