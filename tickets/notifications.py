"""Who is told about what happens to a ticket, and what the mail shows. Called by the operations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation

from accounts.models import User
from accounts.queries import settings_of
from audit.actor import Actor
from audit.models import JournalEntry
from notify.operations import new_mail, queue_mails
from notify.policies import is_address
from tickets.models import Followup, SlaClock, Ticket, TicketPerson
from tickets.queries.history import recipients_of
from tickets.queries.observers import watchers_to_tell
from tickets.words import METRICS, PRIORITIES, RESOLUTIONS, status_word

LONGEST_EXCERPT = 20_000


@dataclass(frozen=True)
class Recipient:
    """One address; a customer is not shown internal lines."""

    email: str
    name: str
    language: str
    is_customer: bool
    time_zone: str = ""


def tell(
    actor: Actor,
    act: str,
    ticket: Ticket,
    entry: JournalEntry,
    *,
    followup: Followup | None = None,
    mentioned: Sequence[User] = (),
    after: timedelta = timedelta(),
) -> None:
    """Queue one mail per recipient about an act ("created", "updated", "assigned", "worked",
    "closed"), sent when `after` has passed.

    Requester, assignee, observers and the group's address are told; the actor of an own act only
    where the door says so (setting tickets.tell_actor_doors). Who is mentioned gets one mail that
    says so.
    """
    switches = settings_of("tickets.")
    if not switches["tickets.mail"]:
        return
    context, words = _context(actor, ticket, followup), _Words(ticket)
    tells_actor = actor.door in switches["tickets.tell_actor_doors"]
    is_public = followup is None or followup.is_public
    named = {person.email.casefold() for person in mentioned}
    recipients = [_told(person) for person in mentioned if is_address(person.email)]
    for recipient in _recipients(ticket, None if tells_actor else actor.person):
        if recipient.email.casefold() not in named and (is_public or not recipient.is_customer):
            recipients.append(recipient)
    queue_mails(
        new_mail(
            entry,
            recipient=recipient.email,
            template="ticket_mentioned" if recipient.email.casefold() in named else f"ticket_{act}",
            context={**context, **words.of(recipient), "recipient": recipient.name},
            language=recipient.language,
            due_at=timezone.now() + after if after else None,
        )
        for recipient in recipients
    )


def recipients_for(
    actor: Actor,
    ticket: Ticket,
    *,
    is_public: bool,
    people: Iterable[TicketPerson] | None = None,
    sends_mail: bool | None = None,
) -> list[Recipient]:
    """Return whom a new line by the actor would be mailed to, each address once.

    `people` are the rows of the ticket's people with their users, `sends_mail` the setting
    tickets.mail, where they are at hand.
    """
    if not (settings_of("tickets.")["tickets.mail"] if sends_mail is None else sends_mail):
        return []
    told = None if people is None else [person for person in people if person.wants_mail]
    return [
        recipient
        for recipient in _recipients(ticket, actor.person, told)
        if is_public or not recipient.is_customer
    ]


def _told(user: User) -> Recipient:
    return Recipient(user.email, user.shown_name, user.language, is_customer=not user.is_agent)


def _recipients(
    ticket: Ticket, left_out: User | None, people: Iterable[TicketPerson] | None = None
) -> list[Recipient]:
    """Return everybody to tell, each address once, in the order of the ticket's people."""
    found: dict[str, Recipient] = {}
    for person in people if people is not None else recipients_of(ticket):
        user = person.user
        if user is None:
            recipient = Recipient(person.email, "", "", is_customer=True)
        elif user.is_active and user.deleted_at is None and user != left_out:
            recipient = _told(user)
        else:
            continue
        found.setdefault(recipient.email.casefold(), recipient)
    group = ticket.support_group
    if group is not None and group.is_notified and group.email:
        found.setdefault(
            group.email.casefold(), Recipient(group.email, group.name, "", is_customer=False)
        )
    for watcher in watchers_to_tell(ticket):
        if watcher != left_out:
            found.setdefault(watcher.email.casefold(), _told(watcher))
    if left_out is not None:
        found.pop(left_out.email.casefold(), None)
    return [recipient for recipient in found.values() if is_address(recipient.email)]


