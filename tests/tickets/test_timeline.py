"""Followups and work: ordinals, seconds, duplicates, and who sees internal notes where."""

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from audit.models import JournalEntry
from notify.models import OutgoingMail
from tests import make
from tests.tickets.traces import traces
from tickets.drafts import FollowupDraft
from tickets.models import Followup, Ticket, Workunit
from tickets.operations import add_followup, delete_ticket, link_item
from tickets.queries import history_of, public_counts, visible_followups

pytestmark = pytest.mark.django_db


def test_lines_are_numbered_in_their_ticket_and_messages_among_themselves():
    ana = make.administrator("ana")
    ticket, other = make.ticket(), make.ticket()
    add_followup(ana, other.pk, FollowupDraft(body="elsewhere"))

    lines = [
        add_followup(ana, ticket.pk, FollowupDraft(body=str(n), kind=kind))
        for n, kind in enumerate(["message", "work", "note", "task", "solution"])
    ]

    assert [line.ordinal for line in lines] == [1, 2, 3, 4, 5]
    assert [line.message_ordinal for line in lines] == [1, 0, 2, 0, 3]


def test_time_spent_is_counted_on_the_ticket():
    ana = make.administrator("ana")
    ticket = make.ticket()

    work = FollowupDraft(body="Cleaned the rollers.", seconds=900, is_billable=True)
    first = add_followup(ana, ticket.pk, work)
    add_followup(ana, ticket.pk, FollowupDraft(body="Tested.", seconds=1))
    add_followup(ana, ticket.pk, FollowupDraft(body="Hello."))

    stored = Ticket.objects.get(pk=ticket.pk)
    assert (stored.followup_count, stored.work_seconds) == (3, 901)
    assert (stored.updated_at, stored.edited_by) == (ticket.updated_at, ticket.edited_by)
    assert stored.activity_at > ticket.activity_at
    assert Workunit.objects.count() == 2
    unit = Workunit.objects.get(followup=first)
    assert (unit.user, unit.seconds, unit.is_billable) == (ana.user, 900, True)
    assert unit.started_at == first.written_at


def test_line_written_for_somebody_else_is_theirs():
    ana, rita = make.administrator("ana"), make.customer("rita")
    ticket = make.ticket(rita)

    line = add_followup(ana.for_whom(rita.user), ticket.pk, FollowupDraft(body="By phone."))

    assert (line.author, line.acted_for) == (rita.user, rita.user)
    entry = JournalEntry.objects.get(verb="ticket.followup_added")
    assert (entry.actor_id, entry.acted_for_id) == (ana.user.pk, rita.user.pk)


def test_line_leaves_one_entry_on_the_ticket():
    ana = make.administrator("ana")
    ticket = make.ticket()

    line = add_followup(ana, ticket.pk, FollowupDraft(body="Hello."))

    entry = JournalEntry.objects.get(verb="ticket.followup_added")
    assert (entry.noun, entry.object_id) == ("ticket", ticket.pk)
    assert (entry.part_noun, entry.part_id) == ("followup", line.pk)
    assert entry.changes == {"followup": [None, line.pk], "kind": [None, "message"]}


def test_same_text_is_refused_once_only_where_the_door_says_so(attachments):
    ana = make.administrator("ana")
    ticket, other = make.ticket(), make.ticket()
    add_followup(ana, ticket.pk, FollowupDraft(body="Hello."))
    before = traces(attachments)

    with pytest.raises(ValidationError) as refusal:
        add_followup(ana, ticket.pk, FollowupDraft(body="Hello."), once=True)

    assert refusal.value.error_dict["body"][0].code == "duplicate"
    assert traces(attachments) == before
    assert add_followup(ana, ticket.pk, FollowupDraft(body="hello."), once=True)
    assert add_followup(ana, other.pk, FollowupDraft(body="Hello."), once=True)
    assert add_followup(ana, ticket.pk, FollowupDraft(body="Hello."))


