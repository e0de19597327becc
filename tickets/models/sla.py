"""Promises about time: policies with targets, the clocks of tickets, and what they set off."""

from django.db import models
from django.db.models import Q

from accounts.models import Calendar, Entity, Group, Scoped
from audit.columns import Carrying, Row, Trash
from crm.models import Company, Contract
from tickets.models.catalogue import TicketCategory
from tickets.models.ticket import Ticket
from tickets.vocabulary import (
    ClockMetric,
    ClockSide,
    Kind,
    Priority,
    SlaEventKind,
    TargetUnit,
    WaitingReason,
)


def every_reason() -> list[str]:
    """Return all reasons of waiting: by default each of them stops the clocks."""
    return list(WaitingReason.values)


class SlaPolicy(Row, Scoped, Trash, Carrying):
    """Which tickets are promised what. An empty scope key fits every ticket.

    Of the policies that fit, the lowest rank wins, then the one with the most keys, then the older.
    One that `is_by_choice` fits only tickets that name it.
    """

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")
    rank = models.IntegerField(default=100)
    is_active = models.BooleanField(default=True)
    is_by_choice = models.BooleanField(default=False)
    calendar = models.ForeignKey(
        Calendar, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    uses_ticket_calendar = models.BooleanField(default=False)
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    contract = models.ForeignKey(
        Contract, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    category = models.ForeignKey(
        TicketCategory, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    priority = models.PositiveSmallIntegerField(choices=Priority, null=True, blank=True)
    kind = models.CharField(max_length=16, choices=Kind, null=True, blank=True)
    pausing_reasons = models.JSONField(default=every_reason, blank=True)

    class Meta:
        verbose_name = "SLA policy"
        verbose_name_plural = "SLA policies"
        ordering = ["rank", "id"]

    def __str__(self) -> str:
        return self.name


class SlaTarget(Row):
    """One promise of a policy: so much time until the first response or the solution."""

    policy = models.ForeignKey(SlaPolicy, on_delete=models.CASCADE, related_name="targets")
    name = models.CharField(max_length=255, blank=True, default="")
    comment = models.TextField(blank=True, default="")
    metric = models.CharField(max_length=12, choices=ClockMetric)
    side = models.CharField(max_length=4, choices=ClockSide, default=ClockSide.SLA)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=8, choices=TargetUnit, default=TargetUnit.HOUR)
    ends_with_working_day = models.BooleanField(default=False)
    calendar = models.ForeignKey(
        Calendar, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    warn_percent = models.PositiveSmallIntegerField(default=80)

    class Meta:
        verbose_name = "SLA target"
        constraints = [
            models.UniqueConstraint(fields=["policy", "metric", "side"], name="slatarget_once"),
            models.CheckConstraint(
                condition=Q(warn_percent__gte=1, warn_percent__lte=100), name="slatarget_warn"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.policy}: {self.metric} ({self.side})"


class SlaTerms(models.Model):
    """All that decides how clocks count, as it was at some time: calendar with holidays, reasons of
    pauses, warning. Never changed: a stopped clock is explained by the terms it was counted by.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=64, unique=True)
    values = models.JSONField()

    class Meta:
        verbose_name = "SLA terms"
        verbose_name_plural = "SLA terms"

    def __str__(self) -> str:
        return self.key[:8]


class SlaClock(Row):
    """A running or finished promise on a ticket (explained by queries.explain).

    `elapsed_seconds` and `paused_seconds` are working seconds counted until `counted_at` (the
    stop of a stopped clock). `run` grows with each new start, so that events fire once a run.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="clocks")
    policy = models.ForeignKey(
        SlaPolicy, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    target = models.ForeignKey(
        SlaTarget, null=True, blank=True, on_delete=models.SET_NULL, related_name="clocks"
    )
    metric = models.CharField(max_length=12, choices=ClockMetric)
    side = models.CharField(max_length=4, choices=ClockSide, default=ClockSide.SLA)
    calendar = models.ForeignKey(
        Calendar, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    terms = models.ForeignKey(
        SlaTerms, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    run = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    target_seconds = models.BigIntegerField(default=0)
    warn_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    elapsed_seconds = models.BigIntegerField(default=0)
    paused_seconds = models.BigIntegerField(default=0)
    counted_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    is_manual = models.BooleanField(default=False)

    class Meta:
        verbose_name = "SLA clock"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "metric", "side"], name="slaclock_once")
        ]
        indexes = [
            # what warns and what breaches next
            models.Index(fields=["warn_at"], name="slaclock_warn", condition=Q(stopped_at=None)),
            models.Index(fields=["due_at"], name="slaclock_due", condition=Q(stopped_at=None)),
            models.Index(fields=["breached_at"], name="slaclock_breached"),
        ]

    def __str__(self) -> str:
        return f"{self.metric} ({self.side}) of #{self.ticket_id}"


class SlaPause(Row):
    """A time in which the clocks of a ticket stood: waiting, resolved, closed, or switched off."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="pauses")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    status_name = models.CharField(max_length=64, blank=True, default="")
    reason = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        verbose_name = "SLA pause"
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(ends_at=None), name="slapause_one_open"
            )
        ]
        indexes = [models.Index(fields=["ticket", "begins_at"], name="slapause_ticket")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.status_name} {self.reason}".strip()


class SlaEvent(Row):
    """A warning or a breach; the key makes it fire once a run, whatever the clock on the wall
    does.
    """

    clock = models.ForeignKey(SlaClock, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=8, choices=SlaEventKind)
    run = models.PositiveIntegerField()
    due_at = models.DateTimeField()

    class Meta:
        verbose_name = "SLA event"
        constraints = [
            models.UniqueConstraint(fields=["clock", "kind", "run"], name="slaevent_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of clock {self.clock_id}"


class SlaRecalculation(Row):
    """A pass over all open tickets after a change of policies or calendars, with its progress."""

    reason = models.CharField(max_length=255, blank=True, default="")
    entity = models.ForeignKey(
        Entity, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    total_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    last_ticket_id = models.BigIntegerField(default=0)
    lease_until_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "SLA recalculation"

    def __str__(self) -> str:
        return f"{self.reason}: {self.done_count} of {self.total_count}"


class SlaSample(models.Model):
    """At a moment the promise was met or not, as another desk checked it."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="sla_samples")
    at = models.DateTimeField()
    is_met = models.BooleanField()

    class Meta:
        verbose_name = "SLA sample"
        indexes = [models.Index(fields=["ticket", "at"], name="slasample_ticket")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {'met' if self.is_met else 'missed'}"
