"""The feed of changes: committed journal entries in an order that never changes.

Numbers of entries are taken before the commit, so an entry may appear after one with a higher
number has been read. Places are given afterwards, by one process at a time, to what is committed:
whoever has read up to a place has missed nothing before it. No clock and no database of one kind
is needed for it.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from audit.models import FeedMark, FeedPosition, JournalEntry

BATCH = 2000
LONGEST_TRANSACTION = timedelta(hours=1)
"""An entry that is committed later than this after younger ones were placed is not found."""


def place_entries() -> int:
    """Give the next committed entries their places; returns how many got one.

    Costs three statements when there is nothing to do, and no lock.
    """
    mark, _ = FeedMark.objects.get_or_create(pk=1)
    if not _unplaced(mark).exists():
        return 0
    with transaction.atomic():
        mark = FeedMark.objects.select_for_update().get(pk=1)
        keys = list(_unplaced(mark).order_by("pk").values_list("pk", flat=True)[:BATCH])
        FeedPosition.objects.bulk_create(FeedPosition(entry_id=key) for key in keys)
        settled = FeedPosition.objects.filter(
            placed_at__lt=timezone.now() - LONGEST_TRANSACTION
        ).order_by("-pk")
        before = settled.values_list("entry_id", flat=True).first()
        if before is not None and before > mark.after_entry_id:
            mark.after_entry_id = before
            mark.save(update_fields=["after_entry_id"])
    return len(keys)


def head() -> int:
    """Return the last place that was given, 0 before the first."""
    return FeedPosition.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def placed_after(place: int) -> QuerySet[FeedPosition]:
    """Return the places behind one, in order, with their entries."""
    return FeedPosition.objects.filter(pk__gt=place).select_related("entry").order_by("pk")


def _unplaced(mark: FeedMark) -> QuerySet[JournalEntry]:
    placed = FeedPosition.objects.filter(entry=OuterRef("pk"))
    return JournalEntry.objects.filter(~Exists(placed), pk__gt=mark.after_entry_id)
