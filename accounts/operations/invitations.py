"""Invite people: an account, and the mail with which its owner enters."""

from django.db import transaction

from accounts.drafts import UserDraft
from accounts.models import User
from accounts.operations.links import send_invitation
from accounts.operations.people import create_user
from audit.actor import Actor


@transaction.atomic
def invite_person(actor: Actor, draft: UserDraft) -> User:
    """Create a person without a password and mail them a link to choose one, or do neither.

    Records "user.created" and "user.invited". Raises what `create_user` and `send_invitation` do.
    """
    user = create_user(actor, draft)
    send_invitation(actor, user)
    return user
