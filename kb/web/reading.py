"""Articles as agents find and read them; their versions side by side; files."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.policies import may
from accounts.queries import visible_groups
from audit.actor import Actor
from crm.queries import visible_companies
from doors.pages import actor_of, for_agents, go, number_in, show
from files.queries import open_file
from files.vocabulary import OCTET_STREAM
from kb import policies
from kb.models import Article, ArticleVersion
from kb.operations import count_view, rate_article, withdraw_rating
from kb.queries import (
    article_for,
    category_for,
    file_for,
    files_of_article,
    has_helped,
    links_of_articles,
    may_write,
    of_person,
    on_shelf,
    own_rating,
    related_articles,
    search,
    shelves,
    stale,
    stale_before,
    unpublished,
    versions_of,
    visible_articles,
    visible_categories,
    writable_articles,
)
from kb.vocabulary import HIGHEST_RATING
from kb.web.words import AUDIENCES, state_of

PAGE_ROWS = 30
MOST_VERSIONS = 100
LONGEST_COMPARED = 2000
LONGEST_MATCHED = 400
SAVED_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf")
LISTS: dict[str, Any] = {
    "": gettext_lazy("All"),
    "mine": gettext_lazy("Mine"),
    "unpublished": gettext_lazy("Not published"),
    "old": gettext_lazy("To be looked at again"),
}


@dataclass(frozen=True)
class Line:
    """A line of a comparison: in both texts, only in the old one, only in the new one."""

    kind: str
    text: str


@require_safe
@for_agents
def article_list(request: HttpRequest) -> HttpResponseBase:
    """Show articles by shelf, by words, or by what they need."""
    actor = actor_of(request)
    words = " ".join(request.GET.get("q", "")[:200].replace("\0", "").split())
    wanted = request.GET.get("list", "")
    everything = visible_articles(actor)
    rows = _listed(actor, wanted, search(actor, words) if words else everything)
    key = number_in(request.GET.get("category", ""))
    category = category_for(actor, key) if key is not None else None
    if category is not None:
        rows = on_shelf(actor, rows, category)
    if not words:
        rows = rows.order_by("-updated_at", "-pk")
    page = Paginator(rows.select_related("responsible"), PAGE_ROWS).get_page(
        request.GET.get("page")
    )
    now, limit = timezone.now(), stale_before()
    context = {
        "page_rows": page,
        "rows": [
            {
                "article": row,
                "audience": AUDIENCES[row.audience],
                "state": state_of(row, now),
                "is_old": limit is not None and row.updated_at < limit,
            }
            for row in page
        ],
        "shelves": [
            {"category": each, "number": number, "depth": each.path.strip("/").count("/")}
            for each, number in shelves(actor, everything)
        ],
        "category": category,
        "q": words,
        "list": wanted if wanted in LISTS else "",
        "lists": LISTS.items(),
        "may_write": may(actor, policies.WRITE),
    }
    return show(request, "kb/list.html", context)


def _listed(actor: Actor, wanted: str, rows: QuerySet[Article]) -> QuerySet[Article]:
    if wanted == "mine":
        return of_person(rows, actor)
    if wanted == "unpublished":
        return unpublished(rows)
    if wanted == "old":
        kept = writable_articles(actor).order_by().values("pk")
        return stale(rows.filter(pk__in=kept))
    return rows


@require_safe
@for_agents
def article(request: HttpRequest, article_id: int) -> HttpResponseBase:
    """Show an article, and to who writes it what keeps it right."""
    actor = actor_of(request)
    row = visible_articles(actor).select_related("author", "responsible").get(pk=article_id)
    count_view(actor, article_id)
    now, limit = timezone.now(), stale_before()
    shelf_keys = links_of_articles(actor, [row.pk], ["categories"])["categories"].get(row.pk, [])
    context = {
        "article": row,
        "audience": AUDIENCES[row.audience],
        "state": state_of(row, now),
        "is_old": limit is not None and row.updated_at < limit,
        "files": files_of_article(actor, article_id),
        "shelves": visible_categories(actor).filter(pk__in=shelf_keys),
        "related": related_articles(actor, row),
        "helped": has_helped(own_rating(actor, row)),
        "only_for": only_for(actor, row),
        "may_write": may_write(actor, row),
        "may_delete": policies.is_there(actor, policies.MANAGE, row),
    }
    return show(request, "kb/article.html", context)


def only_for(actor: Actor, row: Article) -> list[str]:
    """Return the names of the groups and companies to whom an article is narrowed."""
    links = links_of_articles(actor, [row.pk], ["groups", "companies"])
    groups = visible_groups(actor).filter(pk__in=links["groups"].get(row.pk, []))
    companies = visible_companies(actor).filter(pk__in=links["companies"].get(row.pk, []))
    names = [group.full_name or group.name for group in groups]
    return sorted(names) + sorted(companies.values_list("name", flat=True))


@require_POST
@for_agents
def helped(request: HttpRequest, article_id: int) -> HttpResponseBase:
    """Keep whether an article helped."""
    is_good = request.POST.get("helped") == "yes"
    rate_article(actor_of(request), article_id, HIGHEST_RATING if is_good else 0)
    undo = reverse("kb:helped-undo", args=[article_id])
    messages.success(request, _("Thank you for telling us."), extra_tags=f"undo:{undo}")
    return go(request, "kb:article", article_id)


@require_POST
@for_agents
def helped_undo(request: HttpRequest, article_id: int) -> HttpResponseBase:
    """Take the reader's answer back."""
    withdraw_rating(actor_of(request), article_id)
    messages.success(request, _("Your answer is taken back."))
    return go(request, "kb:article", article_id)


