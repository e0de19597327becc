"""Lists of tickets and of their timeline."""

from collections.abc import Iterable

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Left

from accounts.models import Entity, User
from accounts.vocabulary import ROOT_ENTITY
from assets.models import ConfigurationItem
from audit.actor import Actor
from crm.models import CompanyUser
from tickets import policies
from tickets.drafts import TicketFilter
from tickets.models import EntityObserver, Followup, Ticket, TicketCI, TicketPerson
from tickets.queries.text import fold, tickets_with_text
from tickets.vocabulary import Role

SNIPPET_LETTERS = 400


def visible_tickets(actor: Actor) -> QuerySet[Ticket]:
    """Return the tickets the actor may read. Every list, count and export starts here."""
    return Ticket.objects.filter(policies.tickets_where(actor, "ticket.read"))


def with_right_to_write(actor: Actor) -> QuerySet[Ticket]:
    """Return the visible tickets, each with `may_write`: whether the actor may change it, and
    `is_watched`: whether anybody on this desk watches groups, companies or places at all,
    `has_tenants`: whether there is any entity beside the root.
    """
    writable = Ticket.objects.filter(
        policies.tickets_where(actor, "ticket.write"), pk=OuterRef("pk")
    )
    return visible_tickets(actor).annotate(
        may_write=Exists(writable),
        is_watched=Exists(EntityObserver.objects.all()),
        has_tenants=Exists(Entity.objects.exclude(pk=ROOT_ENTITY)),
    )


def trashed_tickets(actor: Actor) -> QuerySet[Ticket]:
    """Return what lies in the trash and was the actor's to read."""
    return Ticket.objects.filter(policies.tickets_where(actor, "ticket.read", in_trash=True))


def filtered(actor: Actor, wanted: TicketFilter) -> QuerySet[Ticket]:
    """Return the visible tickets that a filter is about."""
    tickets = visible_tickets(actor)
    if wanted.status_ids is not None:
        tickets = tickets.filter(status__in=wanted.status_ids)
    if wanted.group_id is not None:
        tickets = tickets.filter(support_group=wanted.group_id)
    if wanted.priorities is not None:
        tickets = tickets.filter(priority__in=wanted.priorities)
    if wanted.assignee_id is not None:
        tickets = tickets.filter(assignee=wanted.assignee_id)
    if wanted.submitter_id is not None:
        tickets = tickets.filter(submitter=wanted.submitter_id)
    if wanted.ticket_id is not None:
        tickets = tickets.filter(pk=wanted.ticket_id)
    if wanted.ci_id is not None or wanted.ci_name:
        tickets = tickets.filter(_about_item(wanted))
    if wanted.company_id is not None:
        people = CompanyUser.objects.filter(company=wanted.company_id).values("user")
        tickets = tickets.filter(requester__in=people)
    if wanted.text:
        tickets = tickets.filter(_with_text(wanted.text, in_values=wanted.text_in_values))
    return tickets


def visible_followups(actor: Actor, ticket: Ticket) -> QuerySet[Followup]:
    """Return the timeline of a visible ticket, oldest first, without internal lines the actor may
    not read.
    """
    lines = Followup.objects.filter(ticket=ticket, deleted_at=None).order_by("id")
    return lines if policies.reads_internal(actor) else lines.filter(is_public=True)


def public_counts(ticket_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return {ticket: (seconds of work, lines)} without internal lines (one statement).

    The counters on the row count internal lines too: they are for those who may read them.
    """
    rows = (
        Followup.objects.filter(ticket__in=list(ticket_ids), is_public=True, deleted_at=None)
        .values("ticket")
        .annotate(seconds=Sum("workunit__seconds"), lines=Count("pk"))
    )
    return {row["ticket"]: (row["seconds"] or 0, row["lines"]) for row in rows}


def addresses_of(ticket_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return {ticket: bare addresses that observe it} in their order (one statement)."""
    people = TicketPerson.objects.filter(ticket__in=list(ticket_ids), role=Role.OBSERVER)
    found: dict[int, list[str]] = {}
    for row in people.order_by("id").values("ticket_id", "user_id", "email"):
        # asked for in the statement, this makes SQLite walk all bare addresses of the desk
        if not row["user_id"]:
            found.setdefault(row["ticket_id"], []).append(row["email"])
    return found


def _about_item(wanted: TicketFilter) -> Exists:
    links = TicketCI.objects.filter(ticket=OuterRef("pk"))
    if wanted.ci_id is not None:
        links = links.filter(ci=wanted.ci_id)
    if wanted.ci_name:
        links = links.filter(ci__name_key=fold(wanted.ci_name))
    return Exists(links)


def _with_text(text: str, *, in_values: bool) -> Q:
    """Return the filter of tickets with a text: one union of keys, of which each part has an index.
    As conditions joined by OR they would be asked of every ticket.
    """
    people = User.objects.filter(username_key__like=f"%{fold(text)}%").values("pk")
    parts = [
        Ticket.objects.filter(submitter__in=people).values("pk"),
        Ticket.objects.filter(assignee__in=people).values("pk"),
    ]
    if text.isascii() and text.isdigit() and len(text) < 19:  # no number of a row is longer
        parts.append(Ticket.objects.filter(pk=int(text)).values("pk"))
    texts = tickets_with_text(text, in_values=in_values).values("pk")
    return Q(pk__in=texts.union(*parts, all=True))


def items_of(ticket: Ticket) -> QuerySet[ConfigurationItem]:
    """Return the configuration items of a visible ticket, with owner and contracts."""
    linked = TicketCI.objects.filter(ticket=ticket).values("ci")
    return (
        ConfigurationItem.objects.filter(pk__in=linked, deleted_at=None)
        .select_related("user")
        .prefetch_related("contract_links")
        .order_by("id")
    )


def open_ticket_about(actor: Actor, item: ConfigurationItem, title: str) -> Ticket | None:
    """Return the newest visible open ticket of this title about an item, or None."""
    about = TicketCI.objects.filter(ticket=OuterRef("pk"), ci=item)
    still_open = visible_tickets(actor).filter(
        Exists(about), title=title, closed_at=None, resolved_at=None
    )
    return still_open.order_by("-id").first()


def is_empty() -> bool:
    """Tell whether the desk has no ticket, not even in the trash."""
    return not Ticket.objects.exists()


def last_lines(actor: Actor, ticket_ids: Iterable[int]) -> dict[int, str]:
    """Return {ticket: beginning of its newest line} of those the actor may read (one statement)."""
    lines = Followup.objects.filter(ticket__in=list(ticket_ids), deleted_at=None).exclude(body="")
    if not policies.reads_internal(actor):
        lines = lines.filter(is_public=True)
    newest = lines.order_by().values("ticket").annotate(newest=Max("pk")).values("newest")
    rows = Followup.objects.filter(pk__in=newest)
    return dict(rows.values_list("ticket_id", Left("body", SNIPPET_LETTERS)))
