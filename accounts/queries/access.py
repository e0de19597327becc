"""API clients and tokens."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import ApiClient, Token
from accounts.secrets import token_hash
from audit.actor import Actor


def clients_of(dialect: str) -> QuerySet[ApiClient]:
    """Return the active clients of a dialect, oldest first."""
    return ApiClient.objects.filter(dialect=dialect, is_active=True, deleted_at=None).order_by("id")


def token_owner(secret: str) -> Token | None:
    """Return the live token with this secret and its person, or None."""
    live = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return (
        Token.objects.select_related("user")
        .filter(
            live,
            token_hash=token_hash(secret),
            revoked_at=None,
            user__is_active=True,
            user__deleted_at=None,
        )
        .first()
    )


def tokens_of(actor: Actor) -> QuerySet[Token]:
    """Return the actor's own tokens that have not been revoked."""
    return Token.objects.filter(user=actor.person, revoked_at=None)
