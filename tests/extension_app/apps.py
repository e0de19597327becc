"""The app: it adds its ops when the desk starts."""

from django.apps import AppConfig


class ExtensionConfig(AppConfig):
    """Two ops of our own for api.php."""

    name = "tests.extension_app"

    def ready(self) -> None:
        """Put the ops into the table."""
        from tests.extension_app import ops  # noqa: F401
