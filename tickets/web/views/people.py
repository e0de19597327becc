"""People, companies and what else a ticket speaks of, good enough to work from a ticket."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce, Concat, Lower, NullIf, Trim
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.queries import visible_groups, visible_users
from assets.queries import item_for, visible_items
from audit.actor import Actor
from crm.models import Company, CompanyContact, CompanyUser
from crm.queries import (
    amounts_of,
    companies_of_people,
    company_for,
    visible_companies,
    visible_contacts,
    visible_contracts,
    visible_invoices,
)
from doors.pages import actor_of, for_agents, number_in, show
from tickets.models import Ticket, TicketCI
from tickets.queries import may_set_watchers, visible_tickets
from tickets.queries.search import search_companies, search_people
from tickets.terms import Term, write
from tickets.web import listing
from tickets.web.views.notes import notes_of

SHOWN = 20
PAGE = 50


def tickets_shown(
    actor: Actor, tickets: QuerySet[Ticket], most: int = SHOWN
) -> list[dict[str, Any]]:
    """Return the newest tickets of some, as rows of a list."""
    raw = list(tickets.order_by("-id").values(*listing.VALUES)[:most])
    return listing.shown_rows(actor, raw, timezone.now(), with_lines=False)


@dataclass(frozen=True)
class Linked:
    """A fact that has a page of its own."""

    text: str
    href: str


def linked(page: str, rows: QuerySet, row: Any) -> Linked | str:
    """Return a row with the address of its page, its name alone when it is not among the visible
    rows.
    """
    if row is None:
        return ""
    is_seen = rows.filter(pk=row.pk).exists()
    return Linked(str(row), reverse(f"desk:{page}", args=[row.pk])) if is_seen else str(row)


def facts(*pairs: tuple[Any, Any]) -> list[tuple[Any, Any]]:
    """Return what is known, without what is not."""
    return [(name, value) for name, value in pairs if value not in ("", None)]


@require_safe
@for_agents
def people(request: HttpRequest) -> HttpResponseBase:
    """List people by name, all or those of a company."""
    actor = actor_of(request)
    text = request.GET.get("q", "").replace("\0", "")[:100]
    found = listing_people(actor, text)
    company = _company_of(actor, request.GET.get("company", ""))
    if company is not None:
        found = found.filter(pk__in=CompanyUser.objects.filter(company=company).values("user"))
    page = list(found[: PAGE + 1])
    companies = companies_of_people(actor, {person.pk for person in page[:PAGE]})
    rows = [(person, companies.get(person.pk, "")) for person in page[:PAGE]]
    context = {"text": text, "rows": rows, "has_more": len(page) > PAGE, "company": company}
    return show(request, "desk/people.html", context)


def _company_of(actor: Actor, key: str) -> Company | None:
    """Return the company that an address names. Raises Company.DoesNotExist."""
    if not key:
        return None
    number = number_in(key)
    if number is None:
        raise Company.DoesNotExist
    return company_for(actor, number)


def listing_people(actor: Actor, text: str) -> QuerySet:
    """Return the people of a list by the name that is shown, those who may not sign in last."""
    found = search_people(actor, text) if text else visible_users(actor)
    names = Coalesce(
        NullIf("real_name", Value("")),
        NullIf(Trim(Concat("first_name", Value(" "), "last_name")), Value("")),
        "username",
    )
    return found.select_related("main_group").order_by("-is_active", Lower(names), "pk")


@require_safe
@for_agents
def person(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Show somebody with their tickets, companies, items."""
    actor = actor_of(request)
    row = visible_users(actor).select_related("manager", "main_group").get(pk=person_id)
    asked = visible_tickets(actor).filter(requester=row)
    context = {
        "person": row,
        "facts": facts(
            (_("E-mail"), row.email),
            (_("Phone"), row.phone or row.office_phone),
            (_("Mobile"), row.mobile),
            (_("Position"), row.position),
            (_("Department"), row.department),
            (_("Group"), linked("group", visible_groups(actor), row.main_group)),
            (_("Manager"), linked("person", visible_users(actor), row.manager)),
            (_("Town"), row.city),
            (_("Country"), row.country),
            (_("Time zone"), row.time_zone),
            (_("Login name"), row.username),
        ),
        "companies": list(
            visible_companies(actor)
            .filter(pk__in=CompanyUser.objects.filter(user=row).values("company"))
            .order_by("name")[:SHOWN]
        ),
        "items": list(visible_items(actor).filter(user=row).select_related("type")[:SHOWN]),
        "tickets": tickets_shown(actor, asked),
        "working": tickets_shown(
            actor, visible_tickets(actor).filter(assignee=row, resolved_at=None, closed_at=None), 10
        )
        if row.is_agent
        else [],
        "query": write([Term("requester", (row.username,))]),
        "working_query": write([Term("is", ("open",)), Term("assignee", (row.username,))]),
        "notes": notes_of(actor, "person", row),
    }
    return show(request, "desk/person.html", context)


