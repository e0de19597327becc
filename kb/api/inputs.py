"""What callers send about articles and announcements."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.queries import visible_groups, visible_users
from crm.queries import visible_companies
from doors.rest.inputs import HIGHEST_KEY, Input, Line, Ref, StrictBoolean, Text
from kb import queries
from kb.drafts import (
    AnnouncementDraft,
    AnnouncementPatch,
    ArticleDraft,
    ArticlePatch,
    CategoryDraft,
    CategoryPatch,
    UpdateDraft,
)
from kb.vocabulary import (
    HIGHEST_RATING,
    AnnouncementState,
    Audience,
    Importance,
    TextFormat,
)

MOST_LINKS = 100


def text_format() -> serializers.ChoiceField:
    """Return the optional field that tells how a text was written."""
    return serializers.ChoiceField(TextFormat.choices, required=False)


def keys(child: Ref, **kwargs: Any) -> serializers.ListField:
    """Return a list of keys; as a whole it replaces what there was."""
    return serializers.ListField(child=child, max_length=MOST_LINKS, **kwargs)


class _WithLists(Input):
    """Drafts hold tuples where JSON has lists."""

    @classmethod
    def draft_of(cls, values: dict[str, Any]) -> Any:
        """Return the draft."""
        lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        return cls.draft(**values | lists)


class ArticlePatchIn(_WithLists):
    """Changes of an article; another text is another version. Null clears, lists replace."""

    draft: ClassVar[type[Any]] = ArticlePatch
    title = Line(required=False)
    summary = Text(required=False, allow_blank=True)
    body = Text(required=False, allow_blank=True)
    body_format = text_format()
    audience = serializers.ChoiceField(Audience.choices, required=False)
    groups = keys(Ref(visible_groups), required=False)
    companies = keys(Ref(visible_companies, as_key=True), source="company_ids", required=False)
    categories = keys(
        Ref(queries.visible_categories, as_key=True), source="category_ids", required=False
    )
    responsible = Ref(visible_users, required=False, allow_null=True)
    published_at = serializers.DateTimeField(required=False, allow_null=True)
    expires_at = serializers.DateTimeField(required=False, allow_null=True)


class _Placed(Input):
    """The tenant of a new row; without one it is where the caller works."""

    entity = serializers.IntegerField(
        source="entity_id", min_value=0, max_value=HIGHEST_KEY, required=False, allow_null=True
    )
    is_recursive = StrictBoolean(required=False)


class ArticleIn(ArticlePatchIn, _Placed):
    """A new article; private unless it says otherwise."""

    draft = ArticleDraft
    title = Line()


class CategoryPatchIn(Input):
    """Changes of a category."""

    draft: ClassVar[type[Any]] = CategoryPatch
    name = Line(required=False)
    comment = Text(required=False, allow_blank=True)
    parent = Ref(  # type: ignore[assignment]  # a field, not DRF's attribute
        queries.visible_categories, as_key=True, source="parent_id", required=False, allow_null=True
    )


class CategoryIn(CategoryPatchIn, _Placed):
    """A new category."""

    draft = CategoryDraft
    name = Line()


class AnnouncementPatchIn(_WithLists):
    """Changes of an announcement; groups as a whole."""

    draft: ClassVar[type[Any]] = AnnouncementPatch
    title = Line(required=False)
    body = Text(required=False)
    body_format = text_format()
    groups = keys(Ref(visible_groups), required=False, min_length=1)
    importance = serializers.ChoiceField(Importance.choices, required=False)
    state = serializers.ChoiceField(AnnouncementState.choices, required=False)
    expected_end_at = serializers.DateTimeField(required=False, allow_null=True)


class AnnouncementIn(_WithLists):
    """A new announcement for at least one group."""

    draft = AnnouncementDraft
    title = Line()
    body = Text()
    body_format = text_format()
    groups = keys(Ref(visible_groups), min_length=1)
    importance = serializers.ChoiceField(Importance.choices, required=False)
    expected_end_at = serializers.DateTimeField(required=False, allow_null=True)


class UpdateIn(Input):
    """News about an announcement; a solution closes it."""

    draft = UpdateDraft
    body = Text()
    body_format = text_format()
    is_solution = StrictBoolean(required=False)


class FeedbackIn(Input):
    """What the caller thinks of an article; a second time replaces the first."""

    draft = dict
    rating = serializers.IntegerField(min_value=0, max_value=HIGHEST_RATING)
    comment = Text(required=False, allow_blank=True)
