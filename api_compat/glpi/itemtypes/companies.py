"""Item types of suppliers, contacts, contracts and projects."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ExpressionWrapper, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Concat, Trim

from accounts.operations.nouns import rows_of, visible
from api_compat.glpi import columns as c
from api_compat.glpi.columns import Column
from api_compat.glpi.errors import DENIED, Unwritable
from api_compat.glpi.itemtypes.shared import kinds_of, noun
from api_compat.glpi.registry import Input, ItemType, Options, Reached, declare, row_of
from api_compat.glpi.search.months import later
from api_compat.glpi.session import Session
from api_compat.glpi.writers import DraftWriter, Values
from crm import operations, queries
from crm.drafts import (
    CompanyDraft,
    CompanyPatch,
    ContactDraft,
    ContactPatch,
    ContractDraft,
    ContractPatch,
)
from crm.operations import nouns
from crm.vocabulary import Renewal
from tickets.queries import all_tickets

RENEWALS = {Renewal.NEVER: 0, Renewal.TACIT: 1, Renewal.EXPRESS: 2}


def _extra_of(model: Any) -> Any:
    def extra(number: int) -> Values:
        rows = model._default_manager.filter(pk=number)
        return rows.values_list("wire_extra", flat=True).first() or {}

    return extra


COMPANIES: Any = nouns.COMPANY_TYPES.model._meta.get_field("companies").related_model
CONTRACTS: Any = nouns.CONTRACT_TYPES.model._meta.get_field("contracts").related_model
CONTACTS: Any = nouns.COMPANY_CONTACTS.model._meta.get_field("contact").related_model
LINKS: Any = CONTRACTS._meta.get_field("links").related_model


def _companies(session: Session) -> QuerySet[Any]:
    return queries.all_companies(session.actor).filter(is_supplier=True)


declare(
    "Supplier",
    model=COMPANIES,
    rows=_companies,
    columns={
        "suppliertypes_id": c.key("type_id", "SupplierType", "type"),
        "phonenumber": c.text("phone", "phone"),
    },
    writer=DraftWriter(
        make=operations.create_company,
        update=operations.update_company,
        draft=CompanyDraft,
        patch=CompanyPatch,
        remove=operations.delete_company,
        bring_back=operations.restore_company,
        erase=operations.purge_company,
        extra_of=_extra_of(COMPANIES),
        fixed=(("is_supplier", True), ("is_customer", False)),
    ),
    reached={
        8: (
            Reached(
                rows=lambda session: visible(session.actor, nouns.COMPANY_CONTACTS),
                tie="company_id",
                column=Column(
                    select=Trim(Concat("contact__last_name", Value(" "), "contact__first_name"))
                ),
                key=c.key("contact_id", "Contact"),
                of="Contact",
            ),
        ),
        29: (
            Reached(
                rows=lambda session: queries.visible_contracts(session.actor),
                tie="company_id",
                column=c.text("name"),
                key=c.key("pk", "Contract"),
                of="Contract",
            ),
        ),
    },
)
declare(
    "Contact",
    model=CONTACTS,
    rows=lambda session: queries.all_contacts(session.actor),
    columns={
        "name": c.text("last_name", "last_name"),
        "firstname": c.text("first_name", "first_name"),
        "usertitles_id": c.key("title_id", "UserTitle", "title"),
    },
    names="last_name",
    writer=DraftWriter(
        make=operations.create_contact,
        update=operations.update_contact,
        draft=ContactDraft,
        patch=ContactPatch,
        remove=operations.delete_contact,
        bring_back=operations.restore_contact,
        erase=operations.purge_contact,
        extra_of=_extra_of(CONTACTS),
        named="last_name",
    ),
)


def _ending(months: Any = "duration_months", path: str = "") -> Column:
    """Return the day on which a contract ends, or so many months after its begin."""
    return Column(select=later(f"{path}begins_on", months), kind="day", nullable=True)


def _total(path: str = "", owner: str = "pk") -> Column:
    """Return what a contract costs: its amount and the costs beside it."""
    costs = rows_of(nouns.CONTRACT_COSTS).filter(contract=OuterRef(owner)).order_by()
    beside = Subquery(costs.values("contract").annotate(all=Sum("amount")).values("all"))
    total = F(f"{path}amount") + Coalesce(beside, Value(0), output_field=c.MONEY)
    return c.decimal(ExpressionWrapper(total, output_field=c.MONEY))


def _costs(column: Column, key: Column | None = None) -> tuple[Reached, ...]:
    def rows(session: Session) -> QuerySet[Any]:
        return visible(session.actor, nouns.CONTRACT_COSTS)

    return (Reached(rows=rows, tie="contract_id", column=column, key=key),)


declare(
    "Contract",
    model=CONTRACTS,
    rows=lambda session: queries.all_contracts(session.actor),
    columns={
        "num": c.text("number", "number"),
        "contracttypes_id": c.key("type_id", "ContractType", "type"),
        "begin_date": c.day("begins_on", "begins_on"),
        "duration": c.number("duration_months", "duration_months"),
        "notice": c.number("notice_months", "notice_months"),
        "periodicity": c.number("periodicity_months", "periodicity_months"),
        "billing": c.number("billing_months", "billing_months"),
        "renewal": c.code("renewal", RENEWALS, "renewal", 0),
    },
    writer=DraftWriter(
        make=operations.create_contract,
        update=operations.update_contract,
        draft=ContractDraft,
        patch=ContractPatch,
        remove=operations.delete_contract,
        bring_back=operations.restore_contract,
        erase=operations.purge_contract,
        extra_of=_extra_of(CONTRACTS),
        plain=("type",),
    ),
    reached={
        11: (Reached(column=_total()),),
        12: (Reached(column=_ending()),),
        13: (Reached(column=_ending(F("duration_months") - F("notice_months"))),),
        20: (Reached(column=_ending()),),
        41: _costs(c.decimal("amount")),
        42: _costs(c.day("begins_on")),
        43: _costs(c.day("ends_on")),
        44: _costs(c.text("name"), c.key("pk", "")),
        29: (
            Reached(
                column=c.text("company__name"),
                key=c.key("company_id", "Supplier"),
                of="Supplier",
            ),
        ),
    },
)
noun(
    "Contact_Supplier",
    nouns.COMPANY_CONTACTS,
    columns={
        "contacts_id": c.key("contact_id", "Contact", "contact"),
        "suppliers_id": c.key("company_id", "Supplier", "company"),
    },
    gate="contact_enterprise",
    names="contact__last_name",
    owner_fields=("contacts_id", "suppliers_id"),
)


class ContractLinkWriter:
    """What a contract covers: items of any type that the caller sees."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Let a contract cover an item."""
        row = _target(session, given)
        contract = c.read_number(given.get("contracts_id"))
        if row is None or row_of(session, "Contract", contract) is None:
            raise Unwritable(DENIED)
        return int(operations.link_contract(session.actor, contract, row).pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Links are made and removed, not changed."""

    def trash(self, session: Session, number: int) -> None:
        """There is no trash for links."""
        self.purge(session, number)

    def restore(self, session: Session, number: int) -> None:
        """There is no trash for links."""
        raise ValidationError("There is no trash for links.", code="no_trash")

    def purge(self, session: Session, number: int) -> None:
        """Let the contract no longer cover the item."""
        link = LINKS._default_manager.get(pk=number)
        operations.unlink_contract(session.actor, link.contract_id, link.owner)


def _target(session: Session, given: Input) -> Any:
    return row_of(session, str(given.get("itemtype") or ""), c.read_number(given.get("items_id")))


def contract_links(session: Session) -> QuerySet[Any]:
    """Return what the contracts cover that the session sees."""
    seen = queries.all_contracts(session.actor).order_by().values("pk")
    rows: QuerySet[Any] = LINKS._default_manager.filter(contract__in=seen)
    return rows


class Links:
    """The way to contracts or projects from rows of a model that they are tied to."""

    def __init__(self, links: Callable[[Session], QuerySet[Any]], app: str, model: str) -> None:
        self.links = links
        self.of_model = {"content_type__app_label": app, "content_type__model": model}

    def rows(self, session: Session) -> QuerySet[Any]:
        """Return the ties of rows of the model that the session sees."""
        return self.links(session).filter(**self.of_model)

    def to(self, column: Column, key: Column | None = None, of: str = "") -> tuple[Reached, ...]:
        """Return the way to a column of what rows are tied to."""
        return (Reached(rows=self.rows, tie="object_id", column=column, key=key, of=of),)


def contract_type(links: Links) -> tuple[Reached, ...]:
    """Return the way to the types of the contracts that rows are tied to."""
    key = c.key("contract__type_id", "ContractType")
    return links.to(c.text("contract__type__name"), key, "ContractType")


def contract_options(app: str, model: str) -> Options:
    """Return the options about the contracts that cover rows of a model."""
    links = Links(contract_links, app, model)
    way = links.to
    return {
        139: way(
            Column(select="contract__location__full_name", kind=c.TREE),
            c.key("contract__location_id", "Location"),
            "Location",
        ),
        129: contract_type(links),
        134: way(_ending("contract__duration_months", "contract__")),
        136: way(_total("contract__", "contract_id")),
        138: way(c.code("contract__renewal", RENEWALS, default=0)),
    }


def _project_links(session: Session) -> QuerySet[Any]:
    return queries.project_links(session.actor)


def project_options(app: str, model: str) -> Options:
    """Return the option about the projects of rows of a model."""
    links = Links(_project_links, app, model)
    return {450: links.to(c.text("project__name"), c.key("project_id", "Project"), "Project")}


def _tickets(name: str) -> tuple[Reached, ...]:
    """Return how many tickets of an item type a project has that the session sees."""

    def rows(session: Session) -> QuerySet[Any]:
        seen = all_tickets(session.actor).filter(kind__in=kinds_of(name), deleted_at=None)
        links = Links(_project_links, "tickets", "ticket").rows(session)
        return links.filter(object_id__in=seen.order_by().values("pk"))

    return (Reached(rows=rows, tie="project_id", column=c.number("pk"), counts=True),)


def declare_links(owner_type: Any, owner: Any) -> None:
    """Declare Contract_Item with the column that names the owner's item type."""
    declare(
        "Contract_Item",
        model=LINKS,
        rows=contract_links,
        columns={
            "contracts_id": c.key("contract_id", "Contract"),
            "itemtype": owner_type,
            "items_id": owner,
        },
        gate="contract",
        names="contract__name",
        writer=ContractLinkWriter(),
    )


def _planned(**columns: Any) -> dict[str, Any]:
    return {
        "projectstates_id": c.key("state_id", "ProjectState", "state"),
        "plan_start_date": c.moment("plan_start_at", "plan_start_at"),
        "plan_end_date": c.moment("plan_end_at", "plan_end_at"),
        "real_start_date": c.moment("real_start_at", "real_start_at"),
        "real_end_date": c.moment("real_end_at", "real_end_at"),
        "percent_done": c.number("done_percent", "done_percent"),
        "auto_percent_done": c.flag("is_auto_percent", "is_auto_percent"),
        **columns,
    }


def _time(column: str) -> tuple[Reached, ...]:
    """Return how many seconds the tasks of a project take together."""
    tasks = rows_of(nouns.PROJECT_TASKS).filter(project=OuterRef("pk"), deleted_at=None)
    total = tasks.order_by().values("project").annotate(all=Sum(column)).values("all")
    return (Reached(column=c.number(Coalesce(Subquery(total), Value(0)))),)


noun(
    "Project",
    nouns.PROJECTS,
    reached={
        **contract_options("crm", "project"),
        17: _time("planned_seconds"),
        18: _time("spent_seconds"),
        92: _tickets("Change"),
        93: _tickets("Problem"),
        94: _tickets("Ticket"),
    },
    columns=_planned(
        projects_id=c.key("parent_id", "Project", "parent"),
        date=c.moment("opened_at", "opened_at"),
        users_id=c.key("manager_id", "User", "manager"),
        show_on_global_gantt=c.flag("on_gantt", "on_gantt"),
    ),
)
noun(
    "ProjectTask",
    nouns.PROJECT_TASKS,
    columns=_planned(
        entities_id=c.key("project__entity_id", "Entity"),
        is_recursive=c.flag("project__is_recursive"),
        projects_id=c.key("project_id", "Project", "project"),
        projecttasks_id=c.key("parent_id", "ProjectTask", "parent"),
        planned_duration=c.number("planned_seconds", "planned_seconds"),
        effective_duration=c.number("spent_seconds", "spent_seconds"),
    ),
    owner_fields=("projects_id",),
)
