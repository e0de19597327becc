"""The only writer of JournalEntry. One change of one object leaves one entry."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from celery import signature
from django.db import models, transaction
from django.utils import timezone

from audit import idempotency
from audit.actor import Actor
from audit.models import JournalEntry
from audit.subscriptions import subscribers_of

Changes = Mapping[str, list[Any]]


def noun_of(row: models.Model) -> str:
    """Return the word under which rows of this model are journaled, e.g. "ticket"."""
    return row._meta.model_name or ""


def record(
    actor: Actor,
    verb: str,
    row: models.Model,
    changes: Changes | None = None,
    *,
    names: Changes | None = None,
    part: models.Model | None = None,
    message: str = "",
    at: datetime | None = None,
) -> JournalEntry:
    """Write what an operation did, in its transaction; ask for its dispatch after commit."""
    entry = _entry(actor, verb, row, changes, names=names, part=part, message=message, at=at)
    idempotency.claim(actor, entry)
    waits = bool(subscribers_of(verb))
    if not waits:
        entry.dispatched_at = entry.recorded_at
    entry.save(force_insert=True)
    if waits:
        _dispatch_after_commit(entry.pk)
    return entry


def record_many(actor: Actor, verb: str, rows: Iterable[tuple[models.Model, Changes]]) -> None:
    """Write one entry per (row, changes); for bulk operations. The sweep dispatches what somebody
    subscribes to.
    """
    entries = [_entry(actor, verb, row, changes) for row, changes in rows]
    if not subscribers_of(verb):
        for entry in entries:
            entry.dispatched_at = entry.recorded_at
    JournalEntry.objects.bulk_create(entries, batch_size=500)


def record_history(entries: Iterable[JournalEntry]) -> None:
    """Write entries of an import, which were dispatched long ago by the system they come from."""
    now = timezone.now()
    rows = list(entries)
    for entry in rows:
        entry.dispatched_at = now
    JournalEntry.objects.bulk_create(rows, batch_size=500)


def _entry(
    actor: Actor,
    verb: str,
    row: models.Model,
    changes: Changes | None = None,
    *,
    names: Changes | None = None,
    part: models.Model | None = None,
    message: str = "",
    at: datetime | None = None,
) -> JournalEntry:
    login = {"actor": [None, _login(actor.person)]} if actor.person is not None else {}
    if actor.acted_for is not None and actor.user is not None:
        login["principal"] = [None, _login(actor.user)]
    return JournalEntry(
        recorded_at=at or timezone.now(),
        verb=verb,
        noun=noun_of(row),
        object_id=row.pk,
        part_noun=noun_of(part) if part is not None else "",
        part_id=part.pk if part is not None else None,
        actor_id=actor.user_id,
        acted_for_id=actor.acted_for.pk if actor.acted_for is not None else None,
        door=actor.door,
        address=actor.address[:64],
        request_id=actor.request_id[:64],
        caused_by_id=actor.caused_by,
        changes=dict(changes or {}),
        names={**login, **(names or {})},
        message=message,
    )


def _login(person: Any) -> str:
    return getattr(person, "username", None) or str(person)


def _dispatch_after_commit(entry_id: int) -> None:
    def offer() -> None:
        signature("audit.dispatch", args=(entry_id,)).delay()

    transaction.on_commit(offer, robust=True)


@transaction.atomic
def forget_entries(before: datetime, most: int, *, kept: models.QuerySet) -> int:
    """Remove the oldest entries that were recorded before a moment; returns how many went.

    Those that wait for their dispatch, those that caused an entry that is still there, and those
    whose numbers are among `kept`, stay.
    """
    effects = JournalEntry.objects.filter(caused_by=models.OuterRef("pk"))
    free = JournalEntry.objects.filter(
        ~models.Exists(effects), recorded_at__lt=before, dispatched_at__isnull=False
    ).exclude(pk__in=kept)
    numbers = list(free.order_by("pk").values_list("pk", flat=True)[:most])
    JournalEntry.objects.filter(pk__in=numbers).delete()
    return len(numbers)
