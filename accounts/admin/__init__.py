"""Door: the back office of accounts."""

from accounts.admin import access, people, settings

__all__ = ["access", "people", "settings"]
