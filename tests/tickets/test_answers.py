"""Answers from the desk: one act, one mail, taken back within seconds; mentions; conflicts."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import JournalEntry
from notify.delivery import deliver
from notify.models import OutgoingMail
from tests import make
from tests.tickets.traces import traces
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.models import Followup, Mention, SavedDraft, Status, Ticket
from tickets.operations import (
    add_followup,
    answer_ticket,
    attach_to_draft,
    see_mentions,
    unsend_followup,
    update_ticket,
)
from tickets.queries import mentions_of, saved_drafts, status_by_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    rita, group = make.customer("rita"), make.group("Desk")
    ana = make.agent("ana", group)
    ticket = make.ticket(rita, support_group=None)
    update_ticket(make.system(), ticket.pk, TicketPatch(support_group=group, assignee=ana.user))
    OutgoingMail.objects.all().delete()
    return ana, rita, ticket


def waiting() -> TicketPatch:
    return TicketPatch(status=status_by_code("pending"), waiting_reason="customer")


def test_answer_with_a_status_is_two_changes_and_one_mail(scene):
    ana, _, ticket = scene

    line = answer_ticket(ana, ticket.pk, FollowupDraft(body="Which floor?"), patch=waiting())

    stored = Ticket.objects.get(pk=ticket.pk)
    assert (stored.status.code, stored.waiting_reason) == ("pending", "customer")
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.template) == ("rita@example.com", "ticket_worked")
    assert mail.context["status"] == stored.status.name
    said = JournalEntry.objects.get(verb="ticket.followup_added", part_id=line.pk)
    moved = JournalEntry.objects.get(verb="ticket.updated", caused_by=said.pk)
    assert set(moved.changes) == {"status", "waiting_reason"}


def test_mail_of_an_answer_waits_and_then_leaves(scene, mailoutbox):
    ana, _, ticket = scene
    line = answer_ticket(ana, ticket.pk, FollowupDraft(body="Try again."))
    mail = OutgoingMail.objects.get()

    assert mail.due_at - line.written_at >= timedelta(seconds=9)
    assert not deliver(mail.pk)
    with time_machine.travel(timezone.now() + timedelta(seconds=12), tick=False):
        assert deliver(mail.pk)
    assert [message.to for message in mailoutbox] == [["rita@example.com"]]


def test_line_of_other_doors_is_mailed_at_once(scene):
    ana, _, ticket = scene

    add_followup(ana, ticket.pk, FollowupDraft(body="Try again."))

    assert OutgoingMail.objects.get().due_at <= timezone.now()


def test_unsent_line_leaves_no_mail_and_is_a_draft_again(scene):
    ana, _, ticket = scene
    before = Ticket.objects.get(pk=ticket.pk)
    file = attach_to_draft(ana, ticket.pk, "message", file_name="map.txt", content=b"north")
    draft = FollowupDraft(body="Which floor?", seconds=60, file_ids=[file.pk])
    line = answer_ticket(ana, ticket.pk, draft, patch=waiting())
    assert not saved_drafts(ana, ticket.pk)

    unsend_followup(ana, line.pk)

    after = Ticket.objects.get(pk=ticket.pk)
    assert not OutgoingMail.objects.exists()
    assert (after.status, after.followup_count, after.work_seconds) == (before.status, 0, 0)
    (saved,) = saved_drafts(ana, ticket.pk)
    assert (saved.kind, saved.body) == ("message", "Which floor?")
    assert [link.file_id for link in saved.file_links.all()] == [file.pk]
    assert JournalEntry.objects.filter(verb="ticket.followup_removed").count() == 1


def test_line_is_not_taken_back_once_its_mail_was_claimed(scene, attachments):
    ana, _, ticket = scene
    line = answer_ticket(ana, ticket.pk, FollowupDraft(body="Sorry."))
    OutgoingMail.objects.update(attempts=1)
    before = traces(attachments)

    with pytest.raises(ValidationError) as refusal:
        unsend_followup(ana, line.pk)

    assert refusal.value.code == "sent"
    assert traces(attachments) == before


def test_line_is_not_taken_back_later_or_by_others(scene):
    ana, rita, ticket = scene
    line = answer_ticket(ana, ticket.pk, FollowupDraft(body="Sorry."))
    hidden = answer_ticket(ana, ticket.pk, FollowupDraft(body="Hm.", kind="note", is_public=False))

    with pytest.raises(PermissionDenied):
        unsend_followup(rita, line.pk)
    with pytest.raises(ObjectDoesNotExist):
        unsend_followup(make.customer("max"), line.pk)
    with pytest.raises(PermissionDenied):
        unsend_followup(make.administrator(), hidden.pk)
    with (
        time_machine.travel(timezone.now() + timedelta(seconds=16), tick=False),
        pytest.raises(ValidationError),
    ):
        unsend_followup(ana, line.pk)
    assert Followup.objects.filter(deleted_at=None).count() == 2


def test_status_that_moved_on_stays_when_the_line_is_taken_back(scene):
    ana, _, ticket = scene
    line = answer_ticket(ana, ticket.pk, FollowupDraft(body="Which?"), patch=waiting())
    update_ticket(ana, ticket.pk, TicketPatch(status=Status.objects.get(code="planned")))

    unsend_followup(ana, line.pk)

    assert Ticket.objects.get(pk=ticket.pk).status.code == "planned"


def test_refused_status_leaves_no_line(scene, attachments):
    ana, _, ticket = scene
    before = traces(attachments)

    with pytest.raises(ValidationError):
        answer_ticket(
            ana, ticket.pk, FollowupDraft(body="Back"), patch=TicketPatch(title="x" * 300)
        )

    assert traces(attachments) == before


def test_answer_uses_up_the_draft_of_its_kind(scene):
    ana, _, ticket = scene
    for kind in ("message", "note"):
        SavedDraft.objects.create(user=ana.user, ticket=ticket, kind=kind, body=kind)

    answer_ticket(ana, ticket.pk, FollowupDraft(body="note", is_public=False, kind="note"))

    assert [draft.kind for draft in saved_drafts(ana, ticket.pk)] == ["message"]


def test_mentioned_agents_are_told_once_each_and_only_readers(scene):
    ana, rita, ticket = scene
    otto = make.agent("otto", ticket.support_group or make.group("Other"))
    root = make.administrator()
    body = "@Root and @root, ask @rita or @otto; mail a@root.example"

    line = answer_ticket(ana, ticket.pk, FollowupDraft(body=body, kind="note", is_public=False))

    assert list(line.mentions.values_list("user__username", flat=True)) == ["root"]
    mails = OutgoingMail.objects.values_list("recipient", "template")
    assert list(mails) == [("root@example.com", "ticket_mentioned")]
    assert [mention.followup_id for mention in mentions_of(root)] == [line.pk]
    assert not mentions_of(otto)
    see_mentions(root, ticket.pk)
    assert Mention.objects.get().seen_at is not None
    assert not mentions_of(rita)


def test_observer_who_is_mentioned_gets_one_mail(scene):
    ana, _, ticket = scene
    root = make.administrator()
    ticket.people.create(user=root.user, role="observer")

    answer_ticket(ana, ticket.pk, FollowupDraft(body="@root look"))

    mails = OutgoingMail.objects.order_by("recipient").values_list("recipient", "template")
    assert list(mails) == [
        ("rita@example.com", "ticket_worked"),
        ("root@example.com", "ticket_mentioned"),
    ]


def test_customer_mentions_nobody_and_writes_no_solution(scene):
    _, rita, ticket = scene
    make.administrator()

    add_followup(rita, ticket.pk, FollowupDraft(body="@root help"))

    assert not Mention.objects.exists()
    for kind in ("solution", "work", "task"):
        with pytest.raises(PermissionDenied):
            add_followup(rita, ticket.pk, FollowupDraft(body="Done", kind=kind))


def test_second_writer_of_a_field_is_shown_both_values(scene):
    ana, _, ticket = scene
    update_ticket(make.administrator(), ticket.pk, TicketPatch(priority=6))

    with pytest.raises(ValidationError) as refusal:
        update_ticket(
            ana, ticket.pk, TicketPatch(priority=2), seen=TicketPatch(priority=ticket.priority)
        )

    (error,) = refusal.value.error_dict["priority"]
    assert error.code == "conflict"
    assert error.params == {"field": "priority", "now": "6", "wanted": "2"}
    assert Ticket.objects.get(pk=ticket.pk).priority == 6


def test_other_fields_and_the_same_wish_are_no_conflict(scene):
    ana, _, ticket = scene
    update_ticket(make.administrator(), ticket.pk, TicketPatch(title="New", priority=6))

    update_ticket(ana, ticket.pk, TicketPatch(priority=6), seen=TicketPatch(priority=4))
    update_ticket(ana, ticket.pk, TicketPatch(kind="problem"), seen=TicketPatch(kind="incident"))

    assert Ticket.objects.get(pk=ticket.pk).kind == "problem"
