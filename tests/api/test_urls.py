"""Every address of the API: it is listed here, and lets nobody in without a token."""

import re
from typing import Any

import pytest
from django.test import Client

from itsm.api import router

pytestmark = pytest.mark.django_db

TICKET_PARTS = {
    "announcements", "approvals", "articles", "clocks", "files", "followups", "history", "items",
    "links", "people", "workunits",
}  # fmt: skip
NOUNS = {
    "announcement-updates", "announcements", "approval-templates", "approval-votes", "approvals",
    "article-categories", "article-feedback", "article-files", "article-versions", "articles",
    "calendars", "changes", "companies", "contacts", "contracts", "delegations", "entities",
    "grants", "group-members", "groups", "invoices", "item-relations", "item-types", "items",
    "leads", "newsletter-subscriptions", "newsletters", "people", "roles", "tickets", "tokens",
    *(f"ticket-{part}" for part in TICKET_PARTS),
}  # fmt: skip
"""A new noun joins this list with its row in test_nouns.LIVES or a test of its own."""


def test_every_noun_is_listed():
    assert {name for _, _, name in router.registry} == NOUNS


@pytest.mark.parametrize(
    ("prefix", "view", "name"), router.registry, ids=[name for _, _, name in router.registry]
)
def test_nobody_is_let_in_without_a_token(client: Client, prefix: str, view: Any, name: str):
    path = "/rest/v1/" + prefix.replace("[0-9]{1,19}", "1")
    path = re.sub(r"\(\?P<\w+>1\)", "1", path)

    addresses = [f"{path}/", f"{path}/1/"] if hasattr(view, "retrieve") else [f"{path}/"]
    for method in ("get", "post", "patch", "delete"):
        for address in addresses:
            answer = getattr(client, method)(address)
            assert answer.status_code == 401, (method, address)
            assert answer.headers["Content-Type"] == "application/problem+json"
