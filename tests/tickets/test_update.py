"""Changing a ticket: one entry with exactly what differs, and what is refused."""

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from audit.models import JournalEntry
from tests import make
from tests.tickets.traces import traces
from tickets.drafts import TicketPatch
from tickets.models import CustomValue, Status, Ticket, TicketPerson
from tickets.operations import assign_ticket, carry, close_ticket, update_ticket

pytestmark = pytest.mark.django_db


def status(code: str) -> Status:
    return Status.objects.get(code=code)


def entries(ticket: Ticket) -> list[JournalEntry]:
    """Return what happened to a ticket after it was opened."""
    found = JournalEntry.objects.filter(noun="ticket", object_id=ticket.pk)
    return list(found.exclude(verb="ticket.created").order_by("id"))


def test_one_entry_tells_exactly_what_differs():
    desk, network = make.group("Service Desk"), make.group("Network")
    ana, otto = make.agent("ana", desk, network), make.agent("otto", network)
    ticket = make.ticket(ana, support_group=desk, description="old", assignee=ana.user)

    patch = TicketPatch(
        title=ticket.title, description="new", support_group=network, assignee=otto.user, priority=6
    )
    changed = update_ticket(ana, ticket.pk, patch)

    [entry] = entries(ticket)
    assert (entry.verb, entry.actor_id) == ("ticket.updated", ana.user.pk)
    assert entry.changes == {
        "description": ["old", "new"],
        "support_group": [desk.pk, network.pk],
        "assignee": [ana.user.pk, otto.user.pk],
        "priority": [4, 6],
        "urgency": [3, 5],
        "impact": [3, 5],
    }
    assert entry.names == {
        "actor": [None, "ana"],
        "support_group": ["Service Desk", "Network"],
        "assignee": ["ana", "otto"],
    }
    assert changed.updated_at == changed.activity_at > ticket.updated_at
    assert changed.edited_by == ana.user


def test_writing_back_what_was_read_changes_nothing(attachments):
    ana = make.administrator("ana")
    form, [serial] = make.form()
    ticket = make.ticket(
        ana, form=form, values={serial: "A-1"}, assignee=ana.user, urgency=2, impact=4
    )
    before = traces(attachments)

    read = {
        name: getattr(ticket, name)
        for name in TicketPatch.__dataclass_fields__
        if name not in ("values", "wire_extra", "plan")
    }
    update_ticket(ana, ticket.pk, TicketPatch(**read, values={serial: "A-1"}, plan={}))

    assert traces(attachments) == before


def test_touch_leaves_an_entry_even_when_nothing_differs():
    ana = make.administrator("ana")
    ticket = make.ticket(ana)

    touched = update_ticket(ana, ticket.pk, TicketPatch(title=ticket.title), touch=True)

    [entry] = entries(ticket)
    assert entry.changes == {}
    assert touched.updated_at > ticket.updated_at


def test_matrix_rules_again_when_urgency_changes():
    ana = make.administrator("ana")
    ticket = make.ticket(ana, priority=7, urgency=1, impact=1)

    changed = update_ticket(ana, ticket.pk, TicketPatch(urgency=5, impact=5))

    assert (changed.priority, changed.is_priority_manual) == (6, False)


@pytest.mark.parametrize("wrong", [{"urgency": 0}, {"impact": 6}, {"priority": 0}])
def test_priority_out_of_range_is_refused(attachments, wrong):
    ana = make.administrator("ana")
    ticket = make.ticket(ana)
    before = traces(attachments)

    with pytest.raises(ValidationError):
        update_ticket(ana, ticket.pk, TicketPatch(**wrong))

    assert traces(attachments) == before


def test_locked_ticket_changes_only_together_with_its_unlocking(attachments):
    ana = make.administrator("ana")
    ticket = make.ticket(ana, is_locked=True)
    before = traces(attachments)

    with pytest.raises(ValidationError) as refusal:
        update_ticket(ana, ticket.pk, TicketPatch(title="Other"))

    assert refusal.value.error_dict["is_locked"][0].code == "locked"
    assert traces(attachments) == before
    changed = update_ticket(ana, ticket.pk, TicketPatch(title="Other", is_locked=False))
    assert (changed.title, changed.is_locked) == ("Other", False)


