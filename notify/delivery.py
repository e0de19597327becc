"""From a row of the mail queue to the mail server: text, message, one try."""

import json
from email.utils import format_datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any, cast

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, TemplateDoesNotExist, engines
from django.template.backends.django import DjangoTemplates
from django.utils import translation
from django.utils.crypto import salted_hmac

from audit.sealing import unseal
from files.queries import live_files, open_file
from notify import policies, queue
from notify.models import MailServer, OutgoingMail
from notify.server import active_server, connection_to, sender

log = structlog.get_logger(__name__)
TEXT = ["subject", "body_text", "body_html"]


def deliver(mail_id: int) -> bool:
    """Try to send one mail that is due and free; True when it left. Safe to call twice.

    Runs in no transaction: the claim, the text and the end are committed one by one, and the end
    right after the server's yes.
    """
    owner = queue.claim(OutgoingMail, mail_id)
    if owner is None:
        return False
    mail = OutgoingMail.objects.get(pk=mail_id)
    try:
        write_text(mail)
        mail.save(update_fields=TEXT if not mail.sealed else ["subject"])
        message_of(mail, active_server()).send()
    except Exception as error:  # dead server or broken template: the row waits
        log.exception("mail not sent", mail=mail_id, attempts=mail.attempts)
        queue.postpone(mail, owner, f"{type(error).__name__}: {error}", is_final=is_refused(error))
        return False
    if not queue.finish(mail, owner):
        log.warning("mail sent after its lease", mail=mail_id)
    if mail.sealed:
        OutgoingMail.objects.filter(pk=mail_id).update(sealed="")
    return True


def is_refused(error: Exception) -> bool:
    """Tell whether the server said that it will never take this mail (RFC 5321 section 4.2.1)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= 500


def write_text(mail: OutgoingMail) -> None:
    """Set subject and bodies from the template, once: a later try sends the same words.

    Bodies that hold secrets are written anew for each try; the caller keeps them nowhere.
    """
    if mail.body_text or not mail.template:
        return
    context = {**mail.context, **json.loads(unseal(mail.sealed) or "{}")}
    with translation.override(mail.language or settings.LANGUAGE_CODE):
        mail.subject = policies.one_line(_render(f"{mail.template}.subject.txt", mail.context))
        mail.body_text = _render(f"{mail.template}.txt", context).strip() + "\n"
        mail.body_html = _render_if_there(f"{mail.template}.html", context)


def _render(name: str, context: dict[str, Any]) -> str:
    backend = cast(DjangoTemplates, engines["django"])
    template = backend.engine.get_template(f"mail/{name}")
    return str(template.render(Context(context, autoescape=name.endswith(".html"))))


def _render_if_there(name: str, context: dict[str, Any]) -> str:
    try:
        return _render(name, context)
    except TemplateDoesNotExist:
        return ""


def message_of(mail: OutgoingMail, server: MailServer | None) -> EmailMultiAlternatives:
    """Return the message as each try sends it, bound for the server."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.body_text,
        from_email=mail.from_address or sender(server),
        to=[mail.recipient],
        cc=mail.cc,
        headers={**mail.headers, **_own_headers(mail)},
        connection=connection_to(server),
    )
    if mail.body_html:
        message.attach_alternative(mail.body_html, "text/html")
    for file in live_files().filter(pk__in=mail.attachments).order_by("pk"):
        with open_file(file) as content:
            message.attach(file.file_name, content.read(), file.media_type)
    return message


def _own_headers(mail: OutgoingMail) -> dict[str, str]:
    return {
        "Message-ID": mail.message_id,
        "Date": format_datetime(mail.created_at),
        "Auto-Submitted": "auto-generated",
        "X-Babeldesk-Loop": loop_id(),
    }


def loop_id() -> str:
    """Return the mark by which the desk knows its own mail again (threats.md rule 42)."""
    return salted_hmac("notify.loop", "desk", algorithm="sha256").hexdigest()[:32]
