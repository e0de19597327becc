"""The served document against the product: whatever is sent, the answer is one that it names.

Schemathesis makes requests from the document, valid and broken ones, and follows its links from
row to row. CONTRIBUTING.md tells how to send many more.
"""

import os
import re
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.generation.stateful.state_machine import StepOutput
from schemathesis.specs.openapi import checks
from schemathesis.specs.openapi.stateful import collect_transitions

from tests.api.addresses import addresses, filled
from tests.api.bodies import UPLOADS, bodies
from tests.api.conftest import Caller
from tests.api.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

ROOT = "/rest/v1/"
SEED = 4
TIMES = int(os.environ.get("DESK_CONFORMANCE", "1"))
"""So many times as many requests as usual."""

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]

_NAME = re.compile(r"{\w+}")
ADDRESSES = {
    f"{method} {_NAME.sub('{}', path)}": (method, path, noun) for method, path, noun in addresses()
}
BEFORE_OTHERS = [
    address
    for address, (method, path, _) in ADDRESSES.items()
    if method in ("GET", "POST")
    and f"{method} {path}" not in UPLOADS  # the lists of files have the same links
    and any(other.startswith(f"{path}{{") for _, other, _ in ADDRESSES.values())
]
"""Lists and creations: their answers name rows of which there is more to know."""


@pytest.fixture(scope="module")
def root(desk_of_all: World) -> Caller:
    """The administrator in whose name everything is asked."""
    return Caller(desk_of_all.actors["root"].user)


@pytest.fixture(scope="module")
def operations(root: Caller) -> dict[str, Any]:
    """What the document describes, by the addresses of the URL list."""
    product = get_wsgi_application()

    def signed_in(environ: dict[str, Any], start: Any) -> Any:
        """Schemathesis takes the token off again where it breaks a request."""
        return product({**environ, "HTTP_AUTHORIZATION": f"Bearer {root.secret}"}, start)

    document = schemathesis.openapi.from_wsgi(
        f"{ROOT}schema/", signed_in, headers={"Accept": "application/json"}
    )
    found = [each.ok() for each in document.get_all_operations()]
    return {
        f"{each.method.upper()} {_NAME.sub('{}', each.path.removeprefix(ROOT))}": each
        for each in found
    }


@pytest.fixture(scope="module")
def links(operations: dict[str, Any]) -> dict[str, list[Any]]:
    """Where the answers of each operation lead."""
    found = collect_transitions(list(operations.values())).operations
    return {
        address: found[each.label].outgoing
        for address, each in operations.items()
        if each.label in found
    }


@pytest.fixture(autouse=True)
def _never_too_many(settings: Any) -> None:
    settings.DESK_REST_PER_MINUTE = 10**9


def check(case: Case) -> Any:
    """Send a request and take back what it did; its answer has to be one of the document."""
    with transaction.atomic():
        answer = case.call()
        transaction.set_rollback(True)
    case.validate_response(answer, checks=CHECKS)
    return answer


def check_some(
    operation: Any, numbers: dict[str, Any] | None, mode: GenerationMode, most: int
) -> None:
    """Send requests to an operation, the same ones in every run."""
    bounds = settings(
        max_examples=most * TIMES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    def send(case: Case) -> None:
        check(case)

    cases = operation.as_strategy(mode, path_parameters=numbers)
    seed(SEED)(bounds(given(cases)(send)))()


def planted(address: str, operation: Any, ids: dict[str, int]) -> dict[str, int] | None:
    """Return the numbers of planted rows for the path of an operation."""
    _, path, noun = ADDRESSES[address]
    numbers = map(int, re.findall(r"(?<=/)\d+(?=/)", filled(path, noun, ids)))
    return dict(zip(re.findall(r"{(\w+)}", operation.path), numbers, strict=True)) or None


def test_the_document_has_every_address(operations: dict[str, Any]):
    assert set(operations) == set(ADDRESSES)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_is_one_of_the_document(
    address: str, desk_of_all: World, operations: dict[str, Any]
):
    operation = operations[address]
    numbers = planted(address, operation, desk_of_all.ids)

    check_some(operation, numbers, GenerationMode.POSITIVE, 2)
    check_some(operation, numbers, GenerationMode.NEGATIVE, 1)


@pytest.mark.parametrize("address", BEFORE_OTHERS)
def test_links_lead_from_row_to_row(
    address: str, desk_of_all: World, operations: dict[str, Any], links: dict[str, list[Any]]
):
    operation = operations[address]
    method, path, _ = ADDRESSES[address]
    body = bodies(desk_of_all.ids).get(f"{method} {path}")
    sent = {"query": body} if method == "GET" else {"body": body, "media_type": "application/json"}
    source = operation.Case(path_parameters=planted(address, operation, desk_of_all.ids), **sent)

    with transaction.atomic():
        answer = source.call()
        for link in links[address]:
            found = link.extract(StepOutput(answer, source)).parameters["path_parameters"]
            numbers = {name: each.value.ok() for name, each in found.items()}
            if link.target.method == "get":
                shown = check(link.target.Case(path_parameters=numbers))
                assert shown.status_code == 200, f"{link.full_name} {numbers}"
            elif method == "GET":  # a creation has the links of its list
                check_some(link.target, numbers, GenerationMode.POSITIVE, 1)
        transaction.set_rollback(True)

    assert answer.status_code in (200, 201)
