"""Kinds of filters that several nouns use."""

from typing import Any

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Choices, QuerySet

from doors.rest.inputs import HIGHEST_KEY


class KeyFilter(filters.NumberFilter):
    """An id; "null" is not one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=0, max_value=HIGHEST_KEY, decimal_places=0, **kwargs)


class KeysField(forms.CharField):
    """Ids with commas between them."""

    def clean(self, value: Any) -> Any:
        """Return the numbers, None without any. Raises ValidationError."""
        text = super().clean(value)
        if not text:
            return None
        parts = text.split(",")
        if len(parts) > 200 or not all(p.isascii() and p.isdigit() and len(p) < 19 for p in parts):
            raise ValidationError("Ids with commas between them.", code="invalid")
        return [int(part) for part in parts]


class KeysFilter(filters.Filter):
    """One of several ids, by comma."""

    field_class = KeysField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, lookup_expr="in", **kwargs)


class WordFilter(filters.MultipleChoiceFilter):
    """Numbers of the desk by their words."""

    def __init__(self, words: type[Choices], *args: Any, **kwargs: Any) -> None:
        self.by_word = {each.name.lower(): each.value for each in words}
        choices = [(word, word) for word in self.by_word]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Keep the rows with one of the numbers."""
        if not value:
            return qs
        numbers = [self.by_word[word] for word in value]
        return qs.filter(**{f"{self.field_name}__in": numbers})
