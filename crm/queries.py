"""Every read of crm. Rows an actor may not see are unknown to it; trash is in no list."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Model, QuerySet

from accounts.models import Group, User
from accounts.policies import present_in, require_right
from accounts.queries import visible_groups, visible_users
from accounts.vocabulary import username_key
from audit.actor import Actor
from audit.versions import require_unchanged
from crm import policies
from crm.models import (
    Campaign,
    Company,
    CompanyContact,
    CompanyGroup,
    CompanyRole,
    CompanyType,
    CompanyUser,
    Contact,
    Contract,
    ContractType,
    Invoice,
    InvoiceLine,
    Lead,
    LeadTag,
    Newsletter,
    ProductCategory,
    Project,
    ProjectLink,
    ProjectTask,
    State,
    Subscription,
    Tag,
)
from crm.vocabulary import CENT, InvoiceDirection

RowType = TypeVar("RowType", bound=Model)

_PRODUCT_DIGITS = 64
"""Enough for the product of any amount, quantity and rate that the columns hold."""


def visible_companies(actor: Actor) -> QuerySet[Company]:
    """Return the companies the actor may see."""
    return Company.objects.filter(policies.companies(actor), deleted_at=None)


def all_companies(actor: Actor) -> QuerySet[Company]:
    """Return the companies the actor may see, those in the trash among them."""
    return Company.objects.filter(policies.companies(actor))


def all_contacts(actor: Actor) -> QuerySet[Contact]:
    """Return the contacts the actor may see, those in the trash among them."""
    return Contact.objects.filter(policies.where(actor, "contact.read"))


def all_contracts(actor: Actor) -> QuerySet[Contract]:
    """Return the contracts the actor may see, those in the trash among them."""
    return Contract.objects.filter(policies.contracts(actor))


def company_for(actor: Actor, company_id: int) -> Company:
    """Return one visible company. Raises Company.DoesNotExist for hidden and unknown alike."""
    return visible_companies(actor).get(pk=company_id)


def companies_of(actor: Actor, user_id: int | None) -> list[Company]:
    """Return the visible companies that a person belongs to, by name."""
    if user_id is None:
        return []
    theirs = CompanyUser.objects.filter(user=user_id).values("company")
    return list(visible_companies(actor).filter(pk__in=theirs).order_by("name", "pk"))


def companies_named(actor: Actor, name: str) -> QuerySet[Company]:
    """Return the visible companies of this name, whatever its case."""
    return visible_companies(actor).filter(name_key=username_key(name))


def people_counts(company_ids: Collection[int]) -> dict[int, int]:
    """Return {company: number of its people that are not deleted} (one statement)."""
    rows = CompanyUser.objects.filter(company__in=company_ids, user__deleted_at=None)
    counts = rows.order_by().values_list("company").annotate(number=Count("pk"))
    return dict(counts)


def people_of(company: Company) -> QuerySet[User]:
    """Return the people of a visible company that are not deleted."""
    links = CompanyUser.objects.filter(company=company).values("user")
    return User.objects.filter(pk__in=links, deleted_at=None).order_by("pk")


def groups_of(company: Company) -> QuerySet[Group]:
    """Return the groups of a visible company that are not deleted."""
    links = CompanyGroup.objects.filter(company=company).values("group")
    return Group.objects.filter(pk__in=links, deleted_at=None).order_by("pk")


def companies_by_person(user_ids: Collection[int]) -> dict[int, list[Company]]:
    """Return {person: the companies they belong to} (one statement)."""
    rows = CompanyUser.objects.filter(user__in=user_ids, company__deleted_at=None)
    found: dict[int, list[Company]] = {}
    for row in rows.select_related("company").order_by("company_id"):
        found.setdefault(row.user_id, []).append(row.company)
    return found


def company_roles() -> QuerySet[CompanyRole]:
    """Return the catalogue of company roles."""
    return CompanyRole.objects.order_by("name", "pk")


def company_types() -> QuerySet[CompanyType]:
    """Return the catalogue of what suppliers are."""
    return CompanyType.objects.order_by("name", "pk")


def visible_states(actor: Actor) -> QuerySet[State]:
    """Return the states of things and contracts, of the entities in which the actor works."""
    return State.objects.filter(present_in(actor)).order_by("full_name", "pk")


def users_of_company(actor: Actor, company_id: int) -> QuerySet[CompanyUser]:
    """Return who belongs to a visible company, as far as the actor may see people."""
    company, seen = company_for(actor, company_id), visible_users(actor).order_by().values("pk")
    return CompanyUser.objects.filter(company=company, user__in=seen)


def groups_of_company(actor: Actor, company_id: int) -> QuerySet[CompanyGroup]:
    """Return the groups of a visible company, as far as the actor may see them."""
    company, seen = company_for(actor, company_id), visible_groups(actor).order_by().values("pk")
    return CompanyGroup.objects.filter(company=company, group__in=seen)


def contacts_of_company(actor: Actor, company_id: int) -> QuerySet[CompanyContact]:
    """Return the contacts of a visible company, as far as the actor may see them."""
    company, seen = company_for(actor, company_id), visible_contacts(actor).values("pk")
    return CompanyContact.objects.filter(company=company, contact__in=seen)


def visible_contacts(actor: Actor) -> QuerySet[Contact]:
    """Return the contacts the actor may see."""
    return Contact.objects.filter(policies.where(actor, "contact.read"), deleted_at=None)


def visible_leads(actor: Actor) -> QuerySet[Lead]:
    """Return the leads the actor may see."""
    return Lead.objects.filter(policies.where(actor, "lead.read"), deleted_at=None)


def lead_for(actor: Actor, lead_id: int) -> Lead:
    """Return one visible lead. Raises Lead.DoesNotExist for hidden and unknown alike."""
    return visible_leads(actor).get(pk=lead_id)


def leads_with_email(actor: Actor, email: str) -> QuerySet[Lead]:
    """Return the visible leads with this address, whatever its case."""
    return visible_leads(actor).filter(email_key=username_key(email))


def tags_named(names: Iterable[str]) -> list[Tag]:
    """Return the tags that exist among these names, whatever their case, in order of their keys."""
    keys = {username_key(name.strip()) for name in names}
    return list(Tag.objects.filter(name_key__in=keys).order_by("pk"))


def tags() -> QuerySet[Tag]:
    """Return the words for leads."""
    return Tag.objects.order_by("name", "pk")


def tags_by_lead(lead_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return {lead: its tags} (one statement)."""
    found: dict[int, list[str]] = {}
    rows = LeadTag.objects.filter(lead__in=list(lead_ids)).order_by("tag__name")
    for lead_id, name in rows.values_list("lead_id", "tag__name"):
        found.setdefault(lead_id, []).append(name)
    return found


