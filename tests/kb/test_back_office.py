"""The knowledge base in the back office: shelves are changed, the rest is shown."""

import pytest
from django.test import Client

from kb.drafts import AnnouncementDraft
from kb.models import Announcement, Article, ArticleCategory
from kb.operations import create_announcement, rate_article
from tests import make
from tests.doors.back_office import administrator, entries, last_entry, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _root(client: Client) -> None:
    client.force_login(administrator())


def test_categories_are_made_moved_and_trashed_with_one_entry_each(client: Client):
    before = last_entry()

    client.post(page(ArticleCategory, "add"), {"name": "IT"})
    top = ArticleCategory.objects.get()
    client.post(page(ArticleCategory, "add"), {"name": "Mail", "parent": top.pk})
    below = ArticleCategory.objects.get(name="Mail")
    client.post(page(ArticleCategory, "change", below.pk), {"name": "Mail", "comment": "x"})
    client.post(page(ArticleCategory, "delete", below.pk), {"post": "yes"})

    assert [entry[:3] for entry in entries(before)] == [
        ("articlecategory.created", "root", "admin"),
        ("articlecategory.created", "root", "admin"),
        ("articlecategory.updated", "root", "admin"),
        ("articlecategory.deleted", "root", "admin"),
    ]
    below.refresh_from_db()
    assert (below.full_name, below.deleted_at is None) == ("Mail", False)


def test_cycle_is_told_on_the_form(client: Client):
    client.post(page(ArticleCategory, "add"), {"name": "IT"})
    top = ArticleCategory.objects.get()

    answer = client.post(page(ArticleCategory, "change", top.pk), {"name": "IT", "parent": top.pk})

    assert answer.status_code == 200
    assert "below itself" in answer.text


def test_articles_and_announcements_are_shown(client: Client):
    article = make.article()
    rate_article(make.actor("rita"), article.pk, 8)
    draft = AnnouncementDraft(title="Down", body="x", groups=(make.group("Desk"),))
    news = create_announcement(make.system(), draft)

    for model, row in ((Article, article), (Announcement, news)):
        assert row.title in client.get(page(model, "changelist")).text
        assert client.get(page(model, "change", row.pk)).status_code == 200
