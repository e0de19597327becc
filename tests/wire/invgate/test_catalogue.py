"""The declared endpoints are those of the contract, verb by verb, parameter by parameter."""

import pytest

from api_compat.invgate import resources  # noqa: F401  (fills the table)
from api_compat.invgate.catalogue import endpoints
from api_compat.invgate.openapi import described
from tests.wire.invgate.contract import ENDPOINTS

DECLARED = {f"{each.method} /{each.resource}": each for each in endpoints()}
CONTRACT = {f"{each['method']} {each['path']}": each for each in ENDPOINTS}


def test_every_endpoint_of_the_contract_is_offered_and_nothing_else():
    assert set(DECLARED) == set(CONTRACT)


@pytest.mark.parametrize("place", sorted(CONTRACT))
def test_parameters_have_the_names_types_and_scope_of_the_contract(place):
    declared, contract = DECLARED[place], CONTRACT[place]

    params = {
        param.name: (param.kind, param.required)
        for param in declared.params
        if not (param.is_prefix or param.takes_parts)
    }
    assert params == {
        param["name"]: (param["type"], param["required"]) for param in contract["params"]
    }
    assert declared.scope == contract["scope"]
    assert declared.is_newer == (not contract["in_manual"])


def test_the_openapi_document_describes_every_endpoint():
    document = described("/api/v1/")

    found = {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert set(found) == set(DECLARED)
    assert all(operation["summary"] for operation in found.values())
    ids = [operation["operationId"] for operation in found.values()]
    assert len(ids) == len(set(ids))
