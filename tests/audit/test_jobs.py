"""Periodic jobs: one run per slot, outcomes, the heartbeat, and which are late."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from celery import current_app

from audit import jobs
from audit.jobs import tracked_job
from audit.models import JobRun
from audit.queries import OverdueJob, last_runs, overdue_jobs
from audit.tasks import cron

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _known_jobs(monkeypatch):
    monkeypatch.setattr(jobs, "PERIODS", {})
    monkeypatch.setattr("audit.queries.PERIODS", jobs.PERIODS)


def at(moment):
    return time_machine.travel(moment, tick=False)


@pytest.mark.django_db
def test_job_runs_once_in_its_period():
    calls = []
    job = tracked_job("count", period=5 * MINUTE)(lambda: calls.append(1))

    for moment in (NOON, NOON + 4 * MINUTE, NOON + 5 * MINUTE):
        with at(moment):
            job()

    assert len(calls) == 2
    assert last_runs("count", 5) == [NOON + 5 * MINUTE, NOON]


@pytest.mark.django_db
def test_failure_of_a_job_is_written_and_raised():
    def fails():
        raise ValueError("disk full")

    with pytest.raises(ValueError, match="disk full"):
        tracked_job("fails", period=MINUTE)(fails)()

    run = JobRun.objects.get()
    assert (run.outcome, run.message) == ("failed", "ValueError: disk full")
    assert run.ended_at is not None


@pytest.mark.django_db
def test_end_and_words_of_a_job_are_written():
    with at(NOON):
        tracked_job("works", period=MINUTE)(lambda: "7 rows")()

    run = JobRun.objects.get()
    assert (run.slot, run.ended_at, run.outcome, run.message) == (NOON, NOON, "done", "7 rows")


@pytest.mark.django_db
def test_new_desk_has_no_late_jobs():
    tracked_job("sweep", period=MINUTE)(lambda: None)

    assert overdue_jobs() == []


@pytest.mark.django_db
def test_job_is_late_two_periods_after_it_was_due():
    job = tracked_job("sweep", period=MINUTE)(lambda: None)
    with at(NOON):
        job()

    assert overdue_jobs(NOON + 3 * MINUTE) == []
    late = overdue_jobs(NOON + 3 * MINUTE + timedelta(seconds=1))
    assert late == [OverdueJob(name="sweep", period=MINUTE, last_at=NOON)]


@pytest.mark.django_db
def test_job_that_never_ran_is_late_once_others_run():
    job = tracked_job("sweep", period=5 * MINUTE)(lambda: None)
    tracked_job("forgotten", period=MINUTE)(lambda: None)
    with at(NOON):
        job()

    late = overdue_jobs(NOON + 4 * MINUTE)

    assert late == [OverdueJob(name="forgotten", period=MINUTE, last_at=None)]


@pytest.mark.django_db
def test_heartbeat_drops_runs_older_than_thirty_days():
    for days in (29, 31):
        moment = NOON - timedelta(days=days)
        JobRun.objects.create(name="old", slot=moment, started_at=moment)

    with at(NOON):
        cron()

    assert last_runs("old", 5) == [NOON - timedelta(days=29)]
    assert last_runs("cron", 1) == [NOON]


def test_every_scheduled_task_exists():
    scheduled = {entry["task"] for entry in current_app.conf.beat_schedule.values()}

    wanted = {"audit.cron", "audit.sweep_undispatched", "files.sweep_orphans", "notify.sweep_mail"}
    assert wanted <= scheduled <= set(current_app.tasks)
