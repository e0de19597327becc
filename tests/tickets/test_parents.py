"""Parents and children: counters, cycles, and the trash."""

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from audit.models import JournalEntry
from tests import make
from tests.tickets.traces import traces
from tickets.drafts import TicketDraft, TicketPatch
from tickets.models import Status, Ticket, TicketLink
from tickets.operations import (
    close_ticket,
    create_ticket,
    delete_ticket,
    reopen_ticket,
    update_ticket,
)
from tickets.queries import ticket_for, visible_tickets

pytestmark = pytest.mark.django_db


def open_children(ticket: Ticket) -> int:
    return Ticket.objects.get(pk=ticket.pk).open_child_count


def test_parent_counts_its_open_children():
    root = make.administrator()
    parent = make.ticket()
    child, other = make.ticket(parent=parent), make.ticket(parent=parent)
    counts = [open_children(parent)]

    close_ticket(root, child.pk, resolution=1)
    counts.append(open_children(parent))
    reopen_ticket(root, child.pk)
    counts.append(open_children(parent))
    delete_ticket(root, other.pk)
    counts.append(open_children(parent))

    assert counts == [2, 1, 2, 1]


def test_child_born_closed_is_not_counted():
    parent = make.ticket()
    draft = TicketDraft(title="x", parent=parent, status=Status.objects.get(code="closed"))
    create_ticket(make.system(), draft, any_status=True)

    assert open_children(parent) == 0


def test_moved_child_is_counted_at_its_new_parent():
    old, new = make.ticket(), make.ticket()
    child = make.ticket(parent=old)

    update_ticket(make.system(), child.pk, TicketPatch(parent=new))

    assert (open_children(old), open_children(new)) == (0, 1)
    [link] = TicketLink.objects.filter(kind="child")
    assert (link.source_id, link.target_id) == (child.pk, new.pk)


def test_freed_child_is_counted_no_more():
    parent = make.ticket()
    child = make.ticket(parent=parent)

    update_ticket(make.system(), child.pk, TicketPatch(parent=None))

    assert open_children(parent) == 0
    assert not TicketLink.objects.exists()


@pytest.mark.parametrize("depth", [0, 1, 3])
def test_ticket_is_never_below_itself(attachments, depth):
    family = [make.ticket()]
    for _ in range(depth):
        family.append(make.ticket(parent=family[-1]))
    before = traces(attachments)

    with pytest.raises(ValidationError) as refusal:
        update_ticket(make.system(), family[0].pk, TicketPatch(parent=family[-1]))

    assert refusal.value.error_dict["parent"][0].code == "cycle"
    assert traces(attachments) == before


def test_family_goes_to_the_trash_together_and_nothing_else():
    root = make.administrator()
    top = make.ticket()
    parent = make.ticket(parent=top)
    child = make.ticket(parent=parent)
    grandchild = make.ticket(parent=child)
    bystander = make.ticket(parent=top)

    assert delete_ticket(root, parent.pk) == 3

    assert set(visible_tickets(root)) == {top, bystander}
    deleted = JournalEntry.objects.filter(verb="ticket.deleted").order_by("id")
    assert [entry.object_id for entry in deleted] == [parent.pk, child.pk, grandchild.pk]
    assert open_children(top) == 1
    with pytest.raises(ObjectDoesNotExist):
        ticket_for(root, grandchild.pk)


def test_only_managers_of_tickets_put_them_in_the_trash(attachments):
    desk = make.group("Service Desk")
    ana = make.agent("ana", desk)
    boss = make.agent("boss", desk, rights=[*make.AGENT_RIGHTS, "ticket.manage"])
    otto = make.agent("otto", make.group("Network"), rights=["ticket.read", "ticket.manage"])
    ticket = make.ticket(support_group=desk)
    before = traces(attachments)

    with pytest.raises(PermissionDenied):
        delete_ticket(ana, ticket.pk)
    with pytest.raises(ObjectDoesNotExist):
        delete_ticket(otto, ticket.pk)

    assert traces(attachments) == before
    assert delete_ticket(boss, ticket.pk) == 1
