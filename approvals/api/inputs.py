"""What callers send about approvals."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.queries import visible_groups, visible_users
from approvals.drafts import (
    DelegationDraft,
    RequestDraft,
    StepDraft,
    TemplateDraft,
    TemplatePatch,
)
from approvals.queries import visible_templates
from approvals.vocabulary import LONGEST_WAIT, SHORTEST_WAIT, CommentRule, Mode, OnExpiry
from doors.rest.inputs import Input, Line, Ref, StrictBoolean, Text

MOST_STEPS, MOST_VOTERS = 20, 100


def seconds() -> serializers.IntegerField:
    """Return the optional field for a wait; null is no end."""
    return serializers.IntegerField(
        min_value=SHORTEST_WAIT, max_value=LONGEST_WAIT, required=False, allow_null=True
    )


class StepIn(Input):
    """Who is asked in a step, and how many of them must approve."""

    draft = StepDraft
    mode = serializers.ChoiceField(Mode.choices, required=False)
    percent = serializers.IntegerField(min_value=1, max_value=100, required=False)
    voters = serializers.ListField(child=Ref(visible_users), max_length=MOST_VOTERS, required=False)
    groups = serializers.ListField(
        child=Ref(visible_groups), max_length=MOST_VOTERS, required=False
    )
    asks_author_manager = StrictBoolean(required=False)

    @classmethod
    def draft_of(cls, values: dict[str, Any]) -> StepDraft:
        """Return the draft; it holds tuples."""
        lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        return StepDraft(**values | lists)


class _Terms(Input):
    """How long a request waits, how silence counts, what voters must say."""

    steps = serializers.ListField(child=StepIn(), max_length=MOST_STEPS, required=False)
    comment_rule = serializers.ChoiceField(CommentRule.choices, required=False)
    expires_seconds = seconds()
    on_expiry = serializers.ChoiceField(OnExpiry.choices, required=False)
    remind_seconds = seconds()
    pauses_sla = StrictBoolean(required=False)

    @classmethod
    def draft_of(cls, values: dict[str, Any]) -> Any:
        """Return the draft with drafts of its steps."""
        if "steps" in values:
            steps = tuple(StepIn.draft_of(each) for each in values["steps"])
            values = {**values, "steps": steps}
        return cls.draft(**values)


class TemplatePatchIn(_Terms):
    """Changes of a template; steps as a whole."""

    draft: ClassVar[type[Any]] = TemplatePatch
    title = Line(required=False)
    description = Text(required=False, allow_blank=True)
    prompt = Text(required=False, allow_blank=True)
    description_is_required = StrictBoolean(required=False)


class TemplateIn(TemplatePatchIn):
    """A new template."""

    draft = TemplateDraft
    title = Line()


class RequestIn(_Terms):
    """A new request: of a template, which brings steps and terms, or with steps of its own."""

    draft = RequestDraft
    template = Ref(
        visible_templates, as_key=True, source="template_id", required=False, allow_null=True
    )
    description = Text(required=False, allow_blank=True)


class VoteIn(Input):
    """A vote; `voter` says for whom, where several people delegated."""

    draft = dict
    approves = StrictBoolean()
    comment = Text(required=False, allow_blank=True)
    voter = Ref(visible_users, as_key=True, source="voter_id", required=False)


class VoterIn(Input):
    """One more person to ask."""

    draft = dict
    voter = Ref(visible_users)


class DelegationIn(Input):
    """Who votes in whose place; without `user` in the caller's."""

    draft = DelegationDraft
    delegate = Ref(visible_users)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(required=False, allow_null=True)
    user = Ref(visible_users, required=False, allow_null=True)
    comment = Text(required=False, allow_blank=True)
