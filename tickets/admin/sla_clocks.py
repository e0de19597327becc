"""How promises stand: clocks, events and recalculations to look at."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminTextInputWidget,
)

from audit.actor import Actor
from doors.admin import (
    ReadOnlyAdmin,
    Values,
)
from tickets.clockwork import CLOSED, COUNTED, PAUSED
from tickets.models import SlaClock, SlaEvent, SlaRecalculation
from tickets.operations import (
    start_recalculation,
)
from tickets.queries import explain


def duration(seconds: int) -> str:
    """Return working seconds as people read them, e.g. "26 h 05 min"."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{hours} h"] if hours else []
    parts += [f"{minutes:02} min" if hours else f"{minutes} min"] if minutes or hours else []
    parts += [f"{left:02} s" if parts else f"{left} s"] if left or not parts else []
    return " ".join(parts)


STATES = {"running": "info", "standing": "warning", "met": "success", "missed": "danger"}


class ClockShown:
    """How a clock stands, in words."""

    @display(description=_("state"), label=STATES)
    def state_shown(self, clock: SlaClock) -> tuple[str, Any]:
        """Return whether the promise was met or missed, and else whether the clock runs."""
        if clock.breached_at is not None:
            return "missed", _("missed")
        if clock.stopped_at is not None:
            return "met", _("met")
        return ("standing", _("standing")) if clock.paused_at else ("running", _("running"))

    @display(description=_("state"))
    def state_word(self, clock: SlaClock) -> str:
        """Return the state as a word, for pages that show no colours."""
        return str(self.state_shown(clock)[1])

    @display(description=_("explanation"))
    def explanation(self, clock: SlaClock) -> str:
        """Return what leads to the clock's page."""
        address = reverse("admin:tickets_slaclock_change", args=[clock.pk])
        return format_html('<a class="underline" href="{}">{}</a>', address, _("Explain"))

    @display(description=_("side"), ordering="side")
    def side_shown(self, clock: SlaClock) -> str:
        """Return to whom the promise was made, as people write it."""
        return clock.side.upper()

    @display(description=_("promised"), ordering="target_seconds")
    def target_shown(self, clock: SlaClock) -> str:
        """Return the promise in working time."""
        return duration(clock.target_seconds)

    @display(description=_("counted"), ordering="elapsed_seconds")
    def counted_shown(self, clock: SlaClock) -> str:
        """Return the working time counted so far."""
        return duration(clock.elapsed_seconds)

    @display(description=_("stood"), ordering="paused_seconds")
    def paused_shown(self, clock: SlaClock) -> str:
        """Return the working time in which the clock stood."""
        return duration(clock.paused_seconds)


@admin.register(SlaClock)
class SlaClockAdmin(ClockShown, ReadOnlyAdmin):
    """Running and finished promises; the page of one explains it part by part."""

    list_display = (
        "ticket_shown",
        "metric",
        "side_shown",
        "policy",
        "state_shown",
        "due_at",
        "target_shown",
        "counted_shown",
    )
    list_filter = (
        "metric",
        "side",
        ("breached_at", admin.EmptyFieldListFilter),
        ("stopped_at", admin.EmptyFieldListFilter),
        "policy",
    )
    list_select_related = ("ticket", "policy")
    search_fields = ("=ticket__id", "ticket__title")
    search_help_text = _("Number or title of the ticket")
    ordering = ("-id",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "ticket_link",
                    "policy",
                    "target",
                    "metric",
                    "side_shown",
                    "calendar",
                    "run",
                )
            },
        ),
        (
            _("How it stands"),
            {
                "fields": (
                    "state_word",
                    "target_shown",
                    "counted_shown",
                    "paused_shown",
                    "counted_at",
                )
            },
        ),
        (
            _("Moments"),
            {
                "fields": (
                    "started_at",
                    "warn_at",
                    "due_at",
                    "paused_at",
                    "stopped_at",
                    "breached_at",
                    "is_manual",
                )
            },
        ),
    )
    readonly_fields = (
        "ticket_link",
        "side_shown",
        "state_word",
        "target_shown",
        "counted_shown",
        "paused_shown",
    )
    change_form_after_template = "back_office/clock_parts.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Values | None = None,
    ) -> Any:
        """Show the clock with its parts and their sums."""
        clock = self.get_object(request, object_id) if object_id else None
        context = explained(clock) if clock is not None else {}
        return super().changeform_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )

    @display(description=_("ticket"), ordering="ticket")
    def ticket_shown(self, clock: SlaClock) -> str:
        """Return number and title."""
        return f"#{clock.ticket_id} {clock.ticket.title}"

    @display(description=_("ticket"))
    def ticket_link(self, clock: SlaClock) -> str:
        """Return number and title, leading to the ticket."""
        address = reverse("admin:tickets_ticket_change", args=[clock.ticket_id])
        return format_html(
            '<a class="underline" href="{}">{}</a>', address, self.ticket_shown(clock)
        )


