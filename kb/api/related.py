"""Short forms of rows that an article may be shown with."""

from rest_framework import serializers

from accounts.queries import visible_users
from doors.rest.rows import Expand, Key, Rows
from kb.queries import visible_categories


class KbPersonBrief(Rows):
    """A person in few words."""

    id = Key()
    username = serializers.CharField()
    real_name = serializers.CharField()


class ArticleCategoryBrief(Rows):
    """A category in few words."""

    id = Key()
    full_name = serializers.CharField()


PERSON = Expand(visible_users, KbPersonBrief)
CATEGORY = Expand(visible_categories, ArticleCategoryBrief)
