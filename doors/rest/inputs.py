"""What callers send: serializers that end in the drafts and patches of operations."""

import re
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from audit.actor import Actor

HIGHEST_KEY = 2**63 - 1
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:?\d\d)", re.ASCII
)


class Input(serializers.Serializer[Any]):
    """The fields of a draft or patch. Absent fields take the draft's default; unknown ones are
    refused.
    """

    draft: ClassVar[type[Any]]
    """The dataclass that the input becomes; a field's source is the dataclass' name for it."""

    default_error_messages = {"unknown_field": "There is no such field."}

    def to_internal_value(self, data: Any) -> Any:
        """Refuse unknown names and values of another kind, then read what is left."""
        if hasattr(data, "keys"):
            unknown = sorted(set(data.keys()) - set(self.fields))
            if unknown:
                message = self.error_messages["unknown_field"]
                raise serializers.ValidationError(
                    {
                        name: [serializers.ErrorDetail(str(message), "unknown_field")]
                        for name in unknown
                    }
                )
            wrong = {
                name: message
                for name, field in self.fields.items()
                for message in wrong_kinds(field, data.get(name))
            }
            if wrong:
                raise serializers.ValidationError(wrong, code="invalid")
        return super().to_internal_value(data)

    def to_draft(self) -> Any:
        """Return the draft of valid input."""
        return self.draft_of(self.validated_data)

    @classmethod
    def draft_of(cls, values: dict[str, Any]) -> Any:
        """Return the draft of validated values; inputs with parts make their drafts here."""
        return cls.draft(**values)


def wrong_kinds(field: Any, value: Any) -> Iterator[str]:
    """Tell where a value is of another kind than the document says.

    DRF itself reads 5 as "5", "5" as 5 and a time without a zone as one of the desk's.
    """
    if value is None:
        return
    if isinstance(field, serializers.ListField) and isinstance(value, list):
        for each in value:
            yield from wrong_kinds(field.child, each)
    elif isinstance(field, serializers.DictField) and isinstance(value, dict):
        for each in value.values():
            yield from wrong_kinds(field.child, each)
    elif isinstance(field, serializers.ChoiceField | serializers.CharField):
        if not isinstance(value, str):
            yield "A text is needed."
    elif isinstance(field, serializers.IntegerField):
        if isinstance(value, bool) or not isinstance(value, int):
            yield "A whole number is needed."
    elif isinstance(field, serializers.DateTimeField):
        if not isinstance(value, str) or not _MOMENT.fullmatch(value):
            yield "A time with its zone is needed, as 2026-11-22T10:00:00Z."
    elif isinstance(field, serializers.DateField) and not isinstance(value, str):
        yield "A date is needed, as 2026-11-22."


class NoInput(Input):
    """An act that needs no values."""

    draft = dict


class Ref(serializers.IntegerField):
    """The id of a row that the caller may see; hidden and unknown ones are refused alike.

    It becomes the row, or (`as_key`) stays the number.
    """

    default_error_messages = {"does_not_exist": "There is no such row that you may see."}

    def __init__(
        self, visible: Callable[[Actor], QuerySet[Any]], *, as_key: bool = False, **kwargs: Any
    ) -> None:
        self.visible, self.as_key = visible, as_key
        super().__init__(min_value=0, max_value=HIGHEST_KEY, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Check the number first, then look the row up."""
        key = super().run_validation(data)
        if key is None:
            return None
        row = self.visible(self.context["actor"]).filter(pk=key).first()
        if row is None:
            self.fail("does_not_exist")
        return row.pk if self.as_key else row


class Line(serializers.CharField):
    """A text on one line, as long as its column."""

    def __init__(self, max_length: int = 255, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, trim_whitespace=False, **kwargs)


class Text(serializers.CharField):
    """A text of many lines."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=1_000_000, trim_whitespace=False, **kwargs)


class StrictBoolean(serializers.BooleanField):
    """True or false, and no word that means one of them."""

    TRUE_VALUES = {True}
    FALSE_VALUES = {False}
    NULL_VALUES: set[Any] = {None}

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Refuse the numbers 0 and 1, which compare equal to the two values."""
        if data is not serializers.empty and data is not None and not isinstance(data, bool):
            self.fail("invalid", input=data)
        return super().run_validation(data)
