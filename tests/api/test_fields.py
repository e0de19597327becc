"""What is written over the API is read back: the fields beside the common ones, noun by noun."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.drafts import EntityDraft, GrantDraft, RoleDraft
from accounts.models import Location, Role, User, UserCategory, UserTitle
from accounts.operations import create_entity, create_role, grant_role
from accounts.vocabulary import ROOT_ENTITY
from assets.models import CiModel, Network
from audit.actor import Actor
from crm.models import CompanyType, State
from kb.models import ArticleCategory
from tests import make
from tests.api.conftest import Caller
from tickets.drafts import SlaPolicyDraft
from tickets.operations import create_sla_policy

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

PLAN = ("impact", "cause", "symptom", "control_list", "rollout_plan", "backout_plan", "checklist")


def sent_fields(noun: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a row of the noun needs, and what is sent with it; no value is a default."""
    title = UserTitle.objects.create(name="Dr").pk
    place = Location.objects.create(name="Room 1").pk
    state = State.objects.create(name="In use").pk
    moment = "2026-12-01T08:00:00+00:00"
    tenant = create_entity(make.system(), EntityDraft(name="Plant")).pk
    return {
        "tickets": (
            {"title": "Move the servers"},
            {
                "kind": "change",
                "plan": {name: f"the {name}" for name in PLAN} | {"risk": "low"},
                "validation_percent": 50,
                "sla_policy": create_sla_policy(make.system(), SlaPolicyDraft(name="Gold")).pk,
                "is_recursive": True,
                "project_task": make.project_task().pk,
            },
        ),
        "sla-policies": ({"name": "Gold"}, {"is_by_choice": True}),
        "companies": (
            {"name": "Acme"},
            {"type": CompanyType.objects.create(name="Carrier").pk},
        ),
        "contacts": ({"last_name": "Lang"}, {"title": title, "registration_number": "R7"}),
        "contracts": (
            {"name": "Care"},
            {
                "state": state,
                "location": place,
                "accounting_number": "A1",
                "periodicity_months": 12,
                "billing_months": 3,
            },
        ),
        "items": (
            {"name": "Laptop", "ci_class": "computer"},
            {
                "model": CiModel.objects.create(name="X1", name_key="x1", ci_class="computer").pk,
                "network": Network.objects.create(name="Lan", name_key="lan").pk,
                "state": state,
                "location": place,
                "group": make.group("Owners").pk,
                "contact_number": "42",
                "is_global": True,
                "is_helpdesk_visible": False,
                "is_valid": False,
                "last_inventory_at": moment,
                "last_boot_at": moment,
                "entity": tenant,
                "is_recursive": True,
            },
        ),
        "people": (
            {"username": "otto"},
            {
                "nickname": "Otti",
                "phone2": "2",
                "title": title,
                "category": UserCategory.objects.create(name="Staff").pk,
                "default_role": Role.objects.create(name="Reader").pk,
                "default_entity": tenant,
                "valid_from_at": moment,
                "valid_until_at": "2027-12-01T08:00:00+00:00",
            },
        ),
        "groups": (
            {"name": "Desk"},
            {
                "can_request": False,
                "can_watch": False,
                "can_be_assigned": False,
                "can_do_tasks": False,
                "can_own_items": False,
                "can_manage": False,
                "is_notified": False,
                "is_recursive": True,
            },
        ),
        "entities": (
            {"name": "Branch"},
            {"fax": "3", "latitude": "40.4", "longitude": "-3.7", "altitude": "650", "tag": "mad"},
        ),
        "ticket-categories": (
            {"name": "Mail"},
            {"article_category": ArticleCategory.objects.create(name="Mail").pk},
        ),
        "roles": ({"name": "Reader", "rights": ["ticket.read"]}, {"is_default": True}),
    }[noun]


NOUNS = (
    "tickets", "sla-policies", "companies", "contacts", "contracts", "items", "people", "groups",
    "entities", "ticket-categories", "roles",
)  # fmt: skip


@pytest.mark.parametrize("noun", NOUNS)
def test_what_is_written_is_read_back(caller: Callable[..., Caller], noun: str):
    root = caller(make.administrator())
    make.item()
    needed, fields = sent_fields(noun)

    made = root.post(f"{noun}/", {**needed, **fields})
    assert made.status_code == 201, made.json()
    second = {"username": "olga"} if noun == "people" else needed
    plain = root.post(f"{noun}/", second).json()["id"]
    changed = root.patch(f"{noun}/{plain}/", fields)

    assert {name: made.json()[name] for name in fields} == fields
    assert changed.status_code == 200, changed.json()
    assert {name: changed.json()[name] for name in fields} == fields
    assert root.get(f"{noun}/{plain}/").json() == changed.json()


