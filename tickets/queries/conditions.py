"""Which fields of a form are asked, given the answers so far."""

from collections.abc import Iterable, Mapping

from tickets.models import FormField
from tickets.queries.choices import stands_for


def asked_fields(places: Iterable[FormField], values: Mapping[int, str]) -> list[FormField]:
    """Return the places whose conditions hold, in their order.

    `places` are all fields of one form with `parent_option` loaded (queries.form_fields); `values`
    is {custom field: text}, several values a line each. A field that depends on one that is not
    asked is not asked either, whatever that one held before. Values of fields that are not asked
    stay where they are.
    """
    rows = list(places)
    by_key = {place.pk: place for place in rows}

    def is_asked(place: FormField) -> bool:
        if place.parent_field_id is None or place.parent_option is None:
            return True
        parent = by_key[place.parent_field_id]
        option, chosen = place.parent_option, values.get(parent.field_id, "").split("\n")
        return any(stands_for(text, option) for text in chosen) and is_asked(parent)

    return [place for place in rows if is_asked(place)]


def missing_answers(places: Iterable[FormField], values: Mapping[int, str]) -> list[FormField]:
    """Return the required places that are asked and have no answer."""
    return [
        place
        for place in asked_fields(places, values)
        if place.is_required and not values.get(place.field_id, "").strip()
    ]
