"""Fields and forms that pages of the back office share, and refusals shown on them."""

from typing import Any

from django import forms
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    ValidationError,
)
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

Values = dict[str, Any]


def comment_field() -> forms.CharField:
    """Return a field for a remark: a few lines, which may stay empty."""
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 2})
    return forms.CharField(label=_("Comment"), required=False, widget=widget)


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": UnfoldAdminTextareaWidget(attrs={"rows": 4}), **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """Return the list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return the lines that are not empty."""
        lines = value if isinstance(value, list) else (value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the lists, not their text."""
        return bool(self.to_python(initial) != self.to_python(data))


class RefusableForm(forms.ModelForm):
    """A form that also shows why an operation refused it."""

    refusal: ValidationError | None = None

    def clean(self) -> Values:
        """Add the operation's words to the fields they are about."""
        cleaned = super().clean() or {}
        if self.refusal is not None:
            add_refusal(self, self.refusal)
        return cleaned


def add_refusal(form: forms.Form | forms.ModelForm, refusal: ValidationError) -> None:
    """Put an operation's refusal on a form; what is about no field of it stands above."""
    has_fields = hasattr(refusal, "error_dict")
    by_field = refusal.error_dict if has_fields else {NON_FIELD_ERRORS: refusal.error_list}
    for name, errors in by_field.items():
        form.add_error(name if name in form.fields else None, errors)
