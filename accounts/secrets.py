"""How secrets of machines are made and kept (threats.md rule 8)."""

import hashlib
import secrets

from django.utils.crypto import salted_hmac

PREFIX_LENGTH = 8


def new_token() -> str:
    """Return a fresh secret of 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(secret: str) -> str:
    """Return the SHA-256 under which a random token is stored."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def client_secret_hash(secret: str) -> str:
    """Return the keyed hash of an API password, which people choose and may choose badly."""
    return salted_hmac("accounts.ApiClient.secret", secret, algorithm="sha256").hexdigest()
