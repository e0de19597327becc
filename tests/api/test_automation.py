"""What goes on by itself, set up and followed from outside: rules, workflows, waits, observers."""

from collections.abc import Callable

import pytest

from accounts.drafts import GrantDraft, RoleDraft
from accounts.operations import create_role, grant_role
from audit.models import JournalEntry
from tests import make
from tests.api.conftest import Caller
from tickets.automation import run_rules
from tickets.models import TicketCategory, WorkflowRun
from tickets.operations import create_workflow, deploy_workflow
from tickets.operations.workflows import add_version

pytestmark = pytest.mark.django_db

HURRY = {
    "name": "Hurry",
    "event": "created",
    "conditions": [{"field": "title", "operator": "contains", "value": "fire"}],
    "actions": [{"action": "set_priority", "value": 5}],
}


def test_a_rule_acts_and_its_log_can_be_read(caller: Callable[..., Caller]):
    desk = make.group("Desk")
    root, ana = caller(make.administrator()), caller(make.agent("ana", desk))
    rule = root.post("rules/", HURRY).json()["id"]
    made = root.post("tickets/", {"title": "Fire!", "support_group": desk.pk}).json()["id"]

    run_rules(JournalEntry.objects.get(verb="ticket.created", object_id=made))

    assert root.get(f"tickets/{made}/").json()["priority"] == "high"
    runs = ana.get(f"rule-runs/?rule={rule}").json()["results"]
    assert [(run["ticket"], run["outcome"]) for run in runs] == [(made, "done")]
    assert caller(make.customer("rita")).get("rule-runs/").json()["results"] == []
    assert ana.get("rules/").json()["results"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"conditions": [{"field": "priority", "operator": "at_least", "value": "high"}]},
        {"conditions": [{"field": "priority", "operator": "in", "value": 4}]},
        {"conditions": [{"field": "password", "operator": "is", "value": "x"}]},
        {"conditions": [{"field": "title", "operator": "is", "value": {"a": 1}}]},
        {"conditions": [{"field": "title", "operator": "is"}]},
        {"actions": []},
        {"actions": [{"action": "delete", "value": 1}]},
        {"actions": [{"action": "set_priority", "value": 2**70}]},
        {"event": "weather"},
    ],
)
def test_a_rule_that_could_never_run_is_refused(
    caller: Callable[..., Caller], change: dict[str, object]
):
    root = caller(make.administrator())

    assert root.post("rules/", {**HURRY, **change}).status_code == 422
    made = root.post("rules/", HURRY).json()["id"]
    assert root.patch(f"rules/{made}/", change).status_code == 422
    assert root.patch(f"rules/{made}/", {"is_active": False}).json()["is_active"] is False


def test_workflows_have_versions_and_the_deployed_one_counts(caller: Callable[..., Caller]):
    root = caller(make.administrator())
    flow = root.post("workflows/", {"name": "Move"}).json()["id"]
    early = root.post(f"workflows/{flow}/deploy/")
    hosts = {"id": "hosts", "label": "Hosts", "kind": "text", "is_list": True}
    versions = f"workflows/{flow}/versions/"

    made = [root.post(versions, {"initial_fields": [hosts]}) for _ in range(2)]
    twice = root.post(versions, {"initial_fields": [hosts, hosts]})
    done = root.post(f"workflows/{flow}/deploy/")

    assert (early.status_code, early.json()["code"]) == (422, "no_version")
    assert [each.json()["number"] for each in made] == [1, 2]
    assert twice.status_code == 422
    assert done.status_code == 204
    states = {each["number"]: each["state"] for each in root.get(versions).json()["results"]}
    assert states == {1: "draft", 2: "deployed"}


def test_a_ticket_waits_for_a_supplier_until_it_is_taken_off(caller: Callable[..., Caller]):
    desk = make.group("Desk")
    root, ana = caller(make.administrator()), caller(make.agent("ana", desk))
    supplier = make.company(name="Maker", is_supplier=True)
    ticket = make.ticket(support_group=desk)
    path = f"tickets/{ticket.pk}/"
    link = root.post(f"{path}externals/", {"company": supplier.pk, "reference": "47"}).json()
    again = root.post(f"{path}externals/", {"company": supplier.pk, "reference": "48"}).json()

    lost = ana.post(f"{path}hold/", {"reason": "external"})
    past = ana.post(f"{path}hold/", {"reason": "date", "until_at": "2020-01-01T08:00:00Z"})
    circle = ana.post(f"{path}hold/", {"reason": "ticket", "ticket": ticket.pk})
    held = ana.post(f"{path}hold/", {"reason": "external", "external": link["id"]})

    assert (link["reference"], again["reference"], again["id"]) == ("47", "48", link["id"])
    assert (lost.status_code, lost.json()["field"]) == (422, "external")
    assert (past.json()["code"], circle.json()["code"]) == ("past", "cycle")
    assert (held.status_code, held.json()["waiting_external"]) == (200, link["id"])
    assert ana.delete(f"{path}externals/{link['id']}/").status_code == 204
    assert ana.get(path).json()["waiting_reason"] == ""


