"""Announcements: who is told, what closes them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Member
from audit.actor import Actor
from audit.models import JournalEntry
from kb.drafts import AnnouncementDraft, AnnouncementPatch, UpdateDraft
from kb.models import Announcement
from kb.operations import (
    add_update,
    create_announcement,
    delete_announcement,
    import_announcement,
    import_update,
    update_announcement,
)
from kb.queries import announcement_for, open_announcements, updates_of, visible_announcements
from tests import make

pytestmark = pytest.mark.django_db


def test_groups_those_below_and_holders_of_roles_in_them_are_told():
    desk, other = make.group("Desk"), make.group("Other")
    level = make.group("Level 1", parent=desk)
    mia = make.actor("mia", "announcement.manage")
    ana, rita = make.actor("ana"), make.actor("rita", "ticket.read", group=desk)
    otto = make.actor("otto")
    Member.objects.create(group=level, user=ana.user)
    Member.objects.create(group=other, user=otto.user)

    news = create_announcement(mia, AnnouncementDraft(title="Down", body="x", groups=(desk,)))

    for who in (mia, ana, rita):
        assert list(open_announcements(who)) == [news]
    for who in (otto, Actor(door="test")):
        assert not visible_announcements(who).exists()
    with pytest.raises(ObjectDoesNotExist):
        announcement_for(otto, news.pk)
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.changes["groups"]) == ("announcement.created", [[], [desk.pk]])


def test_solution_closes_and_managers_open_again():
    desk = make.group("Desk")
    mia = make.actor("mia", "announcement.manage")
    news = create_announcement(mia, AnnouncementDraft(title="Down", body="x", groups=(desk,)))

    add_update(mia, news.pk, UpdateDraft(body="We look"))
    add_update(mia, news.pk, UpdateDraft(body="Fixed", is_solution=True))

    news.refresh_from_db()
    assert news.state == "closed"
    assert news.closed_at is not None
    assert [row.body for row in updates_of(mia, news.pk)] == ["We look", "Fixed"]
    assert not open_announcements(mia).exists()
    update_announcement(mia, news.pk, AnnouncementPatch(state="open"))
    update_announcement(mia, news.pk, AnnouncementPatch(state="open", groups=(desk,)))
    news.refresh_from_db()
    assert (news.state, news.closed_at) == ("open", None)
    verbs = JournalEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert [verb.removeprefix("announcement.") for verb in verbs] == [
        "created",
        "update_added",
        "update_added",
        "updated",
    ]
    delete_announcement(mia, news.pk)
    assert not visible_announcements(mia).exists()


def test_only_managers_announce_and_only_to_somebody():
    desk = make.group("Desk")
    ana = make.actor("ana", "article.manage")
    draft = AnnouncementDraft(title="x", body="x", groups=(desk,))
    news = create_announcement(make.system(), draft)
    Member.objects.create(group=desk, user=ana.user)

    for act in (
        lambda: create_announcement(ana, draft),
        lambda: update_announcement(ana, news.pk, AnnouncementPatch(title="y")),
        lambda: add_update(ana, news.pk, UpdateDraft(body="y")),
        lambda: delete_announcement(ana, news.pk),
    ):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(ValidationError):
        update_announcement(make.system(), news.pk, AnnouncementPatch(groups=()))
    with pytest.raises(ValidationError):
        create_announcement(make.system(), AnnouncementDraft(title="x", body="x", groups=()))


def test_imports_keep_numbers_and_leave_no_entry():
    then = timezone.now() - timedelta(days=9)
    draft = AnnouncementDraft(title="Old", body="x", groups=(make.group("Desk"),))

    news = import_announcement(make.system(), draft, state="closed", id=77, created_at=then)
    import_update(make.system(), news, UpdateDraft(body="Done", is_solution=True), id=88)

    row = Announcement.objects.get()
    assert (row.pk, row.state, row.creator_id, row.closed_at) == (77, "closed", 1, then)
    assert row.updates.get().pk == 88
    assert not JournalEntry.objects.exists()
