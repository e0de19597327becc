"""Change settings kept in the database."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.models import Setting
from accounts.sealed_settings import opened_value, stored_value
from accounts.vocabulary import SETTINGS, SettingSpec
from audit.actor import Actor
from audit.journal import record
from audit.sealing import SealBroken

KIND_NEEDED = {
    bool: _("Yes or no is needed."),
    dict: _("Values by name are needed."),
    int: _("A whole number is needed."),
    list: _("A list is needed."),
    str: _("A text is needed."),
}


@transaction.atomic
def change_settings(actor: Actor, values: dict[str, Any]) -> None:
    """Set declared settings; each one that differs leaves a "setting.changed" entry (secrets as
    "changed"). Secrets are stored sealed.

    None brings the default back: nothing is stored any more. Raises ValidationError for an unknown
    name, a value of another type or one that its check refuses.
    """
    policies.require_desk_wide(actor, "setting.manage")
    for name, value in values.items():
        _change(actor, name, value)


def _change(actor: Actor, name: str, value: Any) -> None:
    spec = SETTINGS.get(name)
    if spec is None:
        raise ValidationError(
            {name: ValidationError(_("There is no such setting."), code="unknown")}
        )
    if value is None:
        _forget(actor, spec)
        return
    _require_fitting(spec, value)
    row, _made = Setting.objects.select_for_update().get_or_create(
        name=name, defaults={"value": stored_value(spec, spec.default)}
    )
    if _is_same(spec, row, value):
        return
    _record(actor, row, spec, value)
    row.value, row.updated_at = stored_value(spec, value), timezone.now()
    row.save(update_fields=["value", "updated_at"])


def _forget(actor: Actor, spec: SettingSpec) -> None:
    row = Setting.objects.select_for_update().filter(name=spec.name).first()
    if row is None:
        return
    if not _is_same(spec, row, spec.default):
        _record(actor, row, spec, spec.default)
    row.delete()


def _is_same(spec: SettingSpec, row: Setting, value: Any) -> bool:
    """Compare with what is stored; a secret that cannot be read any more is none of them."""
    try:
        return bool(opened_value(spec, row.value) == value)
    except SealBroken:
        return False


def _record(actor: Actor, row: Setting, spec: SettingSpec, value: Any) -> None:
    shown = ["changed", "changed"] if spec.is_secret else [row.value, value]
    record(actor, "setting.changed", row, {spec.name: shown})


def _require_fitting(spec: SettingSpec, value: Any) -> None:
    if not _fits(value, spec.kind):
        message = KIND_NEEDED[spec.kind]
        raise ValidationError({spec.name: ValidationError(message, code="type")})
    if spec.check is not None:
        try:
            spec.check(value)
        except ValidationError as error:
            raise ValidationError({spec.name: error}) from error


def _fits(value: Any, kind: type) -> bool:
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, kind)
