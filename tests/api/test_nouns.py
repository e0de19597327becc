"""Every noun that can be written: one life each, versions, rights, and fields of the drafts."""

import dataclasses
import importlib
from collections.abc import Callable
from typing import Any

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema

from accounts.models import User
from audit.actor import Actor
from audit.models import JournalEntry
from doors.rest.inputs import Input
from itsm.api import description
from tests import make
from tests.api.conftest import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

LINES = [{"concept": "Support", "amount": "100.50", "quantity": 2}]
LIVES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "tickets": ({"title": "Printer is dead"}, {"title": "Paper jam"}, "ticket"),
    "companies": ({"name": "Acme"}, {"name": "Acme Ltd", "country": "DE"}, "company"),
    "contacts": ({"last_name": "Lang"}, {"last_name": "Kurz"}, "contact"),
    "leads": (
        {"full_name": "Lena", "email": "lena@example.com", "language": "de", "stage": "new"},
        {"phone": "1"},
        "lead",
    ),
    "contracts": ({"name": "Care", "amount": "12.5"}, {"notice_months": 3}, "contract"),
    "newsletters": ({"name": "News"}, {"comment": "weekly"}, "newsletter"),
    "invoices": (
        {"company": None, "lines": LINES, "currency": "EUR", "direction": "sent"},
        {"description": "October"},
        "invoice",
    ),
    "people": (
        {"username": "otto", "password": "a long enough secret"},
        {"email": "otto@example.com", "is_agent": True},
        "user",
    ),
    "groups": ({"name": "Desk"}, {"engine": "by_load", "comment": "first line"}, "group"),
    "roles": ({"name": "Reader", "rights": ["ticket.read"]}, {"ticket_reach": "all"}, "role"),
    "calendars": (
        {"name": "Office", "time_zone": "Europe/Madrid", "intervals": [[0, "09:00", "17:00"]]},
        {"country": "ES"},
        "calendar",
    ),
    "items": ({"name": "Laptop", "ci_class": "computer"}, {"serial": "X1"}, "ci"),
    "articles": (
        {"title": "Reset a password", "body": "Ask the desk."},
        {"title": "Reset your password", "audience": "registered"},
        "article",
    ),
    "approval-templates": (
        {"title": "Purchase", "steps": []},
        {"prompt": "What, and why?"},
        "approvaltemplate",
    ),
    "sla-policies": (
        {"name": "Gold", "targets": [{"metric": "respond", "amount": 4}]},
        {"rank": 5, "priority": "high"},
        "slapolicy",
    ),
    "api-clients": (
        {"name": "Monitoring", "dialect": "integria", "networks": ["192.0.2.0/24"]},
        {"comment": "nightly"},
        "apiclient",
    ),
    "announcements": (
        {"title": "Mail is down", "body": "Since nine.", "groups": []},
        {"importance": "high"},
        "announcement",
    ),
}
LIVES["rules"] = (
    {"name": "Hurry", "event": "created", "actions": [{"action": "set_priority", "value": 5}]},
    {"is_active": False, "position": 3},
    "rule",
)
STAYING = ("invoices", "roles", "calendars", "api-clients")
LEFT_OUT = {
    "password": "set by its own act, never by a patch",
    "wire_extra": "what older APIs carry",
    "locked_by": "the caller",
    "file_ids": "files of a draft on the ticket's page; here they are uploaded to the ticket",
    "origin": "the door by which a person came",
    "waiting_ticket": "set by hold_ticket, which refuses circles",
    "waiting_external": "as above, for a third party on the ticket",
    "parties": "join at tickets/…/people/ and tickets/…/groups/, which check who adds whom",
    "adds_requester": "a liberty of an older API, whose tickets may have no requester",
    "is_template": "a template is no item: no list of items holds it, an older API keeps it",
    "template_name": "as above",
}
MODULES = ("tickets", "crm", "assets", "accounts", "kb", "approvals")
NO_INPUT = {
    "ProjectDraft": "imported only",
    "ProjectTaskDraft": "imported only",
    "ProfilePatch": "what people choose about pages, on a page of their own",
    "ProviderDraft": "how people sign in on pages; set up where its secret is typed in",
    "AgentDraft": "what monitoring reports, through its dialect",
}


