"""What a customer finds in the portal: own and company's tickets, what may be asked for."""

from collections import Counter

from django.db.models import Q, QuerySet

from accounts.models import Entity, User
from accounts.policies import holds_of, in_entities
from accounts.vocabulary import TicketReach
from approvals.queries import requests_of
from approvals.vocabulary import RequestState
from audit.actor import Actor
from crm.models import CompanyUser
from files.models import FileLink
from tickets.models import Followup, SlaClock, Ticket, TicketCategory, TicketForm, TicketPerson
from tickets.queries.catalogue import forms
from tickets.queries.lists import visible_followups, visible_tickets
from tickets.queries.single import file_for, files_of
from tickets.vocabulary import ClockSide, Role

COUNTED_FOR_TILES = 1000
"""Of so many newest tickets it is counted what people ask for."""


def own_tickets(actor: Actor) -> QuerySet[Ticket]:
    """Return the visible tickets that the actor asked for or opened."""
    person = actor.person
    return visible_tickets(actor).filter(Q(requester=person) | Q(submitter=person))


def sees_company(actor: Actor) -> bool:
    """Tell whether one of the actor's roles reaches the tickets of colleagues."""
    return any(hold.reach == TicketReach.COMPANY for hold in holds_of(actor, "ticket.read"))


def company_tickets(actor: Actor) -> QuerySet[Ticket]:
    """Return the visible tickets of the actor's companies, the own ones among them."""
    if not sees_company(actor):
        return visible_tickets(actor).none()
    companies = CompanyUser.objects.filter(user=actor.person).values("company")
    people = CompanyUser.objects.filter(company__in=companies).values("user")
    return visible_tickets(actor).filter(requester__in=people)


def colleague_with_address(actor: Actor, address: str) -> User | None:
    """Return the colleague at one of the actor's companies who has an address."""
    companies = CompanyUser.objects.filter(user=actor.person).values("company")
    people = CompanyUser.objects.filter(company__in=companies).values("user")
    users = User.objects.filter(pk__in=people, email__iexact=address, is_active=True)
    return users.filter(deleted_at=None).order_by("pk").first()


def told_people(ticket: Ticket) -> list[TicketPerson]:
    """Return who else is told about a visible ticket."""
    rows = TicketPerson.objects.filter(ticket=ticket, role=Role.OBSERVER)
    return list(rows.exclude(user=ticket.requester).select_related("user").order_by("pk"))


def askable_categories(actor: Actor) -> list[TicketCategory]:
    """Return the categories that customers may choose where the actor opens tickets, by name;
    without those whose form is for other groups.
    """
    places = Entity.objects.filter(in_entities(actor, "ticket.write", field="pk"))
    here, above = set(), set()
    for key, path in places.values_list("pk", "path"):
        here.add(key)
        above |= {int(part) for part in path.split("/") if part}
    in_reach = Q(entity__in=here) | Q(entity__in=above, is_recursive=True)
    of_kind = Q(for_incident=True) | Q(for_request=True)
    usable = Q(form=None) | Q(form__in=forms(actor).order_by().values("pk"))
    found = TicketCategory.objects.filter(
        in_reach, of_kind, usable, visible_to_customers=True, deleted_at=None
    )
    return list(found.select_related("form").order_by("full_name", "pk"))


def loose_forms(actor: Actor) -> QuerySet[TicketForm]:
    """Return the forms that the actor may use and to which no category leads."""
    led_to = TicketCategory.objects.filter(deleted_at=None, form__isnull=False).values("form")
    return forms(actor).exclude(pk__in=led_to)


def use_of_tiles() -> Counter[tuple[str, int]]:
    """Return {("category" or "form", key): how often it was asked for}, among the newest tickets of
    the desk, whoever asked (one statement, bounded).
    """
    newest = Ticket.objects.filter(deleted_at=None).order_by("-id")[:COUNTED_FOR_TILES]
    use: Counter[tuple[str, int]] = Counter()
    for category, form in newest.values_list("category_id", "form_id"):
        use["category", category] += 1
        use["form", form] += 1
    return use


def public_lines(actor: Actor, ticket: Ticket) -> QuerySet[Followup]:
    """Return the timeline without internal lines, even for those who may read them."""
    lines = visible_followups(actor, ticket).filter(is_public=True)
    return lines.select_related("author")


def public_files(actor: Actor, ticket: Ticket) -> list[FileLink]:
    """Return the files of a ticket and of its public lines."""
    shown = set(public_lines(actor, ticket).values_list("pk", flat=True))
    return [
        link
        for link in files_of(actor, ticket).select_related("noun")
        if link.noun.model == "ticket" or link.object_id in shown
    ]


def public_file_for(actor: Actor, file_id: int) -> FileLink:
    """Return the link of a file that the portal shows. Raises FileLink.DoesNotExist."""
    link, ticket = file_for(actor, file_id)
    if link.pk not in {shown.pk for shown in public_files(actor, ticket)}:
        raise FileLink.DoesNotExist
    return link


def waits_for_approval(ticket: Ticket) -> bool:
    """Tell whether somebody is asked to approve a visible ticket."""
    return requests_of(ticket).filter(state=RequestState.WAITING).exists()


def promises_of(ticket: Ticket) -> dict[str, SlaClock]:
    """Return {metric: clock} of what the customer was promised."""
    clocks = SlaClock.objects.filter(ticket=ticket, side=ClockSide.SLA).select_related("terms")
    return {clock.metric: clock for clock in clocks.order_by("id")}
