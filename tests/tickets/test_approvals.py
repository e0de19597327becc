"""What approvals do to tickets: clocks stand, categories ask, an end withdraws."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from approvals.drafts import RequestDraft, StepDraft, TemplateDraft
from approvals.models import ApprovalRequest, ApprovalTemplate
from approvals.operations import create_template, vote
from audit.actor import Actor
from audit.models import JournalEntry
from audit.tasks import dispatch
from notify.models import OutgoingMail
from tests import make
from tests.sla import desk
from tests.sla.model import at
from tickets.models import Ticket, TicketCategory
from tickets.operations import ask_approval, create_category, delete_ticket, update_category
from tickets.queries import explain

pytestmark = pytest.mark.django_db

MONDAY = at("2026-06-01 09:00")
HOUR = timedelta(hours=1)


@pytest.fixture
def wall() -> Iterator[time_machine.Traveller]:
    """Monday at nine; the clock stands until it is moved."""
    with time_machine.travel(MONDAY, tick=False) as travel:
        yield travel


def asked(ticket: Ticket, voter: User, *, pauses: bool = True) -> ApprovalRequest:
    """Ask one person for approval of a ticket."""
    draft = RequestDraft(
        description="Buy it?", steps=(StepDraft(voters=(voter,)),), pauses_sla=pauses
    )
    return ask_approval(make.system(), ticket.pk, draft)


def decided(request: ApprovalRequest, voter: User, *, approves: bool = True) -> None:
    """Let the voter vote, and what follows happen."""
    vote(Actor(user=voter, door="test"), request.pk, approves=approves)
    dispatch(JournalEntry.objects.order_by("-pk")[0].pk)


def purchase(*voters: User, **terms: bool) -> ApprovalTemplate:
    """A template that asks these people."""
    draft = TemplateDraft(title="Purchase", steps=(StepDraft(voters=voters),), **terms)
    return create_template(make.system(), draft)


def states(ticket: Ticket) -> list[str]:
    """Return what became of the ticket's approvals."""
    return list(ticket.approvals.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize("approves", [True, False])
def test_the_clocks_stand_while_an_approval_waits(wall: time_machine.Traveller, approves: bool):
    desk.policy(desk.target())
    ticket, boss = make.ticket(), make.person("boss")
    wall.move_to(MONDAY + HOUR, tick=False)
    request = asked(ticket, boss)
    ticket.refresh_from_db()
    assert ticket.resolve_due_at is None

    wall.move_to(MONDAY + 4 * HOUR, tick=False)
    decided(request, boss, approves=approves)

    ticket.refresh_from_db()
    assert ticket.resolve_due_at == MONDAY + 11 * HOUR
    parts = explain(desk.clock(ticket))
    assert [(part.kind, part.seconds, part.reason) for part in parts if part.kind == "paused"] == [
        ("paused", 3 * 3600, "New · approval")
    ]
    verbs = JournalEntry.objects.filter(verb="ticket.sla_recalculated", object_id=ticket.pk)
    assert [entry.changes["resolve_due_at"][1] for entry in verbs.order_by("pk")] == [
        None,
        (MONDAY + 11 * HOUR).isoformat(),
    ]


def test_an_approval_that_pauses_nothing_leaves_the_clocks_alone(wall: time_machine.Traveller):
    desk.policy(desk.target())
    ticket, boss = make.ticket(), make.person("boss")

    asked(ticket, boss, pauses=False)

    ticket.refresh_from_db()
    assert ticket.resolve_due_at == MONDAY + 8 * HOUR


def test_clocks_stand_until_the_last_of_two_approvals_ends(wall: time_machine.Traveller):
    desk.policy(desk.target())
    ticket, boss, rita = make.ticket(), make.person("boss"), make.person("rita")
    first, second = asked(ticket, boss), asked(ticket, rita)

    wall.move_to(MONDAY + HOUR, tick=False)
    decided(first, boss)
    ticket.refresh_from_db()
    assert ticket.resolve_due_at is None
    wall.move_to(MONDAY + 2 * HOUR, tick=False)
    decided(second, rita)

    ticket.refresh_from_db()
    assert ticket.resolve_due_at == MONDAY + 10 * HOUR


def test_closing_and_throwing_away_withdraw_what_waits():
    boss = make.person("boss")
    closed, thrown = make.ticket(), make.ticket()
    asked(closed, boss)
    request = asked(thrown, boss)

    desk.move(closed, "closed")
    delete_ticket(make.system(), thrown.pk)

    assert (states(closed), states(thrown)) == (["cancelled"], ["cancelled"])
    with pytest.raises(ValidationError) as refusal:
        vote(Actor(user=boss, door="test"), request.pk, approves=True)
    assert refusal.value.code == "decided"
    with pytest.raises(ValidationError) as refusal:
        asked(closed, boss)
    assert refusal.value.code == "done"


def test_a_category_asks_for_approval_of_each_new_ticket():
    boss, rita = make.person("boss"), make.customer("rita")
    boss.email = "boss@example.com"
    boss.save()
    template = purchase(boss, pauses_sla=True)
    category = create_category(make.system(), name="Laptops", approval_templates=[template])
    desk.policy(desk.target())

    ticket = make.ticket(rita, category=category)

    (request,) = ticket.approvals.all()
    assert (request.template, request.author, request.description) == (
        template,
        rita.user,
        ticket.title,
    )
    assert desk.clock(ticket).due_at is None
    assert OutgoingMail.objects.filter(recipient="boss@example.com").count() == 1
    entry = JournalEntry.objects.get(verb="ticketcategory.created")
    assert entry.changes["approval_templates"] == [[], [template.pk]]


def test_a_ticket_is_opened_where_nobody_is_left_to_approve():
    boss = make.person("boss")
    category = create_category(make.system(), name="A", approval_templates=[purchase(boss)])
    User.objects.filter(pk=boss.pk).update(is_active=False)

    ticket = make.ticket(make.customer("rita"), category=category)

    assert states(ticket) == []
    entry = JournalEntry.objects.get(verb="ticket.approval_not_asked", object_id=ticket.pk)
    assert entry.names["template"] == [None, "Purchase"]


def test_templates_leave_a_category_and_go_out_of_use_with_their_trash():
    template = purchase(make.person("boss"))
    category = create_category(make.system(), name="A", approval_templates=[template])

    ApprovalTemplate.objects.filter(pk=template.pk).update(deleted_at=MONDAY)
    assert states(make.ticket(category=TicketCategory.objects.get())) == []
    update_category(make.system(), category.pk, {"approval_templates": []})
    before = JournalEntry.objects.count()
    update_category(make.system(), category.pk, {"approval_templates": []})

    assert list(category.approval_templates.all()) == []
    assert JournalEntry.objects.count() == before


def test_only_who_may_ask_asks():
    group = make.group("Desk")
    ana = make.agent("ana", group)
    ticket, boss = make.ticket(support_group=group), make.person("boss")
    draft = RequestDraft(description="Buy?", steps=(StepDraft(voters=(boss,)),))

    with pytest.raises(PermissionDenied):
        ask_approval(ana, ticket.pk, draft)
    with pytest.raises(Ticket.DoesNotExist):
        ask_approval(make.agent("eva", make.group("Other")), ticket.pk, draft)
    assert states(ticket) == []
