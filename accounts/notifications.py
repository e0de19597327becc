"""Mail about accounts. Called by the operations."""

from typing import Any

from accounts.models import EntryLink, User
from audit.models import JournalEntry
from notify.operations import new_mail, queue_mails
from notify.policies import is_address

TEMPLATES = {"reset": "account_reset", "invitation": "account_invitation"}


def mail_link(link: EntryLink, address: str, entry: JournalEntry, *, sender: Any) -> None:
    """Queue the mail with the link; the link itself is kept encrypted until it has left."""
    user = link.user
    context = {
        "recipient": user.shown_name,
        "username": user.username,
        "expires_at": link.expires_at.isoformat(),
        "sender": sender.shown_name if sender is not None and sender.pk != user.pk else "",
    }
    _queue(user, TEMPLATES[link.purpose], context, entry, secrets={"link": address})


def tell_of_access(user: User, entry: JournalEntry, change: str) -> None:
    """Queue a mail that tells a person of a change in how the account is protected."""
    if is_address(user.email):
        _queue(user, "account_changed", {"recipient": user.shown_name, "change": change}, entry)


def _queue(
    user: User,
    template: str,
    context: dict[str, Any],
    entry: JournalEntry,
    *,
    secrets: dict[str, str] | None = None,
) -> None:
    queue_mails(
        [
            new_mail(
                entry,
                recipient=user.email,
                template=template,
                context=context,
                language=user.language,
                secrets=secrets,
            )
        ]
    )
