"""What administrators set up: statuses, categories and forms."""

import secrets
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Group
from accounts.operations.trees import MOVING, place_branch, plant, refuse_cycle
from accounts.policies import may_for_all, require, require_desk_wide, require_right
from approvals.models import ApprovalTemplate
from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import record
from audit.rows import change_row, insert_row, purge_row, trash_row
from audit.turns import take_turn
from audit.versions import require_unchanged
from tickets.models import (
    CustomField,
    CustomOption,
    FormField,
    Status,
    TicketCategory,
    TicketForm,
)
from tickets.operations.options import require_parent
from tickets.vocabulary import FieldKind

FIRST_OWN_NUMBER = 100


@transaction.atomic
def create_status(
    actor: Actor,
    *,
    name: str,
    category: str,
    colour: str = "",
    position: int = 0,
    pauses_sla: bool = False,
) -> Status:
    """Add a status of the desk's own; its number is never given again (fields.md D17).

    Records "status.created".
    """
    require_desk_wide(actor, "setting.manage")
    highest = Status.objects.aggregate(highest=Max("own_number"))["highest"] or 0
    values = {
        "name": name,
        "category": category,
        "colour": colour,
        "position": position,
        "pauses_sla": pauses_sla,
        "own_number": max(highest + 1, FIRST_OWN_NUMBER),
    }
    status = Status()
    insert_row(actor, status, values)
    return status


@transaction.atomic
def update_status(actor: Actor, status_id: int, values: dict[str, Any]) -> Status:
    """Change how a status is called, shown and counted. Records "status.updated"."""
    require_desk_wide(actor, "setting.manage")
    status = Status.objects.select_for_update().get(pk=status_id)
    require_unchanged(actor, status)
    change_row(actor, status, values)
    status.refresh_from_db()
    return status


@transaction.atomic
def create_category(
    actor: Actor,
    *,
    name: str,
    parent: TicketCategory | None = None,
    default_group: Group | None = None,
    form: TicketForm | None = None,
    approval_templates: Iterable[ApprovalTemplate] = (),
    offered_templates: Iterable[ApprovalTemplate] = (),
    **columns: Any,
) -> TicketCategory:
    """Add a category; `columns` are its other columns by name. Records "ticketcategory.created"."""
    category = TicketCategory(
        name=name, parent=parent, default_group=default_group, form=form, **columns
    )
    _require_there(actor, category)
    category.full_clean()
    category.save(force_insert=True)
    plant(category)
    changes: dict[str, list[Any]] = {"name": [None, name]}
    changes |= _set_templates(category, "approval_templates", approval_templates)
    changes |= _set_templates(category, "offered_templates", offered_templates)
    record(actor, "ticketcategory.created", category, changes)
    return category


@transaction.atomic
def update_category(actor: Actor, category_id: int, values: dict[str, Any]) -> TicketCategory:
    """Change a category; a move or a new name reaches its whole branch.

    Records "ticketcategory.updated".
    """
    if MOVING & values.keys():
        take_turn(TicketCategory)
    category = _writable_category(actor, category_id)
    require_unchanged(actor, category)
    columns = dict(values)
    templates = {name: columns.pop(name) for name in TEMPLATES if name in columns}
    changes = apply_values(category, columns)
    for name, rows in templates.items():
        changes |= _set_templates(category, name, rows)
    if not changes:
        return category
    _require_there(actor, category)
    if "parent" in changes:
        refuse_cycle(category)
    category.updated_at = timezone.now()
    category.full_clean()
    if "name" in changes or "parent" in changes:
        place_branch(category)
    category.save()
    record(actor, "ticketcategory.updated", category, changes)
    return category


@transaction.atomic
def delete_category(actor: Actor, category_id: int) -> None:
    """Put a category in the trash; its tickets keep it. Records "ticketcategory.deleted"."""
    category = _writable_category(actor, category_id)
    require_unchanged(actor, category)
    trash_row(actor, category)


TEMPLATES = ("approval_templates", "offered_templates")
"""What a new ticket of a category asks approval for, and what may be asked for later."""


def _set_templates(
    category: TicketCategory, name: str, templates: Iterable[ApprovalTemplate]
) -> dict[str, list[Any]]:
    """Set one of the lists of approvals of a category; returns what differs."""
    rows = getattr(category, name)
    old = sorted(rows.values_list("pk", flat=True))
    new = sorted({template.pk for template in templates})
    if old == new:
        return {}
    rows.set(new)
    return {name: [old, new]}


def _writable_category(actor: Actor, category_id: int) -> TicketCategory:
    """Return a category, locked. Raises PermissionDenied where the actor sets nothing up."""
    require_right(actor, "setting.manage")
    category = TicketCategory.objects.select_for_update().get(pk=category_id, deleted_at=None)
    _require_there(actor, category)
    return category


def _require_there(actor: Actor, category: TicketCategory) -> None:
    """Raise PermissionDenied unless the actor sets up the entity that a category belongs to."""
    right, entity_id = "setting.manage", category.entity_id
    require(entity_id is not None and may_for_all(actor, right, entity_id=entity_id), right)


