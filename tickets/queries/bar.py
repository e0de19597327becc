"""What the filter bar means: terms to a queryset, inside what the actor may see."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.queries import visible_groups, visible_users
from accounts.vocabulary import username_key
from approvals.queries import waiting_subjects
from audit.actor import Actor
from crm.models import CompanyUser
from crm.queries import visible_companies
from tickets.models import Status, Ticket, TicketCategory, TicketPerson
from tickets.queries.lists import visible_tickets
from tickets.queries.words import tickets_with_words
from tickets.terms import TEXT, Term
from tickets.vocabulary import Category, Kind, Priority, Role

ME, NONE, MINE = "me", "none", "mine"
OPEN = Q(resolved_at=None, closed_at=None)
PRIORITIES = {priority.name.lower().replace("_", "-"): priority.value for priority in Priority}
KINDS = {kind.value.replace("_", "-"): kind.value for kind in Kind}
STATES: dict[str, Callable[[], Q]] = {
    "open": lambda: OPEN,
    "done": lambda: ~OPEN,
    "unassigned": lambda: Q(assignee=None),
    "late": lambda: OPEN & Q(resolve_due_at__lt=timezone.now()),
    **{
        category.value.replace("_", "-"): lambda value=category.value: Q(  # type: ignore[misc]
            status__in=Status.objects.filter(category=value).values("pk")
        )
        for category in Category
    },
}
UNITS = {"min": 60, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
_SPAN = re.compile(r"([0-9]{1,4})(min|m|h|d|w)")
_COLUMNS = {"created": "opened_at", "updated": "activity_at", "solved": "resolved_at"}
_LOOKUPS = {"": "exact", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}


@dataclass
class Reading:
    """What a filter means: the tickets, and what of it could not be understood."""

    tickets: QuerySet[Ticket]
    problems: list[str] = field(default_factory=list)


def tickets_of_terms(actor: Actor, terms: list[Term]) -> Reading:
    """Return the visible tickets of a filter; a filter with problems finds nothing."""
    tickets = visible_tickets(actor)
    problems: list[str] = []
    words = []
    for term in terms:
        if term.key == TEXT and not term.is_negated:
            words.append(term.value)
            continue
        try:
            condition = _condition(actor, term)
        except ValidationError as problem:
            problems += problem.messages
            continue
        tickets = tickets.exclude(condition) if term.is_negated else tickets.filter(condition)
    if words:
        tickets = tickets.filter(tickets_with_words(actor, " ".join(words)))
    return Reading(tickets.none() if problems else tickets, problems)


def _condition(actor: Actor, term: Term) -> Q:
    if term.key == TEXT:
        return tickets_with_words(actor, term.value)
    if not any(term.values):
        raise ValidationError(_("“%(key)s:” needs a value.") % {"key": term.key})
    if term.comparison and term.key not in ("priority", "sla", *_COLUMNS):
        raise ValidationError(_("“%(key)s:” cannot be compared.") % {"key": term.key})
    condition = Q(pk__in=[])
    for value in term.values:
        condition |= _READERS[term.key](actor, term, value)
    return condition


def _unknown(term: Term, value: str) -> ValidationError:
    return ValidationError(
        _("“%(key)s:” knows no “%(value)s”.") % {"key": term.key, "value": value}, code="unknown"
    )


def _is(actor: Actor, term: Term, value: str) -> Q:
    if value not in STATES:
        raise _unknown(term, value)
    return STATES[value]()


def _people(actor: Actor, term: Term, value: str) -> list[int]:
    if value == ME:
        return [actor.person.pk]
    named = Q(username_key=username_key(value)) | Q(real_name__iexact=value)
    if " " in value:
        first, last = value.split(" ", 1)
        named |= Q(first_name__iexact=first, last_name__iexact=last)
    found = list(visible_users(actor).filter(named).values_list("pk", flat=True)[:20])
    if not found:
        raise _unknown(term, value)
    return found


def _assignee(actor: Actor, term: Term, value: str) -> Q:
    if value == NONE:
        return Q(assignee=None)
    return _one_or_more("assignee", _people(actor, term, value))


def _requester(actor: Actor, term: Term, value: str) -> Q:
    if value == NONE:
        return Q(requester=None)
    return _one_or_more("requester", _people(actor, term, value))


def _watcher(actor: Actor, term: Term, value: str) -> Q:
    people = _people(actor, term, value)
    parts = TicketPerson.objects.filter(user__in=people, role=Role.OBSERVER)
    return Q(pk__in=parts.values("ticket"))


def _group(actor: Actor, term: Term, value: str) -> Q:
    if value == NONE:
        return Q(support_group=None)
    if value == MINE:
        return _one_or_more("support_group", sorted(actor.person.group_ids))
    named = Q(name__iexact=value) | Q(full_name__iexact=value)
    found = list(visible_groups(actor).filter(named).values_list("pk", flat=True)[:20])
    if not found:
        raise _unknown(term, value)
    return _one_or_more("support_group", found)


def _company(actor: Actor, term: Term, value: str) -> Q:
    found = list(
        visible_companies(actor)
        .filter(name_key=username_key(value))
        .values_list("pk", flat=True)[:20]
    )
    if not found:
        raise _unknown(term, value)
    people = CompanyUser.objects.filter(company__in=found).values("user")
    return Q(requester__in=people)


def _one_or_more(column: str, keys: list[int]) -> Q:
    """One key is compared as such, so that the index of the column and the order is walked."""
    return Q(**{column: keys[0]}) if len(keys) == 1 else Q(**{f"{column}__in": keys})


def _priority(actor: Actor, term: Term, value: str) -> Q:
    if value not in PRIORITIES:
        raise _unknown(term, value)
    return Q(**{f"priority__{_LOOKUPS[term.comparison]}": PRIORITIES[value]})


def _status(actor: Actor, term: Term, value: str) -> Q:
    found = Status.objects.filter(Q(name__iexact=value) | Q(code=value))
    keys = list(found.values_list("pk", flat=True))
    if not keys:
        raise _unknown(term, value)
    return _one_or_more("status", keys)


def _kind(actor: Actor, term: Term, value: str) -> Q:
    if value not in KINDS:
        raise _unknown(term, value)
    return Q(kind=KINDS[value])


def _category(actor: Actor, term: Term, value: str) -> Q:
    if value == NONE:
        return Q(category=None)
    named = Q(name__iexact=value) | Q(full_name__iexact=value)
    keys = list(
        TicketCategory.objects.filter(named, deleted_at=None).values_list("pk", flat=True)[:20]
    )
    if not keys:
        raise _unknown(term, value)
    return _one_or_more("category", keys)


def _sla(actor: Actor, term: Term, value: str) -> Q:
    """`sla:<1h` = due within an hour or late, `sla:late`, `sla:none`."""
    now = timezone.now()
    if value == "late":
        return OPEN & (Q(resolve_due_at__lt=now) | Q(respond_due_at__lt=now, taken_at=None))
    if value == NONE:
        return Q(resolve_due_at=None)
    moment = now + _span(term, value)
    lookup = _LOOKUPS[term.comparison or "<="]
    return OPEN & Q(**{f"resolve_due_at__{lookup}": moment})


def _time(actor: Actor, term: Term, value: str) -> Q:
    """`created:<3d` = less than three days ago; also days (`>=2026-11-01`), `today`, `week`."""
    column = _COLUMNS[term.key]
    if value in ("today", "week"):
        today = timezone.localdate()
        begin = today if value == "today" else today - timedelta(days=today.weekday())
        return Q(**{f"{column}__gte": _start(begin)})
    if _SPAN.fullmatch(value):
        moment = timezone.now() - _span(term, value)
        # an age: younger is later
        turned = {"": "gte", "<": "gt", "<=": "gte", ">": "lt", ">=": "lte"}[term.comparison]
        return Q(**{f"{column}__{turned}": moment})
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise _unknown(term, value) from error
    if not 1970 <= day.year <= 9000:
        raise _unknown(term, value)
    begin_at, end_at = _start(day), _start(day + timedelta(days=1))
    return {
        "": Q(**{f"{column}__gte": begin_at, f"{column}__lt": end_at}),
        ">": Q(**{f"{column}__gte": end_at}),
        ">=": Q(**{f"{column}__gte": begin_at}),
        "<": Q(**{f"{column}__lt": begin_at}),
        "<=": Q(**{f"{column}__lt": end_at}),
    }[term.comparison]


def _approval(actor: Actor, term: Term, value: str) -> Q:
    if value != ME:
        raise _unknown(term, value)
    return Q(pk__in=waiting_subjects(actor, Ticket))


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _span(term: Term, value: str) -> timedelta:
    found = _SPAN.fullmatch(value)
    if not found:
        raise _unknown(term, value)
    return timedelta(seconds=int(found[1]) * UNITS[found[2]])


_READERS: dict[str, Callable[[Actor, Term, str], Q]] = {
    "is": _is,
    "assignee": _assignee,
    "group": _group,
    "requester": _requester,
    "company": _company,
    "watcher": _watcher,
    "priority": _priority,
    "status": _status,
    "kind": _kind,
    "category": _category,
    "sla": _sla,
    "created": _time,
    "updated": _time,
    "solved": _time,
    "approval": _approval,
}