def _context(actor: Actor, ticket: Ticket, followup: Followup | None) -> dict[str, Any]:
    """Return all that the mail shows, as JSON: the worker renders it later without asking the
    ticket.
    """
    return {
        "ticket_id": ticket.pk,
        "title": ticket.title,
        "description": ticket.description[:LONGEST_EXCERPT],
        "closing_text": ticket.closing_text[:LONGEST_EXCERPT],
        "group": ticket.support_group.name if ticket.support_group else "",
        "assignee": ticket.assignee.shown_name if ticket.assignee else "",
        "requester": ticket.requester.shown_name if ticket.requester else "",
        "actor": actor.person.shown_name if actor.person is not None else "",
        "text": followup.body[:LONGEST_EXCERPT] if followup is not None else "",
        "seconds": followup_seconds(followup),
    }


class _Words:
    """What a mail calls the choices of a ticket, in the language of each recipient."""

    def __init__(self, ticket: Ticket, clock: SlaClock | None = None) -> None:
        self.ticket = ticket
        self.clock = clock
        self.known: dict[str, dict[str, str]] = {}

    def of(self, recipient: Recipient) -> dict[str, str]:
        """Return the words for one recipient."""
        language = recipient.language or settings.LANGUAGE_CODE
        if language not in self.known:
            with translation.override(language):
                self.known[language] = self._now()
        return self.known[language]

    def _now(self) -> dict[str, str]:
        ticket, status = self.ticket, self.ticket.status
        words = {
            "status": status_word(status.name, status.name_i18n),
            "priority": str(PRIORITIES[ticket.priority]),
            "resolution": str(RESOLUTIONS[ticket.resolution]) if ticket.resolution else "",
        }
        if self.clock is not None:
            words["metric"] = str(METRICS[self.clock.metric])
        return words


def followup_seconds(followup: Followup | None) -> int:
    """Return the time a line reports, 0 without any."""
    work = getattr(followup, "workunit", None) if followup is not None else None
    return work.seconds if work is not None else 0


def escalate(ticket: Ticket, clock: SlaClock, kind: str, entry: JournalEntry) -> None:
    """Queue one mail to the assignee, the managers of the group and its address about a clock that
    warns ("warning") or ran out ("breach").
    """
    if not settings_of("tickets.")["tickets.mail"]:
        return
    words = _Words(ticket, clock)
    context = {
        **_context(Actor.system("sla"), ticket, None),
        "side": clock.side.upper(),
        "policy": clock.policy.name if clock.policy is not None else "",
    }
    queue_mails(
        new_mail(
            entry,
            recipient=recipient.email,
            template=f"sla_{kind}",
            context={
                **context,
                **words.of(recipient),
                "recipient": recipient.name,
                "due_at": _local(clock.due_at, recipient.time_zone),
            },
            language=recipient.language,
        )
        for recipient in _responsible(ticket)
    )


def _local(moment: datetime | None, zone: str) -> str:
    """Return a moment as the reader's clock shows it, with the zone's name."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(zone or settings.DESK_TIME_ZONE))
    return f"{local:%Y-%m-%d %H:%M} {local.tzname()}"


def _responsible(ticket: Ticket) -> list[Recipient]:
    """Return who answers for a ticket, each address once."""
    group = ticket.support_group
    people = [ticket.assignee] if ticket.assignee is not None else []
    if group is not None:
        managers = group.members.filter(is_manager=True).select_related("user").order_by("id")
        people += [member.user for member in managers]
    found = {
        user.email.casefold(): Recipient(
            user.email, user.shown_name, user.language, False, user.time_zone
        )
        for user in people
        if user.is_agent and user.is_active and user.deleted_at is None
    }
    if group is not None and group.is_notified and group.email:
        found.setdefault(group.email.casefold(), Recipient(group.email, group.name, "", False))
    return [recipient for recipient in found.values() if is_address(recipient.email)]
