"""Articles used on tickets, and announcements about them; the same over REST."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied

from audit.models import JournalEntry
from kb.drafts import AnnouncementDraft
from kb.operations import create_announcement
from tests import make
from tests.api.conftest import Caller, caller  # noqa: F401  (a fixture)
from tickets.models import TicketArticle
from tickets.operations import announce_ticket, drop_article, use_article

pytestmark = pytest.mark.django_db


def solved(article) -> int:
    """Return how many tickets an article solved."""
    article.refresh_from_db()
    return article.solved_count


def test_an_article_counts_the_tickets_that_it_solved():
    group = make.group("Desk")
    ana = make.agent("ana", group)
    ticket, article = make.ticket(support_group=group), make.article(audience="registered")
    before = JournalEntry.objects.count()

    link = use_article(ana, ticket.pk, article.pk)
    assert solved(article) == 0
    use_article(ana, ticket.pk, article.pk, is_solution=True)
    use_article(ana, ticket.pk, article.pk, is_solution=True)
    assert solved(article) == 1
    use_article(ana, ticket.pk, article.pk, is_solution=False)
    assert solved(article) == 0
    use_article(ana, ticket.pk, article.pk, is_solution=True)
    drop_article(ana, ticket.pk, link.pk)

    assert solved(article) == 0
    assert not TicketArticle.objects.exists()
    verbs = JournalEntry.objects.order_by("pk").values_list("verb", flat=True)[before:]
    assert list(verbs) == ["ticket.article_linked"] * 4 + ["ticket.article_unlinked"]


def test_hidden_articles_and_tickets_are_unknown():
    group = make.group("Desk")
    ana, ticket = make.agent("ana", group), make.ticket(support_group=group)
    hidden, seen = make.article(audience="private"), make.article(audience="registered")

    for ticket_id, article_id in ((ticket.pk, hidden.pk), (make.ticket().pk, seen.pk)):
        with pytest.raises(ObjectDoesNotExist):
            use_article(ana, ticket_id, article_id)
    with pytest.raises(PermissionDenied):
        announce_ticket(ana, ticket.pk, 1)


def test_over_rest(caller: Callable[..., Caller]):  # noqa: F811
    group = make.group("Desk")
    ticket, article = make.ticket(support_group=group), make.article(audience="registered")
    draft = AnnouncementDraft(title="Mail is down", body="x", groups=(group,))
    news = create_announcement(make.system(), draft)
    hidden = make.article(audience="private")
    root, ana = caller(make.administrator()), caller(make.agent("ana", group))
    path = f"tickets/{ticket.pk}/"
    root.post(f"{path}articles/", {"article": hidden.pk})

    made = ana.post(f"{path}articles/", {"article": article.pk, "is_solution": True})
    about = root.post(f"{path}announcements/", {"announcement": news.pk})

    assert (made.status_code, about.status_code) == (201, 201)
    (listed,) = ana.get(f"{path}articles/").json()["results"]
    assert (listed["article"], listed["is_solution"]) == (article.pk, True)
    (row,) = ana.get(f"{path}announcements/").json()["results"]
    assert (row["announcement"], row["title"]) == (news.pk, "Mail is down")
    assert ana.post(f"{path}announcements/", {"announcement": news.pk}).status_code == 403
    assert ana.delete(f"{path}announcements/{row['id']}/").status_code == 403
    assert root.delete(f"{path}announcements/{row['id']}/").status_code == 204
    assert ana.delete(f"{path}articles/{listed['id']}/").status_code == 204
    assert solved(article) == 0
