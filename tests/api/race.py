"""Callers that race each other in threads of one process, on whatever database it has."""

import json
import time
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connections

from audit.models import JournalEntry
from tests import make
from tests.api.conftest import JSON, Caller
from tickets.models import Ticket

THREADS = 4
PATIENCE_SECONDS = 30


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """Carry out an act in threads that begin together; return what each of them got."""
    start, found = Barrier(THREADS), [None] * THREADS

    def run(number: int) -> None:
        try:
            start.wait(PATIENCE_SECONDS)
            found[number] = act(number)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * PATIENCE_SECONDS)
    return found


def race() -> dict[str, Any]:
    """Create with one key, then change one version, each from all threads; tell what came of it."""
    root = Caller(make.administrator().user)
    root.client.defaults["SERVER_NAME"] = "127.0.0.1"
    path = "/rest/v1/tickets/"

    def create(number: int) -> tuple[int, int]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = root.client.post(
                path, {"title": "Once"}, JSON, headers={"Idempotency-Key": "one"}
            )
            if answer.status_code != 409 or time.monotonic() > deadline:
                return answer.status_code, answer.json().get("id", 0)
            assert answer.headers["Retry-After"] == "1"
            time.sleep(0.05)

    made = at_once(create)
    ticket = Ticket.objects.get()
    version = root.client.get(f"{path}{ticket.pk}/").headers["ETag"]

    def change(number: int) -> int:
        headers = {"If-Match": version}
        body = {"title": f"Mine {number}"}
        status: int = root.client.patch(
            f"{path}{ticket.pk}/", body, JSON, headers=headers
        ).status_code
        return status

    changed = at_once(change)
    return {
        "made": [list(each) for each in made],
        "ticket": ticket.pk,
        "changed": sorted(changed),
        "created_entries": JournalEntry.objects.filter(verb="ticket.created").count(),
        "updated_entries": JournalEntry.objects.filter(verb="ticket.updated").count(),
    }


def tell() -> None:
    """Print what came of the race, for whoever started this process."""
    print(json.dumps(race()))  # noqa: T201 - read by the test