def body_of(noun: str) -> dict[str, Any]:
    """Return what a new row of the noun is sent as."""
    body = dict(LIVES[noun][0])
    if noun == "invoices":
        body["company"] = make.company().pk
    if noun == "items":
        make.item()
    if noun == "approval-templates":
        body["steps"] = [{"mode": "any", "voters": [make.person("boss").pk]}]
    if noun == "announcements":
        body["groups"] = [make.group("Desk").pk]
    return body


@pytest.mark.parametrize("noun", LIVES)
def test_create_read_change_delete(caller: Callable[..., Caller], noun: str):
    root = caller(make.administrator())
    body, (_, change, word) = body_of(noun), LIVES[noun]
    before = JournalEntry.objects.count()

    made = root.post(f"{noun}/", body)
    path = made.headers["Location"].removeprefix("/rest/v1/")
    read = root.get(path)
    stale = root.patch(path, change, **{"If-Match": '"1"'})
    changed = root.patch(path, change, **{"If-Match": read.headers["ETag"]})
    listed = root.get(f"{noun}/")

    assert (made.status_code, made.json()) == (201, read.json())
    assert made.headers["ETag"] == read.headers["ETag"]
    assert (stale.status_code, stale.json()["code"]) == (412, "outdated")
    assert changed.status_code == 200, changed.json()
    assert {name: changed.json()[name] for name in change} == change
    assert made.json()["id"] in [row["id"] for row in listed.json()["results"]]
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True)[before:])
    assert verbs[-2:] == [f"{word}.created", f"{word}.updated"]
    if noun in STAYING:
        assert root.delete(path).status_code == 405
    else:
        assert root.delete(path, **{"If-Match": '"1"'}).status_code == 412
        assert (root.delete(path).status_code, root.get(path).status_code) == (204, 404)


