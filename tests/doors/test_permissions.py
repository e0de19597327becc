"""Who may do what through api.php: role by role, op by op; a refusal leaves nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from api_compat.integria.endpoint import OPS
from tests.doors.ops import DONE, ROLES, SHOWS, TABLE, Desk, Row, plant
from tests.integria.client import call
from tests.tickets.traces import traces

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

UNKNOWN = 987_654_321


@pytest.fixture(scope="module")
def attachments(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the module's files."""
    folder = tmp_path_factory.mktemp("attachments")
    backend = {"BACKEND": "files.storage.DurableFolder", "OPTIONS": {"location": str(folder)}}
    with override_settings(STORAGES={**settings.STORAGES, "attachments": backend}):
        yield folder


@pytest.fixture(scope="module")
def desk(attachments: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    """A desk that is made once; the tests undo what they do."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield plant()
        transaction.set_rollback(True)


SIGN_IN_ROWS = ("accounts.KnownAddress", "accounts.FailedLogin")
"""Signing in remembers the address; that is no act of the op."""


def left_behind(folder):
    """Return all rows and files but what signing in writes."""
    rows, files = traces(folder)
    return {name: found for name, found in rows.items() if name not in SIGN_IN_ROWS}, files


def answer(op: str, row: Row, ids: dict[str, object], role: str, **fields: str) -> str:
    """Make the row's call as somebody."""
    values = row.values.format(**ids)
    sent = {**dict(row.fields), **fields}
    params = None if "params[]" in sent else values
    return call(op, user=role, params=params, **sent).decode()


def test_every_op_has_its_row():
    own = {op for op, entry in OPS.items() if entry.function.__module__.startswith("api_compat.")}
    assert set(TABLE) == own


@pytest.mark.parametrize("op", TABLE)
def test_op_answers_each_role_as_the_table_says(op, desk, attachments):
    before = left_behind(attachments)
    for role, expected in zip(ROLES, TABLE[op].answers, strict=True):
        with transaction.atomic():
            body = answer(op, TABLE[op], desk.ids, role)
            after = left_behind(attachments)
            transaction.set_rollback(True)

        if expected is DONE:
            assert after[0] != before[0], f"{role} did nothing: {body!r}"
            before = before[0], after[1]  # bytes of a file outlive the rollback
            continue
        assert after == before, f"{op} by {role} left something"
        if expected is SHOWS:
            assert body, f"{op} shows {role} nothing"
        else:
            assert body == expected, f"{op} by {role}"


def about(part: str) -> list[str]:
    return [op for op, row in TABLE.items() if part in row.values]


HIDDEN = [(op, part) for part in ("{ticket}", "{file}") for op in about(part)]


@pytest.mark.parametrize(("op", "part"), HIDDEN)
@pytest.mark.parametrize("role", ["olga", "max"])
def test_hidden_is_answered_like_unknown_byte_for_byte(op, part, role, desk, attachments):
    """Olga holds every right, for another group; max is the customer of nothing."""
    unknown = {**desk.ids, part.strip("{}"): UNKNOWN}
    before = left_behind(attachments)

    for return_type in ("csv", "xml", "json"):
        hidden = answer(op, TABLE[op], desk.ids, role, return_type=return_type)
        absent = answer(op, TABLE[op], unknown, role, return_type=return_type)
        assert hidden == absent, return_type

    assert left_behind(attachments) == before


def test_customer_opens_tickets_without_choosing_a_group(desk):
    assert call("create_incident", "Mine", 1, user="rita").isdigit()


def test_customer_sees_no_sign_of_internal_lines(desk):
    shown = {
        role: b"".join(
            call(op, desk.ids["ticket"], user=role)
            for op in ("get_incident_workunits", "get_incident_tracking", "get_incident_details")
        )
        for role in ("ana", "rita")
    }

    assert b"Dropped it." in shown["ana"]
    assert b"Dropped it." not in shown["rita"]
    assert (shown["ana"].count(b"Workunit added"), shown["rita"].count(b"Workunit added")) == (2, 1)
    ends = {role: call("get_incidents", user=role).rstrip()[-3:] for role in shown}
    assert ends == {"ana": b"0,2", "rita": b"0,1"}
