"""Rows of tickets and what hangs on them, as an actor may see them, the trash among them."""

from html.parser import HTMLParser

from django.db.models import Q, QuerySet

from accounts.policies import EVERYTHING
from audit.actor import Actor
from tickets import policies
from tickets.models import (
    Followup,
    RequestSource,
    SlaPolicy,
    SlaTarget,
    Status,
    Ticket,
    TicketCategory,
    TicketCI,
    TicketExternal,
    TicketGroup,
    TicketLink,
    TicketPerson,
)


def ticket_rows() -> QuerySet[Ticket]:
    """Return every ticket; who asks has to narrow it."""
    return Ticket.objects.all()


def all_tickets(actor: Actor) -> QuerySet[Ticket]:
    """Return the tickets the actor may read, those in the trash among them."""
    return Ticket.objects.filter(policies.tickets_where(actor, "ticket.read", in_trash=None))


def _seen(actor: Actor, path: str = "ticket") -> Q:
    """Return the filter of rows that hang on visible tickets."""
    if policies.tickets_where(actor, "ticket.read", in_trash=None) == EVERYTHING:
        return EVERYTHING
    return Q(**{f"{path}__in": all_tickets(actor).order_by().values("pk")})


def followup_rows(actor: Actor) -> QuerySet[Followup]:
    """Return the lines of all visible tickets that the actor may read, without removed ones."""
    lines = Followup.objects.filter(_seen(actor), deleted_at=None)
    return lines if policies.reads_internal(actor) else lines.filter(is_public=True)


def hidden_followups(ticket_id: int, seen: QuerySet[Followup]) -> set[int]:
    """Return the lines of a ticket beside those that are seen."""
    rows = Followup.objects.filter(ticket=ticket_id).exclude(pk__in=seen.values("pk"))
    return set(rows.filter(is_public=False).values_list("pk", flat=True))


def person_rows(actor: Actor) -> QuerySet[TicketPerson]:
    """Return who has a part in visible tickets."""
    return TicketPerson.objects.filter(_seen(actor))


def group_rows(actor: Actor) -> QuerySet[TicketGroup]:
    """Return which groups have a part in visible tickets."""
    return TicketGroup.objects.filter(_seen(actor))


def item_rows(actor: Actor) -> QuerySet[TicketCI]:
    """Return which items visible tickets are about."""
    return TicketCI.objects.filter(_seen(actor))


def external_rows(actor: Actor) -> QuerySet[TicketExternal]:
    """Return which third parties have a part in visible tickets, without those taken off."""
    return TicketExternal.objects.filter(_seen(actor), deleted_at=None)


def link_rows(actor: Actor) -> QuerySet[TicketLink]:
    """Return the ties between tickets of which the actor sees both."""
    return TicketLink.objects.filter(_seen(actor, "source"), _seen(actor, "target"))


def category_rows() -> QuerySet[TicketCategory]:
    """Return all categories that are not in the trash."""
    return TicketCategory.objects.filter(deleted_at=None)


def policy_rows() -> QuerySet[SlaPolicy]:
    """Return all promises that are not in the trash."""
    return SlaPolicy.objects.filter(deleted_at=None)


def target_rows(side: str) -> QuerySet[SlaTarget]:
    """Return the single promises to one side."""
    return SlaTarget.objects.filter(side=side, policy__deleted_at=None)


def default_source() -> RequestSource | None:
    """Return how tickets reach the desk when nobody says so, or None."""
    return RequestSource.objects.filter(for_helpdesk=True).order_by("pk").first()


def status_by_own_number(number: int) -> Status | None:
    """Return the desk's own status of a number, or None."""
    return Status.objects.filter(Q(own_number=number)).first()


def plain_text(text: str) -> str:
    """Return the words of a marked-up text."""
    reader = _Words()
    reader.feed(text)
    reader.close()
    return "".join(reader.words)


class _Words(HTMLParser):
    """Collects texts; blocks begin new lines."""

    BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.BLOCKS and self.words:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
