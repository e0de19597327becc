"""What callers send about people, groups and rights."""

from typing import Any, ClassVar

from django.contrib.auth.password_validation import validate_password
from rest_framework import serializers

from accounts.drafts import (
    CalendarDraft,
    CalendarPatch,
    EntityDraft,
    EntityPatch,
    GrantDraft,
    GroupDraft,
    GroupPatch,
    HolidayDraft,
    RoleDraft,
    UserDraft,
    UserPatch,
)
from accounts.operations.sign_in import LONGEST_SECRET
from accounts.queries import (
    user_categories,
    user_titles,
    visible_calendars,
    visible_entities,
    visible_groups,
    visible_locations,
    visible_roles,
    visible_users,
)
from accounts.vocabulary import (
    ALL_RIGHTS,
    RIGHTS,
    Engine,
    GroupState,
    Interface,
    TicketReach,
    qualified_words,
)
from audit.actor import Actor
from doors.rest.inputs import Input, Line, Ref, StrictBoolean, Text


def line() -> Line:
    """Return an optional text of one line."""
    return Line(required=False, allow_blank=True)


def _titles(actor: Actor) -> Any:
    return user_titles()


def _categories(actor: Actor) -> Any:
    return user_categories()


def flag() -> StrictBoolean:
    """Return an optional boolean."""
    return StrictBoolean(required=False)


class Password(serializers.CharField):
    """A new password, as long and uncommon as the desk demands."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=LONGEST_SECRET,
            trim_whitespace=False,
            validators=[validate_password],
            **kwargs,
        )


class PersonPatchIn(Input):
    """Changes of a person; null clears."""

    draft: ClassVar[type[Any]] = UserPatch
    username = Line(required=False)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    real_name, first_name, last_name, phone, mobile = line(), line(), line(), line(), line()
    nickname, phone2 = line(), line()
    position, department, employee_number = line(), line(), line()
    office_phone, fax, other_phone, city, country, doc = (line() for _ in range(6))
    address = Text(required=False, allow_blank=True)
    birthday = Line(32, required=False, allow_blank=True)
    other_email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    must_change_password = flag()
    location = Ref(visible_locations, required=False, allow_null=True)
    title = Ref(_titles, required=False, allow_null=True)
    category = Ref(_categories, required=False, allow_null=True)
    language = Line(10, required=False, allow_blank=True)
    time_zone = Line(50, required=False, allow_blank=True)
    comment = Text(required=False, allow_blank=True)
    is_agent, is_external, is_active = flag(), flag(), flag()
    manager = Ref(visible_users, required=False, allow_null=True)
    main_group = Ref(visible_groups, required=False, allow_null=True)
    default_role = Ref(visible_roles, required=False, allow_null=True)
    default_entity = Ref(visible_entities, required=False, allow_null=True)
    valid_from_at = serializers.DateTimeField(required=False, allow_null=True)
    valid_until_at = serializers.DateTimeField(required=False, allow_null=True)


class PersonIn(PersonPatchIn):
    """A new person; without a password the account cannot sign in until one is set."""

    draft = UserDraft
    username = Line()
    password = Password(required=False, allow_null=True)


class PasswordIn(Input):
    """A new password."""

    draft = dict
    password = Password()


class GroupPatchIn(Input):
    """Changes of a group; null clears."""

    draft: ClassVar[type[Any]] = GroupPatch
    name = Line(required=False)
    entity = Ref(visible_entities, as_key=True, source="entity_id", required=False)
    comment = Text(required=False, allow_blank=True)
    parent = Ref(  # type: ignore[assignment]  # a field, not DRF's attribute
        visible_groups, required=False, allow_null=True
    )
    is_people_group, is_support = flag(), flag()
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    engine = serializers.ChoiceField(Engine.choices, required=False)
    state = serializers.ChoiceField(GroupState.choices, required=False)
    default_owner = Ref(visible_users, required=False, allow_null=True)
    calendar = Ref(visible_calendars, required=False, allow_null=True)
    can_request, can_watch, can_be_assigned, can_do_tasks = flag(), flag(), flag(), flag()
    can_own_items, can_manage, is_notified, is_recursive = flag(), flag(), flag(), flag()


class GroupIn(GroupPatchIn):
    """A new group."""

    draft = GroupDraft
    name = Line()
    level_order = serializers.IntegerField(
        min_value=0, max_value=100, required=False, allow_null=True
    )


class HolidayIn(Input):
    """Days, first and last included, on which a calendar is closed; perhaps every year."""

    draft = HolidayDraft
    name = Line()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    is_yearly = flag()


class CalendarPatchIn(Input):
    """Changes of a calendar."""

    draft: ClassVar[type[Any]] = CalendarPatch
    name = Line(required=False)
    comment = Text(required=False, allow_blank=True)
    time_zone = Line(50, required=False)
    intervals = serializers.ListField(
        child=serializers.ListField(min_length=3, max_length=3), max_length=100, required=False
    )
    country = Line(2, required=False, allow_blank=True)
    region = Line(32, required=False, allow_blank=True)


class CalendarIn(CalendarPatchIn):
    """A new calendar with its own holidays."""

    draft = CalendarDraft
    name = Line()
    entity = Ref(visible_entities, as_key=True, source="entity_id", required=False)
    is_recursive = flag()
    holidays = serializers.ListField(child=HolidayIn(), max_length=500, required=False)

    @classmethod
    def draft_of(cls, values: dict[str, Any]) -> CalendarDraft:
        """Return the draft with drafts of its holidays."""
        holidays = [HolidayDraft(**each) for each in values.get("holidays", ())]
        return CalendarDraft(**{**values, "holidays": holidays})


class HolidaysIn(Input):
    """A calendar's own holidays, all of them."""

    draft = HolidayDraft
    holidays = serializers.ListField(child=HolidayIn(), max_length=500)

    @classmethod
    def draft_of(cls, values: dict[str, Any]) -> list[HolidayDraft]:
        """Return the drafts."""
        return [HolidayDraft(**each) for each in values["holidays"]]


