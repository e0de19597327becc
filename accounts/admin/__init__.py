"""Door: the back office of accounts."""

from accounts.admin import access, calendars, people, providers, settings

__all__ = ["access", "calendars", "people", "providers", "settings"]
