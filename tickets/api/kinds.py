"""Kinds of solutions and of work."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.operations import nouns
from audit.actor import Actor
from doors.rest.catalogues import Catalogue, NamedOut, NamedPatchIn
from doors.rest.inputs import Input, Line, Ref, StrictBoolean
from doors.rest.rows import Rows
from tickets.operations import nouns as tables


class SolutionTypeViewSet(Catalogue):
    """What a solution was: a workaround, a repair, a user's error."""

    scope = "tickets"
    verbs, noun = nouns, tables.SOLUTION_TYPES


def _kinds(actor: Actor) -> QuerySet[Any]:
    return nouns.visible(actor, tables.WORK_CATEGORIES)


class WorkCategoryOut(NamedOut):
    """A kind of work, and what an hour of it costs."""

    parent = serializers.IntegerField(  # type: ignore[assignment]  # a field, not DRF's attribute
        source="parent_id", allow_null=True
    )
    hourly_cost_amount = serializers.DecimalField(max_digits=20, decimal_places=4)
    is_active = serializers.BooleanField()


class WorkCategoryPatchIn(NamedPatchIn):
    """Changes of a kind of work."""

    hourly_cost_amount = serializers.DecimalField(
        max_digits=20, decimal_places=4, min_value=0, required=False
    )
    is_active = StrictBoolean(required=False)


class WorkCategoryIn(WorkCategoryPatchIn):
    """A new kind of work, perhaps below another one."""

    name = Line()
    parent = Ref(  # type: ignore[assignment]  # a field, not DRF's attribute
        _kinds, required=False, allow_null=True
    )


class WorkCategoryViewSet(Catalogue):
    """Kinds of work on which time is spent."""

    scope = "tickets"
    verbs, noun = nouns, tables.WORK_CATEGORIES
    rows: ClassVar[type[Rows]] = WorkCategoryOut
    create_input: ClassVar[type[Input]] = WorkCategoryIn
    update_input: ClassVar[type[Input]] = WorkCategoryPatchIn
