"""Write companies, contacts and who belongs where."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.drafts import given
from accounts.models import Group, User
from accounts.operations import add_member, remove_member
from accounts.policies import require_right
from accounts.queries import entity_for
from audit.actor import Actor
from audit.journal import record
from audit.turns import leads_to, take_turn
from crm import policies, queries
from crm.drafts import CatalogueDraft, CompanyDraft, CompanyPatch, ContactDraft, ContactPatch
from crm.models import Company, CompanyContact, CompanyGroup, CompanyRole, CompanyUser, Contact
from crm.operations.rows import change, insert, moved, name_of, purge, restore, trash


@transaction.atomic
def create_company_role(actor: Actor, draft: CatalogueDraft) -> CompanyRole:
    """Add a company role to choose from. Records "companyrole.created"."""
    require_right(actor, "company.manage")
    return insert(actor, CompanyRole(), vars(draft), "companyrole.created")


@transaction.atomic
def create_company(actor: Actor, draft: CompanyDraft) -> Company:
    """Create a company. Records "company.created".

    Raises ObjectDoesNotExist for a parent or role that the actor does not know.
    """
    return insert(actor, Company(), company_values(actor, draft), "company.created")


def company_values(actor: Actor, draft: CompanyDraft) -> dict[str, Any]:
    """Return the column values of a draft, its ids resolved where the actor may see and write."""
    values = dict(vars(draft))
    values["entity"] = entity_for(actor, "company.write", values.pop("entity_id"))
    return _resolved(actor, values)


@transaction.atomic
def update_company(actor: Actor, company_id: int, patch: CompanyPatch) -> Company:
    """Change a company. Records "company.updated".

    Raises ValidationError(code="cycle") for a parent that is the company or below it.
    """
    values = given(patch)
    if "parent_id" in values:
        take_turn(Company)
    company = _company_to_write(actor, company_id)
    values = _resolved(actor, moved(actor, "company.write", values))
    if leads_to(company, getattr(values.get("parent"), "pk", None)):
        message = _("A company cannot be below itself.")
        raise ValidationError({"parent": ValidationError(message, code="cycle")})
    change(actor, company, values, "company.updated")
    return company


@transaction.atomic
def delete_company(actor: Actor, company_id: int) -> None:
    """Put a company in the trash; what names it keeps it. Records "company.deleted"."""
    visible = queries.visible_companies(actor)
    trash(
        actor, queries.locked_row(visible, actor, "company.manage", company_id), "company.deleted"
    )


@transaction.atomic
def restore_company(actor: Actor, company_id: int) -> Company:
    """Take a company out of the trash. Records "company.restored"."""
    trashed = Company.objects.filter(policies.companies(actor), deleted_at__isnull=False)
    company = queries.locked_row(trashed, actor, "company.manage", company_id)
    restore(actor, company, "company.restored")
    return company


@transaction.atomic
def purge_company(actor: Actor, company_id: int) -> None:
    """Remove a company for good. Records "company.purged".

    Raises ValidationError(code="in_use") for one that contracts or invoices name.
    """
    purge(
        actor, queries.locked_row(queries.all_companies(actor), actor, "company.manage", company_id)
    )


@transaction.atomic
def purge_contact(actor: Actor, contact_id: int) -> None:
    """Remove a contact for good. Records "contact.purged"."""
    purge(
        actor, queries.locked_row(queries.all_contacts(actor), actor, "contact.manage", contact_id)
    )


@transaction.atomic
def add_company_user(
    actor: Actor, company_id: int, user: User, *, joins_groups: bool = False
) -> CompanyUser:
    """Let a person belong to a company, and (`joins_groups`) to its groups; twice is once.

    Records "company.user_added".
    """
    company = _company_to_write(actor, company_id)
    link, made = CompanyUser.objects.get_or_create(company=company, user=user)
    if made:
        _record_added(actor, company, "user", user)
    if joins_groups:
        for group in _groups_of(company):
            add_member(actor, group.pk, user)
    return link


@transaction.atomic
def remove_company_user(
    actor: Actor, company_id: int, user: User, *, leaves_groups: bool = False
) -> None:
    """Let a person leave a company, and (`leaves_groups`) its groups.

    Records "company.user_removed" if it belonged there.
    """
    company = _company_to_write(actor, company_id)
    gone, _ = CompanyUser.objects.filter(company=company, user=user).delete()
    if gone:
        _record_removed(actor, company, "user", user)
        if leaves_groups:
            for group in _groups_of(company):
                remove_member(actor, group.pk, user)


@transaction.atomic
def add_company_group(actor: Actor, company_id: int, group: Group) -> CompanyGroup:
    """Let a group's people belong to a company. Records "company.group_added" if they did not."""
    company = _company_to_write(actor, company_id)
    link, made = CompanyGroup.objects.get_or_create(company=company, group=group)
    if made:
        _record_added(actor, company, "group", group)
    return link


