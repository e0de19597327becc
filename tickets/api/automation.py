"""What follows by itself: rules with the log of their runs, workflows with versions and runs."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from audit.actor import Actor
from doors.rest.filters import KeyFilter
from doors.rest.inputs import HIGHEST_KEY, Input, Line, NoInput, StrictBoolean, Text
from doors.rest.rows import Key, Rows
from doors.rest.views import Creates, Nouns, Whole
from tickets import operations, queries
from tickets.api.catalogue import HIGHEST_PLACE
from tickets.api.shapes import key_of
from tickets.models import Rule, Workflow
from tickets.vocabulary import (
    RULE_ACTIONS,
    RULE_FIELDS,
    RULE_OPERATORS,
    FieldKind,
    RuleEvent,
    RunOutcome,
    RunState,
    VersionState,
)

ORDERS = ("id", "-id")
MOST_PARTS = 20
MOST_VALUES = 1000
_PLAIN = [{"type": "string", "maxLength": 65_000}, {"type": "integer"}]


@extend_schema_field(
    {"oneOf": [*_PLAIN, {"type": "array", "items": {"oneOf": _PLAIN}, "maxItems": 200}]}
)
class PlainField(serializers.Field[Any, Any, Any, Any]):
    """A text, a number, or several of them."""

    default_error_messages = {"kind": "A text, a whole number or a list of them."}

    def to_internal_value(self, data: Any) -> Any:
        """Return the value as it came. Raises ValidationError."""
        each = data if isinstance(data, list) else [data]
        if len(each) > 200 or not all(_is_plain(value) for value in each):
            self.fail("kind")
        return data

    def to_representation(self, value: Any) -> Any:
        """Return the value as it is kept."""
        return value


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= 65_000
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= HIGHEST_KEY


class RuleConditionIn(Input):
    """What a rule asks of a ticket."""

    draft: ClassVar[type[Any]] = dict
    field = serializers.ChoiceField(sorted(RULE_FIELDS))
    operator = serializers.ChoiceField(sorted(RULE_OPERATORS))
    value = PlainField()


class RuleActionIn(Input):
    """What a rule does to a ticket."""

    draft: ClassVar[type[Any]] = dict
    action = serializers.ChoiceField(sorted(RULE_ACTIONS))
    value = PlainField()


class RuleOut(Rows):
    """When the event happens and all conditions hold, the actions are done; rules in order."""

    id = Key()
    name = serializers.CharField()
    event = serializers.ChoiceField(RuleEvent.choices)
    conditions = serializers.ListField(child=serializers.DictField())
    actions = serializers.ListField(child=serializers.DictField())
    position = serializers.IntegerField()
    is_active = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class RulePatchIn(Input):
    """Changes of a rule; conditions and actions as a whole."""

    draft: ClassVar[type[Any]] = dict
    name = Line(required=False)
    event = serializers.ChoiceField(RuleEvent.choices, required=False)
    conditions = serializers.ListField(
        child=RuleConditionIn(), max_length=MOST_PARTS, required=False
    )
    actions = serializers.ListField(
        child=RuleActionIn(), min_length=1, max_length=MOST_PARTS, required=False
    )
    position = serializers.IntegerField(min_value=0, max_value=HIGHEST_PLACE, required=False)
    is_active = StrictBoolean(required=False)


class RuleIn(RulePatchIn):
    """A new rule."""

    name = Line()
    event = serializers.ChoiceField(RuleEvent.choices)
    actions = serializers.ListField(child=RuleActionIn(), min_length=1, max_length=MOST_PARTS)


def make_rule(actor: Actor, values: dict[str, Any]) -> Rule:
    """Create a rule of read values."""
    return operations.create_rule(actor, **values)


def change_rule(actor: Actor, rule_id: int, values: dict[str, Any]) -> Rule:
    """Change a rule by read values."""
    return operations.update_rule(actor, rule_id, **values)


class RuleViewSet(Whole):
    """Rules, for those who set the desk up."""

    scope = "rules"
    rows, orders = RuleOut, (*ORDERS, "position", "-position")
    create_input, create_row = RuleIn, make_rule
    update_input, update_row = RulePatchIn, change_rule
    delete_row = operations.delete_rule

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the rules the actor may see."""
        return queries.visible_rules(actor)


class RuleRunOut(Rows):
    """What a rule did on a ticket, and the change of the journal that it followed."""

    id = Key()
    rule = serializers.IntegerField(source="rule_id")
    ticket = serializers.IntegerField(source="ticket_id")
    entry = serializers.IntegerField(source="entry_id", allow_null=True)
    ran_at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(RunOutcome.choices)
    message = serializers.CharField()


class RuleRunFilters(filters.FilterSet):
    """What the log of rules may be narrowed to."""

    rule = KeyFilter(field_name="rule")
    ticket = KeyFilter(field_name="ticket")
    outcome = filters.MultipleChoiceFilter(choices=RunOutcome.choices)
    ran_after = filters.IsoDateTimeFilter(field_name="ran_at", lookup_expr="gte")


