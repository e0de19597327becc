"""Leads: people who may become customers. A lead's history is its journal."""

from typing import ClassVar

from django.db import models

from accounts.models import Scoped, User
from audit.columns import Carrying, Row, Trash
from crm.models.catalogue import Catalogue, money_field
from crm.models.company import Company
from crm.vocabulary import KEY_LENGTH, NAME_LENGTH, Language, LeadStage, currency_form


class Campaign(Catalogue):
    """What leads came from: a fair, a mailing, an advertisement."""

    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    cost_amount = money_field()
    currency = models.CharField(max_length=3, blank=True, default="", validators=[currency_form])


class ProductCategory(Catalogue):
    """What a lead is interested in."""

    class Meta:
        verbose_name_plural = "product categories"


class Tag(Row):
    """A word on leads; unique without case."""

    FOLDED: ClassVar[dict[str, str]] = {"name": "name_key"}

    name = models.CharField(max_length=255)
    name_key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)

    def __str__(self) -> str:
        return self.name


class Lead(Row, Scoped, Trash, Carrying):
    """A possible customer and how far we have come. `email_key` is the address without case."""

    FOLDED: ClassVar[dict[str, str]] = {"email": "email_key"}

    full_name = models.CharField(max_length=NAME_LENGTH)
    company_name = models.CharField(max_length=255, blank=True, default="")
    email = models.CharField(max_length=255)
    email_key = models.CharField(max_length=KEY_LENGTH, editable=False, db_index=True)
    country = models.CharField(max_length=255, blank=True, default="")
    phone = models.CharField(max_length=255, blank=True, default="")
    mobile = models.CharField(max_length=255, blank=True, default="")
    position = models.CharField(max_length=255, blank=True, default="")
    estimated_amount = money_field()
    currency = models.CharField(max_length=3, blank=True, default="", validators=[currency_form])
    stage = models.PositiveSmallIntegerField(
        choices=LeadStage, default=LeadStage.NEW, db_index=True
    )
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="leads"
    )
    category = models.ForeignKey(
        ProductCategory, null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    language = models.CharField(max_length=8, choices=Language)
    comments = models.TextField(blank=True, default="")
    tags = models.ManyToManyField(Tag, through="LeadTag", related_name="leads")

    def __str__(self) -> str:
        return self.full_name


class LeadTag(Row):
    """A tag on a lead."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="tag_links")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="lead_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead", "tag"], name="leadtag_once")]

    def __str__(self) -> str:
        return f"{self.tag} on {self.lead}"
