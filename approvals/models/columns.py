"""Columns that a template and a request have in common: a request keeps those it began with."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from approvals.vocabulary import LONGEST_WAIT, SHORTEST_WAIT, CommentRule, Mode, OnExpiry

_SECONDS = [MinValueValidator(SHORTEST_WAIT), MaxValueValidator(LONGEST_WAIT)]


class Terms(models.Model):
    """How long a request waits, how silence counts, what voters must say."""

    comment_rule = models.CharField(max_length=16, choices=CommentRule, default=CommentRule.NEVER)
    expires_seconds = models.BigIntegerField(null=True, blank=True, validators=_SECONDS)
    on_expiry = models.CharField(max_length=8, choices=OnExpiry, default=OnExpiry.REJECT)
    remind_seconds = models.BigIntegerField(null=True, blank=True, validators=_SECONDS)
    pauses_sla = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Counting(models.Model):
    """One step: its place in the order, and how many of its voters must approve."""

    position = models.PositiveSmallIntegerField(default=1)
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.ALL)
    percent = models.PositiveSmallIntegerField(
        default=100, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        abstract = True
