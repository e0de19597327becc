"""Invoices with their lines, and the counters that number them."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q

from accounts.models import Entity, Scoped, User
from audit.columns import Carrying, Row
from crm.models.catalogue import money_field, percent_field
from crm.models.company import Company
from crm.models.project import ProjectTask
from crm.vocabulary import TAX_LENGTH, InvoiceDirection, InvoiceState, Language, currency_form


class Invoice(Row, Scoped, Carrying):
    """What a company owes us (sent) or we owe it (received). Never deleted, only canceled.

    `tax_text` may name several rates as it was received, `tax_percent` is the first of them.
    """

    number = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    project_task = models.ForeignKey(
        ProjectTask, null=True, blank=True, on_delete=models.SET_NULL, related_name="invoices"
    )
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.PROTECT, related_name="invoices"
    )
    tax_text = models.CharField(max_length=TAX_LENGTH, blank=True, default="")
    tax_percent = percent_field()
    withholding_percent = percent_field(highest=Decimal(100))
    discount_percent = percent_field(highest=Decimal(100))
    currency = models.CharField(max_length=3, blank=True, default="", validators=[currency_form])
    description = models.TextField(blank=True, default="")
    reference = models.TextField(blank=True, default="")
    internal_note = models.TextField(blank=True, default="")
    is_locked = models.BooleanField(default=False)
    locked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    issued_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=16, choices=InvoiceState, default=InvoiceState.PENDING)
    direction = models.CharField(
        max_length=16, choices=InvoiceDirection, default=InvoiceDirection.SENT
    )
    language = models.CharField(max_length=8, choices=Language, default=Language.ENGLISH)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(paid_on=None) | Q(state=InvoiceState.PAID),
                name="invoice_paid_on_only_when_paid",
            ),
            models.CheckConstraint(
                condition=Q(locked_by=None) | Q(is_locked=True),
                name="invoice_locker_only_when_locked",
            ),
        ]
        indexes = [
            models.Index(fields=["direction", "-issued_on", "-number"], name="invoice_latest"),
            models.Index(fields=["state"], name="invoice_state"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def payment_on(self) -> date | None:
        """The day of payment: expected until the invoice is paid, then the real one."""
        return self.paid_on if self.state == InvoiceState.PAID else self.due_on


class InvoiceLine(models.Model):
    """One thing charged: `amount` each, without tax."""

    id = models.BigAutoField(primary_key=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    concept = models.CharField(max_length=500, blank=True, default="")
    amount = money_field()
    quantity = money_field(default=1)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoiceline_position")
        ]

    def __str__(self) -> str:
        return self.concept


class InvoiceCounter(models.Model):
    """The last number given out in an entity and year; locked while the next is taken."""

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "year"], name="invoicecounter_once")
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.year}: {self.last_number}"
