"""What a team sets up about customers: roles of companies, types of contracts, campaigns, tags."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from audit.actor import Actor
from crm import operations, queries
from crm.api.inputs import Amount
from crm.drafts import CampaignDraft, CatalogueDraft, TagDraft
from doors.rest.inputs import Input, Line, Text
from doors.rest.rows import Amount as AmountOut
from doors.rest.rows import Key, Rows
from doors.rest.views import Creates

ORDERS = ("id", "-id", "name", "-name")


class CatalogueOut(Rows):
    """A row to choose from."""

    id = Key()
    name = serializers.CharField()
    comment = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class CatalogueIn(Input):
    """A new row to choose from."""

    draft: ClassVar[type[Any]] = CatalogueDraft
    name = Line()
    comment = Text(required=False, allow_blank=True)


class CampaignOut(CatalogueOut):
    """What leads came from."""

    begins_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    cost_amount = AmountOut()
    currency = serializers.CharField()


class CampaignIn(CatalogueIn):
    """A new campaign."""

    draft = CampaignDraft
    begins_on = serializers.DateField(required=False, allow_null=True)
    ends_on = serializers.DateField(required=False, allow_null=True)
    cost_amount = Amount(required=False)
    currency = Line(3, required=False, allow_blank=True)


class TagOut(Rows):
    """A word on leads."""

    id = Key()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class TagIn(Input):
    """A new word for leads; unique, whatever its case."""

    draft = TagDraft
    name = Line()


class CompanyRoleViewSet(Creates):
    """What a company is to us."""

    scope = "companies"
    rows: ClassVar[type[Rows]] = CatalogueOut
    orders = ORDERS
    create_input, create_row = CatalogueIn, operations.create_company_role

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return all of them."""
        return queries.company_roles()


class ContractTypeViewSet(Creates):
    """Kinds of contracts."""

    scope = "contracts"
    rows: ClassVar[type[Rows]] = CatalogueOut
    orders = ORDERS
    create_input, create_row = CatalogueIn, operations.create_contract_type

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return all of them."""
        return queries.contract_types()


class ProductCategoryViewSet(Creates):
    """What leads are interested in."""

    scope = "leads"
    rows: ClassVar[type[Rows]] = CatalogueOut
    orders = ORDERS
    create_input, create_row = CatalogueIn, operations.create_product_category

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return all of them."""
        return queries.product_categories()


class CampaignViewSet(Creates):
    """Campaigns that leads came from."""

    scope = "leads"
    rows: ClassVar[type[Rows]] = CampaignOut
    orders = ORDERS
    create_input, create_row = CampaignIn, operations.create_campaign

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return all of them."""
        return queries.campaigns()


class TagViewSet(Creates):
    """Words for leads."""

    scope = "leads"
    rows: ClassVar[type[Rows]] = TagOut
    orders = ORDERS
    create_input, create_row = TagIn, operations.create_tag

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return all of them."""
        return queries.tags()
