"""The life of a clock: what stops it, what lets it stand, what starts it anew, and what is told."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine

from accounts.drafts import CalendarPatch
from accounts.operations import update_calendar
from audit.models import JournalEntry
from tests import make
from tests.sla import desk
from tests.sla.model import at
from tickets.drafts import TicketDraft, TicketPatch
from tickets.models import SlaClock, SlaPause, SlaTerms, Ticket
from tickets.operations import TicketTimes, import_ticket, update_sla_policy, update_ticket
from tickets.queries import explain
from tickets.vocabulary import WaitingReason

pytestmark = pytest.mark.django_db

MONDAY = at("2026-06-01 09:00")
HOUR = timedelta(hours=1)


class Wall:
    """The clock of the machine, which stands until it is set."""

    def __init__(self, travel: time_machine.Traveller) -> None:
        """Take hold of it."""
        self.travel = travel

    def at(self, hours: float) -> datetime:
        """Set it so many hours after Monday at nine."""
        moment = MONDAY + hours * HOUR
        self.travel.move_to(moment, tick=False)
        return moment


@pytest.fixture
def wall() -> Iterator[Wall]:
    """Monday at nine."""
    with time_machine.travel(MONDAY, tick=False) as travel:
        yield Wall(travel)


def due(ticket: Ticket) -> tuple[datetime | None, datetime | None]:
    """Return both due moments of the ticket's row."""
    row = Ticket.objects.get(pk=ticket.pk)
    return row.respond_due_at, row.resolve_due_at


def test_new_ticket_knows_its_due_moments_and_tells_them_in_its_one_entry(wall: Wall):
    desk.policy()

    ticket = make.ticket()

    respond, resolve = MONDAY + 2 * HOUR, MONDAY + 8 * HOUR
    assert due(ticket) == (respond, resolve)
    [entry] = JournalEntry.objects.filter(noun="ticket")
    assert entry.changes["respond_due_at"] == [None, respond.isoformat()]
    assert entry.changes["resolve_due_at"] == [None, resolve.isoformat()]


def test_first_public_answer_of_somebody_else_stops_the_respond_clock(wall: Wall):
    desk.policy()
    group = make.group("Desk")
    rita, ana = make.customer("rita"), make.agent("ana", group)
    ticket = make.ticket(rita, support_group=group)

    wall.at(0.25)
    desk.answer(rita, ticket, body="Anybody?")
    wall.at(0.5)
    desk.answer(ana, ticket, body="A note for us", is_public=False)
    before = desk.clock(ticket, "respond").stopped_at
    answered_at = wall.at(1)
    desk.answer(ana, ticket)
    wall.at(1.5)
    desk.answer(ana, ticket, body="Still on it")

    assert before is None
    clock = desk.clock(ticket, "respond")
    assert (clock.stopped_at, clock.elapsed_seconds, clock.breached_at) == (answered_at, 3600, None)
    assert due(ticket) == (None, MONDAY + 8 * HOUR)
    entry = JournalEntry.objects.filter(noun="ticket").order_by("id")[3]
    assert entry.changes["respond_due_at"] == [(MONDAY + 2 * HOUR).isoformat(), None]


def test_answer_on_a_ticket_without_requester_counts(wall: Wall):
    desk.policy()
    group = make.group("Desk")
    ticket = make.ticket(support_group=group)

    desk.answer(make.agent("ana", group), ticket)

    assert ticket.requester is None
    assert desk.clock(ticket, "respond").stopped_at == MONDAY


def test_resolve_clock_stands_while_resolved_and_stops_at_closing_for_then(wall: Wall):
    desk.policy()
    ticket = make.ticket()

    resolved_at = wall.at(3)
    desk.move(ticket, "resolved")
    resolved = desk.clock(ticket)
    wall.at(30)
    desk.move(ticket, "closed")

    assert (resolved.stopped_at, resolved.paused_at, resolved.due_at) == (None, resolved_at, None)
    closed = desk.clock(ticket)
    assert (closed.stopped_at, closed.elapsed_seconds) == (resolved_at, 3 * 3600)
    assert closed.breached_at is None
    assert desk.clock(ticket, "respond").stopped_at == resolved_at
    assert due(ticket) == (None, None)


def test_reopened_ticket_runs_on_with_what_is_left(wall: Wall):
    desk.policy(desk.target("resolve", 8))
    ticket = make.ticket()
    wall.at(3)
    desk.move(ticket, "closed")

    reopened_at = wall.at(50)
    desk.move(ticket, "reopened")

    clock = desk.clock(ticket)
    assert (clock.stopped_at, clock.elapsed_seconds, clock.paused_seconds) == (
        None, 3 * 3600, 47 * 3600,
    )  # fmt: skip
    assert due(ticket)[1] == reopened_at + 5 * HOUR