def test_customer_changes_the_fields_of_customers():
    rita = make.customer("rita")
    form, [serial] = make.form()
    ticket = make.ticket(rita, form=form)

    patch = TicketPatch(
        title="Plotter", description="red", rating=5, rating_comment="ok", values={serial: "7"}
    )
    update_ticket(rita, ticket.pk, patch)

    [entry] = entries(ticket)
    assert set(entry.changes) == {
        "title", "description", "rating", "rating_comment", f"values.{serial}",
    }  # fmt: skip


@pytest.mark.parametrize(
    "patch",
    [
        {"priority": 7},
        {"urgency": 5},
        {"assignee": None},
        {"support_group": None},
        {"requester": None},
        {"is_locked": True},
        {"sla_is_disabled": True},
        {"extra1": "x"},
        {"closing_text": "x"},
    ],
)
def test_customer_changes_no_other_field(attachments, patch):
    rita, desk = make.customer("rita"), make.group("Service Desk")
    ticket = make.ticket(rita)
    assign_ticket(make.administrator(), ticket.pk, assignee=make.agent("ana").user, group=desk)
    before = traces(attachments)

    with pytest.raises(PermissionDenied):
        update_ticket(rita, ticket.pk, TicketPatch(title="Plotter", **patch))

    assert traces(attachments) == before


def test_reader_changes_nothing_and_stranger_finds_nothing(attachments):
    desk = make.group("Service Desk")
    reader = make.agent("reader", desk, rights=["ticket.read"])
    otto = make.agent("otto", make.group("Network"))
    ticket = make.ticket(support_group=desk)
    before = traces(attachments)

    with pytest.raises(PermissionDenied):
        update_ticket(reader, ticket.pk, TicketPatch(title="x"))
    with pytest.raises(ObjectDoesNotExist):
        update_ticket(otto, ticket.pk, TicketPatch(title="x"))
    with pytest.raises(ObjectDoesNotExist):
        carry(otto, ticket.pk, {"x": 1})

    assert traces(attachments) == before


MOVES = {
    "new": {"in_progress", "planned", "waiting", "resolved", "closed"},
    "in_progress": {"planned", "waiting", "resolved", "closed"},
    "planned": {"in_progress", "waiting", "resolved", "closed"},
    "waiting": {"in_progress", "planned", "resolved", "closed"},
    "resolved": {"in_progress", "closed"},
    "closed": {"in_progress"},
}


@pytest.mark.parametrize("old", MOVES)
@pytest.mark.parametrize("new", MOVES)
def test_move_between_statuses_is_legal_or_needs_the_liberty(old, new):
    ana = make.administrator("ana")
    ticket = make.ticket(ana)
    update_ticket(ana, ticket.pk, TicketPatch(status=status(old)), any_status=True)
    moved = TicketPatch(status=status(new))

    if new == old or new in MOVES[old]:
        update_ticket(ana, ticket.pk, moved)
    else:
        with pytest.raises(ValidationError) as refusal:
            update_ticket(ana, ticket.pk, moved)
        assert refusal.value.error_dict["status"][0].code == "move"
        update_ticket(ana, ticket.pk, moved, any_status=True)

    assert Ticket.objects.get(pk=ticket.pk).status.code == new


def test_closing_is_signed_unless_the_door_says_otherwise():
    ana, otto = make.administrator("ana"), make.administrator("otto")
    first, second = make.ticket(ana), make.ticket(ana)
    patch = TicketPatch(status=status("closed"), resolution=1)

    signed = close_ticket(otto, first.pk, resolution=1)
    unsigned = update_ticket(otto, second.pk, patch, signs_closing=False)

    assert (signed.closed_by, signed.resolution) == (otto.user, 1)
    assert (unsigned.closed_by, unsigned.resolution) == (None, 1)


