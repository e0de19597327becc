"""Every read of accounts."""

from accounts.queries.access import (
    clients_of,
    members_of,
    token_owner,
    tokens_of,
    visible_calendars,
    visible_entities,
    visible_grants,
    visible_roles,
)
from accounts.queries.calendars import (
    calendar_terms,
    holiday_countries,
    holiday_regions,
    worktime_from,
    worktime_of,
)
from accounts.queries.people import (
    groups_for,
    is_empty,
    logins_of,
    people_by_login,
    role_for,
    roles,
    support_groups,
    user_by_login,
    user_for,
    visible_groups,
    visible_users,
)
from accounts.queries.settings import settings_of

__all__ = [
    "calendar_terms",
    "clients_of",
    "groups_for",
    "holiday_countries",
    "holiday_regions",
    "is_empty",
    "logins_of",
    "members_of",
    "people_by_login",
    "role_for",
    "roles",
    "settings_of",
    "support_groups",
    "token_owner",
    "tokens_of",
    "user_by_login",
    "user_for",
    "visible_calendars",
    "visible_entities",
    "visible_grants",
    "visible_groups",
    "visible_roles",
    "visible_users",
    "worktime_from",
    "worktime_of",
]
