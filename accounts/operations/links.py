"""Links by mail with which people set a password: invitations and resets."""

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policies, queries
from accounts.models import EntryLink, User
from accounts.notifications import mail_link
from accounts.operations.people import set_password
from accounts.operations.sign_in import count_request, may_enter
from accounts.secrets import new_token, token_hash
from accounts.vocabulary import LinkPurpose
from audit.actor import Actor
from audit.journal import record

LIFE = {LinkPurpose.RESET: timedelta(hours=1), LinkPurpose.INVITATION: timedelta(hours=72)}


@transaction.atomic
def send_invitation(actor: Actor, user: User) -> EntryLink:
    """Mail a person a link, good for 72 hours and once, with which they choose a password.

    Links sent before end. Records "user.invited". Raises PermissionDenied for somebody whom the
    actor does not manage, ValidationError (code "address") for a person without a mail address.
    """
    policies.require(policies.can_manage(actor, user), "user.manage")
    return _send(actor, user, LinkPurpose.INVITATION, "user.invited")


@transaction.atomic
def request_password_reset(actor: Actor, login: str) -> None:
    """Mail whoever signs in under this name or address a link for a new password.

    Nothing tells the caller whether there is such a person. Counted by the limiter, per account and
    per address of the caller: past the limit no mail is sent. Records "user.reset_requested".
    """
    if not count_request("reset", login, actor.address):
        return
    user = queries.user_by_login_or_email(login)
    if user is None or not user.email or not may_enter(user):
        return
    _send(replace(actor, user=user), user, LinkPurpose.RESET, "user.reset_requested")


@transaction.atomic
def set_password_by_link(actor: Actor, secret: str, purpose: LinkPurpose, password: str) -> User:
    """Set the password of the person to whom the link was sent; the link is used up.

    Records "user.password_changed" in the person's name. Raises ValidationError (code "link") for
    a link that is unknown, used or too old.
    """
    link = queries.live_link(secret, purpose)
    if link is None or not _claim(link):
        raise ValidationError(_("This link was used already, or it is too old."), code="link")
    return set_password(replace(actor, user=link.user), link.user.pk, password)


def _claim(link: EntryLink) -> bool:
    """Use the link up; False when another request just did."""
    return bool(EntryLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now()))


def _send(actor: Actor, user: User, purpose: LinkPurpose, verb: str) -> EntryLink:
    now, secret = timezone.now(), new_token()
    user.entry_links.filter(purpose=purpose, used_at=None).update(used_at=now)
    link = EntryLink.objects.create(
        user=user, purpose=purpose, token_hash=token_hash(secret), expires_at=now + LIFE[purpose]
    )
    entry = record(actor, verb, user, part=link)
    address = f"{settings.DESK_PUBLIC_URL}/accounts/{purpose.value}/{secret}/"
    mail_link(link, address, entry, sender=actor.person)
    return link
