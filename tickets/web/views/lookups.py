"""What fields and the composer suggest while somebody types: few rows, as JSON."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.queries import visible_users
from accounts.vocabulary import username_key
from assets.queries import visible_items
from crm.queries import visible_companies
from doors.pages import actor_of, for_agents
from kb.queries import best as best_articles
from tickets.queries import (
    canned_replies,
    categories,
    filled,
    placeholder_values,
    status_name,
    ticket_for,
    visible_tickets,
)
from tickets.queries.text import fold, tickets_with_text

MOST = 8
MOST_OF_TREE = 200
LONGEST = 80
HIGHEST_KEY = 2**63 - 1


def _asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST]


def _answer(rows: Iterable[dict[str, Any]]) -> HttpResponseBase:
    return JsonResponse({"rows": list(rows)})


@require_GET
@for_agents
def people(request: HttpRequest) -> HttpResponseBase:
    """Suggest people; `agents` keeps those who work at the desk."""
    asked = _asked(request)
    rows = visible_users(actor_of(request)).filter(is_active=True)
    if "agents" in request.GET:
        rows = rows.filter(is_agent=True)
    for word in asked.split()[:4]:
        rows = rows.filter(
            Q(username_key__contains=username_key(word))
            | Q(real_name__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(email__icontains=word)
        )
    return _answer(
        {"value": str(row.pk), "label": row.shown_name, "hint": row.email, "word": row.username}
        for row in rows.order_by("username_key")[:MOST]
    )


@require_GET
@for_agents
def tickets(request: HttpRequest) -> HttpResponseBase:
    """Suggest tickets by number or words of the subject."""
    asked = _asked(request).lstrip("#")
    rows = visible_tickets(actor_of(request)).select_related("status")
    if asked.isascii() and asked.isdigit() and int(asked) <= HIGHEST_KEY:
        rows = rows.filter(pk=int(asked))
    elif asked:
        rows = rows.filter(pk__in=tickets_with_text(fold(asked), in_values=False).values("pk"))
    return _answer(
        {"value": str(row.pk), "label": f"#{row.pk} {row.title}", "hint": status_name(row.status)}
        for row in rows.order_by("-id")[:MOST]
    )


@require_GET
@for_agents
def items(request: HttpRequest) -> HttpResponseBase:
    """Suggest assets by part of their name."""
    rows = visible_items(actor_of(request)).select_related("user")
    for word in _asked(request).split()[:4]:
        rows = rows.filter(name_key__contains=fold(word))
    return _answer(
        {
            "value": str(row.pk),
            "label": row.name,
            "hint": row.user.shown_name if row.user is not None else "",
        }
        for row in rows.order_by("name_key", "pk")[:MOST]
    )


@require_GET
@for_agents
def suppliers(request: HttpRequest) -> HttpResponseBase:
    """Suggest suppliers by part of their name."""
    rows = visible_companies(actor_of(request)).filter(is_supplier=True)
    for word in _asked(request).split()[:4]:
        rows = rows.filter(name__icontains=word)
    return _answer(
        {"value": str(row.pk), "label": row.name, "hint": ""}
        for row in rows.order_by("name", "pk")[:MOST]
    )


@require_GET
@for_agents
def ticket_categories(request: HttpRequest) -> HttpResponseBase:
    """Suggest categories by part of their path; asked for nothing, the tree of all."""
    rows = categories()
    asked = _asked(request)
    for word in asked.split()[:4]:
        rows = rows.filter(full_name__icontains=word)
    return _answer(
        {
            "value": str(row.pk),
            "label": row.full_name or row.name,
            "hint": "",
            **({} if asked else {"name": row.name, "level": row.level}),
        }
        for row in rows.order_by("full_name", "pk")[: MOST * 4 if asked else MOST_OF_TREE]
    )


@require_GET
@for_agents
def replies(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Suggest texts by shortcut or name, their named values put in."""
    actor, asked = actor_of(request), _asked(request)
    values = placeholder_values(actor, ticket_for(actor, ticket_id))
    rows = canned_replies(actor).filter(
        Q(shortcut__contains=asked.casefold()) | Q(name__icontains=asked)
    )
    return _answer(
        {
            "value": row.shortcut,
            "label": row.name,
            "hint": f"::{row.shortcut}",
            "insert": filled(row.body, values),
        }
        for row in rows.order_by("shortcut", "pk")[:MOST]
    )


@require_GET
@for_agents
def articles(request: HttpRequest) -> HttpResponseBase:
    """Suggest articles that the reader may read; the composer inserts their address."""
    asked = _asked(request)
    found = best_articles(actor_of(request), asked, MOST) if asked else []
    return _answer(
        {
            "value": str(article.pk),
            "label": article.title,
            "hint": str(article.get_audience_display()),
            "insert": f"[{article.title}]({reverse('portal:article', args=[article.pk])})",
        }
        for article in found
    )
