"""Promises about time: policies with targets; clocks, events and recalculations to look at."""

from dataclasses import fields
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from audit.actor import Actor
from doors.actors import actor_of
from doors.admin import (
    JournaledAdmin,
    PartInline,
    ReadOnlyAdmin,
    RefusableForm,
    Values,
    comment_field,
)
from tickets.clockwork import CLOSED, COUNTED, PAUSED
from tickets.drafts import SlaPolicyDraft, SlaTargetDraft
from tickets.models import SlaClock, SlaEvent, SlaPolicy, SlaRecalculation, SlaTarget
from tickets.operations import (
    create_sla_policy,
    delete_sla_policy,
    start_recalculation,
    update_sla_policy,
)
from tickets.queries import explain
from tickets.vocabulary import ClockSide, WaitingReason

SCOPE = ("company", "contract", "group", "category", "priority", "kind", "entity", "is_recursive")


def duration(seconds: int) -> str:
    """Return working seconds as people read them, e.g. "26 h 05 min"."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{hours} h"] if hours else []
    parts += [f"{minutes:02} min" if hours else f"{minutes} min"] if minutes or hours else []
    parts += [f"{left:02} s" if parts else f"{left} s"] if left or not parts else []
    return " ".join(parts)


REASONS = (
    (WaitingReason.AGENT, _("an agent")),
    (WaitingReason.CUSTOMER, _("the customer")),
    (WaitingReason.DATE, _("a date")),
    (WaitingReason.TICKET, _("another ticket")),
    (WaitingReason.EXTERNAL, _("somebody outside")),
)
SIDES = [(side, side.upper()) for side in ClockSide.values]


class SlaPolicyForm(RefusableForm):
    """A policy; what pauses its clocks is chosen from the reasons of waiting."""

    comment = comment_field()
    is_recursive = forms.BooleanField(
        label=_("Also below the entity"),
        initial=True,
        required=False,
        widget=UnfoldBooleanSwitchWidget(),
    )
    pausing_reasons = forms.MultipleChoiceField(
        label=_("Clocks stand while waiting for"),
        choices=REASONS,
        initial=WaitingReason.values,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )


class TargetForm(forms.ModelForm):
    """A promise; the names of its columns are short."""

    side = forms.ChoiceField(label=_("Side"), choices=SIDES, widget=UnfoldAdminSelectWidget())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        calendar: Any = self.fields["calendar"]
        calendar.widget = UnfoldAdminSelectWidget(choices=calendar.choices)
        self.fields["ends_with_working_day"].label = _("To end of day")
        self.fields["warn_percent"].label = _("Warn at %")
        for name in ("metric", "unit", "calendar"):
            self.fields[name].widget.attrs["class"] += " min-w-32"


class TargetInline(PartInline):
    """The promises of a policy: they are saved together with it."""

    model = SlaTarget
    form = TargetForm
    fields = (
        "metric",
        "side",
        "amount",
        "unit",
        "calendar",
        "ends_with_working_day",
        "warn_percent",
    )
    can_remove = True
    verbose_name_plural = _("targets")


@admin.register(SlaPolicy)
class SlaPolicyAdmin(JournaledAdmin):
    """Which tickets are promised what. Open tickets follow a change by a recalculation."""

    form = SlaPolicyForm
    help_texts = {
        "calendar": _("The working hours it counts by. Empty = around the clock."),
        "uses_ticket_calendar": _("On = by the calendar of the ticket's group, where it has one."),
        "rank": _("Of the policies that fit a ticket, the lowest rank wins."),
    }
    can_delete = True
    list_display = ("name", "rank", "is_active", "scope_shown", "targets_shown", "calendar")
    list_filter = ("is_active", "priority", "kind")
    list_select_related = ("calendar", "company", "contract", "group", "category")
    search_fields = ("name", "comment")
    ordering = ("rank", "id")
    autocomplete_fields = ("company", "contract", "group", "category")
    inlines = (TargetInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Load the targets that the list names."""
        return super().get_queryset(request).prefetch_related("targets")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new policy is active."""
        named = ("name", "rank", "is_active") if obj else ("name", "rank")
        about = _("Empty fits every ticket. Of the policies that fit, the lowest rank wins.")
        counting = ("calendar", "uses_ticket_calendar", "pausing_reasons", "comment")
        return (
            (None, {"fields": named}),
            (_("Which tickets"), {"fields": SCOPE, "description": about}),
            (_("How time counts"), {"fields": counting}),
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Wait for the targets: a policy and its targets are one change."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Create or change the policy with its targets."""
        actor, policy = actor_of(request), form.instance
        targets = [draft for formset in formsets for draft in _target_drafts(formset)]
        if change:
            values = {name: form.cleaned_data[name] for name in form.changed_data}
            update_sla_policy(actor, policy.pk, values, targets=targets)
        else:
            values = dict(form.cleaned_data)
            entity = values.pop("entity")
            draft = SlaPolicyDraft(**values, entity_id=entity.pk, targets=targets)
            policy.pk = create_sla_policy(actor, draft).pk

    def remove_row(self, actor: Actor, row: Any) -> None:
        """Put the policy in the trash."""
        delete_sla_policy(actor, row.pk)

    @display(description=_("fits"))
    def scope_shown(self, policy: SlaPolicy) -> str:
        """Return what a ticket must have, in words."""
        rows = (policy.company, policy.contract, policy.group, policy.category)
        words = [str(row) for row in rows if row is not None]
        words += [policy.get_priority_display()] if policy.priority is not None else []
        words += [policy.get_kind_display()] if policy.kind else []
        return " · ".join(words) or str(_("every ticket"))

    @display(description=_("targets"))
    def targets_shown(self, policy: SlaPolicy) -> str:
        """Return the promises, in words."""
        return ", ".join(
            f"{target.get_metric_display()} ({target.side.upper()}): "
            f"{_amount(target.unit, target.amount)}"
            for target in policy.targets.all()
        )


def _amount(unit: str, number: int) -> str:
    words = {
        "minute": ngettext("%(number)s minute", "%(number)s minutes", number),
        "hour": ngettext("%(number)s hour", "%(number)s hours", number),
        "day": ngettext("%(number)s day", "%(number)s days", number),
    }
    return words[unit] % {"number": number}


def _target_drafts(formset: Any) -> list[SlaTargetDraft]:
    """Return the lines that stay, whole: also what is not asked here."""
    kept = [form for form in formset.forms if form.instance.pk or form.has_changed()]
    names = [field.name for field in fields(SlaTargetDraft)]
    return [
        SlaTargetDraft(**{name: getattr(form.instance, name) for name in names})
        for form in kept
        if not formset._should_delete_form(form)
    ]


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
