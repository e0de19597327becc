"""Write rules. What a rule may ask and do is a closed list; nothing else is stored."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.drafts import UNSET, Unset
from accounts.policies import require_desk_wide
from audit.actor import Actor
from audit.columns import apply_values, check
from audit.journal import record
from audit.versions import require_unchanged
from tickets.models import Rule, RuleRun, Ticket
from tickets.vocabulary import RULE_ACTIONS, RULE_FIELDS, RULE_OPERATORS, RunOutcome

RIGHT = "setting.manage"
MOST_PARTS = 20
LARGEST_NUMBER = 2**63


@transaction.atomic
def create_rule(
    actor: Actor,
    *,
    name: str,
    event: str,
    conditions: Sequence[dict[str, Any]] = (),
    actions: Sequence[dict[str, Any]],
    position: int = 0,
    is_active: bool = True,
) -> Rule:
    """Add a rule. Records "rule.created". Raises ValidationError for unknown words."""
    require_desk_wide(actor, RIGHT)
    rule = Rule(
        name=name,
        event=event,
        conditions=list(conditions),
        actions=list(actions),
        position=position,
        is_active=is_active,
    )
    _check(rule)
    rule.save(force_insert=True)
    record(actor, "rule.created", rule, {"name": [None, name], "event": [None, event]})
    return rule


@transaction.atomic
def update_rule(
    actor: Actor,
    rule_id: int,
    *,
    name: str | Unset = UNSET,
    event: str | Unset = UNSET,
    conditions: Sequence[dict[str, Any]] | Unset = UNSET,
    actions: Sequence[dict[str, Any]] | Unset = UNSET,
    position: int | Unset = UNSET,
    is_active: bool | Unset = UNSET,
) -> Rule:
    """Change what is given of a rule. Records "rule.updated" with what differs."""
    require_desk_wide(actor, RIGHT)
    rule = Rule.objects.select_for_update().get(pk=rule_id, deleted_at=None)
    require_unchanged(actor, rule)
    wanted = {
        "name": name,
        "event": event,
        "conditions": conditions,
        "actions": actions,
        "position": position,
        "is_active": is_active,
    }
    changes = apply_values(rule, {key: each for key, each in wanted.items() if each is not UNSET})
    if changes:
        _check(rule)
        rule.updated_at = timezone.now()
        rule.save()
        record(actor, "rule.updated", rule, changes)
    return rule


@transaction.atomic
def delete_rule(actor: Actor, rule_id: int) -> None:
    """Put a rule in the trash; the log of its runs stays. Records "rule.deleted"."""
    require_desk_wide(actor, RIGHT)
    rule = Rule.objects.select_for_update().get(pk=rule_id, deleted_at=None)
    require_unchanged(actor, rule)
    rule.deleted_at = rule.updated_at = timezone.now()
    rule.save(update_fields=["deleted_at", "updated_at"])
    record(actor, "rule.deleted", rule, {"deleted_at": [None, rule.deleted_at.isoformat()]})


def log_run(
    rule: Rule, ticket: Ticket, entry_id: int, outcome: RunOutcome, message: str = ""
) -> RuleRun:
    """Write down one run of a rule."""
    return RuleRun.objects.create(
        rule=rule,
        ticket=ticket,
        entry_id=entry_id,
        ran_at=timezone.now(),
        outcome=outcome,
        message=message,
    )


def _check(rule: Rule) -> None:
    check(rule)
    if not rule.actions or len(rule.actions) > MOST_PARTS or len(rule.conditions) > MOST_PARTS:
        message = _("A rule has 1 to %(number)s actions and at most as many conditions.")
        raise ValidationError(message % {"number": MOST_PARTS}, code="parts")
    for condition in rule.conditions:
        if (
            set(condition) != {"field", "operator", "value"}
            or condition["field"] not in RULE_FIELDS
            or condition["operator"] not in RULE_OPERATORS
        ):
            raise ValidationError(
                {"conditions": ValidationError(_("Unknown words."), code="words")}
            )
        if not _fits(condition["operator"], condition["value"]):
            raise ValidationError(
                {"conditions": ValidationError(_("No such value."), code="value")}
            )
    for action in rule.actions:
        if set(action) != {"action", "value"} or action["action"] not in RULE_ACTIONS:
            raise ValidationError({"actions": ValidationError(_("Unknown words."), code="words")})
        if not _is_plain(action["value"]):
            raise ValidationError({"actions": ValidationError(_("No such value."), code="value")})


def _fits(operator: str, value: Any) -> bool:
    """Tell whether a condition could ever be asked: a rule that breaks stops those behind it."""
    if operator == "in":
        return isinstance(value, list) and all(_is_plain(each) for each in value)
    if operator == "at_least":
        return str(value).isascii() and str(value).isdigit()
    return _is_plain(value)


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | None) or (isinstance(value, int) and abs(value) < LARGEST_NUMBER)
