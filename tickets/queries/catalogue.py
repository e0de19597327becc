"""Statuses, categories, forms and their fields."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from accounts import policies as accounts_policies
from accounts.models import Group
from audit.actor import Actor
from tickets.models import (
    CustomField,
    CustomOption,
    CustomValue,
    FormField,
    Status,
    Ticket,
    TicketCategory,
    TicketForm,
)
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


def custom_fields_by_key(keys: Iterable[int]) -> dict[int, CustomField]:
    """Return {key: custom field} with label and kind (one statement, none without keys)."""
    wanted = set(keys)
    return CustomField.objects.only("label", "kind").in_bulk(wanted) if wanted else {}


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
    """Return {custom field: text} of a visible ticket; several values are a line each."""
    return values_by_ticket([ticket.pk]).get(ticket.pk, {})


def values_by_ticket(ticket_ids: Iterable[int]) -> dict[int, dict[int, str]]:
    """Return {ticket: {custom field: text}}, several values a line each (one statement)."""
    found: dict[int, dict[int, str]] = {}
    rows = CustomValue.objects.filter(ticket__in=list(ticket_ids)).order_by("field_id", "position")
    for ticket_id, field_id, text in rows.values_list("ticket_id", "field_id", "text"):
        texts = found.setdefault(ticket_id, {})
        texts[field_id] = f"{texts[field_id]}\n{text}" if field_id in texts else text
    return found


def visible_categories(actor: Actor) -> QuerySet[TicketCategory]:
    """Return the categories to choose from; customers see what is meant for them."""
    found = TicketCategory.objects.filter(deleted_at=None)
    person = actor.person
    is_customer = person is not None and not person.is_agent
    return found.filter(visible_to_customers=True) if is_customer else found


def templates_by_category(category_ids: Iterable[int], name: str) -> dict[int, list[int]]:
    """Return {category: templates of approvals} of one of its lists (one statement)."""
    links = getattr(TicketCategory, name).through.objects
    rows = links.filter(ticketcategory__in=list(category_ids))
    return _grouped(rows.values_list("ticketcategory_id", "approvaltemplate_id"))


def visible_custom_fields(actor: Actor) -> QuerySet[CustomField]:
    """Return the fields of the forms the actor may use; all for who sets the desk up."""
    if accounts_policies.may(actor, "setting.manage"):
        return CustomField.objects.all()
    usable = forms(actor).order_by().values("pk")
    placed = FormField.objects.filter(form__in=usable).values("field")
    return CustomField.objects.filter(pk__in=placed)


def options_by_field(field_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Return {custom field: its choices} (one statement)."""
    rows = CustomOption.objects.filter(field__in=list(field_ids), deleted_at=None)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.values("field_id", "id", "key", "name", "parent_id", "position"):
        told: dict[str, Any] = {**row, "parent": row["parent_id"]}
        del told["parent_id"], told["field_id"]
        found[row["field_id"]].append(told)
    return found


def places_of(form_id: int) -> QuerySet[FormField]:
    """Return the fields of a form."""
    return FormField.objects.filter(form=form_id)


def fields_by_form(form_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Return {form: its fields in their order} (one statement)."""
    rows = FormField.objects.filter(form__in=list(form_ids)).order_by("position", "id")
    names = {
        "field_id": "field",
        "field__label": "label",
        "field__kind": "kind",
        "parent_field_id": "parent_field",
        "parent_option_id": "parent_option",
    }
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.values("form_id", "id", "position", "is_required", "is_listed", *names):
        form_id = row.pop("form_id")
        found[form_id].append({names.get(name, name): value for name, value in row.items()})
    return found


def groups_by_form(form_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return {form: the groups it is for} (one statement)."""
    rows = TicketForm.groups.through.objects.filter(ticketform__in=list(form_ids))
    return _grouped(rows.values_list("ticketform_id", "group_id"))


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for key, value in sorted(pairs):
        found[key].append(value)
    return found
