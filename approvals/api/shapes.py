"""How approvals look to callers."""

from typing import Any

from rest_framework import serializers

from approvals.api.related import PERSON, TEMPLATE
from approvals.queries import steps_of_requests, steps_of_templates
from approvals.vocabulary import CommentRule, Mode, OnExpiry, RequestKind, RequestState, VoteState
from audit.actor import Actor
from doors.rest.rows import Key, Rows


def key_of(column: str) -> serializers.IntegerField:
    """Return the field for a key that may be absent."""
    return serializers.IntegerField(source=column, allow_null=True)


class TemplateStepOut(serializers.Serializer[Any]):
    """One step of a template."""

    position = serializers.IntegerField()
    mode = serializers.ChoiceField(Mode.choices)
    percent = serializers.IntegerField()
    voters = serializers.ListField(child=serializers.IntegerField())
    groups = serializers.ListField(child=serializers.IntegerField())
    asks_author_manager = serializers.BooleanField()


class RequestStepOut(serializers.Serializer[Any]):
    """One step of a request; its voters have votes."""

    position = serializers.IntegerField()
    mode = serializers.ChoiceField(Mode.choices)
    percent = serializers.IntegerField()


class _Terms(Rows):
    comment_rule = serializers.ChoiceField(CommentRule.choices)
    expires_seconds = serializers.IntegerField(allow_null=True)
    on_expiry = serializers.ChoiceField(OnExpiry.choices)
    remind_seconds = serializers.IntegerField(allow_null=True)
    pauses_sla = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    computed = ("steps",)


class ApprovalTemplateOut(_Terms):
    """An approval that is prepared once and asked for often."""

    id = Key()
    title = serializers.CharField()
    description = serializers.CharField()
    prompt = serializers.CharField()
    description_is_required = serializers.BooleanField()
    steps = TemplateStepOut(many=True)

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Add the steps."""
        if "steps" in names:
            found = steps_of_templates(row["id"] for row in raw)
            for row in raw:
                row["steps"] = found.get(row["id"], [])


class ApprovalOut(_Terms):
    """A request for approval; `noun` and `object` say of what."""

    id = Key()
    template = key_of("template_id")
    kind = serializers.ChoiceField(RequestKind.choices)
    description = serializers.CharField()
    author = key_of("author_id")
    state = serializers.ChoiceField(RequestState.choices)
    step = serializers.IntegerField(help_text="The position of the step that is asked now.")
    steps = RequestStepOut(many=True)
    due_at = serializers.DateTimeField(allow_null=True)
    is_expired = serializers.BooleanField()
    decided_at = serializers.DateTimeField(allow_null=True)
    reminder_count = serializers.IntegerField()
    reminded_at = serializers.DateTimeField(allow_null=True)
    noun = serializers.CharField(source="noun.model")
    object = serializers.IntegerField(source="object_id")

    expands = {"author": PERSON, "template": TEMPLATE}

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Add the steps."""
        if "steps" in names:
            found = steps_of_requests(row["id"] for row in raw)
            for row in raw:
                row["steps"] = found.get(row["id"], [])


class VoteOut(Rows):
    """What one voter is asked in one step."""

    id = Key()
    request = serializers.IntegerField(source="request_id")
    step = serializers.IntegerField(source="step.position")
    voter = serializers.IntegerField(source="voter_id")
    state = serializers.ChoiceField(VoteState.choices)
    comment = serializers.CharField()
    asked_at = serializers.DateTimeField(allow_null=True)
    voted_at = serializers.DateTimeField(allow_null=True)
    cast_by = key_of("cast_by_id")

    expands = {"voter": PERSON, "cast_by": PERSON}


class DelegationOut(Rows):
    """Who votes in whose place, and when."""

    id = Key()
    user = serializers.IntegerField(source="user_id")
    delegate = serializers.IntegerField(source="delegate_id")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    comment = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expands = {"user": PERSON, "delegate": PERSON}