@pytest.mark.parametrize("noun", LIVES)
def test_others_see_nothing_and_write_nothing(caller: Callable[..., Caller], noun: str):
    root, nobody = caller(make.administrator()), caller(make.actor("nobody"))
    body = body_of(noun)
    made = root.post(f"{noun}/", body).json()["id"]
    before = JournalEntry.objects.count()

    hidden, unknown = nobody.get(f"{noun}/{made}/"), nobody.get(f"{noun}/{made + 9}/")

    listed = [row["id"] for row in nobody.get(f"{noun}/").json()["results"]]
    assert listed == ([nobody.user.pk] if noun == "people" else [])
    assert {**hidden.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
    assert hidden.status_code == 404
    assert nobody.post(f"{noun}/", LIVES[noun][0]).status_code in (403, 422)
    statuses = {
        nobody.patch(f"{noun}/{key}/", LIVES[noun][1]).status_code for key in (made, made + 9)
    }
    assert len(statuses) == 1
    assert statuses <= {403, 404}
    assert nobody.delete(f"{noun}/{made}/").status_code in (403, 404, 405)
    assert JournalEntry.objects.count() == before


@pytest.mark.parametrize("noun", LIVES)
def test_a_token_for_reading_writes_nothing(caller: Callable[..., Caller], noun: str):
    root = caller(make.administrator(), scopes=[f"{noun}:read"])

    assert root.get(f"{noun}/").status_code == 200
    assert root.post(f"{noun}/", LIVES[noun][0]).status_code == 403
    other = "tickets" if noun != "tickets" else "leads"
    assert root.get(f"{other}/").status_code == 403


def test_acts_of_invoices_and_newsletters(caller: Callable[..., Caller]):
    root = caller(make.administrator())
    invoice, news = make.invoice(), make.newsletter()
    path = f"invoices/{invoice.pk}/"

    assert root.post(f"{path}lock/").json()["is_locked"] is True
    assert root.patch(path, {"description": "x"}).status_code == 422
    assert root.post(f"{path}unlock/").json()["is_locked"] is False
    assert root.post(f"{path}pay/", {"paid_on": "2026-11-22"}).json()["paid_on"] == "2026-11-22"
    assert root.post(f"{path}cancel/").status_code == 422
    made = root.post(
        f"newsletters/{news.pk}/subscriptions/", {"name": "Rita", "email": "rita@example.com"}
    )
    assert made.status_code == 201
    assert root.delete(made.headers["Location"].removeprefix("/rest/v1/")).status_code == 204
    rows = root.get(f"newsletters/{news.pk}/subscriptions/").json()["results"]
    assert [row["status"] for row in rows] == ["off"]


def test_relations_of_items(caller: Callable[..., Caller]):
    root = caller(make.administrator())
    server, service = make.item(name="Server"), make.item(name="Mail")
    path = f"items/{service.pk}/relations/"

    made = root.post(path, {"target": server.pk, "kind": "runs_on"})

    assert (made.status_code, made.json()["target"]) == (201, server.pk)
    row = root.get(path, {"expand": "target"}).json()["results"][0]
    assert row["expanded"]["target"]["name"] == "Server"
    assert root.delete(f"{path}{made.json()['id']}/").status_code == 204
    assert root.get(path).json()["results"] == []


def test_members_and_grants(caller: Callable[..., Caller]):
    root, otto = caller(make.administrator()), make.person("otto")
    group = make.group("Desk")
    role = root.post("roles/", {"name": "Reader", "rights": ["ticket.read"]}).json()["id"]

    member = root.post(f"groups/{group.pk}/members/", {"user": otto.pk})
    path = member.headers["Location"].removeprefix("/rest/v1/")
    limited = root.patch(path, {"most_open": 5})
    grant = root.post("grants/", {"user": otto.pk, "role": role, "group": group.pk})

    assert (member.status_code, limited.json()["most_open"]) == (201, 5)
    assert (grant.status_code, grant.json()["role_name"]) == (201, "Reader")
    mine = caller(Actor(user=User.objects.get(pk=otto.pk), door="test"))
    assert [row["id"] for row in mine.get("grants/").json()["results"]] == [grant.json()["id"]]
    assert mine.get("roles/").json()["results"] == []
    assert mine.post("grants/", {"user": otto.pk, "role": role}).status_code == 422
    assert mine.delete(f"grants/{grant.json()['id']}/").status_code == 403
    assert root.delete(f"grants/{grant.json()['id']}/").status_code == 204
    assert root.delete(path).status_code == 204


def test_passwords_are_demanding_and_never_shown(caller: Callable[..., Caller]):
    root = caller(make.administrator())
    otto = make.person("otto")

    weak = root.post(f"people/{otto.pk}/password/", {"password": "short"})
    done = root.post(f"people/{otto.pk}/password/", {"password": "a long enough secret"})

    assert (weak.status_code, weak.json()["field"]) == (422, "password")
    assert done.status_code == 204
    assert "password" not in root.get(f"people/{otto.pk}/").json()


def inputs_of(draft: type[Any]) -> list[type[Input]]:
    """Return the inputs that end in a draft."""
    todo, found = [Input], []
    while todo:
        each = todo.pop()
        todo += each.__subclasses__()
        if getattr(each, "draft", None) is draft:
            found.append(each)
    return found


@pytest.mark.parametrize("noun", ["companies", "contacts", "contracts", "groups"])
def test_row_moves_to_another_tenant_but_to_none(caller: Callable[..., Caller], noun: str):
    root = caller(make.administrator())
    north = make.entity("North")
    address = f"{noun}/{root.post(f'{noun}/', body_of(noun)).json()['id']}/"

    assert root.patch(address, {"entity": None}).status_code == 422
    assert root.patch(address, {"entity": 987_654_321}).status_code == 422
    assert root.patch(address, {"entity": north.pk}).json()["entity"] == north.pk


def test_whatever_an_operation_takes_can_be_sent():
    missing = []
    for app in MODULES:
        importlib.import_module(f"{app}.api.urls")
        for name, draft in vars(importlib.import_module(f"{app}.drafts")).items():
            if not name.endswith(("Draft", "Patch")) or draft.__module__ != f"{app}.drafts":
                continue
            if name in NO_INPUT:
                continue
            sent = {
                field.source or key
                for each in inputs_of(draft)
                for key, field in each().fields.items()
            }
            names = {field.name for field in dataclasses.fields(draft)}
            missing += [f"{name}.{field}" for field in names - sent - set(LEFT_OUT)]

    assert missing == [], (
        "Add these fields to the input of the draft in <app>/api/, or to LEFT_OUT or NO_INPUT here "
        "with the reason."
    )


def test_the_document_is_valid_openapi():
    validate_schema(description())

    assert not GENERATOR_STATS, "The generator warned: ./desk manage spectacular --fail-on-warn"
