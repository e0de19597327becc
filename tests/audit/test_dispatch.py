"""What happens a second after a change: one claim, savepoints, tries again, an end to chains."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from audit.actor import Actor
from audit.journal import record
from audit.models import JobRun, JournalEntry
from audit.tasks import dispatch, sweep_undispatched

pytestmark = pytest.mark.django_db

CLOCK = Actor.system("test")


def later(seconds):
    return time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=False)


def test_entry_that_nobody_subscribes_to_needs_no_dispatch(
    on, subject, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        entry = record(CLOCK, "subject.changed", subject)

    assert callbacks == []
    assert JournalEntry.objects.get().dispatched_at == entry.recorded_at


def test_subscriber_is_called_after_commit(on, subject, django_capture_on_commit_callbacks):
    seen = []
    on("subject.changed", lambda entry: seen.append(entry.pk))

    with django_capture_on_commit_callbacks() as callbacks:
        entry = record(CLOCK, "subject.changed", subject)
    assert seen == []
    dispatch(entry.pk)

    assert len(callbacks) == 1
    assert seen == [entry.pk]


def test_entry_is_dispatched_once(on, subject):
    seen = []
    on("subject.changed", lambda entry: seen.append(entry.pk))
    entry = record(CLOCK, "subject.changed", subject)

    dispatch(entry.pk)
    dispatch(entry.pk)

    assert seen == [entry.pk]


def test_change_that_is_rolled_back_leaves_no_entry(
    on, subject, django_capture_on_commit_callbacks
):
    on("subject.changed", lambda entry: None)

    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        record(CLOCK, "subject.changed", subject)
        transaction.set_rollback(True)

    assert callbacks == []
    assert not JournalEntry.objects.exists()


def test_crash_of_a_subscriber_gives_the_claim_back_and_undoes_the_others(on, subject):
    def writes(entry):
        JobRun.objects.create(name="written", slot=entry.recorded_at)

    def crashes(entry):
        raise RuntimeError("no")

    on("subject.changed", writes)
    on("subject.changed", crashes)
    entry = record(CLOCK, "subject.changed", subject)

    with pytest.raises(RuntimeError):
        dispatch(entry.pk)

    assert JournalEntry.objects.get().dispatched_at is None
    assert not JobRun.objects.filter(name="written").exists()


def test_sweep_tries_again_and_goes_on_past_an_entry_that_fails(on, subject):
    seen = []

    def crashes_on_the_first(entry):
        if entry.message == "first":
            raise RuntimeError("no")
        seen.append(entry.message)

    on("subject.changed", crashes_on_the_first)
    record(CLOCK, "subject.changed", subject, message="first")
    record(CLOCK, "subject.changed", subject, message="second")

    with later(31):
        sweep_undispatched()

    assert seen == ["second"]
    assert JournalEntry.objects.get(dispatched_at=None).message == "first"
    assert JobRun.objects.get(name="sweep_undispatched").message == "2 entries, 1 failed"


def test_sweep_leaves_fresh_entries_to_their_nudge(on, subject):
    on("subject.changed", lambda entry: None)
    record(CLOCK, "subject.changed", subject)

    sweep_undispatched()

    assert JournalEntry.objects.get().dispatched_at is None


def test_chain_of_causes_stops_at_depth_five(on, subject):
    def answers(entry):
        record(Actor.system("rule", caused_by=entry.pk), "subject.changed", subject)

    on("subject.changed", answers)
    record(CLOCK, "subject.changed", subject)

    while (waiting := JournalEntry.objects.filter(dispatched_at=None)).exists():
        dispatch(waiting.get().pk)

    assert JournalEntry.objects.count() == 6
