"""Door: the back office of approvals. Templates are changed here, requests are read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from approvals.drafts import DelegationDraft, StepDraft, TemplateDraft, TemplatePatch
from approvals.models import (
    ApprovalRequest,
    ApprovalTemplate,
    Delegation,
    TemplateStep,
    Vote,
)
from approvals.operations import (
    create_template,
    delegate,
    delete_template,
    end_delegation,
    update_template,
)
from approvals.vocabulary import RequestState
from audit.actor import Actor
from doors.actors import actor_of
from doors.admin import JournaledAdmin, PartInline, ReadOnlyAdmin, ReadOnlyInline, Values

COLOURS = {
    RequestState.WAITING: "info",
    RequestState.APPROVED: "success",
    RequestState.REJECTED: "danger",
    RequestState.CANCELLED: "warning",
}


class TemplateStepInline(PartInline):
    """Who is asked, step by step: the steps are saved together with their template."""

    model = TemplateStep
    fields = ("position", "mode", "percent", "users", "groups", "asks_author_manager")
    autocomplete_fields = ("users", "groups")
    ordering = ("position",)
    can_remove = True


@admin.register(ApprovalTemplate)
class ApprovalTemplateAdmin(JournaledAdmin):
    """Prepared approvals. A step whose people are all gone refuses new requests."""

    can_delete = True
    list_display = ("title", "on_expiry", "pauses_sla", "comment_rule")
    list_filter = ("on_expiry", "pauses_sla", "comment_rule")
    search_fields = ("title",)
    ordering = ("title",)
    fields = (
        "title",
        "description",
        "prompt",
        "description_is_required",
        "comment_rule",
        "expires_seconds",
        "on_expiry",
        "remind_seconds",
        "pauses_sla",
    )
    inlines = (TemplateStepInline,)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Wait for the steps: a template and its steps are one change."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Create or change the template with its steps."""
        actor, template = actor_of(request), form.instance
        steps = tuple(draft for formset in formsets for draft in _step_drafts(formset))
        if change:
            values = {name: form.cleaned_data[name] for name in form.changed_data}
            update_template(actor, template.pk, TemplatePatch(**values, steps=steps))
        else:
            template.pk = create_template(actor, TemplateDraft(**form.cleaned_data, steps=steps)).pk

    def remove_row(self, actor: Actor, row: Any) -> None:
        """Put the template in the trash."""
        delete_template(actor, row.pk)


def _step_drafts(formset: Any) -> list[StepDraft]:
    """Return the steps that stay, in the order of their positions."""
    kept = [
        form
        for form in formset.forms
        if (form.instance.pk or form.has_changed()) and not formset._should_delete_form(form)
    ]
    return [
        StepDraft(
            mode=given["mode"],
            percent=given["percent"],
            voters=tuple(given["users"]),
            groups=tuple(given["groups"]),
            asks_author_manager=given["asks_author_manager"],
        )
        for given in sorted(
            (form.cleaned_data for form in kept), key=lambda given: int(given["position"])
        )
    ]


class VoteInline(ReadOnlyInline):
    """What the voters said."""

    model = Vote
    fields = ("step", "voter", "state", "comment", "asked_at", "voted_at", "cast_by")
    ordering = ("step__position", "id")


@admin.register(ApprovalRequest)
class ApprovalRequestAdmin(ReadOnlyAdmin):
    """What was asked, of whom, and what came of it."""

    list_display = ("id", "about", "template", "author", "state_shown", "due_at", "created_at")
    list_filter = ("state", "kind", "is_expired")
    list_select_related = ("template", "author", "noun")
    search_fields = ("=id", "=object_id", "description")
    ordering = ("-id",)
    inlines = (VoteInline,)

    @display(description=_("about"))
    def about(self, request: ApprovalRequest) -> str:
        """Return noun and number of the row that is asked about."""
        return f"{request.noun.model} {request.object_id}"

    @display(description=_("state"), label=COLOURS, ordering="state")
    def state_shown(self, request: ApprovalRequest) -> tuple[str, Any]:
        """Return the state as a coloured word."""
        return request.state, request.get_state_display()


@admin.register(Delegation)
class DelegationAdmin(JournaledAdmin):
    """Who votes in whose place."""

    can_change = False
    list_display = ("user", "delegate", "starts_at", "ends_at")
    list_filter = ("starts_at", "ends_at")
    actions = ("end",)
    list_select_related = ("user", "delegate")
    search_fields = ("user__username", "delegate__username")
    ordering = ("-id",)
    fields = ("user", "delegate", "starts_at", "ends_at", "comment")
    autocomplete_fields = ("user", "delegate")

    def add_row(self, actor: Actor, values: Values) -> Delegation:
        """Delegate for a person."""
        return delegate(actor, DelegationDraft(**values))

    @admin.action(description=_("End the selected delegations now"))
    def end(self, request: HttpRequest, chosen: QuerySet[Delegation]) -> None:
        """End them; those that ended before stay."""
        told = str(_("{count} ended."))
        self.act_on_each(request, chosen.values_list("pk", flat=True), end_delegation, told)
