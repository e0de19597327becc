"""Who may do what: each address of the API, called by each role; a refusal leaves nothing.

The table has a row for each address of the URL list. Columns: ROLES.
"""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from audit.models import JournalEntry
from tests.api.addresses import addresses, filled
from tests.api.bodies import UPLOADS, bodies
from tests.api.conftest import Caller
from tests.api.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

ROLES = ("nobody", "root", "ana", "otto", "olga", "rita", "max")
"""Without a token; administrator; agent of the ticket's group; agent of another; every right in the
other group alone; customer of the ticket; customer of nothing.
"""

CUSTOMERS = ("rita", "max")
TABLE_FILE = Path(__file__).with_name("permissions.txt")
UNKNOWN = 987_654_321
READS = ("GET",)

ADDRESSES = list(addresses())
NOUNS = sorted({noun or path for _, path, noun in ADDRESSES})


def table() -> dict[str, list[str]]:
    """Return {"METHOD path": the statuses in the order of ROLES}."""
    rows = [line.split() for line in TABLE_FILE.read_text("utf-8").splitlines() if line.strip()]
    return {f"{method} {path}": statuses for method, path, *statuses in rows}


@pytest.fixture(scope="module")
def callers(desk_of_all: World) -> dict[str, Any]:
    """Everybody of ROLES with a token."""
    found: dict[str, Any] = {name: Caller(actor.user) for name, actor in desk_of_all.actors.items()}
    nobody = Caller(desk_of_all.actors["max"].user)
    nobody.client = Client()
    desk_of_all.ids["tokens"] = found["root"].token.pk
    return {**found, "nobody": nobody}


def call(who: Caller, method: str, path: str, template: str, ids: dict[str, int]) -> Any:
    """Call an address with its body, and undo what it did."""
    with transaction.atomic():
        answer = _call(who, method, path, template, ids)
        last = JournalEntry.objects.latest("pk").pk
        transaction.set_rollback(True)
    answer.last_entry = last
    return answer


def _call(who: Caller, method: str, path: str, template: str, ids: dict[str, int]) -> Any:
    if f"{method} {template}" in UPLOADS:
        return who.upload(path)
    body = bodies(ids).get(f"{method} {template}")
    if method == "DELETE":
        return who.delete(path)
    return getattr(who, method.lower())(path, body if body is not None else {})


def test_every_address_has_its_row():
    known = [f"{method} {path}" for method, path, _ in ADDRESSES]

    missing = sorted(set(known) - set(table()))
    gone = sorted(set(table()) - set(known))
    assert missing == [], (
        f"Add these to {TABLE_FILE.name} with the status for each of {' '.join(ROLES)}, a body for "
        "those that need one to tests/api/bodies.py, and rows of new nouns to tests/api/world.py."
    )
    assert gone == [], f"{TABLE_FILE.name} has rows of addresses that are gone."


@pytest.mark.parametrize("noun", NOUNS)
def test_each_role_is_answered_as_the_table_says(
    noun: str, desk_of_all: World, callers: dict[str, Caller]
):
    wrong = {}
    for method, template, owner in ADDRESSES:
        if (owner or template) != noun:
            continue
        path = filled(template, owner, desk_of_all.ids)
        last = JournalEntry.objects.latest("pk").pk
        answers = {
            role: call(callers[role], method, path, template, desk_of_all.ids) for role in ROLES
        }
        found = [str(answer.status_code) for answer in answers.values()]
        row = f"{method} {template}"
        if found != table().get(row):
            wrong[row] = " ".join(found)
        for role, answer in answers.items():
            if answer.status_code >= 400:
                assert answer.headers["Content-Type"] == "application/problem+json", row
            if answer.status_code >= 400 or method in READS:
                assert answer.last_entry == last, f"{row} by {role} wrote something"

    assert wrong == {}, "Is this what these roles should get? Then it goes into the table."


def hidden_from(row: str, template: str) -> list[str]:
    """Return an agent and a customer who do not see what the address is about; the table says that
    others are answered by the same status.
    """
    rows = table()
    about = template[: template.rindex("}") + 2]
    seen = rows.get(f"GET {about}", [])
    found = [
        role
        for place, role in enumerate(ROLES)
        if "404" in (rows[row][place], *seen[place : place + 1])
    ]
    agents, customers = (
        [role for role in found if (role in CUSTOMERS) == is_one] for is_one in (False, True)
    )
    return [*agents[:1], *customers[:1]]


@pytest.mark.parametrize("noun", NOUNS)
def test_hidden_is_answered_like_unknown(noun: str, desk_of_all: World, callers: dict[str, Caller]):
    """Each number of a path in turn is one that does not exist."""
    ids = desk_of_all.ids
    for method, template, owner in ADDRESSES:
        if (owner or template) != noun or "{" not in template:
            continue
        row = f"{method} {template}"
        names = [part.strip("{}") for part in template.split("/") if part.startswith("{")]
        for role in hidden_from(row, template):
            paths = [filled(template, owner, ids)]
            paths += [filled(template, owner, ids, **{name: UNKNOWN}) for name in names]
            hidden, *unknown = (
                told(call(callers[role], method, path, template, ids)) for path in paths
            )
            assert unknown == [hidden] * len(unknown), f"{row} by {role}"


def told(answer: Any) -> tuple[int, dict[str, Any]]:
    """Return what an answer says, without what differs between any two."""
    return answer.status_code, {**answer.json(), "request_id": ""}
