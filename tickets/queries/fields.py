"""Custom fields, their choices, and where they are asked."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from tickets.models import CustomField, CustomOption, FormField, TicketCategory


def custom_fields() -> QuerySet[CustomField]:
    """Return all custom fields."""
    return CustomField.objects.order_by("pk")


def field_for(field_id: int) -> CustomField:
    """Return one custom field. Raises CustomField.DoesNotExist."""
    return CustomField.objects.get(pk=field_id)


def asked_fields(form_id: int | None) -> QuerySet[FormField]:
    """Return what a form asks, in its order, with the fields; nothing without a form."""
    places = (
        FormField.objects.filter(form=form_id) if form_id is not None else FormField.objects.none()
    )
    return places.select_related("field").order_by("position", "id")


def options_of(field_id: int) -> QuerySet[CustomOption]:
    """Return the live choices of a field in their order."""
    return CustomOption.objects.filter(field=field_id, deleted_at=None).order_by("position", "id")


def option_for(field_id: int, text: str) -> CustomOption | None:
    """Return the live choice that a text stands for: a hash, else a key, else a name."""
    options = options_of(field_id)
    for match in (Q(hash=text), Q(key=text), Q(name=text)):
        found = options.filter(match).first()
        if found is not None:
            return found
    return None


def required_fields() -> set[int]:
    """Return the fields that some form cannot do without."""
    return set(FormField.objects.filter(is_required=True).values_list("field_id", flat=True))


def shared_fields() -> QuerySet[CustomField]:
    """Return the fields that stand in several forms."""
    places = FormField.objects.filter(field=OuterRef("pk"))
    first = places.order_by("form_id").values("form_id")[:1]
    return custom_fields().filter(Exists(places.exclude(form=first)))


def categories_by_field(field_ids: Collection[int]) -> dict[int, list[int]]:
    """Return {custom field: categories whose form asks it} (two statements)."""
    forms: dict[int, list[int]] = {}
    live = TicketCategory.objects.filter(deleted_at=None, form__isnull=False).order_by("pk")
    for category_id, form_id in live.values_list("pk", "form_id"):
        forms.setdefault(form_id, []).append(category_id)
    found: dict[int, list[int]] = {}
    places = FormField.objects.filter(field__in=field_ids, form__in=forms).order_by("form_id")
    for field_id, form_id in places.values_list("field_id", "form_id"):
        found.setdefault(field_id, []).extend(forms[form_id])
    return {field_id: sorted(set(keys)) for field_id, keys in found.items()}