MOMENT = "D Y-m-d H:i:s"
KINDS = {COUNTED: _("counted"), PAUSED: _("stood"), CLOSED: _("closed")}


def explained(clock: SlaClock) -> Values:
    """Return the parts of a clock's life and their sums, in words and the calendar's zone."""
    segments = explain(clock)
    zone = ZoneInfo(clock.calendar.time_zone if clock.calendar is not None else "UTC")
    sums = {
        kind: sum(part.seconds for part in segments if part.kind == kind)
        for kind in (COUNTED, PAUSED)
    }
    return {
        "zone": zone.key,
        "parts": [
            {
                "begins_at": date_format(part.begins_at.astimezone(zone), MOMENT),
                "ends_at": date_format(part.ends_at.astimezone(zone), MOMENT),
                "kind": KINDS[part.kind],
                "length": duration(part.seconds) if part.kind != CLOSED else "",
                "calendar": part.calendar or _("around the clock"),
                "reason": part.reason,
            }
            for part in segments
        ],
        "sums": [
            (_("Counted in all"), duration(sums[COUNTED])),
            (_("Stood in all"), duration(sums[PAUSED])),
        ],
    }


@admin.register(SlaEvent)
class SlaEventAdmin(ReadOnlyAdmin):
    """Warnings and breaches that were told."""

    list_display = ("created_at", "kind", "clock", "ticket_shown", "run", "due_at")
    list_filter = ("kind", "clock__metric", "clock__side")
    list_select_related = ("clock__ticket",)
    search_fields = ("=clock__ticket__id", "clock__ticket__title")
    ordering = ("-id",)
    fields = ("clock", "kind", "run", "due_at", "created_at")

    @display(description=_("ticket"))
    def ticket_shown(self, event: SlaEvent) -> str:
        """Return number and title."""
        return f"#{event.clock.ticket_id} {event.clock.ticket.title}"


class RecalculationForm(forms.Form):
    """Why all open tickets are to be recalculated."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=255,
        initial=_("asked for in the back office"),
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("All open tickets get their due moments anew, in the background."),
    )


@admin.register(SlaRecalculation)
class SlaRecalculationAdmin(ReadOnlyAdmin):
    """Passes over all open tickets, with their progress."""

    list_display = ("created_at", "reason", "progress", "changed_count", "state_shown", "ended_at")
    list_filter = (("ended_at", admin.EmptyFieldListFilter),)
    search_fields = ("reason",)
    ordering = ("-id",)
    actions_list = ("recalculate",)
    fields = (
        "reason",
        "state_word",
        "progress",
        "changed_count",
        "created_at",
        "updated_at",
        "ended_at",
    )
    readonly_fields = ("state_word", "progress")

    @display(description=_("progress"))
    def progress(self, job: SlaRecalculation) -> str:
        """Return how many tickets were done; tickets may be opened and closed meanwhile."""
        percent = 100 if job.ended_at or not job.total_count else _percent(job)
        return f"{job.done_count} / {job.total_count} ({percent} %)"

    @display(
        description=_("state"), label={"done": "success", "running": "info", "waiting": "warning"}
    )
    def state_shown(self, job: SlaRecalculation) -> tuple[str, Any]:
        """Return whether the pass waits, runs or is done."""
        if job.ended_at is not None:
            return "done", _("done")
        return ("running", _("running")) if job.last_ticket_id else ("waiting", _("waiting"))

    @display(description=_("state"))
    def state_word(self, job: SlaRecalculation) -> str:
        """Return the state as a word, for the page of one."""
        return str(self.state_shown(job)[1])

    @action(description=_("Recalculate now"), url_path="start", icon="update")
    def recalculate(self, request: HttpRequest) -> HttpResponse:
        """Ask for a pass; one that has not begun yet is joined."""

        def act(actor: Actor, values: Values) -> None:
            start_recalculation(actor, reason=values["reason"])

        form = RecalculationForm(request.POST or None)
        done = str(_("The recalculation was asked for."))
        return self.list_form_page(
            request, form, act, title=str(_("Recalculate now")), submit=str(_("Start")), done=done
        )


def _percent(job: SlaRecalculation) -> int:
    return min(job.done_count * 100 // job.total_count, 99)
