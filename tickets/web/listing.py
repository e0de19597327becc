"""Lists of tickets as pages show them: rows with words in them, from few statements."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.vocabulary import name_of_person
from audit.actor import Actor
from crm.queries import companies_of_people
from doors.keyset import Order, Page, page_of
from doors.templatetags.pages import duration
from tickets.queries import last_lines, tickets_of_terms
from tickets.terms import Term, parse, write
from tickets.vocabulary import DEFAULT_COLUMNS, LIST_COLUMNS, LIST_SORTS, Category
from tickets.words import KINDS, PRIORITIES, status_word

PAGE_SIZE = 50
SOON = timedelta(hours=2)
SNIPPET = 140
FIRST_QUERY = "is:open"
FIRST_SORT = "-activity"

ORDERS = {
    "-activity": Order("activity_at", is_descending=True),
    "activity": Order("activity_at"),
    "-number": Order("id", is_descending=True),
    "number": Order("id"),
    "-priority": Order("priority", is_descending=True),
    "due": Order("resolve_due_at", may_be_empty=True),
}
SORT_WORDS: dict[str, Promise] = {
    "-activity": gettext_lazy("Latest activity first"),
    "activity": gettext_lazy("Longest without activity first"),
    "-number": gettext_lazy("Newest first"),
    "number": gettext_lazy("Oldest first"),
    "-priority": gettext_lazy("Highest priority first"),
    "due": gettext_lazy("Due next first"),
}
COLUMN_WORDS: dict[str, Promise] = {
    "number": gettext_lazy("Number"),
    "title": gettext_lazy("Title"),
    "requester": gettext_lazy("Requester"),
    "status": gettext_lazy("Status"),
    "priority": gettext_lazy("Priority"),
    "assignee": gettext_lazy("Assignee"),
    "group": gettext_lazy("Group"),
    "due": gettext_lazy("Due"),
    "category": gettext_lazy("Category"),
    "kind": gettext_lazy("Kind"),
    "created": gettext_lazy("Created"),
    "activity": gettext_lazy("Activity"),
}
_NAME_COLUMNS = ("real_name", "first_name", "last_name", "username")
VALUES = (
    *(f"{role}__{column}" for role in ("requester", "assignee") for column in _NAME_COLUMNS),
    "id",
    "title",
    "kind",
    "priority",
    "status__name",
    "status__name_i18n",
    "status__category",
    "waiting_reason",
    "requester_id",
    "assignee_id",
    "support_group__name",
    "category__name",
    "opened_at",
    "activity_at",
    "resolve_due_at",
    "respond_due_at",
    "taken_at",
    "is_locked",
)
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Wanted:
    """What of a list is asked for, as it stands in the URL."""

    query: str
    sort: str
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, request: HttpRequest) -> "Wanted":
        """Read the URL; a list that says nothing is that of open tickets."""
        given = request.GET if request.method in ("GET", "HEAD") else request.POST
        sort = given.get("sort", FIRST_SORT)
        return cls(
            query=given.get("q", FIRST_QUERY).replace("\0", ""),
            sort=sort if sort in LIST_SORTS else FIRST_SORT,
            after=given.get("after", ""),
            before=given.get("before", ""),
        )

    @property
    def terms(self) -> list[Term]:
        """The filter taken apart."""
        return parse(self.query)


@dataclass(frozen=True)
class Listing:
    """One page of a list of tickets."""

    page: Page
    rows: list[dict[str, Any]]
    problems: list[str]
    seen_at: datetime


def listing_of(actor: Actor, wanted: Wanted, size: int = PAGE_SIZE) -> Listing:
    """Return a page of the tickets that a filter means."""
    now = timezone.now()
    reading = tickets_of_terms(actor, wanted.terms)
    page = page_of(
        reading.tickets,
        ORDERS[wanted.sort],
        VALUES,
        after=wanted.after,
        before=wanted.before,
        size=size,
    )
    return Listing(page, shown_rows(actor, page.rows, now), reading.problems, now)


def shown_rows(
    actor: Actor, rows: list[dict[str, Any]], now: datetime, *, with_lines: bool = True
) -> list[dict[str, Any]]:
    """Return raw rows with the words that templates print (two more statements)."""
    lines = last_lines(actor, [row["id"] for row in rows]) if with_lines else {}
    companies = companies_of_people(actor, {row["requester_id"] for row in rows})
    return [
        {
            "number": str(row["id"]),  # a text: templates would format a number anew
            "title": row["title"],
            "line": snippet(lines.get(row["id"], "")),
            "requester": name_of(row, "requester"),
            "company": companies.get(row["requester_id"], ""),
            "requester_id": row["requester_id"],
            "category": row["status__category"],
            "status": status_word(row["status__name"], row["status__name_i18n"]),
            "level": str(row["priority"]),
            "priority": PRIORITIES.get(row["priority"], row["priority"]),
            "kind": KINDS.get(row["kind"], row["kind"]),
            "assignee": name_of(row, "assignee"),
            "group": row["support_group__name"] or "",
            "topic": row["category__name"] or "",
            "opened_at": row["opened_at"],
            "activity_at": row["activity_at"],
            "is_locked": row["is_locked"],
            **due_of(row, now),
        }
        for row in rows
    ]


def due_of(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Return the nearest promise of a ticket in words: {"due_state", "due"}."""
    if row["status__category"] in (Category.RESOLVED, Category.CLOSED):
        return {"due_state": "", "due": ""}
    moments = [row["resolve_due_at"]]
    if row["taken_at"] is None:
        moments.append(row["respond_due_at"])
    due_at = min((moment for moment in moments if moment is not None), default=None)
    if due_at is None:
        is_waiting = row["status__category"] == Category.WAITING
        return {"due_state": "paused", "due": _("paused") if is_waiting else ""}
    gap = due_at - now
    words = duration(gap.total_seconds())
    if gap < timedelta(0):
        return {"due_state": "late", "due": _("%(duration)s late") % {"duration": words}}
    state = "soon" if gap <= SOON else "ok"
    return {"due_state": state, "due": _("%(duration)s left") % {"duration": words}}


def name_of(row: dict[str, Any], role: str) -> str:
    """Return the name people read of somebody in a row of raw values."""
    if row[f"{role}_id"] is None:
        return ""
    return name_of_person(*(row[f"{role}__{column}"] or "" for column in _NAME_COLUMNS))


def snippet(text: str) -> str:
    """Return the beginning of a text on one line."""
    plain = _BLANKS.sub(" ", strip_tags(text)).strip()
    return plain if len(plain) <= SNIPPET else plain[: SNIPPET - 1].rstrip() + "…"


def columns_of(user: User, view_columns: list[str] | None = None) -> dict[str, bool]:
    """Return {column: whether it is shown}: as the view says, else as the reader chose."""
    chosen = view_columns or user.desk_settings.get("columns") or DEFAULT_COLUMNS
    always = {"number", "title"}
    return {name: name in always or name in chosen for name in LIST_COLUMNS}


def chips_of(terms: list[Term]) -> list[dict[str, str]]:
    """Return each term with the filter that is left without it."""
    return [
        {"text": write([term]), "rest": write([*terms[:place], *terms[place + 1 :]])}
        for place, term in enumerate(terms)
    ]