class RuleRunViewSet(Nouns):
    """What rules did on tickets that the caller may read."""

    scope = "rules"
    rows, filters, orders = RuleRunOut, RuleRunFilters, ("-id", "id")

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the runs on visible tickets."""
        return queries.visible_rule_runs(actor)


class WorkflowOut(Rows):
    """A process that tickets of a category go through, in versions."""

    id = Key()
    name = serializers.CharField()
    description = serializers.CharField()
    author = key_of("author_id")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class WorkflowIn(Input):
    """A new workflow; it has no version yet."""

    draft: ClassVar[type[Any]] = dict
    name = Line()
    description = Text(required=False, allow_blank=True)


def make_workflow(actor: Actor, values: dict[str, Any]) -> Workflow:
    """Create a workflow of read values."""
    return operations.create_workflow(actor, **values)


class WorkflowViewSet(Creates):
    """Workflows, for those who set the desk up."""

    scope = "workflows"
    rows, orders = WorkflowOut, ORDERS
    create_input, create_row = WorkflowIn, make_workflow

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the workflows the actor may see."""
        return queries.visible_workflows(actor)

    @extend_schema(request=NoInput, responses={204: None})
    @action(detail=True, methods=["post"])
    def deploy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let new tickets get the newest version; runs keep theirs."""
        self.get_queryset().get(pk=self.key())
        self.read_input(NoInput)
        operations.deploy_workflow(self.actor(), self.key())
        return Response(status=204)


class WorkflowQuestionIn(Input):
    """What is asked when a ticket is opened."""

    draft: ClassVar[type[Any]] = dict
    id = Line(64)
    label = Line()  # type: ignore[assignment]  # a field, not DRF's attribute
    kind = serializers.ChoiceField(FieldKind.choices)
    is_required = StrictBoolean(required=False)
    is_list = StrictBoolean(required=False)


class WorkflowVersionOut(Rows):
    """A version of a workflow."""

    id = Key()
    number = serializers.IntegerField()
    state = serializers.ChoiceField(VersionState.choices)
    initial_fields = serializers.ListField(child=serializers.DictField())
    asks_description = serializers.BooleanField()
    edited_by = key_of("edited_by_id")
    deployed_at = serializers.DateTimeField(allow_null=True)
    deployed_by = key_of("deployed_by_id")
    created_at = serializers.DateTimeField()


class WorkflowVersionIn(Input):
    """The next version; it counts once the workflow is deployed."""

    draft: ClassVar[type[Any]] = dict
    initial_fields = serializers.ListField(child=WorkflowQuestionIn(), max_length=200)
    asks_description = StrictBoolean(required=False)


class WorkflowVersionViewSet(Nouns):
    """Versions of the workflow of the path."""

    scope = "workflows"
    rows, orders = WorkflowVersionOut, ("-id", "id")
    create_input = WorkflowVersionIn

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the versions of a visible workflow."""
        if getattr(self, "swagger_fake_view", False):
            return Workflow(pk=0).versions.all()
        return queries.visible_workflows(actor).get(pk=self.key("workflow_id")).versions.all()

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add the next version."""
        self.get_queryset()
        given = self.read_input(WorkflowVersionIn)
        version = operations.add_version(self.actor(), self.key("workflow_id"), **given)
        return self.shown(version.pk, status=201)


class WorkflowRunOut(Rows):
    """The workflow of one ticket; `values` by the ids of its questions."""

    id = Key()
    ticket = serializers.IntegerField(source="ticket_id")
    version = serializers.IntegerField(source="version_id")
    workflow = serializers.IntegerField(source="version.workflow_id")
    state = serializers.ChoiceField(RunState.choices)
    values = serializers.DictField()
    ended_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class WorkflowRunFilters(filters.FilterSet):
    """What a list of runs may be narrowed to."""

    ticket = KeyFilter(field_name="ticket")
    workflow = KeyFilter(field_name="version__workflow")
    state = filters.MultipleChoiceFilter(choices=RunState.choices)


class RunValuesIn(Input):
    """Values of one list of a run."""

    draft: ClassVar[type[Any]] = dict
    field = Line(64)
    values = serializers.ListField(child=Line(), max_length=MOST_VALUES)
    adds = StrictBoolean(help_text="True adds to what is there; false takes its place.")


class WorkflowRunViewSet(Nouns):
    """Workflows of tickets that the caller may read."""

    scope = "workflows"
    rows, filters, orders = WorkflowRunOut, WorkflowRunFilters, ("-id", "id")

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the runs on visible tickets."""
        return queries.visible_workflow_runs(actor)

    @extend_schema(request=RunValuesIn, responses=WorkflowRunOut)
    @action(detail=True, methods=["post"])
    def values(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Fill one of the lists of a run."""
        run = self.get_queryset().get(pk=self.key())
        given = self.read_input(RunValuesIn)
        operations.set_run_values(
            self.actor(), run.ticket_id, given["field"], given["values"], adds=given["adds"]
        )
        return self.shown(self.key())
