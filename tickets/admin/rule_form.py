"""The form of a rule: its conditions and actions as rows of words and values."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Group, Location, User
from audit.rows import has_trash
from doors.admin import RefusableForm
from tickets.admin.rows import Column, RowsWidget
from tickets.models import RequestSource, Rule, Status, Ticket, TicketCategory
from tickets.operations.rules import MOST_PARTS
from tickets.vocabulary import RULE_ACTIONS, RULE_FIELDS, RULE_OPERATORS

LONGEST_VALUE = 65_000

FIELD_WORDS: dict[str, Any] = {
    "kind": _("type"),
    "priority": _("priority"),
    "status": _("status"),
    "category": _("category"),
    "group": _("group"),
    "assignee": _("assignee"),
    "requester": _("requester"),
    "location": _("location"),
    "source": _("way it came"),
    "title": _("subject"),
    "description": _("description"),
}
OPERATOR_WORDS: dict[str, Any] = {
    "is": _("is"),
    "is_not": _("is not"),
    "in": _("is one of"),
    "contains": _("contains"),
    "at_least": _("is at least"),
}
ACTION_WORDS: dict[str, Any] = {
    "set_priority": _("set the priority"),
    "set_kind": _("set the type"),
    "set_status": _("set the status"),
    "set_category": _("set the category"),
    "assign_person": _("assign a person"),
    "assign_group": _("hand over to a group"),
    "add_observer": _("tell somebody, too"),
    "add_note": _("add a note"),
}
OF_ACTION = {
    "set_priority": "priority",
    "set_kind": "kind",
    "set_status": "status",
    "set_category": "category",
    "assign_person": "assignee",
    "assign_group": "group",
    "add_observer": "requester",
}
"""What kind of value an action takes; a note takes any text."""

TABLES: dict[str, Any] = {
    "category": TicketCategory,
    "group": Group,
    "assignee": User,
    "requester": User,
    "location": Location,
}


class RowsField(forms.Field):
    """Conditions or actions of a rule, as their rows."""

    def __init__(self, words: Mapping[str, Any], *, is_condition: bool, **kwargs: Any) -> None:
        self.is_condition = is_condition
        columns: list[Column] = [
            ("field" if is_condition else "action", _("what"), words),
        ]
        if is_condition:
            columns.append(("operator", _("how"), OPERATOR_WORDS))
        columns.append(("value", _("value"), None))
        super().__init__(widget=RowsWidget(columns, most=MOST_PARTS), **kwargs)

    def prepare_value(self, value: Any) -> list[dict[str, str]]:
        """Return the stored parts as their rows are typed."""
        return [{**row, "value": _typed(self._kind(row), row.get("value"))} for row in value or []]

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        """Return the rows as a rule keeps them. Raises ValidationError for one that makes no
        sense.
        """
        return [self._read(row) for row in value or []]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what a rule would keep."""
        try:
            return self.to_python(data) != list(initial or [])
        except ValidationError:
            return True

    def _kind(self, row: Mapping[str, Any]) -> str:
        return (
            row.get("field", "") if self.is_condition else OF_ACTION.get(row.get("action", ""), "")
        )

    def _read(self, row: dict[str, str]) -> dict[str, Any]:
        known = RULE_FIELDS if self.is_condition else RULE_ACTIONS
        word = row["field"] if self.is_condition else row["action"]
        if word not in known or (self.is_condition and row["operator"] not in RULE_OPERATORS):
            raise ValidationError(_("Choose what a row is about."), code="words")
        text = row["value"][:LONGEST_VALUE]
        if not text:
            raise ValidationError(_("Each row needs a value."), code="value")
        if self.is_condition and row["operator"] == "contains":
            return {**row, "value": text}
        if self.is_condition and row["operator"] == "in":
            parts = [part.strip() for part in text.split(",") if part.strip()]
            return {**row, "value": [_stored(self._kind(row), part) for part in parts]}
        return {**row, "value": _stored(self._kind(row), text)}


class RuleForm(RefusableForm):
    """A rule, whose words are chosen and whose values are typed as people name them."""

    conditions = RowsField(
        FIELD_WORDS,
        is_condition=True,
        label=_("If all of this holds"),
        required=False,
        help_text=_(
            "Values as people name them: a login name, the full name of a category, group or "
            "place, the name of a status. Several behind “is one of”, with commas between. No row "
            "= always."
        ),
    )
    actions = RowsField(ACTION_WORDS, is_condition=False, label=_("Then do this"))

    class Meta:
        model = Rule
        fields = ("name", "event", "conditions", "actions", "position", "is_active")


def _stored(kind: str, text: str) -> Any:
    """Return a typed value as rules keep it. Raises ValidationError for one that is not there."""
    table = TABLES.get(kind)
    if table is not None:
        rows = table.objects.filter(deleted_at=None) if has_trash(table) else table.objects.all()
        found = rows.filter(**{f"{_name_of(table)}__iexact": text}).order_by("pk").first()
        if found is None and text.isascii() and text.isdigit() and len(text) < 19:
            found = rows.filter(pk=int(text)).first()
        if found is None:
            raise _unknown(text)
        return found.pk
    if kind in ("priority", "kind"):
        return _chosen(kind, text)
    if kind in ("status", "source"):
        model: Any = Status if kind == "status" else RequestSource
        row = (
            model.objects.filter(code=text).first()
            or model.objects.filter(name__iexact=text).first()
        )
        if row is None or (kind == "source" and not row.code):
            raise _unknown(text)
        return row.code or row.pk
    return text


def _chosen(kind: str, text: str) -> Any:
    for value, word in _choices(kind).items():
        if text.casefold() in (str(value), str(word).casefold()):
            return value
    raise _unknown(text)


def _choices(kind: str) -> dict[Any, Any]:
    """Return the values of a column of tickets with their words, as the back office has them."""
    field: Any = Ticket._meta.get_field(kind)
    return dict(field.flatchoices)


def _name_of(table: Any) -> str:
    return "username" if table is User else "full_name"


def _typed(kind: str, value: Any) -> str:
    """Return a kept value as people name it; one that is gone stays its number."""
    if isinstance(value, list):
        return ", ".join(_typed(kind, each) for each in value)
    table = TABLES.get(kind)
    if table is not None and isinstance(value, int):
        name = table.objects.filter(pk=value).values_list(_name_of(table), flat=True).first()
        return str(name or value)
    if kind in ("priority", "kind"):
        return str(_choices(kind).get(value, value))
    if kind in ("status", "source"):
        model: Any = Status if kind == "status" else RequestSource
        rows = (
            model.objects.filter(pk=value)
            if isinstance(value, int)
            else model.objects.filter(code=value)
        )
        name = rows.values_list("name", flat=True).first()
        return str(name or value)
    return "" if value is None else str(value)


def _unknown(text: str) -> ValidationError:
    return ValidationError(
        _("There is no “%(name)s”."), code="unknown", params={"name": text[:100]}
    )
