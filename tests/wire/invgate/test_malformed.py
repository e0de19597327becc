"""What every endpoint answers to parameters that do not fit, and that it changes nothing then."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from api_compat.invgate import resources  # noqa: F401  (fills the table)
from api_compat.invgate.catalogue import Endpoint, endpoints
from api_compat.invgate.params import Param
from tests.tickets.traces import count, looks
from tests.wire.invgate import world

NOBODY = 99_999_999
GOOD: dict[str, Any] = {"INTEGER": 1, "FLOAT": 0.5, "STRING": "x", "TEXT": "x", "BOOLEAN": 1}
BAD: dict[str, Any] = {
    "INTEGER": "one",
    "FLOAT": "half",
    "STRING": {"a": "b"},
    "TEXT": {"a": "b"},
    "BOOLEAN": "perhaps",
    "ARRAY": "1,2",
}
ALL = endpoints()
UNWATCHED = {"audit.feedposition", "audit.feedmark", "accounts.failedlogin"}


def good(param: Param) -> Any:
    """A value of the right type, behind which there is nothing."""
    if param.choices:
        return [param.choices[0]] if param.kind == "ARRAY" else param.choices[0]
    if param.name in ("from", "to") and param.kind == "STRING":
        return "2026-01-01T00:00:00+00:00"
    if param.kind == "ARRAY":
        return {"KEY": "label"} if param.name == "key_values" else [NOBODY]
    if param.kind == "INTEGER" or param.name in ("date", "timestamp"):
        return NOBODY
    return GOOD[param.kind]


def required(endpoint: Endpoint) -> dict[str, Any]:
    return {param.name: good(param) for param in endpoint.params if param.required}


def plain(endpoint: Endpoint) -> list[Param]:
    return [param for param in endpoint.params if not (param.is_prefix or param.takes_parts)]


def counts() -> dict[str, int]:
    """How many rows each table has."""
    watched = (
        model
        for model in apps.get_models()
        if model._meta.managed and model._meta.label_lower not in UNWATCHED
    )
    return looks(count, watched)


def send(run: world.Run, endpoint: Endpoint, fields: dict[str, Any]) -> tuple[int, Any]:
    where = "query" if endpoint.method in ("GET", "DELETE") else "form"
    return run.send({"method": endpoint.method, "path": f"/{endpoint.resource}", where: fields})


def is_refusal(status: int, body: Any) -> bool:
    """Tell whether an answer says no in the dialect's form."""
    if status == 200:
        return isinstance(body, dict) and body["status"] == "ERROR" and bool(body["info"])
    return status in (404, 428) and set(body) == {"error", "status"} and body["status"] == status


MISSING = [(each, param) for each in ALL for param in plain(each) if param.required]
WRONG = [(each, param) for each in ALL for param in plain(each)]
WRITES = [each for each in ALL if each.is_write]


def name(case: Any) -> str:
    if isinstance(case, Endpoint):
        return f"{case.method} {case.resource}"
    return case.name if isinstance(case, Param) else ""


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("endpoint", "param"), MISSING, ids=name)
def test_a_missing_parameter_is_428(endpoint, param, db, ids):
    fields = required(endpoint)
    fields.pop(param.name)

    status, body = send(world.Run(ids), endpoint, fields)

    assert (status, body["status"]) == (428, 428)
    assert param.name in body["error"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("endpoint", "param"), WRONG, ids=name)
def test_a_parameter_of_another_type_is_428(endpoint, param, db, ids):
    fields = required(endpoint) | {param.name: BAD[param.kind]}

    with connection.execute_wrapper(refuse_writes):
        status, body = send(world.Run(ids), endpoint, fields)

    assert (status, body["status"]) == (428, 428)
    assert param.name in body["error"]


def refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Fail the test at the first statement that changes a row."""
    assert not sql.startswith(("INSERT", "UPDATE", "DELETE")), sql
    return execute(sql, params, many, context)


@pytest.mark.parametrize("endpoint", WRITES, ids=name)
def test_a_write_about_nothing_is_refused_and_leaves_nothing(endpoint, db, ids):
    if not any(param.required and param.kind == "INTEGER" for param in endpoint.params):
        pytest.skip("names no row")
    before = counts()

    status, body = send(world.Run(ids), endpoint, required(endpoint))

    assert is_refusal(status, body), body
    assert counts() == before


FOREIGN = ("request_id", "id", "uid", "approval_id", "article_id", "custom_field_uid")


@pytest.mark.parametrize("endpoint", WRITES, ids=name)
def test_a_write_with_the_number_of_another_kind_of_row_changes_nothing(endpoint, db, ids):
    named = [param.name for param in plain(endpoint) if param.required and param.kind == "INTEGER"]
    if not named:
        pytest.skip("names no row")
    before = counts()
    # the highest number of any kind: no other kind has so many rows
    highest = max(ids.values()) + 1000

    status, body = send(
        world.Run(ids), endpoint, required(endpoint) | dict.fromkeys(named, highest)
    )

    assert is_refusal(status, body), body
    assert counts() == before
