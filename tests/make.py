"""Builders of rows for tests: one per model, valid by default."""

from decimal import Decimal
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import Entity, Grant, Group, Member, Role, User
from accounts.operations import administrator_role
from accounts.operations.nouns import create_row
from accounts.vocabulary import username_key
from assets.drafts import ItemDraft
from assets.models import ConfigurationItem
from assets.operations import create_item
from assets.operations import install_base_data as install_item_types
from audit.actor import Actor
from crm.drafts import (
    CompanyDraft,
    ContractDraft,
    InvoiceDraft,
    InvoiceLineDraft,
    LeadDraft,
    NewsletterDraft,
)
from crm.models import Company, Contract, Invoice, Lead, Newsletter, ProjectTask
from crm.operations import (
    create_company,
    create_contract,
    create_invoice,
    create_lead,
    create_newsletter,
)
from crm.operations.nouns import PROJECT_TASKS, PROJECTS
from kb.drafts import ArticleDraft
from kb.models import Article
from kb.operations import create_article
from tickets.drafts import TicketDraft
from tickets.models import CustomOption, FormField, Ticket, TicketForm
from tickets.operations import add_node, create_form, create_ticket

_numbers = count(1)


def system() -> Actor:
    """The installer, who may do everything."""
    return Actor.system("test")


def person(username: str, *rights: str, **grant: Any) -> User:
    """A person holding these rights through one role; `reach` and columns of Grant as keywords."""
    user = _user(username, email="")
    if rights:
        reach = grant.pop("reach", "own")
        role = Role.objects.create(name=username, rights=list(rights), ticket_reach=reach)
        Grant.objects.create(user=user, role=role, **grant)
    return user


def actor(username: str, *rights: str, **grant: Any) -> Actor:
    """An actor for a new person with these rights."""
    return Actor(user=person(username, *rights, **grant), door="test")


def known(username: str) -> Actor:
    """An actor for a person made before, as a new request loads it."""
    return Actor(user=User.objects.get(username=username), door="test")


def entity(name: str, parent: Entity | None = None) -> Entity:
    """A tenant below the root or another one."""
    above = parent or Entity.objects.get(pk=0)
    row = Entity.objects.create(name=name, parent=above)
    row.place()
    row.save()
    return row


def group(name: str, **columns: Any) -> Group:
    """A support group."""
    row = Group.objects.create(name=name, is_support=True, **columns)
    row.place()
    row.save()
    return row


def company(**fields: Any) -> Company:
    """A customer."""
    return create_company(system(), CompanyDraft(**{"name": "Acme", **fields}))


def lead(**fields: Any) -> Lead:
    """A lead with an address of its own."""
    given = {
        "full_name": "Lena Lead",
        "email": f"lead{next(_numbers)}@example.com",
        "language": "de",
    }
    return create_lead(system(), LeadDraft(**{**given, **fields}))


def invoice(**fields: Any) -> Invoice:
    """A sent invoice over 100 EUR, numbered by the desk, to a company of its own."""
    lines = (InvoiceLineDraft(concept="Support", amount=Decimal(100)),)
    given: dict[str, Any] = {"lines": lines, "currency": "EUR", "direction": "sent"}
    if "company_id" not in fields:
        given["company_id"] = company().pk
    return create_invoice(system(), InvoiceDraft(**{**given, **fields}))


def contract(**fields: Any) -> Contract:
    """A contract without a company."""
    return create_contract(system(), ContractDraft(**{"name": "Maintenance", **fields}))


def project_task(**fields: Any) -> ProjectTask:
    """A task of a new project."""
    project = create_row(system(), PROJECTS, {"name": "New floor"})
    values = {"project": project, "name": "Paint", **fields}
    task: ProjectTask = create_row(system(), PROJECT_TASKS, values)
    return task


def newsletter(**fields: Any) -> Newsletter:
    """A newsletter of all groups."""
    return create_newsletter(system(), NewsletterDraft(**{"name": "News", **fields}))


def item(**fields: Any) -> ConfigurationItem:
    """An item of the computer type."""
    install_item_types(system())
    return create_item(system(), ItemDraft(**{"name": "Laptop", "ci_class": "computer", **fields}))


AGENT_RIGHTS = [
    "ticket.read",
    "ticket.write",
    "followup.read_internal",
    "user.read",
    "group.read",
    "ci.read",
    "ci.write",
]
CUSTOMER_RIGHTS = ["ticket.read", "ticket.write"]


def agent(username: str, *groups: Group, rights: list[str] = AGENT_RIGHTS, **columns: Any) -> Actor:
    """Somebody who works on the tickets of these groups, a member of each."""
    user = _user(username, is_agent=True, **columns)
    role = Role.objects.create(name=username, rights=rights, ticket_reach="group")
    for each in groups:
        Grant.objects.create(user=user, role=role, group=each)
        Member.objects.create(user=user, group=each)
    return Actor(user=user, door="test")


def customer(username: str, **columns: Any) -> Actor:
    """Somebody who asks: their own tickets and no internal notes."""
    user = _user(username, **columns)
    role = Role.objects.create(name=username, rights=CUSTOMER_RIGHTS, ticket_reach="own")
    Grant.objects.create(user=user, role=role)
    return Actor(user=user, door="test")


def administrator(username: str = "root", **columns: Any) -> Actor:
    """Somebody who holds every right everywhere."""
    user = _user(username, is_agent=True, **columns)
    Grant.objects.create(user=user, role=administrator_role())
    return Actor(user=user, door="test")


def _user(username: str, **columns: Any) -> User:
    columns = {"email": f"{username}@example.com", "password": make_password(None), **columns}
    return User.objects.create(username=username, username_key=username_key(username), **columns)


def ticket(who: Actor | None = None, **fields: Any) -> Ticket:
    """A ticket opened by somebody, else by the installer."""
    return create_ticket(who or system(), TicketDraft(**{"title": "Printer is dead", **fields}))


def form(*fields: tuple[str, str, list[str]]) -> tuple[TicketForm, list[int]]:
    """A form of (label, kind, choices), and the keys of its fields in their order."""
    row = create_form(system(), name="Laptop", fields=list(fields) or [("Serial", "text", [])])
    keys = FormField.objects.filter(form=row).order_by("position").values_list("field", flat=True)
    return row, list(keys)


def nodes(field_id: int, *paths: str) -> dict[str, CustomOption]:
    """Choices of a tree field by their paths ("Printers > Other"), those above first."""
    found: dict[str, CustomOption] = {}
    for path in paths:
        above, _sign, name = path.rpartition(" > ")
        parent = found[above].hash if above else ""
        found[path] = add_node(system(), field_id, name=name, parent_hash=parent)
    return found


def article(**fields: Any) -> Article:
    """An article that everybody may read."""
    given = {"title": "Reset your password", "body": "Ask the portal.", "audience": "public"}
    return create_article(system(), ArticleDraft(**{**given, **fields}))
