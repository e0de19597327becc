"""Imported tickets keep their numbers, times and history, and tell nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import JournalEntry
from files.models import FileLink
from notify.models import OutgoingMail
from tests import make
from tests.tickets.traces import traces
from tickets.drafts import FollowupDraft, HistoryLine, TicketDraft
from tickets.models import FormField, GroupDefaults, SlaSample, Status, Ticket, TicketPerson
from tickets.operations import (
    TicketTimes,
    import_file,
    import_followup,
    import_form,
    import_form_field,
    import_group_defaults,
    import_sla_samples,
    import_ticket,
)
from tickets.queries import filtered, history_of
from tickets.queries.lists import TicketFilter

pytestmark = pytest.mark.django_db

PAST = datetime(2019, 5, 6, 7, 8, tzinfo=UTC)


def later(hours: int) -> datetime:
    return PAST + timedelta(hours=hours)


def times(**moments: datetime) -> TicketTimes:
    return TicketTimes(**{"opened_at": PAST, "updated_at": later(5), **moments})


def imported(**fields):
    draft = TicketDraft(**{"title": "Old", "support_group": None, **fields})
    return import_ticket(make.system(), draft, id=4711, times=times())


def test_number_and_times_are_kept():
    rita, ana = make.customer("rita"), make.agent("ana")
    draft = TicketDraft(
        title="Old",
        status=Status.objects.get(code="closed"),
        resolution=2,
        requester=rita.user,
        submitter=rita.user,
        assignee=ana.user,
        observers=["boss@example.com"],
    )
    moments = times(taken_at=later(1), resolved_at=later(2), closed_at=later(3))

    import_ticket(make.system(), draft, id=4711, times=moments, closed_by=ana.user)

    ticket = Ticket.objects.get(pk=4711)
    assert (ticket.opened_at, ticket.created_at, ticket.updated_at) == (PAST, PAST, later(5))
    assert (ticket.activity_at, ticket.taken_at) == (later(5), later(1))
    assert (ticket.resolved_at, ticket.closed_at, ticket.last_closed_at) == (
        later(2), later(3), later(3),
    )  # fmt: skip
    assert (ticket.closed_by, ticket.resolution) == (ana.user, 2)
    assert TicketPerson.objects.filter(ticket=ticket).count() == 3


def test_ticket_that_waits_has_a_reason_and_a_beginning():
    held = imported(status=Status.objects.get(code="pending"))
    new = import_ticket(make.system(), TicketDraft(title="New", support_group=None), times=times())

    held.refresh_from_db()
    assert (held.waiting_reason, held.waiting_since_at) == ("agent", later(5))
    assert (new.waiting_reason, new.waiting_since_at) == ("", None)


def test_import_takes_no_defaults_of_the_group():
    ana = make.agent("ana")
    group = make.group("Service Desk", default_owner=ana.user)
    GroupDefaults.objects.create(group=group, ci=make.item())

    ticket = imported(support_group=group)

    assert ticket.assignee is None
    assert not ticket.ci_links.exists()


def test_history_is_that_of_the_other_desk_word_for_word():
    ana = make.agent("ana")
    lines = [
        HistoryLine(number=7, at=PAST, verb="", message="Created", actor=ana.user, names={"x": 1}),
        HistoryLine(number=9, at=later(1), verb="", message="Closed"),
    ]
    before = JournalEntry.objects.count()

    ticket = import_ticket(
        make.system(), TicketDraft(title="Old"), id=5, times=times(), history=lines
    )

    root = make.administrator()
    found = list(history_of(root, ticket))
    assert JournalEntry.objects.count() == before + 2
    assert [(entry.recorded_at, entry.message, entry.actor_id) for entry in found] == [
        (PAST, "Created", ana.user.pk),
        (later(1), "Closed", None),
    ]
    assert found[0].names == {"x": 1, "number": 7, "verb": ""}
    assert all(entry.dispatched_at is not None for entry in found)


def test_import_queues_no_mail_and_writes_no_entry():
    rita = make.customer("rita")

    ticket = imported(requester=rita.user, submitter=rita.user)
    import_followup(
        make.system(), ticket, FollowupDraft(body="Hi"), author=rita.user, written_at=later(1)
    )

    assert not OutgoingMail.objects.exists()
    assert not JournalEntry.objects.filter(noun="ticket").exists()


def test_followup_and_file_keep_number_and_time():
    ana = make.agent("ana")
    ticket = imported()
    draft = FollowupDraft(body="Did it.", seconds=90, is_public=False, kind="note")

    line = import_followup(
        make.system(), ticket, draft, id=77, author=ana.user, written_at=later(9)
    )
    stored = import_file(
        make.system(), ticket, id=88, file_name="a.txt", content=b"x", comment="c",
        uploader=ana.user, stored_at=later(2),
    )  # fmt: skip

    assert (line.pk, line.ordinal, line.written_at, line.created_at) == (77, 1, later(9), later(9))
    ticket.refresh_from_db()
    assert (ticket.followup_count, ticket.work_seconds) == (1, 90)
    assert (ticket.activity_at, ticket.updated_at) == (later(9), later(5))
    assert (stored.pk, stored.created_at, stored.uploader_id) == (88, later(2), ana.user.pk)
    assert FileLink.objects.get(file=stored).linked_at == later(2)


def test_children_are_counted_and_texts_found():
    parent = imported()
    draft = TicketDraft(title="Großer Ärger", parent=parent)

    child = import_ticket(make.system(), draft, id=9000, times=times())

    parent.refresh_from_db()
    assert parent.open_child_count == 1
    found = filtered(make.administrator(), TicketFilter(text="GROSSER ä"))
    assert list(found) == [child]


def test_form_fields_keep_their_numbers():
    form = import_form(make.system(), id=30, name="Laptop")

    place = import_form_field(
        make.system(), form, id=40, label="Colour", kind="list", choices=["red"], position=2
    )

    assert (form.pk, place.pk, place.field_id) == (30, 40, 40)
    assert [option.name for option in place.field.options.all()] == ["red"]
    assert FormField.objects.get(pk=40).position == 2


def test_group_defaults_and_samples_are_replaced():
    group, item, ticket = make.group("Service Desk"), make.item(), imported()

    import_group_defaults(make.system(), group, ci=None)
    import_group_defaults(make.system(), group, ci=item)
    import_sla_samples(make.system(), ticket, [(PAST, True)])
    import_sla_samples(make.system(), ticket, [(later(1), False), (later(2), True)])

    assert GroupDefaults.objects.get(group=group).ci == item
    assert list(SlaSample.objects.order_by("at").values_list("is_met", flat=True)) == [False, True]


@pytest.mark.parametrize("fields", [{"title": ""}, {"priority": 9}, {"values": {99: "x"}}])
def test_invariants_hold_for_imports_too(fields):
    with pytest.raises(ValidationError):
        imported(**fields)


def test_only_administrators_import(attachments):
    ana = make.agent("ana", make.group("Service Desk"))
    ticket = imported()
    form = import_form(make.system(), name="Laptop")
    before = traces(attachments)

    for refused in (
        lambda: import_ticket(ana, TicketDraft(title="x"), times=times()),
        lambda: import_followup(ana, ticket, FollowupDraft(body="x"), author=None, written_at=PAST),
        lambda: import_file(
            ana, ticket, file_name="x", content=b"", comment="", uploader=None, stored_at=PAST
        ),
        lambda: import_form(ana, name="x"),
        lambda: import_form_field(ana, form, label="x", kind="text"),
        lambda: import_group_defaults(ana, make.group("x"), ci=None),
        lambda: import_sla_samples(ana, ticket, []),
    ):
        with pytest.raises(PermissionDenied):
            refused()

    assert traces(attachments)[1] == before[1]
    assert Ticket.objects.count() == 1
