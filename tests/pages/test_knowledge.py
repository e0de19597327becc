"""The knowledge base on pages: agents find, write, compare and publish; customers read."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.actor import Actor
from audit.models import JournalEntry
from kb.drafts import CategoryDraft
from kb.models import Article, ArticleCategory, ArticleSketch, ArticleVersion
from kb.operations import create_category, unpublish_article
from kb.web.reading import compared
from tests import make
from tickets.drafts import FollowupDraft
from tickets.models import TicketArticle
from tickets.operations import add_followup
from tickets.vocabulary import FollowupKind

pytestmark = pytest.mark.django_db

WRITER = [*make.AGENT_RIGHTS, "article.read", "article.write"]


@pytest.fixture
def ana() -> Actor:
    return make.agent("ana", make.group("Desk"), rights=WRITER)


@pytest.fixture
def page(signed_in, ana) -> Client:
    return signed_in(ana)


@pytest.fixture
def rita(signed_in) -> Client:
    return signed_in(make.customer("rita"))


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def shelf(name: str, parent: ArticleCategory | None = None) -> ArticleCategory:
    draft = CategoryDraft(name=name, parent_id=parent.pk if parent else None)
    return create_category(make.system(), draft)


def written(**fields: str) -> dict[str, Any]:
    given = {"title": "Reset it", "body": "Press **reset**.", "body_format": "markdown"}
    return {**given, "audience": "registered", **fields}


def test_article_is_written_published_found_and_rated(page, rita, ana):
    printers = shelf("Printers", shelf("Hardware"))
    sent = written(categories=str(printers.pk), responsible="ana", summary="Jam")

    saved = page.post("/articles/new/", sent)

    article = Article.objects.get()
    assert saved["Location"] == f"/articles/{article.pk}/"
    assert (article.responsible, article.author, article.audience) == (
        ana.user,
        ana.user,
        "registered",
    )
    assert "Not published" in text(page.get(f"/articles/{article.pk}/"))
    for reader, path in ((page, "/articles/"), (rita, "/portal/articles/"), (rita, "/portal/new/")):
        for wrong in ("²", "٣", "x"):
            assert reader.get(path, {"category": wrong}).status_code == 200
    assert rita.get(f"/portal/articles/{article.pk}/").status_code == 404
    assert "Reset it" not in text(rita.get("/portal/articles/"))

    page.post(f"/articles/{article.pk}/publish/", {"publish": "yes"})
    assert JournalEntry.objects.latest("id").verb == "article.published"
    for address in (
        "/portal/articles/",
        f"/portal/articles/?category={printers.parent_id}",
        "/portal/search/?q=reset",
        "/portal/articles/suggest/?subject=how+to+reset",
    ):
        assert "Reset it" in text(rita.get(address)), address
    assert "<strong>reset</strong>" in text(rita.get(f"/portal/articles/{article.pk}/"))
    rita.post(f"/portal/articles/{article.pk}/helped/", {"helped": "yes"})
    page.post(f"/articles/{article.pk}/helped/", {"helped": "no"})
    assert "helped 50 %" in text(page.get(f"/articles/{article.pk}/"))

    page.post(f"/articles/{article.pk}/publish/", {"publish": "no"})
    assert rita.get(f"/portal/articles/{article.pk}/").status_code == 404
    assert "Reset it" in text(page.get("/articles/?list=unpublished"))


def test_what_is_written_is_kept_until_it_is_saved(page, ana):
    answer = page.post("/articles/sketch/", {"title": "Begun", "body": "half a\0 sentence"})
    assert "Draft saved" in text(answer)
    assert "half a sentence" in text(page.get("/articles/new/"))

    page.post("/articles/new/", {**written(title="Begun"), "then": "publish"})
    assert not ArticleSketch.objects.exists()
    article = Article.objects.get()
    assert page.post(f"/articles/{article.pk}/sketch/", {"body": "other"}).status_code == 200
    assert "other" in text(page.get(f"/articles/{article.pk}/edit/"))
    page.post(f"/articles/{article.pk}/sketch/drop/")
    assert "not saved yet" not in text(page.get(f"/articles/{article.pk}/edit/"))
    preview = page.post("/articles/preview/", {"body": "**b** <script>x</script>"})
    assert preview.content.decode().strip().startswith("<p><strong>b</strong>")
    assert "<script" not in preview.content.decode()


def test_an_article_is_narrowed_to_companies_and_what_its_editor_does_not_see_stays(signed_in):
    board, desk = make.group("Board"), make.group("Desk")
    rights = ["article.read", "article.write", "company.read"]
    editor = make.agent("edith", desk, rights=rights)
    page = signed_in(editor)
    article = make.article(title="VPN", body="one", audience="registered", groups=(board, desk))
    firm = make.company(name="Northern Rail")
    edit = f"/articles/{article.pk}/edit/"

    unknown = page.post(edit, written(companies="Nobody"))
    saved = written(title="Tunnel", groups=str(desk.pk), companies=" Northern Rail \n\n")
    page.post(edit, saved)

    assert unknown.status_code == 422
    assert "There is no company called Nobody." in text(unknown)
    article.refresh_from_db()
    rows = list(article.audience_rows.order_by("pk").values_list("group", "company"))
    assert article.title == "Tunnel"
    assert sorted(rows, key=str) == sorted(
        [(board.pk, None), (desk.pk, None), (None, firm.pk)], key=str
    )
    assert "Northern Rail" in text(page.get(edit))


def test_long_texts_are_compared_in_a_moment():
    """Whoever writes an article must not keep the server busy for a minute."""
    old = ArticleVersion(title="a", body="\n".join("x" if n % 2 else f"a{n}" for n in range(3000)))
    new = ArticleVersion(title="a", body="\n".join("x" if n % 2 else f"b{n}" for n in range(3000)))
    begin = time.process_time()

    lines = compared(old, new)

    assert time.process_time() - begin < 1
    assert [line.kind for line in lines[:2]] == ["same", "same"]
    assert {line.kind for line in lines[2:-1]} == {"gone", "come"}


def test_versions_are_compared_and_brought_back_and_nothing_is_written_over(page):
    article = make.article(title="VPN", body="one\ntwo", body_format="markdown", audience="private")
    edit = f"/articles/{article.pk}/edit/"
    seen = page.get(edit).context["form"]["saved"].value()

    page.post(edit, written(title="VPN", body="one\nthree", audience="private", saved=seen))
    refused = page.post(edit, written(title="VPN", body="mine", audience="private", saved=seen))

    assert refused.status_code == 422
    assert "Somebody saved another text meanwhile" in text(refused)
    assert "mine" in text(refused)
    shown = text(page.get(f"/articles/{article.pk}/versions/"))
    assert "<del>two</del>" in shown
    assert "<ins>three</ins>" in shown
    page.post(f"/articles/{article.pk}/versions/1/restore/")
    article.refresh_from_db()
    assert (article.body, article.version) == ("one\ntwo", 3)
    assert page.get(f"/articles/{article.pk}/versions/?old=9&new=x").status_code == 200
    assert page.post(f"/articles/{article.pk}/versions/99/restore/").status_code == 404


def test_editor_refuses_in_words(page):
    group = make.group("Sales").pk
    for fields, word in [
        ({"title": ""}, "This field is required."),
        ({"responsible": "nobody"}, "There is no such person."),
        ({"audience": "all"}, "Select a valid choice"),
        ({"audience": "public", "groups": "999999"}, "Select a valid choice"),
        (
            {"published_at": "2999-01-02T00:00", "expires_at": "2999-01-01T00:00"},
            "It would end before it begins.",
        ),
    ]:
        answer = page.post("/articles/new/", written(**fields))
        assert (answer.status_code, word in text(answer)) == (422, True), fields
    assert group
    assert not Article.objects.exists()


def test_article_is_for_companies_that_are_named_and_keeps_those_out_of_sight(signed_in):
    acme, beta = make.company(name="Acme, Inc."), make.company(name="Beta")
    twins = [make.company(name="Twin") for _ in range(2)]
    rights = [*WRITER, "company.read"]
    page = signed_in(make.agent("cleo", make.group("Desk"), rights=rights))
    sent = written(companies=" acme, inc. \n\nBeta", audience="registered")
    page.post("/articles/new/", sent)
    article = Article.objects.get()
    edit = f"/articles/{article.pk}/edit/"

    shown = page.get(edit)

    assert shown.context["form"]["companies"].value() == "Acme, Inc.\nBeta"
    assert "Acme, Inc. · Beta" in text(page.get(f"/articles/{article.pk}/"))
    for name, word in (("Nowhere", "no company called Nowhere"), ("Twin", "Several companies")):
        refused = page.post(edit, written(companies=name))
        assert (refused.status_code, word in text(refused)) == (422, True), name
    assert len(twins) == 2
    blind = signed_in(make.agent("bo", make.group("Other"), rights=[*WRITER, "article.manage"]))
    assert "companies" not in blind.get(edit).context["form"].fields
    assert blind.post(edit, written(title="New title")).status_code == 302
    kept = article.audience_rows.order_by("pk").values_list("company", flat=True)
    assert list(kept) == [acme.pk, beta.pk]
    page.post(edit, written(companies="beta"))
    assert list(kept.all()) == [beta.pk]


def test_answer_about_an_article_can_be_taken_back(page, rita):
    article = make.article()
    for reader, at in ((page, "/articles"), (rita, "/portal/articles")):
        here = f"{at}/{article.pk}/"
        answer = reader.post(f"{here}helped/", {"helped": "no"}, follow=True)
        assert f'action="{here}helped/undo/"' in text(answer)
        assert "Take the answer back" in text(answer)
        assert article.feedback.count() == 1

        answer = reader.post(f"{here}helped/undo/", follow=True)
        assert "Your answer is taken back." in text(answer)
        assert "Take the answer back" not in text(answer)
        assert article.feedback.count() == 0
    article.refresh_from_db()
    assert (article.rating_percent, article.feedback_count) == (None, 0)


def test_old_articles_are_marked_until_somebody_looks(page, rita):
    article = make.article(title="Fax", audience="registered")
    Article.objects.update(updated_at=timezone.now() - timedelta(days=500))

    assert "Nobody has looked at this" in text(page.get(f"/articles/{article.pk}/"))
    assert "Fax" in text(page.get("/articles/?list=old"))
    assert "may be out of date" in text(rita.get(f"/portal/articles/{article.pk}/"))
    page.post(f"/articles/{article.pk}/checked/")
    assert "Fax" not in text(page.get("/articles/?list=old"))


def test_files_hang_on_an_article(page, rita):
    article = make.article(title="Fax", audience="registered")
    upload = SimpleUploadedFile("page.txt", b"abc", "text/plain")

    page.post(f"/articles/{article.pk}/files/", {"files": upload})

    shown = page.get(f"/articles/{article.pk}/")
    file = shown.context["files"][0]
    for client, address in (
        (page, f"/articles/{article.pk}"),
        (rita, f"/portal/articles/{article.pk}"),
    ):
        assert b"".join(client.get(f"{address}/files/{file.pk}/").streaming_content) == b"abc"
    page.post(f"/articles/{article.pk}/files/{file.pk}/remove/")
    assert page.get(f"/articles/{article.pk}/files/{file.pk}/").status_code == 404


def test_ticket_becomes_an_article_and_names_those_that_were_used(page, ana):
    group = ana.user.memberships.get().group
    ticket = make.ticket(ana, title="Scanner beeps", description="It beeps.", support_group=group)
    add_followup(ana, ticket.pk, FollowupDraft(body="secret", is_public=False))
    solution = FollowupDraft(body="Switch the **beep** off.", kind=FollowupKind.SOLUTION)
    add_followup(ana, ticket.pk, solution)
    known = make.article(title="Known")

    made = page.post(f"/tickets/{ticket.pk}/articles/draft/")

    article = Article.objects.get(title="Scanner beeps")
    assert made["Location"] == f"/articles/{article.pk}/edit/"
    assert article.body == "It beeps.\n\nSwitch the **beep** off."
    assert "Not published" in text(page.get(f"/articles/{article.pk}/"))
    page.post(f"/tickets/{ticket.pk}/articles/", {"article": str(known.pk), "solved": "yes"})
    side = text(page.get(f"/tickets/{ticket.pk}/side/"))
    assert f'href="/articles/{known.pk}/">Known</a>' in side
    assert "solved it" in side
    link = TicketArticle.objects.get(article=known)
    assert page.post(f"/tickets/{ticket.pk}/articles/", {"article": "x"}).status_code == 422
    assert page.post(f"/tickets/{ticket.pk}/articles/", {"article": "99999"}).status_code == 404
    page.post(f"/tickets/{ticket.pk}/articles/{link.pk}/remove/")
    assert not TicketArticle.objects.filter(article=known).exists()


READERS = {
    "GET ": 200,
    "GET new/": 403,
    "POST new/": 403,
    "POST sketch/": 403,
    "POST preview/": 200,
    "GET {shared}/": 200,
    "GET {shared}/edit/": 403,
    "POST {shared}/sketch/": 403,
    "POST {shared}/publish/": 403,
    "POST {shared}/checked/": 403,
    "POST {shared}/delete/": 403,
    "GET {shared}/versions/": 403,
    "POST {shared}/versions/1/restore/": 403,
    "POST {shared}/files/": 302,
    "POST {shared}/files/1/remove/": 403,
    "GET {shared}/files/1/": 404,
    "GET {hidden}/": 404,
    "GET {hidden}/edit/": 404,
    "POST {hidden}/publish/": 403,
    "POST {hidden}/helped/": 404,
    "POST {hidden}/sketch/drop/": 302,
}


def test_readers_read_and_customers_have_pages_of_their_own(signed_in, rita):
    keys = {"shared": make.article(audience="registered").pk, "hidden": make.article().pk}
    unpublish_article(make.system(), keys["hidden"])
    columns = ("updated_at", "version", "deleted_at", "feedback_count")
    before = list(Article.objects.order_by("pk").values(*columns))
    otto = signed_in(make.agent("otto", make.group("Other")))
    answers = {}
    for address in READERS:
        method, path = address.split(" ")
        path = "/articles/" + path.format(**keys)

        answers[address] = getattr(otto, method.lower())(path).status_code
        assert getattr(rita, method.lower())(path)["Location"] == "/portal/", address
        stranger = getattr(Client(), method.lower())(path)
        assert stranger["Location"].startswith("/accounts/login/"), address

    assert answers == READERS
    assert list(Article.objects.order_by("pk").values(*columns)) == before


def test_lists_cost_as_many_statements_for_many_as_for_few(page, rita):
    counts = []
    for number in (2, 8):
        for place in range(number):
            make.article(title=f"Printer {Article.objects.count()}-{place}")
        for client, address in ((page, "/articles/"), (rita, "/portal/articles/")):
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            counts.append(len(captured))

    assert counts[:2] == counts[2:]
    assert max(counts) <= 12
