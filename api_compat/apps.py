"""The app of the older dialects."""

from django.apps import AppConfig


class ApiCompatConfig(AppConfig):
    """Holds no tables: dialects use the operations and queries of the apps below."""

    name = "api_compat"
    verbose_name = "Older API dialects"

    def ready(self) -> None:
        """Declare the dialects' settings."""
        from api_compat.glpi import config as glpi  # noqa: F401
        from api_compat.glpi import snapshot as glpi_snapshot  # noqa: F401
        from api_compat.integria import config, snapshot  # noqa: F401
        from api_compat.invgate import config as invgate_config  # noqa: F401
