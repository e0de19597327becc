"""Engines of support groups: who gets the next ticket, and the oldest waiting one goes first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Absence, Group, Member, User
from audit.actor import Actor
from audit.models import JournalEntry
from tests import make
from tickets.drafts import TicketDraft
from tickets.models import Ticket
from tickets.operations import close_ticket, create_ticket
from tickets.operations.assignment import assign_waiting
from tickets.tasks import sweep_queues

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("test")


def desk(engine: str, *names: str, **columns: object) -> tuple[Group, list[User]]:
    group = make.group(f"Desk {engine}", engine=engine, **columns)
    people = [make.agent(name, group).user for name in names]
    return group, people


def opened(group: Group, title: str = "Help", **fields: object) -> Ticket:
    return create_ticket(SYSTEM, TicketDraft(title=title, support_group=group, **fields))


def cap(user: User, most: int) -> None:
    Member.objects.filter(user=user).update(most_open=most)


def away(user: User, hours: int = 1) -> Absence:
    now = timezone.now()
    return Absence.objects.create(
        user=user, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=hours)
    )


def test_round_robin_goes_from_member_to_member():
    group, (ana, otto, eva) = desk("round_robin", "ana", "otto", "eva")

    got = [opened(group).assignee for _ in range(4)]

    assert got == [ana, otto, eva, ana]


def test_by_load_takes_the_member_with_the_fewest_open_tickets_anywhere():
    group, (ana, otto) = desk("by_load", "ana", "otto")
    other = make.group("Other")
    make.ticket(SYSTEM, support_group=other, assignee=ana)
    make.ticket(SYSTEM, support_group=other, assignee=ana)

    assert [opened(group).assignee for _ in range(3)] == [otto, otto, ana]


@pytest.mark.parametrize("engine", ["manual", "free"])
def test_manual_and_free_groups_assign_nobody(engine: str):
    group, _ = desk(engine, "ana")

    assert opened(group).assignee is None
    assert assign_waiting(group.pk) == 0


def test_a_named_assignee_and_the_category_come_before_the_engine():
    group, (ana, otto) = desk("round_robin", "ana", "otto")

    assert opened(group, assignee=otto).assignee == otto
    assert opened(group).assignee == ana


def test_absent_disabled_unwilling_and_full_members_are_passed_over():
    group, (ana, otto, eva, max_, rita) = desk("round_robin", "ana", "otto", "eva", "max", "rita")
    away(ana)
    User.objects.filter(pk=otto.pk).update(is_active=False)
    Member.objects.filter(user=eva).update(takes_tickets=False)
    cap(max_, 1)

    assert [opened(group).assignee for _ in range(3)] == [max_, rita, rita]


def test_nobody_free_leaves_the_ticket_waiting_and_the_oldest_goes_first():
    group, (ana,) = desk("round_robin", "ana")
    cap(ana, 1)
    first = opened(group, "first")
    second, third = opened(group, "second"), opened(group, "third")
    assert (first.assignee, second.assignee, third.assignee) == (ana, None, None)

    close_ticket(SYSTEM, first.pk, resolution=1)
    assert assign_waiting(group.pk) == 1

    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.assignee, third.assignee) == (ana, None)


def test_a_new_ticket_does_not_overtake_those_that_wait():
    group, (ana,) = desk("round_robin", "ana")
    cap(ana, 1)
    opened(group)
    waiting = opened(group, "waiting")
    cap(ana, 2)

    newest = opened(group, "newest")
    assert newest.assignee is None
    assign_waiting(group.pk)

    waiting.refresh_from_db()
    newest.refresh_from_db()
    assert (waiting.assignee, newest.assignee) == (ana, None)


def test_closing_a_ticket_hands_out_the_next_one(django_capture_on_commit_callbacks):
    group, (ana,) = desk("round_robin", "ana")
    cap(ana, 1)
    first, second = opened(group), opened(group)

    with django_capture_on_commit_callbacks(execute=True):
        close_ticket(SYSTEM, first.pk, resolution=1)

    second.refresh_from_db()
    assert second.assignee == ana


def test_the_sweep_hands_out_what_waits_after_an_absence():
    group, (ana,) = desk("round_robin", "ana")
    absence = away(ana)
    ticket = opened(group)
    assert ticket.assignee is None
    absence.delete()

    sweep_queues()

    ticket.refresh_from_db()
    assert ticket.assignee == ana
    entry = JournalEntry.objects.filter(object_id=ticket.pk, verb="ticket.updated").get()
    assert entry.door == "system:engine"
    assert entry.changes["assignee"] == [None, ana.pk]


def test_a_suspended_group_hands_out_nothing():
    group, _ = desk("round_robin", "ana", state="suspended")

    assert opened(group).assignee is None


def test_locked_tickets_and_those_of_other_groups_stay():
    group, (ana,) = desk("round_robin", "ana")
    away(ana).delete()
    other = make.group("Other")
    make.ticket(SYSTEM, support_group=other)
    locked = make.ticket(SYSTEM, support_group=other)
    Ticket.objects.filter(pk=locked.pk).update(support_group=group, is_locked=True)

    assert assign_waiting(group.pk) == 0
