"""What is promised to which tickets: policies with their targets."""

from dataclasses import fields
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from audit.actor import Actor
from doors.actors import actor_of
from doors.admin import (
    JournaledAdmin,
    PartInline,
    RefusableForm,
    comment_field,
)
from tickets.drafts import SlaPolicyDraft, SlaTargetDraft
from tickets.models import SlaPolicy, SlaTarget
from tickets.operations import (
    create_sla_policy,
    delete_sla_policy,
    update_sla_policy,
)
from tickets.vocabulary import ClockSide, WaitingReason

SCOPE = ("company", "contract", "group", "category", "priority", "kind", "entity", "is_recursive")


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
