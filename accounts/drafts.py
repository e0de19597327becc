"""What operations of accounts take in: drafts for new rows, patches for changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from accounts.models import Calendar, Entity, Group, Location, Role, User, UserCategory, UserTitle
from accounts.vocabulary import GroupState, Origin


class Unset(Enum):
    """Type of UNSET."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET
"""An absent field of a patch; None means "clear it"."""


def given(patch: Any) -> dict[str, Any]:
    """Return the fields of a patch that were set, by name."""
    return {name: value for name, value in vars(patch).items() if value is not UNSET}


@dataclass(frozen=True, kw_only=True)
class UserDraft:
    """A new person. `password` None = unusable (an invitation sets it). `other_email` is a second
    address.
    """

    username: str
    password: str | None = None
    email: str = ""
    real_name: str = ""
    first_name: str = ""
    last_name: str = ""
    nickname: str = ""
    phone: str = ""
    phone2: str = ""
    mobile: str = ""
    position: str = ""
    department: str = ""
    employee_number: str = ""
    office_phone: str = ""
    fax: str = ""
    other_phone: str = ""
    address: str = ""
    city: str = ""
    country: str = ""
    doc: str = ""
    birthday: str = ""
    other_email: str = ""
    language: str = ""
    time_zone: str = ""
    comment: str = ""
    is_agent: bool = True
    is_external: bool = False
    is_active: bool = True
    must_change_password: bool = False
    origin: str = Origin.LOCAL
    manager: User | None = None
    main_group: Group | None = None
    default_role: Role | None = None
    default_entity: Entity | None = None
    location: Location | None = None
    title: UserTitle | None = None
    category: UserCategory | None = None
    valid_from_at: datetime | None = None
    valid_until_at: datetime | None = None
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class UserPatch:
    """Changes of a person; absent = UNSET."""

    username: str | Unset = UNSET
    email: str | Unset = UNSET
    real_name: str | Unset = UNSET
    first_name: str | Unset = UNSET
    last_name: str | Unset = UNSET
    nickname: str | Unset = UNSET
    phone: str | Unset = UNSET
    phone2: str | Unset = UNSET
    mobile: str | Unset = UNSET
    position: str | Unset = UNSET
    department: str | Unset = UNSET
    employee_number: str | Unset = UNSET
    office_phone: str | Unset = UNSET
    fax: str | Unset = UNSET
    other_phone: str | Unset = UNSET
    address: str | Unset = UNSET
    city: str | Unset = UNSET
    country: str | Unset = UNSET
    doc: str | Unset = UNSET
    birthday: str | Unset = UNSET
    other_email: str | Unset = UNSET
    language: str | Unset = UNSET
    time_zone: str | Unset = UNSET
    comment: str | Unset = UNSET
    is_agent: bool | Unset = UNSET
    is_external: bool | Unset = UNSET
    is_active: bool | Unset = UNSET
    must_change_password: bool | Unset = UNSET
    manager: User | None | Unset = UNSET
    main_group: Group | None | Unset = UNSET
    default_role: Role | None | Unset = UNSET
    default_entity: Entity | None | Unset = UNSET
    location: Location | None | Unset = UNSET
    title: UserTitle | None | Unset = UNSET
    category: UserCategory | None | Unset = UNSET
    valid_from_at: datetime | None | Unset = UNSET
    valid_until_at: datetime | None | Unset = UNSET
    wire_extra: dict[str, Any] | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class ProfilePatch:
    """What people say about themselves; absent = UNSET."""

    language: str | Unset = UNSET
    time_zone: str | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class ProviderDraft:
    """A provider of OpenID Connect; `secret` None = the stored one stays."""

    slug: str
    name: str
    issuer_url: str
    client_id: str
    secret: str | None = None
    is_active: bool = True
    trusts_email: bool = False
    is_second_factor: bool = False
    new_people_role: Role | None = None