def test_reopened_ticket_loses_its_resolution_in_the_entry_too():
    ana = make.administrator("ana")
    ticket = make.ticket(ana)
    close_ticket(ana, ticket.pk, resolution=3)

    update_ticket(ana, ticket.pk, TicketPatch(status=status("reopened"), resolution=3))

    assert Ticket.objects.get(pk=ticket.pk).resolution == 0
    assert entries(ticket)[-1].changes == {
        "status": [status("closed").pk, status("reopened").pk],
        "resolution": [3, 0],
    }


def test_open_ticket_takes_no_resolution():
    ana = make.administrator("ana")
    ticket = make.ticket(ana)

    update_ticket(ana, ticket.pk, TicketPatch(resolution=3))

    assert Ticket.objects.get(pk=ticket.pk).resolution == 0
    assert entries(ticket) == []


def test_only_the_first_of_a_role_is_replaced():
    ana, otto, rita = make.administrator("ana"), make.agent("otto"), make.customer("rita")
    ticket = make.ticket(ana, assignee=ana.user)
    TicketPerson.objects.create(ticket=ticket, user=rita.user, role="assignee")

    assign_ticket(ana, ticket.pk, assignee=otto.user, group=None)

    people = TicketPerson.objects.filter(ticket=ticket, role="assignee").order_by("id")
    assert [row.user for row in people] == [otto.user, rita.user]
    assert Ticket.objects.get(pk=ticket.pk).assignee == otto.user


def test_second_of_a_role_may_become_the_first():
    ana, otto = make.administrator("ana"), make.agent("otto")
    ticket = make.ticket(ana, assignee=ana.user)
    TicketPerson.objects.create(ticket=ticket, user=otto.user, role="assignee")

    assign_ticket(ana, ticket.pk, assignee=otto.user, group=None)

    assert [row.user for row in TicketPerson.objects.filter(ticket=ticket, role="assignee")] == [
        otto.user
    ]


def test_ticket_may_be_taken_from_everybody():
    ana = make.administrator("ana")
    ticket = make.ticket(ana, assignee=ana.user)

    update_ticket(ana, ticket.pk, TicketPatch(assignee=None, requester=None))

    assert not TicketPerson.objects.filter(ticket=ticket).exists()
    assert set(entries(ticket)[0].changes) == {"assignee", "requester"}


def test_custom_values_are_merged_and_empty_text_clears():
    ana = make.administrator("ana")
    form, [serial, colour] = make.form(("Serial", "text", []), ("Colour", "list", ["red", "blue"]))
    ticket = make.ticket(ana, form=form, values={serial: "A-1", colour: "red"})

    update_ticket(ana, ticket.pk, TicketPatch(values={colour: "green"}))
    merged = {row.field_id: row for row in CustomValue.objects.filter(ticket=ticket)}
    update_ticket(ana, ticket.pk, TicketPatch(values={serial: ""}))

    assert {key: row.text for key, row in merged.items()} == {serial: "A-1", colour: "green"}
    assert merged[colour].option is None
    assert [row.field_id for row in CustomValue.objects.filter(ticket=ticket)] == [colour]
    assert [entry.changes for entry in entries(ticket)] == [
        {f"values.{colour}": ["red", "green"]},
        {f"values.{serial}": ["A-1", ""]},
    ]


def test_field_of_another_form_is_refused(attachments):
    ana = make.administrator("ana")
    form, _ = make.form()
    _, [foreign] = make.form()
    ticket = make.ticket(ana, form=form)
    before = traces(attachments)

    with pytest.raises(ValidationError) as refusal:
        update_ticket(ana, ticket.pk, TicketPatch(title="x", values={foreign: "1"}))

    assert refusal.value.error_dict["values"][0].code == "unknown"
    assert traces(attachments) == before


def test_what_an_older_api_carries_is_no_change():
    ana = make.administrator("ana")
    ticket = make.ticket(ana, wire_extra={"a": 1})

    carry(ana, ticket.pk, {"b": 2})
    update_ticket(ana, ticket.pk, TicketPatch(wire_extra={"a": 3}))

    stored = Ticket.objects.get(pk=ticket.pk)
    assert (stored.wire_extra, stored.updated_at) == ({"a": 3, "b": 2}, ticket.updated_at)
    assert entries(ticket) == []
