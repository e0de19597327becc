"""App configuration of the ledger."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    """Journal, job runs and the columns that all tables share."""

    name = "audit"

    def ready(self) -> None:
        """Load the task modules of all apps, so that every process knows which jobs there are."""
        autodiscover_modules("tasks")
