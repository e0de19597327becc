"""Door: mail in the back office: the queue, and the server that mail leaves through.

Texts of mails are not shown: they are the recipients'.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from audit.actor import Actor
from doors.actors import actor_of
from doors.admin import OnePageAdmin, ReadOnlyAdmin, Values, add_refusal
from notify.models import MailServer, OutgoingMail
from notify.operations import abort_mail, retry_mail
from notify.server import (
    MailServerDraft,
    change_mail_server,
    mail_server,
    password_is_lost,
    send_test_mail,
    sender,
)
from notify.vocabulary import NEVER, MailSecurity, QueueState

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


def _line(label: Any, help_text: Any = "", *, required: bool = False) -> forms.CharField:
    widget = UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=255, widget=widget
    )


class MailServerForm(forms.Form):
    """Where mail leaves. The password is never sent to the browser."""

    is_active = forms.BooleanField(
        label=_("Send mail through this server"), required=False, widget=UnfoldBooleanSwitchWidget()
    )
    host = _line(_("Server"), _("Name or address, as smtp.example.com."))
    port = forms.IntegerField(
        label=_("Port"),
        min_value=1,
        max_value=65535,
        widget=UnfoldAdminIntegerFieldWidget(),
        help_text=_("587 with STARTTLS, 465 with TLS, 25 without."),
    )
    security = forms.ChoiceField(
        label=_("Protection"), choices=MailSecurity.choices, widget=UnfoldAdminSelectWidget()
    )
    username = _line(_("User"), _("Empty = the server asks for no sign-in."))
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=1024,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("Empty = stays as it is. It is kept encrypted and never shown."),
    )
    from_address = _line(_("Mail comes from"), _("An address, as desk@example.com."))
    from_name = _line(_("Name of the sender"))

    def draft(self) -> MailServerDraft:
        """Return what was typed; without a user there is no password either."""
        values = dict(self.cleaned_data)
        typed = values.pop("password") or None
        return MailServerDraft(**values, password=typed if values["username"] else "")


class TestMailForm(forms.Form):
    """Who gets the test mail."""

    recipient = forms.EmailField(
        label=_("Recipient"),
        widget=UnfoldAdminTextInputWidget(attrs={"type": "email"}),
        help_text=_("The mail is sent at once, past the queue; the answer of the server is shown."),
    )


@admin.register(MailServer)
class MailServerAdmin(OnePageAdmin):
    """Where mail leaves, and a test mail."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page of the test mail."""
        view = self.admin_site.admin_view(self.test_view)
        own = path("test/", view, name="notify_mailserver_test")
        return [own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the server, or change it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        server = mail_server()
        form = MailServerForm(request.POST or None, initial=_shown(server))
        if request.method == "POST" and form.is_valid():
            try:
                change_mail_server(actor_of(request), form.draft())
            except ValidationError as refusal:
                add_refusal(form, refusal)
            else:
                self.message_user(request, _("The mail server was saved."), messages.SUCCESS)
                return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "title": _("Mail server"),
            "submit_word": _("Save"),
            "back_link": reverse("admin:index"),
            "test_link": reverse("admin:notify_mailserver_test"),
            "way": _way(server),
            "password_is_lost": password_is_lost(server),
        }
        return TemplateResponse(request, "back_office/mail_server.html", context)

    def test_view(self, request: HttpRequest) -> HttpResponse:
        """Send a test mail and tell how it went."""
        own = {"recipient": actor_of(request).user.email}
        form = TestMailForm(request.POST or None, initial=own)

        def act(actor: Actor, values: Values) -> None:
            failure = send_test_mail(actor, values["recipient"])
            if failure:
                text = _("The mail was not taken: {reason}").format(reason=failure)
                raise ValidationError(text, code="not_sent")

        return self.list_form_page(
            request,
            form,
            act,
            title=str(_("Send a test mail")),
            submit=str(_("Send")),
            done=str(_("The server took the mail. Look into the mailbox.")),
        )


def _shown(server: MailServer) -> Values:
    names = ("is_active", "host", "port", "security", "username", "from_address", "from_name")
    return {name: getattr(server, name) for name in names}


def _way(server: MailServer) -> str:
    """Return in words where mail goes now."""
    if server.is_active:
        return str(_("Mail leaves through {server}, from {sender}.")).format(
            server=server, sender=sender(server)
        )
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return str(_("Mail goes nowhere: each becomes a file in the folder “mail” of the desk."))
    return str(_("Mail leaves as the variable DESK_EMAIL_URL says, through {server}.")).format(
        server=f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    )
