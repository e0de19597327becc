"""Short forms of rows that a customer's row may be shown with."""

from rest_framework import serializers

from accounts.queries import visible_groups, visible_users
from crm.queries import visible_companies
from doors.rest.rows import Expand, Key, Rows


class CrmPersonBrief(Rows):
    """A person in few words."""

    id = Key()
    username = serializers.CharField()
    real_name = serializers.CharField()


class CrmGroupBrief(Rows):
    """A group in few words."""

    id = Key()
    name = serializers.CharField()


class CompanyBrief(Rows):
    """A company in few words."""

    id = Key()
    name = serializers.CharField()


PERSON = Expand(visible_users, CrmPersonBrief)
GROUP = Expand(visible_groups, CrmGroupBrief)
COMPANY = Expand(visible_companies, CompanyBrief)
