"""What the contract of the path costs beside its amount."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.operations import nouns
from audit.actor import Actor
from crm import queries
from crm.operations.nouns import CONTRACT_COSTS
from doors.rest.catalogues import Catalogue, NamedOut, NamedPatchIn
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


class CostViewSet(Catalogue):
    """Costs of the contract of the path. Taken off for good; the history tells of them."""

    scope = "contracts"
    verbs, noun = nouns, CONTRACT_COSTS
    orders = ("id", "-id")
    rows: ClassVar[type[Rows]] = ContractCostOut
    create_input: ClassVar[type[Input]] = ContractCostPatchIn
    update_input: ClassVar[type[Input]] = ContractCostPatchIn

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the costs of a visible contract."""
        costs = nouns.visible(actor, CONTRACT_COSTS)
        if getattr(self, "swagger_fake_view", False):
            return costs
        return costs.filter(contract=queries.contract_for(actor, self.key("contract_id")))

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a cost."""
        contract = queries.contract_for(self.actor(), self.key("contract_id"))
        values = {**self.read_input(ContractCostPatchIn), "contract": contract}
        return self.shown(self.create_row(self.actor(), values).pk, status=201)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change the given fields of a cost."""
        self.get_queryset().get(pk=self.key())
        return super().partial_update(request, *args, **kwargs)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a cost off."""
        self.get_queryset().get(pk=self.key())
        return super().destroy(request, *args, **kwargs)
