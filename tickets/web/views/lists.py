"""Lists of tickets: the page, its parts that are fetched alone, the file for spreadsheets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import strip_tags
from django.views.decorators.http import require_safe

from accounts.queries import visible_groups
from audit.actor import Actor
from doors.keyset import page_of
from doors.pages import actor_of, for_agents, go, htmx_of, is_fragment, show
from doors.sheets import csv_answer
from tickets.operations import note_export
from tickets.queries import (
    BUILT_IN,
    count_up_to,
    pinned_views,
    statuses,
    ticket_for,
    tickets_of_terms,
    view_for,
    visible_followups,
    visible_views,
)
from tickets.terms import parse
from tickets.vocabulary import TextFormat
from tickets.web import listing
from tickets.web.suggestions import suggestions_for
from tickets.words import PRIORITIES, status_word

MOST_NEW = 99
PREVIEWED_LINES = 6
EXPORTED = ("number", "title", "status", "priority", "kind", "requester", "company", "assignee")


@dataclass(frozen=True)
class ChosenView:
    """Which view is open, and whether the list differs from it."""

    name: Any = ""
    code: str = ""
    pk: int | None = None
    is_own: bool = False
    is_pinned: bool = False
    is_changed: bool = False


@require_safe
@for_agents
def of_kind(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Show the list of open problems or changes."""
    query = urlencode({"q": f"kind:{kind} is:open"})
    return go(request, f"{reverse('desk:ticket-list')}?{query}")


@require_safe
@for_agents
def mine(request: HttpRequest) -> HttpResponseBase:
    """Show the list of the reader's open tickets."""
    query = next(view.query for view in BUILT_IN if view.code == "mine")
    return go(request, f"{reverse('desk:ticket-list')}?{urlencode({'q': query})}")


@require_safe
@for_agents
def ticket_list(request: HttpRequest) -> HttpResponseBase:
    """Show tickets by filter and order, a page at a time."""
    actor = actor_of(request)
    wanted = listing.Wanted.read(request)
    try:
        found = listing.listing_of(actor, wanted)
    except ValidationError as refusal:  # a place in the list that cannot be read
        return HttpResponseBadRequest("\n".join(refusal.messages), content_type="text/plain")
    context = {"wanted": wanted, **list_context(request, wanted, found)}
    if is_fragment(request) and htmx_of(request).target == "list":
        return show(request, "desk/ticket_rows.html", context)
    view = chosen_view(actor, request, wanted)
    return show(request, "desk/ticket_list.html", {**context, **page_context(actor, view)})


def list_context(
    request: HttpRequest, wanted: listing.Wanted, found: listing.Listing
) -> dict[str, Any]:
    """Return what the rows need."""
    keep = {"q": wanted.query, "sort": wanted.sort}
    if view := request.GET.get("view", ""):
        keep["view"] = view
    return {
        "rows": found.rows,
        "problems": found.problems,
        "columns": listing.columns_of(request.user),  # type: ignore[arg-type]  # signed in
        "chips": listing.chips_of(wanted.terms),
        "seen_at": found.seen_at.isoformat(),
        "kept": urlencode(keep),
        "before": found.page.before,
        "after": found.page.after,
        "is_first": not (wanted.after or wanted.before),
    }


def page_context(actor: Actor, view: ChosenView) -> dict[str, Any]:
    """Return what stands around the rows."""
    choices = actor.user.desk_settings
    return {
        "view": view,
        "built_in": BUILT_IN,
        "views": list(visible_views(actor).order_by("name")[:50]),
        "sorts": listing.SORT_WORDS.items(),
        "column_words": listing.COLUMN_WORDS.items(),
        "density": choices.get("density", "cosy"),
        "has_preview": choices.get("preview", False),
        "statuses": [
            (row.pk, status_word(row.name, row.name_i18n), row.category)
            for row in statuses()
            if not row.kinds
        ],
        "priorities": [(key, word) for key, word in PRIORITIES.items() if key > 2][::-1],
        "groups": list(
            visible_groups(actor)
            .filter(is_support=True, deleted_at=None)
            .order_by("full_name", "name")
            .values_list("pk", "name")[:40]
        ),
    }


def chosen_view(actor: Actor, request: HttpRequest, wanted: listing.Wanted) -> ChosenView:
    """Return the view that the URL names, else the built-in one of this filter."""
    chosen = request.GET.get("view", "")
    if chosen.isascii() and chosen.isdigit():
        row = view_for(actor, int(chosen[:18]))
        return ChosenView(
            name=row.name,
            pk=row.pk,
            is_own=row.owner_id == actor.user_id,
            is_pinned=row in pinned_views(actor),
            is_changed=(row.query, row.sort or listing.FIRST_SORT) != (wanted.query, wanted.sort),
        )
    for view in BUILT_IN:
        if view.query == wanted.query:
            return ChosenView(name=view.name, code=view.code)
    return ChosenView(is_changed=True)


