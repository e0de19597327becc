"""What may stand next in a filter that is being typed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.queries import visible_groups, visible_users
from audit.actor import Actor
from crm.queries import visible_companies
from tickets.queries import categories, statuses
from tickets.queries.bar import KINDS, PRIORITIES, STATES
from tickets.terms import KEYS, Term, write

MOST = 8

HELP: dict[str, Promise] = {
    "is": _("open, waiting, unassigned, late …"),
    "assignee": _("who works on it: me, none, a name"),
    "group": _("mine, none, a name"),
    "requester": _("who asked: me, a name"),
    "company": _("where the requester works"),
    "watcher": _("who is told"),
    "priority": _("high, >=high …"),
    "status": _("a status by name"),
    "kind": _("incident, problem, change …"),
    "category": _("a category by name"),
    "sla": _("<1h, late, none"),
    "created": _("today, week, <3d, >=2026-11-01"),
    "updated": _("latest activity: <1h, >7d"),
    "solved": _("today, week, <7d"),
    "approval": _("me = my vote is waited for"),
}


@dataclass(frozen=True)
class Suggestion:
    """A whole filter with its end completed, and what to show of it."""

    filter: str
    shown: str
    help: str = ""


def suggestions_for(actor: Actor, text: str) -> list[Suggestion]:
    """Return what may stand at the end of a text: keys, or values of the key that was begun."""
    front, last = _split(text[:1000])
    sign = "-" if last.startswith("-") else ""
    key, colon, begun = last.lstrip("-").partition(":")
    if not colon:
        keys = [each for each in KEYS if each.startswith(key.lower())]
        return [Suggestion(f"{front}{sign}{each}:", f"{each}:", str(HELP[each])) for each in keys][
            : len(KEYS)
        ]
    if key.lower() not in KEYS:
        return []
    before, comma, begun = begun.rpartition(",")
    values = _values(actor, key.lower(), begun.strip('"').lstrip("<>="))
    return [
        Suggestion(f"{front}{sign}{key}:{before}{comma}{_written(value)} ", value)
        for value in list(dict.fromkeys(values))[:MOST]
    ]


def _split(text: str) -> tuple[str, str]:
    """Return what is finished, and the word that is being typed."""
    is_quoted, start = False, 0
    for place, sign in enumerate(text):
        if sign == '"':
            is_quoted = not is_quoted
        elif sign.isspace() and not is_quoted:
            start = place + 1
    return text[:start], text[start:]


def _written(value: str) -> str:
    return write([Term("group", (value,))]).removeprefix("group:")


def _values(actor: Actor, key: str, begun: str) -> Iterable[str]:
    closed = {
        "is": list(STATES),
        "priority": list(PRIORITIES),
        "kind": list(KINDS),
        "sla": ["late", "none"],
        "created": ["today", "week"],
        "updated": ["today", "week"],
        "solved": ["today", "week"],
        "approval": ["me"],
    }
    if key in closed:
        return _beginning(closed[key], begun)
    if key in ("assignee", "requester", "watcher"):
        words = ["me"] if key == "watcher" else ["me", "none"]
        return [
            *_beginning(words, begun),
            *people_named(actor, begun).values_list("username", flat=True)[:MOST],
        ]
    if key == "group":
        groups = visible_groups(actor).filter(
            is_support=True, name__icontains=begun, deleted_at=None
        )
        return [
            *_beginning(["mine", "none"], begun),
            *groups.order_by("name").values_list("name", flat=True)[:MOST],
        ]
    if key == "status":
        return _beginning([row.name for row in statuses()], begun)
    if key == "category":
        found = categories().filter(name__icontains=begun).order_by("name")
        return list(found.values_list("name", flat=True)[:MOST])
    companies = visible_companies(actor).filter(name__icontains=begun).order_by("name")
    return list(companies.values_list("name", flat=True)[:MOST])


def people_named(actor: Actor, begun: str) -> QuerySet:
    """Return the people whose name or address begins or contains a text, agents first."""
    people = visible_users(actor).filter(is_active=True)
    if begun:
        people = people.filter(
            Q(username__icontains=begun)
            | Q(real_name__icontains=begun)
            | Q(first_name__icontains=begun)
            | Q(last_name__icontains=begun)
        )
    return people.order_by("-is_agent", "username")


def _beginning(words: Iterable[str], begun: str) -> list[str]:
    return [word for word in words if word.lower().startswith(begun.lower())]
