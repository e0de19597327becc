"""Removing for good what was kept long enough: the trash, stray files, sent mail, old entries.

Each function removes at most so many rows, in small transactions, and returns how many went; the
job that calls it comes again within the hour.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from audit.actor import Actor
from audit.journal import forget_entries
from files.operations import purge_file
from files.queries import file_rows, links_on
from notify.queries import entries_of_mail
from tickets.models import Followup, Ticket
from tickets.operations.delete import purge_ticket
from tickets.operations.documents import purge_document

SLICE = 100


def purge_trash(before: datetime, most: int) -> int:
    """Remove tickets that went into the trash before a moment, with the files that hung on nothing
    else. Records "ticket.purged" on each. A ticket that other rows need stays.
    """
    actor = Actor.system("retention")
    trash = Ticket.objects.filter(deleted_at__lt=before).order_by("pk")
    done, last = 0, 0
    while done < most:
        numbers = list(trash.filter(pk__gt=last).values_list("pk", flat=True)[:SLICE])
        if not numbers:
            break
        for number in numbers[: most - done]:
            done += _purge_with_files(actor, number)
        last = numbers[-1]
    return done


@transaction.atomic
def _purge_with_files(actor: Actor, number: int) -> bool:
    lines = Followup.objects.filter(ticket=number).values("pk")
    links = [*links_on(Ticket, [number]), *links_on(Followup, lines)]
    files = {link.file_id for link in links}
    try:
        purge_ticket(actor, number)
    except ValidationError:
        return False
    for file in file_rows().filter(pk__in=files, links=None):
        purge_file(actor, file)
    return True


def purge_strays(before: datetime, most: int) -> int:
    """Remove files that were stored before a moment and hang on nothing, or have lain in the trash
    since before it. Records "storedfile.purged" on each.
    """
    actor = Actor.system("retention")
    pictures = User.objects.exclude(picture=None).values("picture")
    unused = file_rows().filter(links=None, created_at__lt=before, deleted_at=None)
    trash = file_rows().filter(deleted_at__lt=before)
    found = [*_numbers(unused.exclude(pk__in=pictures), most), *_numbers(trash, most)][:most]
    for number in found:
        purge_document(actor, number)
    return len(found)


def _numbers(files: QuerySet, most: int) -> list[int]:
    return list(files.order_by("pk").values_list("pk", flat=True)[:most])


def purge_journal(before: datetime, most: int) -> int:
    """Remove entries that were recorded before a moment, but for those that mails still name."""
    done = 0
    while done < most:
        gone = forget_entries(before, min(SLICE, most - done), kept=entries_of_mail())
        if not gone:
            break
        done += gone
    return done
