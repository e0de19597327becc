"""Door: the back office of accounts."""

from accounts.admin import access, calendars, people, settings

__all__ = ["access", "calendars", "people", "settings"]
