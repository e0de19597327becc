"""Secrets that the desk has to read again are kept encrypted (threats.md rule 54).

The key comes from DESK_SECRET_KEY, which stands in the environment or in the data folder and never
in the database: a copy of the database alone opens nothing.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealBroken(Exception):
    """The text was sealed with another key, or was changed."""


def seal(text: str) -> str:
    """Return the text encrypted and signed; empty stays empty."""
    return _fernet().encrypt(text.encode()).decode("ascii") if text else ""


def unseal(sealed: str) -> str:
    """Return what was sealed. Raises SealBroken."""
    if not sealed:
        return ""
    try:
        return _fernet().decrypt(sealed.encode("ascii")).decode()
    except InvalidToken as error:
        raise SealBroken from error


def _fernet() -> Fernet:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"babeldesk sealed columns")
    return Fernet(urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode())))
