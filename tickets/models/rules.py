"""Rules (triggers): what follows by itself from what happens to a ticket, and the log of it."""

from django.db import models

from audit.columns import Row, Trash
from tickets.models.ticket import Ticket
from tickets.vocabulary import RuleEvent, RunOutcome


class Rule(Row, Trash):
    """When `event` happens and all `conditions` hold, the `actions` are done, rules in order.

    Conditions are {"field", "operator", "value"}, actions {"action", "value"}; the words are those
    of tickets.automation.
    """

    name = models.CharField(max_length=255)
    event = models.CharField(max_length=16, choices=RuleEvent)
    conditions = models.JSONField(default=list, blank=True)
    actions = models.JSONField(default=list, blank=True)
    position = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["event", "position"], name="rule_event")]

    def __str__(self) -> str:
        return self.name


class RuleRun(Row):
    """One run of a rule on a ticket, because of an entry of the journal."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="runs")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="rule_runs")
    entry_id = models.BigIntegerField(null=True, blank=True)
    ran_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=RunOutcome, default=RunOutcome.DONE)
    message = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["ran_at"], name="rulerun_at"),
            models.Index(fields=["rule", "ran_at"], name="rulerun_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} on #{self.ticket_id}"
