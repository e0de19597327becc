"""Door: the mail queue in the back office. Texts are not shown: they are the recipients'."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from doors.admin import ReadOnlyAdmin
from notify.models import OutgoingMail
from notify.operations import abort_mail, retry_mail
from notify.vocabulary import NEVER, QueueState

COLOURS = {
    QueueState.WAITING: "info",
    QueueState.DONE: "success",
    QueueState.FAILED: "danger",
    QueueState.ABORTED: "warning",
}


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    """Mail that waits, was sent, or could not be."""

    list_display = (
        "created_at",
        "recipient",
        "about",
        "state_shown",
        "attempts",
        "due_shown",
        "error_shown",
    )
    list_display_links = ("created_at", "recipient")
    list_filter = ("state", "template")
    search_fields = ("recipient", "subject", "message_id")
    search_help_text = _("Recipient, subject or Message-ID")
    ordering = ("-id",)
    fields = (
        "recipient",
        "cc",
        "from_address",
        "subject",
        "template",
        "language",
        "state",
        "attempts",
        "created_at",
        "due_shown",
        "done_at",
        "lease_until_at",
        "last_error",
        "message_id",
        "entry",
    )
    actions = ("retry", "abort")

    @admin.action(description=_("Send the selected mail again, now"))
    def retry(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Let the worker try at once."""
        self.act_on_each(request, _keys(queryset), retry_mail, str(_("{count} will be sent.")))

    @admin.action(description=_("Take the selected mail out of the queue"))
    def abort(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Never send; it can still be retried."""
        self.act_on_each(request, _keys(queryset), abort_mail, str(_("{count} will not be sent.")))

    @display(description=_("about"))
    def about(self, mail: OutgoingMail) -> str:
        """Return the subject, which the worker writes, until then the kind of mail."""
        return mail.subject or mail.template

    @display(description=_("state"), label=COLOURS, ordering="state")
    def state_shown(self, mail: OutgoingMail) -> tuple[str, Any]:
        """Return the state as a coloured word."""
        return mail.state, mail.get_state_display()

    @display(description=_("due"), ordering="due_at")
    def due_shown(self, mail: OutgoingMail) -> Any:
        """Return when it is tried next; imported mail is never sent."""
        return _("never") if mail.due_at == NEVER else mail.due_at

    @display(description=_("last error"))
    def error_shown(self, mail: OutgoingMail) -> str:
        """Return the begin of the last error."""
        return mail.last_error[:80] or "-"


def _keys(queryset: QuerySet) -> list[int]:
    return list(queryset.order_by("pk").values_list("pk", flat=True))
