"""The queue in the data folder: kombu's, but a message appears whole or not at all.

Kombu's own writes into the file that the worker already sees; a worker that reads it half written
stops. One that a crash left unreadable is passed over, for messages are nudges only.
"""

import uuid
from pathlib import Path
from time import monotonic
from typing import Any

import structlog
from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps

log = structlog.get_logger(__name__)


class Channel(filesystem.Channel):
    """Writes beside the message's name first."""

    # kombu's classes disagree about the name of the message
    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        unfinished = folder / f"{name}.part"
        try:
            unfinished.write_text(dumps(payload), encoding="utf-8")
            unfinished.rename(folder / name)
        except OSError as error:
            raise ChannelError(f"Cannot add {name!r} to the queue.") from error

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        while True:
            try:
                return super()._get(queue)
            except ValueError:
                log.warning("unreadable message passed over", queue=queue)


class Transport(filesystem.Transport):
    """What celery.py puts in the place of kombu's "filesystem"."""

    Channel = Channel
    default_connection_params: dict[str, Any] = {}  # there is no host, and kombu warns of none
