"""Choices of list and tree fields: by key, which people give, and by hash, which never changes."""

import secrets
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.drafts import UNSET, Unset
from accounts.policies import require_desk_wide
from audit.actor import Actor
from audit.columns import apply_values, check
from audit.journal import record
from tickets.models import CustomField, CustomOption
from tickets.queries.choices import DEEPEST_TREE
from tickets.vocabulary import FieldKind

LONGEST_KEY = 64


@transaction.atomic
def set_options(actor: Actor, field_id: int, labels: Mapping[str, str]) -> int:
    """Add choices to a list field by key, or rename those that are there; returns how many.

    Records "customfield.options_set" with what differs. Raises CustomField.DoesNotExist,
    ValidationError with code "kind" or "key".
    """
    field = _locked(actor, field_id, FieldKind.LIST)
    options = {option.key: option for option in field.options.select_for_update()}
    position = max((option.position for option in options.values()), default=-1)
    changes: dict[str, list[Any]] = {}
    for key, label in labels.items():
        option = options.get(key)
        if option is None:
            position += 1
            option = new_option(field, key, label, position=position)
            changes[key] = [None, label]
        elif option.name != label or option.deleted_at is not None:
            changes[key] = [option.name if option.deleted_at is None else None, label]
            option.name, option.deleted_at = label, None
        _save(option)
    if changes:
        record(actor, "customfield.options_set", field, changes)
    return len(labels)


@transaction.atomic
def remove_options(actor: Actor, field_id: int, keys: Collection[str]) -> int:
    """Take choices off a list field; tickets keep what they hold. Returns how many there were.

    Records "customfield.options_removed".
    """
    field = _locked(actor, field_id, FieldKind.LIST)
    options = list(field.options.filter(key__in=keys, deleted_at=None))
    _trash(options)
    if options:
        changes = {option.key: [option.name, None] for option in options}
        record(actor, "customfield.options_removed", field, changes)
    return len(options)


@transaction.atomic
def add_node(
    actor: Actor, field_id: int, *, name: str, key: str = "", parent_hash: str = ""
) -> CustomOption:
    """Add a node to a tree field, at the root or below another; a key that is there is written
    over. Without a key the hash is the key.

    Records "customfield.option_added" or "customfield.option_changed". Raises
    CustomOption.DoesNotExist for an unknown parent.
    """
    field = _locked(actor, field_id, FieldKind.TREE)
    parent = field.options.get(hash=parent_hash, deleted_at=None) if parent_hash else None
    there = field.options.filter(key=key).first() if key else None
    if there is not None:
        values: dict[str, Any] = {"name": name, "deleted_at": None}
        if parent is not None:
            values["parent"] = parent
        return _change(actor, field, there, values)
    last = field.options.order_by("-position").first()
    option = new_option(field, key, name, position=last.position + 1 if last is not None else 0)
    option.parent = parent
    _save(option)
    changes = {"name": [None, name], "key": [None, option.key]}
    record(actor, "customfield.option_added", field, changes, part=option)
    return option


@transaction.atomic
def change_node(
    actor: Actor,
    field_id: int,
    node_hash: str,
    *,
    name: str | Unset = UNSET,
    key: str | Unset = UNSET,
) -> CustomOption:
    """Rename a node of a tree field, or give it another key. Records "customfield.option_changed".

    Raises CustomOption.DoesNotExist, ValidationError(code="key") for a key that is taken.
    """
    field = _locked(actor, field_id, FieldKind.TREE)
    option = field.options.get(hash=node_hash, deleted_at=None)
    wanted = {"name": name, "key": key}
    values = {column: value for column, value in wanted.items() if value not in (UNSET, "")}
    if "key" in values and field.options.filter(key=values["key"]).exclude(pk=option.pk).exists():
        raise ValidationError({"key": ValidationError(_("This key is taken."), code="key")})
    return _change(actor, field, option, values)


@transaction.atomic
def remove_node(actor: Actor, field_id: int, node_hash: str) -> int:
    """Take a node and all below it off a tree field; returns how many went.

    Records "customfield.options_removed". Raises CustomOption.DoesNotExist.
    """
    field = _locked(actor, field_id, FieldKind.TREE)
    layer = [field.options.get(hash=node_hash, deleted_at=None)]
    gone: list[CustomOption] = []
    while layer and len(gone) < 100_000:
        gone += layer
        layer = list(field.options.filter(parent__in=layer, deleted_at=None))
    _trash(gone)
    changes = {option.key: [option.name, None] for option in gone}
    record(actor, "customfield.options_removed", field, changes)
    return len(gone)


@transaction.atomic
def change_option(actor: Actor, option_id: int, values: Mapping[str, Any]) -> CustomOption:
    """Rename a choice, give it another position or, in a tree, another place. Records
    "customfield.option_changed". Raises ValidationError with code "parent" or "cycle".
    """
    require_desk_wide(actor, "setting.manage")
    option = CustomOption.objects.select_related("field").get(pk=option_id, deleted_at=None)
    field = _locked(actor, option.field_id, option.field.kind)
    require_parent(field, values.get("parent"))
    return _change(actor, field, option, dict(values))


def require_parent(field: CustomField, parent: CustomOption | None) -> None:
    """Raise ValidationError(code="parent") unless a choice may stand below this one."""
    if parent is not None and (
        field.kind != FieldKind.TREE or parent.field_id != field.pk or parent.deleted_at is not None
    ):
        message = _("Only choices of the same tree stand above one another.")
        raise ValidationError({"parent": ValidationError(message, code="parent")})


def _locked(actor: Actor, field_id: int, kind: str) -> CustomField:
    require_desk_wide(actor, "setting.manage")
    field = CustomField.objects.select_for_update().get(pk=field_id)
    if field.kind != kind:
        words = {"label": field.label, "kind": FieldKind(kind).label}
        raise ValidationError(
            _("“%(label)s” is no field of the kind “%(kind)s”.") % words, code="kind"
        )
    return field


def new_option(field: CustomField, key: str, name: str, *, position: int) -> CustomOption:
    """Return an unsaved choice; its hash is random and never used again in the field."""
    if len(key) > LONGEST_KEY:
        message = _("At most %(number)s letters.") % {"number": LONGEST_KEY}
        raise ValidationError({"key": ValidationError(message, code="key")})
    node_hash = secrets.token_hex(4).upper()
    return CustomOption(
        field=field, key=key or node_hash, hash=node_hash, name=name, position=position
    )


def _save(option: CustomOption) -> None:
    option.updated_at = timezone.now()
    check(option)
    option.save()


def _change(
    actor: Actor, field: CustomField, option: CustomOption, values: dict[str, Any]
) -> CustomOption:
    changes = apply_values(option, values)
    _refuse_cycle(option)
    if changes:
        _save(option)
        record(actor, "customfield.option_changed", field, changes, part=option)
    return option


def _refuse_cycle(option: CustomOption) -> None:
    above = option.parent
    for _step in range(DEEPEST_TREE):
        if above is None:
            return
        if above.pk == option.pk:
            break
        above = above.parent
    raise ValidationError(_("A choice cannot be below itself."), code="cycle")


def _trash(options: Collection[CustomOption]) -> None:
    now = timezone.now()
    keys = [option.pk for option in options]
    CustomOption.objects.filter(pk__in=keys).update(deleted_at=now, updated_at=now)
