"""Texts at hand: what agents insert into answers."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.queries import visible_groups
from audit.actor import Actor
from doors.rest.inputs import Input, Line, Ref, StrictBoolean, Text
from doors.rest.rows import Key, Rows
from doors.rest.views import Whole
from tickets import operations, queries
from tickets.api.shapes import key_of
from tickets.models import CannedReply


class CannedReplyOut(Rows):
    """A text at hand: of one person, of a group, or (neither) of everybody."""

    id = Key()
    name = serializers.CharField()
    shortcut = serializers.CharField(help_text="What is typed behind `::`.")
    body = serializers.CharField(help_text="Names values as {{ticket.number}}.")
    body_format = serializers.CharField()
    user = key_of("user_id")
    group = key_of("group_id")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class CannedReplyPatchIn(Input):
    """Changes of a text."""

    draft: ClassVar[type[Any]] = dict
    name = Line(120, required=False)
    shortcut = Line(40, required=False)
    body = Text(required=False)


class CannedReplyIn(Input):
    """A new text: one's own, or (`is_personal` false) of a group or everybody."""

    draft: ClassVar[type[Any]] = dict
    name = Line(120)
    shortcut = Line(40)
    body = Text()
    is_personal = StrictBoolean(required=False)
    group = Ref(visible_groups, required=False, allow_null=True)


def make_reply(actor: Actor, values: dict[str, Any]) -> CannedReply:
    """Create a text of read values."""
    return operations.create_canned_reply(actor, **values)


def change_reply(actor: Actor, reply_id: int, values: dict[str, Any]) -> CannedReply:
    """Change a text by read values."""
    return operations.update_canned_reply(actor, reply_id, **values)


class CannedReplyViewSet(Whole):
    """Texts that the caller may insert."""

    scope = "tickets"
    rows, orders = CannedReplyOut, ("id", "-id", "shortcut")
    create_input, create_row = CannedReplyIn, make_reply
    update_input, update_row = CannedReplyPatchIn, change_reply
    delete_row = operations.delete_canned_reply

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the texts at hand."""
        return queries.canned_replies(actor).select_related(None)
