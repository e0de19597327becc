"""Door: the back office of approvals. Templates are changed here, requests are read."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from approvals.drafts import DelegationDraft
from approvals.models import (
    ApprovalRequest,
    ApprovalTemplate,
    Delegation,
    TemplateStep,
    Vote,
)
from approvals.operations import delegate, delete_template
from approvals.vocabulary import RequestState
from audit.actor import Actor
from doors.admin import JournaledAdmin, PartInline, ReadOnlyAdmin, ReadOnlyInline, Values

COLOURS = {
    RequestState.WAITING: "info",
    RequestState.APPROVED: "success",
    RequestState.REJECTED: "danger",
    RequestState.CANCELLED: "warning",
}


class TemplateStepInline(PartInline):
    """Who is asked, step by step."""

    model = TemplateStep
    fields = ("position", "mode", "percent", "users", "groups", "asks_author_manager")
    autocomplete_fields = ("users", "groups")
    ordering = ("position",)


@admin.register(ApprovalTemplate)
class ApprovalTemplateAdmin(JournaledAdmin):
    """Prepared approvals. A step whose people are all gone refuses new requests."""

    can_delete = True
    list_display = ("title", "on_expiry", "pauses_sla", "comment_rule")
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

    def remove_row(self, actor: Actor, row: Any) -> None:
        """Put the template in the trash."""
        delete_template(actor, row.pk)


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
    list_select_related = ("user", "delegate")
    search_fields = ("user__username", "delegate__username")
    ordering = ("-id",)
    fields = ("user", "delegate", "starts_at", "ends_at", "comment")
    autocomplete_fields = ("user", "delegate")

    def add_row(self, actor: Actor, values: Values) -> Delegation:
        """Delegate for a person."""
        return delegate(actor, DelegationDraft(**values))
