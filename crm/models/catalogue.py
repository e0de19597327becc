"""Catalogue columns, and money columns with bounds."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.models import Scoped, Tree
from audit.columns import Carrying, Row
from crm.vocabulary import HIGHEST_AMOUNT, HIGHEST_PERCENT


class Catalogue(Row, Carrying):
    """A row to choose from: a name and a comment."""

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class State(Row, Scoped, Tree, Carrying):
    """Where in its life a thing or a contract is: in stock, in use, retired.

    `visible_in` says for which classes it may be chosen; a class that is not named may.
    """

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")
    visible_in = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.full_name or self.name


def money_field(*, default: int = 0) -> Any:
    """Return a column for an amount with 4 places behind the point."""
    return _decimal(default, lowest=-HIGHEST_AMOUNT, highest=HIGHEST_AMOUNT)


def percent_field(*, highest: Decimal = HIGHEST_PERCENT) -> Any:
    """Return a column for a rate in percent, 0 or more."""
    return _decimal(0, lowest=Decimal(0), highest=highest)


def _decimal(default: int, *, lowest: Decimal, highest: Decimal) -> Any:
    return models.DecimalField(
        max_digits=20,
        decimal_places=4,
        default=Decimal(default),
        validators=[MinValueValidator(lowest), MaxValueValidator(highest)],
    )