@require_safe
@for_agents
def versions(request: HttpRequest, article_id: int) -> HttpResponseBase:
    """Show the texts an article had, and two of them compared (`old`, `new`)."""
    actor = actor_of(request)
    row = article_for(actor, article_id)
    found = list(versions_of(actor, article_id)[:MOST_VERSIONS])
    by_number = {str(each.number): each for each in found}
    new = by_number.get(request.GET.get("new", str(row.version)))
    old = by_number.get(request.GET.get("old", str(new.number - 1) if new is not None else ""))
    context = {
        "article": row,
        "versions": found,
        "old": old,
        "new": new,
        "lines": compared(old, new) if old is not None and new is not None else [],
    }
    return show(request, "kb/versions.html", context)


def compared(old: ArticleVersion, new: ArticleVersion) -> list[Line]:
    """Return the lines of two texts, title and summary first, with what came and what went."""
    before, after = _lines(old), _lines(new)
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    changed = before[head : len(before) - tail], after[head : len(after) - tail]
    return [
        *(Line("same", line) for line in before[:head]),
        *_changed(*changed),
        *(Line("same", line) for line in before[len(before) - tail :]),
    ]


def _changed(before: list[str], after: list[str]) -> list[Line]:
    """Compare what lies between equal heads and tails. Long parts are shown as gone and come as a
    whole: to compare them line by line can take time with the third power of their length.
    """
    gone = [Line("gone", line) for line in before]
    come = [Line("come", line) for line in after]
    if max(len(before), len(after)) > LONGEST_MATCHED:
        return [*gone, *come]
    found: list[Line] = []
    for word, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if word == "equal":
            found += [Line("same", line) for line in before[a:b]]
        else:
            found += [*gone[a:b], *come[c:d]]
    return found


def _shared(one: list[str], other: list[str]) -> int:
    """Return how many lines both begin with."""
    number = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        number += 1
    return number


def _lines(version: ArticleVersion) -> list[str]:
    text = "\n".join((version.title, version.summary, version.body))
    return text.replace("\r\n", "\n").split("\n")[:LONGEST_COMPARED]


@require_safe
@for_agents
def file(request: HttpRequest, article_id: int, file_id: int) -> HttpResponseBase:
    """Hand out a file of an article, to be saved; nothing of it runs in the browser."""
    stored = file_for(actor_of(request), article_id, file_id)
    content: Any = open_file(stored)
    answer = FileResponse(content, as_attachment=True, filename=stored.file_name)
    is_known = stored.media_type in SAVED_TYPES
    answer.headers["Content-Type"] = stored.media_type if is_known else OCTET_STREAM
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
