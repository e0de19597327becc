"""Problems and changes: opened out of tickets, approved, planned, resolved together; moves between
tenants.
"""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Grant, Role
from approvals.drafts import RequestDraft, StepDraft
from approvals.operations import vote
from audit.actor import Actor
from audit.models import JournalEntry
from audit.tasks import dispatch
from tests import make
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.models import Ticket, TicketLink
from tickets.operations import (
    TaskValues,
    add_task,
    ask_approval,
    link_tickets,
    open_from,
    resolve_together,
    undo_update,
    update_ticket,
)
from tickets.queries import status_by_code

pytestmark = pytest.mark.django_db


def verbs(ticket: Ticket) -> list[str]:
    rows = JournalEntry.objects.filter(noun="ticket", object_id=ticket.pk).order_by("pk")
    return list(rows.values_list("verb", flat=True))


def test_a_problem_is_opened_out_of_an_incident_and_a_change_out_of_the_problem():
    group = make.group("Desk")
    ana = make.agent("ana", group)
    incident = make.ticket(
        ana, title="Mail is slow", support_group=group, urgency=5, cis=[make.item(name="mx1")]
    )

    problem = open_from(ana, incident.pk, "problem")
    change = open_from(ana, problem.pk, "change")

    assert (problem.kind, problem.title, problem.urgency) == ("problem", "Mail is slow", 5)
    assert [link.ci.name for link in problem.ci_links.all()] == ["mx1"]
    ties = TicketLink.objects.order_by("pk").values_list("source", "target", "kind")
    assert list(ties) == [
        (incident.pk, problem.pk, "caused_by"),
        (problem.pk, change.pk, "solved_by_change"),
    ]
    assert verbs(incident)[-1] == "ticket.linked"
    for row, kind in ((incident, "question"), (problem, "problem"), (change, "problem")):
        with pytest.raises(ValidationError):
            open_from(ana, row.pk, kind)


def test_a_problem_is_resolved_with_those_of_its_incidents_that_one_may_change():
    desk, network = make.group("Desk"), make.group("Network")
    ana = make.agent("ana", desk)
    problem = make.ticket(kind="problem", support_group=desk)
    mine = make.ticket(make.customer("rita"), support_group=desk)
    locked, theirs = make.ticket(support_group=desk), make.ticket(support_group=network)
    for row in (mine, locked, theirs):
        link_tickets(make.system(), row.pk, problem.pk, "caused_by")
    update_ticket(make.system(), locked.pk, TicketPatch(is_locked=True))

    done = resolve_together(ana, problem.pk, FollowupDraft(body="New cable."))

    assert (done.resolved, done.left) == ([mine.pk], [locked.pk])
    states = {row.pk: row.status.code for row in Ticket.objects.select_related("status")}
    assert states == {
        problem.pk: "resolved", mine.pk: "resolved", locked.pk: "new", theirs.pk: "new",
    }  # fmt: skip
    assert mine.followups.get().kind == "solution"
    assert verbs(mine)[-2:] == ["ticket.followup_added", "ticket.updated"]
    with pytest.raises(ValidationError, match="done already"):
        resolve_together(ana, problem.pk, FollowupDraft(body="Again."))
    with pytest.raises(ValidationError, match="Neither"):
        resolve_together(ana, mine.pk, FollowupDraft(body="No problem."))


def test_more_than_others_would_wait_for_stay_open_and_are_named(monkeypatch):
    monkeypatch.setattr("tickets.operations.problems.MOST_TOGETHER", 2)
    root, problem = make.administrator(), make.ticket(kind="problem")
    rows = [make.ticket() for _ in range(3)]
    for row in rows:
        link_tickets(root, row.pk, problem.pk, "caused_by")

    done = resolve_together(root, problem.pk, FollowupDraft(body="New cable."))

    assert done.resolved == [rows[0].pk, rows[1].pk]
    assert done.left == [rows[2].pk]


