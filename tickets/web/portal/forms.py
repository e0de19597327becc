"""Forms of the portal: a request with the custom fields of its form, a reply, a rating."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.queries import settings_of
from tickets.drafts import Answers
from tickets.models import FormField, WorkflowVersion
from tickets.operations.saved import MOST_FILES
from tickets.queries.choices import choices_of, stands_for, text_of_condition
from tickets.vocabulary import UNASKED_KINDS, FieldKind
from tickets.web.portal.words import RATINGS
from tickets.web.questions import LONGEST_ANSWER, Question, answers_in, questions_of

LONGEST_TITLE = 255
LONGEST_TEXT = 100_000
CHOOSING = (FieldKind.LIST, FieldKind.TREE)


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, up to a limit."""

    def __init__(self, **kwargs: Any) -> None:
        widget = ManyFiles(attrs={"class": "form-control", "data-drop": ""})
        super().__init__(
            label=_("Files"),
            required=False,
            widget=widget,
            help_text=_("Drop them here, paste a picture, or choose. At most 25 MB each."),
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files."""
        given = data if isinstance(data, list | tuple) else [data]
        found = [super(FilesField, self).clean(each, initial) for each in given if each]
        if len(found) > MOST_FILES:
            raise ValidationError(_("These are too many files for one message."), code="too_many")
        return found


class DescribeForm(forms.Form):
    """A problem in the customer's own words; its first line is the title."""

    description = forms.CharField(
        label=_("Describe your problem"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 5}),
    )
    uploads = FilesField()

    def title(self) -> str:
        """Return the title of the ticket."""
        first = next(line for line in self.cleaned_data["description"].splitlines() if line.strip())
        words = " ".join(first.split())
        return words if len(words) <= 120 else words[:119].rstrip() + "…"


class RequestForm(forms.Form):
    """A request of a category or form: subject, words, files and the form's own fields."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    description = forms.CharField(
        label=_("What is it about?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 6}),
    )
    uploads = FilesField()

    def __init__(
        self,
        places: Sequence[FormField],
        *args: Any,
        version: WorkflowVersion | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.version = version
        self.questions = questions_of(version, {}, is_new=True)
        if version is not None and not version.asks_description:
            self.fields["description"].required = False
        for number, question in enumerate(self.questions):
            self.fields[question.name] = answer_field(question, f"id_answer-{number}")
        self.places = {
            name_of(place): place for place in places if place.field.kind not in UNASKED_KINDS
        }
        for name, place in self.places.items():
            self.fields[name] = field_of(place)

    def custom(self) -> list[dict[str, Any]]:
        """Return the custom fields in their order, each with the choice that makes it appear."""
        by_key = {place.pk: name for name, place in self.places.items()}
        return [
            {
                "field": self[name],
                "is_optional": not place.is_required,
                "is_switch": place.field.kind == FieldKind.BOOLEAN,
                "is_several": isinstance(self.fields[name], forms.MultipleChoiceField),
                "parent": by_key.get(place.parent_field_id or 0, ""),
                "option": text_of_condition(place, self._parent(place)),
            }
            for name, place in self.places.items()
        ]

    def asked(self) -> list[Any]:
        """Return the inputs of what the workflow asks."""
        return [self[question.name] for question in self.questions]

    def answers(self) -> Answers:
        """Return the answers to what the workflow asks."""
        typed = {each.name: self.cleaned_data.get(each.name) for each in self.questions}
        texts = {
            name: value.isoformat() if isinstance(value, date) else str(value)
            for name, value in typed.items()
            if not is_empty(value)
        }
        return answers_in(texts, self.version)

    def clean(self) -> dict[str, Any]:
        """Ask for required fields, but only for those that the choices made appear."""
        cleaned = super().clean() or {}
        for name, place in self.places.items():
            if not self._appears(place, cleaned):
                cleaned[name] = ""
                self.errors.pop(name, None)
            elif place.is_required and not self.errors.get(name) and is_empty(cleaned.get(name)):
                self.add_error(name, ValidationError(_("This is needed."), code="required"))
        return cleaned

    def values(self) -> dict[int, str]:
        """Return the texts of the custom fields by their keys."""
        return {
            place.field_id: text_of(place, self.cleaned_data.get(name))
            for name, place in self.places.items()
            if not is_empty(self.cleaned_data.get(name))
        }

    def _parent(self, place: FormField) -> FormField | None:
        """Return the field on whose answer another one depends."""
        others = self.places.values()
        return next((other for other in others if other.pk == place.parent_field_id), None)

    def _appears(self, place: FormField, cleaned: dict[str, Any]) -> bool:
        """Tell whether the choices above make a field appear; so must its parent."""
        parent = self._parent(place)
        if parent is None or place.parent_option is None:
            return True
        held = cleaned.get(name_of(parent))
        chosen = held if isinstance(held, list) else [held]
        is_met = any(stands_for(str(text), place.parent_option) for text in chosen)
        return is_met and self._appears(parent, cleaned)


class ReplyForm(forms.Form):
    """More words about a ticket."""

    body = forms.CharField(
        label=_("Your message"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 4}),
    )
    uploads = FilesField()

    def clean(self) -> dict[str, Any]:
        """Ask for something to send."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned["body"].strip() and not cleaned["uploads"]:
            raise ValidationError({"body": _("Write something, or add a file.")})
        return cleaned


