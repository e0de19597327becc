"""Every case of the contract, against the loaded world."""

import pytest

from tests.wire.invgate import contract, world


@pytest.mark.parametrize("case", contract.CASES, ids=[case["id"] for case in contract.CASES])
def test_case_is_answered_as_the_contract_asks(case, db, ids):
    difference = world.Run(ids).difference(case)

    if contract.is_disputed(case):
        assert difference, "listed as disputed, but passes: take it off the list"
    else:
        assert not difference


def test_disputed_cases_exist():
    assert {case["id"] for case in contract.CASES} >= {one["case"] for one in contract.DISPUTED}


def test_at_most_five_cases_are_disputed_each_with_evidence():
    assert len(contract.DISPUTED) <= 5
    assert all(len(entry["evidence"]) > 40 for entry in contract.DISPUTED)
