"""Vote by the link of a mail, without signing in, and take that vote back."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals import policies, queries
from approvals.models import ApprovalRequest, VoteLink
from approvals.operations.voting import take_vote_back, vote
from approvals.secrets import new_secret, undo_of
from audit.actor import Actor
from audit.reading import only


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


@transaction.atomic
def take_back_by_link(actor: Actor, word: str) -> str:
    """Take back the vote that was just cast by a link, with the word that its page was given.

    The old link stays used up: returns the secret of a new one for the same person and request,
    good for as long. The word is good once, as the vote is then another one or none.
    Records and raises as `take_vote_back` does, and ValidationError with code "link" for a word
    that is unknown or too old.
    """
    kept = undo_of(word)
    links = VoteLink.objects.select_related("person")
    link = only(links.filter(pk=kept["link"])) if kept is not None else None
    if kept is None or link is None or not policies.may_use_link(link.person, timezone.now()):
        raise ValidationError(_("This link was used already, or it is too old."), code="link")
    voter, cast = replace(actor, user=link.person), (kept["vote"], kept["at"])
    take_vote_back(voter, link.request_id, cast=cast)
    secret, hashed = new_secret()
    VoteLink.objects.create(
        request_id=link.request_id,
        person=link.person,
        token_hash=hashed,
        expires_at=link.expires_at,
    )
    return secret


def _claim(link: VoteLink) -> bool:
    """Use the link up; False when another request just did."""
    return bool(VoteLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now()))
