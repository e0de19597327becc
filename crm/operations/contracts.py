"""Write contracts and what they cover."""

from typing import Any

from django.db import transaction
from django.db.models import Model

from accounts.drafts import given
from accounts.policies import require_right
from accounts.queries import entity_for
from audit.actor import Actor
from crm import policies, queries
from crm.drafts import CatalogueDraft, ContractDraft, ContractPatch
from crm.models import Contract, ContractLink, ContractType
from crm.operations.rows import (
    change,
    insert,
    link_row,
    moved,
    purge,
    restore,
    trash,
    unlink_row,
)
from crm.vocabulary import currency_or_own, to_money


@transaction.atomic
def create_contract_type(actor: Actor, draft: CatalogueDraft) -> ContractType:
    """Add a contract type to choose from. Records "contracttype.created"."""
    require_right(actor, "contract.manage")
    return insert(actor, ContractType(), vars(draft), "contracttype.created")


@transaction.atomic
def create_contract(actor: Actor, draft: ContractDraft) -> Contract:
    """Create a contract. Records "contract.created".

    Raises ObjectDoesNotExist for a company or type that the actor does not know.
    """
    return insert(actor, Contract(), contract_values(actor, draft), "contract.created")


def contract_values(actor: Actor, draft: ContractDraft) -> dict[str, Any]:
    """Return the column values of a draft, its ids resolved where the actor may see and write."""
    values = dict(vars(draft))
    values["entity"] = entity_for(actor, "contract.write", values.pop("entity_id"))
    values["currency"] = currency_or_own(draft.currency, draft.amount)
    return _resolved(actor, values)


@transaction.atomic
def update_contract(actor: Actor, contract_id: int, patch: ContractPatch) -> Contract:
    """Change a contract. Records "contract.updated"."""
    contract = _contract_to_write(actor, contract_id)
    values = moved(actor, "contract.write", given(patch))
    change(actor, contract, _resolved(actor, values), "contract.updated")
    return contract


@transaction.atomic
def delete_contract(actor: Actor, contract_id: int) -> None:
    """Put a contract in the trash. Records "contract.deleted"."""
    visible = queries.visible_contracts(actor)
    trash(
        actor,
        queries.locked_row(visible, actor, "contract.manage", contract_id),
        "contract.deleted",
    )


@transaction.atomic
def restore_contract(actor: Actor, contract_id: int) -> Contract:
    """Take a contract out of the trash. Records "contract.restored"."""
    trashed = Contract.objects.filter(
        policies.where(actor, "contract.manage"), deleted_at__isnull=False
    )
    contract = queries.locked_row(trashed, actor, "contract.manage", contract_id)
    restore(actor, contract, "contract.restored")
    return contract


@transaction.atomic
def purge_contract(actor: Actor, contract_id: int) -> None:
    """Remove a contract for good. Records "contract.purged"."""
    purge(
        actor,
        queries.locked_row(queries.all_contracts(actor), actor, "contract.manage", contract_id),
    )


@transaction.atomic
def link_contract(actor: Actor, contract_id: int, row: Model) -> ContractLink:
    """Let a contract cover a row that the caller may see; an existing link comes back.

    Records "contract.linked" on the contract, with the row as its part.
    """
    link: ContractLink = link_row(
        actor, _contract_to_write(actor, contract_id), row, "contract.linked"
    )
    return link


@transaction.atomic
def unlink_contract(actor: Actor, contract_id: int, row: Model) -> None:
    """Let a contract no longer cover a row. Records "contract.unlinked" if it did."""
    unlink_row(actor, _contract_to_write(actor, contract_id), row, "contract.unlinked")


def _contract_to_write(actor: Actor, contract_id: int) -> Contract:
    return queries.locked_row(
        queries.visible_contracts(actor), actor, "contract.write", contract_id
    )


def _resolved(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """Put rows in the place of ids, and four places behind the point of the amount."""
    choices = {"type": queries.contract_types(), "company": queries.visible_companies(actor)}
    for name, rows in choices.items():
        if f"{name}_id" in values:
            key = values.pop(f"{name}_id")
            values[name] = None if key is None else rows.get(pk=key)
    if "amount" in values:
        values["amount"] = to_money(values["amount"])
    return values
