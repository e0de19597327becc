"""The page of a group: who is in it, how it gets its tickets, when it works, what is open."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import Calendar, Group, Member, User
from accounts.policies import may
from accounts.queries import absences_at, active_members, visible_groups, visible_users
from accounts.vocabulary import Engine, GroupState
from audit.actor import Actor
from doors.pages import actor_of, for_agents, show
from tickets.queries import may_set_watchers, open_by_member, visible_tickets
from tickets.queries.bar import OPEN
from tickets.terms import Term, write
from tickets.web.views.people import facts, linked, tickets_shown

MOST_MEMBERS, MOST_TICKETS = 200, 12
ENGINES: dict[str, Any] = {
    Engine.MANUAL: gettext_lazy("By hand"),
    Engine.ROUND_ROBIN: gettext_lazy("In turn, to the members one after the other"),
    Engine.BY_LOAD: gettext_lazy("By load, to the member with the fewest open tickets"),
    Engine.FREE: gettext_lazy("Members take them"),
}
STATES: dict[str, Any] = {
    GroupState.SUSPENDED: gettext_lazy("takes no new tickets"),
    GroupState.DISABLED: gettext_lazy("disabled"),
}


@dataclass(frozen=True)
class Person:
    """A member as the page shows them: what they are here, and their open tickets of the group."""

    user: User
    words: list[str]
    open_count: int
    address: str


@dataclass(frozen=True)
class Team:
    """The group itself or one of its levels, with its members."""

    group: Group
    people: list[Person]
    engine: str
    state: str
    open_count: int
    free_count: int
    address: str
    free_address: str


@require_safe
@for_agents
def group(request: HttpRequest, group_id: int) -> HttpResponseBase:
    """Show a visible group with its levels."""
    actor = actor_of(request)
    rows = visible_groups(actor).select_related("parent", "calendar", "default_owner")
    row = rows.get(pk=group_id)
    below = list(rows.filter(parent=row).order_by("level_order", "full_name", "pk"))
    levels = [each for each in below if each.level_order is not None]
    tickets = visible_tickets(actor).filter(OPEN, support_group__in=[row, *levels])
    own, *of_levels = _teams(actor, [row, *levels])
    above = row.parent if row.parent and rows.filter(pk=row.parent.pk).exists() else None
    context = {
        "group": row,
        "above": above,
        "own": own,
        "levels": of_levels,
        "parts": [each for each in below if each.level_order is None],
        "facts": facts(*_facts(actor, row, own)),
        "hours": hours_of(row.calendar) if row.calendar is not None else [],
        "tickets": tickets_shown(actor, tickets, MOST_TICKETS),
        "open_count": sum(each.open_count for each in (own, *of_levels)),
        "address": listed("is:open", *(each.group for each in (own, *of_levels))),
        "may_set_watchers": may_set_watchers(actor, "group"),
        "may_open": row.is_support and may(actor, "ticket.write"),
    }
    return show(request, "desk/group.html", context)


def listed(state: str, *groups: Group, assignee: str = "") -> str:
    """Return the list of tickets of groups that are so, of one assignee ("none" = nobody's)."""
    terms = [
        Term("is", (state.removeprefix("is:"),)),
        Term("group", tuple(each.full_name or each.name for each in groups)),
    ]
    if assignee:
        terms.append(Term("assignee", (assignee,)))
    return f"{reverse('desk:ticket-list')}?{urlencode({'q': write(terms)})}"


def hours_of(calendar: Calendar) -> list[tuple[str, str]]:
    """Return the working hours in words: (days, hours), neighbours with the same hours together."""
    spans: dict[int, list[str]] = {day: [] for day in range(7)}
    for day, start, end in sorted(calendar.intervals):
        spans[day].append(f"{start}–{end}")
    by_day = {day: ", ".join(each) for day, each in spans.items()}
    found = []
    for hours, days in groupby(range(7), key=by_day.__getitem__):
        span = list(days)
        names = [str(WEEKDAYS_ABBR[day]) for day in (span[0], span[-1])]
        found.append(("–".join(dict.fromkeys(names)), hours or _("closed")))
    return found


def _facts(actor: Actor, row: Group, own: Team) -> list[tuple[Any, Any]]:
    if not row.is_support:
        return [(_("E-mail"), row.email)]
    owner = row.default_owner if row.engine == Engine.MANUAL else None
    return [
        (_("New tickets"), own.engine),
        (_("Given at first to"), linked("person", visible_users(actor), owner)),
        (_("E-mail"), row.email),
        (_("Calendar"), row.calendar),
        (_("Time zone"), row.calendar.time_zone if row.calendar is not None else ""),
    ]


def _teams(actor: Actor, groups: list[Group]) -> list[Team]:
    """Return groups with their visible members, leads first (and what each has open)."""
    members = list(active_members(actor, groups)[:MOST_MEMBERS])
    running = absences_at(timezone.now()).filter(user__in=[each.user_id for each in members])
    away = set(running.values_list("user", flat=True))
    by_group = open_by_member(visible_tickets(actor).filter(OPEN, support_group__in=groups))
    found = []
    for each in groups:
        counts = by_group.get(each.pk, {})
        people = [
            Person(
                user=member.user,
                words=_words(member, is_away=member.user_id in away),
                open_count=counts.get(member.user_id, 0),
                address=listed("is:open", each, assignee=member.user.username),
            )
            for member in members
            if member.group_id == each.pk
        ]
        found.append(
            Team(
                group=each,
                people=people,
                engine=str(ENGINES[each.engine]),
                state=str(STATES.get(each.state, "")),
                open_count=sum(counts.values()),
                free_count=counts.get(None, 0),
                address=listed("is:open", each),
                free_address=listed("is:open", each, assignee="none"),
            )
        )
    return found


def _words(member: Member, *, is_away: bool) -> list[str]:
    """Return what a member is in the group, in words."""
    words = [_("leads the group")] if member.is_manager else []
    words += [_("away")] if is_away else []
    if not member.takes_tickets:
        words.append(_("is given no tickets"))
    elif member.most_open is not None:
        words.append(_("at most %(number)s open") % {"number": member.most_open})
    return words
