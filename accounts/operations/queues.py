"""The mail queue, for those who run the desk; the queue itself knows no rights."""

from django.db import transaction

from accounts.policies import require_right
from audit.actor import Actor
from notify import operations as queue
from notify.models import OutgoingMail

RIGHT = "job.manage"


@transaction.atomic
def retry_mail(actor: Actor, mail_id: int) -> OutgoingMail:
    """Send a mail as soon as possible. Needs "job.manage"; the rest as notify's retry_mail."""
    require_right(actor, RIGHT)
    return queue.retry_mail(actor, mail_id)


@transaction.atomic
def abort_mail(actor: Actor, mail_id: int) -> OutgoingMail:
    """Take a mail out of the queue. Needs "job.manage"; the rest as notify's abort_mail."""
    require_right(actor, RIGHT)
    return queue.abort_mail(actor, mail_id)


@transaction.atomic
def abort_waiting_mail(actor: Actor) -> int:
    """Take all waiting mail out of the queue; return how many. Needs "job.manage"."""
    require_right(actor, RIGHT)
    return queue.abort_waiting_mail(actor)
