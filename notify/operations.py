"""Every write of the mail queue. Nothing is sent here: the worker does that after commit.

Who may retry or abort mail is asked by the caller, who knows rights.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from celery import signature
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import record
from audit.models import JournalEntry
from audit.sealing import seal
from notify import policies, queue
from notify.models import OutgoingMail
from notify.vocabulary import NEVER, QueueState

DELIVER_TASK = "notify.deliver_mail"
IDS_PER_MESSAGE = 20
MAILS_AT_ONCE = 500


def new_mail(
    entry: JournalEntry | None,
    *,
    recipient: str,
    template: str,
    context: Mapping[str, Any],
    language: str = "",
    cc: Iterable[str] = (),
    from_address: str = "",
    headers: Mapping[str, str] | None = None,
    attachments: Iterable[int] = (),
    secrets: Mapping[str, str] | None = None,
    due_at: datetime | None = None,
) -> OutgoingMail:
    """Return one mail to one recipient, not written yet.

    `entry` is the change that the mail tells of. `template` names templates/mail/<template>.txt and
    .subject.txt (and .html where there is one); `context` is JSON and all that the text shows.
    `headers` may hold In-Reply-To, References and Reply-To; `attachments` are numbers of files.
    An empty language or sender is the desk's. `secrets` are values of the context that nobody
    but the recipient may read.
    An empty language or sender is the desk's. `due_at` is a moment before which it is not sent.
    """
    return OutgoingMail(
        entry=entry,
        recipient=recipient,
        template=template,
        context=dict(context),
        language=language,
        cc=list(cc),
        from_address=from_address,
        headers=dict(headers or {}),
        attachments=list(attachments),
        sealed=seal(json.dumps(dict(secrets))) if secrets else "",
        message_id=new_message_id(),
        due_at=due_at or timezone.now(),
    )


def queue_mails(mails: Iterable[OutgoingMail]) -> list[OutgoingMail]:
    """Write the mails into the caller's transaction (one statement); the worker sends them.

    Raises ValidationError with code "address", "header" or "template".
    """
    waiting = list(mails)
    for mail in waiting:
        _require_sendable(mail)
    OutgoingMail.objects.bulk_create(waiting)
    for mail in waiting:
        _nudge(mail.pk, due_at=mail.due_at)
    return waiting


def withdraw_mails(entry: JournalEntry) -> int:
    """Remove the mails about a change before any of them was taken by a worker; return how many.

    Raises ValidationError(code="sent") once one was, which undoes the caller's transaction.
    """
    mails = OutgoingMail.objects.filter(entry=entry)
    count = mails.count()
    untouched = mails.filter(state=QueueState.WAITING, attempts=0, lease_until_at=None)
    removed, _by_table = untouched.delete()
    if removed != count:
        raise ValidationError(_("The mail has been sent."), code="sent")
    return count


def forget_sent_mail(before: datetime, most: int) -> int:
    """Remove mails that were sent before a moment; returns how many went.

    Mail that was given up, or taken out of the queue, stays for an operator to look at.
    """
    sent = OutgoingMail.objects.filter(state=QueueState.DONE, done_at__lt=before).order_by("pk")
    done = 0
    while done < most:
        numbers = list(sent.values_list("pk", flat=True)[: min(MAILS_AT_ONCE, most - done)])
        if not numbers:
            break
        OutgoingMail.objects.filter(pk__in=numbers).delete()
        done += len(numbers)
    return done


@transaction.atomic
def import_mail(
    actor: Actor,
    *,
    recipient: str,
    subject: str,
    body_text: str,
    id: int | None = None,
    created_at: datetime | None = None,
    attempts: int = 0,
    is_given_up: bool = False,
) -> OutgoingMail:
    """Keep a mail that waits in another desk's queue: it is counted, and never sent from here."""
    mail = OutgoingMail(
        id=id,
        recipient=recipient,
        subject=policies.one_line(subject),
        body_text=body_text,
        created_at=created_at or timezone.now(),
        attempts=attempts,
        state=QueueState.FAILED if is_given_up else QueueState.WAITING,
        due_at=NEVER,
        message_id=new_message_id(),
    )
    mail.full_clean()
    mail.save(force_insert=True)
    return mail


