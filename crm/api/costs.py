"""What the contract of the path costs beside its amount."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.operations import nouns
from crm import queries
from crm.operations.nouns import CONTRACT_COSTS
from doors.rest.catalogues import NamedOut, NamedPatchIn, PartsOfOne
from doors.rest.inputs import Input, Line
from doors.rest.rows import Amount, Rows


class ContractCostOut(NamedOut):
    """A cost beside the amount of the contract, in the currency of the contract."""

    begins_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    amount = Amount()


class ContractCostPatchIn(NamedPatchIn):
    """Changes of a cost."""

    name = Line(required=False, allow_blank=True)
    begins_on = serializers.DateField(required=False, allow_null=True)
    ends_on = serializers.DateField(required=False, allow_null=True)
    amount = Amount(required=False)


class CostViewSet(PartsOfOne):
    """Costs of the contract of the path. Taken off for good; the history tells of them."""

    scope = "contracts"
    verbs, noun, owner_field = nouns, CONTRACT_COSTS, "contract"
    orders = ("id", "-id")
    rows: ClassVar[type[Rows]] = ContractCostOut
    create_input: ClassVar[type[Input]] = ContractCostPatchIn
    update_input: ClassVar[type[Input]] = ContractCostPatchIn

    def owner(self) -> Any:
        """Return the contract of the path. Raises ObjectDoesNotExist."""
        return queries.contract_for(self.actor(), self.key("contract_id"))
