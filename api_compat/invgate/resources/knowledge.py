"""The knowledge base: articles, their categories and files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from api_compat.invgate import codes
from api_compat.invgate.call import Call
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.downloads import attachment
from api_compat.invgate.pages import size_of, window
from api_compat.invgate.params import (
    Files,
    flag,
    integer,
    integers,
    number,
    text,
    uploads,
)
from api_compat.invgate.resources.flow import OK
from api_compat.invgate.text import shown
from kb import operations as kb
from kb import queries
from kb.drafts import ArticleDraft, ArticlePatch, CategoryDraft, CategoryPatch
from kb.vocabulary import Audience

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from kb.models import Article

FOUND = 25
_ID = integer("id", required=True)
_ARTICLE = integer("article_id", required=True)
_WINDOW = (integer("limit"), integer("offset"))
_WRITTEN = (
    integer("responsible_id", help="the author unless given"),
    text("description", help="summary"),
    flag("is_private", help="for the desk only"),
)


def render(call: Call, articles: Iterable[Article]) -> list[dict[str, Any]]:
    """Return articles in their order (three statements)."""
    rows = list(articles)
    keys = [article.pk for article in rows]
    shelves = queries.links_of_articles(call.actor, keys, ["categories"])["categories"]
    files = queries.files_by_article(keys)
    return [
        {
            "id": article.pk,
            "title": article.title,
            "content": shown(article.body, article.body_format),
            "description": article.summary,
            "author_id": article.author_id or 0,
            "responsible_id": article.responsible_id,
            "category_id": (shelves.get(article.pk) or [0])[0],
            "is_private": article.audience == Audience.PRIVATE,
            "views": article.view_count,
            "rating": article.rating_percent / 20 if article.rating_percent is not None else None,
            "solved_requests": article.solved_count,
            "attachments": files.get(article.pk, []),
            "creation_date": call.moment(article.created_at, None),
            "last_update_date": call.moment(article.updated_at, None),
        }
        for article in rows
    ]


@endpoint(
    "GET",
    "kb.articles",
    *_WINDOW,
    text("sort_by", choices=("asc", "desc"), help="which way; names are swapped here"),
    text("order_by", choices=("id", "last_update_date"), help="by what"),
)
def articles(
    call: Call,
    *,
    limit: int | None,
    offset: int | None,
    sort_by: str | None,
    order_by: str | None,
) -> dict[str, Any]:
    """All articles."""
    column = "updated_at" if order_by == "last_update_date" else "pk"
    direction = "-" if sort_by == "desc" else ""
    rows = queries.visible_articles(call.actor).order_by(f"{direction}{column}", "pk")
    return _page(call, rows, limit, offset)


def _page(
    call: Call, rows: QuerySet[Article], limit: int | None, offset: int | None
) -> dict[str, Any]:
    return {
        "status": "OK",
        "data": render(call, window(rows, limit, offset)),
        "total_count": rows.count(),
        "offset": offset or 0,
        "limit": limit,
    }


@endpoint(
    "GET",
    "kb.articles.by.category",
    integer("category_id", required=True),
    *_WINDOW,
    integer("visibility", choices=codes.VISIBILITY_NAMES),
)
def by_category(
    call: Call,
    *,
    category_id: int,
    limit: int | None,
    offset: int | None,
    visibility: int | None,
) -> dict[str, Any]:
    """Articles of a category."""
    rows = queries.articles_in(call.actor, category_id).order_by("pk")
    if visibility is not None:
        rows = rows.filter(audience=codes.AUDIENCE_FROM[visibility])
    return _page(call, rows, limit, offset)


@endpoint("GET", "kb.articles.by.ids", integers("ids", required=True))
def by_ids(call: Call, *, ids: list[int]) -> dict[str, Any]:
    """Articles by number; those that do not exist are left out."""
    rows = queries.visible_articles(call.actor).filter(pk__in=ids).order_by("pk")
    return {"status": "OK", "data": render(call, rows)}


@endpoint(
    "GET",
    "kb.articles.by.keywords",
    text("keywords", required=True),
    number("min_search_scoring", help="0 to 1"),
    integer("limit", help="25 unless given"),
)
def by_keywords(
    call: Call, *, keywords: str, min_search_scoring: float | None, limit: int | None
) -> dict[str, Any]:
    """Articles that hold words of a text, the best first."""
    most, least = size_of(limit, FOUND), min_search_scoring or 0.0
    found = queries.best(call.actor, keywords, most, least=least)
    data = [
        row | {"search_scoring": round(article.score, 4)}  # type: ignore[attr-defined]  # of best
        for row, article in zip(render(call, found), found, strict=True)
    ]
    return {"status": "OK", "data": data}


@endpoint(
    "POST",
    "kb.articles",
    text("title", required=True),
    text("content", required=True),
    integer("category_id", required=True),
    integer("author_id", required=True),
    *_WRITTEN,
    uploads("attachments"),
)
def create(
    call: Call,
    *,
    title: str,
    content: str,
    category_id: int,
    author_id: int,
    responsible_id: int | None,
    description: str | None,
    is_private: bool | None,
    attachments: Files | None,
) -> dict[str, Any]:
    """Write an article."""
    actor = call.acting(author_id)
    draft = ArticleDraft(
        title=title,
        body=content,
        summary=description or "",
        audience=Audience.PRIVATE if is_private else Audience.REGISTERED,
        category_ids=(category_id,),
        responsible=call.person(responsible_id, "responsible_id") if responsible_id else None,
    )
    article = kb.create_article(actor, draft)
    _attach(call, article.pk, author_id, attachments)
    return {"status": "OK", "article_id": article.pk}


@endpoint(
    "PUT",
    "kb.articles",
    _ID,
    integer("author_id", required=True),
    text("title"),
    text("content"),
    integer("category_id"),
    *_WRITTEN,
)
def change(
    call: Call,
    *,
    id: int,
    author_id: int,
    title: str | None,
    content: str | None,
    category_id: int | None,
    responsible_id: int | None,
    description: str | None,
    is_private: bool | None,
) -> dict[str, str]:
    """Change what is given of an article."""
    actor = call.acting(author_id)
    article = queries.article_for(call.actor, id)
    values: dict[str, Any] = {}
    if title:
        values["title"] = title
    if content is not None and content != shown(article.body, article.body_format):
        values |= {"body": content, "body_format": "html"}
    if description is not None:
        values["summary"] = description
    if category_id is not None:
        values["category_ids"] = (category_id,)
    if responsible_id is not None:
        values["responsible"] = (
            call.person(responsible_id, "responsible_id") if responsible_id else None
        )
    if is_private is not None and is_private != (article.audience == Audience.PRIVATE):
        values["audience"] = Audience.PRIVATE if is_private else Audience.REGISTERED
    kb.update_article(actor, id, ArticlePatch(**values))
    return OK


@endpoint("DELETE", "kb.articles", _ID)
def delete(call: Call, *, id: int) -> dict[str, str]:
    """Delete an article."""
    kb.delete_article(call.actor, id)
    return OK


@endpoint("GET", "kb.articles.attachments", _ARTICLE)
def files(call: Call, *, article_id: int) -> dict[str, Any]:
    """Files of an article."""
    found = queries.files_of_article(call.actor, article_id)
    return {
        "status": "OK",
        "data": [attachment(call, file, article_id=article_id) for file in found],
    }


@endpoint(
    "POST",
    "kb.articles.attachments",
    _ARTICLE,
    integer("author_id", required=True),
    uploads("attachments"),
)
def add_files(
    call: Call, *, article_id: int, author_id: int, attachments: Files | None
) -> dict[str, str]:
    """Hang files on an article."""
    queries.article_for(call.actor, article_id)
    _attach(call, article_id, author_id, attachments)
    return OK


@endpoint("DELETE", "kb.articles.attachments", _ARTICLE, integer("attachment_id", required=True))
def remove_file(call: Call, *, article_id: int, attachment_id: int) -> dict[str, str]:
    """Take a file off an article."""
    kb.remove_file(call.actor, article_id, attachment_id)
    return OK


def _attach(call: Call, article_id: int, author_id: int, files: Files | None) -> None:
    actor = call.acting(author_id)
    for name, content in files or ():
        kb.attach_file(actor, article_id, file_name=name, content=content)


# --- categories ---------------------------------------------------------------


@endpoint("GET", "kb.categories")
def categories(call: Call) -> list[dict[str, Any]]:
    """All categories of articles."""
    return _categories(queries.visible_categories(call.actor))


@endpoint("GET", "kb.categories.by.ids", integers("ids", required=True))
def categories_by_ids(call: Call, *, ids: list[int]) -> list[dict[str, Any]]:
    """Categories of articles by number."""
    return _categories(queries.visible_categories(call.actor).filter(pk__in=ids))


def _categories(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    found = rows.order_by("pk").values_list("pk", "name", "parent_id")
    return [{"id": key, "name": name, "parent_id": parent_id} for key, name, parent_id in found]


@endpoint(
    "POST",
    "kb.categories",
    text("name", required=True),
    integer("parent_id", required=True, help="0 = at the root"),
)
def create_category(call: Call, *, name: str, parent_id: int) -> dict[str, str]:
    """Create a category."""
    draft = CategoryDraft(name=name, parent_id=parent_id or None)
    row = kb.create_category(call.actor, draft)
    return {"status": "OK", "category_id": str(row.pk)}


@endpoint("PUT", "kb.categories", _ID, text("name"), integer("parent_id", help="0 = the root"))
def change_category(
    call: Call, *, id: int, name: str | None, parent_id: int | None
) -> dict[str, str]:
    """Rename or move a category."""
    values: dict[str, Any] = {"name": name} if name else {}
    if parent_id is not None:
        values["parent_id"] = parent_id or None
    kb.update_category(call.actor, id, CategoryPatch(**values))
    return OK


@endpoint("DELETE", "kb.categories", _ID)
def delete_category(call: Call, *, id: int) -> dict[str, str]:
    """Delete a category that has none below it."""
    kb.delete_category(call.actor, id)
    return OK
