"""Merge, bring back, split: nothing is lost, numbers lead to the survivor, notes stay internal."""

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from audit.models import JournalEntry
from notify.models import OutgoingMail
from tests import make
from tests.tickets.traces import traces
from tickets.drafts import FollowupDraft
from tickets.models import Followup, Ticket, TicketLink
from tickets.operations import (
    add_followup,
    attach_file,
    merge_tickets,
    split_ticket,
    unmerge_ticket,
)
from tickets.queries import files_of, survivor_of, visible_followups

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    ana, rita, max_ = make.administrator("ana"), make.customer("rita"), make.customer("max")
    old = make.ticket(rita, title="Printer", description="It smokes.", observers=["boss@x.example"])
    kept = make.ticket(max_, title="Printer on fire")
    add_followup(ana, old.pk, FollowupDraft(body="Since when?", seconds=60))
    add_followup(ana, old.pk, FollowupDraft(body="secret", kind="note", is_public=False))
    attach_file(ana, old.pk, file_name="smoke.txt", content=b"black")
    add_followup(ana, kept.pk, FollowupDraft(body="On my way.", seconds=30))
    OutgoingMail.objects.all().delete()
    return ana, rita, max_, old, kept


def test_merge_moves_lines_files_and_people_and_closes_the_source(scene):
    ana, rita, max_, old, kept = scene

    merge_tickets(ana, old.pk, kept.pk)

    target, source = Ticket.objects.get(pk=kept.pk), Ticket.objects.get(pk=old.pk)
    bodies = set(visible_followups(ana, target).values_list("body", flat=True))
    assert bodies == {"Since when?", "secret", "On my way.", "It smokes."}
    assert (target.followup_count, target.work_seconds) == (4, 90)
    assert (source.followup_count, source.work_seconds) == (0, 0)
    assert [link.file.file_name for link in files_of(ana, target)] == ["smoke.txt"]
    people = set(target.people.values_list("user__username", "email", "role"))
    assert people >= {("rita", "", "observer"), (None, "boss@x.example", "observer")}
    assert (source.status.category, source.resolution) == ("closed", 4)
    assert TicketLink.objects.filter(source=source, target=target, kind="duplicate").exists()
    assert not OutgoingMail.objects.exists()
    merged = JournalEntry.objects.get(verb="ticket.merged", object_id=kept.pk)
    assert JournalEntry.objects.get(caused_by=merged.pk).object_id == old.pk


def test_lines_keep_their_numbers_and_get_new_places(scene):
    ana, _, _, old, kept = scene
    before = set(Followup.objects.filter(ticket=old).values_list("pk", flat=True))

    merge_tickets(ana, old.pk, kept.pk)

    lines = Followup.objects.filter(ticket=kept).order_by("ordinal")
    assert before <= {line.pk for line in lines}
    assert [line.ordinal for line in lines] == [1, 2, 3, 4]


def test_old_number_leads_to_the_survivor_for_those_who_see_it(scene):
    ana, rita, max_, old, kept = scene
    last = make.ticket(title="All printers")
    merge_tickets(ana, old.pk, kept.pk)
    merge_tickets(ana, kept.pk, last.pk)

    assert survivor_of(ana, old.pk) == last
    assert survivor_of(rita, old.pk) == last
    assert survivor_of(make.customer("eve"), old.pk) is None
    assert survivor_of(ana, last.pk) is None


def test_internal_note_stays_internal_after_a_merge(scene):
    ana, rita, max_, old, kept = scene

    merge_tickets(ana, old.pk, kept.pk)

    for person in (rita, max_):
        assert "secret" not in visible_followups(person, kept).values_list("body", flat=True)


def test_merge_is_undone(scene):
    ana, _, _, old, kept = scene
    merge_tickets(ana, old.pk, kept.pk)

    unmerge_ticket(ana, old.pk)

    source, target = Ticket.objects.get(pk=old.pk), Ticket.objects.get(pk=kept.pk)
    assert (source.status.code, source.resolution) == ("new", 0)
    assert (source.followup_count, source.work_seconds) == (2, 60)
    assert (target.followup_count, target.work_seconds) == (1, 30)
    assert [link.file.file_name for link in files_of(ana, source)] == ["smoke.txt"]
    assert not files_of(ana, target)
    assert set(target.people.values_list("user__username", flat=True)) == {"max"}
    assert not TicketLink.objects.exists()
    assert survivor_of(ana, old.pk) is None
    with pytest.raises(ObjectDoesNotExist):
        unmerge_ticket(ana, old.pk)


def test_what_may_not_be_merged_leaves_nothing(scene, attachments):
    ana, rita, _, old, kept = scene
    group = make.group("Other")
    otto = make.agent("otto", group)
    locked, parent = make.ticket(is_locked=True), make.ticket()
    make.ticket(parent=parent)
    theirs = make.ticket(rita)
    before = traces(attachments)

    for source, target in ((old, old), (locked, kept), (parent, kept)):
        with pytest.raises(ValidationError):
            merge_tickets(ana, source.pk, target.pk)
    with pytest.raises(ObjectDoesNotExist):
        merge_tickets(otto, old.pk, kept.pk)
    with pytest.raises(PermissionDenied):
        merge_tickets(rita, old.pk, theirs.pk)
    assert traces(attachments) == before


def test_split_opens_a_ticket_of_the_customers_words(scene):
    ana, rita, max_, old, _ = scene
    asked = add_followup(rita, old.pk, FollowupDraft(body="Also my phone is dead."))
    answer = add_followup(ana, old.pk, FollowupDraft(body="Which phone?", seconds=5))

    made = split_ticket(ana, old.pk, [asked.pk, answer.pk], title="Dead phone")

    assert (made.title, made.description, made.requester) == (
        "Dead phone",
        "Also my phone is dead.",
        rita.user,
    )
    stored = Ticket.objects.get(pk=made.pk)
    assert (stored.followup_count, stored.work_seconds) == (1, 5)
    left = Ticket.objects.get(pk=old.pk)
    assert (left.followup_count, left.work_seconds) == (2, 60)
    assert TicketLink.objects.get().kind == "related"
    assert JournalEntry.objects.get(verb="ticket.split").object_id == old.pk


def test_note_that_is_split_off_is_not_the_new_description(scene):
    ana, rita, _, old, _ = scene
    note = Followup.objects.get(body="secret")

    made = split_ticket(ana, old.pk, [note.pk], title="Other")

    assert made.description == ""
    assert list(visible_followups(ana, made).values_list("body", flat=True)) == ["secret"]
    assert not visible_followups(rita, made)


def test_lines_of_other_tickets_are_not_split_off(scene, attachments):
    ana, _, _, old, kept = scene
    theirs = Followup.objects.get(ticket=kept)
    mine = Followup.objects.filter(ticket=old).first()
    before = traces(attachments)

    for lines, title in (([theirs.pk], "T"), ([], "T"), ([mine.pk], " ")):
        with pytest.raises(ValidationError):
            split_ticket(ana, old.pk, lines, title=title)
    assert traces(attachments) == before
