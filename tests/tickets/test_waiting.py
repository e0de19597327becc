"""Tickets wait for somebody or something and go on when that has come."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from crm.drafts import CompanyDraft
from crm.operations import create_company
from tests import make
from tickets.drafts import FollowupDraft
from tickets.models import Ticket, TicketExternal
from tickets.operations import (
    add_followup,
    close_ticket,
    hold_ticket,
    link_external,
    unlink_external,
    wake_due,
)
from tickets.tasks import wake_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return make.group("Service Desk")


@pytest.fixture
def ana(desk):
    return make.agent("ana", desk)


@pytest.fixture
def rita(db):
    return make.customer("rita")


@pytest.fixture
def ticket(desk, ana, rita):
    return make.ticket(ana, support_group=desk, assignee=ana.user, requester=rita.user)


def state(ticket: Ticket) -> tuple[str | None, str]:
    found = Ticket.objects.select_related("status").get(pk=ticket.pk)
    return found.status.code, found.waiting_reason


def test_a_wait_for_the_customer_ends_with_their_answer(ticket, ana, rita):
    hold_ticket(ana, ticket.pk, reason="customer")
    add_followup(ana, ticket.pk, FollowupDraft(body="Which printer?"))
    assert state(ticket) == ("pending", "customer")

    add_followup(rita, ticket.pk, FollowupDraft(body="The blue one"))

    assert state(ticket) == ("in_progress", "")


def test_a_wait_for_an_agent_ends_when_another_one_writes(ticket, ana, rita, desk):
    otto = make.agent("otto", desk)
    hold_ticket(ana, ticket.pk, reason="agent")
    add_followup(ana, ticket.pk, FollowupDraft(body="Otto, please"))
    add_followup(rita, ticket.pk, FollowupDraft(body="Any news?"))
    assert state(ticket) == ("pending", "agent")

    add_followup(otto, ticket.pk, FollowupDraft(body="Done", kind="note", is_public=False))

    assert state(ticket) == ("in_progress", "")


def test_a_wait_for_a_date_ends_on_it(ticket, ana):
    until = timezone.now() + timedelta(hours=1)
    hold_ticket(ana, ticket.pk, reason="date", until_at=until)
    assert wake_due(until - timedelta(seconds=1)) == 0
    assert state(ticket) == ("waiting", "date")

    assert wake_due(until) == 1

    assert state(ticket) == ("in_progress", "")
    assert Ticket.objects.get(pk=ticket.pk).waiting_until_at is None


def test_the_job_wakes_what_is_due(ticket, ana):
    hold_ticket(ana, ticket.pk, reason="date", until_at=timezone.now() + timedelta(hours=1))
    Ticket.objects.filter(pk=ticket.pk).update(waiting_until_at=timezone.now())

    wake_waiting()

    assert state(ticket) == ("in_progress", "")


def test_a_date_in_the_past_is_refused(ticket, ana):
    with pytest.raises(ValidationError) as refusal:
        hold_ticket(ana, ticket.pk, reason="date", until_at=timezone.now())

    assert refusal.value.error_dict["until_at"][0].code == "past"
    assert state(ticket) == ("new", "")


def test_a_wait_for_another_ticket_ends_when_that_is_closed(ticket, ana, desk):
    other = make.ticket(ana, support_group=desk)
    hold_ticket(ana, ticket.pk, reason="ticket", other_id=other.pk)
    assert state(ticket) == ("waiting", "ticket")

    close_ticket(ana, other.pk, resolution=1)

    assert state(ticket) == ("in_progress", "")


def test_two_tickets_never_wait_for_one_another(ticket, ana, desk):
    other = make.ticket(ana, support_group=desk)
    hold_ticket(ana, ticket.pk, reason="ticket", other_id=other.pk)

    with pytest.raises(ValidationError) as refusal:
        hold_ticket(ana, other.pk, reason="ticket", other_id=ticket.pk)

    assert refusal.value.error_dict["other_id"][0].code == "cycle"


def test_a_wait_for_a_third_party_needs_its_link_and_ends_with_it(ticket, ana, desk):
    root = make.administrator()
    vendor = create_company(root, CompanyDraft(name="Vendor", is_customer=False, is_supplier=True))
    with pytest.raises(TicketExternal.DoesNotExist):
        hold_ticket(root, ticket.pk, reason="external", external_id=1)
    link = link_external(root, ticket.pk, vendor.pk, reference="4711")
    hold_ticket(root, ticket.pk, reason="external", external_id=link.pk)
    assert state(ticket) == ("waiting", "external")

    unlink_external(root, ticket.pk, link.pk)

    assert state(ticket) == ("in_progress", "")


def test_a_customer_puts_nothing_on_hold(ticket, rita):
    with pytest.raises(PermissionDenied):
        hold_ticket(rita, ticket.pk, reason="customer")

    assert state(ticket) == ("new", "")