class EntityPatchIn(Input):
    """Changes of a tenant; another parent moves its branch."""

    draft: ClassVar[type[Any]] = EntityPatch
    name = Line(required=False)
    parent = Ref(  # type: ignore[assignment]  # a field, not DRF's attribute
        visible_entities, as_key=True, source="parent_id", required=False
    )
    comment = Text(required=False, allow_blank=True)
    address = Text(required=False, allow_blank=True)
    registration_number, postcode, town, state, country = line(), line(), line(), line(), line()
    website, phone, fax, tag = line(), line(), line(), line()
    latitude, longitude, altitude = line(), line(), line()
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)


class EntityIn(EntityPatchIn):
    """A new tenant; without a parent it stands below the root."""

    draft = EntityDraft
    name = Line()


class SecondFactorIn(Input):
    """Whether a second factor is demanded."""

    draft = dict
    is_demanded = StrictBoolean()


class MemberIn(Input):
    """A new member."""

    draft = dict
    user = Ref(visible_users)
    is_manager = flag()


class MemberPatchIn(Input):
    """What a member is to the group."""

    draft = dict
    is_manager, takes_tickets = flag(), flag()
    most_open = serializers.IntegerField(
        min_value=0, max_value=100_000, required=False, allow_null=True
    )


class RolePatchIn(Input):
    """Changes of a role."""

    draft: ClassVar[type[Any]] = dict
    name = Line(required=False)
    comment = Text(required=False, allow_blank=True)
    rights = serializers.ListField(
        child=serializers.ChoiceField(sorted({*RIGHTS, *qualified_words(), ALL_RIGHTS})),
        max_length=200,
        required=False,
    )
    ticket_reach = serializers.ChoiceField(TicketReach.choices, required=False)
    interface = serializers.ChoiceField(Interface.choices, required=False)
    is_default = flag()


class RoleIn(RolePatchIn):
    """A new role."""

    draft = RoleDraft
    name = Line()


class GrantIn(Input):
    """A role for a person, in one group or (null) everywhere in the entity."""

    draft = GrantDraft
    user = Ref(visible_users)
    role = Ref(visible_roles)
    group = Ref(visible_groups, required=False, allow_null=True)
    entity = Ref(visible_entities, as_key=True, source="entity_id", required=False)
    is_recursive = flag()
