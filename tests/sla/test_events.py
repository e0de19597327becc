"""Warnings and breaches: each once a run, whoever looks and whatever the machine's clock shows."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Member
from audit.models import JournalEntry
from notify.models import OutgoingMail
from tests import make, processes
from tests.sla import desk
from tests.sla.model import at
from tickets.drafts import TicketPatch
from tickets.models import SlaClock, SlaEvent, Ticket
from tickets.operations import fire_due, update_ticket
from tickets.operations.sla_events import BATCH
from tickets.tasks import watch_clocks

MONDAY = at("2026-06-01 09:00")
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def wall() -> Iterator[time_machine.Traveller]:
    """Monday at nine; the clock stands until it is moved."""
    with time_machine.travel(MONDAY, tick=False) as travel:
        yield travel


def fired() -> list[tuple[str, int]]:
    """Return kind and run of every event."""
    return list(SlaEvent.objects.order_by("id").values_list("kind", "run"))


def verbs() -> list[str]:
    """Return what the journal says of events."""
    found = JournalEntry.objects.filter(verb__startswith="ticket.sla_").order_by("id")
    return [entry.verb for entry in found]


@pytest.mark.django_db
def test_warning_and_breach_fire_once_however_often_the_job_runs(wall):
    desk.policy(desk.target())
    ticket = make.ticket()

    for hours in (6, 6.4, 6.4, 7, 8, 8.001, 8.001, 9):
        wall.move_to(MONDAY + hours * HOUR, tick=False)
        fire_due(timezone.now())

    assert fired() == [("warning", 1), ("breach", 1)]
    assert verbs() == ["ticket.sla_warned", "ticket.sla_breached"]
    assert desk.clock(ticket).breached_at == MONDAY + 8 * HOUR


@pytest.mark.django_db
def test_clock_jumping_back_and_forth_fires_nothing_twice(wall):
    desk.policy(desk.target())
    ticket = make.ticket()

    for hours in (7, 1, 7, 30, 2, 30, -48, 8.5, 6.5):
        wall.move_to(MONDAY + hours * HOUR, tick=False)
        watch_clocks()
        update_ticket(make.system(), ticket.pk, TicketPatch(title=f"At {hours}"))
        fire_due(timezone.now())

    assert fired() == [("warning", 1), ("breach", 1)]
    assert verbs() == ["ticket.sla_warned", "ticket.sla_breached"]


@pytest.mark.django_db
def test_nothing_fires_in_the_second_in_which_it_is_due_and_closing_then_is_in_time(wall):
    desk.policy(desk.target(warn_percent=100))
    ticket = make.ticket()
    wall.move_to(MONDAY + 8 * HOUR + timedelta(milliseconds=700), tick=False)
    count = fire_due(timezone.now())

    desk.move(ticket, "closed")

    assert SlaEvent.objects.filter(kind="breach").count() == 0
    assert desk.clock(ticket).breached_at is None
    assert count <= 1


@pytest.mark.django_db
def test_missed_warning_is_not_sent_after_the_breach(wall):
    desk.policy(desk.target())
    make.ticket()

    wall.move_to(MONDAY + 20 * HOUR, tick=False)
    fire_due(timezone.now())

    assert fired() == [("breach", 1)]


@pytest.mark.django_db
def test_new_run_fires_anew(wall):
    desk.policy(desk.target("resolve", 8))
    desk.policy(desk.target("resolve", 12), name="Less urgent", priority=1, rank=1)
    ticket = make.ticket()
    wall.move_to(MONDAY + 9 * HOUR, tick=False)
    fire_due(timezone.now())

    update_ticket(make.system(), ticket.pk, TicketPatch(priority=1))
    renewed = desk.clock(ticket)
    wall.move_to(MONDAY + 13 * HOUR, tick=False)
    fire_due(timezone.now())

    assert (renewed.breached_at, renewed.due_at) == (None, MONDAY + 12 * HOUR)
    assert fired() == [("breach", 1), ("breach", 2)]


@pytest.mark.django_db
def test_ticket_closed_late_before_the_job_saw_it_has_its_breach_once(wall):
    desk.policy(desk.target())
    ticket = make.ticket()
    wall.move_to(MONDAY + 9 * HOUR, tick=False)

    desk.move(ticket, "closed")
    fire_due(timezone.now())
    update_ticket(make.system(), ticket.pk, TicketPatch(title="After all"))
    fire_due(timezone.now())

    assert fired() == [("breach", 1)]
    assert desk.clock(ticket).breached_at == MONDAY + 8 * HOUR


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["waiting", "off", "deleted"])
def test_standing_or_deleted_ticket_fires_nothing(wall, change: str):
    desk.policy(desk.target())
    ticket = make.ticket()
    if change == "waiting":
        desk.move(ticket, "waiting")
    elif change == "off":
        update_ticket(make.system(), ticket.pk, TicketPatch(sla_is_disabled=True))
    else:
        Ticket.objects.filter(pk=ticket.pk).update(deleted_at=MONDAY)

    wall.move_to(MONDAY + 20 * HOUR, tick=False)

    assert fire_due(timezone.now()) == 0
    assert fired() == []


@pytest.mark.django_db
def test_escalation_is_mailed_to_those_who_answer_for_the_ticket(wall):
    group = make.group("Desk", email="desk@example.com")
    ana, otto = make.agent("ana", group), make.agent("otto", group)
    mia, gone = make.agent("mia", group), make.agent("gone", group, is_active=False)
    max_, rita = make.customer("max"), make.customer("rita")
    Member.objects.create(group=group, user=max_.user, is_manager=True)
    Member.objects.filter(user__in=[mia.user, gone.user]).update(is_manager=True)
    desk.policy(desk.target())
    make.ticket(rita, support_group=group, assignee=ana.user)
    OutgoingMail.objects.all().delete()

    wall.move_to(MONDAY + 9 * HOUR, tick=False)
    fire_due(timezone.now())

    mails = OutgoingMail.objects.order_by("recipient")
    assert [(mail.recipient, mail.template) for mail in mails] == [
        ("ana@example.com", "sla_breach"),
        ("desk@example.com", "sla_breach"),
        ("mia@example.com", "sla_breach"),
    ]
    assert otto.user.email not in {mail.recipient for mail in mails}
    [entry] = JournalEntry.objects.filter(verb="ticket.sla_breached")
    assert {mail.entry_id for mail in mails} == {entry.pk}
    assert entry.part_id == SlaClock.objects.get().pk


@pytest.mark.django_db
def test_many_due_at_once_fire_in_batches(wall):
    desk.policy(desk.target())
    first = make.ticket()
    number = 2 * BATCH + 5
    tickets = [
        Ticket(title="x", status=first.status, opened_at=MONDAY, activity_at=MONDAY)
        for _ in range(number - 1)
    ]
    clock = desk.clock(first)
    columns = {name: getattr(clock, name) for name in ("metric", "started_at", "due_at")}
    SlaClock.objects.bulk_create(
        [
            SlaClock(ticket=ticket, counted_at=MONDAY, **columns)
            for ticket in Ticket.objects.bulk_create(tickets)
        ]
    )
    wall.move_to(MONDAY + 9 * HOUR, tick=False)

    with CaptureQueriesContext(
        connection,
    ) as log:
        count = fire_due(timezone.now())

    assert count == number
    assert fired() == [("breach", 1)] + [("breach", 1)] * (number - 1)
    limits = [query["sql"] for query in log if f"LIMIT {BATCH}" in query["sql"]]
    assert len(limits) == 4  # three batches of breaches, one look for warnings


RACE = """
    import json
    from concurrent.futures import ThreadPoolExecutor
    from datetime import timedelta
    from threading import Barrier
    from django.db import connection
    from django.utils import timezone
    from tests import make
    from tests.sla import desk
    from audit.models import JournalEntry
    from tickets.models import SlaEvent
    from tickets.operations import fire_due

    desk.policy(desk.target())
    for _ in range(20):
        make.ticket()
    start = Barrier(2)

    def work(_):
        start.wait()
        try:
            return fire_due(timezone.now() + timedelta(hours=9))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    entries = JournalEntry.objects.filter(verb="ticket.sla_breached").count()
    print(json.dumps([SlaEvent.objects.count(), entries]))
"""


@pytest.mark.slow  # starts a process of its own
@pytest.mark.timeout(180)
@pytest.mark.process
@pytest.mark.sqlite_only
def test_two_workers_on_one_file_fire_once(tmp_path: Path):
    folder = processes.new_desk(tmp_path)

    assert json.loads(processes.run(folder, RACE).splitlines()[-1]) == [20, 20]


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_a_server_fire_once():
    if connection.vendor == "sqlite":
        pytest.skip("one worker at a time writes to SQLite; see the test on one file")
    desk.policy(desk.target())
    for _ in range(20):
        make.ticket()
    start = Barrier(2)

    def work(_: int) -> int:
        start.wait()
        try:
            return fire_due(timezone.now() + 9 * HOUR)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))

    assert SlaEvent.objects.count() == 20
    assert JournalEntry.objects.filter(verb="ticket.sla_breached").count() == 20