def campaigns() -> QuerySet[Campaign]:
    """Return the catalogue of campaigns."""
    return Campaign.objects.order_by("name", "pk")


def product_categories() -> QuerySet[ProductCategory]:
    """Return the catalogue of what leads are interested in."""
    return ProductCategory.objects.order_by("name", "pk")


def visible_invoices(actor: Actor) -> QuerySet[Invoice]:
    """Return the invoices the actor may see."""
    return Invoice.objects.filter(policies.where(actor, "invoice.read"))


def invoice_for(actor: Actor, invoice_id: int) -> Invoice:
    """Return one visible invoice. Raises Invoice.DoesNotExist for hidden and unknown alike."""
    return visible_invoices(actor).get(pk=invoice_id)


def invoice_by_number(actor: Actor, number: str) -> Invoice | None:
    """Return the visible invoice of this number, blanks around it aside."""
    found = visible_invoices(actor).filter(number=number.strip())
    return found.select_related("user", "locked_by").prefetch_related("lines").first()


def lines_by_invoice(invoice_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Return {invoice: its lines as columns, in their order} (one statement)."""
    found: dict[int, list[dict[str, Any]]] = {}
    lines = InvoiceLine.objects.filter(invoice__in=list(invoice_ids)).order_by("position", "pk")
    for key, concept, amount, quantity in lines.values_list(
        "invoice_id", "concept", "amount", "quantity"
    ):
        line = {"concept": concept, "amount": amount, "quantity": quantity}
        found.setdefault(key, []).append(line)
    return found


def last_sent_invoice(actor: Actor) -> Invoice | None:
    """Return the visible sent invoice issued last; of those of one day the highest number."""
    sent = visible_invoices(actor).filter(direction=InvoiceDirection.SENT)
    return sent.order_by(F("issued_on").desc(nulls_last=True), "-number").first()


@dataclass(frozen=True, kw_only=True)
class InvoiceAmounts:
    """Sums of an invoice in its currency, each rounded to cents, halves away from zero."""

    net: Decimal
    discount: Decimal
    tax: Decimal
    withholding: Decimal

    @property
    def total(self) -> Decimal:
        """What is to be paid: net - discount + tax - withholding."""
        return self.net - self.discount + self.tax - self.withholding


def amounts_of(invoice: Invoice) -> InvoiceAmounts:
    """Return the sums of an invoice. Lines are added unrounded; rates apply after the discount."""
    with localcontext(prec=_PRODUCT_DIGITS):
        net = _cents(sum((line.amount * line.quantity for line in invoice.lines.all()), Decimal(0)))
        discount = _share(net, invoice.discount_percent)
        return InvoiceAmounts(
            net=net,
            discount=discount,
            tax=_share(net - discount, invoice.tax_percent),
            withholding=_share(net - discount, invoice.withholding_percent),
        )


def visible_contracts(actor: Actor) -> QuerySet[Contract]:
    """Return the contracts the actor may see."""
    return Contract.objects.filter(policies.contracts(actor), deleted_at=None)


def contract_for(actor: Actor, contract_id: int) -> Contract:
    """Return one visible contract. Raises Contract.DoesNotExist for hidden and unknown alike."""
    return visible_contracts(actor).get(pk=contract_id)


def contracts_of(actor: Actor, row: Model) -> QuerySet[Contract]:
    """Return the visible contracts that cover a row, the first linked one first."""
    kind = ContentType.objects.get_for_model(row)
    linked = visible_contracts(actor).filter(links__content_type=kind, links__object_id=row.pk)
    return linked.order_by("links__pk")


def contract_types() -> QuerySet[ContractType]:
    """Return the catalogue of contract types."""
    return ContractType.objects.order_by("name", "pk")


def visible_newsletters(actor: Actor) -> QuerySet[Newsletter]:
    """Return the newsletters the actor may manage."""
    return Newsletter.objects.filter(policies.newsletters(actor), deleted_at=None)


def subscriptions_of(actor: Actor, newsletter_id: int) -> QuerySet[Subscription]:
    """Return the addresses of one visible newsletter."""
    newsletter = visible_newsletters(actor).get(pk=newsletter_id)
    return Subscription.objects.filter(newsletter=newsletter).order_by("pk")


def visible_projects(actor: Actor) -> QuerySet[Project]:
    """Return the projects the actor may see."""
    return Project.objects.filter(policies.where(actor, "project.read"), deleted_at=None)


def visible_project_tasks(actor: Actor) -> QuerySet[ProjectTask]:
    """Return the tasks of the projects the actor may see."""
    return ProjectTask.objects.filter(project__in=visible_projects(actor), deleted_at=None)


def projects_of(actor: Actor, row: Model) -> QuerySet[Project]:
    """Return the visible projects that are about a row, the first linked one first."""
    kind = ContentType.objects.get_for_model(row)
    linked = visible_projects(actor).filter(links__content_type=kind, links__object_id=row.pk)
    return linked.order_by("links__pk")


def project_links(actor: Actor) -> QuerySet[ProjectLink]:
    """Return what the projects are about that the actor may see."""
    return ProjectLink.objects.filter(project__in=visible_projects(actor).order_by().values("pk"))


def locked_row(visible: QuerySet[RowType], actor: Actor, right: str, key: int) -> RowType:
    """Return a visible row, locked, that the actor may change by this right where the row is.

    Raises DoesNotExist for hidden and unknown alike, PermissionDenied for a row that is only seen,
    Outdated for another version than the actor expects.
    """
    require_right(actor, right)
    row = visible.select_for_update(of=("self",)).get(pk=key)
    require_unchanged(actor, row)
    if not visible.model._default_manager.filter(policies.where(actor, right), pk=key).exists():
        raise PermissionDenied(right)
    return row


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def _share(amount: Decimal, percent: Decimal) -> Decimal:
    return _cents(amount * percent / 100)


def is_empty() -> bool:
    """Tell whether the desk knows no company, not even in the trash."""
    return not Company.objects.exists()


def companies_of_people(actor: Actor, user_ids: Iterable[int | None]) -> dict[int, str]:
    """Return {person: name of their first company that the actor may see} (one statement)."""
    wanted = {key for key in user_ids if key is not None}
    seen = visible_companies(actor).order_by().values("pk")
    links = CompanyUser.objects.filter(user__in=wanted, company__in=seen).order_by("-pk")
    return dict(links.values_list("user_id", "company__name"))
