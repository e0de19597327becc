"""The workflow of a ticket on its page: what it asks, who answers, what the history tells."""

from typing import Any

import pytest

from accounts.models import Group
from audit.models import JournalEntry
from tests import make
from tickets.models import Ticket, TicketCategory, WorkflowRun
from tickets.operations import create_workflow, deploy_workflow, set_run_values
from tickets.operations.workflows import add_version

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def desk() -> Group:
    return make.group("Desk")


@pytest.fixture
def rooms() -> TicketCategory:
    system = make.system()
    workflow = create_workflow(system, name="Moving in")
    questions = [
        {"id": "desk", "label": "Which desk?", "kind": "text", "is_required": True},
        {"id": "keys", "label": "Which keys?", "kind": "text", "is_list": True},
        {"id": "day", "label": "From when?", "kind": "date"},
        {"id": "plan", "label": "A plan", "kind": "file", "is_required": True},
    ]
    add_version(system, workflow.pk, initial_fields=questions)
    deploy_workflow(system, workflow.pk)
    return TicketCategory.objects.create(
        name="Rooms", full_name="Rooms", workflow=workflow, visible_to_customers=True
    )


@pytest.fixture
def ticket(rooms: TicketCategory, desk: Group) -> Ticket:
    return make.ticket(title="New colleague", category=rooms, support_group=desk)


def test_an_agent_answers_what_the_workflow_asks(
    signed_in: Any, ticket: Ticket, desk: Group
) -> None:
    ana = make.agent("ana", desk)
    page = signed_in(ana)
    address = f"/tickets/{ticket.pk}/"

    assert "Which desk?" in text(page.get(f"{address}side/"))
    page.post(
        f"{address}workflow/",
        {"answers.desk": "4.12", "answers.keys": "door\r\n\r\nlocker\r\ndoor"},
    )
    emptied = page.post(f"{address}workflow/", {"answers.desk": ""})

    run = WorkflowRun.objects.get(ticket=ticket)
    assert run.values == {"desk": ["4.12"], "keys": ["door", "locker"]}
    assert emptied.status_code == 422
    assert "Which desk? is needed." in text(emptied)
    shown = text(page.get(f"{address}side/"))
    assert 'value="4.12"' in shown
    assert "answered what the workflow asks" in text(page.get(f"{address}history/"))
    entry = JournalEntry.objects.get(verb="ticket.workflow_values_set")
    assert entry.changes == {"values.desk": [[], ["4.12"]], "values.keys": [[], ["door", "locker"]]}


def test_a_page_opens_after_a_program_filled_a_list(
    signed_in: Any, ticket: Ticket, desk: Group
) -> None:
    set_run_values(make.system(), ticket.pk, "keys", ["door"], adds=True)
    page = signed_in(make.agent("ana", desk))

    for part in ("", "side/"):
        assert page.get(f"/tickets/{ticket.pk}/{part}").status_code == 200
    assert "door" in text(page.get(f"/tickets/{ticket.pk}/history/"))


def test_a_reader_sees_the_answers_and_writes_none(
    signed_in: Any, ticket: Ticket, desk: Group
) -> None:
    reader = make.agent("max", desk, rights=["ticket.read"])
    page = signed_in(reader)

    assert "Which desk?" in text(page.get(f"/tickets/{ticket.pk}/side/"))
    assert page.post(f"/tickets/{ticket.pk}/workflow/", {"answers.desk": "x"}).status_code == 403
    assert WorkflowRun.objects.get(ticket=ticket).values == {}


def test_an_agent_is_asked_when_a_ticket_is_opened(
    signed_in: Any, rooms: TicketCategory, desk: Group
) -> None:
    page = signed_in(make.agent("ana", desk))
    sent = {"title": "New colleague", "support_group": str(desk.pk), "category": str(rooms.pk)}

    asked = text(page.get("/tickets/new/fields/", {"category": rooms.pk}))
    for wrong in ({"category": "abc"}, {"form": "9" * 30}):
        assert page.get("/tickets/new/fields/", wrong).status_code == 200
    unasked = page.post("/tickets/new/", {**sent, "category": "", "category_text": "rooms"})
    wrong = page.post("/tickets/new/", {**sent, "answers.desk": "4.12", "answers.day": "soon"})
    page.post("/tickets/new/draft/", {**sent, "answers.desk": "4.13"})
    kept = text(page.get("/tickets/new/"))

    assert "Moving in" in asked
    assert "Which desk?" in asked
    assert 'type="date"' in asked
    assert "A plan" not in asked
    assert unasked.status_code == wrong.status_code == 422
    assert "Which desk? is needed." in text(unasked)
    assert "This is not a day." in text(wrong)
    assert 'value="4.12"' in text(wrong)
    assert 'value="4.13"' in kept
    assert not Ticket.objects.exists()

    answers = {
        "answers.desk": " 4.12 ",
        "answers.keys": "door\r\nlocker",
        "answers.day": "2026-12-01",
    }
    opened = page.post("/tickets/new/", {**sent, **answers})

    ticket = Ticket.objects.get()
    assert opened.url == f"/tickets/{ticket.pk}/"
    values = {"desk": ["4.12"], "keys": ["door", "locker"], "day": ["2026-12-01"]}
    assert ticket.workflow_run.values == values
    entry = JournalEntry.objects.get(noun="ticket")
    assert entry.verb == "ticket.created"
    assert entry.changes["answers.keys"] == [[], ["door", "locker"]]


def test_whoever_asks_in_the_portal_is_asked_without_a_script(
    signed_in: Any, rooms: TicketCategory
) -> None:
    page = signed_in(make.customer("rita"))
    address = f"/portal/new/?category={rooms.pk}"

    asked = text(page.get(address))
    refused = page.post(address, {"subject": "A desk", "answers.day": "2026-12-41"})
    answers = {"answers.desk": "4.12", "answers.keys": "door\r\nlocker"}
    answers["answers.day"] = "2026-12-01"
    opened = page.post(address, {"subject": "A desk", **answers})

    assert 'name="answers.desk"' in asked
    assert "One a line." in asked
    assert refused.status_code == 422
    assert "This field is required." in text(refused)
    assert "Enter a valid date." in text(refused)
    assert opened.status_code == 302
    run = WorkflowRun.objects.get()
    assert run.values == {"desk": ["4.12"], "keys": ["door", "locker"], "day": ["2026-12-01"]}
    assert run.ticket.title == "A desk"
    shown = " ".join(text(page.get(f"/portal/tickets/{run.ticket_id}/")).split())
    assert "<dt>Which desk?</dt> <dd> 4.12 </dd> <dt>Which keys?</dt> <dd> door, locker" in shown
    assert "<dt>From when?</dt> <dd> 2026-12-01 </dd>" in shown


def test_a_program_that_opens_a_ticket_is_asked_nothing(rooms: TicketCategory, desk: Group) -> None:
    make.ticket(make.agent("ana", desk), title="By program", category=rooms, support_group=desk)

    assert WorkflowRun.objects.get().values == {}
