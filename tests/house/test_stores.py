"""Cache, secret key, broker and the time limit of statements."""

import stat

import pytest
from django.core.cache.backends.redis import RedisCache
from django.core.management import call_command
from django.db import OperationalError, connection

from itsm.cache import DatabaseCache
from itsm.secret import stored_key
from tests import processes

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"


@pytest.fixture
def cache(db: None) -> DatabaseCache:
    """A cache in a table of the test's own."""
    call_command("createcachetable", "test_cache", verbosity=0)
    return DatabaseCache("test_cache", {})


def test_cache_gives_back_what_it_was_given(cache):
    cache.set("plain", {"a": [1, "zwei", None]})
    cache.set("plain", {"b": 2})
    cache.set("other", 1)

    assert cache.get("plain") == {"b": 2}
    assert cache.get_many(["plain", "other", "third"]) == {"plain": {"b": 2}, "other": 1}
    assert cache.get("third", "nothing") == "nothing"


def test_cache_forgets_what_has_expired(cache, time_machine):
    time_machine.move_to("2026-11-22T10:00:00Z", tick=False)
    cache.set("short", 1, timeout=60)
    cache.set("long", 1, timeout=None)

    time_machine.shift(60)

    assert cache.get("short") is None
    assert cache.get("long") == 1
    assert not cache.touch("short")


def test_cache_adds_only_what_is_not_there(cache, time_machine):
    time_machine.move_to("2026-11-22T10:00:00Z", tick=False)

    assert cache.add("key", "first", timeout=60)
    assert not cache.add("key", "second", timeout=60)
    assert cache.get("key") == "first"
    time_machine.shift(61)
    assert cache.add("key", "third", timeout=60)


def test_cache_counts_moves_and_removes(cache):
    cache.set("count", 1)

    assert cache.incr("count") == 2
    assert cache.touch("count", 60)
    assert cache.delete("count")
    assert not cache.delete("count")
    cache.set("count", 1)
    cache.clear()
    assert cache.get("count") is None


@pytest.mark.enable_socket
def test_redis_keeps_json(redis_url):
    store = RedisCache(redis_url, {"OPTIONS": {"serializer": "itsm.cache.JsonSerializer"}})

    store.set("plain", {"a": [1, "zwei", None]})
    store.set("count", 1)

    assert store.get("plain") == {"a": [1, "zwei", None]}
    assert store.incr("count") == 2
    assert store._cache.get_client().get(":1:plain") == b'{"a":[1,"zwei",null]}'


@pytest.mark.process
@pytest.mark.slow  # starts a process with the settings of production
def test_broker_out_of_reach_holds_a_request_for_a_moment_only(tmp_path):
    code = """
        import time
        from audit.tasks import dispatch
        for turn in range(3):
            started = time.monotonic()
            try:
                dispatch.delay(1)
            except dispatch.OperationalError:
                print(time.monotonic() - started < 0.2)
    """

    printed = processes.run(processes.new_desk(tmp_path), code, REDIS_URL="redis://127.0.0.1:1/0")

    assert printed.split()[1:] == ["True", "True"]  # the first one also imports the client


def test_secret_key_is_made_once_and_for_its_owner_only(tmp_path):
    folder = tmp_path / "data"

    key = stored_key(folder)

    assert len(key) >= 50
    assert stored_key(folder) == key
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.sqlite_only
@pytest.mark.django_db
def test_statement_that_runs_too_long_is_interrupted(settings):
    settings.DESK_STATEMENT_SECONDS = 0.05

    with pytest.raises(OperationalError, match="interrupted"), connection.cursor() as cursor:
        cursor.execute(ENDLESS)

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
