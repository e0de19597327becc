"""What a ticket waits for, third parties with their numbers, who is told of everything."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Location
from audit.actor import Actor
from tests import make
from tickets.models import (
    EntityObserver,
    Ticket,
    TicketCategory,
    TicketExternal,
    WorkCategory,
    Workunit,
)
from tickets.operations import add_version, create_workflow, deploy_workflow, set_run_values

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def ana() -> Actor:
    return make.agent("ana", make.group("Desk"), rights=[*make.AGENT_RIGHTS, "company.read"])


@pytest.fixture
def page(signed_in, ana) -> Client:
    return signed_in(ana)


def test_ticket_waits_for_a_third_party_under_its_number(page, ana):
    group = ana.user.memberships.get().group
    ticket, other = (make.ticket(ana, support_group=group) for _ in range(2))
    acme = make.company(name="Acme", is_supplier=True)
    make.company(name="Customer Ltd")
    at = f"/tickets/{ticket.pk}/"
    assert page.get("/lookup/suppliers/?q=c").json()["rows"][0]["label"] == "Acme"

    page.post(f"{at}externals/", {"company": str(acme.pk), "reference": "SR-7"})
    page.post(f"{at}externals/", {"company_text": "acme", "reference": "SR-8"})

    link = TicketExternal.objects.get()
    assert (link.company, link.reference) == (acme, "SR-8")
    page.post(f"{at}hold/", {"reason": "external", "external": str(link.pk)})
    side = text(page.get(f"{at}side/"))
    assert "Waits for Acme." in side
    assert "SR-8" in side
    for sent in (
        {"reason": "weather"},
        {"reason": "external"},
        {"reason": "date"},
        {"reason": "date", "until": "2001-01-01T00:00"},
        {"reason": "date", "until": "soon"},
        {"reason": "ticket"},
        {"reason": "ticket", "other": "x"},
    ):
        assert page.post(f"{at}hold/", sent).status_code == 422, sent
    for sent in ({}, {"company": "x"}, {"company_text": "Customer Ltd"}):
        assert page.post(f"{at}externals/", sent).status_code == 422, sent

    page.post(f"{at}externals/{link.pk}/remove/")
    assert Ticket.objects.get(pk=ticket.pk).status.category != "waiting"
    page.post(f"{at}hold/", {"reason": "ticket", "other": f"#{other.pk}"})
    assert Ticket.objects.get(pk=ticket.pk).waiting_ticket == other
    page.post(f"{at}hold/", {"reason": "date", "until": "2999-01-01T09:00"})
    assert "Waits until" in text(page.get(f"{at}side/"))


def test_time_of_the_stopwatch_has_a_kind_of_work(page, ana):
    ticket = make.ticket(ana, support_group=ana.user.memberships.get().group)
    travel = WorkCategory.objects.create(name="Travel", hourly_cost_amount=60)
    to = f"/tickets/{ticket.pk}/timer/"
    page.post(to, {"act": "start"})
    assert "Travel" in text(page.get(f"/tickets/{ticket.pk}/side/"))

    assert page.post(to, {"act": "stop", "minutes": "30", "work_category": "99"}).status_code == 422
    page.post(to, {"act": "stop", "minutes": "30", "work_category": str(travel.pk)})

    unit = Workunit.objects.get()
    assert (unit.category, unit.seconds) == (travel, 1800)


def test_people_and_groups_are_told_of_everything_somewhere(signed_in, page, ana):
    root = signed_in(make.administrator())
    desk = ana.user.memberships.get().group
    place = Location.objects.create(name="Plant")
    acme = make.company(name="Acme")
    for noun, key in (("group", desk.pk), ("location", place.pk), ("company", acme.pk)):
        at = f"/watched/{noun}/{key}/"
        root.post(f"{at}add/", {"person": "ana"})
        root.post(f"{at}add/", {"group": str(desk.pk)})
        shown = text(root.get(at))
        assert "ana" in shown
        assert "its members" in shown
        for sent in ({}, {"person": "nobody"}, {"group": "x"}):
            assert root.post(f"{at}add/", sent).status_code == 422, sent
        root.post(f"{at}remove/", {"kind": "user", "watcher": str(ana.user.pk)})
        assert list(EntityObserver.objects.filter(object_id=key, user=None).values_list("group"))
        for act in ("", "add/", "remove/"):
            method = page.post if act else page.get
            assert method(f"{at}{act}", {"person": "ana"}).status_code == 403
    assert EntityObserver.objects.filter(user__isnull=False).count() == 0
    assert "one watches" in text(root.get("/watched/"))
    parts = {part["noun"]: part for part in root.get("/watched/?q=plan").context["parts"]}
    assert [row.name for row, number in parts["location"]["watched"]] == ["Plant"]
    assert parts["group"]["watched"] == parts["group"]["others"] == []
    assert page.get("/watched/").status_code == 403
    assert root.get("/watched/people/1/").status_code == 404
    assert root.get("/watched/group/99999/").status_code == 404
    assert signed_in(make.customer("rita")).get("/watched/")["Location"] == "/portal/"


def test_history_tells_what_a_program_answered_to_the_workflow(page, ana):
    workflow = create_workflow(make.system(), name="Moving in")
    keys = {"id": "keys", "label": "Which keys?", "kind": "text", "is_list": True}
    add_version(make.system(), workflow.pk, initial_fields=[keys])
    deploy_workflow(make.system(), workflow.pk)
    category = TicketCategory.objects.create(name="Rooms", workflow=workflow)
    group = ana.user.memberships.get().group
    ticket = make.ticket(ana, support_group=group, category=category)
    set_run_values(ana, ticket.pk, "keys", ["door", "locker"], adds=False)

    assert page.get(f"/tickets/{ticket.pk}/").status_code == 200
    assert "door, locker" in text(page.get(f"/tickets/{ticket.pk}/history/"))
