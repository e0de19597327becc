"""App configuration of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and what they may do."""

    name = "accounts"

    def ready(self) -> None:
        """Listen to allauth."""
        from accounts.web import signals

        signals.listen()
