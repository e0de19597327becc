"""What is there to read: articles and files."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from doors.pages import for_people, go, number_in, show
from files.models import StoredFile
from files.queries import open_file
from files.vocabulary import OCTET_STREAM
from kb.operations import count_view, rate_article, withdraw_rating
from kb.queries import (
    article_for,
    category_for,
    files_of_article,
    has_helped,
    on_shelf,
    own_rating,
    read_most,
    related_articles,
    shelves,
    stale_before,
    visible_articles,
)
from kb.queries import best as best_articles
from kb.queries import file_for as article_file_for
from kb.vocabulary import HIGHEST_RATING
from tickets.queries.portal import public_file_for
from tickets.web.portal.asking import customer_of

NEWEST = 20
ON_A_SHELF = 100
SUGGESTED = 4
LEAST_SCORE = 0.15
LONGEST_ASKED = 400
SAVED_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf")


@require_safe
@for_people
def article_list(request: HttpRequest) -> HttpResponseBase:
    """Show the shelves, and the articles of one, else those that were read most."""
    actor = customer_of(request)
    articles = visible_articles(actor)
    key = number_in(request.GET.get("category", ""))
    category = category_for(actor, key) if key is not None else None
    rows = read_most(on_shelf(actor, articles, category) if category is not None else articles)
    context = {
        "articles": rows[: ON_A_SHELF if category is not None else NEWEST],
        "category": category,
        "shelves": [
            {"category": each, "number": number, "depth": each.path.strip("/").count("/")}
            for each, number in shelves(actor, articles)
        ],
        "page": "articles",
    }
    return show(request, "portal/article_list.html", context)


@require_safe
@for_people
def article(request: HttpRequest, article_id: int) -> HttpResponseBase:
    """Show an article."""
    actor = customer_of(request)
    row = article_for(actor, article_id)
    count_view(actor, article_id)
    limit = stale_before()
    context = {
        "article": row,
        "files": files_of_article(actor, article_id),
        "helped": has_helped(own_rating(actor, row)),
        "related": related_articles(actor, row),
        "is_old": limit is not None and row.updated_at < limit,
        "page": "articles",
    }
    return show(request, "portal/article.html", context)


@require_safe
@for_people
def suggest(request: HttpRequest) -> HttpResponseBase:
    """Return articles that may answer what is being written, while it is written."""
    texts = (request.GET.get(name, "") for name in ("subject", "description"))
    words = " ".join(" ".join(texts)[:LONGEST_ASKED].replace("\0", "").split())
    found = best_articles(customer_of(request), words, SUGGESTED, least=LEAST_SCORE)
    return show(request, "portal/suggested.html", {"articles": found})


@require_POST
@for_people
def helped(request: HttpRequest, article_id: int) -> HttpResponseBase:
    """Keep whether an article helped."""
    is_good = request.POST.get("helped") == "yes"
    rate_article(customer_of(request), article_id, HIGHEST_RATING if is_good else 0)
    undo = reverse("portal:helped-undo", args=[article_id])
    messages.success(request, _("Thank you for telling us."), extra_tags=f"undo:{undo}")
    return go(request, "portal:article", article_id)


@require_POST
@for_people
def helped_undo(request: HttpRequest, article_id: int) -> HttpResponseBase:
    """Take the reader's answer back."""
    withdraw_rating(customer_of(request), article_id)
    messages.success(request, _("Your answer is taken back."))
    return go(request, "portal:article", article_id)


@require_safe
@for_people
def ticket_file(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """Hand out a file of a ticket."""
    return _download(public_file_for(customer_of(request), file_id).file)


@require_safe
@for_people
def article_file(request: HttpRequest, article_id: int, file_id: int) -> HttpResponseBase:
    """Hand out a file of an article."""
    return _download(article_file_for(customer_of(request), article_id, file_id))


def _download(file: StoredFile) -> HttpResponseBase:
    """Send a file to be saved; nothing of it runs in the browser."""
    content: Any = open_file(file)
    answer = FileResponse(content, as_attachment=True, filename=file.file_name)
    is_known = file.media_type in SAVED_TYPES
    answer.headers["Content-Type"] = file.media_type if is_known else OCTET_STREAM
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
