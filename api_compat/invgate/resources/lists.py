"""Several requests: by number, person, help desk, status, view, sentiment."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts import queries as accounts
from accounts.vocabulary import username_key
from api_compat.invgate import codes
from api_compat.invgate.call import DATE_FORMATS, Call
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.errors import NoFilter
from api_compat.invgate.pages import page, size_of, window
from api_compat.invgate.params import flag, integer, integers, text, texts
from api_compat.invgate.requests import RELATED, render
from tickets import queries
from tickets.vocabulary import Category, Sentiment

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from tickets.models import Ticket

_PERSON = (
    integer("id"),
    text("username"),
    text("email"),
    flag("comments", help="with the comments"),
    text("page_key", help="cursor; absent = the first page"),
    integer("limit", help="rows of a page"),
)
_WINDOW = (integer("limit"), integer("offset"))


@endpoint(
    "GET",
    "incidents",
    integers("ids", required=True),
    text("date_format", choices=DATE_FORMATS),
    flag("comments", help="with the comments"),
)
def by_ids(call: Call, *, ids: list[int], date_format: str | None, comments: bool | None) -> Any:
    """Several requests by number; those that do not exist are left out."""
    tickets = queries.visible_tickets(call.actor).filter(pk__in=ids).order_by("pk")
    found = render(
        call, tickets.select_related(*RELATED), date_format=date_format, comments=comments
    )
    return found or []


@endpoint("GET", "incidents.by.agent", *_PERSON)
def by_agent(
    call: Call,
    *,
    id: int | None,
    username: str | None,
    email: str | None,
    comments: bool | None,
    page_key: str | None,
    limit: int | None,
) -> dict[str, Any]:
    """Open requests assigned to an agent."""
    person = _person(call, id, username, email)
    tickets = open_tickets(call).filter(assignee=person)
    return _requests(call, tickets, comments, page_key, limit)


@endpoint("GET", "incidents.by.customer", *_PERSON)
def by_customer(
    call: Call,
    *,
    id: int | None,
    username: str | None,
    email: str | None,
    comments: bool | None,
    page_key: str | None,
    limit: int | None,
) -> dict[str, Any]:
    """Open requests of a customer."""
    person = _person(call, id, username, email)
    tickets = open_tickets(call).filter(requester=person)
    return _requests(call, tickets, comments, page_key, limit)


@endpoint(
    "GET",
    "incidents.last.hour",
    text("page_key", help="cursor; absent = the first page"),
    integer("limit", help="rows of a page"),
)
def last_hour(call: Call, *, page_key: str | None, limit: int | None) -> dict[str, Any]:
    """Requests that were opened in the last hour."""
    since = timezone.now() - timedelta(hours=1)
    tickets = queries.visible_tickets(call.actor).filter(opened_at__gte=since)
    rows, next_key = page(tickets.select_related(*RELATED), page_key, size_of(limit))
    return {"data": list(render(call, rows).values()), "next_page_key": next_key}


@endpoint("GET", "incidents.by.helpdesk", integer("helpdesk_id"), integers("helpdesk_ids"))
def by_helpdesk(
    call: Call, *, helpdesk_id: int | None, helpdesk_ids: list[int] | None
) -> dict[str, Any]:
    """Numbers of the open requests of help desks, with their levels, or of single levels."""
    wanted = [*(helpdesk_ids or ()), *([helpdesk_id] if helpdesk_id is not None else ())]
    if not wanted:
        raise NoFilter("helpdesk_id or helpdesk_ids is needed.")
    desks = accounts.visible_groups(call.actor).filter(is_support=True)
    found = desks.filter(pk__in=wanted) | desks.filter(parent__in=wanted, level_order__isnull=False)
    tickets = open_tickets(call).filter(support_group__in=list(found.values_list("pk", flat=True)))
    return _ids(tickets.order_by("pk"))


@endpoint(
    "GET",
    "incidents.by.status",
    integer("status_id", choices=codes.STATUS_NAMES),
    integers("status_ids", choices=codes.STATUS_NAMES),
    *_WINDOW,
)
def by_status(
    call: Call,
    *,
    status_id: int | None,
    status_ids: list[int] | None,
    limit: int | None,
    offset: int | None,
) -> dict[str, Any]:
    """Numbers of the requests in some statuses, closed ones too where they are asked for."""
    wanted = {*(status_ids or ()), *([status_id] if status_id is not None else ())}
    if not wanted:
        raise NoFilter("status_id or status_ids is needed.")
    statuses = [
        status.pk
        for status in queries.statuses()
        if codes.shown_status(status.code, status.category) in wanted
    ]
    tickets = queries.visible_tickets(call.actor).filter(status__in=statuses)
    answer = _ids(window(tickets.order_by("pk"), limit, offset))
    return answer | {"limit": limit, "offset": offset or 0, "total": tickets.count()}


@endpoint(
    "GET",
    "incidents.by.sentiment",
    text("sentiment_id", choices=tuple(Sentiment.values)),
    texts("sentiment_ids", choices=tuple(Sentiment.values)),
    *_WINDOW,
    is_newer=True,
)
def by_sentiment(
    call: Call,
    *,
    sentiment_id: str | None,
    sentiment_ids: list[str] | None,
    limit: int | None,
    offset: int | None,
) -> dict[str, Any]:
    """Numbers of the open requests whose customers seem to feel so."""
    wanted = {*(sentiment_ids or ()), *([sentiment_id] if sentiment_id else ())}
    if not wanted:
        raise NoFilter("sentiment_id or sentiment_ids is needed.")
    tickets = open_tickets(call).filter(sentiment_current__in=wanted).order_by("pk")
    return _ids(window(tickets, limit, offset)) | {"limit": limit, "offset": offset or 0}


def open_tickets(call: Call) -> QuerySet[Ticket]:
    """Return what the dialect calls open: all but closed, rejected and cancelled."""
    ends = [status.pk for status in queries.statuses() if status.category == Category.CLOSED]
    others = [status.pk for status in queries.statuses() if status.pk not in ends]
    return queries.visible_tickets(call.actor).filter(status__in=others)


def _person(call: Call, user_id: int | None, username: str | None, email: str | None) -> User:
    """Return the person a list is about. Raises NoFilter, User.DoesNotExist."""
    people = accounts.visible_users(call.actor)
    if user_id is not None:
        return people.get(pk=user_id)
    if username:
        return people.get(username_key=username_key(username))
    if email:
        return accounts.people_with_email(call.actor, email).order_by("pk")[:1].get()
    raise NoFilter("id, username or email is needed.")


def _requests(
    call: Call,
    tickets: QuerySet[Ticket],
    comments: bool | None,
    page_key: str | None,
    limit: int | None,
) -> dict[str, Any]:
    rows, next_key = page(tickets.select_related(*RELATED), page_key, size_of(limit))
    return {
        "status": "OK",
        "info": "",
        "requests": render(call, rows, comments=comments) or [],
        "next_page_key": next_key,
    }


def _ids(tickets: QuerySet[Ticket]) -> dict[str, Any]:
    return {"status": "OK", "info": "", "requestIds": list(tickets.values_list("pk", flat=True))}
