"""What operations of kb take in. Companies and categories are named by id, resolved for the actor;
people and groups are rows that the caller may see.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.drafts import UNSET, Unset
from accounts.models import Group, User
from kb.vocabulary import Audience, Importance, TextFormat


@dataclass(frozen=True, kw_only=True)
class CategoryDraft:
    """A new category."""

    name: str
    comment: str = ""
    parent_id: int | None = None
    entity_id: int | None = None
    is_recursive: bool = False
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CategoryPatch:
    """Changes of a category; absent = UNSET."""

    name: str | Unset = UNSET
    comment: str | Unset = UNSET
    parent_id: int | None | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class ArticleDraft:
    """A new article. Without groups and companies its audience is not narrowed."""

    title: str
    summary: str = ""
    body: str = ""
    body_format: str = TextFormat.HTML
    audience: str = Audience.PRIVATE
    groups: tuple[Group, ...] = ()
    company_ids: tuple[int, ...] = ()
    category_ids: tuple[int, ...] = ()
    responsible: User | None = None
    published_at: datetime | None = None
    expires_at: datetime | None = None
    entity_id: int | None = None
    is_recursive: bool = False
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ArticlePatch:
    """Changes of an article; absent = UNSET. Groups, companies, categories as a whole."""

    title: str | Unset = UNSET
    summary: str | Unset = UNSET
    body: str | Unset = UNSET
    body_format: str | Unset = UNSET
    audience: str | Unset = UNSET
    groups: tuple[Group, ...] | Unset = UNSET
    company_ids: tuple[int, ...] | Unset = UNSET
    category_ids: tuple[int, ...] | Unset = UNSET
    responsible: User | None | Unset = UNSET
    published_at: datetime | None | Unset = UNSET
    expires_at: datetime | None | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class AnnouncementDraft:
    """A new announcement for at least one group."""

    title: str
    body: str
    groups: tuple[Group, ...]
    body_format: str = TextFormat.HTML
    importance: str = Importance.MEDIUM
    expected_end_at: datetime | None = None
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AnnouncementPatch:
    """Changes of an announcement; absent = UNSET."""

    title: str | Unset = UNSET
    body: str | Unset = UNSET
    body_format: str | Unset = UNSET
    groups: tuple[Group, ...] | Unset = UNSET
    importance: str | Unset = UNSET
    state: str | Unset = UNSET
    expected_end_at: datetime | None | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class UpdateDraft:
    """News about an announcement; a solution closes it."""

    body: str
    body_format: str = TextFormat.HTML
    is_solution: bool = False


@dataclass(frozen=True, kw_only=True)
class PastVersion:
    """A text that an article of another desk had."""

    number: int
    title: str
    summary: str = ""
    body: str = ""
    body_format: str = TextFormat.HTML
    author: User | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PastArticle:
    """What became of an article in another desk; without versions its text is number 1."""

    author: User | None = None
    view_count: int = 0
    solved_count: int = 0
    deleted_at: datetime | None = None
    versions: tuple[PastVersion, ...] = ()
