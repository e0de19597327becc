"""Drafts, texts at hand, presence, stopwatches, similar tickets."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import JournalEntry
from files.models import StoredFile
from tests import make
from tests.tickets.traces import traces
from tickets.drafts import FollowupDraft
from tickets.models import SavedDraft, Ticket, WorkTimer
from tickets.operations import (
    answer_ticket,
    attach_to_draft,
    close_ticket,
    create_canned_reply,
    delete_canned_reply,
    discard_draft,
    drop_from_draft,
    forget_presence,
    leave_ticket,
    note_presence,
    save_draft,
    start_timer,
    stop_timer,
    update_canned_reply,
)
from tickets.queries import (
    canned_replies,
    draft_file,
    filled,
    others_of,
    placeholder_values,
    present_at,
    saved_drafts,
    similar_tickets,
    timer_of,
)

pytestmark = pytest.mark.django_db


def test_draft_is_kept_per_person_ticket_and_kind():
    ana, ben = make.administrator("ana"), make.administrator("ben")
    ticket = make.ticket()

    save_draft(ana, ticket.pk, "message", body="Hel")
    save_draft(ana, ticket.pk, "message", body="Hello")
    save_draft(ana, ticket.pk, "note", body="Hm")
    save_draft(ana, None, "ticket", fields={"title": "New"})

    mine = {draft.kind: draft.body for draft in saved_drafts(ana, ticket.pk)}
    assert mine == {"message": "Hello", "note": "Hm"}
    assert [draft.fields for draft in saved_drafts(ana, None)] == [{"title": "New"}]
    assert not saved_drafts(ben, ticket.pk)
    discard_draft(ana, ticket.pk, "note")
    assert [draft.kind for draft in saved_drafts(ana, ticket.pk)] == ["message"]


def test_no_draft_on_what_one_does_not_see_or_may_not_write():
    rita, max_ = make.customer("rita"), make.customer("max")
    ticket = make.ticket(rita)

    with pytest.raises(ObjectDoesNotExist):
        save_draft(max_, ticket.pk, "message", body="x")
    for kind in ("note", "solution", "poem"):
        with pytest.raises(PermissionDenied):
            save_draft(rita, ticket.pk, kind, body="x")
    assert not SavedDraft.objects.exists()


def test_files_of_a_draft_are_its_writers_alone_and_move_with_the_line():
    ana, ben = make.administrator("ana"), make.administrator("ben")
    ticket = make.ticket()
    kept = attach_to_draft(ana, ticket.pk, "message", file_name="a.txt", content=b"a")
    gone = attach_to_draft(ana, ticket.pk, "message", file_name="b.txt", content=b"b")
    theirs = attach_to_draft(ben, ticket.pk, "message", file_name="c.txt", content=b"c")

    assert draft_file(ana, kept.pk).file == kept
    with pytest.raises(ObjectDoesNotExist):
        draft_file(ben, kept.pk)
    with pytest.raises(ObjectDoesNotExist):
        drop_from_draft(ben, kept.pk)
    drop_from_draft(ana, gone.pk)
    for files in ([theirs.pk], [gone.pk]):
        with pytest.raises(ValidationError):
            answer_ticket(ana, ticket.pk, FollowupDraft(body="See", file_ids=files))

    line = answer_ticket(ana, ticket.pk, FollowupDraft(body="See", file_ids=[kept.pk]))

    assert [link.file_id for link in line.file_links.all()] == [kept.pk]
    entry = JournalEntry.objects.get(verb="ticket.followup_added")
    assert entry.names["files"] == [None, ["a.txt"]]
    assert StoredFile.objects.get(pk=kept.pk).deleted_at is None
    with pytest.raises(ObjectDoesNotExist):
        draft_file(ana, kept.pk)


def test_texts_are_ones_own_ones_groups_and_everybodys():
    group, other = make.group("Desk"), make.group("Other")
    ana, otto = make.agent("ana", group), make.agent("otto", other)
    root = make.administrator()
    create_canned_reply(ana, name="Mine", shortcut="Hi", body="Hi")
    shared = create_canned_reply(
        ana, name="Group", shortcut="grp", body="G", is_personal=False, group=group
    )
    create_canned_reply(root, name="All", shortcut="all", body="A", is_personal=False)

    assert set(canned_replies(ana).values_list("shortcut", flat=True)) == {"hi", "grp", "all"}
    assert set(canned_replies(otto).values_list("shortcut", flat=True)) == {"all"}
    update_canned_reply(ana, shared.pk, body="Better")
    for act in (
        lambda: create_canned_reply(ana, name="x", shortcut="x", body="x", is_personal=False),
        lambda: update_canned_reply(otto, canned_replies(otto).get().pk, body="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(ObjectDoesNotExist):
        delete_canned_reply(otto, shared.pk)
    delete_canned_reply(ana, shared.pk)
    assert canned_replies(make.customer("rita")).count() == 0


@pytest.mark.parametrize("shortcut", ["", "two words", "a::b", "x" * 41, "HI"])
def test_shortcut_is_a_word_of_its_own(shortcut):
    ana = make.administrator("ana")
    create_canned_reply(ana, name="Mine", shortcut="hi", body="Hi")

    with pytest.raises(ValidationError):
        create_canned_reply(ana, name="Again", shortcut=shortcut, body="Hi")


def test_only_named_values_are_put_into_a_text():
    ana = make.administrator("ana", first_name="Ana", last_name="Arias")
    rita = make.customer("rita", real_name="Rita Ruiz")
    ticket = make.ticket(rita, title="{{agent.name}} & {% now %}")

    values = placeholder_values(ana, ticket)

    text = "Dear {{ requester.first_name }}, #{{ticket.number}} {{ticket.title}} {{settings.KEY}}"
    assert filled(text, values) == (
        f"Dear Rita, #{ticket.pk} {{{{agent.name}}}} & {{% now %}} {{{{settings.KEY}}}}"
    )


def test_presence_shows_others_for_a_while():
    ana, ben = make.administrator("ana"), make.administrator("ben")
    ticket = make.ticket()
    note_presence(ben, ticket.pk)
    note_presence(ben, ticket.pk, is_typing=True)
    note_presence(ana, ticket.pk)

    assert [(row.user, typing) for row, typing in present_at(ana, ticket)] == [(ben.user, True)]
    with time_machine.travel(timezone.now() + timedelta(seconds=20), tick=False):
        assert [typing for _, typing in present_at(ana, ticket)] == [False]
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        assert present_at(ana, ticket) == []
    leave_ticket(ben, ticket.pk)
    assert present_at(ana, ticket) == []
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert forget_presence() == 1


def test_presence_is_for_agents_who_see_the_ticket():
    rita = make.customer("rita")
    ticket = make.ticket(rita)

    with pytest.raises(PermissionDenied):
        note_presence(rita, ticket.pk)
    with pytest.raises(ObjectDoesNotExist):
        note_presence(make.agent("otto", make.group("Other")), ticket.pk)


def test_stopwatch_becomes_work():
    ana = make.administrator("ana")
    ticket = make.ticket()
    start_timer(ana, ticket.pk)
    WorkTimer.objects.update(started_at=timezone.now() - timedelta(minutes=25))
    assert start_timer(ana, ticket.pk) == timer_of(ana, ticket)

    line = stop_timer(ana, ticket.pk, body="Looked at it.", is_billable=True)

    assert (line.kind, line.is_public, line.workunit.is_billable) == ("work", False, True)
    assert 1500 <= line.workunit.seconds < 1510
    assert Ticket.objects.get(pk=ticket.pk).work_seconds == line.workunit.seconds
    assert timer_of(ana, ticket) is None
    with pytest.raises(ObjectDoesNotExist):
        stop_timer(ana, ticket.pk)


def test_forgotten_stopwatch_asks_for_the_true_time(attachments):
    ana = make.administrator("ana")
    ticket = make.ticket()
    start_timer(ana, ticket.pk)
    WorkTimer.objects.update(started_at=timezone.now() - timedelta(days=3))
    before = traces(attachments)

    with pytest.raises(ValidationError):
        stop_timer(ana, ticket.pk)
    assert traces(attachments) == before

    assert stop_timer(ana, ticket.pk, seconds=1800).workunit.seconds == 1800


def test_customer_has_no_stopwatch():
    rita = make.customer("rita")

    with pytest.raises(PermissionDenied):
        start_timer(rita, make.ticket(rita).pk)


def test_similar_tickets_share_words_or_the_requester_and_are_visible():
    group = make.group("Desk")
    ana, rita = make.agent("ana", group), make.customer("rita")
    hidden = make.ticket(title="Printer smokes again")
    alike = make.ticket(title="Smoke: PRINTER smokes", support_group=group)
    hers = make.ticket(rita, title="Phone")
    Ticket.objects.filter(pk=hers.pk).update(support_group=group)
    make.ticket(title="Coffee", support_group=group)

    found = similar_tickets(ana, title="printer smokes", requester=rita.user)

    assert found == [alike, hers]
    assert hidden not in found
    assert similar_tickets(ana, title="", requester=None) == []


def test_other_tickets_of_the_requester_open_ones_first():
    ana, rita = make.administrator("ana"), make.customer("rita")
    first, second, third = (make.ticket(rita, title=name) for name in ("a", "b", "c"))
    close_ticket(ana, second.pk, resolution=1)

    assert others_of(ana, first) == [third, second]
    assert others_of(rita, third) == [first, second]
