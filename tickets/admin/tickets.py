"""Tickets with their timeline, people, fields and clocks: to look something up."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from doors.admin import ReadOnlyAdmin, ReadOnlyInline
from tickets.admin.sla_clocks import ClockShown
from tickets.models import CustomValue, Followup, SlaClock, Status, Ticket, TicketPerson
from tickets.words import status_word


class FollowupInline(ReadOnlyInline):
    """The timeline."""

    model = Followup
    fields = ("ordinal", "kind", "author", "written_at", "is_public", "body")
    ordering = ("ordinal",)
    per_page = 20
    tab = True


class TicketPersonInline(ReadOnlyInline):
    """Who has a part in the ticket."""

    model = TicketPerson
    fields = ("role", "user", "email", "wants_mail")
    tab = True


class CustomValueInline(ReadOnlyInline):
    """What the custom fields hold."""

    model = CustomValue
    fields = ("field", "text")
    verbose_name_plural = _("custom fields")
    tab = True


class ClockInline(ClockShown, ReadOnlyInline):
    """What was promised, and how it stands."""

    model = SlaClock
    readonly_fields = (
        "side_shown",
        "state_word",
        "target_shown",
        "counted_shown",
        "explanation",
    )
    fields = ("metric", "due_at", *readonly_fields)
    ordering = ("id",)
    tab = True


class StatusFilter(admin.SimpleListFilter):
    """Tickets in one status."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the statuses in the reader's language."""
        rows = Status.objects.all()
        return [(str(row.pk), status_word(row.name, row.name_i18n)) for row in rows]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return the tickets in the chosen status."""
        chosen = self.value() or ""
        is_number = chosen.isascii() and chosen.isdigit() and len(chosen) < 19
        return queryset.filter(status=int(chosen)) if is_number else queryset


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    """All tickets, to look something up."""

    list_display = (
        "number",
        "title",
        "status_shown",
        "priority",
        "support_group",
        "assignee",
        "requester",
        "opened_at",
        "activity_at",
    )
    list_display_links = ("number", "title")
    list_filter = (StatusFilter, "priority", "kind", "support_group")
    list_select_related = ("status", "support_group", "assignee", "requester")
    search_fields = ("=id", "title", "requester__username", "assignee__username")
    search_help_text = _("Number, title, login name of requester or assignee")
    ordering = ("-id",)
    readonly_fields = ("status_shown",)
    fieldsets = (
        (
            None,
            {"fields": ("title", "description", "status_shown", "resolution", "priority", "kind")},
        ),
        (
            _("People"),
            {"fields": ("requester", "submitter", "assignee", "support_group", "closed_by")},
        ),
        (_("Place"), {"fields": ("category", "form", "source", "parent", "entity")}),
        (
            _("Times"),
            {"fields": ("opened_at", "activity_at", "resolved_at", "closed_at", "work_seconds")},
        ),
    )
    inlines = (FollowupInline, ClockInline, TicketPersonInline, CustomValueInline)

    @display(description=_("status"), ordering="status")
    def status_shown(self, ticket: Ticket) -> str:
        """Return what the status is called in the reader's language."""
        return status_word(ticket.status.name, ticket.status.name_i18n)

    @display(description=_("number"), ordering="id")
    def number(self, ticket: Ticket) -> str:
        """Return the number as people write it."""
        return f"#{ticket.pk}"
