"""How tickets and their parts look to callers."""

from typing import Any

from rest_framework import serializers

from audit.actor import Actor
from doors.rest.history import EntryOut
from doors.rest.rows import Key, Rows, WordField
from tickets.api.related import GROUP, PERSON, TICKET
from tickets.policies import reads_internal
from tickets.queries import public_counts, values_by_ticket, without_plans
from tickets.vocabulary import (
    Category,
    ClockMetric,
    ClockSide,
    CloseReason,
    FollowupKind,
    Kind,
    LinkKind,
    Priority,
    Resolution,
    Risk,
    Role,
    TaskState,
    TextFormat,
    WaitingReason,
)

COUNTS = ("work_seconds", "followup_count")


def key_of(column: str) -> serializers.IntegerField:
    """Return the field for a key that may be absent."""
    return serializers.IntegerField(source=column, allow_null=True)


class TicketListOut(Rows):
    """A ticket in a list."""

    id = Key()
    kind = serializers.ChoiceField(Kind.choices)
    title = serializers.CharField()
    status = serializers.IntegerField(source="status_id")
    status_code = serializers.CharField(source="status.code", allow_null=True)
    status_name = serializers.CharField(source="status.name")
    status_category = serializers.ChoiceField(Category.choices, source="status.category")
    resolution = WordField(Resolution)
    waiting_reason = serializers.ChoiceField(WaitingReason.choices, allow_blank=True)
    waiting_until_at = serializers.DateTimeField(allow_null=True)
    waiting_ticket = key_of("waiting_ticket_id")
    waiting_external = key_of("waiting_external_id")
    priority = WordField(Priority)
    urgency = serializers.IntegerField()
    impact = serializers.IntegerField()
    requester = key_of("requester_id")
    submitter = key_of("submitter_id")
    assignee = key_of("assignee_id")
    support_group = key_of("support_group_id")
    category = key_of("category_id")
    form = key_of("form_id")
    source = key_of("source_id")  # type: ignore[assignment]  # a field, not DRF's attribute
    parent = key_of("parent_id")  # type: ignore[assignment]  # a field, not DRF's attribute
    entity = serializers.IntegerField(source="entity_id")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField(help_text="The ticket's own fields changed.")
    activity_at = serializers.DateTimeField(help_text="Anything new on the timeline.")
    opened_at = serializers.DateTimeField()
    occurred_at = serializers.DateTimeField(allow_null=True)
    taken_at = serializers.DateTimeField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    respond_due_at = serializers.DateTimeField(allow_null=True)
    resolve_due_at = serializers.DateTimeField(allow_null=True)
    sla_is_disabled = serializers.BooleanField()
    is_locked = serializers.BooleanField()
    rating = serializers.IntegerField(allow_null=True)
    work_seconds = serializers.IntegerField()
    followup_count = serializers.IntegerField()
    open_child_count = serializers.IntegerField()

    expands = {
        "requester": PERSON,
        "submitter": PERSON,
        "assignee": PERSON,
        "support_group": GROUP,
        "parent": TICKET,
    }

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Count no internal lines for those who may not read them."""
        if names.isdisjoint(COUNTS) or reads_internal(actor):
            return
        counts = public_counts(row["id"] for row in raw)
        for row in raw:
            row["work_seconds"], row["followup_count"] = counts.get(row["id"], (0, 0))


class PlanOut(serializers.Serializer[Any]):
    """The long texts of a problem or change; empty for those who read no internal lines."""

    impact = serializers.CharField()
    cause = serializers.CharField()
    symptom = serializers.CharField()
    control_list = serializers.CharField()
    rollout_plan = serializers.CharField()
    backout_plan = serializers.CharField()
    checklist = serializers.CharField()
    risk = serializers.ChoiceField(Risk.choices, allow_blank=True)


PLAN_TEXTS = tuple(PlanOut().fields)


class TicketOut(TicketListOut):
    """A ticket."""

    description = serializers.CharField()
    description_format = serializers.ChoiceField(TextFormat.choices)
    closing_text = serializers.CharField()
    close_reason = serializers.ChoiceField(CloseReason.choices, allow_blank=True)
    rating_comment = serializers.CharField()
    extra1 = serializers.CharField()
    extra2 = serializers.CharField()
    extra3 = serializers.CharField()
    extra4 = serializers.CharField()
    validation_percent = serializers.IntegerField()
    project_task = key_of("project_task_id")
    sla_policy = key_of("sla_policy_id")
    is_recursive = serializers.BooleanField()
    plan = PlanOut()
    values = serializers.DictField(
        child=serializers.CharField(),
        help_text="Texts by custom field id; several values are a line each.",
    )

    computed = ("values", "plan")
    needs = {"plan": tuple(f"plan__{name}" for name in PLAN_TEXTS)}

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Add the custom values, and the plan for those who read internal lines."""
        super().finish(actor, raw, names)
        if "plan" in names:
            tells = reads_internal(actor)
            for row in raw:
                told = {name: row[f"plan__{name}"] or "" for name in PLAN_TEXTS}
                row["plan"] = told if tells else dict.fromkeys(PLAN_TEXTS, "")
        if "values" in names:
            found = values_by_ticket(row["id"] for row in raw)
            for row in raw:
                row["values"] = found.get(row["id"], {})


