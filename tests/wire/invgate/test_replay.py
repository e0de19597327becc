"""Every case of the contract, against the loaded world."""

import pytest

from tests.wire.invgate import contract, world

JUDGED = [case for case in contract.CASES if contract.is_judged(case)]


@pytest.mark.parametrize("case", JUDGED, ids=[case["id"] for case in JUDGED])
def test_case_is_answered_as_the_contract_asks(case, db, ids):
    difference = world.Run(ids).difference(case)

    if contract.must_fail(case):
        assert difference, "listed as failing, but passes: take it off the list"
    else:
        assert not difference


def test_lists_of_exceptions_name_cases_and_endpoints_that_exist():
    known = {case["id"] for case in contract.CASES}
    known |= {contract.endpoint_of(case) for case in contract.CASES}

    assert known >= contract.PENDING
    assert known >= {entry["case"] for entry in contract.DISPUTED}


def test_at_most_five_cases_are_disputed_each_with_evidence():
    assert len(contract.DISPUTED) <= 5
    assert all(len(entry["evidence"]) > 40 for entry in contract.DISPUTED)
