"""Articles: who reads and writes them, versions, feedback, files, categories, imports."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Member
from audit.actor import Actor
from audit.models import JournalEntry
from crm.operations import add_company_group, add_company_user
from files.models import FileLink, StoredFile
from kb.drafts import (
    ArticleDraft,
    ArticlePatch,
    CategoryDraft,
    CategoryPatch,
    PastArticle,
    PastVersion,
)
from kb.models import Article, ArticleVersion
from kb.operations import (
    attach_file,
    count_solved,
    count_view,
    create_article,
    create_category,
    delete_article,
    delete_category,
    import_article,
    import_category,
    import_feedback,
    rate_article,
    remove_file,
    restore_article,
    restore_version,
    update_article,
    update_category,
    withdraw_rating,
)
from kb.queries import (
    article_for,
    articles_in,
    feedback_of,
    file_for,
    files_of_article,
    search,
    versions_of,
    visible_articles,
    visible_categories,
)
from tests import make

pytestmark = pytest.mark.django_db

STRANGER = Actor(door="test")


def code_of(error: Any) -> set[str]:
    """Return the codes of a refusal."""
    refusal = error.value
    if hasattr(refusal, "error_dict"):
        return {e.code for errors in refusal.error_dict.values() for e in errors}
    return {refusal.code}


def titles(who: Actor) -> set[str]:
    """Return what somebody may read."""
    return set(visible_articles(who).values_list("title", flat=True))


def last() -> JournalEntry:
    """Return the newest entry."""
    return JournalEntry.objects.latest("pk")


# --- who reads -------------------------------------------------------------------------------


def test_audiences_are_everybody_people_and_staff():
    for audience in ("public", "registered", "private"):
        make.article(title=audience, audience=audience)
    gone = make.actor("gone", "*", reach="all")
    gone.user.is_active = False

    assert titles(STRANGER) == {"public"}
    assert titles(make.actor("rita")) == {"public", "registered"}
    assert titles(make.actor("ana", "article.read")) == {"public", "registered", "private"}
    assert titles(gone) == {"public"}


def test_groups_and_companies_narrow_readers_and_writers_but_not_managers():
    board, desk = make.group("Board"), make.group("Desk")
    acme, other = make.company(), make.company(name="Other")
    make.article(title="board", audience="registered", groups=(board,))
    make.article(title="acme", audience="private", company_ids=(acme.pk,))
    insider, guest, third = make.actor("max"), make.actor("gus", "article.read"), make.actor("t")
    Member.objects.create(group=board, user=insider.user)
    Member.objects.create(group=desk, user=guest.user)
    add_company_group(make.system(), acme.pk, desk)
    add_company_user(make.system(), acme.pk, third.user)
    add_company_user(make.system(), other.pk, make.person("x"))

    assert titles(insider) == {"board"}
    assert titles(guest) == {"acme"}
    assert titles(third) == set()
    assert titles(make.actor("ana", "article.read", "article.write")) == set()
    assert titles(make.actor("mia", "article.manage")) == {"board", "acme"}


def test_before_and_after_its_time_an_article_is_for_those_who_write():
    now = timezone.now()
    hour = timedelta(hours=1)
    make.article(title="later", published_at=now + hour)
    make.article(title="over", expires_at=now - hour)
    make.article(title="now", published_at=now - hour, expires_at=now + hour)
    rita = make.actor("rita")
    make.article(title="hers", responsible=rita.user, published_at=now + hour)

    assert titles(rita) == {"now", "hers"}
    assert titles(make.actor("ana", "article.write")) == {"later", "over", "now", "hers"}


def test_rights_count_in_their_entity_only():
    north, south = make.entity("North"), make.entity("South")
    article = make.article(title="north", audience="private", entity_id=north.pk)
    at_home = make.actor("ana", "article.read", "article.write", entity=north)
    abroad = make.actor("otto", "article.read", "article.write", entity=south)
    public = make.article(title="all", entity_id=north.pk)

    assert titles(at_home) == {"north", "all"}
    assert titles(abroad) == {"all"}
    update_article(at_home, article.pk, ArticlePatch(title="North"))
    with pytest.raises(PermissionDenied):
        update_article(abroad, public.pk, ArticlePatch(title="Mine"))
    with pytest.raises(ObjectDoesNotExist):
        update_article(abroad, article.pk, ArticlePatch(title="Mine"))
    with pytest.raises(ValidationError):
        create_article(abroad, ArticleDraft(title="x", entity_id=north.pk))


# --- writing ---------------------------------------------------------------------------------


def test_creating_leaves_one_entry_and_the_first_version():
    ana = make.actor("ana", "article.write", "article.manage")
    shelf = create_category(ana, CategoryDraft(name="How to"))
    before = JournalEntry.objects.count()

    article = create_article(
        ana, ArticleDraft(title="A", body="<b>x</b>", category_ids=(shelf.pk,))
    )

    assert JournalEntry.objects.count() == before + 1
    assert (last().verb, last().object_id) == ("article.created", article.pk)
    assert last().changes["categories"] == [[], [shelf.pk]]
    assert (article.author, article.version) == (ana.user, 1)
    version = ArticleVersion.objects.get()
    assert (version.number, version.body, version.author) == (1, "<b>x</b>", ana.user)
    with pytest.raises(PermissionDenied):
        create_article(make.actor("rita", "article.read"), ArticleDraft(title="x"))


def test_each_new_text_is_a_version_that_can_come_back():
    ana = make.actor("ana", "article.write")
    article = make.article(title="One", body="1")

    update_article(ana, article.pk, ArticlePatch(title="Two", body="2"))
    update_article(ana, article.pk, ArticlePatch(audience="registered"))
    same = update_article(ana, article.pk, ArticlePatch(title="Two"))
    restored = restore_version(ana, article.pk, 1)

    assert same.version == 2
    assert (restored.title, restored.body, restored.version) == ("One", "1", 3)
    kept = [(v.number, v.title, v.restored_from) for v in versions_of(ana, article.pk)]
    assert kept == [(3, "One", 1), (2, "Two", None), (1, "One", None)]
    verbs = (
        JournalEntry.objects.filter(noun="article").order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs) == [
        "article.created",
        "article.updated",
        "article.updated",
        "article.version_restored",
    ]
    assert set(last().changes) == {"title", "body", "version"}
    with pytest.raises(ObjectDoesNotExist):
        restore_version(ana, article.pk, 9)
    with pytest.raises(PermissionDenied):
        versions_of(make.actor("rita"), article.pk)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": ""}, "blank"),
        ({"audience": "nobody"}, "invalid_choice"),
        ({"body_format": "rtf"}, "invalid_choice"),
    ],
)
def test_unsound_articles_are_refused(fields: dict[str, Any], code: str):
    with pytest.raises(ValidationError) as refused:
        make.article(**fields)

    assert code_of(refused) == {code}
    assert not Article.objects.exists()


def test_public_articles_are_for_all_and_end_after_they_begin():
    now = timezone.now()
    narrowed = make.article(audience="registered", groups=(make.group("Board"),))

    with pytest.raises(ValidationError) as refused:
        update_article(make.system(), narrowed.pk, ArticlePatch(audience="public"))
    assert code_of(refused) == {"public_narrowed"}
    with pytest.raises(ValidationError) as refused:
        make.article(published_at=now, expires_at=now)
    assert code_of(refused) == {"expires"}
    update_article(make.system(), narrowed.pk, ArticlePatch(audience="public", groups=()))
    assert last().changes == {
        "audience": ["registered", "public"],
        "groups": [[last().changes["groups"][0][0]], []],
    }


def test_hidden_companies_and_unknown_categories_are_unknown():
    ana = make.actor("ana", "article.write")
    acme = make.company()

    for draft in (
        ArticleDraft(title="x", company_ids=(acme.pk,)),
        ArticleDraft(title="x", category_ids=(99,)),
    ):
        with pytest.raises(ObjectDoesNotExist):
            create_article(ana, draft)


def test_trash_hides_from_everybody_and_gives_back_to_managers():
    ana = make.actor("ana", "article.write")
    mia = make.actor("mia", "article.manage", "article.write")
    article = make.article()

    with pytest.raises(PermissionDenied):
        delete_article(ana, article.pk)
    delete_article(mia, article.pk)
    assert titles(STRANGER) == titles(mia) == set()
    assert not search(mia, "password").exists()
    with pytest.raises(ObjectDoesNotExist):
        restore_article(ana, article.pk)
    restore_article(mia, article.pk)
    assert titles(STRANGER) == {article.title}
    assert last().verb == "article.restored"


# --- readers ---------------------------------------------------------------------------------


def test_each_person_has_one_feedback_and_the_mean_is_the_rating():
    article = make.article()
    rita, max_ = make.actor("rita"), make.actor("max")

    rate_article(rita, article.pk, 2, comment="Unclear")
    rate_article(max_, article.pk, 10)
    rate_article(rita, article.pk, 5)
    rate_article(rita, article.pk, 5)

    article.refresh_from_db()
    assert (article.rating_percent, article.feedback_count) == (75, 2)
    assert JournalEntry.objects.filter(verb="article.rated").count() == 3
    assert [row.user.username for row in feedback_of(max_, article.pk)] == ["max"]
    assert feedback_of(make.system(), article.pk).count() == 2
    withdraw_rating(rita, article.pk)
    withdraw_rating(max_, article.pk)
    withdraw_rating(max_, article.pk)
    article.refresh_from_db()
    assert (article.rating_percent, article.feedback_count) == (None, 0)
    with pytest.raises(ValidationError):
        rate_article(rita, article.pk, 11)
    with pytest.raises(PermissionDenied):
        rate_article(STRANGER, article.pk, 5)


def test_views_and_solved_tickets_are_counted_without_an_entry():
    article = make.article()
    before = JournalEntry.objects.count()

    count_view(STRANGER, article.pk)
    count_view(STRANGER, article.pk)
    count_solved(make.system(), article.pk)
    count_solved(make.system(), article.pk, by=-1)
    count_solved(make.system(), article.pk, by=-1)

    article.refresh_from_db()
    assert (article.view_count, article.solved_count) == (2, 0)
    assert JournalEntry.objects.count() == before
    hidden = make.article(audience="private")
    with pytest.raises(ObjectDoesNotExist):
        count_view(STRANGER, hidden.pk)


def test_files_hang_on_articles_and_are_seen_with_them():
    article = make.article(audience="registered")
    ana = make.actor("ana", "article.write")
    rita = make.actor("rita")

    file = attach_file(ana, article.pk, file_name="../a.txt", content=b"hello")

    assert (last().verb, last().part_id) == ("article.file_added", file.pk)
    assert list(files_of_article(rita, article.pk)) == [file]
    with pytest.raises(ObjectDoesNotExist):
        file_for(STRANGER, article.pk, file.pk)
    with pytest.raises(PermissionDenied):
        remove_file(rita, article.pk, file.pk)
    remove_file(ana, article.pk, file.pk)
    assert not files_of_article(ana, article.pk).exists()
    assert StoredFile.objects.get().deleted_at is not None
    Article.objects.all().delete()
    assert not FileLink.objects.exists()


# --- categories ------------------------------------------------------------------------------


def test_categories_are_a_tree_and_articles_stand_in_it():
    mia = make.actor("mia", "article.manage")
    top = create_category(mia, CategoryDraft(name="IT"))
    below = create_category(mia, CategoryDraft(name="Printers", parent_id=top.pk))
    article = make.article(category_ids=(below.pk, top.pk))
    make.article(title="Elsewhere")

    update_category(mia, top.pk, CategoryPatch(name="Devices"))

    below.refresh_from_db()
    assert (below.full_name, below.level) == ("Devices > Printers", 2)
    first = article.category_rows.order_by("pk").first()
    assert first is not None
    assert first.category == below
    update_article(make.system(), article.pk, ArticlePatch(category_ids=(below.pk,)))
    assert not articles_in(STRANGER, top.pk).exists()
    assert list(articles_in(STRANGER, top.pk, with_lower=True)) == [article]
    with pytest.raises(ValidationError) as refused:
        update_category(mia, top.pk, CategoryPatch(parent_id=below.pk))
    assert code_of(refused) == {"cycle"}
    with pytest.raises(ValidationError) as refused:
        delete_category(mia, top.pk)
    assert code_of(refused) == {"has_children"}
    delete_category(mia, below.pk)
    assert list(visible_categories(STRANGER)) == [top]
    with pytest.raises(PermissionDenied):
        create_category(make.actor("ana", "article.write"), CategoryDraft(name="x"))


# --- imports ---------------------------------------------------------------------------------


def test_imports_keep_numbers_times_and_old_texts_and_leave_no_entry():
    then = timezone.now() - timedelta(days=400)
    rita = make.person("rita")
    shelf = import_category(make.system(), CategoryDraft(name="Old"), id=50, created_at=then)

    article = import_article(
        make.system(),
        ArticleDraft(title="Three", audience="public", category_ids=(50,)),
        PastArticle(
            author=rita,
            view_count=7,
            versions=(PastVersion(number=1, title="One"), PastVersion(number=2, title="Two")),
        ),
        id=500,
        created_at=then,
    )
    import_feedback(make.system(), article, rita, 8, id=40)

    assert (article.pk, article.created_at, article.version) == (500, then, 3)
    assert [v.title for v in article.versions.order_by("number")] == ["One", "Two", "Three"]
    assert list(search(STRANGER, "three")) == [article]
    assert list(articles_in(STRANGER, shelf.pk)) == [article]
    article.refresh_from_db()
    assert (article.rating_percent, article.view_count) == (80, 7)
    assert not JournalEntry.objects.exists()
    assert make.article().pk == 501
    with pytest.raises(PermissionDenied):
        import_article(make.actor("ana", "article.manage"), ArticleDraft(title="x"))


def test_reading_and_writing_back_changes_nothing():
    article = make.article(groups=(), category_ids=())
    before = JournalEntry.objects.count()

    update_article(
        make.system(),
        article.pk,
        ArticlePatch(
            title=article.title, body=article.body, groups=(), company_ids=(), category_ids=()
        ),
    )

    assert JournalEntry.objects.count() == before
    assert article_for(STRANGER, article.pk).updated_at == article.updated_at
