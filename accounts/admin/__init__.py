"""Door: the back office of accounts."""

from accounts.admin import access, calendars, groups, people, places, providers, roles, settings

__all__ = [
    "access",
    "calendars",
    "groups",
    "people",
    "places",
    "providers",
    "roles",
    "settings",
]