@transaction.atomic
def retry_mail(actor: Actor, mail_id: int) -> OutgoingMail:
    """Send a failed, aborted or waiting mail as soon as possible, with all its tries before it.

    Records "outgoingmail.retried". Raises ObjectDoesNotExist, or ValidationError with code
    "done", "imported" or "being_sent".
    """
    mail = _idle_mail(mail_id)
    if mail.due_at == NEVER:
        raise ValidationError(_("Imported mail is never sent."), code="imported")
    values = {"state": QueueState.WAITING, "attempts": 0, "due_at": timezone.now()}
    _change(actor, "outgoingmail.retried", mail, values)
    _nudge(mail.pk)
    return mail


@transaction.atomic
def abort_mail(actor: Actor, mail_id: int) -> OutgoingMail:
    """Take a mail out of the queue for good; an operator may still retry it.

    Records "outgoingmail.aborted". Raises ObjectDoesNotExist, or ValidationError with code "done"
    or "being_sent".
    """
    mail = _idle_mail(mail_id)
    _change(actor, "outgoingmail.aborted", mail, {"state": QueueState.ABORTED})
    return mail


@transaction.atomic
def abort_waiting_mail(actor: Actor) -> int:
    """Take all waiting mail that is not being sent out of the queue; return how many.

    Records "outgoingmail.aborted" for each.
    """
    waiting = OutgoingMail.objects.filter(queue.free(timezone.now()), state=QueueState.WAITING)
    numbers = list(waiting.order_by("pk").values_list("pk", flat=True))
    for number in numbers:
        abort_mail(actor, number)
    return len(numbers)


def new_message_id() -> str:
    """Return a Message-ID under the desk's public host name."""
    return make_msgid(domain=urlsplit(settings.DESK_PUBLIC_URL).hostname or "localhost")


def _require_sendable(mail: OutgoingMail) -> None:
    policies.require_template(mail.template)
    policies.require_headers(mail.headers)
    policies.require_address(mail.recipient, "recipient")
    for address in mail.cc:
        policies.require_address(address, "cc")
    if mail.from_address:
        policies.require_address(mail.from_address, "from_address")


def _idle_mail(mail_id: int) -> OutgoingMail:
    mail = OutgoingMail.objects.select_for_update().get(pk=mail_id)
    if mail.state == QueueState.DONE:
        raise ValidationError(_("The mail has been sent."), code="done")
    if mail.lease_until_at is not None and mail.lease_until_at >= timezone.now():
        raise ValidationError(_("The mail is being sent at this moment."), code="being_sent")
    return mail


def _change(actor: Actor, verb: str, mail: OutgoingMail, values: dict[str, Any]) -> None:
    changes = apply_values(mail, values)
    # a worker whose lease has ended must not finish this mail any more
    mail.lease_owner = ""
    mail.save(update_fields=[*values, "lease_owner"])
    record(actor, verb, mail, changes)


class _Nudge:
    """Tells the worker of all mail of one transaction that is due together, after its commit."""

    def __init__(self, due_at: datetime | None = None) -> None:
        self.mail_ids: list[int] = []
        self.due_at = due_at
        # Django names a failed hook by this attribute, which instances lack
        self.__qualname__ = type(self).__qualname__

    def __call__(self) -> None:
        mail_ids, self.mail_ids = self.mail_ids, []
        for start in range(0, len(mail_ids), IDS_PER_MESSAGE):
            ids = mail_ids[start : start + IDS_PER_MESSAGE]
            signature(DELIVER_TASK, args=(ids,)).apply_async(countdown=self._countdown())

    def _countdown(self) -> float | None:
        if self.due_at is None:
            return None
        return max((self.due_at - timezone.now()).total_seconds(), 0) + 1


def _nudge(mail_id: int, *, due_at: datetime | None = None) -> None:
    """Ask for one nudge per transaction and moment.

    A hook that is found was asked for in a savepoint that is open or part of an open one; what
    rolls it back rolls this mail back, too. An empty one has told the worker already.
    """
    later = due_at if due_at is not None and due_at > timezone.now() else None
    hooks = [hook for _, hook, _ in transaction.get_connection().run_on_commit]
    waiting = [
        hook
        for hook in hooks
        if isinstance(hook, _Nudge) and hook.mail_ids and hook.due_at == later
    ]
    nudge = waiting[0] if waiting else _Nudge(later)
    nudge.mail_ids.append(mail_id)
    if not waiting:
        transaction.on_commit(nudge, robust=True)