@transaction.atomic
def purge_category(actor: Actor, category_id: int) -> None:
    """Remove a category for good; tickets lose it. Records "ticketcategory.purged".

    Raises TicketCategory.DoesNotExist, PermissionDenied, ValidationError(code="in_use").
    """
    require_right(actor, "setting.manage")
    category = TicketCategory.objects.select_for_update().get(pk=category_id)
    try:
        purge_row(actor, category)
    except ProtectedError as error:
        raise ValidationError(_("Other rows need this category."), code="in_use") from error


@transaction.atomic
def create_form(
    actor: Actor, *, name: str, fields: list[tuple[str, str, list[str]]], description: str = ""
) -> TicketForm:
    """Add a form from (label, kind, choices) triples. Records "ticketform.created"."""
    require_desk_wide(actor, "setting.manage")
    form = TicketForm.objects.create(name=name, description=description)
    for position, (label, kind, choices) in enumerate(fields, start=1):
        place_field(form, add_custom_field(label, kind, choices), position=position)
    record(actor, "ticketform.created", form, {"name": [None, name]})
    return form


@transaction.atomic
def update_form(actor: Actor, form_id: int, values: dict[str, Any]) -> TicketForm:
    """Change name, description or groups of a form. Records "ticketform.updated"."""
    require_desk_wide(actor, "setting.manage")
    form = TicketForm.objects.select_for_update().get(pk=form_id)
    require_unchanged(actor, form)
    change_row(actor, form, values)
    form.refresh_from_db()
    return form


@transaction.atomic
def create_custom_field(
    actor: Actor, *, label: str, kind: str, choices: Iterable[str] = ()
) -> CustomField:
    """Add a field that stands in no form yet. Records "customfield.created".

    Raises ValidationError for the same choice twice.
    """
    require_desk_wide(actor, "setting.manage")
    names = list(choices)
    if len({name[:64] for name in names}) < len(names):
        raise ValidationError({"choices": ValidationError(_("Each choice once."), code="unique")})
    field = add_custom_field(label, kind, names)
    record(actor, "customfield.created", field, {"label": [None, label]})
    return field


@transaction.atomic
def add_form_field(
    actor: Actor,
    form_id: int,
    field_id: int,
    *,
    position: int = 0,
    is_required: bool = False,
    is_listed: bool = False,
) -> FormField:
    """Put a custom field into a form. Records "ticketform.formfield_created" on the form.

    Raises ValidationError for a field that stands in it.
    """
    require_desk_wide(actor, "setting.manage")
    form = TicketForm.objects.select_for_update().get(pk=form_id)
    values = {
        "field": CustomField.objects.get(pk=field_id),
        "position": position,
        "is_required": is_required,
        "is_listed": is_listed,
    }
    place = FormField(form=form)
    insert_row(actor, place, values, owner=form)
    return place


def add_custom_field(
    label: str, kind: str, choices: list[str], *, key: int | None = None
) -> CustomField:
    """Add a field with its choices; it stands in no form yet."""
    field = CustomField(pk=key, label=label, kind=kind)
    field.full_clean()
    field.save(force_insert=True)
    if kind in (FieldKind.LIST, FieldKind.TREE):
        for number, choice in enumerate(choices):
            add_option(field, choice, position=number)
    return field


def place_field(
    form: TicketForm,
    field: CustomField,
    *,
    position: int,
    is_listed: bool = False,
    key: int | None = None,
) -> FormField:
    """Put a field into a form."""
    place = FormField(pk=key, form=form, field=field, position=position, is_listed=is_listed)
    place.save(force_insert=True)
    return place


def add_option(
    field: CustomField, name: str, *, position: int, parent: CustomOption | None = None
) -> CustomOption:
    """Add a choice; its hash is random and never used again in the field."""
    return CustomOption.objects.create(
        field=field,
        key=name[:64],
        hash=secrets.token_hex(4).upper(),
        name=name,
        position=position,
        parent=parent,
    )


@transaction.atomic
def create_option(
    actor: Actor,
    field_id: int,
    *,
    name: str,
    position: int = 0,
    parent: CustomOption | None = None,
) -> CustomOption:
    """Add a choice to a list or tree field; in a tree below another one (`parent`). Records
    "customfield.option_added" on the field.

    Raises ValidationError for a field without choices, or a choice that is there.
    """
    require_desk_wide(actor, "setting.manage")
    field = CustomField.objects.select_for_update().get(pk=field_id)
    if field.kind not in (FieldKind.LIST, FieldKind.TREE):
        raise ValidationError(_("Only list and tree fields have choices."), code="kind")
    if field.options.filter(key=name[:64]).exists():
        message = _("There is a choice “%(name)s” already.") % {"name": name}
        raise ValidationError(message, code="unique")
    require_parent(field, parent)
    option = add_option(field, name, position=position, parent=parent)
    record(actor, "customfield.option_added", field, {"name": [None, name]}, part=option)
    return option


@transaction.atomic
def remove_form_field(actor: Actor, form_field_id: int) -> None:
    """Take a field out of a form; tickets keep their values. Records "ticketform.field_removed"."""
    require_desk_wide(actor, "setting.manage")
    place = FormField.objects.select_related("form", "field").get(pk=form_field_id)
    changes = {"field": [place.field_id, None]}
    names = {"field": [place.field.label, None]}
    record(actor, "ticketform.field_removed", place.form, changes, names=names, part=place)
    place.delete()
