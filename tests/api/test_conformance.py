"""The served document against the product: whatever is sent, the answer is one that it names.

Schemathesis makes requests from the document, valid ones and broken ones, and follows its links
from row to row. CONTRIBUTING.md tells how to let it run for longer.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.conf import LazySettings
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as bounds
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from tests.api.addresses import addresses, filled
from tests.api.conftest import Caller
from tests.api.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

ROOT = "/rest/v1/"
SEED = 4
LONGER = int(os.environ.get("DESK_CONFORMANCE", "1"))
"""So many times as many requests as usual."""

VALID, BROKEN = 2 * LONGER, 2 * LONGER
"""Requests to each address."""

STORIES, STEPS = 20 * LONGER, 8
"""Walks along the links, and calls of each."""

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
ALONG_LINKS = [*CHECKS, checks.use_after_free, checks.ensure_resource_availability]

_NAME = re.compile(r"{\w+}")
ADDRESSES = {
    f"{method} {_NAME.sub('{}', path)}": (path, noun) for method, path, noun in addresses()
}


def limits(examples: int, **more: Any) -> Any:
    """Return bounds by which every run sends the same requests."""
    return bounds(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        **more,
    )


@pytest.fixture(scope="module")
def document(desk_of_all: World) -> Any:
    """The document as it is served, and the product behind it in this process."""
    return schemathesis.openapi.from_wsgi(f"{ROOT}schema/?format=json", get_wsgi_application())


@pytest.fixture(scope="module")
def operations(document: Any) -> dict[str, Any]:
    """Its operations, by the addresses of the URL list."""
    found = [each.ok() for each in document.get_all_operations()]
    return {
        f"{each.method.upper()} {_NAME.sub('{}', each.path.removeprefix(ROOT))}": each
        for each in found
    }


@pytest.fixture
def root(desk_of_all: World, settings: LazySettings) -> Caller:
    """An administrator, who may call as often as it likes."""
    settings.DESK_REST_PER_MINUTE = 10**9
    return Caller(desk_of_all.actors["root"].user)


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is done inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_the_document_has_every_address(operations: dict[str, Any]):
    assert set(operations) == set(ADDRESSES)


@pytest.mark.parametrize("address", ADDRESSES)
def test_answers_are_those_of_the_document(
    address: str, desk_of_all: World, operations: dict[str, Any], root: Caller
):
    operation = operations[address]
    path = filled(*ADDRESSES[address], desk_of_all.ids)
    numbers = map(int, re.findall(r"(?<=/)\d+(?=/)", path))
    planted = dict(zip(re.findall(r"{(\w+)}", operation.path), numbers, strict=True))

    def call(case: Case) -> None:
        case.headers["Authorization"] = f"Bearer {root.secret}"
        with undone():
            answer = case.call()
        case.validate_response(answer, checks=CHECKS)

    for mode, examples in (GenerationMode.POSITIVE, VALID), (GenerationMode.NEGATIVE, BROKEN):
        cases = operation.as_strategy(mode, path_parameters=planted or None)
        seed(SEED)(limits(examples)(given(cases)(call)))()


@pytest.mark.slow  # twenty stories of up to eight calls
def test_links_lead_from_row_to_row(document: Any, root: Caller):
    class Story(document.as_state_machine()):  # type: ignore[misc]  # made from the document
        def setup(self) -> None:
            self.scene = transaction.atomic()
            self.scene.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.scene.__exit__(None, None, None)

        def get_call_kwargs(self, case: Case) -> dict[str, Any]:
            return {"headers": {"Authorization": f"Bearer {root.secret}"}}

        def validate_response(self, response: Any, case: Case, **more: Any) -> None:
            case.validate_response(response, checks=ALONG_LINKS)

    Story._hypothesis_internal_use_seed = SEED
    Story.run(settings=limits(STORIES, stateful_step_count=STEPS))
