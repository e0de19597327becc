"""Acts that callers name by a key are done once (threats.md rule 46).

The act's own transaction writes the key, so that key and change stand or fall together; the door
keeps the answer afterwards and gives it back to whoever repeats the request.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.actor import Actor, IdempotencyClaim
from audit.models import IdempotencyKey, JournalEntry

LIFE = timedelta(hours=24)


class AlreadyDone(Exception):
    """The act under this key was done by another request; nothing was written by this one."""


class KeyReused(ValidationError):
    """The key came before, with another request."""


def claim(actor: Actor, entry: JournalEntry) -> None:
    """Write the actor's key into the current transaction, once per act.

    Raises AlreadyDone, which rolls the act back, when another request has the key.
    """
    wanted = actor.idempotency_key
    if wanted is None or actor.user_id is None:
        return
    row = IdempotencyKey(
        caller_id=actor.user_id,
        key=wanted.key,
        request_hash=wanted.request_hash,
        nonce=wanted.nonce,
        noun=entry.noun,
        object_id=entry.object_id,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        mine = IdempotencyKey.objects.filter(
            caller_id=actor.user_id, key=wanted.key, nonce=wanted.nonce
        )
        if not mine.exists():
            raise AlreadyDone from error


def stored(caller_id: int, wanted: IdempotencyClaim) -> IdempotencyKey | None:
    """Return what is known of a key that is younger than a day, or None.

    Raises KeyReused when it came with another request.
    """
    row = IdempotencyKey.objects.filter(caller_id=caller_id, key=wanted.key).first()
    if row is not None and row.created_at < timezone.now() - LIFE:
        row.delete()
        return None
    if row is not None and row.request_hash != wanted.request_hash:
        raise KeyReused("The key was used for another request.", code="key_reused")
    return row


@transaction.atomic
def keep_answer(
    caller_id: int, wanted: IdempotencyClaim, status: int, headers: Mapping[str, str], body: str
) -> None:
    """Keep what was answered, for whoever repeats the request; the first answer stays."""
    row, _ = IdempotencyKey.objects.select_for_update().get_or_create(
        caller_id=caller_id,
        key=wanted.key,
        defaults={"request_hash": wanted.request_hash, "nonce": wanted.nonce},
    )
    if row.nonce == wanted.nonce and not row.status:
        row.status, row.headers, row.body = status, dict(headers), body
        row.save(update_fields=["status", "headers", "body"])


def prune(now: datetime | None = None) -> int:
    """Forget keys older than a day. Returns how many."""
    old = IdempotencyKey.objects.filter(created_at__lt=(now or timezone.now()) - LIFE)
    return old.delete()[0]
