"""What the desk's states and promises are called in front of customers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.models import SlaClock, Ticket, WorkflowRun
from tickets.queries import explain, form_fields, run_of, values_of
from tickets.vocabulary import UNASKED_KINDS, Category, ClockMetric, FieldKind, WaitingReason

STATES: dict[str, Any] = {
    Category.NEW: gettext_lazy("We have received it"),
    Category.IN_PROGRESS: gettext_lazy("We are on it"),
    Category.PLANNED: gettext_lazy("It is planned"),
    Category.WAITING: gettext_lazy("Waiting for somebody else"),
    Category.RESOLVED: gettext_lazy("Solved"),
    Category.CLOSED: gettext_lazy("Closed"),
}
FOR_CUSTOMER = gettext_lazy("Waiting for you")
RATINGS = [
    (5, gettext_lazy("Very good")),
    (4, gettext_lazy("Good")),
    (3, gettext_lazy("So-so")),
    (2, gettext_lazy("Bad")),
    (1, gettext_lazy("Very bad")),
]


@dataclass(frozen=True)
class Promise:
    """A sentence about time, and whether it was broken."""

    text: str
    is_late: bool = False


@dataclass(frozen=True)
class Part:
    """A part of a promise's life in plain words."""

    begins_at: datetime
    ends_at: datetime
    text: str
    seconds: int


def answers_of(ticket: Ticket) -> list[tuple[str, str]]:
    """Return what the workflow and the form of a visible ticket asked and were told, in the order
    in which a new ticket asks; without what no customer is asked for.
    """
    return [*_of_workflow(ticket), *_of_form(ticket)]


def _of_workflow(ticket: Ticket) -> list[tuple[str, str]]:
    try:
        run = run_of(ticket)
    except WorkflowRun.DoesNotExist:
        return []
    held = {key: [str(value) for value in values or []] for key, values in run.values.items()}
    asked = [each for each in run.version.initial_fields if each["kind"] not in UNASKED_KINDS]
    return [
        (each["label"], ", ".join(_in_words(each["kind"], text) for text in held[each["id"]]))
        for each in asked
        if held.get(each["id"])
    ]


def _of_form(ticket: Ticket) -> list[tuple[str, str]]:
    if ticket.form_id is None:
        return []
    values = values_of(ticket)
    found = []
    for field in (place.field for place in form_fields(ticket.form_id)):
        text = values.get(field.pk)
        if text and field.kind not in UNASKED_KINDS:
            texts = text.split("\n") if field.is_multiple else [text]
            found.append((field.label, ", ".join(_in_words(field.kind, each) for each in texts)))
    return found


def _in_words(kind: str, text: str) -> str:
    """Return a value that a ticket keeps as its reader writes it."""
    if kind == FieldKind.DATE:
        day = _day_of(text)
        return formats.date_format(day) if day is not None else text
    if kind == FieldKind.BOOLEAN:
        return _("no") if text == "0" else _("yes")
    return text


def _day_of(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:  # the 31st of February
        return None


def waits_for_customer(ticket: Ticket) -> bool:
    """Tell whether the desk waits for an answer of the one who asked."""
    is_waiting = ticket.status.category == Category.WAITING
    return is_waiting and ticket.waiting_reason == WaitingReason.CUSTOMER


def state_of(ticket: Ticket) -> str:
    """Return the state of a ticket in plain words."""
    return str(FOR_CUSTOMER if waits_for_customer(ticket) else STATES[ticket.status.category])


def promise_of(clocks: dict[str, SlaClock], now: datetime) -> Promise | None:
    """Return the next promise that still runs: the first answer, then the solution."""
    for metric in (ClockMetric.RESPOND, ClockMetric.RESOLVE):
        clock = clocks.get(metric)
        if clock is None or clock.stopped_at is not None:
            continue
        if clock.paused_at is not None:
            return Promise(_("The clock stands still while we wait."))
        if clock.due_at is None:
            continue
        by = {"moment": moment(clock.due_at)}
        if clock.due_at < now:
            return Promise(_("We promised it by %(moment)s and are late. Sorry.") % by, True)
        if metric == ClockMetric.RESPOND:
            return Promise(_("You hear from us by %(moment)s at the latest.") % by)
        return Promise(_("We mean to have it solved by %(moment)s.") % by)
    return None


def parts_of(clock: SlaClock) -> list[Part]:
    """Return how the time of a promise was counted, part by part."""
    words = {
        "counted": _("counted"),
        "paused": _("not counted: we waited"),
        "closed": _("not counted: outside our working hours"),
    }
    return [
        Part(part.begins_at, part.ends_at, words.get(part.kind, part.kind), part.seconds)
        for part in explain(clock)
    ]


def moment(at: datetime) -> str:
    """Return a moment as people say it: the day of the week and the time."""
    local = timezone.localtime(at)
    day = formats.date_format(local, "l")
    if (local.date() - timezone.localdate()).days in range(7):
        return f"{day}, {local:%H:%M}"
    return f"{day}, {formats.date_format(local, 'DATE_FORMAT')}, {local:%H:%M}"
