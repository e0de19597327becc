"""What an item cost, and how long its maker stands for it."""

from django.db import models

from assets.models.item import ConfigurationItem
from audit.columns import Carrying, Row
from crm.models import Company
from crm.models.catalogue import money_field


class FinancialRecord(Row, Carrying):
    """Purchase, warranty and depreciation of an item; months are whole."""

    ci = models.OneToOneField(ConfigurationItem, on_delete=models.CASCADE, related_name="finance")
    bought_on = models.DateField(null=True, blank=True)
    used_on = models.DateField(null=True, blank=True)
    ordered_on = models.DateField(null=True, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    inventoried_on = models.DateField(null=True, blank=True)
    warranty_on = models.DateField(null=True, blank=True)
    decommissioned_at = models.DateTimeField(null=True, blank=True)
    warranty_months = models.IntegerField(default=0)
    warranty_info = models.CharField(max_length=255, blank=True, default="")
    supplier = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    order_number = models.CharField(max_length=255, blank=True, default="")
    delivery_number = models.CharField(max_length=255, blank=True, default="")
    asset_number = models.CharField(max_length=255, blank=True, default="")
    bill = models.CharField(max_length=255, blank=True, default="")
    value_amount = money_field()
    warranty_amount = money_field()
    sink_months = models.IntegerField(default=0)
    sink_type = models.IntegerField(default=0)
    sink_coefficient = models.FloatField(default=0)
    comment = models.TextField(blank=True, default="")
    alert = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"Finances of {self.ci}"
