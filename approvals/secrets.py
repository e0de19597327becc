"""What stands in the links of mails about approvals, and behind the button that takes a vote back.

The signature with the desk's own key turns away what was made up before the database is asked.
"""

from datetime import datetime
from typing import Any

from django.core import signing
from django.core.signing import BadSignature, Signer

from accounts.secrets import new_token, token_hash
from approvals.vocabulary import UNDO_MINUTES

_SALT = "approvals.votelink"
_UNDO_SALT = "approvals.voteundo"


def new_secret() -> tuple[str, str]:
    """Return a fresh secret, signed, and what is stored of it."""
    secret = Signer(sep=".", salt=_SALT).sign(new_token())
    return secret, token_hash(secret)


def hash_of(secret: str) -> str | None:
    """Return what is stored of a secret, None for one that this desk has not signed."""
    try:
        Signer(sep=".", salt=_SALT).unsign(secret)
    except BadSignature:
        return None
    return token_hash(secret)


def undo_word(link_id: int, vote_id: int, voted_at: datetime) -> str:
    """Return what takes back this vote, as it was cast in this moment, and no other."""
    kept = {"link": link_id, "vote": vote_id, "at": voted_at.isoformat()}
    return signing.dumps(kept, salt=_UNDO_SALT)


def undo_of(word: str) -> dict[str, Any] | None:
    """Return the "link", the "vote" and its moment ("at"); None for what this desk has not signed
    in the last minutes.
    """
    try:
        kept: dict[str, Any] = signing.loads(word, salt=_UNDO_SALT, max_age=60 * UNDO_MINUTES)
    except BadSignature:
        return None
    return {**kept, "at": datetime.fromisoformat(kept["at"])}
