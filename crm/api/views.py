"""Companies, contacts, leads, invoices, contracts, newsletters."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from audit.actor import Actor
from crm import operations, queries
from crm.api import filters, inputs, shapes
from crm.models import Subscription
from crm.vocabulary import LeadStage
from doors.rest.inputs import Input, NoInput
from doors.rest.restores import Restores
from doors.rest.views import Creates, Nouns, Updates, Whole

ORDERS = ("id", "-id", "-updated_at", "updated_at")


class CompanyViewSet(Whole, Restores):
    """Companies that the caller may see."""

    scope = "companies"
    rows, filters, orders = shapes.CompanyOut, filters.CompanyFilters, (*ORDERS, "name", "-name")
    create_input, create_row = inputs.CompanyIn, operations.create_company
    update_input, update_row = inputs.CompanyPatchIn, operations.update_company
    delete_row, restore_row = operations.delete_company, operations.restore_company

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the companies the actor may see."""
        return queries.visible_companies(actor)


class ContactViewSet(Whole, Restores):
    """Contacts that the caller may see."""

    scope = "contacts"
    rows, filters, orders = shapes.ContactOut, filters.ContactFilters, ORDERS
    create_input, create_row = inputs.ContactIn, operations.create_contact
    update_input, update_row = inputs.ContactPatchIn, operations.update_contact
    delete_row, restore_row = operations.delete_contact, operations.restore_contact

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the contacts the actor may see."""
        return queries.visible_contacts(actor)


class LeadViewSet(Whole, Restores):
    """Leads that the caller may see."""

    scope = "leads"
    rows, filters, orders = shapes.LeadOut, filters.LeadFilters, ORDERS
    create_input, create_row = inputs.LeadIn, operations.create_lead
    update_input, update_row = inputs.LeadPatchIn, operations.update_lead
    delete_row, restore_row = operations.delete_lead, operations.restore_lead

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the leads the actor may see."""
        return queries.visible_leads(actor)

    @extend_schema(request=inputs.StageIn, responses=shapes.LeadOut)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Bring a lead to another stage."""
        stage = LeadStage(self.read_input(inputs.StageIn)["stage"])
        operations.move_lead(self.actor(), self.key(), stage)
        return self.shown(self.key())

    @extend_schema(request=inputs.TagsIn, responses=shapes.LeadOut)
    @action(detail=True, methods=["put"])
    def tags(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give a lead exactly these tags."""
        names = self.read_input(inputs.TagsIn)["tags"]
        operations.tag_lead(self.actor(), self.key(), names)
        return self.shown(self.key())


class ContractViewSet(Whole, Restores):
    """Contracts that the caller may see."""

    scope = "contracts"
    rows, filters, orders = shapes.ContractOut, filters.ContractFilters, (*ORDERS, "name")
    create_input, create_row = inputs.ContractIn, operations.create_contract
    update_input, update_row = inputs.ContractPatchIn, operations.update_contract
    delete_row, restore_row = operations.delete_contract, operations.restore_contract

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the contracts the actor may see."""
        return queries.visible_contracts(actor)


class PaymentIn(Input):
    """When an invoice was paid; today when left out."""

    draft = dict
    paid_on = serializers.DateField(required=False)


class InvoiceViewSet(Creates, Updates):
    """Invoices that the caller may see; they are cancelled, never deleted."""

    scope = "invoices"
    rows, filters, orders = shapes.InvoiceOut, filters.InvoiceFilters, ("-id", "id", "-updated_at")
    create_input, create_row = inputs.InvoiceIn, operations.create_invoice
    update_input, update_row = inputs.InvoicePatchIn, operations.update_invoice

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the invoices the actor may see."""
        return queries.visible_invoices(actor)

    @extend_schema(request=PaymentIn, responses=shapes.InvoiceOut)
    @action(detail=True, methods=["post"])
    def pay(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say that an invoice was paid."""
        operations.pay_invoice(self._changing(), self.key(), **self.read_input(PaymentIn))
        return self.shown(self.key())

    @extend_schema(request=NoInput, responses=shapes.InvoiceOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Cancel an invoice; its number stays taken."""
        operations.cancel_invoice(self._changing(), self.key(), **self.read_input(NoInput))
        return self.shown(self.key())

    @extend_schema(request=NoInput, responses=shapes.InvoiceOut)
    @action(detail=True, methods=["post"])
    def lock(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Lock an invoice against changes."""
        operations.lock_invoice(self._changing(), self.key(), **self.read_input(NoInput))
        return self.shown(self.key())

    @extend_schema(request=NoInput, responses=shapes.InvoiceOut)
    @action(detail=True, methods=["post"])
    def unlock(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Open a locked invoice again."""
        operations.unlock_invoice(self._changing(), self.key(), **self.read_input(NoInput))
        return self.shown(self.key())

    def _changing(self) -> Actor:
        return self.actor_for(self.get_queryset().model, self.key())


class NewsletterViewSet(Whole, Restores):
    """Newsletters that the caller manages."""

    scope = "newsletters"
    rows, orders = shapes.NewsletterOut, ORDERS
    create_input, create_row = inputs.NewsletterIn, operations.create_newsletter
    update_input, update_row = inputs.NewsletterPatchIn, operations.update_newsletter
    delete_row, restore_row = operations.delete_newsletter, operations.restore_newsletter

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the newsletters the actor may manage."""
        return queries.visible_newsletters(actor)


class SubscriptionViewSet(Nouns):
    """Addresses of the newsletter of the path."""

    scope = "newsletters"
    rows = shapes.SubscriptionOut
    create_input = inputs.SubscriptionIn

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the addresses of a newsletter that the actor may manage."""
        if getattr(self, "swagger_fake_view", False):
            return Subscription.objects.none()
        return queries.subscriptions_of(actor, self.key("newsletter_id"))

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put an address on the newsletter; one that is there comes back as it is."""
        self.get_queryset()
        draft = self.read_input(self.create_input)
        row = operations.subscribe(self.actor(), self.key("newsletter_id"), draft)
        return self.shown(row.pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take an address off the newsletter; its row stays, off."""
        row = self.get_queryset().get(pk=self.key())
        operations.unsubscribe(self.actor(), self.key("newsletter_id"), row.email)
        return Response(status=204)
