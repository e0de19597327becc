"""Rules: what follows by itself from what happens to tickets. Conditions and actions are closed
lists.

A rule acts through the same operations as people, as the actor "rule", and its entries are caused
by the entry it followed. Chains end after MOST_STEPS; every run is logged.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction

from accounts.queries import visible_groups, visible_users
from audit.actor import Actor
from audit.models import JournalEntry
from tickets import queries
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.models import Rule, Ticket
from tickets.operations import add_followup, add_person, hand_over, update_ticket
from tickets.operations.rules import log_run
from tickets.vocabulary import Category, FollowupKind, Role, RuleEvent, RunOutcome

MOST_STEPS = 5
REFUSALS = (ValidationError, PermissionDenied, ObjectDoesNotExist)

FIELDS: dict[str, Callable[[Ticket], Any]] = {
    "kind": lambda ticket: ticket.kind,
    "priority": lambda ticket: ticket.priority,
    "status": lambda ticket: ticket.status.code or ticket.status_id,
    "category": lambda ticket: ticket.category_id,
    "group": lambda ticket: ticket.support_group_id,
    "assignee": lambda ticket: ticket.assignee_id,
    "requester": lambda ticket: ticket.requester_id,
    "location": lambda ticket: ticket.location_id,
    "source": lambda ticket: ticket.source.code if ticket.source is not None else None,
    "title": lambda ticket: ticket.title,
    "description": lambda ticket: ticket.description,
}


def _contains(value: Any, wanted: Any) -> bool:
    return str(wanted).casefold() in str(value or "").casefold()


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "is": lambda value, wanted: value == wanted,
    "is_not": lambda value, wanted: value != wanted,
    "in": lambda value, wanted: isinstance(wanted, list) and value in wanted,
    "contains": _contains,
    "at_least": lambda value, wanted: isinstance(value, int) and value >= int(wanted),
}


def _patch(actor: Actor, ticket: Ticket, **values: Any) -> None:
    update_ticket(actor, ticket.pk, TicketPatch(**values))


ACTIONS: dict[str, Callable[[Actor, Ticket, Any], Any]] = {
    "set_priority": lambda actor, ticket, value: _patch(actor, ticket, priority=int(value)),
    "set_kind": lambda actor, ticket, value: _patch(actor, ticket, kind=str(value)),
    "set_status": lambda actor, ticket, value: _patch(
        actor, ticket, status=queries.status_by_code(str(value))
    ),
    "set_category": lambda actor, ticket, value: _patch(
        actor, ticket, category=queries.categories().get(pk=value)
    ),
    "assign_person": lambda actor, ticket, value: _patch(
        actor, ticket, assignee=visible_users(actor).get(pk=value)
    ),
    "assign_group": lambda actor, ticket, value: hand_over(
        actor, ticket.pk, group=visible_groups(actor).get(pk=value, is_support=True)
    ),
    "add_observer": lambda actor, ticket, value: add_person(
        actor, ticket.pk, visible_users(actor).get(pk=value), Role.OBSERVER
    ),
    "add_note": lambda actor, ticket, value: add_followup(
        actor,
        ticket.pk,
        FollowupDraft(body=str(value), kind=FollowupKind.NOTE, is_public=False),
    ),
}


def events_of(entry: JournalEntry) -> set[str]:
    """Return what an entry about a ticket is to rules."""
    if entry.verb == "ticket.created":
        return {RuleEvent.CREATED}
    if entry.verb == "ticket.followup_added":
        return {RuleEvent.COMMENTED}
    if entry.verb != "ticket.updated":
        return set()
    found: set[str] = {RuleEvent.UPDATED}
    if {"assignee", "support_group"} & set(entry.changes):
        found.add(RuleEvent.ASSIGNED)
    if "status" in entry.changes:
        category = {status.pk: status.category for status in queries.statuses()}
        old, new = (category.get(key) for key in entry.changes["status"])
        if new == Category.RESOLVED != old:
            found.add(RuleEvent.SOLVED)
        if new == Category.CLOSED != old:
            found.add(RuleEvent.CLOSED)
    return found


def run_rules(entry: JournalEntry) -> int:
    """Run the rules that follow an entry, in their order; returns how many fitted.

    Each sees what the one before did, and stands alone: a refusal undoes that rule only.
    """
    events = events_of(entry)
    rules = list(queries.rules().filter(event__in=events, is_active=True)) if events else []
    steps = _steps(entry) if rules else 0
    count = 0
    for rule in rules:
        ticket = (
            Ticket.objects.select_related("status", "source")
            .filter(pk=entry.object_id, deleted_at=None)
            .first()
        )
        if ticket is None:
            break
        if not fits(rule, ticket):
            continue
        count += 1
        if steps >= MOST_STEPS:
            log_run(rule, ticket, entry.pk, RunOutcome.TOO_DEEP)
            continue
        _run(rule, ticket, entry)
    return count


def follow_rules(entry: JournalEntry) -> None:
    """Do what the desk's rules say, a moment after something happened to a ticket."""
    run_rules(entry)


def fits(rule: Rule, ticket: Ticket) -> bool:
    """Tell whether all conditions of a rule hold for a ticket."""
    return all(
        OPERATORS[each["operator"]](FIELDS[each["field"]](ticket), each["value"])
        for each in rule.conditions
    )


def _run(rule: Rule, ticket: Ticket, entry: JournalEntry) -> None:
    actor = Actor.system("rule", caused_by=entry.pk)
    try:
        with transaction.atomic():
            for each in rule.actions:
                ACTIONS[each["action"]](actor, ticket, each["value"])
    except (*REFUSALS, ValueError, TypeError) as refusal:
        # what an administrator wrote into a rule does not fit this ticket: the log says so
        log_run(rule, ticket, entry.pk, RunOutcome.FAILED, str(refusal)[:1000])
    else:
        log_run(rule, ticket, entry.pk, RunOutcome.DONE)


def _steps(entry: JournalEntry) -> int:
    """Return how many entries of rules stand between this one and what people did."""
    steps, at = 0, entry
    while at.caused_by_id is not None and steps < MOST_STEPS:
        above = JournalEntry.objects.filter(pk=at.caused_by_id).first()
        if above is None:
            break
        steps, at = steps + (at.door == "system:rule"), above
    return steps