@dataclass(frozen=True, kw_only=True)
class GroupDraft:
    """A new group; `is_support` makes it take tickets."""

    name: str
    comment: str = ""
    parent: Group | None = None
    level_order: int | None = None
    is_people_group: bool = False
    is_support: bool = True
    email: str = ""
    engine: str = "manual"
    state: str = GroupState.ENABLED
    default_owner: User | None = None
    calendar: Calendar | None = None
    can_request: bool = True
    can_watch: bool = True
    can_be_assigned: bool = True
    can_do_tasks: bool = True
    is_notified: bool = True
    can_own_items: bool = True
    can_manage: bool = True
    entity_id: int | None = None
    is_recursive: bool = False
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class GroupPatch:
    """Changes of a group; absent = UNSET."""

    name: str | Unset = UNSET
    comment: str | Unset = UNSET
    parent: Group | None | Unset = UNSET
    is_people_group: bool | Unset = UNSET
    is_support: bool | Unset = UNSET
    email: str | Unset = UNSET
    engine: str | Unset = UNSET
    state: str | Unset = UNSET
    default_owner: User | None | Unset = UNSET
    calendar: Calendar | None | Unset = UNSET
    can_request: bool | Unset = UNSET
    can_watch: bool | Unset = UNSET
    can_be_assigned: bool | Unset = UNSET
    can_do_tasks: bool | Unset = UNSET
    is_notified: bool | Unset = UNSET
    can_own_items: bool | Unset = UNSET
    can_manage: bool | Unset = UNSET
    entity_id: int | Unset = UNSET
    is_recursive: bool | Unset = UNSET
    wire_extra: dict[str, Any] | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class EntityDraft:
    """A new tenant below another one."""

    name: str
    parent_id: int = 0
    comment: str = ""
    registration_number: str = ""
    address: str = ""
    postcode: str = ""
    town: str = ""
    state: str = ""
    country: str = ""
    website: str = ""
    phone: str = ""
    email: str = ""
    fax: str = ""
    latitude: str = ""
    longitude: str = ""
    altitude: str = ""
    tag: str = ""
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class EntityPatch:
    """Changes of a tenant; absent = UNSET. Another parent moves its branch."""

    name: str | Unset = UNSET
    parent_id: int | Unset = UNSET
    comment: str | Unset = UNSET
    registration_number: str | Unset = UNSET
    address: str | Unset = UNSET
    postcode: str | Unset = UNSET
    town: str | Unset = UNSET
    state: str | Unset = UNSET
    country: str | Unset = UNSET
    website: str | Unset = UNSET
    phone: str | Unset = UNSET
    email: str | Unset = UNSET
    fax: str | Unset = UNSET
    latitude: str | Unset = UNSET
    longitude: str | Unset = UNSET
    altitude: str | Unset = UNSET
    tag: str | Unset = UNSET
    wire_extra: dict[str, Any] | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class RoleDraft:
    """A new role: words of rights and the reach of its ticket rights."""

    name: str
    comment: str = ""
    rights: list[str] = field(default_factory=list)
    ticket_reach: str = "own"
    interface: str = "central"
    is_default: bool = False
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class GrantDraft:
    """A role for a person, in one group or (None) everywhere in the entity."""

    user: User
    role: Role
    group: Group | None = None
    entity_id: int = 0
    is_recursive: bool = True


@dataclass(frozen=True, kw_only=True)
class HolidayDraft:
    """Days, first and last included, on which a calendar is closed; perhaps every year."""

    name: str
    starts_on: date
    ends_on: date
    is_yearly: bool = False


@dataclass(frozen=True, kw_only=True)
class CalendarDraft:
    """A new calendar. Intervals are [weekday, "HH:MM", "HH:MM"], Monday = 0."""

    name: str
    comment: str = ""
    time_zone: str = "UTC"
    intervals: list[list[Any]] = field(default_factory=list)
    country: str = ""
    region: str = ""
    entity_id: int = 0
    is_recursive: bool = True
    holidays: Sequence[HolidayDraft] = ()


@dataclass(frozen=True, kw_only=True)
class CalendarPatch:
    """Changes of a calendar; absent = UNSET."""

    name: str | Unset = UNSET
    comment: str | Unset = UNSET
    time_zone: str | Unset = UNSET
    intervals: list[list[Any]] | Unset = UNSET
    country: str | Unset = UNSET
    region: str | Unset = UNSET
