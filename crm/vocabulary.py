"""Words of crm: stages, states, directions, languages; the form of money and of invoice numbers."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from accounts.vocabulary import ROOT_ENTITY

DUPLICATE_MARK = " (DUPED LEAD!)"
"""Stands behind name and comments of a lead whose e-mail another lead already has."""

PLACES = Decimal("0.0001")
CENT = Decimal("0.01")
NAME_LENGTH = 255
KEY_LENGTH = 765
"""A folded text of 255 characters may grow threefold."""

currency_form = RegexValidator(r"^[A-Z]{3}\Z", "Three capital letters (ISO 4217).", code="currency")

HIGHEST_AMOUNT = Decimal("99999999999.9999")
"""SQLite keeps 15 digits of a decimal; with more of them a row could not be read back."""
HIGHEST_PERCENT = Decimal(1000)

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
TAX_LENGTH = 64


class LeadStage(models.IntegerChoices):
    """How far a lead has come: up to 80 a percentage, above that the ways to end."""

    NEW = 0
    MEETING_ARRANGED = 20
    NEEDS_DISCOVERED = 40
    PROPOSAL_DELIVERED = 60
    OFFER_ACCEPTED = 80
    CLOSED_WITHOUT_RESPONSE = 100
    LOST = 101
    INVALID = 102
    WON = 200

    @classmethod
    def reached_at(cls, progress: int) -> "LeadStage":
        """Return the stage of this number, else the last open stage that is not above it."""
        if progress in cls.values:
            return cls(progress)
        return max(
            (stage for stage in cls if stage <= min(progress, cls.OFFER_ACCEPTED)), default=cls.NEW
        )


class InvoiceState(models.TextChoices):
    """What has become of an invoice."""

    PENDING = "pending"
    PAID = "paid"
    CANCELED = "canceled"


class InvoiceDirection(models.TextChoices):
    """Whether we ask for the money or owe it."""

    SENT = "sent"
    RECEIVED = "received"


class Language(models.TextChoices):
    """Languages in which leads and invoices are written to."""

    GERMAN = "de"
    ENGLISH = "en_GB"
    SPANISH = "es"
    FRENCH = "fr"
    POLISH = "pl"
    RUSSIAN = "ru"
    CHINESE = "zh_CN"


class SubscriptionStatus(models.TextChoices):
    """Whether an address gets a newsletter."""

    OK = "ok"
    OFF = "off"


class Renewal(models.TextChoices):
    """What happens when a contract's time is over."""

    NEVER = "never"
    TACIT = "tacit"
    EXPRESS = "express"


def to_money(amount: Decimal) -> Decimal:
    """Return the amount with the four places that are stored, halves away from zero.

    What is no number in the column's range comes back unchanged, for full_clean to refuse.
    """
    try:
        return amount.quantize(PLACES, rounding=ROUND_HALF_UP)
    except InvalidOperation:
        return amount


def currency_or_own(currency: str, amount: Decimal) -> str:
    """Return the currency, or the desk's own for an amount that came without one."""
    return currency or (settings.DESK_CURRENCY if amount else "")


def first_percent(tax_text: str) -> Decimal:
    """Return the first rate in a text of one or several ("21", "10;4"), 0 when there is none."""
    found = _NUMBER.search(tax_text[:TAX_LENGTH])
    percent = to_money(Decimal(found.group())) if found else Decimal(0)
    return percent if percent <= HIGHEST_PERCENT else Decimal(0)


def invoice_number(entity_id: int, year: int, position: int) -> str:
    """Return a number that the desk gives: "2026-00001", in entity 7 "7/2026-00001"."""
    number = f"{year}-{position:05d}"
    return number if entity_id == ROOT_ENTITY else f"{entity_id}/{number}"
