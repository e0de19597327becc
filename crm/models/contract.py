"""Contracts with companies, and what they cover."""

from calendar import monthrange
from datetime import date, timedelta

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from accounts.models import Location, Scoped
from audit.columns import Carrying, Row, Trash
from crm.models.catalogue import Catalogue, State, money_field
from crm.models.company import Company
from crm.vocabulary import Renewal, currency_form


class ContractType(Catalogue):
    """Kind of contract: maintenance, lease, licence …"""


class Contract(Row, Scoped, Trash, Carrying):
    """An agreement with a company. A private one is seen by holders of contract.manage only."""

    name = models.CharField(max_length=255)
    number = models.CharField(max_length=255, blank=True, default="", db_index=True)
    type = models.ForeignKey(
        ContractType, null=True, blank=True, on_delete=models.PROTECT, related_name="contracts"
    )
    comment = models.TextField(blank=True, default="")
    accounting_number = models.CharField(max_length=255, blank=True, default="")
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.ForeignKey(
        State, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.PROTECT, related_name="contracts"
    )
    begins_on = models.DateField(null=True, blank=True)
    duration_months = models.PositiveIntegerField(default=0)
    notice_months = models.PositiveIntegerField(default=0)
    periodicity_months = models.PositiveIntegerField(default=0)
    billing_months = models.PositiveIntegerField(default=0)
    renewal = models.CharField(max_length=8, choices=Renewal, default=Renewal.NEVER)
    amount = money_field()
    currency = models.CharField(max_length=3, blank=True, default="", validators=[currency_form])
    is_private = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    @property
    def ends_on(self) -> date | None:
        """The last day, or None for a contract without begin or end."""
        if self.begins_on is None or self.duration_months == 0:
            return None
        months = self.begins_on.month - 1 + self.duration_months
        year, month = self.begins_on.year + months // 12, months % 12 + 1
        if year > date.max.year:
            return None
        if self.begins_on.day > monthrange(year, month)[1]:
            return date(year, month, monthrange(year, month)[1])
        return date(year, month, self.begins_on.day) - timedelta(days=1)


class ContractCost(Row, Carrying):
    """What a contract costs beside its amount: a fee, a longer term, more people."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="costs")
    name = models.CharField(max_length=255, blank=True, default="")
    comment = models.TextField(blank=True, default="")
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    amount = money_field()

    def __str__(self) -> str:
        return self.name


class ContractLink(Row):
    """A row of any app that a contract covers; its model declares the GenericRelation."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="links")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    owner = GenericForeignKey("content_type", "object_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "content_type", "object_id"], name="contractlink_once"
            )
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="contractlink_owner")]

    def __str__(self) -> str:
        return f"{self.contract} on {self.content_type} {self.object_id}"
