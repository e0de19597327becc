"""What administrators set up: categories and forms."""

import secrets

from django.db import transaction

from accounts.models import Group
from accounts.policies import require_right
from audit.actor import Actor
from audit.journal import record
from tickets.models import CustomField, CustomOption, FormField, TicketCategory, TicketForm
from tickets.vocabulary import FieldKind


@transaction.atomic
def create_category(
    actor: Actor,
    *,
    name: str,
    parent: TicketCategory | None = None,
    default_group: Group | None = None,
    form: TicketForm | None = None,
) -> TicketCategory:
    """Add a category. Records "ticketcategory.created"."""
    require_right(actor, "setting.manage")
    category = TicketCategory(name=name, parent=parent, default_group=default_group, form=form)
    category.full_clean()
    category.save(force_insert=True)
    category.place()
    category.save(update_fields=["full_name", "level", "path"])
    record(actor, "ticketcategory.created", category, {"name": [None, name]})
    return category


@transaction.atomic
def create_form(
    actor: Actor, *, name: str, fields: list[tuple[str, str, list[str]]], description: str = ""
) -> TicketForm:
    """Add a form from (label, kind, choices) triples. Records "ticketform.created"."""
    require_right(actor, "setting.manage")
    form = TicketForm.objects.create(name=name, description=description)
    for position, (label, kind, choices) in enumerate(fields, start=1):
        add_field(form, label=label, kind=kind, choices=choices, position=position)
    record(actor, "ticketform.created", form, {"name": [None, name]})
    return form


def add_field(
    form: TicketForm,
    *,
    label: str,
    kind: str,
    choices: list[str],
    position: int,
    is_listed: bool = False,
    key: int | None = None,
) -> FormField:
    """Add a field of its own, with its choices, to a form; `key` numbers both rows."""
    field = CustomField(pk=key, label=label, kind=kind)
    field.full_clean()
    field.save(force_insert=True)
    place = FormField(pk=key, form=form, field=field, position=position, is_listed=is_listed)
    place.save(force_insert=True)
    if kind in (FieldKind.LIST, FieldKind.TREE):
        for number, choice in enumerate(choices):
            add_option(field, choice, position=number)
    return place


def add_option(field: CustomField, name: str, *, position: int) -> CustomOption:
    """Add a choice; its hash is random and never used again in the field."""
    return CustomOption.objects.create(
        field=field, key=name[:64], hash=secrets.token_hex(4).upper(), name=name, position=position
    )
