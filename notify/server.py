"""Through which server mail leaves: the one set up in the back office, else DESK_EMAIL_URL's.

Who may change it is asked by the caller, who knows rights.
"""

import smtplib
from dataclasses import dataclass
from email.headerregistry import Address
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actor import Actor
from audit.columns import apply_values, clean_line
from audit.journal import record
from audit.sealing import SealBroken, seal, unseal
from notify import policies
from notify.models import MailServer
from notify.vocabulary import MailSecurity

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
TEST_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class MailServerDraft:
    """The whole of a mail server's settings; `password` None = the stored one stays."""

    is_active: bool
    host: str
    port: int
    security: str
    username: str = ""
    password: str | None = None
    from_address: str = ""
    from_name: str = ""


def mail_server() -> MailServer:
    """Return the server as set up; a new row that is not active when there is none."""
    return MailServer.objects.filter(pk=MailServer.ONLY).first() or MailServer(
        pk=MailServer.ONLY, is_active=False
    )


def active_server() -> MailServer | None:
    """Return the server that takes the mail, or None where DESK_EMAIL_URL says it."""
    return MailServer.objects.filter(pk=MailServer.ONLY, is_active=True).first()


def connection_to(server: MailServer | None, *, seconds: int | None = None) -> Any:
    """Return Django's connection for the server, not opened yet. Raises SealBroken."""
    if server is None:
        return get_connection()
    return get_connection(
        SMTP_BACKEND,
        host=server.host,
        port=server.port,
        username=server.username,
        password=unseal(server.sealed_password),
        use_tls=server.security == MailSecurity.STARTTLS,
        use_ssl=server.security == MailSecurity.TLS,
        timeout=seconds or settings.EMAIL_TIMEOUT,
    )


def sender(server: MailServer | None) -> str:
    """Return who the desk's mail comes from, as a header shows it."""
    if server is None or not server.from_address:
        return settings.DEFAULT_FROM_EMAIL
    return str(Address(display_name=server.from_name, addr_spec=server.from_address))


def password_is_lost(server: MailServer) -> bool:
    """Tell whether the stored password cannot be read: the desk's key is another one now."""
    try:
        unseal(server.sealed_password)
    except SealBroken:
        return True
    return False


@transaction.atomic
def change_mail_server(actor: Actor, draft: MailServerDraft) -> MailServer:
    """Set where mail leaves from now on. Records "mailserver.changed" with what differs.

    Raises ValidationError for an active server without a host, a bad port, address or name.
    """
    row, _made = MailServer.objects.select_for_update().get_or_create(
        pk=MailServer.ONLY, defaults={"is_active": False}
    )
    values = dict(vars(draft))
    password = values.pop("password")
    changes = apply_values(row, {**values, "from_name": clean_line(draft.from_name).strip()})
    if password is not None:
        row.sealed_password = seal(password)
        changes["password"] = ["changed", "changed"]
    _require_usable(row)
    row.updated_at = timezone.now()
    row.save()
    if changes:
        record(actor, "mailserver.changed", row, changes)
    return row


def send_test_mail(actor: Actor, recipient: str) -> str:
    """Send a short mail at once, past the queue; return what went wrong, "" = it was taken.

    Records "mailserver.tested" with the recipient and how it ended. Raises ValidationError for
    what is no address.
    """
    policies.require_address(recipient, "recipient")
    server = active_server()
    failure = ""
    try:
        _test_message(server, recipient).send()
    except (smtplib.SMTPException, OSError, SealBroken) as error:
        failure = words_of(error)
    outcome = {"recipient": [None, recipient], "outcome": [None, failure or "sent"]}
    record(actor, "mailserver.tested", server or mail_server(), outcome)
    return failure


def words_of(error: Exception) -> str:
    """Return an error of sending as an operator can read it."""
    if isinstance(error, SealBroken):
        return _("The stored password cannot be read with the desk's key: set it again.")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return f"{code} {_text(text)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _test_message(server: MailServer | None, recipient: str) -> EmailMessage:
    text = _("This is a test mail of the desk at {address}.")
    return EmailMessage(
        _("Test mail of your desk"),
        text.format(address=settings.DESK_PUBLIC_URL) + "\n",
        sender(server),
        [recipient],
        headers={"Auto-Submitted": "auto-generated"},
        connection=connection_to(server, seconds=TEST_SECONDS),
    )


def _require_usable(row: MailServer) -> None:
    row.full_clean(validate_unique=False)
    if row.is_active and not row.host:
        raise ValidationError({"host": ValidationError(_("A server has a name."), code="required")})
    if row.from_address:
        policies.require_address(row.from_address, "from_address")
