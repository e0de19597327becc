"""Tables of crm."""

from crm.models.catalogue import State
from crm.models.company import (
    Company,
    CompanyContact,
    CompanyGroup,
    CompanyRole,
    CompanyType,
    CompanyUser,
    Contact,
)
from crm.models.contract import Contract, ContractCost, ContractLink, ContractType
from crm.models.invoice import Invoice, InvoiceCounter, InvoiceLine
from crm.models.lead import Campaign, Lead, LeadTag, ProductCategory, Tag
from crm.models.newsletter import Newsletter, Subscription
from crm.models.project import Project, ProjectLink, ProjectState, ProjectTask

__all__ = [
    "Campaign",
    "Company",
    "CompanyContact",
    "CompanyGroup",
    "CompanyRole",
    "CompanyType",
    "CompanyUser",
    "Contact",
    "Contract",
    "ContractCost",
    "ContractLink",
    "ContractType",
    "Invoice",
    "InvoiceCounter",
    "InvoiceLine",
    "Lead",
    "LeadTag",
    "Newsletter",
    "ProductCategory",
    "Project",
    "ProjectLink",
    "ProjectState",
    "ProjectTask",
    "State",
    "Subscription",
    "Tag",
]
