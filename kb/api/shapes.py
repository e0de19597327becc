"""How articles and announcements look to callers."""

from typing import Any

from rest_framework import serializers

from audit.actor import Actor
from doors.rest.rows import Key, Rows
from kb.api.related import CATEGORY, PERSON
from kb.queries import groups_of_announcements, links_of_articles
from kb.vocabulary import AnnouncementState, Audience, Importance, TextFormat


def key_of(column: str) -> serializers.IntegerField:
    """Return the field for a key that may be absent."""
    return serializers.IntegerField(source=column, allow_null=True)


def keys_of() -> serializers.ListField:
    """Return the field for keys of other rows."""
    return serializers.ListField(child=serializers.IntegerField())


class ArticleListOut(Rows):
    """An article without its text. Of groups and companies the caller sees those it may know."""

    id = Key()
    entity = serializers.IntegerField(source="entity_id")
    is_recursive = serializers.BooleanField()
    title = serializers.CharField()
    summary = serializers.CharField()
    audience = serializers.ChoiceField(Audience.choices)
    groups = keys_of()
    companies = keys_of()
    categories = keys_of()
    author = key_of("author_id")
    responsible = key_of("responsible_id")
    published_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    view_count = serializers.IntegerField()
    solved_count = serializers.IntegerField()
    feedback_count = serializers.IntegerField()
    rating_percent = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    computed = ("groups", "companies", "categories")
    expands = {"author": PERSON, "responsible": PERSON}

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Add the keys of groups, companies and categories."""
        wanted = [name for name in cls.computed if name in names]
        found = links_of_articles(actor, [row["id"] for row in raw], wanted)
        for row in raw:
            row |= {name: found[name].get(row["id"], []) for name in wanted}


class ArticleOut(ArticleListOut):
    """An article."""

    body = serializers.CharField()
    body_format = serializers.ChoiceField(TextFormat.choices)


class FoundArticleOut(ArticleListOut):
    """An article that a search found."""

    score = serializers.FloatField(help_text="From 0 to 1: how much of what was asked is there.")


class VersionOut(Rows):
    """A text that an article had or has."""

    id = Key()
    number = serializers.IntegerField()
    title = serializers.CharField()
    summary = serializers.CharField()
    body = serializers.CharField()
    body_format = serializers.ChoiceField(TextFormat.choices)
    author = key_of("author_id")
    restored_from = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()

    expands = {"author": PERSON}


class FeedbackOut(Rows):
    """What one person thinks of an article."""

    id = Key()
    user = serializers.IntegerField(source="user_id")
    rating = serializers.IntegerField()
    comment = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expands = {"user": PERSON}


class ArticleFileOut(Rows):
    """A file of an article."""

    id = Key()
    file_name = serializers.CharField()
    comment = serializers.CharField()
    media_type = serializers.CharField()
    size_bytes = serializers.IntegerField()
    sha256 = serializers.CharField()
    uploader = key_of("uploader_id")
    created_at = serializers.DateTimeField()


class CategoryOut(Rows):
    """A category of articles."""

    id = Key()
    entity = serializers.IntegerField(source="entity_id")
    is_recursive = serializers.BooleanField()
    name = serializers.CharField()
    full_name = serializers.CharField()
    comment = serializers.CharField()
    parent = key_of("parent_id")  # type: ignore[assignment]  # a field, not DRF's attribute
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expands = {"parent": CATEGORY}


class AnnouncementOut(Rows):
    """An announcement."""

    id = Key()
    title = serializers.CharField()
    body = serializers.CharField()
    body_format = serializers.ChoiceField(TextFormat.choices)
    importance = serializers.ChoiceField(Importance.choices)
    state = serializers.ChoiceField(AnnouncementState.choices)
    groups = keys_of()
    creator = serializers.IntegerField(source="creator_id")
    expected_end_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    computed = ("groups",)
    expands = {"creator": PERSON}

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Add the keys of the groups."""
        if "groups" in names:
            found = groups_of_announcements(actor, [row["id"] for row in raw])
            for row in raw:
                row["groups"] = found.get(row["id"], [])


class UpdateOut(Rows):
    """News about an announcement."""

    id = Key()
    body = serializers.CharField()
    body_format = serializers.ChoiceField(TextFormat.choices)
    author = key_of("author_id")
    is_solution = serializers.BooleanField()
    created_at = serializers.DateTimeField()

    expands = {"author": PERSON}
