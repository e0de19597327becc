"""Custom values and the folded text of a ticket."""

from typing import Any

from django.core.exceptions import ValidationError

from tickets.models import CustomOption, CustomValue, FormField, Ticket, TicketText
from tickets.queries.text import fold
from tickets.vocabulary import FieldKind


def store_values(ticket: Ticket, values: dict[int, str]) -> dict[str, list[Any]]:
    """Write custom values by field key; returns {"values.<key>": [old, new]} of those that differ.

    An empty text removes the value. Raises ValidationError for a field that is not in the
    ticket's form.
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
        raise ValidationError(
            {"values": ValidationError(f"Not in this form: {unknown}", code="unknown")}
        )
    stored = {
        row.field_id: row
        for row in CustomValue.objects.filter(ticket=ticket, field__in=values, position=0)
    }
    changes: dict[str, list[Any]] = {}
    for field_id, text in values.items():
        row = stored.get(field_id) or CustomValue(ticket=ticket, field=fields[field_id])
        if row.text == text:
            continue
        changes[f"values.{field_id}"] = [row.text, text]
        _store(row, text)
    return changes


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


def _store(row: CustomValue, text: str) -> None:
    if not text:
        if row.pk is not None:
            row.delete()
        return
    row.text = text
    if row.field.kind in (FieldKind.LIST, FieldKind.TREE):
        row.option = CustomOption.objects.filter(
            field=row.field, name=text, deleted_at=None
        ).first()
    row.save()
