"""Ties between tickets, the guard of parents, people who take part, items."""

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from accounts.models import Setting
from audit.models import JournalEntry
from tests import make
from tests.tickets.traces import traces
from tickets.drafts import TicketPatch
from tickets.models import Ticket, TicketLink, TicketPerson
from tickets.operations import (
    add_person,
    link_item,
    link_tickets,
    remove_person,
    unlink_item,
    unlink_tickets,
    update_ticket,
    watch_ticket,
)
from tickets.queries import next_statuses, status_by_code

pytestmark = pytest.mark.django_db


def verbs(ticket: Ticket) -> list[str]:
    entries = JournalEntry.objects.filter(noun="ticket", object_id=ticket.pk).order_by("id")
    return list(entries.values_list("verb", flat=True))[1:]


def test_tie_is_made_once_and_undone():
    ana = make.administrator("ana")
    one, two = make.ticket(), make.ticket()

    link = link_tickets(ana, one.pk, two.pk, "duplicate")
    assert link_tickets(ana, one.pk, two.pk, "duplicate") == link
    unlink_tickets(ana, two.pk, link.pk)

    assert not TicketLink.objects.exists()
    assert (verbs(one), verbs(two)) == (["ticket.linked", "ticket.unlinked"], [])


def test_child_is_tied_and_untied_through_its_parent():
    ana = make.administrator("ana")
    child, parent = make.ticket(), make.ticket()

    link = link_tickets(ana, child.pk, parent.pk, "child")

    assert Ticket.objects.get(pk=parent.pk).open_child_count == 1
    unlink_tickets(ana, parent.pk, link.pk)
    assert Ticket.objects.get(pk=parent.pk).open_child_count == 0
    assert Ticket.objects.get(pk=child.pk).parent is None
    assert verbs(child) == ["ticket.updated", "ticket.updated"]


def test_hidden_ticket_is_not_tied(attachments):
    group = make.group("Desk")
    ana = make.agent("ana", group)
    mine, hidden = make.ticket(support_group=group), make.ticket()
    link = link_tickets(make.system(), mine.pk, hidden.pk, "related")
    before = traces(attachments)

    for source, target in ((mine, hidden), (hidden, mine)):
        with pytest.raises(ObjectDoesNotExist):
            link_tickets(ana, source.pk, target.pk, "related")
    with pytest.raises(ObjectDoesNotExist):
        unlink_tickets(ana, mine.pk, link.pk)
    for target, kind in ((mine.pk, "related"), (hidden.pk, "friend")):
        with pytest.raises(ValidationError):
            link_tickets(ana, mine.pk, target, kind)
    assert traces(attachments) == before


def test_parent_with_open_children_is_not_ended_before_them():
    ana = make.administrator("ana")
    parent = make.ticket()
    child = make.ticket(parent=parent)
    done = TicketPatch(status=status_by_code("resolved"))

    with pytest.raises(ValidationError) as refusal:
        update_ticket(ana, parent.pk, done)
    assert [error.code for error in refusal.value.error_dict["status"]] == ["open_children"]

    update_ticket(ana, child.pk, done)
    update_ticket(ana, parent.pk, done)
    assert Ticket.objects.get(pk=parent.pk).status.code == "resolved"


def test_guard_of_parents_can_be_switched_off():
    parent = make.ticket()
    make.ticket(parent=parent)
    Setting.objects.create(name="tickets.guard_parents", value=False)

    update_ticket(make.system(), parent.pk, TicketPatch(status=status_by_code("closed")))

    assert Ticket.objects.get(pk=parent.pk).closed_at is not None


def test_next_statuses_are_those_that_a_move_takes():
    ana = make.administrator("ana")
    ticket = make.ticket()
    update_ticket(ana, ticket.pk, TicketPatch(status=status_by_code("closed")))
    closed = Ticket.objects.select_related("status").get(pk=ticket.pk)

    categories = {status.category for status in next_statuses(closed)}
    assert categories == {"closed", "in_progress"}
    assert closed.status not in next_statuses(closed)
    for status in next_statuses(closed):
        update_ticket(ana, ticket.pk, TicketPatch(status=status))
        update_ticket(ana, ticket.pk, TicketPatch(status=closed.status))


def test_people_come_and_go_with_an_entry_each():
    ana, otto = make.administrator("ana"), make.person("otto")
    ticket = make.ticket()

    row = add_person(ana, ticket.pk, otto, "observer")
    assert add_person(ana, ticket.pk, otto, "observer") == row
    bare = add_person(ana, ticket.pk, "boss@example.com", "observer")
    remove_person(ana, ticket.pk, row.pk)

    left = TicketPerson.objects.filter(ticket=ticket, role="observer")
    assert list(left) == [bare]
    assert verbs(ticket) == ["ticket.person_added"] * 2 + ["ticket.person_removed"]
    entry = JournalEntry.objects.filter(verb="ticket.person_added").latest("id")
    assert entry.changes == {"observer": [None, "boss@example.com"]}


def test_requester_stays_and_customers_add_observers_only(attachments):
    rita, max_ = make.customer("rita"), make.person("max")
    ticket = make.ticket(rita)
    requester = TicketPerson.objects.get(ticket=ticket, role="requester")
    before = traces(attachments)

    with pytest.raises(ValidationError):
        remove_person(rita, ticket.pk, requester.pk)
    with pytest.raises(PermissionDenied):
        add_person(rita, ticket.pk, max_, "collaborator")
    for address in ("nobody", "a@example.com\nBcc: b@example.com"):
        with pytest.raises(ValidationError):
            add_person(rita, ticket.pk, address, "observer")
    assert traces(attachments) == before

    add_person(rita, ticket.pk, max_, "observer")


def test_watching_is_for_readers_and_undone_by_oneself():
    reader = make.actor("reader", "ticket.read", reach="all")
    ticket = make.ticket()

    watch_ticket(reader, ticket.pk)
    watch_ticket(reader, ticket.pk)
    assert TicketPerson.objects.filter(ticket=ticket, user=reader.user).count() == 1
    watch_ticket(reader, ticket.pk, watches=False)

    assert not TicketPerson.objects.filter(ticket=ticket, user=reader.user).exists()
    with pytest.raises(ObjectDoesNotExist):
        watch_ticket(make.customer("max"), ticket.pk)


def test_item_is_taken_off():
    ana = make.administrator("ana")
    ticket, item = make.ticket(), make.item()
    link_item(ana, ticket.pk, item.pk)

    unlink_item(ana, ticket.pk, item.pk)

    assert not ticket.ci_links.exists()
    assert verbs(ticket) == ["ticket.ci_linked", "ticket.ci_unlinked"]
    with pytest.raises(ObjectDoesNotExist):
        unlink_item(ana, ticket.pk, item.pk)
