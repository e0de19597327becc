"""What stands in the links of mails about approvals: chance, signed with the desk's own key.

The signature turns away what was made up before the database is asked.
"""

from django.core.signing import BadSignature, Signer

from accounts.secrets import new_token, token_hash

_SALT = "approvals.votelink"


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