@pytest.mark.parametrize("reason", WaitingReason.values)
@pytest.mark.parametrize("is_pausing", [True, False])
def test_waiting_stops_the_clock_for_the_reasons_of_the_policy(
    wall: Wall, reason: str, is_pausing: bool
):
    others = [word for word in WaitingReason.values if word != reason]
    desk.policy(desk.target(), pausing_reasons=[reason] if is_pausing else others)
    ticket = make.ticket()
    wall.at(1)
    Ticket.objects.filter(pk=ticket.pk).update(waiting_reason=reason)
    desk.move(ticket, "waiting")
    waiting = desk.clock(ticket)

    wall.at(4)
    desk.move(ticket, "in_progress")

    assert (waiting.due_at is None) is is_pausing
    assert due(ticket)[1] == MONDAY + (11 if is_pausing else 8) * HOUR
    [pause] = SlaPause.objects.all()
    assert (pause.reason, pause.ends_at) == (reason, MONDAY + 4 * HOUR)


def test_waiting_after_the_promise_ran_out_leaves_the_due_moment(wall: Wall):
    desk.policy(desk.target())
    ticket = make.ticket()

    wall.at(9)
    desk.move(ticket, "waiting")

    assert due(ticket)[1] == MONDAY + 8 * HOUR


def test_switched_off_ticket_stands_and_goes_on_when_switched_on(wall: Wall):
    desk.policy(desk.target())
    ticket = make.ticket()

    wall.at(1)
    update_ticket(make.system(), ticket.pk, TicketPatch(sla_is_disabled=True))
    off = due(ticket)
    wall.at(6)
    update_ticket(make.system(), ticket.pk, TicketPatch(sla_is_disabled=False))

    assert off == (None, None)
    assert due(ticket)[1] == MONDAY + 13 * HOUR


def test_change_of_priority_starts_a_new_run_that_counts_from_the_opening(wall: Wall):
    desk.policy(desk.target("resolve", 8))
    urgent = desk.policy(desk.target("resolve", 4), name="Urgent", priority=6, rank=1)
    ticket = make.ticket()

    wall.at(1)
    update_ticket(make.system(), ticket.pk, TicketPatch(priority=6))

    clock = desk.clock(ticket)
    assert (clock.policy, clock.run, clock.started_at) == (urgent, 2, MONDAY)
    old, new = MONDAY + 8 * HOUR, MONDAY + 4 * HOUR
    [entry] = JournalEntry.objects.filter(verb="ticket.updated")
    assert entry.changes["resolve_due_at"] == [old.isoformat(), new.isoformat()]
    assert entry.changes["priority"] == [4, 6]


def test_change_that_leaves_the_promise_starts_no_new_run(wall: Wall):
    desk.policy(desk.target())
    ticket = make.ticket()

    update_ticket(make.system(), ticket.pk, TicketPatch(title="Another title"))

    assert desk.clock(ticket).run == 1
    [entry] = JournalEntry.objects.filter(verb="ticket.updated")
    assert set(entry.changes) == {"title"}


def test_running_clock_goes_when_no_policy_fits_any_more(wall: Wall):
    desk.policy(desk.target(), priority=4)
    ticket = make.ticket()

    update_ticket(make.system(), ticket.pk, TicketPatch(priority=1))

    assert not SlaClock.objects.exists()
    assert due(ticket) == (None, None)


def test_inactivity_clock_starts_anew_with_everything_that_happens(wall: Wall):
    desk.policy(desk.target("inactivity", 4))
    ticket = make.ticket()

    last = wall.at(3)
    desk.answer(make.system(), ticket)

    clock = desk.clock(ticket, "inactivity")
    assert (clock.run, clock.started_at, clock.due_at) == (2, last, last + 4 * HOUR)
    assert due(ticket) == (None, None)


def test_promise_between_teams_runs_beside_that_to_the_customer(wall: Wall):
    desk.policy(desk.target("resolve", 8), desk.target("resolve", 6, side="ola"))

    ticket = make.ticket()

    assert desk.clock(ticket, side="sla").due_at == MONDAY + 8 * HOUR
    assert desk.clock(ticket, side="ola").due_at == MONDAY + 6 * HOUR
    assert due(ticket)[1] == MONDAY + 8 * HOUR


@pytest.mark.parametrize(("hours", "ends"), [(3, "2026-06-01 17:00"), (8, "2026-06-01 17:00"),
                                             (9, "2026-06-02 17:00")])  # fmt: skip
def test_promise_until_the_end_of_the_working_day(wall: Wall, hours: int, ends: str):
    desk.policy(desk.target(amount=hours, ends_with_working_day=True), calendar=desk.office())

    assert due(make.ticket())[1] == at(ends)


