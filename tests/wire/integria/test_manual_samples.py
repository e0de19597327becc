"""Every sample printed in the two manuals, in its edition, on the world it needs."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from api_compat.integria import world as loader
from tests.wire.integria import contract, world
from tests.wire.integria.contract import Case

WORLDS: dict[str, dict[str, Any]] = contract.document("manual_fixture.json")["fixtures"]
SAMPLES = contract.lines("manual_samples.jsonl")
TOKEN = re.compile(r"\{\{token:(\w+)\}\}")
SECRET = "a-token-of-twenty-characters"


@pytest.fixture(scope="module")
def _loaded_world(request, django_db_setup, django_db_blocker) -> Iterator[dict[str, int | None]]:
    with django_db_blocker.unblock(), transaction.atomic():
        loader.load(WORLDS[request.param])
        yield world.sequence_positions()
        transaction.set_rollback(True)


# the cases of one world behind each other
PARAMS = [
    pytest.param(name, case, id=case["id"])
    for name in WORLDS
    for case in SAMPLES
    if case["fixture"] == name
]


def answer(case: Case) -> str:
    """Make the call; `{{token:login}}` in a header stands for a token of that person."""
    headers = case.get("headers", {})
    for login in TOKEN.findall("".join(headers.values())):
        world.apply_state({"user_token": {login: SECRET}})
    request = {
        **case["request"],
        "headers": {name: TOKEN.sub(SECRET, value) for name, value in headers.items()},
    }
    return world.send(request).text


def comparable(body: str) -> str:
    """The contract's rule: CR LF is LF, line ends at the very end do not count."""
    return body.replace("\r\n", "\n").rstrip("\n")


@pytest.mark.parametrize(
    ("_loaded_world", "case"), PARAMS, indirect=["_loaded_world"], scope="module"
)
def test_sample_is_answered_as_printed(case, db):
    found = comparable(answer(case))

    if "body" in case["expect"]:
        assert found == comparable(case["expect"]["body"])
    else:
        assert re.search(case["expect"]["shape"]["regex"], found)


def test_every_sample_is_tried_in_its_own_edition():
    editions = {name: rows["config"]["api_edition"] for name, rows in WORLDS.items()}

    assert sorted(param.id for param in PARAMS) == sorted(case["id"] for case in SAMPLES)
    assert all(editions[case["fixture"]] == case["edition"] for case in SAMPLES)
