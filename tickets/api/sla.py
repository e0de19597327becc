"""Promises: policies with targets, running clocks, and passes that recalculate them."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.drafts import given
from accounts.queries import visible_calendars, visible_entities, visible_groups
from audit.actor import Actor
from crm.queries import visible_companies, visible_contracts
from doors.rest.filters import KeyFilter
from doors.rest.inputs import Input, Line, Ref, StrictBoolean, Text
from doors.rest.rows import Key, Rows, WordField
from doors.rest.views import Creates, Nouns, Whole
from tickets import operations, queries
from tickets.api.related import GROUP, TICKET
from tickets.api.shapes import ClockOut, ExplainedOut, key_of
from tickets.drafts import SlaPolicyDraft, SlaPolicyPatch, SlaTargetDraft
from tickets.models import SlaPolicy, SlaRecalculation
from tickets.vocabulary import ClockMetric, ClockSide, Kind, Priority, TargetUnit, WaitingReason

ORDERS = ("id", "-id")
HIGHEST_RANK = 2**31 - 1


class TargetOut(serializers.Serializer[Any]):
    """One promise of a policy."""

    id = serializers.IntegerField()
    metric = serializers.ChoiceField(ClockMetric.choices)
    side = serializers.ChoiceField(ClockSide.choices)
    amount = serializers.IntegerField()
    unit = serializers.ChoiceField(TargetUnit.choices)
    name = serializers.CharField()
    comment = serializers.CharField()
    ends_with_working_day = serializers.BooleanField()
    calendar = serializers.IntegerField(allow_null=True)
    warn_percent = serializers.IntegerField()


class SlaPolicyOut(Rows):
    """Which tickets are promised what. Of the policies that fit, the lowest rank wins."""

    id = Key()
    name = serializers.CharField()
    comment = serializers.CharField()
    rank = serializers.IntegerField()
    is_active = serializers.BooleanField()
    calendar = key_of("calendar_id")
    uses_ticket_calendar = serializers.BooleanField()
    company = key_of("company_id")
    contract = key_of("contract_id")
    group = key_of("group_id")
    category = key_of("category_id")
    priority = WordField(Priority, allow_null=True)
    kind = serializers.ChoiceField(Kind.choices, allow_null=True)
    pausing_reasons = serializers.ListField(child=serializers.ChoiceField(WaitingReason.choices))
    targets = TargetOut(many=True)
    entity = serializers.IntegerField(source="entity_id")
    is_recursive = serializers.BooleanField()
    is_by_choice = serializers.BooleanField(help_text="Only for tickets that name it.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    computed = ("targets",)
    expands = {"group": GROUP}

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Add the targets."""
        if "targets" in names:
            found = queries.targets_by_policy(row["id"] for row in raw)
            for row in raw:
                row["targets"] = found.get(row["id"], [])


class SlaTargetIn(Input):
    """A promise: amount and unit until the metric is met."""

    draft = SlaTargetDraft
    metric = serializers.ChoiceField(ClockMetric.choices)
    side = serializers.ChoiceField(ClockSide.choices, required=False)
    amount = serializers.IntegerField(min_value=1, max_value=1_000_000)
    unit = serializers.ChoiceField(TargetUnit.choices, required=False)
    name = Line(required=False, allow_blank=True)
    comment = Text(required=False, allow_blank=True)
    ends_with_working_day = StrictBoolean(required=False)
    calendar = Ref(visible_calendars, required=False, allow_null=True)
    warn_percent = serializers.IntegerField(min_value=1, max_value=100, required=False)