@require_safe
@for_agents
def companies(request: HttpRequest) -> HttpResponseBase:
    """List companies by name."""

    actor = actor_of(request)
    text = request.GET.get("q", "").replace("\0", "")[:100]
    page = list(search_companies(actor, text).select_related("role")[: PAGE + 1])
    context = {"text": text, "rows": page[:PAGE], "has_more": len(page) > PAGE}
    return show(request, "desk/companies.html", context)


@require_safe
@for_agents
def company(request: HttpRequest, company_id: int) -> HttpResponseBase:
    """Show a company with its tickets, people, contacts, contracts and invoices."""
    actor = actor_of(request)
    row = company_for(actor, company_id)
    people = CompanyUser.objects.filter(company=row).values("user")
    named = list(listing_people(actor, "").filter(pk__in=people)[: SHOWN + 1])
    contacts = CompanyContact.objects.filter(company=row).values("contact")
    context = {
        "company": row,
        "facts": facts(
            (_("Phone"), row.phone),
            (_("E-mail"), row.email),
            (_("Web"), row.website),
            (_("Address"), row.address),
            (_("Town"), " ".join(part for part in (row.postcode, row.town) if part)),
            (_("Country"), row.country),
            (_("Registration number"), row.registration_number),
            (_("Payment terms"), row.payment_terms),
        ),
        "tickets": tickets_shown(actor, visible_tickets(actor).filter(requester__in=people)),
        "people": named[:SHOWN],
        "has_more_people": len(named) > SHOWN,
        "contacts": list(
            visible_contacts(actor).filter(pk__in=contacts).order_by("last_name")[:SHOWN]
        ),
        "contracts": list(
            visible_contracts(actor)
            .filter(company=row)
            .select_related("type")
            .order_by("-begins_on", "-pk")[:SHOWN]
        ),
        "invoices": list(
            visible_invoices(actor).filter(company=row).order_by("-issued_on", "-pk")[:SHOWN]
        ),
        "query": write([Term("company", (row.name,))]),
        "may_set_watchers": may_set_watchers(actor, "company"),
        "notes": notes_of(actor, "company", row),
    }
    return show(request, "desk/company.html", context)


@require_safe
@for_agents
def contact(request: HttpRequest, contact_id: int) -> HttpResponseBase:
    """Show a contact with the companies."""
    actor = actor_of(request)
    row = visible_contacts(actor).get(pk=contact_id)
    firms = CompanyContact.objects.filter(contact=row).values("company")
    companies = visible_companies(actor).filter(pk__in=firms).order_by("name")[:SHOWN]
    known = facts(
        *(
            (_("Company"), Linked(firm.name, reverse("desk:company", args=[firm.pk])))
            for firm in companies
        ),
        (_("E-mail"), row.email),
        (_("Phone"), row.phone),
        (_("Mobile"), row.mobile),
        (_("Town"), row.town),
        (_("Country"), row.country),
        (_("Comment"), row.comment),
    )
    return show(
        request, "desk/facts.html", {"title": str(row), "noun": _("Contact"), "facts": known}
    )


@require_safe
@for_agents
def item(request: HttpRequest, item_id: int) -> HttpResponseBase:
    """Show an asset with its tickets."""
    actor = actor_of(request)
    row = item_for(actor, item_id)
    about = TicketCI.objects.filter(ci=row).values("ticket")
    context = {
        "title": row.name,
        "noun": _("Asset"),
        "facts": facts(
            (_("Type"), row.type),
            (_("Used by"), linked("person", visible_users(actor), row.user)),
            (_("Serial number"), row.serial),
            (_("Inventory number"), row.inventory_number),
            (_("Manufacturer"), row.manufacturer),
            (_("Comment"), row.comment),
        ),
        "tickets": tickets_shown(actor, visible_tickets(actor).filter(pk__in=about)),
        "has_tickets": True,
        "notes": notes_of(actor, "item", row),
    }
    return show(request, "desk/facts.html", context)


@require_safe
@for_agents
def invoice(request: HttpRequest, invoice_id: int) -> HttpResponseBase:
    """Show an invoice with its sum."""
    actor = actor_of(request)
    row = visible_invoices(actor).select_related("company").get(pk=invoice_id)
    context = {
        "title": row.number,
        "noun": _("Invoice"),
        "facts": facts(
            (_("Company"), linked("company", visible_companies(actor), row.company)),
            (_("State"), row.get_state_display()),
            (_("Issued"), row.issued_on),
            (_("Due"), row.due_on),
            (_("Paid"), row.paid_on),
            (_("Total"), f"{amounts_of(row).total} {row.currency}"),
            (_("Description"), row.description),
        ),
    }
    return show(request, "desk/facts.html", context)