def test_a_list_by_name_is_seen_by_those_it_is_shared_with(caller: Callable[..., Caller]):
    desk = make.group("Desk")
    ana, otto = caller(make.agent("ana", desk)), caller(make.agent("otto", make.group("Other")))
    mia = caller(make.agent("mia", desk))
    body = {"name": "Fires", "query": "is:open fire", "groups": [desk.pk], "columns": ["number"]}

    made = ana.post("saved-views/", body).json()
    wrong = ana.post("saved-views/", {**body, "query": "is:opened"})
    path = f"saved-views/{made['id']}/"

    assert made["groups"] == [desk.pk]
    assert wrong.status_code == 422
    assert otto.get(path).status_code == 404
    assert (mia.get(path).status_code, mia.delete(path).status_code) == (200, 404)
    assert mia.post(f"{path}pin/", {"is_pinned": True}).status_code == 204
    assert ana.post("saved-views/", {**body, "is_for_all": True}).status_code == 403


def test_observers_are_set_by_who_manages_the_row(caller: Callable[..., Caller]):
    desk = make.group("Desk")
    root, ana = caller(make.administrator()), caller(make.agent("ana", desk))
    body = {"noun": "groups", "object": desk.pk, "user": ana.user.pk}

    made = root.post("observers/", body)
    both = root.post("observers/", {**body, "group": desk.pk})
    lost = root.post("observers/", {**body, "object": 987654})

    assert (made.status_code, root.post("observers/", body).json()) == (201, made.json())
    assert made.json()["noun"] == "groups"
    assert (both.status_code, lost.json()["field"]) == (422, "object")
    assert ana.get("observers/?noun=groups").json()["results"] == [made.json()]
    assert ana.post("observers/", body).status_code == 403
    assert root.delete(f"observers/{made.json()['id']}/").status_code == 204


def test_callers_learn_who_they_are(caller: Callable[..., Caller]):
    desk = make.group("Desk")
    actor = make.agent("ana", desk)
    role = create_role(make.system(), RoleDraft(name="Keeper", rights=["catalogue.write"]))
    grant_role(make.system(), GrantDraft(user=actor.user, role=role))

    told = caller(actor, scopes=["tickets:read"]).get("me/").json()

    assert (told["username"], told["groups"]) == ("ana", [desk.pk])
    assert "catalogue.write" in told["rights"]
    assert (told["is_administrator"], told["scopes"]) == (False, ["tickets:read"])


def test_a_ticket_is_opened_with_answers_to_what_its_workflow_asks(caller: Callable[..., Caller]):
    system, root = make.system(), caller(make.administrator())
    workflow = create_workflow(system, name="Moving in")
    asked = [{"id": "desk", "label": "Which desk?", "kind": "text", "is_required": True}]
    add_version(system, workflow.pk, initial_fields=asked)
    deploy_workflow(system, workflow.pk)
    rooms = TicketCategory.objects.create(name="Rooms", full_name="Rooms", workflow=workflow)
    new = {"title": "New colleague", "category": rooms.pk}

    refused = [
        root.post("tickets/", {**new, "answers": answers})
        for answers in ({}, {"desk": []}, {"desk": ["4.12"], "chair": ["red"]}, {"desk": "4.12"})
    ]
    made = root.post("tickets/", {**new, "answers": {"desk": ["4.12"]}})
    later = root.post("tickets/", new)

    assert [answer.status_code for answer in refused] == [422] * 4
    assert refused[0].json()["field"] == "answers.desk"
    assert (made.status_code, later.status_code) == (201, 201)
    run = WorkflowRun.objects.order_by("pk").first()
    assert run is not None
    assert (run.ticket_id, run.values) == (made.json()["id"], {"desk": ["4.12"]})
