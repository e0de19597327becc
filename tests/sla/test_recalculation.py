"""A pass over all open tickets after promises or calendars changed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.drafts import CalendarPatch, GroupPatch, HolidayDraft
from accounts.operations import set_holidays, update_calendar, update_group
from audit.models import JournalEntry
from audit.tasks import dispatch
from crm.models import CompanyUser
from tests import make
from tests.sla import desk
from tests.sla.model import at
from tickets.drafts import TicketDraft, TicketPatch
from tickets.models import SlaClock, SlaEvent, SlaRecalculation, Ticket
from tickets.operations import (
    TicketTimes,
    delete_sla_policy,
    fire_due,
    import_ticket,
    run_recalculation,
    sla_recalculation,
    start_recalculation,
    update_sla_policy,
    update_ticket,
)
from tickets.operations.sla_recalculation import LEASE, recalculate_slice
from tickets.tasks import recount_clocks, sweep_recalculations

pytestmark = pytest.mark.django_db

MONDAY = at("2026-06-01 09:00")
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def monday():
    """The machine's clock stands on Monday at nine until it is moved."""
    with time_machine.travel(MONDAY, tick=False) as travel:
        yield travel


def run_all() -> None:
    """Work off every pass that waits."""
    for job in SlaRecalculation.objects.filter(ended_at=None):
        run_recalculation(job.pk)


def dispatch_all() -> None:
    """Call the subscribers of everything that happened."""
    for entry in JournalEntry.objects.filter(dispatched_at=None):
        dispatch(entry.pk)


def due(ticket: Ticket) -> object:
    """Return when the ticket should be solved."""
    return Ticket.objects.get(pk=ticket.pk).resolve_due_at


def test_changed_target_moves_the_clocks_of_open_tickets_with_one_entry_each():
    policy = desk.policy(desk.target(amount=8))
    tickets = [make.ticket() for _ in range(3)]
    desk.move(tickets[2], "closed")
    run_all()

    update_sla_policy(make.system(), policy.pk, {}, targets=[desk.target(amount=4)])
    run_all()

    assert [due(ticket) for ticket in tickets] == [MONDAY + 4 * HOUR, MONDAY + 4 * HOUR, None]
    entries = JournalEntry.objects.filter(verb="ticket.sla_recalculated").order_by("id")
    old, new = ((MONDAY + hours * HOUR).isoformat() for hours in (8, 4))
    assert [entry.object_id for entry in entries] == [ticket.pk for ticket in tickets[:2]]
    assert [entry.changes for entry in entries] == [{"resolve_due_at": [old, new]}] * 2
    assert {entry.dispatched_at is None for entry in entries} == {False}


def test_pass_that_changes_nothing_leaves_no_entry():
    desk.policy(desk.target())
    make.ticket()
    run_all()

    start_recalculation(make.system(), reason="to be sure")
    run_all()

    job = SlaRecalculation.objects.latest("id")
    assert (job.total_count, job.done_count, job.changed_count) == (1, 1, 0)
    assert not JournalEntry.objects.filter(verb="ticket.sla_recalculated").exists()


def test_imported_ticket_is_left_alone_until_its_first_change():
    past = TicketTimes(opened_at=at("2024-01-01 00:00"), updated_at=at("2024-01-01 00:00"))
    ticket = import_ticket(make.system(), TicketDraft(title="Old"), times=past)
    touched = import_ticket(make.system(), TicketDraft(title="Old too"), times=past)
    update_ticket(make.system(), touched.pk, TicketPatch(title="Known now"))

    desk.policy(desk.target())
    run_all()

    assert [due(row) for row in (ticket, touched)] == [None, MONDAY + 8 * HOUR]


def test_night_brings_what_nobody_told(monday):
    rita = make.customer("rita")
    company = make.company()
    desk.policy(desk.target(), company=company)
    ticket = make.ticket(rita)
    run_all()
    CompanyUser.objects.create(company=company, user=rita.user)

    recount_clocks()
    run_all()

    assert due(ticket) == MONDAY + 8 * HOUR


def test_deleted_policy_ends_its_clocks():
    policy = desk.policy(desk.target())
    ticket = make.ticket()

    delete_sla_policy(make.system(), policy.pk)
    run_all()

    assert due(ticket) is None
    assert not SlaClock.objects.exists()


def changed_hours(calendar: int) -> None:
    longer = [[day, "09:00", "21:00"] for day in range(5)]
    update_calendar(make.system(), calendar, CalendarPatch(intervals=longer))


