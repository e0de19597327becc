"""What follows a second later from what happens elsewhere; listed in apps.py."""

from audit.actor import Actor
from audit.models import JournalEntry
from tickets.operations import follow_verdict, start_recalculation

RULE_VERBS = ("ticket.created", "ticket.updated", "ticket.followup_added")

VERDICT_VERBS = tuple(f"ticket.approval_{end}" for end in ("approved", "rejected", "cancelled"))
CALENDAR_VERBS = ("calendar.updated", "calendar.holidays_set")


def count_anew(entry: JournalEntry) -> None:
    """Count the clocks of open tickets anew after a calendar changed."""
    actor = Actor.system("sla", caused_by=entry.pk)
    start_recalculation(actor, reason=f"{entry.verb} {entry.object_id}")


def follow_group_calendar(entry: JournalEntry) -> None:
    """Count anew after a group got another calendar."""
    if "calendar" in entry.changes:
        count_anew(entry)


def after_verdict(entry: JournalEntry) -> None:
    """Let the clocks of a ticket run again once nothing waits for approval any more."""
    follow_verdict(entry)
