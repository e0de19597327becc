"""The steps that load who is there and what there is: catalogues, people, business, items."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from accounts import operations as accounts
from accounts.drafts import GroupDraft, UserDraft
from accounts.models import Group, Role, User
from accounts.operations.base_data import CUSTOMER
from accounts.queries import people_by_login
from assets import operations as assets
from assets import queries as asset_queries
from assets.drafts import ItemDraft, NamedDraft
from assets.vocabulary import AGENT_SOURCE, Usage
from audit.actor import Actor
from crm import operations as crm
from crm.drafts import (
    CampaignDraft,
    CatalogueDraft,
    CompanyDraft,
    ContactDraft,
    ContractDraft,
    InvoiceDraft,
    InvoiceLineDraft,
    LeadDraft,
    NewsletterDraft,
    SubscriptionDraft,
    TagDraft,
)
from crm.models import Company
from crm.queries import visible_contracts
from tickets import operations as tickets
from tickets.demo import business
from tickets.demo.people import (
    AGENT,
    COMPANIES,
    CUSTOMERS,
    GROUPS,
    PROVIDER_DOMAIN,
    STAFF,
    CompanyData,
    CustomerData,
    StaffData,
)
from tickets.demo.plan import ACCESS_KINDS, EQUIPMENT, SCENARIOS, SEED, laptop_name
from tickets.demo.sign_ins import new_passwords, write_sign_ins
from tickets.demo.talks_access import ACCESS_REQUEST, NEW_STARTER
from tickets.demo.things import LAPTOPS, MAKERS, RELATIONS, THINGS, ThingData
from tickets.vocabulary import FieldKind

FORMS = {
    NEW_STARTER: (
        ("First day", FieldKind.DATE, ()),
        ("Department", FieldKind.TEXT, ()),
        ("Equipment", FieldKind.LIST, EQUIPMENT),
    ),
    ACCESS_REQUEST: (
        ("Folder", FieldKind.TEXT, ()),
        ("Access", FieldKind.LIST, ACCESS_KINDS),
        ("Until", FieldKind.DATE, ()),
    ),
}
UK_TAX, SPANISH_TAX = "20", "21"
DAYS_TO_PAY = 30


def load_people(actor: Actor, end: datetime) -> None:
    """Make sure of the rows every desk has; add groups, staff and customers with their roles.

    The file of sign-ins is written before the passwords in it can count.
    """
    for install in (accounts, assets, tickets):
        install.install_base_data(actor)
    passwords = new_passwords()
    write_sign_ins(passwords)
    chance = Random(SEED)  # noqa: S311 - a world, not a secret
    drafts = [_staff_draft(staff, passwords.get(staff.username)) for staff in STAFF]
    drafts += [_customer_draft(person, passwords.get(person.username)) for person in CUSTOMERS]
    people = {}
    for draft in drafts:
        since = end - timedelta(days=chance.randint(100, 900))
        people[draft.username] = accounts.import_user(actor, draft, created_at=since)
    groups = _load_groups(actor, end, people)
    _load_roles(actor, people, groups)


def load_business(actor: Actor, end: datetime) -> None:
    """Add companies, contracts, invoices, leads and the newsletter; categories and forms."""
    people, groups = _people(), {group.name: group for group in Group.objects.all()}
    companies = {data.short: _load_company(actor, data, people, end) for data in COMPANIES}
    for contract in business.CONTRACTS:
        draft = ContractDraft(
            name=contract.name,
            number=contract.number,
            company_id=companies[contract.company].pk,
            begins_on=_first_of_month(end, contract.months_ago),
            duration_months=contract.months,
            notice_months=3,
            renewal="tacit",
            amount=contract.monthly,
            currency=_currency(_COMPANY[contract.company]),
            is_private=contract.is_private,
        )
        crm.import_contract(actor, draft)
    _load_invoices(actor, end, companies, people)
    _load_leads(actor, end, people)
    _load_newsletter(actor)
    routes = {scenario.category: scenario.group for scenario in reversed(SCENARIOS)}
    for category, group in sorted(routes.items()):
        tickets.create_category(actor, name=category, default_group=groups[group])
    for name, fields in FORMS.items():
        form = tickets.import_form(actor, name=name)
        for position, (label, kind, choices) in enumerate(fields, start=1):
            tickets.import_form_field(
                actor, form, label=label, kind=kind, choices=choices, position=position
            )


def load_items(actor: Actor, end: datetime) -> None:
    """Add laptops, shared machines, services, and how they hang together."""
    people = _people()
    chance = Random(SEED)  # noqa: S311 - a world, not a secret
    types = {row.name: row.pk for row in asset_queries.types()}
    makers = {name: assets.import_manufacturer(actor, NamedDraft(name=name)).pk for name in MAKERS}
    source = assets.import_source(actor, NamedDraft(name=AGENT_SOURCE))
    contracts = _contracts(actor)
    for person in CUSTOMERS:
        model, maker, inside = chance.choice(LAPTOPS)
        received = end - timedelta(days=chance.randint(120, 1500))
        draft = ItemDraft(
            name=laptop_name(person),
            comment=f"{model}, {inside}",
            type_id=types["Computer"],
            manufacturer_id=makers[maker],
            usage=Usage.IN_USE,
            serial=f"{maker[:2].upper()}{chance.randrange(10**8):08}",
            inventory_number=f"CM-{chance.randrange(10**5):05}",
            user=people[person.username],
            contact=people[person.username].shown_name,
            received_on=received.date(),
            issued_on=(received + timedelta(days=chance.randint(2, 30))).date(),
        )
        assets.import_item(actor, draft, created_at=received)
    items = {}
    for number, thing in enumerate(THINGS, start=1):
        received = end - timedelta(days=chance.randint(200, 1800))
        draft = ItemDraft(
            name=thing.name,
            comment=thing.comment,
            type_id=types[thing.type],
            manufacturer_id=makers.get(thing.maker),
            usage=Usage.IN_USE,
            serial=thing.serial,
            contract_id=contracts.get(thing.company),
            received_on=received.date(),
            source_id=source.pk if thing.agent else None,
            external_id=str(100 + number) if thing.agent else "",
            details=_reported(thing),
        )
        items[thing.name] = assets.import_item(actor, draft, created_at=received)
    for above, below, kind in RELATIONS:
        assets.import_relation(actor, items[above], items[below], kind=kind)


def _load_groups(actor: Actor, end: datetime, people: dict[str, User]) -> dict[str, Group]:
    begun = end - timedelta(days=1000)
    return {
        data.name: accounts.import_group(
            actor,
            GroupDraft(
                name=data.name,
                comment=data.comment,
                email=f"{data.mailbox}@{PROVIDER_DOMAIN}",
                default_owner=people[data.owner],
            ),
            created_at=begun,
        )
        for data in GROUPS
    }


def _load_roles(actor: Actor, people: dict[str, User], groups: dict[str, Group]) -> None:
    roles = {role.name: role for role in Role.objects.filter(is_builtin=True)}
    for staff in STAFF:
        user = people[staff.username]
        if staff.role == AGENT:
            for name in staff.groups:
                accounts.import_membership(actor, user, roles[AGENT], groups[name])
            continue
        accounts.import_membership(actor, user, roles[staff.role], None)
        for name in staff.groups:
            accounts.add_member(actor, groups[name].pk, user)
    for person in CUSTOMERS:
        accounts.import_membership(actor, people[person.username], roles[CUSTOMER], None)


def _staff_draft(staff: StaffData, password: str | None) -> UserDraft:
    return UserDraft(
        username=staff.username,
        password=password,
        email=f"{staff.username}@{PROVIDER_DOMAIN}",
        first_name=staff.first_name,
        last_name=staff.last_name,
        position=staff.position,
        department=staff.groups[0],
        language=staff.language,
        is_agent=True,
    )


def _customer_draft(person: CustomerData, password: str | None) -> UserDraft:
    company = _COMPANY[person.company]
    return UserDraft(
        username=person.username,
        password=password,
        email=f"{person.username}@{company.domain}",
        first_name=person.first_name,
        last_name=person.last_name,
        phone=company.phone,
        position=person.position,
        department=person.department,
        language=company.language,
        is_agent=False,
    )


def _load_company(
    actor: Actor, data: CompanyData, people: dict[str, User], end: datetime
) -> Company:
    """Add a company with its people; the first two are its contacts."""
    draft = CompanyDraft(
        name=data.name,
        is_customer=not data.is_supplier,
        is_supplier=data.is_supplier,
        registration_number=data.fiscal,
        address=data.address,
        town=data.town,
        country=data.country,
        website=f"https://www.{data.domain}/",
        phone=data.phone,
        email=f"office@{data.domain}",
        manager=people[data.manager],
        payment_terms=f"{DAYS_TO_PAY} days",
    )
    since = end - timedelta(days=800)
    company = crm.import_company(actor, draft, created_at=since)
    staff = [person for person in CUSTOMERS if person.company == data.short]
    users = [people[person.username] for person in staff]
    crm.import_company_people(actor, company, users=users, groups=[])
    for user in users[:2]:
        contact = ContactDraft(
            first_name=user.first_name,
            last_name=user.last_name,
            email=user.email,
            phone=data.phone,
            user=user,
            company_id=company.pk,
        )
        crm.import_contact(actor, contact, created_at=since)
    return company


def _load_invoices(
    actor: Actor, end: datetime, companies: dict[str, Company], people: dict[str, User]
) -> None:
    """Add three months of invoices to customers, and what suppliers asked for."""
    chance = Random(SEED)  # noqa: S311 - a world, not a secret
    number = 0
    for months_ago in (3, 2, 1):
        day = _first_of_month(end, months_ago - 1)
        for contract in business.CONTRACTS:
            if _COMPANY[contract.company].is_supplier:
                continue
            number += 1
            lines = [InvoiceLineDraft(concept=contract.name, amount=contract.monthly)]
            if chance.random() < 0.4:
                concept, amount = chance.choice(business.EXTRA_WORK)
                lines.append(InvoiceLineDraft(concept=concept, amount=amount))
            is_paid = months_ago > 1 and chance.random() < 0.9
            draft = InvoiceDraft(
                number=f"CM-{day.year}-{number:04}",
                lines=tuple(lines),
                direction="sent",
                reference=contract.number,
                user=people[_COMPANY[contract.company].manager],
                language="es" if _COMPANY[contract.company].language == "es" else "en_GB",
                **_asked(companies, contract.company, day, is_paid=is_paid),
            )
            crm.import_invoice(actor, draft, created_at=end)
    for position, (supplier, concept, amount) in enumerate(business.BOUGHT, start=1):
        day = (end - timedelta(days=15 * position)).date()
        draft = InvoiceDraft(
            number=f"{supplier}-{7000 + 13 * position}",
            lines=(InvoiceLineDraft(concept=concept, amount=amount),),
            direction="received",
            **_asked(companies, supplier, day, is_paid=position > 2),
        )
        crm.import_invoice(actor, draft, created_at=end)


def _asked(
    companies: dict[str, Company], short: str, day: date, *, is_paid: bool
) -> dict[str, Any]:
    """Return what all invoices have: company, tax, days, and whether they are paid."""
    due = day + timedelta(days=DAYS_TO_PAY)
    return {
        "company_id": companies[short].pk,
        "currency": _currency(_COMPANY[short]),
        "tax_text": SPANISH_TAX if _COMPANY[short].country == "España" else UK_TAX,
        "issued_on": day,
        "due_on": due,
        "state": "paid" if is_paid else "pending",
        "paid_on": due - timedelta(days=3) if is_paid else None,
    }


def _load_leads(actor: Actor, end: datetime, people: dict[str, User]) -> None:
    for tag in business.TAGS:
        crm.import_tag(actor, TagDraft(name=tag))
    categories = {
        name: crm.import_product_category(actor, CatalogueDraft(name=name)).pk
        for name in business.CATEGORIES
    }
    campaigns = {
        data.name: crm.import_campaign(
            actor,
            CampaignDraft(
                name=data.name,
                comment=data.comment,
                begins_on=(end - timedelta(days=data.begins_days_ago)).date(),
                ends_on=(end - timedelta(days=data.ends_days_ago)).date(),
                cost_amount=data.cost,
                currency="EUR",
            ),
        ).pk
        for data in business.CAMPAIGNS
    }
    for lead in business.LEADS:
        created_at = end - timedelta(days=lead.days_ago)
        draft = LeadDraft(
            full_name=lead.full_name,
            email=lead.email,
            language=lead.language,
            company_name=lead.company,
            country=lead.country,
            position=lead.position,
            estimated_amount=lead.amount,
            currency="EUR",
            stage=lead.stage,
            owner=people[lead.owner],
            category_id=categories[lead.category],
            campaign_id=campaigns.get(lead.campaign),
            comments=lead.comments,
            tags=lead.tags,
        )
        touched_at = created_at + (end - created_at) / 3
        crm.import_lead(actor, draft, created_at=created_at, updated_at=touched_at)


def _load_newsletter(actor: Actor) -> None:
    name, comment = business.NEWSLETTER
    newsletter = crm.import_newsletter(actor, NewsletterDraft(name=name, comment=comment))
    for person in CUSTOMERS[::2]:
        draft = SubscriptionDraft(
            name=f"{person.first_name} {person.last_name}",
            email=f"{person.username}@{_COMPANY[person.company].domain}",
        )
        crm.import_subscription(actor, newsletter, draft)


def _contracts(actor: Actor) -> dict[str, int]:
    """Return the contract of each customer, by the company's short name."""
    rows = {row.number: row.pk for row in visible_contracts(actor)}
    return {
        contract.company: rows[contract.number]
        for contract in business.CONTRACTS
        if not _COMPANY[contract.company].is_supplier
    }


def _reported(thing: ThingData) -> dict[str, Any]:
    if thing.agent is None:
        return {}
    system, address = thing.agent
    return {"os": system, "address": address, "group": _COMPANY[thing.company].name}


def _people() -> dict[str, User]:
    names = [person.username for person in (*STAFF, *CUSTOMERS)]
    return {user.username: user for user in people_by_login(names).values()}


def _currency(company: CompanyData) -> str:
    return "GBP" if company.country == "United Kingdom" else "EUR"


def _first_of_month(end: datetime, months_ago: int) -> date:
    months = end.year * 12 + end.month - 1 - months_ago
    return date(months // 12, months % 12 + 1, 1)


_COMPANY = {company.short: company for company in COMPANIES}
