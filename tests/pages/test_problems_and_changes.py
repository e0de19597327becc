"""The page of a problem or change as agents use it, and the entity somebody works in."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Grant, Group
from audit.models import JournalEntry
from tests import make
from tickets.models import FollowupTask, Ticket

pytestmark = pytest.mark.django_db


def address(name: str, ticket: Ticket, *more: int) -> str:
    return reverse(f"desk:{name}", args=[ticket.pk, *more])


@pytest.fixture
def scene(signed_in) -> tuple[Client, Group]:
    """An agent of a group, signed in."""
    group = make.group("Desk")
    return signed_in(make.agent("ana", group)), group


def test_a_change_is_planned_with_texts_risk_and_tasks(scene):
    browser, group = scene
    change = make.ticket(kind="change", support_group=group)
    plan = {"rollout_plan": "Swap\r\nthe switch", "seen_rollout_plan": "", "risk": "high"}

    browser.post(address("ticket-plan", change), plan)
    browser.post(
        address("ticket-task-add", change),
        {"body": "Order it", "starts_at": "2026-05-01T10:00", "ends_at": "2026-05-01T12:00"},
    )
    task = FollowupTask.objects.get()
    browser.post(address("ticket-task", change, task.followup_id), {"state": "done"})
    wrong = browser.post(
        address("ticket-task-add", change),
        {"body": "x", "starts_at": "2026-05-01T10:00", "ends_at": "2026-04-01T10:00"},
    )
    page = browser.get(address("ticket", change)).content.decode()

    change.refresh_from_db()
    assert (change.plan.rollout_plan, change.plan.risk) == ("Swap\nthe switch", "high")
    task.refresh_from_db()
    assert (task.state, task.followup.is_public) == ("done", False)
    assert wrong.status_code == 422
    assert "risk: high" in page
    assert page.count("<textarea") >= 6
    assert "stage-now" in page


def test_bad_input_is_refused_in_words(scene):
    browser, group = scene
    change, incident = (
        make.ticket(kind=kind, support_group=group) for kind in ("change", "incident")
    )

    for name, ticket, sent in (
        ("ticket-task-add", change, {"body": " "}),
        ("ticket-task-add", change, {"body": "x", "starts_at": "soon"}),
        ("ticket-task-add", change, {"body": "x", "assignee": "999999"}),
        ("ticket-open-from", change, {"kind": "problem"}),
        ("ticket-open-from", incident, {"kind": "\0"}),
        ("ticket-solve", change, {"body": ""}),
        ("ticket-solve", incident, {"body": "x"}),
        ("ticket-move", change, {"entity": "x"}),
        ("ticket-move", change, {"entity": ""}),
    ):
        assert browser.post(address(name, ticket), sent).status_code == 422, (name, sent)
    assert browser.post(address("ticket-task", change, 999)).status_code == 404
    assert browser.post(address("ticket-plan", incident), {"impact": "x"}).status_code == 302


def test_a_problem_and_its_incidents_are_solved_together(scene):
    browser, group = scene
    incident = make.ticket(make.customer("rita"), title="No mail", support_group=group)
    browser.post(address("ticket-open-from", incident), {"kind": "problem"})
    problem = Ticket.objects.get(kind="problem")
    other = make.ticket(title="No mail either", support_group=group)
    browser.post(address("ticket-link", problem), {"kind": "causes", "other": str(other.pk)})
    page = browser.get(address("ticket", problem)).content.decode()

    answer = browser.post(address("ticket-solve", problem), {"body": "Restarted."}, follow=True)

    assert "together with 2 tickets" in page
    assert "2 tickets with it" in answer.content.decode()
    assert set(Ticket.objects.values_list("status__code", flat=True)) == {"resolved"}


def test_problems_and_changes_have_lists(scene):
    browser, group = scene
    make.ticket(title="A cause", kind="problem", support_group=group)
    make.ticket(title="A plan", kind="change", support_group=group)

    problems = browser.get(reverse("desk:problems"), follow=True).content.decode()
    changes = browser.get(reverse("desk:changes"), follow=True).content.decode()

    assert ("A cause" in problems, "A plan" in problems) == (True, False)
    assert ("A cause" in changes, "A plan" in changes) == (False, True)


def test_lists_follow_the_entity_that_somebody_works_in(signed_in):
    north, south = make.entity("North"), make.entity("South")
    inner = make.entity("Inner", north)
    ana = make.actor("ana", "ticket.read", "ticket.write", reach="all", entity=north,
                     is_recursive=True)  # fmt: skip
    ana.user.is_agent = True
    ana.user.save()
    Grant.objects.create(user=ana.user, role=ana.user.held_grants[0].role, entity=south)
    for name, entity in (("in north", north), ("in inner", inner), ("in south", south)):
        make.ticket(title=name, entity_id=entity.pk)
    browser, other = signed_in(ana), signed_in(ana)
    where = reverse("workplace")

    def seen(client: Client) -> set[str]:
        page = client.get(reverse("desk:ticket-list")).content.decode()
        return {name for name in ("in north", "in inner", "in south") if name in page}

    assert seen(browser) == {"in north", "in inner", "in south"}
    browser.post(where, {"entity": north.pk})
    assert seen(browser) == {"in north", "in inner"}
    assert seen(other) == {"in north", "in inner", "in south"}
    browser.post(where, {"entity": north.pk, "only": "yes"})
    assert seen(browser) == {"in north"}
    page = browser.get(where).content.decode()
    assert "without what is below" in page
    assert browser.post(where, {"entity": "0"}).status_code == 404
    assert browser.post(where, {"entity": "9" * 30}).status_code == 404
    browser.post(where, {"entity": ""})
    assert seen(browser) == {"in north", "in inner", "in south"}
    entries = JournalEntry.objects.filter(verb="user.entity_chosen").order_by("pk")
    assert [entry.changes["entity"][1] for entry in entries] == [north.pk, north.pk, None]
    browser.post(where, {"entity": south.pk})
    Grant.objects.filter(entity=south).delete()
    assert seen(browser) == {"in north", "in inner"}


def test_a_ticket_is_moved_to_another_entity(signed_in):
    north = make.entity("North")
    root = make.administrator("root")
    browser = signed_in(root)
    ticket = make.ticket(title="Elsewhere")

    form = browser.get(address("ticket-move", ticket)).content.decode()
    answer = browser.post(address("ticket-move", ticket), {"entity": north.pk}, follow=True)

    assert "North" in form
    assert "The ticket is in" in answer.content.decode()
    assert Ticket.objects.get().entity == north
