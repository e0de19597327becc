"""Short forms of rows that an approval may be shown with."""

from rest_framework import serializers

from accounts.queries import visible_users
from approvals.queries import visible_templates
from doors.rest.rows import Expand, Key, Rows


class ApprovalPersonBrief(Rows):
    """A person in few words."""

    id = Key()
    username = serializers.CharField()
    real_name = serializers.CharField()


class TemplateBrief(Rows):
    """A template in few words."""

    id = Key()
    title = serializers.CharField()


PERSON = Expand(visible_users, ApprovalPersonBrief)
TEMPLATE = Expand(visible_templates, TemplateBrief)