def test_a_change_takes_its_steps_with_the_approval():
    boss = make.person("boss")
    change, incident = make.ticket(kind="change"), make.ticket()
    draft = RequestDraft(description="Go?", steps=(StepDraft(voters=(boss,)),))

    first, second = (ask_approval(make.system(), change.pk, draft) for _ in range(2))
    ask_approval(make.system(), incident.pk, draft)

    change.refresh_from_db()
    assert change.status.code == "approval"
    assert Ticket.objects.get(pk=incident.pk).status.code == "new"
    asked = JournalEntry.objects.filter(verb="ticket.approval_requested").order_by("pk").first()
    moved = JournalEntry.objects.get(verb="ticket.updated", object_id=change.pk)
    assert asked is not None
    assert moved.caused_by == asked
    steps = []
    for request in (first, second):
        vote(Actor(user=boss, door="test"), request.pk, approves=True)
        dispatch(JournalEntry.objects.order_by("-pk")[0].pk)
        steps.append(Ticket.objects.get(pk=change.pk).status.code)
    assert steps == ["approval", "accepted"]


def test_a_text_that_somebody_changed_meanwhile_is_not_written_over():
    change = make.ticket(kind="change")
    root = make.system()
    update_ticket(root, change.pk, TicketPatch(plan={"impact": "Nobody.", "risk": "low"}))

    with pytest.raises(ValidationError) as refusal:
        update_ticket(
            root,
            change.pk,
            TicketPatch(plan={"impact": "Everybody."}),
            seen=TicketPatch(plan={"impact": ""}),
        )
    with pytest.raises(ValidationError):
        update_ticket(root, change.pk, TicketPatch(plan={"risk": "enormous"}))

    assert refusal.value.error_dict["plan"][0].code == "outdated"
    change.refresh_from_db()
    assert (change.plan.impact, change.plan.risk) == ("Nobody.", "low")


def test_a_task_is_a_line_with_a_plan():
    change = make.ticket(kind="change")
    ana = make.agent("ana").user

    line = add_task(
        make.system(), change.pk, FollowupDraft(body="x", kind="task"), TaskValues(assignee=ana)
    )

    assert (line.task.state, line.task.assignee) == ("to_do", ana)


def test_a_ticket_goes_to_another_tenant_without_what_is_not_there():
    north, south = make.entity("North"), make.entity("South")
    ana = make.actor("ana", "ticket.read", "ticket.write", reach="all", entity=north)
    ana.user.is_agent = True
    Grant.objects.create(user=ana.user, role=Role.objects.get(name="ana"), entity=south)
    here = make.group("Here", entity=north)
    everywhere = make.group("Everywhere", is_recursive=True)
    ticket = make.ticket(support_group=here, entity_id=north.pk)
    shared = make.ticket(support_group=everywhere, entity_id=north.pk)
    before = JournalEntry.objects.count()

    for row in (ticket, shared):
        update_ticket(ana, row.pk, TicketPatch(entity=south))

    assert JournalEntry.objects.count() == before + 2
    ticket.refresh_from_db()
    shared.refresh_from_db()
    assert (ticket.entity, ticket.support_group) == (south, None)
    assert (shared.entity, shared.support_group) == (south, everywhere)
    entry = JournalEntry.objects.filter(object_id=ticket.pk).latest("pk")
    assert entry.changes["entity"] == [north.pk, south.pk]
    undo_update(ana, ticket.pk, entry.pk)
    ticket.refresh_from_db()
    assert (ticket.entity, ticket.support_group) == (north, here)


def test_nobody_puts_a_ticket_where_they_may_not_open_one():
    north, south = make.entity("North"), make.entity("South")
    ana = make.actor("ana", "ticket.read", "ticket.write", reach="all", entity=north)
    ana.user.is_agent = True
    ticket = make.ticket(entity_id=north.pk)

    with pytest.raises(ValidationError):
        update_ticket(ana, ticket.pk, TicketPatch(entity=south))
    with pytest.raises(PermissionDenied):
        update_ticket(make.actor("max", "ticket.read", reach="all", entity=north), ticket.pk,
                      TicketPatch(entity=south, status=status_by_code("resolved")))  # fmt: skip
