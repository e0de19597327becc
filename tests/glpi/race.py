"""Programs that call at the same moment, in threads of one process, on whatever database it has."""

import json
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import Grant, Role, User, WireSession
from accounts.vocabulary import username_key
from tests import make
from tests.api.race import THREADS, at_once
from tests.glpi.client import Program, listed_client, signed_in

READS = 5


def race() -> dict[str, Any]:
    """Let sessions of one person read, switch and end at once; tell what each was answered."""
    listed_client()
    user = User.objects.create(
        username="two", username_key=username_key("two"), password=make_password("secret")
    )
    roles = [Role.objects.create(name=f"r{n}", rights=["ticket.read"]) for n in range(THREADS)]
    for role in roles:
        Grant.objects.create(user=user, role=role)
    for number in range(3):
        make.ticket(title=f"t{number}")
    sessions = [signed_in("two") for _ in range(THREADS)]

    def switch(number: int) -> list[Any]:
        """Each session takes a role of its own, and reads which it has."""
        role = roles[number].pk
        program = sessions[number]
        told = program.call("POST", "changeActiveProfile", {"profiles_id": role}).json()
        active = [program.get("getActiveProfile")["active_profile"]["id"] for _ in range(READS)]
        return [told, set(active) == {role}]

    def read(number: int) -> list[int]:
        """All read with one and the same token."""
        program = Program(sessions[0].token)
        return [program.call("GET", "Ticket").status_code for _ in range(READS)]

    def end(number: int) -> list[int]:
        """One ends the session that the others read with; no answer is a failure of the server."""
        program = Program(sessions[0].token)
        path = "killSession" if number == 0 else "Ticket"
        return [program.call("GET", path).status_code for _ in range(READS)]

    switched, read_at_once = at_once(switch), at_once(read)
    with transaction.atomic():
        # somebody else writes for long: who only reads does not wait for it
        User.objects.filter(pk=user.pk).update(real_name="Busy")
        while_written = at_once(read)
    ended = at_once(end)
    after = Program(sessions[0].token).call("GET", "Ticket").status_code
    WireSession.objects.update(last_used_at=timezone.now() - timedelta(days=30))
    expired = at_once(lambda number: sessions[number].call("GET", "Ticket").status_code)
    return {
        "switched": switched,
        "read": read_at_once,
        "while_written": while_written,
        "ended": sorted({status for told in ended for status in told}),
        "after": after,
        "expired": expired,
    }


def tell() -> None:
    """Print what came of it, for whoever started this process."""
    print(json.dumps(race()))  # noqa: T201 - read by the test
