"""What hangs on many tickets at once, each in one statement, for lists that show much of each."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from audit.actor import Actor
from files.models import FileLink
from tickets import policies
from tickets.models import CustomValue, Followup, SlaClock, Ticket
from tickets.vocabulary import ClockSide, FollowupKind

TALK = (FollowupKind.MESSAGE, FollowupKind.NOTE, FollowupKind.SOLUTION)


@dataclass(frozen=True, kw_only=True)
class HeldValue:
    """One value of a custom field: its text, and the choice or item it stands for."""

    kind: str
    is_multiple: bool
    text: str
    option_hash: str | None
    option_name: str | None
    ci_id: int | None


def held_values(ticket_ids: Collection[int]) -> dict[int, dict[int, list[HeldValue]]]:
    """Return {ticket: {custom field: values in their order}}."""
    rows = CustomValue.objects.filter(ticket__in=ticket_ids).order_by("field_id", "position")
    found: dict[int, dict[int, list[HeldValue]]] = {}
    for ticket_id, field_id, kind, is_multiple, text, option_hash, name, ci_id in rows.values_list(
        "ticket_id",
        "field_id",
        "field__kind",
        "field__is_multiple",
        "text",
        "option__hash",
        "option__name",
        "ci_id",
    ):
        value = HeldValue(
            kind=kind,
            is_multiple=is_multiple,
            text=text,
            option_hash=option_hash,
            option_name=name,
            ci_id=ci_id,
        )
        found.setdefault(ticket_id, {}).setdefault(field_id, []).append(value)
    return found


def own_files(ticket_ids: Collection[int]) -> dict[int, list[int]]:
    """Return {ticket: numbers of the files that hang on it, not on its lines}."""
    return _files(Ticket, ticket_ids)


def line_files(line_ids: Collection[int]) -> dict[int, list[int]]:
    """Return {followup: numbers of its files}."""
    return _files(Followup, line_ids)


def _files(model: type[Ticket] | type[Followup], keys: Collection[int]) -> dict[int, list[int]]:
    noun = ContentType.objects.get_for_model(model)
    links = FileLink.objects.filter(noun=noun, object_id__in=keys, file__deleted_at=None)
    found: dict[int, list[int]] = {}
    for key, file_id in links.order_by("file_id").values_list("object_id", "file_id"):
        found.setdefault(key, []).append(file_id)
    return found


def talk_of(actor: Actor, ticket_ids: Collection[int]) -> QuerySet[Followup]:
    """Return the messages, notes and solutions of visible tickets that the actor may read, oldest
    first.
    """
    lines = Followup.objects.filter(ticket__in=ticket_ids, kind__in=TALK, deleted_at=None)
    lines = lines.order_by("ticket_id", "message_ordinal", "id")
    return lines if policies.reads_internal(actor) else lines.filter(is_public=True)


def promises_used(ticket_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Return {ticket: {metric: percent used of the promise to the customer, as last counted}}."""
    clocks = SlaClock.objects.filter(ticket__in=ticket_ids, side=ClockSide.SLA)
    found: dict[int, dict[str, int]] = {}
    for ticket_id, metric, elapsed, target in clocks.values_list(
        "ticket_id", "metric", "elapsed_seconds", "target_seconds"
    ):
        if target:
            found.setdefault(ticket_id, {})[metric] = elapsed * 100 // target
    return found