class SlaPolicyPatchIn(Input):
    """Changes of a policy; null fits every ticket, lists replace."""

    draft: ClassVar[type[Any]] = SlaPolicyPatch
    name = Line(required=False)
    comment = Text(required=False, allow_blank=True)
    rank = serializers.IntegerField(min_value=-HIGHEST_RANK, max_value=HIGHEST_RANK, required=False)
    is_active = StrictBoolean(required=False)
    calendar = Ref(visible_calendars, required=False, allow_null=True)
    uses_ticket_calendar = StrictBoolean(required=False)
    company = Ref(visible_companies, required=False, allow_null=True)
    contract = Ref(visible_contracts, required=False, allow_null=True)
    group = Ref(visible_groups, required=False, allow_null=True)
    category = Ref(queries.visible_categories, required=False, allow_null=True)
    priority = WordField(Priority, required=False, allow_null=True)
    kind = serializers.ChoiceField(Kind.choices, required=False, allow_null=True)
    is_recursive = StrictBoolean(required=False)
    is_by_choice = StrictBoolean(required=False)
    pausing_reasons = serializers.ListField(
        child=serializers.ChoiceField(WaitingReason.choices), max_length=20, required=False
    )
    targets = serializers.ListField(child=SlaTargetIn(), max_length=10, required=False)

    def validate_targets(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Refuse two promises of one metric and side: the second would replace the first."""
        told = [(each["metric"], each.get("side", ClockSide.SLA)) for each in value]
        if len(set(told)) < len(told):
            raise serializers.ValidationError("Each metric and side once.", code="unique")
        return value

    @classmethod
    def draft_of(cls, values: dict[str, Any]) -> Any:
        """Return the draft with drafts of its targets."""
        if "targets" in values:
            values = {**values, "targets": [SlaTargetDraft(**each) for each in values["targets"]]}
        return cls.draft(**values)


class SlaPolicyIn(SlaPolicyPatchIn):
    """A new policy; it is active."""

    draft = SlaPolicyDraft
    name = Line()
    entity = Ref(visible_entities, as_key=True, source="entity_id", required=False)
    is_active = None  # type: ignore[assignment]  # new policies are


class SlaPolicyFilters(filters.FilterSet):
    """What a list of policies may be narrowed to."""

    is_active = filters.BooleanFilter()
    group = KeyFilter(field_name="group")
    company = KeyFilter(field_name="company")


def change_policy(actor: Actor, policy_id: int, patch: SlaPolicyPatch) -> SlaPolicy:
    """Change a policy; the operation takes its targets beside its columns."""
    values = given(patch)
    targets = values.pop("targets", None)
    return operations.update_sla_policy(actor, policy_id, values, targets=targets)


class SlaPolicyViewSet(Whole):
    """Policies, for those who set the desk up. Open tickets follow a change in the background."""

    scope = "sla-policies"
    rows, filters, orders = SlaPolicyOut, SlaPolicyFilters, ("rank", "-rank", *ORDERS)
    create_input, create_row = SlaPolicyIn, operations.create_sla_policy
    update_input, update_row = SlaPolicyPatchIn, change_policy
    delete_row = operations.delete_sla_policy

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the policies the actor may see."""
        return queries.visible_policies(actor)


class SlaClockOut(ClockOut):
    """A promise that runs, or ran, with its ticket."""

    ticket = serializers.IntegerField(source="ticket_id")
    warn_at = serializers.DateTimeField(allow_null=True)
    paused_at = serializers.DateTimeField(allow_null=True)
    counted_at = serializers.DateTimeField()
    run = serializers.IntegerField(help_text="Grows with each new start.")
    is_manual = serializers.BooleanField()
    updated_at = serializers.DateTimeField()

    expands = {"ticket": TICKET}


class ClockFilters(filters.FilterSet):
    """What a list of clocks may be narrowed to."""

    ticket = KeyFilter(field_name="ticket")
    policy = KeyFilter(field_name="policy")
    metric = filters.MultipleChoiceFilter(choices=ClockMetric.choices)
    side = filters.MultipleChoiceFilter(choices=ClockSide.choices)
    is_running = filters.BooleanFilter(
        field_name="stopped_at", lookup_expr="isnull", help_text="Not stopped yet."
    )
    is_breached = filters.BooleanFilter(
        field_name="breached_at", lookup_expr="isnull", exclude=True
    )
    due_before = filters.IsoDateTimeFilter(field_name="due_at", lookup_expr="lt")
    due_after = filters.IsoDateTimeFilter(field_name="due_at", lookup_expr="gte")


class SlaClockViewSet(Nouns):
    """Clocks of all tickets that the caller may read."""

    scope = "tickets"
    rows, filters, orders = SlaClockOut, ClockFilters, ("-id", "id")

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the clocks of visible tickets."""
        return queries.visible_clocks(actor)

    @extend_schema(responses=ExplainedOut, filters=False)
    @action(detail=True, methods=["get"])
    def explain(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Tell the life of a clock, stretch by stretch, with calendar and reason of each."""
        clock = self.get_queryset().select_related("ticket", "terms").get(pk=self.key())
        return Response({"results": [vars(segment) for segment in queries.explain(clock)]})


class RecalculationOut(Rows):
    """A pass over all open tickets, with its progress."""

    id = Key()
    reason = serializers.CharField()
    total_count = serializers.IntegerField()
    done_count = serializers.IntegerField()
    changed_count = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class RecalculationIn(Input):
    """Why all open tickets are to be recalculated."""

    draft: ClassVar[type[Any]] = dict
    reason = Line()


def start(actor: Actor, values: dict[str, Any]) -> SlaRecalculation:
    """Ask for a pass of read values."""
    return operations.start_recalculation(actor, **values)


class RecalculationViewSet(Creates):
    """Passes over all open tickets after promises or calendars changed."""

    scope = "sla-policies"
    rows, orders = RecalculationOut, ("-id", "id")
    create_input, create_row = RecalculationIn, start

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the passes the actor may see."""
        return queries.recalculations(actor)