@require_safe
@for_agents
def news(request: HttpRequest) -> HttpResponseBase:
    """Tell how many tickets of a list have something new since it was shown."""
    since = _moment(request.GET.get("since", ""))
    if since is None:
        return HttpResponseBadRequest("since", content_type="text/plain")
    wanted = listing.Wanted.read(request)
    found = tickets_of_terms(actor_of(request), wanted.terms).tickets
    number = count_up_to(found.filter(activity_at__gt=since), MOST_NEW)
    context = {"number": number, "is_more": number > MOST_NEW, "kept": request.GET.urlencode()}
    address = f"{reverse('desk:ticket-list')}?{urlencode({'q': wanted.query, 'sort': wanted.sort})}"
    return show(request, "desk/ticket_news.html", {**context, "address": address})


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment is not None and timezone.is_aware(moment) else None


@require_safe
@for_agents
def counts(request: HttpRequest) -> HttpResponseBase:
    """Return the number of tickets in one view, counted no further than people read."""
    actor = actor_of(request)
    chosen = request.GET.get("view", "")
    if chosen.isascii() and chosen.isdigit():
        query = view_for(actor, int(chosen[:18])).query
    else:
        query = next((view.query for view in BUILT_IN if view.code == chosen), listing.FIRST_QUERY)
    number = count_up_to(tickets_of_terms(actor, parse(query)).tickets)
    return HttpResponse(f"{number:,}" if number <= 1000 else "1,000+", content_type="text/html")


@require_safe
@for_agents
def suggest(request: HttpRequest) -> HttpResponseBase:
    """Return what may stand at the end of a filter that is being typed."""
    text = request.GET.get("q", "")
    options = suggestions_for(actor_of(request), text)
    return show(request, "desk/suggestions.html", {"options": options})


@require_safe
@for_agents
def preview(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Show a ticket beside the list: its head and its latest lines."""
    actor = actor_of(request)
    ticket = ticket_for(actor, ticket_id)
    lines = visible_followups(actor, ticket).select_related("author").order_by("-pk")
    latest = [
        {
            "author": line.author,
            "at": line.written_at,
            "is_public": line.is_public,
            "text": plain_text(line.body, line.body_format),
        }
        for line in lines[:PREVIEWED_LINES]
    ]
    row = listing.shown_rows(
        actor,
        list(type(ticket).objects.filter(pk=ticket.pk).values(*listing.VALUES)),
        timezone.now(),
        with_lines=False,
    )[0]
    context = {
        "ticket": ticket,
        "row": row,
        "text": plain_text(ticket.description, ticket.description_format),
        "lines": latest,
    }
    return show(request, "desk/ticket_preview.html", context)


def plain_text(text: str, text_format: str) -> str:
    """Return a text without its tags, for a glance."""
    return strip_tags(text) if text_format == TextFormat.HTML else text


@require_safe
@for_agents
def export(request: HttpRequest) -> HttpResponseBase:
    """Send all tickets of a list as CSV, page by page while they are read. It leaves an entry."""
    actor = actor_of(request)
    wanted = listing.Wanted.read(request)
    note_export(actor, wanted.query)
    head = [
        *(listing.COLUMN_WORDS.get(name, name) for name in EXPORTED),
        *(listing.COLUMN_WORDS[name] for name in ("group", "category", "created", "activity")),
    ]
    zone = timezone.get_current_timezone()
    return csv_answer("tickets.csv", head, _exported(actor, wanted, zone))


def _exported(actor: Actor, wanted: listing.Wanted, zone: Any) -> Iterator[list[Any]]:
    """Return the lines one by one, each page by its own short statement."""
    order = listing.ORDERS[wanted.sort]
    after = ""
    while True:
        tickets = tickets_of_terms(actor, wanted.terms).tickets
        page = page_of(tickets, order, listing.VALUES, after=after, before="", size=500)
        rows = listing.shown_rows(actor, page.rows, timezone.now(), with_lines=False)
        for raw, row in zip(page.rows, rows, strict=True):
            yield [
                *(row[name] for name in EXPORTED),
                row["group"],
                row["topic"],
                f"{raw['opened_at'].astimezone(zone):%Y-%m-%d %H:%M}",
                f"{raw['activity_at'].astimezone(zone):%Y-%m-%d %H:%M}",
            ]
        if not page.after:
            return
        after = page.after
