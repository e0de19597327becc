"""Statuses, forms and their fields."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from accounts import policies as accounts_policies
from accounts.models import Group
from audit.actor import Actor
from tickets.models import CustomField, CustomValue, FormField, Status, Ticket, TicketForm
from tickets.vocabulary import STATUS_NAMES


def statuses() -> list[Status]:
    """Return all statuses in their order (one statement)."""
    return list(Status.objects.order_by("position", "id"))


def status_name(status: Status) -> str:
    """Return a status in the reader's language: a built-in name, or what was set up for it."""
    if status.code in STATUS_NAMES:
        return str(STATUS_NAMES[status.code])
    language = get_language() or ""
    named = status.name_i18n.get(language) or status.name_i18n.get(language.split("-")[0])
    return str(named or status.name)


def custom_labels(keys: Iterable[int]) -> dict[int, str]:
    """Return {custom field: its label} (one statement, none without keys)."""
    wanted = set(keys)
    if not wanted:
        return {}
    return dict(CustomField.objects.filter(pk__in=wanted).values_list("pk", "label"))


def status_by_code(code: str) -> Status:
    """Return a built-in status."""
    return Status.objects.get(code=code)


def forms(actor: Actor) -> QuerySet[TicketForm]:
    """Return the forms the actor may use: those for everybody and those of visible groups."""
    if accounts_policies.is_administrator(actor):
        return TicketForm.objects.order_by("id")
    groups = Group.objects.filter(accounts_policies.visible_groups(actor)).values("pk")
    from_groups = TicketForm.objects.filter(groups__in=groups).values("pk")
    return (
        TicketForm.objects.filter(Q(groups=None) | Q(pk__in=from_groups)).distinct().order_by("id")
    )


def form_fields(form_id: int) -> list[FormField]:
    """Return the fields of a form in their order, with their custom field and its choices."""
    return list(
        FormField.objects.filter(form=form_id)
        .select_related("field", "parent_field", "parent_option")
        .prefetch_related("field__options", "field__places")
        .order_by("position", "id")
    )


def values_of(ticket: Ticket) -> dict[int, str]:
    """Return {custom field: text} of a visible ticket."""
    return dict(
        CustomValue.objects.filter(ticket=ticket, position=0).values_list("field_id", "text")
    )