def test_explanation_names_the_calendar_and_the_reason_of_each_part(wall: Wall):
    desk.policy(desk.target(), calendar=desk.office())
    ticket = make.ticket()
    wall.at(1)
    Ticket.objects.filter(pk=ticket.pk).update(waiting_reason="customer")
    desk.move(ticket, "waiting")
    wall.at(25)
    desk.move(ticket, "in_progress")

    parts = explain(desk.clock(ticket))

    assert [(part.kind, part.seconds // 3600, part.calendar, part.reason) for part in parts] == [
        ("counted", 1, "Office", ""),
        ("paused", 7, "Office", "Waiting · customer"),
        ("closed", 0, "Office", ""),
        ("paused", 1, "Office", "Waiting · customer"),
    ]
    clock = desk.clock(ticket)
    assert (clock.elapsed_seconds, clock.paused_seconds) == (3600, 8 * 3600)


def test_stopped_clock_is_explained_by_what_it_was_counted_by(wall: Wall):
    office = desk.office()
    policy = desk.policy(desk.target(), calendar=office)
    ticket = make.ticket()
    wall.at(1)
    Ticket.objects.filter(pk=ticket.pk).update(waiting_reason="customer")
    desk.move(ticket, "waiting")
    wall.at(3)
    desk.move(ticket, "closed")
    before = explain(desk.clock(ticket))

    update_calendar(make.system(), office.pk, CalendarPatch(name="Night", intervals=[]))
    changed = [desk.target(amount=1, warn_percent=10)]
    update_sla_policy(make.system(), policy.pk, {"pausing_reasons": []}, targets=changed)

    clock = desk.clock(ticket)
    assert [(part.kind, part.seconds, part.calendar) for part in before] == [
        ("counted", 3600, "Office"),
        ("paused", 7200, "Office"),
    ]
    assert explain(clock) == before
    assert (clock.elapsed_seconds, clock.paused_seconds) == (3600, 7200)


def test_closed_ticket_keeps_its_clocks_whatever_is_promised_and_changed_later(wall: Wall):
    policy = desk.policy(desk.target())
    ticket, without = make.ticket(), make.ticket(priority=1)
    SlaClock.objects.filter(ticket=without).delete()
    wall.at(3)
    for each in (ticket, without):
        desk.move(each, "closed")
    changed = [desk.target(amount=1), desk.target("respond", 1)]
    update_sla_policy(make.system(), policy.pk, {}, targets=changed)

    wall.at(5)
    for each in (ticket, without):
        update_ticket(make.system(), each.pk, TicketPatch(title="Was the cable"))

    clock = SlaClock.objects.get()
    assert (clock.ticket, clock.metric, clock.run) == (ticket, "resolve", 1)
    assert (clock.target_seconds, clock.breached_at) == (8 * 3600, None)


def test_clocks_of_the_same_terms_share_them(wall: Wall):
    desk.policy(calendar=desk.office())

    for _ in range(3):
        make.ticket()

    assert SlaClock.objects.count() == 6
    assert SlaTerms.objects.count() == 1


@pytest.mark.parametrize("code", ["new", "waiting"])
def test_imported_ticket_starts_its_clocks_at_its_first_change(wall: Wall, code: str):
    desk.policy(desk.target())
    past = TicketTimes(opened_at=at("2024-01-01 00:00"), updated_at=at("2024-01-01 00:00"))
    status = make.ticket().status.__class__.objects.get(code=code)
    SlaClock.objects.all().delete()
    draft = TicketDraft(title="Old", status=status)
    ticket = import_ticket(make.system(), draft, times=past)
    untouched = SlaClock.objects.count()

    first_change = wall.at(2)
    desk.answer(make.system(), ticket)
    wall.at(5)
    desk.move(ticket, "in_progress")

    assert untouched == 0
    clock = desk.clock(ticket)
    assert clock.started_at == first_change
    assert clock.due_at == MONDAY + (10 if code == "new" else 13) * HOUR


def test_clock_set_back_during_a_pause_counts_no_time_twice(wall: Wall):
    desk.policy(desk.target())
    ticket = make.ticket()
    wall.at(3)
    desk.move(ticket, "waiting")
    wall.at(2)
    desk.move(ticket, "in_progress")
    wall.at(5)
    desk.move(ticket, "waiting")
    wall.at(4)
    desk.move(ticket, "in_progress")
    wall.at(6)
    desk.answer(make.system(), ticket)

    clock = desk.clock(ticket)
    assert (clock.elapsed_seconds, clock.paused_seconds) == (6 * 3600, 0)
    assert sum(part.seconds for part in explain(clock)) == 6 * 3600
