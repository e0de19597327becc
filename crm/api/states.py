"""Where in their life items and contracts are, and kinds of companies."""

from typing import ClassVar

from rest_framework import serializers

from accounts.operations import nouns
from accounts.queries import visible_entities
from crm.operations import nouns as tables
from crm.queries import visible_states
from doors.rest.catalogues import Catalogue, NamedOut, NamedPatchIn
from doors.rest.inputs import Input, Line, Ref, StrictBoolean
from doors.rest.rows import Rows


class StateOut(NamedOut):
    """A state: in stock, in use, retired."""

    full_name = serializers.CharField(help_text="With the names of the states above.")
    parent = serializers.IntegerField(  # type: ignore[assignment]  # a field, not DRF's attribute
        source="parent_id", allow_null=True
    )
    entity = serializers.IntegerField(source="entity_id")
    is_recursive = serializers.BooleanField()


class StatePatchIn(NamedPatchIn):
    """Changes of a state; another parent moves all below it."""

    parent = Ref(  # type: ignore[assignment]  # a field, not DRF's attribute
        visible_states, required=False, allow_null=True
    )
    entity = Ref(visible_entities, as_key=True, source="entity_id", required=False)
    is_recursive = StrictBoolean(required=False)


class StateIn(StatePatchIn):
    """A new state."""

    name = Line()


class StateViewSet(Catalogue):
    """States of items and contracts."""

    scope = "states"
    verbs, noun = nouns, tables.STATES
    rows: ClassVar[type[Rows]] = StateOut
    orders = ("id", "-id", "full_name", "-full_name")
    create_input: ClassVar[type[Input]] = StateIn
    update_input: ClassVar[type[Input]] = StatePatchIn


class CompanyTypeViewSet(Catalogue):
    """Kinds of companies."""

    scope = "companies"
    verbs, noun = nouns, tables.COMPANY_TYPES
