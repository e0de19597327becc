"""The queue in the data folder."""

import json
import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from itsm import broker
from itsm.celery import app


@pytest.fixture
def channel(tmp_path: Path) -> broker.Channel:
    """A channel over an empty folder."""
    folders = dict.fromkeys(("data_folder_in", "data_folder_out", "control_folder"), str(tmp_path))
    return Connection("filesystem://", transport_options=folders).channel()


def test_desk_without_redis_uses_this_queue():
    assert isinstance(app.connection_for_write().transport, broker.Transport)


def test_each_message_comes_out_once(channel):
    for number in (1, 2):
        channel._put("celery", {"number": number})

    taken = [channel._get("celery")["number"] for _ in range(2)]

    assert sorted(taken) == [1, 2]
    with pytest.raises(Empty):
        channel._get("celery")


def test_message_is_never_seen_half_written(channel, tmp_path):
    texts: list[str] = []
    is_over = threading.Event()

    def look() -> None:
        while not is_over.is_set():
            texts.extend(path.read_text("utf-8") for path in tmp_path.glob("*.msg"))
            for path in tmp_path.glob("*.msg"):
                path.unlink()

    watcher = threading.Thread(target=look)
    watcher.start()
    for _ in range(200):
        channel._put("celery", {"body": "x" * 20_000})
    is_over.set()
    watcher.join()

    assert texts
    assert all(len(json.loads(text)["body"]) == 20_000 for text in texts)


def test_unreadable_message_is_passed_over(channel, tmp_path):
    (tmp_path / "0_broken.celery.msg").write_bytes(b"")
    channel._put("celery", {"number": 1})

    assert channel._get("celery") == {"number": 1}
