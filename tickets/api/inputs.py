"""What callers send about tickets."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from accounts.queries import (
    roles,
    visible_entities,
    visible_groups,
    visible_locations,
    visible_users,
)
from assets.queries import visible_items
from audit.actor import Actor
from crm.queries import visible_companies, visible_project_tasks
from doors.rest.inputs import HIGHEST_KEY, Input, Line, Ref, StrictBoolean, Text
from doors.rest.rows import WordField
from kb.queries import visible_announcements, visible_articles
from tickets.drafts import FollowupDraft, TicketDraft, TicketPatch
from tickets.queries import (
    forms,
    solution_types,
    sources,
    status_rows,
    visible_categories,
    visible_policies,
    visible_tickets,
    work_categories,
)
from tickets.vocabulary import (
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

LONGEST_WORK = 366 * 24 * 3600


class ValuesField(serializers.DictField):
    """Texts by custom field id; several values are a line each."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=serializers.CharField(max_length=65_000, allow_blank=True), **kwargs)

    def to_internal_value(self, data: Any) -> dict[int, str]:
        """Return {number: text}."""
        texts = super().to_internal_value(data)
        wrong = [key for key in texts if not (key.isascii() and key.isdigit() and len(key) < 19)]
        if wrong:
            raise serializers.ValidationError(dict.fromkeys(wrong, "Keys are field ids."))
        return {int(key): text for key, text in texts.items()}


@extend_schema_field(
    {"oneOf": [{"type": "integer", "minimum": 0}, {"type": "string", "format": "email"}]}
)
class ObserverField(serializers.Field[Any, Any, Any, Any]):
    """A person by id, or a bare address."""

    def to_internal_value(self, data: Any) -> User | str:
        """Return the person, or the address."""
        if isinstance(data, str):
            return str(serializers.EmailField(max_length=254).run_validation(data))
        field = Ref(visible_users)
        field.bind("", self)  # type: ignore[arg-type]  # any field leads to the context
        row: User = field.run_validation(data)
        return row

    def to_representation(self, value: Any) -> Any:
        """Inputs are never shown."""
        raise NotImplementedError


def visible_suppliers(actor: Actor) -> Any:
    """Return the companies that work on tickets."""
    return visible_companies(actor).filter(is_supplier=True)


def _roles(actor: Actor) -> Any:
    return roles()


def _statuses(actor: Actor) -> Any:
    return status_rows()


def _sources(actor: Actor) -> Any:
    return sources()


def _work_categories(actor: Actor) -> Any:
    return work_categories()


class PlanIn(Input):
    """The long texts of problems and changes; those left out stay."""

    draft = dict
    impact = Text(required=False, allow_blank=True)
    cause = Text(required=False, allow_blank=True)
    symptom = Text(required=False, allow_blank=True)
    control_list = Text(required=False, allow_blank=True)
    rollout_plan = Text(required=False, allow_blank=True)
    backout_plan = Text(required=False, allow_blank=True)
    checklist = Text(required=False, allow_blank=True)
    risk = serializers.ChoiceField(Risk.choices, required=False, allow_blank=True)


class _TicketFields(Input):
    """What may be said of a new ticket and of a changed one."""

    title = Line(required=False)
    description = Text(required=False, allow_blank=True)
    description_format = serializers.ChoiceField(TextFormat.choices, required=False)
    closing_text = Text(required=False, allow_blank=True)
    kind = serializers.ChoiceField(Kind.choices, required=False)
    resolution = WordField(Resolution, required=False)
    priority = WordField(Priority, required=False)
    urgency = serializers.IntegerField(min_value=1, max_value=5, required=False)
    impact = serializers.IntegerField(min_value=1, max_value=5, required=False)
    status = Ref(_statuses, required=False)
    requester = Ref(visible_users, required=False, allow_null=True)
    assignee = Ref(visible_users, required=False, allow_null=True)
    support_group = Ref(visible_groups, required=False, allow_null=True)
    category = Ref(visible_categories, required=False, allow_null=True)
    form = Ref(forms, required=False, allow_null=True)
    source = Ref(_sources, required=False, allow_null=True)  # type: ignore[assignment]  # a field, not DRF's attribute
    location = Ref(visible_locations, required=False, allow_null=True)
    project_task = Ref(visible_project_tasks, required=False, allow_null=True)
    occurred_at = serializers.DateTimeField(required=False, allow_null=True)
    parent = Ref(visible_tickets, required=False, allow_null=True)  # type: ignore[assignment]  # a field, not DRF's attribute
    values = ValuesField(required=False)
    plan = PlanIn(required=False)
    validation_percent = serializers.IntegerField(min_value=0, max_value=100, required=False)
    sla_policy = Ref(visible_policies, required=False, allow_null=True)
    sla_is_disabled = StrictBoolean(required=False)
    is_recursive = StrictBoolean(required=False)
    is_locked = StrictBoolean(required=False)
    rating = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True)
    extra1 = Line(required=False, allow_blank=True)
    extra2 = Line(required=False, allow_blank=True)
    extra3 = Line(required=False, allow_blank=True)
    extra4 = Line(required=False, allow_blank=True)


