"""Announcements on pages: who sees the banner, who writes, what a person puts away."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from audit.actor import Actor
from kb.drafts import AnnouncementDraft
from kb.models import Announcement
from kb.operations import create_announcement
from tests import make
from tickets.models import TicketAnnouncement

pytestmark = pytest.mark.django_db

MANAGER = [*make.AGENT_RIGHTS, "announcement.manage"]
BANNER = "/announcements/banner/"


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def desk() -> Any:
    return make.group("Desk")


@pytest.fixture
def mia(desk) -> Actor:
    return make.agent("mia", desk, rights=MANAGER)


def reader(name: str, group: Any) -> Actor:
    actor = make.customer(name)
    Member.objects.create(user=actor.user, group=group)
    return actor


def test_announcement_reaches_its_audience_only_until_they_put_it_away(signed_in, desk, mia):
    other = make.group("Other")
    page, boss = signed_in(mia), signed_in(make.agent("boss", other, rights=MANAGER))
    rita, max_ = signed_in(reader("rita", desk)), signed_in(reader("max", other))
    otto = signed_in(make.agent("otto", other))
    sent = {"title": "Mail is down", "body": "We **look**.", "importance": "high"}

    made = page.post("/announcements/new/", {**sent, "groups": [str(desk.pk)]})

    news = Announcement.objects.get()
    assert made["Location"] == f"/announcements/{news.pk}/"
    for client, sees in ((page, True), (rita, True), (max_, False), (otto, False), (boss, False)):
        assert ("Mail is down" in text(client.get(BANNER))) is sees
    for client, status in ((rita, 200), (max_, 404), (otto, 404), (boss, 200)):
        assert client.get(f"/announcements/{news.pk}/").status_code == status
        assert client.get("/announcements/").status_code == 200
    assert "Mail is down" in text(rita.get("/portal/"))
    assert "Mail is down" not in text(max_.get("/portal/"))
    assert "<strong>look</strong>" in text(rita.get(f"/announcements/{news.pk}/"))

    rita.post(f"/announcements/{news.pk}/dismiss/")
    assert "Mail is down" not in text(rita.get(BANNER))
    assert "Mail is down" in text(page.get(BANNER))
    assert max_.post(f"/announcements/{news.pk}/dismiss/").status_code == 404

    page.post(f"/announcements/{news.pk}/updates/", {"body": "A disk is full."})
    assert "A disk is full." in text(rita.get(BANNER))
    assert page.post(f"/announcements/{news.pk}/updates/", {"body": ""}).status_code == 422
    page.post(f"/announcements/{news.pk}/updates/", {"body": "Solved.", "is_solution": "on"})
    news.refresh_from_db()
    assert news.state == "closed"
    assert "Mail is down" not in text(rita.get(BANNER))
    page.post(f"/announcements/{news.pk}/state/", {"state": "open"})
    assert "Mail is down" in text(rita.get(BANNER))


def test_manager_changes_and_removes_and_is_refused_in_words(signed_in, desk, mia):
    page = signed_in(mia)
    good = {"title": "Down", "body": "x", "importance": "low", "groups": [str(desk.pk)]}
    for fields in ({"title": ""}, {"groups": []}, {"importance": "no"}, {"groups": ["99999"]}):
        assert page.post("/announcements/new/", {**good, **fields}).status_code == 422
    assert not Announcement.objects.exists()
    page.post("/announcements/new/", good)
    news = Announcement.objects.get()

    seen = page.get(f"/announcements/{news.pk}/edit/").context["form"]["saved"].value()
    page.post(f"/announcements/{news.pk}/edit/", {**good, "title": "Up"})
    assert page.post(f"/announcements/{news.pk}/edit/", {**good, "title": ""}).status_code == 422
    assert "Up" in text(page.get("/announcements/?state=open"))
    late = page.post(f"/announcements/{news.pk}/edit/", {**good, "title": "Mine", "saved": seen})
    assert late.status_code == 422
    assert "Somebody saved another text meanwhile" in text(late)
    again = late.context["form"]["saved"].value()
    page.post(f"/announcements/{news.pk}/edit/", {**good, "title": "Mine", "saved": again})
    assert "Mine" in text(page.get("/announcements/?state=open"))
    page.post(f"/announcements/{news.pk}/delete/")
    assert page.get(f"/announcements/{news.pk}/").status_code == 404


def test_only_managers_write_and_visitors_sign_in(signed_in, desk, mia):
    draft = AnnouncementDraft(title="Down", body="x", groups=(desk,))
    news = create_announcement(make.system(), draft)
    ana, rita = signed_in(make.agent("ana", desk)), signed_in(reader("rita", desk))
    acts = ["edit/", "updates/", "state/", "delete/"]
    for path in ["new/", *(f"{news.pk}/{act}" for act in acts)]:
        sent = {"body": "x", "title": "x", "groups": str(desk.pk), "importance": "low"}
        address = f"/announcements/{path}"
        assert ana.post(address, sent).status_code == 403, path
        assert rita.post(address, sent)["Location"] == "/portal/", path
        assert Client().post(address, sent)["Location"].startswith("/accounts/login/"), path
    news.refresh_from_db()
    assert (news.state, news.deleted_at, news.updates.count()) == ("open", None, 0)
    assert "New announcement" not in text(ana.get("/announcements/"))


def test_major_incident_is_announced_from_its_ticket(signed_in, desk, mia):
    ticket = make.ticket(mia, title="Mail is down", support_group=desk)
    page, to = signed_in(mia), f"/tickets/{ticket.pk}/announcements/"

    assert page.post(to, {"title": "Mail", "body": ""}).status_code == 422
    sent = {"title": "Mail is down", "body": "We look.", "groups": [str(desk.pk)]}
    page.post(to, {**sent, "importance": "high"})

    news = Announcement.objects.get()
    assert (news.importance, news.creator) == ("high", mia.user)
    assert "Mail is down" in text(page.get(f"/tickets/{ticket.pk}/side/"))
    assert str(ticket.pk) in text(page.get(f"/announced/{news.pk}/tickets/"))
    link = TicketAnnouncement.objects.get()
    page.post(f"{to}{link.pk}/remove/")
    assert not TicketAnnouncement.objects.exists()
    page.post(to, {"announcement": str(news.pk)})
    assert TicketAnnouncement.objects.get().announcement == news


def test_banner_and_list_cost_the_same_for_many_as_for_few(signed_in, desk, mia):
    rita = signed_in(reader("rita", desk))
    counts = []
    for number in (1, 5):
        for _ in range(number):
            draft = AnnouncementDraft(title="Down", body="x", groups=(desk,))
            create_announcement(make.system(), draft)
        for address in (BANNER, "/announcements/"):
            rita.get(address)
            with CaptureQueriesContext(connection) as captured:
                rita.get(address)
            counts.append(len(captured))

    assert counts[:2] == counts[2:]
    assert max(counts) <= 12
