"""Statuses, forms and their fields."""

from django.db.models import Q, QuerySet

from accounts import policies as accounts_policies
from accounts.models import Group
from audit.actor import Actor
from tickets.models import CustomValue, FormField, Status, Ticket, TicketForm


def statuses() -> list[Status]:
    """Return all statuses in their order (one statement)."""
    return list(Status.objects.order_by("position", "id"))


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