class ReasonForm(forms.Form):
    """Why a ticket is not done, or not needed."""

    body = forms.CharField(
        label=_("What is still wrong?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
    )


class ColleagueForm(forms.Form):
    """Who else is told about a ticket."""

    address = forms.EmailField(
        label=_("E-mail address of a colleague"),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )


class RatingForm(forms.Form):
    """How well it went."""

    rating = forms.TypedChoiceField(
        label=_("How did we do?"),
        coerce=int,
        choices=RATINGS,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    comment = forms.CharField(
        label=_("Tell us more"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words with a low rating, where the desk wants them."""
        cleaned = super().clean() or {}
        least = settings_of("tickets.rating")["tickets.rating_comment_below"]
        if cleaned.get("rating", least) < least and not cleaned.get("comment", "").strip():
            raise ValidationError({"comment": _("Tell us what was not good.")})
        return cleaned


def refuse(form: forms.Form, refusal: ValidationError) -> None:
    """Tell what an operation refused at the inputs it names, or above the form."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        place = {"title": "subject", "file": "uploads"}.get(name, name)
        form.add_error(place if place in form.fields else None, ValidationError(errors))


def is_empty(value: Any) -> bool:
    """Tell whether a field was left empty; the number 0 is something."""
    return value is None or value is False or value in ("", [])


def name_of(place: FormField) -> str:
    """Return the name of a custom field in the page."""
    return f"field-{place.field_id}"


def field_of(place: FormField) -> forms.Field:
    """Return the input for a custom field. What is needed is asked for later: it may not appear."""
    common: dict[str, Any] = {
        "label": place.field.label,
        "help_text": place.field.description,
        "required": False,
    }
    plain, select = {"class": "form-control"}, {"class": "form-select"}
    match place.field.kind:
        case FieldKind.TEXTAREA:
            widget = forms.Textarea(attrs={**plain, "rows": 4})
            return forms.CharField(widget=widget, max_length=LONGEST_TEXT, **common)
        case FieldKind.NUMERIC:
            return forms.DecimalField(
                widget=forms.NumberInput(attrs={**plain, "step": "any"}), **common
            )
        case FieldKind.DATE:
            widget_date = forms.DateInput(attrs={**plain, "type": "date"}, format="%Y-%m-%d")
            return forms.DateField(widget=widget_date, input_formats=["%Y-%m-%d"], **common)
        case FieldKind.BOOLEAN:
            box = forms.CheckboxInput(attrs={"class": "form-check-input"})
            return forms.BooleanField(widget=box, **common)
        case FieldKind.LIST | FieldKind.TREE:
            named = choices_of(place.field.options.all())
            if place.field.is_multiple:
                ticks = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
                return forms.MultipleChoiceField(choices=named, widget=ticks, **common)
            choices = [("", "–"), *named]
            return forms.ChoiceField(choices=choices, widget=forms.Select(attrs=select), **common)
        case _:
            return forms.CharField(
                widget=forms.TextInput(attrs=plain), max_length=LONGEST_TITLE, **common
            )


def answer_field(question: Question, key: str) -> forms.Field:
    """Return the input for a question of a workflow; `key` is its id on the page."""
    common: dict[str, Any] = {"label": question.label, "required": question.is_required}
    plain = {"class": "form-control", "id": key}
    if question.is_list or question.kind == FieldKind.TEXTAREA:
        hint = _("One a line.") if question.is_list else ""
        area = forms.Textarea(attrs={**plain, "rows": 3})
        return forms.CharField(widget=area, help_text=hint, max_length=LONGEST_TEXT, **common)
    if question.kind == FieldKind.BOOLEAN:
        chosen = forms.Select(attrs={"class": "form-select", "id": key})
        choices = [("", "–"), ("1", _("yes")), ("0", _("no"))]
        return forms.ChoiceField(choices=choices, widget=chosen, **common)
    if question.kind == FieldKind.NUMERIC:
        number = forms.NumberInput(attrs={**plain, "step": "any"})
        return forms.DecimalField(widget=number, **common)
    if question.kind == FieldKind.DATE:
        day = forms.DateInput(attrs={**plain, "type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=day, input_formats=["%Y-%m-%d"], **common)
    return forms.CharField(widget=forms.TextInput(attrs=plain), max_length=LONGEST_ANSWER, **common)


def text_of(place: FormField, value: Any) -> str:
    """Return a value as tickets keep it."""
    if place.field.kind == FieldKind.BOOLEAN:
        return "1"
    if isinstance(value, list):
        return "\n".join(value)
    if place.field.kind == FieldKind.DATE:
        return str(value.isoformat())
    return str(value).replace("\r\n", "\n")