class TicketIn(_TicketFields):
    """A new ticket. What is left out is decided by category, group and the priority matrix."""

    draft = TicketDraft
    title = Line()
    submitter = Ref(visible_users, required=False, allow_null=True)
    fallback_assignee = Ref(visible_users, required=False, allow_null=True)
    cis = serializers.ListField(child=Ref(visible_items), max_length=100, required=False)
    observers = serializers.ListField(child=ObserverField(), max_length=100, required=False)
    entity = serializers.IntegerField(
        source="entity_id", min_value=0, max_value=HIGHEST_KEY, required=False, allow_null=True
    )
    answers = serializers.DictField(
        child=serializers.ListField(child=Text(), max_length=100),
        required=False,
        help_text="Answers to what the workflow of the category asks, by question. Without them "
        "the questions are answered later.",
    )


class TicketPatchIn(_TicketFields):
    """Changes of a ticket; null clears."""

    draft = TicketPatch
    entity = Ref(visible_entities, required=False)
    rating_comment = Text(required=False, allow_blank=True)
    waiting_reason = serializers.ChoiceField(
        WaitingReason.choices, required=False, allow_blank=True
    )
    waiting_until_at = serializers.DateTimeField(required=False, allow_null=True)


class HoldIn(Input):
    """For what a ticket is to wait; `until_at`, `ticket` or `external` as the reason says."""

    draft = dict
    reason = serializers.ChoiceField(WaitingReason.choices)
    until_at = serializers.DateTimeField(required=False, allow_null=True)
    ticket = Ref(visible_tickets, as_key=True, source="other_id", required=False, allow_null=True)
    external = serializers.IntegerField(
        source="external_id",
        min_value=0,
        max_value=HIGHEST_KEY,
        required=False,
        allow_null=True,
        help_text="A row of the ticket's `externals`.",
    )


class ExternalIn(Input):
    """A supplier, and the number under which it knows the ticket."""

    draft = dict
    company = Ref(visible_suppliers, as_key=True)
    reference = Line(required=False, allow_blank=True)


class LineRef(Ref):
    """A line of the ticket of the path that the caller may read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(lambda actor: self.context["view"].get_queryset(), **kwargs)


def _solution_types(actor: Actor) -> Any:
    return solution_types()


class FollowupIn(Input):
    """A new line of the timeline; `seconds` above 0 also records work."""

    draft = FollowupDraft
    body = Text()
    body_format = serializers.ChoiceField(TextFormat.choices, required=False)
    kind = serializers.ChoiceField(FollowupKind.choices, required=False)
    is_public = StrictBoolean(required=False)
    replies_to = LineRef(required=False, allow_null=True)
    seconds = serializers.IntegerField(min_value=0, max_value=LONGEST_WORK, required=False)
    is_billable = StrictBoolean(required=False)
    is_from_home = StrictBoolean(required=False)
    role = Ref(_roles, required=False, allow_null=True)
    solution_type = Ref(_solution_types, required=False, allow_null=True)
    work_category = Ref(_work_categories, required=False, allow_null=True)
    started_at = serializers.DateTimeField(required=False, allow_null=True)
    ended_at = serializers.DateTimeField(required=False, allow_null=True)


class _TaskFields(Input):
    """What may be said of a task: the line itself, and its planning."""

    draft = dict
    body = Text(required=False)
    is_public = StrictBoolean(required=False)
    state = serializers.ChoiceField(TaskState.choices, required=False)
    assignee = Ref(visible_users, required=False, allow_null=True)
    group = Ref(visible_groups, required=False, allow_null=True)
    category = Ref(_work_categories, required=False, allow_null=True)
    starts_at = serializers.DateTimeField(required=False, allow_null=True)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)
    due_at = serializers.DateTimeField(required=False, allow_null=True)


class TaskIn(_TaskFields):
    """A new task."""

    body = Text()


class TaskPatchIn(_TaskFields):
    """Changes of a task; null clears."""


class PartIn(Input):
    """Somebody for a ticket: a person by id, or a bare address as observer."""

    draft = dict
    somebody = ObserverField()
    role = serializers.ChoiceField([Role.OBSERVER, Role.COLLABORATOR, Role.ASSIGNEE])


class GroupPartIn(Input):
    """A group for a ticket. The first assigned one is the ticket's support group."""

    draft = dict
    group = Ref(visible_groups)
    role = serializers.ChoiceField(Role.choices)


class LinkIn(Input):
    """A tie to another ticket, of which the ticket is the child, the duplicate, the effect."""

    draft = dict
    target = Ref(visible_tickets, as_key=True)
    kind = serializers.ChoiceField(LinkKind.choices)


class ItemLinkIn(Input):
    """An item that a ticket is about."""

    draft = dict
    item = Ref(visible_items, as_key=True)


class ArticleLinkIn(Input):
    """An article that was used on a ticket; `is_solution`: it solved it."""

    draft = dict
    article = Ref(visible_articles, as_key=True, source="article_id")
    is_solution = StrictBoolean(required=False)


class AnnouncementLinkIn(Input):
    """An announcement that is about a ticket."""

    draft = dict
    announcement = Ref(visible_announcements, as_key=True, source="announcement_id")