def changed_zone(calendar: int) -> None:
    update_calendar(make.system(), calendar, CalendarPatch(time_zone="America/New_York"))


def new_holiday(calendar: int) -> None:
    day = date(2026, 6, 2)
    set_holidays(make.system(), calendar, [HolidayDraft(name="Feast", starts_on=day, ends_on=day)])


def new_country(calendar: int) -> None:
    # 2 June is the day of the republic
    update_calendar(make.system(), calendar, CalendarPatch(country="IT"))


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        (changed_hours, "2026-06-01 21:00"),
        (changed_zone, "2026-06-02 17:00"),
        (new_holiday, "2026-06-03 13:00"),
        (new_country, "2026-06-03 13:00"),
    ],
)
def test_changed_calendar_moves_the_clocks(change: Callable[[int], None], ends: str):
    calendar = desk.office()
    desk.policy(desk.target(amount=12), calendar=calendar)
    ticket = make.ticket()
    run_all()
    before = due(ticket)

    change(calendar.pk)
    dispatch_all()
    run_all()

    assert before == at("2026-06-02 13:00")
    assert due(ticket) == at(ends)


def test_another_calendar_of_the_group_moves_the_clocks():
    calendar, group = desk.office(), make.group("Desk")
    desk.policy(desk.target(amount=12), uses_ticket_calendar=True)
    ticket = make.ticket(support_group=group)
    run_all()

    update_group(make.system(), group.pk, GroupPatch(calendar=calendar))
    dispatch_all()
    run_all()

    assert due(ticket) == at("2026-06-02 13:00")


def test_clock_that_ran_out_runs_again_when_a_holiday_moves_its_end(monday):
    calendar = desk.office()
    desk.policy(desk.target(amount=8), calendar=calendar)
    ticket = make.ticket()
    monday.move_to(at("2026-06-01 18:00"), tick=False)
    fire_due(timezone.now())

    day = date(2026, 6, 1)
    feast = HolidayDraft(name="Feast", starts_on=day, ends_on=day)
    set_holidays(make.system(), calendar.pk, [feast])
    dispatch_all()
    run_all()
    moved = desk.clock(ticket)
    monday.move_to(at("2026-06-02 18:00"), tick=False)
    fire_due(timezone.now())

    assert (moved.run, moved.breached_at) == (2, None)
    assert list(SlaEvent.objects.values_list("kind", "run")) == [("breach", 1), ("breach", 2)]


def test_pass_goes_on_behind_the_last_slice_after_its_worker_was_killed(monday, monkeypatch):
    desk.policy(desk.target())
    for _ in range(5):
        make.ticket()
    run_all()
    SlaClock.objects.update(target_seconds=1)
    monkeypatch.setattr(sla_recalculation, "SLICE", 2)
    job = start_recalculation(make.system(), reason="test")
    SlaRecalculation.objects.filter(pk=job.pk).update(lease_until_at=MONDAY + LEASE)
    recalculate_slice(job.pk)  # and then the worker died

    too_early = run_recalculation(job.pk)
    monday.move_to(MONDAY + 2 * LEASE, tick=False)
    sweep_recalculations()

    assert too_early is False
    job.refresh_from_db()
    assert (job.total_count, job.done_count) == (5, 5)
    assert job.ended_at == MONDAY + 2 * LEASE
    assert set(SlaClock.objects.values_list("run", flat=True)) == {2}


def test_waiting_pass_is_joined_and_a_running_one_is_followed_by_another():
    desk.policy(desk.target())
    make.ticket()
    run_all()
    first = start_recalculation(make.system(), reason="one")
    joined = start_recalculation(make.system(), reason="two")

    recalculate_slice(first.pk)
    second = start_recalculation(make.system(), reason="three")

    assert joined.pk == first.pk
    assert second.pk != first.pk


@pytest.mark.parametrize("number", [10, 50])
def test_slice_takes_the_same_statements_for_few_and_many_tickets(number: int, monkeypatch):
    monkeypatch.setattr(sla_recalculation, "SLICE", 50)
    group = make.group("Desk", calendar=desk.office())
    policy = desk.policy(uses_ticket_calendar=True)
    for _ in range(number):
        make.ticket(support_group=group)
    run_all()
    policy.targets.update(amount=3)
    job = start_recalculation(make.system(), reason="test")

    with CaptureQueriesContext(connection) as log:
        recalculate_slice(job.pk)

    job.refresh_from_db()
    assert (job.done_count, job.changed_count) == (number, number)
    assert len(log) == 18