class FollowupOut(Rows):
    """A line of the timeline, with the time spent if there is any."""

    id = Key()
    kind = serializers.ChoiceField(FollowupKind.choices)
    author = key_of("author_id")
    acted_for = key_of("acted_for_id")
    body = serializers.CharField()
    body_format = serializers.ChoiceField(TextFormat.choices)
    is_public = serializers.BooleanField()
    replies_to = key_of("replies_to_id")
    written_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    seconds = serializers.IntegerField(source="workunit.seconds", allow_null=True)
    is_billable = serializers.BooleanField(source="workunit.is_billable", allow_null=True)
    solution_type = serializers.IntegerField(source="solution.type_id", allow_null=True)

    expands = {"author": PERSON}


class TaskOut(Rows):
    """A task: a line of the timeline that is planned."""

    id = Key()
    followup = serializers.IntegerField(source="followup_id")
    body = serializers.CharField(source="followup.body")
    is_public = serializers.BooleanField(source="followup.is_public")
    state = serializers.ChoiceField(TaskState.choices)
    assignee = key_of("assignee_id")
    group = key_of("group_id")
    category = key_of("category_id")
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    written_at = serializers.DateTimeField(source="followup.written_at")

    expands = {"assignee": PERSON, "group": GROUP}


class WorkunitOut(Rows):
    """Time spent."""

    id = Key()
    followup = serializers.IntegerField(source="followup_id")
    user = key_of("user_id")
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    seconds = serializers.IntegerField()
    is_billable = serializers.BooleanField()
    is_from_home = serializers.BooleanField()

    expands = {"user": PERSON}


class FileOut(Rows):
    """A file on a ticket or on one of its lines."""

    id = Key(source="file_id")
    file_name = serializers.CharField(source="file.file_name")
    title = serializers.CharField(source="file.title")
    comment = serializers.CharField()
    media_type = serializers.CharField(source="file.media_type")
    size_bytes = serializers.IntegerField(source="file.size_bytes")
    sha256 = serializers.CharField(source="file.sha256")
    uploader = key_of("file.uploader_id")
    linked_at = serializers.DateTimeField()


class PartOut(Rows):
    """Somebody with a part in a ticket: a person, or a bare address."""

    id = Key()
    role = serializers.ChoiceField(Role.choices)
    user = key_of("user_id")
    email = serializers.CharField(help_text="Only where there is no user.")
    wants_mail = serializers.BooleanField()

    expands = {"user": PERSON}


class GroupPartOut(Rows):
    """A group with a part in a ticket."""

    id = Key()
    role = serializers.ChoiceField(Role.choices)
    group = serializers.IntegerField(source="group_id")

    expands = {"group": GROUP}


class LinkOut(Rows):
    """A tie between two tickets; `source` is the child, the duplicate, the effect."""

    id = Key()
    kind = serializers.ChoiceField(LinkKind.choices)
    source = serializers.IntegerField(source="source_id")  # type: ignore[assignment]  # a field, not DRF's attribute
    target = serializers.IntegerField(source="target_id")
    created_at = serializers.DateTimeField()

    expands = {"source": TICKET, "target": TICKET}


class ItemLinkOut(Rows):
    """A configuration item that a ticket is about."""

    id = Key()
    name = serializers.CharField()
    serial = serializers.CharField()
    inventory_number = serializers.CharField()


class HistoryOut(EntryOut):
    """A journaled change: {field: [old, new]} in stored values, and in words for keys."""

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Leave out what the plans of problems and changes say, where they are not shown either."""
        if "changes" in names:
            for row in raw:
                row["changes"] = without_plans(actor, row["changes"])


class ClockOut(Rows):
    """A promise that runs, or ran, for a ticket."""

    id = Key()
    metric = serializers.ChoiceField(ClockMetric.choices)
    side = serializers.ChoiceField(ClockSide.choices)
    policy = key_of("policy_id")
    calendar = key_of("calendar_id")
    target_seconds = serializers.IntegerField()
    elapsed_seconds = serializers.IntegerField()
    paused_seconds = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    stopped_at = serializers.DateTimeField(allow_null=True)
    breached_at = serializers.DateTimeField(allow_null=True)


class SegmentOut(serializers.Serializer[Any]):
    """A stretch of a clock's life."""

    begins_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    kind = serializers.CharField()
    reason = serializers.CharField()
    seconds = serializers.IntegerField()


class ExplainedOut(serializers.Serializer[Any]):
    """The life of a clock, stretch by stretch."""

    results = SegmentOut(many=True)


class ArticleLinkOut(Rows):
    """An article that was used on a ticket."""

    id = Key()
    article = serializers.IntegerField(source="article_id")
    title = serializers.CharField(source="article.title")
    is_solution = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class AnnouncementLinkOut(Rows):
    """An announcement about a ticket."""

    id = Key()
    announcement = serializers.IntegerField(source="announcement_id")
    title = serializers.CharField(source="announcement.title")
    created_at = serializers.DateTimeField()


class ExternalOut(Rows):
    """A supplier with a part in a ticket, and the number under which it knows it."""

    id = Key()
    company = serializers.IntegerField(source="company_id")
    company_name = serializers.CharField(source="company.name")
    reference = serializers.CharField()
    wants_mail = serializers.BooleanField()
    email = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
