"""Personal and bearer tokens: shown once, kept as hashes."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.models import Token, User
from accounts.secrets import PREFIX_LENGTH, new_token, token_hash
from accounts.vocabulary import TokenKind
from audit.actor import Actor
from audit.journal import record


@transaction.atomic
def create_token(
    actor: Actor,
    user: User,
    *,
    name: str,
    kind: str = TokenKind.PERSONAL,
    scopes: list[str] | None = None,
    expires_at: datetime | None = None,
) -> tuple[Token, str]:
    """Make a token for oneself, or for somebody whom the actor manages. Returns (row, secret shown
    once).

    Records "user.token_created" without the secret.
    """
    own = actor.person is not None and actor.person.pk == user.pk
    policies.require(own or policies.can_manage(actor, user), "user.manage")
    if kind == TokenKind.ACCESS:
        message = _("Access tokens are made by their API client.")
        raise ValidationError({"kind": ValidationError(message, code="kind")})
    secret = new_token()
    token = Token(user=user, name=name, kind=kind, scopes=scopes or [], expires_at=expires_at)
    token.token_hash, token.prefix = token_hash(secret), secret[:PREFIX_LENGTH]
    token.full_clean()
    token.save(force_insert=True)
    record(actor, "user.token_created", user, {"token": [None, token.prefix]}, part=token)
    return token, secret


@transaction.atomic
def revoke_token(actor: Actor, token_id: int) -> None:
    """End a token at once. Records "user.token_revoked"."""
    token = Token.objects.select_for_update().select_related("user").get(pk=token_id)
    own = actor.person is not None and actor.person.pk == token.user_id
    policies.require(own or policies.can_manage(actor, token.user), "user.manage")
    if token.revoked_at is None:
        token.revoked_at = token.updated_at = timezone.now()
        token.save(update_fields=["revoked_at", "updated_at"])
        record(actor, "user.token_revoked", token.user, {"token": [token.prefix, None]}, part=token)
