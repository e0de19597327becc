"""Counts of calls per caller and minute, instead of a row per call."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError
from django.test import Client

from accounts.models import ApiClient
from audit import uses
from audit.models import UseCount
from audit.tasks import cron
from audit.uses import Caller, Use, count_use, uses_since, write_counts
from tests import make
from tests.api.conftest import Caller as RestCaller
from tests.integria import client as api_php
from tests.processes import new_desk, run

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _nothing_counted_yet():
    uses._pending.clear()


def at(moment):
    return time_machine.travel(moment, tick=False)


@pytest.mark.django_db
def test_calls_of_a_minute_are_one_row():
    with at(NOON):
        count_use("rest", user_id=7)
        count_use("rest", user_id=7)
        write_counts()
        count_use("rest", user_id=7)
        write_counts()

    assert list(UseCount.objects.values_list("minute", "door", "user_id", "calls")) == [
        (NOON, "rest", 7, 3)
    ]


@pytest.mark.django_db
def test_the_list_of_callers_has_the_latest_first():
    for moment, door in ((NOON, "old"), (NOON + MINUTE, "rest"), (NOON + 2 * MINUTE, "rest")):
        with at(moment + timedelta(seconds=30)):
            count_use(door, client_id=3)
    write_counts()

    assert uses_since(NOON) == [
        Use(Caller("rest", client_id=3), 2, NOON + 2 * MINUTE),
        Use(Caller("old", client_id=3), 1, NOON),
    ]
    assert [use.calls for use in uses_since(NOON + 2 * MINUTE)] == [1]


@pytest.mark.django_db
def test_counts_wait_for_a_database_that_is_away(monkeypatch):
    def away(*args: object) -> None:
        raise DatabaseError("away")

    with monkeypatch.context() as patch:
        patch.setattr(uses, "_add", away)
        count_use("rest")
        write_counts()
    assert not UseCount.objects.exists()

    write_counts()

    assert UseCount.objects.get().calls == 1


@pytest.mark.django_db
def test_old_counts_are_forgotten():
    with at(NOON):
        count_use("rest")
    with at(NOON + timedelta(days=31)):
        count_use("rest")
        write_counts()
        cron()

    assert UseCount.objects.get().minute == NOON + timedelta(days=31)


@pytest.mark.django_db
def test_the_rest_door_counts_token_and_person():
    caller = RestCaller(make.administrator().user)
    count = len(uses._pending)

    assert caller.get("tickets/").status_code == 200
    write_counts()

    assert count == 0
    used = uses_since(NOON)[0].caller
    assert used == Caller("api", token_id=caller.token.pk, user_id=caller.user.pk)


@pytest.mark.django_db
def test_api_php_counts_its_client_and_person_and_no_refused_call():
    api_php.install()
    root = api_php.known(make.administrator())

    assert api_php.call("get_groups", user_pass="wrong") == b""
    api_php.call("get_groups")
    write_counts()

    (use,) = uses_since(NOON)
    client = ApiClient.objects.get(dialect="integria")
    assert use.caller == Caller("integria", client_id=client.pk, user_id=root.pk)
    assert use.calls == 1


@pytest.mark.django_db
def test_a_stranger_is_not_counted():
    Client().get("/rest/v1/tickets/")

    assert not uses._pending


@pytest.mark.process
@pytest.mark.slow  # a process of its own, which has to load the desk
def test_a_process_writes_its_counts_in_time_and_at_its_end(tmp_path):
    code = """
        import time
        from django.conf import settings
        from audit.models import UseCount
        from audit.uses import count_use

        settings.USE_COUNT_SECONDS = 0.05
        count_use("rest")
        deadline = time.monotonic() + 20
        while not UseCount.objects.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        print(UseCount.objects.get().calls)
        settings.USE_COUNT_SECONDS = 60
        time.sleep(0.1)
        count_use("api")
    """
    desk = new_desk(tmp_path)

    assert run(desk, code) == "1"

    doors = "UseCount.objects.order_by('pk').values_list('door', flat=True)"
    assert run(desk, f"from audit.models import UseCount; print(*{doors})") == "rest api"
