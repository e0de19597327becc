"""How people, groups and rights look to callers. No secret is a field here."""

from typing import Any

from rest_framework import serializers

from accounts.queries import holidays_by_calendar, visible_groups, visible_users
from accounts.vocabulary import Engine, GroupState, Interface, TicketReach
from audit.actor import Actor
from doors.rest.rows import Expand, Key, Rows


def key_of(column: str) -> serializers.IntegerField:
    """Return the field for a key that may be absent."""
    return serializers.IntegerField(source=column, allow_null=True)


class AccountPersonBrief(Rows):
    """A person in few words."""

    id = Key()
    username = serializers.CharField()
    real_name = serializers.CharField()


class AccountGroupBrief(Rows):
    """A group in few words."""

    id = Key()
    name = serializers.CharField()


PERSON = Expand(visible_users, AccountPersonBrief)
GROUP = Expand(visible_groups, AccountGroupBrief)


class PersonOut(Rows):
    """A person."""

    id = Key()
    username = serializers.CharField()
    email = serializers.CharField()
    real_name = serializers.CharField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    nickname = serializers.CharField()
    phone = serializers.CharField()
    phone2 = serializers.CharField()
    mobile = serializers.CharField()
    position = serializers.CharField()
    department = serializers.CharField()
    employee_number = serializers.CharField()
    office_phone = serializers.CharField()
    fax = serializers.CharField()
    other_phone = serializers.CharField()
    address = serializers.CharField()
    city = serializers.CharField()
    country = serializers.CharField()
    doc = serializers.CharField(help_text="National identity number.")
    birthday = serializers.CharField()
    location = key_of("location_id")
    title = key_of("title_id")
    category = key_of("category_id")
    language = serializers.CharField()
    time_zone = serializers.CharField()
    comment = serializers.CharField()
    is_agent = serializers.BooleanField()
    is_external = serializers.BooleanField()
    is_active = serializers.BooleanField()
    manager = key_of("manager_id")
    main_group = key_of("main_group_id")
    default_role = key_of("default_role_id")
    default_entity = key_of("default_entity_id")
    valid_from_at = serializers.DateTimeField(allow_null=True)
    valid_until_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expands = {"manager": PERSON, "main_group": GROUP}


class GroupOut(Rows):
    """A group."""

    id = Key()
    name = serializers.CharField()
    full_name = serializers.CharField(help_text="With the names of the groups above.")
    comment = serializers.CharField()
    parent = key_of("parent_id")  # type: ignore[assignment]  # a field, not DRF's attribute
    level_order = serializers.IntegerField(allow_null=True)
    is_support = serializers.BooleanField()
    is_people_group = serializers.BooleanField()
    email = serializers.CharField()
    engine = serializers.ChoiceField(Engine.choices)
    state = serializers.ChoiceField(GroupState.choices)
    default_owner = key_of("default_owner_id")
    calendar = key_of("calendar_id")
    can_request = serializers.BooleanField()
    can_watch = serializers.BooleanField()
    can_be_assigned = serializers.BooleanField()
    can_do_tasks = serializers.BooleanField()
    can_own_items = serializers.BooleanField()
    can_manage = serializers.BooleanField()
    is_notified = serializers.BooleanField()
    entity = serializers.IntegerField(source="entity_id")
    is_recursive = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expands = {"parent": GROUP, "default_owner": PERSON}


class MemberOut(Rows):
    """A member of a group."""

    id = Key()
    user = serializers.IntegerField(source="user_id")
    is_manager = serializers.BooleanField()
    takes_tickets = serializers.BooleanField()
    most_open = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expands = {"user": PERSON}


class RoleOut(Rows):
    """A role: words of rights, and how far its ticket rights reach."""

    id = Key()
    name = serializers.CharField()
    comment = serializers.CharField()
    rights = serializers.ListField(child=serializers.CharField())
    ticket_reach = serializers.ChoiceField(TicketReach.choices)
    interface = serializers.ChoiceField(Interface.choices)
    is_default = serializers.BooleanField()
    requires_second_factor = serializers.BooleanField()
    is_builtin = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class GrantOut(Rows):
    """A role that a person holds, in one group or (null) everywhere in the entity."""

    id = Key()
    user = serializers.IntegerField(source="user_id")
    role = serializers.IntegerField(source="role_id")
    role_name = serializers.CharField(source="role.name")
    group = key_of("group_id")
    entity = serializers.IntegerField(source="entity_id")
    is_recursive = serializers.BooleanField()
    granted_by = key_of("granted_by_id")
    created_at = serializers.DateTimeField()

    expands = {"user": PERSON, "group": GROUP}


class EntityOut(Rows):
    """A tenant."""

    id = Key()
    name = serializers.CharField()
    full_name = serializers.CharField()
    parent = key_of("parent_id")  # type: ignore[assignment]  # a field, not DRF's attribute
    comment = serializers.CharField()
    registration_number = serializers.CharField()
    address = serializers.CharField()
    postcode = serializers.CharField()
    town = serializers.CharField()
    state = serializers.CharField()
    country = serializers.CharField()
    website = serializers.CharField()
    phone = serializers.CharField()
    fax = serializers.CharField()
    email = serializers.CharField()
    latitude = serializers.CharField()
    longitude = serializers.CharField()
    altitude = serializers.CharField()
    tag = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class HolidayOut(serializers.Serializer[Any]):
    """Days, first and last included, on which a calendar is closed; perhaps every year."""

    name = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    is_yearly = serializers.BooleanField()


class CalendarOut(Rows):
    """Working time: weekly intervals in a zone, less the public holidays of a region."""

    id = Key()
    name = serializers.CharField()
    comment = serializers.CharField()
    time_zone = serializers.CharField()
    intervals = serializers.ListField(
        child=serializers.ListField(), help_text="[weekday 0 = Monday, from, to]"
    )
    country = serializers.CharField()
    region = serializers.CharField()
    holidays = HolidayOut(many=True)
    updated_at = serializers.DateTimeField()

    computed = ("holidays",)

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Add the calendar's own holidays."""
        if "holidays" in names:
            found = holidays_by_calendar(row["id"] for row in raw)
            for row in raw:
                row["holidays"] = found.get(row["id"], [])
