"""Door: the back office of accounts."""

from accounts.admin import access, calendars, people, places, providers, settings

__all__ = ["access", "calendars", "people", "places", "providers", "settings"]
