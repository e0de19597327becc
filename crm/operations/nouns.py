"""Catalogues and projects, written through accounts.operations.nouns."""

from django.db.models import Q

from accounts.operations.nouns import Noun
from accounts.policies import in_entities
from audit.actor import Actor
from crm import policies
from crm.models import (
    CompanyContact,
    CompanyType,
    Contract,
    ContractCost,
    ContractType,
    Project,
    ProjectState,
    ProjectTask,
    State,
)

WRITE, REMOVE = "catalogue.write", "catalogue.manage"


def _tasks(actor: Actor) -> Q:
    return in_entities(actor, "project.read", field="project__entity")


def _costs(actor: Actor) -> Q:
    seen = Contract.objects.filter(policies.contracts(actor))
    return Q(contract__in=seen.order_by().values("pk"))


STATES = Noun(model=State, write=WRITE, remove=REMOVE, entity="entity")
COMPANY_TYPES = Noun(model=CompanyType, write=WRITE, remove=REMOVE)
CONTRACT_TYPES = Noun(model=ContractType, write=WRITE, remove=REMOVE)
CONTRACT_COSTS = Noun(
    model=ContractCost,
    write="contract.write",
    remove="contract.write",
    entity="contract__entity",
    owner="contract",
    read=_costs,
)
PROJECT_STATES = Noun(model=ProjectState, write=WRITE, remove=REMOVE)
PROJECTS = Noun(
    model=Project,
    write="project.write",
    remove="project.manage",
    entity="entity",
    read=lambda actor: policies.where(actor, "project.read"),
)
PROJECT_TASKS = Noun(
    model=ProjectTask,
    write="task.write",
    remove="task.manage",
    entity="project__entity",
    owner="project",
    read=_tasks,
)
COMPANY_CONTACTS = Noun(
    model=CompanyContact,
    write="company.write",
    remove="company.write",
    entity="company__entity",
    owner="company",
    read="company.read",
)
