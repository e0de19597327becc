"""Builders of rows for tests: one per model, valid by default."""

from decimal import Decimal
from itertools import count
from typing import Any

from accounts.models import Entity, Grant, Group, Role, User
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
from crm.models import Company, Contract, Invoice, Lead, Newsletter
from crm.operations import (
    create_company,
    create_contract,
    create_invoice,
    create_lead,
    create_newsletter,
)

_numbers = count(1)


def system() -> Actor:
    """The installer, who may do everything."""
    return Actor.system("test")


def person(username: str, *rights: str, **grant: Any) -> User:
    """A person holding these rights through one role; `reach` and columns of Grant as keywords."""
    user = User.objects.create(username=username, username_key=username_key(username))
    if rights:
        reach = grant.pop("reach", "own")
        role = Role.objects.create(name=username, rights=list(rights), ticket_reach=reach)
        Grant.objects.create(user=user, role=role, **grant)
    return user


def actor(username: str, *rights: str, **grant: Any) -> Actor:
    """An actor for a new person with these rights."""
    return Actor(user=person(username, *rights, **grant), door="test")


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


def newsletter(**fields: Any) -> Newsletter:
    """A newsletter of all groups."""
    return create_newsletter(system(), NewsletterDraft(**{"name": "News", **fields}))


def item(**fields: Any) -> ConfigurationItem:
    """An item of the computer type."""
    install_item_types(system())
    return create_item(system(), ItemDraft(**{"name": "Laptop", "ci_class": "computer", **fields}))
