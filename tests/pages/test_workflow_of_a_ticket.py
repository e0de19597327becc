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
def ticket(desk: Group) -> Ticket:
    system = make.system()
    workflow = create_workflow(system, name="Moving in")
    questions = [
        {"id": "desk", "label": "Which desk?", "kind": "text", "is_required": True},
        {"id": "keys", "label": "Which keys?", "kind": "text", "is_list": True},
    ]
    add_version(system, workflow.pk, initial_fields=questions)
    deploy_workflow(system, workflow.pk)
    category = TicketCategory.objects.create(name="Rooms", workflow=workflow)
    return make.ticket(title="New colleague", category=category, support_group=desk)


def test_an_agent_answers_what_the_workflow_asks(
    signed_in: Any, ticket: Ticket, desk: Group
) -> None:
    ana = make.agent("ana", desk)
    page = signed_in(ana)
    address = f"/tickets/{ticket.pk}/"

    assert "Which desk?" in text(page.get(f"{address}side/"))
    page.post(f"{address}workflow/", {"answer-0": "4.12", "answer-1": "door\n\nlocker\ndoor"})
    emptied = page.post(f"{address}workflow/", {"answer-0": ""})

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
    assert page.post(f"/tickets/{ticket.pk}/workflow/", {"answer-0": "x"}).status_code == 403
    assert WorkflowRun.objects.get(ticket=ticket).values == {}
