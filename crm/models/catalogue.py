"""Catalogue columns, and money columns with bounds."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from audit.columns import Carrying, Row


class Catalogue(Row, Carrying):
    """A row to choose from: a name and a comment."""

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


def money_field() -> Any:
    """Return a column for an amount: 20 digits, 4 of them behind the point."""
    return models.DecimalField(max_digits=20, decimal_places=4, default=Decimal(0))


def percent_field(*, highest: int | None = None) -> Any:
    """Return a column for a rate in percent, 0 or more."""
    bounds: list[Any] = [MinValueValidator(Decimal(0))]
    if highest is not None:
        bounds.append(MaxValueValidator(Decimal(highest)))
    return models.DecimalField(
        max_digits=20, decimal_places=4, default=Decimal(0), validators=bounds
    )
