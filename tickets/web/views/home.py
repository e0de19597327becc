"""The first page of an agent: what needs them now, and how the week goes."""

from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.queries import waiting_for
from audit.actor import Actor
from doors.pages import actor_of, for_agents, is_fragment, show
from tickets.models import Ticket
from tickets.queries import count_up_to, mentions_of, visible_tickets
from tickets.queries.week import in_and_out
from tickets.web import chart, listing

ROWS = 7
WARNED = timedelta(hours=24)
_OPEN = Q(resolved_at=None, closed_at=None)


@require_safe
@for_agents
def home(request: HttpRequest) -> HttpResponseBase:
    """Show the agent's own tickets, the groups' queue, what is due, mentions, votes, the week."""
    actor = actor_of(request)
    flow = flow_of(actor, request.GET.get("period", ""))
    if is_fragment(request):
        return show(request, "desk/flow.html", flow)
    mine, queue, due = _parts(actor)
    raw = {name: _rows(part) for name, part in (("mine", mine), ("queue", queue), ("due", due))}
    listed = [row for part in raw.values() for row in part]
    shown = listing.shown_rows(actor, listed, timezone.now(), with_lines=False)
    words = {row["id"]: told for row, told in zip(listed, shown, strict=True)}
    mentions = list(mentions_of(actor)[:ROWS])
    unseen = mentions_of(actor).filter(seen_at=None)[: ROWS + 1].count()
    waiting = waiting_for(actor).prefetch_related("request__owner")[: 2 * ROWS]
    # somebody may vote on one request for several people
    votes = list({vote.request_id: vote for vote in waiting}.values())
    context = {
        **{name: [words[row["id"]] for row in part] for name, part in raw.items()},
        "figures": _figures(mine, queue, due, unseen, len(votes)),
        "mentions": [
            {"mention": row, "line": listing.snippet(row.followup.body)} for row in mentions
        ],
        "votes": votes[:ROWS],
        **flow,
    }
    return show(request, "desk/home.html", context)


def flow_of(actor: Actor, period: str) -> dict[str, Any]:
    """Return what was created and solved in a period: bars, sums, and the lists behind them."""
    chosen = period if period in chart.PERIODS else chart.USUAL
    today = timezone.localdate()
    first = chart.begin_of(chosen, today)
    spans = chart.bars_of(in_and_out(actor, first, today))
    return {
        "period": chosen,
        "periods": list(chart.PERIODS.items()),
        "spans": [
            {
                "bar": span,
                "opened_list": _list_of("created", span.first, span.last),
                "solved_list": _list_of("solved", span.first, span.last),
            }
            for span in spans
        ],
        "opened": sum(span.opened for span in spans),
        "solved": sum(span.solved for span in spans),
        "opened_list": _list_of("created", first, today),
        "solved_list": _list_of("solved", first, today),
        "chart": {"width": chart.WIDTH, "height": chart.HEIGHT, "foot": chart.HEIGHT - 6},
    }


def _list_of(column: str, first: date, last: date) -> str:
    """Return the list of what was created or solved on these days."""
    query = f"{column}:{first}" if first == last else f"{column}:>={first} {column}:<={last}"
    return f"{reverse('desk:ticket-list')}?{urlencode({'q': query})}"


def _parts(actor: Actor) -> tuple[QuerySet[Ticket], QuerySet[Ticket], QuerySet[Ticket]]:
    """Return my open tickets by urgency, my groups' free ones, and what is due within a day."""
    still_open = visible_tickets(actor).filter(_OPEN)
    mine = still_open.filter(assignee=actor.person)
    queue = still_open.filter(support_group__in=sorted(actor.person.group_ids), assignee=None)
    due = still_open.filter(resolve_due_at__lt=timezone.now() + WARNED)
    urgent = F("resolve_due_at").asc(nulls_last=True)
    return (
        mine.order_by(urgent, "-priority", "id"),
        queue.order_by("-priority", "id"),
        due.order_by("resolve_due_at", "id"),
    )


def _rows(tickets: QuerySet[Ticket]) -> list[dict[str, Any]]:
    return list(tickets.values(*listing.VALUES)[:ROWS])


def _figures(
    mine: QuerySet[Ticket], queue: QuerySet[Ticket], due: QuerySet[Ticket], *numbers: int
) -> list[dict[str, Any]]:
    """Return the figures at the top, each with the list behind it."""
    mentions, votes = numbers
    now = timezone.now()
    return [
        _figure(_("My open tickets"), count_up_to(mine), "is:open assignee:me", sort="due"),
        _figure(
            _("Mine, late"),
            count_up_to(mine.filter(resolve_due_at__lt=now)),
            "is:late assignee:me",
            is_alert=True,
        ),
        _figure(
            _("Free in my groups"),
            count_up_to(queue),
            "is:open group:mine is:unassigned",
            sort="-priority",
        ),
        _figure(_("Due within a day"), count_up_to(due), "sla:<24h", sort="due"),
        {
            "name": _("New mentions"),
            "number": _few(mentions),
            "link": "#mentions",
            "is_alert": False,
        },
        {
            "name": _("Votes waiting for me"),
            "number": _few(votes),
            "link": reverse("approvals:inbox"),
            "is_alert": False,
        },
    ]


def _few(number: int) -> int | str:
    """Return how many were found when one more than is shown was looked for."""
    return number if number <= ROWS else f"{ROWS}+"


def _figure(
    name: str, number: int, query: str, *, sort: str = "", is_alert: bool = False
) -> dict[str, Any]:
    given = {"q": query, **({"sort": sort} if sort else {})}
    return {
        "name": name,
        "number": number if number <= 1000 else "1,000+",
        "link": f"{reverse('desk:ticket-list')}?{urlencode(given)}",
        "is_alert": is_alert and number > 0,
    }