@pytest.mark.parametrize(
    "draft",
    [{"seconds": -1}, {"kind": "rumour"}, {"body_format": "rtf"}],
)
def test_wrong_line_leaves_nothing(attachments, draft):
    ana = make.administrator("ana")
    ticket = make.ticket()
    before = traces(attachments)

    with pytest.raises(ValidationError):
        add_followup(ana, ticket.pk, FollowupDraft(body="Hello.", **draft))

    assert traces(attachments) == before


def test_locked_ticket_takes_no_line_and_no_item(attachments):
    ana = make.administrator("ana")
    ticket, item = make.ticket(is_locked=True), make.item()
    before = traces(attachments)

    for refused in (
        lambda: add_followup(ana, ticket.pk, FollowupDraft(body="Hello.")),
        lambda: link_item(ana, ticket.pk, item.pk),
    ):
        with pytest.raises(ValidationError) as refusal:
            refused()
        assert refusal.value.error_dict["is_locked"][0].code == "locked"

    assert traces(attachments) == before


def test_stranger_and_reader_write_no_line(attachments):
    desk = make.group("Service Desk")
    reader = make.agent("reader", desk, rights=["ticket.read"])
    otto = make.agent("otto", make.group("Network"))
    ticket = make.ticket(support_group=desk)
    before = traces(attachments)

    with pytest.raises(PermissionDenied):
        add_followup(reader, ticket.pk, FollowupDraft(body="Hello."))
    with pytest.raises(ObjectDoesNotExist):
        add_followup(otto, ticket.pk, FollowupDraft(body="Hello."))

    assert traces(attachments) == before


def test_ticket_in_the_trash_takes_no_line():
    ana = make.administrator("ana")
    ticket = make.ticket()
    delete_ticket(ana, ticket.pk)

    with pytest.raises(ObjectDoesNotExist):
        add_followup(ana, ticket.pk, FollowupDraft(body="Hello."))


@pytest.fixture
def told():
    """A ticket of rita's with a public and an internal line."""
    desk = make.group("Service Desk", email="desk@example.com")
    ana, rita = make.agent("ana", desk), make.customer("rita")
    ticket = make.ticket(rita, support_group=desk, assignee=ana.user)
    OutgoingMail.objects.all().delete()
    public = add_followup(ana, ticket.pk, FollowupDraft(body="Coming.", seconds=60))
    secret = FollowupDraft(body="Rita dropped it.", kind="note", is_public=False, seconds=600)
    internal = add_followup(ana, ticket.pk, secret)
    return ana, rita, ticket, public, internal


def test_internal_line_is_in_no_list_of_a_customer(told):
    ana, rita, ticket, public, internal = told

    assert list(visible_followups(rita, ticket)) == [public]
    assert list(visible_followups(ana, ticket)) == [public, internal]


def test_internal_line_is_in_no_history_of_a_customer(told):
    ana, rita, ticket, public, internal = told

    def lines(who):
        return [entry.part_id for entry in history_of(who, ticket) if entry.part_id]

    assert lines(rita) == [public.pk]
    assert lines(ana) == [public.pk, internal.pk]


def test_internal_line_is_in_no_count_of_a_customer(told):
    _, _, ticket, _, _ = told

    assert public_counts([ticket.pk]) == {ticket.pk: (60, 1)}
    assert Ticket.objects.get(pk=ticket.pk).work_seconds == 660


def test_internal_line_is_in_no_mail_to_a_customer(told):
    mails = OutgoingMail.objects.order_by("id").values_list("recipient", "context__text")

    assert list(mails) == [
        ("rita@example.com", "Coming."),
        ("desk@example.com", "Coming."),
        ("desk@example.com", "Rita dropped it."),
    ]


def test_customer_writes_no_internal_line(told, attachments):
    _, rita, ticket, _, _ = told
    before = traces(attachments)

    with pytest.raises(PermissionDenied):
        add_followup(rita, ticket.pk, FollowupDraft(body="psst", is_public=False))

    assert traces(attachments) == before
    assert Followup.objects.filter(ticket=ticket).count() == 2
