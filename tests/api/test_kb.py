"""Articles and announcements over REST: versions, readers, files, feedback, search."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import JournalEntry
from tests import make
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db

Callers = Callable[..., Caller]
WRITER = ("article.read", "article.write")


def writer(name: str = "ana") -> Any:
    """Somebody who writes articles."""
    return make.actor(name, *WRITER)


def test_articles_are_made_with_readers_shelves_and_times(caller: Callers):
    root, group, company = caller(make.administrator()), make.group("Desk"), make.company()
    shelf = root.post("article-categories/", {"name": "Passwords"}).json()
    below = root.post("article-categories/", {"name": "Mail", "parent": shelf["id"]}).json()

    made = root.post(
        "articles/",
        {
            "title": "Reset a password",
            "body": "**Ask**",
            "body_format": "markdown",
            "audience": "registered",
            "groups": [group.pk],
            "companies": [company.pk],
            "categories": [below["id"], shelf["id"]],
            "published_at": "2026-11-01T08:00:00+01:00",
        },
    )

    row = made.json()
    assert made.status_code == 201
    assert (row["groups"], row["companies"]) == ([group.pk], [company.pk])
    assert row["categories"] == [below["id"], shelf["id"]]
    assert (row["body"], row["body_format"]) == ("**Ask**", "markdown")
    assert row["published_at"] == "2026-11-01T07:00:00+00:00"
    listed = root.get("articles/", {"category": below["id"]}).json()["results"]
    assert [(each["id"], "body" in each) for each in listed] == [(row["id"], False)]
    assert below["full_name"] == "Passwords > Mail"


def test_another_text_is_another_version_and_old_ones_come_back(caller: Callers):
    ana = caller(writer())
    path = ana.post("articles/", {"title": "A", "body": "one"}).headers["Location"]
    path = path.removeprefix("/rest/v1/")
    ana.patch(path, {"body": "two"})

    versions = ana.get(f"{path}versions/").json()["results"]
    restored = ana.post(f"{path}versions/1/restore/")

    assert [(each["number"], each["body"]) for each in versions] == [(2, "two"), (1, "one")]
    assert (restored.status_code, restored.json()["number"]) == (200, 3)
    assert restored.json()["restored_from"] == 1
    assert ana.get(path).json()["body"] == "one"
    assert ana.get(f"{path}versions/1/").json()["body"] == "one"
    assert ana.get(f"{path}versions/9/").status_code == 404


def test_readers_see_what_is_meant_for_them_and_no_versions(caller: Callers):
    group, rita = make.group("Desk"), make.customer("rita")
    seen = make.article(title="All", audience="registered")
    make.article(title="Private", audience="private")
    narrow = make.article(title="Desk", audience="registered", groups=(group,))
    reader = caller(rita)

    listed = reader.get("articles/").json()["results"]

    assert [(row["id"], row["groups"]) for row in listed] == [(seen.pk, [])]
    assert reader.get(f"articles/{narrow.pk}/").status_code == 404
    assert reader.get(f"articles/{seen.pk}/versions/").status_code == 403
    assert reader.patch(f"articles/{seen.pk}/", {"title": "Mine"}).status_code == 403


def test_search_gives_a_score_from_0_to_1_best_first(caller: Callers):
    make.article(title="Reset a password", audience="registered")
    make.article(title="Mail", body="how to reset it", audience="registered")
    make.article(title="Password of the door", audience="private")
    rita = caller(make.customer("rita"))

    found = rita.get("articles/search/", {"q": "reset password"})
    best = rita.get("articles/search/", {"q": "reset password", "least": "0.9"})
    nothing = rita.get("articles/search/", {"q": "..."})

    rows = found.json()["results"]
    assert [row["title"] for row in rows] == ["Reset a password", "Mail"]
    assert rows[0]["score"] == 1
    assert 0 < rows[1]["score"] < 1
    assert [row["title"] for row in best.json()["results"]] == ["Reset a password"]
    assert nothing.json()["results"] == []
    for wrong in ({}, {"q": "x", "least": "2"}, {"q": "x", "page": "1"}):
        assert rita.get("articles/search/", wrong).status_code == 400


def test_readings_and_feedback_are_counted(caller: Callers):
    article = make.article(audience="registered")
    rita, ana = caller(make.customer("rita")), caller(writer())
    path = f"articles/{article.pk}/"

    assert rita.post(f"{path}view/").status_code == 204
    first = rita.post(f"{path}feedback/", {"rating": 2})
    again = rita.post(f"{path}feedback/", {"rating": 8, "comment": "Good"})
    ana.post(f"{path}feedback/", {"rating": 4})

    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    row = rita.get(path).json()
    assert (row["view_count"], row["feedback_count"], row["rating_percent"]) == (1, 2, 60)
    assert [each["rating"] for each in rita.get(f"{path}feedback/").json()["results"]] == [8]
    assert [each["rating"] for each in ana.get(f"{path}feedback/").json()["results"]] == [8, 4]
    assert rita.delete(f"{path}feedback/own/").status_code == 204
    assert rita.get(path).json()["feedback_count"] == 1
    assert rita.post(f"{path}feedback/", {"rating": 11}).status_code == 422


def test_files_go_up_and_come_down_whole_or_in_part(caller: Callers):
    article = make.article(audience="registered")
    ana, rita = caller(writer()), caller(make.customer("rita"))
    path = f"/rest/v1/articles/{article.pk}/files/"
    sent = {"file": SimpleUploadedFile("steps.txt", b"0123456789"), "comment": "How"}
    made = ana.client.post(path, sent)

    row = made.json()
    assert (made.status_code, row["file_name"], row["size_bytes"]) == (201, "steps.txt", 10)
    own = f"articles/{article.pk}/files/{row['id']}/"
    whole = rita.get(f"{own}content/")
    part = rita.get(f"{own}content/", Range="bytes=2-4")
    beyond = rita.get(f"{own}content/", Range="bytes=20-")
    assert b"".join(whole.streaming_content) == b"0123456789"
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"234")
    assert (beyond.status_code, beyond.json()["code"]) == (416, "no_such_range")
    assert rita.delete(own).status_code == 403
    assert (ana.delete(own).status_code, ana.get(own).status_code) == (204, 404)


def test_trashed_articles_come_back_for_managers(caller: Callers):
    root, article = caller(make.administrator()), make.article()
    path = f"articles/{article.pk}/"

    assert root.delete(path).status_code == 204
    restored = root.post(f"{path}restore/")

    assert (restored.status_code, root.get(path).status_code) == (200, 200)
    verbs = JournalEntry.objects.filter(noun="article").order_by("-pk")
    assert list(verbs.values_list("verb", flat=True)[:2]) == ["article.restored", "article.deleted"]


def test_news_reach_the_groups_and_a_solution_ends_them(caller: Callers):
    group, other = make.group("Desk"), make.group("Servers")
    root = caller(make.administrator())
    ana, otto = caller(make.agent("ana", group)), caller(make.agent("otto", other))
    path = (
        root.post(
            "announcements/", {"title": "Mail is down", "body": "Since nine.", "groups": [group.pk]}
        )
        .headers["Location"]
        .removeprefix("/rest/v1/")
    )

    told = root.post(f"{path}updates/", {"body": "Nearly there."})
    ended = root.post(f"{path}updates/", {"body": "It works.", "is_solution": True})

    assert (told.status_code, ended.status_code) == (201, 201)
    row = ana.get(path).json()
    assert (row["state"], row["groups"]) == ("closed", [group.pk])
    lines = ana.get(f"{path}updates/").json()["results"]
    assert [line["body"] for line in lines] == ["Nearly there.", "It works."]
    assert otto.get(path).status_code == otto.get(f"{path}updates/").status_code == 404
    assert ana.post(f"{path}updates/", {"body": "x"}).status_code == 403
    assert ana.post("announcements/", {"title": "x", "body": "y", "groups": []}).status_code == 422


def test_shelves_move_with_what_is_below_and_are_never_circles(caller: Callers):
    root = caller(make.administrator())
    first = root.post("article-categories/", {"name": "A"}).json()["id"]
    second = root.post("article-categories/", {"name": "B", "parent": first}).json()["id"]

    circle = root.patch(f"article-categories/{first}/", {"parent": second})
    full = root.delete(f"article-categories/{first}/")
    named = root.patch(f"article-categories/{first}/", {"name": "C"})

    assert (circle.status_code, circle.json()["code"]) == (422, "cycle")
    assert (full.status_code, full.json()["code"]) == (422, "has_children")
    assert named.json()["full_name"] == "C"
    assert root.get(f"article-categories/{second}/").json()["full_name"] == "C > B"
    nobody = caller(make.actor("nobody"))
    assert nobody.post("article-categories/", {"name": "D"}).status_code == 403
