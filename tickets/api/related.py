"""Short forms of rows that a ticket may be shown with."""

from rest_framework import serializers

from accounts.queries import visible_groups, visible_users
from doors.rest.rows import Expand, Key, Rows
from tickets.queries import visible_tickets


class PersonBrief(Rows):
    """A person in few words."""

    id = Key()
    username = serializers.CharField()
    real_name = serializers.CharField()
    email = serializers.CharField()


class GroupBrief(Rows):
    """A group in few words."""

    id = Key()
    name = serializers.CharField()
    full_name = serializers.CharField()


class TicketBrief(Rows):
    """A ticket in few words."""

    id = Key()
    title = serializers.CharField()


PERSON = Expand(visible_users, PersonBrief)
GROUP = Expand(visible_groups, GroupBrief)
TICKET = Expand(visible_tickets, TicketBrief)
