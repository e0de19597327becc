"""Vote by the link of a mail, without signing in."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals import queries
from approvals.models import ApprovalRequest, VoteLink
from approvals.operations.voting import vote
from audit.actor import Actor


@transaction.atomic
def vote_by_link(
    actor: Actor, secret: str, *, approves: bool, comment: str = "", voter_id: int | None = None
) -> ApprovalRequest:
    """Vote in the name of the person to whom the link was sent; the link is used up.

    A refused vote uses nothing up. Records and raises as `vote` does, and ValidationError with
    code "link" for a link that is unknown, used or too old.
    """
    link = queries.vote_link(secret)
    if link is None or not queries.is_live(link) or not _claim(link):
        raise ValidationError(_("This link was used already, or it is too old."), code="link")
    voter = replace(actor, user=link.person)
    return vote(voter, link.request_id, approves=approves, comment=comment, voter_id=voter_id)


def _claim(link: VoteLink) -> bool:
    """Use the link up; False when another request just did."""
    return bool(VoteLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now()))
