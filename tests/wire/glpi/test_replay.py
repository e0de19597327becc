"""Every case of the contract, in both flavours, against the base data."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.wire.glpi import contract
from tests.wire.glpi.replay import Replay

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # 397 requests in one world


@pytest.fixture(scope="module", params=sorted(contract.FLAVOURS))
def told(request, django_db_setup, django_db_blocker) -> Iterator[dict[str, list[str]]]:
    """{case: differences} of a whole run: cases build on one another."""
    with django_db_blocker.unblock(), transaction.atomic():
        replay = Replay(request.param)
        replay.begin()
        yield {case["id"]: replay.judge(case) for case in contract.CASES}
        transaction.set_rollback(True)


@pytest.fixture
def db(told) -> None:
    """By this name the database is made at all; the run holds its own transaction."""


@pytest.mark.parametrize("case", contract.CASES, ids=[case["id"] for case in contract.CASES])
def test_case_is_answered_as_the_contract_asks(case, told, db):
    if contract.is_disputed(case):
        assert told[case["id"]], "listed as disputed, but passes: take it off the list"
    else:
        assert told[case["id"]] == []


def test_disputed_cases_exist():
    assert {case["id"] for case in contract.CASES} >= {one["case"] for one in contract.DISPUTED}


def test_at_most_eight_cases_are_disputed_each_with_evidence():
    assert len(contract.DISPUTED) <= 8
    assert all(len(entry["evidence"]) > 40 for entry in contract.DISPUTED)
