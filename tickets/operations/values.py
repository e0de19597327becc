"""Custom values and the folded text of a ticket."""

from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assets.models import ConfigurationItem
from audit.actor import Actor
from tickets import policies
from tickets.drafts import FieldValue, FieldValues
from tickets.models import CustomField, CustomOption, CustomValue, FormField, Ticket, TicketText
from tickets.queries import values_of
from tickets.queries.choices import choice_for, text_of_choice
from tickets.queries.conditions import missing_answers
from tickets.queries.text import fold
from tickets.vocabulary import UNASKED_KINDS, FieldKind


def store_values(ticket: Ticket, values: FieldValues) -> dict[str, list[Any]]:
    """Write custom values by field key; returns {"values.<key>": [old, new]} of those that differ.

    A field of several values takes a sequence, or a text with one on each line, and is journaled as
    a list. Empty values are removed.
    Raises ValidationError for a field that is not in the ticket's form (code "unknown"), or several
    values for a field of one ("several").
    """
    if not values:
        return {}
    fields = {
        place.field_id: place.field
        for place in FormField.objects.filter(form=ticket.form_id, field__in=values).select_related(
            "field"
        )
    }
    unknown = sorted(set(values) - set(fields))
    if unknown:
        message = _("Not in this form: %(names)s") % {"names": ", ".join(map(str, unknown))}
        raise ValidationError({"values": ValidationError(message, code="unknown")})
    stored: dict[int, dict[int, CustomValue]] = {}
    for row in CustomValue.objects.filter(ticket=ticket, field__in=values).select_related("field"):
        stored.setdefault(row.field_id, {})[row.position] = row
    changes: dict[str, list[Any]] = {}
    for field_id, value in values.items():
        field = fields[field_id]
        change = _store_field(ticket, field, stored.get(field_id, {}), _several(field, value))
        if change is not None:
            changes[f"values.{field_id}"] = change
    return changes


def require_answers(actor: Actor, ticket: Ticket, touched: Collection[int] | None = None) -> None:
    """Raise ValidationError(code="required") where a required field of the ticket's form is asked
    and empty: any field of a new ticket, of another one those that were just written.

    One statement, two where something is required.
    """
    if ticket.form_id is None or touched == set() or not policies.must_answer(actor):
        return
    places = FormField.objects.filter(form=ticket.form_id).order_by("position", "id")
    asked = list(places.select_related("field", "parent_option"))
    if not any(place.is_required for place in asked):
        return
    for place in missing_answers(asked, values_of(ticket)):
        if place.field.kind in UNASKED_KINDS:
            continue
        if touched is None or place.field_id in touched:
            message = _("%(label)s is needed.") % {"label": place.field.label}
            raise ValidationError({"values": ValidationError(message, code="required")})


def _several(field: CustomField, value: str | Sequence[FieldValue]) -> list[FieldValue]:
    """Return the values of a field without the empty ones."""
    if not isinstance(value, str):
        return [each for each in value if each != ""]
    has_lines = field.is_multiple and field.kind != FieldKind.TEXTAREA
    return [text for text in (value.split("\n") if has_lines else [value]) if text]


def _store_field(
    ticket: Ticket, field: CustomField, rows: dict[int, CustomValue], values: list[FieldValue]
) -> list[Any] | None:
    """Write the values of one field; return [old, new] if they differ."""
    if len(values) > 1 and not field.is_multiple:
        message = _("“%(label)s” holds one value.") % {"label": field.label}
        raise ValidationError({"values": ValidationError(message, code="several")})
    old = [(rows[at].text, rows[at].option_id, rows[at].ci_id) for at in sorted(rows)]
    new_rows = []
    for position, value in enumerate(values):
        row = rows.get(position) or CustomValue(ticket=ticket, field=field, position=position)
        _set(row, value)
        new_rows.append(row)
    if old == [(row.text, row.option_id, row.ci_id) for row in new_rows]:
        return None
    for row in new_rows:
        row.save()
    CustomValue.objects.filter(ticket=ticket, field=field, position__gte=len(values)).delete()
    texts = [text for text, _, _ in old], [row.text for row in new_rows]
    if field.is_multiple:
        return list(texts)
    return ["".join(each[:1]) for each in texts]


def _set(row: CustomValue, value: FieldValue) -> None:
    """Set the columns of a value. A text is matched with the field's choices."""
    row.option, row.ci = None, None
    if isinstance(value, CustomOption):
        is_node = row.field.kind == FieldKind.TREE
        row.option, row.text = value, text_of_choice(value) if is_node else value.name
    elif isinstance(value, ConfigurationItem):
        row.ci, row.text = value, value.name
    else:
        row.text = value
        if row.field.kind in (FieldKind.LIST, FieldKind.TREE):
            row.option = choice_for(row.field_id, value)


def store_text(ticket: Ticket) -> None:
    """Keep the folded copy that exact filters search."""
    texts = (
        CustomValue.objects.filter(ticket=ticket)
        .order_by("field_id")
        .values_list("text", flat=True)
    )
    row = TicketText(
        ticket=ticket,
        title=fold(ticket.title),
        description=fold(ticket.description),
        fields=fold("\n".join(texts)) if ticket.form_id is not None else "",
    )
    columns = ["title", "description", "fields"]
    TicketText.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["ticket"], update_fields=columns
    )
