"""App configuration of the ledger."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Journal, job runs and the columns that all tables share."""

    name = "audit"