def test_a_group_is_made_in_an_entity(caller: Callable[..., Caller]):
    root = caller(make.administrator())
    tenant = create_entity(make.system(), EntityDraft(name="Plant")).pk

    assert root.post("groups/", {"name": "Desk", "entity": tenant}).json()["entity"] == tenant
    assert root.post("groups/", {"name": "Desk", "entity": tenant + 9}).status_code == 422


def test_a_role_stays_the_default_one_when_it_is_renamed(caller: Callable[..., Caller]):
    root = caller(make.administrator())
    body = {"name": "Reader", "rights": ["ticket.read"], "is_default": True}
    role = root.post("roles/", body).json()["id"]

    assert root.patch(f"roles/{role}/", {"name": "Guest"}).json()["is_default"] is True


def test_a_plan_is_for_those_who_read_internal_lines(caller: Callable[..., Caller]):
    desk = make.group("Desk")
    rita, ana = make.customer("rita"), make.agent("ana", desk)
    ticket = make.ticket(rita, support_group=desk, plan={"cause": "Somebody's mistake"})
    path = f"tickets/{ticket.pk}/"

    assert caller(ana).get(path).json()["plan"]["cause"] == "Somebody's mistake"
    assert caller(rita).get(path).json()["plan"]["cause"] == ""
    assert caller(rita).patch(path, {"plan": {"cause": "Theirs"}}).status_code == 403
    patched = caller(ana).patch(path, {"plan": {"symptom": "No paper"}}).json()["plan"]
    assert (patched["cause"], patched["symptom"]) == ("Somebody's mistake", "No paper")


def test_what_the_caller_may_not_see_is_no_choice(caller: Callable[..., Caller]):
    ana = caller(make.agent("ana", make.group("Desk")))
    policy = create_sla_policy(make.system(), SlaPolicyDraft(name="Gold")).pk

    keys = (policy, policy + 9)
    answers = [ana.post("tickets/", {"title": "Printer", "sla_policy": key}) for key in keys]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert [answer.json()["field"] for answer in answers] == ["sla_policy", "sla_policy"]


def test_states_of_other_entities_are_no_choice(caller: Callable[..., Caller]):
    near, far = (
        create_entity(make.system(), EntityDraft(name=name)).pk for name in ("Plant", "Shop")
    )
    role = create_role(
        make.system(), RoleDraft(name="Buyer", rights=["contract.read", "contract.write"])
    )
    clara = make.person("clara")
    grant_role(make.system(), GrantDraft(user=clara, role=role, entity_id=near))
    clerk = caller(Actor(user=User.objects.get(pk=clara.pk), door="test"))
    states = [
        State.objects.create(name="New", entity_id=ROOT_ENTITY, is_recursive=True),
        State.objects.create(name="Here", entity_id=near),
        State.objects.create(name="There", entity_id=far),
    ]

    answers = [clerk.post("contracts/", {"name": "Care", "state": state.pk}) for state in states]

    assert [answer.status_code for answer in answers] == [201, 201, 422], answers[0].json()


def test_groups_of_a_ticket(caller: Callable[..., Caller]):
    desk, buyers = make.group("Desk"), make.group("Buyers")
    rita, ana = make.customer("rita"), caller(make.agent("ana", desk))
    ticket = make.ticket(rita, support_group=desk)
    path = f"tickets/{ticket.pk}/groups/"

    made = ana.post(path, {"group": buyers.pk, "role": "observer"})
    again = ana.post(path, {"group": buyers.pk, "role": "observer"})
    rows = ana.get(path, {"expand": "group"}).json()["results"]

    assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
    assert [(row["role"], row["expanded"]["group"]["name"]) for row in rows] == [
        ("assignee", "Desk"),
        ("observer", "Buyers"),
    ]
    assigned = f"{path}{rows[0]['id']}/"
    assert caller(rita).delete(assigned).status_code == 403
    assert ana.delete(made.headers["Location"].removeprefix("/rest/v1/")).status_code == 204
    assert [row["role"] for row in ana.get(path).json()["results"]] == ["assignee"]
