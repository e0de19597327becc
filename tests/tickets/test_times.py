"""What moves between statuses do to the times of a ticket."""

from datetime import UTC, datetime

import pytest
import time_machine

from tests import make
from tickets.drafts import TicketPatch
from tickets.models import Status, Ticket
from tickets.operations import close_ticket, reopen_ticket, resolve_ticket, update_ticket

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(hour: int, minute: int = 0) -> datetime:
    return NINE.replace(hour=hour, minute=minute)


@pytest.fixture
def clock():
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


def moved(ticket: Ticket, code: str) -> Ticket:
    patch = TicketPatch(status=Status.objects.get(code=code))
    return update_ticket(make.system(), ticket.pk, patch)


def test_waiting_time_adds_up_in_seconds(clock):
    ticket = make.ticket()
    clock.move_to(at(10))
    waiting = moved(ticket, "pending")
    clock.move_to(at(10, 30))
    working = moved(ticket, "in_progress")
    clock.move_to(at(12))
    moved(ticket, "waiting")
    clock.move_to(at(13))
    resolved = moved(ticket, "resolved")

    assert (waiting.waiting_since_at, waiting.waiting_reason) == (at(10), "agent")
    assert (working.waiting_seconds, working.waiting_since_at) == (1800, None)
    assert working.waiting_reason == ""
    assert (resolved.waiting_seconds, resolved.waiting_since_at) == (5400, None)


def test_waiting_goes_on_through_another_waiting_status(clock):
    ticket = moved(make.ticket(), "pending")
    clock.move_to(at(10))

    ticket = moved(ticket, "waiting")

    assert (ticket.waiting_since_at, ticket.waiting_seconds) == (NINE, 0)


def test_ticket_is_taken_once(clock):
    ticket = make.ticket()
    clock.move_to(at(10))
    moved(ticket, "in_progress")
    clock.move_to(at(11))

    assert moved(ticket, "planned").taken_at == at(10)


def test_resolving_closing_and_reopening_keep_the_times_true(clock):
    root = make.administrator()
    ticket = make.ticket()
    clock.move_to(at(10))
    resolved = resolve_ticket(root, ticket.pk, closing_text="New toner.")
    clock.move_to(at(11))
    closed = close_ticket(root, ticket.pk, resolution=1, closing_text="New toner.")
    clock.move_to(at(12))
    reopened = reopen_ticket(root, ticket.pk)
    clock.move_to(at(13))
    again = close_ticket(root, ticket.pk, resolution=2)

    assert (resolved.resolved_at, resolved.closed_at) == (at(10), None)
    assert (closed.resolved_at, closed.closed_at, closed.last_closed_at) == (at(10), at(11), at(11))
    assert (reopened.resolved_at, reopened.closed_at) == (None, None)
    assert reopened.last_closed_at == at(11)
    assert (again.resolved_at, again.closed_at, again.last_closed_at) == (at(13),) * 3
    assert [row.taken_at for row in (resolved, again)] == [at(10), at(10)]


def test_closed_ticket_that_is_only_resolved_again_keeps_when_it_was_resolved(clock):
    ticket = make.ticket()
    clock.move_to(at(10))
    moved(ticket, "closed")
    clock.move_to(at(11))

    patch = TicketPatch(status=Status.objects.get(code="resolved"))
    ticket = update_ticket(make.system(), ticket.pk, patch, any_status=True)

    assert (ticket.resolved_at, ticket.closed_at, ticket.last_closed_at) == (at(10), None, at(10))


def test_another_closed_status_keeps_the_moment_of_closing(clock):
    ticket = moved(make.ticket(), "closed")
    clock.move_to(at(10))

    ticket = moved(ticket, "rejected")

    assert (ticket.closed_at, ticket.last_closed_at) == (NINE, NINE)
