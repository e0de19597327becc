"""Put fields into forms: in which order, whether required, and on which answer they depend."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.policies import require_desk_wide
from audit.actor import Actor
from audit.columns import apply_values
from audit.rows import change_row, insert_row
from tickets.models import FormField, TicketForm


@transaction.atomic
def place_form_field(actor: Actor, form: TicketForm, values: dict[str, Any]) -> FormField:
    """Put a custom field into a form. Records "ticketform.formfield_created" on the form.

    `values` are columns of FormField by name. Raises ValidationError as `change_form_field` does,
    and for a field that stands in the form already.
    """
    require_desk_wide(actor, "setting.manage")
    _require_sound(FormField(form=form), values)
    row = FormField(form=form)
    insert_row(actor, row, values, owner=form)
    return row


@transaction.atomic
def change_form_field(actor: Actor, form_field_id: int, values: dict[str, Any]) -> FormField:
    """Change the place of a field in its form. Records "ticketform.formfield_updated" on the form.

    With `parent_field` and `parent_option` the field is asked only where the other field of the
    form holds that choice. Raises ValidationError with code "condition" for a field of another
    form, a choice of another field or one of the two alone, "cycle" for fields that wait for each
    other.
    """
    require_desk_wide(actor, "setting.manage")
    row = (
        FormField.objects.select_for_update(of=("self",))
        .select_related("form")
        .get(pk=form_field_id)
    )
    _require_sound(FormField.objects.get(pk=form_field_id), values)
    change_row(actor, row, values, owner=row.form)
    row.refresh_from_db()
    return row


def _require_sound(place: FormField, values: dict[str, Any]) -> None:
    """Check the condition that a place would have with these values."""
    apply_values(place, values)
    parent, option = place.parent_field, place.parent_option
    if parent is None and option is None:
        return
    if parent is None or option is None:
        raise _refusal(_("A condition is a field and one of its choices."), "condition")
    if parent.form_id != place.form_id:
        raise _refusal(_("The other field has to stand in the same form."), "condition")
    if option.field_id != parent.field_id or option.deleted_at is not None:
        raise _refusal(_("This is no choice of the other field."), "condition")
    above: FormField | None = parent
    while above is not None:
        if place.pk is not None and above.pk == place.pk:
            raise _refusal(_("The fields would wait for each other."), "cycle")
        above = above.parent_field


def _refusal(message: Any, code: str) -> ValidationError:
    return ValidationError({"parent_option": ValidationError(message, code=code)})