@transaction.atomic
def remove_company_group(
    actor: Actor, company_id: int, group: Group, *, takes_users: bool = False
) -> None:
    """Let a group leave a company; with `takes_users` the company's people leave the group.

    Records "company.group_removed" if it belonged there.
    """
    company = _company_to_write(actor, company_id)
    gone, _ = CompanyGroup.objects.filter(company=company, group=group).delete()
    if gone:
        _record_removed(actor, company, "group", group)
        if takes_users:
            for link in company.user_links.select_related("user"):
                remove_member(actor, group.pk, link.user)


@transaction.atomic
def create_contact(actor: Actor, draft: ContactDraft) -> Contact:
    """Create a contact, in a company if one is named. Records "contact.created"."""
    values = contact_values(actor, draft)
    company = values.pop("company")
    contact = insert(actor, Contact(), values, "contact.created")
    if company is not None:
        CompanyContact.objects.create(company=company, contact=contact)
        _record_added(actor, company, "contact", contact)
    return contact


def contact_values(actor: Actor, draft: ContactDraft) -> dict[str, Any]:
    """Return the column values of a draft, and its company under "company"."""
    values = dict(vars(draft))
    values["entity"] = entity_for(actor, "contact.write", values.pop("entity_id"))
    company_id = values.pop("company_id")
    values["company"] = None if company_id is None else _company_to_write(actor, company_id)
    return values


@transaction.atomic
def update_contact(actor: Actor, contact_id: int, patch: ContactPatch) -> Contact:
    """Change a contact. Records "contact.updated"."""
    contact = queries.locked_row(
        queries.visible_contacts(actor), actor, "contact.write", contact_id
    )
    values = moved(actor, "contact.write", given(patch))
    change(actor, contact, values, "contact.updated")
    return contact


@transaction.atomic
def delete_contact(actor: Actor, contact_id: int) -> None:
    """Put a contact in the trash. Records "contact.deleted"."""
    visible = queries.visible_contacts(actor)
    trash(
        actor, queries.locked_row(visible, actor, "contact.manage", contact_id), "contact.deleted"
    )


@transaction.atomic
def restore_contact(actor: Actor, contact_id: int) -> Contact:
    """Take a contact out of the trash. Records "contact.restored"."""
    trashed = Contact.objects.filter(deleted_at__isnull=False)
    trashed = trashed.filter(policies.where(actor, "contact.manage"))
    contact = queries.locked_row(trashed, actor, "contact.manage", contact_id)
    restore(actor, contact, "contact.restored")
    return contact


@transaction.atomic
def link_contact(actor: Actor, company_id: int, contact_id: int) -> CompanyContact:
    """Put a contact in a company; an existing link comes back. Records "company.contact_added"."""
    company = _company_to_write(actor, company_id)
    contact = queries.visible_contacts(actor).get(pk=contact_id)
    link, made = CompanyContact.objects.get_or_create(company=company, contact=contact)
    if made:
        _record_added(actor, company, "contact", contact)
    return link


@transaction.atomic
def unlink_contact(actor: Actor, company_id: int, contact_id: int) -> None:
    """Take a contact out of a company. Records "company.contact_removed" if it was there."""
    company = _company_to_write(actor, company_id)
    contact = queries.visible_contacts(actor).get(pk=contact_id)
    gone, _ = CompanyContact.objects.filter(company=company, contact=contact).delete()
    if gone:
        _record_removed(actor, company, "contact", contact)


def _groups_of(company: Company) -> list[Group]:
    links = company.group_links.filter(group__deleted_at=None).select_related("group")
    return [link.group for link in links.order_by("pk")]


def _company_to_write(actor: Actor, company_id: int) -> Company:
    return queries.locked_row(queries.visible_companies(actor), actor, "company.write", company_id)


def _resolved(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """Put rows in the place of the ids of role and parent."""
    if "role_id" in values:
        role_id = values.pop("role_id")
        values["role"] = None if role_id is None else CompanyRole.objects.get(pk=role_id)
    if "parent_id" in values:
        parent_id = values.pop("parent_id")
        values["parent"] = None if parent_id is None else queries.company_for(actor, parent_id)
    return values


def _record_added(actor: Actor, company: Company, noun: str, row: Model) -> None:
    names = {noun: [None, name_of(row)]}
    record(actor, f"company.{noun}_added", company, {noun: [None, row.pk]}, names=names)


def _record_removed(actor: Actor, company: Company, noun: str, row: Model) -> None:
    names = {noun: [name_of(row), None]}
    record(actor, f"company.{noun}_removed", company, {noun: [row.pk, None]}, names=names)
